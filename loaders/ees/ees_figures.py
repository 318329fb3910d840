"""From the wide tables to measures and figures: the total rows of every indicator, and the rows that a mapping declares."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from data.catalogue.catalogue import Catalogue
from data.catalogue.ees_format import DeclaredMeasure, EesColumn
from data.model.finding import Finding, Severity
from data.model.indicator import Polarity, Unit
from loaders.ees.ees_guidance import FileGuide
from loaders.ees.ees_numbers import NUMBER_MACROS
from loaders.ees.ees_periods import read_period
from loaders.ees.ees_tables import AUTHORITY, COUNTRY, LEVELS, PLACE_COLUMNS, REGION, UPPER, EesTable, ident, insert_rows, literal

OWNER = "Department for Education"
_MEASURE_TYPES = "varchar varchar varchar varchar integer varchar boolean" + " varchar" * 10
_LOWER = {level.lower() for level in LEVELS if level not in UPPER}
_NAMES = ("la_name", "region_name", "country_name")
_PERCENT = {"pc", "pct", "percent", "percentage", "pt"}
_MEAN = {"avg", "average", "mean", "median"}
# Measures and figures of all files are gathered in memory: each statement on the release's own file would wait for the disk.
STAGING = """
create or replace table staged (
    measure varchar, area varchar, level varchar, label varchar, kind varchar, first date, last date, value double, missing varchar,
    raw varchar, status varchar, file varchar, cell varchar);
create or replace table measured as select * from r.measure
"""


@dataclass(frozen=True, slots=True)
class EesReading:
    """What became of one file's rows: areas not in the register (rows), repeated rows left out, figures refused, and findings."""

    unknown: int
    duplicates: int
    refused: int
    labels: set[str]
    findings: tuple[Finding, ...]


def draw(db: duckdb.DuckDBPyConnection, table: EesTable, catalogue: Catalogue, guide: FileGuide) -> EesReading:
    """Stages the figures of one file and inserts its measures. A row whose area is not in the register stays in the wide table only."""
    places = _places(db, table, catalogue)
    labels = _periods(db, table)
    db.execute(NUMBER_MACROS)
    findings, duplicates, refused = list(places.findings), 0, 0
    wheres: list[tuple[DeclaredMeasure | None, str, tuple[str, ...]]] = []
    total, missing = total_rows(table)
    if not table.indicators:
        findings.append(
            _finding(Severity.NOTE, table, "no column of figures was found", "The file is kept and can be searched.", "no_figures")
        )
    elif missing:
        what = f"the filter {' and '.join(missing)} has no total, so no figure stands for an area as a whole"
        findings.append(_finding(Severity.NOTE, table, what, "Its breakdowns are kept and can be searched.", "no_total_rows"))
    else:
        wheres.append((None, total, table.indicators))
    for declared in table.known.measures if table.known else ():
        if declared.column not in table.indicators or not set(declared.where) <= set(table.columns):
            what = f"{declared.title} cannot be read: a column it needs is not in the file"
            findings.append(_finding(Severity.CHECK, table, what, "Check the release's mapping.", "mapping"))
            continue
        tests = " and ".join(
            f"lower(trim({ident(column)})) in ({', '.join(map(literal, values))})" for column, values in declared.where.items()
        )
        wheres.append((declared, tests, (declared.column,)))
    for which, where, columns in wheres:
        repeated = _choose_rows(db, table, where, columns)
        duplicates += repeated[0]
        refused += repeated[1] * len(columns)
        findings.extend(repeated[2])
        _insert_measures(db, table, guide, which, columns)
        _stage(db, table, which, columns)
    return EesReading(places.rows, duplicates, refused, labels, tuple(findings))


