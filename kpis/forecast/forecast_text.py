"""Sentences on where a yearly figure is heading: the range and how often such ranges held, or why nothing is said."""

from __future__ import annotations

from collections.abc import Mapping

from data.model.period import Period
from kpis import formats
from kpis.forecast.forecast import BEHIND, ON_COURSE, ProjectedRange, Projection, heading, needed, verdict
from kpis.standing.kpi_standing import Standing


def course(standing: Standing, held: Mapping[tuple[str, int], float], years: int = 1) -> str:
    """One sentence or two; empty for a KPI without a yearly figure."""
    found = heading(standing, years, held)
    if found.last is None or found.last.value is None:
        return ""
    if found.range is None:
        return f"Where it is heading: cannot say, since {found.why}."
    indicator, low, high = standing.indicator, found.range.low, found.range.high
    ends = f"{formats.figure(low, indicator)} to {formats.figure(high, indicator)}"
    past = f"the mean change of its last {found.used - 1} years goes on"
    first = f"If {past}, {after(found.last.period, years)} will lie in {ends}, a range made to hold 8 in 10."
    return f"{first} For this KPI such ranges held {found.held:.0%} of DfE’s published figures.{_aim(standing, found, found.range)}"


def after(period: Period, years: int) -> str:
    """How the period that many years after another is called."""
    return "the next year" if years == 1 else f"the figure {years} years on"


def _aim(standing: Standing, found: Projection, range_: ProjectedRange) -> str:
    """What that means for the legal standard, where the KPI has one."""
    standard = standing.indicator.standard
    if standard is None or found.last is None or found.last.value is None:
        return ""
    word = verdict(range_, standard.value, standing.indicator.polarity)
    aim = f"the legal standard of {formats.figure(standard.value, standing.indicator)}"
    more = needed(found.last.value, standard.value, found.years)
    if word == ON_COURSE:
        return f" On course for {aim}."
    change = (
        f"; it would need {formats.difference(more, standing.indicator)} in {'one year' if found.years == 1 else f'{found.years} years'}"
    )
    return f" Behind {aim}{change}." if word == BEHIND else f" Whether it reaches {aim} cannot be said{change}."
