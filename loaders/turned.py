"""A sheet on its side: KPIs that stand across are read as rows, and every cell keeps its own name."""

from __future__ import annotations

from dataclasses import dataclass

from loaders.grid import GridCell, Sheet


@dataclass(frozen=True, slots=True)
class TurnedCell(GridCell):
    """A cell whose row and column changed places; ``ref`` is still where it stands in the file."""

    @property
    def ref(self) -> str:
        return GridCell(self.column, self.row, "").ref


@dataclass(frozen=True)
class TurnedSheet(Sheet):
    """A sheet of turned cells."""

    def ref(self, row: int, column: int) -> str:
        return GridCell(column, row, "").ref


def turned(sheet: Sheet) -> Sheet:
    """The same sheet with rows for columns."""
    cells: dict[tuple[int, int], GridCell] = {
        (column, row): TurnedCell(column, row, cell.text, cell.number, cell.percent, cell.fault, cell.dated)
        for (row, column), cell in sheet.cells.items()
    }
    merged = {(column, row): (left, top) for (row, column), (top, left) in sheet.merged_from.items()}
    return TurnedSheet(sheet.name, cells, merged, sheet.hidden)
