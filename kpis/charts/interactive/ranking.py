"""Every authority as a bar, best first, with the area, its neighbours, region and England picked out and named."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import plotly.graph_objects as go

from data.model.area import Area
from data.model.indicator import Polarity, Unit
from data.model.observation import FigureRole
from kpis import formats
from kpis.benchmark.benchmark import BANDS, Benchmark, band
from kpis.benchmark.benchmark_series import ranked as in_order
from kpis.benchmark.benchmark_series import silent
from kpis.benchmark.benchmark_text import ordinal_place
from kpis.charts.interactive.frame import LABEL, SMALL, axis, framed, note, settled
from kpis.charts.style.palette import Palette
from kpis.charts.svg.panel import ChartCaption
from kpis.figures.figure import Value

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
PLOT = 244  # px of height that the plot has at least, under a title and a subtitle of two lines each
NARROWEST = 640  # px of width that the plot has at least
ROW = SMALL + 4
QUARTERS = {"A": "Best quarter", "B": "Second quarter", "C": "Third quarter", "D": "Last quarter"}
Label = tuple[float, str, str, bool]  # height, words, colour, bold


def ranked(palette: Palette, b: Benchmark, areas: Mapping[str, Area], words: ChartCaption) -> go.Figure:
    """Bars from zero, own dark and named, each neighbour with a letter that the right edge explains; lines for larger places.

    A total of a larger place and an authority without a figure are not drawn; the latter are counted under the names.
    """
    values = in_order(b.authorities, areas, b.indicator.polarity)
    near = [v.area for v in values if v.area in dict(b.members)]
    low, high = _range(values, [series for _, series, _ in _lines(b)])
    names = _names(palette, b, near, areas)
    right = round(26 + 0.54 * SMALL * max((len(words) for _, words, _, _ in names), default=0))
    annotations = _edge(names, low, high)
    shapes: list[dict[str, Any]] = []
    for series, level, _ in _lines(b):
        role = palette.roles[series]
        dash = {FigureRole.NEIGHBOURS: "dot", FigureRole.REGION: "dash"}.get(series, "solid")
        shapes.append({"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": level, "y1": level,
                       "line": {"color": role.colour, "width": 1.5, "dash": dash}})  # fmt: skip
    for n, v in enumerate(values, 1):
        if v.area == b.area.code and v.value is not None:
            side = "left" if n * 2 < len(values) else "right"
            about = f"<b>{b.area.name} {formats.figure(v.value, b.indicator)}</b>"
            place = f", {ordinal_place(b)} of {b.of}" if b.rank else ""
            ink = palette.roles[FigureRole.OWN].colour
            annotations.append(note(about + place, ink, LABEL, x=n, y=high, xanchor=side, yanchor="top", bgcolor=palette.page))
            shapes.append({"type": "line", "x0": n, "x1": n, "y0": max(v.value, 0), "y1": high - (high - low) * 18 / PLOT,
                           "line": {"color": ink, "width": 1.5}})  # fmt: skip
    annotations += _letters(palette, values, near) + _quarters(palette, b, values)
    hidden = silent(b, areas)
    if hidden:
        some = f"{hidden} {'authority has' if hidden == 1 else 'authorities have'} no figure and no bar"
        annotations.append(note(some, palette.muted, SMALL, x=1, xref="paper", xanchor="right", y=0, yref="paper", yanchor="top",
                                xshift=right, yshift=-38, align="right"))  # fmt: skip
    shapes.append({"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": 0, "y1": 0, "line": {"color": palette.muted, "width": 1}})
    return framed(
        palette, words, _bars(palette, b, values, areas), right=right, annotations=annotations, shapes=shapes, barmode="overlay",
        bargap=0.1, template={}, xaxis=axis(palette, range=[0.2, len(values) + 0.8], showticklabels=False),
        yaxis=axis(palette, range=[low, high], showgrid=True, gridcolor=palette.rule, gridwidth=1, **_ticks(b, values)),
    )  # fmt: skip


def _lines(b: Benchmark) -> list[tuple[FigureRole, float, str]]:
    """(whose, level, name) of the neighbours' mean, region, England, and an own area that is no authority, where they compare."""
    found = []
    if b.value is not None and not b.area.level.ranked and b.like_for_like:
        found.append((FigureRole.OWN, b.value, b.area.name))
    region = b.region_area.name if b.region_area else ""
    nation = b.england_area.name if b.england_area else ""
    for series, name in ((FigureRole.NEIGHBOURS, "Neighbours’ mean"), (FigureRole.REGION, region), (FigureRole.ENGLAND, nation)):
        level = b.comparator(series)
        if level is not None:
            found.append((series, level, name))
    return found


def _range(values: Sequence[Value], levels: Sequence[float]) -> tuple[float, float]:
    """A scale that holds zero and all, with room above for a letter and the area's name, and below for letters under bars."""
    held = [0.0, *levels, *(v.value for v in values if v.value is not None)]
    least, most = min(held), max(held)
    span = (most - least) or 1.0
    return least - (span * 0.1 if least < 0 else 0.0), most + span * 0.26


