"""Where an area lies: in each year's spread of authorities, and beside every region."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import plotly.graph_objects as go

from data.model.area import Area
from data.model.observation import FigureRole
from kpis import formats
from kpis.benchmark.benchmark import Benchmark, Quantiles
from kpis.benchmark.benchmark_series import regions, spreads
from kpis.charts.interactive.frame import BOTTOM, HEIGHT, LABEL, SMALL, axis, framed, note, settled
from kpis.charts.style.palette import Palette
from kpis.charts.style.scales import span_of
from kpis.charts.svg.panel import ChartCaption

PLOT = HEIGHT - 112 - BOTTOM
MOST_PERIODS, ROOMY = 12, 9
WIDE = 0.36  # of a period's place, the box of the middle half
EDGES = ("Lowest", "A quarter below", "Middle", "A quarter above", "Highest")


def spread(palette: Palette, b: Benchmark, areas: Mapping[str, Area], words: ChartCaption) -> go.Figure:
    """Each period from lowest to highest authority, the middle half boxed and the median ruled, with own area as a dot.

    At most the newest twelve periods. A period without an own figure has no dot, one without any figure keeps its empty place.
    """
    every = spreads(b.field, b.area, areas)[-MOST_PERIODS:]
    if not every:
        return framed(palette, words, [], template={}, xaxis=axis(palette, visible=False), yaxis=axis(palette, visible=False))
    held = [(x, s.quantiles) for x, s in enumerate(every, 1) if s.quantiles is not None]
    own = [(x, v) for x, s in enumerate(every, 1) if (v := b.field.number(b.area.code, s.period)) is not None]
    whole = _boxes(palette, held, (0, 4), 0.08) | {"name": "Lowest to highest", "hoverinfo": "skip"}
    half = _boxes(palette, held, (1, 3), WIDE) | {"name": "Middle half", "hovertemplate": "%{hovertext}<extra></extra>"}
    half["hovertext"] = [_said(edges, b) for _, edges in held]
    median = {
        "type": "scatter", "mode": "markers", "name": "Middle", "x": [x for x, _ in held], "y": [edges[2] for _, edges in held],
        "marker": {"symbol": "line-ew", "size": 18, "line": {"color": palette.muted, "width": 2}}, "hoverinfo": "skip",
    }  # fmt: skip
    role = palette.roles[FigureRole.OWN]
    dot = {
        "type": "scatter", "mode": "markers", "name": b.area.name, "x": [x for x, _ in own], "y": [v for _, v in own],
        "marker": {"symbol": role.symbol, "size": 12, "color": role.colour, "line": {"color": palette.page, "width": 1.5}},
        "hovertext": [f"{b.area.name} {formats.figure(v, b.indicator)}" for _, v in own], "hovertemplate": "%{hovertext}<extra></extra>",
    }  # fmt: skip
    span = span_of(b.indicator.unit, [*(edge for _, edges in held for edge in edges), *(v for _, v in own)])
    last = len(every)
    names, right = _parts(palette, b, held[-1][1], dict(own).get(last), span)
    told = [  # every figure where there is room, else every other; the newest is named at the edge
        note(formats.figure(v, b.indicator), role.text, SMALL, x=x, y=v, yanchor="bottom", yshift=8, bgcolor=palette.page)
        for x, v in own
        if x != last and (last <= ROOMY or (last - x) % 2 == 0)
    ]
    return framed(
        palette, words, [whole, half, median, dot], right=right, annotations=[*names, *told], barmode="overlay", template={},
        xaxis=axis(palette, range=[0.4, last + 0.5], tickvals=list(range(1, last + 1)), ticktext=[formats.period(s.period) for s in every],
                   showline=True, linecolor=palette.muted),
        yaxis=axis(palette, range=list(span), showgrid=True, gridcolor=palette.rule, gridwidth=1),
    )  # fmt: skip


def _boxes(palette: Palette, held: Sequence[tuple[int, Quantiles]], ends: tuple[int, int], width: float) -> dict[str, Any]:
    low, high = ends
    return {
        "type": "bar", "x": [x for x, _ in held], "base": [edges[low] for _, edges in held],
        "y": [edges[high] - edges[low] for _, edges in held], "width": width, "marker": {"color": palette.quiet, "line": {"width": 0}},
    }  # fmt: skip


def _said(edges: Sequence[float], b: Benchmark) -> str:
    return "<br>".join(f"{name} {formats.figure(edge, b.indicator)}" for name, edge in zip(EDGES, edges, strict=True))


def _parts(
    palette: Palette, b: Benchmark, edges: Sequence[float], own: float | None, span: tuple[float, float]
) -> tuple[list[dict[str, Any]], int]:
    """Names of the newest spread's parts and of the own dot, at the right edge, pushed apart; and the room they take."""
    found = [(edge, False, f"{name} {formats.figure(edge, b.indicator)}", palette.muted) for name, edge in zip(EDGES, edges, strict=True)]
    if own is not None:
        found.append((own, True, f"<b>{b.area.name} {formats.figure(own, b.indicator)}</b>", palette.roles[FigureRole.OWN].text))
    found.sort(key=lambda one: (one[0], one[1]))
    places = settled([height for height, *_ in found], (span[1] - span[0]) * (LABEL + 4) / PLOT, *span)
    notes = [
        note(words, ink, LABEL, x=1, xref="paper", xanchor="left", xshift=6, y=y)
        for y, (_, _, words, ink) in zip(places, found, strict=True)
    ]
    return notes, round(20 + 0.56 * LABEL * max(len(words.replace("<b>", "").replace("</b>", "")) for _, _, words, _ in found))


