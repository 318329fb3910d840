"""What an output holds of small numbers, in words: counts of 1 to 4, and withheld figures that can be worked back."""

from __future__ import annotations

from collections.abc import Iterable

from kpis import formats
from kpis.figures.small_numbers import SmallNumbersFound

FIGURES, CODES = 4, 8  # named one by one


def words(found: SmallNumbersFound) -> str:
    """One sentence or two; empty where it holds neither."""
    told = []
    if number := len(found.small):
        told.append(f"{'1 count' if number == 1 else f'{number} counts'} of 1 to 4: {_codes(one.code for one in found.small)}.")
    if ways := found.worked_back:
        named = "; ".join(f"{way.code} {formats.period(way.period)} as {way.how}" for way in ways[:FIGURES])
        more = f"; and {len(ways) - FIGURES} more" if len(ways) > FIGURES else ""
        told.append(f"{'1 withheld figure' if len(ways) == 1 else f'{len(ways)} withheld figures'} can be worked back: {named}{more}.")
    return " ".join(told)


def _codes(codes: Iterable[str]) -> str:
    every = list(dict.fromkeys(codes))
    return ", ".join(every[:CODES]) + (f" and {len(every) - CODES} more KPIs" if len(every) > CODES else "")
