"""One row of a table: its KPI, its period, and each of its cells to a figure, a remark or a named refusal."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from data.model.area import Area
from data.model.counting_basis import counted_of, marked
from data.model.indicator import Indicator, Unit
from data.model.loaded_file import CellKind, RemarkKind
from data.model.observation import END_TARGET, CellPart, FigureRole, Missing, Observation
from data.model.period import Firmness, Period, PeriodKind
from data.model.questions import LEAVE_OUT, Question
from data.text import plain
from loaders.cells.figure_cells import STATUS, CellValue, number_or_reason
from loaders.cells.heading_dates import tidy
from loaders.cells.period_headings import covering, read_period, shifted, stated
from loaders.cells.withheld_marks import withheld
from loaders.scorecard import counting_words, kpi_match, published_rows, region_or_place, target_reading
from loaders.scorecard.area_match import MEASURES, is_tag, own_basis, row_role, whose
from loaders.scorecard.headings import FIGURES
from loaders.scorecard.labels import read_label, remark
from loaders.scorecard.reading_state import Reader
from loaders.scorecard.scorecard_tables import ScorecardColumn, TableBand
from loaders.spreadsheet.sheet import GridCell, Sheet

UNSTATED = Period("Not stated", PeriodKind.NOT_STATED, None, None)
_LONG_AGO = date(1, 1, 1)
_PARTS = ("numerator", "denominator")
_AIMS, _OWN = ("target", "milestone"), ("value", *_PARTS)
_REMARKS = {kind.name.lower(): kind for kind in RemarkKind}


@dataclass(frozen=True, kw_only=True)
class KpiRow:
    """One KPI's row and what it says of all its figures: a period, what that covers, whose they are, how firm, and that none is shown.

    ``published`` are the roles of those that it says a publisher gave; ``counted`` is the way of counting where it is not the usual one."""

    sheet: Sheet
    cells: dict[int, GridCell]
    indicator: Indicator
    period: Period | None = None
    covers: PeriodKind | None = None
    status: Firmness = Firmness.AS_REPORTED
    source: str = ""
    withheld: Missing | None = None
    published: frozenset[str] = frozenset()
    counted: str = ""

    def ref(self, column: int) -> str:
        return self.sheet.ref(next(iter(self.cells.values())).row, column)


def read_row(reader: Reader, sheet: Sheet, band: TableBand, cells: dict[int, GridCell], given: Period | None) -> str:
    """Takes one row. ``given`` dates figures whose column and row state no period. Returns the KPI's code if none is stated at all."""
    at = next(iter(cells.values())).row
    code, title = (_text(sheet, band, at, role) for role in ("code", "title"))
    named = kpi_match.which(reader.catalogue, reader.words.answers, reader.area.code, code, title)
    if named.indicator is None:
        _without_kpi(reader, sheet, band, cells, code=code, title=title, left_out=named.left_out)
        return ""
    if named.told:
        what = f"‘{' '.join(filter(None, (code, title)))[:100]}’ was read as {named.indicator.code}, {named.indicator.short}, {named.told}."
        first = next(iter(cells.values())).ref
        unsure = bool(code) and "name" in named.told
        hint = "Correct the code." if unsure else "Nothing to do if that is so."
        reader.find(sheet, first, "KPI by name", what, hint, code=named.indicator.code, note=not unsure)
    out = published_rows.left_out(reader, sheet, band, at)
    taken = any(c.role in FIGURES and c.role not in out and c.at in cells for c in band.columns.values())
    if (not out or taken) and (why := _unlike(reader, sheet, band, at, named.indicator)):
        _refuse_row(reader, sheet, cells, named.indicator, why)
        return ""
    row = replace(_row(reader, sheet, band, cells, named.indicator), published=out)
    row = replace(row, counted=_counted(reader, row, (title, _text(sheet, band, at, "basis"))))
    return _read(reader, band, row, given)


def _unlike(reader: Reader, sheet: Sheet, band: TableBand, at: int, indicator: Indicator) -> str:
    """Why a row of a known KPI is not that KPI's figure: a further row of a merged code, or counted otherwise; else empty."""
    column, unit = band.first("code") or band.first("title"), plain(_text(sheet, band, at, "unit"))
    below = column is not None and sheet.at(at, column.at) is None
    if below and not any(band.first(role) for role in ("period", "series")):
        return f"A second row of {indicator.code} under one merged name, and no column says of which period or whose it is"
    percent = unit in ("%", "percent", "percentage", "per cent")
    if not unit and indicator.unit is Unit.PERCENT and _is_number(reader, sheet, band, at, indicator):
        return f"The row counts how many, by its name, and {indicator.code} is a percentage"
    if unit and percent != (indicator.unit is Unit.PERCENT) and (percent or unit in ("number", "no", "count")):
        return f"The row is counted in ‘{unit}’, {indicator.code} in {indicator.unit}"
    return ""


