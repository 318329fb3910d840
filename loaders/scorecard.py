"""A scorecard workbook: bands of KPIs with their figure, target and comparators, read by landmark and word."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from difflib import SequenceMatcher

from data import checks
from data.catalogue import ENGLAND, Catalogue
from data.model import (
    Area,
    CellKind,
    Indicator,
    Loaded,
    Measure,
    Missing,
    Observation,
    Period,
    PeriodKind,
    PrintedLink,
    Refused,
    Series,
    Severity,
    Status,
    Unit,
)
from data.rules import SourceMapping
from data.words import plain
from loaders.after import doubts, headings_explained, refuse_without_figures, told_once, without_repeats
from loaders.child_level import refuse_child_level
from loaders.figures import Figure, number_or_reason
from loaders.grid import UNTOUCHED, GridCell, Sheet
from loaders.layout import FIGURES, PRIORITIES, Band, Column, bands
from loaders.periods import read_period
from loaders.reader import Reader

FORMAT = "scorecard workbook"
_UNSTATED = Period("Not stated", PeriodKind.NOT_STATED, None, None)
_LONG_AGO = date(1, 1, 1)


def read(file: str, sheets: list[Sheet], catalogue: Catalogue, area: Area | None, sha256: str) -> Loaded:
    """The figures, cells and findings of every sheet that holds a scorecard table.

    Raises:
        Refused: no table, no single area, child-level rows, or one KPI with two figures for one period.
    """
    refuse_child_level(file, sheets, catalogue.reading)
    tables = [(sheet, found) for sheet in sheets if not sheet.hidden and (found := bands(sheet, file, catalogue))]
    if not tables:
        raise Refused(
            f"{file} holds no scorecard table. A table needs a heading row with a reference (such as ‘Ref’), "
            f"the KPI’s name, and at least one of target, figure or comparator. {UNTOUCHED}"
        )
    named = _areas_named(tables, catalogue)
    reader = Reader(file, catalogue, _one_area(file, area, named), None)
    reader.mapping = _mapping(sheets, reader.area, catalogue)
    if area is not None and named and area.code not in [a.code for a in named]:
        what = f"The title names {named[0].name}, but the file was loaded for {area.name}."
        reader.find(tables[0][0], "A1", "area", what, f"If it is {named[0].name}’s scorecard, withdraw this load and load it again.")
    for sheet, found in tables:
        _read_sheet(reader, sheet, found)
    for sheet in sheets:
        if sheet.cells and sheet.name not in [s.name for s, _ in tables]:
            why = "This sheet is hidden" if sheet.hidden else "This sheet holds no scorecard table"
            hint = "Unhide it and load again, if it is part of the scorecard." if sheet.hidden else "Nothing to do if that is so."
            reader.find(sheet, "A1", "sheet", f"{why} and was not loaded.", hint, note=True)
    observations = without_repeats(reader)
    refuse_without_figures(reader, [band for _, found in tables for band in found])
    known = [*doubts(reader, observations), *headings_explained(reader, observations)]
    findings = told_once([*reader.findings, *checks.check_load(observations, catalogue), *known])
    order = {Severity.CHECK: 0, Severity.NOTE: 1}
    return Loaded(
        file, FORMAT, sha256, reader.area.code, reader.mapping.notice if reader.mapping else "", tuple(observations),
        tuple(reader.cells[sheet.name, cell.ref] for sheet, _ in tables for _, cell in sorted(sheet.cells.items())),
        tuple(sorted(findings, key=lambda f: order[f.severity])), tuple(dict.fromkeys(reader.links)),
    )  # fmt: skip


def _areas_named(tables: list[tuple[Sheet, list[Band]]], catalogue: Catalogue) -> list[Area]:
    """Authorities named above the first table of each sheet, in order, each once."""
    found: dict[str, Area] = {}
    for sheet, sheet_bands in tables:
        top = sheet_bands[0].header[0]
        for cell in (c for place, c in sorted(sheet.cells.items()) if place[0] < top):
            found |= {area.code: area for area in catalogue.authorities_named_in(cell.text)}
    return list(found.values())


def _one_area(file: str, given: Area | None, named: list[Area]) -> Area:
    if given is not None:
        return given
    if not named:
        raise Refused(
            f"{file} names no local authority above its table. Choose it under ‘Local area’, or give --area, and load again. {UNTOUCHED}"
        )
    if len(named) > 1:
        names = " and ".join(area.name for area in named)
        raise Refused(f"{file} names {names} above its table. Choose one under ‘Local area’, or give --area, and load again. {UNTOUCHED}")
    return named[0]


def _mapping(sheets: list[Sheet], area: Area, catalogue: Catalogue) -> SourceMapping | None:
    texts = {plain(cell.text) for sheet in sheets for cell in sheet.cells.values()}
    return next((m for m in catalogue.sources if m.area == area.code and plain(m.landmark) in texts), None)


def _read_sheet(reader: Reader, sheet: Sheet, found: list[Band]) -> None:
    for band in found:
        reader.findings += band.findings
        for row in band.header:
            for cell in sheet.row(row):
                reader.settle(sheet, cell, CellKind.HEADING)
        _read_band(reader, sheet, band)
    for cell in sheet.cells.values():
        if (sheet.name, cell.ref) not in reader.cells:
            reader.settle(sheet, cell, CellKind.LABEL)


def _read_band(reader: Reader, sheet: Sheet, band: Band) -> None:
    code_column = band.first("code")
    undated: list[str] = []
    for row in band.rows:
        cells = {cell.column: cell for cell in sheet.row(row)}
        code = cells.get(code_column.at) if code_column else None
        if code is None or (len(cells) == 1 and reader.catalogue.indicators.get(code.text.strip().upper()) is None):
            _row_without_code(reader, sheet, band, cells)
        elif (indicator := reader.catalogue.indicators.get(code.text.strip().upper())) is None:
            what = f"‘{code.text}’ is not a KPI of the catalogue; its row was not loaded."
            reader.find(sheet, code.ref, "unknown KPI", what, "Correct the code, or add the KPI to the catalogue.")
            for cell in cells.values():
                reader.settle(sheet, cell, CellKind.REFUSED)
        else:
            undated += _read_row(reader, sheet, band, cells, indicator)
    _tell_undated_comparators(reader, sheet, band)
    if undated:
        first, last = undated[0], undated[-1]
        who = first if first == last else f"{first} to {last}"
        what = f"{who}: the figure’s column states no period."
        ref = f"{_ref(band.rows[0], (band.first('value') or band.columns[min(band.columns)]).at)}"
        reader.find(sheet, ref, "period", what, "Put the period in the column’s heading.", note=True)


def _tell_undated_comparators(reader: Reader, sheet: Sheet, band: Band) -> None:
    """Where several periods stand side by side, targets and comparators without a period belong to the newest."""
    undated = [c for c in band.columns.values() if c.role in FIGURES and c.role != "value" and not c.period_text]
    if len(band.all("value")) > 1 and undated:
        names = ", ".join(f"‘{c.heading}’" for c in undated)
        what = f"Several periods stand side by side; {names} state none and were read as of the newest period."
        hint = "Name the period in the heading, such as ‘Target 2024’, if that is wrong."
        reader.find(sheet, _ref(band.header[0], undated[0].at), "comparator period", what, hint)


def _row_without_code(reader: Reader, sheet: Sheet, band: Band, cells: dict[int, GridCell]) -> None:
    """Text beside or under a table is a label; a figure without a code is refused aloud."""
    figures = [c for at, c in cells.items() if at in band.columns and band.columns[at].role in FIGURES]
    if not any(c.number is not None or number_or_reason(c, Unit.PERCENT, {}).value is not None for c in figures):
        return
    reader.find(sheet, figures[0].ref, "no code", "A row holds figures but no KPI code; it was not loaded.", "Give the row its code.")
    for cell in cells.values():
        reader.settle(sheet, cell, CellKind.REFUSED)


def _read_row(reader: Reader, sheet: Sheet, band: Band, cells: dict[int, GridCell], indicator: Indicator) -> list[str]:
    """Takes one KPI's row; returns its code if no period is stated for it."""
    code = indicator.code
    source = next((cells[c.at].text for c in band.all("source") if c.at in cells), "")
    to_confirm = [c for c in cells.values() if reader.catalogue.reading.reasons.get(c.text.casefold()) is Missing.TO_BE_CONFIRMED]
    values = band.all("value")
    periods = {c.at: _period(reader, sheet, c, indicator) for c in values}
    latest = max(values, key=lambda c: (periods[c.at].last or _LONG_AGO, -c.at), default=None)
    for at, cell in cells.items():
        column = band.columns.get(at)
        if column is None or column.role in ("", "group"):
            reader.settle(sheet, cell, CellKind.REFUSED, "", code)
            heading = f"the heading ‘{column.heading}’ is not known" if column else "the column has no heading"
            reader.find(sheet, cell.ref, "unknown column", f"‘{cell.text}’ was not loaded: {heading}.", "Name the column.", code=code)
        elif column.role not in FIGURES:
            _read_label(reader, sheet, column, cell, indicator)
    for column in band.columns.values():
        if column.role in FIGURES and (column.role == "value" or column.at in cells):
            if column.role == "value" or column.period_text:
                period = _period(reader, sheet, column, indicator)
            else:
                period = periods[latest.at] if latest else _UNSTATED
            place = _Place(sheet, column, cells.get(column.at), _ref(next(iter(cells.values())).row, column.at), period, source)
            _read_figure(reader, place, indicator)
    own = [o for o in reader.observations if o.indicator == code and o.series is Series.OWN and o.sheet == sheet.name]
    if own and to_confirm and all(o.missing is Missing.BLANK for o in own):
        for o in own:
            basis = f"‘{to_confirm[0].text}’ in {to_confirm[0].ref} of its row"
            reader.observations[reader.observations.index(o)] = replace(o, missing=Missing.TO_BE_CONFIRMED, basis=basis)
        reader.settle(sheet, to_confirm[0], CellKind.MISSING, Missing.TO_BE_CONFIRMED.value, code)
    return [code] if latest and periods[latest.at] is _UNSTATED else []


