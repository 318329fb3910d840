"""DfE's statistical neighbours: the workbook that LAIT ships, one edition a file."""

from __future__ import annotations

import calendar
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from data.catalogue.catalogue import Catalogue
from data.model.finding import Refused
from data.model.publication import NeighbourList
from data.text import plain
from loaders.spreadsheet.sheet import UNTOUCHED, Sheet
from loaders.spreadsheet.spreadsheet import open_workbook

MOST = 10
_FIRST_ROWS = 20
_ROWS, _COLUMNS = 2000, 60
_LOOKED_AT = 2_000_000
_HEADING = re.compile(rb"SN10|LA N(?:umber|ame|UM)", re.IGNORECASE)
_AREA_HEADING = "la number"
_MONTHS = {name.casefold(): n for n, name in enumerate(calendar.month_name) if name}
_MONTHS |= {name.casefold(): n for n, name in enumerate(calendar.month_abbr) if name} | {"sept": 9}
_DATED = re.compile(rf"(?<![a-z])({'|'.join(sorted(_MONTHS, key=len, reverse=True))})[ _.-]*((?:19|20)\d\d)(?!\d)", re.IGNORECASE)
Row = Sequence[Any]


def is_neighbours(path: Path) -> bool:
    """Whether a workbook has a row of headings with an authority's number and its ten neighbours."""
    return any(_columns(row) is not None for row in first_rows(path, _FIRST_ROWS))


def first_rows(path: Path, most: int) -> Iterator[Row]:
    """The first rows of every sheet of a workbook that may be one of LAIT's; none of any other file."""
    found = path.stat()
    for rows in _looked_into(path, found.st_size, found.st_mtime_ns):
        yield from rows[:most]


@lru_cache(maxsize=4)
def _looked_into(path: Path, _size: int, _changed: int) -> list[list[Row]]:
    """The rows of each sheet; a file is asked several times what it is, and read once."""
    if not _may_be(path):
        return []
    try:
        return [_filled(sheet) for sheet in open_workbook(path.name, path.read_bytes())]
    except Refused:
        return []


def _may_be(path: Path) -> bool:
    """Whether a workbook's texts hold a heading of LAIT's, so that no other workbook is read twice."""
    try:
        with zipfile.ZipFile(path) as parts:
            names = [n for n in parts.namelist() if n == "xl/sharedStrings.xml" or n.startswith("xl/worksheets/sheet")]
            for name in names:
                with parts.open(name) as part:
                    if _HEADING.search(part.read(_LOOKED_AT)):
                        return True
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, zlib.error, EOFError):
        return False  # whoever reads it as a scorecard says what is wrong with it
    return False


def _filled(sheet: Sheet) -> list[Row]:
    """The sheet's rows with their blanks, numbers as numbers."""
    if not sheet.cells:
        return []
    last_row, last_column = max(row for row, _ in sheet.cells), min(max(column for _, column in sheet.cells), _COLUMNS)
    rows: list[list[Any]] = [[None] * last_column for _ in range(min(last_row, _ROWS))]
    for (row, column), cell in sheet.cells.items():
        if row <= _ROWS and column <= last_column:
            rows[row - 1][column - 1] = float(cell.number) if cell.number is not None else cell.text
    return [tuple(row) for row in rows]


def read_neighbours(path: Path, catalogue: Catalogue) -> NeighbourList:
    """One edition of DfE's list, its month from the file's name or else from the sheet above the headings. Closeness in lower case.

    An authority whose cells hold ``-`` has no neighbours in that edition.

    Raises:
        Refused: no headings, no month and year, a code that the register does not hold, an authority or neighbour that stands twice.
    """
    rows = _rows(path)
    start, columns = next(((n, c) for n, row in enumerate(rows) if (c := _columns(row)) is not None), (0, None))
    if columns is None:
        wanted = "LA number, SN1, SNP … SN10, SNP"
        raise Refused(f"{path.name} has no row of headings such as {wanted}, so it is no list of statistical neighbours. {UNTOUCHED}")
    dated = _dated(path.stem) or next((found for row in rows[:start] for cell in row if (found := _dated(str(cell or "")))), None)
    if dated is None:
        ask = "Give the file a name with the month and year of the edition, such as sn_may_2025.xlsx, and load it again."
        raise Refused(f"{path.name} does not say which edition of the neighbours it holds. {ask} {UNTOUCHED}")
    by_code3 = {area.code3: area.code for area in catalogue.areas.values() if area.level.ranked and area.code3}
    of: dict[str, tuple[tuple[str, str], ...]] = {}
    for n, row in enumerate(rows[start + 1 :], start + 2):
        code3 = _code(row[columns[0]])
        if not code3:
            continue
        where = f"{path.name}, row {n}"
        area = _known(code3, by_code3, where)
        if area in of:
            raise Refused(f"{where}: authority {code3} stands twice. Remove one of the two rows. {UNTOUCHED}")
        of[area] = _neighbours(row, columns[1], by_code3, where)
    if not of:
        raise Refused(f"{path.name} holds no authority under its headings. {UNTOUCHED}")
    return NeighbourList(f"{calendar.month_name[dated.month]} {dated.year}", dated, True, of, f"DfE, {path.name}")


def _rows(path: Path) -> list[Row]:
    """The rows of the sheet that holds the headings, or of the first sheet."""
    found = path.stat()
    sheets = _looked_into(path, found.st_size, found.st_mtime_ns) or [_filled(s) for s in open_workbook(path.name, path.read_bytes())]
    return next((rows for rows in sheets if any(_columns(row) is not None for row in rows[:_FIRST_ROWS])), sheets[0] if sheets else [])


def _columns(row: Row) -> tuple[int, list[tuple[int, int]]] | None:
    """Where a row of headings has the authority's number, and each neighbour with its closeness right behind it."""
    words = [plain(str(cell)) if cell is not None else "" for cell in row]
    places = [words.index(f"sn{n}") for n in range(1, MOST + 1) if f"sn{n}" in words]
    area = next((words.index(name) for name in (_AREA_HEADING, "la num") if name in words), None)
    if area is None or len(places) != MOST or any(not words[p + 1 : p + 2] or not words[p + 1].startswith("snp") for p in places):
        return None
    return area, [(p, p + 1) for p in places]


def _neighbours(row: Row, pairs: list[tuple[int, int]], by_code3: dict[str, str], where: str) -> tuple[tuple[str, str], ...]:
    found: list[tuple[str, str]] = []
    for at, beside in pairs:
        code3 = _code(row[at])
        if not code3:
            continue
        code, closeness = _known(code3, by_code3, where), " ".join(str(row[beside] or "").split()).casefold()
        if any(code == other for other, _ in found):
            raise Refused(f"{where}: neighbour {code3} stands twice. Ask DfE which is meant. {UNTOUCHED}")
        found.append((code, "" if closeness == "-" else closeness))
    return tuple(found)


def _code(cell: Any) -> str:
    """A cell's 3-digit code as text; empty for a blank or ``-``."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    text = str(cell).strip() if cell is not None else ""
    return "" if text == "-" else text


def _known(code3: str, by_code3: dict[str, str], where: str) -> str:
    if (code := by_code3.get(code3)) is None:
        raise Refused(f"{where}: {code3} is no authority's code in the register. Check the code, or add the authority. {UNTOUCHED}")
    return code


def _dated(text: str) -> date | None:
    found = _DATED.search(text)
    return date(int(found[2]), _MONTHS[found[1].casefold()], 1) if found else None
