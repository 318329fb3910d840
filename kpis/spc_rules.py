"""The arithmetic and the patterns of an XmR chart: limits of one baseline, and which points a rule marks.

Rules: NHSRplotthedots 0.2.2 and NHS England's Making Data Count. A missing value is ``nan`` here: it compares with nothing,
so it ends every run and trend and takes no part in a mean.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

RUN = 7
SCREEN = 3.267
WIDTH = 2.66
NEAR = 2 * (WIDTH / 3)

ALL_ALIKE = "Every value is the same, so there is no variation to set limits by: only the mean is drawn."
SCREENED_AWAY = (
    "Almost every value is the same, and leaving out the large steps leaves no variation to set limits by. "
    "Show it as a run chart, or turn screening off."
)
ONE_VALUE = "Limits need at least two neighbouring values."
MOSTLY_ZERO = "Most values are zero, so limits would say nothing. Show it as a run chart."


@dataclass(frozen=True, slots=True)
class Limits:
    """The centre line with its limits, or in words why it has none; ``nan`` stands where there is no number."""

    mean: float
    lower: float = math.nan
    upper: float = math.nan
    near_lower: float = math.nan
    near_upper: float = math.nan
    why_none: str = ""


def limits(baseline: Sequence[float], *, screen: bool, refuse_zeros: bool = False) -> Limits:
    """The limits of these values in order. Screening leaves large steps out of the average step, never a value out of the mean."""
    known = [value for value in baseline if not math.isnan(value)]
    if not known:
        return Limits(math.nan, why_none=ONE_VALUE)
    low, high = min(known), max(known)
    mean = low if low == high else math.fsum(known) / len(known)
    steps = [step for a, b in pairwise(baseline) if (step := abs(b - a)) == step]
    if not steps:
        return Limits(mean, why_none=ONE_VALUE)
    average = math.fsum(steps) / len(steps)
    if average == 0:
        return Limits(mean, why_none=ALL_ALIKE)
    if refuse_zeros and known.count(0) * 2 > len(known):
        return Limits(mean, why_none=MOSTLY_ZERO)
    if screen:
        most = SCREEN * average
        kept = [step for step in steps if step < most]
        average = math.fsum(kept) / len(kept) if kept else 0.0
        if average == 0:
            return Limits(mean, why_none=SCREENED_AWAY)
    return Limits(mean, mean - WIDTH * average, mean + WIDTH * average, mean - NEAR * average, mean + NEAR * average)


def sides(values: Sequence[float], mean: float) -> list[int]:
    """1 above the mean, -1 below, 0 on it or missing."""
    return [(value > mean) - (value < mean) for value in values]


def beyond(values: Sequence[float], lower: float, upper: float) -> list[bool]:
    """Which values lie strictly outside; on the limit is inside."""
    return [value > upper or value < lower for value in values]


def shifts(side: Sequence[int]) -> Iterator[tuple[int, int, int]]:
    """(first, past the last, side) of every run of seven or more on one side of the mean."""
    at = 0
    for sign, run in groupby(side):
        length = len(list(run))
        if sign and length >= RUN:
            yield at, at + length, sign
        at += length


def trends(values: Sequence[float]) -> Iterator[tuple[int, int, int]]:
    """(first, past the last, direction) of every stretch of seven or more that only rises or only falls."""
    at = 0
    for sign, run in groupby([(b > a) - (b < a) for a, b in pairwise(values)]):
        length = len(list(run))
        if sign and length >= RUN - 1:
            yield at, at + length + 1, sign
        at += length


def two_in_three(close: Sequence[bool], side: Sequence[int]) -> set[int]:
    """The close points of every three in a row on one side of which two or more are close."""
    found: set[int] = set()
    if sum(close) < 2:
        return found
    for first in range(len(close) - 2):
        window = range(first, first + 3)
        if abs(side[first] + side[first + 1] + side[first + 2]) == 3 and sum(close[i] for i in window) >= 2:
            found.update(i for i in window if close[i])
    return found
