"""Waits of an NHS trust: a tidy table with a row a service, place and month, and a column a measure.

Rows are figures of the local authority that their place is; which KPI a service's measure is, the format says or a person answers."""

from __future__ import annotations

import calendar
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, field, replace
from datetime import date

from data.catalogue.catalogue import Catalogue
from data.checks.corrections import correct
from data.checks.load_checks import check_load
from data.model.area import Area
from data.model.finding import Finding, Refused, Severity
from data.model.indicator import Indicator
from data.model.loaded_file import CellKind, Loaded, QuestionsOpen, SheetCell
from data.model.observation import CellPart, FigureRole, Observation
from data.model.period import Period, PeriodKind
from data.model.questions import LEAVE_OUT, Answers, Question
from data.model.reading_rules import FileFormat
from data.text import plain
from loaders.cells.child_level_data import refuse_child_level
from loaders.cells.figure_cells import CellValue, number_or_reason
from loaders.cells.heading_dates import bare
from loaders.cells.period_headings import read_period
from loaders.source.given_answers import answers_for, area_asked_for
from loaders.source.given_file import GivenFile
from loaders.source.source import FigureSource, ReadRequest
from loaders.spreadsheet.sheet import UNTOUCHED, GridCell, Sheet

FORMAT = "nhs_waits"
_TOP_ROWS = 10  # the headings stand within these
_TOLD = "It is set out as an NHS trust’s waits."


