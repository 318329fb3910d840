"""A KPI's months, terms or quarters with each year as a line, this year bold; and its rolling year as one line."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import Any

import plotly.graph_objects as go

from data.model.observation import FigureRole
from kpis import formats
from kpis.charts.interactive.events import breaks_between
from kpis.charts.interactive.frame import LABEL, SMALL, axis, edge_names, framed, note
from kpis.charts.interactive.trend import ticks
from kpis.charts.style.palette import Palette
from kpis.charts.style.scales import span_of
from kpis.charts.svg.panel import ChartCaption
from kpis.figures.periods import crosses
from kpis.years.years import OverTime, PeriodTotal, YearLine, breaks_inside, slot_names

MOST = 5  # years drawn, the newest; more are in the table
DASHES = ("solid", "dash", "dot", "dashdot", "longdash")  # by how many years ago
SYMBOLS = ("circle", "diamond-open", "square-open", "triangle-up-open", "triangle-down-open")


def years(palette: Palette, found: OverTime, words: ChartCaption) -> go.Figure:
    """The newest years, each named at its end. A gap and a break cut a line; a line from before the newest break says so."""
    drawn = found.years[-MOST:]
    names = slot_names(found.kind, found.rule.starts)
    known = [v.value for line in drawn for v in line.values if v is not None and v.value is not None]
    span = span_of(found.standing.indicator.unit, known)
    traces = [_year(palette, found, line, ago) for ago, line in reversed(list(enumerate(reversed(drawn))))]
    broken, shapes = _breaks(palette, found, drawn)
    ends = _ends(palette, found, drawn, span)
    room = axis(palette, range=[-0.4, len(names) - 0.6], tickvals=list(range(len(names))), ticktext=list(names), showline=True,
                linecolor=palette.muted)  # fmt: skip
    return framed(
        palette, words, traces, right=190, annotations=[*ends, *broken], shapes=shapes, hovermode="closest", xaxis=room,
        yaxis=axis(palette, range=list(span), showgrid=True, gridcolor=palette.rule, gridwidth=1),
    )  # fmt: skip


def rolled(palette: Palette, found: OverTime, words: ChartCaption) -> go.Figure:
    """The rolling year by the day it ends; where one cannot be worked, and across a break, the line is cut."""
    held = [t for t in found.rolled if t.value is not None]
    span = span_of(found.standing.indicator.unit, [t.value for t in held if t.value is not None])
    days = sorted({t.period.last for t in found.rolled if t.period.last})
    labels = {t.period.last: formats.period(t.period).removeprefix("12 months to ") for t in found.rolled if t.period.last}
    own = palette.roles[FigureRole.OWN]
    x: list[date | None] = []
    y: list[float | None] = []
    for one in found.rolled:
        x.append(one.period.last)
        y.append(one.value)
    lone = [_lone(y, n) for n in range(len(y))]
    trace = {
        "type": "scatter", "mode": "lines+markers", "name": "Rolling year", "x": x, "y": y, "connectgaps": False,
        "line": {"color": own.colour, "width": own.width - 0.5},
        "marker": {"symbol": "circle", "color": own.colour, "size": [9 if n == len(y) - 1 or lone[n] else 0 for n in range(len(y))]},
        "text": [_told(found, t) for t in found.rolled], "hovertemplate": "%{text}<extra></extra>",
    }  # fmt: skip
    broken, shapes = breaks_between(palette, found.standing.breaks, days)
    last = held[-1]
    end = note(f"<b>{formats.figure(last.value, found.standing.indicator)}</b>", own.text, LABEL, x=last.period.last, y=last.value,
               xanchor="left", xshift=10)  # fmt: skip
    return framed(
        palette, words, [trace], right=110, annotations=[end, *broken], shapes=shapes, hovermode="closest",
        xaxis=axis(palette, type="date", showline=True, linecolor=palette.muted, tickcolor=palette.muted,
                   **ticks(found.kind, days, labels)),
        yaxis=axis(palette, range=list(span), showgrid=True, gridcolor=palette.rule, gridwidth=1),
    )  # fmt: skip


def _lone(values: Sequence[float | None], n: int) -> bool:
    """Whether a figure has a gap on both sides, so that no line shows it."""
    beside = (values[m] if 0 <= m < len(values) else None for m in (n - 1, n + 1))
    return values[n] is not None and all(one is None for one in beside)


def _told(found: OverTime, total: PeriodTotal) -> str:
    return f"{formats.period(total.period)}: {formats.figure(total.value, found.standing.indicator)}"


def _year(palette: Palette, found: OverTime, line: YearLine, ago: int) -> dict[str, Any]:
    """One year's line: this year's in the own area's colour and bold, earlier ones thin, each with a dash and a mark of its own."""
    own = palette.roles[FigureRole.OWN]
    colour = own.colour if ago == 0 else palette.muted
    x: list[float] = []
    y: list[float | None] = []
    told: list[str] = []
    before = None
    for n, value in enumerate(line.values):
        if value is not None and before is not None and crosses(found.standing.breaks, before.period, value.period):
            x, y, told = [*x, n - 0.5], [*y, None], [*told, ""]
        x.append(n)
        y.append(value.value if value is not None else None)
        told.append(
            f"{formats.period(value.period)}: {formats.figure(value.value, found.standing.indicator, value.missing)}" if value else ""
        )
        before = value or before
    return {
        "type": "scatter", "mode": "lines+markers", "name": formats.period(line.period), "x": x, "y": y, "connectgaps": False,
        "line": {"color": colour, "width": own.width if ago == 0 else 2 if ago == 1 else 1.2, "dash": DASHES[ago]},
        "marker": {"symbol": SYMBOLS[ago], "size": 9 if ago == 0 else 7 if ago == 1 else 5, "color": colour},
        "text": told, "hovertemplate": "%{text}<extra></extra>",
    }  # fmt: skip


