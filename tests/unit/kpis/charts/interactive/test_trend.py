"""Eight years of months on one chart: gaps, breaks, steps, marks and labels, read from the figure itself."""

from __future__ import annotations

import itertools
import re
from datetime import date
from typing import Any

import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.catalogue.catalogue import Catalogue
from data.model.observation import FigureRole
from data.model.period import Break
from kpis.charts.interactive import trend
from kpis.charts.interactive.frame import enlarge
from kpis.charts.style import picture, scales
from kpis.charts.style.palette import DARK, LIGHT
from kpis.charts.svg import marks, panel
from kpis.narrative import standing_text
from kpis.standing import kpi_standing
from kpis.standing.kpi_standing import Standing
from tests.factories.periods import month
from tests.factories.standings import row, standing, year

WORDS = panel.ChartCaption("Finding", "Measure", "Source")
BROKEN = (Break(("S5",), date(2022, 1, 1), "a new method", "test"),)
MONTHS = [(number, of) for number in range(2018, 2026) for of in range(1, 13)]
LOST, HIDDEN, SOFT = (2019, 6), (2020, 3), (2025, 12)


@pytest.fixture(scope="module")
def long(catalogue: Catalogue) -> Standing:
    """96 months of S5: one blank, one suppressed, the last provisional; comparators; a target that steps each January; two years."""
    rows: list[dict[str, Any]] = [row("S5", 50.0, year(2018)), row("S5", 55.0, year(2019)), row("S5", 45.0, year(2019), "england")]
    for n, (number, of) in enumerate(MONTHS):
        when = month(number, of)
        reason = {"missing": "suppressed"} if (number, of) == HIDDEN else {}
        more = reason | ({"status": "provisional"} if (number, of) == SOFT else {})
        rows.append(row("S5", None if (number, of) in (LOST, HIDDEN) else 60.0 + n % 12, when, **more))
        rows.append(row("S5", 70.0 + number - 2018, when, "target"))
        rows += [
            row("S5", value, when, series) for series, value in (("statistical neighbours", 58.0), ("region", 57.5), ("england", 57.0))
        ]
    return standing(catalogue, rows, breaks=BROKEN)


@pytest.fixture(scope="module")
def drawn(long: Standing) -> go.Figure:
    return trend.trend(LIGHT, long, "Bury", WORDS)


def trace(figure: go.Figure, name: str) -> Any:
    return next(one for one in figure.data if one.name == name)


def test_only_the_newest_figures_kind_of_period_is_drawn_and_the_subtitle_says_so(long: Standing, drawn: go.Figure) -> None:
    own = trace(drawn, "Bury")
    assert sum(value is not None for value in own.y) == 94
    assert not {50.0, 55.0} & set(own.y)
    assert 45.0 not in trace(drawn, "England").y
    assert standing_text.drawn(long) == "each point a month, 2 others in the table · c: suppressed · hollow: provisional"


def test_a_kpi_of_one_kind_has_nothing_to_say_of_it(catalogue: Catalogue) -> None:
    one = standing(catalogue, [row("S5", 50.0, year(2015)), row("S5", 55.0, year(2016))])
    assert standing_text.drawn(one) == ""
    assert kpi_standing.of_one_kind(one) == one


def test_gaps_and_the_break_cut_the_line(drawn: go.Figure) -> None:
    own = trace(drawn, "Bury")
    cut = [own.x[n + 1] for n, value in enumerate(own.y) if value is None]
    assert cut == [date(2019, 7, 31), date(2020, 4, 30), date(2022, 1, 31)]
    assert own.connectgaps is False
    assert [one for one in trace(drawn, "England").y if one is None] == [None]
    shape = next(one for one in drawn.layout.shapes if one.line.dash == "dot")
    assert "2021-12-31" < str(shape.x0) < "2022-01-31"
    assert "a new method" in [one.text for one in drawn.layout.annotations]


def test_the_target_is_drawn_as_steps(drawn: go.Figure) -> None:
    target = trace(drawn, "Target")
    assert target.line.shape == "hv"
    assert [value for value in target.y if value is not None] == [70.0 + number - 2018 for number, _ in MONTHS]
    assert set(target.marker.size) == {0}


