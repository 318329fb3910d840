"""The field's terms: data/reference/glossary.toml, read and checked whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from data.catalogue.reference_entry import tables
from data.text import plain

REFERENCE = Path(__file__).parents[1] / "reference"


@dataclass(frozen=True, slots=True)
class Term:
    """A term, what it stands for, one sentence on it, how else it is written, and where that is said."""

    term: str
    stands_for: str
    sentence: str
    also: tuple[str, ...]
    source: str


@lru_cache(maxsize=2)
def read_glossary(folder: Path = REFERENCE) -> Mapping[str, Term]:
    """By term, in the order of the file.

    Raises:
        CatalogueFault: names the file, the entry and the fault; no two entries may be written alike.
    """
    found: dict[str, Term] = {}
    written: dict[str, str] = {}
    for entry in tables(folder, "glossary.toml", "term", "term"):
        one = Term(entry.text("term"), entry.text("stands_for"), entry.text("sentence"), entry.texts("also"), entry.text("source"))
        entry.nothing_else()
        if not one.sentence.endswith("."):
            raise entry.fault("sentence must end with a full stop")
        for name in (one.term, *one.also):
            if not plain(name) or plain(name) in written:
                raise entry.fault(f"{name!r} is also that of {written.get(plain(name), 'nothing')}")
            written[plain(name)] = one.term
        found[one.term] = one
    return found
