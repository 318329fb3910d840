"""What moved since a day: each KPI's figure in force then against the one in force now. Pure."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from data.model.loaded_file import Meeting
from data.model.period import Period, PeriodKind
from kpis.figures.figure import Value, same_period
from kpis.figures.periods import crosses
from kpis.standing.kpi_standing import Standing, change_between, gap


class Move(StrEnum):
    """What became of one KPI's figure, in the order in which a meeting asks."""

    WORSE = "worse"
    BETTER = "better"
    CHANGED = "changed"
    APART = "not comparable"
    REVISED = "revised"
    NEW = "new figure"
    GONE = "no longer given"
    LEVEL = "same"
    KEPT = "no newer figure"
    SILENT = "no figure"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeSince:
    """One KPI on two days. ``change`` is in its own unit, None where none may be worked; ``word`` is better, worse, higher, lower,
    same, revised, new figure, or why there is no comparison. ``revised_to`` is what the figure of then's period says now, if otherwise.
    """

    then: Standing
    now: Standing
    move: Move
    change: float | None
    word: str
    revised_to: Value | None


def since(then: Sequence[Standing], now: Sequence[Standing]) -> list[ChangeSince]:
    """One row a standing of ``now``, in its order; one whose key ``then`` does not have had no figure."""
    before = {s.key: s for s in then}
    return [_since(before.get(s.key), s) for s in now]


def _since(then: Standing | None, now: Standing) -> ChangeSince:
    then = then or Standing(
        indicator=now.indicator, priorities=now.priorities, own=None, target=None, comparators={}, change=None, rating=now.rating,
        points=(), place=now.place,
    )  # fmt: skip
    old, new = then.own, now.own
    if old is None or old.value is None:
        silent = new is None or new.value is None
        return ChangeSince(
            then=then, now=now, move=Move.SILENT if silent else Move.NEW, change=None, word=Move.SILENT if silent else Move.NEW,
            revised_to=None,
        )  # fmt: skip
    if new is None or new.value is None or _earlier(new.period, old.period):
        return ChangeSince(then=then, now=now, move=Move.GONE, change=None, word=Move.GONE, revised_to=None)
    if same_period(old.period, new.period):
        move = Move.KEPT if old.value == new.value else Move.REVISED
        return ChangeSince(then=then, now=now, move=move, change=gap(new.value, old.value), word=move, revised_to=None)
    change = change_between(old, new, now.indicator, now.breaks)
    revised = next((p for p in now.points if same_period(p.period, old.period) and p.value != old.value), None)
    if (why := _apart(old.period, new.period, now)) or change is None:
        return ChangeSince(then=then, now=now, move=Move.APART, change=None, word=why, revised_to=revised)
    move = {"worse": Move.WORSE, "better": Move.BETTER, "same": Move.LEVEL}.get(change.word, Move.CHANGED)
    return ChangeSince(then=then, now=now, move=move, change=change.value, word=change.word, revised_to=revised)


def _earlier(new: Period, old: Period) -> bool:
    """Whether the newest figure is of an earlier period than before: the later one was taken out of use."""
    return new.kind is old.kind and new.last is not None and old.last is not None and new.last < old.last


def _apart(old: Period, new: Period, now: Standing) -> str:
    """Why the figures of two periods may not be set against each other; empty where they may."""
    if old.kind is not new.kind:
        return f"not comparable: {A_PERIOD[new.kind]} against {A_PERIOD[old.kind]}"
    if old.first is None or new.first is None:
        return "not comparable: periods not stated"
    if crosses(now.breaks, old, new):
        return "a break lies between"
    if not now.indicator.over_time:
        return "not comparable: each figure is relative to its own year"
    if new.kind is PeriodKind.YEAR_TO_DATE and _months(old) != _months(new):
        return "not comparable: another part of the year"
    return ""


def _months(period: Period) -> tuple[int, ...]:
    return tuple(day.month for day in (period.first, period.last) if day)


A_PERIOD = {kind: f"a {kind.value}" for kind in PeriodKind} | {
    PeriodKind.ACADEMIC_YEAR: "an academic year",
    PeriodKind.THREE_YEARS: "three years",
    PeriodKind.NOT_STATED: "a period not stated",
    PeriodKind.CALENDAR_YEAR: "a year",
}


def usual_day(meetings: Iterable[Meeting], received: Iterable[date], today: date) -> date:
    """The day to look back to: the last meeting after which anything was received, else six months before the newest figures were."""
    newest = max(received, default=today)
    past = [m.day for m in meetings if m.day < min(today, newest)]
    return max(past) if past else six_months_before(newest)


def six_months_before(day: date) -> date:
    """The same day six months earlier, or that month's last."""
    year, month = (day.year, day.month - 6) if day.month > 6 else (day.year - 1, day.month + 6)
    return date(year, month, min(day.day, monthrange(year, month)[1]))
