"""The what-if of a backlog: the percentage within 20 weeks above, cases open over 20 weeks below, one month aimed at marked on both."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go

from data.model.observation import FigureRole
from kpis import formats
from kpis.charts.interactive.frame import LABEL, SMALL, axis, framed, note
from kpis.charts.style.palette import Palette
from kpis.charts.svg.panel import ChartCaption
from kpis.forecast.backlog_text import BacklogCase

UPPER, LOWER = (0.56, 1.0), (0.0, 0.4)  # the shares of the plot's height


def backlog(palette: Palette, told: BacklogCase, words: ChartCaption) -> go.Figure:
    """A line of percentages from 0 to 100 over columns of open cases, month by month."""
    own, names = palette.roles[FigureRole.OWN], [told.named(m.number) for m in told.months]
    shares = [m.share for m in told.months]
    many = len(names) > 24
    line = {
        "type": "scatter",
        "mode": "lines" if many else "lines+markers",
        "name": "% within 20 weeks",
        "x": names,
        "y": shares,
        "line": {"color": own.colour, "width": own.width - 0.5},
        "marker": {"color": own.colour, "size": 7},
        "connectgaps": False,
        "text": ["" if one is None else formats.share(one) for one in shares],
        "hovertemplate": "%{x}: %{text}<extra></extra>",
        "yaxis": "y",
    }
    columns = {
        "type": "bar", "name": "Open over 20 weeks", "x": names, "y": [m.open_over for m in told.months],
        "marker": {"color": palette.muted}, "hovertemplate": "%{x}: %{y}<extra></extra>", "yaxis": "y2",
    }  # fmt: skip
    most = max([told.asked.open_over, *(m.open_over for m in told.months)]) or 1
    every = -(-len(names) // 10)
    return framed(
        palette, words, [line, columns], right=60, annotations=[*_names(palette, told), *_ends(palette, told)], hovermode="closest",
        shapes=[_aim(palette, told)],
        xaxis=axis(palette, type="category", anchor="y2", tickvals=names[::every], showline=True, linecolor=palette.muted, tickangle=0),
        yaxis=axis(palette, domain=list(UPPER), range=[-4, 108], tickvals=[0, 50, 100], ticksuffix="%", showgrid=True,
                   gridcolor=palette.rule),
        yaxis2=axis(palette, domain=list(LOWER), range=[0, most * 1.2], nticks=4, showgrid=True, gridcolor=palette.rule),
    )  # fmt: skip


def _names(palette: Palette, told: BacklogCase) -> list[dict[str, Any]]:
    """What each half shows, above it at the left."""
    place = {"x": 0, "xref": "paper", "xanchor": "left", "yref": "paper", "yanchor": "bottom"}
    return [
        note("Plans within 20 weeks, %", palette.muted, SMALL, **place, y=UPPER[1], yshift=-2),
        note("Cases open over 20 weeks, at the end of the month", palette.muted, SMALL, **place, y=LOWER[1], yshift=6),
    ]


def _ends(palette: Palette, told: BacklogCase) -> list[dict[str, Any]]:
    """The percentage in the month aimed at, and the backlog then."""
    month = told.months[told.until - 1]
    own = palette.roles[FigureRole.OWN].text
    found = [
        note(f"<b>{formats.number(month.open_over, 0)}</b>", palette.ink, LABEL, x=told.until - 1, y=month.open_over, yref="y2", yshift=10)
    ]
    if month.share is not None:
        below = month.share > 85
        found.append(note(f"<b>{formats.share(month.share)}</b>", own, LABEL, x=told.until - 1, y=month.share, yref="y",
                          yshift=-16 if below else 14, bgcolor=palette.page))  # fmt: skip
    return found


def _aim(palette: Palette, told: BacklogCase) -> dict[str, Any]:
    """An upright rule at the month aimed at."""
    at = told.until - 1
    return {"type": "line", "xref": "x", "x0": at, "x1": at, "yref": "paper", "y0": 0, "y1": 1, "layer": "below",
            "line": {"color": palette.target, "width": 1.5, "dash": "dot"}}  # fmt: skip
