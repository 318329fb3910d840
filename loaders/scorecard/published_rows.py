"""Figures that a publisher gave, in a table that this dashboard handed out: never taken for the partnership's own when it comes back."""

from __future__ import annotations

from data.text import plain
from loaders.scorecard.headings import FIGURES
from loaders.scorecard.reading_state import Reader
from loaders.scorecard.scorecard_tables import ScorecardColumn, TableBand
from loaders.spreadsheet.sheet import GridCell, Sheet

CHECK = "published figure"
_ALL = ("published", "computed", "dfe")
_AIMS = ("target", "milestone", "baseline")  # of these none is published
HINT = "Load DfE’s own file: its figures then stand under its name, beside the partnership’s own."


def left_out(reader: Reader, sheet: Sheet, band: TableBand, at: int) -> frozenset[str]:
    """The roles of a row's figures that the row says a publisher gave: by the headings it names, or all but targets."""
    column = band.first("origin")
    cell = sheet.seen_at(at, column.at) if column is not None else None
    if cell is None:
        return frozenset()
    words = [plain(part) for part in cell.text.split(",")]
    if any(word in _ALL for word in words):
        return frozenset(role for role in FIGURES if role not in _AIMS)
    return frozenset(role for part in cell.text.split(",") if (role := reader.words.heading(part.strip()).role) in FIGURES)


def kept(columns: dict[int, ScorecardColumn], out: frozenset[str]) -> dict[int, ScorecardColumn]:
    """The columns of a row without those whose figures are left out."""
    return {at: column for at, column in columns.items() if column.role not in out}


def tell(reader: Reader, sheet: Sheet, cells: list[GridCell], code: str) -> None:
    """One finding for the figures of a row that were left out, at their cells."""
    what = f"{code}: what DfE published was left out, since it is not the partnership’s own."
    for cell in cells:
        reader.find(sheet, cell.ref, CHECK, what, HINT, code=code, note=True)
