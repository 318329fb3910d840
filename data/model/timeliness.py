"""How long figures of each kind of period stay current, as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from data.model.period import PeriodKind


@dataclass(frozen=True, slots=True)
class FigureRhythm:
    """One kind of period: the months from one to the next, and the months after an end until a partnership reports it or DfE publishes
    it."""

    months: int
    own: int
    published: int


@dataclass(frozen=True, slots=True)
class TimelinessRules:
    """The rhythm of each kind of period, the days of grace after a due day, and the months that a figure of no stated period has."""

    rhythms: Mapping[PeriodKind, FigureRhythm]
    grace_days: int
    undated_months: int
