"""The period a heading names, as two dates and the printed label; None where it names none."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache

from data.model.period import Firmness, Period, PeriodKind, months_on

_MONTHS = {name.casefold(): n for n, name in enumerate(calendar.month_name) if name}
_MONTHS |= {name[:3]: n for name, n in _MONTHS.items()} | {"sept": 9}
_FIRMNESS = re.compile(r"\s*\(\s*(prov|provisional|p|rev|revised|r|final|f|ot)\s*\)$|\s+(prov|provisional|revised|rev|final)$")
_STATUS = {"p": Firmness.PROVISIONAL, "r": Firmness.REVISED, "f": Firmness.FINAL, "o": Firmness.AS_REPORTED}
_YEAR = r"((?:19|20)\d{2})"
_IN_DOUBT = re.compile(r"probably (?P<words>.+?)(?:: (?P<why>.+))?", re.IGNORECASE)
_BY_DAYS = re.compile(
    rf"(?P<kind>{'|'.join(k.value for k in PeriodKind if k is not PeriodKind.NOT_STATED)}) from (?P<first>.+) to (?P<last>.+)",
    re.IGNORECASE,
)
TERMS = {"autumn": (9, 12), "spring": (1, 3), "summer": (4, 8)}


@lru_cache(maxsize=16384)
def read_period(heading: str, basis: str) -> Period | None:
    """The period of a column headed ``heading``, for an indicator usually dated on ``basis`` (see the catalogue).

    A bare year is a calendar year, the academic year that ends in it, or its January census, as ``basis`` says.
    ``2015/16`` is an academic year and ``2015-16`` a financial year, unless ``basis`` says academic. ``Q1 2017/18`` is a
    quarter of the financial year, ``Q1 2017`` of the calendar year. ``(prov)`` and ``(Rev)`` set the period's status.
    """
    text = " ".join(heading.casefold().replace("\u2013", "-").split())
    if (found := _COVERS.fullmatch(text)) is not None:
        month = read_period(found["month"], basis)
        so_far = found["kind"].startswith(("ytd", "year to"))
        kind = PeriodKind.YEAR_TO_DATE if so_far else PeriodKind.ROLLING_YEAR
        return None if month is None or month.kind is not PeriodKind.MONTH else replace(covering(month, kind, basis), label=heading.strip())
    status = Firmness.AS_REPORTED
    if found := _FIRMNESS.search(text):
        status, text = _STATUS[(found[1] or found[2])[0]], text[: found.start()]
    for pattern, read in _SHAPES:
        if (match := pattern.fullmatch(text)) is not None:
            dates = read(match, basis)
            if dates is None:
                return None
            kind, first, last = dates
            return replace(Period(heading.strip(), kind, first, last), status=status)
    return None


def stated(text: str, basis: str) -> Period | None:
    """A period that a cell of its own states with more than a heading can: that it is not stated, in doubt, or by its two days.

    So are read: ``Not stated (column headed Jan-17)``, ``Probably 2016/17: the column says 2016``, ``month from 3 Jan 2024 to
    9 Feb 2024``. None for any other words.
    """
    text = " ".join(text.split())
    if text.casefold().startswith("not stated"):
        return Period(text, PeriodKind.NOT_STATED, None, None)
    if found := _IN_DOUBT.fullmatch(text):
        sure = stated(found["words"], basis) or read_period(found["words"], basis)
        doubted = f"Probably {found['words']}"
        return None if sure is None else replace(sure, label=doubted, doubt=found["why"] or f"The sheet says ‘{doubted}’.")
    if found := _BY_DAYS.fullmatch(text):
        first, last = (read_period(found[at], basis) for at in ("first", "last"))
        if first is not None and last is not None and first.kind is last.kind is PeriodKind.DAY:
            return Period(text, PeriodKind(found["kind"].casefold()), first.first, last.last)
    return None


def shifted(period: Period, label: str, *, years: int = 0) -> Period | None:
    """The period ``years`` earlier, or the adjoining one before; None where that is not defined (days, terms, no dates)."""
    if period.first is None or period.last is None or (not years and period.kind in _NO_STEP):
        return None
    if period.kind is PeriodKind.WEEK and not years:
        return replace(period, label=label, first=period.first - timedelta(days=7), last=period.last - timedelta(days=7))
    months = 12 * years or _STEPS[period.kind]
    first, last = (months_on(day, -months) for day in (period.first, period.last))
    ended = period.last == _end_of(period.last.year, period.last.month)
    return replace(period, label=label, first=first, last=_end_of(last.year, last.month) if ended else last)


_NO_STEP = (PeriodKind.DAY, PeriodKind.TERM, PeriodKind.NOT_STATED, PeriodKind.YEAR_TO_DATE)
_STEPS = {
    PeriodKind.MONTH: 1, PeriodKind.ROLLING_YEAR: 1, PeriodKind.QUARTER: 3, PeriodKind.CALENDAR_YEAR: 12, PeriodKind.ACADEMIC_YEAR: 12,
    PeriodKind.FINANCIAL_YEAR: 12, PeriodKind.THREE_YEARS: 12,
}  # fmt: skip


def covering(period: Period, kind: PeriodKind, basis: str) -> Period:
    """A month read as the twelve months to its end, or as the year so far; any other period as it is.

    A year begins in September, January or April, as ``basis`` says; a sheet that prints only YTD leaves that in doubt.
    """
    if period.kind is not PeriodKind.MONTH or period.first is None:
        return period
    if kind is PeriodKind.ROLLING_YEAR:
        return replace(period, kind=kind, first=months_on(period.first, -11))
    if kind is PeriodKind.YEAR_TO_DATE:
        start = {"academic year": 9, "calendar year": 1}.get(basis, 4)
        began = date(period.first.year - (period.first.month < start), start, 1)
        doubt = f"The sheet says year to date, not when the year begins; read as from {calendar.month_name[start]}."
        return replace(period, kind=kind, first=began, doubt=doubt)
    return period


Dates = tuple[PeriodKind, date, date] | None


def _month(found: re.Match[str], basis: str) -> Dates:
    return _whole_month(_MONTHS[found[1]], _full_year(found[2]))


def _whole_month(month: int, year: int) -> Dates:
    return PeriodKind.MONTH, date(year, month, 1), _end_of(year, month)


def _day(found: re.Match[str], basis: str) -> Dates:
    """A day as 27-Oct-17, 27/10/2017, 27 October 2017, 2017-10-27, alone or after "as at"; "w/e" names the week it ends."""
    day, month_word, year = (found["d"], found["m"], found["y"]) if found["d"] else (found["d2"], found["m2"], found["y2"])
    month = int(month_word) if month_word.isdigit() else _MONTHS.get(month_word, 0)
    try:
        when = date(_full_year(year), month, int(day))
    except ValueError:
        return None
    if found["week"]:
        return PeriodKind.WEEK, when - timedelta(days=6), when
    return PeriodKind.DAY, when, when


def _quarter(found: re.Match[str], basis: str) -> Dates:
    quarter, year, second = int(found["q"] or found["q2"]), int(found["y"] or found["y2"]), found["s"] or found["s2"]
    if second is None:
        return PeriodKind.QUARTER, date(year, quarter * 3 - 2, 1), _end_of(year, quarter * 3)
    if not _follows(year, second):
        return None
    month = (quarter * 3) % 12 + 1  # Q1 begins in April, Q4 in January of the second year
    began = year + (quarter == 4)
    return PeriodKind.QUARTER, date(began, month, 1), _end_of(began, month + 2)


def _term(found: re.Match[str], basis: str) -> Dates:
    """A term by its academic year (Autumn 2016/17) or by the calendar year it stands in (Autumn 2016)."""
    term, year, second = found["t"] or found["t2"], int(found["y"] or found["y2"]), found["s"] or found["s2"]
    if second is not None:
        if not _follows(year, second):
            return None
        year += term != "autumn"
    first, last = TERMS[term]
    return PeriodKind.TERM, date(year, first, 1), _end_of(year, last)


def _two_years(found: re.Match[str], basis: str) -> Dates:
    first, second = int(found[1]), found[3]
    if _follows(first, second):
        academic = found[2] == "/" or basis == "academic year"
        return _year_from(date(first, 9 if academic else 4, 1), PeriodKind.ACADEMIC_YEAR if academic else PeriodKind.FINANCIAL_YEAR)
    if found[2] == "-" and int(second[-2:]) == (first + 2) % 100 and (len(second) == 2 or int(second) == first + 2):
        return PeriodKind.THREE_YEARS, date(first, 1, 1), date(first + 2, 12, 31)
    return None


def _three_academic_years(found: re.Match[str], basis: str) -> Dates:
    first, last = int(found[1]), int(found[3]) if len(found[3]) == 4 else int(found[1][:2] + found[3])
    if not _follows(first, found[2]) or not _follows(last, found[4]) or last != first + 2:
        return None
    return PeriodKind.THREE_YEARS, date(first, 9, 1), date(last + 1, 8, 31)


def _year_ending(found: re.Match[str], basis: str) -> Dates:
    """``year ending March 2024``: a financial, academic or calendar year by the month it ends in, else twelve months."""
    month, year = _MONTHS[found[1]], _full_year(found[2])
    last = _end_of(year, month)
    kinds = {3: PeriodKind.FINANCIAL_YEAR, 8: PeriodKind.ACADEMIC_YEAR, 12: PeriodKind.CALENDAR_YEAR}
    return kinds.get(month, PeriodKind.ROLLING_YEAR), months_on(date(year, month, 1), -11), last


def _months(found: re.Match[str], basis: str) -> Dates:
    """``Apr-Jun 2024``: three months are a quarter; any other span is not read."""
    first, last, year = _MONTHS[found[1]], _MONTHS[found[2]], _full_year(found[3])
    if last - first != 2:
        return None
    return PeriodKind.QUARTER, date(year, first, 1), _end_of(year, last)


def _short_years(found: re.Match[str], basis: str) -> Dates:
    """``22/23``, ``AY 22/23``, ``FY22-23``: two years of two figures, the second following the first."""
    first = 2000 + int(found["first"])
    if not _follows(first, found["second"]):
        return None
    named = found["named"] or ""
    academic = named[:1] == "a" or (not named and (found["mark"] == "/" or basis == "academic year"))
    return _year_from(date(first, 9 if academic else 4, 1), PeriodKind.ACADEMIC_YEAR if academic else PeriodKind.FINANCIAL_YEAR)


def _six_digits(found: re.Match[str], basis: str) -> Dates:
    first = int(found[1])
    return _year_from(date(first, 9, 1), PeriodKind.ACADEMIC_YEAR) if _follows(first, found[2]) else None


def _named_year(found: re.Match[str], basis: str) -> Dates:
    """``academic year 2021/22``, ``AY 2021/22``, ``FY 2021-22``, ``financial year 2021/22``."""
    first = int(found["y"])
    if not _follows(first, found["s"]):
        return None
    academic = found["kind"][0] == "a"
    return _year_from(date(first, 9 if academic else 4, 1), PeriodKind.ACADEMIC_YEAR if academic else PeriodKind.FINANCIAL_YEAR)


def _bare_year(found: re.Match[str], basis: str) -> Dates:
    year = int(found[1])
    if basis == "academic year":
        return _year_from(date(year - 1, 9, 1), PeriodKind.ACADEMIC_YEAR)
    if basis == "january census":
        return _whole_month(1, year)
    return PeriodKind.CALENDAR_YEAR, date(year, 1, 1), date(year, 12, 31)


def _year_from(first: date, kind: PeriodKind) -> Dates:
    return kind, first, first.replace(year=first.year + 1) - timedelta(days=1)


def _follows(first: int, second: str) -> bool:
    return int(second[-2:]) == (first + 1) % 100 and (len(second) == 2 or int(second) == first + 1)


def _full_year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text)


def _end_of(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


_SECOND = r"\s*[/-]\s*(?P<s>\d{4}|\d{2})"
_SECOND2 = r"\s*[/-]\s*(?P<s2>\d{4}|\d{2})"
_NAMED = _YEAR.replace("(", "(?P<y>", 1)
_NAMED2 = _YEAR.replace("(", "(?P<y2>", 1)
_TERM = "|".join(TERMS)
_MONTH_NAMES = "|".join(sorted(_MONTHS, key=len, reverse=True))
_COVERS = re.compile(
    r"(?:(?P<kind>(?:rolling )?(?:12|twelve) months? (?:rolling )?(?:to|ending)|r12m(?: to)?|rolling year (?:to|ending)|ytd(?: to)?|"
    r"year to date(?: to)?)\s+(?P<month>[a-z]+\.?[\s'’/-]*\d{2,4}))"
)
_SHAPES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], str], Dates]], ...] = (
    (re.compile(rf"({'|'.join(_MONTHS)})\.?[\s'’/-]*({_YEAR[1:-1]}|\d{{2}})"), _month),
    (re.compile(
        r"(?:as at |at )?(?P<week>w/e |week ending |w/?e )?(?:(?P<d>\d{1,2})(?:st|nd|rd|th)?[\s/-](?P<m>[a-z]+|\d{1,2})[\s/-]"
        rf"(?P<y>{_YEAR[1:-1]}|\d{{2}})|(?P<y2>{_YEAR[1:-1]})-(?P<m2>\d{{2}})-(?P<d2>\d{{2}}))"), _day),
    (re.compile(
        rf"(?:q(?:uarter)?\s?(?P<q>[1-4])[\s,-]*{_NAMED}(?:{_SECOND})?|{_NAMED2}(?:{_SECOND2})?[\s,-]*"
        r"q(?:uarter)?\s?(?P<q2>[1-4]))"), _quarter),
    (re.compile(
        rf"(?:(?P<t>{_TERM})(?: term)?[\s,-]*{_NAMED}(?:{_SECOND})?|{_NAMED2}(?:{_SECOND2})?[\s,-]*(?P<t2>{_TERM})(?: term)?)"), _term),
    (re.compile(rf"year (?:ending|ended|to) ({_MONTH_NAMES})[\s'’/-]*({_YEAR[1:-1]}|\d{{2}})"), _year_ending),
    (re.compile(rf"({_MONTH_NAMES})\s*(?:-|to)\s*({_MONTH_NAMES})[\s'’/-]*({_YEAR[1:-1]}|\d{{2}})"), _months),
    (re.compile(r"(?P<named>academic year|ay|financial year|fy)?\s*(?P<first>\d{2})(?P<mark>[/-])(?P<second>\d{2})"), _short_years),
    (re.compile(rf"(?P<kind>academic year|ay|financial year|fy|tax year)\s*{_NAMED}{_SECOND}"), _named_year),
    (re.compile(rf"{_YEAR}/(\d{{2}})\s*-\s*(\d{{4}}|\d{{2}})/(\d{{2}})"), _three_academic_years),
    (re.compile(rf"{_YEAR}\s*([/-])\s*(\d{{4}}|\d{{2}})"), _two_years),
    (re.compile(_YEAR), _bare_year),
    (re.compile(rf"{_YEAR}(\d{{2}})"), _six_digits),
)  # fmt: skip
