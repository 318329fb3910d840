"""The funnel: every authority's figure by its size, with the limits that chance alone keeps to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import plotly.graph_objects as go

from data.model.area import Area
from data.model.observation import FigureRole
from kpis import formats
from kpis.charts.interactive.frame import LABEL, SMALL, axis, framed, note
from kpis.charts.style.palette import Palette
from kpis.charts.svg.panel import ChartCaption
from kpis.signals.significance import KINDS, PlaceInEngland
from kpis.stats.funnel import TAILS, USUAL, poisson_sizes, proportion_limits

STEPS = 120
Curve = Sequence[tuple[float, float]]


def funnel(palette: Palette, found: PlaceInEngland, area: Area, areas: Mapping[str, Area], words: ChartCaption) -> go.Figure:
    """A dot an authority, hollow inside the limits and filled outside; own named. Limits are drawn between nought and the whole."""
    assert found.funnel is not None
    indicator = found.indicator
    rate, per = KINDS[indicator.unit] == "rate", indicator.per if KINDS[indicator.unit] == "rate" else 100.0
    places = [(code, per * c.top / c.whole, c.whole, word) for (code, c), word in zip(found.areas, found.funnel.significance, strict=True)]
    sizes = [whole for _, _, whole, _ in places]
    most = max(sizes) * 1.05
    curves = limits(found.funnel.baseline, most, per, rate=rate, least=min(sizes) * 0.9)
    traces: list[dict[str, Any]] = [
        {"type": "scatter", "mode": "lines", "x": [x for x, _ in curve], "y": [y for _, y in curve], "hoverinfo": "skip", "name": name,
         "line": {"color": palette.muted, "width": 1.5, "dash": "dot" if name.startswith("95") else "dash"}}
        for name, curve in curves
    ]  # fmt: skip
    for outside in (False, True):
        held = [p for p in places if (p[3] != USUAL) is outside and p[0] != area.code]
        traces.append({
            "type": "scatter", "mode": "markers", "name": "Outside the limits" if outside else "Inside the limits",
            "x": [p[2] for p in held], "y": [p[1] for p in held],
            "hovertext": [_said(areas[code], value, whole, found) for code, value, whole, _ in held],
            "hovertemplate": "%{hovertext}<extra></extra>",
            "marker": {"symbol": "circle" if outside else "circle-open", "size": 8, "color": palette.muted},
        })  # fmt: skip
    notes: list[dict[str, Any]] = []
    own = next((p for p in places if p[0] == area.code), None)
    if own is not None:
        role = palette.roles[FigureRole.OWN]
        traces.append({
            "type": "scatter", "mode": "markers", "name": area.name, "x": [own[2]], "y": [own[1]],
            "hovertext": [_said(area, own[1], own[2], found)],
            "hovertemplate": "%{hovertext}<extra></extra>",
            "marker": {"symbol": role.symbol, "size": 14, "color": role.colour, "line": {"color": palette.page, "width": 1.5}},
        })  # fmt: skip
        high = own[1] > found.funnel.baseline
        notes.append(note(f"<b>{area.name} {formats.figure(own[1], indicator)}</b>", role.text, LABEL, x=own[2], y=own[1],
                          yanchor="bottom" if high else "top", yshift=10 if high else -10, bgcolor=palette.page))  # fmt: skip
    together = found.funnel.baseline
    middle = {
        "type": "line",
        "x0": 0,
        "x1": most,
        "y0": together,
        "y1": together,
        "line": {"color": palette.ink, "width": 1.5},
    }
    notes.append(note(formats.figure(together, indicator), palette.ink, LABEL, x=most, xanchor="left", xshift=6, y=together))
    top = 104.0 if not rate else max([value for _, value, *_ in places]) * 1.1
    size = {"text": f"Size: {indicator.denominator}"[:90] if indicator.denominator else "Size", "standoff": 4}
    ticks = {} if rate else {"tickvals": list(range(0, 101, 20)), "ticktext": [f"{n}%" for n in range(0, 101, 20)]}
    return framed(
        palette, words, traces, left=52, right=62, annotations=notes, shapes=[middle], template={},
        xaxis=axis(palette, range=[0, most], showline=True, linecolor=palette.muted, tickformat=",d",
                   title=size | {"font": {"size": SMALL, "color": palette.muted}}),
        yaxis=axis(palette, range=[-2.0, top], showgrid=True, gridcolor=palette.rule, gridwidth=1, **ticks),
    )  # fmt: skip


def _said(area: Area, value: float, whole: float, found: PlaceInEngland) -> str:
    return f"{area.name} {formats.figure(value, found.indicator)}, of {formats.number(whole, 0)}"


def limits(baseline: float, most: float, per: float, *, rate: bool, least: float) -> list[tuple[str, Curve]]:
    """The 95% and 99.8% limits, lower and upper, by size from ``least`` to ``most``; held between nought and, for proportions, ``per``."""
    least = max(least, 1.0)
    sizes = [least * (most / least) ** (n / STEPS) for n in range(STEPS + 1)]
    found: list[tuple[str, Curve]] = []
    for name, tail in (("95%", TAILS["2s"]), ("99.8%", TAILS["3s"])):
        if rate:
            events = [max(1.0, baseline / per * most) * n / STEPS for n in range(1, STEPS + 1)]
            edges = [(e, poisson_sizes(e, tail)) for e in events]
            for side, at in (("lower", 0), ("upper", 1)):
                found.append((f"{name} {side}", [(two[at] / baseline * per, e / two[at] * baseline) for e, two in edges if two[at] > 0]))
            continue
        pairs = [(n, proportion_limits(baseline / per, n, tail)) for n in sizes]
        found.append((f"{name} lower", [(n, max(0.0, low) * per) for n, (low, _) in pairs]))
        found.append((f"{name} upper", [(n, min(1.0, high) * per) for n, (_, high) in pairs]))
    return found
