"""A KPI over time as one SVG with axes and names, for a page that runs no script: the same lines, gaps and breaks as on the screen."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from html import escape

from data.model.observation import COMPARATORS, FigureRole
from kpis import formats
from kpis.charts.style.palette import LIGHT
from kpis.charts.style.scales import apart, levels, span_of
from kpis.charts.svg.marks import dated, line_of, role_mark, text
from kpis.figures.figure import Value
from kpis.standing.kpi_standing import Standing, of_one_kind

WIDE, TALL = 720.0, 250.0
LEFT, RIGHT, TOP, BOTTOM = 44.0, 178.0, 14.0, 30.0
SIZE = 13.0


def svg_trend(standing: Standing, area: str, says: str) -> str:
    """The picture with ``says`` as its text alternative; empty where the own figures make no line."""
    if len(dated(standing)) < 2:
        return ""
    standing = of_one_kind(standing)
    lines: list[tuple[FigureRole, str, Sequence[Value]]] = [
        (x, standing.named(x), standing.others.get(x, ())) for x in reversed(COMPARATORS) if standing.like_for_like
    ]
    lines += [(FigureRole.TARGET, "Target", standing.others.get(FigureRole.TARGET, ())), (FigureRole.OWN, area, standing.points)]
    known = {x: [v for v in values if v.value is not None and v.period.last] for x, _, values in lines}
    place = _TrendScale([v for values in known.values() for v in values], standing)
    body = _grid(place) + _breaks(standing, place)
    ends = []
    for series, name, _ in lines:
        if not known[series]:
            continue
        colour = LIGHT.target if series is FigureRole.TARGET else LIGHT.roles[series].colour
        body += line_of(
            standing, known[series], place.of, colour, 2.6 if series is FigureRole.OWN else 1.5, step=series is FigureRole.TARGET
        )
        last = known[series][-1]
        x, y = place.of(last)
        body += role_mark(LIGHT, series, x, y, 4.5 if series is FigureRole.OWN else 3.5)
        ink = LIGHT.target if series is FigureRole.TARGET else LIGHT.roles[series].text
        ends.append((y, f"{name} {formats.figure(last.value, standing.indicator)}", ink, series is FigureRole.OWN))
    body += _names(sorted(ends))
    head = f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {WIDE:g} {TALL:g}' role='img' aria-label='{escape(says, quote=True)}'>"
    return f"{head}<title>{escape(says)}</title>{body}</svg>"


class _TrendScale:
    """Where a value stands: days across, the KPI's scale up."""

    def __init__(self, known: Sequence[Value], standing: Standing) -> None:
        figures = [v.value for v in known if v.value is not None]
        self.low, self.high = span_of(standing.indicator.unit, figures)
        days = [v.period.last for v in known if v.period.last]
        self.first, self.last, self.standing = min(days), max(days), standing

    def across(self, day: date) -> float:
        return LEFT + (day - self.first).days / max((self.last - self.first).days, 1) * (WIDE - LEFT - RIGHT)

    def up(self, value: float) -> float:
        return TOP + (self.high - value) / (self.high - self.low) * (TALL - TOP - BOTTOM)

    def of(self, value: Value) -> tuple[float, float]:
        assert value.value is not None
        assert value.period.last is not None
        return self.across(value.period.last), self.up(value.value)


def _grid(place: _TrendScale) -> str:
    """Some five round levels with a rule each, and the years or periods below."""
    body = ""
    for level, shown in levels(place.low, place.high, 5):
        y = place.up(level)
        body += f"<path d='M{LEFT:g} {y:.1f}H{WIDE - RIGHT:g}' stroke='{LIGHT.rule}'/>"
        body += text(LEFT - 6, y + 4.5, shown, LIGHT.muted, SIZE, anchor="end")
    for day, words in _days(place):
        body += text(place.across(day), TALL - 8, words, LIGHT.muted, SIZE, anchor="middle")
    return body


def _days(place: _TrendScale) -> list[tuple[date, str]]:
    """What stands below the axis: each year where the line is long, else the first and last period."""
    years = range(place.first.year + 1, place.last.year + 1)
    if len(years) >= 3:
        every = -(-len(years) // 9)
        return [(date(year, 1, 1), str(year)) for year in list(years)[::every]]
    points = dated(place.standing)
    return [(p.period.last, formats.period(p.period)) for p in (points[0], points[-1]) if p.period.last]


def _breaks(standing: Standing, place: _TrendScale) -> str:
    body = ""
    for change in standing.breaks:
        if place.first < change.first <= place.last:
            x = place.across(change.first)
            body += f"<path d='M{x:.1f} {TOP:g}V{TALL - BOTTOM:g}' stroke='{LIGHT.event}' stroke-dasharray='3 3'/>"
    return body


def _names(ends: Sequence[tuple[float, str, str, bool]]) -> str:
    """Each line's name with its last figure at its end, a line of text apart."""
    heights = apart([TALL - y for y, *_ in reversed(ends)], SIZE + 3, TALL - TOP)
    return "".join(
        text(WIDE - RIGHT + 12, TALL - height + 4.5, name, ink, SIZE, bold=own)
        for height, (_, name, ink, own) in zip(heights, reversed(ends), strict=True)
    )