def _ticks(b: Benchmark, values: Sequence[Value]) -> dict[str, Any]:
    """Percentages that fill the scale stop at 100, whatever room there is above."""
    most = max((v.value or 0.0 for v in values), default=0.0)
    if b.indicator.unit is Unit.PERCENT and 50 < most <= 100 and all((v.value or 0.0) >= 0 for v in values):
        return {"tickvals": [0, 20, 40, 60, 80, 100]}
    return {"nticks": 8}


def _bars(palette: Palette, b: Benchmark, values: Sequence[Value], areas: Mapping[str, Area]) -> list[dict[str, Any]]:
    members = dict(b.members)
    groups: dict[str, list[tuple[int, Value]]] = {"Other authorities": [], "Neighbours": [], b.area.name: []}
    for n, v in enumerate(values, 1):
        groups[b.area.name if v.area == b.area.code else "Neighbours" if v.area in members else "Other authorities"].append((n, v))
    paint = {"Other authorities": palette.quiet, "Neighbours": palette.roles[FigureRole.NEIGHBOURS].colour}
    return [
        {
            "type": "bar", "name": name, "x": [n for n, _ in group], "y": [v.value for _, v in group],
            "width": 1.0 if name == b.area.name else 0.82,
            "hovertext": [f"{areas[v.area].name} {formats.figure(v.value, b.indicator)}" for _, v in group],
            "hovertemplate": "%{hovertext}<extra></extra>",
            "marker": {"color": paint.get(name, palette.roles[FigureRole.OWN].colour), "line": {"width": 0}},
        }
        for name, group in groups.items()
    ]  # fmt: skip


def _names(palette: Palette, b: Benchmark, near: Sequence[str], areas: Mapping[str, Area]) -> list[Label]:
    """What the right edge names: own area, each neighbour after its letter, and each line."""
    found: list[Label] = []
    own = palette.roles[FigureRole.OWN].text
    if b.value is not None and b.area.code in b.authorities:
        found.append((b.value, f"{b.area.name} {formats.figure(b.value, b.indicator)}", own, True))
    for letter, code in zip(LETTERS, near, strict=False):
        value = b.authorities[code].value
        ink = palette.roles[FigureRole.NEIGHBOURS].text
        found.append((value or 0.0, f"{letter} {areas[code].name} {formats.figure(value, b.indicator)}", ink, False))
    marks = {FigureRole.NEIGHBOURS: "···", FigureRole.REGION: "– –", FigureRole.ENGLAND: "—", FigureRole.OWN: "—"}
    found += [
        (level, f"{marks[s]} {name} {formats.figure(level, b.indicator)}", palette.roles[s].text, True) for s, level, name in _lines(b)
    ]
    if b.indicator.polarity is not Polarity.LOWER:
        found.reverse()  # of equal figures the first letter stands where the better end is
    return sorted(found, key=lambda label: label[0])


def _edge(names: Sequence[Label], low: float, high: float) -> list[dict[str, Any]]:
    gap = (high - low) * ROW / PLOT
    places = settled([height for height, *_ in names], gap, low, high)
    return [
        note(f"<b>{words}</b>" if bold else words, ink, SMALL, x=1, xref="paper", xanchor="left", xshift=8, y=y)
        for y, (_, words, ink, bold) in zip(places, names, strict=True)
    ]


def _letters(palette: Palette, values: Sequence[Value], near: Sequence[str]) -> list[dict[str, Any]]:
    """A letter at the end of each neighbour's bar, pushed apart sideways."""
    at = {v.area: (n, v.value or 0.0) for n, v in enumerate(values, 1)}
    gap = len(values) * 10 / NARROWEST
    places = settled([at[code][0] for code in near], gap, 1, max(len(values), 1))
    ink = palette.roles[FigureRole.NEIGHBOURS].text
    found = []
    for letter, code, x in zip(LETTERS, near, places, strict=False):
        y = at[code][1]
        anchor = "bottom" if y >= 0 else "top"
        found.append(note(f"<b>{letter}</b>", ink, SMALL, x=x, y=y, yanchor=anchor, yshift=1 if y >= 0 else -1, bgcolor=palette.page))
    return found


def _quarters(palette: Palette, b: Benchmark, values: Sequence[Value]) -> list[dict[str, Any]]:
    """The quarters under the bars with their ranges; where neither way is better, which end is the highest."""
    below = {"yref": "paper", "y": 0, "yanchor": "top", "yshift": -5}
    if not b.labels:
        ends = ("Highest", "Lowest") if b.indicator.polarity is not Polarity.LOWER else ("Lowest", "Highest")
        return [note(ends[0], palette.muted, SMALL, x=0, xref="paper", xanchor="left", **below),
                note(ends[1], palette.muted, SMALL, x=1, xref="paper", xanchor="right", **below)]  # fmt: skip
    assert b.quantiles is not None
    of = [band(v.value or 0.0, b.quantiles, b.indicator.polarity) for v in values]
    found = []
    for letter in BANDS:
        places = [n for n, one in enumerate(of, 1) if one == letter]
        if places:
            wide = len(places) * NARROWEST / len(values)
            said = (
                f"{QUARTERS[letter]}<br>{b.labels[letter].replace('more than', 'over')}"
                if wide > 110
                else QUARTERS[letter].partition(" ")[0]
            )
            found.append(note(said, palette.muted, SMALL, x=(places[0] + places[-1]) / 2, **below))
    return found
