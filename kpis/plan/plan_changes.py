"""What changed between two versions of a plan, which due dates an action has had, and when it was recorded as complete."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from data.model.plan import Action, ActionStatus
from kpis import formats
from kpis.plan import plan_actions

ADDED, GONE, DUE, STATUS, LEADS, KPIS, WORDS = "added", "gone", "due", "status", "leads", "KPIs", "wording"


@dataclass(frozen=True, slots=True)
class PlanChange:
    """One thing that is otherwise in the later plan: of which action, what, and both in words; of one added or gone, its own words."""

    code: str
    what: str
    was: str
    now: str

    @property
    def sentence(self) -> str:
        if self.what in (ADDED, GONE):
            return f"{self.code} {'is new' if self.what == ADDED else 'is no longer in the plan'}: {self.now or self.was}"
        if self.what == WORDS:
            return f"{self.code} is worded otherwise: {self.now}"
        return f"{self.code} {self.what}: {self.was}, now {self.now}"


def changes(before: Sequence[Action], after: Sequence[Action]) -> list[PlanChange]:
    """What the later actions give otherwise than the earlier, by code: added and changed in the later order, then gone.

    Spaces and line breaks make no change of wording, nor does the order in which leads or KPIs are named.
    """
    old, new = {a.code: a for a in before}, {a.code: a for a in after}
    found = []
    for code, now in new.items():
        found += _of_one(old[code], now) if code in old else [PlanChange(code, ADDED, "", now.text)]
    return found + [PlanChange(code, GONE, was.text, "") for code, was in old.items() if code not in new]


def _of_one(was: Action, now: Action) -> list[PlanChange]:
    none = "none"
    pairs = [
        (DUE, due_words(was.due), due_words(now.due)),
        (STATUS, was.status.value, now.status.value),
        (LEADS, "/".join(sorted(plan_actions.leads(was))) or none, "/".join(sorted(plan_actions.leads(now))) or none),
        (KPIS, ", ".join(sorted(was.kpis)) or none, ", ".join(sorted(now.kpis)) or none),
        (WORDS, " ".join(was.text.split()), " ".join(now.text.split())),
    ]
    return [PlanChange(now.code, what, first, then) for what, first, then in pairs if first != then]


def due_words(due: date | None) -> str:
    return formats.day(due) if due else "no date"


def due_dates(stood: Sequence[tuple[date, Action]]) -> tuple[tuple[date | None, date], ...]:
    """Every due date that an action has had, oldest first: (the date, or None, the day it was recorded). The same again is no revision."""
    found: list[tuple[date | None, date]] = []
    for day, action in stood:
        if not found or found[-1][0] != action.due:
            found.append((action.due, day))
    return tuple(found)


def completed(stood: Sequence[tuple[date, Action]]) -> date | None:
    """The day on which an action that is complete was recorded as complete; one taken up again and completed anew counts from then."""
    found: date | None = None
    for day, action in stood:
        done = action.status is ActionStatus.COMPLETE
        found = (found or day) if done else None
    return found


def completions(stood: Mapping[str, Sequence[tuple[date, Action]]]) -> dict[str, date]:
    """The day each complete action was recorded as complete, by code."""
    return {code: day for code, every in stood.items() if (day := completed(every)) is not None}
