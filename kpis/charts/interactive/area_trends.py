"""Several areas over time: one against its neighbours, and up to six side by side. A gap is drawn as a gap."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import plotly.graph_objects as go

from data.model.area import Area
from data.model.observation import FigureRole
from kpis import formats
from kpis.benchmark.benchmark import Benchmark, Field, neighbour_values
from kpis.charts.interactive.events import breaks_between
from kpis.charts.interactive.frame import BOTTOM, HEIGHT, LABEL, MOST_TOP, SMALL, axis, cut, framed, note, settled, widest
from kpis.charts.interactive.trend import ticks
from kpis.charts.style.palette import Palette
from kpis.charts.style.picture import Run, day_of, drawable, line_rule
from kpis.charts.style.scales import span_of
from kpis.charts.svg.panel import ChartCaption
from kpis.figures.figure import Value

LOW = 340  # px, the height of a picture that stands under another
MOST = 6  # areas side by side
DASHES = ("solid", "dash", "dot", "dashdot", "longdash")
MARKERS = ("square", "diamond", "triangle-up", "x", "triangle-down")


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line: its name at its end, its figures, and how it looks."""

    name: str
    values: Sequence[Value]
    colour: str
    text: str
    width: float
    symbol: str
    size: float
    dash: str = "solid"
    bold: bool = False
    faint: bool = False


def over_time(palette: Palette, b: Benchmark, areas: Mapping[str, Area], words: ChartCaption) -> go.Figure:
    """Own area thick over each neighbour thin, their mean, its region and England; of a count, own area alone."""
    field, roles = b.field, palette.roles
    near = roles[FigureRole.NEIGHBOURS]
    codes = [code for code, _ in b.members] if b.like_for_like else []
    drawn = [
        Line(
            name=areas[c].name,
            values=field.values.get(c, ()),
            colour=near.colour,
            text=near.text,
            width=1,
            symbol="circle",
            size=0,
            faint=True,
        )
        for c in codes
    ]
    wider = [(FigureRole.REGION, b.region_area), (FigureRole.ENGLAND, b.england_area)] if b.like_for_like else []
    for series, area in wider:
        if area is not None:
            role = roles[series]
            drawn.append(
                Line(
                    name=area.name,
                    values=field.values.get(area.code, ()),
                    colour=role.colour,
                    text=role.text,
                    width=role.width,
                    symbol=role.symbol,
                    size=7,
                )
            )
    if b.like_for_like:
        mean = neighbour_values(field, codes, b.edition, areas)
        drawn.append(
            Line(name="Neighbours’ mean", values=mean, colour=near.colour, text=near.text, width=2.5, symbol=near.symbol, size=7, bold=True)
        )
    drawn.append(_own(palette, b.area, field))
    return _lines(palette, field, drawn, words)


def side_by_side(palette: Palette, b: Benchmark, codes: Sequence[str], areas: Mapping[str, Area], words: ChartCaption) -> go.Figure:
    """Up to six areas as lines, each with a colour, a dash and a marker of its own; own area, region and England keep theirs.

    Of a count only places of the own area's level are drawn: beside a total every authority would lie flat.
    """
    if len(codes) > MOST:
        raise ValueError(f"at most {MOST} areas can be told apart, {len(codes)} were asked for")
    drawn, free = [], 0
    for code in codes:
        area, values = areas[code], b.field.values.get(code, ())
        if not b.like_for_like and area.level != b.area.level:
            continue
        kept = FigureRole.ENGLAND if area == b.england_area else FigureRole.REGION if area == b.region_area else None
        if code == b.area.code:
            drawn.append(_own(palette, area, b.field))
        elif kept is not None:
            role = palette.roles[kept]
            drawn.append(Line(name=area.name, values=values, colour=role.colour, text=role.text, width=2, symbol=role.symbol, size=8))
        else:
            ink = palette.others[free]
            drawn.append(
                Line(name=area.name, values=values, colour=ink, text=ink, width=2, symbol=MARKERS[free], size=8, dash=DASHES[free])
            )
            free += 1
    return _lines(palette, b.field, sorted(drawn, key=lambda line: line.bold), words)


def beside(palette: Palette, field: Field, area: Area, nation: Area, words: ChartCaption) -> go.Figure:
    """Own area and the nation only, in a lower picture than the other charts: for a second look at a KPI."""
    role = palette.roles[FigureRole.ENGLAND]
    wide = Line(
        name=nation.name, values=field.values.get(nation.code, ()), colour=role.colour, text=role.text, width=2, symbol=role.symbol, size=8
    )
    return _lines(palette, field, [wide, _own(palette, area, field)], words, height=LOW)


