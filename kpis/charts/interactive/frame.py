"""The frame of every large chart: finding, subtitle, hairlines, source and marks inside the figure, so a copy stands alone."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from textwrap import wrap
from typing import Any

import plotly.graph_objects as go

from kpis.charts.style.palette import FONT, Palette
from kpis.charts.style.scales import apart
from kpis.charts.svg.panel import ChartCaption
from kpis.markup import chart_words

TITLE, SUB, LABEL, SMALL = 19, 14, 14, 12.5  # px at 1280x720
HEIGHT, LEFT, BOTTOM = 456, 40, 100
LINE_OF_TEXT = LABEL + 4
MOST_TOP = 112  # px above the plot where title and subtitle take two lines each
_PIXELS = {"size", "width", "height", "l", "r", "t", "b", "xshift", "yshift", "ax", "ay", "gridwidth", "linewidth", "standoff", "ticklen"}


def axis(palette: Palette, **more: Any) -> dict[str, Any]:
    """An axis without ticks or zoom, in quiet words."""
    return {
        "color": palette.muted, "tickfont": {"size": LABEL, "color": palette.muted}, "zeroline": False, "fixedrange": True, "ticks": "",
        "showgrid": False, **more,
    }  # fmt: skip


def note(words: str, colour: str, size: float = LABEL, **more: Any) -> dict[str, Any]:
    """An annotation without an arrow."""
    return {"text": words, "showarrow": False, "borderpad": 0, "font": {"size": size, "color": colour}, **more}


def framed(
    palette: Palette,
    words: ChartCaption,
    traces: list[dict[str, Any]],
    *,
    left: int = LEFT,
    right: int = 20,
    wrap_at: int = 84,
    above: int = 0,
    **layout: Any,
) -> go.Figure:
    """A figure of ``HEIGHT`` pixels, and a line more for each line of its foot over three, so that the plot keeps its size.

    ``above`` is pixels more between the subtitle and the plot, which the figure grows by.

    ``layout`` may add axes, shapes and annotations; all of its texts are placed in pixels.
    """
    lines = [chart_words(line) for line in wrap(words.title, wrap_at)]
    under = [chart_words(line) for line in wrap(words.subtitle, wrap_at * 10 // 7)]
    top = 46 + 24 * len(lines) + 18 * (len(under) - 1) + above
    foot = [words.source, f"<b>{words.notice}</b>" if words.notice else ""]
    frame = [
        note(f"<b>{'<br>'.join(lines)}</b>", palette.ink, TITLE, **_at(1, top - 2, left)),
        note("<br>".join(under), palette.muted, SUB, **_at(1, top - 6 - 24 * len(lines), left)),
        note("<br>".join(filter(None, foot)), palette.muted, SMALL, **_at(0, -38, left)),
    ]
    more = 17 * max(0, "<br>".join(filter(None, foot)).count("<br>") - 2)
    base: dict[str, Any] = {
        "height": HEIGHT + more + above, "margin": {"l": left, "r": right, "t": top, "b": BOTTOM + more}, "showlegend": False,
        "paper_bgcolor": palette.page, "plot_bgcolor": palette.page, "font": {"family": FONT, "size": LABEL, "color": palette.ink},
        "hoverlabel": {"bgcolor": palette.panel, "bordercolor": palette.rule, "font": {"family": FONT, "color": palette.ink}},
        **layout, "annotations": frame + layout.get("annotations", []),
    }  # fmt: skip
    return go.Figure(data=traces, layout=base)


def _at(y: float, shift: float, left: int) -> dict[str, Any]:
    return {
        "x": 0, "xref": "paper", "xanchor": "left", "xshift": -left, "y": y, "yref": "paper", "yanchor": "top", "yshift": shift,
        "align": "left",
    }  # fmt: skip


def alt(words: ChartCaption) -> str:
    """What a chart shows, for a reader who cannot see it: its finding and what was measured; the table beside it holds the rest."""
    return f"{words.title}. {words.subtitle}" if words.subtitle else words.title


def cut(runs: Iterable[Sequence[tuple[Any, ...]]], *empty: Any) -> list[list[Any]]:
    """The columns of one line from the rows of its runs, each (x, y, …): between two runs a row without a figure parts them.

    That row stands at the x before it, and ``empty`` fills its further columns.
    """
    rows: list[tuple[Any, ...]] = []
    for run in runs:
        rows += [(rows[-1][0], None, *empty), *run] if rows else run
    return [[row[n] for row in rows] for n in range(2 + len(empty))]


def edge_names(wanted: Sequence[tuple[float, str, str, float]], span: tuple[float, float]) -> list[dict[str, Any]]:
    """Names right of the plot from (height, words, ink, size), lowest first: pushed apart by a line of text, all within the plot."""
    gap = (span[1] - span[0]) * LINE_OF_TEXT / (HEIGHT - MOST_TOP - BOTTOM)
    heights = apart([height for height, *_ in wanted], gap, span[1])
    return [
        note(words, ink, size, x=1, xref="paper", xanchor="left", xshift=6, y=y)
        for y, (_, words, ink, size) in zip(heights, wanted, strict=True)
    ]


def widest(notes: Sequence[dict[str, Any]]) -> float:
    """The longest of some notes, in letters times their height; Arial's letters are about half as wide as they are high."""
    return max((len(one["text"].replace("<b>", "").replace("</b>", "")) * one["font"]["size"] for one in notes), default=0)


def settled(wanted: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Ascending places moved as little as keeps each ``gap`` from the next and all between two ends, as far as they fit.

    Places that would touch share the shift, so that a group stays centred on where it belongs.
    """
    gap = min(gap, (high - low) / (len(wanted) - 1)) if len(wanted) > 1 else gap
    groups: list[tuple[float, int]] = []  # (sum of places less their steps, how many)
    for n, place in enumerate(wanted):
        groups.append((place - n * gap, 1))
        while len(groups) > 1 and groups[-2][0] / groups[-2][1] > groups[-1][0] / groups[-1][1]:
            (one, some), (other, more) = groups.pop(-2), groups.pop()
            groups.append((one + other, some + more))
    firsts = [total / count for total, count in groups for _ in range(count)]
    ceiling = high - (len(wanted) - 1) * gap
    return [min(max(first, low), ceiling) + n * gap for n, first in enumerate(firsts)]


def enlarge(figure: go.Figure, by: float) -> go.Figure:
    """The same picture with every pixel measure multiplied, for a meeting-room screen."""

    def larger(measure: Any) -> Any:
        if isinstance(measure, list | tuple):
            return [larger(one) for one in measure]
        return measure * by if isinstance(measure, int | float) else grow(measure)

    def grow(part: Any) -> Any:
        if isinstance(part, dict):
            pixels = _PIXELS - {"width"} if part.get("type") == "bar" else _PIXELS  # a bar's width is in places, not pixels
            return {k: larger(v) if k in pixels else grow(v) for k, v in part.items()}
        return [grow(v) for v in part] if isinstance(part, list | tuple) else part

    return figure if by == 1 else go.Figure(grow(figure.to_plotly_json()))


class Ready(go.Figure):  # type: ignore[misc]  # Plotly comes without types
    """A figure drawn before, kept as its JSON: shown as it stands, neither checked nor copied part by part again."""

    def __init__(self, spec: str) -> None:
        super().__init__()
        self._spec = spec

    def to_dict(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self._spec)
        return found
