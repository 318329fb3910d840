"""The small picture of one authority's last few periods over the area's own, for a table row."""

from __future__ import annotations

from collections.abc import Sequence

from data.model.observation import FigureRole
from data.model.period import Period
from kpis.benchmark.benchmark import Field, moment
from kpis.charts.style.palette import Palette
from kpis.charts.style.picture import line_rule
from kpis.charts.svg.marks import GLANCE, line_of
from kpis.figures.figure import Value
from kpis.markup import Markup, html


def path(palette: Palette, field: Field, codes: tuple[str, str], periods: Sequence[Period], *, near: bool) -> Markup:
    """The inside of a picture as large as ``GLANCE``: thick the authority, thin the area, on one scale; gaps and breaks stay open.

    ``codes`` are the authority's and the area's; ``near`` says that the authority is one of the area's neighbours.
    """
    width, height = GLANCE
    held = [number for p in periods for code in codes if (number := field.number(code, p)) is not None]
    low, high = (min(held), max(held)) if held else (0.0, 0.0)
    other = palette.roles[FigureRole.NEIGHBOURS].colour if near else palette.muted
    across = {moment(p): 5 + n / ((len(periods) - 1) or 1) * (width - 10) for n, p in enumerate(periods)}

    def place(value: Value) -> tuple[float, float]:
        assert value.value is not None
        return across[moment(value.period)], 4 + (high - value.value) / ((high - low) or 1) * (height - 8)

    body = Markup()
    for code, colour, weight in ((codes[1], palette.roles[FigureRole.OWN].colour, 1.1), (codes[0], other, 2.2)):
        entries = [v for p in periods if (v := field.at(p).get(code)) is not None]
        body += line_of(line_rule(field.indicator, field.breaks, entries, field.adjoins).runs(entries), place, colour, weight)
    last = field.at(periods[-1]).get(codes[0]) if periods else None
    if last is not None and last.value is not None:
        x, y = place(last)
        body += html("<circle cx='{:.1f}' cy='{:.1f}' r='3.4' fill='{}'/>", x, y, other)
    return body
