"""When an action is due, as plans write it; None where the words name no one day, never a guess."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date

from data.model.period import PeriodKind
from loaders.cells.period_headings import read_period

_WEEKDAYS = "|".join((*calendar.day_name, *calendar.day_abbr)).casefold()
_BEFORE = re.compile(
    r"^(?:(?:due|by|before|on|no later than|not later than|on or before|deadline|the|of|in|during|end(?= of)|complete by|target)\b[\s:]*)+"
)
_MONTH_FIRST = re.compile(r"(?P<m>[a-z]{3,9})\s+(?P<d>\d{1,2}),?\s+(?P<y>(?:19|20)\d{2})")
_NUMBERED_MONTH = re.compile(r"(?P<m>\d{1,2})[/.-](?P<y>20\d{2})|(?P<y2>20\d{2})[/.-](?P<m2>\d{1,2})")
_TIME = re.compile(r"[ t]00:00(?::00(?:\.0+)?)?z?$")
_LONGEST = 40
_LONGEST_TURNS = 400  # letters of a cell that prints dates in turn
_REVISED = re.compile(r"[\s(;,:\-–]*\b(?:revised|extended|moved|amended|changed|now|new date)\b(?:\s+(?:to|date))*[\s:]*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class DueDate:
    """A day, and in words what was settled to reach it where the plan prints less than a day (``note``)."""

    day: date
    note: str = ""


def read_due(text: str) -> DueDate | None:
    """The day that a due date names. A month, a quarter of a named year or a term is due on its last day, with a note.

    Days are British: 03/04/2018 is 3 April. A bare year, a season, a span of dates or a word such as "ongoing" names no day.
    """
    words = " ".join(text.replace("\u2013", "-").replace("\u00a0", " ").casefold().split()).strip(" .,;:*")
    if not words or len(words) > _LONGEST:
        return None
    words = _TIME.sub("", words)
    words = re.sub(rf"^(?:{_WEEKDAYS})\b[\s,]*", "", _BEFORE.sub("", words)).strip()
    words = re.sub(r"^end\s+", "", words) if re.match(r"end\s+[a-z]{3}", words) else words
    words = re.sub(r"^of\s+", "", words)
    words = re.sub(r"\b(\d{1,2})(?:st|nd|rd|th)\b(?: of\b)?", r"\1", words).replace(",", " ")
    words = " ".join(words.split())
    return _day(words) or _whole(words)


def revisions(text: str) -> tuple[str, ...]:
    """The dates one cell prints in turn: "31 Mar 2018 (revised to 30 Jun 2018)" prints two; most cells print one.

    At least one part is given: a cell that says no more than "revised" prints itself."""
    if len(text) > _LONGEST_TURNS:
        return (text,)
    parts = [part.strip(" ()[];,\n") for part in _REVISED.split(text)]
    printed = tuple(part for part in parts if part)
    return printed if len(parts) > 1 and printed else (text,)


def _day(words: str) -> DueDate | None:
    dotted = re.fullmatch(r"(\d{1,2})[.\-/ ](\d{1,2})[.\-/ ](\d{2}|\d{4})", words)
    if dotted is not None:
        return _made(dotted[3], dotted[2], dotted[1])
    if (found := _MONTH_FIRST.fullmatch(words)) is not None:
        words = f"{found['d']} {found['m']} {found['y']}"
    period = read_period(words, "calendar year")
    if period is not None and period.kind is PeriodKind.DAY and period.last is not None:
        return DueDate(period.last)
    return None


def _made(year: str, month: str, day: str) -> DueDate | None:
    try:
        return DueDate(date(int(year) + (2000 if len(year) == 2 else 0), int(month), int(day)))
    except ValueError:
        return None


def _whole(words: str) -> DueDate | None:
    """A month, a quarter whose year is named in full, or a term: due on its last day."""
    if (found := _NUMBERED_MONTH.fullmatch(words)) is not None:
        month, year = int(found["m"] or found["m2"]), int(found["y"] or found["y2"])
        if not 1 <= month <= 12:
            return None
        return DueDate(date(year, month, calendar.monthrange(year, month)[1]), "no day is printed; the last day of the month was taken")
    period = read_period(words, "calendar year")
    if period is None or period.last is None:
        return None
    if period.kind is PeriodKind.MONTH:
        return DueDate(period.last, "no day is printed; the last day of the month was taken")
    if period.kind is PeriodKind.QUARTER and re.search(r"\d{4}\s*[/-]\s*\d{2}", words):
        return DueDate(period.last, "a quarter is printed; its last day was taken")
    if period.kind is PeriodKind.TERM and "term" in words:
        return DueDate(period.last, "a term is printed; the last day of its last month was taken")
    return None
