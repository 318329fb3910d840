"""The period of a figure, how firm it is, and breaks between periods."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import KW_ONLY, dataclass
from datetime import date
from enum import StrEnum


class Firmness(StrEnum):
    """How firm a figure is, as its source says."""

    AS_REPORTED = "as reported"
    PROVISIONAL = "provisional"
    REVISED = "revised"
    ESTIMATED = "estimated"
    PROJECTED = "projected"
    FINAL = "final"


class PeriodKind(StrEnum):
    """The shape of a period. Only periods of one kind can adjoin."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    TERM = "term"
    QUARTER = "quarter"
    CALENDAR_YEAR = "calendar year"
    ACADEMIC_YEAR = "academic year"
    FINANCIAL_YEAR = "financial year"
    THREE_YEARS = "three years"
    ROLLING_YEAR = "rolling year"
    YEAR_TO_DATE = "year to date"
    NOT_STATED = "not stated"


@dataclass(frozen=True, slots=True)
class Period:
    """Two dates and the label the source printed; dates are absent only where the source states none."""

    label: str
    kind: PeriodKind
    first: date | None
    last: date | None
    doubt: str = ""
    _: KW_ONLY
    status: Firmness = Firmness.AS_REPORTED


@dataclass(frozen=True, slots=True)
class Break:
    """A change of method: figures before ``first`` do not compare with figures from it on."""

    indicators: tuple[str, ...]
    first: date
    words: str
    source: str


def months_on(day: date, months: int) -> date:
    """The same day so many months later, or earlier where ``months`` is below nought; the last day of a shorter month.

    >>> months_on(date(2026, 1, 31), 1), months_on(date(2026, 1, 31), -2)
    (datetime.date(2026, 2, 28), datetime.date(2025, 11, 30))
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
