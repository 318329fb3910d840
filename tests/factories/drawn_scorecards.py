"""Scorecards drawn as text, read, and looked at figure by figure and cell by cell."""

from __future__ import annotations

from typing import Any

from data.catalogue import catalogue as catalogue_of
from data.model.finding import Finding
from data.model.loaded_file import CellKind, Loaded
from loaders import read_file
from tests.conftest import Rows, drawn, sheet_bytes

CATALOGUE = catalogue_of.read()
PLAIN = """
Bury: SEND scorecard
Ref | Indicator | Target | 2016 | SN | NW | ENG | Data source | Priority
S5  | % of Assessments completed within 20 Weeks | 90 | 100 | 78.18 | 70.5 | 55.65 | LAIT | P6
S6  | Number of children for whom the LA maintains a Statement of SEN or an EHC Plan | | 1428 | | | | SEN Team | P6
"""


def load(rows: Rows | str, area: str | None = None, **more: Any) -> Loaded:
    cells = drawn(rows) if isinstance(rows, str) else rows
    return read_file("drawn.xlsx", sheet_bytes(cells, **more), CATALOGUE, area=area)


def figures(loaded: Loaded) -> dict[tuple[str, str], float | None]:
    """Value by KPI and series, of sheets with one period."""
    return {(o.indicator, o.series.value): o.value for o in loaded.observations}


def found(loaded: Loaded, check: str) -> list[Finding]:
    return [f for f in loaded.findings if f.check == check]


def kind_of(loaded: Loaded, ref: str) -> CellKind:
    (kind,) = (c.kind for c in loaded.cells if c.cell == ref)
    return kind
