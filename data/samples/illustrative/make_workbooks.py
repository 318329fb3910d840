"""The borough's workbooks: how a scorecard, a neighbours' file and the list of meetings look, and how the look drifts over eight years."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from datetime import date, datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from openpyxl import Workbook
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from data.model.indicator import Indicator, Polarity, Section, Unit
from data.model.rating_rule import RuleKind
from data.samples.illustrative.courses import COMMENTS, KINDER, LATES, MISPRINT, TYPED, LateFigure
from data.samples.illustrative.figures import (
    FIRST,
    INDICATORS,
    LONG_MONTHS,
    SECTIONS,
    SHARED_YEARLY,
    SampleFigure,
    figures,
    first_day,
    month_of,
    neighbours_figures,
    periods,
)
from data.samples.illustrative.places import BOROUGH, NATION, NEIGHBOURS, NOTICE, REGION
from data.samples.illustrative.reference_files import PLANNED, PRIORITIES
from data.text import exact

BOLD, BAND = Font(bold=True), PatternFill("solid", fgColor="D9E1E8")
CORRECTIONS = "Corrections and late figures"
WIDTHS = {"Ref": 6, "Section": 52, "Period": 18, "Data source": 24, "Owner": 18, "Comment": 48}
_FIRST_FORM = (
    "Ref", "Section", "Period", "Actual", "Target", "SN", REGION.name, NATION.name, "Data source", "Owner", "Priority", "RAG", "Direction",
    "Comment",
)  # fmt: skip
_RAG_FIRST = (
    "Ref", "Section", "Period", "Actual", "RAG", "Target", "SN", REGION.name, NATION.name, "Data source", "Owner", "Priority", "Direction",
    "Comment",
)  # fmt: skip
_LATEST = tuple("Latest" if heading == "Actual" else heading for heading in _RAG_FIRST)
FORMS = ((month_of("2024-01"), _LATEST), (month_of("2021-04"), _RAG_FIRST), (FIRST, _FIRST_FORM))
OWNERS = {"S": "SEND team", "E": "School improvement", "P": "Post-16 team", "L": "Local Offer officer"}
OWNERS_BY_NAME = {"SEN Team": "SEND team", "SAT team": "Attendance team", "PPC Team": "Placements team", "Connexions": "Youth tracking"}
SOURCES = {
    "January census": ("S1", "S2", "S3", "S4"),
    "Case system": ("S5", "S6", "S7", "S8", "S9", "S10"),
    "Mediation service": ("S11",),
    "Tribunal tables": ("S12",),
    "Placements register": ("S13",),
    "Key stage 2 results": ("E1", "E2"),
    "Key stage 4 results": ("E3", "E4", "E5", "E6"),
    "Attendance system": ("E7", "E8", "E9", "E10"),
    "Youth tracking return": ("P1", "P2"),
    "SEND return": ("P3",),
    "College returns": ("P4", "P5", "P6", "P7"),
    "Social care system": ("P8", "P9"),
    "GP register": ("P10",),
    "Web analytics": ("L1",),
    "Training records": ("L2",),
}
SOURCE_OF = {code: source for source, codes in SOURCES.items() for code in codes}


class SampleCell(NamedTuple):
    """What a cell holds and how it is formatted."""

    content: str | int | float | date | None
    form: str = "General"


class Style(NamedTuple):
    """How a scorecard year prints its figures: percentages as numbers or as text, months as dates or as text."""

    percent_text: bool
    dates: bool


def style(month: int) -> Style:
    """The style of a scorecard, which changes with the school year."""
    year = (month - FIRST) // 12
    return Style(year in (2, 3, 6), year % 2 == 1)


def scorecard(month: int) -> Workbook:
    """One month's scorecard: four bands of KPIs and, where earlier months are put right, a second sheet."""
    book = _book(f"{BOROUGH.name}: SEND scorecard, {LONG_MONTHS[month % 12]} {month // 12}", "Scorecard")
    sheet = book.worksheets[0]
    form = next(form for since, form in FORMS if month >= since)
    for column, heading in enumerate(form, 1):
        sheet.column_dimensions[get_column_letter(column)].width = WIDTHS.get(heading, 11)
    at = 4
    for section in SECTIONS.values():
        _heading(sheet, at, _headings(month, section, form))
        codes = [code for code in INDICATORS if INDICATORS[code].section == section.code]
        for row, code in enumerate(codes, at + 1):
            _write(sheet, row, form, _cells(month, code))
        at += len(codes) + 2
    late = [one for one in LATES if month_of(one.month) + 1 == month]
    if late:
        second = book.create_sheet(CORRECTIONS)
        second.cell(1, 1, CORRECTIONS).font = BOLD
        _heading(second, 3, _headings(month, SECTIONS[INDICATORS[late[0].code].section], form))
        for row, one in enumerate(late, 4):
            _write(second, row, form, _late_cells(month, one))
    return book


