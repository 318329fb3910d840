"""How to read a chart speaks of what is drawn and of nothing else: taken from the charts themselves."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from kpis.charts.interactive import comparison_bars, spc_chart, trend
from kpis.charts.style.palette import LIGHT
from kpis.charts.style.picture import is_trend
from kpis.charts.svg.panel import ChartCaption
from kpis.narrative.chart_help import BREAK, EVENT, GAP, HOLLOW, explain
from kpis.signals.signals import signal
from kpis.standing.area_view import AreaView
from kpis.stats.spc import PRESETS
from pages.queries import area_view
from tests.factories.area_views import view_key

WORDS = ChartCaption("A title", "A subtitle", "Source", "")
AREA = "Westmere"


@pytest.fixture(scope="module")
def held(borough: Path) -> AreaView:
    return area_view.held_of(view_key(borough, "X06000001"))


def drawn(held: AreaView, kind: str) -> dict[str, Any]:
    """By code, every KPI's chart of one kind that the borough has."""
    made = {}
    for s in held.standings:
        if kind == "xmr":
            if (found := signal(s, PRESETS["mdc"])).judged is not None:
                made[s.indicator.code] = spc_chart.xmr(LIGHT, found, AREA, WORDS).to_plotly_json()
        elif s.value is not None and is_trend(s) == (kind == "trend"):
            made[s.indicator.code] = (trend.trend if kind == "trend" else comparison_bars.bars)(LIGHT, s, AREA, WORDS).to_plotly_json()
    return made


def names(figure: dict[str, Any]) -> set[str]:
    return {one["name"] for one in figure["data"] if any(y is not None for y in one["y"])}


def notes(figure: dict[str, Any]) -> str:
    return " | ".join(one["text"] for one in figure["layout"]["annotations"])


def test_a_trend_speaks_of_the_lines_and_marks_it_has_and_of_no_others(held: AreaView) -> None:
    every = drawn(held, "trend")
    assert len(every) > 10
    told = {code: " ".join(explain("trend", figure)) for code, figure in every.items()}
    for code, figure in every.items():
        said, held_names = told[code], names(figure)
        assert f"{AREA} is the thick line" in said
        for name in ("Neighbours", "Region", "Alderland"):
            assert (name in said) == (name in held_names), (code, name)
        assert ("target is drawn in steps" in said) == ("Target" in held_names), code
        assert ("legal standard" in said) == ("Legal standard" in notes(figure)), code
        own = next(one for one in figure["data"] if one["name"] == AREA)
        known = [n for n, y in enumerate(own["y"]) if y is not None]
        if known[-1] - known[0] + 1 > len(known):
            assert GAP in said, code
        rules = [s for s in figure["layout"]["shapes"] if s.get("yref") == "paper"]
        assert (BREAK in said) == any(s["line"]["dash"] == "dot" for s in rules), code
        assert (EVENT in said) == any(s["line"]["dash"] == "solid" for s in rules), code
    for words in (GAP, BREAK, HOLLOW, "legal standard", "target is drawn in steps"):  # each is said by some and not by all
        assert 0 < sum(words in said for said in told.values()) < len(told), words
    bare = every["S5"] | {"layout": {**every["S5"]["layout"], "shapes": []}}
    assert EVENT in told["S5"]
    assert EVENT not in (said := " ".join(explain("trend", bare)))
    assert BREAK not in said


def test_a_process_chart_names_the_marks_that_are_drawn(held: AreaView) -> None:
    every = drawn(held, "xmr")
    assert len(every) > 5
    shapes = {"special cause: improvement": "A diamond", "special cause: concern": "A square", "common cause": "A dot is common"}
    seen: set[str] = set()
    for code, figure in every.items():
        said = " ".join(explain("xmr", figure))
        seen |= names(figure)
        for name, words in shapes.items():
            assert (words in said) == (name in names(figure)), (code, name)
        assert ("The dotted line in steps is the target" in said) == ("Target" in names(figure)), code
        assert ("Two dashed lines are the limits" in said) == ({"Lower limit", "Upper limit"} <= names(figure)), code
    assert set(shapes) <= seen


def test_bars_name_the_areas_that_have_one(held: AreaView, catalogue: Any) -> None:
    figure = {
        "data": [{"type": "bar", "orientation": "h", "x": [v], "y": [n], "name": name} for n, (name, v) in
                 enumerate([("Bury", 4.0), ("Neighbours", None), ("England", 0.0)])],
        "layout": {"annotations": [{"text": "<b>Legal standard 100%</b>"}], "shapes": []},
    }  # fmt: skip
    said = " ".join(explain("bars", figure))
    assert "A bar each for Bury and England" in said
    assert "Neighbours" not in said
    assert "legal standard" in said
    assert "target" not in said
