"""The period a heading names, on each basis; and that no text, however odd, gives a period that is upside down."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.catalogue import PERIOD_BASES
from data.model import PeriodKind
from loaders.periods import read_period

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
