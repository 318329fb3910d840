"""Excel workbooks: openpyxl understands the parts and each cell's value; the cells are taken as they come, once, never by rectangle."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any
from xml.etree.ElementTree import Element, iterparse

from openpyxl.formula.translate import Translator
from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.numbers import BUILTIN_FORMATS
from openpyxl.utils import range_boundaries
from openpyxl.worksheet._reader import CELL_TAG, FORMULA_TAG, INLINE_STRING, MERGE_TAG, ROW_TAG, VALUE_TAG, WorkSheetParser
from openpyxl.xml.constants import SHARED_STRINGS, SHEET_MAIN_NS
from openpyxl.xml.functions import fromstring

from loaders.box.limits import MOST_TAGS_IN_ROW
from loaders.spreadsheet import number_format
from loaders.spreadsheet.sheet import A_SWITCH, AN_ERROR, NO_RESULT, GridCell, MergedRange, SheetFiller, column_letters

STYLES = "xl/styles.xml"
_MAIN = f"{{{SHEET_MAIN_NS}}}"
_PIECE = f"{_MAIN}t"
_COLUMN = f"{_MAIN}col"
_YES = ("1", "true")


def read_xlsx(content: bytes, filling: SheetFiller) -> None:
    """Fills in the worksheets. Charts, pictures, comments, links and macros are not looked at.

    Raises:
        Refused: too many cells.
        Exception: whatever openpyxl and its parsers raise on a damaged workbook.
    """
    book = ExcelReader(BytesIO(content), data_only=True, keep_links=False)
    with book.archive:
        book.read_manifest()
        book.read_workbook()
        strings = _strings(book)
        styles = _Styles(book.archive.read(STYLES) if STYLES in book.valid_files else b"")
        for sheet, part in book.parser.find_sheets():
            if part.Type.endswith("/worksheet") and part.target in book.valid_files:
                with book.archive.open(part.target) as source:
                    parser = _Parser(filling, str(sheet.name), source, strings, epoch=book.wb.epoch, styles=styles)
                    _fill(filling, str(sheet.name), parser, styles.formats, hidden=sheet.state != "visible")


def _strings(book: ExcelReader) -> list[str]:
    """The texts that cells name by number."""
    package: Any = book.package
    part = package.find(SHARED_STRINGS)
    strings: list[str] = []
    if part is not None:
        with book.archive.open(part.PartName.removeprefix("/")) as source:
            for _, element in iterparse(source):
                if element.tag == f"{_MAIN}si":
                    # An underscore that could be taken for an escape is itself written as one.
                    strings.append(_written(element).replace("x005F_", ""))
                    element.clear()
    return strings


def _written(element: Element) -> str:
    """The text of a string in one piece or in runs of formatting; how it is pronounced is no part of it."""
    runs = (part.find(_PIECE) if part.tag == f"{_MAIN}r" else part for part in element if part.tag in (_PIECE, f"{_MAIN}r"))
    return "".join(run.text or "" for run in runs if run is not None)


class _Styles:
    """The number format of each style, and which styles show dates and lengths of time."""

    def __init__(self, xml: bytes) -> None:
        root = fromstring(xml) if xml else Element("none")
        own = {f.get("numFmtId"): f.get("formatCode") for f in root.iterfind(f"{_MAIN}numFmts/{_MAIN}numFmt")}
        numbers = [style.get("numFmtId", "0") for style in root.iterfind(f"{_MAIN}cellXfs/{_MAIN}xf")]
        self.formats = [own.get(n) or BUILTIN_FORMATS.get(int(n)) or "General" for n in numbers] or ["General"]
        self.dates = {at for at, pattern in enumerate(self.formats) if number_format.dated(pattern)}
        self.durations = {at for at, pattern in enumerate(self.formats) if number_format.elapsed(pattern)}


def _fill(filling: SheetFiller, name: str, parser: _Parser, formats: list[str], *, hidden: bool) -> None:
    cells = {}
    for found in parser.found():
        cell = _cell(found, formats[found["style_id"]])
        if cell is not None:
            filling.count(name, cell)
            cells[cell.row, cell.column] = cell
    filling.add(name, cells, parser.areas, hidden=hidden, out_of_sight=parser.out_of_sight(cells))


class _Parser(WorkSheetParser):
    """openpyxl's reading of each cell, without a worksheet built of them."""

    def __init__(
        self, filling: SheetFiller, sheet: str, source: Any, strings: list[str], *, epoch: datetime, styles: _Styles
    ) -> None:  # fmt: skip
        super().__init__(source, strings, data_only=True, epoch=epoch, date_formats=styles.dates, timedelta_formats=styles.durations)
        self._filling, self._sheet = filling, sheet
        self.areas: list[MergedRange] = []
        self._shared: dict[str, tuple[str, str]] = {}
        self._hidden_rows: set[int] = set()
        self._hidden_columns: list[tuple[int, int]] = []

    def out_of_sight(self, cells: Iterable[tuple[int, int]]) -> tuple[str, ...]:
        """The hidden rows and columns that hold any of these cells, in words."""
        places = list(cells)
        rows = sorted({row for row, _ in places} & self._hidden_rows)
        columns = {at for _, at in places}
        hidden = sorted(at for at in columns if any(first <= at <= last for first, last in self._hidden_columns))
        return (*(f"column {column_letters(at)}" for at in hidden), *(f"row {row}" for row in rows))

    def found(self) -> Iterator[dict[str, Any]]:
        """Every cell that holds something, as openpyxl describes it; a formula without a stored result as type ``f``."""
        tags = 0
        for _, element in iterparse(self.source):
            tags += 1
            if element.tag == ROW_TAG:
                tags = 0
                self.row_counter = int(float(element.get("r") or self.row_counter + 1))
                self.col_counter = 0
                if element.get("hidden") in _YES:
                    self._hidden_rows.add(self.row_counter)
                for part in element:
                    if part.tag == CELL_TAG and (cell := self._cell(part)) is not None:
                        yield cell
                element.clear()
            elif element.tag == _COLUMN:
                if element.get("hidden") in _YES:
                    self._hidden_columns.append((int(element.get("min") or 1), int(element.get("max") or 1)))
            elif element.tag == MERGE_TAG:
                self._merge(element)
                element.clear()
            elif tags > MOST_TAGS_IN_ROW:
                self._filling.count_tags(self._sheet, self.row_counter + 1, tags)

    def _merge(self, element: Element) -> None:
        for merged in element:
            left, top, right, bottom = range_boundaries(merged.get("ref") or "")
            if left and top and right and bottom:
                self.areas.append(MergedRange(top, left, bottom, right))

    def _cell(self, element: Element) -> dict[str, Any] | None:
        inline = element.find(INLINE_STRING)
        if inline is not None:
            element.remove(inline)
        found: dict[str, Any] = self.parse_cell(element)
        formula = element.find(FORMULA_TAG)
        if formula is not None and formula.text and formula.get("t") == "shared":
            self._shared[formula.get("si", "")] = (formula.text, element.get("r", "A1"))
        if inline is not None and found["data_type"] == "inlineStr":
            found |= {"value": _written(inline), "data_type": "s"}
        if found["value"] is not None:
            return found
        stored = found["data_type"] == "str" and element.find(VALUE_TAG) is not None
        if formula is None or stored:
            return None
        return found | {"value": self._formula(formula, element.get("r", "A1")), "data_type": "f"}

    def _formula(self, formula: Element, ref: str) -> str:
        if formula.text or formula.get("t") != "shared":
            return f"={formula.text or ''}"
        text, first = self._shared.get(formula.get("si", ""), ("", "A1"))
        return str(Translator(f"={text}", first).translate_formula(ref))


