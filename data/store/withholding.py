"""What a load withholds is withheld of every load before it: the one place through which figures, cells, remarks and findings are read.

A mark that protects small numbers takes back the figure of that place, KPI and period wherever it was given before, with its share
and parts, the cell and comment that it was printed in, and the findings that name it. What was read stays sealed in the ledger.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb

from data.model.observation import FigureRole, Missing
from data.model.period import Period, PeriodKind
from data.model.withheld_figure import WithheldFigure
from data.store import sql

SHOWN = "withheld"  # what stands in place of a printed text that is withheld
REMARK = "Withheld, like the figure beside it."
FINDING = "This finding names a figure that is now withheld, so its text is withheld too."
_AIMS = ", ".join(f"'{one.value}'" for one in (FigureRole.TARGET, FigureRole.MILESTONE))
# A printed text that gives no number away: none in it, in digits or in words, or the ends of a small bound alone, such as <5 or 1 to 4.
_HARMLESS = (
    r"not regexp_matches({text}, '(?i)\d|\b(one|two|three|four|five|six|seven|eight|nine|ten)\b') or regexp_full_match({text}, "
    r"'(?i)[\s\[(]*(<\s*=?|=\s*<|≤|under|below|less than|fewer than|up to|[01]\s*(-|–|to))\s*(\d\d?|five|ten)[\s\])]*')"
)
_ORDER = "row(l.received, coalesce(l.rereads, l.id), l.id)"  # the order in which loads count, as in sql._NEWEST_LOAD
_SCHEMA = f"""
create schema {{shown}};
create table {{shown}}.mark as
select o.area, o.indicator, o.first, o.last, case when o.first is null then o.period end as undated, o.measure, max({_ORDER}) as given,
       max(l.recorded_at) as recorded_at, arg_max(l.id, {_ORDER}) as by_load
from {{build}}.observation o join {{build}}.load l on l.id = o.load
where o.missing in ({sql.MARKS}) and o.series not in ({_AIMS}) and l.id not in ({sql.WITHDRAWN.replace("$as_at", "null")})
group by all;
create table {{shown}}.withheld as
select o.rowid as at, o.load, o.reporter, o.area, o.indicator, o.period, o.period_kind, o.period_doubt, o.first, o.last, o.series,
       o.measure, o.value, o.missing, o.raw, o.sheet, o.cell, max(m.recorded_at) as recorded_at, max(m.by_load) as by_load
from {{build}}.observation o join {{build}}.load l on l.id = o.load
  join {{shown}}.mark m on m.area = o.area and m.indicator = o.indicator and m.first is not distinct from o.first
    and m.last is not distinct from o.last and m.undated is not distinct from case when o.first is null then o.period end
where (m.measure = 'figure' or m.measure = o.measure) and o.series not in ({_AIMS}) and {_ORDER} <= m.given
group by all;
"""
# Where nothing is withheld the tables are read as they stand.
_PLAIN = "create view {shown}.{table} as select * from {build}.{table};"
_COVERED = {
    "observation": f"""
create view {{shown}}.observation as select o.* replace (
    case when w.at is null then o.value end as value,
    case when w.at is null or o.missing is not null then o.missing else '{Missing.SUPPRESSED}' end as missing,
    case when w.at is null or {_HARMLESS.format(text="o.raw")} then o.raw else '{SHOWN}' end as raw,
    case when w.at is null then o.basis else regexp_replace(o.basis, '(, |; )?(noted|printed) ‘.*$', '') end as basis)
from {{build}}.observation o left join {{shown}}.withheld w on w.at = o.rowid;
""",
    "cell": f"""
create view {{shown}}.cell as select c.* replace (
    case when w.cell is null or (not w.entire and ({_HARMLESS.format(text="c.text")})) then c.text else '{SHOWN}' end as text,
    case when w.cell is null or w.entire then c.read_as else '{Missing.SUPPRESSED}' end as read_as)
from {{build}}.cell c left join (
    select load, sheet, cell, bool_or(words) as entire from (
        select load, sheet, cell, false as words from {{shown}}.withheld union all select load, sheet, cell, true from {{shown}}.told)
    group by load, sheet, cell) w
  on w.load = c.load and w.sheet = c.sheet and w.cell = c.cell;
""",
    "remark": f"""
create view {{shown}}.remark as select r.* replace (
    case when t.load is null then r.text else '{REMARK}' end as text, case when t.load is null then r.means else '' end as means)
from {{build}}.remark r left join {{shown}}.told t on t.load = r.load and t.sheet = r.sheet and t.cell = r.cell and r.kind = 'comment';
""",
}
# The comments printed beside a withheld figure, in the load that gave it or in that of the mark.
_TOLD = """
create table {shown}.told as
select distinct r.load, r.sheet, r.cell from {build}.remark r join {shown}.withheld w
  on w.load = r.load and w.indicator = r.indicator and w.first is not distinct from r.first and w.last is not distinct from r.last
