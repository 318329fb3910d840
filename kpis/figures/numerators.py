"""The numerator and the denominator of a partnership's own figures, from wherever its scorecard gives them. Pure."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import replace

from data.model.indicator import Indicator, Unit
from data.text import exact
from kpis import formats
from kpis.figures.figure import FigureCounts, Value, same_period

Parts = tuple[Sequence[Value], Sequence[Value]]


def counted(points: Sequence[Value], indicator: Indicator, parts: Parts, wholes: Sequence[Value] = ()) -> list[Value]:
    """The points with their counts, best source first: numerator and denominator columns (``parts``) of the figure's own load;
    a denominator with the percentage; the KPI that is the whole of this one (``wholes``); a count printed with its share."""
    return [replace(v, counts=found) if (found := _counts(v, indicator, parts, wholes)) else v for v in points]


def _counts(value: Value, indicator: Indicator, parts: Parts, wholes: Sequence[Value]) -> FigureCounts | None:
    if value.value is None:
        return None
    top, whole = (_of_its_load(given, value) for given in parts)
    if whole is not None and top is not None:
        return _checked(value, indicator, FigureCounts(top, whole, "numerator and denominator as given", given=True))
    if indicator.unit is Unit.COUNT:
        return shared(value, indicator.share_of) if value.share is not None else None
    if indicator.unit is not Unit.PERCENT:
        return None
    if whole is not None:
        return _of(value, indicator, whole, "denominator as given, numerator worked out from the percentage")
    around = next((v for v in reversed(wholes) if v.value is not None and same_period(v.period, value.period)), None)
    if around is None or around.value is None:
        return None
    words = (
        f"denominator: {indicator.whole} of the same period, {formats.number(around.value, 0)}; numerator worked out from the percentage"
    )
    return _of(value, indicator, around.value, words)


def _of_its_load(given: Sequence[Value], value: Value) -> float | None:
    """The part that the figure's own load gives for its period: parts of another load are of another figure."""
    return next((v.value for v in reversed(given) if v.load == value.load and same_period(v.period, value.period)), None)


def shared(value: Value, whole_words: str) -> FigureCounts | None:
    """The counts behind ``58 (4.0%)``: the smallest whole that prints this share, so that the interval is at its widest.

    None where the count or its share is nought: then no whole can be told.
    """
    assert value.value is not None and value.share is not None
    if value.value <= 0 or value.share <= 0:
        return None
    half = exact(0.5).scaleb(-_decimals(value.raw.partition("(")[2], 1))
    least = math.ceil(100 * exact(value.value) / (exact(value.share) + half))
    least += 100 * exact(value.value) / least >= exact(value.share) + half  # half up: the upper edge itself prints one higher
    words = f"{whole_words or 'the whole'}: at least {formats.number(least, 0)}, worked out from the count and its share"
    if least < value.value or 100 * exact(value.value) / least < exact(value.share) - half:
        return FigureCounts(
            value.value, least, words, f"No whole number gives {formats.share(value.share)} for {formats.number(value.value, 0)}."
        )
    return FigureCounts(value.value, float(least), words)


def _of(value: Value, indicator: Indicator, whole: float, words: str) -> FigureCounts:
    """A percentage of a whole; a fault where no whole number of it gives the percentage as printed."""
    assert value.value is not None
    if whole <= 0:
        return FigureCounts(0, whole, words, "The denominator is not above nought.")
    top = value.value * whole / 100
    room = whole * 0.5 * 10.0 ** -_decimals(value.raw, indicator.decimals) / 100
    if not 0 <= top <= whole or abs(top - math.floor(top + 0.5)) > room * (1 + 1e-9):
        figure = formats.figure(value.value, indicator)
        return FigureCounts(top, whole, words, f"No whole number out of {formats.number(whole, 0)} gives {figure}: the two do not fit.")
    return FigureCounts(top, whole, words)


def _checked(value: Value, indicator: Indicator, counts: FigureCounts) -> FigureCounts:
    """The counts as given; a fault where they do not give the figure that stands beside them."""
    assert value.value is not None
    if counts.whole <= 0 or counts.top < 0:
        return replace(counts, fault="The denominator is not above nought, or the numerator is below it.")
    if indicator.unit is Unit.COUNT:
        gives, room = counts.top, 0.0
    else:
        scale = 100.0 if indicator.unit is Unit.PERCENT else indicator.per
        gives, room = scale * counts.top / counts.whole, 0.5 * 10.0 ** -_decimals(value.raw, indicator.decimals)
    if indicator.unit in (Unit.POINTS, Unit.SCORE) or abs(gives - value.value) <= room + 1e-9:
        return counts
    two = f"{formats.number(counts.top, 0)} of {formats.number(counts.whole, 0)}"
    return replace(counts, fault=f"{two} does not give {formats.figure(value.value, indicator)}.")


def _decimals(raw: str, most: int) -> int:
    """The decimals a figure was printed with, at most ``most``."""
    found = re.search(r"\d+(?:\.(\d+))?", raw)
    return min(most, len(found.group(1) or "")) if found else most
