"""Figures that stand where they were copied: one total for two KPIs, one number down a column, one that never moves."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from data.catalogue.catalogue import Catalogue
from data.checks.comparison import TARGETS, CheckedFigure, Dates, cells, dates_of, digits, lines, said, whose
from data.model.finding import Finding, Severity
from data.model.indicator import Unit
from data.model.observation import COMPARATORS, CellPart, FigureRole, Observation

TELLING = 3  # significant digits from which two equal figures are hardly chance
SURE = 4
COLUMN = (4, 3)  # figures, and KPIs among them
STILL = 6
SMALL_COUNT = 20.0
_COLUMN = re.compile(r"[A-Z]+")


def same_total(observations: Sequence[CheckedFigure], catalogue: Catalogue) -> Iterator[Finding]:
    """The very same figure, of 3 or more significant digits, for two KPIs of one unit, series, area and period.

    A note where it could be chance: a check from 4 digits on, or where the two agree in more than one period. Told once per pair.
    """
    standing: dict[tuple[object, ...], list[CheckedFigure]] = {}
    for o in observations:
        if o.measure is CellPart.FIGURE and o.value is not None and digits(o.value) >= TELLING and o.series not in TARGETS:
            unit = catalogue.indicators[o.indicator].unit
            standing.setdefault((unit, o.series, o.area, dates_of(o.period), o.value), []).append(o)
    pairs: dict[tuple[str, str], list[tuple[CheckedFigure, CheckedFigure]]] = {}
    for same in standing.values():
        for other in same[1:]:
            if other.indicator != same[0].indicator:
                pairs.setdefault((same[0].indicator, other.indicator), []).append((same[0], other))
    for (first, second), found in pairs.items():
        one, other = found[-1]
        value, more = one.value or 0.0, len(found) - 1
        sure = more or digits(value) >= SURE
        also = f", and {more} more alike" if more else ""
        what = (
            f"{first} and {second} hold the very same figure, {said(value, catalogue.indicators[first].unit)} ({one.period.label}){also}."
        )
        hint = f"Check that one was not copied from the other’s row ({one.source.rpartition('!')[2]})."
        yield Finding(Severity.CHECK if sure else Severity.NOTE, other.source, what, hint, "same figure", indicator=second)


def same_across(observations: Sequence[CheckedFigure], catalogue: Catalogue) -> Iterator[Finding]:
    """An own count equal to the region's or England's, or one figure across own, neighbours and England: 3 or more digits."""
    by_row: dict[tuple[str, Dates], dict[FigureRole, CheckedFigure]] = {}
    for o in observations:
        if o.measure is CellPart.FIGURE and o.value is not None and o.series in (FigureRole.OWN, *COMPARATORS):
            by_row.setdefault((o.indicator, dates_of(o.period)), {})[o.series] = o
    for (code, _), row in by_row.items():
        own = row.get(FigureRole.OWN)
        if own is None or own.value is None or digits(own.value) < TELLING:
            continue
        unit = catalogue.indicators[code].unit
        same = [o for series, o in row.items() if series is not FigureRole.OWN and o.value == own.value]
        across = {o.series for o in same} >= {FigureRole.NEIGHBOURS, FigureRole.ENGLAND}
        total = unit is Unit.COUNT and any(o.series in (FigureRole.REGION, FigureRole.ENGLAND) for o in same)
        if across or total:
            what = f"{said(own.value, unit)} stands for the area itself and also for {' and '.join(map(whose, same))}."
            hint = "Check that it was not copied across the row." if across else "One area’s count cannot be the total of many: check both."
            yield Finding(Severity.CHECK, cells([own, *same]), what, hint, "same figure", indicator=code)


def constant_column(observations: Sequence[Observation], catalogue: Catalogue) -> Iterator[Finding]:
    """A column of one sheet with 4 or more figures of 3 or more KPIs that are all the same; a note where they are targets."""
    columns: dict[tuple[str, str, FigureRole], list[Observation]] = {}
    for o in observations:
        if o.measure is CellPart.FIGURE and o.value is not None and (at := _COLUMN.match(o.cell)):
            columns.setdefault((o.sheet, at[0], o.series), []).append(o)
    for (_, letters, series), column in columns.items():
        codes = list(dict.fromkeys(o.indicator for o in column))
        if len(column) >= COLUMN[0] and len(codes) >= COLUMN[1] and len({o.value for o in column}) == 1:
            listed = ", ".join(codes[:6]) + (f" and {len(codes) - 6} more" if len(codes) > 6 else "")
            what = f"All {len(column)} figures of column {letters} are {said(column[0].value or 0.0, Unit.COUNT)}: {listed}."
            hint = "Check that the column was not filled down, or filled with zeros where nothing was known yet."
            severity = Severity.NOTE if series in TARGETS else Severity.CHECK
            yield Finding(severity, cells([column[0], column[-1]]), what, hint, "constant column")


def unmoved(observations: Sequence[CheckedFigure], catalogue: Catalogue) -> Iterator[Finding]:
    """A KPI whose last 6 or more own dated figures are all the same; 0, 100 and counts under 20 may well be."""
    for (key, series, _), line in lines(observations).items():
        value = line[-1].value or 0.0
        still = next((n for n, o in enumerate(reversed(line)) if o.value != value), len(line))
        unit = catalogue.indicators[key.kpi].unit
        if series != FigureRole.OWN or still < STILL or value in (0.0, 100.0) or (unit is Unit.COUNT and value < SMALL_COUNT):
            continue
        first = line[-still]
        what = f"{said(value, unit)} has not moved since {first.period.label}: the last {still} figures are the same."
        hint = "Check that the figure was worked anew each time and not carried over."
        yield Finding(Severity.NOTE, line[-1].source, what, hint, "not moved", indicator=key.kpi)
