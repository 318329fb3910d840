"""Which published measure of pupils without SEN stands beside a KPI: data/reference/gaps.toml, read and checked whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from data.entry import tables

REFERENCE = Path(__file__).parent / "reference"


@dataclass(frozen=True, slots=True)
class Beside:
    """The measure that a KPI's gap is to, by LAIT's short name, and what the two groups of pupils are called."""

    kpi: str
    other: str
    own_words: str
    other_words: str


@lru_cache(maxsize=2)
def read_gaps(folder: Path = REFERENCE) -> Mapping[str, Beside]:
    """By KPI.

    Raises:
        CatalogueFault: names the file, the entry and the fault.
    """
    found: dict[str, Beside] = {}
    for entry in tables(folder, "gaps.toml", "gap", "kpi"):
        one = Beside(entry.text("kpi"), entry.text("other"), entry.text("own_words"), entry.text("other_words"))
        if one.kpi in found:
            raise entry.fault("stands twice")
        entry.nothing_else()
        found[one.kpi] = one
    return found
