"""The arithmetic and the patterns of an XmR chart: limits of one baseline, and which points a rule marks.

Rules: NHSRplotthedots 0.2.2 and NHS England's Making Data Count. A missing value is ``nan`` here: it compares with nothing,
so it ends every run and trend and takes no part in a mean.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import KW_ONLY, dataclass
from functools import cache
from itertools import pairwise

RUN = 7
SCREEN = 3.267
WIDTH = 2.66
NEAR = 2 * (WIDTH / 3)


@cache
def _of_one_sign(least: int) -> re.Pattern[str]:
    """So many signs or more in a row that are alike."""
    return re.compile(rf"\+{{{least},}}|-{{{least},}}")


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
    _: KW_ONLY
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


def shifts(side: Sequence[int], run: int = RUN) -> Iterator[tuple[int, int, int]]:
    """(first, past the last, side) of every run of ``run`` or more on one side of the mean."""
    for found in _of_one_sign(run).finditer("".join(["0+-"[one] for one in side])):
        yield found.start(), found.end(), 1 if found[0][0] == "+" else -1


def trends(values: Sequence[float], run: int = RUN) -> Iterator[tuple[int, int, int]]:
    """(first, past the last, direction) of every stretch of ``run`` or more that only rises or only falls."""
    steps = "".join(["+" if b > a else "-" if b < a else "0" for a, b in pairwise(values)])
    for found in _of_one_sign(run - 1).finditer(steps):
        yield found.start(), found.end() + 1, 1 if found[0][0] == "+" else -1


def two_in_three(close: Sequence[bool], side: Sequence[int]) -> set[int]:
    """The close points of every three in a row on one side of which two or more are close."""
    found: set[int] = set()
    near = [i for i, one in enumerate(close) if one]
    for a, b in pairwise(near):
        if b - a > 2:
            continue
        for first in range(max(b - 2, 0), min(a, len(close) - 3) + 1):
            if abs(side[first] + side[first + 1] + side[first + 2]) == 3:
                found.update((a, b))
    return found
