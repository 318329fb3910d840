"""A period in words that the loader reads as that very period: what a pack's scorecard says when it is loaded back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from data.model.period import Period, PeriodKind
from kpis import formats

_TERMS = ((9, 12), (1, 3), (4, 8))
_BEGINS = {"academic year": 9, "calendar year": 1}  # the month a year to date is read as beginning with, else April


def written(period: Period, basis: str) -> str:
    """The words for a period of a KPI dated on ``basis``; a doubt stands after them, and where no dates are stated so do they."""
    if period.first is None or period.last is None:
        return period.label if period.label.startswith("Not stated") else f"Not stated ({period.label})"
    words = dates(period, basis)
    return f"Probably {words}: {period.doubt}" if period.doubt else words


def dates(period: Period, basis: str) -> str:
    """The words for the dates alone. Dates that no usual words name are spelt out, as in: month from 3 Jan 2024 to 9 Feb 2024."""
    first, last = period.first, period.last
    assert first is not None and last is not None
    return _usual(period, first, last, basis) or f"{period.kind.value} from {formats.day(first)} to {formats.day(last)}"


def _usual(period: Period, first: date, last: date, basis: str) -> str:
    """The words a reader would use, where the dates are those the words mean; else nothing."""
    months, sure = _months(first, last), replace(period, doubt="")
    match period.kind:
        case PeriodKind.DAY if first == last:
            return formats.period(sure)
        case PeriodKind.WEEK if last - first == timedelta(days=6):
            return f"week ending {formats.day(last)}"
        case PeriodKind.MONTH if months == 1:
            return formats.period(sure)
        case PeriodKind.TERM if months and first.year == last.year and (first.month, last.month) in _TERMS:
            return formats.period(sure)
        case PeriodKind.QUARTER if months == 3 and first.year == last.year:
            return formats.period(sure)
        case PeriodKind.CALENDAR_YEAR if months == 12 and first.month == 1:
            return f"Year ending Dec {first.year}" if basis in ("academic year", "january census") else formats.period(sure)
        case PeriodKind.ACADEMIC_YEAR if months == 12 and first.month == 9:
            return formats.period(sure)
        case PeriodKind.FINANCIAL_YEAR if months == 12 and first.month == 4:
            return f"Financial year {formats.period(sure)}" if basis == "academic year" else formats.period(sure)
        case PeriodKind.THREE_YEARS if months == 36 and first.month == 1:
            return f"{first.year}-{last.year % 100:02d}"
        case PeriodKind.THREE_YEARS if months == 36 and first.month == 9:
            return f"{first.year}/{(first.year + 1) % 100:02d}-{last.year - 1}/{last.year % 100:02d}"
        case PeriodKind.ROLLING_YEAR if months == 12:
            return formats.period(sure)
        case PeriodKind.YEAR_TO_DATE if 1 <= months <= 12 and first.month == _BEGINS.get(basis, 4) and period.doubt:
            return f"year to date to {formats.month(last)}"
    return ""


def _months(first: date, last: date) -> int:
    """How many whole months two days span; 0 where they begin or end within one."""
    after = last + timedelta(days=1)
    return (after.year - first.year) * 12 + after.month - first.month if first.day == after.day == 1 else 0
