"""The language of Excel's number formats, as the standard describes it (ECMA-376, part 1, 18.8.31): what a cell shows of its number.

A format is up to four sections; each is a run of marks. What is quoted, escaped or bracketed is words: a % there multiplies nothing.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from functools import lru_cache

GENERAL = "General"
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|\\(?P<escaped>.)|_(?P<wide>.)|\*(?P<fill>.)|\[(?P<bracket>[^\]]*)\]|(?P<general>general)'
    r"|(?P<noon>am/pm|a/p)|(?P<exp>e[+-])|(?P<date>y+|m+|d+|h+|s+|(?<![a-z])(?:b+|g+|e+)(?![a-z]))|(?P<mark>[0#?.,%/@])|(?P<word>.)",
    re.IGNORECASE | re.DOTALL,
)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?\d+(?:\.\d+)?)")
_ELAPSED = re.compile(r"h+|m+|s+", re.IGNORECASE)
_CURRENCY = re.compile(r"\$([^-]*)(?:-.*)?")
_HOLDS: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "=": operator.eq, "<>": operator.ne,
}  # fmt: skip
_DIGITS = "0#?"
_MOST_DECIMALS = 30  # as Excel


@dataclass(frozen=True, slots=True)
class FormatSection:
    """One section: its marks as (kind, text) and the condition under which it is used, if it states one.

    Kinds: ``word`` as it stands, ``digit``, ``.``, ``,``, ``%``, ``/``, ``@``, ``exp``, ``general``, ``date``, ``elapsed``, ``noon``.
    """

    marks: tuple[tuple[str, str], ...]
    condition: tuple[str, Decimal] | None = None

    def has(self, *kinds: str) -> bool:
        return any(kind in kinds for kind, _ in self.marks)

    @property
    def dated(self) -> bool:
        """Whether it shows a date, a time of day or a length of time."""
        return self.has("date", "elapsed")

    def holds(self, number: Decimal) -> bool:
        return self.condition is not None and _HOLDS[self.condition[0]](number, self.condition[1])


@dataclass(frozen=True, slots=True)
class ShownNumber:
    """What a reader sees of a number: its ``text``, whether the number was multiplied by 100 for it, and whether nothing is seen."""

    text: str
    percent: bool = False
    unseen: bool = False


@lru_cache(1_000)
def sections(code: str) -> tuple[FormatSection, ...]:
    """The sections of a format, at most four; an empty one is there and shows nothing."""
    found: list[FormatSection] = []
    marks: list[tuple[str, str]] = []
    condition: tuple[str, Decimal] | None = None
    for token in _TOKEN.finditer(code):
        kind, text = token.lastgroup or "word", token[token.lastgroup or 0] or ""
        if kind == "word" and text == ";":
            found.append(FormatSection(tuple(marks), condition))
            marks, condition = [], None
        elif kind == "bracket":
            if asked := _CONDITION.fullmatch(text.strip()):
                condition = (asked[1], Decimal(asked[2]))
            elif _ELAPSED.fullmatch(text):
                marks.append(("elapsed", text.lower()))
            elif sign := _CURRENCY.fullmatch(text):
                marks.append(("word", sign[1]))
        elif kind in ("quoted", "escaped", "word"):
            marks.append(("word", text))
        elif kind == "wide":
            marks.append(("word", " "))
        elif kind == "mark":
            marks.append(("digit" if text in _DIGITS else text, text))
        elif kind != "fill":
            marks.append((kind, text.lower()))
    found.append(FormatSection(tuple(marks), condition))
    return tuple(found[:4])


def dated(code: str) -> bool:
    """Whether a format shows numbers as dates or times: ``mmm-yy``, ``[h]:mm``; not ``0 "days"`` and not ``[Red]0``."""
    return sections(code)[0].dated


def elapsed(code: str) -> bool:
    """Whether a format shows numbers as a length of time: ``[h]:mm``, ``[mm]:ss``."""
    return sections(code)[0].has("elapsed")


def date_letters(code: str) -> str:
    """The letters that name parts of a date in a format's first section, without words: dmy, my, y."""
    return "".join(dict.fromkeys(text[0] for kind, text in sections(code)[0].marks if kind == "date"))


