"""DfE's statistical neighbours: the workbook that LAIT ships, one edition a file."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from data.catalogue import Catalogue
from data.model import Refused
from data.published import NeighbourList
from data.words import plain
from loaders.grid_cells import UNTOUCHED

MOST = 10
_FIRST_ROWS = 20
_AREA_HEADING = "la number"
_MONTHS = {name.casefold(): n for n, name in enumerate(calendar.month_name) if name}
_MONTHS |= {name.casefold(): n for n, name in enumerate(calendar.month_abbr) if name} | {"sept": 9}
_DATED = re.compile(rf"(?<![a-z])({'|'.join(sorted(_MONTHS, key=len, reverse=True))})[ _.-]*((?:19|20)\d\d)(?!\d)", re.IGNORECASE)
Row = Sequence[Any]


def is_neighbours(path: Path) -> bool:
    """Whether a workbook has a row of headings with an authority's number and its ten neighbours."""
    return any(_columns(row) is not None for row in first_rows(path, _FIRST_ROWS))


def first_rows(path: Path, most: int) -> Iterator[Row]:
    """The first rows of every sheet of a workbook; none where the file is no workbook."""
    with path.open("rb") as file:
        if file.read(2) != b"PK":
            return
    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except Exception:  # what openpyxl raises is what its parsers raise: BadZipFile, KeyError, ValueError, ...
        return
    try:
        for sheet in book.worksheets:
            yield from sheet.iter_rows(max_row=most, values_only=True)
    finally:
        book.close()


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
    by_code3 = {area.code3: area.code for area in catalogue.areas.values() if area.level == "authority"}
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
    try:
        book = load_workbook(path, read_only=True, data_only=True)
        try:
            sheets: list[list[Row]] = [list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets]
        finally:
            book.close()
    except Exception as why:  # what openpyxl raises is what its parsers raise: BadZipFile, KeyError, ValueError, ...
        raise Refused(f"{path.name} is damaged or no workbook, and cannot be opened. Download it again. {UNTOUCHED}") from why
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
