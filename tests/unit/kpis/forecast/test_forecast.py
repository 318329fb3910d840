"""Where a yearly figure is heading: the range by hand, what it must keep, and every reason for saying nothing."""

from __future__ import annotations

import math
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.catalogue.catalogue import Catalogue
from data.model.indicator import Polarity
from data.model.period import Break
from kpis.forecast.forecast import BEHIND, CANNOT, ON_COURSE, ProjectedRange, heading, needed, project, verdict, yearly
from kpis.forecast.forecast_text import course
from kpis.standing.kpi_standing import Standing
from tests.factories.standings import row, standing, year

HELD = {("S5", 1): 0.82, ("S5", 2): 0.6}
numbers = st.lists(st.integers(-500, 500).map(lambda n: n / 10), min_size=5, max_size=9)


def test_the_range_is_the_one_worked_by_hand() -> None:
    """Changes 2, -1, 4, -1, 4: mean 1.6, standard deviation 2.5100; t(0.9; 5) = 1.4759 (printed tables); one year ahead."""
    found = project([10, 12, 11, 15, 14, 18], 1)
    assert found is not None
    wide = 1.475884 * math.sqrt(6.3) * math.sqrt(1 + 1 / 5)
    assert found.middle == pytest.approx(19.6)
    assert found.high - found.middle == pytest.approx(wide, rel=1e-5)
    assert found.middle - found.low == pytest.approx(wide, rel=1e-5)


def test_only_the_newest_six_count() -> None:
    assert project([99, 10, 12, 11, 15, 14, 18], 2) == project([10, 12, 11, 15, 14, 18], 2)


@pytest.mark.parametrize(("values", "years"), [([1, 2, 3, 4], 1), ([1, 2, 3, 4, 5], 0), ([1, 2, 3, 4, 5], 4)])
def test_too_few_or_too_far_gives_nothing(values: list[float], years: int) -> None:
    assert project(values, years) is None


@given(numbers, st.integers(1, 3), st.integers(-100, 100), st.integers(1, 9))
def test_it_moves_and_stretches_with_the_figures_and_mirrors(values: list[float], years: int, shift: int, scale: int) -> None:
    base = project(values, years)
    moved, mirrored = project([v * scale + shift for v in values], years), project([-v for v in values], years)
    assert base and moved and mirrored
    for at in ("middle", "low", "high"):
        assert getattr(moved, at) == pytest.approx(getattr(base, at) * scale + shift, abs=1e-6)
    assert (mirrored.low, mirrored.high) == pytest.approx((-base.high, -base.low), abs=1e-9)
    assert base.low <= base.middle <= base.high


@given(numbers)
def test_further_ahead_is_never_surer(values: list[float]) -> None:
    wide = [found.high - found.low for years in (1, 2, 3) if (found := project(values, years))]
    assert wide == sorted(wide)


def test_the_verdict_mirrors_with_the_polarity() -> None:
    found, mirror = ProjectedRange(60, 50, 70), ProjectedRange(-60, -70, -50)
    for aim, word in ((50, ON_COURSE), (71, BEHIND), (60, CANNOT)):
        assert verdict(found, aim, Polarity.HIGHER) == word
        assert verdict(mirror, -aim, Polarity.LOWER) == word
        assert verdict(found, aim, Polarity.NEUTRAL) == CANNOT


def test_needed_is_in_the_figures_own_unit() -> None:
    assert needed(74.1, 100, 2) == 12.95


def shown(catalogue: Catalogue, values: dict[int, float], breaks: tuple[Break, ...] = (), code: str = "S5") -> Standing:
    return standing(catalogue, [row(code, v, year(y)) for y, v in values.items()], code, breaks)


FIVE = {2016 + n: v for n, v in enumerate((50.0, 52.0, 51.0, 55.0, 54.0, 58.0))}


def test_the_sentence_holds_range_share_and_the_legal_standard(catalogue: Catalogue) -> None:
    told = course(shown(catalogue, FIVE), HELD)
    assert told.startswith("If the mean change of its last 5 years goes on, the next year will lie in 55.5% to 63.7%")
    assert "such ranges held 82% of DfE’s published figures" in told
    assert "Behind the legal standard of 100.0%; it would need +42.0 pts in one year." in told


def test_each_reason_for_saying_nothing_has_its_words(catalogue: Catalogue) -> None:
    few = dict(list(FIVE.items())[:4])
    assert "4 yearly figures without a gap or break; 5 are needed" in course(shown(catalogue, few), HELD)
    assert "held only 60% of published outcomes" in course(shown(catalogue, FIVE), HELD, 2)
    assert "was not counted" in course(shown(catalogue, FIVE), {})
    assert "cannot be compared with each other" in course(shown(catalogue, FIVE, code="E5"), HELD)
    assert course(shown(catalogue, {}), HELD) == ""


def test_a_gap_and_a_break_cut_the_run(catalogue: Catalogue) -> None:
    gap = {2014: 40.0, **FIVE}
    assert len(yearly(shown(catalogue, gap))) == 6
    cut = Break(("S5",), date(2019, 1, 1), "Another method", "")
    assert len(yearly(shown(catalogue, FIVE, (cut,)))) == 3
    assert heading(shown(catalogue, FIVE, (cut,)), 1, HELD).range is None


def test_a_percentage_never_leaves_its_scale(catalogue: Catalogue) -> None:
    near = {2016 + n: v for n, v in enumerate((80.0, 99.0, 85.0, 99.0, 97.0))}
    found = heading(shown(catalogue, near), 1, HELD).range
    assert found is not None
    assert found.high == 100.0
