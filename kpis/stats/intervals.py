"""How sure a figure is: intervals, and what they let us say beside a benchmark, among areas and over five years.

Intervals as OHID publishes them: Wilson (1927) for proportions; Byar's approximation, or the exact Poisson limits below ten
events, for rates; Student's t for means. Comparison, fifths and recent trend follow OHID's Fingertips.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import KW_ONLY, dataclass
from fractions import Fraction

from data.model.finding import Refused
from kpis.stats.distributions import chi_squared, normal, student

TREND_POINTS = 5
TREND_CHI2 = 9.54953570608324
TREND_TYPES = ("proportion", "crude rate", "dsr", "rate")


@dataclass(frozen=True, slots=True)
class Interval:
    """A figure with its interval; no figure, or no interval, is ``None``."""

    value: float | None
    lower: float | None = None
    upper: float | None = None
    method: str = ""
    spread: float | None = None


def _level(confidence: float) -> float:
    level = confidence / 100 if confidence > 1 else confidence
    if not 0.9 <= level < 1:
        raise Refused("confidence level must be between 90 and 100 or between 0.9 and 1")
    return level


def _counted(x: float, n: float) -> None:
    if x < 0:
        raise Refused("numerators must be greater than or equal to zero")
    if n <= 0:
        raise Refused("denominators must be greater than zero")


def proportion(x: float, n: float, *, confidence: float = 0.95, multiplier: float = 100) -> Interval:
    """Wilson's interval; none of n touches the bottom and all of n the top exactly."""
    level = _level(confidence)
    _counted(x, n)
    if x > n:
        raise Refused("numerators must be less than or equal to denominator for a proportion statistic")
    z = normal(1 - (1 - level) / 2)
    middle, half, whole = 2 * x + z * z, z * math.sqrt(z * z + 4 * x * (1 - x / n)), 2 * (n + z * z)
    lower = 0.0 if x == 0 else max(0.0, (middle - half) / whole)
    upper = 1.0 if x == n else min(1.0, (middle + half) / whole)
    return Interval(x / n * multiplier, lower * multiplier, upper * multiplier, "Wilson")


def rate(x: float, n: float, *, confidence: float = 0.95, multiplier: float = 100_000) -> Interval:
    """Byar's interval from ten events, the exact Poisson one below."""
    level = _level(confidence)
    _counted(x, n)
    tail = (1 - level) / 2
    if x < 10:
        lower = chi_squared(tail, 2 * x) / 2 if x else 0.0
        upper, method = chi_squared(1 - tail, 2 * x + 2) / 2, "Exact"
    else:
        z, more = normal(1 - tail), x + 1
        lower = x * (1 - 1 / (9 * x) - z / (3 * math.sqrt(x))) ** 3
        upper, method = more * (1 - 1 / (9 * more) + z / (3 * math.sqrt(more))) ** 3, "Byars"
    return Interval(x / n * multiplier, lower / n * multiplier, upper / n * multiplier, method)


def mean(values: Sequence[float | None], *, confidence: float = 0.95) -> Interval:
    """Student's t interval; one value has none, and a missing value leaves no mean (drop it before, knowingly)."""
    level = _level(confidence)
    known = [value for value in values if value is not None]
    if not known or len(known) < len(values):
        return Interval(None)
    n = len(known)
    middle = math.fsum(known) / n
    if n == 1:
        return Interval(middle)
    spread = math.sqrt(math.fsum((value - middle) ** 2 for value in known) / (n - 1))
    half = student(1 - (1 - level) / 2, n - 1) * spread / math.sqrt(n)
    return Interval(middle, middle - half, middle + half, "t", spread)


def compared(interval: Interval, benchmark: float | None, polarity: str) -> str | None:
    """Better, Worse, Higher, Lower or Similar; touching is Similar. No interval or no benchmark, no verdict."""
    if interval.lower is None or interval.upper is None or benchmark is None:
        return None
    higher, lower = interval.lower > benchmark, interval.upper < benchmark
    if not higher and not lower:
        return "Similar"
    if polarity not in ("high_is_good", "low_is_good"):
        return "Higher" if higher else "Lower"
    return "Better" if higher == (polarity == "high_is_good") else "Worse"


def quantiles(values: Sequence[float | None], k: int, *, invert: bool = True) -> list[int | None]:
    """OHID's equal groups: ties share one. Fewer values than groups give none; ``invert`` puts the highest in the first."""
    known = sorted((value for value in values if value is not None), reverse=invert)
    n = len(known)
    if n < k:
        return [None] * len(values)
    rank: dict[float, int] = {}
    for place, value in enumerate(known, 1):
        rank.setdefault(value, place)
    group = {value: max(1, math.floor(k + 1 - math.ceil((n + 1 - at) * k / n))) for value, at in rank.items()}
    return [None if value is None else group[value] for value in values]


