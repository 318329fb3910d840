"""The sheet of live formulas: each KPI's gaps and rating, worked by the spreadsheet from the scorecard beside it.

Change a figure, a target or a tolerance and they follow. As written, they are the screen's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from openpyxl.cell.cell import Cell
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from data.model.indicator import Indicator, Polarity, Unit
from data.model.observation import COMPARATORS, FigureRole
from data.text import exact
from kpis import formats
from kpis.charts.style.palette import LIGHT, RATING_WORDS
from kpis.exports.document.provenance import PackWords, figures
from kpis.exports.workbook.cells import BOLD, HEAD, LEFT, QUIET, RIGHT, TOP, number_format, printed_wide, put, stored, tall_enough
from kpis.exports.workbook.formulas import LiveFormulas
from kpis.figures.figure import Value
from kpis.standing.kpi_standing import Standing
from kpis.standing.timeliness import Timeliness, unfinished
from kpis.targets import rag
from kpis.targets.rag import RULE, RagStatus
from kpis.verdict.verdict import verdict

NAME = "Gaps"
WIDTHS = (11, 44, 18, *[13] * 9, 14, 13, 13, 13, 50, 50)
OWN, TARGET = 4, 5
SHOWN = {FigureRole.OWN: OWN, FigureRole.TARGET: TARGET} | {series: TARGET + n for n, series in enumerate(COMPARATORS, 1)}
AT_THE_BOUND = 1e-9  # how far a figure is off a bound that it has to be below or above, when it is the bound itself
GAPS = {series: n for n, series in enumerate((FigureRole.TARGET, *COMPARATORS), TARGET + len(COMPARATORS) + 1)}
BETTER, OFF, ROOM, RAG, WHY, VERDICT = range(max(GAPS.values()) + 1, max(GAPS.values()) + 7)
HOW = (
    "These cells are formulas on the Scorecard. Change a figure or a target there, or a tolerance here, and the gap and the rating follow. "
    "A gap is the own figure less the other; that of a percentage is in points."
)


@dataclass(frozen=True)
class Places:
    """Where each figure of a pack stands in its workbook: the scorecard's cells that hold a number or a reason, and rows of the data."""

    scorecard: Mapping[tuple[str, FigureRole], Cell]
    rows: Mapping[int, int]

    def formula(self, code: str, series: FigureRole, value: Value | None, indicator: Indicator) -> str:
        """What a figure is read from: its own cell on the scorecard, or the data where that cell holds more than a number."""
        if (cell := self.scorecard.get((code, series))) is not None:
            place = f"Scorecard!${cell.column_letter}${cell.row}"
            return f'IF({place}="","",{place})'
        assert value is not None
        row = self.rows.get(id(value))
        if row is None:
            return repr(stored(value.value, indicator)) if value.value is not None else '""'
        return f"Data!$J${row}/100" if indicator.unit is Unit.PERCENT else f"Data!$J${row}"


def data_rows(standings: Sequence[Standing]) -> dict[int, int]:
    """The row on the sheet of data of every figure, by the figure's identity."""
    every = [value for s in standings for _, value in figures(s)]
    return {id(value): row for row, value in enumerate(every, 2)}


def gaps_sheet(sheet: Worksheet, standings: Sequence[Standing], words: PackWords, places: Places) -> LiveFormulas:
    """Fills the sheet, a row a KPI; returns its formulas with their results."""
    live = LiveFormulas(sheet)
    nation = standings[0].nation if standings else "England"
    others = ["neighbours", "region", nation]
    heads = ["Reference of KPI", "What is measured", "Dates of figure", "Own figure", "Aimed at", *(f"Figure of {name}" for name in others),
             "Gap to target", *(f"Gap to {name}" for name in others), "Better when", "Off target by", "Amber within", "Worked RAG",
             "Why, when made", "Verdict, when made"]  # fmt: skip
    for column, (head, width) in enumerate(zip(heads, WIDTHS, strict=True), 1):
        cell = put(sheet, 1, column, head, BOLD)
        cell.fill, cell.alignment = HEAD, RIGHT if OWN <= column <= max(GAPS.values()) or column in (OFF, ROOM) else LEFT
        sheet.column_dimensions[get_column_letter(column)].width = width
    tall_enough(sheet, 1, WIDTHS)
    sheet.freeze_panes = "C2"
    for row, standing in enumerate(standings, 2):
        if standing.own is None:
            put(sheet, row, 2, f"{standing.indicator.code} {standing.indicator.title}: nothing loaded yet", QUIET).alignment = TOP
        else:
            _Row(live, row, standing, places).write()
        tall_enough(sheet, row, WIDTHS)
    end = len(standings) + 3
    for n, line in enumerate((HOW, f"Rating. {RULE}", words.notice)):
        put(sheet, end + n, 2, line, QUIET).alignment = TOP
        tall_enough(sheet, end + n, WIDTHS)
    _coloured(sheet, len(standings) + 1)
    printed_wide(sheet, f"{words.area}, as at {formats.day(words.as_at)}. {words.notice}", "1:1")
    return live


