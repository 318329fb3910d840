"""The dot on its interval and the funnel: what is drawn is what was worked, and colour is never alone."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from data.catalogue.catalogue import Catalogue
from data.model.indicator import Unit
from data.model.observation import FigureRole
from kpis.benchmark.benchmark import Field
from kpis.charts.interactive import funnel_chart, interval_chart
from kpis.charts.style.palette import DARK, LIGHT, Palette
from kpis.charts.svg.panel import ChartCaption
from kpis.figures.figure import value_of
from kpis.signals import significance, significance_text
from kpis.stats.funnel import TAILS, USUAL, proportion_limits
from kpis.stats.intervals import rate
from tests.factories.counted_standings import field_of_s5, one, placed
from tests.factories.standings import row, standing, year

WORDS = ChartCaption("Title", "Under", "Source")


def trace(figure: Any, name: str) -> Any:
    return next(t for t in figure.data if t.name == name)


@pytest.mark.parametrize("palette", [LIGHT, DARK])
def test_the_whisker_ends_where_the_interval_does_and_each_line_stands_at_its_figure(palette: Palette) -> None:
    s = one(293, 296, 45.9)
    sure, given = significance.confidence(s.own, s.indicator), significance.verdicts(s)
    figure = interval_chart.whisker(palette, s, (sure, given), "A borough of very long name", WORDS)
    assert sure.interval is not None
    assert tuple(trace(figure, "95% interval").x) == (sure.interval.lower, sure.interval.upper)
    assert tuple(trace(figure, "England").x) == (45.9,)
    assert [(line.x0, line.x1) for line in figure.layout.shapes] == [(45.9, 45.9)]
    notes = [a.text for a in figure.layout.annotations]
    assert "▲ Better" in notes
    assert "<b>A borough of…</b>" in notes
    assert trace(figure, "Own area").marker.symbol != trace(figure, "England").marker.symbol
    low, high = figure.layout.xaxis.range
    assert low < 45.9 < sure.interval.upper < high


def test_the_funnel_fills_those_outside_and_names_the_own_point(catalogue: Catalogue) -> None:
    found = placed(catalogue)
    assert found.funnel is not None
    area = catalogue.areas[found.areas[found.own or 0][0]]
    figure = funnel_chart.funnel(LIGHT, found, area, catalogue.areas, WORDS)
    outside = sum(word != USUAL for word in found.funnel.significance)
    assert len(trace(figure, "Outside the limits").x or ()) + 1 == outside
    assert len(trace(figure, "Inside the limits").x) == len(found.areas) - outside
    assert (trace(figure, area.name).x, trace(figure, area.name).y) == ((100,), (90.0,))
    assert trace(figure, "Inside the limits").marker.symbol != trace(figure, "Outside the limits").marker.symbol
    assert any(area.name in a.text for a in figure.layout.annotations)
    for name, wide in (("95% upper", "99.8% upper"), ("99.8% lower", "95% lower")):
        assert all(0 <= a <= b <= 100 for a, b in zip(trace(figure, name).y, trace(figure, wide).y, strict=True))


def test_few_authorities_make_no_funnel_and_no_fifth(catalogue: Catalogue) -> None:
    codes = sorted(a.code for a in catalogue.areas.values() if a.level.key == "authority" and a.closed is None)[:24]
    found = significance.among(field_of_s5(catalogue, dict.fromkeys(codes, (1, 2))), codes[0], catalogue.areas)
    assert found is not None
    assert (found.funnel, found.fifth, found.stands, significance_text.fifth(found)) == (None, "", "", "")
    assert significance.among(Field(catalogue.indicators["S5"], {}), codes[0], catalogue.areas) is None


def test_the_words_of_the_funnel_are_its_category_and_say_when_most_lie_outside(catalogue: Catalogue) -> None:
    s, found = standing(catalogue, [row("S5", 90, year(2024))]), placed(catalogue)
    assert found.funnel is not None
    told = significance_text.stands(s, found, "Here")
    assert told.startswith("Here lies above the funnel’s 99.8% limits: more than chance explains at its size (2024, 30 authorities, ")
    assert "authorities differ for more reasons" not in told
    spread = replace(found, funnel=replace(found.funnel, significance=["Low (0.025)"] * 30))
    assert "So do 29 others" in significance_text.stands(s, spread, "Here")
    usual = replace(found, funnel=replace(found.funnel, significance=[USUAL] * 30))
    assert "inside the funnel" in significance_text.stands(s, usual, "Here")


def test_limits_of_a_proportion_are_the_funnels_own_held_between_nought_and_the_whole() -> None:
    curves = dict(funnel_chart.limits(50.0, 1000, 100, rate=False, least=2))
    for n, y in curves["95% upper"]:
        assert y == pytest.approx(min(1.0, proportion_limits(0.5, n, TAILS["2s"])[1]) * 100)
    assert min(y for _, y in curves["99.8% lower"]) == 0


def test_an_area_on_a_rates_limit_has_an_exact_interval_that_just_touches_the_pooled_rate() -> None:
    curves = dict(funnel_chart.limits(5.0, 1000, 1000, rate=True, least=1))
    for name, confidence, end in (("95% upper", 0.95, "lower"), ("99.8% lower", 0.998, "upper")):
        for size, y in curves[name][5:60:9]:
            events = y * size / 1000
            assert events < 10
            assert getattr(rate(events, size, confidence=confidence, multiplier=1000), end) == pytest.approx(5.0, rel=1e-6)


def test_a_rate_has_its_funnel_too(catalogue: Catalogue) -> None:
    found = placed(catalogue)
    indicator = replace(found.indicator, unit=Unit.RATE, per=1000.0)
    field = Field(indicator, {code: (replace(value_of(row("S5", 1000 * c.top / c.whole, year(2024)) | {"area": code}), counts=c),)
                              for code, c in found.areas})  # fmt: skip
    of_rate = significance.among(field, found.areas[0][0], catalogue.areas)
    assert of_rate is not None
    figure = funnel_chart.funnel(DARK, of_rate, catalogue.areas[found.areas[0][0]], catalogue.areas, WORDS)
    assert trace(figure, "95% upper").y[0] > trace(figure, "95% lower").y[0]
    assert of_rate.stands.startswith("High")


def test_the_shape_says_the_side_where_neither_way_is_good() -> None:
    s = one(1, 90, 49.1)
    assert next(v for v in significance.verdicts(s) if v.series is FigureRole.ENGLAND).above is False