_HOW_MANY = re.compile(
    r"(?:the )?(?:total )?(?:number|no|nos|count|headcount|total|volume) (?:of|in|on)\b|how many\b|.*\b(?:number|count)$"
)


def _is_number(reader: Reader, sheet: Sheet, band: TableBand, at: int, indicator: Indicator) -> bool:
    """Whether a row of a percentage KPI holds a number by its name, and no cell of it says per cent."""
    title = _text(sheet, band, at, "title")
    if not _HOW_MANY.match(plain(title)) or "%" in title or kpi_match.is_name(indicator, title):
        return False
    figures = [cell for c in band.columns.values() if c.role in FIGURES and (cell := sheet.at(at, c.at)) is not None]
    return bool(figures) and not any("%" in cell.text for cell in figures)


def _counted(reader: Reader, row: KpiRow, texts: tuple[str, ...]) -> str:
    """How a row says its figures are counted, where that is not the KPI's usual way: told once for all its figures."""
    indicator = row.indicator
    bases = [feed.basis for feed in reader.catalogue.feeds_of(indicator.code)]
    found = counting_words.said(texts, bases)
    if not found or found == bases[0]:
        return ""
    what = f"{indicator.code} is counted {found} here, as the row says; the usual way is {bases[0]}."
    hint = "Kept apart: never in one line, and never compared, with figures counted the other way."
    reader.find(row.sheet, next(iter(row.cells.values())).ref, "counted otherwise", what, hint, code=indicator.code, note=True)
    return found


def _refuse_row(reader: Reader, sheet: Sheet, cells: dict[int, GridCell], indicator: Indicator, why: str) -> None:
    where = next(iter(cells.values()))
    reader.find(
        sheet, where.ref, "row unlike its KPI", f"{why}; it was not loaded.", "Give the row a code of its own.", code=indicator.code
    )
    for cell in cells.values():
        reader.settle(sheet, cell, CellKind.REFUSED, "", indicator.code)


def _text(sheet: Sheet, band: TableBand, row: int, role: str) -> str:
    column = band.first(role)
    cell = sheet.seen_at(row, column.at) if column else None
    return cell.text.strip() if cell else ""


def _row(reader: Reader, sheet: Sheet, band: TableBand, cells: dict[int, GridCell], indicator: Indicator) -> KpiRow:
    def cell(role: str) -> GridCell | None:
        column = band.first(role)
        return sheet.seen_at(next(iter(cells.values())).row, column.at) if column else None

    period, covers, status = cell("period"), cell("basis"), cell("status")
    read = None
    if period is not None and not period.fault:
        basis = indicator.period_basis
        read = _meant(reader, indicator, period.text) or stated(period.text, basis) or read_period(tidy(period.text), basis)
        if read is None:
            what = f"‘{period.text}’ names no period that can be read."
            reader.find(sheet, period.ref, "period", what, "Write Jan-24, 2023/24, Autumn 2023/24 or Q1 2023/24.", code=indicator.code)
            read = replace(UNSTATED, label=f"Not stated ({period.text})")
    words = reader.catalogue.reading.bases
    kind = words.get(covers.text.strip().casefold()) if covers is not None else _named_cover(reader, cell("title"), indicator)
    firm = STATUS.get(status.text.strip().casefold(), Firmness.AS_REPORTED) if status is not None else Firmness.AS_REPORTED
    source = next((found.text for c in band.all("source") if (found := cells.get(c.at)) is not None), "")
    marked = withheld(status.text, Unit.COUNT, reader.catalogue.reading.reasons) if status is not None else None
    return KpiRow(
        sheet=sheet, cells=cells, indicator=indicator, period=read, covers=PeriodKind(kind) if kind else None, status=firm, source=source,
        withheld=marked,
    )  # fmt: skip


