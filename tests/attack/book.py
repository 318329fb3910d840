"""A workbook small enough to change in memory: cells that remember where they stood, and ways to write it."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from io import BytesIO, StringIO
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import openpyxl
from openpyxl.utils import get_column_letter

from tests.files.writing import content_xml, ods_of

Place = tuple[int, int]
Box = tuple[int, int, int, int]
KPI = re.compile(r"[SEPL]\d{1,2}")


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell. ``tag`` names where it stood in the file that was changed; empty for a cell that is new."""

    value: Any
    form: str = "General"
    tag: str = ""


@dataclass
class Tab:
    """One sheet. A merge is (top, left, bottom, right)."""

    name: str
    cells: dict[Place, Cell] = field(default_factory=dict)
    merges: list[Box] = field(default_factory=list)
    hidden: bool = False
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)

    def row(self, at: int) -> dict[int, Cell]:
        return {column: cell for (row, column), cell in sorted(self.cells.items()) if row == at}

    @property
    def height(self) -> int:
        return max((row for row, _ in self.cells), default=0)

    @property
    def width(self) -> int:
        return max((column for _, column in self.cells), default=0)

    def put(self, row: int, column: int, value: Any, form: str = "General", tag: str = "") -> None:
        self.cells[row, column] = Cell(value, form, tag)

    def move(self, rows: Callable[[int], int], columns: Callable[[int], int]) -> None:
        """Moves every cell. A merge goes with its corners; one that would be torn apart is undone."""
        self.cells = {(rows(row), columns(column)): cell for (row, column), cell in self.cells.items()}
        kept = []
        for top, left, bottom, right in self.merges:
            down, across = sorted(map(rows, range(top, bottom + 1))), sorted(map(columns, range(left, right + 1)))
            if rows(top) == down[0] and columns(left) == across[0]:
                kept.append((down[0], across[0], down[-1], across[-1]))
        self.merges = [box for box in kept if not self._holds_more(box)]

    def _holds_more(self, box: Box) -> bool:
        top, left, bottom, right = box
        return any(
            (row, column) != (top, left) and (row, column) in self.cells
            for row in range(top, bottom + 1)
            for column in range(left, right + 1)
        )

    def merge(self, *box: int) -> bool:
        """Merges a range that holds nothing but its first cell and crosses no other merge; says whether it did."""
        top, left, bottom, right = box
        crossed = any(not (b < top or bottom < t or r < left or right < x) for t, x, b, r in self.merges)
        if crossed or self._holds_more((top, left, bottom, right)):
            return False
        self.merges.append((top, left, bottom, right))
        return True

    def insert_rows(self, before: int, count: int = 1) -> None:
        self.move(lambda row: row + count * (row >= before), lambda column: column)

    def insert_columns(self, before: int, count: int = 1) -> None:
        self.move(lambda row: row, lambda column: column + count * (column >= before))


@dataclass
class Book:
    """The sheets of one file, and the file's name."""

    name: str
    tabs: list[Tab]

    def copy(self) -> Book:
        return deepcopy(self)

    def places(self) -> dict[tuple[str, str], Cell]:
        """Every cell by sheet and reference."""
        return {(tab.name, ref(*place)): cell for tab in self.tabs for place, cell in tab.cells.items()}


def ref(row: int, column: int) -> str:
    return f"{get_column_letter(column)}{row}"


def read(name: str, content: bytes) -> Book:
    """A workbook as openpyxl reads it; each cell tagged with its own place."""
    tabs = []
    for sheet in openpyxl.load_workbook(BytesIO(content)).worksheets:
        tab = Tab(sheet.title, hidden=sheet.sheet_state != "visible")
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is not None:
                    tab.put(cell.row, cell.column, cell.value, cell.number_format, f"{sheet.title}!{cell.coordinate}")
        tab.merges = [(m.min_row, m.min_col, m.max_row, m.max_col) for m in sheet.merged_cells.ranges]
        tabs.append(tab)
    return Book(name, tabs)


def as_xlsx(book: Book) -> bytes:
    made = openpyxl.Workbook()
    made.remove(made.worksheets[0])
    for tab in book.tabs:
        sheet = made.create_sheet(tab.name)
        for (row, column), held in tab.cells.items():
            cell = sheet.cell(row, column)
            cell.value, cell.number_format = held.value, held.form
        for top, left, bottom, right in tab.merges:
            sheet.merge_cells(start_row=top, start_column=left, end_row=bottom, end_column=right)
        for row in tab.hidden_rows:
            sheet.row_dimensions[row].hidden = True
        for column in tab.hidden_columns:
            sheet.column_dimensions[get_column_letter(column)].hidden = True
        sheet.sheet_state = "hidden" if tab.hidden else "visible"
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def as_csv(tab: Tab, delimiter: str = ",", encoding: str = "utf-8") -> bytes:
    """What a spreadsheet writes: every cell as it is shown."""
    rows = [["" if (cell := tab.cells.get((row, column))) is None else shown(cell) for column in range(1, tab.width + 1)]
            for row in range(1, tab.height + 1)]  # fmt: skip
    out = StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    return out.getvalue().encode(encoding)


