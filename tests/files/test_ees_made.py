"""Made-up files in the open data standard: one fault each, every way of packing, a release with next year's names, schools."""

from __future__ import annotations

import gzip
import zipfile
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

import duckdb
import pytest

from data.catalogue.catalogue import Catalogue
from data.model.finding import Refused
from data.model.publication import Release
from loaders.ees import ees_files
from loaders.ees.ees import is_ees, read_ees

GEO = "time_period,time_identifier,geographic_level,country_code,country_name,region_code,region_name,new_la_code,old_la_code,la_name"
ENGLAND = "2024,Calendar year,National,E92000001,England,,,,,"
WEST = "2024,Calendar year,Regional,E92000001,England,E12000002,North West,,,"
BURY = "2024,Calendar year,Local authority,E92000001,England,E12000002,North West,E08000002,351,Bury"
PLAIN = (f"{GEO},age,plans", f"{ENGLAND},Total,1200", f"{ENGLAND},Under 5,200", f"{BURY},Total,12", f"{BURY},Under 5,z")
META_HEAD = "col_name,col_type,label,indicator_grouping,indicator_unit,indicator_dp,filter_hint,filter_grouping_column"
META = (META_HEAD, "age,Filter,Age,,,,Filter by age,", "plans,Indicator,Number of plans,,,0,,")


def text(*lines: str, end: str = "\n") -> bytes:
    return (end.join(lines) + end).encode()


