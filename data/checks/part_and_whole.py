"""Figures that print their own parts: a count with its share of a whole, a percentage with its numerator and denominator."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import inf

from data.catalogue.catalogue import Catalogue
from data.checks.comparison import CheckedFigure, cells, decimals, half_unit, key_of, said
from data.model.finding import Finding, Severity
from data.model.indicator import Indicator, Unit
from data.model.observation import CellPart
from data.text import exact

Pair = tuple[CheckedFigure, CheckedFigure]  # a count and its share


def shares(observations: Sequence[CheckedFigure], catalogue: Catalogue) -> Iterator[Finding]:
    """One note per whole that shares are of, with its size; a check where shares of one whole imply different ones.

    A share printed to one decimal may be 0.05 more or less, so it implies a range for the whole; the ranges must overlap.
    """
    for pairs in _of_one_whole(observations, catalogue).values():
        whole = catalogue.indicators[pairs[0][0].indicator].share_of or "a whole"
        ranges = [_implied(count, share) for count, share in pairs]
        low, high = max(r[0] for r in ranges), min(r[1] for r in ranges)
        printed = " and ".join(f"{said(c.value or 0, Unit.COUNT)} ({_percent(s)})" for c, s in pairs)
        one = len(pairs) == 1
        if low > high:
            each = ", ".join(f"{said(c.value or 0, Unit.COUNT)} is {_percent(s)} of {_between(*_implied(c, s))}" for c, s in pairs)
            what = f"The shares do not fit one whole, {whole}: {each}."
            hint = "One of the counts or percentages is wrong; ask which. They are shares, never rates. The printed figures were kept."
            yield Finding(
                Severity.CHECK, cells([s for _, s in pairs]), what, hint, "share whole", indicator=pairs[0][0].indicator if one else ""
            )
            continue
        about = f" of about {(low + high) / 2:,.0f}" if high < inf and high > 0 else ""
        what = (
            f"The percentage beside the count was read as a share of {whole}, not as a rate: {printed} is a share of one total{about}."
            if one
            else f"The percentages beside the counts were read as a share of {whole}: {printed} are shares of one total{about}, not rates."
        )
        yield Finding(Severity.NOTE, cells([s for _, s in pairs]), what, "Never set it against a rate.", "share")


def _of_one_whole(observations: Sequence[CheckedFigure], catalogue: Catalogue) -> dict[tuple[object, ...], list[Pair]]:
    """Counts and their shares by whole, area, series and period. A KPI that names no whole stands alone."""
    counts = {key_of(o): o for o in observations if o.measure is CellPart.FIGURE and o.value is not None}
    found: dict[tuple[object, ...], list[Pair]] = {}
    for share in observations:
        if share.measure is CellPart.SHARE and share.value is not None:
            key, series, _, dates = key_of(share)
            whole = replace(key, kpi=catalogue.indicators[key.kpi].share_of or key.kpi)
            if (count := counts.get((key, series, CellPart.FIGURE, dates))) is not None:
                found.setdefault((whole, series, dates), []).append((count, share))
    return found


def _implied(count: CheckedFigure, share: CheckedFigure) -> tuple[float, float]:
    """The least and most the whole can be, the share's rounding allowed for."""
    n, percent, half = exact(count.value or 0.0), exact(share.value or 0.0), half_unit(decimals(share))
    if n == 0:
        return 0.0, inf if percent <= half else 0.0
    return float(100 * n / (percent + half)), float(100 * n / (percent - half)) if percent > half else inf


def _percent(share: CheckedFigure) -> str:
    return f"{share.value:.{decimals(share)}f}%"


def _between(low: float, high: float) -> str:
    if high == inf:
        return f"{low:,.0f} or more"
    return f"about {low:,.0f}" if f"{low:,.0f}" == f"{high:,.0f}" else f"{low:,.0f} to {high:,.0f}"


def numerators(observations: Sequence[CheckedFigure], catalogue: Catalogue) -> Iterator[Finding]:
    """Figures that their own printed numerator and denominator do not give, and parts that no whole can have.

    A percentage may differ by half a unit of its last printed decimal; a count must equal its numerator. A rate is not worked out:
    per how many is not stated.
    """
    by_measure = {key_of(o): o for o in observations}
    for figure in observations:
        if figure.measure is not CellPart.FIGURE:
            continue
        key, series, _, dates = key_of(figure)
        top, bottom = (by_measure.get((key, series, m, dates)) for m in (CellPart.NUMERATOR, CellPart.DENOMINATOR))
        yield from _of_parts(figure, top, bottom, catalogue.indicators[key.kpi])


def _of_parts(figure: CheckedFigure, top: CheckedFigure | None, bottom: CheckedFigure | None, indicator: Indicator) -> Iterator[Finding]:
    n, d = top.value if top else None, bottom.value if bottom else None
    places = cells([o for o in (figure, top, bottom) if (o is not None and o.value is not None) or o is figure])

    def found(what: str, hint: str) -> Finding:
        return Finding(Severity.CHECK, places, what, f"{hint} The printed figures were kept.", "parts", indicator=indicator.code)

    if d == 0 and (figure.value is not None or n):
        yield found(f"The denominator is 0, so there is no {_word(indicator)} to give.", "Say n/a, or correct the denominator.")
        return
    percent = indicator.unit is Unit.PERCENT
    if n is not None and d is not None and percent and n > d:
        yield found(f"The numerator, {said(n, Unit.COUNT)}, is larger than the denominator, {said(d, Unit.COUNT)}.", "Are the two swapped?")
    elif n is not None and d is not None and percent and figure.value is not None:
        worked = 100 * exact(n) / exact(d)
        if abs(worked - exact(figure.value)) > half_unit(decimals(figure)):
            shown = f"{worked:,.{min(decimals(figure) + 1, 6)}f}"
            what = f"{said(n, Unit.COUNT)} of {said(d, Unit.COUNT)} is {shown}%, but the figure says {said(figure.value, indicator.unit)}."
            yield found(what, "Check which of the three is wrong.")
    if indicator.unit is Unit.COUNT and n is not None and figure.value is not None and n != figure.value:
        what = f"The count says {said(figure.value, Unit.COUNT)}, but its numerator {said(n, Unit.COUNT)}."
        yield found(what, "They are one and the same: correct one.")


def _word(indicator: Indicator) -> str:
    return {Unit.PERCENT: "percentage", Unit.RATE: "rate"}.get(indicator.unit, "figure")
