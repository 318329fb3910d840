"""The open data standard's checks, stage by stage: the report ends after the first stage in which something fails.

Nothing here stops a load: a file whose figures can be read is read, and the report says how it breaks the standard.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import duckdb

from data.catalogue.catalogue import Catalogue
from data.model.finding import Finding, Severity
from loaders.ees.ees_files import NEEDED
from loaders.ees.ees_periods import IDENTIFIERS, family, read_period
from loaders.ees.ees_tables import (
    AUTHORITY,
    COUNTRY,
    GEOGRAPHY,
    LEVELS,
    META_COLUMNS,
    REGION,
    UPPER,
    EesTable,
    ident,
    literal,
    unreadable_cells,
)

_FAILING_SYMBOLS = ("~", ":")
_WARNED_SYMBOLS = ("n/a", ".", "..", "-")
_NULLS = ("NULL", "Null", "null", "NA", "na")
_UNITS = ("", "%", "pp", "£", "£m", "numberstring")
_LOOKS_GEOGRAPHIC = re.compile(r"(^|_)(estab|urn|laestab|ukprn|pcon|lad|la_code|la_name|ward|lsip)(_|$)")
_MOST_ITEMS = 25_000
_NO_DUPLICATES_IN = ("school", "provider", "institution", "planning area")


@dataclass(frozen=True, slots=True)
class Breach:
    """One check that a file fails (``fails``) or warns of."""

    check: str
    fails: bool
    what: str
    line: int = 0


def report(db: duckdb.DuckDBPyConnection, table: EesTable, catalogue: Catalogue) -> list[Finding]:
    """One finding a breach, in the standard's order, ending with the first stage that fails."""
    findings: list[Finding] = []
    for stage, check in STAGES.items():
        breaches = list(check(db, table, catalogue))
        for breach in breaches:
            where = table.member.name + (f" line {breach.line}" if breach.line else "")
            result = "fails" if breach.fails else "warning"
            what = f"{breach.what} (open data standard, stage {stage}: {breach.check}, {result})"
            hint = "The figures are read as printed. " + (
                "Later stages of the standard were not checked." if breach.fails else "Nothing needs to be done."
            )
            findings.append(Finding(Severity.CHECK if breach.fails else Severity.NOTE, where, what, hint, breach.check))
        if any(breach.fails for breach in breaches):
            break
    return findings


def _filename(db: duckdb.DuckDBPyConnection, table: EesTable, catalogue: Catalogue) -> Iterator[Breach]:
    stem = table.member.name.rsplit("/", 1)[-1].rsplit(".", 1)[0]
    if " " in stem:
        yield Breach("filename_spaces", True, f"the file's name has spaces: {stem}")
    elif re.search(r"[^A-Za-z0-9_.-]", stem):
        yield Breach("filename_special", True, f"the file's name has marks other than letters, digits, - and _: {stem}")


def _columns(db: duckdb.DuckDBPyConnection, table: EesTable, catalogue: Catalogue) -> Iterator[Breach]:
    if missing := [name for name in (*NEEDED, "country_code", "country_name") if name not in table.columns]:
        yield Breach("col_req_data", True, f"required columns are missing: {_some(missing)}")
    if table.meta:
        lower = [heading.lower() for heading in table.meta.headings]
        if missing := [name for name in META_COLUMNS if name not in lower]:
            yield Breach("col_req_meta", True, f"the metadata has no column {_some(missing)}")
        if extra := [name for name in lower if name not in (*META_COLUMNS, "filter_default", "parent_filter")]:
            yield Breach("col_invalid_meta", True, f"the metadata has columns the standard does not know: {_some(extra)}")
    if table.twice:
        yield Breach("col_duplicate", True, f"a heading stands twice: {_some(sorted(set(table.twice.values())))}")
    if spaced := [heading for heading in table.printed if " " in heading or not heading]:
        yield Breach("col_name_spaces", True, f"headings are blank or have spaces: {_some(spaced)}")
    if mixed := [heading for heading in table.printed if heading and not re.fullmatch(r"[a-z0-9_]+", heading) and " " not in heading]:
        yield Breach("col_snake_case", False, f"headings are not in snake_case: {_some(mixed)}")
    if starts := [heading for heading in table.printed if heading and not heading[0].islower()]:
        yield Breach("col_var_start", False, f"headings do not start with a lower-case letter: {_some(starts)}")