def _own(palette: Palette, area: Area, field: Field) -> Line:
    role = palette.roles[FigureRole.OWN]
    return Line(
        name=area.name, values=field.values.get(area.code, ()), colour=role.colour, text=role.text, width=role.width, symbol=role.symbol,
        size=10, bold=True,
    )  # fmt: skip


def _lines(palette: Palette, field: Field, lines: Sequence[Line], words: ChartCaption, **layout: Any) -> go.Figure:
    """The lines in drawing order, named at their right ends; a line without any figure is told at the foot of the names."""
    drawn = [replace(line, values=drawable(line.values)) for line in lines]
    drawn = [line for line in drawn if line.values]
    known = [v for line in drawn for v in line.values]
    labels = {day_of(v): formats.period(v.period) for v in known}
    labels |= {p.last: formats.period(p) for p in field.periods if p.last and labels and min(labels) <= p.last <= max(labels)}
    days = sorted(labels)
    if not days:
        return framed(palette, words, [], template={}, xaxis=axis(palette, visible=False), yaxis=axis(palette, visible=False))
    span = span_of(field.indicator.unit, [v.value for v in known if v.value is not None])
    ends = _ends(palette, field, drawn, span, layout.get("height", HEIGHT) - MOST_TOP - BOTTOM)
    broken, shapes = breaks_between(palette, field.breaks, days)
    right = round(24 + 0.56 * widest(ends))
    return framed(
        palette, words, [_trace(palette, field, line) for line in drawn], right=right, annotations=[*ends, *broken], shapes=shapes,
        template={}, hovermode="closest", **layout,
        xaxis=axis(palette, type="date", showline=True, linecolor=palette.muted, **ticks(known[-1].period.kind, days, labels)),
        yaxis=axis(palette, range=list(span), showgrid=True, gridcolor=palette.rule, gridwidth=1),
    )  # fmt: skip


def _trace(palette: Palette, field: Field, line: Line) -> dict[str, Any]:
    """One line cut at gaps and breaks. A line without marks of its own still marks a lone figure, and provisional ones are hollow."""

    def row(run: Run, v: Value) -> tuple[date, float | None, float, str, str]:
        said = f"{line.name} {formats.figure(v.value, field.indicator)}, {formats.period(v.period)}"
        return day_of(v), v.value, line.size or (4 if len(run) == 1 else 0), f"{line.symbol}-open" if v.firmness else line.symbol, said

    runs = line_rule(field.indicator, field.breaks, line.values, field.adjoins).runs(line.values)
    x, y, sizes, symbols, said = cut(([row(run, v) for v in run] for run in runs), 0, line.symbol, "")
    edge = {"color": palette.page, "width": 1 if line.size else 0}
    return {
        "type": "scatter", "mode": "lines+markers" if any(sizes) else "lines", "name": line.name, "x": x, "y": y, "connectgaps": False,
        "line": {"color": line.colour, "width": line.width, "dash": line.dash}, "opacity": 0.55 if line.faint else 1,
        "marker": {"symbol": _one(symbols), "size": _one(sizes), "color": line.colour, "opacity": 1, "line": edge},
        "hovertext": said, "hovertemplate": "%{hovertext}<extra></extra>",
    }  # fmt: skip


def _one(each: list[Any]) -> Any:
    """One value for all where all are alike, which keeps the picture's text short."""
    return each[0] if len(set(each)) == 1 else each


def _ends(palette: Palette, field: Field, lines: Sequence[Line], span: tuple[float, float], plot: float) -> list[dict[str, Any]]:
    """Each line's name and last figure at the right edge, in the order of the figures; one that ended earlier says when."""
    newest = max(day_of(line.values[-1]) for line in lines)
    size = LABEL if len(lines) <= MOST else SMALL
    found = []
    for line in lines:
        last = line.values[-1]
        ended = newest - day_of(last) > timedelta(0)
        words = f"{line.name} {formats.figure(last.value, field.indicator)}{f', {formats.period(last.period)}' if ended else ''}"
        found.append((last.value or 0.0, line.bold, f"<b>{words}</b>" if line.bold else words, line.text))
    found.sort(key=lambda one: (one[0], one[1]))
    places = settled([height for height, *_ in found], (span[1] - span[0]) * (size + 4) / plot, *span)
    return [
        note(words, ink, size, x=1, xref="paper", xanchor="left", xshift=8, y=y)
        for y, (_, _, words, ink) in zip(places, found, strict=True)
    ]