@dataclass
class _Row:
    """One KPI's row as it is written."""

    live: LiveFormulas
    row: int
    standing: Standing
    places: Places

    def write(self) -> None:
        standing, sheet, row, indicator = self.standing, self.live.sheet, self.row, self.standing.indicator
        assert standing.own is not None
        put(sheet, row, 1, indicator.code).alignment = TOP
        put(sheet, row, 2, indicator.title).alignment = TOP
        put(sheet, row, 3, formats.period(standing.own.period)).alignment = LEFT
        self._shown(FigureRole.OWN, standing.own)
        banded = standing.band is not None
        if banded:
            put(sheet, row, TARGET, standing.target_words).alignment = RIGHT
        else:
            self._shown(FigureRole.TARGET, standing.target)
        for series in COMPARATORS if standing.like_for_like else ():
            self._shown(series, standing.comparators.get(series))
        for series, column in GAPS.items():
            self._gap(series, column, banded)
        self._rated(banded)
        put(sheet, row, WHY, standing.rating.why).alignment = TOP
        found = verdict(standing)
        put(sheet, row, VERDICT, f"{found.shape} {found.words}").alignment = TOP

    def _shown(self, series: FigureRole, value: Value | None) -> None:
        indicator = self.standing.indicator
        result: float | str | None = stored(value.value, indicator) if value is not None and value.value is not None else None
        if result is None and (cell := self.places.scorecard.get((indicator.code, series))) is not None:
            result = str(cell.value or "")  # the reason for having no figure
        formula = self.places.formula(indicator.code, series, value, indicator)
        made = self.live.put(self.row, SHOWN[series], formula, result)
        made.number_format, made.alignment = number_format(indicator), RIGHT

    def _gap(self, series: FigureRole, column: int, banded: bool) -> None:
        standing = self.standing
        if series is not FigureRole.TARGET and not standing.like_for_like:
            put(self.live.sheet, self.row, column, "not compared", QUIET).alignment = RIGHT
            return
        if series is FigureRole.TARGET and banded:
            put(self.live.sheet, self.row, column, "a range", QUIET).alignment = RIGHT
            return
        own, other = self._at(OWN), self._at(SHOWN[series])
        formula = f'IF(AND(ISNUMBER({own}),ISNUMBER({other})),ROUND({self._scaled(f"{own}-{other}")},9),"")'
        cell = self.live.put(self.row, column, formula, standing.gap(series))
        cell.number_format, cell.alignment = gap_format(standing.indicator), RIGHT

    def _rated(self, banded: bool) -> None:
        standing, indicator, row = self.standing, self.standing.indicator, self.row
        own, words = self._at(OWN), RATING_WORDS[standing.rating.status][1]
        neutral, apart = indicator.polarity is Polarity.NEUTRAL and not banded, _not_rated(standing)
        unjudged = standing.target is not None and standing.target.value is not None and standing.rating.status is RagStatus.NOT_RATED
        better = "in the range" if banded else "neither" if neutral else indicator.polarity.value
        put(self.live.sheet, row, BETTER, apart or better).alignment = LEFT
        if neutral or apart or unjudged:  # such as a target that is not due yet
            plain, none = RATING_WORDS[RagStatus.NOT_RATED][1], RATING_WORDS[RagStatus.NO_DATA][1]
            self.live.put(row, RAG, f'IF(ISNUMBER({own}),"{plain}","{none}")', words, BOLD).alignment = LEFT
            return
        off, room = self._off(banded), self._room(banded)
        for column, (formula, result) in ((OFF, off), (ROOM, room)):
            cell = self.live.put(row, column, formula, result) if isinstance(formula, str) else put(self.live.sheet, row, column, formula)
            cell.number_format, cell.alignment = gap_format(indicator, signed=False), RIGHT
        formula = rag.status_formula(own, self._at(OFF), self._at(ROOM), {status: RATING_WORDS[status][1] for status in RagStatus})
        self.live.put(row, RAG, formula, words, BOLD).alignment = LEFT

    def _off(self, banded: bool) -> tuple[str, float | None]:
        """How far the figure is on the wrong side of what is asked of it; zero or less is on it."""
        standing, own, band = self.standing, self._at(OWN), self.standing.band
        if banded and band is not None:
            low, high = (repr(stored(end, standing.indicator)) for end in band)
            value = standing.value
            off = None if value is None else float(max(exact(band[0]) - exact(value), exact(value) - exact(band[1])))
            return f'IF(ISNUMBER({own}),ROUND({self._scaled(f"MAX({low}-{own},{own}-{high})")},9),"")', off
        gap, at = standing.gap(FigureRole.TARGET), self._at(GAPS[FigureRole.TARGET])
        result = None if gap is None else rag.off_target(gap, standing.indicator)
        formula = rag.off_formula(at, standing.indicator)
        if standing.target and standing.target.terms and standing.target.terms.strict:  # the bound itself does not meet the target
            return f'IF(ISNUMBER({at}),IF({at}=0,{AT_THE_BOUND},{formula}),"")', AT_THE_BOUND if gap == 0 else result
        return f'IF(ISNUMBER({at}),{formula},"")', result

    def _room(self, banded: bool) -> tuple[str | float, float | None]:
        """How far off still counts as amber: a number to change, or what the rule makes of the size of what is aimed at."""
        standing, band, own, target = self.standing, self.standing.band, self._at(OWN), self._at(TARGET)
        value = standing.target.value if standing.target else None
        if banded and band is not None:
            low, high = (repr(stored(end, standing.indicator)) for end in band)
            value = band[0] if standing.value is not None and standing.value < band[0] else band[1]
            target = f"IF({own}<{low},{low},{high})"
        room = rag.allowance_formula(standing.rule, self._scaled(f"ABS({target})"))
        if not isinstance(room, str):
            return room, None
        result = None if value is None else rag.allowance(standing.rule, value)
        return room if banded else f'IF(ISNUMBER({target}),ROUND({room},9),"")', result

    def _scaled(self, formula: str) -> str:
        """A percentage stands as its fraction: its differences are given in points."""
        return f"({formula})*100" if self.standing.indicator.unit is Unit.PERCENT else f"({formula})"

    def _at(self, column: int) -> str:
        return f"{get_column_letter(column)}{self.row}"


