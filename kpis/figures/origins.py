"""A partnership's own figures and the published ones, side by side: two series, never one line. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from data.model.observation import COMPARATORS, FigureRole
from kpis.figures.figure import PublishedSeries, Value, at, latest, same_period


@dataclass(frozen=True)
class KpiSeries:
    """Which series leads. ``points`` are of the origin of ``own``; ``alongside`` is the other origin's series."""

    own: Value | None
    points: tuple[Value, ...]
    alongside: tuple[Value, ...]
    others: Mapping[FigureRole, tuple[Value, ...]]

    @property
    def also(self) -> tuple[Value, ...]:
        """The other origin's figure for the same period, and its newest."""
        if self.own is None:
            return ()
        found = [at(self.alongside, self.own.period), latest(self.alongside)]
        return tuple({id(v): v for v in found if v is not None}.values())


def join(points: Sequence[Value], printed: Mapping[FigureRole, tuple[Value, ...]], published: PublishedSeries | None) -> KpiSeries:
    """The local series where it has a figure for the latest period of the two, else the published one.

    Comparators of a local series are the printed ones, then the published for periods that the scorecard prints none for; where the
    published series is only near the KPI, a local figure is never set beside it.
    """
    own = latest(points)
    apart = published is not None and published.feed.unit is not None and any(v.value is not None for v in points)
    if published is None or published.latest is None or (apart and not published.alone):  # another unit never meets a local figure
        return KpiSeries(own, tuple(points), (), printed)
    if published.alone:
        others = {series: published_of(published, series) for series in COMPARATORS}
        return KpiSeries(at(published.own, published.latest), published.own, (), {**printed, **others})
    newest = next((v for v in reversed(published.own) if same_period(v.period, published.latest)), None)
    if newest is not None and not _leads(own, newest):
        others = {series: _over(published_of(published, series), printed.get(series, ())) for series in COMPARATORS}
        return KpiSeries(newest, published.own, tuple(points), {**printed, **others})
    if published.feed.near:
        return KpiSeries(own, tuple(points), published.own, printed)
    others = {series: _over(printed.get(series, ()), published_of(published, series)) for series in COMPARATORS}
    return KpiSeries(own, tuple(points), published.own, {**printed, **others})


def published_of(published: PublishedSeries, series: FigureRole) -> tuple[Value, ...]:
    """The published values of one comparator."""
    return {FigureRole.NEIGHBOURS: published.neighbours, FigureRole.REGION: published.region, FigureRole.ENGLAND: published.england}.get(
        series, ()
    )


def _leads(local: Value | None, newest: Value) -> bool:
    """Whether the local figure is for the latest period: a number that ends no earlier than the newest published one."""
    if local is None or local.value is None:
        return local is not None and newest.value is None and (local.period.last or date.min) >= (newest.period.last or date.min)
    return (local.period.last or date.min) >= (newest.period.last or date.min)


def _over(first: Sequence[Value], then: Sequence[Value]) -> tuple[Value, ...]:
    """The first values, and of the others those for periods where the first hold no number, in order of period."""
    held = [v for v in first if v.value is not None]
    more = [v for v in then if at(held, v.period) is None]
    silent = [v for v in first if v.value is None and at(more, v.period) is None]
    return tuple(sorted((*held, *more, *silent), key=lambda v: (v.period.last or date.min, v.received, v.load)))
