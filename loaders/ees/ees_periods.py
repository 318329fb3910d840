"""A period of the standard: its time_period and time_identifier as two dates and the label a reader would print."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

from data.model.period import Period, PeriodKind

_MONTHS = tuple(calendar.month_name)[1:]
# Identifiers over two years: kind, first month, months, words of the label. Months 1 to 8 of a school year lie in its second year.
_SIX = {
    "academic year": (PeriodKind.ACADEMIC_YEAR, 9, 12, "{slash}"),
    "financial year": (PeriodKind.FINANCIAL_YEAR, 4, 12, "{dash}"),
    "tax year": (PeriodKind.FINANCIAL_YEAR, 4, 12, "{dash}"),
    "autumn term": (PeriodKind.TERM, 9, 4, "Autumn term {slash}"),
    "spring term": (PeriodKind.TERM, 13, 3, "Spring term {slash}"),
    "summer term": (PeriodKind.TERM, 16, 5, "Summer term {slash}"),
    "autumn and spring term": (PeriodKind.TERM, 9, 7, "Autumn and spring term {slash}"),
    **{f"financial year q{n}": (PeriodKind.QUARTER, 3 * n + 1, 3, f"{{dash}} Q{n}") for n in range(1, 5)},
    "part 1 (april to september)": (PeriodKind.NOT_STATED, 4, 6, "April to September {first}"),
    "part 2 (october to march)": (PeriodKind.NOT_STATED, 10, 6, "October {first} to March {second}"),
}
_FOUR = {
    "calendar year": (PeriodKind.CALENDAR_YEAR, 1, 12, "{first}"),
    "reporting year": (PeriodKind.CALENDAR_YEAR, 1, 12, "{first}"),
    **{name.lower(): (PeriodKind.MONTH, n, 1, f"{name} {{first}}") for n, name in enumerate(_MONTHS, 1)},
    "part 1 (april to september)": _SIX["part 1 (april to september)"],
    "part 2 (october to march)": _SIX["part 2 (october to march)"],
}
_WEEK = re.compile(r"week (\d{1,2})")
_CODES = {
    "AY": "Academic year", "CY": "Calendar year", "FY": "Financial year", "RY": "Reporting year", "TY": "Tax year", "T1": "Autumn term",
    "T1T2": "Autumn and spring term", "T2": "Spring term", "T3": "Summer term", "P1": "Part 1 (April to September)",
    "P2": "Part 2 (October to March)", **{f"M{n}": name for n, name in enumerate(_MONTHS, 1)},
    **{f"W{n}": f"Week {n}" for n in range(1, 53)}, **{f"FYQ{n}": f"Financial year Q{n}" for n in range(1, 5)},
}  # fmt: skip
IDENTIFIERS = {
    "Academic year", "Financial year", "Tax year", "Autumn term", "Spring term", "Summer term", "Autumn and spring term",
    *(f"Financial year Q{n}" for n in range(1, 5)), "Part 1 (April to September)", "Part 2 (October to March)", "Calendar year",
    "Reporting year", *(f"Week {n}" for n in range(1, 53)), *_MONTHS,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ReadPeriod:
    """A period and the name of the standard's check it breaks, if any; its dates are absent where it cannot be told."""

    period: Period
    breach: str = ""


def read_period(time_period: str, time_identifier: str) -> ReadPeriod:
    """The period of one row. A half year has no kind of its own: it has dates and is "not stated", so that nothing adjoins it.

    A reporting year is kept as its calendar year, since the file does not say which months it covers. Weeks are ISO weeks.
    """
    digits, identifier = time_period.strip(), time_identifier.strip()
    lower = _CODES.get(identifier, identifier).lower()
    known = lower in _SIX or lower in _FOUR or _WEEK.fullmatch(lower)
    if not known:
        return _untold(f"{identifier} {digits}".strip(), "time_identifier")
    if not re.fullmatch(r"[0-9]{4}|[0-9]{6}", digits) or not 1 <= int(digits[:4]) <= 9998:
        return _untold(f"{identifier} {digits}".strip(), "time_period")
    year = int(digits[:4])
    if len(digits) == 6:
        if lower not in _SIX:
            return _untold(f"{identifier} {digits}", "time_period")
        if int(digits[4:]) != (year + 1) % 100:
            return _untold(f"{identifier} {digits}", "time_period_six")
    elif lower not in _FOUR and not _WEEK.fullmatch(lower):
        return _untold(f"{identifier} {digits}", "time_period")
    if week := _WEEK.fullmatch(lower):
        try:
            monday = date.fromisocalendar(year, int(week[1]), 1)
        except ValueError:
            return _untold(f"{identifier} {digits}", "time_identifier")
        return ReadPeriod(Period(f"{year} week {int(week[1])}", PeriodKind.WEEK, monday, monday + timedelta(days=6)))
    kind, month, months, words = (_SIX if len(digits) == 6 else _FOUR)[lower]
    first, last = _months_from(year, month, months)
    if lower == "tax year":
        first, last = date(year, 4, 6), date(year + 1, 4, 5)
    second = f"{(year + 1) % 100:02d}"
    label = words.format(first=year, second=year + 1, slash=f"{year}/{second}", dash=f"{year}-{second}")
    return ReadPeriod(Period(label, kind, first, last))


def family(time_identifier: str) -> str:
    """What a file may hold beside an identifier: terms, weeks, months, quarters and parts go together; else only itself."""
    name = _CODES.get(time_identifier.strip(), time_identifier.strip())
    lower = name.lower()
    if lower.endswith(" term"):
        return "terms"
    if name.capitalize() in _MONTHS:
        return "months"
    return next(
        (kind for start, kind in (("week ", "weeks"), ("part ", "parts"), ("financial year q", "quarters")) if lower.startswith(start)),
        lower,
    )


def _untold(label: str, breach: str) -> ReadPeriod:
    return ReadPeriod(Period(label, PeriodKind.NOT_STATED, None, None), breach)


def _months_from(year: int, month: int, months: int) -> tuple[date, date]:
    """``months`` months from a month counted from January of ``year``: 13 is January of the next."""
    end = year * 12 + month - 1 + months
    start = year * 12 + month - 1
    return date(start // 12, start % 12 + 1, 1), date(end // 12, end % 12 + 1, 1) - timedelta(days=1)
