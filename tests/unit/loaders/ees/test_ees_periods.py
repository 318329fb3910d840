"""Periods, numbers, symbols and mappings of explore education statistics, by properties and by example."""

from __future__ import annotations

import calendar
import math
from datetime import date
from pathlib import Path

import duckdb
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from data.catalogue import ees_format as reference
from data.catalogue.catalogue import Catalogue
from data.catalogue.reference_entry import CatalogueFault
from data.model.observation import Missing
from data.model.period import PeriodKind
from loaders.ees.ees_guidance import footnotes_of, read_guidance
from loaders.ees.ees_numbers import NUMBER_MACROS, SYMBOLS, legend_of, read_cell, read_number
from loaders.ees.ees_periods import IDENTIFIERS, family, read_period

PERIODS = {
    ("201819", "Academic year"): ("2018/19", PeriodKind.ACADEMIC_YEAR, date(2018, 9, 1), date(2019, 8, 31)),
    ("199900", "Academic year"): ("1999/00", PeriodKind.ACADEMIC_YEAR, date(1999, 9, 1), date(2000, 8, 31)),
    ("200708", "Academic year"): ("2007/08", PeriodKind.ACADEMIC_YEAR, date(2007, 9, 1), date(2008, 8, 31)),
    ("201819", "Financial year"): ("2018-19", PeriodKind.FINANCIAL_YEAR, date(2018, 4, 1), date(2019, 3, 31)),
    ("201819", "Tax year"): ("2018-19", PeriodKind.FINANCIAL_YEAR, date(2018, 4, 6), date(2019, 4, 5)),
    ("2024", "Calendar year"): ("2024", PeriodKind.CALENDAR_YEAR, date(2024, 1, 1), date(2024, 12, 31)),
    ("2026", "Reporting year"): ("2026", PeriodKind.CALENDAR_YEAR, date(2026, 1, 1), date(2026, 12, 31)),
    ("2019", "January"): ("January 2019", PeriodKind.MONTH, date(2019, 1, 1), date(2019, 1, 31)),
    ("2020", "February"): ("February 2020", PeriodKind.MONTH, date(2020, 2, 1), date(2020, 2, 29)),
    ("2020", "Week 1"): ("2020 week 1", PeriodKind.WEEK, date(2019, 12, 30), date(2020, 1, 5)),
    ("201617", "Autumn term"): ("Autumn term 2016/17", PeriodKind.TERM, date(2016, 9, 1), date(2016, 12, 31)),
    ("201617", "Spring term"): ("Spring term 2016/17", PeriodKind.TERM, date(2017, 1, 1), date(2017, 3, 31)),
    ("201617", "Summer term"): ("Summer term 2016/17", PeriodKind.TERM, date(2017, 4, 1), date(2017, 8, 31)),
    ("201617", "Autumn and spring term"): ("Autumn and spring term 2016/17", PeriodKind.TERM, date(2016, 9, 1), date(2017, 3, 31)),
    ("201617", "Financial year Q1"): ("2016-17 Q1", PeriodKind.QUARTER, date(2016, 4, 1), date(2016, 6, 30)),
    ("201617", "Financial year Q4"): ("2016-17 Q4", PeriodKind.QUARTER, date(2017, 1, 1), date(2017, 3, 31)),
    ("201617", "Part 1 (April to September)"): ("April to September 2016", PeriodKind.NOT_STATED, date(2016, 4, 1), date(2016, 9, 30)),
    ("2016", "Part 2 (October to March)"): ("October 2016 to March 2017", PeriodKind.NOT_STATED, date(2016, 10, 1), date(2017, 3, 31)),
    ("201617", "AY"): ("2016/17", PeriodKind.ACADEMIC_YEAR, date(2016, 9, 1), date(2017, 8, 31)),
}


@pytest.mark.parametrize("printed", PERIODS)
def test_a_period_is_read_as_a_reader_prints_it(printed: tuple[str, str]) -> None:
    read = read_period(*printed)
    assert (read.period.label, read.period.kind, read.period.first, read.period.last) == PERIODS[printed]
    assert read.breach == ""


