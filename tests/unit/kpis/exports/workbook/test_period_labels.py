"""The words that a pack writes for a period are read back as that very period, whatever its KPI is dated on."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.catalogue.kpi_files import PERIOD_BASES
from data.model.period import Period, PeriodKind
from kpis.exports.workbook.period_labels import dates, written
from loaders.cells.period_headings import read_period, stated

HEADINGS = (
    "Jan-24", "Sept 2023", "2023/24", "2023-24", "2024", "Q1 2023/24", "Q4 2024", "Apr-Jun 2024", "Autumn 2023/24", "Spring 2024",
    "Summer 2023/24", "27-Oct-17", "w/e 27/10/2017", "2021-23", "2013/14-15/16", "12 months to Jan-24", "YTD Jan-24", "YTD Sep-23",
    "year ending March 2024", "year ending June 2024", "academic year 2021/22", "FY 2021-22", "22/23",
)  # fmt: skip


def read_back(text: str, basis: str) -> Period | None:
    return stated(text, basis) or read_period(text, basis)


@pytest.mark.parametrize("basis", PERIOD_BASES)
@pytest.mark.parametrize("heading", HEADINGS)
def test_a_period_that_a_heading_names_comes_back(heading: str, basis: str) -> None:
    period = read_period(heading, basis)
    assert period is not None
    back = read_back(written(period, basis), basis)
    assert back is not None
    assert (back.kind, back.first, back.last, back.doubt) == (period.kind, period.first, period.last, period.doubt)
    assert back.status is period.status


days = st.dates(date(2000, 1, 1), date(2060, 12, 31))
kinds = st.sampled_from([k for k in PeriodKind if k is not PeriodKind.NOT_STATED])
doubts = st.sampled_from(["", "The column says 2016: the counts imply 84, so it may be 2016/17.", "Confirm."])


@given(first=days, length=st.integers(0, 1200), kind=kinds, doubt=doubts, basis=st.sampled_from(PERIOD_BASES))
def test_any_two_days_of_any_kind_come_back(first: date, length: int, kind: PeriodKind, doubt: str, basis: str) -> None:
    period = Period("as printed", kind, first, first + timedelta(days=length), doubt)
    back = read_back(written(period, basis), basis)
    assert back is not None
    assert (back.kind, back.first, back.last, back.doubt) == (kind, period.first, period.last, doubt)


@given(year=st.integers(2000, 2060), month=st.integers(1, 12), months=st.sampled_from([1, 3, 4, 9, 12, 36]), kind=kinds,
       basis=st.sampled_from(PERIOD_BASES))  # fmt: skip
def test_whole_months_of_any_kind_come_back(year: int, month: int, months: int, kind: PeriodKind, basis: str) -> None:
    after = year * 12 + month - 1 + months
    last = date(after // 12, after % 12 + 1, 1) - timedelta(days=1)
    period = Period("as printed", kind, date(year, month, 1), last)
    back = read_back(dates(period, basis), basis)
    assert back is not None
    assert (back.kind, back.first, back.last) == (kind, period.first, last)


def test_a_period_that_is_not_stated_keeps_its_label() -> None:
    period = Period("Not stated (column headed Jan-17)", PeriodKind.NOT_STATED, None, None)
    assert stated(written(period, "calendar year"), "calendar year") == period


@pytest.mark.parametrize("text", ["probably", "Probably soon", "month from here to there", "2016", "Jan-17"])
def test_other_words_state_nothing_more_than_a_heading_does(text: str) -> None:
    assert stated(text, "calendar year") is None
