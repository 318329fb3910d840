"""The period a heading names, as two dates and the printed label; None where it names none."""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta

from data.model import Period, PeriodKind

_MONTHS = {name.casefold(): n for n, name in enumerate(calendar.month_name) if name}
_MONTHS |= {name[:3]: n for name, n in _MONTHS.items()} | {"sept": 9}
_MONTH = re.compile(r"([a-z]+)\.?[\s'’/-]*((?:19|20)\d{2}|\d{2})")
_TWO_YEARS = re.compile(r"((?:19|20)\d{2})\s*([/-])\s*(\d{4}|\d{2})")
_SIX_DIGITS = re.compile(r"((?:19|20)\d{2})(\d{2})")
_YEAR = re.compile(r"(19|20)\d{2}")


def read_period(heading: str, basis: str) -> Period | None:
    """The period of a column headed ``heading``, for an indicator usually dated on ``basis`` (see the catalogue).

    A bare year is a calendar year, the academic year that ends in it, or its January census, as ``basis`` says.
    ``2015/16`` is an academic year and ``2015-16`` a financial year, unless ``basis`` says academic.
    """
    text = " ".join(heading.casefold().split())
    if found := _MONTH.fullmatch(text):
        return _month(heading, _MONTHS.get(found[1]), found[2])
    if found := _TWO_YEARS.fullmatch(text):
        academic = found[2] == "/" or basis == "academic year"
        return _two_years(heading, int(found[1]), found[3], academic)
    if _YEAR.fullmatch(text):
        return _bare_year(heading, int(text), basis)
    if found := _SIX_DIGITS.fullmatch(text):
        return _two_years(heading, int(found[1]), found[2], True)
    return None


def _month(label: str, month: int | None, year: str) -> Period | None:
    if month is None:
        return None
    full = int(year) if len(year) == 4 else 2000 + int(year)
    last = calendar.monthrange(full, month)[1]
    return Period(label.strip(), PeriodKind.MONTH, date(full, month, 1), date(full, month, last))


def _two_years(label: str, first: int, second: str, academic: bool) -> Period | None:
    if int(second[-2:]) != (first + 1) % 100 or (len(second) == 4 and int(second) != first + 1):
        return None
    start = date(first, 9 if academic else 4, 1)
    kind = PeriodKind.ACADEMIC_YEAR if academic else PeriodKind.FINANCIAL_YEAR
    return Period(label.strip(), kind, start, start.replace(year=first + 1) - timedelta(days=1))


def _bare_year(label: str, year: int, basis: str) -> Period:
    if basis == "academic year":
        return Period(label.strip(), PeriodKind.ACADEMIC_YEAR, date(year - 1, 9, 1), date(year, 8, 31))
    if basis == "january census":
        return Period(label.strip(), PeriodKind.MONTH, date(year, 1, 1), date(year, 1, 31))
    return Period(label.strip(), PeriodKind.CALENDAR_YEAR, date(year, 1, 1), date(year, 12, 31))
