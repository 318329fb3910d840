"""Marks that withhold a small number, alone in a cell or beside the number that they should stand in place of.

Which words withhold is said in ``reading.toml``; here are the shapes around them: brackets, a bound such as ``<5``, a number beside.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from data.model.indicator import Unit
from data.model.observation import WITHHELD, Missing

MOST = 10  # a bound above this is a bound, and hides no small number
_WORDS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10}
_COUNT = rf"(\d{{1,2}}|{'|'.join(_WORDS)})"
_BELOW = re.compile(
    rf"(?:<\s*=?|=\s*<|≤|⩽|≦|＜|(?:under|below|less than|fewer than|up to|at most|no more than|not more than|lower than)\s)\s*{_COUNT}",
    re.I,
)
_OR_FEWER = re.compile(rf"{_COUNT}\s+(?:or|and)\s+(?:fewer|less|under|below)", re.I)
_BAND = re.compile(rf"(?:between\s+)?(0|1|zero|one)\s?(?:-|–|—|to|and)\s?{_COUNT}", re.I)
# Words that say so wherever they stand in a cell, in a sentence too.
_SAID = re.compile(
    r"\b(?:suppress(?:ed|ion)?|supp(?:ressd|d)?|withheld|confidential|redacted|disclosive|non-?disclosive|not disclosed"
    r"|(?:small|low) (?:number|count|cohort)s?)\b",
    re.I,
)
_NUMBER = re.compile(r"(?<![\w.])[-+]?£?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d+|\d)\s?%?")
_BRACKETS = {"(": ")", "[": "]", "{": "}", "<": ">"}
_EDGES = " -–—:;,/|()[]{}"
_CIRCA = re.compile(r"\s*c\.?\s*£?\d", re.I)  # c.60% is about 60%, and gives no figure anyway
_LETTERS = ("k", "s", "e")  # beside a number these are thousands or a plural, never a mark
_STARS = ("*", "**", "~", "#", "†", "‡")  # beside a number mostly a footnote: a mark only where the number is a small count


def withheld(text: str, unit: Unit, reasons: Mapping[str, Missing], *, target: bool = False) -> Missing | None:
    """Why a cell of an indicator counted in ``unit`` gives no figure: because it bears a mark that withholds; None where it bears none.

    A bound is a mark in a cell of whole counts only, and never in a ``target``'s, where it is a bound.

    >>> marks = {"c": Missing.SUPPRESSED, "low": Missing.LOW}
    >>> withheld("[c]", Unit.PERCENT, marks), withheld("3 (c)", Unit.COUNT, marks), withheld("c (0.9%)", Unit.PERCENT, marks)
    (<Missing.SUPPRESSED: 'suppressed'>, <Missing.SUPPRESSED: 'suppressed'>, <Missing.SUPPRESSED: 'suppressed'>)
    >>> withheld("<5", Unit.COUNT, marks), withheld("<5", Unit.PERCENT, marks), withheld("12*", Unit.COUNT, marks)
    (<Missing.SUPPRESSED: 'suppressed'>, None, None)
    """
    bare = _bare(text)
    if (found := reasons.get(bare.casefold())) in WITHHELD:
        return found
    if not target and unit is Unit.COUNT and is_small_bound(bare):
        return Missing.SUPPRESSED
    if _SAID.search(text):
        return Missing.SUPPRESSED
    if not target and unit is Unit.COUNT and _bound_beside(text):
        return Missing.SUPPRESSED
    numbers = _NUMBER.findall(text)
    return _beside(text, numbers, unit, reasons)


def beside_number(text: str, unit: Unit) -> bool:
    """Whether a withheld cell holds a number all the same, beyond the ends of its bound."""
    left = _bare(text)
    for bound in (_BELOW, _OR_FEWER, _BAND):
        left = bound.sub(" ", left) if unit is Unit.COUNT else left
    return any(c.isdigit() for c in left)


def is_small_bound(text: str) -> bool:
    """Whether a text is a bound that hides a small number and nothing more: <5, ≤ 5, 1-4, fewer than five, 5 or fewer."""
    found = _BELOW.fullmatch(text) or _OR_FEWER.fullmatch(text) or _BAND.fullmatch(text)
    return found is not None and _limit(found.groups()[-1]) <= MOST


def _bound_beside(text: str) -> bool:
    """Whether a small bound stands beside a number: ``<5 (3)``, ``3 (<5)``."""
    for bound in (_BELOW, _OR_FEWER, _BAND):
        found = bound.search(text)
        if found and _limit(found.groups()[-1]) <= MOST:
            rest = f"{text[: found.start()]} {text[found.end() :]}"
            if _NUMBER.search(rest) and not rest.strip(_EDGES).strip("0123456789.,% "):
                return True
    return False


def _beside(text: str, numbers: list[str], unit: Unit, reasons: Mapping[str, Missing]) -> Missing | None:
    """The mark that stands beside numbers, in brackets or behind them, alone or with another sign: ``3 (c)``, ``c (0.9%)``, ``3 c p``."""
    if _CIRCA.match(text):
        return None
    signs = [one.casefold() for one in re.split(r"[\s\-–—:;,./|()\[\]{}]+", _NUMBER.sub(" ", text)) if one]
    marks = [found for one in signs if one not in _LETTERS and (found := reasons.get(one)) in WITHHELD]
    if not marks or any(len(one) > 2 and reasons.get(one) not in WITHHELD for one in signs):
        return None
    if numbers and all(one in _STARS or reasons.get(one) not in WITHHELD for one in signs):
        counts = [number.replace(",", "").strip(" +-£") for number in numbers]
        small = unit is Unit.COUNT and all(one.isdigit() and int(one) < MOST for one in counts)
        return marks[0] if small else None
    return marks[0]


def _bare(text: str) -> str:
    """A text without one pair of brackets round the whole of it."""
    text = text.strip()
    inner = text[1:-1].strip() if len(text) > 2 and _BRACKETS.get(text[0]) == text[-1] else text
    return text if any(one in inner for one in "()[]{}") else inner


def _limit(text: str) -> int:
    return _WORDS.get(text.casefold()) or int(text)