def fifths(values: Sequence[float], codes: Sequence[str] | None = None) -> list[int]:
    """Fingertips' fifths, 1 the lowest: as even as can be, the first ones larger; ``codes`` settle ties."""
    n = len(values)
    order = sorted(range(n), key=lambda i: (values[i], codes[i] if codes else "", i))
    small, extra = divmod(n, 5)
    sizes = [small + (tile < extra) for tile in range(5)]
    tiles = [tile for tile, size in enumerate(sizes, 1) for _ in range(size)]
    found = [0] * n
    for i, tile in zip(order, tiles, strict=True):
        found[i] = tile
    return found


def fifth_words(fifth: int, n: int, polarity: str) -> str:
    """The word of a fifth among ``n`` areas; fewer than five are not compared."""
    if n < 5:
        return "NotCompared"
    if polarity == "high_is_good":
        return ("Worst", "Worse", "Middle", "Better", "Best")[fifth - 1]
    if polarity == "low_is_good":
        return ("Best", "Better", "Middle", "Worse", "Worst")[fifth - 1]
    return ("Lowest", "Low", "Middle", "High", "Highest")[fifth - 1]


@dataclass(frozen=True, slots=True)
class Year:
    """One year's figure with its 95% interval."""

    year: int
    value: float | None
    lower: float | None
    upper: float | None
    _: KW_ONLY
    count: float | None = None
    denominator: float | None = None

    @property
    def whole(self) -> bool:
        return None not in (self.value, self.lower, self.upper)


@dataclass(frozen=True, slots=True)
class RecentTrend:
    """Increasing, Decreasing, NoChange or CannotBeCalculated, and why."""

    marker: str
    chi2: float = 0.0
    significant: bool = False
    message: str = ""


def recent_trend(years: Sequence[Year], value_type: str = "proportion", *, over_gaps: bool = False) -> RecentTrend:
    """The trend of the latest five years. A year without a figure stops the look back, unless ``over_gaps``."""
    found = [one for one in sorted(years, key=lambda one: one.year) if one.whole]
    if not over_gaps:
        found = found[next((i for i in range(len(found) - 1, 0, -1) if found[i].year != found[i - 1].year + 1), 0) :]
    if len(found) < TREND_POINTS:
        return RecentTrend("CannotBeCalculated", message="Not enough data points to calculate recent trend")
    cannot = RecentTrend("CannotBeCalculated", message="The recent trend cannot be calculated")
    if value_type.lower() not in TREND_TYPES or any(one.count is not None and one.count == one.denominator for one in found):
        return cannot
    points = [(float(t), one.value or 0.0, (one.upper or 0.0) - (one.lower or 0.0)) for t, one in enumerate(found[-TREND_POINTS:], 1)]
    if any(width <= 0 for _, _, width in points):
        return cannot
    weighted = [(t, value, (3.92 / width) ** 2) for t, value, width in points]
    slope, error = _slope(weighted)
    signs = {_rises(weighted[:i] + weighted[i + 1 :]) for i in range(TREND_POINTS)} | {_rises(weighted)}
    chi2 = (slope / error) ** 2
    significant = chi2 > TREND_CHI2 and len(signs) == 1
    return RecentTrend("NoChange" if not significant else "Increasing" if slope > 0 else "Decreasing", chi2, significant)


def _slope(points: Sequence[tuple[float, float, float]]) -> tuple[float, float]:
    """(weighted slope, its standard error)."""
    w = math.fsum(one[2] for one in points)
    t = math.fsum(one[2] * one[0] for one in points)
    v = math.fsum(one[2] * one[1] for one in points)
    tv = math.fsum(one[2] * one[0] * one[1] for one in points)
    whole = w * math.fsum(one[2] * one[0] ** 2 for one in points) - t * t
    return (w * tv - t * v) / whole, math.sqrt(w / whole)


def _rises(points: Sequence[tuple[float, float, float]]) -> bool:
    """Whether the weighted slope is not below nought, worked without rounding: one of exactly nought counts as a rise, as in FingertipsNext
    (``slopeSum += slopeValue < 0 ? -1 : 1``), and is never taken for a fall by the last bit of a sum."""
    known = [(Fraction(t), Fraction(value), Fraction(weight)) for t, value, weight in points]
    w, t = sum((w for _, _, w in known), Fraction(0)), sum((t * w for t, _, w in known), Fraction(0))
    v, tv = sum((v * w for _, v, w in known), Fraction(0)), sum((t * v * w for t, v, w in known), Fraction(0))
    return w * tv >= t * v


def trend_words(trend: RecentTrend, polarity: str) -> str:
    """The trend with what it means, where the measure has a good direction."""
    if trend.marker in ("NoChange", "CannotBeCalculated"):
        return "No significant change" if trend.marker == "NoChange" else "Cannot be calculated"
    if polarity not in ("high_is_good", "low_is_good"):
        return trend.marker
    better = (trend.marker == "Increasing") == (polarity == "high_is_good")
    return f"{trend.marker} and getting {'better' if better else 'worse'}"