def _named_cover(reader: Reader, title: GridCell | None, indicator: Indicator) -> str | None:
    """What a row's own name says its figures cover: "(year to date)", "cumulative", "rolling 12 months"."""
    text = plain(title.text) if title is not None else ""
    if text in (plain(indicator.title), plain(indicator.printed)):
        return None
    if re.search(r"\b(?:year to date|ytd|cumulative|so far this year)\b", text):
        return PeriodKind.YEAR_TO_DATE.value
    return (
        PeriodKind.ROLLING_YEAR.value
        if re.search(r"\b(?:rolling (?:12|twelve) months?|(?:12|twelve) months? rolling|r12m)\b", text)
        else None
    )


def _without_kpi(
    reader: Reader, sheet: Sheet, band: TableBand, cells: dict[int, GridCell], *, code: str, title: str, left_out: bool
) -> None:
    """A row whose KPI is not known: text is a label, figures are refused aloud and asked about."""
    open_to_figures = (*FIGURES, "", "group")
    figures = [cell for at, cell in cells.items() if at not in band.columns or band.columns[at].role in open_to_figures]
    holds = [c for c in figures if c.number is not None or number_or_reason(c, Unit.PERCENT, {}).value is not None
             or c.text.strip().upper() in reader.catalogue.indicators
             or (c.column in band.columns and band.columns[c.column].role in FIGURES and any(one.isdigit() for one in c.text))]  # fmt: skip
    if left_out:
        for cell in cells.values():
            reader.settle(sheet, cell, CellKind.REFUSED, "left out, as answered")
        return
    if (not code and not holds) or (code and len(cells) == 1):
        return
    first = next(iter(cells.values()))
    where = next((cell for at, cell in cells.items() if at in band.columns and band.columns[at].role in ("code", "title")), first)
    if code:
        what, check = f"‘{code}’ is not a KPI of the catalogue; its row was not loaded.", "unknown KPI"
    elif title:
        what, check = f"‘{title[:100]}’ is not a KPI of the catalogue; its row was not loaded.", "unknown KPI"
    else:
        what, check, where = "A row holds figures but no KPI code; it was not loaded.", "no code", holds[0]
    hint = "Say which KPI it is, add it to the area’s own KPIs, or leave it out." if code or title else "Give the row its code."
    reader.find(sheet, where.ref, check, what, hint)
    if code or title:
        near = kpi_match.likely(reader.catalogue, reader.area.code, title or code)
        seen = tuple(cell.text for cell in holds[:3])
        printed = " ".join(filter(None, (code, title)))
        reader.ask(Question("kpi", kpi_match.key(code, title), printed, f"{sheet.name}!{where.ref}", likely=near, seen=seen))
    for cell in cells.values():
        reader.settle(sheet, cell, CellKind.REFUSED)


def _read(reader: Reader, band: TableBand, row: KpiRow, given: Period | None) -> str:
    sheet, cells, code = row.sheet, row.cells, row.indicator.code
    series = band.first("series")
    says = sheet.seen_at(next(iter(cells.values())).row, series.at) if series else None
    role, area = row_role(reader, says.text if says else "", band.whose)
    if says is not None and not role:
        what = f"‘{says.text}’ is no area, target or comparator that is known; its row was not loaded."
        if area is not None:
            what = f"{region_or_place.why(says.text, reader.area, reader.catalogue)}. Its row was not loaded."
        reader.find(sheet, says.ref, "place or region" if area is not None else "whose figure", what,
                    "Write the area’s name, Target, SN, the region or England.", code=code)  # fmt: skip
        for cell in cells.values():
            reader.settle(sheet, cell, CellKind.REFUSED, "", code)
        return ""
    columns = {at: _as_row_says(column, role, area, says) for at, column in band.columns.items()}
    if row.published:
        columns, every = published_rows.kept(columns, row.published), columns
        gone = [cell for at, cell in cells.items() if at in every and at not in columns]
        for cell in gone:
            reader.settle(sheet, cell, CellKind.REFUSED, "published by DfE: left out", code)
        published_rows.tell(reader, sheet, gone, code)
        cells = {at: cell for at, cell in cells.items() if cell not in gone}
        row = replace(row, cells=cells)
    values = [c for c in columns.values() if c.role == "value"]
    periods = {c.at: _period(reader, row, c, given) for c in values}
    latest = _latest(values, periods, cells)
    for at, cell in cells.items():
        now = periods[latest.at] if latest else row.period or UNSTATED
        _settle_other(reader, row, columns.get(at), cell, _remarked(columns, at, periods, now))
    copies, before = _copies(reader, row, values, latest), len(reader.observations)
    for column in columns.values():
        if column.role in FIGURES and column.at not in copies and (column.role == "value" or column.at in cells):
            period = _dated(reader, row, column, periods, latest=latest, given=given)
            _read_figure(reader, row, column, period, dated_columns=bool(latest and latest.period_text))
    others = any(o.period is UNSTATED and o.series is FigureRole.OTHER and o.raw for o in reader.observations[before:])
    _confirm(reader, row, band)
    return code if others or (latest and periods[latest.at] is UNSTATED) else ""


