"""Funnels: which areas stand out from the pooled figure by more than their size explains, and the limits to draw."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from data.model.finding import Refused
from kpis.stats.distributions import chi_squared, normal
from kpis.stats.intervals import proportion, rate

TAILS = {"2s": 0.025, "3s": 0.001}
WORDS = ("Low (0.001)", "Low (0.025)", "High (0.001)", "High (0.025)")
USUAL = "Not significant"


@dataclass(frozen=True, slots=True)
class Funnel:
    """The pooled figure and each area's standing; ``limits`` are at the areas' own sizes, for proportions only."""

    baseline: float
    significance: Sequence[str]
    limits: Sequence[tuple[float, float, float, float]] = ()


def funnel(statistic: str, areas: Sequence[tuple[float, float]], multiplier: float) -> Funnel:
    """Each area's (numerator, denominator) against their pooled figure; a ratio (observed, expected) against one."""
    if statistic not in ("proportion", "rate", "ratio"):
        raise Refused(f"‘{statistic}’ has no funnel: give proportion, rate or ratio.")
    if not areas or math.fsum(n for _, n in areas) <= 0:
        raise Refused("denominators must be greater than zero")
    pooled = 1.0 if statistic == "ratio" else math.fsum(x for x, _ in areas) / math.fsum(n for _, n in areas)
    if statistic == "rate" and pooled == 0:
        raise Refused("There are no events in any area, so there is nothing to compare with.")
    if statistic == "proportion":
        shares = [proportion(x, n, multiplier=1).value or 0.0 for x, n in areas]
        limits = [(*proportion_limits(pooled, n, TAILS["2s"]), *proportion_limits(pooled, n, TAILS["3s"])) for _, n in areas]
        standing = [_word(s < l3, s < l2, s > u3, s > u2) for s, (l2, u2, l3, u3) in zip(shares, limits, strict=True)]
        return Funnel(pooled * multiplier, standing, [tuple(one * multiplier for one in row) for row in limits])  # type: ignore[misc]  # a tuple of as many as before
    standing = []
    for x, n in areas:
        two, three = (rate(x, n, confidence=level, multiplier=1) for level in (0.95, 0.998))
        low2, up2, low3, up3 = (one or 0.0 for one in (two.lower, two.upper, three.lower, three.upper))
        standing.append(_word(up3 < pooled, up2 < pooled, low3 > pooled, low2 > pooled))
    return Funnel(pooled * multiplier, standing)


def _word(*tests: bool) -> str:
    return next((word for word, test in zip(WORDS, tests, strict=True) if test), USUAL)


def proportion_limits(pooled: float, n: float, tail: float) -> tuple[float, float]:
    """(lower, upper) for an area of this size, as shares; not held to 0 and 1."""
    half = normal(1 - tail) * math.sqrt(pooled * (1 - pooled) / n)
    return pooled - half, pooled + half


def poisson_sizes(events: float, tail: float) -> tuple[float, float]:
    """The events expected where this many would be just at the lower, and at the upper, limit."""
    return chi_squared(1 - tail, 2 * events + 2) / 2, chi_squared(tail, 2 * events) / 2


def axis(first: int, last: int, *, stops_short: bool = False) -> list[int]:
    """A hundred sizes to draw the limits at, closer together where they are small; ``stops_short`` leaves one step to ``last``."""
    sizes = [first]
    for left in range(99, 0, -1):
        sizes.append(max(round(sizes[-1] * (last / sizes[-1]) ** (1 / (left + stops_short))), sizes[-1] + 1))
    return sizes


def axis_ends(sizes: Sequence[float]) -> tuple[int, int]:
    """The first and the last size of the axis: 5% beyond the areas to round figures, from nought where sizes differ twofold."""
    most, least = max(sizes) * 1.05, min(sizes) * 0.95
    unit = 10.0 ** (len(str(math.ceil(most))) - 2)
    step = 10.0 ** (len(str(math.floor(least))) - 1)
    return 0 if max(sizes) > 2 * min(sizes) else round(math.floor(least / step) * step), round(math.ceil(most / unit) * unit)
