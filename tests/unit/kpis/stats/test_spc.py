"""What must hold of any series and any interval, whoever's rules."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.model.finding import Refused
from kpis.stats import spc_rules
from kpis.stats.distributions import chi_squared, normal, student
from kpis.stats.intervals import Year, mean, proportion, rate, recent_trend
from kpis.stats.spc import CONCERN, IMPROVEMENT, MDC, NHSR, Preset, SpcSeries, judge

VALUES = st.lists(st.integers(-40, 40), min_size=15, max_size=40)
PRESETS = pytest.mark.parametrize("preset", [NHSR, MDC], ids=lambda one: one.name)


def series(values: list[int]) -> SpcSeries:
    return SpcSeries([date(2022, 1, 1) + timedelta(31 * i) for i in range(len(values))], [float(one) for one in values])


@PRESETS
@given(values=VALUES)
def test_a_mirrored_series_with_the_direction_turned_improves_at_the_same_points(preset: Preset, values: list[int]) -> None:
    one = judge(series(values), preset)
    other = judge(replace(series([-value for value in values]), improvement_direction="decrease"), preset)
    assert list(one.point_type) == list(other.point_type)


@given(values=VALUES)
def test_turning_the_direction_alone_turns_improvement_into_concern(values: list[int]) -> None:
    turned = {IMPROVEMENT: CONCERN, CONCERN: IMPROVEMENT}
    one, other = judge(series(values)), judge(replace(series(values), improvement_direction="decrease"))
    assert [turned.get(point, point) for point in one.point_type] == list(other.point_type)


@PRESETS
@given(values=VALUES, power=st.integers(-3, 3))
def test_scaling_changes_no_flag(preset: Preset, values: list[int], power: int) -> None:
    scaled = replace(series(values), values=[value * 2.0**power for value in values])
    assert list(judge(series(values), preset).special_cause_type) == list(judge(scaled, preset).special_cause_type)


@given(values=st.lists(st.integers(-40, 40), min_size=16, max_size=16), by=st.integers(-64, 64))
def test_shifting_changes_no_run_and_moves_the_limits_along(values: list[int], by: int) -> None:
    one, other = judge(series(values)), judge(series([value + by for value in values]))
    assert list(one.relative_to_mean) == list(other.relative_to_mean)
    if not one.groups[0].limits.why_none:
        assert other.groups[0].limits.upper == pytest.approx(one.groups[0].limits.upper + by)


@given(before=VALUES, after=VALUES)
def test_a_break_cuts_what_is_before_from_what_is_after(before: list[int], after: list[int]) -> None:
    whole = series(before + after)
    cut = judge(replace(whole, rebase=[whole.dates[len(before)]]))
    apart = [judge(series(before)), judge(series(after))]
    assert list(cut.special_cause_type) == [label for one in apart for label in one.special_cause_type]


def test_refusals_are_in_words() -> None:
    good = series(list(range(20)))
    for bad in (
        replace(good, dates=[good.dates[0]] * 20), replace(good, values=[1.0]), replace(good, values=[math.nan] * 20),
        replace(good, fix_after_n_points=11), replace(good, improvement_direction="up"), SpcSeries([], []),
    ):  # fmt: skip
        with pytest.raises(Refused):
            judge(bad)


def test_too_few_and_mostly_zeros_have_no_limits_on_a_screen() -> None:
    few = judge(series([3, 5, 4, 6, 2, 8, 4]), on_screen=True)
    zeros = judge(series([0] * 12 + [1, 0, 2, 0, 1, 0]), MDC)
    for one in (few, zeros):
        assert one.groups[0].limits.why_none in one.warnings
        assert math.isnan(one.groups[0].limits.upper)
        assert one.variation_icon is None


@given(n=st.integers(1, 500), share=st.floats(0, 1))
def test_an_interval_holds_its_value_and_narrows(n: int, share: float) -> None:
    x = round(n * share)
    for work in (proportion, rate):
        one, more = work(x, n), work(4 * x, 4 * n)
        assert (
            one.lower is not None and one.upper is not None and one.value is not None and more.upper is not None and more.lower is not None
        )
        assert one.lower <= one.value * (1 + 1e-12) and one.value <= one.upper * (1 + 1e-12)
        assert more.upper - more.lower < one.upper - one.lower
    assert mean([1, None]).value is None


@given(p=st.floats(0.001, 0.999), df=st.integers(1, 300))
def test_quantiles_keep_the_identities_of_their_distributions(p: float, df: int) -> None:
    assert chi_squared(p, 2) == pytest.approx(-2 * math.log1p(-p), rel=1e-10)
    assert chi_squared(p, 1) == pytest.approx(normal((1 + p) / 2) ** 2, rel=1e-9)
    # beside the middle, where a quantile is nearly nothing, to a hundred thousand millionth
    assert student(p, 1) == pytest.approx(math.tan(math.pi * (p - 0.5)), rel=1e-9, abs=1e-11)
    assert student(p, df) == pytest.approx(-student(1 - p, df), rel=1e-9, abs=1e-11)


def test_a_gap_stops_the_recent_trend_unless_told_otherwise() -> None:
    years = [Year(y, v, v - 2, v + 2) for y, v in ((2018, 10), (2019, 20), (2021, 30), (2022, 40), (2023, 50))]
    assert recent_trend(years).marker == "CannotBeCalculated"
    assert recent_trend(years, over_gaps=True).marker == "Increasing"


def test_making_data_count_bridges_a_ghost_and_keeps_it_out_of_the_mean() -> None:
    plain = [10, 12, 11, 13, 10, 12, 11, 13, 10, 12, 11, 13, 10, 12, 11, 13]
    ghost = series([*plain[:8], 900, *plain[8:]])
    one, other = judge(replace(ghost, ghosts=[ghost.dates[8]]), MDC), judge(series(plain), MDC)
    assert one.groups[0].limits == other.groups[0].limits
    assert (one.relative_to_mean[8], one.special_cause_type[8]) == (None, "Common Cause")


def test_a_target_on_the_limit_decides_only_for_making_data_count() -> None:
    whole = replace(series([10, 12] * 10), screen_outliers=False)
    upper = judge(whole).groups[0].limits.upper
    assert judge(replace(whole, target=upper)).assurance_icon == "inconsistent"
    assert judge(replace(whole, target=upper), MDC).assurance_icon == "fail"
    assert judge(replace(whole, target=[0.0] * 19 + [100.0]), MDC).assurance_icon == "fail"


def test_fewer_than_fifteen_values_are_a_run_chart_for_making_data_count() -> None:
    assert judge(series([10, 12] * 7), MDC).variation_icon is None
    assert judge(series([*[10, 12] * 7, 11]), MDC).variation_icon == "common_cause"


def _runs(signs: list[int], least: int) -> list[tuple[int, int, int]]:
    """Every run of at least so many equal signs other than 0, by looking at each place in turn."""
    found, first = [], 0
    for at in range(1, len(signs) + 1):
        if at == len(signs) or signs[at] != signs[first]:
            if signs[first] and at - first >= least:
                found.append((first, at, signs[first]))
            first = at
    return found


@given(st.lists(st.sampled_from([-1, 0, 1]), min_size=1, max_size=60), st.lists(st.booleans(), min_size=60, max_size=60))
def test_runs_and_two_in_three_are_what_a_plain_loop_finds(side: list[int], marks: list[bool]) -> None:
    close = marks[: len(side)]
    assert list(spc_rules.shifts(side)) == _runs(side, 7)
    windows = [
        {i for i in (a, a + 1, a + 2) if close[i]} for a in range(len(side) - 2)
        if side[a] == side[a + 1] == side[a + 2] != 0 and sum(close[a : a + 3]) >= 2
    ]  # fmt: skip
    assert spc_rules.two_in_three(close, side) == set().union(*windows)


@given(st.lists(st.one_of(st.integers(0, 9).map(float), st.just(math.nan)), min_size=1, max_size=60))
def test_trends_are_what_a_plain_loop_finds(values: list[float]) -> None:
    steps = [(b > a) - (b < a) for a, b in pairwise(values)]
    assert list(spc_rules.trends(values)) == [(a, b + 1, sign) for a, b, sign in (_runs(steps, 6) if steps else [])]


def hundred(*tops: int) -> list[Year]:
    """Years of so many of a hundred."""
    found = [(top, proportion(top, 100)) for top in tops]
    return [Year(2020 + n, one.value, one.lower, one.upper, count=top, denominator=100) for n, (top, one) in enumerate(found)]


def test_a_slope_of_exactly_nought_counts_as_a_rise_as_fingertipsnext_has_it() -> None:
    """One year left out, the other four are level: a fall does not hold without it, a rise by the source's own rule does."""
    assert recent_trend(hundred(80, 50, 50, 50, 50)).marker == "NoChange"
    assert recent_trend(hundred(50, 50, 50, 50, 20)).marker == "NoChange"
    assert recent_trend(hundred(20, 50, 50, 50, 50)).marker == "Increasing"
    assert recent_trend(hundred(90, 70, 50, 50, 50)).marker == "Decreasing"


@given(st.integers(1, 99), st.integers(1, 99))
def test_four_level_years_and_one_above_them_are_no_fall(level: int, other: int) -> None:
    for years in ((other, level, level, level, level), (level, level, level, level, other)):
        found = recent_trend(hundred(*years))
        assert found.marker != "Decreasing", (years, found)
