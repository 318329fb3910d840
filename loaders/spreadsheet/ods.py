"""OpenDocument spreadsheets, read from their content part: cells, repeats, spans, hidden sheets and the results of formulas."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import IO
from xml.etree.ElementTree import Element, iterparse

from loaders.spreadsheet.sheet import (
    A_SWITCH,
    AN_ERROR,
    LAST_COLUMN,
    LAST_ROW,
    NO_RESULT,
    WRITTEN_ERROR,
    GridCell,
    MergedRange,
    Place,
    SheetFiller,
    column_letters,
)

CONTENT = "content.xml"
_SPACES = 1_000
_NS = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
_OFFICE, _TABLE, _TEXT, _STYLE = _NS % "office", _NS % "table", _NS % "text", _NS % "style"
_CALC_TYPE = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}value-type"
_SHEET = [f"{_OFFICE}document-content", f"{_OFFICE}body", f"{_OFFICE}spreadsheet", f"{_TABLE}table"]
_GROUPS = {f"{_TABLE}{part}" for part in ("table-row-group", "table-header-rows", "table-rows")}
_ROW, _CELL, _COVERED = f"{_TABLE}table-row", f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"
_BLANKS = re.compile(r"[ \t\r\n]+")


def read_ods(source: IO[bytes], filling: SheetFiller) -> None:
    """Fills in the sheets of a content part.

    Raises:
        Refused: too many cells.
        Exception: whatever the XML parser raises on a damaged part.
    """
    path: list[str] = []
    hidden_styles: set[str] = set()
    table, tags = _Table(filling, ""), 0
    for event, element in iterparse(source, ("start", "end")):
        if event == "start":
            path.append(element.tag)
            tags = 0 if element.tag == _ROW else tags + 1
            if path == _SHEET:
                table = _Table(filling, element.get(f"{_TABLE}name", ""))
            table.count_tags(tags)
            continue
        path.pop()
        if element.tag == f"{_STYLE}style" and _hides(element):
            hidden_styles.add(element.get(f"{_STYLE}name", ""))
        elif element.tag == _ROW and path[:4] == _SHEET and _GROUPS.issuperset(path[4:]):
            table.take(element)
            element.clear()
        elif element.tag == _SHEET[-1] and path == _SHEET[:-1]:
            # A table with a source of its own is a kept copy of another file.
            if element.find(f"{_TABLE}table-source") is None:
                hidden = element.get(f"{_TABLE}style-name", "") in hidden_styles
                filling.add(element.get(f"{_TABLE}name", ""), table.cells, table.areas, hidden=hidden)
            element.clear()


def _hides(style: Element) -> bool:
    return any(part.get(f"{_TABLE}display") == "false" for part in style.iterfind(f"{_STYLE}table-properties"))


class _Table:
    """One sheet while its rows are read; ``next_row`` is where the next one stands."""

    def __init__(self, filling: SheetFiller, name: str) -> None:
        self.name = name
        self.cells: dict[Place, GridCell] = {}
        self.areas: list[MergedRange] = []
        self._filling = filling
        self._next_row = 1

    def count_tags(self, tags: int) -> None:
        """Raises ``Refused`` where the row that is being read is written with too many tags."""
        self._filling.count_tags(self.name, self._next_row, tags)

    def take(self, row: Element) -> None:
        """One row, as often as it is repeated: a repeat of empty rows only moves on."""
        first, times = self._next_row, _number(row, "number-rows-repeated")
        self._next_row += times
        for place, repeated, element in _filled(row, first):
            cell = _cell(element, *place, self._text(element, *place))
            self._span(element, *place)
            if cell is None:
                continue
            if place[1] + repeated - 1 > LAST_COLUMN or first + times - 1 > LAST_ROW:
                raise ValueError("a cell lies outside the sheet")
            self._filling.count(self.name, cell, repeated * times)
            for at in range(first, first + times):
                for column in range(place[1], place[1] + repeated):
                    self.cells[at, column] = replace(cell, row=at, column=column)

    def _text(self, element: Element, row: int, column: int) -> str:
        """What is written in a cell, its paragraphs as lines. Its length is looked at before it is put together."""
        pieces, letters = [], 0
        for piece in _pieces(element):
            letters += len(piece)
            self._filling.check_length(self.name, f"{column_letters(column)}{row}", letters)
            pieces.append(piece)
        return "".join(pieces).strip()

    def _span(self, element: Element, row: int, column: int) -> None:
        down, across = _number(element, "number-rows-spanned"), _number(element, "number-columns-spanned")
        if down > 1 or across > 1:
            self.areas.append(MergedRange(row, column, row + down - 1, column + across - 1))


def _filled(row: Element, at: int) -> Iterator[tuple[Place, int, Element]]:
    """(place, how often repeated, cell) of each cell of a row that may hold something; what a merged cell hides is left out."""
    column = 1
    for element in row:
        if element.tag in (_CELL, _COVERED):
            repeated = _number(element, "number-columns-repeated")
            if element.tag == _CELL:
                yield (at, column), repeated, element
            column += repeated


def _number(element: Element, name: str) -> int:
    return max(1, int(element.get(f"{_TABLE}{name}", "1")))


def _cell(element: Element, row: int, column: int, text: str) -> GridCell | None:
    kind, formula = element.get(f"{_OFFICE}value-type", ""), element.get(f"{_TABLE}formula", "")
    if element.get(_CALC_TYPE) == "error" or WRITTEN_ERROR.fullmatch(text):
        return GridCell(row, column, text or "Error", fault=AN_ERROR)
    if kind in ("float", "percentage", "currency"):
        number, percent = _decimal(element), kind == "percentage"
        unseen = not text and element.find(f"{_TEXT}p") is not None  # an empty line is what a format such as ;;; shows
        return GridCell(row, column, text or _plain(number, percent), number, percent, unseen=unseen)
    if kind in ("date", "time"):
        return GridCell(row, column, text or element.get(f"{_OFFICE}{kind}-value", ""), dated=True)
    if kind == "boolean":
        return GridCell(row, column, element.get(f"{_OFFICE}boolean-value", text).upper(), fault=A_SWITCH)
    text = text or element.get(f"{_OFFICE}string-value", "").strip()
    if not text and formula and not kind:
        return GridCell(row, column, formula.removeprefix("of:"), fault=NO_RESULT)
    return GridCell(row, column, text) if text else None


def _decimal(element: Element) -> Decimal:
    try:
        number = Decimal(element.get(f"{_OFFICE}value", ""))
    except InvalidOperation as why:
        raise ValueError("a number that is none") from why
    if not number.is_finite() or abs(number.adjusted()) > 400:
        raise ValueError("a number too large for a sheet")
    return number


def _plain(number: Decimal, percent: bool) -> str:
    text = format(number * 100 if percent else number, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return f"{text}%" if percent else text


def _pieces(cell: Element) -> Iterator[str]:
    """The text of a cell piece by piece, a line a paragraph."""
    for n, paragraph in enumerate(cell.iterfind(f"{_TEXT}p")):
        if n:
            yield "\n"
        yield from _words(paragraph)


def _words(element: Element) -> Iterator[str]:
    """The text of a paragraph as shown: runs of blanks are one, spaces and tabs are spelt out, notes are no part of it."""
    yield _BLANKS.sub(" ", element.text or "")
    for part in element:
        if part.tag == f"{_TEXT}s":
            yield " " * min(int(part.get(f"{_TEXT}c", "1")), _SPACES)
        elif part.tag == f"{_TEXT}tab":
            yield "\t"
        elif part.tag == f"{_TEXT}line-break":
            yield "\n"
        elif part.tag.startswith(_TEXT):
            yield from _words(part)
        yield _BLANKS.sub(" ", part.tail or "")
