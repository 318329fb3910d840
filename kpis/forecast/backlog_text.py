"""The what-if of a backlog in words: what was put in, what comes out, and what the model takes for granted. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from kpis import formats
from kpis.forecast.backlog import YEAR, BacklogAim, BacklogInputs, Month, clears, month_after, needed, needed_for, reaches, run, within

LABEL = "What if: not a forecast"
ASSUMES = (
    "A plan issued in the month its case falls due counts as within 20 weeks, every other as late.",
    "The same number falls due and the same number is issued every month: no holidays, no growth, no new staff.",
    "Late cases are served oldest first, and none is withdrawn. No plan is issued before the month it falls due.",
    "Every case counted ends in a plan.",
)
MOST_ROWS = 60


@dataclass(frozen=True)
class BacklogCase:
    """One what-if: its numbers, the day it starts from, its months to the one aimed at or until it clears, the month aimed at,
    and what is to be reached, None where nothing is set."""

    asked: BacklogInputs
    today: date
    until: int
    months: tuple[Month, ...]
    aim: BacklogAim | None = None

    def named(self, number: int) -> str:
        """The month of a number, in words."""
        return formats.month(month_after(self.today, number))


def tell(asked: BacklogInputs, today: date, until: int, aim: BacklogAim | None = None) -> BacklogCase:
    """``until`` is the number of the month aimed at, 1 the one after ``today``'s; ``aim`` a percentage that is to be reached, if any.

    Raises:
        ValueError: the month aimed at is before the first or too far ahead; the message says so.
    """
    if not 1 <= until <= MOST_ROWS:
        raise ValueError(f"Months to the month aimed at: give a whole number from 1 to {MOST_ROWS}.")
    shown = min(max(until, clears(asked) or 0) + 1, MOST_ROWS)
    return BacklogCase(asked, today, until, run(asked, max(shown, until)), aim)


def put_in(told: BacklogCase) -> str:
    """The numbers as a sentence."""
    a = told.asked
    order = f"{a.kept}% of the plans kept for cases that are still in time" if a.kept else "the oldest case first"
    return (
        f"{_many(a.open_over, 'case')} open over 20 weeks now, {_many(a.due, 'case')} falling due and {_many(a.issued, 'plan')} issued a "
        f"month, {order}"
    )


def result(told: BacklogCase) -> str:
    """What comes out: when it clears, and the percentage in the month aimed at and over the twelve months to it."""
    return " ".join(filter(None, (cleared(told), aimed(told), at_target(told))))


def cleared(told: BacklogCase) -> str:
    a, found = told.asked, clears(told.asked)
    if found == 0:
        return "There is no backlog, and none comes up."
    if found is not None:
        return f"The backlog clears in {told.named(found)}, after {_many(found, 'month')}."
    if a.due > a.issued:
        return f"The backlog never clears: it grows by {formats.number(a.due - a.issued, 0)} a month."
    return (
        "The backlog does not clear within ten years."
        if a.issued > a.due
        else "The backlog stays as it is: as many fall due as are issued."
    )


def at_target(told: BacklogCase) -> str:
    """When the target is reached at this rate and kept, and how many plans a month reach it by the month aimed at."""
    if told.aim is None:
        return ""
    target = told.aim.percentage
    aim, at = f"The {told.aim.name} of {formats.share(target)}", reaches(told.asked, target)
    first = f"{aim} is reached in {told.named(at)} and kept." if at is not None else f"{aim} is not reached and kept within ten years."
    if at is not None and at <= told.until:
        return first
    plans = needed_for(told.asked, target, told.until)
    by = told.named(told.until)
    if plans is None:
        return f"{first} No number of plans a month reaches it by {by}."
    return f"{first} To reach it by {by} takes {_many(plans, 'plan')} a month."


def aimed(told: BacklogCase) -> str:
    """The percentage in the month aimed at, over the twelve months to it, and how many plans a month would clear it by then."""
    month, last = told.months[told.until - 1], told.months[max(told.until - YEAR, 0) : told.until]
    share, year = month.share, within(last)
    if share is None or year is None:
        return f"In {told.named(told.until)} no plan is issued, so there is no percentage."
    over = f", and {formats.share(year)} over the {_many(len(last), 'month')} to then" if len(last) > 1 else ""
    first = f"In {told.named(told.until)} {formats.share(share)} of plans are within 20 weeks{over}."
    if (found := clears(told.asked)) is not None and found <= told.until:
        return first
    plans = needed(told.asked.open_over, told.asked.due, told.until)
    return f"{first} To clear it by then takes {_many(plans, 'plan')} a month."


def rows(told: BacklogCase) -> Sequence[tuple[str, str, str, str, str, str]]:
    """(month, issued within 20 weeks, issued late, percentage, newly late, open over 20 weeks at its end)."""
    return [
        (told.named(m.number), formats.number(m.in_time, 0), formats.number(m.late, 0),
         formats.DASH if m.share is None else formats.share(m.share), formats.number(m.newly_late, 0), formats.number(m.open_over, 0))
        for m in told.months
    ]  # fmt: skip


HEADS = ("Month", "Within 20 weeks", "Late", "% within 20 weeks", "Newly late", "Open over 20 weeks")


def _many(count: int, thing: str) -> str:
    return f"{formats.number(count, 0)} {thing}{'s' * (count != 1)}"
