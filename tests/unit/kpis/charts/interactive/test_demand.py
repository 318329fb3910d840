"""Requests and new plans under a KPI of timeliness: the same axis of time, and only figures of the same kind of period."""

from __future__ import annotations

from data.catalogue.catalogue import Catalogue
from data.model.period import PeriodKind
from kpis.charts.interactive import trend
from kpis.charts.interactive.demand import demand, of_kind
from kpis.charts.style.palette import LIGHT
from kpis.charts.svg.panel import ChartCaption
from tests.factories.standings import row, standing, year

WORDS = ChartCaption("Finding", "Subtitle", "Source")


def test_a_day_stands_under_itself(catalogue: Catalogue) -> None:
    s5 = standing(catalogue, [row("S5", 50.0 + n, year(2010 + n)) for n in range(8)])
    s10 = standing(catalogue, [row("S10", 300.0 + n, year(2013 + n)) for n in range(5)], "S10")
    s9 = standing(catalogue, [row("S9", 200.0 + n, year(2013 + n)) for n in range(5)], "S9")
    above = trend.trend(LIGHT, s5, "Bury", WORDS)
    year_kind = PeriodKind.CALENDAR_YEAR
    below = demand(LIGHT, above, [(s10, of_kind(s10, year_kind)), (s9, of_kind(s9, year_kind))], WORDS)
    assert below.layout.xaxis.range == above.layout.xaxis.range
    assert (below.layout.margin.l, below.layout.margin.r) == (above.layout.margin.l, above.layout.margin.r)
    assert list(below.data[0].y) == [300.0, 301.0, 302.0, 303.0, 304.0]
    assert list(below.data[1].x) == [p.period.last for p in s9.points]


def test_months_are_not_drawn_under_years(catalogue: Catalogue) -> None:
    s10 = standing(catalogue, [row("S10", 300.0, year(2024)), row("S10", 30.0, year(2025, PeriodKind.MONTH))], "S10")
    assert [v.value for v in of_kind(s10, PeriodKind.MONTH)] == [30.0]
    assert [v.value for v in of_kind(s10, PeriodKind.CALENDAR_YEAR)] == [300.0]
    assert of_kind(s10, PeriodKind.TERM) == ()
