"""A sheet on its side: KPIs that stand across are read as rows, and every cell keeps its own name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from loaders.spreadsheet.sheet import GridCell, Sheet

Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class TransposedCell(GridCell):
    """A cell whose row and column changed places; ``ref`` is still where it stands in the file."""

    @property
    def ref(self) -> str:
        return GridCell(self.column, self.row, "").ref


@dataclass(frozen=True)
class TransposedSheet(Sheet):
    """A sheet of turned cells."""

    def ref(self, row: int, column: int) -> str:
        return GridCell(column, row, "").ref


def turned(sheet: Sheet) -> Sheet:
    """The same sheet with rows for columns."""
    cells: dict[tuple[int, int], GridCell] = {
        (column, row): TransposedCell(
            column, row, cell.text, cell.number, cell.percent, fault=cell.fault, dated=cell.dated, unseen=cell.unseen
        )
        for (row, column), cell in sheet.cells.items()
    }
    return TransposedSheet(sheet.name, cells, _TurnedMerges(sheet.merged_from), sheet.hidden)


class _TurnedMerges(Mapping[Place, Place]):
    """Merges seen with rows for columns, looked up and never listed: a wide range has too many places."""

    def __init__(self, merges: Mapping[Place, Place]) -> None:
        self._merges = merges

    def __getitem__(self, place: Place) -> Place:
        row, column = self._merges[place[1], place[0]]
        return column, row

    def __iter__(self) -> Iterator[Place]:
        return ((column, row) for row, column in self._merges)

    def __len__(self) -> int:
        return len(self._merges)
