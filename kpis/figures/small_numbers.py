"""Small numbers about people: which counts of 1 to 4 an output holds, which withheld one can be worked back from it, hiding and rounding.

A withheld figure can be had by sums where its parts and whole stand beside it (S2 = S3 + S4), and where months, quarters and a year to
date of one count leave only it open. Published figures are left out: their publisher has decided. Pure.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from data.model.indicator import Indicator, Unit
from data.model.observation import WITHHELD, Missing
from data.model.period import Period, PeriodKind
from data.model.reading_rules import SumRule
from kpis.figures.stored_rows import StoredRows, records

SMALLEST, LARGEST, STEP = 1, 4, 5
DAY = timedelta(days=1)


class SmallNumbers(StrEnum):
    """What is done with counts of 1 to 4 in what is looked at and taken away."""

    AS_GIVEN = ""
    HIDE = "hide"
    ROUND = "round"


MARK = {
    SmallNumbers.HIDE: "Counts of 1 to 4 are hidden, and what would give them away",
    SmallNumbers.ROUND: "Counts are rounded to the nearest 5",
}


@dataclass(frozen=True, slots=True)
class CountedFigure:
    """One figure of an area's own as an output shows it: ``value`` is None where there is none; ``hidden`` where it is withheld."""

    code: str
    period: Period
    value: float | None
    hidden: bool
    additive: bool


Steps = dict[date, list[tuple[date, CountedFigure]]]


@dataclass(frozen=True, slots=True)
class WorkedBack:
    """A withheld figure that can be had: the sum of the figures in ``plus``, less those in ``less``. ``how`` says it in words."""

    code: str
    period: Period
    plus: tuple[CountedFigure, ...]
    less: tuple[CountedFigure, ...]
    how: str

    @property
    def of(self) -> tuple[CountedFigure, ...]:
        """The figures that give it away."""
        return (*self.plus, *self.less)


@dataclass(frozen=True, slots=True)
class SmallNumbersFound:
    """What an output holds: its counts of 1 to 4, and withheld figures that can be worked back."""

    small: tuple[CountedFigure, ...]
    worked_back: tuple[WorkedBack, ...]

    def __bool__(self) -> bool:
        return bool(self.small or self.worked_back)


def found(figures: Sequence[CountedFigure], sums: Iterable[SumRule]) -> SmallNumbersFound:
    """What these figures, shown together, hold."""
    small = tuple(one for one in figures if is_small(one.value) and one.additive)
    return SmallNumbersFound(small, tuple(worked_back(figures, sums)))


def is_small(value: float | None) -> bool:
    return value is not None and SMALLEST <= value <= LARGEST


def worked_back(figures: Sequence[CountedFigure], sums: Iterable[SumRule]) -> Iterator[WorkedBack]:
    """Each withheld figure that the others give away, once, with the first way found."""
    shown = [one for one in figures if one.value is not None and one.period.first and one.period.last]
    held = {(one.code, one.period.first, one.period.last): one for one in shown}
    rules = [rule for rule in sums if not rule.of_target]
    steps: dict[str, Steps] = {}
    for one in figures:
        if not one.hidden or one.period.first is None or one.period.last is None:
            continue
        way = next((way for rule in rules if (way := _by_sum(one, rule, held)) is not None), None)
        if way is None and one.additive:
            if one.code not in steps:
                steps[one.code] = _steps(other for other in shown if other.code == one.code and other.additive)
            way = _by_periods(one, steps[one.code])
        if way is not None:
            yield way


def _by_sum(one: CountedFigure, rule: SumRule, held: Mapping[tuple[str, date | None, date | None], CountedFigure]) -> WorkedBack | None:
    """A part as the whole less the other parts, or a whole as the sum of its parts."""
    if one.code not in (*rule.parts, rule.whole):
        return None
    terms = {code: held.get((code, one.period.first, one.period.last)) for code in (*rule.parts, rule.whole) if code != one.code}
    known = {code: other for code, other in terms.items() if other is not None}
    if len(known) < len(terms):
        return None
    parts = tuple(known[code] for code in rule.parts if code != one.code)
    if one.code == rule.whole:
        return WorkedBack(one.code, one.period, parts, (), " plus ".join(other.code for other in parts))
    how = f"{rule.whole} less {' and '.join(other.code for other in parts)}"
    return WorkedBack(one.code, one.period, (known[rule.whole],), parts, how)


def _steps(shown: Iterable[CountedFigure]) -> Steps:
    """Every count as a step between two days of one running total, both ways: from each day (to which, by which count)."""
    steps: Steps = {}
    for one in shown:
        assert one.period.first is not None and one.period.last is not None
        begin, end = one.period.first, one.period.last + DAY
        steps.setdefault(begin, []).append((end, one))
        steps.setdefault(end, []).append((begin, one))
    return steps


