"""What a target's cell says that is more than a figure: a bound, a range, a day by which it is due. What is none of these is no guess."""

from __future__ import annotations

import re
from dataclasses import KW_ONLY, dataclass
from datetime import date, timedelta
from decimal import Decimal

from loaders.cells.period_headings import read_period

LONGEST = 60  # letters
_NUMBER = r"[-+]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
_FIGURE = rf"(?P<number>{_NUMBER})\s?(?P<percent>%|per ?cent\b|percent\b)?"
_STEMS = {
    "at least": r"≥|⩾|≧|>\s?=|=\s?>|at least|not (?:less|fewer|lower) than|no (?:less|fewer|lower) than|(?:a )?min(?:imum)?\.?(?: of)?",
    "at most": r"≤|⩽|≦|<\s?=|=\s?<|at most|up to|not? more than|not? (?:higher|greater) than|not (?:above|over)|within"
    r"|(?:a )?max(?:imum)?\.?(?: of)?",
    "above": r">|＞|above|over|more than|greater than|higher than|exceeds?|exceeding",
    "below": r"<|＜|below|under|less than|fewer than|lower than",
}
_BEHIND = {
    "at least": r"\+|(?:or|and) (?:more|above|over|higher|greater|better)|min(?:imum)?\.?",
    "at most": r"(?:or|and) (?:less|fewer|below|under|lower)|max(?:imum)?\.?",
}
_LEADS = tuple((name, re.compile(rf"(?:{stem})\s*{_FIGURE}", re.I)) for name, stem in _STEMS.items())
_TAILS = tuple((name, re.compile(rf"{_FIGURE}\s*(?:{tail})", re.I)) for name, tail in _BEHIND.items())
_BAND = re.compile(
    rf"(?:between\s+|from\s+)?(?P<low>{_NUMBER})\s?(?P<first>%|per ?cent\b)?\s?(?:-|–|—|to|and)\s?(?P<high>\d[\d,]*(?:\.\d+)?)"
    r"\s?(?P<percent>%|per ?cent\b|percent\b)?",
    re.I,
)
_PLAIN = re.compile(_FIGURE, re.I)
_BY = re.compile(r"(?P<what>.*?[\d%+)])[\s,;:(–-]*\b(?P<how>by|before)\b\s+(?P<when>[^()]+?)\)?", re.I)
_END_OF = re.compile(r"(?:the\s+)?end(?:\s+of)?(?:\s+the)?\s+", re.I)
_IS_A_YEAR = re.compile(r"(?:(?:19|20)\d{2})\s?[-–—]\s?\d{2}(?:\d{2})?")


@dataclass(frozen=True, slots=True)
class PrintedTarget:
    """A target as its cell gives it, as printed: a figure, a bound (``bound`` names which), or a range (``low`` and ``high``).

    ``percent`` is set where a per cent sign stands with it; ``due`` is the day by which it is to be reached, ``by`` the words for it.
    """

    number: Decimal | None = None
    bound: str = ""
    low: Decimal | None = None
    high: Decimal | None = None
    percent: bool = False
    _: KW_ONLY
    due: date | None = None
    by: str = ""
    fault: str = ""


def read_target(text: str, period_basis: str) -> PrintedTarget | None:
    """The target that a cell's text states as a bound, as a range or with its day; None where it states none of these.

    A year is read as ``period_basis`` has it. ``fault`` is set where a day is named that cannot be read, or a range is upside down.

    >>> found = read_target("at least 90% by 31 March 2025", "calendar year")
    >>> (found.bound, found.number, found.percent, found.due)
    ('at least', Decimal('90'), True, datetime.date(2025, 3, 31))
    >>> found = read_target("50-60", "calendar year")
    >>> (found.low, found.high)
    (Decimal('50'), Decimal('60'))
    """
    words = " ".join(text.replace("\u2212", "-").replace("\u00a0", " ").split())
    if len(words) > LONGEST or not any(c.isdigit() for c in words):
        return None
    if (dated := _BY.fullmatch(words)) is not None and (what := _amount(dated["what"].strip(" ,;:("), plain=True)) is not None:
        last = _day(dated["when"].strip(" .,;"), period_basis, before=dated["how"].casefold() == "before")
        if last is None:
            return PrintedTarget(fault=f"names a day that cannot be read, ‘{dated['when'].strip()}’")
        return PrintedTarget(
            number=what.number, bound=what.bound, low=what.low, high=what.high, percent=what.percent, due=last, by=dated["when"].strip(),
            fault=what.fault,
        )  # fmt: skip
    return _amount(words, plain=False)


def _amount(words: str, *, plain: bool) -> PrintedTarget | None:
    """A bound or a range; a figure alone only where ``plain`` allows it."""
    for name, shape in (*_LEADS, *_TAILS):
        if (found := shape.fullmatch(words)) is not None:
            return PrintedTarget(_decimal(found["number"]), name, percent=bool(found["percent"]))
    if (found := _BAND.fullmatch(words)) is not None and not _IS_A_YEAR.fullmatch(words):
        low, high = _decimal(found["low"]), _decimal(found["high"])
        percent = bool(found["percent"] or found["first"])
        return PrintedTarget(low=low, high=high, percent=percent, fault="is a range whose floor is above its ceiling" if low > high else "")
    if plain and (found := _PLAIN.fullmatch(words)) is not None:
        return PrintedTarget(_decimal(found["number"]), percent=bool(found["percent"]))
    return None


def _day(words: str, period_basis: str, *, before: bool) -> date | None:
    """The last day of what is named: a month, a year, a term, a quarter or a day; ``before`` it, the day before its first."""
    bare = _END_OF.sub("", re.sub(r"\b(\d{1,2})(?:st|nd|rd|th)\b(?: of\b)?", r"\1", words)) if words else ""
    found = read_period(re.sub(r"^the\s+", "", bare, flags=re.I), period_basis)
    if before and found is not None and found.first is not None:
        return found.first - timedelta(days=1)
    return found.last if found else None


def _decimal(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))
