"""Names of people: which words are one, and which sentences name a child. Officers' names are no sign by themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import islice

from data.personal.child_words import child_words
from data.text import plain

MOST_NAMES = 200  # looked at in one text
_WORD = r"[A-ZÀ-Þ][a-zà-ÿ]+(?:['’\-][A-ZÀ-Þa-zà-ÿ]+)*"
_SURNAME = r"(?:(?:Mc|Mac|O['’]|De |Da |Al-|El-|Van |Von )?[A-ZÀ-Þ][A-Za-zÀ-ÿ]+(?:-[A-ZÀ-Þ][a-zà-ÿ]+)?)"
_PAIR = re.compile(rf"(?<![\w'’\-])({_WORD})((?: [A-Z]\.?)? {_SURNAME})(?![\w\-])")
_SHAPE = re.compile(rf"{_WORD}(?: (?:[A-Z]\.? )?{_SURNAME}){{1,3}}")
_TURNED = re.compile(rf"({_SURNAME}),\s*({_WORD})(?: [A-Z]\.?)?")
_CAPITALS = re.compile(r"[A-Z]{2,}(?:['’\-][A-Z]{2,})?,? [A-Z]{2,}(?:['’\-][A-Z]{2,})?")
_INITIALS = re.compile(r"[A-Z]\.? ?[A-Z]\.?(?: ?[A-Z]\.?)?")
_CHAIN = re.compile(r"(?: (?:of|the|and|&|C\.?E\.?|R\.?C\.?|CofE)| [A-Z][\w'’]*){0,4}")


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    words = child_words()
    child, after = "|".join(words.beside), "|".join(words.after)
    return (
        re.compile(rf"\b(?:{child})s?(?: (?:named|called|known as|is|was))?[\s,:(‘'“\"–-]{{1,3}}$", re.IGNORECASE),
        re.compile(
            rf"\b(?:(?:{after}|place|support|costs?) (?:for|of|re|on|about)"
            r"|(?:mum|mother|dad|father|parents?|carers?|family|nan|sister|brother|sibling) (?:of|to)|on behalf of)[\s:]+$", re.IGNORECASE,
        ),
        re.compile(
            rf"^(?:['’]s? (?:\w+ ){{0,2}}(?:{after})\b|,? (?:EHCP|EHC plan|EHCNA|annual review|tribunal appeal)\b"
            r"|,? ?\(?(?:aged?|age) ?:?\d{1,2}\b|,? ?\(?(?:in |now in )?(?:y|yr|year|ncy) ?\d{1,2}\b|, ?\d{1,2},"
            r"|,? ?\(?(?:d\.?o\.?b|born)\b"
            rf"|,? who (?:attends|is \d|was born)|,? (?:a|the|our) (?:\w+ )?(?:{child})\b)", re.IGNORECASE,
        ),
        re.compile(
            rf"\b(?:his|her|their) (?:\w+ )?(?:{after}|needs|grandparents|home|birthday)\b"
            r"|\b(?:he|she) (?:was|is) (?:born|diagnosed|excluded|out of school|placed|taken into care)\b", re.IGNORECASE,
        ),
        re.compile(rf"\b(?i:{child})(?: (?:named|called|known as))? ({_WORD})(?![\w-])"),
        re.compile(rf"\b(?i:{child})(?:(?i:’s name|'s name| name)?: ?| (?i:named|called|known as) )({_WORD}(?: {_SURNAME})+)"),
    )  # fmt: skip


def full_names(text: str) -> Iterator[re.Match[str]]:
    """Every given name with a surname in a text; what follows decides that it is no school, street or body."""
    given = child_words().given
    for found in _PAIR.finditer(text):
        if found[1].casefold() not in given or found[2].split()[-1].casefold() in child_words().no_surname:
            continue
        chain = _CHAIN.match(text, found.end())
        if chain and any(word.strip(".,").casefold() in child_words().no_surname and word[:1].isupper() for word in chain[0].split()):
            continue
        yield found


def names_a_child(text: str) -> bool:
    """Whether a sentence names a child: a name beside a word, an age or a possession that only a child has."""
    before, whose, after, pronoun, alone, called = _patterns()
    for found in islice(full_names(text), MOST_NAMES):
        ahead, behind = text[max(0, found.start() - 48) : found.start()], text[found.end() : found.end() + 160]
        if before.search(ahead) or whose.search(ahead) or after.match(behind) or pronoun.search(behind.partition(". ")[0]):
            return True
    given = child_words().given
    if any(found[1].casefold() in given for found in alone.finditer(text)):
        return True
    return any(not set(plain(found[1]).split()) & child_words().no_surname for found in called.finditer(text))


@lru_cache(maxsize=65_536)
def is_person(text: str) -> bool:
    """Whether a text is one person's name and no more, by a given name that is known: ‘Given Surname’ or ‘Surname, Given’."""
    text = text.strip()
    if len(text) > 60:
        return False
    turned = _TURNED.fullmatch(text)
    if turned:
        return turned[2].casefold() in child_words().given
    if _CAPITALS.fullmatch(text):
        return any(word.casefold() in child_words().given for word in re.split(r"[ ,]+", text))
    found = next(full_names(text), None)
    return found is not None and found.start() == 0 and len(text) - found.end() < 22 and not any(mark in text for mark in ".:;()")


@lru_cache(maxsize=65_536)
def looks_like_a_person(text: str) -> bool:
    """Whether a text could stand for one person under a heading that says so: a name, a name by its shape, or initials."""
    text = text.strip()
    if len(text) > 60 or not text:
        return False
    if is_person(text) or _INITIALS.fullmatch(text):
        return True
    if set(plain(text).split()) & child_words().no_surname:
        return False
    return bool(_SHAPE.fullmatch(text) or _TURNED.fullmatch(text)) or text.casefold() in child_words().given