def total_rows(table: EesTable) -> tuple[str, tuple[str, ...]]:
    """The SQL condition of a file's total rows, and the filters that have no total (then there is no condition)."""
    topic, breakdown = "breakdown_topic", "breakdown"
    tests, without = [], []
    for column in table.filters:
        if column in (topic, breakdown) and {topic, breakdown} <= set(table.filters):
            continue
        default = (table.meta.of(table.heading(column).lower()).get("filter_default", "") if table.meta else "").lower()
        texts = {" ".join(text.lower().split()) for text, _, _ in table.odd.get(column, []) if text and text.strip()}
        every = [text for text in texts if text.startswith(("all ", "total "))]
        chosen = next((word for word in (default, "total", "all") if word and word in texts), every[0] if len(every) == 1 else "")
        if not chosen:
            without.append(table.heading(column))
        else:
            tests.append(f"lower(regexp_replace(trim({ident(column)}), '\\s+', ' ', 'g')) = {literal(chosen)}")
    if {topic, breakdown} <= set(table.filters):
        known = "".join(f", {literal(text)}" for text in (table.known.totals if table.known else ()))
        tests.append(
            f"lower(trim({topic})) = lower(trim({breakdown})) and (starts_with(lower(trim({topic})), 'all ') "
            f"or lower(trim({topic})) in ('total', 'all'{known}))"
        )
    return " and ".join(tests) or "true", tuple(without)


@dataclass(frozen=True, slots=True)
class _Places:
    rows: int
    findings: tuple[Finding, ...]


def _places(db: duckdb.DuckDBPyConnection, table: EesTable, catalogue: Catalogue) -> _Places:
    """The temp table ``place``: each distinct place of a file's upper levels, with our area or none."""
    rows, unknown = [], []
    for place in table.places:
        printed = (place.columns["geographic_level"] or "").strip()
        level = UPPER.get(printed.capitalize())
        if level is None:
            if not place.lower or printed.lower() not in _LOWER:
                unknown.append(place)
            continue
        area = _area(catalogue, level, {key: (place.columns.get(key) or "").strip() for key in PLACE_COLUMNS})
        rows.append((*(place.columns.get(key) for key in PLACE_COLUMNS), area, level))
        if area is None:
            unknown.append(place)
    db.execute(f"create or replace temp table place ({', '.join(f'{c} varchar' for c in PLACE_COLUMNS)}, area varchar, level varchar)")
    insert_rows(db, "place", "varchar " * (len(PLACE_COLUMNS) + 2), sorted(set(rows), key=str))
    findings = []
    if unknown:
        words = sorted({next((name for key in _NAMES if (name := place.columns.get(key))), "no name") for place in unknown})
        named = ", ".join(words[:8]) + (f" and {len(words) - 8} more" if len(words) > 8 else "")
        count = sum(place.rows for place in unknown)
        what = f"{count} rows are of areas that are not in the register: {named}"
        hint = "They are kept in the file's table but feed no figure. Check their codes."
        findings.append(
            Finding(Severity.CHECK, f"{table.member.name} line {min(place.line for place in unknown)}", what, hint, "unknown_area")
        )
    return _Places(sum(place.rows for place in unknown), tuple(findings))


def _area(catalogue: Catalogue, level: str, row: dict[str, str]) -> str | None:
    keys = {
        AUTHORITY: ("old_la_code", "new_la_code"),
        REGION: ("region_code", "region_name"),
        COUNTRY: ("country_code", "country_name"),
    }[level]
    for key in keys:
        area = catalogue.area(row[key]) if row[key] else None
        if area is not None and area.level.key == level:
            return area.code
    return None


def _periods(db: duckdb.DuckDBPyConnection, table: EesTable) -> set[str]:
    found = db.execute(f"select distinct time_period, time_identifier from r.{table.place} order by all").fetchall()
    db.execute(
        "create or replace temp table period (time_period varchar, time_identifier varchar, label varchar, kind varchar, "
        "first date, last date)"
    )
    rows, labels = [], set[str]()
    for time_period, identifier in found:
        period = read_period(time_period or "", identifier or "").period
        labels.add(period.label)
        rows.append((time_period, identifier, period.label, period.kind.value, period.first, period.last))
    insert_rows(db, "period", "varchar varchar varchar varchar date date", rows)
    return labels


