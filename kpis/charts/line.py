"""A KPI over its periods, with comparators in fixed colours. A gap is drawn as a gap; a break is a labelled line."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import plotly.graph_objects as go

from data.model import COMPARATORS, Missing, Series, Unit
from kpis import show
from kpis.charts.canvas import BOTTOM, HEIGHT, LABEL, SMALL, axis, framed, note
from kpis.charts.marks import runs
from kpis.charts.palette import Palette
from kpis.charts.panel import Words
from kpis.compare import Standing, Value

LINE_OF_TEXT = LABEL + 4


def trend(palette: Palette, standing: Standing, area: str, words: Words) -> go.Figure:
    """Own area over its comparators, by the last day of each period; undated figures are left to the table."""
    drawn: list[tuple[Series, str, Sequence[Value]]] = [
        (series, palette.roles[series].name, standing.others.get(series, ())) for series in reversed(COMPARATORS) if standing.like_for_like
    ]
    drawn.append((Series.OWN, area, standing.points))
    traces = [_trace(palette, standing, series, name, values) for series, name, values in drawn if _known(values)]
    targets = _known(standing.others.get(Series.TARGET, ()))
    if targets:
        traces.append(_targets(palette, standing, targets))
    soft = [note(p.firmness, palette.muted, SMALL, x=p.period.last, y=p.value, yshift=-16) for p in _known(standing.points) if p.firmness]
    aims = [note(f"Target {show.figure(t.value, standing.indicator)}", palette.target, SMALL, x=t.period.last, y=t.value,
                 xanchor="right", xshift=-10, yshift=8) for t in targets[-1:]]  # fmt: skip
    known = [v for _, _, values in drawn for v in _known(values)] + targets
    span = _span(standing, [v.value for v in known if v.value is not None])
    days = sorted({v.period.last for v in known if v.period.last} | {p.period.last for p in standing.points if p.period.last})
    annotations, shapes = [*_ends(palette, standing, drawn, span), *aims, *soft], []
    for change in standing.breaks:
        if days[0] < change.first <= days[-1]:
            before, after = max(d for d in days if d < change.first), min(d for d in days if d >= change.first)
            shape, label = _break(palette, before + (after - before) / 2, change.words)
            shapes.append(shape)
            annotations.append(label)
    if standing.indicator.standard is not None:
        words_of = f"Legal standard {show.figure(standing.indicator.standard.value, standing.indicator)}"
        level = standing.indicator.standard.value
        shapes.append(_across(palette, level))
        place = {"x": 0, "xref": "paper", "xanchor": "left", "xshift": 4, "y": level, "yshift": 13}
        annotations.append(note(words_of, palette.target, SMALL, **place))
    annotations += [_absence(palette, p) for p in standing.points if p.missing is Missing.SUPPRESSED and p.period.last]
    labels = {p.period.last: show.period(p.period) for p in (*known, *standing.points) if p.period.last}
    shown = days if len(days) <= 12 else days[:: -(-len(days) // 12)]
    return framed(
        palette, words, traces, right=170, annotations=annotations, shapes=shapes, hovermode="x unified",
        xaxis=axis(palette, tickvals=shown, ticktext=[labels[d] for d in shown], type="date", showline=True, linecolor=palette.muted),
        yaxis=axis(palette, range=list(span), showgrid=True, gridcolor=palette.rule, gridwidth=1),
    )  # fmt: skip


def _known(values: Sequence[Value]) -> list[Value]:
    return [v for v in values if v.value is not None and v.period.last is not None]


def _trace(palette: Palette, standing: Standing, series: Series, name: str, values: Sequence[Value]) -> dict[str, Any]:
    x: list[date | None] = []
    y: list[float | None] = []
    for run in runs(standing, values):
        if x:
            x.append(x[-1])
            y.append(None)
        x += [v.period.last for v in run]
        y += [v.value for v in run]
    role, own = palette.roles[series], series is Series.OWN
    soft = {v.period.last for v in values if v.firmness}
    symbols = [f"{role.symbol}-open" if day in soft else role.symbol for day in x] if soft else role.symbol
    return {
        "type": "scatter", "mode": "lines+markers", "name": name, "x": x, "y": y, "connectgaps": False,
        "line": {"color": role.colour, "width": role.width},
        "marker": {"symbol": symbols, "size": 10 if own else 7, "color": role.colour, "line": {"color": palette.page, "width": 1}},
        "hovertemplate": f"%{{y:.{standing.indicator.decimals}f}}",
    }  # fmt: skip


def _targets(palette: Palette, standing: Standing, targets: list[Value]) -> dict[str, Any]:
    return {
        "type": "scatter", "mode": "lines+markers", "name": "Target", "x": [t.period.last for t in targets],
        "y": [t.value for t in targets], "line": {"color": palette.target, "width": 2, "dash": "dot"},
        "marker": {"symbol": "circle-open", "size": 9, "color": palette.target, "line": {"width": 2}},
        "hovertemplate": f"Target %{{y:.{standing.indicator.decimals}f}}<extra></extra>",
    }  # fmt: skip


def _span(standing: Standing, values: list[float]) -> tuple[float, float]:
    """Percentages that fill the scale get 0 to 100; counts start at zero; scores and narrow shares take their own range."""
    low, high = min(values), max(values)
    if standing.indicator.unit is Unit.PERCENT and high > 50:
        return (0.0, 110.0)
    if standing.indicator.unit in (Unit.PERCENT, Unit.COUNT):
        return (0.0, high * 1.15 or 1.0)
    room = (high - low or 1) * 0.2
    return (low - room, high + room)


def _ends(
    palette: Palette, standing: Standing, drawn: list[tuple[Series, str, Sequence[Value]]], span: tuple[float, float]
) -> list[dict[str, Any]]:
    """Names each line at its end, pushed apart by a line of text so that none overlap."""
    ends = [(known[-1], series, name) for series, name, values in drawn if (known := _known(values))]
    gap = (span[1] - span[0]) * LINE_OF_TEXT / (HEIGHT - 70 - BOTTOM)
    labels, floor = [], -float("inf")
    newest = max((value.period.last for value, _, _ in ends if value.period.last), default=None)
    for value, series, name in sorted(ends, key=lambda end: end[0].value or 0):
        if value.period.last != newest:  # a line that ended earlier is named where it ended, not as if it were current
            words = f"{name} {show.figure(value.value, standing.indicator)}"
            at = {"x": value.period.last, "y": value.value, "xanchor": "left", "xshift": 8, "yshift": 10}
            labels.append(note(words, palette.roles[series].text, SMALL, **at))
            continue
        y = max(value.value or 0, floor)
        floor = y + gap
        words = f"{name} {show.figure(value.value, standing.indicator)}"
        words = f"<b>{words}</b>" if series is Series.OWN else words
        labels.append(note(words, palette.roles[series].text, LABEL, x=1, xref="paper", xanchor="left", xshift=6, y=y))
    return labels


def _break(palette: Palette, first: date, words: str) -> tuple[dict[str, Any], dict[str, Any]]:
    line = {"type": "line", "x0": first, "x1": first, "y0": 0, "y1": 1, "yref": "paper",
            "line": {"color": palette.event, "width": 1.5, "dash": "dot"}}  # fmt: skip
    label = note(
        words,
        palette.event,
        SMALL,
        x=first,
        y=0,
        yref="paper",
        yanchor="bottom",
        xanchor="left",
        xshift=6,
        yshift=4,
        align="left",
    )
    return line, label


def _across(palette: Palette, level: float) -> dict[str, Any]:
    return {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": level, "y1": level,
            "line": {"color": palette.target, "width": 1.5}}  # fmt: skip


def _absence(palette: Palette, point: Value) -> dict[str, Any]:
    return note("c suppressed", palette.muted, SMALL, x=point.period.last, y=0, yref="paper", yanchor="bottom", yshift=4)
