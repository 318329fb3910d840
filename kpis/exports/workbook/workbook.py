"""A pack as a workbook: the scorecard in its printed shape, every figure as tidy data, and the cell each of them came from.

The scorecard loads back as the same figures. A second sheet works each KPI's gaps and rating from it by formulas. The other sheets
have no heading, and no cell like a KPI's reference but in their first column, that a scorecard has: they are never read as one. Where
something was written of a figure, a sheet of its own holds it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import KW_ONLY, dataclass, field
from datetime import datetime
from io import BytesIO

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from data.model.indicator import Unit
from data.model.loaded_file import RemarkKind
from data.model.observation import COMPARATORS, FigureRole, Missing
from data.model.period import Firmness
from data.text import exact
from kpis import formats
from kpis.exports.document.plain_text import clean
from kpis.exports.document.provenance import PackWords, figures
from kpis.exports.workbook.cells import (
    BOLD,
    HEAD,
    LEFT,
    MARK,
    QUIET,
    RIGHT,
    TITLE,
    TOP,
    UNDER,
    number_format,
    printed_wide,
    put,
    row_of,
    stored,
    tall_enough,
)
from kpis.exports.workbook.formulas import with_results
from kpis.exports.workbook.gaps_sheet import NAME as GAPS
from kpis.exports.workbook.gaps_sheet import Places, data_rows, gaps_sheet
from kpis.exports.workbook.period_labels import dates, written
from kpis.figures.figure import PUBLISHED, Value, same_period
from kpis.standing.kpi_standing import Standing
from kpis.targets import printed_target
from kpis.targets.kpi_target import AGREED

REASONS = {
    Missing.TO_BE_CONFIRMED: "TBC", Missing.ILLEGIBLE: "[illegible]", Missing.NOT_APPLICABLE: "n/a", Missing.NOT_AVAILABLE: "not available",
    Missing.SUPPRESSED: "c", Missing.LOW: "low", Missing.UNRELIABLE: "u", Missing.REMOVED: "removed",
}  # fmt: skip
KEY = "c: suppressed. u: low reliability. low: rounds to 0. n/a: does not apply. TBC: to be confirmed. An empty cell: no figure given."
_FIRM = {
    Firmness.PROVISIONAL: " p",
    Firmness.REVISED: " r",
    Firmness.ESTIMATED: " e",
    Firmness.PROJECTED: " (projected)",
    Firmness.FINAL: " (final)",
}
_REMARKS = {
    RemarkKind.RAG: "RAG", RemarkKind.DIRECTION: "Direction of travel", RemarkKind.POLARITY: "Polarity", RemarkKind.OWNER: "Owner",
    RemarkKind.COMMENT: "Comment",
}  # fmt: skip
PUBLISHED_BY, UNIT = "Published by DfE", "Unit"  # which figures of a row are DfE's, and what its own is counted in: read when it is loaded
_WIDTHS = {
    PUBLISHED_BY: 22,
    UNIT: 9,
    "Ref": 6,
    "Target": 13,
    "Period": 20,
    "Actual": 15,
    "Data source": 26,
    "Priority": 10,
    "Status": 12,
    "Comment": 40,
}
_FIGURES = (3, 5, 6, 7, 8)  # the columns of target, own figure and comparators
NAME_WIDTH, USUAL_WIDTH, DOUBT_WIDTH = 46, 15, 44
DATA = (
    ("measure_code", 13), ("measure_title", 44), ("belongs_to", 22), ("place", 13), ("period", 18), ("period_kind", 15), ("first_day", 12),
    ("last_day", 12), ("period_doubt", 24), ("unrounded", 14), ("shown", 14), ("reason", 18), ("share_percent", 14), ("counted_in", 11),
    ("how_firm", 13), ("given_by", 12), ("mark", 30), ("terms", 30),
)  # fmt: skip
LINEAGE = (
    ("measure_code", 13), ("belongs_to", 22), ("period", 18), ("from_file", 36), ("from_cell", 22), ("in_load", 9),
    ("received_on", 13), ("printed_text", 22), ("how_worked", 44), ("given_by", 12), ("printed_source", 30), ("mark", 30),
    ("data_row", 10),
)  # fmt: skip
COMMENTARY = (
    ("measure_code", 13), ("measure_title", 44), ("period", 18), ("what_happened", 44), ("why", 44), ("so_what", 44), ("what_next", 44),
    ("by_when", 12), ("lead", 18), ("typed_by", 18), ("recorded_on", 13), ("mark", 30),
)  # fmt: skip
DAY = "yyyy-mm-dd"


def workbook(standings: Sequence[Standing], words: PackWords) -> bytes:
    """An .xlsx of four sheets: Scorecard, Gaps, Data, Lineage; and Commentary where there is any.

    Figures are unrounded; number formats show each KPI's decimals. Gaps and ratings are formulas, with their results beside them.
    """
    book = Workbook()
    book.properties.title = clean(f"{words.area}: SEND scorecard")
    book.properties.creator = "SEND performance dashboard"
    book.properties.created = datetime.combine(words.as_at, datetime.min.time())
    sheet: Worksheet = book.worksheets[0]
    sheet.title = "Scorecard"
    scorecard = _Scorecard(sheet, standings, words)
    scorecard.write()
    live = gaps_sheet(book.create_sheet(GAPS), standings, words, Places(scorecard.places, data_rows(standings)))
    _data(book.create_sheet("Data"), standings, words)
    _lineage(book.create_sheet("Lineage"), standings, words)
    if words.said:
        _commentary(book.create_sheet("Commentary"), standings, words)
    out = BytesIO()
    book.save(out)
    return with_results(out.getvalue(), live)


@dataclass
class _Scorecard:
    """The first sheet as it is written, a band a section, down from the title that names the area."""

    sheet: Worksheet
    standings: Sequence[Standing]
    words: PackWords
    _: KW_ONLY
    at: int = 1
    remarks: list[RemarkKind] = field(default_factory=list)
    has_status: bool = False
    has_published: bool = False
    places: dict[tuple[str, FigureRole], Cell] = field(default_factory=dict)  # cells that hold a number, a reason or nothing, and no more

    def write(self) -> None:
        kinds = {one.kind for s in self.standings for one in s.printed}
        self.remarks = [kind for kind in _REMARKS if kind in kinds]
        self.has_status = any(_row_status(s) for s in self.standings)
        self.has_published = any(_published(s) for s in self.standings)
        words = self.words
        put(self.sheet, 1, 1, f"{words.area}: SEND scorecard", TITLE)
        put(self.sheet, 2, 1, f"{words.replayed or f'As at {formats.day(words.as_at)}'}. Build {words.build}.", QUIET)
        self.at = 3
        for mark in words.marks:
            put(self.sheet, self.at, 1, mark, MARK)
            self.at += 1
        first = self.at = self.at + 1
        for code in dict.fromkeys(s.indicator.section for s in self.standings):
            self._band(code, [s for s in self.standings if s.indicator.section == code])
        for line in filter(None, (KEY, f"Source: {words.source}.", words.licence)):
            put(self.sheet, self.at, 1, line, QUIET)
            self.at += 1
        self.sheet.freeze_panes = f"C{first}"
        printed_wide(self.sheet, f"{words.area}, as at {formats.day(words.as_at)}. {words.notice}", f"1:{first - 1}")

    def _band(self, code: str, standings: Sequence[Standing]) -> None:
        section = self.words.sections.get(code)
        named = [standings[0].named(series) for series in COMPARATORS]
        heads = ["Ref", section.title if section else code, "Target", "Period", "Actual", *named, "Data source", "Priority"]
        heads += ["Status"] if self.has_status else []
        heads += [_REMARKS[kind] for kind in self.remarks]
        heads += [UNIT, PUBLISHED_BY] if self.has_published else []
        for column, head in enumerate(heads, 1):
            cell = put(self.sheet, self.at, column, head, BOLD)
            cell.fill, cell.alignment = (
                HEAD,
                (RIGHT if head in ("Target", "Actual", *named) else LEFT if head in ("Period", "Data source") else TOP),
            )
            self.sheet.column_dimensions[get_column_letter(column)].width = self._width(column, head)
        widths = [self._width(column, head) for column, head in enumerate(heads, 1)]
        for standing in standings:
            self.at += 1
            self._row(standing)
            for column in range(1, len(heads) + 1):
                self.sheet.cell(self.at, column).border = UNDER
            tall_enough(self.sheet, self.at, widths)
        self.at += 2

    def _width(self, column: int, head: str) -> float:
        """A column's width in characters; a doubt about a period needs room beside it."""
        if head == "Period" and any(s.own and s.own.period.doubt for s in self.standings):
            return DOUBT_WIDTH
        return NAME_WIDTH if column == 2 else _WIDTHS.get(head, USUAL_WIDTH)

    def _row(self, standing: Standing) -> None:
        """One KPI. One that nothing was ever loaded for has no code, so that loading the sheet back gives it no blank figure."""
        indicator, own, sheet, at = standing.indicator, standing.own, self.sheet, self.at
        if own is None:
            put(sheet, at, 2, f"{indicator.code} {indicator.title}: nothing loaded yet", QUIET).alignment = TOP
            return
        put(sheet, at, 1, indicator.code).alignment = TOP
        put(sheet, at, 2, indicator.title).alignment = TOP
        period = written(own.period, indicator.period_basis)
        put(sheet, at, 4, int(period) if period.isdigit() else period).alignment = LEFT
        status = _row_status(standing)
        held = ((FigureRole.TARGET, standing.target), (FigureRole.OWN, own), *((x, standing.comparators.get(x)) for x in COMPARATORS))
        for column, (series, value) in zip(_FIGURES, held, strict=True):
            cell = sheet.cell(at, column)
            assert isinstance(cell, Cell)
            if value is None or self._figure(column, value, standing, said=bool(status)):
                self.places[indicator.code, series] = cell
        put(sheet, at, 9, own.data_source).alignment = LEFT
        put(sheet, at, 10, "/".join(f"P{n}" for n in standing.priorities)).alignment = TOP
        told = {one.kind: one.text for one in standing.printed}
        more = ([status.capitalize()] if self.has_status else []) + [told.get(kind, "") for kind in self.remarks]
        more += [indicator.unit.value, ", ".join(_published(standing))] if self.has_published else []
        for column, text in enumerate(more, 11):
            put(sheet, at, column, text).alignment = TOP

    def _figure(self, column: int, value: Value, standing: Standing, *, said: bool) -> bool:
        """A number where the number says all; text where a share, its own period or its own status stands beside it.

        Returns whether the cell holds the number, or the reason for having none, alone.
        """
        indicator = standing.indicator
        if printed_target.as_text(value):
            put(self.sheet, self.at, column, printed_target.words(value, indicator)).alignment = RIGHT
            return False
        if value.value is None:
            reason = REASONS.get(value.missing or Missing.BLANK, "")
            reason = f"unreadable: ‘{value.raw}’" if value.missing is Missing.UNREADABLE else reason
            put(self.sheet, self.at, column, reason).alignment = RIGHT
            return True
        firm = "" if said else _FIRM.get(Firmness(value.status), "")
        share = f" ({_share(value)})" if value.share is not None and indicator.unit is Unit.COUNT else ""
        own = standing.own
        elsewhere = own is not None and not same_period(value.period, own.period)
        when = f" ({dates(value.period, indicator.period_basis)})" if elsewhere and value.period.first else ""
        if firm or share or when:
            percent = "%" if indicator.unit is Unit.PERCENT else ""
            letter = firm if len(firm) == 2 else ""
            text = f"{format(exact(value.value), 'f').removesuffix('.0')}{percent}{letter}{when or share or firm.removeprefix(letter)}"
            put(self.sheet, self.at, column, text).alignment = RIGHT
            return False
        cell = put(self.sheet, self.at, column, stored(value.value, indicator))
        cell.number_format, cell.alignment = number_format(indicator), RIGHT
        return True


