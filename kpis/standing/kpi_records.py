"""What people typed of a KPI's figures: targets, how its limits are worked, events, answers to checks. Read from kept words; pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from kpis import formats
from kpis.targets.kpi_target import TargetVersion, versions

Recorded = Mapping[str, tuple[Mapping[str, Any], str, date]]  # the words, who recorded them and when, by key


@dataclass(frozen=True, slots=True)
class Rebase:
    """A day from which mean and limits begin anew, and the known change that is the reason."""

    day: date
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitSettings:
    """How one KPI's limits are worked: from values up to ``lock`` only, without the periods that hold a day of ``ghosts``, anew at
    each rebase."""

    lock: date | None
    ghosts: tuple[date, ...]
    rebases: tuple[Rebase, ...]
    reason: str
    who: str
    recorded: date

    @property
    def receipt(self) -> str:
        return f"recorded by {self.who}, {formats.day(self.recorded)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened: an inspection, a closure of schools, a new team. ``codes`` are the KPIs it is about; empty for all."""

    key: str
    day: date
    words: str
    codes: tuple[str, ...]
    who: str
    recorded: date


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckAnswer:
    """What a person said of a check on a figure: the figure is right, because."""

    because: str
    who: str
    recorded: date

    @property
    def receipt(self) -> str:
        return f"answered by {self.who}, {formats.day(self.recorded)}: the figure is right, because {self.because.rstrip('.')}."


@dataclass(frozen=True)
class KpiRecords:
    """All of it for one area. ``answers`` are by the key of the check that they answer."""

    targets: Mapping[str, tuple[TargetVersion, ...]] = field(default_factory=dict)
    processes: Mapping[str, LimitSettings] = field(default_factory=dict)
    events: tuple[Event, ...] = ()
    answers: Mapping[str, CheckAnswer] = field(default_factory=dict)

    def events_of(self, code: str) -> tuple[Event, ...]:
        return tuple(one for one in self.events if not one.codes or code in one.codes)


def kept(recorded: Mapping[str, Recorded]) -> KpiRecords:
    """What stands, from the kept words by kind (``target``, ``process``, ``annotation``, ``check_answer``)."""
    events = [
        Event(
            key=key, day=date.fromisoformat(body["date"]), words=body["text"], codes=tuple(body.get("kpis") or ()), who=who, recorded=when
        )
        for key, (body, who, when) in recorded.get("annotation", {}).items()
    ]
    answers = recorded.get("check_answer", {})
    return KpiRecords(
        versions(recorded.get("target", {})),
        {code: _process(*one) for code, one in recorded.get("process", {}).items()},
        tuple(sorted(events, key=lambda one: one.day)),
        {key: CheckAnswer(because=body["because"], who=who, recorded=when) for key, (body, who, when) in answers.items()},
    )


def _process(body: Mapping[str, Any], who: str, recorded: date) -> LimitSettings:
    rebases = [Rebase(date.fromisoformat(one["day"]), one["reason"]) for one in body.get("rebases") or ()]
    lock = date.fromisoformat(body["lock"]) if body.get("lock") else None
    ghosts = tuple(sorted(map(date.fromisoformat, body.get("ghosts") or ())))
    return LimitSettings(
        lock=lock, ghosts=ghosts, rebases=tuple(sorted(rebases, key=lambda one: one.day)), reason=body.get("reason") or "", who=who,
        recorded=recorded,
    )  # fmt: skip
