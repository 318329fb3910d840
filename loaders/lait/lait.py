"""DfE's local authority interactive tool: its figures, data dictionary and neighbour lists as one release."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from data.catalogue import lait_format
from data.catalogue.catalogue import Catalogue
from data.catalogue.lait_format import LaitRules
from data.model.finding import Finding, Refused, Severity
from data.model.observation import Missing
from data.model.publication import LAIT, MEASURE_COLUMNS, PublishedMeasure, Release
from data.store.release_schema import release_database
from loaders.lait.lait_checks import check
from loaders.lait.lait_dictionary import LaitDictionary, read_dictionary, unknown_measure
from loaders.lait.lait_files import AREAS, DICTIONARY, FIGURES, SOURCE, digest, part_of_lait, refusing_damage, view_figures
from loaders.lait.lait_years import read_year
from loaders.lait.neighbours import is_neighbours, read_neighbours
from loaders.spreadsheet.sheet import UNTOUCHED

__all__ = ["part_of_lait", "read_lait"]

TITLE = "Local authority interactive tool (LAIT)"
Progress = Callable[[float, str], None]
_MISSING_PARTS = {
    FIGURES: "The figures of LAIT are missing (bds_long_0.parquet, or the same table as .csv)",
    DICTIONARY: "The data dictionary of LAIT is missing (lait_data_dictionary.csv)",
}
# Each row as numbers that stand for its measure, area and period; ``refused`` says which of them is not known.
_SORT_OUT = """
create temp table sorted as
select l.measure, p.id as area, l.period, (l.measure::bigint << 40) | (p.id::bigint << 20) | l.period as key,
    s.raw, s.file, s.place, s.line, s.number,
    case when l.measure is null then 'label' when p.id is null then 'area' end as refused,
    case when isfinite(try_cast(s.raw as double)) then try_cast(s.raw as double)
         when regexp_full_match(s.raw, '\\s*[+-]?\\d{1,3}(,\\d{3})+(\\.\\d+)?\\s*')
         then try_cast(replace(s.raw, ',', '') as double) end as value,
    case when value is null then coalesce($meanings[list_position($words, lower(trim(coalesce(s.raw, ''))))], $unreadable) end as missing
from source s
left join labels l on l.name is not distinct from s.measure and l.label is not distinct from s.label
left join places p on p.code3 = s.number
order by key
"""
# Keys that stand more than once; where they say two things, neither can be kept.
_TWICE = """
create temp table twice as
select measure, area, period, count(*) as n, min(file || '!' || place || line) as first_place,
    count(distinct coalesce(cast(value as varchar), missing)) > 1 as against, list(distinct coalesce(raw, '')) as told
from sorted where refused is null and key in (select key from sorted where refused is null group by key having count(*) > 1)
group by measure, area, period
"""
_WITHOUT_TWICE = """
create temp table told_once as
select s.* from sorted s left join twice t on t.measure = s.measure and t.area = s.area and t.period = s.period
where s.refused is null and (t.n is null or not t.against)
qualify t.n is null or row_number() over (partition by s.key order by s.file, s.line) = 1
"""
# LAIT names few measures, places and periods many times, so its figures rest as numbers that stand for them; ``figure`` is a view that
# spells them out, and says the same as the table it takes the place of.
_STORED = """
drop table r.figure;
create table r.place as select id::smallint as id, code, level from places;
create table r.period as select id::smallint as id, label, kind, first, last, status from periods;
create table r.name as select id::smallint as id, name from measures;
create table r.paper as select row_number() over (order by file, place)::smallint as id, file, place
    from (select distinct file, place from {table});
create table r.stored (measure smallint not null, area smallint not null, period smallint not null, value double, missing varchar,
    raw varchar not null, paper smallint not null, line integer not null, check ((value is null) = (missing is not null)));
"""
_FIGURES = """
insert into r.stored
select s.measure, s.area, s.period, s.value, s.missing, coalesce(s.raw, ''), f.id, s.line
from {table} s join r.paper f on f.file = s.file and f.place = s.place
where s.refused is null
order by s.key
"""
_SPELT_OUT = """
create view figure as
select n.name as measure, pl.code as area, pl.level, p.label, p.kind, p.first, p.last, s.value, s.missing, s.raw, p.status, f.file,
    f.place || s.line as cell