def neighbours_book(year: int) -> Workbook:
    """The ten neighbours' figures that a year adds: its January census and the last summer's results. The first starts a census earlier."""
    book = _book(f"{BOROUGH.name}: neighbours' figures, {year}", "Neighbours")
    sheet = book.worksheets[0]
    _heading(sheet, 4, ["Ref", "Indicator", "Area", "Period", "Value"])
    found, row = neighbours_figures(), 5
    for code in SHARED_YEARLY:
        indicator = INDICATORS[code]
        for when in periods(code):
            added = when.middle // 12 + (1 if indicator.section == "E" else 0)
            if (code, when.label) not in found or max(added, 2019) != year:
                continue
            for place, value in zip(NEIGHBOURS, found[code, when.label], strict=True):
                for column, text in enumerate((code, indicator.short, place.name, when.label), 1):
                    sheet.cell(row, column, text)
                _put(sheet, row, 5, _number(value, indicator, Style(False, False)))
                row += 1
    for letter, width in zip("ABCDE", (6, 30, 16, 10, 10), strict=True):
        sheet.column_dimensions[letter].width = width
    return book


def meetings_book(meetings: list[tuple[str, date]]) -> Workbook:
    book = _book(f"{BOROUGH.name}: SEND meetings", "Meetings")
    sheet = book.worksheets[0]
    _heading(sheet, 4, ["Meeting", "Date"])
    for row, (name, day) in enumerate(meetings, 5):
        sheet.cell(row, 1, name)
        _put(sheet, row, 2, SampleCell(day, "dd\\-mmm\\-yyyy"))
    for column, width in zip("AB", (36, 14), strict=True):
        sheet.column_dimensions[column].width = width
    return book


def save(book: Workbook, path: Path, day: date) -> None:
    """Writes the workbook with one fixed day inside, so that the same figures give the same bytes."""
    unstamped = BytesIO()
    book.save(unstamped)
    stamp = f"{day.isoformat()}T00:00:00Z".encode()
    with zipfile.ZipFile(unstamped) as parts, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as stamped:
        for part in parts.infolist():
            content = parts.read(part)
            if part.filename == "docProps/core.xml":
                content = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", stamp, content)
            name = zipfile.ZipInfo(part.filename, (day.year, day.month, day.day, 0, 0, 0))
            name.create_system = 3  # the same on every machine
            stamped.writestr(name, content, zipfile.ZIP_DEFLATED, 9)


@cache
def _figures() -> dict[str, list[SampleFigure]]:
    return figures()


def _book(title: str, sheet_name: str) -> Workbook:
    book = Workbook()
    book.properties.created = book.properties.modified = datetime(2018, 1, 1)
    book.properties.creator = NOTICE
    book.remove(book.worksheets[0])
    sheet: Worksheet = book.create_sheet(sheet_name)
    for row, text in enumerate((title, NOTICE), 1):
        sheet.cell(row, 1, text).font = BOLD
    return book


def _heading(sheet: Worksheet, row: int, headings: list[str]) -> None:
    for column, heading in enumerate(headings, 1):
        cell = sheet.cell(row, column, heading)
        cell.font, cell.fill = BOLD, BAND


def _headings(month: int, section: Section, form: tuple[str, ...]) -> list[str]:
    """The headings of a section's band; until 2021 the section's name as first printed."""
    title = section.printed[0] if month < FORMS[1][0] else section.title
    return [title if heading == "Section" else heading for heading in form]


def _write(sheet: Worksheet, row: int, form: tuple[str, ...], cells: dict[str, SampleCell]) -> None:
    for column, heading in enumerate(form, 1):
        _put(sheet, row, column, cells["Actual" if heading == "Latest" else heading])


def _put(sheet: Worksheet, row: int, column: int, shown: SampleCell) -> None:
    if shown.content is not None and shown.content != "":
        cell = sheet.cell(row, column)
        cell.value = shown.content
        if shown.form != "General":
            cell.number_format = shown.form


def _cells(month: int, code: str) -> dict[str, SampleCell]:
    """The cells of one KPI's row by heading, as that month's scorecard prints them."""
    known = [f for f in _figures()[code] if f.shown <= month]
    figure, look, indicator = known[-1], style(month), INDICATORS[code]
    before = next((f.value for f in reversed(known) if f.period != figure.period and f.value is not None), None)
    late = next((one for one in LATES if one.code == code and month_of(one.month) == month), None)
    typed = next((one for one in TYPED if one.code == code and month_of(one.file) == month), None)
    comment = typed.comment if typed else ""
    if late is not None and late.first.isdigit():
        figure = replace(figure, value=float(late.first))
    elif late is not None or (typed is not None and "{}" not in typed.text):
        words = late.first if late is not None else typed.text if typed is not None else ""
        figure = replace(figure, value=None, words=words, neighbours=None, region=None, nation=None)
    cells = _row(month, figure, before, indicator, look)
    if typed is not None and "{}" in typed.text and figure.value is not None:
        cells["Actual"] = SampleCell(typed.text.format(_text(figure.value, indicator)))
    if (code, month) == (MISPRINT[0], month_of(MISPRINT[1])):
        cells["Actual"] = SampleCell(figure.value, "0.0%")  # typed without its sign into a cell of percentages: a hundred times too big
    said = next((text for one, first, last, text in COMMENTS if one == code and month_of(first) <= month <= month_of(last)), "")
    return cells | {"Comment": SampleCell(comment or said)}


