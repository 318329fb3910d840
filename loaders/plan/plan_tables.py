"""Where a plan's tables stand on a sheet: their headings by word, what each column holds, and bands of priorities between rows."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from data.catalogue.plan_format import PlanDictionary
from data.text import plain
from loaders.cells.heading_dates import bare, dated
from loaders.cells.period_headings import read_period
from loaders.spreadsheet.sheet import GridCell, Sheet

LONGEST_HEADING = 90
_LEAST = ("due", "revised", "status", "measures", "owner")


@dataclass(frozen=True, slots=True)
class PlanColumn:
    """One column: its role (empty if unknown; ``owner`` with its layer) and its heading as printed."""

    at: int
    role: str
    layer: str
    heading: str


@dataclass(frozen=True, slots=True)
class PlanTable:
    """One run of headings and the rows under it, to the next headings or the sheet's end."""

    header: tuple[int, ...]
    columns: dict[int, PlanColumn]
    rows: tuple[int, ...]

    def all(self, role: str) -> list[PlanColumn]:
        return [column for _, column in sorted(self.columns.items()) if column.role == role]


@dataclass(frozen=True, slots=True)
class PriorityBand:
    """A line that names a priority (``sub`` empty) or a sub-priority, such as "1.2"."""

    priority: int
    sub: str
    title: str


def heading(text: str, words: PlanDictionary) -> str:
    """The role a heading names, or nothing. Where the whole is not known, brackets, a number at its end or a period are left out.

    Two headings in one, such as "Impact / outcome", name a role where both name the same.
    """
    if len(text) > LONGEST_HEADING:
        return ""
    for form in (text, re.sub(r"\(.*?\)", " ", text), re.sub(r"\s*\d+\s*$", "", text), bare(text)):
        if role := words.headings.get(plain(form)):
            return role
    parts = {words.headings.get(plain(part), "") for part in re.split(r"/|&|\band\b|\bor\b", text)}
    return parts.pop() if len(parts) == 1 else ""


def plan_tables(sheet: Sheet, words: PlanDictionary) -> list[PlanTable]:
    """The plan tables of a sheet: headings that name an action and at least one of due date, owner, status and measure of success."""
    rows = sheet.by_row()
    headers: list[tuple[tuple[int, ...], dict[int, PlanColumn]]] = []
    for row in rows:
        if headers and row in headers[-1][0]:
            continue
        roles = {cell.column: heading(cell.text, words) for cell in rows[row]}
        if not _is_header(roles.values()):
            roles |= {at: role for at, role in _under(sheet, row, words).items() if role}
            if not _is_header(roles.values()) or "action" not in {heading(cell.text, words) for cell in rows[row]}:
                continue
        headers.append(_header(sheet, row, words))
    tables = []
    for n, (header, columns) in enumerate(headers):
        until = headers[n + 1][0][0] if n + 1 < len(headers) else max(rows) + 1
        tables.append(PlanTable(header, columns, tuple(row for row in rows if header[-1] < row < until)))
    return tables


def _is_header(roles: Iterable[str]) -> bool:
    named = [role.partition(":")[0] for role in roles if role]
    return named.count("action") >= 1 and "figure" not in named and any(role in _LEAST for role in named) and len(set(named)) >= 3


def _under(sheet: Sheet, row: int, words: PlanDictionary) -> dict[int, str]:
    """The roles of a second row of headings; empty unless every cell of it is a heading."""
    found = {cell.column: heading(cell.text, words) for cell in sheet.row(row + 1)}
    return found if found and all(found.values()) and "action" not in found.values() else {}


