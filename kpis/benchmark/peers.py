"""Who does better than an area now, how they moved, and whether they once stood where it stands. Pure; nothing is rounded here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from data.model.indicator import Polarity, Unit
from data.model.period import Period
from kpis.benchmark.benchmark import Field, can_rank
from kpis.figures.figure import Value
from kpis.figures.periods import crosses
from kpis.standing.kpi_standing import Change, change_between
from kpis.standing.kpi_standing import gap as difference


@dataclass(frozen=True, kw_only=True)
class Peer:
    """One authority beside an area now. ``lead`` is by how much it does better, or differs, never below zero, in the measure's unit.

    ``moved`` is its change over the periods asked for, None where the earlier figure is not there or does not compare. ``once`` is
    its newest earlier figure that was no better than the area's own is now, None where there is none since the last break.
    """

    code: str
    now: Value
    lead: float
    moved: Change | None
    once: Value | None
    values: tuple[Value, ...]


def peers(field: Field, area: str, others: Iterable[str], *, period: Period | None = None, over: int = 3) -> tuple[Peer, ...]:
    """Those of ``others`` (codes) that do better than ``area`` in ``period`` (the latest by default), the furthest ahead first.

    ``over`` is how many periods of the measure back ``moved`` begins. Empty where neither way is better, of a count, or where the area has
    no number.
    """
    period = period or field.latest
    polarity = field.indicator.polarity
    own = field.number(area, period) if period else None
    if period is None or own is None or not can_rank(field.indicator):
        return ()
    sign = 1 if polarity is Polarity.HIGHER else -1
    found = []
    for code in dict.fromkeys(others):
        now = field.at(period).get(code)
        lead = difference(now.value, own) if now else None
        if now is None or lead is None or lead * sign <= 0 or code == area:
            continue
        found.append(
            Peer(
                code=code,
                now=now,
                lead=abs(lead),
                moved=_moved(field, now, over),
                once=_once(field, now, own, sign),
                values=field.values[code],
            )
        )
    return tuple(sorted(found, key=lambda one: (-one.lead, one.code)))


def alike(field: Field, area: str, others: Iterable[str], *, period: Period | None = None, over: int = 3) -> tuple[Peer, ...]:
    """Those of ``others`` that have a number, the least different from ``area`` first: for a measure that nobody does better in.

    ``lead`` is the size of the difference, either way. Empty where the area has no number, and of a count.
    """
    period = period or field.latest
    own = field.number(area, period) if period else None
    if period is None or own is None or field.indicator.unit is Unit.COUNT:
        return ()
    here = field.at(period)
    found = []
    for code in dict.fromkeys(others):
        apart = difference(here[code].value, own) if code in here and code != area else None
        if apart is not None:
            found.append(
                Peer(
                    code=code, now=here[code], lead=abs(apart), moved=_moved(field, here[code], over), once=None, values=field.values[code]
                )
            )
    return tuple(sorted(found, key=lambda one: (one.lead, one.code)))


def lately(field: Field, period: Period, most: int = 5) -> tuple[Period, ...]:
    """The last periods of a measure up to ``period``, of its kind, oldest first."""
    return tuple([p for p in field.periods if p.kind is period.kind and p.last and period.last and p.last <= period.last][-most:])


def unbroken(field: Field, periods: Sequence[Period]) -> tuple[Period, ...]:
    """Those of ``periods`` (oldest first) since the last break, so that the first of them compares with the last."""
    return tuple(p for p in periods if not crosses(field.breaks, p, periods[-1]))


def newest_of(field: Field, area: str) -> Period | None:
    """The newest period for which an area has a number."""
    return next((p for p in reversed(field.periods) if field.number(area, p) is not None), None)


def _moved(field: Field, now: Value, over: int) -> Change | None:
    """The change from exactly ``over`` periods of the measure earlier."""
    earlier = [p for p in field.periods if p.kind is now.period.kind and p.last and now.period.last and p.last < now.period.last]
    if len(earlier) < over:
        return None
    return change_between(field.at(earlier[-over]).get(now.area), now, field.indicator, field.breaks)


def _once(field: Field, now: Value, own: float, sign: int) -> Value | None:
    """The newest earlier figure that was no better than ``own``, on the same side of every break."""
    if not field.indicator.over_time:
        return None
    for value in reversed(field.values[now.area]):
        if value.period.last is None or now.period.last is None or value.period.last >= now.period.last:
            continue
        if value.period.kind is not now.period.kind or value.value is None:
            continue
        if crosses(field.breaks, value.period, now.period):
            return None
        if (value.value - own) * sign <= 0:
            return value
    return None
