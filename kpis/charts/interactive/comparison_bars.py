"""One period drawn well: a bar each for own area, neighbours, region and England, with target and standard as rules."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go

from data.model.indicator import Unit
from data.model.observation import COMPARATORS, FigureRole
from kpis import formats
from kpis.charts.interactive.frame import LABEL, SMALL, axis, framed, note
from kpis.charts.style.palette import Palette
from kpis.charts.svg.panel import ChartCaption
from kpis.standing.kpi_standing import Standing

NAMES_WIDTH = 150


def bars(palette: Palette, standing: Standing, area: str, words: ChartCaption) -> go.Figure:
    """Horizontal bars from zero, own area first. An absent figure keeps its row and says why; a count stands alone."""
    rows: list[tuple[FigureRole, str, float | None, str]] = [
        (FigureRole.OWN, area, standing.value, formats.figure(standing.value, standing.indicator, standing.missing))
    ]
    share = standing.own.share if standing.own else None
    by_share = share is not None and (not standing.comparators or not standing.like_for_like) and standing.target is None
    if by_share:
        label = f"{formats.figure(standing.value, standing.indicator)}: {formats.share(share or 0)} of {standing.indicator.share_of}"
        rows = [(FigureRole.OWN, area, share, label)]
    for series in COMPARATORS:
        other = standing.comparators.get(series)
        if other is not None and standing.like_for_like:
            label = formats.figure(other.value, standing.indicator, other.missing)
            rows.append((series, standing.named(series), other.value, label))
    rules = _rules(palette, standing)
    places = list(range(len(rows), 0, -1))
    traces = [_bar(palette, series, name, value, y) for (series, name, value, _), y in zip(rows, places, strict=True)]
    if by_share:
        traces.insert(0, _whole(palette))
    low, high = (-2.0, 150.0) if by_share else _range([v for _, _, v, _ in rows if v is not None] + [r[0] for r in rules], standing)
    annotations, shapes = [], [_line(palette.muted, 0, 1, len(rows) + 0.5)]
    for (series, name, value, label), y in zip(rows, places, strict=True):
        ink, own = palette.roles[series].text, series is FigureRole.OWN
        annotations.append(
            note(
                f"<b>{name}</b>" if own else name,
                ink,
                LABEL,
                x=0,
                xref="paper",
                xanchor="left",
                xshift=-NAMES_WIDTH,
                y=y,
                align="left",
            )
        )
        at, shift = 100 if by_share else max(value or 0, 0), 8
        annotations.append(
            note(
                f"<b>{label}</b>" if own else label,
                ink,
                (LABEL + 2 if by_share else 22) if own else LABEL,
                x=at,
                xanchor="left",
                xshift=shift,
                bgcolor=palette.page,
                y=y,
            )
        )
    for n, (value, name, colour, dash) in enumerate(rules):
        shapes.append(_line(colour, value, 2, len(rows) + 0.62 + n * 0.0, dash))
        side = "right" if value > (low + high) / 2 else "left"
        place = {"x": value, "y": len(rows) + 0.62, "yanchor": "bottom", "xanchor": side, "yshift": n * 17}
        annotations.append(note(name, colour, SMALL, **place))
    return framed(
        palette, words, traces, left=NAMES_WIDTH, right=70, annotations=annotations, shapes=shapes, bargap=0.45, barmode="overlay",
        xaxis=axis(palette, range=[low, high], visible=False), yaxis=axis(palette, range=[0.3, len(rows) + 1.1], visible=False),
    )  # fmt: skip


def _bar(palette: Palette, series: FigureRole, name: str, value: float | None, y: int) -> dict[str, Any]:
    return {
        "type": "bar", "orientation": "h", "x": [value], "y": [y], "name": name, "width": 0.62 if series is FigureRole.OWN else 0.4,
        "marker": {"color": palette.roles[series].colour, "line": {"width": 0}}, "hovertemplate": f"{name}: %{{x}}<extra></extra>",
    }  # fmt: skip


def _whole(palette: Palette) -> dict[str, Any]:
    """The whole that a share is part of, 0 to 100, pale behind it."""
    paint = {"color": palette.rule, "line": {"width": 0}}
    return {"type": "bar", "orientation": "h", "x": [100], "y": [1], "width": 0.62, "marker": paint, "hoverinfo": "skip", "name": "All"}


def _rules(palette: Palette, standing: Standing) -> list[tuple[float, str, str, str]]:
    """(value, words, colour, dash): the target the partnership set, and the legal standard, each by its own name."""
    found = []
    if standing.target is not None and standing.target.value is not None:
        words = f"Target {formats.figure(standing.target.value, standing.indicator)}"
        found.append((standing.target.value, words, palette.target, "solid"))
    if standing.indicator.standard is not None:
        words = f"Legal standard {formats.figure(standing.indicator.standard.value, standing.indicator)}"
        found.append((standing.indicator.standard.value, words, palette.target, "dot"))
    return found


def _range(values: list[float], standing: Standing) -> tuple[float, float]:
    most, least = max([0.0, *values]), min([0.0, *values])
    if standing.indicator.unit is Unit.PERCENT and most > 50:
        most = max(most, 100.0)
    span = (most - least) or 1
    return least - (0.02 if least == 0 else 0.06) * span, most + 0.14 * span


def _line(colour: str, x: float, width: float, top: float, dash: str = "solid") -> dict[str, Any]:
    return {"type": "line", "x0": x, "x1": x, "y0": 0.4, "y1": top, "line": {"color": colour, "width": width, "dash": dash}}
