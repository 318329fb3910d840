"""Counts and rates for the year so far, which mislead beside a figure for a whole year."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from data.catalogue.catalogue import Catalogue
from data.checks.comparison import TARGETS, WHOLE_YEARS, CheckedFigure, said, whose
from data.model.counting_basis import counted_of
from data.model.figure_key import FigureKey
from data.model.finding import Finding, Severity
from data.model.indicator import Indicator, Unit
from data.model.observation import COMPARATORS, CellPart, FigureRole
from data.model.period import PeriodKind

FIGURES = 3  # figures that one year must hold, rising
DROP = 2.0  # the next year's first figure is less than the year's last by more than so many times
SMALL_COUNT = 20.0
YEARS = ((9, "school year"), (4, "financial year"), (1, "calendar year"))
_WITHIN = (PeriodKind.DAY, PeriodKind.WEEK, PeriodKind.MONTH, PeriodKind.TERM, PeriodKind.QUARTER, PeriodKind.YEAR_TO_DATE)


def looks_so_far(observations: Sequence[CheckedFigure], catalogue: Catalogue) -> Iterator[Finding]:
    """Own figures that rise through each school, financial or calendar year and fall by more than half where the next begins.

    One year must hold at least three figures and one must be followed by the next. Scores and counts that never reach 20 are not
    judged; figures whose period says year to date need no such finding.
    """
    own: dict[FigureKey, list[CheckedFigure]] = {}
    for o in observations:
        if o.series is FigureRole.OWN and o.measure is CellPart.FIGURE and o.value is not None and o.period.kind in _WITHIN:
            own.setdefault(FigureKey(o.area, o.indicator, counted_of(o.basis)), []).append(o)
    for key, line in own.items():
        indicator = catalogue.indicators[key.kpi]
        line.sort(key=lambda o: o.period.last or date.min)
        if all(o.period.kind is PeriodKind.YEAR_TO_DATE for o in line) or indicator.unit is Unit.SCORE:
            continue
        for month, name in YEARS:
            if (turn := _reset(line, month, indicator)) is not None:
                yield _finding(line, turn, name, indicator)
                break


def _reset(line: list[CheckedFigure], month: int, indicator: Indicator) -> int | None:
    """Where the last new year begins in a line that rises in every year and falls at each turn; None in any other."""
    years = [_year(o.period.last, month) for o in line]
    turns = []
    for n in range(1, len(line)):
        was, now = line[n - 1].value or 0.0, line[n].value or 0.0
        if years[n] == years[n - 1]:
            if now < was:
                return None
        elif years[n] > years[n - 1] + 1 or now * DROP >= was or (indicator.unit is Unit.COUNT and was < SMALL_COUNT):
            return None
        else:
            turns.append(n)
    rising = [y for y in set(years) if years.count(y) >= FIGURES and _rises([o for o, of in zip(line, years, strict=True) if of == y])]
    return turns[-1] if turns and rising else None


def _rises(year: list[CheckedFigure]) -> bool:
    return (year[0].value or 0.0) < (year[-1].value or 0.0)


def _year(last: date | None, month: int) -> int:
    return 0 if last is None else last.year - (last.month < month)


def _finding(line: list[CheckedFigure], turn: int, name: str, indicator: Indicator) -> Finding:
    month = next(m for m, n in YEARS if n == name)
    before = [o for o in line[:turn] if _year(o.period.last, month) == _year(line[turn - 1].period.last, month)]
    rise = ", ".join(f"{said(o.value or 0.0, indicator.unit)} ({o.period.label})" for o in (*before, line[turn]))
    what = f"Looks like a figure for the year so far: it rises through the {name} and starts again with the next: {rise}."
    hint = "Compare it only with the same month of another year, never with a figure for a whole year; head it ‘year to date’ if it is."
    return Finding(Severity.CHECK, line[turn].source, what, hint, "year so far", indicator=indicator.code)


def beside_whole_years(observations: Sequence[CheckedFigure], catalogue: Catalogue) -> Iterator[Finding]:
    """An own figure for the year so far whose target or comparator is for a whole year; told once per KPI, at its newest figure."""
    newest: dict[str, CheckedFigure] = {}
    whole: dict[str, list[CheckedFigure]] = {}
    for o in observations:
        if o.value is None or o.measure is not CellPart.FIGURE:
            continue
        if o.series is FigureRole.OWN and o.period.kind is PeriodKind.YEAR_TO_DATE:
            if o.indicator not in newest or (o.period.last or date.min) >= (newest[o.indicator].period.last or date.min):
                newest[o.indicator] = o
        elif o.series in (*TARGETS, *COMPARATORS) and o.series is not FigureRole.BASELINE and o.period.kind in WHOLE_YEARS:
            whole.setdefault(o.indicator, []).append(o)
    for code, own in newest.items():
        if code in whole:
            unit = catalogue.indicators[code].unit
            last = max(o.period.last or date.min for o in whole[code])
            beside = [o for o in whole[code] if (o.period.last or date.min) == last]
            others = " and ".join(f"{said(o.value or 0.0, unit)} ({whose(o)}, {o.period.label})" for o in beside)
            what = f"{said(own.value or 0.0, unit)} ({own.period.label}) is for the year so far, but {others} is for a whole year."
            hint = "Set it beside the same months of another year. Part of a year is below a whole year’s figure whatever happens."
            yield Finding(Severity.CHECK, own.source, what, hint, "year so far", indicator=code)
