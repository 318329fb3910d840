"""Small pictures as SVG: marks of ratings and roles, and the glance at a KPI that stands in a table row."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from data.model.observation import COMPARATORS, FigureRole
from kpis import formats
from kpis.charts.style.palette import FONT, RATING_WORDS, Palette
from kpis.charts.style.picture import AT_A_GLANCE, DFE, Run, TrendPicture, breaks_within, dated, day_of, dfe_line, is_trend, picture_of
from kpis.figures.figure import Value
from kpis.markup import Markup, html
from kpis.standing.kpi_standing import Standing, of_one_kind
from kpis.targets.rag import RagStatus

Place = Callable[[Value], tuple[float, float]]
GLANCE = (104, 24)  # px, width and height at 1280
SECOND = 1.4  # DfE's line beside the partnership's own
WIDTHS = {FigureRole.TARGET: 1.6, FigureRole.ENGLAND: 1.1, FigureRole.OWN: 2.2}


def rating_mark(palette: Palette, status: RagStatus, letter: str = "") -> Markup:
    """Octagon R, triangle A, circle G, hollow ring N, dashed ring: the inside of a 24 by 24 picture."""
    paint = palette.ratings[status]
    drawn = html("fill='{}' stroke='{}' stroke-width='1.5'", paint.fill, paint.edge)
    shape = {
        RagStatus.RED: html("<polygon points='7.5,1.5 16.5,1.5 22.5,7.5 22.5,16.5 16.5,22.5 7.5,22.5 1.5,16.5 1.5,7.5' {}/>", drawn),
        RagStatus.AMBER: html("<polygon points='12,1.2 23.3,22 .7,22' {} stroke-linejoin='round'/>", drawn),
        RagStatus.GREEN: html("<circle cx='12' cy='12' r='10.8' {}/>", drawn),
        RagStatus.NOT_RATED: html("<circle cx='12' cy='12' r='10' {}/>", drawn),
        RagStatus.NO_DATA: html("<circle cx='12' cy='12' r='10' {} stroke-dasharray='3 3'/>", drawn),
    }[status]
    y, size = (19.5, 12.5) if status is RagStatus.AMBER else (16.6, 13)
    return shape + text(12, y, letter or RATING_WORDS[status][0], paint.ink, size, anchor="middle", bold=True)


def role_mark(palette: Palette, series: FigureRole, x: float = 7, y: float = 7, size: float = 6) -> Markup:
    """The marker a role has on every chart, centred on (x, y)."""
    colour = palette.colour(series)
    if series is FigureRole.TARGET:
        return html("<circle cx='{}' cy='{}' r='{}' fill='none' stroke='{}' stroke-width='2'/>", x, y, size - 1, colour)
    corners = {
        FigureRole.NEIGHBOURS: [(0, -1.1), (1.1, 0), (0, 1.1), (-1.1, 0)],
        FigureRole.REGION: [(-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)],
        FigureRole.ENGLAND: [(0, -1), (1.1, 0.9), (-1.1, 0.9)],
    }
    if series is FigureRole.OWN:
        return html("<circle cx='{}' cy='{}' r='{:.1f}' fill='{}'/>", x, y, size * 0.95, colour)
    points = " ".join(f"{x + dx * size:.1f},{y + dy * size:.1f}" for dx, dy in corners[series])
    return html("<polygon points='{}' fill='{}'/>", points, colour)


def text(x: float, y: float, words: str, colour: str, size: float, *, anchor: str = "start", bold: bool = False) -> Markup:
    """One line of text in an SVG."""
    weight = Markup(" font-weight='700'") if bold else Markup()
    family = FONT.replace("'", "")
    how = html(
        "font-family='{family}' font-size='{size:g}' text-anchor='{anchor}'{weight} fill='{colour}'",
        family=family, size=size, anchor=anchor, weight=weight, colour=colour,
    )  # fmt: skip
    return html("<text x='{:g}' y='{:g}' {}>{}</text>", x, y, how, words)


def glance(palette: Palette, standing: Standing) -> Markup:
    """The inside of a table row's picture: a trend where there are two periods, else own bar and comparators' marks."""
    if is_trend(standing):
        return trend(palette, picture_of(standing, roles=AT_A_GLANCE), *GLANCE)
    return _strip(palette, standing) if standing.value is not None else Markup()


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
    if (dfe := dfe_line(standing)) is not None:
        parts.append(f"{DFE} {formats.figure(dfe.value, indicator)}")
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


def _strip(palette: Palette, standing: Standing) -> Markup:
    others = compared(standing)
    if standing.value is None or not others:
        return Markup()
    width, height = GLANCE
    zero, unit = scale([standing.value, *others.values()], 8, width - 8)
    end = zero + standing.value * unit
    body = html(
        "<rect x='{:.1f}' y='8' width='{:.1f}' height='8' fill='{}'/>",
        min(zero, end), abs(end - zero), palette.roles[FigureRole.OWN].colour,
    )  # fmt: skip
    body += html("<path d='M{:.1f} 3V{}' stroke='{}'/>", zero, height - 3, palette.muted)
    for series, value in others.items():
        body += html("<g stroke='{}' stroke-width='1'>{}</g>", palette.page, role_mark(palette, series, zero + value * unit, 12, 5.5))
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
) -> Markup:
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

    body = Markup()
    for _, before, after in breaks_within(drawn.standing.breaks, days) if full else ():
        x = (across(before) + across(after)) / 2
        body += html("<path d='M{:.1f} 0V{:g}' stroke='{}' stroke-dasharray='3 3'/>", x, height, palette.event)
    for line in drawn.lines:
        wide = (SECOND if line.second else WIDTHS[line.role]) * bold
        body += line_of(line.runs, place, palette.colour(line.role), wide, step=line.stepped, dashed=line.second)
    if drawn.own.second:
        return body + cross(palette, *place(drawn.own.last), bold)
    x, y = place(drawn.own.last)
    return body + (ring if drawn.ring else dot)(palette, x, y, bold)


def dot(palette: Palette, x: float, y: float, bold: float = 1.0) -> Markup:
    """The newest own figure at a line's end."""
    return html("<circle cx='{:.1f}' cy='{:.1f}' r='{:g}' fill='{}'/>", x, y, 3.4 * bold, palette.roles[FigureRole.OWN].colour)


