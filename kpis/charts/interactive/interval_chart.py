"""One figure with its interval, and the figures it is compared with as marked lines."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go

from data.model.observation import FigureRole
from kpis.charts.interactive.frame import BOTTOM, LABEL, SMALL, axis, framed, note
from kpis.charts.style.palette import Palette
from kpis.charts.svg.panel import ChartCaption
from kpis.signals import significance_text
from kpis.signals.significance import FigureInterval, IntervalVerdict
from kpis.standing.kpi_standing import Standing

ROW, LEFT, RIGHT, TOP = 40, 190, 150, 74


def whisker(
    palette: Palette, standing: Standing, found: tuple[FigureInterval, tuple[IntervalVerdict, ...]], area: str, words: ChartCaption
) -> go.Figure:
    """Own figure as a dot on its interval; each comparator as a marker whose line reaches up to it, with its verdict at the right."""
    sure, given = found
    assert sure.interval is not None and sure.interval.value is not None
    one, rows = sure.interval, [v for v in given if v.benchmark is not None]
    low, high = one.lower or 0.0, one.upper or 0.0
    every = [low, high, *(v.benchmark for v in rows if v.benchmark is not None)]
    room = (max(every) - min(every) or 1.0) * 0.12
    top = len(rows)
    own = palette.roles[FigureRole.OWN]
    traces: list[dict[str, Any]] = [
        {"type": "scatter", "mode": "lines", "x": [low, high], "y": [top, top], "hoverinfo": "skip", "name": "95% interval",
         "line": {"color": own.colour, "width": 3}},
        {"type": "scatter", "mode": "markers", "x": [low, high], "y": [top, top], "hoverinfo": "skip", "name": "Ends",
         "marker": {"symbol": "line-ns", "size": 16, "line": {"color": own.colour, "width": 3}}},
        _dot(palette, FigureRole.OWN, one.value or 0.0, top, significance_text.interval(standing, sure)),
    ]  # fmt: skip
    notes = [*_named(area, significance_text.figure(one.value, standing, sure), top, own.text, bold=True)]
    lines = []
    for y, verdict in zip(range(top - 1, -1, -1), rows, strict=True):
        role, level = palette.roles[verdict.series], verdict.benchmark
        assert level is not None
        figure, name = significance_text.figure(level, standing, sure), significance_text.named(standing, verdict.series)
        traces.append(_dot(palette, verdict.series, level, y, f"{name} {figure}"))
        lines.append({"type": "line", "x0": level, "x1": level, "y0": y, "y1": top + 0.35, "line": {"color": role.colour, "width": 2}})
        told = f"{significance_text.shape(verdict)} {verdict.verdict or significance_text.NOT_COMPARED}"
        notes += [*_named(name, figure, y, role.text), note(told, palette.ink, LABEL, x=1, xref="paper", xanchor="left", xshift=12, y=y)]
    return framed(
        palette, words, traces, left=LEFT, right=RIGHT, annotations=notes, shapes=lines, template={},
        height=TOP + 24 + ROW * (top + 1) + BOTTOM,
        xaxis=axis(palette, range=[min(every) - room, max(every) + room], tickfont={"size": SMALL, "color": palette.muted}, nticks=6,
                   showline=True, linecolor=palette.muted, ticksuffix="%" if "%" in figure_unit(standing, sure) else ""),
        yaxis=axis(palette, range=[-0.6, top + 0.7], visible=False),
    )  # fmt: skip


def figure_unit(standing: Standing, sure: FigureInterval) -> str:
    return significance_text.shown_as(standing.indicator, as_share=sure.as_share).unit.value


def _dot(palette: Palette, series: FigureRole, x: float, y: float, words: str) -> dict[str, Any]:
    role = palette.roles[series]
    return {
        "type": "scatter", "mode": "markers", "x": [x], "y": [y], "name": role.name, "hovertext": [words],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "marker": {"symbol": role.symbol, "size": 13, "color": role.colour, "line": {"color": palette.page, "width": 1.5}},
    }  # fmt: skip


def _named(name: str, figure: str, y: float, ink: str, *, bold: bool = False) -> list[dict[str, Any]]:
    """The row's name and its figure in the left margin; a long name is cut at a word."""
    short = name if len(name) <= 15 else f"{name[:14].rsplit(' ', 1)[0]}…"
    open_, close = ("<b>", "</b>") if bold else ("", "")
    at = {"xref": "paper", "y": y}
    return [
        note(f"{open_}{short}{close}", ink, LABEL, x=0, xanchor="left", xshift=-LEFT, **at),
        note(f"{open_}{figure}{close}", ink, LABEL, x=0, xanchor="right", xshift=-12, **at),
    ]
