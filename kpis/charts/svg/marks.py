"""Small pictures as SVG: marks of ratings and roles, and the glance at a KPI that stands in a table row."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from html import escape
from urllib.parse import quote

from data.model.observation import COMPARATORS, FigureRole
from kpis import formats
from kpis.charts.style.palette import FONT, RATING_WORDS, Palette
from kpis.figures.figure import Value
from kpis.figures.periods import adjoins, crosses, dating
from kpis.standing.kpi_standing import Standing, of_one_kind
from kpis.targets.rag import RagStatus

Place = Callable[[Value], tuple[float, float]]
GLANCE = (104, 24)  # px, width and height at 1280


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
    colour = palette.target if series is FigureRole.TARGET else palette.roles[series].colour
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
    if len(dated(standing)) > 1:
        return trend(palette, standing, *GLANCE)
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


def dated(standing: Standing) -> list[Value]:
    """Own figures that a line may be drawn through: dated, and of one kind of period."""
    return [p for p in of_one_kind(standing).points if p.value is not None and p.period.last]


def trend(
    palette: Palette,
    standing: Standing,
    width: float,
    height: float,
    *,
    full: bool = False,
    bold: float = 1.0,
    span: tuple[float, float] | None = None,
) -> str:
    """Own area over England on one scale: straight segments, gaps and breaks left open, last point dotted; a ring where it is not the
    newest, whose figure is withheld or not given.

    ``full`` adds the target as steps and each break as a dashed upright; ``bold`` makes every line and dot so much stronger. ``span`` is
    the scale from foot to top, by default that of the figures drawn.
    """
    standing = of_one_kind(standing)
    england = standing.others.get(FigureRole.ENGLAND, ()) if standing.like_for_like else ()
    targets = standing.others.get(FigureRole.TARGET, ()) if full else ()
    known = [v for v in (*standing.points, *england, *targets) if v.value is not None and v.period.last]
    values = [v.value for v in known if v.value is not None]
    days = [v.period.last.toordinal() for v in known if v.period.last]
    (low, high), first, last = span or (min(values), max(values)), min(days), max(days)

    def across(day: float) -> float:
        return 5 + (day - first) / ((last - first) or 1) * (width - 10)

    def place(value: Value) -> tuple[float, float]:
        assert value.value is not None and value.period.last is not None
        return across(value.period.last.toordinal()), 4 + (high - value.value) / ((high - low) or 1) * (height - 8)

    body = ""
    for change in standing.breaks if full else ():
        before = [day for day in days if day < change.first.toordinal()]
        if before and change.first.toordinal() <= last:
            x = (across(max(before)) + across(min(day for day in days if day >= change.first.toordinal()))) / 2
            body += f"<path d='M{x:.1f} 0V{height:g}' stroke='{palette.event}' stroke-dasharray='3 3'/>"
    body += line_of(standing, targets, place, palette.target, 1.6 * bold, step=True)
    body += line_of(standing, england, place, palette.roles[FigureRole.ENGLAND].colour, 1.1 * bold)
    body += line_of(standing, standing.points, place, palette.roles[FigureRole.OWN].colour, 2.2 * bold)
    x, y = place(dated(standing)[-1])
    own, size = palette.roles[FigureRole.OWN].colour, 3.4 * bold
    if standing.value is None:
        return body + f"<circle cx='{x:.1f}' cy='{y:.1f}' r='{size:g}' fill='{palette.page}' stroke='{own}' stroke-width='{1.5 * bold:g}'/>"
    return body + f"<circle cx='{x:.1f}' cy='{y:.1f}' r='{size:g}' fill='{own}'/>"


def runs(standing: Standing, values: Sequence[Value]) -> list[list[Value]]:
    """Dated figures cut where a period is missing or a series breaks: no line may be drawn between two runs."""
    found: list[list[Value]] = []
    basis = dating(standing.indicator, values)
    for value in values:
        if value.value is None or value.period.last is None:
            continue
        before = found[-1][-1].period if found else None
        joined = before is not None and adjoins(before, value.period, basis)
        joined = joined and standing.indicator.over_time
        if joined and before is not None and not crosses(standing.breaks, before, value.period):
            found[-1].append(value)
        else:
            found.append([value])
    return found


def line_of(standing: Standing, values: Sequence[Value], place: Place, colour: str, width: float, *, step: bool = False) -> str:
    out = ""
    for run in runs(standing, values):
        points = [place(value) for value in run]
        if len(points) == 1:
            out += f"<circle cx='{points[0][0]:.1f}' cy='{points[0][1]:.1f}' r='{max(width, 1.8)}' fill='{colour}'/>"
            continue
        path = f"{points[0][0]:.1f} {points[0][1]:.1f}"
        path += "".join(f"H{x:.1f}V{y:.1f}" if step else f"L{x:.1f} {y:.1f}" for x, y in points[1:])
        out += f"<path d='M{path}' fill='none' stroke='{colour}' stroke-width='{width}'/>"
    return out