def _by_periods(one: CountedFigure, steps: Steps) -> WorkedBack | None:
    """A count of one period by adding and taking away those of others: a year to date less its other months, months that fill a quarter.

    It can be had exactly where steps that are shown join its two days. A step forward is added, one back taken away.
    """
    assert one.period.first is not None and one.period.last is not None
    start, wanted = one.period.first, one.period.last + DAY
    came: dict[date, tuple[date, CountedFigure]] = {}
    waiting = deque([start])
    while waiting and wanted not in came:
        at = waiting.popleft()
        for there, by in steps.get(at, ()):
            if there != start and there not in came:
                came[there] = (at, by)
                waiting.append(there)
    if wanted not in came:
        return None
    plus: list[CountedFigure] = []
    less: list[CountedFigure] = []
    at = wanted
    while at != start:
        before, by = came[at]
        (plus if before < at else less).append(by)
        at = before
    added, taken = _labels(plus), _labels(less)
    how = f"{' plus '.join(added)} less {', '.join(taken)}" if taken else " plus ".join(added)
    return WorkedBack(one.code, one.period, tuple(plus), tuple(less), how)


def _labels(of: Iterable[CountedFigure]) -> list[str]:
    return [one.period.label for one in sorted(of, key=lambda one: (one.period.first or date.min, one.period.last or date.min))]


@dataclass(frozen=True, slots=True)
class ControlledRows:
    """Rows of figures under a control of small numbers, as the rules read them."""

    columns: tuple[Any, ...]
    held: tuple[tuple[Any, ...], ...]

    def __iter__(self) -> Iterator[Any]:
        return iter(self.columns)

    def itertuples(self, index: bool = False, name: str | None = None) -> Iterable[tuple[Any, ...]]:
        return iter(self.held)


def controlled(
    rows: StoredRows, how: SmallNumbers, *, place: str, known: Mapping[str, Indicator], sums: Sequence[SumRule]
) -> StoredRows:  # fmt: skip
    """The rows of one place with its own counts hidden or rounded. What would give a hidden one away is hidden with it: the smallest that
    stands in the way, until nothing is left to be had. Every row's ``notice`` says what was done."""
    if how is SmallNumbers.AS_GIVEN:
        return rows
    columns, held = tuple(rows), [dict(row) for row in records(rows)]
    own = [row for row in held if _own(row, place)]
    for row in held:
        row["notice"] = " · ".join(filter(None, (MARK[how], row["notice"])))
    if how is SmallNumbers.ROUND:
        for row in own:
            if _additive(row["indicator"], known) and row["measure"] != "share" and row["value"] is not None:
                row["value"], row["raw"] = _rounded(row["value"]), "rounded"
            elif row["measure"] in ("share", "numerator", "denominator"):
                _hide(row)
        own = [row for row in own if not _additive(row["indicator"], known)]  # of rounded counts none can be had to the digit
    by_key: dict[tuple[Any, ...], list[dict[Any, Any]]] = {}
    for row in own:
        by_key.setdefault((row["indicator"], row["first"], row["last"]), []).append(row)
    for row in own:
        if how is SmallNumbers.HIDE and row["measure"] == "figure" and _additive(row["indicator"], known) and is_small(row["value"]):
            _hide_all(by_key[row["indicator"], row["first"], row["last"]])
        elif row["measure"] in ("numerator", "denominator") and is_small(row["value"]):
            _hide(row)
    while ways := list(worked_back([_figure(row, known) for row in own if row["measure"] == "figure"], sums)):
        standing = len(_shown(own))
        for way in ways:
            of = [by_key[one.code, one.period.first, one.period.last] for one in way.of]
            figures = [next(row for row in rows if row["measure"] == "figure" and row["value"] is not None) for rows in of if _shows(rows)]
            if len(figures) == len(of):
                least = min(figures, key=lambda row: (row["value"], str(row["first"])))
                _hide_all(by_key[least["indicator"], least["first"], least["last"]])
        if len(_shown(own)) == standing:
            break
    return ControlledRows(columns, tuple(tuple(row[name] for name in columns) for row in held))


def _shown(rows: Iterable[Mapping[Any, Any]]) -> list[Mapping[Any, Any]]:
    return [row for row in rows if row["value"] is not None]


def _shows(rows: Iterable[Mapping[Any, Any]]) -> bool:
    return any(row["measure"] == "figure" and row["value"] is not None for row in rows)


def _own(row: Mapping[Any, Any], place: str) -> bool:
    return bool(row["area"] == place and row["series"] == "own" and row["origin"] == "local")


def _additive(code: str, known: Mapping[str, Indicator]) -> bool:
    return code in known and known[code].unit is Unit.COUNT


def _figure(row: Mapping[Any, Any], known: Mapping[str, Indicator]) -> CountedFigure:
    period = Period(row["period"], PeriodKind(row["period_kind"]), row["first"], row["last"])
    hidden = row["missing"] in WITHHELD
    return CountedFigure(row["indicator"], period, row["value"], hidden, _additive(row["indicator"], known))


def _hide_all(rows: Iterable[dict[Any, Any]]) -> None:
    for row in rows:
        _hide(row)


def _hide(row: dict[Any, Any]) -> None:
    if row["value"] is not None:
        row["value"], row["missing"], row["raw"] = None, Missing.SUPPRESSED.value, "hidden"


def _rounded(value: float) -> float:
    """To the nearest 5, halves up."""
    return float(int(value / STEP + 0.5) * STEP) if value >= 0 else value
