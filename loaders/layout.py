"""Where a sheet's tables are: bands of rows under a header, found by words; and what each column holds."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from data.catalogue import Catalogue
from data.model import Area, Finding, Severity
from data.words import plain
from loaders.grid import GridCell, Sheet
from loaders.periods import read_period

PRIORITIES = re.compile(r"P?\s*\d{1,2}(?:\s*[/;,&]\s*P?\s*\d{1,2})*", re.IGNORECASE)
FIGURES = ("value", "target", "neighbours", "region", "england")


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a band. ``mixed`` neighbours may hold a region where a cell is tagged; ``area`` is a region's own.

    ``period_text`` is the part of its heading that names a period: 2024 of "Target 2024".
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


def bands(sheet: Sheet, file: str, catalogue: Catalogue) -> list[Band]:
    """The sheet's bands, top to bottom; empty when no row is a header."""
    rows = sheet.by_row()
    found: list[Band] = []
    numbers = sorted(rows)
    skip: set[int] = set()
    for number in numbers:
        if number in skip:
            continue
        if _is_header(rows[number], catalogue):
            second = _second_header(sheet, rows, number, catalogue)
            header = (number,) if second is None else (number, second)
            skip.update(header)
            found.append(_band(sheet, file, header, found[-1] if found else None, catalogue))
        elif found:
            found[-1].rows.append(number)
    for band in found:
        _settle_shared_headings(sheet, file, band, found)
    return found


def _role(text: str, catalogue: Catalogue) -> str:
    word = plain(text)
    if not word:
        return ""
    for role, words in catalogue.reading.roles.items():
        if word in words:
            return role
    if word in catalogue.reading.mixed_neighbours:
        return "neighbours"
    if word in catalogue.regions_by_tag:
        return "region"
    return "value" if read_period(text, "calendar year") else ""


def _dated_role(text: str, catalogue: Catalogue) -> tuple[str, str]:
    """(role, period) of a heading: "Target 2024" and "2024 target" are the target of 2024."""
    if role := _role(text, catalogue):
        return role, text if role == "value" and read_period(text, "calendar year") else ""
    words = text.split()
    for cut in range(1, len(words)):
        for named, dated in ((words[:cut], words[cut:]), (words[cut:], words[:cut])):
            role, period = _role(" ".join(named), catalogue), " ".join(dated)
            if role in FIGURES and read_period(period, "calendar year") and not read_period(" ".join(named), "calendar year"):
                return role, period
    return "", ""


def _section(text: str, catalogue: Catalogue) -> str:
    word = plain(text)
    return next((s.code for s in catalogue.sections.values() if word in map(plain, (s.title, *s.printed))), "")


def _is_header(cells: list[GridCell], catalogue: Catalogue) -> bool:
    """A code heading, a name heading (or a section's own) and at least one more heading we know."""
    roles = [_dated_role(cell.text, catalogue)[0] for cell in cells]
    names = [cell for cell, role in zip(cells, roles, strict=True) if role == "title" or _section(cell.text, catalogue)]
    named = bool(names) or roles.count("code") > 1  # "Ref" and "KPI": the second is the name
    return "code" in roles and named and any(r and r not in ("code", "title") for r in roles)


def _second_header(sheet: Sheet, rows: dict[int, list[GridCell]], first: int, catalogue: Catalogue) -> int | None:
    """The next row, where it only says more about the columns: nothing in it but headings."""
    below = rows.get(first + 1, [])
    roles = [_dated_role(cell.text, catalogue)[0] for cell in below]
    return first + 1 if below and all(roles) and "code" not in roles else None


def _band(sheet: Sheet, file: str, header: tuple[int, ...], above: Band | None, catalogue: Catalogue) -> Band:
    band = Band(header, {}, "")
    last = max(place[1] for place in sheet.cells)
    unnamed: list[Column] = []
    for at in range(1, last + 1):
        seen = [cell for row in header if (cell := sheet.seen_at(row, at)) is not None]
        if not seen:
            continue
        band.section = band.section or next(filter(None, (_section(cell.text, catalogue) for cell in seen)), "")
        column = _column(at, [cell.text for cell in reversed(seen)], catalogue)
        if column.role == "group":
            unnamed.append(column)
        band.columns[at] = column
    for extra in band.all("code")[1:]:
        band.columns[extra.at] = Column(extra.at, "" if band.first("title") else "title", extra.heading)
    if unnamed and not band.all("value"):
        only = unnamed[0]
        band.columns[only.at] = Column(only.at, "value", "")
    return band


def _column(at: int, texts: list[str], catalogue: Catalogue) -> Column:
    """The column's role by its nearest heading that has one; words over a group of columns decide last."""
    known = [(text, *_dated_role(text, catalogue)) for text in texts]
    for text, role, period in known:
        if role and role != "group":
            mixed = plain(text) in catalogue.reading.mixed_neighbours
            region = catalogue.regions_by_tag.get(plain(text.replace(period, "") if period else text))
            return Column(at, role, text, mixed, region, period)
    if any(_section(text, catalogue) for text in texts):
        return Column(at, "title", texts[0])
    return Column(at, "group" if any(role == "group" for _, role, _ in known) else "", texts[0])


def _settle_shared_headings(sheet: Sheet, file: str, band: Band, all_bands: list[Band]) -> None:
    """Where one heading is merged over two columns, the second is what its cells or the other bands show it to be."""
    seen: set[str] = set()
    for at, column in sorted(band.columns.items()):
        key = f"{column.role} {column.period_text}"
        if column.role in ("", "group", "value", "comment") or key not in seen:
            seen.add(key)
            continue
        texts = [cell.text for row in band.rows if (cell := sheet.at(row, at)) is not None]
        if texts and all(PRIORITIES.fullmatch(text) for text in texts) and band.first("priority") is None:
            band.columns[at] = Column(at, "priority", column.heading)
            where = f"{file}!{sheet.name}!{_name(band.header[0], at)}"
            what = f"The heading ‘{column.heading}’ stands over two columns; the second holds priorities and was read so."
            band.findings.append(Finding(Severity.NOTE, where, what, "Give the second column a heading of its own.", "shared heading"))
        else:
            band.columns[at] = Column(at, "", column.heading)


def _name(row: int, column: int) -> str:
    return GridCell(row, column, "").ref
