"""A KPI over time as one SVG with axes and names, for a page that runs no script: the same lines, gaps and breaks as on the screen."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from kpis import formats
from kpis.charts.style.palette import LIGHT
from kpis.charts.style.picture import LAST_GIVEN, TrendPicture, breaks_within, day_of, is_trend, picture_of
from kpis.charts.style.scales import apart, levels
from kpis.charts.svg.marks import cross, line_of, ring, role_mark, text
from kpis.figures.figure import Value
from kpis.markup import Markup, html, joined
from kpis.standing.kpi_standing import Standing

WIDE, TALL = 720.0, 250.0
LEFT, RIGHT, TOP, BOTTOM = 44.0, 178.0, 14.0, 30.0
DATED = 40.0  # more room at the right for names that say their period
SIZE = 13.0


def svg_trend(standing: Standing, area: str, says: str) -> Markup:
    """The picture with ``says`` as its text alternative; empty where the own figures make no line.

    DfE's line beside it is dashed, with a cross for each of its figures. An own line whose newest figure is withheld ends in a ring, and
    its name says that the figure beside it is the last one given.
    """
    if not is_trend(standing):
        return Markup()
    drawn = picture_of(standing, area)
    place = _TrendScale(drawn)
    body = _grid(place) + _breaks(place)
    ends = []
    for line in drawn.lines:
        width = 2.6 if line.own else 1.5
        body += line_of(line.runs, place.of, LIGHT.colour(line.role), width, step=line.stepped, dashed=line.second)
        x, y = place.of(line.last)
        withheld = line.last is drawn.ring
        if line.second:
            body += joined(cross(LIGHT, *place.of(value), 1.1) for value in line.figures)
        else:
            body += ring(LIGHT, x, y, 1.25) if withheld else role_mark(LIGHT, line.role, x, y, 4.5 if line.own else 3.5)
        ends.append((y, line.words(LAST_GIVEN if withheld else ""), LIGHT.text(line.role), line.own))
    body += _names(sorted(ends), WIDE - place.right + 12)
    head = html("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {:g} {:g}' role='img' aria-label='{}'>", WIDE, TALL, says)
    return html("{}<title>{}</title>{}</svg>", head, says, body)


class _TrendScale:
    """Where a value stands: days across, the KPI's scale up."""

    def __init__(self, drawn: TrendPicture) -> None:
        self.low, self.high = drawn.span()
        self.days, self.drawn = drawn.days, drawn
        self.first, self.last = self.days[0], self.days[-1]
        self.right = RIGHT + (DATED if drawn.mixed else 0.0)

    def across(self, day: date) -> float:
        return LEFT + (day - self.first).days / max((self.last - self.first).days, 1) * (WIDE - LEFT - self.right)

    def up(self, value: float) -> float:
        return TOP + (self.high - value) / (self.high - self.low) * (TALL - TOP - BOTTOM)

    def of(self, value: Value) -> tuple[float, float]:
        assert value.value is not None
        return self.across(day_of(value)), self.up(value.value)


def _grid(place: _TrendScale) -> Markup:
    """Some five round levels with a rule each, and the years or periods below."""
    body = Markup()
    for level, shown in levels(place.low, place.high, 5):
        y = place.up(level)
        body += html("<path d='M{:g} {:.1f}H{:g}' stroke='{}'/>", LEFT, y, WIDE - place.right, LIGHT.rule)
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
    points = sorted(place.drawn.figures, key=day_of) if place.drawn.mixed else place.drawn.own.figures
    return [(day_of(p), formats.period(p.period)) for p in (points[0], points[-1])]


def _breaks(place: _TrendScale) -> Markup:
    places = (place.across(change.first) for change, _, _ in breaks_within(place.drawn.standing.breaks, place.days))
    return joined(
        html("<path d='M{:.1f} {:g}V{:g}' stroke='{}' stroke-dasharray='3 3'/>", x, TOP, TALL - BOTTOM, LIGHT.event) for x in places
    )


def _names(ends: Sequence[tuple[float, str, str, bool]], left: float) -> Markup:
    """Each line's name with its last figure at its end, a line of text apart."""
    heights = apart([TALL - y for y, *_ in reversed(ends)], SIZE + 3, TALL - TOP)
    return joined(
        text(left, TALL - height + 4.5, name, ink, SIZE, bold=own)
        for height, (_, name, ink, own) in zip(heights, reversed(ends), strict=True)
    )
