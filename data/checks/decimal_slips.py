"""Figures ten or a hundred times what stands beside them: a slipped decimal point, or a per cent taken twice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median

from data.catalogue.catalogue import Catalogue
from data.checks.comparison import TARGETS, CheckedFigure, Dates, dates_of, lines, rows, said, together, whose
from data.model.finding import Finding, Severity
from data.model.indicator import Indicator, Unit
from data.model.observation import COMPARATORS, CellPart, FigureRole
from data.text import exact

AGREE = 3.0  # others agree when the largest is at most so many times the smallest
NEAREST = 4  # others of a line that are looked at, nearest in time first
APART = 5.0  # a figure stands apart when it is so many times beyond every other
ALONE = 1.25  # how far a mended figure may lie from one other
AMONG = 1.5  # how far it may lie outside several others
WIDER = 4 / 3  # both are so much wider for a hundredfold, which nothing real explains
SMALL_COUNT = 20.0
SMALL = 5.0  # percentages and rates under this swing so much that one other figure proves nothing


@dataclass(frozen=True, slots=True)
class SlipVerdict:
    """What the others say of a figure: ``power`` of ten it is off by (0: nothing), whether it ``fits`` them."""

    power: int = 0
    fits: bool = False
    others: tuple[CheckedFigure, ...] = ()


NOTHING = SlipVerdict()
Places = dict[int, tuple[list[CheckedFigure], int]]  # by the identity of a figure: its line, and where in it


def jumps(observations: Sequence[CheckedFigure], catalogue: Catalogue) -> Iterator[Finding]:
    """Own figures and comparators that are ten or a hundred times, or a tenth or a hundredth of, what stands beside them."""
    return off_scale(observations, (), catalogue)


def off_scale(given: Sequence[CheckedFigure], before: Sequence[CheckedFigure], catalogue: Catalogue) -> Iterator[Finding]:
    """One finding per given figure off by 10 or 100, judged by its own line through time and, unless a count, by its row.

    In time: by the four nearest figures of the same kind of period, which must agree within 3 times. One other is enough for a count,
    and for a percentage or rate of 5 or more; of two alone, the later is told. In the row: by two or more others that agree, or
    England alone. Off: beyond every other by 5 times and, divided by 10 (100), within 1.5 (2) times of them; 1.25 (1.67) where one
    stands alone. A figure that fits either its line or its row, within 3 times, is left alone. Scores, counts where the smaller is
    under 20, and figures both under 1 are never judged; nor are figures across a change of method, or over time of a KPI that ended.
    """
    new = {id(o) for o in given}
    asked = {o.indicator for o in given if _judged(o, catalogue.indicators[o.indicator])}
    every = together(given, [o for o in before if o.indicator in asked and o.measure is CellPart.FIGURE and o.series not in TARGETS])
    in_time = {id(o): (line, at) for line in _comparable(every, catalogue) for at, o in enumerate(line)}
    in_row = rows(every)
    for o in given:
        indicator = catalogue.indicators[o.indicator]
        if not _judged(o, indicator):
            continue
        row = in_row.get((o.indicator, dates_of(o.period)), [])
        by_time, by_row = _by_time(o, in_time, in_row, new, indicator), _by_row(o, row, in_time, indicator)
        word = by_row if by_row.power and not by_time.fits else by_time if by_time.power and not by_row.fits else NOTHING
        if word.power:
            yield _finding(o, word, indicator)


def _judged(o: CheckedFigure, indicator: Indicator) -> bool:
    figure = o.value is not None and o.value > 0 and o.measure is CellPart.FIGURE
    return figure and o.series not in TARGETS and indicator.unit is not Unit.SCORE


def _comparable(seen: Sequence[CheckedFigure], catalogue: Catalogue) -> Iterator[list[CheckedFigure]]:
    """Lines cut at changes of method; none of a KPI that ended or has no meaning over time."""
    for (key, *_), line in lines(seen).items():
        indicator = catalogue.indicators[key.kpi]
        if indicator.over_time and indicator.retired is None:
            breaks = [b.first for b in catalogue.breaks_of(key.kpi)]
            parts: dict[int, list[CheckedFigure]] = {}
            for o in line:
                parts.setdefault(sum(first <= (o.period.first or date.min) for first in breaks), []).append(o)
            yield from parts.values()


def _by_time(
    o: CheckedFigure, in_time: Places, in_row: dict[tuple[str, Dates], list[CheckedFigure]], new: set[int], indicator: Indicator
) -> SlipVerdict:
    line, at = in_time.get(id(o), ([o], 0))
    near = sorted(range(max(0, at - NEAREST), min(len(line), at + NEAREST + 1)), key=lambda n: (abs(n - at), n))
    others = [line[n] for n in near if n != at][:NEAREST]
    if len(others) == 1 and indicator.unit is not Unit.COUNT and min(o.value or 0.0, others[0].value or 0.0) < SMALL:
        return NOTHING
    word = _word(o, others, indicator)
    if len(line) == 2 and word.power:  # either may be wrong: the row decides, else the later or the new one is told
        other = others[0]
        beside = _by_row(other, in_row.get((o.indicator, dates_of(other.period)), []), {}, indicator)
        later = at == 1 or id(other) not in new
        return word if (later and not beside.power) or beside.fits else NOTHING
    return word


def _by_row(o: CheckedFigure, row: list[CheckedFigure], in_time: Places, indicator: Indicator) -> SlipVerdict:
    others = [x for x in row if x is not o]
    if indicator.unit is Unit.COUNT or o.series not in (FigureRole.OWN, *COMPARATORS) or not others:
        return NOTHING
    if len(others) > 1:
        return _word(o, others, indicator)
    only = others[0]
    if o.series is FigureRole.OWN and only.series is FigureRole.ENGLAND:
        return _word(o, others, indicator)
    line, _ = in_time.get(id(only), ([], 0))  # one own figure judges a comparator only where its own line bears it out
    if o.series is not FigureRole.OWN and only.series is FigureRole.OWN and _word(only, [x for x in line if x is not only], indicator).fits:
        return _word(o, others, indicator)
    return NOTHING


def _word(o: CheckedFigure, others: Sequence[CheckedFigure], indicator: Indicator) -> SlipVerdict:
    values = [x.value for x in others if x.value is not None]
    if not values or min(values) <= 0 or o.value is None:
        return NOTHING
    low, high, middle = min(values), max(values), median(values)
    if min(o.value, middle) < SMALL_COUNT if indicator.unit is Unit.COUNT else max(o.value, middle) < 1:
        return NOTHING
    if low / AGREE <= o.value <= high * AGREE:
        return SlipVerdict(fits=True, others=tuple(others))
    if high > AGREE * low or low / APART <= o.value <= high * APART:
        return NOTHING
    near = ALONE if len(values) == 1 else AMONG
    powers = [p for p in (-2, -1, 1, 2) if low / _width(near, p) <= o.value / 10.0**p <= high * _width(near, p)]
    ratio = o.value / middle
    return SlipVerdict(min(powers, key=lambda p: max(ratio / 10.0**p, 10.0**p / ratio), default=0), others=tuple(others))


def _width(near: float, power: int) -> float:
    return near * WIDER if abs(power) == 2 else near


def _finding(o: CheckedFigure, word: SlipVerdict, indicator: Indicator) -> Finding:
    value = o.value or 0.0
    times = {2: "100 times", 1: "10 times", -1: "a tenth of", -2: "a hundredth of"}[word.power]
    across = word.others[0].series is not o.series
    shown = ", ".join(
        f"{said(x.value or 0.0, indicator.unit)} ({whose(x) if across else x.period.label})" for x in sorted(word.others, key=_order)
    )
    what = f"{said(value, indicator.unit)} is about {times} {'what stands beside it' if across else 'its own other figures'}: {shown}."
    mended = said(float(exact(value).scaleb(-word.power)), indicator.unit)
    hint = f"Check the decimal point: if it slipped, the figure is {mended}. The printed figure was kept."
    return Finding(Severity.CHECK, o.source, what, hint, "jump", indicator=o.indicator)


def _order(o: CheckedFigure) -> tuple[int, str]:
    return list(FigureRole).index(o.series), str(o.period.last)
