"""Where a sheet's tables are: bands of rows under a header, found by words; and what each column holds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import KW_ONLY, dataclass, field, replace

from data.model.area import Area
from data.model.finding import Finding, Severity
from data.model.questions import LEAVE_OUT
from data.text import plain
from loaders.cells.heading_dates import tidy
from loaders.scorecard.headings import FIGURES, ColumnHeading, HeadingDictionary
from loaders.spreadsheet.sheet import GridCell, Sheet

PRIORITIES = re.compile(r"P?\s*\d{1,2}(?:\s*[/;,&]\s*P?\s*\d{1,2})*", re.IGNORECASE)
SHORT = 40
# Words under a heading that say how its figures are counted, and so nothing of whose or what they are.
_UNITS = ("", "%", "no", "number", "percentage", "percent", "per cent", "count", "rate", "score", "n", "points", "figure", "value")
_MAY_REPEAT = ("", "group", "value", "comment", "rag", "direction", "other", LEAVE_OUT)
Rows = dict[int, list[GridCell]]


@dataclass(frozen=True, slots=True)
class ScorecardColumn:
    """One column of a band. ``mixed`` neighbours may hold a region where a cell is tagged; ``area`` is the place a heading names.
    ``doubt`` says why nothing is taken from a column whose heading is known, as a sentence without its stop.

    ``period_text`` is the part of its headings that names a period: 2024 of "Target 2024".
    """

    at: int
    role: str
    heading: str
    _: KW_ONLY
    mixed: bool = False
    area: Area | None = None
    period_text: str = ""
    doubt: str = ""


@dataclass
class TableBand:
    """The rows under one header, in the columns from ``left`` to ``right``. ``cut`` is a row that heads something else, or 0.

    ``whose`` are the words of its rows that say whose their figures are, each with the region that it names."""

    header: tuple[int, ...]
    columns: dict[int, ScorecardColumn]
    left: int
    right: int
    _: KW_ONLY
    rows: list[int] = field(default_factory=list)
    cut: int = 0
    findings: list[Finding] = field(default_factory=list)
    whose: list[tuple[str, Area | None]] = field(default_factory=list)

    def first(self, role: str) -> ScorecardColumn | None:
        return next((c for c in self.columns.values() if c.role == role), None)

    def all(self, role: str) -> list[ScorecardColumn]:
        return [c for c in self.columns.values() if c.role == role]


def bands(sheet: Sheet, file: str, words: HeadingDictionary) -> list[TableBand]:
    """The sheet's bands, top to bottom; empty when no row is a header."""
    rows = sheet.by_row()
    headers = _headers(sheet, rows, words) or _header_over_codes(rows, words)
    found: list[TableBand] = []
    for header, after in zip(headers, [*headers[1:], (max(rows, default=0) + 1,)], strict=True) if headers else ():
        for band in _bands(sheet, header, words):
            band.rows = [row for row in rows if header[-1] < row < after[0]]
            _settle_names(sheet, band, words)
            _cut(sheet, file, band, words)
            _settle_shared_headings(sheet, file, band)
            found.append(band)
    return found


def _headers(sheet: Sheet, rows: Rows, words: HeadingDictionary) -> list[tuple[int, ...]]:
    """The rows of each header: one, or two where the row above or below only says more about the columns."""
    found: list[tuple[int, ...]] = []
    skip = 0
    for number in sorted(rows):
        if number <= skip or not _is_header(rows[number], words):
            continue
        # An empty row under the headings keeps the next row of headings no farther apart; one above them may part a line of years.
        before, after = number - 1, number + 1 if number + 1 in rows else number + 2
        above, below = rows.get(before, []), rows.get(after, [])
        header: tuple[int, ...] = (number,)
        if _only_headings(below, words):
            header = (number, after)
        elif above and before > skip and _only_headings(above, words) and len(_spread(sheet, above)) > 1:
            header = (before, number)
        elif after == number + 1 and _says_more(sheet, rows[number], below, words):
            header = (number, after)
        skip = header[-1]
        found.append(header)
    return found