def _choose_rows(db: duckdb.DuckDBPyConnection, table: EesTable, where: str, columns: tuple[str, ...]) -> tuple[int, int, list[Finding]]:
    """The temp table ``chosen``: the rows wanted, with area and period. Repeats: rows left out, rows refused, findings."""
    own = "".join(
        f" when {literal(level.lower())} then coalesce({', '.join(f'nullif(trim(w.{ident(c)}), {literal(str())})' for c in present)})"
        for level, names in LEVELS.items()
        if level not in UPPER and (present := [c for c in names if c in table.columns])
    )
    area = f"coalesce(p.area, case lower(trim(w.geographic_level)){own} end)" if own else "p.area"
    on = " and ".join(f"w.{ident(c)} is not distinct from p.{c}" for c in PLACE_COLUMNS if c in table.columns)
    db.execute(
        f"create or replace temp table chosen as select w.line, {area} as area, "
        "coalesce(p.level, lower(trim(w.geographic_level))) as level, "
        f"t.label, t.kind, t.first, t.last, {', '.join(f'w.{ident(c)}' for c in columns)} from r.{table.place} w "
        f"left join place p on {on} left join period t on w.time_period is not distinct from t.time_period "
        f"and w.time_identifier is not distinct from t.time_identifier where {where}"
    )
    db.execute("delete from chosen where area is null")
    twice = db.execute("select 1 from chosen group by area, level, label, kind having count(*) > 1 limit 1").fetchone()
    if twice is None:
        return 0, 0, []
    packed = ", ".join(ident(c) for c in columns)
    keys = db.execute(
        f"select area, label, count(*), min(line), max(line), count(distinct hash({packed})) from chosen "
        "group by area, level, label, kind having count(*) > 1 order by min(line)"
    ).fetchall()
    same = sum(n - 1 for _, _, n, _, _, different in keys if different == 1)
    contrary = [key for key in keys if key[5] > 1]
    db.execute(
        f"delete from chosen using (select area, level, label, kind, min(line) as first_line, count(distinct hash({packed})) as d "
        "from chosen group by all having count(*) > 1) k where chosen.area = k.area and chosen.level = k.level "
        "and chosen.label = k.label and chosen.kind = k.kind and (k.d > 1 or chosen.line > k.first_line)"
    )
    findings = [
        Finding(
            Severity.CHECK, f"{table.member.name} lines {first} and {last}", f"{n} rows for {code}, {label}, hold different figures",
            "None of them is used. Ask the publisher which is right.", "general_duplicate_rows",
        )
        for code, label, n, first, last, _ in contrary[:20]
    ]  # fmt: skip
    if same:
        what = f"{same} rows repeat another row exactly"
        findings.append(_finding(Severity.NOTE, table, what, "Each is used once.", "general_duplicate_rows"))
    return same, sum(key[2] for key in contrary), findings


def _insert_measures(
    db: duckdb.DuckDBPyConnection, table: EesTable, guide: FileGuide, declared: DeclaredMeasure | None, columns: tuple[str, ...]
) -> None:
    row = db.execute(f"select string_agg(distinct time_identifier, ', ' order by time_identifier) from r.{table.place}").fetchone()
    year_type = str(row[0] or "") if row else ""
    method = "The rows of the file for " + (declared.over if declared else "all pupils or plans together: each filter at its total") + "."
    topic = table.publication.title if table.publication else (guide.title or table.id.replace("_", " "))
    link = table.publication.link if table.publication else ""
    rows = []
    for column in columns:
        known = (table.known.columns.get(column) if table.known else None) or EesColumn(column)
        unit, decimals = _unit(table, known, column)
        texts = [
            f"{table.id}/{declared.id if declared else column}", declared.title if declared else _title(table, guide, known, column), topic,
            unit.value, decimals, (known.polarity or Polarity.NEUTRAL).value, True,
            guide.summary or (table.known.title if table.known else ""), method, OWNER, link, "", "", year_type,
            declared.over if declared else "", table.place, column,
        ]  # fmt: skip
        rows.append(texts)
    insert_rows(db, "measured", _MEASURE_TYPES, rows)