def _ends(palette: Palette, found: OverTime, drawn: Sequence[YearLine], span: tuple[float, float]) -> list[dict[str, Any]]:
    """Each year's name at the right, as high as its last figure, a line of text apart; this year's in bold with the figure, and the
    month it is of where the year is not over."""
    wanted: list[tuple[float, str, str, float]] = []
    for ago, line in enumerate(reversed(drawn)):
        last = [v for v in line.values if v is not None and v.value is not None][-1]
        when = formats.period(line.period)
        apart_from = any(crosses([b], line.period, drawn[-1].period) or breaks_inside([b], line.period) for b in found.standing.breaks)
        words = f"{when} {formats.figure(last.value, found.standing.indicator)}" if ago < 2 else when
        words += ", before the break" if apart_from and ago else ""
        own = palette.roles[FigureRole.OWN].text
        if ago == 0 and line.values[-1] is not last:
            words += f", {slot_names(found.kind, found.rule.starts)[line.values.index(last)]}"
        wanted.append((last.value or 0.0, f"<b>{words}</b>" if ago == 0 else words, own if ago == 0 else palette.muted,
                       LABEL if ago < 2 else SMALL))  # fmt: skip
    wanted.sort(key=lambda one: one[0])
    return edge_names(wanted, span)


def _breaks(palette: Palette, found: OverTime, drawn: Sequence[YearLine]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """An upright rule where a break falls inside a drawn year, with its words and day."""
    labels: list[dict[str, Any]] = []
    shapes: list[dict[str, Any]] = []
    for line in drawn:
        for one, after in pairwise(enumerate(line.values)):
            if one[1] is None or after[1] is None:
                continue
            for b in found.standing.breaks:
                if crosses([b], one[1].period, after[1].period):
                    x = after[0] - 0.5
                    shapes.append({"type": "line", "x0": x, "x1": x, "y0": 0, "y1": 1, "yref": "paper",
                                   "line": {"color": palette.event, "width": 1.5, "dash": "dot"}})  # fmt: skip
                    place = {"x": x, "y": 0, "yref": "paper", "yanchor": "bottom", "xanchor": "left", "xshift": 6}
                    words = f"{formats.period(line.period)}: {b.words}"
                    labels.append(note(words, palette.event, SMALL, **place, yshift=4 + 17 * len(labels)))
    return labels, shapes
