"""Which way a KPI's newest figure moved, and whether that is more than chance: the second half of its verdict. Pure.

A monthly or termly line is judged by its own limits, a yearly one by its recent trend, then by the 95% intervals of the two figures; where
none of these can be worked, only the plain direction is given, and nothing more is claimed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from data.model.indicator import Polarity
from kpis import formats
from kpis.signals.signals import Variation, signal
from kpis.signals.significance import confidence, recent
from kpis.standing.kpi_standing import Change, Standing


class Way(StrEnum):
    """Which way a figure moved. The first five are judged beyond or within chance; the others are plain directions."""

    IMPROVED = "improved"
    WORSENED = "worsened"
    ROSE = "rose"
    FELL = "fell"
    WITHIN_CHANCE = "within chance"
    HIGHER = "higher"
    LOWER = "lower"
    LEVEL = "level"
    NONE = "no earlier figure"


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """The way, how that is known, and what it is measured from: ``base`` in words, ``change`` where it is a change between two figures."""

    way: Way
    how: str
    base: str
    change: Change | None = None

    @property
    def tested(self) -> bool:
        return self.way in (Way.IMPROVED, Way.WORSENED, Way.ROSE, Way.FELL, Way.WITHIN_CHANCE)


_LINE: Mapping[Variation, Way] = {
    Variation.COMMON: Way.WITHIN_CHANCE, Variation.IMPROVEMENT: Way.IMPROVED, Variation.CONCERN: Way.WORSENED,
    Variation.HIGH: Way.ROSE, Variation.LOW: Way.FELL,
}  # fmt: skip


def movement(standing: Standing) -> Movement:
    """The movement of the newest figure, which must be a number."""
    change = compared_with(standing)
    line = None if standing.seasonal else _of_the_line(standing)  # limits know no season
    return line or _of_the_years(standing) or _between(standing, change) or _plain(standing, change)


def compared_with(standing: Standing) -> Change | None:
    """The change that is said: from the same period last year, like for like, else from the period before."""
    return standing.year_ago or standing.change


def shown_way(change: Change, standing: Standing) -> Way:
    """The plain direction of a change as it is printed: level where it rounds to nothing."""
    if not formats.rounds_to_something(change.value, standing.indicator.decimals):
        return Way.LEVEL
    return Way.HIGHER if change.value > 0 else Way.LOWER


def _of_the_line(standing: Standing) -> Movement | None:
    found = signal(standing)
    if found.variation is None or standing.own is None or found.newest is None or found.newest.period != standing.own.period:
        return None
    rows = [row for row in found.rows if row.given is not None]
    first = rows[found.phases[-1].first].given if found.phases and found.phases[-1].first < len(rows) else rows[0].given
    since = formats.period(first.period) if first else ""
    how = f"the newest figure is {found.rule}" if found.rule else "the newest figure lies within the limits of its own line"
    return Movement(way=_LINE[found.variation], how=how, base=f"its own line since {since}")


def _of_the_years(standing: Standing) -> Movement | None:
    found, _ = recent(standing)
    if found is None:
        return None
    rising = {"Increasing": True, "Decreasing": False}.get(found.marker)
    base = "its last five years"
    if rising is None:
        return Movement(way=Way.WITHIN_CHANCE, how="the trend of five years is no more than chance", base=base)
    how = f"the trend of five years {'rises' if rising else 'falls'} beyond chance"
    return Movement(way=_good(rising, standing.indicator.polarity), how=how, base=base)


def _between(standing: Standing, change: Change | None) -> Movement | None:
    """Whether the 95% intervals of the two figures lie apart; None where either has none."""
    if change is None:
        return None
    now, then = confidence(standing.own, standing.indicator), confidence(change.before, standing.indicator)
    if now.interval is None or then.interval is None or now.as_share or then.as_share:
        return None
    base = formats.period(change.before.period, long=True)
    ends = now.interval.lower, now.interval.upper, then.interval.lower, then.interval.upper
    if any(end is None for end in ends):
        return None
    low, high, before_low, before_high = (float(end) for end in ends if end is not None)
    if low <= before_high and before_low <= high:
        return Movement(way=Way.WITHIN_CHANCE, how="the 95% intervals of the two figures overlap", base=base, change=change)
    how = "the 95% intervals of the two figures lie apart"
    return Movement(way=_good(low > before_high, standing.indicator.polarity), how=how, base=base, change=change)


def _plain(standing: Standing, change: Change | None) -> Movement:
    if change is None:
        return Movement(way=Way.NONE, how="there is no earlier figure to set it against", base="")
    base = formats.period(change.before.period, long=True)
    return Movement(way=shown_way(change, standing), how="chance is not tested", base=base, change=change)


def _good(rises: bool, polarity: Polarity) -> Way:
    if polarity is Polarity.NEUTRAL:
        return Way.ROSE if rises else Way.FELL
    return Way.IMPROVED if rises is (polarity is Polarity.HIGHER) else Way.WORSENED
