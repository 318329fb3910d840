"""What every format is read into: sheets of plain cells, each with its place, its text and, where there is one, its number."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import KW_ONLY, dataclass
from decimal import Decimal
from functools import cached_property, lru_cache
from itertools import product

from data.model.finding import Refused
from loaders.box import limits

UNTOUCHED = "Nothing was changed."
AN_ERROR = "an error in the sheet"
NO_RESULT = "a formula whose result is not stored in the file"
A_SWITCH = "TRUE or FALSE, not a figure"
MOST_CELLS = 400_000
MOST_SHEETS = 200
MOST_WIDE = 100
WIDE = 1_000
WRITTEN_ERROR = re.compile(r"#(?:REF!|DIV/0!|N/A|NAME\?|NULL!|NUM!|VALUE!|SPILL!|CALC!)|Err:\d+")
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384

Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class GridCell:
    """One non-empty cell. ``number`` is exact; ``percent`` says the sheet shows it times 100 with a % sign, ``unseen`` that its number
    format shows nothing of it."""

    row: int
    column: int
    text: str
    number: Decimal | None = None
    percent: bool = False
    _: KW_ONLY
    fault: str = ""
    dated: bool = False
    unseen: bool = False

    @property
    def ref(self) -> str:
        return f"{column_letters(self.column)}{self.row}"


@lru_cache(LAST_COLUMN)
def column_letters(column: int) -> str:
    """The letters of a column: A is 1, AA is 27."""
    letters = ""
    while column > 0:
        column, left = divmod(column - 1, 26)
        letters = chr(ord("A") + left) + letters
    return letters


@dataclass(frozen=True, slots=True)
class MergedRange:
    """A merged range, corners included."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def first(self) -> Place:
        return self.top, self.left

    def holds(self, place: Place) -> bool:
        return self.top <= place[0] <= self.bottom and self.left <= place[1] <= self.right

    def count(self) -> int:
        return (self.bottom - self.top + 1) * (self.right - self.left + 1)

    def places(self) -> Iterator[Place]:
        return product(range(self.top, self.bottom + 1), range(self.left, self.right + 1))


class Merges(Mapping[Place, Place]):
    """For each merged place the cell that fills it. A wide range is kept as its corners, so that a whole merged sheet costs nothing."""

    def __init__(self, areas: Iterable[MergedRange] = ()) -> None:
        self._near: dict[Place, Place] = {}
        self.wide: list[MergedRange] = []
        self.areas = tuple(areas)
        for area in self.areas:
            if area.count() > WIDE or len(self._near) > MOST_CELLS:
                self.wide.append(area)
            else:
                self._near |= dict.fromkeys(area.places(), area.first)

    def __getitem__(self, place: Place) -> Place:
        if place in self._near:
            return self._near[place]
        for area in self.wide:
            if area.holds(place):
                return area.first
        raise KeyError(place)

    def __iter__(self) -> Iterator[Place]:
        yield from self._near
        for area in self.wide:
            yield from area.places()

    def __len__(self) -> int:
        return len(self._near) + sum(area.count() for area in self.wide)

    def uncover(self, cells: dict[Place, GridCell]) -> None:
        """Takes out the cells that a merged range hides."""
        for place, filled_from in self._near.items():
            if place != filled_from:
                cells.pop(place, None)
        if self.wide:
            for place in [place for place in cells if self.get(place, place) != place]:
                del cells[place]


