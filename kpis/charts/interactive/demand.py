"""Requests as bars and new plans as marks, under a KPI of timeliness on its own axis of time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from data.model.observation import FigureRole
from data.model.period import PeriodKind
from kpis.charts.interactive.frame import LABEL, axis, framed, note
from kpis.charts.style.palette import Palette
from kpis.charts.svg.panel import ChartCaption
from kpis.figures.figure import Value
from kpis.markup import chart_words
from kpis.standing.kpi_standing import Standing


def of_kind(standing: Standing, kind: PeriodKind) -> tuple[Value, ...]:
    """The own figures with a number of one kind of period, by its last day; empty where the KPI has none of that kind."""
    return tuple(p for p in standing.points if p.value is not None and p.period.kind is kind and p.period.last is not None)


def demand(palette: Palette, beside: go.Figure, series: Sequence[tuple[Standing, tuple[Value, ...]]], words: ChartCaption) -> go.Figure:
    """The first of ``series`` as bars, the others as marks; ``beside`` is the chart above, whose axis of time and room at its sides are
    taken, so that a day stands under itself."""
    above = beside.layout
    shown: dict[str, Any] = above.xaxis.to_plotly_json()
    highest = max((v.value or 0.0 for _, values in series for v in values), default=1.0) or 1.0
    traces, names = [], []
    for n, (standing, values) in enumerate(series):
        role = palette.roles[FigureRole.NEIGHBOURS if n == 0 else FigureRole.OWN]
        x, y = [v.period.last for v in values], [v.value for v in values]
        common = {
            "name": standing.indicator.short,
            "x": x,
            "y": y,
            "hovertemplate": f"{chart_words(standing.indicator.short)} %{{y:,.0f}}<extra></extra>",
        }
        if n == 0:
            traces.append({**common, "type": "bar", "marker": {"color": palette.quiet, "line": {"width": 0}}})
        else:
            mark = {"symbol": role.symbol, "size": 7, "color": role.colour}
            traces.append({**common, "type": "scatter", "mode": "markers", "marker": mark})
        ink, words_of = (palette.muted, "bars") if n == 0 else (role.text, "marks")
        named = f"{chart_words(standing.indicator.short)} ({words_of})"
        place = {"x": 1, "xref": "paper", "xanchor": "left", "xshift": 6, "y": 1 - 0.1 * n, "yref": "paper", "yanchor": "top"}
        names.append(note(named, ink, LABEL, **place))
    return framed(
        palette, words, traces, left=above.margin.l, right=above.margin.r, annotations=names, template={},
        xaxis=shown, yaxis=axis(palette, range=[0, highest * 1.1], showgrid=True, gridcolor=palette.rule, gridwidth=1),
    )  # fmt: skip