def _spread(sheet: Sheet, cells: Sequence[GridCell]) -> set[int]:
    """Columns that a row of headings stands over, merges included."""
    row = cells[0].row
    return {at for at in range(1, _last(sheet) + 1) if sheet.seen_at(row, at) is not None}


def _only_headings(cells: Sequence[GridCell], words: HeadingDictionary) -> bool:
    roles = [words.heading(cell.text).role for cell in cells]
    return bool(cells) and all(roles) and "code" not in roles and "title" not in roles


def _says_more(sheet: Sheet, header: Sequence[GridCell], below: Sequence[GridCell], words: HeadingDictionary) -> bool:
    """Whether a row under a header is of words about its columns, such as “Rank” or “%”: no name, no figure, no reason."""
    names = {cell.column for cell in header if words.heading(cell.text).role in ("code", "title") or words.section(cell.text)}
    return bool(below) and not any(cell.column in names for cell in below) and all(_is_word(cell, words) for cell in below)


def _is_word(cell: GridCell, words: HeadingDictionary) -> bool:
    role, text = words.heading(cell.text).role, cell.text.strip()
    if role or cell.number is not None or cell.dated or cell.fault:
        return role not in ("", "code", "title")
    wordy = text[:1].isalpha() or not any(c.isdigit() for c in text)
    said = text.casefold() in words.catalogue.reading.reasons or PRIORITIES.fullmatch(text) or text.upper() in words.catalogue.indicators
    return wordy and not said and len(text) <= SHORT


def _is_header(cells: Sequence[GridCell], words: HeadingDictionary) -> bool:
    """Headings that name the rows (a code, a name, a section) and at least one that names a figure or more about it."""
    if any(cell.text.strip().upper() in words.catalogue.indicators for cell in cells):
        return False
    read = [words.heading(cell.text) for cell in cells]
    roles = [heading.role for heading in read]
    named = "title" in roles or roles.count("code") > 1 or any(words.section(cell.text) for cell in cells)
    others = [role for role in roles if role and role not in ("code", "title")]
    if "code" in roles and named and others:
        return True
    figures = [heading for heading in read if heading.role in FIGURES]
    return (named or "code" in roles) and bool(figures) and len(set(roles) - {""}) >= 2


def _header_over_codes(rows: Rows, words: HeadingDictionary) -> list[tuple[int, ...]]:
    """Where no heading names the codes: the row over a column of known codes, if it names periods or figures."""
    known = words.catalogue.indicators
    coded = [(cell.column, number) for number, cells in sorted(rows.items()) for cell in cells if cell.text.strip().upper() in known]
    firsts: dict[int, int] = {}
    for column, number in coded:
        firsts.setdefault(column, number)
    for column, first in firsts.items():
        above = max((number for number in rows if number < first), default=0)
        if above and any(words.heading(cell.text).role in FIGURES for cell in rows[above] if cell.column != column):
            return [(above,)]
    return []


def _bands(sheet: Sheet, header: tuple[int, ...], words: HeadingDictionary) -> list[TableBand]:
    """The tables that stand side by side under one header, mostly one."""
    last = _last(sheet)
    seen = {at: [cell for row in header if (cell := sheet.seen_at(row, at)) is not None] for at in range(1, last + 1)}
    if len(header) == 2:
        _spread_dates(seen, header, words)
    columns = {at: _column(at, [cell.text for cell in reversed(cells)], words) for at, cells in seen.items() if cells}
    if len(header) == 2:
        columns |= {at: ScorecardColumn(at, "", columns[at].heading) for at in _under_nothing(sheet, header, columns, words)}
        columns |= {at: ScorecardColumn(at, "", text) for at, text in _among_several(sheet, header, columns, words)}
    else:
        columns |= {at: ScorecardColumn(at, "", text) for at, text in _under_unknown(sheet, header[0], columns, words)}
    starts = _starts(columns)
    ends = [*(start - 1 for start in starts[1:]), last]
    return [
        _band(header, {at: c for at, c in columns.items() if left <= at <= right}, left, right)
        for left, right in zip(starts, ends, strict=True)
    ]