def test_few_targets_are_marked_where_they_step(catalogue: Catalogue) -> None:
    rows = [row("S5", 60.0, month(2024, of)) for of in range(1, 7)]
    rows += [row("S5", 70.0 if of < 4 else 75.0, month(2024, of), "target") for of in range(1, 7)]
    target = trace(trend.trend(LIGHT, standing(catalogue, rows), "Bury", WORDS), "Target")
    assert [size > 0 for size in target.marker.size] == [True, False, False, True, False, False]
    assert set(target.marker.symbol) == {"circle-open"}


def test_many_points_keep_marks_only_where_they_say_something(drawn: go.Figure) -> None:
    own = trace(drawn, "Bury")
    marked = {own.x[n]: own.marker.symbol[n] for n, size in enumerate(own.marker.size) if size}
    assert marked == {date(2025, 12, 31): "circle-open"}
    assert set(trace(drawn, "England").marker.size) == {0}


def test_a_lone_point_among_gaps_keeps_its_mark(catalogue: Catalogue) -> None:
    lone = (2020, 6)
    around = [(2020, 5), (2020, 7)]
    rows = [row("S5", None if at in around else 60.0, month(*at)) for at in MONTHS]
    own = trace(trend.trend(LIGHT, standing(catalogue, rows), "Bury", WORDS), "Bury")
    assert own.marker.size[list(own.x).index(month(*lone).last)] > 0


def test_a_suppressed_month_is_a_c_on_the_floor_and_a_blank_one_is_only_a_gap(drawn: go.Figure) -> None:
    marked = [(one.x, one.y, one.yref) for one in drawn.layout.annotations if one.text == "c"]
    assert [(str(x), y, ref) for x, y, ref in marked] == [("2020-03-31", 0, "paper")]


def test_a_long_line_of_months_is_labelled_by_its_years(drawn: go.Figure) -> None:
    axis = drawn.layout.xaxis
    assert (axis.dtick, axis.tickformat, axis.ticklabelmode, axis.hoverformat) == ("M12", "%Y", "period", "%b %Y")
    assert axis.tickvals is None


def test_a_short_line_of_months_has_at_most_eight_labels(catalogue: Catalogue) -> None:
    rows = [row("S5", 60.0, month(*at)) for at in MONTHS[:20]]
    axis = trend.trend(LIGHT, standing(catalogue, rows), "Bury", WORDS).layout.xaxis
    assert axis.ticktext[:2] == ("Jan 2018", "Apr 2018")
    assert len(axis.ticktext) <= 8


def test_every_year_of_twelve_is_labelled(catalogue: Catalogue) -> None:
    rows = [row("S5", 60.0, year(number)) for number in range(2005, 2017)]
    axis = trend.trend(LIGHT, standing(catalogue, rows), "Bury", WORDS).layout.xaxis
    assert axis.ticktext == tuple(str(number) for number in range(2005, 2017))


def test_names_at_the_edge_stand_apart_and_within_the_chart(drawn: go.Figure) -> None:
    ends = sorted((one.y, one.text) for one in drawn.layout.annotations if one.x == 1 and one.xshift == 6)
    assert [re.sub("<.*?>", "", text).split(" ")[0] for _, text in ends] == ["England", "Region", "Neighbours", "Bury", "Target"]
    assert all(after - before >= 110 * 18 / 456 for (before, _), (after, _) in itertools.pairwise(ends))
    assert drawn.layout.yaxis.range[0] <= ends[0][0]
    assert ends[-1][0] <= drawn.layout.yaxis.range[1]


@given(st.lists(st.floats(min_value=0, max_value=100), max_size=5), st.floats(min_value=0.1, max_value=15))
def test_names_are_never_closer_than_a_line_of_text(heights: list[float], gap: float) -> None:
    placed = scales.apart(sorted(heights), gap, 100.0)
    assert all(after - before >= gap - 1e-9 for before, after in itertools.pairwise(placed))
    assert all(height <= 100 for height in placed)


def test_a_comparator_a_month_behind_is_named_with_its_month(catalogue: Catalogue) -> None:
    rows = [row("S5", 60.0, month(*at)) for at in MONTHS]
    rows += [row("S5", 57.0, month(*at), "england") for at in MONTHS[:-1]]
    texts = [one.text for one in trend.trend(LIGHT, standing(catalogue, rows), "Bury", WORDS).layout.annotations]
    assert "England 57.0%, Nov 2025" in texts


def test_a_long_name_gets_the_room_it_needs(long: Standing) -> None:
    wide = trend.trend(LIGHT, long, "Bournemouth, Christchurch and Poole", WORDS).layout.margin.r
    assert trend.trend(LIGHT, long, "Bury", WORDS).layout.margin.r == 170
    assert wide > 290


