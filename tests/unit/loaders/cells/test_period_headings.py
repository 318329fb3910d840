"""The period a heading names, on each basis; and that no text, however odd, gives a period that is upside down."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.catalogue.kpi_files import PERIOD_BASES
from data.model.period import PeriodKind
from loaders.cells.period_headings import read_period

MONTH, CALENDAR, ACADEMIC, FINANCIAL = (
    PeriodKind.MONTH,
    PeriodKind.CALENDAR_YEAR,
    PeriodKind.ACADEMIC_YEAR,
    PeriodKind.FINANCIAL_YEAR,
)
CALENDAR_2016 = (CALENDAR, date(2016, 1, 1), date(2016, 12, 31))
ACADEMIC_2016 = (ACADEMIC, date(2015, 9, 1), date(2016, 8, 31))
CENSUS_2016 = (MONTH, date(2016, 1, 1), date(2016, 1, 31))


@pytest.mark.parametrize(
    ("heading", "basis", "expected"),
    [
        ("Jan-17", "january census", (MONTH, date(2017, 1, 1), date(2017, 1, 31))),
        ("January 2017", "january census", (MONTH, date(2017, 1, 1), date(2017, 1, 31))),
        ("jan. '17", "month", (MONTH, date(2017, 1, 1), date(2017, 1, 31))),
        ("Sept 2017", "month", (MONTH, date(2017, 9, 1), date(2017, 9, 30))),
        ("Feb 2016", "month", (MONTH, date(2016, 2, 1), date(2016, 2, 29))),
        ("2016", "calendar year", CALENDAR_2016),
        ("2016", "academic year", ACADEMIC_2016),
        ("2016", "january census", CENSUS_2016),
        ("2016", "quarter", CALENDAR_2016),
        ("2016", "as at date", CALENDAR_2016),
        ("2016", "month", CALENDAR_2016),
        ("2015/16", "academic year", ACADEMIC_2016),
        ("2015/16", "calendar year", ACADEMIC_2016),
        ("2015/2016", "calendar year", ACADEMIC_2016),
        ("2015-16", "academic year", ACADEMIC_2016),
        ("2015-16", "calendar year", (FINANCIAL, date(2015, 4, 1), date(2016, 3, 31))),
        ("201516", "calendar year", ACADEMIC_2016),
        ("201617", "calendar year", (ACADEMIC, date(2016, 9, 1), date(2017, 8, 31))),
        ("1999/00", "academic year", (ACADEMIC, date(1999, 9, 1), date(2000, 8, 31))),
        ("2016/2018", "academic year", None),
        ("2016/18", "academic year", None),
        ("201618", "academic year", None),
        ("1915/2016", "academic year", None),
        ("Target", "calendar year", None),
        ("Foo-17", "month", None),
        ("SN", "calendar year", None),
        ("1234", "calendar year", None),
        ("", "calendar year", None),
    ],
)
def test_a_heading_names_its_period(heading: str, basis: str, expected: tuple[PeriodKind, date, date] | None) -> None:
    found = read_period(heading, basis)
    assert ((found.kind, found.first, found.last) if found else None) == expected


def test_the_printed_label_is_kept() -> None:
    found = read_period(" Jan-17 ", "january census")
    assert found is not None
    assert found.label == "Jan-17"


headings = st.one_of(
    st.text(),
    st.from_regex(r"[A-Za-z]{3,9}[ .'/-]{0,2}\d{2,4}", fullmatch=True),
    st.from_regex(r"\d{4}[/ -]{0,2}\d{0,4}", fullmatch=True),
)


@given(headings, st.sampled_from(PERIOD_BASES))
def test_any_text_gives_nothing_or_a_period_that_ends_after_it_begins(heading: str, basis: str) -> None:
    found = read_period(heading, basis)
    if found is not None:
        assert found.first is not None
        assert found.last is not None
        assert found.first <= found.last


@pytest.mark.parametrize(
    ("heading", "kind", "first", "last", "status"),
    [
        ("Sept18", "month", "2018-09-01", "2018-09-30", "as reported"),
        ("27-Oct-17", "day", "2017-10-27", "2017-10-27", "as reported"),
        ("as at 31 March 2018", "day", "2018-03-31", "2018-03-31", "as reported"),
        ("w/e 12/05/2024", "week", "2024-05-06", "2024-05-12", "as reported"),
        ("Autumn term 2016/17", "term", "2016-09-01", "2016-12-31", "as reported"),
        ("Spring 2016/17", "term", "2017-01-01", "2017-03-31", "as reported"),
        ("Summer 2017", "term", "2017-04-01", "2017-08-31", "as reported"),
        ("Q1 2017/18", "quarter", "2017-04-01", "2017-06-30", "as reported"),
        ("Q4 2017/18", "quarter", "2018-01-01", "2018-03-31", "as reported"),
        ("Q1 2024", "quarter", "2024-01-01", "2024-03-31", "as reported"),
        ("2014-16", "three years", "2014-01-01", "2016-12-31", "as reported"),  # LAIT's three-year rolling label
        ("2013/14-15/16", "three years", "2013-09-01", "2016-08-31", "as reported"),  # LAIT
        ("2016-17 (OT)", "financial year", "2016-04-01", "2017-03-31", "as reported"),  # LAIT: finance outturn
        ("2025 (prov)", "calendar year", "2025-01-01", "2025-12-31", "provisional"),  # LAIT
        ("2018 (Rev)", "calendar year", "2018-01-01", "2018-12-31", "revised"),  # LAIT
        ("AY 2021/22", "academic year", "2021-09-01", "2022-08-31", "as reported"),
        ("FY 2021-22", "financial year", "2021-04-01", "2022-03-31", "as reported"),
    ],
)
def test_the_other_shapes_that_councils_and_dfe_use(heading: str, kind: str, first: str, last: str, status: str) -> None:
    found = read_period(heading, "calendar year")
    assert found is not None
    assert (found.kind.value, str(found.first), str(found.last), found.status.value) == (kind, first, last, status)
    assert found.label == heading


@pytest.mark.parametrize("heading", ["Q5 2020", "31 Feb 2020", "13/13/2020", "Autumn", "w/e", "2016/18", "Q1 2017/19", "Autumn 2016/18"])
def test_what_looks_like_a_period_and_is_none_is_never_guessed(heading: str) -> None:
    assert read_period(heading, "calendar year") is None


def test_the_four_quarters_and_the_three_terms_adjoin() -> None:
    for headings in (
        ["Q1 2017/18", "Q2 2017/18", "Q3 2017/18", "Q4 2017/18", "Q1 2018/19"],
        ["Autumn 2016/17", "Spring 2016/17", "Summer 2016/17", "Autumn 2017/18"],
    ):
        found = [read_period(h, "calendar year") for h in headings]
        for before, after in pairwise(found):
            assert before is not None and after is not None and before.last is not None
            assert after.first == before.last + timedelta(days=1)