@dataclass(frozen=True)
class _Place:
    sheet: Sheet
    column: Column
    cell: GridCell | None
    ref: str
    period: Period
    data_source: str


def _read_figure(reader: Reader, place: _Place, indicator: Indicator) -> None:
    sheet, column, cell = place.sheet, place.column, place.cell
    figure = number_or_reason(cell, indicator.unit, reader.catalogue.reading.reasons)
    series, area, basis = _whose(reader, place, figure, indicator)
    raw = cell.text if cell else ""
    if cell is not None and figure.fault:
        reader.settle(sheet, cell, CellKind.REFUSED, Missing.UNREADABLE.value, indicator.code)
        hint = "Type a figure, or say why there is none: TBC, n/a, c for suppressed."
        reader.find(sheet, cell.ref, "unreadable", f"‘{raw}’ {figure.fault}.", hint, code=indicator.code)
        figure = Figure(missing=Missing.UNREADABLE)
    elif cell is not None:
        kind = CellKind.OBSERVATION if figure.value is not None else CellKind.MISSING
        reader.settle(sheet, cell, kind, _as_read(figure, series), indicator.code)
    if cell is not None and figure.note and not _is_tag(reader, figure):
        firm = figure.status in (Status.AS_REPORTED, Status.REVISED, Status.FINAL)
        hint = "The note is kept beside the figure." if firm else f"It is marked {figure.status.value}: never quote it as final."
        words = f"‘{raw}’ was read as {figure.value:,.10g}, with the note ‘{figure.note}’."
        reader.find(
            sheet, cell.ref, "note in a cell", words, hint, code=indicator.code, note=firm and not any(c.isdigit() for c in figure.note)
        )
        basis = f"{basis}, noted ‘{figure.note}’" if basis else f"noted ‘{figure.note}’"
    status = place.period.status if figure.status is Status.AS_REPORTED else figure.status
    row = Observation(
        indicator.code, reader.area.code, area, series, Measure.FIGURE, place.period, figure.value, figure.missing, raw,
        reader.file, sheet.name, place.ref, basis, status, data_source=place.data_source if column.role != "target" else "",
    )  # fmt: skip
    reader.observations.append(row)
    if figure.share is not None:
        reader.observations.append(replace(row, measure=Measure.SHARE, value=figure.share, missing=None))