def shown(number: Decimal, code: str) -> ShownNumber:
    """What Excel shows of a number in a format that shows no date.

    >>> shown(Decimal("0.782"), "0.0%").text, shown(Decimal("78.2"), '0.0"%"').text, shown(Decimal(1234567), '0.0,,"m"').text
    ('78.2%', '78.2%', '1.2m')
    >>> shown(Decimal(3), '[<5]"c";0').text, shown(Decimal(3), ";;;").unseen
    ('c', True)
    """
    every = sections(code)
    section, signed = _chosen(number, every)
    percents = sum(kind == "%" for kind, _ in section.marks)
    if not section.marks:
        lone = len(every) == 1  # a format of nothing at all is General
        return ShownNumber(_sign(number) + plain_text(abs(number))) if lone else ShownNumber("", unseen=True)
    if section.has("general", "@"):
        said = {"general": plain_text(abs(number)), "@": plain_text(abs(number))}
        text = "".join(said.get(kind, mark) for kind, mark in section.marks)
    elif section.has("digit"):
        text = _fraction(abs(number), section) if section.has("/") else _digits(abs(number), section)
    else:
        text = "".join(mark for _, mark in section.marks)
        signed = False  # words stand for the number, sign and all
    text = (_sign(number) if signed else "") + text
    return ShownNumber(text.strip(), percents > 0, unseen=not text.strip())


def plain_text(number: Decimal) -> str:
    """A number with all its digits and no exponent, as a cell without a format holds it."""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _sign(number: Decimal) -> str:
    return "-" if number < 0 else ""


def _chosen(number: Decimal, every: tuple[FormatSection, ...]) -> tuple[FormatSection, bool]:
    """(section that a number is shown by, whether its minus is shown beside it)."""
    numeric = every[:3] if len(every) == 4 or not every[-1].has("@") or len(every) == 1 else every[:-1]
    first, second = numeric[0], numeric[1] if len(numeric) > 1 else None
    if first.condition is None and (second is None or second.condition is None):
        if second is None or number > 0 or (number == 0 and len(numeric) < 3):
            return first, second is None
        return (second, False) if number < 0 else (numeric[2], False)
    if first.holds(number) or (first.condition is None and number > 0):
        return first, not _of_negatives(first)
    if second is None:
        return first, True
    if second.holds(number) or len(numeric) == 2 or (second.condition is None and number < 0):
        return second, (second.condition is None and number < 0 and len(numeric) == 2) or not _of_negatives(second)
    return numeric[2], True


def _of_negatives(section: FormatSection) -> bool:
    """Whether a section is for negative numbers alone, so that its words carry the sign."""
    if section.condition is None:
        return False
    sign, limit = section.condition
    return (sign in ("<", "<=", "=") and limit < 0) or (sign == "<" and limit == 0)


def _digits(number: Decimal, section: FormatSection) -> str:
    """A number in the digits of a section: scaled, rounded half up, grouped, with the words where they stand among its digits."""
    marks = list(section.marks)
    places = [at for at, (kind, _) in enumerate(marks) if kind == "digit"]
    power = next((at for at, (kind, _) in enumerate(marks) if kind == "exp"), None)
    dot = next((at for at, (kind, _) in enumerate(marks) if kind == "." and (power is None or at < power)), None)
    whole = [at for at in places if (dot is None or at < dot) and (power is None or at < power)]
    part = [at for at in places if dot is not None and at > dot and (power is None or at < power)][:_MOST_DECIMALS]
    grouped, thousands = _commas(marks, whole)
    scaled = number.scaleb(2 * sum(kind == "%" for kind, _ in marks) - 3 * thousands)
    said: dict[int, str] = {}
    if power is not None:
        exponent = _exponent(scaled, len(whole), len(part))
        scaled = scaled.scaleb(-exponent)
        behind = [at for at in places if at > power]
        sign = "-" if exponent < 0 else "+" if marks[power][1].endswith("+") else ""
        said |= dict.fromkeys(behind, "")
        said[power] = f"E{sign}{str(abs(exponent)).zfill(len(behind))}"
    with localcontext(prec=max(28, scaled.adjusted() + len(part) + 3)):
        rounded = format(scaled.quantize(Decimal(1).scaleb(-len(part)), ROUND_HALF_UP), "f")
    before, _, after = rounded.partition(".")
    said |= _whole(before, whole, [marks[at][1] for at in whole], grouped=grouped)
    said |= _part(after, part, [marks[at][1] for at in part])
    return "".join("" if kind == "," else said.get(at, "" if kind == "digit" else mark) for at, (kind, mark) in enumerate(marks))


