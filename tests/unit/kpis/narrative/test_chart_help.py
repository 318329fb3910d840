"""What is said of a chart with nothing on it, and of the risks' grids."""

from __future__ import annotations

import pytest

from data.catalogue.catalogue import Catalogue
from kpis.charts.interactive import trend
from kpis.charts.style.palette import LIGHT
from kpis.charts.svg.panel import ChartCaption
from kpis.governance import risks
from kpis.narrative.chart_help import BANDS, OF, explain, grid
from tests.factories.standings import row, standing, year


@pytest.mark.parametrize("kind", OF)
def test_nothing_is_said_of_a_chart_with_nothing_on_it(kind: str) -> None:
    assert explain(kind, {"data": [], "layout": {}}) == ()
    assert explain(kind, {"data": [{"type": "scatter", "mode": "lines", "name": "X", "x": [1], "y": [None]}], "layout": {}}) == ()


def test_the_risks_grids_are_told_with_the_bands_that_hold_a_risk() -> None:
    assert grid([], [], 0, 0) == ()
    said = " ".join(grid(["very high", "low", "low"], ["moderate"], 1, 2))
    assert "open risks stand in low, moderate and very high." in said
    assert "1 of them stands lower there." in said
    assert "2 have no score after mitigation and stand in the first grid alone." in said
    bare = " ".join(grid(["high"], [], 0, 1))
    assert "second grid" not in bare
    assert "1 has no score after mitigation and stands in the first grid alone." in bare
    assert set(BANDS) == set(risks.BAND_NAMES)


@pytest.mark.parametrize("series", ["target", "statistical neighbours", "region"])
def test_a_trend_names_a_line_only_where_it_is_drawn(series: str, catalogue: Catalogue) -> None:
    own = [row("S5", 60.0 + n, year(2020 + n)) for n in range(4)]
    more = [row("S5", 70.0 + n, year(2020 + n), series) for n in range(4)]
    word = {"target": "target is drawn in steps", "statistical neighbours": "Neighbours", "region": "Region"}[series]
    for rows, named in ((own, False), (own + more, True)):
        figure = trend.trend(LIGHT, standing(catalogue, rows), "Bury", ChartCaption("A title", "A subtitle", "Source"))
        assert (word in " ".join(explain("trend", figure.to_plotly_json()))) is named