def _is_tag(reader: Reader, figure: Figure) -> bool:
    """Whether the words in brackets say whose the figure is, and nothing else."""
    word = plain(figure.tag)
    known = (*reader.catalogue.regions_by_tag, *reader.catalogue.reading.roles["england"], *reader.catalogue.reading.roles["neighbours"])
    return figure.note == figure.tag and word in known


def _whose(reader: Reader, place: _Place, figure: Figure, indicator: Indicator) -> tuple[Series, str, str]:
    """(series, area, basis in words) of a figure: by its column, and by its tag where that says more."""
    column, own = place.column, reader.area
    if column.role in ("value", "target"):
        series = Series.OWN if column.role == "value" else Series.TARGET
        return series, own.code, _own_basis(reader, place, indicator) if series is Series.OWN else ""
    printed = f"as printed under ‘{column.heading}’"
    tagged = reader.catalogue.regions_by_tag.get(plain(figure.tag)) if figure.tag else None
    if column.role == "england":
        if figure.tag and _is_tag(reader, figure) and plain(figure.tag) not in reader.catalogue.reading.roles["england"]:
            what = f"‘{place.cell.text if place.cell else ''}’ is tagged ({figure.tag}) but stands under ‘{column.heading}’."
            hint = (
                f"Read as England, as the column says. If {tagged.name if tagged else figure.tag} is meant, move the figure to its column."
            )
            reader.find(place.sheet, place.ref, "comparator tag", what, hint, code=indicator.code)
        return Series.ENGLAND, ENGLAND, printed
    if column.role == "region":
        return Series.REGION, (column.area.code if column.area else own.region), printed
    if tagged is None:
        return Series.NEIGHBOURS, f"SN-{own.code}", printed
    if not column.mixed:
        what = f"Tagged ({figure.tag}) but stands under ‘{column.heading}’."
        reader.find(place.sheet, place.ref, "comparator tag", what, f"Read as {tagged.name}, as the tag says.", code=indicator.code)
    return Series.REGION, tagged.code, f"{printed}, tagged ({figure.tag})"