@pytest.mark.parametrize(
    ("time_period", "identifier", "breach"),
    [
        ("201820", "Academic year", "time_period_six"),
        ("201818", "Financial year", "time_period_six"), ("2018", "Academic year", "time_period"),
        ("201819", "Calendar year", "time_period"), ("20189", "Academic year", "time_period"), ("", "Calendar year", "time_period"),
        ("2018", "Fortnight", "time_identifier"), ("2019", "Week 53", "time_identifier"), ("２０１８", "Calendar year", "time_period"),
    ],
)  # fmt: skip
def test_a_period_that_breaks_the_standard_has_no_dates(time_period: str, identifier: str, breach: str) -> None:
    read = read_period(time_period, identifier)
    assert (read.breach, read.period.kind, read.period.first, read.period.last) == (breach, PeriodKind.NOT_STATED, None, None)


@given(st.integers(1990, 2050), st.sampled_from(sorted(IDENTIFIERS)))
def test_every_identifier_of_the_standard_has_a_period(year: int, identifier: str) -> None:
    """In four or six digits, at least one reads; its dates run forwards, within 366 days, and each year's begins a year after."""
    digits = [str(year), f"{year}{(year + 1) % 100:02d}"]
    told = [read_period(text, identifier) for text in digits]
    good = [read for read in told if not read.breach]
    assert good, identifier
    for read in good:
        assert read.period.first is not None and read.period.last is not None
        assert 0 <= (read.period.last - read.period.first).days <= 365
        assert read.period.first.year in (year - 1, year, year + 1)
        assert str(year) in read.period.label
    assert family(identifier)


@given(st.text(max_size=8), st.text(max_size=12))
def test_any_text_reads_as_a_period_or_a_breach(time_period: str, identifier: str) -> None:
    read = read_period(time_period, identifier)
    assert (read.period.first is None) == (read.breach != "")


def test_a_leap_year_and_its_months() -> None:
    for n, name in enumerate(calendar.month_name[1:], 1):
        assert read_period("2024", name).period.last == date(2024, n, calendar.monthrange(2024, n)[1])


NUMBERS = ["1", "-3", "+4", "0", "-0", "1,071", "1,234,567.5", "9.3699999999999992", "7.0000000000000007E-2", ".5", "5.", " 47.665", "1e5"]
NOT_NUMBERS = [
    "",
    "1_000",
    "nan",
    "inf",
    "-inf",
    "Infinity",
    "1e400",
    "1,07",
    "12,34",
    "1.2.3",
    "+-0",
    "-+3",
    "0x1F",
    "12%",
    "--1",
    "1 000",
    "one",
    "١",
    "e5",
    ".",
]
TEXTS = st.one_of(
    st.sampled_from(NUMBERS + NOT_NUMBERS),
    st.text("0123456789.,eE+-_ ", max_size=9),
    st.floats(allow_nan=False, allow_infinity=False).map(repr),
)


@pytest.fixture(scope="module")
def db() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute(NUMBER_MACROS)
    return connection


@pytest.mark.parametrize("text", NUMBERS)
def test_a_number_is_read(text: str) -> None:
    assert read_number(text) == float(text.replace(",", ""))


@pytest.mark.parametrize("text", NOT_NUMBERS)
def test_what_is_no_number_is_not_read(text: str) -> None:
    assert read_number(text) is None


@example("+-0")
@example("++1")
@given(TEXTS)
def test_one_cell_and_a_whole_column_are_read_alike(db: duckdb.DuckDBPyConnection, text: str) -> None:
    row = db.execute("select number_of(trim(?))", [text]).fetchone()
    assert row is not None
    assert row[0] == read_number(text)


@given(TEXTS)
def test_a_cell_is_a_number_or_a_reason(text: str) -> None:
    read = read_cell(text, SYMBOLS)
    assert isinstance(read, Missing) or math.isfinite(read)


@pytest.mark.parametrize("symbol", SYMBOLS)
def test_each_symbol_has_its_reason_in_any_case(symbol: str) -> None:
    assert read_cell(symbol.upper(), SYMBOLS) is read_cell(f" {symbol} ", SYMBOLS) is SYMBOLS[symbol]


