"""Small pictures as SVG: marks of ratings and roles, and the glance at a KPI that stands in a table row."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from html import escape
from urllib.parse import quote

from data.model.observation import COMPARATORS, FigureRole
from kpis import formats
from kpis.charts.style.palette import FONT, RATING_WORDS, Palette
from kpis.charts.style.picture import AT_A_GLANCE, Run, TrendPicture, breaks_within, dated, day_of, is_trend, picture_of
from kpis.figures.figure import Value
from kpis.standing.kpi_standing import Standing, of_one_kind
from kpis.targets.rag import RagStatus

Place = Callable[[Value], tuple[float, float]]
GLANCE = (104, 24)  # px, width and height at 1280
WIDTHS = {FigureRole.TARGET: 1.6, FigureRole.ENGLAND: 1.1, FigureRole.OWN: 2.2}


def data_uri(body: str, width: float, height: float) -> str:
    """An SVG as a data address, for ``<img>`` and for a stylesheet."""
    svg = f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {width} {height}'>{body}</svg>"
    return "data:image/svg+xml," + quote(svg, safe="/:=' ,;()")


def rating_mark(palette: Palette, status: RagStatus, letter: str = "") -> str:
    """Octagon R, triangle A, circle G, hollow ring N, dashed ring: the inside of a 24 by 24 picture."""
    paint = palette.ratings[status]
    drawn = f"fill='{paint.fill}' stroke='{paint.edge}' stroke-width='1.5'"
    shape = {
        RagStatus.RED: f"<polygon points='7.5,1.5 16.5,1.5 22.5,7.5 22.5,16.5 16.5,22.5 7.5,22.5 1.5,16.5 1.5,7.5' {drawn}/>",
        RagStatus.AMBER: f"<polygon points='12,1.2 23.3,22 .7,22' {drawn} stroke-linejoin='round'/>",
        RagStatus.GREEN: f"<circle cx='12' cy='12' r='10.8' {drawn}/>",
        RagStatus.NOT_RATED: f"<circle cx='12' cy='12' r='10' {drawn}/>",
        RagStatus.NO_DATA: f"<circle cx='12' cy='12' r='10' {drawn} stroke-dasharray='3 3'/>",
    }[status]
    y, size = (19.5, 12.5) if status is RagStatus.AMBER else (16.6, 13)
    return shape + text(12, y, letter or RATING_WORDS[status][0], paint.ink, size, anchor="middle", bold=True)


def role_mark(palette: Palette, series: FigureRole, x: float = 7, y: float = 7, size: float = 6) -> str:
    """The marker a role has on every chart, centred on (x, y)."""
    colour = palette.colour(series)
    if series is FigureRole.TARGET:
        return f"<circle cx='{x}' cy='{y}' r='{size - 1}' fill='none' stroke='{colour}' stroke-width='2'/>"
    corners = {
        FigureRole.NEIGHBOURS: [(0, -1.1), (1.1, 0), (0, 1.1), (-1.1, 0)],
        FigureRole.REGION: [(-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)],
        FigureRole.ENGLAND: [(0, -1), (1.1, 0.9), (-1.1, 0.9)],
    }
    if series is FigureRole.OWN:
        return f"<circle cx='{x}' cy='{y}' r='{size * 0.95:.1f}' fill='{colour}'/>"
    points = " ".join(f"{x + dx * size:.1f},{y + dy * size:.1f}" for dx, dy in corners[series])
    return f"<polygon points='{points}' fill='{colour}'/>"


def text(x: float, y: float, words: str, colour: str, size: float, *, anchor: str = "start", bold: bool = False) -> str:
    """One line of text in an SVG."""
    weight = " font-weight='700'" if bold else ""
    family = FONT.replace("'", "")
    how = f"font-family='{family}' font-size='{size:g}' text-anchor='{anchor}'{weight} fill='{colour}'"
    return f"<text x='{x:g}' y='{y:g}' {how}>{escape(words)}</text>"


def glance(palette: Palette, standing: Standing) -> str:
    """The inside of a table row's picture: a trend where there are two periods, else own bar and comparators' marks."""
    if is_trend(standing):
        return trend(palette, picture_of(standing, roles=AT_A_GLANCE), *GLANCE)
    return _strip(palette, standing) if standing.value is not None else ""


def glance_words(standing: Standing) -> str:
    """What the glance shows, for a reader who cannot see it."""
    indicator, known = standing.indicator, dated(standing)
    if len(known) > 1:
        first, last, points = known[0], known[-1], of_one_kind(standing).points
        lost = len(points) - len(known)
        gaps = f", {lost} of {len(points)} periods missing" if lost else ""
        gaps += ", the newest has no figure" if standing.value is None else ""
        return f"{indicator.short}: from {formats.figure(first.value, indicator)} to {formats.figure(last.value, indicator)}{gaps}"
    parts = [f"own {formats.figure(standing.value, indicator)}"]
    parts += [f"{s.value} {formats.figure(standing.comparator(s), indicator)}" for s in COMPARATORS if standing.gap(s) is not None]
    if standing.target and standing.target.value is not None:
        parts.append(f"target {formats.figure(standing.target.value, indicator)}")
    return f"{indicator.short}: {', '.join(parts)}"


def compared(standing: Standing) -> Mapping[FigureRole, float]:
    """The target and the comparators that may be drawn on one scale with the own figure, in drawing order."""
    found: dict[FigureRole, float] = {}
    for series in (*COMPARATORS, FigureRole.TARGET):
        value = standing.target.value if series is FigureRole.TARGET and standing.target else standing.comparator(series)
        if value is not None and (series is FigureRole.TARGET or standing.like_for_like):
            found[series] = value
    return found


def scale(values: Sequence[float], low: float, high: float) -> tuple[float, float]:
    """(zero, pixels a unit) of a linear scale that holds zero and every value between two places."""
    least, most = min(0.0, *values), max(0.0, *values)
    unit = (high - low) / ((most - least) or 1)
    return low - least * unit, unit


def _strip(palette: Palette, standing: Standing) -> str:
    others = compared(standing)
    if standing.value is None or not others:
        return ""
    width, height = GLANCE
    zero, unit = scale([standing.value, *others.values()], 8, width - 8)
    end = zero + standing.value * unit
    body = f"<rect x='{min(zero, end):.1f}' y='8' width='{abs(end - zero):.1f}' height='8' fill='{palette.roles[FigureRole.OWN].colour}'/>"
    body += f"<path d='M{zero:.1f} 3V{height - 3}' stroke='{palette.muted}'/>"
    for series, value in others.items():
        body += f"<g stroke='{palette.page}' stroke-width='1'>{role_mark(palette, series, zero + value * unit, 12, 5.5)}</g>"
    return body


def trend(
    palette: Palette,
    drawn: TrendPicture,
    width: float,
    height: float,
    *,
    full: bool = False,
    bold: float = 1.0,
    span: tuple[float, float] | None = None,
) -> str:
    """The lines on one scale: straight segments, a target in steps, gaps and breaks left open, the last own point dotted, or a ring where
    it is not the newest.

    ``full`` adds each break as a dashed upright; ``bold`` makes every line and dot so much stronger. ``span`` is the scale from foot to
    top, by default that of the figures drawn.
    """
    values = [v.value for v in drawn.figures if v.value is not None]
    days = drawn.days
    low, high = span or (min(values), max(values))

    def across(day: date) -> float:
        return 5 + (day - days[0]).days / ((days[-1] - days[0]).days or 1) * (width - 10)

    def place(value: Value) -> tuple[float, float]:
        assert value.value is not None
        return across(day_of(value)), 4 + (high - value.value) / ((high - low) or 1) * (height - 8)

    body = ""
    for _, before, after in breaks_within(drawn.standing.breaks, days) if full else ():
        x = (across(before) + across(after)) / 2
        body += f"<path d='M{x:.1f} 0V{height:g}' stroke='{palette.event}' stroke-dasharray='3 3'/>"
    for line in drawn.lines:
        body += line_of(line.runs, place, palette.colour(line.role), WIDTHS[line.role] * bold, step=line.stepped)
    x, y = place(drawn.own.last)
    return body + (ring if drawn.ring else dot)(palette, x, y, bold)


def dot(palette: Palette, x: float, y: float, bold: float = 1.0) -> str:
    """The newest own figure at a line's end."""
    return f"<circle cx='{x:.1f}' cy='{y:.1f}' r='{3.4 * bold:g}' fill='{palette.roles[FigureRole.OWN].colour}'/>"


def ring(palette: Palette, x: float, y: float, bold: float = 1.0) -> str:
    """The last own figure, where the newest is withheld or not given."""
    edge = f"stroke='{palette.roles[FigureRole.OWN].colour}' stroke-width='{1.5 * bold:g}'"
    return f"<circle cx='{x:.1f}' cy='{y:.1f}' r='{3.4 * bold:g}' fill='{palette.page}' {edge}/>"


def line_of(runs: Sequence[Run], place: Place, colour: str, width: float, *, step: bool = False) -> str:
    """The runs of one line, none joined to the next; a lone point as a small disc."""
    out = ""
    for run in runs:
        points = [place(value) for value in run]
        if len(points) == 1:
            out += f"<circle cx='{points[0][0]:.1f}' cy='{points[0][1]:.1f}' r='{max(width, 1.8)}' fill='{colour}'/>"
            continue
        path = f"{points[0][0]:.1f} {points[0][1]:.1f}"
        path += "".join(f"H{x:.1f}V{y:.1f}" if step else f"L{x:.1f} {y:.1f}" for x, y in points[1:])
        out += f"<path d='M{path}' fill='none' stroke='{colour}' stroke-width='{width}'/>"
    return out