def _published(standing: Standing) -> list[str]:
    """The headings under which a row holds a figure that DfE published, or a mean of such: loading the sheet back leaves those out."""
    held = [("Actual", standing.own), *((standing.named(x), standing.comparators.get(x)) for x in COMPARATORS)]
    return [head for head, value in held if value is not None and value.origin not in ("local", AGREED)]


def _row_status(standing: Standing) -> str:
    """The status that every figure of a row shares, where its source says one; else each figure says its own."""
    beside = [standing.own, standing.target, *standing.comparators.values()]
    said = {v.status for v in beside if v is not None and v.origin != AGREED and (v.value is not None or v is standing.own)}
    own = standing.own
    alone = own is not None and own.share is not None  # a share leaves no room for a status in its own cell
    if own is None or own.status == Firmness.AS_REPORTED or (len(said) > 1 and not alone):
        return ""
    return str(own.status)


def _data(sheet: Worksheet, standings: Sequence[Standing], words: PackWords) -> None:
    """One row a figure or named absence: every series and every period."""
    _headed(sheet, DATA, words)
    at = 1
    for standing in standings:
        indicator = standing.indicator
        for series, value in figures(standing):
            at += 1
            period = value.period
            shown = printed_target.words(value, indicator)
            row_of(sheet, at, (
                indicator.code, indicator.title, _belongs(series, standing), value.area, formats.period(period), period.kind.value,
                period.first, period.last, period.doubt, value.value, shown, value.missing.value if value.missing else "", value.share,
                indicator.unit.value, str(value.status), value.origin, value.notice, words.licence,
            ))  # fmt: skip
            for column in (7, 8):
                sheet.cell(at, column).number_format = DAY
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(DATA))}{at}"