def _starts(columns: dict[int, ScorecardColumn]) -> list[int]:
    """Where each of the tables side by side begins: at a second column of codes or names, with figures before and after it."""
    starts, named, figures = [1], set[str](), False
    for at, column in sorted(columns.items()):
        again = column.role in named and figures and any(c.role in FIGURES for c in columns.values() if c.at > at)
        if again:
            starts.append(at)
            named, figures = set(), False
        if column.role in ("code", "title"):
            named.add(column.role)
        figures = figures or column.role in FIGURES
    return starts


def _under_nothing(sheet: Sheet, header: tuple[int, ...], columns: dict[int, ScorecardColumn], words: HeadingDictionary) -> list[int]:
    """Periods right of one that stands under a word: the word may be meant for them too, and nothing says so."""
    open_under, found = False, []
    for at in sorted(columns):
        above, below = sheet.seen_at(header[0], at), sheet.seen_at(header[1], at)
        dates = below is not None and _is_period(below.text, words.heading(below.text))
        if above is not None and above is not below:
            role = words.heading(above.text).role
            merged = sheet.merged_from.get((header[0], at + 1)) == sheet.merged_from.get((header[0], at), (0, 0))
            open_under = dates and not merged and role not in ("", "group") and not words.heading(above.text).period
        elif above is not None or not dates:
            open_under = False
        elif open_under:
            found.append(at)
    return found


def _among_several(
    sheet: Sheet, header: tuple[int, ...], columns: dict[int, ScorecardColumn], words: HeadingDictionary
) -> list[tuple[int, str]]:
    """Words nobody knows under a heading merged over several columns: “England” over “Rank” and “%”."""
    over = {at: sheet.merged_from.get((header[0], at)) for at in (n for at in columns for n in (at - 1, at, at + 1))}
    wide = [at for at in columns if over[at] is not None and over[at] in (over[at - 1], over[at + 1])]
    below = {at: cell for at in wide if (cell := sheet.at(header[1], at)) is not None}
    return [(at, cell.text) for at, cell in below.items()
            if columns[at].role in FIGURES and not words.heading(cell.text).role and plain(cell.text) not in _UNITS]  # fmt: skip


def _under_unknown(sheet: Sheet, header: int, columns: dict[int, ScorecardColumn], words: HeadingDictionary) -> list[tuple[int, str]]:
    """Periods under a word nobody knows, in a row where words that are known stand over others."""
    above = {at: cell for at in columns if (cell := sheet.seen_at(header - 1, at)) is not None and cell.row == header - 1}
    roles = {at: words.heading(cell.text).role for at, cell in above.items()}
    if not any(role in FIGURES and not words.heading(above[at].text).period for at, role in roles.items()):
        return []
    return [(at, f"{above[at].text} {columns[at].heading}") for at, role in roles.items()
            if not role and columns[at].role == "value" and tidy(columns[at].heading) == columns[at].period_text]  # fmt: skip


def _band(header: tuple[int, ...], columns: dict[int, ScorecardColumn], left: int, right: int) -> TableBand:
    band = TableBand(header, columns, left, right)
    unnamed = band.all("group")
    for extra in band.all("code")[1:]:
        band.columns[extra.at] = ScorecardColumn(extra.at, "" if band.first("title") else "title", extra.heading)
    if unnamed and not any(c.role in ("value", "other") for c in band.columns.values()):
        band.columns[unnamed[0].at] = ScorecardColumn(unnamed[0].at, "value", "")
    return band


