"""How far pupils with SEN stand behind those without, year by year, and whether that gap narrowed. Pure.

A gap is in the KPI's own unit, points for percentages: positive where pupils with SEN do worse. It narrows when it gets smaller.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from data.model.indicator import Indicator, Polarity, Unit
from data.model.period import Break, Period
from data.text import exact
from kpis import formats
from kpis.benchmark.benchmark import Field
from kpis.figures.figure import Value, at
from kpis.figures.periods import adjoins
from kpis.standing.kpi_standing import change_between


@dataclass(frozen=True, slots=True, kw_only=True)
class GapRow:
    """One period: both groups' figures, the gap, and the changes from the adjoining period before; None where there is none."""

    period: Period
    own: float | None
    other: float | None
    gap: float | None
    own_change: float | None
    other_change: float | None
    gap_change: float | None
    england: float | None
    england_change: float | None = None


def field_of(
    rows: Sequence[GapRow], like: tuple[Sequence[Value], Sequence[Value]], codes: tuple[str, str], indicator: Indicator,
    breaks: Sequence[Break] = (),
) -> Field:  # fmt: skip
    """The gap over time as a field of two areas, own and England (``codes``), in points; ``like`` are the figures of their pupils
    with SEN, whose dates, marks and sources each gap carries."""
    unit = Unit.POINTS if indicator.unit is Unit.PERCENT else indicator.unit
    own = [(row.period, row.gap) for row in rows]
    england = [(row.period, row.england) for row in rows]
    values = {code: _as_values(sizes, held) for code, sizes, held in zip(codes, (own, england), like, strict=True)}
    return Field(replace(indicator, unit=unit, polarity=Polarity.LOWER), values, breaks=tuple(breaks))


def _as_values(sizes: Sequence[tuple[Period, float | None]], like: Sequence[Value]) -> tuple[Value, ...]:
    held = ((at(like, period), size) for period, size in sizes if size is not None)
    return tuple(replace(value, value=size, share=None, counts=None) for value, size in held if value is not None)


def gap(own: float | None, other: float | None, polarity: Polarity) -> float | None:
    """How much worse ``own`` is than ``other``, unrounded; None where either is missing or neither way is better."""
    if own is None or other is None or polarity is Polarity.NEUTRAL:
        return None
    behind = exact(other) - exact(own)
    return float(behind if polarity is Polarity.HIGHER else -behind)


def gaps(
    pairs: tuple[Sequence[Value], Sequence[Value]], england: tuple[Sequence[Value], Sequence[Value]], indicator: Indicator,
    breaks: Sequence[Break] = (),
) -> tuple[GapRow, ...]:  # fmt: skip
    """A row a period that either group has here or in England, oldest first. ``pairs`` are pupils with and without SEN of the area,
    ``england`` of England.

    Changes are from the adjoining period and never across a break; none for a score that is relative to its own year.
    """
    own, other = pairs
    periods = {
        v.period.last: v.period for values in (*england, *pairs) for v in values if v.period.last is not None and v.period.first is not None
    }
    return tuple(_row(periods[last], (own, other), england, indicator, breaks) for last in sorted(periods))


def _row(
    period: Period, pairs: tuple[Sequence[Value], Sequence[Value]], england: tuple[Sequence[Value], Sequence[Value]], indicator: Indicator,
    breaks: Sequence[Break],
) -> GapRow:  # fmt: skip
    own, other = (at(values, period) for values in pairs)
    own_change, other_change = (_change(values, period, indicator, breaks) for values in pairs)
    beside = [found.value if (found := at(values, period)) else None for values in england]
    wide = [_change(values, period, indicator, breaks) for values in england]
    moved = gap(own_change, other_change, indicator.polarity)
    return GapRow(
        period=period, own=own.value if own else None, other=other.value if other else None,
        gap=gap(own.value if own else None, other.value if other else None, indicator.polarity), own_change=own_change,
        other_change=other_change, gap_change=moved, england=gap(beside[0], beside[1], indicator.polarity),
        england_change=gap(wide[0], wide[1], indicator.polarity),
    )  # fmt: skip


def _change(values: Sequence[Value], period: Period, indicator: Indicator, breaks: Sequence[Break]) -> float | None:
    after = at(values, period)
    before = next((v for v in values if v.value is not None and adjoins(v.period, period, "")), None)
    found = change_between(before, after, indicator, breaks)
    return found.value if found else None


def sentence(rows: Sequence[GapRow], indicator: Indicator, own: str, other: str, area: str) -> str:
    """The newest gap in words, how it moved and why, and England's beside it; empty where no period has both groups."""
    row = next((one for one in reversed(rows) if one.gap is not None), None)
    if row is None or row.gap is None:
        nation = next((one for one in reversed(rows) if one.england is not None), None)
        if nation is None or nation.england is None:
            return ""
        return f"No gap can be worked for {area}; England’s, {formats.period(nation.period)}: {_behind(nation.england, indicator)}."
    shown, beside = formats.figure(row.own, indicator), formats.figure(row.other, indicator)
    first = f"Gap in {area}, {formats.period(row.period)}: {size(row.gap, indicator)} ({own} {shown}, {other} {beside})"
    if row.gap < 0:
        first = f"In {area}, {formats.period(row.period)}, {own} ({shown}) did better than {other} ({beside}) by {size(row.gap, indicator)}"
    told = [f"{first}."]
    if row.gap_change is not None and row.own_change is not None and row.other_change is not None:
        ways = f"{own} {formats.difference(row.own_change, indicator)}, {_beside(row, other, indicator)}"
        told.append(f"{_moved(row.gap_change, indicator)} than the year before: {ways}.")
    if row.england is not None:
        moved = row.england_change
        since = f", {_moved(moved, indicator).removeprefix('The gap is ')} than the year before" if moved is not None else ""
        told.append(f"England’s gap: {_behind(row.england, indicator)}{since}.")
    return " ".join(told)


def _beside(row: GapRow, other: str, indicator: Indicator) -> str:
    """The other group's change; where both moved the same way, which of them moved faster."""
    one, two = row.own_change or 0.0, row.other_change or 0.0
    shown = formats.difference(two, indicator)
    if one * two <= 0 or formats.difference(one, indicator) == shown:
        return f"{other} {shown}"
    return f"{'faster' if abs(one) > abs(two) else 'slower'} than {other} at {shown}"


def _behind(value: float, indicator: Indicator) -> str:
    """A gap's size; one below nought says that pupils with SEN are ahead."""
    return size(value, indicator) + (", pupils with SEN ahead" if value < 0 else "")


def size(value: float, indicator: Indicator) -> str:
    """How large a gap is, without a sign: percentage points for percentages."""
    text = formats.number(abs(value), indicator.decimals)
    return f"{text} percentage points" if indicator.unit is Unit.PERCENT else text


def _moved(change: float, indicator: Indicator) -> str:
    if formats.number(abs(change), indicator.decimals).strip("0.,") == "":
        return "The gap is no wider or narrower"
    return f"The gap is {size(change, indicator)} {'narrower' if change < 0 else 'wider'}"