def _cross_file(db: duckdb.DuckDBPyConnection, table: EesTable, catalogue: Catalogue) -> Iterator[Breach]:
    if table.meta is None:
        return
    headings = {heading.lower() for heading in table.printed}
    named = [row.get("col_name", "") for row in table.meta.rows]
    groups = [group for row in table.meta.rows if (group := row.get("filter_grouping_column", ""))]
    if absent := [name for name in (*named, *groups) if name.lower() not in headings]:
        yield Breach("meta_crosscheck", True, f"the metadata names columns that the file does not have: {_some(absent)}")
    told = {name.lower() for name in (*named, *groups)}
    if untold := [h for h in table.printed if h.lower() not in told and h.lower() not in NEEDED and h.lower() not in GEOGRAPHY]:
        yield Breach("data_crosscheck", False, f"the metadata does not describe: {_some(untold)}")


def _meta(db: duckdb.DuckDBPyConnection, table: EesTable, catalogue: Catalogue) -> Iterator[Breach]:
    if table.meta is None:
        return
    for check, fails, what, breaks in _META_ROWS:
        if names := [row.get("col_name", "") or "no name" for row in table.meta.rows if breaks(row)]:
            yield Breach(check, fails, f"{what} {_some(names)}")
    for check, what, key in (("meta_duplicate_label", "a label", "label"), ("meta_name_duplicate", "a column", "col_name")):
        if twice := [text for text, n in Counter(row.get(key, "").lower() for row in table.meta.rows).items() if text and n > 1]:
            yield Breach(check, True, f"{what} stands twice: {_some(twice)}")


def _fills(row: dict[str, str], kind: str, *keys: str) -> bool:
    return row.get("col_type") == kind and any(row.get(key) for key in keys)


# What each row of a file's metadata is held to: the check, whether it fails, its words, and when it is broken.
_META_ROWS: tuple[tuple[str, bool, str, Callable[[dict[str, str]], bool]], ...] = (
    ("meta_col_type", True, "col_type is neither Filter nor Indicator for", lambda r: r.get("col_type") not in ("Filter", "Indicator")),
    ("meta_label", True, "no label for", lambda r: not r.get("label")),
    ("meta_indicator_unit", True, "a unit the standard does not know for", lambda r: r.get("indicator_unit", "") not in _UNITS),
    ("meta_indicator_dp", True, "decimals that are no number for", lambda r: not (r.get("indicator_dp") or "0").isdigit()),
    ("meta_ob_unit", True, "a filter has a unit, decimals or an indicator group:",
     lambda r: _fills(r, "Filter", "indicator_unit", "indicator_dp", "indicator_grouping")),
    ("meta_filter_hint", True, "an indicator has a filter's hint or group:",
     lambda r: _fills(r, "Indicator", "filter_hint", "filter_grouping_column")),
    ("meta_geog_catch", True, "a column looks like geography:", lambda r: bool(_LOOKS_GEOGRAPHIC.search(r.get("col_name", "").lower()))),
    ("meta_indicator_dp_blank", False, "no decimals are given for",
     lambda r: r.get("col_type") == "Indicator" and not r.get("indicator_dp")),
)  # fmt: skip


def _time(db: duckdb.DuckDBPyConnection, table: EesTable, catalogue: Catalogue) -> Iterator[Breach]:
    found = db.execute(
        f"select coalesce(time_period, ''), coalesce(time_identifier, ''), min(line) from r.{table.place} group by all order by 3"
    ).fetchall()
    said = set[str]()
    words = {
        "time_identifier": "a time identifier the standard does not know",
        "time_period": "a time_period that does not fit its time_identifier",
        "time_period_six": "six digits of a time_period that are not two years running",
    }
    for time_period, identifier, line in found:
        breach = read_period(time_period, identifier).breach or ("" if identifier in IDENTIFIERS else "time_identifier")
        if breach and breach not in said:
            said.add(breach)
            yield Breach(breach, True, f"{words[breach]}: {time_period} {identifier}", line)
    if len(kinds := sorted({family(identifier) for _, identifier, _ in found})) > 1:
        yield Breach("time_identifier_mix", True, f"time identifiers are mixed in one file: {_some(kinds)}")
    if any(identifier.strip().lower() == "reporting year" for _, identifier, _ in found):
        yield Breach(
            "time_reporting_year", False, "a reporting year is kept as its calendar year: the file does not say which months it covers"
        )


