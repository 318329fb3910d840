"""Quantiles of the chi-squared, Student's t and normal distributions.

The regularised incomplete gamma and beta functions by power series and continued fraction (Abramowitz and Stegun 1964, 6.5.29,
6.5.31, 26.5.8; the fractions evaluated as Lentz 1976 does), inverted by Newton's method held inside a bracket; the starting
point of chi-squared is Wilson and Hilferty's (1931). The normal quantile is the standard library's (Wichura's AS 241).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache
from statistics import NormalDist

TINY = 1e-300
EPSILON = 1e-16
MOST_TERMS = 10_000


def normal(p: float) -> float:
    """z with this probability below it."""
    return NormalDist().inv_cdf(p)


@lru_cache(maxsize=4096)
def chi_squared(p: float, df: float) -> float:
    """The value with probability ``p`` below it, for 0 < p < 1 and df > 0."""
    a = df / 2
    wide = 2 / (9 * df)
    start = df * max(1 - wide + normal(p) * math.sqrt(wide), 0.01) ** 3 / 2
    low_tail = p <= 0.5
    aim = p if low_tail else 1 - p

    def off(x: float) -> float:
        below, above = gamma_shares(a, x)
        return below - aim if low_tail else aim - above

    return 2 * _solve(off, lambda x: math.exp((a - 1) * math.log(x) - x - math.lgamma(a)), start)


@lru_cache(maxsize=4096)
def student(p: float, df: float) -> float:
    """The t with probability ``p`` below it, for 0 < p < 1 and df > 0."""
    if p == 0.5:
        return 0.0
    aim = min(p, 1 - p)
    scale = math.lgamma((df + 1) / 2) - math.lgamma(df / 2) - math.log(df * math.pi) / 2

    def density(t: float) -> float:
        return math.exp(scale - (df + 1) / 2 * math.log1p(t * t / df))

    def off(t: float) -> float:
        return aim - beta_share(df / (df + t * t), df / 2, 0.5) / 2

    return math.copysign(_solve(off, density, max(abs(normal(aim)), 1e-8)), p - 0.5)


def _solve(off: Callable[[float], float], slope: Callable[[float], float], start: float) -> float:
    """The positive root of a rising function."""
    low, high, x = 0.0, math.inf, start
    for _ in range(500):
        here = off(x)
        if here == 0:
            return x
        low, high = (low, x) if here > 0 else (x, high)
        rise = slope(x)
        to = x - here / rise if rise > 0 else math.nan
        if not low < to < high:
            to = 2 * low if math.isinf(high) else (low + high) / 2
        if abs(to - x) <= 4e-16 * abs(to):
            return to
        x = to
    return x


def gamma_shares(a: float, x: float) -> tuple[float, float]:
    """(P, Q): the regularised incomplete gamma function from below and from above."""
    if x <= 0:
        return 0.0, 1.0
    front = math.exp(a * math.log(x) - x - math.lgamma(a))
    if x < a + 1:
        term = total = 1 / a
        n = a
        for _ in range(MOST_TERMS):
            n += 1
            term *= x / n
            total += term
            if term < total * EPSILON:
                break
        return front * total, 1 - front * total
    b = x + 1 - a
    c, d = 1 / TINY, 1 / b
    h = d
    for i in range(1, MOST_TERMS):
        step = -i * (i - a)
        b += 2
        d = 1 / _not_zero(step * d + b)
        c = _not_zero(b + step / c)
        h *= c * d
        if abs(c * d - 1) < 3e-16:
            break
    return 1 - front * h, front * h


def beta_share(x: float, a: float, b: float) -> float:
    """The regularised incomplete beta function."""
    if x <= 0 or x >= 1:
        return float(x >= 1)
    front = math.exp(math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x))
    if x < (a + 1) / (a + b + 2):
        return front * _beta_fraction(x, a, b) / a
    return 1 - front * _beta_fraction(1 - x, b, a) / b


def _beta_fraction(x: float, a: float, b: float) -> float:
    c, d = 1.0, 1 / _not_zero(1 - (a + b) * x / (a + 1))
    h = d
    for m in range(1, MOST_TERMS):
        moved = 1.0
        for step in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d = 1 / _not_zero(1 + step * d)
            c = _not_zero(1 + step / c)
            moved = c * d
            h *= moved
        if abs(moved - 1) < 3e-16:
            break
    return h


def _not_zero(value: float) -> float:
    return value if abs(value) > TINY else TINY