def _copies(reader: Reader, row: KpiRow, values: list[ScorecardColumn], latest: ScorecardColumn | None) -> set[int]:
    """Columns such as ‘Latest’ beside dated ones: each says the newest dated figure again, or is refused."""
    dated = [c for c in values if c.period_text]
    undated = {c.at for c in values if not c.period_text} if dated and row.period is None else set()
    newest = row.cells.get(latest.at) if latest else None
    for at in undated & set(row.cells):
        cell, said = row.cells[at], reader.catalogue.reading.reasons
        same = newest is not None and number_or_reason(cell, row.indicator.unit, said) == number_or_reason(newest, row.indicator.unit, said)
        if same and newest is not None:
            reader.settle(row.sheet, cell, CellKind.LABEL, f"the same as {newest.ref}", row.indicator.code)
            continue
        what = f"‘{cell.text}’ states no period and is not the newest dated figure{f', {newest.text} in {newest.ref}' if newest else ''}."
        reader.settle(row.sheet, cell, CellKind.REFUSED, "", row.indicator.code)
        reader.find(
            row.sheet, cell.ref, "undated beside dated", what, "Not loaded. Put the period in its heading.", code=row.indicator.code
        )
    return undated


def _remarked(columns: dict[int, ScorecardColumn], at: int, periods: dict[int, Period], now: Period) -> Period:
    """The period that a printed remark is of: where each date has a rating of its own, the date on its left; else the newest."""
    column = columns.get(at)
    if column is None or sum(c.role == column.role for c in columns.values()) < 2:
        return now
    left = [c.at for c in columns.values() if c.role == "value" and c.period_text and c.at < at]
    return periods[max(left)] if left else now


def _as_row_says(column: ScorecardColumn, role: str, area: Area | None, says: GridCell | None) -> ScorecardColumn:
    """A value column of a row that says whose its figures are is that series' column."""
    if column.role != "value" or role == "value" or says is None:
        return column
    return replace(column, role=role, area=area, heading=says.text)


def _latest(values: list[ScorecardColumn], periods: dict[int, Period], cells: dict[int, GridCell]) -> ScorecardColumn | None:
    """The newest column of the row that holds anything, else the newest."""
    dated = [c for c in values if c.period_text] or values
    held = [c for c in dated if c.at in cells] or dated
    return max(held, key=lambda c: (periods[c.at].last or _LONG_AGO, -c.at), default=None)


def _settle_other(reader: Reader, row: KpiRow, column: ScorecardColumn | None, cell: GridCell, period: Period) -> None:
    """Cells that hold no figure: labels and remarks, and those whose heading nobody knows."""
    sheet, code = row.sheet, row.indicator.code
    if column is not None and column.role in FIGURES:
        return
    if column is not None and column.role == LEAVE_OUT:
        reader.settle(sheet, cell, CellKind.REFUSED, "left out, as answered", code)
    elif column is None or column.role in ("", "group"):
        reader.settle(sheet, cell, CellKind.REFUSED, "", code)
        heading = f"the heading ‘{column.heading}’ is not known" if column else "the column has no heading"
        heading = column.doubt if column and column.doubt else heading
        reader.find(sheet, cell.ref, "unknown column", f"‘{cell.text}’ was not loaded: {heading}.", "Name the column.", code=code)
    else:
        read_label(reader, sheet, column, cell, row.indicator)
        if (kind := _REMARKS.get(column.role)) is not None:
            reader.remarks.append(remark(reader, sheet, cell, row.indicator, kind=kind, period=period))


def _dated(
    reader: Reader,
    row: KpiRow,
    column: ScorecardColumn,
    periods: dict[int, Period],
    *,
    latest: ScorecardColumn | None,
    given: Period | None,
) -> Period | None:
    """The period of one column's figure; None where a column such as ‘Previous’ follows nothing that is dated."""
    if column.role == "value":
        return periods[column.at]
    now = periods[latest.at] if latest else row.period or given or UNSTATED
    if column.role in ("previous", "year before"):
        return shifted(now, column.heading, years=int(column.role == "year before"))
    if column.period_text:
        return _period(reader, row, column, given)
    if column.role == "baseline":
        return UNSTATED
    return now


