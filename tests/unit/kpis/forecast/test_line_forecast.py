"""Where a monthly or termly line is heading: the range by itself, its count on earlier figures, and what is said where it cannot be."""

from __future__ import annotations

import math
import random
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.catalogue.catalogue import Catalogue
from data.model.indicator import Polarity, Unit
from data.model.period import Break
from kpis.forecast.forecast_text import line_course
from kpis.forecast.line_forecast import CHANGES, LONGEST, OUTCOMES, back_tested, line_heading, line_range
from kpis.standing.kpi_standing import Standing
from tests.factories.monthly_lines import Figures, line
from tests.factories.standings import row, standing, year


@pytest.fixture
def plain(catalogue: Catalogue) -> Standing:
    return standing(catalogue, [row("S5", 50.0, year(2024))])


def noise(many: int, seed: int = 3, step: float = 0.0) -> list[float]:
    made = random.Random(seed)
    return [round(50 + step * n + made.gauss(0, 3), 1) for n in range(many)]


def test_a_line_that_always_changed_alike_goes_on_so() -> None:
    found = line_range([float(n) for n in range(12)], 3)
    assert found is not None
    assert (found.low, found.middle, found.high) == (14.0, 14.0, 14.0)
    assert line_range([1.0] * (CHANGES + 2), 3) is None
    assert line_range([1.0] * (CHANGES + 3), 3) is not None
    assert line_range([float(n) for n in range(100)], 3) == line_range([float(n) for n in range(100)][-LONGEST:], 3)


@given(st.lists(st.floats(-50, 50), min_size=9, max_size=40), st.integers(1, 6), st.floats(-9, 9))
def test_a_shifted_or_mirrored_line_has_the_shifted_or_mirrored_range(values: list[float], ahead: int, by: float) -> None:
    found, moved, mirrored = (line_range(each, ahead) for each in (values, [v + by for v in values], [-v for v in values]))
    assert (found is None) is (moved is None) is (mirrored is None)
    if found and moved and mirrored:
        assert moved.low == pytest.approx(found.low + by, abs=1e-6)
        assert (mirrored.low, mirrored.high) == pytest.approx((-found.high, -found.low), abs=1e-6)


def test_the_count_looks_at_nothing_that_was_not_known_then() -> None:
    """Each outcome is set against the range of the figures before it: changing later figures changes no earlier count."""
    run = noise(30)
    held = [back_tested([run[:n]], 3) for n in range(len(run) + 1)]
    for n in range(1, len(run) + 1):
        assert 0 <= held[n][1] - held[n - 1][1] <= 1
    assert held[-1][1] == 30 - 2 * 3 - CHANGES + 1
    assert back_tested([[*run, 1e6]], 3) == (held[-1][0], held[-1][1] + 1)
    assert back_tested([run, run], 3) == (2 * held[-1][0], 2 * held[-1][1])


@pytest.mark.parametrize(("ahead", "step"), [(1, 0.0), (3, 0.0), (3, 0.5), (6, 0.5)])
def test_of_lines_of_many_kinds_the_ranges_hold_what_they_are_made_to(ahead: int, step: float) -> None:
    held, outcomes = back_tested([noise(48, seed, step) for seed in range(60)], ahead)
    assert 0.75 <= held / outcomes <= 0.97


def test_a_long_line_has_a_range_and_the_share_that_held(plain: Standing) -> None:
    s = line(plain, [*noise(40)], 90.0)
    found = line_heading(s)
    assert found is not None
    assert found.range is not None
    assert (found.ahead, found.outcomes) == (6, 40 - 12 - CHANGES + 1)
    told = line_course(s)
    assert "6 months after Apr 2022" in told
    assert f"such ranges held {found.held} of {found.outcomes} figures" in told
    assert "None of it meets the target of 90.0%" in told
    assert "All of it meets the target of 10.0%" in line_course(line(plain, [*noise(40)], 10.0))
    assert "cannot be said" in line_course(line(plain, [*noise(40)], 50.0))
    assert "target" not in line_course(line(plain, [*noise(40)], 50.0, Polarity.NEUTRAL))


