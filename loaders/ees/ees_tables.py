"""Each file of a release as one wide table of text, and what its columns are: geography, filters or indicators."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from io import StringIO
from itertools import groupby

import duckdb

from data.catalogue.ees_format import KnownFile, Publication
from data.model.finding import Refused
from data.model.observation import Missing
from data.store.release_schema import quoted
from loaders.ees.ees_files import NEEDED, Member, rewrite
from loaders.ees.ees_numbers import NUMBER_MACROS, SYMBOLS, read_cell

# Each level's columns: codes first, then the name. Those of a level must be blank on higher levels' rows.
LEVELS: dict[str, tuple[str, ...]] = {
    "National": ("country_code", "country_name"),
    "Regional": ("region_code", "region_name"),
    "Local authority": ("new_la_code", "old_la_code", "la_name"),
    "Local authority district": ("lad_code", "lad_name"),
    "RSC region": ("rsc_region_lead_name",),
    "Parliamentary constituency": ("pcon_code", "pcon_name"),
    "Local skills improvement plan area": ("lsip_code", "lsip_name"),
    "Local enterprise partnership": ("local_enterprise_partnership_code", "local_enterprise_partnership_name"),
    "English devolved area": ("english_devolved_area_code", "english_devolved_area_name"),
    "Opportunity area": ("opportunity_area_code", "opportunity_area_name"),
    "Ward": ("ward_code", "ward_name"),
    "MAT": ("trust_id", "trust_name"),
    "Sponsor": ("sponsor_id", "sponsor_name"),
    "School": ("school_urn", "school_laestab", "school_name"),
    "Provider": ("provider_ukprn", "provider_name"),
    "Institution": ("institution_id", "institution_name"),
    "Planning area": ("planning_area_code", "planning_area_name"),
    "Police force area": ("pfa_code", "pfa_name"),
}
COUNTRY, REGION, AUTHORITY = "country", "region", "authority"  # the keys in levels.toml of the levels that the standard names
UPPER = {"National": COUNTRY, "Regional": REGION, "Local authority": AUTHORITY}
PLACE_COLUMNS = ("geographic_level", *(column for level in UPPER for column in LEVELS[level]))
GEOGRAPHY = {column for columns in LEVELS.values() for column in columns}
META_COLUMNS = (
    "col_name",
    "col_type",
    "label",
    "indicator_grouping",
    "indicator_unit",
    "indicator_dp",
    "filter_hint",
    "filter_grouping_column",
)
# A column without metadata is an indicator where at least this share of its cells are numbers or symbols.
INDICATOR_SHARE = 0.9


@dataclass(frozen=True, slots=True)
class MetaFile:
    """A file's .meta.csv: its headings as printed, and one row a column, by heading in lower case."""

    headings: tuple[str, ...]
    rows: tuple[dict[str, str], ...]

    def of(self, column: str) -> dict[str, str]:
        return next((row for row in self.rows if row.get("col_name", "").lower() == column), {})


@dataclass(frozen=True, slots=True)
class UpperGeography:
    """One distinct set of a file's upper geography: its columns, how many rows, the first line, and whether a lower level's is filled."""

    columns: dict[str, str | None]
    rows: int
    line: int
    lower: bool


@dataclass(slots=True, kw_only=True)
class EesTable:
    """One file of a release in the release database as ``r.<place>``: its columns in lower case, aliases made canonical, and ``line``.

    ``odd`` has, for every column that is not geography, its texts that are not plain numbers: how often, and the first line.
    """

    member: Member
    id: str
    place: str
    publication: Publication | None
    known: KnownFile | None
    meta: MetaFile | None
    printed: tuple[str, ...]
    columns: tuple[str, ...]
    rows: int = 0
    twice: dict[str, str] = field(default_factory=dict)
    odd: dict[str, list[tuple[str | None, int, int]]] = field(default_factory=dict)
    places: tuple[UpperGeography, ...] = ()
    filters: tuple[str, ...] = ()
    indicators: tuple[str, ...] = ()
    symbols: dict[str, Missing] = field(default_factory=lambda: dict(SYMBOLS))

    @property
    def own(self) -> tuple[str, ...]:
        """Columns that are neither time nor geography, nor a heading's second use."""
        return tuple(c for c in self.columns if c not in NEEDED and c not in GEOGRAPHY and c not in self.twice)

    def letters(self, column: str) -> str:
        """A column's letters in a spreadsheet."""
        n, found = self.columns.index(column) + 1, ""
        while n:
            n, rest = divmod(n - 1, 26)
            found = chr(65 + rest) + found
        return found

    def heading(self, column: str) -> str:
        return self.printed[self.columns.index(column)]


def read_meta(text: str) -> MetaFile:
    rows = list(csv.reader(StringIO(text, newline="")))
    headings = tuple(cell.strip() for cell in rows[0]) if rows else ()
    lower = [heading.lower() for heading in headings]
    return MetaFile(headings, tuple(dict(zip(lower, (c.strip() for c in row), strict=False)) for row in rows[1:] if any(row)))


def name_columns(headings: tuple[str, ...], known: KnownFile | None) -> tuple[tuple[str, ...], dict[str, str]]:
    """Canonical names, each once; and the names given to second uses of a heading, with the name they repeat."""
    names: list[str] = []
    twice: dict[str, str] = {}
    for n, heading in enumerate(headings, 1):
        name = (known.canonical(heading) if known else heading.lower()) or f"unnamed_{n}"
        name = "line_" if name == "line" else name
        if name in names:
            again = f"{name}__{n}"
            twice[again] = name
            name = again
        names.append(name)
    return tuple(names), twice


def ident(column: str) -> str:
    return '"' + column.replace('"', '""') + '"'


def literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def insert_rows(db: duckdb.DuckDBPyConnection, target: str, types: str, rows: Sequence[Sequence[object]]) -> None:
    """Rows into a table through one bound list a column, which costs a tenth of as many values written out."""
    if rows:
        columns = ", ".join(f"unnest(?::{kind}[])" for kind in types.split())
        db.execute(f"insert into {target} select {columns}", [list(column) for column in zip(*rows, strict=True)])


def read_wide(db: duckdb.DuckDBPyConnection, table: EesTable) -> None:
    """Fills ``r.<place>`` with the file as text; ``line`` counts as a spreadsheet does, the headings being line 1.

    Raises:
        Refused: a row has too few or too many cells, or a quotation mark is never closed.
    """
    types = ", ".join(f"{literal(column)}: 'varchar'" for column in table.columns)
    blank = _blank_lines(table.member)
    line = "rn + 1" + (f" + len(list_filter({blank}, lambda o: o <= rn))" if blank else "")
    statement = (
        f"create or replace table r.{table.place} as select {line} as line, * exclude (rn) from (select row_number() over () as rn, * "
        f"from read_csv('{quoted(table.member.path)}', auto_detect = false, header = true, columns = {{{types}}}, delim = ',', "
        "quote = '\"', escape = '\"', max_line_size = 10000000))"
    )
    try:
        db.execute(statement)
    except duckdb.InvalidInputException as why:
        if "unicode" not in str(why):
            raise _unreadable(table.member.name, str(why)) from why
        rewrite(table.member.path, "cp1252")
        try:
            db.execute(statement)
        except duckdb.Error as again:
            raise _unreadable(table.member.name, str(again)) from again
    table.rows = _one(db, f"select count(*) from r.{table.place}")


def _unreadable(name: str, why: str) -> Refused:
    place = next((part for part in why.splitlines()[0].split("Error ")[-1:] if part), "")
    return Refused(
        f"{name} cannot be read as a table ({place}: a row with too few or too many cells, or an open quotation mark). Nothing was changed."
    )


def _one(db: duckdb.DuckDBPyConnection, statement: str) -> int:
    row = db.execute(statement).fetchone()
    return int(row[0]) if row else 0


def _blank_lines(member: Member) -> list[int]:
    """For each wholly empty line, which row follows it: such lines are passed over by the reader but counted by a spreadsheet."""
    content = member.path.read_bytes().rstrip(b"\r\n")
    if b"\n\n" not in content and b"\n\r\n" not in content:
        return []
    after, rows = [], 0
    for row in csv.reader(StringIO(content.decode("utf-8-sig", errors="replace"), newline="")):
        rows += bool(row)
        if not row:
            after.append(rows)
    return after


def look_at(db: duckdb.DuckDBPyConnection, table: EesTable) -> None:
    """Tells filters from indicators, and notes every text that is not a plain number, by column, and every distinct place."""
    upper = [column for column in PLACE_COLUMNS if column in table.columns]
    lower = [ident(column) for column in table.columns if column in GEOGRAPHY and column not in PLACE_COLUMNS]
    filled = f"coalesce({', '.join(lower)}) is not null" if lower else "false"
    chosen = ", ".join(map(ident, upper))
    found = db.execute(f"select {chosen}, {filled} as lower, count(*), min(line) from r.{table.place} group by all").fetchall()
    places = (UpperGeography(dict(zip(upper, row, strict=False)), row[-2], row[-1], row[-3]) for row in found)
    table.places = tuple(sorted(places, key=lambda place: place.line))
    _tell_columns(db, table)


def _tell_columns(db: duckdb.DuckDBPyConnection, table: EesTable) -> None:
    db.execute(NUMBER_MACROS)
    if own := table.own:
        scans = " union all ".join(
            f"select {n} as col, {ident(c)} as v, count(*) as n, min(line) as line from r.{table.place} "
            f"where plain_number({ident(c)}) is null group by all"
            for n, c in enumerate(own)
        )
        found = db.execute(f"select col, v, n, line from ({scans}) order by col, line").fetchall()
        table.odd = {own[n]: [(v, count, line) for _, v, count, line in rows] for n, rows in groupby(found, key=lambda row: row[0])}
    types = (
        {row["col_name"].lower(): row.get("col_type", "").lower() for row in table.meta.rows if row.get("col_name")} if table.meta else {}
    )
    grouping = {row.get("filter_grouping_column", "").lower() for row in table.meta.rows} if table.meta else set[str]()
    canonical = {(table.known.canonical(name) if table.known else name): kind for name, kind in types.items()}
    indicators, filters = list[str](), list[str]()
    for column in table.own:
        told = canonical.get(column, "filter" if column in grouping else "")
        (indicators if told == "indicator" or (not told and _mostly_numbers(table, column)) else filters).append(column)
    table.indicators, table.filters = tuple(indicators), tuple(filters)


def _mostly_numbers(table: EesTable, column: str) -> bool:
    kinds = Counter[str]()
    for text, count, _ in table.odd.get(column, []):
        read = read_cell(text, table.symbols)
        kinds["words" if read is Missing.UNREADABLE else "blank" if read is Missing.BLANK else "read"] += count
    filled = table.rows - kinds["blank"]
    return filled == 0 or kinds["words"] <= (1 - INDICATOR_SHARE) * filled


def unreadable_cells(table: EesTable) -> list[tuple[str, str, int, int]]:
    """Cells of indicators that are neither numbers nor symbols: column, text, how many, first line."""
    return [
        (column, text or "", count, line)
        for column in table.indicators
        for text, count, line in table.odd.get(column, [])
        if read_cell(text, table.symbols) is Missing.UNREADABLE
    ]
