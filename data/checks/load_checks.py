"""What must hold of a load: each check takes observations and gives a finding per breach. None of them stops a load.

The checks of one cell and of sums are here; jumps, signs, printed parts, repeats and the year so far have a file each.
What a load shows beside earlier ones is in ``earlier``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from data.catalogue.catalogue import Catalogue
from data.checks.area_lives import outside_their_life
from data.checks.comparison import TARGETS
from data.checks.decimal_slips import jumps
from data.checks.part_and_whole import numerators, shares
from data.checks.repeated_values import constant_column, same_across, same_total, unmoved
from data.checks.signs import signs as sign
from data.checks.year_to_date import beside_whole_years, looks_so_far
from data.model.finding import Finding, Severity
from data.model.indicator import Indicator, Unit
from data.model.observation import CellPart, FigureRole, Observation
from data.model.reading_rules import SumRule
from data.text import exact

Standing = dict[tuple[str, FigureRole, str, date | None], Observation]
Check = Callable[[Sequence[Observation], Catalogue], Iterator[Finding]]


def check_load(observations: Sequence[Observation], catalogue: Catalogue) -> list[Finding]:
    """Every breach of every check, in the order of the checks."""
    found = [finding for check in CHECKS for finding in check(observations, catalogue)]
    area = catalogue.areas.get(observations[0].reporter) if observations else None
    nation = catalogue.areas[catalogue.nation(area)].name if area else "England"
    return [replace(f, what=f.what.replace("England", nation), hint=f.hint.replace("England", nation)) for f in found]


def sums(observations: Sequence[Observation], catalogue: Catalogue) -> Iterator[Finding]:
    """Parts that do not add up to their whole, or to its target, in one series, area and period."""
    standing: Standing = {}
    for o in observations:
        if o.measure is CellPart.FIGURE:
            standing.setdefault((o.indicator, o.series, o.area, o.period.first), o)
    for rule in catalogue.sums:
        for whole in observations:
            if whole.indicator == rule.whole and whole.series not in TARGETS and whole.measure is CellPart.FIGURE:
                yield from _sum(rule, whole, standing)


def _sum(rule: SumRule, whole: Observation, standing: Standing) -> Iterator[Finding]:
    def beside(code: str, series: FigureRole) -> Observation | None:
        return standing.get((code, series, whole.area, whole.period.first))

    parts = [beside(code, whole.series) for code in rule.parts]
    stated = beside(rule.whole, FigureRole.TARGET) if rule.of_target else whole
    if rule.of_target and whole.series is not FigureRole.OWN:
        return
    numbers = [o.value for o in parts if o is not None and o.value is not None]
    if stated is None or stated.value is None or len(numbers) != len(rule.parts):
        return
    total = float(sum(map(exact, numbers)))
    if abs(exact(total) - exact(stated.value)) > exact(rule.tolerance):
        held = [o for o in parts if o is not None]
        last = held[-1]
        left = float(exact(stated.value) - sum(map(exact, numbers[:-1])))
        said = f"{' + '.join(f'{n:,.10g}' for n in numbers)} = {total:,.10g}"
        what = (
            f"Does not add up as printed: {' + '.join(rule.parts)} is {said}, but "
            f"{'the target' if rule.of_target else rule.whole} says {stated.value:,.10g}."
        )
        hint = f"{rule.hint} If the rest is right, {last.indicator} would be {left:,.10g}. The printed figure was kept."
        where = ", ".join([last.source, *(part.cell for part in held[:-1])])  # any of them may be the wrong one
        yield Finding(Severity.CHECK, where, what, hint, "sum", indicator=last.indicator)


def plausible_range(observations: Sequence[Observation], catalogue: Catalogue) -> Iterator[Finding]:
    """Own figures outside the indicator's plausible range, and comparators outside it where a total is not compared."""
    for o in observations:
        indicator = catalogue.indicators[o.indicator]
        if o.value is None or o.series in TARGETS or o.measure is not CellPart.FIGURE or _is_total(o, indicator):
            continue
        low, high = indicator.plausible
        if not low <= o.value <= high:
            what = f"{o.value:,.10g} lies outside {low:,.10g} to {high:,.10g}, the range expected of {indicator.short}."
            yield Finding(Severity.CHECK, o.source, what, "Check the unit and the decimal point.", "range", indicator=o.indicator)


def _is_total(o: Observation, indicator: Indicator) -> bool:
    return indicator.unit is Unit.COUNT and o.series is not FigureRole.OWN


def whole_counts(observations: Sequence[Observation], catalogue: Catalogue) -> Iterator[Finding]:
    """Counts that are not whole numbers."""
    for o in observations:
        counted = catalogue.indicators[o.indicator].unit is Unit.COUNT and o.measure is CellPart.FIGURE
        if counted and o.series is FigureRole.OWN and o.value is not None and not o.value.is_integer():
            what = f"{o.value:,.10g} is not a whole number, but {catalogue.indicators[o.indicator].noun} are counted."
            yield Finding(
                Severity.CHECK, o.source, what, "Check whether a rate stands in the row of a count.", "whole", indicator=o.indicator
            )


def fractions(observations: Sequence[Observation], catalogue: Catalogue) -> Iterator[Finding]:
    """Percentages typed without a per cent sign that are at most 1: 0.8 may mean 80%."""
    for o in observations:
        percent = catalogue.indicators[o.indicator].unit is Unit.PERCENT and o.measure is CellPart.FIGURE
        if percent and o.value is not None and 0 < abs(o.value) <= 1 and "%" not in o.raw:
            what = f"‘{o.raw}’ has no % sign and was read as {o.value:g}%."
            hint = f"If it means {float(exact(o.value) * 100):.10g}%, format the cell as a percentage and load again."
            yield Finding(Severity.CHECK, o.source, what, hint, "fraction", indicator=o.indicator)


def no_figure(observations: Sequence[Observation], catalogue: Catalogue) -> Iterator[Finding]:
    """How many KPIs came without a figure of their own, so that a blank is not mistaken for zero."""
    own = [o for o in observations if o.series is FigureRole.OWN and o.measure is CellPart.FIGURE]
    held = {o.indicator for o in own if o.value is not None}
    without = [o for o in own if o.indicator not in held]
    if without:
        codes = list(dict.fromkeys(o.indicator for o in without))
        what = f"{len(codes)} KPI{'s hold' if len(codes) != 1 else ' holds'} no figure: {', '.join(codes)}."
        yield Finding(Severity.NOTE, without[0].source, what, "Loaded as no data, with the reason; not as zero.", "no figure")


CHECKS: tuple[Check, ...] = (
    sums, plausible_range, fractions, jumps, sign, whole_counts, numerators, looks_so_far, beside_whole_years, same_total, same_across,
    constant_column, unmoved, shares, outside_their_life, no_figure,
)  # fmt: skip