@pytest.mark.parametrize("many", range(2, 26))
def test_with_too_few_it_says_exactly_how_many_more(plain: Standing, many: int) -> None:
    found = line_heading(line(plain, [*noise(many)]))
    assert found is not None
    if found.range is None and found.more:
        assert f"{found.more} more month" in found.why
        then = line_heading(line(plain, [*noise(many + found.more)]))
        assert then is not None
        assert then.more == 0
        one_less = line_heading(line(plain, [*noise(many + found.more - 1)]))
        assert one_less is not None
        assert one_less.more == 1
    else:
        assert many >= OUTCOMES + CHANGES + 2 * 3 - 1


def test_after_a_break_earlier_runs_count_towards_the_share_and_not_the_range(plain: Standing) -> None:
    figures = [v - 30 for v in noise(30)] + noise(12, seed=9)
    broken = Break(("S5",), date(2021, 7, 1), "New method", "")
    s = replace(line(plain, [*figures]), breaks=(broken,))
    found = line_heading(s)
    assert found is not None
    assert found.range is not None
    assert found.ahead == 6  # twelve figures since the break have six changes over six months
    assert found.outcomes == back_tested([figures[:30], figures[30:]], 6)[1] == 13
    alone = line_range(figures[30:], 6)
    assert alone is not None
    assert math.isclose(found.range.middle, alone.middle)
    few = line_heading(replace(line(plain, [*figures[:34]]), breaks=(broken,)))
    assert few is not None
    assert (few.range, few.more) == (None, CHANGES + 3 - 4)
    assert "4 months since the last gap or break are too few: 5 more months" in few.why


def test_a_gap_ends_a_run(plain: Standing) -> None:
    figures: Figures = [*noise(24), None, *noise(4, seed=4)]
    found = line_heading(line(plain, figures))
    assert found is not None
    assert found.more == CHANGES + 3 - 4


def test_ranges_that_did_not_hold_are_not_given(plain: Standing) -> None:
    """A line that breaks out further at every period: nothing worked from its past holds what came."""
    found = line_heading(line(plain, [float(n**3) for n in range(30)]))
    assert found is not None
    assert found.range is None
    assert "such ranges held only" in found.why


def test_a_seasonal_line_is_sent_to_the_same_month_a_year_before(plain: Standing) -> None:
    months = [50 + 20 * math.sin(n * math.pi / 6) + v / 50 for n, v in enumerate(noise(72))]
    for found in (line_heading(line(plain, [*months])), line_heading(line(plain, [*noise(40)]), seasonal=True)):
        assert found is not None
        assert found.range is None
        assert "set it beside the same month a year before" in found.why


def test_yearly_census_and_own_year_figures_are_no_line(plain: Standing, catalogue: Catalogue) -> None:
    assert line_heading(standing(catalogue, [row("S5", 50.0, year(n)) for n in range(2010, 2024)])) is None
    s = line(plain, [*noise(40)])
    assert line_heading(replace(s, indicator=replace(s.indicator, over_time=False))) is None
    januaries = [row("S6", 50.0 + n, year(n, next(iter({p.period.kind for p in s.points})))) for n in range(2010, 2024)]
    assert line_heading(standing(catalogue, januaries, "S6")) is None


def test_a_percentage_is_cut_at_0_and_100(plain: Standing) -> None:
    high = line_heading(line(plain, [min(100.0, 97 + v / 25) for v in noise(40)]))
    assert high is not None
    assert high.range is not None
    assert high.range.high <= 100.0
    s = line(plain, [max(0.0, v - 50) for v in noise(40)])
    low = line_heading(replace(s, indicator=replace(s.indicator, unit=Unit.COUNT)))
    assert low is not None
    assert low.range is not None
    assert low.range.low >= 0.0
