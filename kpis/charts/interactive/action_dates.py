"""A KPI's trend with the dates of its actions on it: upright lines, those due dotted, those completed dashed, each in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import plotly.graph_objects as go

from kpis.charts.interactive.events import NARROWEST
from kpis.charts.interactive.frame import SMALL, note
from kpis.charts.interactive.trend import trend
from kpis.charts.style.palette import Palette
from kpis.charts.svg.panel import ChartCaption
from kpis.plan.action_effect import COMPLETED, Marker
from kpis.standing.kpi_standing import Standing

MOST_CODES, ROW = 4, 17


def bent(palette: Palette, standing: Standing, area: str, words: ChartCaption, markers: Sequence[Marker]) -> go.Figure:
    """The trend with a line a marker; the axis of time reaches to the last of them, so that a date still to come is seen.

    Events stay off it: only actions have words there.
    """
    figure = trend(palette, replace(standing, events=()), area, words)
    if not markers:
        return figure
    first, last = (_day(one) for one in figure.layout.xaxis.range)
    room = (last - first) / 40
    low, high = min(first, markers[0].day - room), max(last, markers[-1].day + room)
    figure.update_xaxes(range=[low, high])
    if high > last:
        _hold(figure, max(_day(x) for trace in figure.data for x in trace.x if x is not None))
    for one in markers:
        figure.add_shape(_upright(palette, one))
    labels = _labels(palette, markers, low, high)
    _raise(figure, ROW * len({label["yshift"] for label in labels}))
    for label in labels:
        figure.add_annotation(label)
    return figure


def _day(one: Any) -> date:
    return one if isinstance(one, date) else date.fromisoformat(str(one)[:10])


def _hold(figure: go.Figure, last: date) -> None:
    """Keeps the names of lines where the lines end, where the axis now reaches further."""
    for label in figure.layout.annotations:
        if label.xref == "paper" and label.x == 1:
            label.update(xref="x", x=last)


def _raise(figure: go.Figure, by: int) -> None:
    """Makes room above the plot for the words of the markers, under the title and subtitle."""
    for label in figure.layout.annotations:
        if label.yref == "paper" and label.y == 1:
            label.update(yshift=label.yshift + by)
    figure.update_layout(height=figure.layout.height + by, margin_t=figure.layout.margin.t + by)


def _upright(palette: Palette, one: Marker) -> dict[str, Any]:
    dash = "dash" if one.kind == COMPLETED else "dot"
    return {"type": "line", "x0": one.day, "x1": one.day, "y0": 0, "y1": 1, "yref": "paper",
            "line": {"color": palette.muted, "width": 1.5, "dash": dash}}  # fmt: skip


def _labels(palette: Palette, markers: Sequence[Marker], low: date, high: date) -> list[dict[str, Any]]:
    """The words of each marker at the head of its line, a row higher where that below is taken; left of it near the right edge."""
    ends: list[float] = []  # px at which each row is free again
    found = []
    for one in markers:
        words = shortened(one)
        wide, at = 0.56 * SMALL * len(words) + 16, (one.day - low) / (high - low) * NARROWEST
        beyond = at + wide > NARROWEST
        start = at - wide if beyond else at
        row = next((n for n, end in enumerate(ends) if end <= start), len(ends))
        ends[row : row + 1] = [start + wide]
        place = {"xanchor": "right", "xshift": -5} if beyond else {"xanchor": "left", "xshift": 5}
        found.append(note(words, palette.ink, SMALL, x=one.day, y=1, yref="paper", yanchor="bottom", yshift=ROW * row, **place))
    return found


def shortened(one: Marker) -> str:
    """A marker's words with at most four codes; the table below names every one."""
    codes, more = one.actions[:MOST_CODES], len(one.actions) - MOST_CODES
    return f"{one.kind.capitalize()} {', '.join(codes)}{f' and {more} more' if more > 0 else ''}"