from stored s join name n on n.id = s.measure join place pl on pl.id = s.area join period p on p.id = s.period
join paper f on f.id = s.paper
"""
_TOLD = "create temp view told as select file, measure, area, period, value from {table} where value is not null and refused is null"


def read_lait(paths: Sequence[Path], catalogue: Catalogue, into: Path, *, progress: Progress = lambda share, words: None) -> Release:
    """One release of LAIT: its figures in a fresh release database at ``into``, its neighbour lists and what to know about them.

    Of a row that stands twice, one is kept. Where two rows of one measure, area and period say different things, neither is.

    Raises:
        Refused: the figures or the dictionary are missing or damaged, or there are two dictionaries.
    """
    progress(0.0, "Looking at the files")
    parts: dict[str, list[Path]] = {FIGURES: [], DICTIONARY: [], AREAS: [], "": []}
    for path in paths:
        parts[part_of_lait(path)].append(path)
    for part, words in _MISSING_PARTS.items():
        if not parts[part]:
            raise Refused(f"{words}. It comes from {SOURCE}: download it and load it together with the others. {UNTOUCHED}")
    if len(parts[DICTIONARY]) > 1:
        names = " and ".join(path.name for path in parts[DICTIONARY])
        raise Refused(f"{names} are both data dictionaries. Load the files of one release of LAIT together. {UNTOUCHED}")
    workbooks = [path for path in parts[""] if is_neighbours(path)]
    lists = tuple(read_neighbours(path, catalogue) for path in workbooks)
    rules = lait_format.read()
    dictionary = read_dictionary(parts[DICTIONARY][0], rules)
    findings = [*dictionary.findings, *_asides(parts[AREAS], [path for path in parts[""] if path not in workbooks])]
    with release_database(into) as db:
        progress(0.1, "Reading the figures")
        _places(db, catalogue)
        markers = {"words": list(rules.markers), "meanings": [reason.value for reason in rules.markers.values()]}
        with refusing_damage(parts[FIGURES]):
            view_figures(db, parts[FIGURES])
            findings += _measures_and_periods(db, dictionary, rules, parts)
            db.execute(_SORT_OUT, {**markers, "unreadable": Missing.UNREADABLE.value})
        db.execute(_TWICE)
        findings += _not_kept(db)
        table = "sorted"
        if db.execute("select count(*) from twice").fetchall()[0][0]:
            db.execute(_WITHOUT_TWICE)
            table = "told_once"
        progress(0.4, "Sorting the figures")
        db.execute(_STORED.format(table=table))
        db.execute(_FIGURES.format(table=table))
        db.execute("use r")  # a view names its tables by the database it lies in, whatever that is called when it is read
        db.execute(_SPELT_OUT)
        db.execute("use memory")
        progress(0.7, "Checking the figures")
        db.execute(_TOLD.format(table=table))
        findings += check(db)
        counts = _counts(db)
        progress(0.9, "Writing the figures")
    used = [*parts[FIGURES], *parts[DICTIONARY], *workbooks]
    edition = f"updated {dictionary.newest.day} {dictionary.newest:%B %Y}" if dictionary.newest else "date not stated"
    files = tuple(path.name for path in used)
    return Release(
        publication=LAIT, title=TITLE, edition=edition, files=files, sha256=digest(used), database=into, counts=counts,
        findings=tuple(findings), lists=lists,
    )  # fmt: skip


def _asides(areas: list[Path], others: list[Path]) -> Iterator[Finding]:
    for path in areas:
        what = "LAIT's list of areas. The register of this program is used instead."
        yield Finding(Severity.NOTE, path.name, what, "Nothing to do.", "file")
    for path in others:
        what = "Not a part of LAIT that is read: no figures, no data dictionary, no statistical neighbours."
        yield Finding(Severity.NOTE, path.name, what, "Leave it out, or load it by itself.", "file")


def _places(db: duckdb.DuckDBPyConnection, catalogue: Catalogue) -> None:
    """``places``: the register, numbered by level and code as figures are ordered."""
    areas = sorted(catalogue.areas.values(), key=lambda a: (a.level.key, a.code))
    columns = [
        [int(a.code3) if a.code3.isdigit() else None for a in areas], [a.code for a in areas], [a.name for a in areas],
        [a.level.key for a in areas], [a.level.ranked for a in areas], [a.level.role is not None for a in areas],
        [a.region for a in areas], [a.closed for a in areas],
    ]  # fmt: skip
    db.execute("""create temp table places as select unnest(range(len($2)))::int as id, unnest($1::double[]) as code3,
        unnest($2::varchar[]) as code, unnest($3::varchar[]) as name, unnest($4::varchar[]) as level,
        unnest($5::boolean[]) as ranked, unnest($6::boolean[]) as comparator, unnest($7::varchar[]) as region, unnest($8::date[]) as closed
        """, columns)  # fmt: skip


def _measures_and_periods(
    db: duckdb.DuckDBPyConnection, dictionary: LaitDictionary, rules: LaitRules, parts: dict[str, list[Path]]
) -> Iterator[Finding]:
    """Fills ``r.measure`` and makes ``measures``, ``periods`` and ``labels``, which says what each measure's printed labels are."""
    figures, listed = parts[FIGURES][0].name, parts[DICTIONARY][0].name
    printed = db.execute("select measure, label, count(*) from source group by all order by all").fetchall()
    held = {name.strip() for name, _, _ in printed if name and name.strip()}
    known = dict(dictionary.measures)
    for name in sorted(held - set(known)):
        known[name] = unknown_measure(name)
        what = "The data dictionary does not hold this measure, so its title, unit and periods are not known."
        yield Finding(Severity.CHECK, f"{figures}!{name}", what, "Load the dictionary of the same release of LAIT.", "dictionary")
    for name in sorted(set(known) - held):
        what = "The dictionary describes this measure, but there are no figures of it."
        yield Finding(Severity.CHECK, f"{listed}!{name}", what, "Load the figures of the same release of LAIT.", "dictionary")
    _keep_measures(db, sorted(known.values(), key=lambda m: m.id))
    ids = {name: n for n, name in enumerate(sorted(known))}
    told: dict[tuple[str, str], tuple[Any, ...]] = {}
    for name, label, rows in printed:
        short, text = (name or "").strip(), (label or "").strip()
        year = read_year(text, dictionary.years.get(short), rules.suffixes)
        where = f"{figures}!{short}!{text}"
        if year is None or not short:
            yield Finding(Severity.NOTE, where, f"‘{text}’ is no year: its {rows} rows are not kept.", "Nothing to do.", "year")
            continue
        if not year.told and short in dictionary.measures:
            hint = "Shown without dates, and never compared over time. Say in lait.toml what it means."
            yield Finding(Severity.CHECK, where, f"What dates ‘{text}’ means is not known.", hint, "year")
        if year.suffix:
            hint = "Taken as reported. Say in lait.toml what it means."
            yield Finding(Severity.CHECK, where, f"‘{year.suffix}’ is no known word for how firm a figure is.", hint, "year")
        told[name, label] = (ids[short], text, year.kind.value, year.first, year.last, year.status.value)
    periods = sorted({row[1:] for row in told.values()}, key=lambda p: (p[3] or date.min, *map(str, p)))
    number = {period: n for n, period in enumerate(periods)}
    db.execute("""create temp table periods as select unnest(range(len($1)))::int as id, unnest($1::varchar[]) as label,
        unnest($2::varchar[]) as kind, unnest($3::date[]) as first, unnest($4::date[]) as last, unnest($5::varchar[]) as status""",
        [list(column) for column in zip(*periods, strict=True)] or [[], [], [], [], []])  # fmt: skip
    keys = [[name for name, _ in told], [label for _, label in told], [row[0] for row in told.values()]]
    db.execute("""create temp table labels as select unnest($1::varchar[]) as name, unnest($2::varchar[]) as label, unnest($3::int[])
        as measure, unnest($4::int[]) as period""", [*keys, [number[row[1:]] for row in told.values()]])  # fmt: skip
    yield from _two_labels(told, figures)


