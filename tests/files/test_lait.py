"""LAIT whole, from DfE's own files, and what earlier releases did otherwise, in small made-up files."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.catalogue import lait_format
from data.catalogue.catalogue import Catalogue
from data.model.finding import Refused, Severity
from data.model.indicator import Polarity, Unit
from data.model.period import Firmness, PeriodKind
from data.model.publication import Release
from loaders.lait.lait import read_lait
from loaders.lait.lait_dictionary import as_day
from loaders.lait.lait_files import part_of_lait
from loaders.lait.lait_years import read_year
from tests.conftest import shared

RULES = lait_format.read()
ACADEMIC, FINANCIAL, CALENDAR = (RULES.years[name] for name in ("academic year", "financial year", "calendar year"))
FIGURES = ["Short Desc", "Data item", "Years", "LA and Regions", "Values", "LA Number", "Region"]
DICTIONARY = [
    "Measure_code", "Topic", "Measure", "Chart_title", "Measure_short", "Polarity", "y_axis_name", "state_funded_flag", "Table_status",
    "Description", "Last Update", "Next Update", "Data Owner (DO) /Supplier and Contact Details", "Methodology", "Hyperlink(s)", "dps",
    "Year_Type", "No_Quartile",
]  # fmt: skip


@pytest.fixture(scope="module")
def folder() -> list[Path]:
    return sorted(shared("inputs", "lait").iterdir())


@pytest.fixture(scope="module")
def lait(folder: list[Path], catalogue: Catalogue, tmp_path_factory: pytest.TempPathFactory) -> Release:
    return read_lait(folder, catalogue, tmp_path_factory.mktemp("lait") / "release.duckdb")


@pytest.fixture(scope="module")
def db(lait: Release) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(lait.database), read_only=True) as connection:
        yield connection


def rows(db: duckdb.DuckDBPyConnection, statement: str, *given: Any) -> list[tuple[Any, ...]]:
    return db.execute(statement, list(given)).fetchall()


def test_every_row_of_the_file_is_accounted_for(lait: Release, db: duckdb.DuckDBPyConnection) -> None:
    """641,070 rows, 93,883 of them ``-``, as counted by other means; 170 of these stand under the junk label 0."""
    assert lait.counts == {
        "rows": 641_070, "figures": 547_187, "missing": 93_713, "not available": 93_713, "duplicates": 0, "refused": 170,
    }  # fmt: skip
    assert rows(db, "select count(*) from measure") == [(434,)]
    assert rows(db, "select count(*), count(value), count(missing), count(distinct measure) from figure") == [
        (640_900, 547_187, 93_713, 434)
    ]
    assert lait.edition == "updated 1 April 2026"
    assert [one.edition for one in lait.lists] == ["May 2025"]


def test_figures_stand_in_order(db: duckdb.DuckDBPyConnection) -> None:
    """By measure, level, area and date, as they lie: the numbers that stand for them are in that order too."""
    lie = "select (measure, area, period) as now, lag((measure, area, period)) over (order by rowid) as before from stored"
    assert rows(db, f"select count(*) from ({lie}) where before > now") == [(0,)]
    for table, spelt in (("place", "(level, code)"), ("name", "name")):
        ordered = f"select {spelt} as now, lag({spelt}) over (order by id) as before from {table}"
        assert rows(db, f"select count(*) from ({ordered}) where before > now") == [(0,)]


def test_each_shape_of_year_has_its_kind_and_its_count(db: duckdb.DuckDBPyConnection) -> None:
    """The number of rows of each shape and Year_Type was counted in the file by other means."""
    found = rows(db, """select regexp_replace(label, '[0-9]', '9', 'g') as shape, year_type, kind, status, count(*) from figure
        join measure on id = measure group by all""")  # fmt: skip
    assert sorted(found) == sorted([
        ("9999", "Academic Year", "academic year", "as reported", 359_210),
        ("9999", "Annual", "day", "as reported", 8_500),
        ("9999", "Annual (end of Sept)", "day", "as reported", 17_850),
        ("9999", "Annual (end of Sept)", "rolling year", "as reported", 6_460),
        ("9999", "Annual - January", "month", "as reported", 11_390),
        ("9999", "Calendar Year", "calendar year", "as reported", 20_060),
        ("9999", "Financial Year", "financial year", "as reported", 156_740),
        ("9999 (Final)", "Academic Year", "academic year", "final", 2_380),
        ("9999 (Rev)", "Academic Year", "academic year", "revised", 7_140),
        ("9999 (prov)", "Academic Year", "academic year", "provisional", 680),
        ("9999-99", "Academic Year", "academic year", "as reported", 4_590),
        ("9999-99", "Calendar Year", "three years", "as reported", 1_190),
        ("9999-99", "Financial Year", "financial year", "as reported", 3_400),
        ("9999-99 (OT)", "Financial Year", "financial year", "final", 21_420),
        ("9999/99", "Academic Year", "academic year", "as reported", 18_360),
        ("9999/99-99/99", "Financial Year", "three years", "as reported", 1_530),
    ])  # fmt: skip


@pytest.mark.parametrize(
    ("key", "told"),
    [
        # scorecard_check.csv and kpi_published.csv: Bury and England as the scorecard of 2017 printed them.
        (("SEN_TotStat", "E08000002", "2017"), ("academic year", "2016-09-01", "2017-08-31", 3.4)),
        (("SEN_TotSENSuP", "E92000001", "2017"), ("academic year", "2016-09-01", "2017-08-31", 11.6)),
        (("NEW_KS2_RWM_Sen_W/Osta", "E08000002", "2016"), ("academic year", "2015-09-01", "2016-08-31", 17.0)),
        (("SEN_Stat_AVG_Prog8_Score", "E92000001", "2016"), ("academic year", "2015-09-01", "2016-08-31", -1.03)),
        (("SEN_EHC_All_20wks", "E08000002", "2016"), ("calendar year", "2016-01-01", "2016-12-31", 100.0)),
        # dfe-data.md 1.1: DfE's own file calls Bury's 88.2 201920 and 93.9 202021.
        (("SusEdOverall_SEN_Stat_incSpec", "E08000002", "2019"), ("academic year", "2019-09-01", "2020-08-31", 88.2)),
        (("SusEdOverall_SEN_Stat_incSpec", "E08000002", "2020"), ("academic year", "2020-09-01", "2021-08-31", 93.9)),
        # lait_stats.csv.
        (("TotPermEx", "E08000002", "2023/24"), ("academic year", "2023-09-01", "2024-08-31", 0.19257)),
        # Children looked after in England on 31 March 2016 (SFR 41/2016: 70,440, since revised).
        (("LACnum", "E92000001", "2016"), ("day", "2016-03-31", "2016-03-31", 70_410.0)),
        (("16-17 NEET", "E08000002", "2025"), ("financial year", "2024-04-01", "2025-03-31", 4.0)),
    ],
)
def test_figures_and_dates(db: duckdb.DuckDBPyConnection, key: tuple[str, str, str], told: tuple[str, str, str, float]) -> None:
    found = rows(db, "select kind, first::varchar, last::varchar, value from figure where measure = ? and area = ? and label = ?", *key)
    assert found == [(*told[:3], pytest.approx(told[3], abs=1e-9))]


def test_a_figure_remembers_its_row(db: duckdb.DuckDBPyConnection, folder: list[Path]) -> None:
    ((raw, cell),) = rows(db, "select raw, cell from figure where measure = 'RTA' and area = 'E09000002' and label = '2014-16'")
    assert (raw, cell) == ("12.13", "row 1")


def test_measures_keep_what_the_dictionary_says(db: duckdb.DuckDBPyConnection) -> None:
    polarity = dict(rows(db, "select polarity, count(*) from measure group by all"))
    assert set(polarity) == {"higher", "lower", "neutral"} and rows(db, "select count(*) from measure where not quartiles")[0][0] >= 20
    (told,) = rows(db, "select topic, decimals, updated, polarity, unit from measure where id = 'SEN_TotStat'")
    assert told == ("Children with SEN", 1, "1 June 2025", Polarity.NEUTRAL, Unit.PERCENT)
    assert rows(db, "select topic from measure where id = 'SusEd_All'") == [("Key Stage 4 / Children with SEN",)]
    assert rows(db, "select count(*) from measure where topic like '% / %'") == [(14,)]
    gone = {row[0] for row in rows(db, "select id from measure where description like '%Discontinued: DfE says%'")}
    assert {"PreChildDea", "RTA"} <= gone and len(gone) == 12


@pytest.mark.parametrize(
    ("unit", "count", "examples"),
    [
        ("%", 281, ("SEN_TotStat", "EngBacEntriesSEN", "Work_Force_TO_Rate", "TotPermEx", "16-17 NEET")),
        ("score", 72, ("AVG_Attain8_Score", "SEN_Stat_AVG_Prog8_Score", "APSE_Alevel", "Emotional_LAC", "KS2R_AVG_Scaled_Score")),
        ("count", 51, ("PreChildDea", "LACnum", "SEN_CASES_JAN", "Premium", "Work_Force_NoSW", "C&YPExpenditure")),
        ("rate", 28, ("InfMort", "LAC", "CPP_Abuse_Rate", "LACFinance", "Work_Force_AvgNumCase_SW", "FSPAVEPreChild")),
        ("points", 2, ("L2Age19Gap", "L3Age19Gap")),
    ],
)
def test_units_by_rule(db: duckdb.DuckDBPyConnection, unit: str, count: int, examples: tuple[str, ...]) -> None:
    found = {row[0] for row in rows(db, "select id from measure where unit = ?", unit)}
    assert len(found) == count and set(examples) <= found


def test_money_says_so(db: duckdb.DuckDBPyConnection) -> None:
    said = {row[0] for row in rows(db, "select id from measure where title like '%(£)'")}
    assert said == {row[0] for row in rows(db, "select id from measure where topic like '%Finance'")} and len(said) == 15


def test_no_percentage_of_the_file_is_beyond_its_range(db: duckdb.DuckDBPyConnection) -> None:
    """A rule that took a count for a percentage would show here; suspensions and take-up may pass 100."""
    beyond = "select distinct measure from figure join measure on id = measure where unit = '%' and (value > 100.5 or value < 0)"
    assert {row[0] for row in rows(db, beyond)} <= {"Vacancies_cover", "%_2yr_olds", "%_3&4yr_olds", "SpecFixedEx"}


def test_figures_agree_with_those_taken_from_lait_by_other_means(db: duckdb.DuckDBPyConnection, catalogue: Catalogue) -> None:
    """Every LAIT figure of kpi_published.csv for Bury, the North West and England; an empty value there is none here."""
    areas = {name: area.code for name in ("Bury", "North West", "England") if (area := catalogue.area(name))}
    with shared("reference", "kpi_published.csv").open(encoding="utf-8", newline="") as file:
        wanted = [
            row for row in csv.DictReader(file) if row["measure"].startswith("LAIT:") and row["area"] in areas and "+" not in row["measure"]
        ]
    assert len(wanted) > 200
    figures = {row[:3]: row[3] for row in rows(db, "select measure, area, label, value from figure")}
    for row in wanted:
        value = figures[row["measure"].removeprefix("LAIT:"), areas[row["area"]], row["period"]]
        expected = float(row["value"]) if row["value"] else None
        assert value == (None if expected is None else pytest.approx(expected, rel=1e-5, abs=1e-5)), row


def test_known_errors_are_found_by_general_checks_and_hardly_anything_else(lait: Release) -> None:
    """dfe-data.md 1.1, errors 1 and 2. The others are shares among percentages: Thurrock 0.26, Kirklees 0.51."""
    found = {f.where.partition("!")[2]: f.check for f in lait.findings if f.severity is Severity.CHECK}
    assert found == {
        "SEN_CASES_DUR_YEAR!2022": "region in authorities",
        "Stability_School!2018": "same everywhere",
        "Stability_School!2019": "same everywhere",
        "EHCP_Initial_req_refused!2019": "power of ten",
        "EHCP_Initial_req_refused!2022": "power of ten",
    }
    assert any("15 authorities in Yorkshire and The Humber each hold 6,078" in f.what for f in lait.findings)
    assert any(f.what.startswith("‘0’ is no year: its 170 rows") for f in lait.findings)


def test_what_each_file_is_by_its_contents(folder: list[Path], tmp_path: Path) -> None:
    found = {path.name: part_of_lait(path) for path in folder}
    assert found == {
        "bds_long_0.parquet": "figures", "la_code_list.xlsx": "areas", "lait_data_dictionary.csv": "dictionary", "sn_may_2025.xlsx": "",
    }  # fmt: skip
    other = tmp_path / "bds_long_0.parquet"
    other.write_text("a,b\n1,2\n")
    assert part_of_lait(other) == ""


# Earlier releases, in small.


def made(folder: Path, figures: Sequence[Sequence[Any]], measures: Sequence[dict[str, str]], kind: str = "parquet") -> list[Path]:
    """The two files of a made-up release: rows of short name, label, value, area number; and dictionary rows."""
    table = [[name, None, label, "somewhere", value, number, "NA"] for name, label, value, number in figures]
    dictionary = folder / "words.csv"
    with dictionary.open("w", newline="", encoding="utf-8-sig") as file:
        writer = csv.DictWriter(file, DICTIONARY, restval="NA")
        writer.writeheader()
        writer.writerows(measures)
    path = folder / f"figures.{kind}"
    if kind == "parquet":
        columns = ", ".join(f'"{name}" {"double" if name == "LA Number" else "varchar"}' for name in FIGURES)
        with duckdb.connect() as db:
            db.execute(f"create table t ({columns})")
            db.executemany("insert into t values (?, ?, ?, ?, ?, ?, ?)", table)
            db.execute(f"copy t to '{path}' (format parquet)")
        return [path, dictionary]
    text = "\n".join(",".join("" if cell is None else str(cell) for cell in row) for row in [FIGURES, *table])
    path.write_bytes(gzip.compress(text.encode()) if kind == "csv.gz" else text.encode())
    return [path, dictionary]


def measure(name: str, year_type: str = "Academic Year", **more: str) -> dict[str, str]:
    return {"Measure_short": name, "Measure": name, "Topic": "Old topic", "y_axis_name": "% pupils", "Year_Type": year_type, **more}


OLD = [
    ("A", "2018 (Revised)", "1.5", 351), ("A", "2018 (Final)", "1.6", 351), ("A", "2023(Prov)", "..", 351), ("A", "2024", "c", 351),
    ("A", "2024", "-", 970), ("A", "2024", None, 981), ("A", "2025", "7.0000000000000007E-2", 351), ("A", "2025", "about 4", 970),
    ("A", "2022", "3", 351), ("A", "2022", "3", 351), ("A", "2021", "3", 351), ("A", "2021", "4", 351), ("A", "0", "-", 351),
    ("A", "2020", "5", 1000), ("B", "2020", "1,234", 351), ("A", "2019", "nan", 351),
]  # fmt: skip


@pytest.mark.parametrize("kind", ["parquet", "csv", "csv.gz"])
def test_labels_markers_and_repeated_rows_of_earlier_releases(tmp_path: Path, catalogue: Catalogue, kind: str) -> None:
    figures = [(n, y, f'"{v}"' if v and "," in v and kind != "parquet" else v, a) for n, y, v, a in OLD]
    files = made(tmp_path, figures, [measure("A", **{"Last Update": "2024-11-01"}), measure("C")], kind)
    release = read_lait(files, catalogue, tmp_path / "r.duckdb")
    assert release.counts == {
        "rows": 16, "figures": 5, "missing": 6, "not available": 3, "suppressed": 1, "unreadable": 2, "duplicates": 1, "refused": 4,
    }  # fmt: skip
    assert release.edition == "updated 1 November 2024"
    with duckdb.connect(str(tmp_path / "r.duckdb"), read_only=True) as db:
        found = rows(db, "select label, last::varchar, status, value, missing from figure where measure = 'A' and area = 'E08000002'")
        cell = rows(db, "select cell from figure where label = '2018 (Final)'")
        other = rows(db, "select kind, last, value from figure where measure = 'B'")
    assert sorted(found, key=str) == sorted([
        ("2018 (Revised)", "2018-08-31", "revised", 1.5, None), ("2018 (Final)", "2018-08-31", "final", 1.6, None),
        ("2022", "2022-08-31", "as reported", 3.0, None), ("2023(Prov)", "2023-08-31", "provisional", None, "not available"),
        ("2024", "2024-08-31", "as reported", None, "suppressed"), ("2025", "2025-08-31", "as reported", 0.07, None),
        ("2019", "2019-08-31", "as reported", None, "unreadable"),
    ], key=str)  # fmt: skip
    assert cell == [("row 2" if kind == "parquet" else "E3",)]
    assert other == [("not stated", None, 1234.0)]
    checks = [f.check for f in release.findings]
    assert {"contradiction", "two labels", "area", "unreadable", "year", "dictionary"} == set(checks)
    assert checks.count("dictionary") == 2, "one measure without words, one without figures"


def test_destinations_were_labelled_by_the_year_they_end_in_before_2025(tmp_path: Path, catalogue: Catalogue) -> None:
    link = {"Hyperlink(s)": "https://explore-education-statistics.service.gov.uk/find-statistics/key-stage-4-destination-measures"}
    for updated, label in (("2024-11-01", "2020"), ("46082", "2019")):
        files = made(tmp_path, [("A", label, "88.2", 351)], [measure("A", **link, **{"Last Update": updated})])
        read_lait(files, catalogue, tmp_path / "r.duckdb")
        with duckdb.connect(str(tmp_path / "r.duckdb"), read_only=True) as db:
            assert rows(db, "select first::varchar, last::varchar from figure") == [("2019-09-01", "2020-08-31")]


def test_a_region_a_hundred_times_its_authorities_is_found(tmp_path: Path, catalogue: Catalogue) -> None:
    """As the appeals of the SEND and AP dashboard: 498,800 in the region, 4,988 in its authorities."""
    north_west = [a for a in catalogue.areas.values() if a.region == "E12000002" and a.closed is None and a.level.key == "authority"]
    figures = [("A", "2020", str(200 + n), int(a.code3)) for n, a in enumerate(north_west)]
    total = sum(200 + n for n in range(len(north_west)))
    for whole, found in ((total, 0), (total * 100, 1)):
        files = made(tmp_path, [*figures, ("A", "2020", str(whole), 981)], [measure("A", y_axis_name="Number of appeals")])
        release = read_lait(files, catalogue, tmp_path / "r.duckdb")
        assert [f.check for f in release.findings].count("whole and parts") == found


def test_a_figure_a_hundred_times_its_other_years_is_found(tmp_path: Path, catalogue: Catalogue) -> None:
    for odd, found in (("31", 0), ("3100", 1), ("0.31", 1)):
        figures = [("A", str(2016 + n), odd if n == 2 else str(30 + n), 351) for n in range(6)]
        release = read_lait(made(tmp_path, figures, [measure("A")]), catalogue, tmp_path / "r.duckdb")
        assert [f.check for f in release.findings].count("power of ten") == found, odd


def test_what_is_missing_is_said(tmp_path: Path, catalogue: Catalogue) -> None:
    figures, dictionary = made(tmp_path, [("A", "2020", "1", 351)], [measure("A")])
    with pytest.raises(Refused, match=r"data dictionary of LAIT is missing.*01_data/02_prod.*Nothing was changed"):
        read_lait([figures], catalogue, tmp_path / "r.duckdb")
    with pytest.raises(Refused, match=r"figures of LAIT are missing.*Nothing was changed"):
        read_lait([dictionary], catalogue, tmp_path / "r.duckdb")
    figures.write_bytes(figures.read_bytes()[:200] + b"PAR1")
    with pytest.raises(Refused, match="Nothing was changed"):
        read_lait([figures, dictionary], catalogue, tmp_path / "r.duckdb")


def test_dates_are_iso_text_or_excel_numbers() -> None:
    assert str(as_day("45839")) == "2025-07-01" and str(as_day("2024-11-01")) == "2024-11-01"
    assert [as_day(text) for text in ("TBC", "New Data", "", "7", "Discontinued")] == [None] * 5


# The year-label parser.

YEARS = st.integers(1900, 2098)


@given(YEARS, st.sampled_from(sorted(RULES.suffixes)), st.booleans(), st.sampled_from([ACADEMIC, FINANCIAL, CALENDAR]))
def test_a_suffix_changes_how_firm_and_nothing_else(year: int, suffix: str, spaced: bool, rule: lait_format.YearRule) -> None:
    bare, marked = (read_year(text, rule, RULES.suffixes) for text in (str(year), f"{year}{' ' * spaced}({suffix.title()})"))
    assert bare is not None and marked is not None
    assert (bare.kind, bare.first, bare.last) == (marked.kind, marked.first, marked.last)
    assert (bare.status, marked.status, marked.suffix) == (Firmness.AS_REPORTED, RULES.suffixes[suffix], "")


@given(YEARS, st.sampled_from("-/"), st.sampled_from([ACADEMIC, FINANCIAL]))
def test_a_year_in_two_years_is_the_one_it_ends_in(year: int, mark: str, rule: lait_format.YearRule) -> None:
    split = read_year(f"{year}{mark}{(year + 1) % 100:02d}", rule, RULES.suffixes)
    assert split == read_year(str(year + 1), rule, RULES.suffixes)
    assert split is not None and split.first is not None and split.last is not None
    assert (split.first.year, split.last.year) == (year, year + 1) and 364 <= (split.last - split.first).days <= 365


@given(YEARS, st.integers(0, 99))
def test_years_that_do_not_follow_have_no_dates(year: int, second: int) -> None:
    found = read_year(f"{year}-{second:02d}", ACADEMIC, RULES.suffixes)
    assert found is not None and found.told == ((second - year) % 100 == 1)
    three = read_year(f"{year}-{second:02d}", CALENDAR, RULES.suffixes)
    assert three is not None and three.told == ((second - year) % 100 == 2)


@given(st.text(max_size=20))
def test_any_text_is_a_year_or_none(text: str) -> None:
    found = read_year(text, ACADEMIC, RULES.suffixes)
    assert found is None or (found.kind is PeriodKind.NOT_STATED) == (found.first is None) == (found.last is None)
