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
    """The partnership's own series where it has given any figure, however old, else the published one.

    Comparators of a local series are the printed ones, then the published for periods that the scorecard prints none for; where the
    published series is only near the KPI, no local figure is set beside its comparators. One in another unit never meets a local figure.
    """
    own = latest(points)
    if published is None or published.latest is None:
        return KpiSeries(own, tuple(points), (), printed)
    if published.alone:
        others = {series: published_of(published, series) for series in COMPARATORS}
        return KpiSeries(at(published.own, published.latest), published.own, (), {**printed, **others})
    if any(v.value is not None for v in points):
        if published.feed.unit is not None:
            return KpiSeries(own, tuple(points), (), printed)
        if published.feed.near:
            return KpiSeries(own, tuple(points), published.own, printed)
        others = {series: _over(printed.get(series, ()), published_of(published, series)) for series in COMPARATORS}
        return KpiSeries(own, tuple(points), published.own, {**printed, **others})
    newest = next((v for v in reversed(published.own) if same_period(v.period, published.latest)), None)
    if newest is None or (own is not None and newest.value is None and _ends(own) >= _ends(newest)):
        held = () if published.feed.unit is not None else published.own
        return KpiSeries(own, tuple(points), held, printed)
    others = {series: _over(published_of(published, series), printed.get(series, ())) for series in COMPARATORS}
    return KpiSeries(newest, published.own, tuple(points), {**printed, **others})


def _ends(value: Value) -> date:
    return value.period.last or date.min


def published_of(published: PublishedSeries, series: FigureRole) -> tuple[Value, ...]:
    """The published values of one comparator."""
    return {FigureRole.NEIGHBOURS: published.neighbours, FigureRole.REGION: published.region, FigureRole.ENGLAND: published.england}.get(
        series, ()
    )


def _over(first: Sequence[Value], then: Sequence[Value]) -> tuple[Value, ...]:
    """The first values, and of the others those for periods where the first hold no number, in order of period."""
    held = [v for v in first if v.value is not None]
    more = [v for v in then if at(held, v.period) is None]
    silent = [v for v in first if v.value is None and at(more, v.period) is None]
    return tuple(sorted((*held, *more, *silent), key=lambda v: (v.period.last or date.min, v.received, v.load)))
