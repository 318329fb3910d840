"""Numbers that stand for one child, told by their form and their check digit, a pupil’s and a patient’s; and days of birth in words."""

from __future__ import annotations

import re

_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"  # of a pupil number's check: no I, O or S
_BETWEEN = r"[ \t\u00a0\u2009\u202f\-\u2010\u2011\u2012\u2013._/]"
_SOLID = re.compile(r"(?<![A-Za-z0-9])[A-HJ-NP-RT-Z]\d{11}[\dA-HJ-NP-RT-Z](?![A-Za-z0-9])", re.IGNORECASE)
_PARTED = re.compile(
    rf"(?<![A-Za-z0-9])([A-HJ-NP-RT-Z])(?={_BETWEEN}?\d)((?:{_BETWEEN}?\d){{11}}){_BETWEEN}?([\dA-HJ-NP-RT-Z])(?![A-Za-z0-9])",
    re.IGNORECASE,
)
# Three, three and four digits; the numbers in use begin with 3, 4, 6, 7 or 9. A telephone number has +44 or an area code before it.
_NHS = re.compile(
    r"(?<![\w+.,£$€])(?<!\+\d\d[ \-])(?<!\d[ \-])([34679]\d\d)([ \u00a0\-\u2010\u2011\u2013.])(\d{3})\2(\d{4})(?![\w,]|[.\-]\d| \d)"
)
_TEN = re.compile(r"(?<![\w+.,£$€])[34679]\d{9}(?![\w,%]|\.\d)")
_NHS_WORD = re.compile(r"\bnhs\b", re.IGNORECASE)
NEAR = 40  # letters from the word NHS to its number
MONTHS = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*"
DAY = (
    r"(?:\d{1,2}[/.\-]\d{1,2}[/.\-](?:19|20)?\d\d|(?:19|20)\d\d-\d\d-\d\d"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?[ \-]{MONTHS}[ ,\-]+(?:19|20)?\d\d|{MONTHS} \d{{1,2}}(?:st|nd|rd|th)?,? (?:19|20)\d\d)"
)
_BIRTH = re.compile(
    rf"\b(?:d\.? ?o\.? ?b\b\.?|dates? of birth|born(?: on(?: the)?)?|birth ?da(?:te|y))[\s:=(\[,\-–]{{0,4}}(?:is |was )?{DAY}(?!\d)"
    rf"(?!\s*(?:to|until|and|or|onwards?|through|[-–])\b)(?!\s*[-–]\s*\d)",
    re.IGNORECASE,
)
_FULL_DAY = re.compile(rf"\W*{DAY}\W*(?:\d\d?:\d\d(?::\d\d)?)?\W*", re.IGNORECASE)


def pupil_number(text: str) -> bool:
    """Whether a text holds a unique pupil number: in one piece by its form, in parts (spaces, hyphens) by its check letter too."""
    return bool(_SOLID.search(text)) or any(_checked(found) for found in _PARTED.finditer(text))


def _checked(found: re.Match[str]) -> bool:
    digits = re.sub(r"\D", "", found[2])
    last = found[3].upper()
    value = int(last) if last.isdigit() else _LETTERS.index(last)
    total = sum(weight * int(digit) for weight, digit in enumerate(digits, 2)) + 13 * value
    return _LETTERS[total % 23] == found[1].upper()


def nhs_number(text: str, *, headed: bool = False) -> bool:
    """Whether a text holds an NHS number: in three parts by its check digit; in one piece only behind the word NHS, or under a heading
    that says so (``headed``), since figures have ten digits too."""
    if any(valid_nhs(found[1] + found[3] + found[4]) for found in _NHS.finditer(text)):
        return True
    for found in _TEN.finditer(text):
        if valid_nhs(found[0]) and (headed or _NHS_WORD.search(text[max(0, found.start() - NEAR) : found.start()])):
            return True
    return False


def valid_nhs(digits: str) -> bool:
    """Whether ten digits are an NHS number by the last of them; a number of one digit repeated is none."""
    if len(digits) != 10 or not digits.isdigit():
        return False
    left = 11 - sum(weight * int(digit) for weight, digit in zip(range(10, 1, -1), digits, strict=False)) % 11
    return len(set(digits)) > 1 and {11: 0}.get(left, left) == int(digits[9])


def birth_date(text: str) -> bool:
    """Whether a text says of somebody the day of birth; a span of birthdays is a cohort's."""
    return bool(_BIRTH.search(text))


def is_day(text: str) -> bool:
    """Whether a text is one full day and nothing else, in any of the ways in which it is written."""
    return len(text) < 40 and bool(_FULL_DAY.fullmatch(text))
