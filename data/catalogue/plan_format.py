"""The words that improvement plans use, read from data/reference/plan_reading.toml and checked whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from data.catalogue.reference_entry import ReferenceEntry, toml
from data.model.plan import ActionStatus
from data.text import plain

FILE = "plan_reading.toml"
REFERENCE = Path(__file__).parents[1] / "reference"
ROLES = ("code", "action", "due", "revised", "status", "progress", "measures", "kpis", "priority", "sub_priority", "added", "figure")
LAYERS = ("SLT owner", "senior officer", "lead", "owner", "council", "health")
_SETS = ("colours", "bands", "sub_bands", "added", "original", "no_date", "council", "health", "initials", "role", "organisation")


@dataclass(frozen=True, slots=True)
class PlanDictionary:
    """Words in plain form: ``headings`` gives a column's role, or ``owner:`` and its layer; ``sets`` are named lists of words."""

    headings: Mapping[str, str]
    statuses: Mapping[str, ActionStatus]
    sets: Mapping[str, frozenset[str]]


@lru_cache(maxsize=4)
def read_plan_words(folder: Path = REFERENCE) -> PlanDictionary:
    """The words of plans.

    Raises:
        CatalogueFault: names the entry and the fault, such as a word with two meanings.
    """
    file = toml(folder / FILE)
    headings: dict[str, str] = {}
    for table, keys, before in (("roles", ROLES, ""), ("layers", LAYERS, "owner:")):
        headings |= _each_once(_entry(file, table), keys, before, headings)
    statuses = _each_once(_entry(file, "statuses"), tuple(s.value for s in ActionStatus if s is not ActionStatus.NOT_STATED), "", {})
    words = _entry(file, "words")
    sets = {key: frozenset(plain(word) for word in words.texts(key)) for key in _SETS}
    words.nothing_else()
    return PlanDictionary(headings, {word: ActionStatus(means) for word, means in statuses.items()}, sets)


def _entry(file: Mapping[str, object], table: str) -> ReferenceEntry:
    return ReferenceEntry(FILE, table, ReferenceEntry(FILE, "file", file).get(table, dict))


def _each_once(entry: ReferenceEntry, keys: tuple[str, ...], before: str, known: Mapping[str, str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for key in keys:
        for word in (plain(word) for word in entry.texts(key)):
            if word in found or word in known:
                raise entry.fault(f"{word!r} is given to both {found.get(word) or known[word]} and {key}")
            found[word] = before + key
    entry.nothing_else()
    return found