def _two_labels(told: dict[tuple[str, str], tuple[Any, ...]], figures: str) -> Iterator[Finding]:
    """One period of a measure under two labels, such as ``2018 (Rev)`` and ``2018 (Final)``: both are kept."""
    labels: dict[tuple[Any, ...], list[str]] = {}
    for (name, label), (_, _, kind, first, last, _) in told.items():
        if last is not None:
            labels.setdefault((name.strip(), kind, first, last), []).append(label.strip())
    for (name, *_), same in labels.items():
        if len(distinct := sorted(set(same))) > 1:
            what = f"One period has two labels: {' and '.join(f'‘{label}’' for label in distinct)}."
            hint = "Both are kept. A final figure goes before a revised one, and that before one as reported or provisional."
            yield Finding(Severity.NOTE, f"{figures}!{name}!{distinct[0]}", what, hint, "two labels")


def _keep_measures(db: duckdb.DuckDBPyConnection, measures: Sequence[PublishedMeasure]) -> None:
    columns = [[getattr(m, field.name) for m in measures] for field in fields(PublishedMeasure)]
    columns += [[""] * len(measures)] * (len(MEASURE_COLUMNS) - len(columns))
    kinds = {"decimals": "integer", "quartiles": "boolean"}
    picked = ", ".join(f"unnest(${n}::{kinds.get(name, 'varchar')}[])" for n, name in enumerate(MEASURE_COLUMNS, 1))
    db.execute(f"insert into r.measure select {picked}", columns)
    named = [[m.id for m in measures], [m.unit.value for m in measures]]
    db.execute("""create temp table measures as select unnest(range(len($1)))::int as id, unnest($1::varchar[]) as name,
        unnest($2::varchar[]) as unit""", named)  # fmt: skip


