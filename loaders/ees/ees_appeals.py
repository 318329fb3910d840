"""The SEND Tribunal table among a release's supporting files: one row an authority, three columns a year, by 3-digit code."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from itertools import islice

import duckdb

from data.catalogue.catalogue import ENGLAND, Catalogue
from data.model.observation import Missing
from loaders.ees.ees_figures import OWNER
from loaders.ees.ees_files import Member
from loaders.ees.ees_numbers import NUMBER_MACROS
from loaders.ees.ees_tables import AUTHORITY, COUNTRY, EesTable, ident, literal, read_wide

# A column's heading, without notes' numbers: the measure, its title, unit, decimals and polarity.
_MEASURES = {
    "appeals registered": ("appeals", "Appeals registered with the SEND Tribunal", "count", 0, "lower"),
    "total appealable decisions": ("appealable_decisions", "Appealable decisions", "count", 0, "neutral"),
    "send tribunal appeal rate": ("appeal_rate", "Appeals per 100 appealable decisions", "%", 1, "lower"),
    "in development: total appealable decisions": (
        "appealable_decisions_in_development", "Appealable decisions, method in development", "count", 0, "neutral"),
    "in development: send tribunal appeal rate": (
        "appeal_rate_in_development", "Appeals per 100 appealable decisions, method in development", "%", 1, "lower"),
}  # fmt: skip
_NOTES = re.compile(r"\s*\d(,\d)*\s*$")
_SYMBOLS = {"..": Missing.NOT_AVAILABLE, "~": Missing.SUPPRESSED, "x": Missing.NOT_AVAILABLE}
TOPIC = "SEND Tribunal appeals"


@dataclass(frozen=True, slots=True)
class _Layout:
    years: dict[int, tuple[str, str]]
    line: int
    width: int


def _layout(member: Member) -> _Layout | None:
    """Which column is which measure of which year; None where any heading of a figure is not one we know."""
    with member.path.open(encoding="utf-8-sig", newline="", errors="replace") as file:
        rows = list(islice(csv.reader(file), 12))
    for n, row in enumerate(rows[:-1]):
        if [cell.strip().lower() for cell in row[:2]] != ["local authority", "la code"]:
            continue
        years, year = dict[int, tuple[str, str]](), ""
        for at, heading in enumerate(rows[n + 1]):
            year = row[at].strip() if at < len(row) and row[at].strip() else year
            name = _NOTES.sub("", heading).strip().lower()
            if at < 2 or not name:
                continue
            if name not in _MEASURES or not re.fullmatch(r"20\d\d", year):
                return None
            years[at] = (_MEASURES[name][0], year)
        if years and len(set(years.values())) == len(years) and all(len(r) == len(row) for r in rows):
            return _Layout(years, n + 2, len(row))
    return None


def read_appeals(db: duckdb.DuckDBPyConnection, member: Member, place: str, catalogue: Catalogue) -> int | None:
    """Stages the table's figures under ``tribunals/``; how many rows were of an area, or None where the table is of another shape.

    `` - `` stands for none: it is a true zero where the same row gives a rate of 0.00%, else no figure was given.
    """
    layout = _layout(member)
    if layout is None:
        return None
    columns = tuple(f"c{n}" for n in range(1, layout.width + 1))
    table = EesTable(member=member, id="tribunals", place=place, publication=None, known=None, meta=None, printed=columns, columns=columns)
    read_wide(db, table)
    db.execute(NUMBER_MACROS)
    areas = []
    for line, name, code in db.execute(f"select line, c1, c2 from r.{place} where line > {layout.line} order by line").fetchall():
        bare = _NOTES.sub("", name or "").strip()
        area = catalogue.area((code or "").strip() or bare)
        if area is not None and area.level.key == AUTHORITY:
            areas.append((line, area.code, AUTHORITY))
        elif bare.lower() == "england total":
            areas.append((line, ENGLAND, COUNTRY))
    if not areas or len({code for _, code, _ in areas}) < len(areas):
        return None
    rows = ", ".join(f"({line}, {literal(code)}, {literal(level)})" for line, code, level in areas)
    cells = ", ".join(
        f"({literal(f'c{at + 1}')}, {literal(f'tribunals/{measure}')}, {literal(year)}, {literal(table.letters(f'c{at + 1}'))})"
        for at, (measure, year) in layout.years.items()
    )
    columns_read = ", ".join(ident(f"c{at + 1}") for at in layout.years)
    means = ", ".join(f"({literal(symbol)}, {literal(missing.value)})" for symbol, missing in _SYMBOLS.items())
    db.execute(
        f"""insert into staged
        with cell as (
            select m.id, a.area, a.level, m.year, trim(coalesce(raw, '')) as bare, coalesce(raw, '') as raw, m.letters || line as cell,
                   number_of(rtrim(trim(coalesce(raw, '')), '%')) as printed
            from (from (select line, {columns_read} from r.{place}) unpivot include nulls (raw for col in ({columns_read})))
            join (values {rows}) a(line, area, level) using (line) join (values {cells}) m(col, id, year, letters) using (col)),
        read as (
            select *, case when printed is null and bare = '-' and max(case when id = 'tribunals/appeal_rate' then printed end)
                      over (partition by area, year) = 0 then 0.0 else printed end as value from cell)
        select id, area, level, year, 'calendar year', make_date(year::integer, 1, 1), make_date(year::integer, 12, 31), value,
               case when value is null then coalesce(s.means,
                    case when bare = '' then 'blank' when bare = '-' then 'not given' else 'unreadable' end) end,
               raw, 'as reported', {literal(member.name)}, cell
        from read left join (values {means}) s(symbol, means) on s.symbol = bare"""
    )
    for column in {at: measure for at, (measure, _) in layout.years.items()}.items():
        _insert_measure(db, place, f"c{column[0] + 1}", column[1])
    return len(areas)


def _insert_measure(db: duckdb.DuckDBPyConnection, place: str, column: str, measure: str) -> None:
    _, title, unit, decimals, polarity = next(known for known in _MEASURES.values() if known[0] == measure)
    words = "From HM Courts and Tribunals Service appeals and DfE's SEN2 decisions."
    db.execute(
        "insert into measured select ?, ?, ?, ?, ?, ?, true, ?, 'As printed.', ?, '', '', '', 'Calendar year', '', ?, ? "
        "where not exists (from measured where id = ?)",
        [f"tribunals/{measure}", title, TOPIC, unit, decimals, polarity, words, OWNER, place, column, f"tribunals/{measure}"],
    )