def gap_format(indicator: Indicator, *, signed: bool = True) -> str:
    """A difference's number format: the KPI's decimals, its sign, and points for a percentage."""
    shown = "#,##0" + ("." + "0" * indicator.decimals if indicator.decimals else "")
    shown += '" points"' if indicator.unit is Unit.PERCENT else ""
    return f"+{shown};-{shown};{shown}" if signed else shown


def _not_rated(standing: Standing) -> str:
    """Why a figure with a number is rated against nothing today, in two words; empty where a target alone decides."""
    retired, own = standing.indicator.retired, standing.own
    if own is None or own.value is None:
        return ""
    if retired and own.period.first and own.period.first > retired:
        return "ended"
    if not standing.age.current:
        return str(standing.age.state)
    if unfinished(own):
        return str(Timeliness.NOT_FINISHED)
    return "check open" if any(doubt.of in (FigureRole.OWN, FigureRole.TARGET) for doubt in standing.doubts) else ""


def _coloured(sheet: Worksheet, last: int) -> None:
    """Each rating's own colour behind its word, which stays."""
    column = get_column_letter(RAG)
    for status in (RagStatus.RED, RagStatus.AMBER, RagStatus.GREEN):
        ink = LIGHT.ratings[status]
        coloured: Any = FormulaRule
        rule = coloured(
            [f'${column}2="{RATING_WORDS[status][1]}"'], fill=PatternFill("solid", bgColor=ink.fill[1:]),
            font=Font(bold=True, color=ink.ink[1:]),
        )  # fmt: skip
        sheet.conditional_formatting.add(f"{column}2:{column}{max(last, 2)}", rule)
