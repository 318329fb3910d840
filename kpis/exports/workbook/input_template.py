"""The plain template handed out: one row a figure, with lists to choose from and checks as one types."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from data.model.indicator import Indicator

HEADINGS = ("KPI ref", "KPI name", "Period", "Figure for", "Value", "Numerator", "Denominator", "Status", "Data source", "Comment")
WIDTHS = (9, 46, 18, 24, 12, 12, 13, 14, 26, 44)
FIGURE_FOR = ("Own area", "Target", "Milestone", "Baseline", "Statistical neighbours", "Region", "England")
STATUS = ("Provisional", "Revised", "Final", "Estimated", "Projected")
ROWS = 1000
PROGRAM = "SEND performance dashboard"  # a plain template is nobody's yet
_HEAD, _TOP = {"font": Font(name="Arial", bold=True), "fill": PatternFill("solid", fgColor="D9E1E8")}, 4


def template(indicators: Iterable[Indicator]) -> bytes:
    """An .xlsx for one area's figures, a row each; the KPI list and its names come from ``indicators``."""
    known = list(indicators)
    book = Workbook()
    book.properties.creator = PROGRAM
    sheet: Worksheet = book.worksheets[0]
    sheet.title = "Figures"
    sheet["A1"] = "Local area:"
    sheet["A1"].font = Font(name="Arial", bold=True)
    sheet["A2"] = "One row a figure. Choose the KPI and whose figure it is; write c for suppressed, TBC for to be confirmed."
    for column, (heading, width) in enumerate(zip(HEADINGS, WIDTHS, strict=True), 1):
        cell = sheet.cell(_TOP, column, heading)
        cell.font, cell.fill, cell.alignment = _HEAD["font"], _HEAD["fill"], Alignment(wrap_text=True, vertical="top")
        sheet.column_dimensions[cell.column_letter].width = width
    sheet.freeze_panes = "C5"
    _lists(book, known)
    first, last = _TOP + 1, _TOP + ROWS
    chosen = (("A", "A", len(known), "KPI ref"), ("D", "D", len(FIGURE_FOR), "Figure for"), ("H", "E", len(STATUS), "Status"))
    for at, held_in, count, title in chosen:
        source = f"=Lists!${held_in}$2:${held_in}${count + 1}"
        rule = DataValidation("list", source, allow_blank=True, showErrorMessage=True, errorTitle=title, error="Choose from the list.")
        rule.add(f"{at}{first}:{at}{last}")
        sheet.add_data_validation(rule)
    for at in "FG":
        rule = DataValidation(
            "decimal", "0", operator="greaterThanOrEqual", allow_blank=True, showErrorMessage=True, error="A count, 0 or more."
        )
        rule.add(f"{at}{first}:{at}{last}")
        sheet.add_data_validation(rule)
    hint = DataValidation(None, allow_blank=True, showInputMessage=True, promptTitle="Period",
                          prompt="Jan-24, 2023/24, Autumn 2023/24, Q1 2024/25, 12 months to Mar-24, YTD Mar-24")  # fmt: skip
    hint.add(f"C{first}:C{last}")
    sheet.add_data_validation(hint)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _lists(book: Workbook, known: list[Indicator]) -> None:
    """The sheet that the lists come from, with what each KPI is counted in; it holds no figures."""
    lists: Worksheet = book.create_sheet("Lists")
    for column, heading in enumerate(("Codes", "Names", "Counted in", "Figures for", "Statuses"), 1):
        lists.cell(1, column, heading).font = _HEAD["font"]
    for row, indicator in enumerate(known, 2):
        for column, text in enumerate((indicator.code, indicator.title, indicator.unit.value), 1):
            lists.cell(row, column, text)
    for column, words in ((4, FIGURE_FOR), (5, STATUS)):
        for row, text in enumerate(words, 2):
            lists.cell(row, column, text)
