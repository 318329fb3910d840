"""A judged line: values marked by what they say, mean and limits of each phase, target, breaks. Below the minimum, a run chart."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date
from typing import Any

import plotly.graph_objects as go

from kpis import formats
from kpis.charts.interactive.events import SHARE, happened
from kpis.charts.interactive.frame import LABEL, axis, cut, edge_names, framed, widest
from kpis.charts.interactive.trend import MANY, ticks
from kpis.charts.style.palette import Palette
from kpis.charts.style.picture import line_rule
from kpis.charts.style.spc_marks import GLYPH, MARKS
from kpis.charts.svg.panel import ChartCaption
from kpis.signals.signals import Phase, Signal, finer


def xmr(palette: Palette, found: Signal, area: str, words: ChartCaption) -> go.Figure:
    """The own line of a signal that was judged, or that has too few values: then without limits. Raises where there is no line."""
    assert found.judged is not None
    days = [row.day for row in found.rows if row.given]
    told = happened(palette, found.standing.breaks, days, found.standing.events)
    span = _span(found, told.below)
    labels = {row.day: formats.period(row.given.period) for row in found.rows if row.given}
    traces = [*_levels(palette, found), _line(palette, found), *_points(palette, found), *_ghosts(palette, found)]
    ends = _ends(palette, found, area, span)
    kind = found.standing.points[-1].period.kind
    return framed(
        palette, words.with_key(told.key), traces, right=_room(ends), above=told.above, annotations=[*ends, *told.labels],
        shapes=told.shapes, hovermode="closest",
        xaxis=axis(palette, type="date", showline=True, linecolor=palette.muted, tickcolor=palette.muted, **ticks(kind, days, labels)),
        yaxis=axis(palette, range=list(span), showgrid=True, gridcolor=palette.rule, gridwidth=1),
    )  # fmt: skip


def key(found: Signal) -> str:
    """Which mark says what, for the marks that are drawn."""
    assert found.judged is not None
    if found.why:
        return "● value; nothing is judged"
    kinds = {found.judged.point_type[i] for i, row in enumerate(found.rows) if row.value is not None}
    told = [f"{GLYPH[symbol]} {variation}" for kind, (variation, symbol) in MARKS.items() if kind in kinds]
    return "  ".join(told + (["○ left out of the limits"] if any(row.ghost for row in found.rows) else []))


def _span(found: Signal, rows: int) -> tuple[float, float]:
    """The scale holds every value, limit and target, with room below for so many rows of words of breaks. Limits are never clipped."""
    levels = [n for p in found.phases for n in (p.limits.mean, p.limits.lower, p.limits.upper)]
    levels += [n for row in found.rows for n in (row.value, row.target) if n is not None]
    levels += [row.given.value for row in found.rows if row.ghost and row.given and row.given.value is not None]
    known = [n for n in levels if math.isfinite(n)]
    low, high = min(known), max(known)
    room = (high - low) or abs(high) or 1.0
    below = (0.06 + SHARE * rows) / (1 - SHARE * rows)  # of the whole scale, the rows take their share
    return low - room * below, high + room * 0.06


def _line(palette: Palette, found: Signal) -> dict[str, Any]:
    """The thin line through the values, cut at gaps and breaks."""
    entries = [row.given for row in found.rows if row.given]
    runs = line_rule(found.standing.indicator, found.standing.breaks, entries).runs(entries)
    x, y = cut([(v.period.last, v.value) for v in run] for run in runs)
    line = {"color": palette.muted, "width": 1.5}
    return {"type": "scatter", "mode": "lines", "name": "Values", "x": x, "y": y, "connectgaps": False, "line": line, "hoverinfo": "skip"}


def _points(palette: Palette, found: Signal) -> list[dict[str, Any]]:
    """A trace of marks a kind of point, each with a shape of its own and an edge in ink; missing values have none."""
    assert found.judged is not None
    hues = {"circle": palette.common, "diamond": palette.improvement, "square": palette.concern}
    traces = []
    for kind, (variation, symbol) in MARKS.items():
        mine = [i for i, row in enumerate(found.rows) if row.value is not None and _kind(found, i) == kind]
        if not mine:
            continue
        many = len(found.rows) > MANY
        size = (7 if many else 10) + (2 if kind != "common_cause" else 0)
        traces.append({
            "type": "scatter", "mode": "markers", "name": "value" if found.why else str(variation), "x": [found.rows[i].day for i in mine],
            "y": [found.rows[i].value for i in mine],
            "marker": {"symbol": symbol, "size": size, "color": hues.get(symbol, palette.neutral), "opacity": 1,
                       "line": {"width": 0.75 if many else 1, "color": palette.ink}},
            "text": [_told(found, i) for i in mine], "hovertemplate": "%{text}<extra></extra>",
        })  # fmt: skip
    return traces


def _ghosts(palette: Palette, found: Signal) -> list[dict[str, Any]]:
    """Periods left out of the limits: hollow rings in grey, with their figures and why they judge nothing."""
    mine = [row.given for row in found.rows if row.ghost and row.given]
    if not mine:
        return []
    return [{
        "type": "scatter", "mode": "markers", "name": "left out of the limits",
        "x": [v.period.last for v in mine], "y": [v.value for v in mine],
        "marker": {"symbol": "circle-open", "size": 9, "color": palette.muted, "line": {"width": 2}},
        "text": [f"{formats.period(v.period)}: {formats.figure(v.value, found.standing.indicator)}, left out of the limits" for v in mine],
        "hovertemplate": "%{text}<extra></extra>",
    }]  # fmt: skip


def _kind(found: Signal, i: int) -> str:
    """What a point is marked as; a line that is not judged has plain marks."""
    return found.judged.point_type[i] if found.judged and not found.why else "common_cause"


def _told(found: Signal, i: int) -> str:
    """A point in words: period, figure, what it says."""
    row = found.rows[i]
    assert row.given is not None
    said = "" if found.why else f", {MARKS[_kind(found, i)][0]}"
    return f"{formats.period(row.given.period)}: {formats.figure(row.value, found.standing.indicator)}{said}"


def _levels(palette: Palette, found: Signal) -> list[dict[str, Any]]:
    """Mean and limits over the days of each phase, and the target as steps."""
    traces: list[dict[str, Any]] = []
    for name, dash, width in (("Lower limit", "dash", 1.5), ("Upper limit", "dash", 1.5), ("Mean", "solid", 2)):
        levels = [(phase, level_of(phase, name)) for phase in found.phases]
        x, y = cut([(found.rows[n].day, level) for n in (p.first, p.past - 1)] for p, level in levels if math.isfinite(level))
        if x:
            traces.append(_flat(name, x, y, colour=palette.ink if name == "Mean" else palette.muted, dash=dash, width=width))
    if any(row.target is not None for row in found.rows):
        rows = [row for row in found.rows if row.given]
        traces.append(_flat("Target", [row.day for row in rows], [row.target for row in rows], colour=palette.target, dash="dot", width=2))
    return traces


def level_of(phase: Phase, name: str) -> float:
    """A phase's mean or one of its limits, by the name it has on the chart."""
    return {"Mean": phase.limits.mean, "Lower limit": phase.limits.lower, "Upper limit": phase.limits.upper}[name]