where r.kind = 'comment' and w.series = 'own';
"""
_OWN = """
select area, indicator, period, period_kind, first, last, any_value(period_doubt), max(recorded_at) from {shown}.withheld
where series = 'own' and measure = 'figure' group by area, indicator, period, period_kind, first, last
"""
ORIGINALS = """
select w.*, r.text as comment, exists(
    select 1 from {build}.finding f
    where f.load = w.load and f.check_name = 'number beside its mark' and ends_with(f.place, '!' || w.cell)) as beside
from {shown}.withheld w left join (
    select r.* from {build}.remark r join {shown}.told t on t.load = r.load and t.sheet = r.sheet and t.cell = r.cell) r
  on r.load = w.load and r.indicator = w.indicator and r.first is not distinct from w.first and r.last is not distinct from w.last
where w.reporter = $reporter and ($indicator is null or w.indicator = $indicator) and ($load is null or w.load = $load)
order by w.indicator, w.first desc nulls last, w.load desc, w.measure
"""


def cover(db: duckdb.DuckDBPyConnection, build: str, shown: str) -> Cover:
    """Makes the views ``shown``.observation, cell and remark of an attached ``build``; what is withheld, and covers its findings."""
    for statement in _SCHEMA.format(build=build, shown=shown).split(";"):
        if statement.strip():
            db.execute(statement)
    db.execute(_TOLD.format(build=build, shown=shown))
    rows = db.execute(f"select indicator, value, raw, load, cell from {shown}.withheld").fetchall()
    if not rows:
        for table in _COVERED:
            db.execute(_PLAIN.format(build=build, shown=shown, table=table))
        return Cover({}, frozenset(), ())
    for statement in _COVERED.values():
        db.execute(statement.format(build=build, shown=shown))
    numbers: dict[str, set[float]] = {}
    for indicator, value, raw, _, _ in rows:
        of = numbers.setdefault(indicator, set())
        of |= {value, round(value), round(value, 1), round(value, 2)} if value is not None else set()
        of |= set(_numbers(raw))
    own = db.execute(_OWN.format(shown=shown)).fetchall()
    figures = tuple(WithheldFigure(area, code, Period(label, PeriodKind(kind), first, last, doubt=doubt), when)
                    for area, code, label, kind, first, last, doubt, when in own)  # fmt: skip
    return Cover(numbers, frozenset((load, cell) for *_, load, cell in rows), figures)


def later_releases(figures: str, newer: Sequence[str]) -> str:
    """The figures of a release of published figures as a relation in which nothing stands that one of the ``newer`` withholds."""
    marks = " union ".join(
        f"select measure, area, first, last, case when last is null then label end as undated from {one} where missing in ({sql.MARKS})"
        for one in newer
    )
    return (
        f"(select f.* replace (case when m.measure is null then f.value end as value, "
        f"case when m.measure is null or f.missing is not null then f.missing else '{Missing.SUPPRESSED}' end as missing, "
        f"case when m.measure is null or {_HARMLESS.format(text='f.raw')} then f.raw else '{SHOWN}' end as raw) "
        f"from {figures} f left join ({marks}) m on m.measure = f.measure and m.area = f.area and m.first is not distinct from f.first "
        "and m.last is not distinct from f.last and m.undated is not distinct from case when f.last is null then f.label end)"
    )


def uncover(db: duckdb.DuckDBPyConnection, shown: str) -> None:
    """Takes the views of a build away again."""
    db.execute(f"drop schema if exists {shown} cascade")


@dataclass(frozen=True, slots=True)
class Cover:
    """The numbers that are withheld, by KPI, and the cells that held them: a finding that gives one away loses its words.

    ``figures`` are the areas' own that are withheld.
    """

    numbers: Mapping[str, set[float]]
    cells: frozenset[tuple[int, str]]
    figures: tuple[WithheldFigure, ...]

    def covered(self, rows: Iterable[dict[Any, Any]]) -> list[dict[Any, Any]]:
        """Findings as they may be read, each with ``load``, ``indicator``, ``place``, ``what`` and ``hint``."""
        return [{**row, "what": FINDING, "hint": ""} if self._tells(row) else row for row in rows] if self.numbers else list(rows)

    def _tells(self, row: Mapping[Any, Any]) -> bool:
        words = f"{row['what']} {row['hint']}"
        here = any(load == row["load"] and row["place"].endswith(f"!{cell}") for load, cell in self.cells)
        codes = [row["indicator"]] if row["indicator"] else [code for code in self.numbers if re.search(rf"\b{re.escape(code)}\b", words)]
        hidden = {number for code in codes for number in self.numbers.get(code, ())}
        if here and not hidden:
            hidden = {number for held in self.numbers.values() for number in held}
        return not hidden.isdisjoint(_numbers(words)) if hidden else False


def _numbers(text: str) -> list[float]:
    """Every number in a text, without signs of thousands and per cent."""
    return [float(one.replace(",", "")) for one in re.findall(r"(?<![\w.])\d+(?:,\d{3})*(?:\.\d+)?", text)]