def test_the_standards_symbols_stay_apart() -> None:
    assert [SYMBOLS[symbol] for symbol in ("z", "x", "c", "low", "u")] == [
        Missing.NOT_APPLICABLE, Missing.NOT_AVAILABLE, Missing.SUPPRESSED, Missing.LOW, Missing.UNRELIABLE,
    ]  # fmt: skip
    assert read_cell(None, SYMBOLS) is read_cell("  ", SYMBOLS) is Missing.BLANK
    assert read_cell("about 5", SYMBOLS) is Missing.UNREADABLE


def test_a_guidance_may_define_symbols_the_other_way_round() -> None:
    assert legend_of("x - Not applicable\n\nz - not available\nc – confidential") == {
        "x": Missing.NOT_APPLICABLE, "z": Missing.NOT_AVAILABLE, "c": Missing.SUPPRESSED,
    }  # fmt: skip
    assert legend_of("x is a letter\n- not available to all") == {"-": Missing.NOT_AVAILABLE}
    assert legend_of("low attainment is a measure") == {}


def test_a_note_is_attached_only_to_authorities_it_names(catalogue: Catalogue) -> None:
    guide = read_guidance(
        "T\nReporting year 2025\n\nFilename: a.csv\nFootnotes:\n\n1. For 2024, Bury could not return data. Kent returned it in 2025.\n"
        "2. Pupils reading aloud are counted.\n3. The ages are those of 2024.\n"
    ).files["a"]
    notes = footnotes_of(guide, "a", {"2023", "2024"}, catalogue)
    assert [(note.area, note.measures, note.year) for note in notes] == [("E08000002", "a/", "2024"), ("E10000016", "a/", "")]


def test_the_mappings_are_whole() -> None:
    found = {publication.id: publication for publication in reference.read()}
    assert set(found) == {"education-health-and-care-plans", "exclusions_by_characteristic", "sen2_age_new", "sen2_mi"}
    assert not found["sen2_mi"].labels


GOOD = 'id = "a"\ntitle = "A"\n[[file]]\nid = "f"\ntitle = "F"\nneeds = ["x"]\n'


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ('title = "A"\nfile = []', "id is missing"),
        (GOOD + 'typo = 1', "unknown key typo"),
        (GOOD.replace('["x"]', "[]"), "needs is empty"),
        (GOOD + '[[file]]\nid = "f"\ntitle = "G"\nneeds = ["y"]', "the name f stands twice"),
        (GOOD + '[[file.column]]\nid = "X"', "must be in lower case"),
        (GOOD + '[[file.column]]\nid = "x"\nunit = "kilos"', "unit = 'kilos'"),
        (GOOD + '[[file.column]]\nid = "x"\ndecimals = 9', "decimals must be 0 to 4"),
        (GOOD + '[[file.column]]\nid = "x"\n[[file.column]]\nid = "y"\naliases = ["X"]', "the name x stands twice"),
        (GOOD + '[[file.measure]]\nid = "m"\ncolumn = "x"\ntitle = "M"\nover = "some"\nwhere = {}', "where must give each column"),
        (GOOD + '[[file.column]]\nid = "x"\n[[file.measure]]\nid = "x"\ncolumn = "x"\ntitle = "M"\nover = "o"\nwhere.y = ["z"]',
         "measure x has the name of a column"),
        (GOOD + "[[file", "not valid TOML"),
    ],
)  # fmt: skip
def test_a_faulty_mapping_names_file_and_fault(tmp_path: Path, text: str, fault: str) -> None:
    (tmp_path / "m.toml").write_text(text, encoding="utf-8")
    with pytest.raises(CatalogueFault, match=r"m\.toml: ") as refused:
        reference.read(tmp_path)
    assert fault in str(refused.value)


def test_a_file_is_recognised_by_name_and_columns() -> None:
    known = reference.read()

    def told(stem: str, *headings: str) -> str | None:
        found = reference.recognise(known, stem, headings)
        return found[1].id if found else None

    assert told("SEN_needs_caseload", "EHC_plans", "number_asd") == "sen_needs_all_plans"
    assert told("download", "ehc_plans", "number_asd") is None  # two files have these columns
    assert told("download (1)", "requests_received_in_year") == "requests"
    assert told("requests", "other") is None
    assert told("2026 reviews", "review_expected_2025") == "annual_reviews"
