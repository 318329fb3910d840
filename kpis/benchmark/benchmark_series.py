"""What the charts and tables of a benchmark share: the spread of each period, regions in order. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from data.model.area import Area, ranked_beside
from data.model.indicator import Polarity
from data.model.observation import FigureRole
from data.model.period import Period
from kpis.benchmark.benchmark import Benchmark, Field, Quantiles, quantiles
from kpis.figures.figure import Value


@dataclass(frozen=True)
class Spread:
    """How the authorities lie in one period: least, quartiles and greatest of ``of`` that have a number; None where none has."""

    period: Period
    quantiles: Quantiles | None
    of: int


def spreads(field: Field, area: Area, areas: Mapping[str, Area]) -> tuple[Spread, ...]:
    """The spread of the places ranked beside an area, in every period from the first to the last in which any has a number."""
    found, ranked = [], ranked_beside(area, areas)
    for period in field.periods:
        values = [v.value for code, v in field.at(period).items() if v.value is not None and code in ranked]
        found.append(Spread(period, quantiles(values) if values else None, len(values)))
    held = [n for n, spread in enumerate(found) if spread.of]
    return tuple(found[held[0] : held[-1] + 1]) if held else ()


def ranked(values: Mapping[str, Value], areas: Mapping[str, Area], polarity: Polarity) -> list[Value]:
    """The values that have a number, best first (highest first where neither way is better), ties by name."""
    sign = 1 if polarity is Polarity.LOWER else -1
    held = [v for v in values.values() if v.value is not None]
    return sorted(held, key=lambda v: (sign * (v.value or 0.0), areas[v.area].name))


def regions(b: Benchmark, areas: Mapping[str, Area]) -> list[Value]:
    """The regions' figures of the benchmark's period, best first. A part of a region, as Inner London is, is left out."""
    parts = {area.part for area in areas.values() if area.part}
    here = b.field.at(b.period)
    whole = {a.code: here[a.code] for a in areas.values() if a.level.role is FigureRole.REGION and a.name not in parts and a.code in here}
    return ranked(whole, areas, b.indicator.polarity)


def silent(b: Benchmark, areas: Mapping[str, Area]) -> int:
    """How many authorities that stood in the period have an entry and no number."""

    def stood(area: Area) -> bool:
        opened = area.opened is None or b.period.last is None or area.opened <= b.period.last
        return opened and (area.closed is None or b.period.first is None or area.closed >= b.period.first)

    return sum(v.value is None and stood(areas[code]) for code, v in b.authorities.items())