def packed(parts: Mapping[str, bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return out.getvalue()


@pytest.fixture
def load(tmp_path: Path, catalogue: Catalogue):  # type: ignore[no-untyped-def]
    """Reads bytes under a name, with a metadata file beside it if given."""

    def read(content: bytes, name: str = "plans.csv", meta: bytes | None = None) -> Release:
        (tmp_path / name).write_bytes(content)
        if meta is not None:
            (tmp_path / f"{name.rsplit('.', 1)[0]}.meta.csv").write_bytes(meta)
        return read_ees(tmp_path / name, catalogue, tmp_path / "out" / "r.duckdb")

    return read


def query(release: Release, statement: str) -> list[tuple[object, ...]]:
    assert release.database is not None
    with duckdb.connect(str(release.database), read_only=True) as db:
        return db.execute(statement).fetchall()


def checks(release: Release) -> dict[str, str]:
    return {finding.check: finding.where for finding in release.findings}


def figures(release: Release, columns: str = "measure, area, value, missing, raw, cell") -> list[tuple[object, ...]]:
    return query(release, f"select {columns} from figure")


TOTALS = [
    ("plans/plans", "E08000002", 12.0, None, "12", "L4"),
    ("plans/plans", "E92000001", 1200.0, None, "1200", "L2"),
]


def test_a_whole_file_has_nothing_to_say(load) -> None:  # type: ignore[no-untyped-def]
    release = load(text(*PLAIN), meta=text(*META))
    assert release.findings == ()
    assert figures(release) == TOTALS
    assert query(release, "select title, unit, decimals, over, place, col from measure") == [
        ("Number of plans", "count", 0, "", "file_1", "plans")
    ]
    assert query(release, "select line, age, plans from file_1 where la_name = 'Bury'") == [(4, "Total", "12"), (5, "Under 5", "z")]


PACKED = {
    "a byte-order mark": ("plans.csv", b"\xef\xbb\xbf" + text(*PLAIN)),
    "Windows line ends": ("plans.csv", text(*PLAIN, end="\r\n")),
    "UTF-16": ("plans.csv", text(*PLAIN).decode().encode("utf-16")),
    "no line end at the end": ("plans.csv", text(*PLAIN).rstrip()),
    "every cell in quotes": ("plans.csv", text(*('"' + line.replace(",", '","') + '"' for line in PLAIN))),
    "gzipped": ("plans.csv.gz", gzip.compress(text(*PLAIN))),
    "a zip": ("plans.zip", packed({"plans.csv": text(*PLAIN), "plans.meta.csv": text(*META)})),
    "a zip named gz": ("plans.csv.gz", packed({"plans.csv": text(*PLAIN)})),
    "a gzip named zip": ("plans.zip", gzip.compress(text(*PLAIN))),
    "as DfE ships it": (
        "plans_2024.zip", packed({"data/plans.csv": text(*PLAIN), "data-guidance/data-guidance.txt": b"Plans\nReporting year 2025\n"})),
}  # fmt: skip


@pytest.mark.parametrize("way", PACKED)
def test_a_file_reads_the_same_however_it_is_packed(way: str, load, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    name, content = PACKED[way]
    release = load(content, name)
    assert is_ees(tmp_path / name)
    assert figures(release) == TOTALS
    assert set(checks(release)) <= {"no_meta"}
    inner = {"a zip": "plans.zip/plans.csv", "a zip named gz": "plans.csv.gz/plans.csv", "as DfE ships it": "plans_2024.zip/data/plans.csv"}
    assert figures(release, "distinct file") == [(inner.get(way, name),)]


def test_the_guidance_gives_title_and_edition(load) -> None:  # type: ignore[no-untyped-def]
    release = load(PACKED["as DfE ships it"][1], "plans_2024.zip")
    assert (release.title, release.edition) == ("Plans", "2025")


def test_letters_outside_utf8_are_read(load) -> None:  # type: ignore[no-untyped-def]
    release = load(text(*PLAIN, f"{ENGLAND},Réunion,5").decode().encode("cp1252"))
    assert query(release, "select line from file_1 where age = 'Réunion'") == [(6,)]


def test_blank_lines_are_counted_as_a_spreadsheet_counts_them(load) -> None:  # type: ignore[no-untyped-def]
    release = load(text(PLAIN[0], PLAIN[1], "", "", *PLAIN[2:]))
    assert figures(release, "area, cell") == [("E08000002", "L6"), ("E92000001", "L2")]


TRAPS = {
    "not a table": (b"\x00\x01\x02 no table", "no table in it"),
    "empty": (b"", "no table in it"),
    "no time column": (text("geographic_level,country_code,plans", "National,E92000001,5"), "no table in it"),
    "a short row": (text(*PLAIN, f"{ENGLAND},Total"), "cannot be read as a table"),
    "a long row": (text(*PLAIN, f"{ENGLAND},Total,5,6,7"), "cannot be read as a table"),
    "an open quotation mark": (text(*PLAIN, f'{ENGLAND},"Total,5'), "cannot be read as a table"),
    "half a zip": (packed({"plans.csv": text(*PLAIN)})[:-40], "damaged"),
    "half a gzip": (gzip.compress(text(*PLAIN))[:-12], "damaged"),
    "a file outside the archive": (packed({"../plans.csv": text(*PLAIN)}), "points outside the archive"),
    "a path from the root": (packed({"/etc/plans.csv": text(*PLAIN)}), "points outside the archive"),
    "a path with a drive": (packed({"C:\\plans.csv": text(*PLAIN)}), "points outside the archive"),
    "too many files": (packed({f"{n}.csv": b"a" for n in range(501)}), "more than 500"),
    "a zip in a gzip": (gzip.compress(packed({"plans.csv": text(*PLAIN)})), "zip inside a gzip"),
    "a zip with no table": (packed({"readme.txt": b"hello"}), "no table in it"),
}


@pytest.mark.parametrize("trap", TRAPS)
def test_a_file_that_cannot_be_read_is_refused_and_leaves_nothing(trap: str, load, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    content, says = TRAPS[trap]
    with pytest.raises(Refused) as refused:
        load(content, "plans.csv")
    assert says in str(refused.value)
    assert str(refused.value).endswith("Nothing was changed.")
    assert list((tmp_path / "out").rglob("*")) == []
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out", "plans.csv"]


@pytest.mark.parametrize("pack", [lambda content: packed({"plans.csv": content}), gzip.compress], ids=["zip", "gzip"])
def test_a_bomb_is_stopped_while_it_unpacks(pack, load, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(ees_files, "MOST_BYTES", 3_000_000)
    bomb = pack(text(*PLAIN) + b"0" * 5_000_000)
    assert len(bomb) < 20_000
    with pytest.raises(Refused, match="unpacks to more than 3 MB"):
        load(bomb, "plans.zip")


def row(line: str, *, at: int, to: str) -> str:
    cells = line.split(",")
    cells[at] = to
    return ",".join(cells)


# One fault each: the standard's name for it, and the file that has it.
FAULTS: dict[str, tuple[tuple[str, ...], tuple[str, ...] | None]] = {
    "col_req_data": (tuple(",".join(cell for n, cell in enumerate(line.split(",")) if n != 4) for line in PLAIN), None),
    "col_name_spaces": ((PLAIN[0].replace("plans", "all plans"), *PLAIN[1:]), None),
    "col_snake_case": ((PLAIN[0].replace("plans", "allPlans"), *PLAIN[1:]), None),
    "col_var_start": ((PLAIN[0].replace("plans", "Plans"), *PLAIN[1:]), None),
    "col_duplicate": ((f"{PLAIN[0]},plans", *(f"{line},{line.rsplit(',', 1)[1]}" for line in PLAIN[1:])), None),
    "col_req_meta": (PLAIN, (META_HEAD.replace("indicator_dp,", ""), "age,Filter,Age,,,Filter by age,", "plans,Indicator,Plans,,,,")),
    "col_invalid_meta": (PLAIN, (f"{META_HEAD},colour", f"{META[1]},", f"{META[2]},")),
    "meta_crosscheck": (PLAIN, (*META, "statements,Indicator,Statements,,,0,,")),
    "data_crosscheck": (PLAIN, META[:2]),
    "meta_col_type": (PLAIN, (META[0], META[1].replace("Filter,Age", "Thing,Age"), META[2])),
    "meta_label": (PLAIN, (*META[:2], META[2].replace("Number of plans", ""))),
    "meta_duplicate_label": (PLAIN, (*META[:2], META[2].replace("Number of plans", "Age"))),
    "meta_name_duplicate": (PLAIN, (*META, META[2].replace("Number of plans", "Plans"))),
    "meta_indicator_unit": (PLAIN, (*META[:2], META[2].replace(",,,0", ",,kg,0"))),
    "meta_indicator_dp": (PLAIN, (*META[:2], META[2].replace(",0,", ",one,"))),
    "meta_indicator_dp_blank": (PLAIN, (*META[:2], META[2].replace(",0,", ",,"))),
    "meta_ob_unit": (PLAIN, (META[0], META[1].replace("Age,,,", "Age,,%,"), META[2])),
    "meta_filter_hint": (PLAIN, (*META[:2], f"{META[2][:-1]}hint,")),
    "meta_geog_catch": (
        (PLAIN[0].replace("age", "estab"), *PLAIN[1:]), (META[0], META[1].replace("age,Filter", "estab,Filter"), META[2])),
    "time_identifier": ((PLAIN[0], *(line.replace("Calendar year", "Calender year") for line in PLAIN[1:])), META),
    "time_period": ((PLAIN[0], *(f"2024{line[4:]}".replace("2024", "202425") for line in PLAIN[1:])), META),
    "time_period_six": ((PLAIN[0], *(line.replace("2024,Calendar", "202426,Academic") for line in PLAIN[1:])), META),
    "time_identifier_mix": ((*PLAIN[:3], *(line.replace("2024,Calendar", "202425,Academic") for line in PLAIN[3:])), META),
    "time_reporting_year": ((PLAIN[0], *(line.replace("Calendar", "Reporting") for line in PLAIN[1:])), META),
    "filter_levels": ((PLAIN[0], PLAIN[1], PLAIN[3]), META),
    "filter_blanks": ((*PLAIN, f"{WEST},,5"), META),
    "filter_whitespace": ((*PLAIN, f"{WEST}, Under 5,5"), META),
    "filter_ob_total": ((PLAIN[0], PLAIN[2], f"{BURY},Over 5,5"), META),
    "geog_level": ((*PLAIN, f"{row(BURY, at=2, to='Borough')},Total,5"), META),
    "geog_level_columns": ((*PLAIN, f"{row(BURY, at=2, to='School')},Total,5"), META),
    "geog_overcomplete": ((*PLAIN, f"{row(ENGLAND, at=9, to='Bury')},Over 5,5"), META),
    "geog_total": ((*PLAIN, f"{row(ENGLAND, at=6, to='Total')},Over 5,5"), META),
    "geog_country_combos": ((*PLAIN, f"{row(BURY, at=4, to='Engerland')},Over 5,5"), META),
    "geog_region_combos": ((*PLAIN, f"{row(BURY, at=6, to='North east')},Over 5,5"), META),
    "geog_la_combos": ((*PLAIN, f"{row(BURY, at=8, to='350')},Over 5,5"), META),
    "geog_la_region": ((*PLAIN, f"{row(row(BURY, at=5, to=''), at=6, to='')},Over 5,5"), META),
    "unknown_area": ((*PLAIN, f"{row(row(BURY, at=7, to='E08999999'), at=8, to='999')},Total,5"), META),
    "general_null": ((*PLAIN, f"{WEST},Total,NULL"), META),
    "general_duplicate_rows": ((*PLAIN, PLAIN[1]), META),
    "ind_blank": ((*PLAIN, f"{WEST},Total,"), META),
    "ind_symbols": ((*PLAIN, f"{WEST},Total,~"), META),
    "ind_symbols_old": ((*PLAIN, f"{WEST},Total,.."), META),
    "ind_values": ((*PLAIN, f"{WEST},Total,about 5"), META),
    "api_col_name_length": ((PLAIN[0].replace("plans", "p" * 51), *PLAIN[1:]), (*META[:2], META[2].replace("plans,", f"{'p' * 51},", 1))),
    "api_label_length": (PLAIN, (*META[:2], META[2].replace("Number of plans", "n" * 101))),
    "api_item_length": ((*PLAIN, f"{WEST},{'t' * 121},5"), META),
}  # fmt: skip


@pytest.mark.parametrize("check", FAULTS)
def test_one_fault_gives_the_standards_own_finding(check: str, load) -> None:  # type: ignore[no-untyped-def]
    lines, meta = FAULTS[check]
    release = load(text(*lines), meta=text(*meta) if meta else None)
    assert check in checks(release)
    assert {finding.check for finding in release.findings} <= {check, *BESIDE.get(check, ()), "no_meta"}
    assert release.counts["figures"] >= (0 if check == "filter_ob_total" else 2)


# What a fault cannot but bring with it.
BESIDE = {
    "col_snake_case": ("col_var_start",), "col_var_start": ("col_snake_case",), "col_duplicate": ("col_duplicate_same",),
    "filter_ob_total": ("no_total_rows",), "filter_blanks": (), "geog_la_combos": (), "unknown_area": ("geog_la_combos",),
    "geog_total": ("geog_overcomplete", "geog_region_combos"), "ind_values": ("unreadable",), "ind_blank": (),
    "geog_overcomplete": ("geog_la_combos",), "geog_level": ("unknown_area",),
    "geog_level_columns": ("unknown_area",), "meta_name_duplicate": (), "data_crosscheck": (),
}  # fmt: skip


@pytest.mark.parametrize("name", ["my plans.csv", "plans%.csv"])
def test_a_files_name_is_held_to_the_standard(name: str, load) -> None:  # type: ignore[no-untyped-def]
    assert set(checks(load(text(*PLAIN), name))) & {"filename_spaces", "filename_special"}


def test_the_report_ends_after_the_first_stage_that_fails(load) -> None:  # type: ignore[no-untyped-def]
    both = [line.replace("Calendar year", "Calender year") for line in FAULTS["ind_symbols"][0]]
    assert set(checks(load(text(*both), meta=text(*META)))) == {"time_identifier"}


def test_symbols_are_counted_each_and_keep_their_reasons(load) -> None:  # type: ignore[no-untyped-def]
    symbols = ["z", "x", "c", "low", "k", "u", "~", ":", ".", "..", "-", "NULL", "n/a", "", "12?"]
    lines = [f"{BURY.replace('2024', str(2000 + n))},Total,{symbol}" for n, symbol in enumerate(symbols)]
    release = load(text(*PLAIN, *lines), meta=text(*META))
    assert [release.counts[f"symbol {symbol.lower() or 'blank'}"] for symbol in symbols[:-1]] == [2, *[1] * 13]
    assert release.counts["refused"] == release.counts["unreadable"] == 1
    found = dict(query(release, "select raw, missing from figure where value is null"))
    assert found == {
        "z": "not applicable", "x": "not available", "c": "suppressed", "low": "low", "k": "low", "u": "low reliability",
        "~": "suppressed", ":": "not available", ".": "not applicable", "..": "not available", "-": "not available",
        "NULL": "not given", "n/a": "not applicable", "": "blank", "12?": "unreadable",
    }  # fmt: skip
    [finding] = [finding for finding in release.findings if finding.check == "unreadable"]
    assert finding.where == "plans.csv L20"


def test_the_guidances_own_legend_is_used(load) -> None:  # type: ignore[no-untyped-def]
    parts = {
        "data/plans.csv": text(*PLAIN, f"{WEST},Total,z"),
        "data-guidance/data-guidance.txt": b"Plans\n\nz - not available\n\nx - not applicable\n",
    }
    assert query(load(packed(parts), "plans.zip"), "select missing from figure where raw = 'z'") == [("not available",)]


def test_thousands_signs_and_exponents_are_numbers(load) -> None:  # type: ignore[no-untyped-def]
    rows = [f"{BURY.replace('2024', str(2000 + n))},Total,{cell}" for n, cell in enumerate(('"1,071"', "-0.5", "7.0E-2", " 47.665"))]
    release = load(text(PLAIN[0], PLAIN[1], PLAIN[2], *rows))
    assert query(release, "select value from figure where level = 'authority' order by last") == [(1071.0,), (-0.5,), (0.07,), (47.665,)]


def test_rows_that_contradict_each_other_are_not_used(load) -> None:  # type: ignore[no-untyped-def]
    release = load(text(*PLAIN, f"{BURY},Total,13"), meta=text(*META))
    assert figures(release, "area, value") == [("E92000001", 1200.0)]
    assert release.counts["contradictions"] == 2
    assert "plans.csv lines 4 and 6" in {finding.where for finding in release.findings}


def test_a_heading_used_twice_over_different_figures_feeds_nothing(load) -> None:  # type: ignore[no-untyped-def]
    release = load(text(f"{PLAIN[0]},plans,total", *(f"{line},7,9" for line in PLAIN[1:])))
    assert figures(release, "distinct measure") == [("plans/total",)]
    assert checks(release)["col_duplicate_different"] == "plans.csv line 2"


def test_columns_alike_above_authorities_but_not_below_are_found(load) -> None:  # type: ignore[no-untyped-def]
    years = range(2018, 2024)
    lines = [
        line.replace("2024", str(y)) for y in years for line in (f"{ENGLAND},{y},{y}", f"{WEST},{y - 9},{y - 9}", f"{BURY},{y - 20},5")
    ]
    assert "same_above" in checks(load(text(f"{GEO},new_plans,new_statements", *lines)))
    apart = [line.replace(",5", ",6") if "2020" in line else line for line in lines]
    right = [f"{line.rsplit(',', 1)[0]},{n}" for n, line in enumerate(apart)]
    assert "same_above" not in checks(load(text(f"{GEO},new_plans,new_statements", *right)))


def test_the_metadatas_own_default_is_the_total(load) -> None:  # type: ignore[no-untyped-def]
    meta = (f"{META_HEAD},filter_default", f"{META[1]},Under 5", f"{META[2]},")
    release = load(text(*PLAIN), meta=text(*meta))
    assert figures(release, "area, raw") == [("E08000002", "z"), ("E92000001", "200")]


def test_a_filter_without_a_total_gives_no_figure_but_keeps_its_rows(load) -> None:  # type: ignore[no-untyped-def]
    release = load(text(*PLAIN[:1], PLAIN[2], f"{BURY},Over 5,5"))
    assert figures(release) == []
    assert checks(release)["no_total_rows"] == "plans.csv"
    assert query(release, "select count(*) from file_1") == [(2,)]


def test_a_place_that_is_not_known_is_counted(load) -> None:  # type: ignore[no-untyped-def]
    release = load(
        text(*PLAIN, f"{row(row(BURY, at=7, to='E08999999'), at=8, to='999')},Total,5", f"{row(BURY, at=2, to='Borough')},Total,5")
    )
    assert release.counts["unknown area rows"] == 2
    assert figures(release) == TOTALS


def test_a_superseded_code_finds_its_area(load) -> None:  # type: ignore[no-untyped-def]
    somerset = BURY.replace("E08000002,351,Bury", "E10000027,,Somerset")
    assert ("E06000066",) in figures(load(text(*PLAIN, f"{somerset},Total,5")), "area")


def test_schools_keep_their_own_codes(load) -> None:  # type: ignore[no-untyped-def]
    school = row(BURY, at=2, to="School")
    lines = [
        f"{GEO},school_urn,school_laestab,school_name,placements",
        f"{ENGLAND},,,,50",
        f"{school},105123,3512001,First,20",
        f"{school},105124,3512002,Second,c",
    ]
    release = load(text(*lines))
    assert figures(release, "area, level, value, missing") == [
        ("E92000001", "country", 50.0, None), ("105123", "school", 20.0, None), ("105124", "school", None, "suppressed"),
    ]  # fmt: skip


def test_a_release_with_next_years_names_loads_to_the_same_identifiers(load) -> None:  # type: ignore[no-untyped-def]
    head = f"{GEO},breakdown_topic,breakdown"

    def file(total: str, columns: str, values: str) -> bytes:
        rows = (f"{ENGLAND},{total},{total},{values}", f"{ENGLAND},Sex,Female,{values}", f"{BURY},{total},{total},{values}")
        return text(f"{head},{columns}", *rows)

    timely = "plans_issued_den,plans_issued_within_20_weeks,PC_plans_issued_20_weeks_ex,plans_issued_gt20weeks_ltYear"
    old = {
        "data/timeliness_20_week.csv": file("All EHC plans issued", timely, "9,8,7,6"),
        "data/requests.csv": file("All requests for EHC needs assessments", "requests_received_in_year", "5"),
        "data/newplans.csv": file("New EHC plans", "new_ehc_plans,await_prov_2022,perm_ex_2022", "5,4,3"),
        "data/sen_needs_all_plans.csv": file("All EHC plans", "ehc_plans,number_asd", "5,4"),
        "data/residential_settings.csv": file("All residential placements", "Res_3851,Res_52,Res_tot", "1,2,3"),
    }  # fmt: skip
    new = {
        "data/timeliness_20_week.csv": file("All EHC plans", timely.lower(), "9,8,7,6"),
        "data/requests.csv": file("All requests for an EHC needs assessment", "requests_received_in_year", "5"),
        "data/newplans.csv": file("New EHC plans", "new_ehc_plans,await_prov,perm_ex", "5,4,3"),
        "data/sen_needs_caseload.csv": file("All EHC plans", "ehc_plans,number_asd", "5,4"),
        "data/residential_settings.csv": file("All residential placements", "res_3851,res_52,res_tot", "1,2,3"),
    }  # fmt: skip
    columns = "measure, area, label, value"
    before = load(packed(old), "plans_2025.zip")
    kept = figures(before, columns)
    after = load(packed(new), "plans_2026.zip")
    assert figures(after, columns) == kept
    assert len(kept) == 2 * 13
    assert before.publication == after.publication == "ees:education-health-and-care-plans"
    assert (before.edition, after.edition) == ("2025", "2026")


def test_a_table_of_appeals_in_another_shape_is_named_not_guessed(load) -> None:  # type: ignore[no-untyped-def]
    parts = {
        "data/plans.csv": text(*PLAIN),
        "supporting-files/appeals.csv": text("Local Authority,LA code,2024", ",,Appeals lodged", "Bury,351,5"),
    }
    release = load(packed(parts), "plans.zip")
    assert checks(release)["not_read"] == "plans.zip/supporting-files/appeals.csv"
    assert figures(release) == TOTALS


def test_a_file_with_one_column_of_the_standard_renamed_is_told_which(tmp_path: Path, catalogue: Catalogue) -> None:
    path = tmp_path / "nearly.csv"
    path.write_text(
        "time_period,time_ident,geographic_level,country_code,country_name,plans\n2024,Calendar year,National,E92000001,England,5\n"
    )
    assert is_ees(path)
    with pytest.raises(Refused, match="the column time_identifier is missing"):
        read_ees(path, catalogue, tmp_path / "release.duckdb")