def _title(table: EesTable, guide: FileGuide, known: EesColumn, column: str) -> str:
    heading = table.heading(column).lower()
    trusted = table.publication is None or table.publication.labels
    label = (table.meta.of(heading).get("label", "") if table.meta and trusted else "") or guide.labels.get(heading, "")
    return known.title or label or table.heading(column).replace("_", " ")


def _unit(table: EesTable, known: EesColumn, column: str) -> tuple[Unit, int]:
    """As the mapping says, else the metadata, else the words of the column's name; decimals follow the unit where none are given."""
    meta = table.meta.of(table.heading(column).lower()) if table.meta else {}
    words = set(column.split("_"))
    printed = meta.get("indicator_unit", "")
    if words & _PERCENT or printed in ("%", "pp"):
        unit = Unit.PERCENT
    elif "rate" in words:
        unit = Unit.RATE
    else:
        unit = Unit.SCORE if words & _MEAN else Unit.COUNT
    unit = known.unit or unit
    usual = {Unit.COUNT: 0, Unit.RATE: 2}.get(unit, 1)
    places = meta.get("indicator_dp", "")
    told = known.decimals if known.decimals is not None else int(places) if places.isdigit() else usual
    return unit, min(told, 4)


def _stage(db: duckdb.DuckDBPyConnection, table: EesTable, declared: DeclaredMeasure | None, columns: tuple[str, ...]) -> None:
    rows = ", ".join(
        f"({literal(c)}, {literal(f'{table.id}/{declared.id if declared else c}')}, {literal(table.letters(c))})" for c in columns
    )
    means = " ".join(f"when {literal(symbol)} then {literal(missing.value)}" for symbol, missing in table.symbols.items())
    db.execute(
        f"""insert into staged
        with cell as (select *, number_of(trim(raw)) as value
                      from (from chosen unpivot include nulls (raw for col in ({", ".join(ident(c) for c in columns)}))))
        select m.id, area, level, label, kind, first, last, value,
               case when value is null
                    then case lower(trim(coalesce(raw, ''))) {means} when '' then 'blank' else 'unreadable' end end,
               coalesce(raw, ''), 'as reported', {literal(table.member.name)}, m.letters || line
        from cell join (values {rows}) m(col, id, letters) using (col)"""
    )


def same_above(db: duckdb.DuckDBPyConnection) -> list[Finding]:
    """Two columns that agree everywhere for England and the regions but not for authorities: one of them was filled by mistake."""
    found = db.execute(
        f"""with c as (select f.file, measure, f.level in ({literal(COUNTRY)}, {literal(REGION)}) as above, area, label, value
                      from r.figure f join measured m on m.id = f.measure where m.over = ''),
        s as (select file, measure, above, sum(hash(area, label, value)) as sum, count(distinct value) as n from c group by all)
        select a.file, a.measure, b.measure
        from s a join s b on a.file = b.file and a.sum = b.sum and a.measure < b.measure and a.above and b.above and a.n > 3
        join s la on la.measure = a.measure and not la.above join s lb on lb.measure = b.measure and not lb.above
        where la.sum <> lb.sum order by all"""
    ).fetchall()
    return [
        Finding(
            Severity.CHECK, file,
            f"{one.rpartition('/')[2]} and {two.rpartition('/')[2]} are the same for England and every region but not for authorities",
            "One of the two is probably filled with the other's figures above authorities. Do not use it there.", "same_above",
        )
        for file, one, two in found
    ]  # fmt: skip


def _finding(severity: Severity, table: EesTable, what: str, hint: str, check: str) -> Finding:
    return Finding(severity, table.member.name, what, hint, check)
