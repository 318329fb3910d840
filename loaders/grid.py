"""A workbook as plain cells: each knows its place, the text a reader sees and, where there is one, the exact number."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Decimal, localcontext
from io import BytesIO
from typing import Any

from openpyxl import load_workbook
from openpyxl.styles.numbers import is_date_format
from openpyxl.utils import get_column_letter

from data.model import Refused

UNTOUCHED = "Nothing was changed."
MOST_UNPACKED = 300_000_000
OLD_OFFICE = bytes.fromhex("d0cf11e0a1b11ae1")


@dataclass(frozen=True, slots=True)
class GridCell:
    """One non-empty cell. ``number`` is exact; ``percent`` says the sheet shows it times 100 with a % sign."""

    row: int
    column: int
    text: str
    number: Decimal | None = None
    percent: bool = False
    fault: str = ""
    dated: bool = False

    @property
    def ref(self) -> str:
        return f"{get_column_letter(self.column)}{self.row}"


@dataclass(frozen=True)
class Sheet:
    """The non-empty cells of one sheet by (row, column), and for each merged place the cell that fills it."""

    name: str
    cells: dict[tuple[int, int], GridCell]
    merged_from: dict[tuple[int, int], tuple[int, int]]
    hidden: bool = False

    def at(self, row: int, column: int) -> GridCell | None:
        """The cell at a place, not looking through merges."""
        return self.cells.get((row, column))

    def seen_at(self, row: int, column: int) -> GridCell | None:
        """The cell a reader sees at a place, looking through merges."""
        return self.cells.get(self.merged_from.get((row, column), (row, column)))

    def ref(self, row: int, column: int) -> str:
        """The name of a place, also of an empty one."""
        return f"{get_column_letter(column)}{row}"

    def by_row(self) -> dict[int, list[GridCell]]:
        """Non-empty rows, top to bottom, cells left to right."""
        rows: dict[int, list[GridCell]] = {}
        for place, cell in sorted(self.cells.items()):
            rows.setdefault(place[0], []).append(cell)
        return rows


def open_workbook(name: str, content: bytes) -> list[Sheet]:
    """The sheets of an Excel workbook, hidden ones too and marked so.

    Raises:
        Refused: in plain words, when the file is not a workbook, is encrypted or unpacks to far more than it weighs.
    """
    if content.startswith(OLD_OFFICE):
        raise Refused(f"{name} is protected by a password, or is an old .xls. Save it as .xlsx without a password. {UNTOUCHED}")
    try:
        with zipfile.ZipFile(BytesIO(content)) as parts:
            unpacked = sum(part.file_size for part in parts.infolist())
            is_workbook = "xl/workbook.xml" in parts.namelist()
    except (zipfile.BadZipFile, OSError, ValueError):
        is_workbook, unpacked = False, 0
    if not is_workbook:
        raise Refused(f"{name} is not an Excel workbook. Save the scorecard as .xlsx and load that. {UNTOUCHED}")
    if unpacked > MOST_UNPACKED:
        raise Refused(f"{name} unpacks to more than {MOST_UNPACKED // 1_000_000} MB. Load a smaller workbook. {UNTOUCHED}")
    try:
        shown = load_workbook(BytesIO(content), data_only=True)
        typed = load_workbook(BytesIO(content), data_only=False)
    except Exception as why:  # openpyxl raises what its parsers raise: KeyError, ValueError, XML errors, ...
        raise Refused(f"{name} is damaged and cannot be opened. Open it in Excel, save it again, and load that. {UNTOUCHED}") from why
    return [_sheet(sheet, typed[sheet.title]) for sheet in shown.worksheets]


def _sheet(shown: Any, typed: Any) -> Sheet:
    cells: dict[tuple[int, int], GridCell] = {}
    for row in typed.iter_rows():
        for cell in row:
            if cell.value is not None and (found := _cell(shown.cell(cell.row, cell.column), cell)) is not None:
                cells[cell.row, cell.column] = found
    merged = {
        (row, column): (area.min_row, area.min_col)
        for area in typed.merged_cells.ranges
        for row in range(area.min_row, area.max_row + 1)
        for column in range(area.min_col, area.max_col + 1)
    }
    return Sheet(typed.title, cells, merged, typed.sheet_state != "visible")


def _cell(shown: Any, typed: Any) -> GridCell | None:
    """None for a cell of spaces only: a reader sees nothing there."""
    place, value = (typed.row, typed.column), shown.value
    if value is None:
        return GridCell(*place, str(typed.value), fault="a formula whose result is not stored in the file")
    if typed.data_type == "e" or shown.data_type == "e":
        return GridCell(*place, str(value), fault="an error in the sheet")
    if isinstance(value, bool):
        return GridCell(*place, str(value).upper(), fault="TRUE or FALSE, not a figure")
    if isinstance(value, int | float):
        number = Decimal(repr(value))
        return GridCell(*place, _as_shown(number, shown.number_format), number, "%" in shown.number_format)
    if isinstance(value, datetime | date | time):
        return GridCell(*place, _date_as_shown(value, shown.number_format), dated=True)
    text = str(value).strip()
    return GridCell(*place, text) if text else None


def _as_shown(number: Decimal, number_format: str) -> str:
    """The number in its format, for the formats scorecards use: decimals, thousands and per cent."""
    pattern = number_format.split(";", maxsplit=1)[0]
    if pattern in ("General", "@") or "0" not in pattern or is_date_format(pattern):
        text = format(number, "f")
        return text.rstrip("0").rstrip(".") if "." in text else text
    scaled = number * 100 if "%" in pattern else number
    decimals = len(pattern.split(".")[1].rstrip("%) _").split("0")) - 1 if "." in pattern else 0
    with localcontext(prec=max(28, scaled.adjusted() + decimals + 2)):
        rounded = scaled.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    return f"{rounded:{',' if ',' in pattern else ''}f}" + ("%" if "%" in pattern else "")


def _date_as_shown(value: datetime | date | time, number_format: str) -> str:
    if isinstance(value, time):
        return value.isoformat()
    pattern = number_format.casefold()
    if "d" not in pattern and "m" in pattern:
        return value.strftime("%b-%y")
    if "d" not in pattern and "y" in pattern:
        return value.strftime("%Y")
    return value.strftime("%d-%b-%y")
