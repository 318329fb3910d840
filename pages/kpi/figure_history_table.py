"""The table of every figure ever given of one KPI, superseded ones included."""

from __future__ import annotations

from collections.abc import Sequence

from data.model.indicator import Indicator
from kpis import formats
from kpis.markup import Markup, html, joined
from kpis.standing.area_view import AreaView
from kpis.standing.figure_history import FigureVersion
from pages.widgets import components


def table(held: AreaView, indicator: Indicator, told: Sequence[FigureVersion]) -> Markup:
    """One row a figure as first given, newest period first; those that stand are bold."""
    if not told:
        why = f"No scorecard received so far has a cell for {indicator.code}. Published figures stand in the table of the chart."
        return components.empty("No scorecard has given a figure", why, short=True)
    heads = (("Period", ""), ("Figure", "n"), ("Status", ""), ("Received", ""), ("Load", "n"), ("Cell", ""), ("Now", ""))
    body = joined(_row(held, indicator, one) for one in told)
    return components.table(heads, body, (20, 11, 11, 11, 6, 19, 22), f"Every figure ever given of {indicator.code}")


def _row(held: AreaView, indicator: Indicator, one: FigureVersion) -> Markup:
    value = one.value
    weight = "quiet" if one.by or one.withdrawn or one.withheld_by or value.value is None else "big"
    return html(
        "<tr><th scope='row'>{when}</th><td class='n {weight}'>{figure}</td><td>{status}</td><td>{received}</td><td class='n'>{load}</td>"
        "<td>{cell_link}</td><td>{words}</td></tr>",
        when=components.when(value), weight=weight, figure=formats.figure(value.value, indicator, value.missing), status=value.status,
        received=formats.day(value.received), load=value.load, cell_link=components.cell_link(held, value), words=one.words,
    )  # fmt: skip
