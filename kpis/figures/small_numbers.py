"""Small numbers about people: which counts of 1 to 4 an output holds, which withheld one can be worked back from it, hiding and rounding.

A withheld figure can be had by sums where its parts and whole stand beside it (S2 = S3 + S4), and where months, quarters and a year to
date of one count leave only it open. Published figures are left out: their publisher has decided. Pure.
"""

from __future__ import annotations

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


@dataclass(frozen=True, slots=True)
class WorkedBack:
    """A withheld figure that can be had by sums, and how in words."""

    code: str
    period: Period
    how: str
    of: tuple[tuple[str, Period], ...]  # the figures that give it away


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
    held: dict[tuple[str, date | None, date | None], CountedFigure] = {
        (one.code, one.period.first, one.period.last): one for one in figures if one.period.first and one.period.last
    }
    rules = [rule for rule in sums if not rule.of_target]
    for one in figures:
        if not one.hidden or one.period.first is None or one.period.last is None:
            continue
        ways = (*(_by_sum(one, rule, held) for rule in rules), _by_periods(one, figures) if one.additive else None)
        if way := next((way for way in ways if way is not None), None):
            yield way


def _by_sum(one: CountedFigure, rule: SumRule, held: Mapping[tuple[str, date | None, date | None], CountedFigure]) -> WorkedBack | None:
    """A part as the whole less the other parts, or a whole as the sum of its parts."""
    terms = (*rule.parts, rule.whole)
    if one.code not in terms:
        return None
    others = [held.get((code, one.period.first, one.period.last)) for code in terms if code != one.code]
    if any(other is None or other.value is None for other in others):
        return None
    parts = [code for code in rule.parts if code != one.code]
    how = f"{rule.whole} less {' and '.join(parts)}" if one.code != rule.whole else " plus ".join(parts)
    return WorkedBack(one.code, one.period, how, tuple((other.code, other.period) for other in others if other is not None))


def _by_periods(one: CountedFigure, figures: Sequence[CountedFigure]) -> WorkedBack | None:
    """A count of one period by adding and taking away those of others: a year to date less its other months, months that fill a quarter.

    Every count is a step between two days of one running total; a figure can be had where steps that are shown join its two days.
    """
    steps: dict[date, list[tuple[date, CountedFigure]]] = {}
    for other in figures:
        if other.code == one.code and other.additive and other.value is not None and other.period.first and other.period.last:
            begin, end = other.period.first, other.period.last + DAY
            steps.setdefault(begin, []).append((end, other))
            steps.setdefault(end, []).append((begin, other))
    assert one.period.first is not None and one.period.last is not None
    ways: dict[date, tuple[CountedFigure, ...]] = {one.period.first: ()}
    waiting, wanted = [one.period.first], one.period.last + DAY
    while waiting:
        at = waiting.pop(0)
        for there, by in steps.get(at, ()):
            if there == wanted:
                of = (*ways[at], by)
                return WorkedBack(one.code, one.period, _from(of), tuple((o.code, o.period) for o in of))
            if there not in ways:
                ways[there] = (*ways[at], by)
                waiting.append(there)
    return None


def _from(of: Sequence[CountedFigure]) -> str:
    longest = max(of, key=lambda one: (one.period.last or date.min) - (one.period.first or date.min))
    others = [one.period.label for one in sorted(of, key=lambda one: one.period.first or date.min) if one is not longest]
    return f"{longest.period.label} less {', '.join(others)}" if others else f"the figure of {longest.period.label}"


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
            of = [by_key[code, period.first, period.last] for code, period in way.of]
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