def _filters(db: duckdb.DuckDBPyConnection, table: EesTable, catalogue: Catalogue) -> Iterator[Breach]:
    for column in table.filters:
        texts = table.odd.get(column, [])
        heading = table.heading(column)
        levels = {text for text, _, _ in texts if text}
        if len(levels) < 2 and not _two_levels(db, table, column):
            yield Breach("filter_levels", True, f"the filter {heading} has fewer than two levels")
        if blank := next((line for text, _, line in texts if not (text or "").strip()), 0):
            yield Breach("filter_blanks", True, f"the filter {heading} has blank cells", blank)
        if spaced := next((line for text, _, line in texts if text and text.strip() and text != text.strip()), 0):
            yield Breach("filter_whitespace", True, f"the filter {heading} has spaces before or after a level", spaced)
        if len(levels) > _MOST_ITEMS:
            yield Breach("filter_items_limit", True, f"the filter {heading} has more than {_MOST_ITEMS:,} levels")
        default = (table.meta.of(heading.lower()).get("filter_default", "") if table.meta else "") or "Total"
        if table.meta and default not in levels:
            yield Breach("filter_ob_total", True, f"the filter {heading} has no level {default}")


def _two_levels(db: duckdb.DuckDBPyConnection, table: EesTable, column: str) -> bool:
    row = db.execute(f"select count(distinct {ident(column)}) from r.{table.place}").fetchone()
    return bool(row and row[0] > 1)


def _geography(db: duckdb.DuckDBPyConnection, table: EesTable, catalogue: Catalogue) -> Iterator[Breach]:
    levels: dict[str, int] = {}
    for place in table.places:
        levels.setdefault(place.columns["geographic_level"] or "", place.line)
    if unknown := [level for level in levels if level not in LEVELS]:
        yield Breach("geog_level", True, f"a level the standard does not know: {_some(unknown)}", levels[unknown[0]])
    for level in levels:
        if absent := [c for c in LEVELS.get(level, ()) if c not in table.columns and c != "school_laestab"]:
            yield Breach("geog_level_columns", True, f"{level} rows need the columns {_some(absent)}")
    below = {"National": (*LEVELS["Regional"], *LEVELS["Local authority"]), "Regional": LEVELS["Local authority"]}
    over = dict[str, int]()
    for place in table.places:
        level = place.columns["geographic_level"] or ""
        if level in UPPER and (place.lower or any(place.columns.get(column) for column in below.get(level, ()))):
            over.setdefault(level, place.line)
    for level, line in over.items():
        yield Breach("geog_overcomplete", True, f"{level} rows fill columns of lower levels", line)
    for place in table.places:
        if any((text or "").lower() in ("total", "all") for text in place.columns.values()):
            yield Breach("geog_total", True, "Total or All stands in a column of geography", place.line)
            break
    yield from _combinations(table, catalogue)
    la_rows = [place for place in table.places if place.columns["geographic_level"] == "Local authority"]
    if "region_code" in table.columns and (without := [place.line for place in la_rows if not place.columns["region_code"]]):
        yield Breach("geog_la_region", False, "local authority rows give no region", without[0])


def _combinations(table: EesTable, catalogue: Catalogue) -> Iterator[Breach]:
    for check, names, level in (
        ("geog_country_combos", ("country_code", "country_name"), COUNTRY),
        ("geog_region_combos", ("region_code", "region_name"), REGION),
        ("geog_la_combos", ("new_la_code", "old_la_code", "la_name"), AUTHORITY),
    ):
        if not set(names) <= set(table.columns):
            continue
        wrong, spelt = dict[str, int](), dict[str, set[str]]()
        for place in table.places:
            *codes, name = (place.columns[column] for column in names)
            if not name:
                continue
            areas = [catalogue.area(code) for code in codes if code]
            area = areas[0] if areas else None
            right = (area.name, area.name.partition(" (")[0], *area.aliases) if area else ()
            if area is None or area.level.key != level or any(a is not area for a in areas) or name not in right:
                wrong.setdefault(" ".join([*(code or "no code" for code in codes), name]), place.line)
            else:
                spelt.setdefault(area.code, set()).add(name)
        twice = [" and ".join(sorted(found)) for found in spelt.values() if len(found) > 1]
        if wrong:
            yield Breach(check, True, f"codes and names that do not belong together: {_some(list(wrong))}", min(wrong.values()))
        elif twice:
            yield Breach(check, True, f"one place under two names: {_some(twice)}")


