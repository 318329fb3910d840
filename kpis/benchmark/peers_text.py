"""Plain words about who does better than an area: the finding, how a measure is judged, and which way a peer went."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from data.model.area import Area
from data.model.indicator import Indicator, Polarity, Unit
from data.model.period import Period
from kpis import formats
from kpis.benchmark.benchmark import Field
from kpis.benchmark.peers import Peer

BETTER = {Polarity.HIGHER: "higher is better", Polarity.LOWER: "lower is better", Polarity.NEUTRAL: "neither way is better"}


def title(found: Sequence[Peer], field: Field, area: Area, period: Period | None, group: tuple[str, int]) -> str:
    """The finding. ``group`` is whom the area was set against, in words, and how many of them have a figure."""
    indicator, (words, of) = field.indicator, group
    own = field.number(area.code, period) if period else None
    if period is None or own is None:
        return f"{area.name} has no figure, so nobody can be said to do better"
    stands = f"{area.name}’s {formats.figure(own, indicator)} {when(period)}"
    if indicator.unit is Unit.COUNT:
        return f"{stands} is a count: it follows the size of the place, so nobody does better or worse by it"
    if not of:
        return f"None of {words} has a figure to set beside {stands}"
    if indicator.polarity is Polarity.NEUTRAL:
        return f"{stands} is neither better nor worse than anybody’s: most alike first"
    if not found:
        return f"None of the {of} {words} with a figure does better than {stands}"
    head = f"{len(found)} of the {of} {words} with a figure {'does' if len(found) == 1 else 'do'} better than {stands}"
    once = sum(one.once is not None for one in found)
    if not once:
        return head
    return f"{head}; {once if once < len(found) else 'all'} of these {'was' if once == 1 else 'were'} once no better"


def when(period: Period) -> str:
    words = formats.period(period, long=True)
    return f"({words})" if period.first is None else f"in {words}"


def once(one: Peer, indicator: Indicator) -> str:
    """When a peer stood no better than the area does now, as in: 2021, at 48.0%; a dash where it never did."""
    return f"{formats.period(one.once.period)}, at {formats.figure(one.once.value, indicator)}" if one.once else formats.DASH


def path(one: Peer, field: Field, areas: Mapping[str, Area], periods: Sequence[Period]) -> str:
    """What a small picture of a peer's last periods shows, period by period."""
    here = [(p, field.at(p).get(one.code)) for p in periods]
    said = (f"{formats.period(p)} {formats.figure(v.value if v else None, field.indicator, v.missing if v else None)}" for p, v in here)
    return f"{areas[one.code].name}: {', '.join(said)}"