def _spread_dates(seen: dict[int, list[GridCell]], header: tuple[int, ...], words: HeadingDictionary) -> None:
    """A date that stands once over columns whose headings repeat belongs to each column till the next date."""
    lower = [words.heading(cells[-1].text).role for cells in seen.values() if cells and cells[-1].row == header[1]]
    if len(set(lower)) == len(lower):
        return
    date: GridCell | None = None
    tops = {at: next((cell for cell in cells if cell.row == header[0]), None) for at, cells in seen.items()}
    first = next((at for at, top in tops.items() if top is not None and words.heading(top.text).period), 0)
    before = {words.heading(cells[-1].text).role for at, cells in seen.items() if cells and at < first} & set(FIGURES)
    if before & {words.heading(cells[-1].text).role for at, cells in seen.items() if cells and at > first}:
        return  # the date stands over the middle of its columns, so where they end is not known
    for at, cells in seen.items():
        top = tops[at]
        if top is not None:
            date = top if words.heading(top.text).period else None
        elif date is not None and cells:
            cells.insert(0, date)


def _column(at: int, texts: list[str], words: HeadingDictionary) -> ScorecardColumn:
    """The column's role by its nearest heading that has one, its period by the nearest that has one; group words decide last."""
    texts = [text for text in texts if plain(text) not in _UNITS] or texts[-1:]
    read = [(text, words.heading(text)) for text in texts]
    dates = any(_is_period(text, heading) for text, heading in read) and not any(h.role and not h.period for _, h in read)
    if dates and len(texts) > 1 and not read[0][1].role and not words.section(texts[0]):
        return ScorecardColumn(at, "", texts[0])  # “Rank” under 2016 is not the figure of 2016
    period = next((heading.period for _, heading in read if heading.period), "")
    named = [(text, heading) for text, heading in read if heading.role and heading.role != "group"]
    explicit = [(text, heading) for text, heading in named if not _is_period(text, heading)]
    for text, heading in explicit or named:
        dated = period if heading.role in FIGURES else heading.period
        return ScorecardColumn(at, heading.role, text, mixed=heading.mixed, area=heading.area, period_text=dated)
    if any(words.section(text) for text in texts):
        return ScorecardColumn(at, "title", texts[0])
    return ScorecardColumn(at, "group" if read[0][1].role == "group" else "", texts[0])


def _is_period(text: str, heading: ColumnHeading) -> bool:
    return heading.role == "value" and heading.period == tidy(text)


def _settle_names(sheet: Sheet, band: TableBand, words: HeadingDictionary) -> None:
    """Which column holds codes and which names, by what stands in them, where the headings leave it open."""
    known = words.catalogue.indicators
    texts = {
        at: [cell.text.strip() for row in band.rows if (cell := sheet.at(row, at)) is not None] for at in range(band.left, band.right + 1)
    }
    codes = {at: sum(text.upper() in known for text in column) for at, column in texts.items()}
    code, title = band.first("code"), band.first("title")
    if code is not None and title is None and not codes.get(code.at) and any(len(text) > 8 for text in texts.get(code.at, [])):
        band.columns[code.at] = replace(code, role="title")
        code = None
    if code is None:
        best = max(codes, key=lambda at: (codes[at], -at), default=0)
        held = band.columns.get(best)
        if best and codes[best] * 2 > len(texts[best]) and (held is None or held.role in ("", "title")):
            band.columns[best] = ScorecardColumn(best, "code", held.heading if held else "")
    band.columns = dict(sorted(band.columns.items()))


def _cut(sheet: Sheet, file: str, band: TableBand, words: HeadingDictionary) -> None:
    """A row that holds headings where figures belong, and no KPI, heads something that is not this table: it ends there."""
    names = {c.at for c in band.columns.values() if c.role in ("code", "title")}
    for row in band.rows:
        cells = [cell for cell in sheet.row(row) if band.left <= cell.column <= band.right]
        name = [cell for at in names if (cell := sheet.seen_at(row, at)) is not None]
        named = any(cell.text.strip().upper() in words.catalogue.indicators for cell in name)
        roles = {c.column: band.columns[c.column].role if c.column in band.columns else "" for c in cells}
        heads = [c for c in cells if words.heading(c.text).role in FIGURES and (roles[c.column] in FIGURES or c.column in names)]
        figures = [c for c in cells if roles[c.column] in FIGURES]
        if named or len(heads) < 2 or not figures or not all(words.heading(c.text).role for c in figures):
            continue
        if any(not words.heading(c.text).role for c in name) and all(_is_period(c.text, words.heading(c.text)) for c in heads):
            continue  # a KPI by a name of its own, with counts that look like years
        firsts = (sheet.row(at) for at in band.rows if at >= row)
        places = [next((c.ref for c in cells if band.left <= c.column <= band.right), "") for cells in firsts]
        told = f"{file}!{sheet.name}!{', '.join(filter(None, places))}"
        said = ", ".join(f"‘{cell.text}’" for cell in heads)
        what = f"{said} stand where figures belong, under no name: another table begins here."
        what += " Nothing from here to the next heading was loaded."
        band.findings.append(Finding(Severity.CHECK, told, what, "Give this table a heading of its own, such as ‘Ref’.", "another table"))
        band.cut = row
        return