def _read_figure(reader: Reader, row: KpiRow, column: ScorecardColumn, period: Period | None, *, dated_columns: bool) -> None:
    sheet, cell, indicator = row.sheet, row.cells.get(column.at), row.indicator
    unit = Unit.COUNT if column.role in _PARTS else indicator.unit
    aim = column.role in _AIMS
    figure = number_or_reason(cell, unit, reader.catalogue.reading.reasons, target=aim, period_basis=indicator.period_basis)
    if row.withheld is not None and cell is not None and figure.value is not None and column.role in _OWN:
        figure = CellValue(missing=row.withheld, beside=True)
    ref, raw = row.ref(column.at), cell.text if cell else ""
    if period is None:
        if cell is not None:
            what = f"‘{raw}’ stands under ‘{column.heading}’, but the row’s own figure states no period to count back from."
            reader.settle(sheet, cell, CellKind.REFUSED, "", indicator.code)
            reader.find(sheet, ref, "period", what, "Put the period in the column’s heading.", code=indicator.code)
        return
    series, area, basis = whose(reader, sheet, column, figure, cell=cell, ref=ref, code=indicator.code)
    basis = own_basis(reader, column, period) if series is FigureRole.OWN else basis
    if cell is not None and figure.fault:
        reader.settle(sheet, cell, CellKind.REFUSED, Missing.UNREADABLE.value, indicator.code)
        hint = "Type a figure, or say why there is none: TBC, n/a, c for suppressed."
        reader.find(sheet, ref, "unreadable", f"‘{raw}’ {figure.fault}.", hint, code=indicator.code)
        figure = CellValue(missing=Missing.UNREADABLE)
    elif cell is not None:
        if cell.unseen and cell.number is not None and not figure.beside:
            what = f"{ref} holds a number that its number format does not show, such as ;;; does. It was loaded."
            hint = "Show it in the sheet if it is meant, or empty the cell, and load again."
            reader.find(sheet, ref, "unseen number", what, hint, code=indicator.code)
        if figure.beside:
            how = "that its number format does not show" if cell.unseen else "beside a mark that withholds it"
            what = f"{ref} holds a number {how}. It is not shown."
            hint = "The file itself still holds the number. Ask for one without it before you pass it on."
            reader.find(sheet, ref, "number beside its mark", what, hint, code=indicator.code)
        kind = CellKind.OBSERVATION if figure.value is not None or figure.band else CellKind.MISSING
        reader.settle(sheet, cell, kind, _as_read(figure, series, column.role), indicator.code)
    if cell is not None and figure.note and not is_tag(reader, figure):
        period = _noted(reader, row, column, figure, period)
        basis = f"{basis}, noted ‘{figure.note}’" if basis else f"noted ‘{figure.note}’"
    status = next((s for s in (figure.status, period.status, row.status) if s is not Firmness.AS_REPORTED), Firmness.AS_REPORTED)
    measure = MEASURES.get(column.role, CellPart.FIGURE)
    if column.role == "target" and dated_columns and not column.period_text and row.period is None and figure.due is None:
        basis = ", ".join(filter(None, (END_TARGET, basis)))
    basis = marked(basis, row.counted)  # stands first
    value = figure.band[0] if figure.band else figure.value
    found = Observation(
        indicator=indicator.code, reporter=reader.area.code, area=area, series=series, measure=measure, period=period, value=value,
        missing=figure.missing, raw=raw, file=reader.file, sheet=sheet.name, cell=ref, basis=basis, status=status,
        data_source=row.source if column.role != "target" else "",
    )  # fmt: skip
    if figure.band is None:
        reader.observations.append(found)
    if figure.share is not None:
        reader.observations.append(replace(found, measure=CellPart.SHARE, value=figure.share, missing=None))
    if aim and cell is not None:
        target_reading.keep_terms(reader, sheet, cell, found, figure, indicator=indicator)


