"""The words by which rows and sentences about children are told, read once from the reference."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from data.text import plain

REFERENCE = Path(__file__).parents[1] / "reference"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildWords:
    """Headings in plain form by what they say of a column, words of sentences, and given names.

    ``telling`` are headings that give a column away by themselves, as words in a short cell; ``whole`` only as the whole cell. Neither
    where the cell begins like a measure (``measures``).
    """

    child: frozenset[str]
    person: frozenset[str]
    number: frozenset[str]
    about: frozenset[str]
    family: frozenset[str]
    officers: frozenset[str]
    births: frozenset[str]
    times: frozenset[str]
    actions: frozenset[str]
    whom: frozenset[str]  # every heading of whom a row is about
    telling: tuple[str, ...]
    whole: frozenset[str]
    measures: tuple[str, ...]
    beside: tuple[str, ...]
    after: tuple[str, ...]
    given: frozenset[str]
    no_surname: frozenset[str]


@cache
def child_words() -> ChildWords:
    """The words as they are shipped."""
    held = tomllib.loads((REFERENCE / "childrens_data.toml").read_text(encoding="utf-8"))
    level = tomllib.loads((REFERENCE / "reading.toml").read_text(encoding="utf-8"))["child_level"]
    columns = {name: frozenset(map(plain, words)) for name, words in held["columns"].items()}
    return ChildWords(
        **columns,
        whom=columns["child"] | columns["person"] | columns["number"] | columns["family"],
        telling=tuple(map(plain, level["words"])),
        whole=frozenset(map(plain, level["headings"])),
        measures=tuple(level["measures"]),
        beside=tuple(held["sentences"]["child"]),
        after=tuple(held["sentences"]["after"]),
        given=frozenset(held["names"]["given"].split()),
        no_surname=frozenset(held["names"]["no_surname"].split()),
    )