def _not_kept(db: duckdb.DuckDBPyConnection) -> Iterator[Finding]:
    """Areas that the register does not hold, texts that are no figure, rows that contradict each other."""
    areas = "select file, number, count(*), min(line) from sorted where refused = 'area' group by all order by all"
    for file, number, rows, line in db.execute(areas).fetchall():
        named = "without a number" if number is None else f"number {number:.10g}"
        what = f"The register holds no area {named}: its {rows} rows are not kept."
        yield Finding(Severity.CHECK, f"{file}!row {line}", what, "Check the number, or add the area to the register.", "area")
    texts = """select file, m.name, raw, count(*), min(place || line) from sorted join measures m on m.id = measure
        where missing = $1 and refused is null group by all order by all"""
    for file, name, raw, rows, place in db.execute(texts, [Missing.UNREADABLE.value]).fetchall():
        what = f"‘{raw}’ is neither a figure nor a known marker ({rows} times)."
        yield Finding(Severity.CHECK, f"{file}!{name}!{place}", what, "Kept as unreadable. Say in lait.toml what it means.", "unreadable")
    against = """select first_place, m.name, pl.name, p.label, told from twice join measures m on m.id = measure
        join places pl on pl.id = area join periods p on p.id = period where against order by all"""
    for place, name, area, label, told in db.execute(against).fetchall():
        what = f"{name}, {area}, {label} stands more than once with different figures: {' and '.join(sorted(told))}. None is kept."
        yield Finding(Severity.CHECK, place, what, "Ask DfE which is right.", "contradiction")


def _counts(db: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """What became of the rows: figures + missing + duplicates + refused = rows."""
    rows, unknown = db.execute("select count(*), count(refused) from sorted").fetchall()[0]
    figures, missing = db.execute("select count(value), count(missing) from r.stored").fetchall()[0]
    again, against = db.execute(
        "select coalesce(sum(n - 1) filter (not against), 0)::int, coalesce(sum(n) filter (against), 0)::int from twice"
    ).fetchall()[0]  # fmt: skip
    reasons = db.execute("select missing, count(*) from r.stored where missing is not null group by all order by all").fetchall()
    return {"rows": rows, "figures": figures, "missing": missing, **dict(reasons), "duplicates": again, "refused": unknown + against}
