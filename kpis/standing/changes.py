"""What moved since a day: each KPI's figure in force then against the one in force now. Pure."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from data.model.counting_basis import counted_of
from data.model.loaded_file import Meeting
from data.model.period import Period, PeriodKind
from kpis import formats
from kpis.figures.figure import PUBLISHED, Value, same_period
from kpis.figures.periods import crosses
from kpis.figures.stored_rows import StoredRows, records
from kpis.standing.kpi_standing import Change, Standing, change_between, direction, gap
from kpis.standing.timeliness import unfinished

# By whether the newer of two figures is the published one.
OTHER_SOURCE = {
    True: "not comparable: now from DfE, before from the scorecard", False: "not comparable: now from the scorecard, before from DfE",
}  # fmt: skip


class Move(StrEnum):
    """What became of one KPI's figure, in the order in which a meeting asks."""

    WRONG = "wrong direction"
    RIGHT = "right direction"
    CHANGED = "changed"
    APART = "not comparable"
    REVISED = "revised"
    NEW = "new figure"
    GONE = "no longer given"
    LEVEL = "same"
    KEPT = "no newer figure"
    SILENT = "no figure"


JUDGED = (Move.WRONG, Move.RIGHT, Move.CHANGED, Move.LEVEL)
NO_YEAR_BEFORE = "seasonal, and no figure of the same period a year before"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeSince:
    """One KPI on two days. ``change`` is from the figure then to the one now, in its own unit, None where none may be worked.

    ``move`` and ``word`` are of that change, or, of a seasonal KPI, of the figure now against the same period a year before. ``word``
    says right or wrong direction, higher, lower, same, revised, new figure, or why there is no comparison. ``revised_to`` is what the
    figure of then's period says now, if otherwise.
    """

    then: Standing
    now: Standing
    move: Move
    change: float | None
    word: str
    revised_to: Value | None

    @property
    def seasonal(self) -> bool:
        """Whether it is judged against the same period a year before and not against the figure then."""
        return bool(self.now.seasonal) and self.move in JUDGED

    @property
    def since_then(self) -> Change | None:
        """The change from the figure in force then; None where none may be worked."""
        then = self.then.own
        if self.change is None or then is None:
            return None
        return Change(self.change, then, _judged(self.change, self.now)[0])

    @property
    def bases(self) -> tuple[Change, ...]:
        """The changes to be shown, each with its own base: first the one that ``move`` is of, then the other."""
        year, then = self.now.year_ago, self.since_then
        if self.move not in JUDGED:
            return (then,) if then and self.move is Move.REVISED else ()
        if year is not None and then is not None and same_period(year.before.period, then.before.period):
            return (then,)
        return tuple(one for one in ((year, then) if self.seasonal else (then, year)) if one is not None)


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
    if new is not None and new.value is None and (known := now.last_known) and _stands(known, old):
        return ChangeSince(then=then, now=now, move=Move.KEPT, change=0.0, word=Move.KEPT, revised_to=None)
    if new is None or new.value is None or _earlier(new.period, old.period):
        return ChangeSince(then=then, now=now, move=Move.GONE, change=None, word=Move.GONE, revised_to=None)
    if old.origin != new.origin:
        return ChangeSince(then=then, now=now, move=Move.APART, change=None, word=OTHER_SOURCE[new.origin == PUBLISHED], revised_to=None)
    if why := _another_measure(then, now, old, new):
        return ChangeSince(then=then, now=now, move=Move.APART, change=None, word=why, revised_to=None)
    if same_period(old.period, new.period):
        move = Move.KEPT if old.value == new.value else Move.REVISED
        return ChangeSince(then=then, now=now, move=move, change=gap(new.value, old.value), word=move, revised_to=None)
    change = change_between(old, new, now.indicator, now.breaks)
    alike = (p for p in now.points if same_period(p.period, old.period) and p.origin == old.origin)
    revised = next((p for p in alike if counted_of(p.basis) == counted_of(old.basis) and p.value != old.value), None)
    if (why := _apart(old.period, new.period, now, old)) or change is None:
        return ChangeSince(then=then, now=now, move=Move.APART, change=None, word=why, revised_to=revised)
    if not now.seasonal:
        _, move, word = _judged(change.value, now)
    elif now.year_ago is not None:
        _, move, word = _judged(now.year_ago.value, now)
    else:
        move, word = Move.CHANGED, NO_YEAR_BEFORE
    return ChangeSince(then=then, now=now, move=move, change=change.value, word=word, revised_to=revised)


def _judged(change: float, standing: Standing) -> tuple[str, Move, str]:
    """(the change's own word, what it comes to, that in words), as it is printed: one that rounds to nothing is no change."""
    if not formats.rounds_to_something(change, standing.indicator.decimals):
        return "same", Move.LEVEL, "same"
    word = direction(change, standing.indicator.polarity)
    move = {"worse": Move.WRONG, "better": Move.RIGHT}.get(word, Move.CHANGED)
    return word, move, word if move is Move.CHANGED else str(move)


def _another_measure(then: Standing, now: Standing, old: Value, new: Value) -> str:
    """Why two figures of one source are not of one measure; empty where they are."""
    if counted_of(old.basis) != counted_of(new.basis):
        ways = [counted_of(value.basis) or "the usual way" for value in (new, old)]
        return f"not comparable: now counted {ways[0]}, before {ways[1]}"
    if (then.indicator.title, then.indicator.unit) != (now.indicator.title, now.indicator.unit):
        return f"not comparable: then {then.indicator.title}"
    return ""


def _stands(known: Value, old: Value) -> bool:
    """Whether the last known figure is the one in force then: a newer row that says "to be confirmed" takes nothing away."""
    return same_period(known.period, old.period) and known.origin == old.origin and known.value == old.value


def _earlier(new: Period, old: Period) -> bool:
    """Whether the newest figure is of an earlier period than before: the later one was taken out of use."""
    return new.kind is old.kind and new.last is not None and old.last is not None and new.last < old.last


def _apart(old: Period, new: Period, now: Standing, then: Value) -> str:
    """Why the figures of two periods may not be set against each other; empty where they may."""
    if old.kind is not new.kind:
        return f"not comparable: {A_PERIOD[new.kind]} against {A_PERIOD[old.kind]}"
    if old.first is None or new.first is None:
        return "not comparable: periods not stated"
    if crosses(now.breaks, old, new):
        return "a break lies between"
    if unfinished(now.own) or unfinished(then):
        return "not comparable: a period was not over when its figure was received"
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


def news(loads: StoredRows, area: str) -> list[date]:
    """The days on which an area's own scorecards and the published releases came in; ``loads`` are a store's, withdrawn ones among them."""
    found = [row for row in records(loads) if not row["withdrawn"]]
    return [row["received"] for row in found if row["area"] == area or str(row["publication"] or "") not in ("", "nan")]


def usual_day(meetings: Iterable[Meeting], received: Iterable[date], today: date) -> date:
    """The day to look back to: the last meeting after which anything was received, else six months before the newest figures were.

    ``received`` are the days on which scorecards and DfE's releases came in: both are news.
    """
    newest = max(received, default=today)
    past = [m.day for m in meetings if m.day < min(today, newest)]
    return max(past) if past else six_months_before(newest)


def six_months_before(day: date) -> date:
    """The same day six months earlier, or that month's last."""
    year, month = (day.year, day.month - 6) if day.month > 6 else (day.year - 1, day.month + 6)
    return date(year, month, min(day.day, monthrange(year, month)[1]))
