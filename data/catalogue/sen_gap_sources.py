"""Which published measure of pupils without SEN stands beside a KPI, by its file, or beside a measure, by measure_gaps.toml."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from data.catalogue.reference_entry import ReferenceEntry, tables

MEASURES = "measure_gaps.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
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


def kpi_gap(entry: ReferenceEntry, code: str) -> SenGapSource:
    """A KPI's gap, from [gap] of its file.

    Raises:
        CatalogueFault: names the file, the entry and the fault.
    """
    found = _gap(entry, kpi=code)
    entry.nothing_else()
    return found


def measure_gaps(folder: Path) -> dict[str, SenGapSource]:
    """By its id, the gap of each measure that answers no KPI.

    Raises:
        CatalogueFault: names the file, the entry and the fault.
    """
    found: dict[str, SenGapSource] = {}
    for entry in tables(folder, MEASURES, "gap", "own"):
        if (own := entry.text("own")) in found:
            raise entry.fault("stands twice")
        found[own] = _gap(entry, own=own)
        entry.nothing_else()
    return found


def _gap(entry: ReferenceEntry, *, kpi: str = "", own: str = "") -> SenGapSource:
    return SenGapSource(
        kpi=kpi, other=entry.text("other"), own_words=entry.text("own_words"), other_words=entry.text("other_words"), own=own,
        publication=entry.text("publication", "lait"), basis=entry.text("basis", ""), over_time=entry.get("over_time", bool, True),
    )  # fmt: skip
