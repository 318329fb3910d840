"""What was agreed of a priority at each visit, beside what its KPIs' own ratings come to by one written rule."""

from __future__ import annotations

import calendar
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from kpis import formats
from kpis.targets.rag import RagStatus

STEPS = ("red", "amber/red", "amber", "amber/green", "green")  # worst first
NOT_RECORDED = "not recorded"
WORDS = {step: "/".join(part.capitalize() for part in step.split("/")) for step in STEPS} | {NOT_RECORDED: "Not recorded"}


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageFloor:
    """How much of a priority must be rated before its KPIs come to anything: a share of them, and never fewer than ``least``."""

    share: float
    least: int


FLOOR = CoverageFloor(share=0.5, least=2)  # docs/methods/improvement-plan.md says why
RULE = (
    "What the KPIs come to, counting only rated ones. Green: all green. Red: more than half red. Amber/Red: more red than green. "
    "Amber/Green: none red and more than half green. Amber: anything else. "
    "Fewer than half of them rated, or fewer than two: too few to say."
)
Rated = Callable[[date, int], Sequence[RagStatus]]


@dataclass(frozen=True, slots=True)
class RatingCounts:
    """How many of a priority's KPIs are red, amber and green; those not rated or without a figure are ``others``."""

    red: int
    amber: int
    green: int
    others: int

    @property
    def rated(self) -> int:
        return self.red + self.amber + self.green

    @property
    def whole(self) -> int:
        return self.rated + self.others

    @property
    def enough(self) -> bool:
        """Whether enough KPIs are rated for the priority to come to anything."""
        return self.rated >= max(FLOOR.least, FLOOR.share * self.whole)

    @property
    def silence(self) -> str:
        """Why the KPIs come to nothing: none rated, or too few; empty where they come to a rating."""
        if self.enough:
            return ""
        return f"Too few rated to say ({self.rated} of {self.whole})" if self.rated else "No KPI is rated"

    @property
    def words(self) -> str:
        told = f"{self.red} red, {self.amber} amber, {self.green} green"
        return f"{told}; {self.others} unrated" if self.others else told


@dataclass(frozen=True, slots=True, kw_only=True)
class PriorityAtVisit:
    """One priority at one visit. ``when`` is a day or a month; ``day`` is its last day, by which the KPIs' figures had been received.

    ``agreed`` is a step or not recorded; ``calculated`` is empty where no KPI was rated, or too few to say.
    """

    when: str
    priority: int
    day: date
    agreed: str
    by: str
    written: str
    reason: str
    counts: RatingCounts
    calculated: str

    @property
    def differs(self) -> bool | None:
        """Whether the two ratings differ; None where there are not two."""
        return self.agreed != self.calculated if self.agreed in STEPS and self.calculated else None

    @property
    def visit(self) -> str:
        """The visit's day or month in words."""
        return visit_words(self.when)

    @property
    def sentence(self) -> str:
        if self.agreed not in STEPS:
            return "No rating is recorded for this visit, so there is nothing to compare."
        agreed = f"{WORDS[self.agreed]} was agreed"
        if not self.calculated and self.counts.rated:
            few = f"({self.counts.rated} of {self.counts.whole})"
            return f"{agreed}; too few of its KPIs were rated to say {few} on the figures received by {formats.day(self.day)}."
        if not self.calculated:
            return f"{agreed}; no KPI of this priority was rated on the figures received by {formats.day(self.day)}."
        if not self.differs:
            return f"{agreed}, and its KPIs came to the same that day ({self.counts.words})."
        apart = STEPS.index(self.agreed) - STEPS.index(self.calculated)
        steps = f"{abs(apart)} step{'s' * (abs(apart) > 1)} nearer {'green' if apart > 0 else 'red'}"
        return f"{agreed}, {steps} than its KPIs came to that day: {WORDS[self.calculated]} ({self.counts.words})."


def counts(statuses: Sequence[RagStatus]) -> RatingCounts:
    found = Counter(statuses)
    red, amber, green = found[RagStatus.RED], found[RagStatus.AMBER], found[RagStatus.GREEN]
    return RatingCounts(red, amber, green, len(statuses) - red - amber - green)


def calculated(found: RatingCounts) -> str:
    """The step that a priority's KPIs come to, by ``RULE``; empty where none is rated, or too few are to say."""
    if not found.enough:
        return ""
    if found.green == found.rated:
        return "green"
    if 2 * found.red > found.rated:
        return "red"
    if found.red > found.green:
        return "amber/red"
    return "amber/green" if not found.red and 2 * found.green > found.rated else "amber"


def at_visits(bodies: Mapping[str, Mapping[str, Any] | None], rated: Rated, until: date | None = None) -> tuple[PriorityAtVisit, ...]:
    """The history of every priority, in order of visit. ``bodies`` are judgements by their keys, None where one was taken away.

    ``rated`` gives a priority's KPIs' ratings on the figures received by a day, which is never after ``until``.
    """
    made = []
    for key, body in bodies.items():
        if body is None:
            continue
        when, _, number = key.partition("/")
        day = last_day(when)
        found = counts(rated(min(day, until) if until else day, int(number)))
        by, written, reason = (str(body.get(name) or "") for name in ("by", "written", "reason"))
        made.append(
            PriorityAtVisit(
                when=when,
                priority=int(number),
                day=day,
                agreed=str(body["rag"]),
                by=by,
                written=written,
                reason=reason,
                counts=found,
                calculated=calculated(found),
            )
        )
    return tuple(sorted(made, key=lambda one: (one.day, one.when, one.priority)))


def last_day(when: str) -> date:
    """The day of a visit, or the last of its month where only the month is known."""
    if len(when) > 7:
        return date.fromisoformat(when)
    first = date.fromisoformat(f"{when}-01")
    return first.replace(day=calendar.monthrange(first.year, first.month)[1])


def visit_words(when: str) -> str:
    return formats.day(last_day(when)) if len(when) > 7 else formats.month(last_day(when))


def record(one: PriorityAtVisit) -> dict[str, Any]:
    """One visit's judgement for JSON."""
    found = one.counts
    return {
        "visit": one.when, "priority": one.priority, "agreed": one.agreed, "by": one.by or None, "written": one.written or None,
        "reason": one.reason or None, "calculated": one.calculated or None,
        "counts": {"red": found.red, "amber": found.amber, "green": found.green, "not_rated": found.others},
        "too_few": bool(found.rated and not found.enough),
        "differs": one.differs, "in_words": one.sentence,
    }  # fmt: skip


def in_words(found: Sequence[PriorityAtVisit], area: str) -> str:
    """Every judgement of an area on a line, or that there is none."""
    lines = [
        f"{area}, priority {one.priority}, {one.visit}: {one.sentence}{f' Reason: {one.reason}' if one.reason else ''}" for one in found
    ]
    return "\n".join(lines) or f"No rating is recorded for {area}. Record one on the Priorities page."
