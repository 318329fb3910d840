"""Sentences on where a yearly figure, or a monthly or termly line, is heading: the range and how often it held, or why none is given."""

from __future__ import annotations

from collections.abc import Mapping

from data.model.indicator import Polarity
from data.model.period import Period
from kpis import formats
from kpis.forecast.forecast import BEHIND, ON_COURSE, ProjectedRange, Projection, heading, needed, verdict
from kpis.forecast.line_forecast import NAMES, LineProjection, line_heading
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


def line_course(standing: Standing, *, seasonal: bool = False) -> str:
    """The same of a monthly or termly line, in one sentence or two; empty for what is no such line."""
    found = line_heading(standing, seasonal=seasonal)
    if found is None:
        return ""
    if found.range is None:
        return f"Where it is heading: cannot say, since {found.why}."
    indicator, name = standing.indicator, NAMES[found.last.period.kind]
    ends = f"{formats.figure(found.range.low, indicator)} to {formats.figure(found.range.high, indicator)}"
    when = f"{found.ahead} {name}{'s' * (found.ahead != 1)} after {formats.period(found.last.period)}"
    first = f"If it goes on to change as it has so far, the figure {when} will lie in {ends}, a range made to hold 8 in 10."
    past = f"Worked at earlier {name}s of this line, such ranges held {found.held} of {found.outcomes} figures ({found.share:.0%})."
    return f"{first} {past}{_line_target(standing, found)}"


def _line_target(standing: Standing, found: LineProjection) -> str:
    """What the range means for the target in force for the newest figure, where one stands and one way is better."""
    target, range_ = standing.target_at(found.last.period), found.range
    if target is None or target.value is None or range_ is None or standing.indicator.polarity is Polarity.NEUTRAL:
        return ""
    aim = f"the target of {formats.figure(target.value, standing.indicator)}"
    word = verdict(range_, target.value, standing.indicator.polarity)
    if word == ON_COURSE:
        return f" All of it meets {aim}."
    return f" None of it meets {aim}." if word == BEHIND else f" Part of it meets {aim}, so whether it will cannot be said."


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
