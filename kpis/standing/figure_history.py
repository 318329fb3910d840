"""Every figure ever given of one KPI: which stand, and which load superseded the others. Pure."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from data.model.figure_key import FigureKey
from data.model.observation import Missing
from kpis.figures.figure import Value, value_of
from kpis.figures.stored_rows import StoredRows, records


@dataclass(frozen=True, slots=True)
class FigureVersion:
    """One figure as one load gave it. ``by`` is the load that superseded it, None while it stands.

    ``again`` counts the later loads that gave the very same, which are not told one by one. ``withheld_by`` is the load that withholds
    what this one gave.
    """

    value: Value
    by: int | None = None
    withdrawn: bool = False
    again: int = 0
    withheld_by: int | None = None

    @property
    def words(self) -> str:
        """in force, superseded by load 12, or load withdrawn, and how often it was given again; or by whom and when it was removed."""
        if self.value.missing is Missing.REMOVED:
            return self.value.raw
        if self.withheld_by is not None:
            return f"withheld by load {self.withheld_by}{'; load withdrawn' if self.withdrawn else ''}"
        state = "load withdrawn" if self.withdrawn else f"superseded by load {self.by}" if self.by else "in force"
        return f"{state}; given again by {self.again} later load{'s' * (self.again > 1)}" if self.again else state


def given(history: StoredRows, key: FigureKey, withdrawn: Container[int], until: date | None = None) -> list[FigureVersion]:
    """Every own figure of one key, newest period first and in it the newest received first.

    ``history`` has one row a figure in order of receipt; figures of other keys and loads received after ``until`` are left out.
    """
    periods: dict[tuple[Any, ...], list[FigureVersion]] = {}
    for row in records(history):
        value = value_of(row | {"notice": ""})
        if FigureKey(value.area, row["indicator"]) != key:
            continue
        if until and value.received > until:
            continue
        period = value.period
        told = periods.setdefault((period.kind, period.first, period.last, None if period.first else period.label), [])
        if row.get("withheld_by") is not None:
            told.append(FigureVersion(value, withdrawn=value.load in withdrawn, withheld_by=row["withheld_by"]))
            continue
        if value.load in withdrawn:
            told.append(FigureVersion(value, withdrawn=True))
            continue
        at = next((n for n in range(len(told) - 1, -1, -1) if not told[n].withdrawn and told[n].withheld_by is None), None)
        if at is not None and _same(told[at].value, value):
            told[at] = replace(told[at], again=told[at].again + 1)
            continue
        if at is not None:
            told[at] = replace(told[at], by=value.load)
        told.append(FigureVersion(value))
    newest = sorted(periods.values(), key=lambda told: told[0].value.period.last or date.min, reverse=True)
    return [one for told in newest for one in reversed(told)]


def _same(one: Value, other: Value) -> bool:
    return (one.value, one.missing, one.status) == (other.value, other.missing, other.status)