def _late_cells(month: int, one: LateFigure) -> dict[str, SampleCell]:
    """A row of the second sheet: the figure of an earlier month, as it stands now."""
    series = _figures()[one.code]
    at = next(n for n, f in enumerate(series) if f.first == month_of(one.month))
    figure = replace(series[at], mark=one.mark, day=None)
    before = series[at - 1].value if at else None
    return _row(month, figure, before, INDICATORS[one.code], style(month)) | {"Comment": SampleCell(one.why)}


def _row(month: int, figure: SampleFigure, before: float | None, indicator: Indicator, look: Style) -> dict[str, SampleCell]:
    code, value = indicator.code, figure.value
    rag = _rag(value, figure.target, indicator)
    rag = next((kinder for one, first, last, kinder in KINDER if one == code and month_of(first) <= month <= month_of(last)), rag)
    priorities = "/".join(f"P{number}" for number, _, codes in PRIORITIES if code in codes.split())
    return {
        "Ref": SampleCell(code),
        "Section": SampleCell(_name(month, indicator)),
        "Period": _period(figure, look),
        "Actual": _actual(figure, indicator, look),
        "Target": _number(figure.target, indicator, look, whole=True),
        "SN": _number(figure.neighbours, indicator, look),
        REGION.name: _number(figure.region, indicator, look),
        NATION.name: _number(figure.nation, indicator, look),
        "Data source": SampleCell(SOURCE_OF[code]),
        "Owner": SampleCell(OWNERS_BY_NAME.get(indicator.owner) or _stated(indicator)),
        "Priority": SampleCell(priorities if first_day(month) >= PLANNED else ""),
        "RAG": SampleCell(rag),
        "Direction": SampleCell("" if value is None or before is None else "↑" if value > before else "↓" if value < before else "→"),
        "Comment": SampleCell(""),
    }


def _stated(indicator: Indicator) -> str:
    return indicator.owner if indicator.owner in ("College", "Health") else OWNERS[indicator.section]


def _name(month: int, indicator: Indicator) -> str:
    """The KPI's full title until 2023, its short name since."""
    return indicator.short if month >= FORMS[0][0] else indicator.title


def _period(figure: SampleFigure, look: Style) -> SampleCell:
    if figure.day is not None and look.dates:
        return SampleCell(figure.day, "mmm\\-yy" if figure.day.day == 1 else "dd\\-mmm\\-yy")
    return SampleCell(figure.period + figure.mark)


def _actual(figure: SampleFigure, indicator: Indicator, look: Style) -> SampleCell:
    if figure.words or figure.value is None:
        return SampleCell(figure.words)
    if figure.share is not None:
        return SampleCell(f"{figure.value:,.0f} ({figure.share:.1f}%)")
    return _number(figure.value, indicator, look)


def _text(value: float, indicator: Indicator) -> str:
    return f"{value:,.{indicator.decimals}f}" + ("%" if indicator.unit is Unit.PERCENT else "")


def _number(value: float | None, indicator: Indicator, look: Style, whole: bool = False) -> SampleCell:
    """A figure in its KPI's unit; ``whole`` drops the decimals of a round target."""
    if value is None:
        return SampleCell(None)
    decimals = 0 if whole and value == int(value) else indicator.decimals
    if indicator.unit is Unit.PERCENT:
        if look.percent_text:
            return SampleCell(f"{value:.{decimals}f}%")
        return SampleCell(round(value / 100, decimals + 2), f"0.{'0' * decimals}%" if decimals else "0%")
    if indicator.unit is Unit.COUNT:
        return SampleCell(int(value), "#,##0")
    return SampleCell(value, f"0.{'0' * indicator.decimals}")


def _rag(value: float | None, target: float | None, indicator: Indicator) -> str:
    if value is None or target is None or indicator.polarity is Polarity.NEUTRAL:
        return ""
    off = exact(target) - exact(value) if indicator.polarity is Polarity.HIGHER else exact(value) - exact(target)
    room = exact(indicator.rule.tolerance)
    if indicator.rule.kind is RuleKind.TARGET:
        room = abs(exact(target)) * room / 100
    return "Green" if off <= 0 else "Amber" if off <= room else "Red"
