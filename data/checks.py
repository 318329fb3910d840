"""What must hold of a load: each check takes observations and gives a finding per breach. None of them stops a load."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from data.catalogue import Catalogue
from data.model import Finding, Indicator, Measure, Observation, Series, Severity, Unit
from data.rules import SumRule
from data.words import exact

Check = Callable[[Sequence[Observation], Catalogue], Iterator[Finding]]


def check_load(observations: Sequence[Observation], catalogue: Catalogue) -> list[Finding]:
    """Every breach of every check, in the order of the checks."""
    return [finding for check in CHECKS for finding in check(observations, catalogue)]


def sums(observations: Sequence[Observation], catalogue: Catalogue) -> Iterator[Finding]:
    """Parts that do not add up to their whole, or to its target, in one series, area and period."""
    for rule in catalogue.sums:
        for whole in observations:
            if whole.indicator == rule.whole and whole.series is not Series.TARGET and whole.measure is Measure.FIGURE:
                yield from _sum(rule, whole, observations)


def _sum(rule: SumRule, whole: Observation, observations: Sequence[Observation]) -> Iterator[Finding]:
    def beside(code: str, series: Series) -> Observation | None:
        return next(
            (o for o in observations if (o.indicator, o.series, o.area, o.period.first, o.measure)
             == (code, series, whole.area, whole.period.first, Measure.FIGURE)), None,
        )  # fmt: skip

    parts = [beside(code, whole.series) for code in rule.parts]
    stated = beside(rule.whole, Series.TARGET) if rule.of_target else whole
    if rule.of_target and whole.series is not Series.OWN:
        return
    numbers = [o.value for o in parts if o is not None and o.value is not None]
    if stated is None or stated.value is None or len(numbers) != len(rule.parts):
        return
    total = float(sum(map(exact, numbers)))
    if abs(exact(total) - exact(stated.value)) > exact(rule.tolerance):
        held = [o for o in parts if o is not None]
        last = held[-1]
        left = float(exact(stated.value) - sum(map(exact, numbers[:-1])))
        said = f"{' + '.join(f'{n:,g}' for n in numbers)} = {total:,g}"
        what = (
            f"Does not add up as printed: {' + '.join(rule.parts)} is {said}, but "
            f"{'the target' if rule.of_target else rule.whole} says {stated.value:,g}."
        )
        hint = f"{rule.hint} If the rest is right, {last.indicator} would be {left:,g}. The printed figure was kept."
        where = ", ".join([last.source, *(part.cell for part in held[:-1])])  # any of them may be the wrong one
        yield Finding(Severity.CHECK, where, what, hint, "sum", last.indicator)


def plausible_range(observations: Sequence[Observation], catalogue: Catalogue) -> Iterator[Finding]:
    """Own figures outside the indicator's plausible range, and comparators outside it where a total is not compared."""
    for o in observations:
        indicator = catalogue.indicators[o.indicator]
        if o.value is None or o.series is Series.TARGET or o.measure is Measure.SHARE or _is_total(o, indicator):
            continue
        low, high = indicator.plausible
        if not low <= o.value <= high:
            what = f"{o.value:,g} lies outside {low:,g} to {high:,g}, the range expected of {indicator.short}."
            yield Finding(Severity.CHECK, o.source, what, "Check the unit and the decimal point.", "range", o.indicator)


def _is_total(o: Observation, indicator: Indicator) -> bool:
    return indicator.unit is Unit.COUNT and o.series is not Series.OWN


def sign(observations: Sequence[Observation], catalogue: Catalogue) -> Iterator[Finding]:
    """Negative counts and percentages, and a score whose sign differs from that of every comparator."""
    for o in observations:
        if o.value is None or o.measure is Measure.SHARE:
            continue
        unit = catalogue.indicators[o.indicator].unit
        if unit is not Unit.SCORE and o.value < 0:
            what = f"{o.value:,g} is below zero, which a {'percentage' if unit is Unit.PERCENT else 'count'} cannot be."
            yield Finding(Severity.CHECK, o.source, what, "Remove the minus sign, or correct the figure.", "sign", o.indicator)
        if unit is Unit.SCORE and o.series is Series.OWN:
            others = [x.value for x in observations if (x.indicator, x.period) == (o.indicator, o.period)
                      and x.series not in (Series.OWN, Series.TARGET) and x.value]  # fmt: skip
            if others and all(x * o.value < 0 for x in others):
                what = f"{o.value:,g} has the opposite sign to every comparator."
                yield Finding(Severity.CHECK, o.source, what, "Check whether a minus sign was lost.", "sign", o.indicator)


def whole_counts(observations: Sequence[Observation], catalogue: Catalogue) -> Iterator[Finding]:
    """Counts that are not whole numbers."""
    for o in observations:
        counted = catalogue.indicators[o.indicator].unit is Unit.COUNT and o.measure is Measure.FIGURE
        if counted and o.series is Series.OWN and o.value is not None and not o.value.is_integer():
            what = f"{o.value:,g} is not a whole number, but {catalogue.indicators[o.indicator].noun} are counted."
            yield Finding(Severity.CHECK, o.source, what, "Check whether a rate stands in the row of a count.", "whole", o.indicator)


def fractions(observations: Sequence[Observation], catalogue: Catalogue) -> Iterator[Finding]:
    """Percentages typed without a per cent sign that are at most 1: 0.8 may mean 80%."""
    for o in observations:
        percent = catalogue.indicators[o.indicator].unit is Unit.PERCENT and o.measure is Measure.FIGURE
        if percent and o.value is not None and 0 < abs(o.value) <= 1 and "%" not in o.raw:
            what = f"‘{o.raw}’ has no % sign and was read as {o.value:g}%."
            hint = f"If it means {float(exact(o.value) * 100):g}%, format the cell as a percentage and load again."
            yield Finding(Severity.CHECK, o.source, what, hint, "fraction", o.indicator)


def shares(observations: Sequence[Observation], catalogue: Catalogue) -> Iterator[Finding]:
    """Percentages in brackets beside a count, which are shares of a whole and must not be taken for rates."""
    for o in observations:
        if o.measure is Measure.SHARE:
            indicator = catalogue.indicators[o.indicator]
            what = f"The percentage beside the count was read as a share of {indicator.share_of or 'a whole'}, not as a rate."
            yield Finding(Severity.NOTE, o.source, what, "Never set it against a rate.", "share")


def no_figure(observations: Sequence[Observation], catalogue: Catalogue) -> Iterator[Finding]:
    """How many KPIs came without a figure of their own, so that a blank is not mistaken for zero."""
    held = {o.indicator for o in observations if o.series is Series.OWN and o.value is not None}
    without = [o for o in observations if o.series is Series.OWN and o.indicator not in held]
    if without:
        codes = list(dict.fromkeys(o.indicator for o in without))
        what = f"{len(codes)} KPI{'s hold' if len(codes) != 1 else ' holds'} no figure: {', '.join(codes)}."
        yield Finding(Severity.NOTE, without[0].source, what, "Loaded as no data, with the reason; not as zero.", "no figure")


CHECKS: tuple[Check, ...] = (sums, plausible_range, fractions, sign, whole_counts, shares, no_figure)
