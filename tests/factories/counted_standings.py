"""Standings whose figure is made of a numerator and a denominator, and the place of one among authorities."""

from __future__ import annotations

from dataclasses import replace

from data.catalogue.catalogue import Catalogue, read
from data.model.indicator import Polarity
from kpis.benchmark.benchmark import Field
from kpis.figures.figure import FigureCounts, Value, value_of
from kpis.signals import significance
from kpis.signals.significance import PlaceInEngland
from kpis.standing.kpi_standing import Standing
from tests.factories.standings import row, standing, year

WORDS = read()


def one(top: float, whole: float, england: float | None, polarity: Polarity = Polarity.HIGHER, code: str = "S5") -> Standing:
    rows = [row(code, 100 * top / whole, year(2024), raw="")]
    rows += [row(code, england, year(2024), "england")] if england is not None else []
    found = standing(WORDS, rows, code)
    assert found.own is not None
    own = replace(found.own, counts=FigureCounts(top, whole))
    return replace(found, own=own, points=(own,), indicator=replace(found.indicator, polarity=polarity))


def field_of_s5(catalogue: Catalogue, sizes: dict[str, tuple[int, int]]) -> Field:
    values: dict[str, tuple[Value, ...]] = {}
    for code, (top, whole) in sizes.items():
        made = value_of(row("S5", 100 * top / whole, year(2024)) | {"area": code})
        values[code] = (replace(made, counts=FigureCounts(top, whole)),)
    return Field(catalogue.indicators["S5"], values)


def placed(catalogue: Catalogue) -> PlaceInEngland:
    """Thirty authorities at about a half, the first of them at 90 of 100."""
    codes = sorted(a.code for a in catalogue.areas.values() if a.level.key == "authority" and a.closed is None)[:30]
    sizes = {code: (50 + n % 3, 100 + n) for n, code in enumerate(codes)}
    sizes[codes[0]] = (90, 100)
    found = significance.among(field_of_s5(catalogue, sizes), codes[0], catalogue.areas)
    assert found is not None
    return found
