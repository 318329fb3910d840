"""Improvement plans kept in a home: each version as it was received, and the newest on a day with what was changed since."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from data.model.clean_copy import CleanCopy
from data.model.plan import Action, ActionStatus, Owner, PlanVersion
from data.model.record import Record
from data.records.journal import Journal, ReadableJournal
from data.records.plan_codec import plan_from_json, plan_to_json
from data.store.store import Store

VERSION, EDIT = "plan_version", "action_edit"


@dataclass(frozen=True, slots=True)
class StandingPlan:
    """A plan as it stands on a day. ``printed`` is the version as its file gives it, ``version`` the same with the changes typed since.

    ``seen`` holds the newest change of each action, also one typed before this version came in, which no longer counts.
    """

    printed: PlanVersion
    version: PlanVersion
    entry: Record
    received: date
    seen: Mapping[str, Record]

    @property
    def edited(self) -> tuple[str, ...]:
        """Codes of the actions that typed words change."""
        return tuple(now.code for was, now in zip(self.printed.actions, self.version.actions, strict=True) if was != now)


def keep_plan(
    store: Store, journal: Journal, version: PlanVersion, content: bytes, *, who: str, recorded_at: datetime, received: date,
    copy: CleanCopy | None = None,
) -> tuple[Record, bool]:  # fmt: skip
    """Keeps a plan version and its file: (its entry, whether it is new). The same file again changes nothing.

    Where there is a clean copy, that is kept, and the file itself goes into quarantine.

    Raises:
        StoreFault, JournalFault: the home cannot be written to. Nothing was changed.
    """
    key = f"{received} {version.sha256[:16]}"
    held = journal.latest(VERSION, version.area)
    if (same := kept_already(journal, version)) is not None:
        return same, False
    if copy is None:
        store.keep_file(version.file, version.sha256, content)
    elif (digest := store.keep_copy(version.file, content, copy)) != version.sha256:
        version = replace(version, copy=digest)
    seen = held[key].id if key in held else None
    return journal.append(VERSION, version.area, key, plan_to_json(version), who=who, recorded_at=recorded_at, seen=seen), True


def kept_already(journal: ReadableJournal, version: PlanVersion) -> Record | None:
    """The entry that holds the same file's plan of the same area, or None; the clean copy of a file is the same file."""
    held = journal.latest(VERSION, version.area).values()
    return next((entry for entry in held if entry.body and version.sha256 in (entry.body["sha256"], entry.body.get("copy"))), None)


def plan_areas(journal: ReadableJournal, as_at: date | None = None) -> list[str]:
    """Codes of the areas with a plan received by a day, in the order in which they came."""
    return list(dict.fromkeys(e.area for e in journal.entries(kind=VERSION) if as_at is None or _received(e) <= as_at))


def plan_on(journal: ReadableJournal, area: str, as_at: date | None = None) -> StandingPlan | None:
    """The newest version received by a day, with the changes recorded after it came in and by that day (UTC); None before any.

    Made once while nothing is typed; it is shared by all who read, and nobody may change what it holds.
    """
    return _plan_on(journal, area, as_at, journal.version())


@lru_cache(maxsize=32)
def _plan_on(journal: ReadableJournal, area: str, as_at: date | None, _version: str) -> StandingPlan | None:
    held = [e for e in journal.latest(VERSION, area).values() if e.body is not None and (as_at is None or _received(e) <= as_at)]
    if not held:
        return None
    entry = max(held, key=lambda e: (_received(e), e.id))
    printed = plan_from_json(entry.body)
    seen = journal.latest(EDIT, area, until=as_at)
    bodies = {code: one.body for code, one in seen.items() if one.body is not None and one.id > entry.id}
    actions = tuple(_edited(action, bodies.get(action.code, {})) for action in printed.actions)
    return StandingPlan(printed, replace(printed, actions=actions), entry, _received(entry), seen)


def history(journal: ReadableJournal, area: str, code: str, as_at: date | None = None) -> tuple[Record, ...]:
    """Everything typed of one action, oldest first."""
    return journal.entries(kind=EDIT, area=area, key=code, until=as_at)


def versions(journal: ReadableJournal, area: str, as_at: date | None = None) -> tuple[tuple[Record, PlanVersion, date], ...]:
    """Every version received by a day: (its entry, the version as printed, the day it was received), the earliest received first."""
    held = [e for e in journal.latest(VERSION, area).values() if e.body is not None and (as_at is None or _received(e) <= as_at)]
    return tuple((e, plan_from_json(e.body), _received(e)) for e in sorted(held, key=lambda e: (_received(e), e.id)))


def stood(journal: ReadableJournal, area: str, as_at: date | None = None) -> dict[str, tuple[tuple[date, Action], ...]]:
    """How each action stood after every version that brought it and every change typed of it: (the day recorded, the action), oldest first.

    The day of a version is the day it was received. A version received before the one in force changes nothing.
    """
    steps: list[tuple[int, Record, PlanVersion | None]] = [(e.id, e, plan) for e, plan, _ in versions(journal, area, as_at)]
    steps += [(e.id, e, None) for e in journal.entries(kind=EDIT, area=area, until=as_at)]
    found: dict[str, list[tuple[date, Action]]] = {}
    printed: dict[str, Action] = {}
    newest = date.min
    for _, entry, plan in sorted(steps, key=lambda step: step[0]):
        if plan is not None and _received(entry) >= newest:
            newest, printed = _received(entry), {action.code: action for action in plan.actions}
            for code, action in printed.items():
                found.setdefault(code, []).append((newest, action))
        elif plan is None and entry.key in printed:
            found.setdefault(entry.key, []).append((entry.recorded_at.date(), _edited(printed[entry.key], entry.body or {})))
    return {code: tuple(every) for code, every in found.items()}


def _received(entry: Record) -> date:
    return date.fromisoformat(entry.key[:10])


def _edited(action: Action, body: Mapping[str, Any]) -> Action:
    """The action with what was typed of it; a field left out, or null, stands as the plan gives it. A due date of null is none any more."""
    said = {name: value for name, value in body.items() if value is not None}
    kpis = tuple(said.get("kpis", action.kpis))
    return replace(
        action,
        status=ActionStatus(said.get("status", action.status)),
        due=(date.fromisoformat(body["due"]) if body["due"] else None) if "due" in body else action.due,
        progress=str(said.get("progress", action.progress)),
        text=str(said.get("text", action.text)),
        success_measures=str(said.get("success_measures", action.success_measures)),
        owners=tuple(Owner(**one) for one in said["owners"]) if "owners" in said else action.owners,
        kpis=kpis,
        offered=tuple(code for code in action.offered if code not in kpis),
    )