def by_region(palette: Palette, b: Benchmark, areas: Mapping[str, Area], words: ChartCaption) -> go.Figure:
    """A bar a region, best first, with England and own area among them in their place; totals do not compare with one area's figure."""
    rows: list[tuple[float, str, str, str, FigureRole | None]] = []
    for v in regions(b, areas):
        mine = FigureRole.REGION if v.area == b.area.region else None
        ink = palette.roles[FigureRole.REGION] if mine else None
        rows.append((v.value or 0.0, areas[v.area].name, ink.colour if ink else palette.quiet, ink.text if ink else palette.muted, mine))
    if b.like_for_like:
        for series, area, value in ((FigureRole.ENGLAND, b.england_area, b.england), (FigureRole.OWN, b.area, b.own)):
            if area is not None and value is not None and value.value is not None:
                role = palette.roles[series]
                rows.append((value.value, area.name, role.colour, role.text, series))
    rows.sort(key=lambda row: (row[0] if b.indicator.polarity == "lower" else -row[0], row[1]))
    heights = list(range(len(rows), 0, -1))
    values = [row[0] for row in rows]
    least, most = min([0.0, *values]), max([0.0, *values])
    span = (most - least) or 1.0
    traces: list[dict[str, Any]] = [{
        "type": "bar", "orientation": "h", "x": values, "y": heights, "name": "Regions", "width": 0.62,
        "hovertext": [f"{name} {formats.figure(value, b.indicator)}" for value, name, *_ in rows],
        "hovertemplate": "%{hovertext}<extra></extra>", "marker": {"color": [colour for _, _, colour, _, _ in rows], "line": {"width": 0}},
    }]  # fmt: skip
    left = round(20 + 0.56 * LABEL * max((len(name) for _, name, *_ in rows), default=10))
    annotations = []
    for (level, name, _, tint, named), y in zip(rows, heights, strict=True):
        strong = ("<b>", "</b>") if named is not None else ("", "")
        annotations.append(note(f"{strong[0]}{name}{strong[1]}", tint, LABEL, x=0, xref="paper", xanchor="left", xshift=-left, y=y))
        figure = f"{strong[0]}{formats.figure(level, b.indicator)}{strong[1]}"
        annotations.append(note(figure, tint, LABEL, x=max(level, 0.0), xanchor="left", xshift=8, y=y))
    zero = {"type": "line", "x0": 0, "x1": 0, "y0": 0.4, "y1": len(rows) + 0.6, "line": {"color": palette.muted, "width": 1}}
    return framed(
        palette, words, traces, left=left, right=30, annotations=annotations, shapes=[zero], template={},
        xaxis=axis(palette, range=[least - 0.02 * span, most + 0.12 * span], visible=False),
        yaxis=axis(palette, range=[0.3, len(rows) + 0.7], visible=False),
    )  # fmt: skip
