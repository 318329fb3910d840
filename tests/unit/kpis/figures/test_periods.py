"""The same period last year, and which overlapping periods follow each other."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.catalogue.catalogue import Catalogue
from data.model.period import Break, Period, PeriodKind
from kpis.exports.tidy import standing_export
from kpis.figures.periods import adjoins, year_before
from kpis.narrative.kpi_sentence import sentence
from tests.factories.periods import month, monthly, period
from tests.factories.standings import row, standing, year

TERM_2022 = period(PeriodKind.TERM, date(2022, 9, 1), date(2022, 12, 31))
TERM_2023 = period(PeriodKind.TERM, date(2023, 9, 1), date(2023, 12, 31))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (month(2023, 1), month(2024, 1)),
        (month(2023, 2), month(2024, 2)),
        (month(2024, 2), month(2025, 2)),
        (TERM_2022, TERM_2023),
        (period(PeriodKind.QUARTER, date(2023, 4, 1), date(2023, 6, 30)), period(PeriodKind.QUARTER, date(2024, 4, 1), date(2024, 6, 30))),
        (period(PeriodKind.DAY, date(2023, 3, 3), date(2023, 3, 3)), period(PeriodKind.DAY, date(2024, 3, 3), date(2024, 3, 3))),
        (period(PeriodKind.DAY, date(2023, 2, 28), date(2023, 2, 28)), period(PeriodKind.DAY, date(2024, 2, 28), date(2024, 2, 28))),
        (
            period(PeriodKind.ROLLING_YEAR, date(2022, 3, 1), date(2023, 2, 28)),
            period(PeriodKind.ROLLING_YEAR, date(2023, 3, 1), date(2024, 2, 29)),
        ),
        (
            period(PeriodKind.YEAR_TO_DATE, date(2022, 9, 1), date(2023, 1, 31)),
            period(PeriodKind.YEAR_TO_DATE, date(2023, 9, 1), date(2024, 1, 31)),
        ),
    ],
)
def test_the_same_period_a_year_earlier_is_found(before: Period, after: Period) -> None:
    assert year_before(before, after)
    assert not year_before(after, before)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (month(2022, 1), month(2024, 1)),
        (month(2023, 12), month(2024, 1)),
        (TERM_2022, month(2023, 9)),
        (year(2015), year(2016)),
        (year(2016, PeriodKind.ACADEMIC_YEAR), year(2017, PeriodKind.ACADEMIC_YEAR)),
        (period(PeriodKind.DAY, date(2024, 2, 29), date(2024, 2, 29)), period(PeriodKind.DAY, date(2025, 2, 28), date(2025, 2, 28))),
        (period(PeriodKind.DAY, date(2023, 3, 3), date(2023, 3, 3)), period(PeriodKind.DAY, date(2024, 3, 4), date(2024, 3, 4))),
        (
            period(PeriodKind.YEAR_TO_DATE, date(2022, 9, 1), date(2022, 12, 31)),
            period(PeriodKind.YEAR_TO_DATE, date(2023, 9, 1), date(2024, 1, 31)),
        ),
        (Period("Not stated", PeriodKind.NOT_STATED, None, None), Period("Not stated", PeriodKind.NOT_STATED, None, None)),
    ],
)
def test_any_other_period_is_not_the_same_one_last_year(before: Period, after: Period) -> None:
    assert not year_before(before, after)


@given(st.integers(min_value=2000, max_value=2090), st.integers(min_value=1, max_value=12))
def test_of_all_months_exactly_one_is_a_year_before(number: int, of: int) -> None:
    months = [month(y, m) for y in range(number - 2, number + 2) for m in range(1, 13)]
    assert [p for p in months if year_before(p, month(number, of))] == [month(number - 1, of)]


def test_a_month_has_a_change_from_last_month_and_one_from_last_year(catalogue: Catalogue) -> None:
    one = standing(catalogue, monthly((2023, 1, 66.8), (2023, 12, 70.0), (2024, 1, 72.0)))
    assert one.change is not None
    assert one.year_ago is not None
    assert (one.change.value, one.change.before.period) == (2.0, month(2023, 12))
    assert (one.year_ago.value, one.year_ago.word, one.year_ago.before.period) == (5.2, "better", month(2023, 1))
    assert (
        sentence(one)
        == f"{one.indicator.short}: higher than a year before, chance not tested. 72.0% in Jan 2024, up 5.2 points on Jan 2023 (right "
        "direction); below the legal standard (100.0%)"
    )
    record = standing_export.standing_record(one)["year_ago"]
    assert (record["value"], record["change"], record["word"], record["period"]["first"]) == (66.8, 5.2, "better", "2023-01-01")


@pytest.mark.parametrize(
    ("figures", "code"),
    [
        ([(2023, 1, None), (2024, 1, 72.0)], "S5"),
        ([(2022, 1, 60.0), (2024, 1, 72.0)], "S5"),
        ([(2023, 1, 60.0), (2024, 1, None)], "S5"),
        ([(2023, 1, -0.4), (2024, 1, -0.5)], "E6"),
    ],
)
def test_without_both_figures_or_where_no_change_means_anything_there_is_none(
    figures: list[tuple[int, int, float | None]], code: str, catalogue: Catalogue
) -> None:
    one = standing(catalogue, monthly(*figures, code=code), code)
    assert one.year_ago is None
    assert set(standing_export.standing_record(one)["year_ago"].values()) == {None}


def test_the_same_month_last_year_is_not_compared_across_a_break(catalogue: Catalogue) -> None:
    broken = (Break(("S5",), date(2023, 6, 1), "a new method", "test"),)
    assert standing(catalogue, monthly((2023, 1, 60.0), (2024, 1, 72.0)), breaks=broken).year_ago is None


def test_a_census_whose_period_before_is_a_year_before_says_it_once(catalogue: Catalogue) -> None:
    one = standing(catalogue, monthly((2016, 1, 15.0), (2017, 1, 15.8), code="S2"), "S2")
    assert one.change is not None
    assert one.year_ago is None


def test_a_year_has_no_second_row_for_the_year_before(catalogue: Catalogue) -> None:
    one = standing(catalogue, [row("S5", 90.0, year(2015)), row("S5", 100.0, year(2016))])
    assert one.change is not None
    assert one.year_ago is None


def test_rolling_years_adjoin_a_month_apart() -> None:
    rolling = [period(PeriodKind.ROLLING_YEAR, date(2023, of, 1), month(2024, of - 1).last or date.min) for of in (2, 3, 4)]
    assert adjoins(rolling[0], rolling[1], "month")
    assert not adjoins(rolling[0], rolling[2], "month")
    assert not adjoins(rolling[1], rolling[0], "month")
    odd = [period(PeriodKind.ROLLING_YEAR, date(2023, of, 16), date(2024, of, 15)) for of in (2, 3)]
    assert not adjoins(odd[0], odd[1], "month")


def test_years_to_date_follow_each_other_within_one_year_only_and_are_never_a_change(catalogue: Catalogue) -> None:
    kind = PeriodKind.YEAR_TO_DATE
    july, august = period(kind, date(2022, 9, 1), date(2023, 7, 31)), period(kind, date(2022, 9, 1), date(2023, 8, 31))
    september, october = period(kind, date(2023, 9, 1), date(2023, 9, 30)), period(kind, date(2023, 9, 1), date(2023, 10, 31))
    assert adjoins(july, august, "academic year")
    assert not adjoins(august, september, "academic year")
    assert adjoins(september, october, "academic year")
    last_october = period(kind, date(2022, 9, 1), date(2022, 10, 31))
    rows = [row("S5", value, when) for value, when in ((40.0, last_october), (50.0, august), (20.0, september), (45.0, october))]
    one = standing(catalogue, rows)
    assert one.change is None
    assert one.year_ago is not None
    assert (one.year_ago.value, one.year_ago.before.period) == (5.0, last_october)
    assert "45.0% in Sept to Oct 2023 so far, up 5.0 points on Sept to Oct 2022 so far (right direction)" in sentence(one)


@pytest.mark.parametrize(
    ("then", "now", "code", "told"),
    [
        (60.0, 60.0, "S5", ", level with Jan 2023"),
        (60.04, 60.0, "S5", ", level with Jan 2023"),
        (60.0, 55.0, "S5", ", down 5.0 points on Jan 2023 (wrong direction)"),
        (100.0, 105.0, "S9", ", up 5 on Jan 2023"),
    ],
)
def test_the_year_is_told_in_the_words_that_the_kpi_bears(then: float, now: float, code: str, told: str, catalogue: Catalogue) -> None:
    assert sentence(standing(catalogue, monthly((2023, 1, then), (2024, 1, now), code=code), code)).partition(";")[0].endswith(told)


def test_comparisons_leave_room_for_the_year_in_one_sentence(catalogue: Catalogue) -> None:
    rows = monthly((2023, 1, 60.0), (2024, 1, 72.0))
    rows += [row("S5", 50.0, month(2024, 1), series) for series in ("target", "region", "england")]
    one = standing(catalogue, rows)
    assert one.year_ago is not None
    assert ", up 12.0 points on Jan 2023 (right direction); " in sentence(one)


@pytest.mark.parametrize(
    ("when", "led"),
    [
        (period(PeriodKind.DAY, date(2024, 3, 3), date(2024, 3, 3)), "on 3 Mar 2024"),
        (period(PeriodKind.WEEK, date(2024, 3, 4), date(2024, 3, 10)), "in the week to 10 Mar 2024"),
        (period(PeriodKind.ROLLING_YEAR, date(2023, 2, 1), date(2024, 1, 31)), "in the 12 months to Jan 2024"),
    ],
)
def test_a_period_stands_after_its_own_word(when: Period, led: str, catalogue: Catalogue) -> None:
    assert sentence(standing(catalogue, [row("S5", 72.0, when)])).endswith(f"72.0% {led}; below the legal standard (100.0%)")