@dataclass(frozen=True)
class Sheet:
    """The non-empty cells of one sheet by (row, column), and for each merged place the cell that fills it.

    ``out_of_sight`` names hidden rows and columns that hold something, as "row 7" or "column D".
    """

    name: str
    cells: dict[Place, GridCell]
    merged_from: Mapping[Place, Place]
    hidden: bool = False
    out_of_sight: tuple[str, ...] = ()

    def at(self, row: int, column: int) -> GridCell | None:
        """The cell at a place, not looking through merges."""
        return self.cells.get((row, column))

    def seen_at(self, row: int, column: int) -> GridCell | None:
        """The cell a reader sees at a place, looking through merges."""
        return self.cells.get(self.merged_from.get((row, column), (row, column)))

    def row(self, row: int) -> list[GridCell]:
        return self._rows.get(row, [])

    def ref(self, row: int, column: int) -> str:
        """The name of a place, also of an empty one."""
        return f"{column_letters(column)}{row}"

    def by_row(self) -> dict[int, list[GridCell]]:
        """Non-empty rows, top to bottom, cells left to right."""
        return dict(self._rows)

    @cached_property
    def _rows(self) -> dict[int, list[GridCell]]:
        rows: dict[int, list[GridCell]] = {}
        for place, cell in sorted(self.cells.items()):
            rows.setdefault(place[0], []).append(cell)
        return rows


class SheetFiller:
    """The sheets of one file as they are filled, and how many more cells and letters they may hold."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.sheets: list[Sheet] = []
        self._left = MOST_CELLS
        self._most_letters = self._letters_left = limits.most_letters()

    def count(self, sheet: str, cell: GridCell, times: int = 1) -> None:
        """Counts a cell as often as it is repeated, before it is.

        Raises:
            Refused: it is too long, or the file's sheets together hold too many cells or too many letters.
        """
        self._left -= times
        self._letters_left -= times * len(cell.text)
        self.check_length(sheet, cell.ref, len(cell.text))
        if self._left < 0:
            raise Refused(f"{self.file} holds more than {MOST_CELLS:,} cells. Load a workbook with the scorecard alone. {UNTOUCHED}")
        if self._letters_left < 0:
            raise Refused(
                f"{self.file} was refused: sheet {sheet}, cell {cell.ref}, because the cells up to there hold more than "
                f"{self._most_letters:,} letters. Load a workbook with the scorecard alone. {UNTOUCHED}"
            )

    def check_length(self, sheet: str, ref: str, letters: int) -> None:
        """Raises ``Refused`` where one cell holds more letters than any may."""
        if letters > limits.LONGEST_CELL:
            raise Refused(
                f"{self.file} was refused: sheet {sheet}, cell {ref}, because it holds more than {limits.LONGEST_CELL:,} letters, "
                f"which Excel itself cannot. Shorten it and load the file again. {UNTOUCHED}"
            )

    def count_tags(self, sheet: str, row: int, tags: int) -> None:
        """Raises ``Refused`` where one row of a sheet is written with more tags than the widest row needs."""
        if tags > limits.MOST_TAGS_IN_ROW:
            raise Refused(
                f"{self.file} was refused: sheet {sheet}, row {row}, because it is written with more than {limits.MOST_TAGS_IN_ROW:,} "
                f"tags. Copy the scorecard alone into a new workbook and load that. {UNTOUCHED}"
            )

    def add(
        self,
        name: str,
        cells: dict[Place, GridCell],
        areas: Iterable[MergedRange] = (),
        *,
        hidden: bool = False,
        out_of_sight: tuple[str, ...] = (),
    ) -> None:  # fmt: skip
        """Takes one sheet; a name that was there before is told apart by a number.

        Raises:
            Refused: more sheets, or more wide merged ranges, than any scorecard has.
            ValueError: a cell outside the largest sheet there is.
        """
        if len(self.sheets) == MOST_SHEETS:
            raise Refused(f"{self.file} holds more than {MOST_SHEETS} sheets. Load a workbook with the scorecard alone. {UNTOUCHED}")
        merges = Merges(areas)
        if len(merges.wide) > MOST_WIDE:
            raise Refused(f"{self.file} merges too many cells. Unmerge those outside the scorecard and load it again. {UNTOUCHED}")
        if any(not (0 < row <= LAST_ROW and 0 < column <= LAST_COLUMN) for row, column in cells):
            raise ValueError("a cell lies outside the sheet")
        merges.uncover(cells)
        taken = {sheet.name for sheet in self.sheets}
        told_apart = next(n for n in [name, *(f"{name} ({n})" for n in range(2, len(taken) + 2))] if n not in taken)
        self.sheets.append(Sheet(told_apart, cells, merges, hidden, out_of_sight))
