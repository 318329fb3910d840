"""How far a chart's scale reaches and where the names at its edge stand: rules that every kind of chart shares."""

from __future__ import annotations

from collections.abc import Sequence

from data.model.indicator import Unit
from kpis import formats

STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)


def levels(low: float, high: float, wanted: int) -> list[tuple[float, str]]:
    """Some ``wanted`` round levels from ``low`` to ``high``, each with its words."""
    rough = (high - low) / wanted
    power = 10.0 ** (len(str(int(rough))) - 1) if rough >= 1 else 0.1 if rough >= 0.1 else 0.01
    step = next((n * power for n in STEPS if n * power >= rough), 10 * power)
    places, found, level = 0 if step >= 1 and step == int(step) else 1 if step >= 0.1 else 2, [], -(-low // step) * step
    while level <= high + 1e-9:
        found.append((level, formats.number(level, places)))
        level = round(level + step, 10)
    return found


def span_of(unit: Unit, values: Sequence[float]) -> tuple[float, float]:
    """Percentages that fill the scale get 0 to 100; counts start at zero; scores and narrow shares take their own range."""
    low, high = min(values), max(values)
    if unit is Unit.PERCENT and high > 50 and low >= 0:
        return (0.0, max(110.0, high * 1.1))
    if unit in (Unit.PERCENT, Unit.COUNT) and low >= 0:
        return (0.0, high * 1.15 or 1.0)
    room = (high - low or 1) * 0.2
    return (low - room, high + room)


def apart(heights: Sequence[float], gap: float, top: float) -> list[float]:
    """Ascending heights moved as little as keeps each a gap above the one below: first up, then down from ``top``."""
    placed: list[float] = []
    for height in heights:
        placed.append(max(height, placed[-1] + gap) if placed else height)
    ceiling = top
    for n in range(len(placed) - 1, -1, -1):
        placed[n] = min(placed[n], ceiling)
        ceiling = placed[n] - gap
    return placed
