"""The one place figures become text, and the only rounding: half up, British forms, a true minus, a name for every absence."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal

from data.model.indicator import Indicator, Unit
from data.model.observation import Missing
from data.model.period import Period, PeriodKind

MINUS = "\u2212"
DASH = "\u2013"
NO_CHANGE = "No change"
ABSENT = {
    Missing.BLANK: "No data",
    Missing.TO_BE_CONFIRMED: "To be confirmed",
    Missing.ILLEGIBLE: "Illegible",
    Missing.UNREADABLE: "Unreadable",
    Missing.NOT_APPLICABLE: "Not applicable",
    Missing.NOT_AVAILABLE: "Not available",
    Missing.SUPPRESSED: "Suppressed (c)",
    Missing.LOW: "Low (rounds to 0)",
    Missing.UNRELIABLE: "Low reliability (u)",
    Missing.NOT_GIVEN: DASH,
    Missing.REMOVED: "Removed",
}
ABSENT_WHY = {
    Missing.BLANK: "The cell is blank: no data, not zero.",
    Missing.TO_BE_CONFIRMED: "The row says TBC and holds no figure: to be confirmed.",
    Missing.ILLEGIBLE: "The printed figure cannot be read.",
    Missing.UNREADABLE: "The cell holds something that is not a figure.",
    Missing.NOT_APPLICABLE: "The scorecard says this does not apply.",
    Missing.NOT_AVAILABLE: "The figure is not available.",
    Missing.SUPPRESSED: "The figure is withheld to protect small numbers.",
    Missing.LOW: "The figure rounds to zero and is not shown.",
    Missing.UNRELIABLE: "The figure is too unreliable to show.",
    Missing.NOT_GIVEN: "No figure was given.",
    Missing.REMOVED: "The figure was removed for good.",
}


def absent_why(missing: Missing | None, raw: str) -> str:
    """Why there is no figure, in a sentence; nothing where no reason is known. ``raw`` is its printed text."""
    if missing is Missing.REMOVED and raw:
        return f"The figure was {raw}."
    return ABSENT_WHY[missing] if missing else ""


def number(value: float, decimals: int, *, down: bool = False) -> str:
    """29639 -> 29,639; -0.685 to two places -> −0.69 (half up, away from zero); −0.00 loses its sign.

    ``down`` gives the greatest such number that is not above the value, for the upper end of a range.
    """
    rounded = Decimal(repr(value)).quantize(Decimal(1).scaleb(-decimals), ROUND_FLOOR if down else ROUND_HALF_UP)
    return f"{abs(rounded):,f}" if not rounded else f"{rounded:,f}".replace("-", MINUS)


def figure(value: float | None, indicator: Indicator, missing: Missing | None = None) -> str:
    """A figure in its indicator's decimals and unit, or the name of its absence."""
    if value is None:
        return ABSENT[missing or Missing.NOT_GIVEN]
    return number(value, indicator.decimals) + ("%" if indicator.unit is Unit.PERCENT else "")


def rounds_to_something(value: float, decimals: int) -> bool:
    """Whether a size prints as anything but zero in so many decimals."""
    return number(abs(value), decimals).strip("0.,") != ""


def share(value: float) -> str:
    """A share of a whole, to one decimal."""
    return f"{number(value, 1)}%"


def difference(value: float | None, indicator: Indicator, *, level: str = "Level") -> str:
    """A signed difference: points for percentages, never per cent; ``level`` when it rounds to nothing."""
    if value is None:
        return DASH
    text = number(value, indicator.decimals)
    if not any(digit in text for digit in "123456789"):
        return level
    signed = text if text.startswith(MINUS) else f"+{text}"
    return f"{signed} pts" if indicator.unit is Unit.PERCENT else signed


def moved(change: float | None, indicator: Indicator) -> str:
    """A change with its arrow, sign and unit; "No change" where it rounds to nothing, a dash where there is none."""
    words = difference(change, indicator, level=NO_CHANGE)
    return words if change is None or words == NO_CHANGE else f"{'▲' if change > 0 else '▼'} {words}"


def size(value: float, indicator: Indicator, *, more: int = 0) -> str:
    """The size of a difference in words: "21.8 points", "253", "0.46"; with so many ``more`` decimals."""
    text = number(abs(value), indicator.decimals + more)
    return f"{text} points" if indicator.unit in (Unit.PERCENT, Unit.POINTS) else text


def period(period: Period, *, long: bool = False) -> str:
    """A period as readers write it: Jan 2017, 2016, 2015/16; a doubtful or unstated one says so."""
    if period.kind is PeriodKind.NOT_STATED or period.first is None or period.last is None:
        return "period not stated" if long else "Not stated"
    return f"{'probably ' if long else 'Probably '}{_dates(period)}" if period.doubt else _dates(period)


def _dates(period: Period) -> str:
    first, last = period.first, period.last
    assert first is not None and last is not None
    if period.kind is PeriodKind.MONTH:
        return month(first)
    if period.kind is PeriodKind.CALENDAR_YEAR:
        return str(first.year)
    if period.kind is PeriodKind.ACADEMIC_YEAR:
        return f"{first.year}/{last.year % 100:02d}"
    if period.kind is PeriodKind.FINANCIAL_YEAR:
        return f"{first.year}-{last.year % 100:02d}"
    if period.kind is PeriodKind.WEEK:
        return f"week to {day(last)}"
    if period.kind is PeriodKind.TERM:
        began = first.year - (first.month < 9)
        return f"{_TERMS[first.month]} {began}/{(began + 1) % 100:02d}"
    if period.kind is PeriodKind.QUARTER:
        return f"{_MONTHS[first.month - 1]} to {month(last)}"
    if period.kind is PeriodKind.THREE_YEARS:
        return f"{first.year} to {last.year}"
    if period.kind is PeriodKind.ROLLING_YEAR:
        return f"12 months to {_ending(last)}"
    if period.kind is PeriodKind.YEAR_TO_DATE:
        start = _MONTHS[first.month - 1] if first.year == last.year else month(first)
        return f"{month(first)} so far" if _ending(last) == month(first) else f"{start} to {_ending(last)} so far"
    return day(last) if first == last else f"{day(first)} to {day(last)}"


def _ending(last: date) -> str:
    """The month that a period ends with, or its day where that is not the month's last."""
    return month(last) if (last + timedelta(days=1)).day == 1 else day(last)


_TERMS = {9: "Autumn", 1: "Spring", 4: "Summer"}
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "June", "July", "Aug", "Sept", "Oct", "Nov", "Dec")


def month(when: date) -> str:
    return f"{_MONTHS[when.month - 1]} {when.year}"


def day(when: date) -> str:
    """12 Sept 2025."""
    return f"{when.day} {month(when)}"


def age(last: date | None, today: date) -> str:
    """How long ago a period ended, in words a meeting uses."""
    if last is None:
        return "unknown"
    months = (today.year - last.year) * 12 + today.month - last.month
    if months < 1:
        return "this month"
    if months < 24:
        return f"{months} month{'s' * (months > 1)} old"
    return f"{months // 12} years old"
