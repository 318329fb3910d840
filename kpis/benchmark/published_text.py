"""Plain words about where a figure comes from: the scorecard's and the published one beside each other, and how a series differs."""

from __future__ import annotations

from data.model.observation import FigureRole
from data.model.period import PeriodKind
from data.text import first_capital
from kpis import formats
from kpis.figures.figure import PUBLISHED, Value, same_period
from kpis.standing.kpi_standing import Standing, gap
from kpis.standing.part_year import WHOLE
from kpis.standing.published_line import published_line


def beside(standing: Standing) -> list[str]:
    """One sentence a figure of the other origin; then how the published series differs from the KPI, where it does."""
    own, feed = standing.own, standing.published.feed if standing.published else None
    told = [_other(standing, value) for value in standing.also]
    published = own is not None and own.origin == PUBLISHED
    if feed and feed.near and (published or any(v.origin == PUBLISHED for v in standing.also)):
        told.append(feed.near)
    if own is not None and published and own.basis and not (feed and feed.near and own.basis in feed.near):
        told.append(f"Worked out here: {own.basis}." if own.value is not None else f"{first_capital(own.basis)}.")
    return told


def _other(standing: Standing, value: Value) -> str:
    indicator, own = standing.indicator, standing.own
    who = f"DfE publishes ({value.data_source})" if value.origin == PUBLISHED else f"The scorecard ({value.file}, {value.place}) gives"
    figure = formats.figure(value.value, indicator, value.missing)
    figure = figure if value.value is not None else f"no figure ({figure.lower()})"
    head = f"{who} {figure} for {formats.period(value.period, long=True)}"
    if own is None or not same_period(own.period, value.period):
        part = own is not None and own.period.kind is PeriodKind.YEAR_TO_DATE and value.period.kind in WHOLE
        return f"{head}: a whole year, so not compared with the part of a year shown." if part else f"{head}."
    difference = gap(value.value, own.value)
    near = standing.published is not None and standing.published.feed.near
    if difference is None or near:  # another measure: its distance from the figure shown says nothing
        return f"{head}."
    level = "the same" if formats.number(abs(difference), indicator.decimals).strip("0.,") == "" else ""
    where = f"{formats.size(difference, indicator)} {'above' if difference > 0 else 'below'} the figure shown"
    return f"{head}: {level or where}."


def undrawn(standing: Standing) -> str:
    """DfE's nearest measure where it is another one than the KPI, so that no chart of the KPI draws it; empty where there is none.

    As in: Not drawn: DfE's nearest measure, Destinations: any sustained (84.6% for 2023/24). It counts education as well.
    """
    line = published_line(standing)
    if line is None or not line.apart or line.newest.value is None:
        return ""
    indicator, near = line.standing.indicator, f" {line.near.rstrip('.')}." if line.near else ""
    figure = formats.figure(line.newest.value, indicator)
    return f"Not drawn: DfE’s nearest measure, {indicator.title} ({figure} for {formats.period(line.newest.period, long=True)}).{near}"


def compared(standing: Standing) -> str:
    """Whose figures the neighbours' mean is of, as in: Neighbours: mean of 9 of 10, Nottinghamshire missing; May 2025 list."""
    found = standing.comparators.get(FigureRole.NEIGHBOURS)
    return f"Neighbours: {found.basis}." if found is not None and found.members is not None else ""


def place(standing: Standing) -> str:
    """Which region's published figure it is; in London its part, or London where the part has none."""
    found = standing.comparators.get(FigureRole.REGION)
    return f"Region: {found.basis.partition(';')[0]}." if found is not None and found.origin == PUBLISHED else ""