def test_every_series_keeps_its_colour_in_both_themes(long: Standing) -> None:
    for palette in (LIGHT, DARK):
        figure = trend.trend(palette, long, "Bury", WORDS)
        assert trace(figure, "Bury").line.color == palette.roles[FigureRole.OWN].colour
        assert trace(figure, "Neighbours").line.color == palette.roles[FigureRole.NEIGHBOURS].colour
        assert trace(figure, "Region").line.color == palette.roles[FigureRole.REGION].colour
        assert trace(figure, "England").line.color == palette.roles[FigureRole.ENGLAND].colour
        assert trace(figure, "Target").line.color == palette.target


def test_a_wide_window_enlarges_every_mark(drawn: go.Figure) -> None:
    large = enlarge(drawn, 1.5)
    assert [size * 1.5 for size in trace(drawn, "Bury").marker.size] == list(trace(large, "Bury").marker.size)
    assert large.layout.xaxis.ticklen == drawn.layout.xaxis.ticklen * 1.5


def test_a_long_subtitle_takes_a_second_line_inside_the_picture(long: Standing) -> None:
    words = panel.ChartCaption("Finding", " · ".join(["a measure of some length"] * 6), "Source")
    figure = trend.trend(LIGHT, long, "Bury", words)
    texts = [one.text for one in figure.layout.annotations]
    assert any("a measure" in text and "<br>" in text for text in texts)
    assert figure.layout.margin.t == 46 + 24 + 18


def test_several_breaks_stand_above_each_other(catalogue: Catalogue) -> None:
    broken = tuple(Break(("S5",), date(number, 1, 1), f"method of {number}", "test") for number in (2020, 2021))
    rows = [row("S5", 60.0, month(*at)) for at in MONTHS]
    notes = trend.trend(LIGHT, standing(catalogue, rows, breaks=broken), "Bury", WORDS).layout.annotations
    assert [one.yshift for one in notes if one.text.startswith("method of")] == [4, 21]


def paths(svg: str, colour: str) -> list[str]:
    return re.findall(rf"<path d='(M[^']*)' fill='none' stroke='{colour}'", svg)


def test_a_panel_of_many_months_has_steps_a_thin_england_and_a_dashed_break(long: Standing) -> None:
    svg = panel.picture(LIGHT, long)
    assert svg.count("stroke-dasharray='3 3'") == 1
    assert len(paths(svg, LIGHT.roles[FigureRole.OWN].colour)) == 4
    assert all("H" in one and "L" not in one for one in paths(svg, LIGHT.target))
    assert f"stroke='{LIGHT.roles[FigureRole.OWN].colour}' stroke-width='2.2'" in svg
    assert f"stroke='{LIGHT.roles[FigureRole.ENGLAND].colour}' stroke-width='1.1'" in svg


def test_a_glance_keeps_to_own_and_england_of_one_kind_of_period(long: Standing) -> None:
    svg = marks.glance(LIGHT, long)
    assert LIGHT.target not in svg
    assert "dasharray" not in svg
    assert marks.glance_words(long).endswith("from 60.0% to 71.0%, 2 of 96 periods missing")


def test_months_and_years_without_two_of_a_kind_are_no_line(catalogue: Catalogue) -> None:
    one = standing(catalogue, [row("S5", 50.0, year(2015)), row("S5", 55.0, month(2017, 1))])
    assert not picture.is_trend(one)
    assert marks.glance_words(one).endswith("own 55.0%")


def test_a_lost_year_of_months_is_a_gap_even_for_a_census_of_january(catalogue: Catalogue) -> None:
    rows = [row("S2", 15.0, month(2016, 1)), row("S2", 15.5, month(2017, 1))]
    figure = trend.trend(LIGHT, standing(catalogue, rows, "S2"), "Bury", WORDS)
    assert list(trace(figure, "Bury").y) == [15.0, 15.5]
    monthly = [*rows, row("S2", 15.6, month(2017, 2)), row("S2", 15.7, month(2018, 1))]
    one = standing(catalogue, monthly, "S2")
    assert list(trace(trend.trend(LIGHT, one, "Bury", WORDS), "Bury").y) == [15.0, None, 15.5, 15.6, None, 15.7]
    assert one.change is None
    assert one.year_ago is not None
    assert one.year_ago.before.period == month(2017, 1)
