"""Cells of a workbook that hold what they say: text that no spreadsheet runs, figures unrounded under a format that rounds them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from weakref import WeakKeyDictionary

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.styles.cell_style import StyleArray
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from data.model.indicator import Indicator, Unit
from data.text import exact
from kpis.charts.style.palette import LIGHT
from kpis.exports.document.plain_text import clean
from kpis.exports.document.text_fit import lines_of
from kpis.exports.tidy.standing_export import harmless

MOST_TEXT = 32_767
FACE = "Arial"
PLAIN = Font(name=FACE, size=10, color=LIGHT.ink[1:])
BOLD = Font(name=FACE, size=10, bold=True, color=LIGHT.ink[1:])
TITLE = Font(name=FACE, size=14, bold=True, color=LIGHT.ink[1:])
MARK = Font(name=FACE, size=10, bold=True, color=LIGHT.event[1:])
QUIET = Font(name=FACE, size=10, color=LIGHT.muted[1:])
HEAD = PatternFill("solid", fgColor="D9E1E8")
UNDER = Border(bottom=Side("thin", color=LIGHT.rule[1:]))
TOP = Alignment(vertical="top", wrap_text=True)
LEFT = Alignment(vertical="top", horizontal="left", wrap_text=True, indent=1)
RIGHT = Alignment(vertical="top", horizontal="right", wrap_text=True)
_FONTS: WeakKeyDictionary[Workbook, dict[int, tuple[Font, StyleArray]]] = WeakKeyDictionary()


def put(sheet: Worksheet, row: int, column: int, value: Any, font: Font = PLAIN) -> Cell:
    """Writes one cell. Text stays text: one that begins like a formula is stored, and kept when edited, as the words it is."""
    cell = sheet.cell(row, column)
    assert isinstance(cell, Cell)
    _in_font(cell, font)
    if isinstance(value, str):
        value = clean(value)[:MOST_TEXT]
        if value:
            _say(cell, value)
            if harmless(value) != value:
                cell.quotePrefix = True
    else:
        cell.value = value
    return cell


def _say(cell: Any, text: str) -> None:
    """Sets a cell's text past what openpyxl would make of it, a formula or an error; it was cleaned already."""
    cell._value, cell.data_type = text, "s"


def _in_font(cell: Any, font: Font) -> None:
    """Sets a cell's font; a workbook is asked once for each of them, as telling fonts apart costs more than all else about a cell."""
    known = _FONTS.setdefault(cell.parent.parent, {})
    if (held := known.get(id(font))) is None:
        cell.font = font
        known[id(font)] = font, StyleArray(cell._style)
    else:
        cell._style = StyleArray(held[1])


def row_of(sheet: Worksheet, row: int, values: Sequence[Any], font: Font = PLAIN) -> None:
    """One row from column A on; nothing is written where there is None or empty text."""
    for column, value in enumerate(values, 1):
        if value is not None and value != "":
            put(sheet, row, column, value, font)


def stored(value: float, indicator: Indicator) -> float | int:
    """A figure as a sheet keeps it: a percentage as its fraction, a whole count as an integer; never rounded."""
    number = exact(value) / 100 if indicator.unit is Unit.PERCENT else exact(value)
    return int(number) if indicator.unit is Unit.COUNT and number == number.to_integral_value() else float(number)


def number_format(indicator: Indicator) -> str:
    """The KPI's decimals as a number format; a percentage's holds its sign."""
    shown = "#,##0" if indicator.unit in (Unit.COUNT, Unit.RATE) else "0"
    shown += "." + "0" * indicator.decimals if indicator.decimals else ""
    return f"{shown}%" if indicator.unit is Unit.PERCENT else shown


def tall_enough(sheet: Worksheet, row: int, widths: Sequence[float]) -> None:
    """Makes a row as high as the longest of its wrapped texts: a spreadsheet does not always do so when it opens a file."""
    lines = [
        len(lines_of(str(cell.value), 10, width * 5.6))
        for cell, width in zip(sheet[row], widths, strict=False)
        if isinstance(cell.value, str) and cell.data_type == "s"
    ]
    sheet.row_dimensions[row].height = 4 + 12.5 * max(lines, default=1)


def printed_wide(sheet: Worksheet, words: str, repeated: str) -> None:
    """Prints a sheet landscape on A4, as wide as the paper, with its head rows repeated and ``words`` and the page at its foot."""
    setup = sheet.page_setup
    setup.orientation, setup.paperSize, setup.fitToWidth, setup.fitToHeight = "landscape", 9, 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = repeated
    said = clean(words).replace("&", "&&")[:180]
    foot = sheet.oddFooter
    assert foot is not None
    foot.left.text, foot.right.text = said, "Page &P of &N"
    margins = sheet.page_margins
    margins.left = margins.right = 0.4
    margins.top, margins.bottom = 0.5, 0.7
