"""How to read a chart, behind one line below it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import lru_cache

from kpis.markup import Markup, html, joined
from kpis.narrative.chart_help import explain
from pages.widgets import components

# The page of docs/methods that says how the figures of each kind of chart are worked.
METHOD = {
    "trend": "comparing", "bars": "comparing", "ranked": "published-figures", "spread": "published-figures", "regions": "published-figures",
    "time": "published-figures", "side": "published-figures", "xmr": "special-causes", "interval": "significance", "funnel": "significance",
    "years": "over-time", "rolling": "over-time", "gap": "gaps", "grids": "improvement-plan",
}  # fmt: skip


def disclosure(kind: str, spec: str) -> None:
    """The lines for the chart drawn above, given as the JSON that draws it; nothing where nothing is drawn."""
    if made := _made(kind, spec):
        components.write(made)


def folded(lines: Sequence[str], kind: str, what: str = "this chart") -> Markup:
    """Lines behind one line, and the way to how their figures are worked; nothing where there are none."""
    listed = joined(html("<li>{}</li>", line) for line in lines)
    way = components.link("How its figures are worked", "about", about="Methods", method=METHOD[kind])
    return (
        html("<details class='about'><summary>How to read {}</summary><ul>{}<li>{}</li></ul></details>", what, listed, way)
        if lines
        else Markup()
    )


@lru_cache(maxsize=256)
def _made(kind: str, spec: str) -> Markup:
    return folded(explain(kind, json.loads(spec)), kind)
