"""What if: a backlog of cases over 20 weeks, worked month by month from three numbers. No forecast. Pure.

The model. Each month ``due`` cases reach their limit and ``issued`` plans can be made. A plan made in the month its case falls due is
in time; a case that is not served in that month joins the backlog. So, every month:

    plans issued = in time + late
    backlog next = backlog + newly late − issued late

Capacity is first given to cases of the month up to the share ``kept`` for them, then to the backlog, oldest first, then again to cases
of the month; with nothing kept the oldest case always goes first. No plan is made before the month its case falls due, and capacity
that nobody needs is lost. Cases are whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from data.model.indicator import WhatIf
from data.model.period import PeriodKind, months_on
from kpis import formats
from kpis.standing.kpi_standing import Standing
from kpis.years.years import YEAR_KINDS, OverTime

LONGEST = 120  # months looked ahead at most
LIMITS = {"open_over": 50_000, "due": 5_000, "issued": 5_000, "kept": 100}
YEAR = 12


@dataclass(frozen=True, slots=True)
class BacklogInputs:
    """The numbers of one what-if: cases open over 20 weeks now, cases that fall due a month, plans issued a month, and the percentage of
    those plans kept for cases that are still in time.

    Raises:
        ValueError: a number is below zero or beyond what any area has; the message says which.
    """

    open_over: int
    due: int
    issued: int
    kept: int = 0

    def __post_init__(self) -> None:
        for name, most in LIMITS.items():
            if not 0 <= getattr(self, name) <= most:
                raise ValueError(f"{NAMES[name]}: give a whole number from 0 to {most:,}.")


NAMES = {
    "open_over": "Cases open over 20 weeks", "due": "Cases falling due a month", "issued": "Plans issued a month",
    "kept": "Share of plans kept for cases in time",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Month:
    """One month, counted from 1; ``open_over`` is the backlog at its end."""

    number: int
    in_time: int
    late: int
    newly_late: int
    open_over: int

    @property
    def share(self) -> float | None:
        """The percentage of the month's plans that came within 20 weeks; None where no plan was issued."""
        return within((self,))


def within(months: Sequence[Month]) -> float | None:
    """The percentage of plans within 20 weeks over some months: plans over plans, never a mean of percentages."""
    issued = sum(m.in_time + m.late for m in months)
    return 100 * sum(m.in_time for m in months) / issued if issued else None


def run(asked: BacklogInputs, months: int) -> tuple[Month, ...]:
    """So many months, the first one after now."""
    found, backlog = [], asked.open_over
    kept = asked.issued * asked.kept // 100
    for number in range(1, months + 1):
        first = min(asked.due, kept)
        late = min(backlog, asked.issued - first)
        in_time = first + min(asked.due - first, asked.issued - first - late)
        newly_late = asked.due - in_time
        backlog += newly_late - late
        found.append(Month(number, in_time, late, newly_late, backlog))
    return tuple(found)


def clears(asked: BacklogInputs) -> int | None:
    """The number of the first month that ends without a backlog; 0 where there is none now and none comes up; None where it never clears
    or takes more than ten years. What is kept for cases in time changes the percentage, never this: the same plans are issued."""
    if asked.due > asked.issued:
        return None
    if asked.open_over == 0:
        return 0
    spare = asked.issued - asked.due
    months = -(-asked.open_over // spare) if spare else LONGEST + 1
    return months if months <= LONGEST else None


def needed(open_over: int, due: int, months: int) -> int:
    """The fewest plans a month that clear the backlog within so many months (1 or more)."""
    return due + -(-open_over // months)


def reaches(asked: BacklogInputs, target: float) -> int | None:
    """The number of the first month from which on every month's percentage is at the target or above; None where none is within ten
    years."""
    found = None
    for month in run(asked, LONGEST):
        share = month.share
        if share is None or share < target:
            found = None
        elif found is None:
            found = month.number
    return found


def needed_for(asked: BacklogInputs, target: float, months: int) -> int | None:
    """The fewest plans a month by which the target is reached within so many months and kept; None where no number does."""
    return next(
        (issued for issued in range(min(LIMITS["issued"], asked.due + asked.open_over) + 1)
         if _could(asked, issued, target) and (at := reaches(replace(asked, issued=issued), target)) is not None and at <= months), None,
    )  # fmt: skip


def _could(asked: BacklogInputs, issued: int, target: float) -> bool:
    """Whether so many plans a month could ever reach a target: fewer than fall due, with none kept, are all for the oldest in the end."""
    return issued > 0 and (issued >= asked.due or 100 * min(asked.due, issued * asked.kept // 100) >= target * issued)


@dataclass(frozen=True, slots=True)
class SuggestedInput:
    """A number that the area's own figures give, and where from; None, and why, where they give none."""

    number: int | None
    source: str


def filled(what_if: WhatIf, requests: OverTime, issued: OverTime) -> tuple[SuggestedInput, SuggestedInput]:
    """(cases falling due a month, plans issued a month): a twelfth of the newest year; of requests, those that usually end in a plan."""
    due = _a_month(requests, what_if.plans_of_100)
    if due.number is not None:
        due = SuggestedInput(due.number, f"{due.source}, of which {what_if.plans_of_100} in 100 end in a plan ({what_if.source})")
    return due, _a_month(issued, 100)


@dataclass(frozen=True, slots=True)
class BacklogAim:
    """The percentage that is to be reached, and what it is: the target, or the legal standard."""

    percentage: float
    name: str = "target"


def aim_of(standing: Standing) -> BacklogAim | None:
    """What a KPI is to reach: its target for the newest figure, else the legal standard; None where it has neither."""
    if standing.target is not None and standing.target.value is not None:
        return BacklogAim(standing.target.value)
    return BacklogAim(standing.indicator.standard.value, "legal standard") if standing.indicator.standard else None


def _a_month(found: OverTime, of_100: int) -> SuggestedInput:
    """A twelfth of the rolling year, or of the newest year where only years are held; whole, half up."""
    code, total, own = found.standing.indicator.code, found.rolling.now, found.standing.own
    years = [(total.period, total.value)] if total is not None and total.value is not None else []
    if own is not None and own.value is not None and own.period.kind in (*YEAR_KINDS.values(), PeriodKind.ROLLING_YEAR):
        years.append((own.period, own.value))
    if not years:
        return SuggestedInput(None, f"{code} gives no figure of a whole year")
    period, value = max(years, key=lambda one: one[0].last or date.min)
    return SuggestedInput(_whole(value, of_100), f"{code}, {formats.period(period)}")


def _whole(value: float, of_100: int) -> int:
    return int(value * of_100 / 100 / YEAR + 0.5)


def month_after(day: date, months: int) -> date:
    """The first of the month so many months after the one that a day lies in."""
    return months_on(day.replace(day=1), months)