def _header(sheet: Sheet, row: int, words: PlanDictionary) -> tuple[tuple[int, ...], dict[int, PlanColumn]]:
    under = _under(sheet, row, words)
    columns: dict[int, PlanColumn] = {}
    top = {at: cell for at in _across(sheet, row, under) if (cell := sheet.seen_at(row, at)) is not None}
    for at in sorted({*top, *under}):
        second = sheet.at(row + 1, at) if under else None
        text = " ".join(cell.text for cell in (top.get(at), second) if cell is not None)
        role, _, layer = (under.get(at) or heading(top[at].text, words) if at in top else under[at]).partition(":")
        columns[at] = PlanColumn(at, role, layer, text)
    return ((row, row + 1) if under else (row,)), _newest_status(_owners_told_apart(columns))


def _owners_told_apart(columns: dict[int, PlanColumn]) -> dict[int, PlanColumn]:
    """A column headed Owner names the lead, or the SLT owner where another column names leads."""
    led = any(column.layer in ("lead", "council", "health") for column in columns.values())
    return {at: replace(c, layer="SLT owner" if led else "lead") if c.layer == "owner" else c for at, c in columns.items()}


def _newest_status(columns: dict[int, PlanColumn]) -> dict[int, PlanColumn]:
    """Of several columns of status that each name their own period the newest is kept; else all stay, and must agree."""
    statuses = [column for column in columns.values() if column.role == "status"]
    ends = {column.at: _named_end(column.heading) for column in statuses}
    days = [end for end in ends.values() if end is not None]
    if len(statuses) < 2 or len(days) < len(statuses) or len(set(days)) < len(days):
        return columns
    return {at: replace(c, role="") if c.role == "status" and ends[at] != max(days) else c for at, c in columns.items()}


def _named_end(text: str) -> date | None:
    named = (read_period(period, "calendar year") for _, period in dated(text))
    return next((period.last for period in named if period is not None), None)


def _across(sheet: Sheet, row: int, under: dict[int, str]) -> set[int]:
    return {cell.column for cell in sheet.row(row)} | set(under)


def read_band(cells: list[GridCell], words: PlanDictionary) -> PriorityBand | None:
    """The band a row is: one line such as "Priority 1: …", "SP 1.2 …" or "1. …", or its number and its title in two cells."""
    if len(cells) not in (1, 2):
        return None
    text = " ".join(cell.text for cell in cells)
    found = re.match(
        r"\s*(?P<word>[A-Za-z][A-Za-z -]*?)?\s*(?P<n>\d{1,2})(?:\.(?P<sub>\d{1,2}))?(?!\.?\d)"
        r"(?P<mark>[\s:.)\-\u2013\u2014]*)(?P<title>.*)$",
        text, re.DOTALL,
    )  # fmt: skip
    if found is None:
        return None
    word, sub = plain(found["word"] or ""), found["sub"]
    known = word in words.sets["bands"] or (sub is not None and word in words.sets["sub_bands"])
    if word and not known:
        return None
    if not word and (not found["title"].strip() or (sub is None and len(cells) == 1 and not re.match(r"\s*[.):]", found["mark"]))):
        return None
    return PriorityBand(int(found["n"]), f"{int(found['n'])}.{int(sub)}" if sub else "", " ".join(found["title"].split()))


def read_priority(text: str, words: PlanDictionary) -> tuple[tuple[int, ...], str]:
    """What a cell in a column of priorities names: the numbers (P6, 6, Priority 6, P3/P8) and the title beside one number."""
    parts = re.split(r"\s*[/;&,]\s*", text.strip())
    numbers = [re.fullmatch(r"(?:[A-Za-z][A-Za-z ]*?)?\s*(\d{1,2})", part) for part in parts]
    if all(numbers):
        return tuple(int(found[1]) for found in numbers if found), ""
    band = re.match(r"\s*(?P<word>[A-Za-z][A-Za-z ]*?)?\s*(?P<n>\d{1,2})(?!\.?\d)[\s:.)\-\u2013\u2014]+(?P<title>.+)$", text, re.DOTALL)
    if band is not None and (not band["word"] or plain(band["word"]) in words.sets["bands"] or plain(band["word"]) == "p"):
        return (int(band["n"]),), " ".join(band["title"].split())
    return (), " ".join(text.split())
