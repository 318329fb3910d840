"""Which figures stand beside one another: of one KPI through time, in one row, in one period; and how a check prints them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Protocol

from data.model.counting_basis import counted_of
from data.model.figure_key import FigureKey
from data.model.indicator import Unit
from data.model.observation import COMPARATORS, CellPart, FigureRole, Missing
from data.model.period import Firmness, Period, PeriodKind
from data.text import exact

TARGETS = (FigureRole.TARGET, FigureRole.MILESTONE, FigureRole.BASELINE)
WHOLE_YEARS = (PeriodKind.CALENDAR_YEAR, PeriodKind.ACADEMIC_YEAR, PeriodKind.FINANCIAL_YEAR)
_PRINTED = re.compile(r"\d[\d,]*(?:\.(?P<decimals>\d+))?")
_PERCENTAGE = re.compile(r"\d+(?:\.(?P<decimals>\d+))?\s*%")


class CheckedFigure(Protocol):
    """What checks need to know of a figure, whether it stands in a file or is held from an earlier one."""

    @property
    def indicator(self) -> str: ...
    @property
    def area(self) -> str: ...
    @property
    def series(self) -> FigureRole: ...
    @property
    def measure(self) -> CellPart: ...
    @property
    def period(self) -> Period: ...
    @property
    def value(self) -> float | None: ...
    @property
    def missing(self) -> Missing | None: ...
    @property
    def raw(self) -> str: ...
    @property
    def status(self) -> Firmness: ...
    @property
    def source(self) -> str: ...
    @property
    def basis(self) -> str: ...


Dates = tuple[str | date | None, ...]
Key = tuple[FigureKey, str, str, Dates]  # whose and of what, series, part of the cell, period


def dates_of(period: Period) -> Dates:
    """What makes two periods the same: their kind and dates, or the printed label where none are stated."""
    return (period.kind, period.label) if period.first is None else (period.kind, period.first, period.last)


def key_of(o: CheckedFigure) -> Key:
    """What makes two figures one and the same: KPI, area, way of counting, series, measure and period."""
    return FigureKey(o.area, o.indicator, counted_of(o.basis)), o.series, o.measure, dates_of(o.period)


def together(given: Sequence[CheckedFigure], before: Sequence[CheckedFigure]) -> list[CheckedFigure]:
    """The figures given and those held from before that they do not replace."""
    new = {key_of(o) for o in given}
    return [*given, *(o for o in before if key_of(o) not in new)]


def lines(seen: Iterable[CheckedFigure]) -> dict[tuple[FigureKey, str, str], list[CheckedFigure]]:
    """Dated figures of one KPI, area, series and kind of period, oldest first; targets are no such line."""
    found: dict[tuple[FigureKey, str, str], list[CheckedFigure]] = {}
    for o in seen:
        if o.value is not None and o.measure is CellPart.FIGURE and o.period.last is not None and o.series not in TARGETS:
            found.setdefault((FigureKey(o.area, o.indicator, counted_of(o.basis)), o.series, o.period.kind), []).append(o)
    for line in found.values():
        line.sort(key=lambda o: (o.period.last or date.min, o.period.first or date.min))
    return found


def rows(seen: Iterable[CheckedFigure]) -> dict[tuple[str, Dates], list[CheckedFigure]]:
    """Figures of one KPI and period: the area's own and its comparators."""
    found: dict[tuple[str, Dates], list[CheckedFigure]] = {}
    for o in seen:
        if o.value is not None and o.measure is CellPart.FIGURE and o.series in (FigureRole.OWN, *COMPARATORS):
            found.setdefault((o.indicator, dates_of(o.period)), []).append(o)
    return found


def said(value: float, unit: Unit) -> str:
    """A figure in a sentence, unrounded, with its per cent sign.

    >>> said(1136905.0, Unit.COUNT), said(30.8, Unit.PERCENT)
    ('1,136,905', '30.8%')
    """
    return f"{value:,.10g}{'%' if unit is Unit.PERCENT else ''}"


def whose(o: CheckedFigure) -> str:
    """Whose figure it is, in words."""
    return {FigureRole.ENGLAND: "England", FigureRole.NEIGHBOURS: "neighbours", FigureRole.REGION: "the region"}.get(
        o.series, o.series.value
    )


def cells(found: Sequence[CheckedFigure]) -> str:
    """Several places of one file as one: the first in full, the others by their cell."""
    return ", ".join([found[0].source, *(o.source.rpartition("!")[2] for o in found[1:])])


def decimals(o: CheckedFigure) -> int:
    """How many decimals a figure was printed with; of its share where it is one. Without a printed number, those of its value."""
    pattern = _PERCENTAGE if o.measure is CellPart.SHARE else _PRINTED
    if match := pattern.search(o.raw):
        return len(match["decimals"] or "")
    return decimals_of(o.value or 0.0)


def decimals_of(value: float) -> int:
    """Decimals of the number as written: 0 for 58.0, 2 for 37.12."""
    exponent = exact(value).normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def digits(value: float) -> int:
    """Significant digits of the number as written: 3 for 14.4, 1 for 1,000."""
    return len(exact(value).normalize().as_tuple().digits)


def half_unit(places: int) -> Decimal:
    """The most by which rounding to so many decimals moves a figure."""
    return Decimal(5).scaleb(-places - 1)