def _flat(name: str, x: Sequence[date | None], y: Sequence[float | None], *, colour: str, dash: str, width: float) -> dict[str, Any]:
    shape = {"shape": "hv"} if name == "Target" else {}
    return {"type": "scatter", "mode": "lines", "name": name, "x": list(x), "y": list(y), "connectgaps": False, "hoverinfo": "skip",
            "line": {"color": colour, "width": width, "dash": dash, **shape}}  # fmt: skip


def _ends(palette: Palette, found: Signal, area: str, span: tuple[float, float]) -> list[dict[str, Any]]:
    """Newest value, mean, limits and target named at the right with their figures, a line of text apart."""
    phase = found.phases[-1]
    wanted = [
        (level_of(phase, name), name, palette.ink if name == "Mean" else palette.muted) for name in ("Mean", "Lower limit", "Upper limit")
    ]
    wanted += [(found.target, "Target", palette.target)] if found.target is not None else []
    newest = found.newest
    assert newest is not None and newest.value is not None
    late = f", {formats.period(newest.period)}" if found.last < len(found.rows) - 1 else ""  # a newer one is missing or suppressed
    wanted.append((newest.value, f"<b>{area}", palette.ink))
    drawn = sorted((level, name, ink) for level, name, ink in wanted if math.isfinite(level))
    return edge_names(
        [(level, f"{name} {_shown(found, level, name)}{late + '</b>' if name.startswith('<b>') else ''}", ink, LABEL)
         for level, name, ink in drawn], span,
    )  # fmt: skip


def _shown(found: Signal, level: float, name: str) -> str:
    """A level as its name at the right gives it: mean and limits a decimal finer than counts."""
    indicator = found.standing.indicator
    return formats.figure(level, finer(indicator) if name in ("Mean", "Lower limit", "Upper limit") else indicator)


def _room(ends: Sequence[dict[str, Any]]) -> int:
    """Pixels right of the plot that the longest name at its edge needs."""
    return round(max(150, 14 + 0.56 * widest(ends)))
