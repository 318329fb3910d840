"""Where a sheet's tables are: bands of rows under a header, found by words; and what each column holds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from data.asking import LEAVE_OUT
from data.model import Area, Finding, Severity
from loaders.grid import GridCell, Sheet
from loaders.headings import FIGURES, Heading, Words

PRIORITIES = re.compile(r"P?\s*\d{1,2}(?:\s*[/;,&]\s*P?\s*\d{1,2})*", re.IGNORECASE)
_MAY_REPEAT = ("", "group", "value", "comment", "other", LEAVE_OUT)
Rows = dict[int, list[GridCell]]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a band. ``mixed`` neighbours may hold a region where a cell is tagged; ``area`` is the place a heading names.

    ``period_text`` is the part of its headings that names a period: 2024 of "Target 2024".
    """

    at: int
    role: str
    heading: str
    mixed: bool = False
    area: Area | None = None
    period_text: str = ""


@dataclass
class Band:
    """The rows under one header. ``section`` is the section its heading names, or empty."""

    header: tuple[int, ...]
    columns: dict[int, Column]
    section: str
    rows: list[int] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def first(self, role: str) -> Column | None:
        return next((c for c in self.columns.values() if c.role == role), None)

    def all(self, role: str) -> list[Column]:
        return [c for c in self.columns.values() if c.role == role]


def bands(sheet: Sheet, file: str, words: Words) -> list[Band]:
    """The sheet's bands, top to bottom; empty when no row is a header."""
    rows = sheet.by_row()
    headers = _headers(sheet, rows, words) or _header_over_codes(rows, words)
    found = [_band(sheet, header, words) for header in headers]
    taken = {row for header in headers for row in header}
    for band, after in zip(found, [*headers[1:], (max(rows, default=0) + 1,)], strict=True) if found else ():
        band.rows = [row for row in rows if band.header[-1] < row < after[0] and row not in taken]
    for band in found:
        _settle_names(sheet, band, words)
        _settle_shared_headings(sheet, file, band)
    return found


def _headers(sheet: Sheet, rows: Rows, words: Words) -> list[tuple[int, ...]]:
    """The rows of each header: one, or two where the row above or below only says more about the columns."""
    found: list[tuple[int, ...]] = []
    skip = 0
    for number in sorted(rows):
        if number <= skip or not _is_header(rows[number], words):
            continue
        above, below = rows.get(number - 1, []), rows.get(number + 1, [])
        header: tuple[int, ...] = (number,)
        if _only_headings(below, words):
            header = (number, number + 1)
        elif above and number - 1 > skip and _only_headings(above, words) and len(_spread(sheet, above)) > 1:
            header = (number - 1, number)
        skip = header[-1]
        found.append(header)
    return found


def _spread(sheet: Sheet, cells: Sequence[GridCell]) -> set[int]:
    """Columns that a row of headings stands over, merges included."""
    row = cells[0].row
    return {at for at in range(1, _last(sheet) + 1) if sheet.seen_at(row, at) is not None}


def _only_headings(cells: Sequence[GridCell], words: Words) -> bool:
    roles = [words.heading(cell.text).role for cell in cells]
    return bool(cells) and all(roles) and "code" not in roles and "title" not in roles


def _is_header(cells: Sequence[GridCell], words: Words) -> bool:
    """Headings that name the rows (a code, a name, a section) and at least one that names a figure or more about it."""
    read = [words.heading(cell.text) for cell in cells]
    roles = [heading.role for heading in read]
    named = "title" in roles or roles.count("code") > 1 or any(words.section(cell.text) for cell in cells)
    others = [role for role in roles if role and role not in ("code", "title")]
    if "code" in roles and named and others:
        return True
    figures = [heading for heading in read if heading.role in FIGURES]
    return ("title" in roles or "code" in roles) and bool(figures) and len(set(roles) - {""}) >= 2


def _header_over_codes(rows: Rows, words: Words) -> list[tuple[int, ...]]:
    """Where no heading names the codes: the row over a column of known codes, if it names periods or figures."""
    known = words.catalogue.indicators
    coded = [(cell.column, number) for number, cells in sorted(rows.items()) for cell in cells if cell.text.strip().upper() in known]
    columns = [column for column, _ in coded]
    for column in dict.fromkeys(columns):
        first = next(number for at, number in coded if at == column)
        above = max((number for number in rows if number < first), default=0)
        if above and any(words.heading(cell.text).role in FIGURES for cell in rows[above] if cell.column != column):
            return [(above,)]
    return []