def _own_basis(reader: Reader, place: _Place, indicator: Indicator) -> str:
    """The heading an own figure stands under and, where a source mapping reads it otherwise, why."""
    if not place.column.heading:
        return "under a column without a period"
    under = f"under ‘{place.column.heading}’"
    means = next((m for m in (reader.mapping.means if reader.mapping else ()) if m.period is place.period), None)
    return f"{under}. {means.reason}" if means else under


def _as_read(figure: Figure, series: Series) -> str:
    if figure.missing is not None:
        return figure.missing.value
    share = f", share {figure.share:g}%" if figure.share is not None else ""
    return f"{series.value}: {figure.value:,.10g}{share}"


def _read_label(reader: Reader, sheet: Sheet, column: Column, cell: GridCell, indicator: Indicator) -> None:
    code = indicator.code
    if column.role == "priority":
        if not PRIORITIES.fullmatch(cell.text):
            reader.settle(sheet, cell, CellKind.REFUSED, "", code)
            reader.find(sheet, cell.ref, "priority", f"‘{cell.text}’ names no priority.", "Write P6, or P3/P8.", code=code)
            return
        numbers = [
            int("".join(c for c in part if c.isdigit()))
            for part in cell.text.replace(";", "/").replace(",", "/").replace("&", "/").split("/")
        ]
        reader.links += [PrintedLink(code, number) for number in numbers]
        reader.settle(sheet, cell, CellKind.LABEL, "Priority " + ", ".join(map(str, numbers)), code)
        return
    if column.role == "title":
        _check_title(reader, sheet, cell, indicator)
    reader.settle(sheet, cell, CellKind.LABEL, "", code)


def _check_title(reader: Reader, sheet: Sheet, cell: GridCell, indicator: Indicator) -> None:
    """A name that reads like another KPI's is a finding: the code decides, a person checks."""

    def likeness(other: Indicator) -> float:
        return max(SequenceMatcher(None, plain(cell.text), plain(name)).ratio() for name in (other.printed, other.title, other.short))

    own = likeness(indicator)
    if own == 1:
        return
    best = max(reader.catalogue.indicators.values(), key=likeness)
    if likeness(best) > own and likeness(best) >= 0.75:
        what = f"The code is {indicator.code}, but the name reads like {best.code}, {best.short}."
        reader.find(sheet, cell.ref, "name and code", what, f"Loaded as {indicator.code}. Check which is meant.", code=indicator.code)


def _period(reader: Reader, sheet: Sheet, column: Column, indicator: Indicator) -> Period:
    for means in reader.mapping.means if reader.mapping else ():
        if indicator.code in means.indicators and plain(means.printed) == plain(column.period_text or column.heading):
            return means.period
    return read_period(column.period_text or column.heading, indicator.period_basis) or _UNSTATED


def _ref(row: int, column: int) -> str:
    return GridCell(row, column, "").ref
