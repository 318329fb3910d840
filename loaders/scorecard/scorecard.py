"""A scorecard in any of its layouts: tables of KPIs with their figures and comparators, read by landmark and word."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from data.catalogue.catalogue import Catalogue
from data.checks import load_checks
from data.checks.corrections import correct
from data.model.area import Area
from data.model.area_life import begin_words, life_words, of_the_time
from data.model.finding import Refused, Severity
from data.model.loaded_file import CellKind, Loaded, Meeting, QuestionsOpen
from data.model.observation import FigureRole, Missing
from data.model.period import Period
from data.model.questions import Answers, Question
from data.model.reading_rules import SourceMapping
from data.text import plain
from loaders.cells.child_level_data import refuse_child_level
from loaders.cells.heading_dates import bare
from loaders.cells.period_headings import read_period
from loaders.scorecard import region_or_place, table_scale
from loaders.scorecard.area_match import row_role
from loaders.scorecard.closing_checks import doubts, headings_explained, refuse_without_figures, told_once, without_repeats
from loaders.scorecard.headings import FIGURES, HeadingDictionary
from loaders.scorecard.kpi_rows import read_row
from loaders.scorecard.reading_state import Reader
from loaders.scorecard.scorecard_tables import TableBand, bands
from loaders.spreadsheet.sheet import UNTOUCHED, GridCell, Sheet
from loaders.spreadsheet.transposition import TransposedSheet, turned

FORMAT = "scorecard workbook"
_LABELLED = re.compile(r"(?:.*\b(?:period|as at|as of|position|month|quarter|date|up to|correct at))\W*(?P<period>.+)", re.IGNORECASE)
_OF_THE_PAPER = re.compile(r"\b(?:meeting|printed|published|issued|updated|version|review\w*|approved|next|report date)\b", re.IGNORECASE)
_MEETING, _DAY = ("meeting", "meetings", "meeting name", "board", "event"), ("date", "day", "meeting date", "date of meeting")


def read(file: str, sheets: list[Sheet], catalogue: Catalogue, area: Area | None, sha256: str, *, answers: Answers) -> Loaded:
    """The figures, cells, remarks and findings of every sheet that holds a scorecard table or a calendar of meetings.

    Where the file names a place by a name that two bore in turn, it is read as of the one that was in being in all of its periods.

    Raises:
        Unanswered: nothing can be read before its questions are answered.
        Refused: no table, no single area, child-level rows, or one KPI with two figures for one period.
    """
    refuse_child_level(file, sheets, catalogue.reading)
    loaded = _read(file, sheets, catalogue, area, sha256, answers=answers)
    named = catalogue.areas[loaded.reporter]
    dated = [o.period for o in loaded.observations if o.series is FigureRole.OWN and (o.raw or o.missing is not Missing.BLANK)]
    then = of_the_time(named, dated, catalogue.areas) if area is None else None
    return _read(file, sheets, catalogue, then, sha256, answers=answers, instead_of=named) if then is not None else loaded


def _read(
    file: str,
    sheets: list[Sheet],
    catalogue: Catalogue,
    area: Area | None,
    sha256: str,
    *,
    answers: Answers,
    instead_of: Area | None = None,
) -> Loaded:
    """The same of one area. ``instead_of`` is the place that the file seemed to name, where ``area`` bore the name at the time."""
    words = HeadingDictionary(catalogue, answers)
    shown = [sheet for sheet in sheets if sheet.cells and not sheet.hidden]
    tables = [(sheet, held) for sheet, held in (_table(sheet, file, words) for sheet in shown) if held]
    calendars = [(sheet, found) for sheet in shown if (found := _calendar(sheet))]
    if not tables and not calendars:
        why = (
            f"{file} holds no scorecard table. A table needs a heading row with a reference (such as ‘Ref’) or the KPI’s name, "
            f"and at least one of target, figure or comparator. {UNTOUCHED}"
        )
        raise QuestionsOpen(
            why,
            Loaded(
                file=file,
                format=FORMAT,
                sha256=sha256,
                reporter=area.code if area else "",
                notice="",
                observations=(),
                cells=(),
                findings=(),
            ),
        )
    named = _areas_named(sheets, tables, catalogue)
    answered = catalogue.area(answers.area) if answers.area and not named else None
    reader = Reader(file, catalogue, _one_area(file, area or answered, named, catalogue.reporters), None, words)
    reader.mapping = _mapping(sheets, reader.area, catalogue)
    if area is not None and instead_of is not None:
        what = f"{_life(instead_of, catalogue)}. Every figure of the file is dated outside its life."
        hint = f"Read as {area.name}, {area.code}. If it is {instead_of.name}’s, {instead_of.code}, load it for that area."
        reader.find((tables or calendars)[0][0], "A1", "area of the time", what, hint)
    else:
        _tell_area(reader, (tables or calendars)[0][0], area, named, answered)
    for sheet, held in tables:
        _read_sheet(reader, sheet, held)
    calendars = [(sheet, found) for sheet, found in calendars if sheet.name not in _names(tables)]
    meetings = [meeting for sheet, found in calendars for meeting in _read_calendar(reader, sheet, found)]
    _tell_unread(reader, sheets, {*_names(tables), *(sheet.name for sheet, _ in calendars)})
    shape = replace(answers, area=reader.area.code if not named else "", headings=_headings(tables))
    read_sheets = [sheet for sheet, _ in [*tables, *calendars]]
    return _whole(reader, read_sheets, [band for _, held in tables for band in held], meetings=meetings, sha256=sha256, answers=shape)


def _whole(
    reader: Reader, sheets: list[Sheet], found: list[TableBand], *, meetings: list[Meeting], sha256: str, answers: Answers
) -> Loaded:
    observations = without_repeats(reader)
    questions = tuple(reader.questions.values())
    cells = {(cell.sheet, cell.cell): cell for cell in reader.cells.values()}
    in_order = dict.fromkeys((sheet.name, cell.ref) for sheet in sheets for _, cell in sorted(sheet.cells.items()))
    loaded = Loaded(
        file=reader.file, format=FORMAT, sha256=sha256, reporter=reader.area.code, notice=reader.mapping.notice if reader.mapping else "",
        observations=(), cells=tuple(cells[place] for place in in_order), findings=(), links=tuple(dict.fromkeys(reader.links)),
        remarks=tuple(reader.remarks), meetings=tuple(meetings), questions=questions, answers=answers,
    )  # fmt: skip
    if not meetings:
        try:
            refuse_without_figures(reader, found)
        except Refused as why:
            if questions:
                raise QuestionsOpen(str(why), loaded) from why
            raise
    if not meetings and not any(o.raw or o.missing is not Missing.BLANK for o in observations):
        raise Refused(f"{reader.file} holds a table but no figure and no reason for one. {UNTOUCHED}")
    known = [*doubts(reader, observations), *headings_explained(reader, observations)]
    corrected, told = correct(observations, reader.file, reader.catalogue)
    checked = table_scale.untold(load_checks.check_load(corrected, reader.catalogue), reader)
    findings = told_once([*reader.findings, *checked, *known, *told])
    order = {Severity.CHECK: 0, Severity.NOTE: 1}
    return replace(loaded, observations=tuple(corrected), findings=tuple(sorted(findings, key=lambda f: order[f.severity])))


def _table(sheet: Sheet, file: str, words: HeadingDictionary) -> tuple[Sheet, list[TableBand]]:
    """The sheet with its bands; turned on its side where KPIs stand across and headings down, of which one names a figure."""
    found = bands(sheet, file, words)
    if found:
        return sheet, found
    other = turned(sheet)
    across = bands(other, file, words)
    named = any(c.role in FIGURES and c.role != "other" for band in across for c in band.columns.values())  # a title is no heading
    return (other, across) if named else (sheet, [])


def _names(tables: list[tuple[Sheet, list[TableBand]]]) -> list[str]:
    return [sheet.name for sheet, _ in tables]


def _headings(tables: list[tuple[Sheet, list[TableBand]]]) -> tuple[str, ...]:
    """The shape of a file: its headings in plain words, without the periods they name."""
    found = (bare(column.heading) for _, held in tables for band in held for column in band.columns.values())
    return tuple(dict.fromkeys(filter(None, found)))


def _areas_named(sheets: list[Sheet], tables: list[tuple[Sheet, list[TableBand]]], catalogue: Catalogue) -> list[Area]:
    """Places that report, named above the first table of each sheet, or by a sheet without one, or else by a heading; each once."""
    tops = {sheet.name: _top(sheet, found[0]) for sheet, found in tables}
    found: dict[str, Area] = {}
    for sheet in sheets:
        top = tops.get(sheet.name, 4 if not tables else 0)
        between = {row for at, held in tables if at is sheet for row in _titles_between(sheet, held, catalogue)}
        for cell in (c for place, c in sorted(sheet.cells.items()) if place[0] < top or place[0] in between):
            found |= {area.code: area for area in catalogue.reporters_named_in(cell.text)}
    if not found:
        headed = {c.area.code: c.area for _, held in tables for band in held for c in band.columns.values() if c.role == "other" and c.area}
        found = headed if len(headed) == 1 else {}
    return list(catalogue.narrowest(found.values()).values())


def _titles_between(sheet: Sheet, held: list[TableBand], catalogue: Catalogue) -> list[int]:
    """Rows without a KPI or a number that stand directly above a later table of a sheet, as its title does."""
    found: list[int] = []
    for before in (band for band in held if band.header[0] < held[-1].header[0]):
        for row in reversed(before.rows):
            cells = sheet.row(row)
            if any(cell.number is not None or cell.text.strip().upper() in catalogue.indicators for cell in cells):
                break
            found.append(row)
    return found


def _top(sheet: Sheet, band: TableBand) -> int:
    """The row, as the file has it, on which a table begins."""
    return min(at for at, c in band.columns.items() if c.role) if isinstance(sheet, TransposedSheet) else band.header[0]


def _one_area(file: str, given: Area | None, named: list[Area], reporters: str) -> Area:
    if given is not None:
        return given
    if not named:
        raise Refused(
            f"{file} names no {reporters} above its table. Choose it under ‘Local area’, or give --area, and load again. {UNTOUCHED}"
        )
    if len(named) > 1:
        names = " and ".join(area.name for area in named)
        raise Refused(f"{file} names {names} above its table. Choose one under ‘Local area’, or give --area, and load again. {UNTOUCHED}")
    return named[0]


def _tell_area(reader: Reader, sheet: Sheet, given: Area | None, named: list[Area], answered: Area | None) -> None:
    if given is not None and named and given.code not in [a.code for a in named]:
        what = f"The title names {named[0].name}, but the file was loaded for {given.name}."
        reader.find(sheet, "A1", "area", what, f"If it is {named[0].name}’s scorecard, withdraw this load and load it again.")
    others = " and ".join(area.name for area in named if given is not None and area.code != given.code)
    if given is not None and others and given.code in [a.code for a in named]:
        what = f"The file also names {others} above a table; every figure was loaded for {given.name}."
        reader.find(sheet, "A1", "area", what, f"Take {others}’s tables out and load again.")
    if given is None and answered is not None:
        what = f"The file names no area; it was read as {answered.name}’s, as answered for files of this shape."
        reader.find(sheet, "A1", "area", what, "Choose the area under ‘Local area’ if that is wrong.", note=True)


def _mapping(sheets: list[Sheet], area: Area, catalogue: Catalogue) -> SourceMapping | None:
    """The mapping of the source that a file is known by. One that only carries its notice keeps the mark, and is read as it stands."""
    ours = [m for m in reversed(catalogue.sources) if m.area == area.code]
    known = {plain(m.landmark): m for m in ours}
    marked = {plain(m.notice): replace(m, means=(), doubts=()) for m in ours if m.notice}
    words = [plain(cell.text) for sheet in sheets for cell in sheet.cells.values()] if ours else []
    return next((found[word] for found in (known, marked) for word in words if word in found), None)


def _tell_unread(reader: Reader, sheets: list[Sheet], read_sheets: set[str]) -> None:
    for sheet in sheets:
        if sheet.cells and sheet.name not in read_sheets:
            why = "This sheet is hidden" if sheet.hidden else "This sheet holds no scorecard table"
            hint = "Unhide it and load again, if it is part of the scorecard." if sheet.hidden else "Nothing to do if that is so."
            reader.find(sheet, "A1", "sheet", f"{why} and was not loaded.", hint, note=True)


def _read_sheet(reader: Reader, sheet: Sheet, found: list[TableBand]) -> None:
    rows = sheet.by_row()
    for band in found:
        reader.findings += band.findings
        for row in band.header:
            for cell in rows.get(row, []):
                reader.settle(sheet, cell, CellKind.HEADING)
        _read_band(reader, sheet, band, rows, found[0].header[0])
    if sheet.out_of_sight:
        what = f"Hidden in the sheet, and loaded like the rest: {', '.join(sheet.out_of_sight)}."
        reader.find(sheet, "A1", "hidden rows or columns", what, "Unhide them and look, before you publish.", note=True)
    _tell_above(reader, sheet, [cells for row, cells in rows.items() if row < found[0].header[0]])
    for cell in sheet.cells.values():
        if (sheet.name, cell.ref) not in reader.cells:
            reader.settle(sheet, cell, CellKind.LABEL)


def _tell_above(reader: Reader, sheet: Sheet, above: list[list[GridCell]]) -> None:
    """Refuses rows of KPIs above the first headings: nobody knows what their columns hold."""
    for cells in above:
        code = next((cell for cell in cells if cell.text.strip().upper() in reader.catalogue.indicators), None)
        if code is not None and any(cell.number is not None or "%" in cell.text for cell in cells):
            what = "A row with a KPI’s code stands above the first headings that are known; it was not loaded."
            reader.find(sheet, code.ref, "no headings", what, "Give its table headings, such as ‘Ref’ and ‘Actual’.")
            for cell in cells:
                reader.settle(sheet, cell, CellKind.REFUSED, "", code.text.strip().upper())


def _read_band(reader: Reader, sheet: Sheet, band: TableBand, rows: dict[int, list[GridCell]], top: int) -> None:
    for at, column in band.columns.items():
        if column.role == "other" and column.area is not None and column.area.code == reader.area.code:
            band.columns[at] = replace(column, role="value")
    _settle_regions(reader, sheet, band)
    if (series := band.first("series")) is not None:
        said = [cell.text for row in band.rows if (cell := sheet.seen_at(row, series.at)) is not None]
        band.whose = [(text, reader.words.heading(text).area) for text in dict.fromkeys(said)]
        names = any(area is not None and area.code == reader.area.code for _, area in band.whose)
        known = sum(bool(row_role(reader, text)[0] or reader.words.heading(text).role) for text in said)
        if not names and known * 2 < len(said):  # a column headed ‘Area’ may hold areas of work
            band.columns[series.at] = replace(series, role="")
    undated: list[str] = []
    before = len(reader.observations)
    given, where = _dated_by(sheet, top) if any(not c.period_text for c in band.all("value")) else (None, "")
    if given is not None and band.first("period") is None:
        what = f"The figures were dated {given.label}, as {where} says."
        ref = sheet.ref(band.header[0], next(c.at for c in band.all("value") if not c.period_text))
        reader.find(sheet, ref, "period of the sheet", what, "Put the period in the column’s heading if that is wrong.", note=True)
    for row in band.rows:
        cells = {cell.column: cell for cell in rows[row] if band.left <= cell.column <= band.right}
        if band.cut and row >= band.cut:
            for cell in cells.values():
                reader.settle(sheet, cell, CellKind.REFUSED, "not loaded: another table")
            continue
        code = read_row(reader, sheet, band, cells, given) if cells else ""
        undated += [code] if code else []
    _ask_columns(reader, sheet, band)
    table_scale.settle(reader, sheet, band, before)
    _tell_undated_comparators(reader, sheet, band)
    if undated:
        first, last = undated[0], undated[-1]
        who = first if first == last else f"{first} to {last}"
        what = f"{who}: the figure’s column states no period."
        column = band.first("value") or band.columns[min(band.columns)]
        ref = sheet.ref(band.rows[0], column.at)
        reader.find(sheet, ref, "period", what, "Put the period in the column’s heading.", note=True)
        valued = {o.indicator for o in reader.observations if o.sheet == sheet.name and o.value is not None}
        if plain(column.heading) and valued & set(undated):
            reader.ask(Question("period", plain(column.heading), column.heading, f"{sheet.name}!{ref}"))


def _settle_regions(reader: Reader, sheet: Sheet, band: TableBand) -> None:
    """What each column that a region's name heads holds: the area's region, another area, or what nobody but the council knows."""
    named = [(at, bare(c.heading) or c.heading, c.area if c.role == "region" else None) for at, c in band.columns.items()]
    for at, _, region in named:
        if region is None:
            continue
        others = [(said, area) for other, said, area in named if other != at]
        meant = region_or_place.meaning(region, reader.area, others, reader.catalogue)
        doubt = "" if meant else region_or_place.why(band.columns[at].heading, reader.area, reader.catalogue)
        band.columns[at] = replace(band.columns[at], role=meant, doubt=doubt)
        if doubt:
            hint = "Say what the column holds. If it is a place of the area, leave it out: its figures have no KPI here."
            reader.find(sheet, sheet.ref(band.header[-1], at), "place or region", f"{doubt}.", hint)


def _ask_columns(reader: Reader, sheet: Sheet, band: TableBand) -> None:
    """Asks what each column holds whose heading nobody knows, if it holds anything."""
    for column in band.columns.values():
        if column.role in ("", "group") and (word := bare(column.heading) or plain(column.heading)):
            seen = tuple(cell.text for row in band.rows if (cell := sheet.at(row, column.at)) is not None)
            if seen:
                where = f"{sheet.name}!{sheet.ref(band.header[-1], column.at)}"
                reader.ask(Question("column", word, column.heading, where, likely=(), seen=seen[:3]))


def _dated_by(sheet: Sheet, top: int) -> tuple[Period | None, str]:
    """The period of a sheet's undated figures: a cell above its first table that is or names one; else the sheet's name."""
    for row, cells in sorted(sheet.by_row().items(), reverse=True):
        dates = [(found, cell) for cell in cells if row < top and (found := _dating(sheet, cell)) is not None]
        if len({(found.first, found.last) for found, _ in dates}) == 1:
            return dates[-1][0], f"cell {dates[-1][1].ref}"
    name = re.sub(r"(?i)\b(board|meeting|scorecard|data|kpis?)\b", " ", sheet.name).strip(" -_")
    found = read_period(name, "calendar year")
    return (found, f"the sheet’s name, ‘{sheet.name}’,") if found is not None else (None, "")


def _dating(sheet: Sheet, cell: GridCell) -> Period | None:
    """The period that a cell above a table names; none where it is the day of a meeting, or of the paper itself."""
    left = sheet.cells.get((cell.row, cell.column - 1))
    if len(cell.text) > 80 or _OF_THE_PAPER.search(f"{left.text if left else ''} {cell.text}"):
        return None
    labelled = _LABELLED.fullmatch(cell.text)
    found = read_period(cell.text, "calendar year") or (read_period(labelled["period"], "calendar year") if labelled else None)
    return found or (read_period(f"{left.text} {cell.text}", "calendar year") if left is not None else None)


def _tell_undated_comparators(reader: Reader, sheet: Sheet, band: TableBand) -> None:
    """Where several periods stand side by side, targets and comparators without a period belong to the newest."""
    left = ("value", "previous", "year before", "baseline", "numerator", "denominator")
    undated = [c for c in band.columns.values() if c.role in FIGURES and c.role not in left and not c.period_text]
    if len(band.all("value")) > 1 and undated:
        names = ", ".join(f"‘{c.heading}’" for c in undated)
        what = f"Several periods stand side by side; {names} state none and were read as of the newest period."
        hint = "Name the period in the heading, such as ‘Target 2024’, if that is wrong."
        reader.find(sheet, sheet.ref(band.header[0], undated[0].at), "comparator period", what, hint)


def _calendar(sheet: Sheet) -> tuple[int, int, int] | None:
    """(heading row, column of names, column of days) of a calendar of meetings, or None."""
    for number, cells in sorted(sheet.by_row().items()):
        columns = {plain(cell.text): cell.column for cell in reversed(cells)}
        name, day = (next((columns[word] for word in words if word in columns), 0) for words in (_MEETING, _DAY))
        if name and day:
            return number, name, day
    return None


def _read_calendar(reader: Reader, sheet: Sheet, found: tuple[int, int, int]) -> list[Meeting]:
    top, name_at, day_at = found
    meetings = []
    for number, cells in sheet.by_row().items():
        held = {cell.column: cell for cell in cells}
        name, day = held.get(name_at), held.get(day_at)
        when = _day(day) if number > top and name is not None and day is not None else None
        if when is not None and name is not None:
            meetings.append(Meeting(when, name.text))
        elif number > top and day is not None:
            what = f"‘{day.text}’ is not a day that can be read." if name is not None else "A day without the name of a meeting."
            reader.find(sheet, day.ref, "meeting", what, "Write the day as 14/03/2024 or 14 March 2024.")
        for cell in cells:
            reader.settle(sheet, cell, CellKind.HEADING if number == top else CellKind.LABEL)
    return meetings


def _day(cell: GridCell | None) -> date | None:
    found = read_period(cell.text, "calendar year") if cell is not None and not cell.fault else None
    return found.first if found is not None and found.first == found.last else None


def _life(area: Area, catalogue: Catalogue) -> str:
    return begin_words(area, catalogue.areas) or life_words(area, catalogue.areas)