def _cell(found: dict[str, Any], code: str) -> GridCell | None:
    """None for a cell of spaces only: a reader sees nothing there."""
    row, column, value, kind = found["row"], found["column"], found["value"], found["data_type"]
    if kind == "f":
        return GridCell(row, column, value, fault=NO_RESULT)
    if kind == "e":
        return GridCell(row, column, str(value), fault=AN_ERROR)
    if isinstance(value, str):
        text = value.strip()
        return GridCell(row, column, text) if text else None
    if isinstance(value, bool):
        return GridCell(row, column, str(value).upper(), fault=A_SWITCH)
    if isinstance(value, int | float):
        number = Decimal(repr(value))
        if not number.is_finite():
            raise ValueError("a number too large for a sheet")
        seen = number_format.shown(number, code)
        # A number of which nothing is seen, or a dash for it, is kept in its own digits.
        text = seen.text if seen.text.strip(" -–—") else number_format.plain_text(number)
        return GridCell(row, column, text, number, seen.percent, unseen=seen.unseen)
    return GridCell(row, column, _date_as_shown(value, code), dated=True)


def _date_as_shown(value: datetime | date | time | timedelta, code: str) -> str:
    if isinstance(value, time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    letters = number_format.date_letters(code)
    if "d" not in letters and "m" in letters:
        return value.strftime("%b-%y")
    if "d" not in letters and "y" in letters:
        return value.strftime("%Y")
    return value.strftime("%d-%b-%y")