def _last(sheet: Sheet) -> int:
    return max((place[1] for place in sheet.cells), default=0)


def _settle_shared_headings(sheet: Sheet, file: str, band: TableBand) -> None:
    """Where one heading is merged over two columns, the second is what its cells or the other bands show it to be."""
    for column, below in _said_below(sheet, band):
        what = f"‘{below.text}’ under ‘{column.heading}’ is not known; the figures were read as the heading alone says."
        where = f"{file}!{sheet.name}!{below.ref}"
        band.findings.append(
            Finding(Severity.CHECK, where, what, "Leave the column out, if it holds something else.", "heading in two rows")
        )
    for alike in _alike(sheet, band):
        places = ", ".join(sheet.ref(band.header[-1], column.at) for column in alike)
        what = f"‘{alike[0].heading}’ stands over several columns with figures, and nothing says which of them holds the area’s own."
        where = f"{file}!{sheet.name}!{places}"
        band.findings.append(Finding(Severity.CHECK, where, what, "Give each column a heading of its own.", "shared heading"))
        band.columns |= {column.at: replace(column, role="") for column in alike}
    seen: set[str] = set()
    for at, column in sorted(band.columns.items()):
        key = f"{column.role} {column.period_text} {column.area.code if column.area else ''}"
        if column.role in _MAY_REPEAT or key not in seen:
            seen.add(key)
            continue
        texts = [cell.text for row in band.rows if (cell := sheet.at(row, at)) is not None]
        if texts and all(PRIORITIES.fullmatch(text) for text in texts) and band.first("priority") is None:
            band.columns[at] = ScorecardColumn(at, "priority", column.heading)
            where = f"{file}!{sheet.name}!{sheet.ref(band.header[0], at)}"
            what = f"The heading ‘{column.heading}’ stands over two columns; the second holds priorities and was read so."
            band.findings.append(Finding(Severity.NOTE, where, what, "Give the second column a heading of its own.", "shared heading"))
        else:
            band.columns[at] = ScorecardColumn(at, "", column.heading)


def _alike(sheet: Sheet, band: TableBand) -> list[list[ScorecardColumn]]:
    """Columns of figures that one heading and one period cannot tell apart, where more than one of them holds anything."""
    groups: dict[tuple[str, str, str, str], list[ScorecardColumn]] = {}
    for column in band.columns.values():
        if column.role in ("value", "other") and any(sheet.at(row, column.at) for row in band.rows):
            key = (column.role, column.heading, column.period_text, column.area.code if column.area else "")
            groups.setdefault(key, []).append(column)
    return [columns for columns in groups.values() if len(columns) > 1]


def _said_below(sheet: Sheet, band: TableBand) -> list[tuple[ScorecardColumn, GridCell]]:
    """Words in the last heading row that are neither the column's heading nor its period nor a unit."""
    if len(band.header) < 2:
        return []
    cells = ((c, sheet.at(band.header[1], at)) for at, c in band.columns.items() if c.role in FIGURES)
    return [(column, cell) for column, cell in cells
            if cell is not None and cell.text not in (column.heading, column.period_text) and plain(cell.text) not in _UNITS
            and not (column.period_text and column.period_text in cell.text)]  # fmt: skip