def _band(sheet: Sheet, header: tuple[int, ...], words: Words) -> Band:
    band = Band(header, {}, "")
    last = max(place[1] for place in sheet.cells)
    seen = {at: [cell for row in header if (cell := sheet.seen_at(row, at)) is not None] for at in range(1, last + 1)}
    if len(header) == 2:
        _spread_dates(seen, header, words)
    unnamed: list[Column] = []
    for at, cells in seen.items():
        if not cells:
            continue
        band.section = band.section or next(filter(None, (words.section(cell.text) for cell in cells)), "")
        column = _column(at, [cell.text for cell in reversed(cells)], words)
        if column.role == "group":
            unnamed.append(column)
        band.columns[at] = column
    for extra in band.all("code")[1:]:
        band.columns[extra.at] = Column(extra.at, "" if band.first("title") else "title", extra.heading)
    if unnamed and not any(c.role in ("value", "other") for c in band.columns.values()):
        band.columns[unnamed[0].at] = Column(unnamed[0].at, "value", "")
    return band


def _spread_dates(seen: dict[int, list[GridCell]], header: tuple[int, ...], words: Words) -> None:
    """A date that stands once over columns whose headings repeat belongs to each column till the next date."""
    lower = [words.heading(cells[-1].text).role for cells in seen.values() if cells and cells[-1].row == header[1]]
    if len(set(lower)) == len(lower):
        return
    date: GridCell | None = None
    for cells in seen.values():
        top = next((cell for cell in cells if cell.row == header[0]), None)
        if top is not None:
            date = top if words.heading(top.text).period else None
        elif date is not None and cells:
            cells.insert(0, date)


def _column(at: int, texts: list[str], words: Words) -> Column:
    """The column's role by its nearest heading that has one, its period by the nearest that has one; group words decide last."""
    read = [(text, words.heading(text)) for text in texts]
    period = next((heading.period for _, heading in read if heading.period), "")
    named = [(text, heading) for text, heading in read if heading.role and heading.role != "group"]
    explicit = [(text, heading) for text, heading in named if not _is_period(text, heading)]
    for text, heading in explicit or named:
        dated = period if heading.role in FIGURES else heading.period
        return Column(at, heading.role, text, heading.mixed, heading.area, dated)
    if any(words.section(text) for text in texts):
        return Column(at, "title", texts[0])
    return Column(at, "group" if any(heading.role == "group" for _, heading in read) else "", texts[0])


def _is_period(text: str, heading: Heading) -> bool:
    return heading.role == "value" and heading.period == text


def _settle_names(sheet: Sheet, band: Band, words: Words) -> None:
    """Which column holds codes and which names, by what stands in them, where the headings leave it open."""
    known = words.catalogue.indicators
    texts = {at: [cell.text.strip() for row in band.rows if (cell := sheet.at(row, at)) is not None] for at in range(1, _last(sheet) + 1)}
    codes = {at: sum(text.upper() in known for text in column) for at, column in texts.items()}
    code, title = band.first("code"), band.first("title")
    if code is not None and title is None and not codes.get(code.at) and any(len(text) > 8 for text in texts.get(code.at, [])):
        band.columns[code.at] = replace(code, role="title")
        code = None
    if code is None:
        best = max(codes, key=lambda at: (codes[at], -at), default=0)
        held = band.columns.get(best)
        if best and codes[best] * 2 > len(texts[best]) and (held is None or held.role in ("", "title")):
            band.columns[best] = Column(best, "code", held.heading if held else "")
    band.columns = dict(sorted(band.columns.items()))


def _last(sheet: Sheet) -> int:
    return max((place[1] for place in sheet.cells), default=0)


def _settle_shared_headings(sheet: Sheet, file: str, band: Band) -> None:
    """Where one heading is merged over two columns, the second is what its cells or the other bands show it to be."""
    seen: set[str] = set()
    for at, column in sorted(band.columns.items()):
        key = f"{column.role} {column.period_text} {column.area.code if column.area else ''}"
        if column.role in _MAY_REPEAT or key not in seen:
            seen.add(key)
            continue
        texts = [cell.text for row in band.rows if (cell := sheet.at(row, at)) is not None]
        if texts and all(PRIORITIES.fullmatch(text) for text in texts) and band.first("priority") is None:
            band.columns[at] = Column(at, "priority", column.heading)
            where = f"{file}!{sheet.name}!{sheet.ref(band.header[0], at)}"
            what = f"The heading ‘{column.heading}’ stands over two columns; the second holds priorities and was read so."
            band.findings.append(Finding(Severity.NOTE, where, what, "Give the second column a heading of its own.", "shared heading"))
        else:
            band.columns[at] = Column(at, "", column.heading)