def as_ods(book: Book) -> bytes:
    return ods_of(content_xml("".join(map(_ods_table, book.tabs)), '<style:style style:name="no"><style:table-properties '
                                      'table:display="false"/></style:style>'))  # fmt: skip


def _ods_table(tab: Tab) -> str:
    spans = {(top, left): (bottom - top + 1, right - left + 1) for top, left, bottom, right in tab.merges}
    covered = {
        (row, column) for top, left, bottom, right in tab.merges for row in range(top, bottom + 1) for column in range(left, right + 1)
    } - set(spans)
    lines = []
    for row in range(1, tab.height + 1):
        cells = (_ods_cell(tab.cells.get((row, column)), spans.get((row, column)), (row, column) in covered)
                 for column in range(1, tab.width + 1))  # fmt: skip
        lines.append(f"<table:table-row>{''.join(cells)}</table:table-row>")
    style = ' table:style-name="no"' if tab.hidden else ""
    return f"<table:table table:name={quoteattr(tab.name)}{style}>{''.join(lines)}</table:table>"


def _ods_cell(cell: Cell | None, span: tuple[int, int] | None, covered: bool) -> str:
    if covered:
        return "<table:covered-table-cell/>"
    at = f' table:number-rows-spanned="{span[0]}" table:number-columns-spanned="{span[1]}"' if span else ""
    if cell is None:
        return f"<table:table-cell{at}/>"
    kind = "string"
    if isinstance(cell.value, datetime):
        kind = f'date" office:date-value="{cell.value:%Y-%m-%d}'
    elif isinstance(cell.value, int | float):
        kind = f'{"percentage" if "%" in cell.form else "float"}" office:value="{cell.value!r}'
    words = "".join(f"<text:p>{escape(line).replace('  ', ' <text:s/>')}</text:p>" for line in shown(cell).split("\n"))
    return f'<table:table-cell office:value-type="{kind}"{at}>{words}</table:table-cell>'


def shown(cell: Cell) -> str:
    """What a reader sees in a cell: the number in its format, written apart from the loader."""
    value = cell.value
    if isinstance(value, datetime):
        return value.strftime("%d-%b-%y" if "d" in cell.form.replace("mmm", "") else "%b-%y")
    if isinstance(value, bool):
        return str(value).upper()
    if not isinstance(value, int | float):
        return str(value).strip()
    if "0" not in cell.form:
        return f"{Decimal(repr(value)):f}".removesuffix(".0")
    number = Decimal(repr(value)) * (100 if "%" in cell.form else 1)
    _, _, decimals = cell.form.partition(".")
    number = number.quantize(Decimal(1).scaleb(-decimals.count("0")), ROUND_HALF_UP)
    return f"{number:{',' if ',' in cell.form else ''}f}{'%' if '%' in cell.form else ''}"


def data_rows(tab: Tab) -> list[list[int]]:
    """Runs of rows that hold a KPI's code, each a table's body."""
    runs: list[list[int]] = []
    for at in range(1, tab.height + 1):
        if not any(isinstance(c.value, str) and KPI.fullmatch(c.value) for c in tab.row(at).values()):
            continue
        if runs and runs[-1][-1] == at - 1:
            runs[-1].append(at)
        else:
            runs.append([at])
    return runs


def header_rows(tab: Tab) -> list[int]:
    """Rows of headings: those directly above a body, as far up as they hold more than one cell."""
    found, body = [], {row for run in data_rows(tab) for row in run}
    for run in data_rows(tab):
        at = run[0] - 1
        while len(tab.row(at)) > 1 and at not in body:
            found.append(at)
            at -= 1
    return sorted(found)


def renamed(tab: Tab, words: Mapping[str, str]) -> None:
    """Other words in the heading rows, by the words that stand there in lower case."""
    for row in header_rows(tab):
        for column, cell in tab.row(row).items():
            if isinstance(cell.value, str) and (word := words.get(cell.value.strip().casefold())):
                tab.cells[row, column] = Cell(word, cell.form, cell.tag)
