"""Figures to text: half up, British forms, a true minus, a name for every absence."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from data.catalogue import catalogue as catalogue_of
from data.catalogue.catalogue import Catalogue
from data.model.observation import Missing
from data.model.period import Period, PeriodKind
from kpis import formats
from kpis.standing import kpi_standing

INDICATORS = catalogue_of.read().indicators


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (29639.0, 0, "29,639"),
        (1136905.0, 0, "1,136,905"),
        (0.0, 0, "0"),
        (0.5, 0, "1"),
        (1.5, 0, "2"),
        (2.5, 0, "3"),
        (2.675, 2, "2.68"),
        (1.005, 2, "1.01"),
        (-0.685, 2, "−0.69"),
        (-0.004, 2, "0.00"),
        (-2.5, 0, "−3"),
        (100.0, 1, "100.0"),
        (-12345.6, 1, "−12,345.6"),
    ],
)
def test_a_number_is_rounded_half_up_with_thousands_and_a_true_minus(value: float, decimals: int, text: str) -> None:
    assert formats.number(value, decimals) == text


@given(st.floats(min_value=-1e12, max_value=1e12, allow_nan=False), st.integers(min_value=0, max_value=4))
def test_any_number_is_what_decimal_rounds_half_up(value: float, decimals: int) -> None:
    expected = Decimal(repr(value)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    text = formats.number(value, decimals)
    assert Decimal(text.replace(",", "").replace("−", "-")) == expected
    assert "-" not in text
    assert text.startswith("−") == (expected < 0)


def test_a_percentage_has_its_sign_and_a_count_has_none(catalogue: Catalogue) -> None:
    assert formats.figure(15.8, catalogue.indicators["S2"]) == "15.8%"
    assert formats.figure(1428.0, catalogue.indicators["S6"]) == "1,428"
    assert formats.figure(-0.68, catalogue.indicators["E6"]) == "−0.68"


@pytest.mark.parametrize("missing", list(Missing))
def test_every_reason_has_a_short_name_and_a_sentence(missing: Missing, catalogue: Catalogue) -> None:
    assert formats.figure(None, catalogue.indicators["S1"], missing) == formats.ABSENT[missing]
    assert formats.ABSENT_WHY[missing].endswith(".")


def test_no_two_kinds_of_absence_look_alike() -> None:
    assert len(set(formats.ABSENT.values())) == len(Missing)
    assert "0" not in formats.ABSENT[Missing.BLANK]


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (21.82, "S5", "+21.8 pts"),
        (-21.82, "S5", "−21.8 pts"),
        (-253.0, "S7", "−253"),
        (0.46, "E6", "+0.46"),
        (0.0, "S5", "Level"),
        (0.04, "S5", "Level"),
        (-0.04, "S5", "Level"),
        (0.05, "S5", "+0.1 pts"),
        (None, "S5", "–"),
    ],
)
def test_a_difference_is_signed_and_in_points_for_percentages(value: float | None, code: str, text: str, catalogue: Catalogue) -> None:
    assert formats.difference(value, catalogue.indicators[code]) == text


@given(
    own=st.decimals(min_value=0, max_value=100, places=2),
    other=st.decimals(min_value=0, max_value=100, places=2),
    code=st.sampled_from(["S5", "E6"]),
)
@example(own=Decimal("55.65"), other=Decimal("55.50"), code="S5")
def test_the_gap_of_two_printed_figures_shows_as_the_exact_gap_does(own: Decimal, other: Decimal, code: str) -> None:
    """Figures are printed in decimals: 55.65 less 55.50 is 0.15 and shows as 0.2, whatever floats make of it."""
    indicator = replace(INDICATORS[code], decimals=1)
    exact = (own - other).quantize(Decimal("0.1"), ROUND_HALF_UP)
    text = formats.difference(kpi_standing.gap(float(own), float(other)), indicator)
    shown = Decimal(0) if text == "Level" else Decimal(text.removesuffix(" pts").replace("−", "-"))
    assert shown == exact


def test_the_size_of_a_difference_is_in_points_where_the_unit_is(catalogue: Catalogue) -> None:
    sizes = {code: formats.size(value, catalogue.indicators[code]) for code, value in (("S5", -21.82), ("S7", -253.0), ("E6", 0.46))}
    assert sizes == {"S5": "21.8 points", "S7": "253", "E6": "0.46"}


def period(kind: PeriodKind, first: date, last: date, doubt: str = "") -> Period:
    return Period("as printed", kind, first, last, doubt)


@pytest.mark.parametrize(
    ("given_period", "text"),
    [
        (period(PeriodKind.MONTH, date(2017, 1, 1), date(2017, 1, 31)), "Jan 2017"),
        (period(PeriodKind.MONTH, date(2017, 9, 1), date(2017, 9, 30)), "Sept 2017"),
        (period(PeriodKind.CALENDAR_YEAR, date(2016, 1, 1), date(2016, 12, 31)), "2016"),
        (period(PeriodKind.ACADEMIC_YEAR, date(2015, 9, 1), date(2016, 8, 31)), "2015/16"),
        (period(PeriodKind.ACADEMIC_YEAR, date(1999, 9, 1), date(2000, 8, 31)), "1999/00"),
        (period(PeriodKind.FINANCIAL_YEAR, date(2015, 4, 1), date(2016, 3, 31)), "2015-16"),
        (period(PeriodKind.DAY, date(2017, 3, 3), date(2017, 3, 3)), "3 Mar 2017"),
        (period(PeriodKind.QUARTER, date(2017, 4, 1), date(2017, 6, 30)), "Apr to June 2017"),
        (period(PeriodKind.ACADEMIC_YEAR, date(2016, 9, 1), date(2017, 8, 31), "the column says 2016"), "Probably 2016/17"),
        (period(PeriodKind.ROLLING_YEAR, date(2023, 2, 1), date(2024, 1, 31)), "12 months to Jan 2024"),
        (period(PeriodKind.ROLLING_YEAR, date(2023, 3, 16), date(2024, 3, 15)), "12 months to 15 Mar 2024"),
        (period(PeriodKind.YEAR_TO_DATE, date(2023, 9, 1), date(2024, 1, 31)), "Sept 2023 to Jan 2024 so far"),
        (period(PeriodKind.YEAR_TO_DATE, date(2024, 4, 1), date(2024, 6, 30)), "Apr to June 2024 so far"),
        (period(PeriodKind.YEAR_TO_DATE, date(2023, 9, 1), date(2023, 9, 30)), "Sept 2023 so far"),
        (Period("Not stated", PeriodKind.NOT_STATED, None, None), "Not stated"),
    ],
)
def test_a_period_is_written_as_readers_write_it(given_period: Period, text: str) -> None:
    assert formats.period(given_period) == text


@pytest.mark.parametrize(
    ("last", "text"),
    [
        (None, "unknown"),
        (date(2026, 3, 1), "this month"),
        (date(2026, 2, 28), "1 month old"),
        (date(2024, 4, 30), "23 months old"),
        (date(2016, 12, 31), "9 years old"),
    ],
)
def test_how_old_a_figure_is_stands_in_a_meetings_words(last: date | None, text: str) -> None:
    assert formats.age(last, date(2026, 3, 3)) == text