def _general(db: duckdb.DuckDBPyConnection, table: EesTable, catalogue: Catalogue) -> Iterator[Breach]:
    nulls = [
        (count, line)
        for column in (*table.indicators, *table.filters)
        for text, count, line in table.odd.get(column, [])
        if text is not None and text.strip() in _NULLS
    ]
    if nulls:
        yield Breach("general_null", True, f"{sum(n for n, _ in nulls):,} cells hold the word NULL or NA", min(line for _, line in nulls))
    keys = [ident(c) for c in table.columns if c in NEEDED or c in GEOGRAPHY or c in table.filters]
    left_out = ", ".join(literal(level) for level in _NO_DUPLICATES_IN)
    row = db.execute(
        f"select count(*) - count(distinct hash({', '.join(keys)})) from r.{table.place} where lower(geographic_level) not in ({left_out})"
    ).fetchone()
    if row and row[0]:
        yield Breach("general_duplicate_rows", True, f"{row[0]:,} rows repeat another row's place, time and filters")


def _indicators(db: duckdb.DuckDBPyConnection, table: EesTable, catalogue: Catalogue) -> Iterator[Breach]:
    counts, lines = Counter[str](), dict[str, int]()
    for column in table.indicators:
        for text, count, line in table.odd.get(column, []):
            symbol = (text or "").strip().lower()
            counts[symbol] += count
            lines[symbol] = min(line, lines.get(symbol, line))
    for check, fails, symbols in (
        ("ind_blank", True, ("",)),
        ("ind_symbols", True, _FAILING_SYMBOLS),
        ("ind_symbols_old", False, _WARNED_SYMBOLS),
    ):
        if told := [symbol for symbol in symbols if counts[symbol]]:
            words = ", ".join(f"{counts[s]:,} {f'‘{s}’' if s else 'blank'}" for s in told)
            yield Breach(check, fails, f"cells of indicators that the standard does not accept: {words}", min(lines[s] for s in told))
    if wrong := unreadable_cells(table):
        what = f"{sum(w[2] for w in wrong):,} cells of indicators are neither numbers nor symbols: {_some(sorted({w[1] for w in wrong}))}"
        yield Breach("ind_values", True, what, min(w[3] for w in wrong))


def _api(db: duckdb.DuckDBPyConnection, table: EesTable, catalogue: Catalogue) -> Iterator[Breach]:
    if long := [heading for heading in table.printed if len(heading) > 50]:
        yield Breach("api_col_name_length", False, f"headings of more than 50 characters: {_some(long)}")
    if table.meta and (long := [r["label"] for r in table.meta.rows if len(r.get("label", "")) > 100]):
        yield Breach("api_label_length", False, f"labels of more than 100 characters: {_some(long)}")
    if long := [text for column in table.filters for text, _, _ in table.odd.get(column, []) if text and len(text) > 120]:
        yield Breach("api_item_length", False, f"levels of more than 120 characters: {_some(long)}")
    codes = [c for c in table.columns if c in GEOGRAPHY and c.endswith(("code", "urn", "ukprn", "id"))]
    if codes and (line := _first(db, table, " or ".join(f"length({ident(c)}) > 30" for c in codes))):
        yield Breach("api_location_code_length", False, "a place's code has more than 30 characters", line)


STAGES: dict[str, Callable[[duckdb.DuckDBPyConnection, EesTable, Catalogue], Iterator[Breach]]] = {
    "filename": _filename, "columns": _columns, "cross-file": _cross_file, "metadata": _meta, "time": _time, "filters": _filters,
    "geography": _geography, "general": _general, "indicators": _indicators, "API": _api,
}  # fmt: skip


def _first(db: duckdb.DuckDBPyConnection, table: EesTable, where: str) -> int:
    row = db.execute(f"select min(line) from r.{table.place} where {where}").fetchone()
    return int(row[0]) if row and row[0] is not None else 0


def _some(texts: list[str]) -> str:
    shown = ", ".join(text or "blank" for text in texts[:6])
    return shown + (f" and {len(texts) - 6} more" if len(texts) > 6 else "")