@dataclass(frozen=True, slots=True)
class WaitsTable:
    """Where the table stands: its sheet and row of headings, the column of each key, and each measure's column with its heading."""

    sheet: Sheet
    top: int
    keys: Mapping[str, int]
    measures: Mapping[int, tuple[str, str]]

    def rows(self) -> Iterator[tuple[int, Mapping[str, str]]]:
        """(row, the printed text of each key), for the rows below the headings that hold anything."""
        for row in (row for row in self.sheet.by_row() if row > self.top):
            cells = {key: self.sheet.at(row, column) for key, column in self.keys.items()}
            yield row, {key: " ".join(cell.text.split()) if cell else "" for key, cell in cells.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitsCell:
    """One place under a measure, blank or not: the cell, what its row says, whose it is, and the measure with its heading."""

    sheet: Sheet
    ref: str
    cell: GridCell | None
    keys: Mapping[str, str]
    place: Area
    month: Period
    measure: str
    heading: str

    @property
    def raw(self) -> str:
        return self.cell.text if self.cell else ""


def recognises(file: GivenFile, catalogue: Catalogue) -> bool:
    """Whether a visible sheet has the format's headings; one that heads KPIs too is a scorecard."""
    return any(_tables(file.readable_sheets, catalogue))


def _tables(sheets: Sequence[Sheet], catalogue: Catalogue) -> Iterator[WaitsTable]:
    known = catalogue.formats[FORMAT]
    of_a_scorecard = {*catalogue.reading.roles["code"], *catalogue.reading.roles["title"]}
    for sheet in (sheet for sheet in sheets if not sheet.hidden):
        for row, cells in list(sheet.by_row().items())[:_TOP_ROWS]:
            words = {cell.column: plain(cell.text) for cell in reversed(cells)}
            keys = {key: at for key, named in known.columns.items() for at, word in words.items() if word in named}
            measures = {
                cell.column: (measure, cell.text)
                for cell in cells for measure, named in known.measures.items() if words[cell.column] in named
            }  # fmt: skip
            others = {word for at, word in words.items() if at not in keys.values()}
            if measures and set(keys) == set(known.columns) and not others & of_a_scorecard:
                yield WaitsTable(sheet, row, keys, measures)
                break


def read(file: GivenFile, request: ReadRequest) -> Loaded:
    """The figures of a trust's file for one partnership; those of other authorities' places are kept as another area's.

    Raises:
        QuestionsOpen: nobody has said yet which KPI any of its measures is.
        Refused: rows about children, no single partnership, or one figure given twice with two values.
    """
    wanted, catalogue = area_asked_for(request), request.catalogue
    refuse_child_level(file.name, file.sheets, catalogue.reading)
    file.progress(0.5, "Reading the cells")
    tables = list(_tables(file.sheets, catalogue))
    whose = _reporter(file.name, tables, catalogue, wanted)
    answers = answers_for(file.sheets, request, whose)
    reading = _WaitsReading(file.name, catalogue, whose, answers)
    for table in tables:
        reading.take(table)
    file.progress(0.9, "Checking the figures")
    headings = dict.fromkeys(bare(cell.text) for table in tables for cell in table.sheet.row(table.top))
    return reading.loaded(hashlib.sha256(file.content).hexdigest(), replace(answers, headings=tuple(filter(None, headings))))


def _place(text: str, catalogue: Catalogue) -> Area | None:
    """The authority that a printed place is: by the format's own words, else by its name or code in the register. Never by likeness."""
    code = catalogue.formats[FORMAT].places.get(plain(text))
    found = catalogue.areas[code] if code else catalogue.area(text)
    return found if found is not None and found.level.scorecard else None


def _reporter(name: str, tables: Sequence[WaitsTable], catalogue: Catalogue, wanted: Area | None) -> Area:
    printed = dict.fromkeys(keys["place"] for table in tables for _, keys in table.rows() if keys["place"])
    held = {area.code: area for text in printed if (area := _place(text, catalogue)) is not None}
    if wanted is not None and wanted.code in held:
        return wanted
    if wanted is None and len(held) == 1:
        return next(iter(held.values()))
    if wanted is None and held:
        names = ", ".join(area.name for area in held.values())
        raise Refused(f"{name} gives waits of {names}. Choose one under ‘Local area’, or give --area, and load again. {UNTOUCHED}")
    places = ", ".join(f"‘{text}’" for text in list(printed)[:5]) or "none"
    raise Refused(
        f"{name} holds no row of {wanted.name if wanted else 'a local authority'}. {_TOLD} Its places: {places}. Use the authority’s "
        f"name or code, or say which authority a place is in additions/formats/{FORMAT}.toml. {UNTOUCHED}"
    )


@dataclass
class _WaitsReading:
    """What is understood so far of one file."""

    file: str
    catalogue: Catalogue
    area: Area
    answers: Answers
    _: KW_ONLY
    observations: dict[tuple[str, str, Period], Observation] = field(default_factory=dict)
    cells: dict[tuple[str, int, int], SheetCell] = field(default_factory=dict)
    findings: dict[tuple[str, str, str], tuple[Finding, int]] = field(default_factory=dict)
    questions: dict[str, Question] = field(default_factory=dict)

    @property
    def format(self) -> FileFormat:
        return self.catalogue.formats[FORMAT]

    def take(self, table: WaitsTable) -> None:
        """Every row of one table; each of its cells becomes one thing."""
        sheet, known = table.sheet, {*table.keys.values(), *table.measures}
        for (row, column), cell in sheet.cells.items():
            kind = CellKind.HEADING if row == table.top else CellKind.LABEL
            taken_later = row > table.top and column not in table.keys.values()
            self.settle(sheet, cell, CellKind.REFUSED if taken_later else kind)
        for cell in (cell for cell in sheet.row(table.top) if cell.column not in known):
            what = f"The column ‘{cell.text[:80]}’ was kept as printed and not read."
            self.find(sheet, cell.ref, "column", what, "Nothing to do if it holds no wait.", note=True)
        for row, keys in table.rows():
            place, month = _place(keys["place"], self.catalogue), _month(keys["month"])
            if place is None:
                what = f"‘{keys['place']}’ is not a local authority in the register; its rows were not loaded."
                hint = f"Say which it is under [places] in additions/formats/{FORMAT}.toml, or leave it if it is none."
                self.find(sheet, sheet.ref(row, table.keys["place"]), "unknown place", what, hint)
            elif month is None:
                what = f"‘{keys['month']}’ is not a month that can be read; its rows were not loaded."
                self.find(sheet, sheet.ref(row, table.keys["month"]), "unknown month", what, "Write it as Apr-25 or 2025-04-01.")
            else:
                for column, (measure, heading) in table.measures.items():
                    found = sheet.at(row, column)
                    self._take_cell(
                        WaitsCell(
                            sheet=sheet,
                            ref=sheet.ref(row, column),
                            cell=found,
                            keys=keys,
                            place=place,
                            month=month,
                            measure=measure,
                            heading=heading,
                        )
                    )

    def _take_cell(self, at: WaitsCell) -> None:
        indicator = self._kpi(at)
        if indicator is None:
            return
        figure = number_or_reason(at.cell, indicator.unit, self.catalogue.reading.reasons)
        fault = "holds two figures" if figure.share is not None else figure.fault
        if fault:
            self.find(at.sheet, at.ref, "unreadable figure", f"‘{at.raw}’ {fault}.", "Correct the cell.", code=indicator.code)
            return
        if at.cell:
            kind = CellKind.OBSERVATION if figure.value is not None else CellKind.MISSING
            self.settle(at.sheet, at.cell, kind, _as_read(figure), indicator.code)
        role = FigureRole.OWN if at.place == self.area else FigureRole.OTHER
        self._keep(Observation(
            indicator=indicator.code, reporter=self.area.code, area=at.place.code, series=role, measure=CellPart.FIGURE, period=at.month,
            value=figure.value, missing=figure.missing, raw=at.raw, file=self.file, sheet=at.sheet.name, cell=at.ref,
            basis="" if role is FigureRole.OWN else f"as printed under ‘{at.heading}’", status=figure.status, data_source=self.format.title,
        ))  # fmt: skip

    def _kpi(self, at: WaitsCell) -> Indicator | None:
        """The KPI that a service's measure is, as answered or as the format says; what neither says is asked, once."""
        printed = ": ".join(filter(None, (at.keys["service"], at.heading)))
        key, given = plain(printed), {name: plain(text) for name, text in at.keys.items()}
        mapped = (f.kpi for f in self.format.figures if f.measure == at.measure and all(given[k] in v for k, v in f.where.items()))
        code = self.answers.kpis.get(key) or next(mapped, "")
        if code == LEAVE_OUT:
            return None
        found = self.catalogue.indicators_of(self.area.code).get(code.upper())
        if found is not None:
            return found
        what = f"‘{code}’, given for ‘{printed}’, is no KPI of the catalogue nor of {self.area.name}’s own; its figures were not loaded."
        what = what if code else f"Nobody has said which KPI ‘{printed}’ is; its figures were not loaded."
        self.find(at.sheet, at.ref, "unknown KPI", what, "Say which KPI it is, add it to the area’s own KPIs, or leave it out.")
        asked = self.questions.setdefault(key, Question("kpi", key, printed, f"{at.sheet.name}!{at.ref}"))
        if at.raw and len(asked.seen) < 3 and at.raw not in asked.seen:
            self.questions[key] = replace(asked, seen=(*asked.seen, at.raw))
        return None

    def _keep(self, new: Observation) -> None:
        old = self.observations.setdefault((new.indicator, new.area, replace(new.period, label="")), new)
        if old is new:
            return
        if (old.value, old.missing) != (new.value, new.missing):
            raise Refused(
                f"{self.file} contradicts itself: {new.indicator} for {self.catalogue.areas[new.area].name}, {new.period.label}, is "
                f"‘{old.raw}’ in {old.sheet} {old.cell} and ‘{new.raw}’ in {new.sheet} {new.cell}. Correct one of them and load again. "
                f"{UNTOUCHED}"
            )
        what = f"{new.indicator} for {new.period.label} stands twice with the same figure: also in {old.sheet} {old.cell}."
        place = f"{self.file}!{new.sheet}!{new.cell}"
        finding = Finding(Severity.CHECK, place, what, "Counted once. Remove one row.", "duplicate period", indicator=new.indicator)
        self.findings[finding.check, what, place] = finding, 1

    def settle(self, sheet: Sheet, cell: GridCell, kind: CellKind, read_as: str = "", code: str = "") -> None:
        self.cells[sheet.name, cell.row, cell.column] = SheetCell(
            sheet=sheet.name, cell=cell.ref, text=cell.text, kind=kind, read_as=read_as, indicator=code
        )

    def find(self, sheet: Sheet, ref: str, check: str, what: str, hint: str, *, code: str = "", note: bool = False) -> None:
        """Says a thing once, at the first place, and counts the others."""
        severity = Severity.NOTE if note else Severity.CHECK
        first, count = self.findings.get(
            (check, what, code), (Finding(severity, f"{self.file}!{sheet.name}!{ref}", what, hint, check, indicator=code), 0)
        )
        self.findings[check, what, code] = first, count + 1

    def loaded(self, sha256: str, answers: Answers) -> Loaded:
        """The whole file."""
        cells = tuple(cell for _, cell in sorted(self.cells.items()))
        shape = Loaded(
            file=self.file, format=self.format.title, sha256=sha256, reporter=self.area.code, notice="", observations=(), cells=cells,
            findings=(), questions=tuple(self.questions.values()), answers=answers,
        )  # fmt: skip
        told = [replace(f, what=f"{f.what} So in {n} places.") if n > 1 else f for f, n in self.findings.values()]
        if not any(o.value is not None for o in self.observations.values()):
            said = told[0].what if told else "No row holds a figure."
            why = f"{self.file}: no figure could be read. {_TOLD} {said} {UNTOUCHED}"
            raise QuestionsOpen(why, shape) if self.questions else Refused(why)
        corrected, more = correct(list(self.observations.values()), self.file, self.catalogue)
        findings = [*told, *check_load(corrected, self.catalogue), *more]
        order = {Severity.CHECK: 0, Severity.NOTE: 1}
        return replace(shape, observations=tuple(corrected), findings=tuple(sorted(findings, key=lambda f: order[f.severity])))


def _month(text: str) -> Period | None:
    """A month by name, or by its first or last day, as tables of a database give it."""
    found = read_period(text, "calendar year")
    if found is None or found.first is None or found.kind not in (PeriodKind.MONTH, PeriodKind.DAY):
        return None
    year, month, last = found.first.year, found.first.month, calendar.monthrange(found.first.year, found.first.month)[1]
    if found.kind is PeriodKind.DAY and found.first.day not in (1, last):
        return None
    return replace(found, kind=PeriodKind.MONTH, first=date(year, month, 1), last=date(year, month, last))


def _as_read(figure: CellValue) -> str:
    return f"{figure.value:,.10g}" if figure.value is not None else str(figure.missing)


SOURCE = FigureSource("waits of an NHS trust", recognises, read)