def _noted(reader: Reader, row: KpiRow, column: ScorecardColumn, figure: CellValue, period: Period) -> Period:
    """Tells of a note in a cell; a note that is a period dates the figure."""
    cell, code = row.cells[column.at], row.indicator.code
    noted = read_period(figure.note, row.indicator.period_basis)
    if noted is not None:
        if (noted.first, noted.last) == (period.first, period.last):
            return period
        stated = bool(column.period_text) or row.period is not None
        what = f"‘{cell.text}’ names its own period, {figure.note}" + (f", under ‘{column.heading}’." if stated else ".")
        reader.find(row.sheet, cell.ref, "period in a cell", what, "The figure was dated as its cell says.", code=code, note=not stated)
        return noted
    firm = figure.status in (Firmness.AS_REPORTED, Firmness.REVISED, Firmness.FINAL)
    hint = "The note is kept beside the figure." if firm else f"It is marked {figure.status.value}: never quote it as final."
    words = f"‘{cell.text}’ was read as {figure.value:,.10g}, with the note ‘{figure.note}’."
    quiet = firm and not any(c.isdigit() for c in figure.note)
    reader.find(row.sheet, cell.ref, "note in a cell", words, hint, code=code, note=quiet)
    return period


def _as_read(figure: CellValue, series: FigureRole, role: str) -> str:
    if figure.missing is not None:
        return figure.missing.value
    due = f", due on {figure.due:%d/%m/%Y}" if figure.due else ""
    if figure.band is not None:
        return f"{series.value}: {figure.band[0]:,.10g} to {figure.band[1]:,.10g}{due}"
    if figure.bound or due:
        return f"{series.value}: {f'{figure.bound} ' if figure.bound else ''}{figure.value:,.10g}{due}"
    share = f", share {figure.share:g}%" if figure.share is not None else ""
    return f"{role if role in _PARTS else series.value}: {figure.value:,.10g}{share}"


def _confirm(reader: Reader, row: KpiRow, band: TableBand) -> None:
    """TBC anywhere in a row without figures is the reason for all its blanks."""
    reasons, code = reader.catalogue.reading.reasons, row.indicator.code
    to_confirm = [c for c in row.cells.values() if reasons.get(c.text.casefold()) is Missing.TO_BE_CONFIRMED]
    if not to_confirm:
        return
    at = next(iter(row.cells.values())).row
    held = {row.sheet.ref(at, column) for column in band.columns}
    own = [n for n, o in enumerate(reader.observations) if o.indicator == code and o.series is FigureRole.OWN and o.sheet == row.sheet.name
           and o.cell in held]  # fmt: skip
    if own and all(reader.observations[n].missing is Missing.BLANK for n in own):
        for n in own:
            basis = marked(f"‘{to_confirm[0].text}’ in {to_confirm[0].ref} of its row", counted_of(reader.observations[n].basis))
            reader.observations[n] = replace(reader.observations[n], missing=Missing.TO_BE_CONFIRMED, basis=basis)
        reader.settle(row.sheet, to_confirm[0], CellKind.MISSING, Missing.TO_BE_CONFIRMED.value, code)


def _meant(reader: Reader, indicator: Indicator, text: str) -> Period | None:
    """What the source mapping says a printed heading or period means for a KPI."""
    means = (m for m in (reader.mapping.means if reader.mapping else ()) if indicator.code in m.indicators)
    found = read_period(text, indicator.period_basis)
    return next(
        (m.period for m in means if plain(m.printed) == plain(text) or _same(read_period(m.printed, indicator.period_basis), found)), None
    )


def _same(one: Period | None, other: Period | None) -> bool:
    """Whether two printed periods are one, however each is spelt: Jan-17, January 2017."""
    return one is not None and other is not None and (one.kind, one.first, one.last) == (other.kind, other.first, other.last)


def _period(reader: Reader, row: KpiRow, column: ScorecardColumn, given: Period | None) -> Period:
    """A column's period: its own, else its row's, else what was answered, else the sheet's."""
    basis = row.indicator.period_basis
    if (meant := _meant(reader, row.indicator, column.period_text or column.heading)) is not None:
        return meant
    answered = reader.words.answers.periods.get(plain(column.heading), "")
    found = read_period(column.period_text, basis) if column.period_text else row.period
    found = found or (read_period(answered, basis) if answered else None) or _in_basis(reader, row.indicator, given)
    if found is None:
        return UNSTATED
    return covering(found, row.covers, basis) if row.covers else found


def _in_basis(reader: Reader, indicator: Indicator, given: Period | None) -> Period | None:
    """A sheet's period read anew for one KPI: a bare year means what it means to that KPI."""
    if given is None:
        return None
    return _meant(reader, indicator, given.label) or read_period(given.label, indicator.period_basis)
