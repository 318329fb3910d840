"""A percentage's own numerator and denominator, as its source prints them for the same period. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from data.model import Measure, Series
from kpis.value import Value, at


def with_parts(points: Sequence[Value], of: Callable[[Series, Measure], Sequence[Value]]) -> list[Value]:
    """The points with the parts printed for exactly their period by the same load; parts of another load are not the figure's own."""
    tops, bottoms = of(Series.OWN, Measure.NUMERATOR), of(Series.OWN, Measure.DENOMINATOR)
    if not tops or not bottoms:
        return list(points)
    return [_with(v, at([t for t in tops if t.load == v.load], v.period), at([b for b in bottoms if b.load == v.load], v.period))
            for v in points]  # fmt: skip


def _with(value: Value, top: Value | None, bottom: Value | None) -> Value:
    if top is None or bottom is None or top.value is None or bottom.value is None:
        return value
    return replace(value, numerator=top.value, denominator=bottom.value)