def ring(palette: Palette, x: float, y: float, bold: float = 1.0) -> Markup:
    """The last own figure, where the newest is withheld or not given."""
    edge = html("stroke='{}' stroke-width='{:g}'", palette.roles[FigureRole.OWN].colour, 1.5 * bold)
    return html(
        "<circle cx='{x:.1f}' cy='{y:.1f}' r='{radius:g}' fill='{page}' {edge}/>", x=x, y=y, radius=3.4 * bold, page=palette.page, edge=edge
    )


def cross(palette: Palette, x: float, y: float, bold: float = 1.0) -> Markup:
    """A figure of DfE's own line beside the partnership's."""
    r = 2.8 * bold
    path = f"M{x - r:.1f} {y - r:.1f}L{x + r:.1f} {y + r:.1f}M{x - r:.1f} {y + r:.1f}L{x + r:.1f} {y - r:.1f}"
    return html("<path d='{}' stroke='{}' stroke-width='{:g}'/>", path, palette.roles[FigureRole.OWN].colour, 1.6 * bold)


def line_of(runs: Sequence[Run], place: Place, colour: str, width: float, *, step: bool = False, dashed: bool = False) -> Markup:
    """The runs of one line, none joined to the next; a lone point as a small disc. ``dashed`` is DfE's own line."""
    out, dash = Markup(), Markup(" stroke-dasharray='5 3'") if dashed else Markup()
    for run in runs:
        points = [place(value) for value in run]
        if len(points) == 1:
            out += html("<circle cx='{:.1f}' cy='{:.1f}' r='{}' fill='{}'/>", points[0][0], points[0][1], max(width, 1.8), colour)
            continue
        path = f"{points[0][0]:.1f} {points[0][1]:.1f}"
        path += "".join(f"H{x:.1f}V{y:.1f}" if step else f"L{x:.1f} {y:.1f}" for x, y in points[1:])
        out += html("<path d='M{}' fill='none' stroke='{}' stroke-width='{}'{}/>", path, colour, width, dash)
    return out
