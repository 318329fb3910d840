"""Which published measure of pupils without SEN stands beside a KPI: data/reference/gaps.toml, read and checked whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from data.catalogue.reference_entry import tables

REFERENCE = Path(__file__).parents[1] / "reference"


@dataclass(frozen=True, slots=True)
class SenGapSource:
    """The measure that a gap is to and what the two groups of pupils are called. ``own`` is a measure of its own; empty for a KPI,
    whose own series is its feed on ``basis``. ``over_time`` is False where no change between years means anything."""

    kpi: str
    other: str
    own_words: str
    other_words: str
    own: str = ""
    publication: str = "lait"
    basis: str = ""
    over_time: bool = True

    @property
    def id(self) -> str:
        return self.kpi or self.own


@lru_cache(maxsize=2)
def read_gaps(folder: Path = REFERENCE) -> Mapping[str, SenGapSource]:
    """By KPI, or by the measure's id for measures that answer no KPI.

    Raises:
        CatalogueFault: names the file, the entry and the fault.
    """
    found: dict[str, SenGapSource] = {}
    for entry in tables(folder, "gaps.toml", "gap", "kpi"):
        one = SenGapSource(
            entry.text("kpi", ""), entry.text("other"), entry.text("own_words"), entry.text("other_words"), entry.text("own", ""),
            entry.text("publication", "lait"), entry.text("basis", ""), entry.get("over_time", bool, True),
        )  # fmt: skip
        if bool(one.kpi) == bool(one.own):
            raise entry.fault("must hold one of kpi and own")
        if one.id in found:
            raise entry.fault("stands twice")
        entry.nothing_else()
        found[one.id] = one
    return found