def _lineage(sheet: Worksheet, standings: Sequence[Standing], words: PackWords) -> None:
    """One row a figure, in the order of the data: the file, sheet and cell it was read from, and what stood there."""
    _headed(sheet, LINEAGE, words)
    at = 1
    for standing in standings:
        for series, value in figures(standing):
            at += 1
            row_of(
                sheet,
                at,
                (
                    standing.indicator.code,
                    _belongs(series, standing),
                    formats.period(value.period),
                    value.file,
                    f"{value.sheet}!{value.cell}",
                    value.load,
                    value.received,
                    value.raw,
                    value.basis,
                    value.origin,
                    value.data_source,
                    value.notice,
                    at,
                ),
            )
            sheet.cell(at, 7).number_format = DAY
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(LINEAGE))}{at}"


def _commentary(sheet: Worksheet, standings: Sequence[Standing], words: PackWords) -> None:
    """One row a KPI whose newest figure something is said of, as typed; text is never a formula."""
    _headed(sheet, COMMENTARY, words)
    at, widths = 1, [width for _, width in COMMENTARY]
    for standing in standings:
        if said := words.said.get(standing.indicator.code):
            at += 1
            row_of(sheet, at, (
                said.code, standing.indicator.title, said.period, said.text("what"), said.text("why"), said.text("so_what"),
                said.text("next"), said.by_when, said.lead, said.who, said.recorded.date(), standing.notice,
            ))  # fmt: skip
            for column in range(1, len(COMMENTARY) + 1):
                sheet.cell(at, column).alignment = TOP
            for column in (8, 11):
                sheet.cell(at, column).number_format = DAY
            tall_enough(sheet, at, widths)


def _belongs(series: FigureRole, standing: Standing) -> str:
    return "own area" if series is FigureRole.OWN else f"the {series.value}" if series is FigureRole.TARGET else standing.named(series)


def _headed(sheet: Worksheet, columns: Sequence[tuple[str, int]], words: PackWords) -> None:
    for column, (head, width) in enumerate(columns, 1):
        cell = put(sheet, 1, column, head, BOLD)
        cell.fill = HEAD
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.freeze_panes = "B2"
    printed_wide(sheet, f"{words.area}, as at {formats.day(words.as_at)}. {words.notice}", "1:1")


def _share(value: Value) -> str:
    """A printed share as it was printed; one worked out of published counts, as it is shown."""
    assert value.share is not None
    return formats.share(value.share) if value.origin == PUBLISHED else f"{format(exact(value.share), 'f')}%"
