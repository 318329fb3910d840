"""RAG by the written rule: every branch, and the boundary exactly at the tolerance."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from data.catalogue import catalogue as catalogue_of
from data.catalogue.catalogue import Catalogue
from data.model.indicator import Indicator, Polarity
from data.model.observation import Missing
from data.model.period import Period, PeriodKind
from data.model.rating_rule import RatingRule, RuleKind
from kpis.targets.rag import RagStatus, Rating, allowance, rate, told_apart

INDICATORS = catalogue_of.read().indicators
THEN = Period("2016", PeriodKind.CALENDAR_YEAR, date(2016, 1, 1), date(2016, 12, 31))


@pytest.fixture
def higher(catalogue: Catalogue) -> Indicator:
    """S5: per cent, higher is better, a tolerance of 10 points."""
    return catalogue.indicators["S5"]


@pytest.fixture
def lower(catalogue: Catalogue) -> Indicator:
    """S11: a count, lower is better, a tolerance of 10 per cent of the target."""
    return catalogue.indicators["S11"]


@pytest.mark.parametrize(
    ("value", "status", "why"),
    [
        (95.0, RagStatus.GREEN, "On or ahead of the target of 90.0%."),
        (90.0, RagStatus.GREEN, "On or ahead of the target of 90.0%."),
        (89.9, RagStatus.AMBER, "0.1 points below the target of 90.0%, within the tolerance of 10.0 points."),
        (80.0, RagStatus.AMBER, "10.0 points below the target of 90.0%, within the tolerance of 10.0 points."),
        (79.9, RagStatus.RED, "10.1 points below the target of 90.0%, more than the tolerance of 10.0 points."),
    ],
)
def test_higher_is_better_against_a_tolerance_in_points(value: float, status: RagStatus, why: str, higher: Indicator) -> None:
    assert rate(value, 90.0, higher, THEN) == Rating(status, why)


@pytest.mark.parametrize(
    ("value", "status", "why"),
    [
        (0.0, RagStatus.GREEN, "On or ahead of the target of 50."),
        (50.0, RagStatus.GREEN, "On or ahead of the target of 50."),
        (55.0, RagStatus.AMBER, "5 above the target of 50, within the tolerance of 5."),
        (56.0, RagStatus.RED, "6 above the target of 50, more than the tolerance of 5."),
    ],
)
def test_lower_is_better_against_a_tolerance_in_per_cent_of_the_target(value: float, status: RagStatus, why: str, lower: Indicator) -> None:
    assert rate(value, 50.0, lower, THEN) == Rating(status, why)


@pytest.mark.parametrize(("value", "status"), [(0.0, RagStatus.GREEN), (1.0, RagStatus.RED)])
def test_a_target_of_zero_is_a_target_and_leaves_no_room(value: float, status: RagStatus, lower: Indicator) -> None:
    assert rate(value, 0.0, lower, THEN).status is status


def test_a_negative_target_has_room_on_the_worse_side_only(catalogue: Catalogue) -> None:
    score = replace(catalogue.indicators["E6"], rules=(RatingRule(RuleKind.TARGET, 10.0),))
    assert allowance(score.rule, -1.0) == pytest.approx(0.1)
    assert [rate(v, -1.0, score, THEN).status for v in (-0.9, -1.05, -1.2)] == [RagStatus.GREEN, RagStatus.AMBER, RagStatus.RED]


@given(target=st.decimals(min_value=-2, max_value=2, places=2), tolerance=st.decimals(min_value=0, max_value=1, places=2))
@example(target=Decimal("0.80"), tolerance=Decimal("0.10"))
def test_exactly_at_the_tolerance_is_amber_and_a_hundredth_further_is_red(target: Decimal, tolerance: Decimal) -> None:
    """The rule says "by no more than": 0.8 less 0.1 is 0.7, whatever floats make of it."""
    score = replace(INDICATORS["E6"], rules=(RatingRule(RuleKind.UNIT, float(tolerance)),))
    below = [rate(float(target - tolerance - step), float(target), score, THEN).status for step in (Decimal(0), Decimal("0.01"))]
    assert below == [RagStatus.AMBER if tolerance else RagStatus.GREEN, RagStatus.RED]


def test_a_neutral_kpi_is_never_rated(catalogue: Catalogue) -> None:
    for indicator in (i for i in catalogue.indicators.values() if i.polarity is Polarity.NEUTRAL):
        rating = rate(1.0, 1.0, indicator, THEN)
        assert rating.status is RagStatus.NOT_RATED
        assert rating.why.startswith("Neutral")


def test_a_retired_measure_is_rated_up_to_its_end_and_not_after(catalogue: Catalogue) -> None:
    transfers = catalogue.indicators["S7"]
    later = Period("2019", PeriodKind.CALENDAR_YEAR, date(2019, 1, 1), date(2019, 12, 31))
    assert rate(676.0, 929.0, transfers, THEN).status is RagStatus.RED
    assert rate(676.0, 929.0, transfers, later) == Rating(RagStatus.NOT_RATED, "This measure ended on 31 Mar 2018.")


def test_without_a_target_there_is_no_rating(higher: Indicator) -> None:
    assert rate(100.0, None, higher, THEN) == Rating(RagStatus.NOT_RATED, "No target is set.")


@pytest.mark.parametrize("missing", list(Missing))
def test_without_a_figure_there_is_no_data_and_the_reason(missing: Missing, higher: Indicator) -> None:
    rating = rate(None, 90.0, higher, THEN, missing)
    assert rating.status is RagStatus.NO_DATA
    assert rating.why


def test_a_zero_is_a_figure(lower: Indicator) -> None:
    assert rate(0.0, 5.0, lower, THEN, None).status is RagStatus.GREEN


def test_a_sentence_never_contradicts_itself_by_rounding(catalogue: Catalogue) -> None:
    """A count of 154 against 140 with a tolerance of 10 per cent is off by the tolerance; 154.4 is off by more, and says so."""
    indicator = replace(catalogue.indicators["S12"], rules=(RatingRule(RuleKind.TARGET, 10.0),))
    assert rate(154.0, 140.0, indicator, THEN).why == "14 above the target of 140, within the tolerance of 14."
    assert rate(154.4, 140.0, indicator, THEN).why == "14.4 above the target of 140, more than the tolerance of 14.0."
    assert rate(154.01, 140.0, indicator, THEN).why == "14.01 above the target of 140, more than the tolerance of 14.00."


@pytest.mark.parametrize(("off", "room", "told"), [(3.0, 0.8, ("3", "0.8")), (0.9, 0.8, ("0.9", "0.8")), (3.0, 10.0, ("3", "10"))])
def test_a_tolerance_is_said_as_it_is_worked(off: float, room: float, told: tuple[str, str], catalogue: Catalogue) -> None:
    """10% of 8 is 0.8: a tolerance that reads 1 would let a miss of 1 pass."""
    assert told_apart(off, room, catalogue.indicators["E10"]) == told