def _commas(marks: Sequence[tuple[str, str]], whole: Sequence[int]) -> tuple[bool, int]:
    """(whether thousands are set apart, by how many thousands the number is divided) by the commas of a section."""
    last_whole = whole[-1] if whole else -1
    grouped, thousands, behind_digit = False, 0, False
    for at, (kind, _) in enumerate(marks):
        if kind == "," and behind_digit:
            if at < last_whole:
                grouped = True
            else:
                thousands += 1
        elif kind != ",":
            behind_digit = kind == "digit"
    return grouped, thousands


def _exponent(number: Decimal, digits: int, decimals: int) -> int:
    """The power of ten that goes before the digits: a multiple of how many of them stand before the point."""
    if not number:
        return 0
    step = max(1, digits)
    rounded = number.quantize(Decimal(1).scaleb(number.adjusted() - decimals), ROUND_HALF_UP) if step == 1 else number
    return rounded.adjusted() // step * step


def _whole(digits: str, places: Sequence[int], kinds: Sequence[str], *, grouped: bool) -> dict[int, str]:
    """The digits before the point, each at its place; those that have none stand at the first."""
    digits = digits.lstrip("0")
    said: dict[int, str] = {}
    for back, (at, kind) in enumerate(zip(reversed(places), reversed(kinds), strict=True)):
        rest = digits[: len(digits) - back] if back < len(digits) else ""
        first = back == len(places) - 1
        owed = back < len(digits) or any(one == "0" for one in kinds[: len(kinds) - back])
        text = (rest if first else rest[-1:]) if rest else "0" if owed else " " if kind == "?" else ""
        said[at] = _grouped(text, back) if grouped and (rest or owed) else text
    return said


def _grouped(text: str, back: int) -> str:
    """Digits with a comma before each that stands a multiple of three places from the point; the last of them ``back`` places from it."""
    out = ""
    for n, digit in enumerate(reversed(text)):
        out = f"{digit}{',' if (n + back) % 3 == 0 and n + back else ''}{out}"
    return out


def _part(digits: str, places: Sequence[int], kinds: Sequence[str]) -> dict[int, str]:
    """The digits behind the point; zeros at the end only where a 0 asks for them."""
    said, ended = dict[int, str](), True
    for at, kind, digit in reversed(list(zip(places, kinds, digits, strict=False))):
        ended = ended and digit == "0" and kind != "0"
        said[at] = (" " if kind == "?" else "") if ended else digit
    return said


def _fraction(number: Decimal, section: FormatSection) -> str:
    """A number as a fraction: ``# ?/?`` shows 0.75 as 3/4, ``# ?/100`` as 75/100."""
    marks = list(section.marks)
    slash = next(at for at, (kind, _) in enumerate(marks) if kind == "/")
    top = slash
    while top and marks[top - 1][0] == "digit":
        top -= 1
    bottom = slash + 1
    while bottom < len(marks) and (marks[bottom][0] == "digit" or marks[bottom][1].isdigit()):
        bottom += 1
    below = "".join(mark for _, mark in marks[slash + 1 : bottom])
    fixed = int(below) if below.isdigit() and below.strip("0") else 0
    whole_at = [at for at in range(top) if marks[at][0] == "digit"]
    exact = Fraction(number)
    whole = int(exact) if whole_at else 0
    rest = exact - whole
    if fixed:
        over, under = int(rest * fixed + Fraction(1, 2)), fixed
    else:
        near = rest.limit_denominator(10 ** max(1, len(below)) - 1)
        over, under = near.numerator, near.denominator
    if whole_at and over == under:
        whole, over = whole + 1, 0
    words = "".join(mark for kind, mark in marks[: whole_at[0] if whole_at else top] if kind == "word")
    behind = "".join(mark for kind, mark in marks[bottom:] if kind == "word")
    shows = str(whole) if whole or (whole_at and not over) or any(marks[at][1] == "0" for at in whole_at) else ""
    said = f"{over}/{under}" if over or not whole_at else ""
    return f"{words}{' '.join(filter(None, (shows, said)))}{behind}"
