"""Where a plan's actions stand on a day: overdue or as stated, what falls due when, and who leads what."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from data.model.plan import Action, ActionStatus

SOON_DAYS = 30
SORTS = {"overdue": "Overdue first", "due": "By due date", "code": "By code", "lead": "By lead", "status": "By status"}


def stood(action: Action, today: date) -> ActionStatus:
    """The action's status on a day: overdue once its due date has passed and it is not complete, else as the plan states it.

    The due day itself is not overdue. An action without a date is never made overdue; "not stated" is never made anything but overdue.
    """
    if action.due is not None and action.due < today and action.status is not ActionStatus.COMPLETE:
        return ActionStatus.OVERDUE
    return action.status


def counts(actions: Iterable[Action], today: date) -> dict[ActionStatus, int]:
    """How many actions stand at each status on a day; every status is there, also with none."""
    found = Counter(stood(action, today) for action in actions)
    return {status: found[status] for status in ActionStatus}


def due_days(actions: Iterable[Action]) -> tuple[tuple[date, int], ...]:
    """Each due day and how many actions fall on it, in order of time; actions without a date are not among them."""
    return tuple(sorted(Counter(action.due for action in actions if action.due is not None).items()))


def cliff(actions: Iterable[Action]) -> tuple[date, int] | None:
    """The day on which most actions fall due, the earliest of equals; None where none has a date."""
    return min(due_days(actions), key=lambda one: (-one[1], one[0]), default=None)


def undated(actions: Iterable[Action]) -> tuple[Action, ...]:
    return tuple(action for action in actions if action.due is None)


def overdue(actions: Iterable[Action], today: date) -> tuple[Action, ...]:
    """Actions overdue on a day, the longest overdue first; those called overdue without a date come last."""
    late = [action for action in actions if stood(action, today) is ActionStatus.OVERDUE]
    return tuple(sorted(late, key=lambda action: action.due or date.max))


def next_due(actions: Iterable[Action], today: date, days: int = SOON_DAYS) -> tuple[Action, ...]:
    """Actions not complete that fall due from ``today`` to ``days`` later, both days included, soonest first."""
    until = today + timedelta(days=days)
    open_ones = [a for a in actions if a.due is not None and today <= a.due <= until and a.status is not ActionStatus.COMPLETE]
    return tuple(sorted(open_ones, key=lambda action: action.due or date.max))


def by_lead(actions: Sequence[Action]) -> dict[str, tuple[Action, ...]]:
    """The actions each lead leads, as printed; an action with several leads stands under each, one without under ""."""
    found: dict[str, list[Action]] = {}
    for action in actions:
        for lead in leads(action) or ("",):
            found.setdefault(lead, []).append(action)
    return {lead: tuple(found[lead]) for lead in sorted(found, key=lambda lead: (not lead, lead))}


def leads(action: Action) -> tuple[str, ...]:
    """Who leads an action, as printed; owners in other layers are not among them."""
    return tuple(dict.fromkeys(owner.printed for owner in action.owners if owner.layer == "lead"))


def ordered(actions: Sequence[Action], today: date, by: str = "overdue") -> tuple[Action, ...]:
    """The actions in one of ``SORTS``; equals keep the plan's order, what has no date or no lead comes last.

    Overdue first is the longest overdue, then the rest by due date. Codes run by their numbers: 1.2 before 1.10.
    """
    if by == "overdue":
        late = overdue(actions, today)
        return (*late, *sorted((a for a in actions if a not in late), key=lambda a: a.due or date.max))
    statuses = list(ActionStatus)
    keys: dict[str, Callable[[Action], tuple[Any, ...]]] = {
        "due": lambda a: (a.due or date.max,),
        "code": lambda a: tuple((0, int(part), "") if part.isdecimal() else (1, 0, part) for part in re.findall(r"\d+|[^\d.]+", a.code)),
        "lead": lambda a: (not leads(a), leads(a)),
        "status": lambda a: (statuses.index(stood(a, today)),),
    }
    return tuple(sorted(actions, key=keys[by]))


def matching(actions: Sequence[Action], words: str) -> tuple[Action, ...]:
    """The actions that hold every word, in either case, in their code, text, measure, progress, owners or KPIs."""
    wanted = words.casefold().split()
    return tuple(a for a in actions if all(word in _said(a) for word in wanted))


def _said(action: Action) -> str:
    parts = (action.code, action.text, action.success_measures, action.progress, *(o.printed for o in action.owners), *action.kpis)
    return "\n".join(parts).casefold()


def busiest(actions: Iterable[Action]) -> tuple[date, int] | None:
    """The first day of the month in which most actions fall due, the earliest of equals, and how many; None where none has a date."""
    months = Counter(action.due.replace(day=1) for action in actions if action.due is not None)
    return min(months.items(), key=lambda one: (-one[1], one[0]), default=None)


def distinct(actions: Sequence[Action]) -> tuple[Action, ...]:
    """The actions with each that stands under two codes once, under the first."""
    seen: set[str] = set()
    found = []
    for action in actions:
        if action.code not in seen:
            found.append(action)
        seen |= {action.code, *action.also}
    return tuple(found)
