"""DfE's line beside the partnership's own: on every picture, by its own mark, and never joined to figures of another kind of period."""

from __future__ import annotations

import itertools
import re
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from pptx import Presentation
from pptx.enum.chart import XL_CHART_TYPE

from data.catalogue.catalogue import Catalogue
from data.model.observation import FigureRole
from kpis.charts.interactive import trend
from kpis.charts.style.palette import LIGHT
from kpis.charts.style.picture import is_trend, picture_of
from kpis.charts.svg import marks, page_trend, panel, slide_trend
from kpis.exports.slides.native_chart import trend_of
from kpis.exports.slides.shapes import SlideBox
from kpis.exports.slides.time_chart import trend_chart
from kpis.narrative import standing_text
from kpis.standing.kpi_standing import Standing
from tests.factories.months import month
from tests.factories.published_standings import joined, series
from tests.factories.standings import NOT_STATED, row

YEARS: dict[int, float | None] = {
    2016: 60.0, 2017: 64.0, 2018: 66.0, 2019: None, 2020: 52.0, 2021: 47.0, 2022: 41.0, 2023: 40.0, 2024: 38.6,
}  # fmt: skip
WORDS = panel.ChartCaption("Finding", "Measure", "Source")
Pair = tuple[date, date]


@pytest.fixture(scope="module")
def months(catalogue: Catalogue) -> Standing:
    """Five own months of 2026 beside DfE's nine years."""
    return joined(catalogue, {}, series(catalogue, YEARS), *(row("S5", 50.0 + n, month(2026, n)) for n in range(6, 11)))


@pytest.fixture(scope="module")
def one_year(catalogue: Catalogue) -> Standing:
    """One own year, newer than all of DfE's."""
    return joined(catalogue, {2025: 49.0}, series(catalogue, YEARS))


def pairs(x: Any, y: Any) -> list[Pair]:
    points = list(zip(x, y, strict=True))
    return [(a[0], b[0]) for a, b in itertools.pairwise(points) if a[1] is not None and b[1] is not None]


def test_nothing_falls_to_a_bar_or_to_dots_because_a_newer_local_figure_was_loaded(months: Standing, one_year: Standing) -> None:
    for one in (months, one_year):
        assert is_trend(one)
        (dfe,) = (line for line in picture_of(one, "Bury").lines if line.second)
        assert [v.value for v in dfe.figures] == [v for v in YEARS.values() if v is not None]
        assert [len(run) for run in dfe.runs] == [3, 5]  # the year without a figure parts it


def test_no_line_joins_the_months_to_the_years(months: Standing) -> None:
    for line in picture_of(months, "Bury").lines:
        for run in line.runs:
            assert len({value.period.kind for value in run}) == 1
            assert len({value.origin for value in run}) == 1


def test_the_comparators_of_the_years_come_with_them_and_say_their_period(months: Standing) -> None:
    drawn = picture_of(months, "Bury")
    assert [line.words() for line in drawn.lines] == [
        "England 46.0%, 2024", "Neighbours 50.0%, 2024", "DfE 38.6%, 2024", "Bury 60.0%",
    ]  # fmt: skip
    assert standing_text.span(months) == "2016 to Oct 2026"
    assert "DfE’s points a year each, at its end" in standing_text.drawn(months)


def test_a_near_measure_is_told_and_not_drawn(catalogue: Catalogue) -> None:
    one = joined(
        catalogue, {}, series(catalogue, YEARS, near="Any destination."), *(row("S5", 7.0 + n, month(2026, n)) for n in range(6, 11))
    )
    assert [line.name for line in picture_of(one, "Bury").lines] == ["Bury"]


def test_the_interactive_chart_draws_it_dashed_with_its_own_mark_and_names_it_with_its_period(months: Standing) -> None:
    figure = trend.trend(LIGHT, months, "Bury", WORDS)
    dfe = next(one for one in figure.data if one.name == "DfE")
    own = next(one for one in figure.data if one.name == "Bury")
    assert (dfe.line.dash, set(dfe.marker.symbol)) == ("dash", {"x"})
    assert own.line.dash is None
    assert pairs(dfe.x, dfe.y)[-1] == (date(2023, 12, 31), date(2024, 12, 31))
    assert pairs(own.x, own.y)[0] == (date(2026, 6, 30), date(2026, 7, 31))
    words = [one.text for one in figure.layout.annotations]
    assert {"DfE 38.6%, 2024", "Neighbours 50.0%, 2024", "England 46.0%, 2024", "<b>Bury 60.0%</b>"} <= set(words)
    assert figure.layout.xaxis.tickformat == "%Y"


def test_every_small_picture_draws_it_dashed(months: Standing, one_year: Standing) -> None:
    for one in (months, one_year):
        wanted = sum(len(run) - 1 for line in picture_of(one).lines if line.second for run in line.runs)
        for svg in (
            marks.glance(LIGHT, one), panel.picture(LIGHT, one), slide_trend.picture(LIGHT, one), page_trend.svg_trend(one, "B", ""),
        ):  # fmt: skip
            dashed = re.findall(rf"<path d='M([^']+)' fill='none' stroke='{LIGHT.colour(FigureRole.OWN)}' [^>]*stroke-dasharray", svg)
            assert sum(path.count("L") for path in dashed) == wanted
    assert "DfE 38.6%, 2024" in slide_trend.picture(LIGHT, months)
    assert "DfE 38.6%, 2024" in page_trend.svg_trend(months, "Bury", "says")


def drawn_natively(one: Standing) -> Any:
    deck: Any = Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    trend_chart(slide, SlideBox(40, 40, 600, 300), one, "Bury", "says")
    held = BytesIO()
    deck.save(held)
    held.seek(0)
    (shape,) = Presentation(held).slides[0].shapes
    return shape.chart


def test_months_and_years_stand_on_one_axis_of_time_in_a_native_chart(months: Standing) -> None:
    chart = drawn_natively(months)
    assert chart.chart_type == XL_CHART_TYPE.XY_SCATTER_LINES
    found = [(one.name, list(one.iter_values())) for one in chart.plots[0].series]
    assert [values for name, values in found if name == "DfE"] == [[60.0, 64.0, 66.0], [52.0, 47.0, 41.0, 40.0, 38.6]]
    assert [values for name, values in found if name == "Bury"] == [[56.0, 57.0, 58.0, 59.0, 60.0]]
    assert "DfE 38.6%, 2024" in chart._chartSpace.xml


def test_years_beside_years_are_one_line_chart_with_a_line_of_each_source(one_year: Standing) -> None:
    assert drawn_natively(one_year).chart_type == XL_CHART_TYPE.LINE_MARKERS
    native = trend_of(one_year, "Bury")
    assert native.places[0] == "2016"
    assert [(line.name, sum(v is not None for v in line.values)) for line in native.lines] == [
        ("England", 9), ("Neighbours", 9), ("DfE", 8), ("Bury", 1),
    ]  # fmt: skip


def test_an_own_figure_of_no_stated_period_does_not_take_dfes_line_away(catalogue: Catalogue) -> None:
    one = joined(catalogue, {}, series(catalogue, YEARS), row("S5", 50.0, NOT_STATED))
    assert one.value == 50.0
    assert is_trend(one)
    assert picture_of(one).own.name == "DfE"
    for drawn in (
        trend.trend(LIGHT, one, "Bury", WORDS), marks.glance(LIGHT, one), panel.picture(LIGHT, one), slide_trend.picture(LIGHT, one),
        page_trend.svg_trend(one, "Bury", ""), drawn_natively(one),
    ):  # fmt: skip
        assert drawn
