"""Which periods follow each other, which are a year apart, and where a break lies between two. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from data.model.indicator import Indicator
from data.model.period import Break, Period, PeriodKind
from kpis.figures.figure import Value


def dating(indicator: Indicator, values: Sequence[Value]) -> str:
    """The KPI's usual dating; empty for a January census whose figures also come in other months, so that a lost year is a gap."""
    other = any(v.period.kind is PeriodKind.MONTH and v.period.first and v.period.first.month != 1 for v in values)
    return "" if other and indicator.period_basis == "january census" else indicator.period_basis


def adjoins(before: Period, after: Period, basis: str) -> bool:
    """Whether ``after`` begins where ``before`` ends; for a January census, whether it is the next January.

    Rolling years and years to date overlap, so they adjoin where one ends the month after the other; never into another year to date.
    """
    if before.kind is not after.kind or before.last is None or after.first is None or before.first is None or after.last is None:
        return False
    if after.kind in (PeriodKind.ROLLING_YEAR, PeriodKind.YEAR_TO_DATE):
        one_year = after.kind is PeriodKind.ROLLING_YEAR or before.first == after.first
        return one_year and _month_on(before.last, after.last)
    if before.last + timedelta(days=1) == after.first:
        return True
    januaries = before.first.month == after.first.month == 1 and after.kind is PeriodKind.MONTH
    return basis == "january census" and januaries and after.first.year == before.first.year + 1


def _month_on(before: date, after: date) -> bool:
    """Whether ``after`` is the end of the month that follows the one that ``before`` ends."""
    then, now = before + timedelta(days=1), after + timedelta(days=1)
    return then.day == now.day == 1 and (now.year - then.year) * 12 + now.month - then.month == 1


WITHIN_A_YEAR = (
    PeriodKind.DAY, PeriodKind.MONTH, PeriodKind.TERM, PeriodKind.QUARTER, PeriodKind.ROLLING_YEAR, PeriodKind.YEAR_TO_DATE,
)  # fmt: skip


def year_before(before: Period, after: Period) -> bool:
    """Whether ``before`` is the same day, month, term, quarter, rolling year or year to date exactly one year earlier."""
    return after.kind in WITHIN_A_YEAR and same_dates_next_year(before, after)


def same_dates_next_year(before: Period, after: Period) -> bool:
    """Whether two periods of one kind begin and end exactly a year apart."""
    if before.kind is not after.kind or before.first is None or before.last is None or after.first is None or after.last is None:
        return False
    if after.kind is PeriodKind.DAY:
        return _a_year_on(before.first) == after.first
    return _a_year_on(before.first) == after.first and _a_year_on(before.last + timedelta(days=1)) == after.last + timedelta(days=1)


def _a_year_on(day: date) -> date | None:
    """The same day of the next year; 29 February has none."""
    return None if (day.month, day.day) == (2, 29) else day.replace(year=day.year + 1)


def crosses(breaks: Sequence[Break], before: Period, after: Period) -> bool:
    """Whether a series break lies between two periods, or inside the later one where such periods overlap."""
    until = after.last if after.kind in (PeriodKind.ROLLING_YEAR, PeriodKind.YEAR_TO_DATE) else after.first
    return any(before.first < b.first <= until for b in breaks if before.first and until)
