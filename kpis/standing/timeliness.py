"""Whether a figure may speak for today: current, stale, ended, or of a period that was not over when it was received. Pure.

Only a current figure is rated, counted, chased or signalled; any other keeps its place on the screen with its age and the day on which the
next was due. The rules are data (data/reference/timeliness.toml).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise
from statistics import median

from data.model.indicator import Indicator
from data.model.period import PeriodKind, months_on
from data.model.timeliness import FigureRhythm, TimelinessRules
from data.text import first_capital
from kpis import formats
from kpis.figures.figure import PUBLISHED, Value

RECENT = 6  # figures whose distances say how often a line is given
YEAR = 12


class Timeliness(StrEnum):
    """What a figure's period and the day looked at make of it, as a screen prints it."""

    CURRENT = "current"
    STALE = "out of date"
    ENDED = "ended"
    NOT_FINISHED = "not finished"


@dataclass(frozen=True, slots=True)
class FigureAge:
    """A figure's state on a day, why it is no current one (empty for one that is), and when the next of its line is due."""

    state: Timeliness
    why: str = ""
    due: date | None = None

    @property
    def current(self) -> bool:
        return self.state is Timeliness.CURRENT


UNFINISHED = "The period was not over when the figure was received, and part of it is not rated against the whole."
CURRENT = FigureAge(Timeliness.CURRENT)


def figure_age(own: Value | None, points: Sequence[Value], indicator: Indicator, on: date, rules: TimelinessRules) -> FigureAge:
    """The age of a figure on a day, among the figures of its own line. One without a number is as current as its period is."""
    if own is None:
        return CURRENT
    if indicator.retired is not None and indicator.retired < on:
        return FigureAge(Timeliness.ENDED, f"This measure ended on {formats.day(indicator.retired)}.")
    last = own.period.last
    due = next_due(own, points, indicator, rules)
    if unfinished(own):
        when, got = formats.period(own.period, long=True), formats.day(own.received)
        return FigureAge(Timeliness.NOT_FINISHED, f"{first_capital(when)} was not over when the figure was received on {got}.", due)
    if due + timedelta(days=rules.grace_days) < on:
        when = formats.period(own.period, long=True).removeprefix("probably ") if last else "a period not stated"
        when += "" if last else f", received on {formats.day(own.received)}"
        return FigureAge(Timeliness.STALE, f"The newest figure is for {when}; the next was due by {formats.day(due)}.", due)
    return FigureAge(Timeliness.CURRENT, "", due)


def unfinished(value: Value | None) -> bool:
    """Whether a partnership's figure is of a period that was not over when it was received; what DfE publishes is of whole periods."""
    if value is None or value.value is None or value.origin == PUBLISHED or value.period.kind is PeriodKind.YEAR_TO_DATE:
        return False
    return value.period.last is not None and value.period.last > value.received


def next_due(own: Value, points: Sequence[Value], indicator: Indicator, rules: TimelinessRules) -> date:
    """The day by which the figure after this one should be here."""
    if own.period.last is None or own.period.kind is PeriodKind.NOT_STATED:
        return _months_on(own.received, rules.undated_months)
    rhythm = rules.rhythms[own.period.kind]
    step = _step(own, points, indicator, rhythm)
    due = _months_on(own.period.last, step + _reported(own, indicator, rules, step))
    after = own.period.last
    while step == YEAR and _school_year(after := _months_on(after, YEAR)) in indicator.none_for:
        due = _months_on(due, YEAR)
    return due


def _school_year(last: date) -> str:
    return f"{last.year - 1}/{last.year % 100:02d}"


def _reported(own: Value, indicator: Indicator, rules: TimelinessRules, step: int) -> int:
    """The months after a period's end until its figure is here."""
    rhythm = rules.rhythms[own.period.kind]
    if own.origin == PUBLISHED:
        return indicator.published_months or rhythm.published
    return rhythm.own if step < YEAR else max(rhythm.own, rules.rhythms[PeriodKind.CALENDAR_YEAR].own)


def _step(own: Value, points: Sequence[Value], indicator: Indicator, rhythm: FigureRhythm) -> int:
    """The months from this figure to the next of its line: as far apart as its last ones lie, never nearer than its kind allows."""
    ends = sorted({p.period.last for p in points if p.period.kind is own.period.kind and p.period.last is not None})[-RECENT:]
    apart = [(after.year - before.year) * YEAR + after.month - before.month for before, after in pairwise(ends)]
    if apart:
        return max(rhythm.months, min(YEAR, round(median(apart))))
    first = own.period.first
    census = indicator.period_basis == "january census" and own.period.kind is PeriodKind.MONTH and first is not None and first.month == 1
    return YEAR if census else rhythm.months


def _months_on(day: date, months: int) -> date:
    """The same day so many months later; the last of a month stays the last of a month."""
    after = day + timedelta(days=1)
    return months_on(after, months) - timedelta(days=1) if after.day == 1 else months_on(day, months)
