"""Makes bury_2017.xlsx from bury_2017.csv: the printed appendix of October 2017 as a workbook, with its traps.

Run it as ``python -m data.samples.make_bury_2017``. The same table always gives the same bytes.
Source: Bury SEND written statement of action, October 2017, Appendix A. In the table a leading ' marks a number kept as text.
"""

from __future__ import annotations

import csv
import re
import zipfile
from datetime import date, datetime
from io import BytesIO
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

HERE = Path(__file__).parent
TITLE = "Bury: SEND Written Statement of Action, October 2017, Final Version"
NOTICE = "Historic: as printed October 2017; not current; not endorsed"
FOOTER = "WSOA Scorecard - Appendix A"
BANDS: dict[str, tuple[str, date | int | None, str]] = {
    "S": ("SEN overview/workflows", date(2017, 1, 1), "SN or NW"),
    "E": ("Educational Outcomes", 2016, "SN"),
    "P": ("Preparing for Adulthood (PfA)", None, "SN"),
    "L": ("Local Offer", None, "SN"),
}
WIDTHS = (6, 62, 10, 14, 16, 16, 14, 12)
HEAD = {"font": Font(name="Arial", bold=True), "fill": PatternFill("solid", fgColor="D9E1E8")}


def workbook() -> Workbook:
    """The scorecard as one sheet: a title, four bands with two header forms, a footer."""
    book = Workbook()
    book.properties.created = book.properties.modified = datetime(2017, 10, 27)
    book.properties.creator = "SEND performance dashboard, after the printed appendix"
    book.remove(book.worksheets[0])
    sheet: Worksheet = book.create_sheet("Scorecard")
    for column, width in zip("ABCDEFGH", WIDTHS, strict=True):
        sheet.column_dimensions[column].width = width
    for row, text in enumerate((TITLE, NOTICE), 1):
        sheet.cell(row, 1, text).font = Font(name="Arial", bold=True)
        sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=8)
    rows = _table()
    at = 4
    for band in BANDS:
        at = _band(sheet, at, band, [row for row in rows if row["band"] == band])
    sheet.cell(at + 1, 1, FOOTER)
    return book


def save(path: Path, book: Workbook | None = None) -> None:
    """Writes the workbook (the scorecard, or ``book``) with fixed dates inside, so that the same table gives the same bytes."""
    unstamped = BytesIO()
    (book or workbook()).save(unstamped)
    with zipfile.ZipFile(unstamped) as parts, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as stamped:
        for part in parts.infolist():
            content = parts.read(part)
            if part.filename == "docProps/core.xml":
                content = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", b"2017-10-27T00:00:00Z", content)
            stamped.writestr(zipfile.ZipInfo(part.filename, (2017, 10, 27, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)


def _table() -> list[dict[str, str]]:
    with (HERE / "bury_2017.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _band(sheet: Worksheet, at: int, band: str, rows: list[dict[str, str]]) -> int:
    """Writes one band from row ``at``; returns the row after it and one blank row."""
    title, period, neighbours = BANDS[band]
    top: list[str | date | int | None] = [
        "Ref",
        title,
        "Target",
        "Benchmarking",
        None,
        None,
        "data source",
        "Priority" if band == "S" else None,
    ]
    under: list[str | date | int | None] = [
        None,
        None,
        None,
        period,
        neighbours,
        "ENG",
        None,
        "Overview" if band == "S" else None,
    ]
    for row, texts in ((at, top), (at + 1, under)):
        for column, text in enumerate(texts, 1):
            cell = sheet.cell(row, column)
            cell.value = text
            cell.font, cell.fill, cell.alignment = HEAD["font"], HEAD["fill"], Alignment(wrap_text=True, vertical="center")
    if band == "S":
        sheet.cell(at + 1, 4).number_format = "mmm\\-yy"
    else:
        sheet.merge_cells(start_row=at, start_column=7, end_row=at, end_column=8)
    sheet.merge_cells(start_row=at, start_column=4, end_row=at, end_column=6)
    for column in (1, 2, 3):
        sheet.merge_cells(start_row=at, start_column=column, end_row=at + 1, end_column=column)
    for row, facts in enumerate(rows, at + 2):
        for column, key in enumerate(("code", "name", "target", "figure", "neighbours", "england", "source", "priority"), 1):
            if facts[key]:
                _write(sheet, row, column, facts[key])
    return at + 2 + len(rows) + 1


def _write(sheet: Worksheet, row: int, column: int, text: str) -> None:
    """A number as a number, a percentage as a fraction in a percent format, everything else as text."""
    cell = sheet.cell(row, column)
    if found := re.fullmatch(r"(\d+)(?:\.(\d+))?%", text):
        decimals = len(found[2] or "")
        cell.value = round(float(text[:-1]) / 100, decimals + 2)
        cell.number_format = "0." + "0" * decimals + "%" if decimals else "0%"
    elif re.fullmatch(r"-?\d+(?:\.\d+)?", text):
        cell.value = float(text) if "." in text else int(text)
        if "." in text:
            cell.number_format = "0." + "0" * len(text.split(".")[1])
    else:
        cell.value = text.removeprefix("'")
        cell.alignment = Alignment(wrap_text=True, vertical="top")


if __name__ == "__main__":
    save(HERE / "bury_2017.xlsx")
