"""Targets as a scorecard prints them: which stands for a period, how a figure stands to it, and why none does. Pure.

A printed target is of its row's or its column's period. It may be a bound, a range, or due by a day; one that stands in no period's column
is an end target, and never takes the place of a milestone. docs/methods/rating.md has the rules.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from data.model.indicator import Indicator, Polarity
from data.model.observation import BOUNDS, END_TARGET, CellPart, FigureRole, Missing, due_day
from data.model.period import Period
from data.text import exact
from kpis import formats
from kpis.figures.figure import Value, at, same_period, when
from kpis.figures.target_terms import TargetTerms
from kpis.targets import kpi_target, rag
from kpis.targets.kpi_target import EACH, TargetVersion
from kpis.targets.rag import RagStatus, Rating

ROLES = (FigureRole.TARGET, FigureRole.MILESTONE)
NEAR_ONLY = "DfE’s series is only near this KPI, so no target is set for it."
OTHER_BASIS = "These figures are on another basis than the KPI’s own, so its target is not set against them."
RANGE_ENDS = (CellPart.AT_LEAST, CellPart.AT_MOST)
Parts = Mapping[tuple[str, str], Sequence[Value]]  # values in force by whose figure they are and which part of the cell


def printed(parts: Parts) -> tuple[Value, ...]:
    """The targets and milestones of one KPI, by date, one a period; each with its terms where its cell gives any.

    Of one period the newest target stands, before a milestone; a milestone before a target that no period was given for. ``value`` is
    None for a range, and its terms hold the ends.
    """
    aims, steps = (_of(parts, role) for role in ROLES)
    firm = [t for t in aims if not (t.terms and t.terms.undated and at(steps, t.period))]
    return tuple(sorted((*firm, *(step for step in steps if at(firm, step.period) is None)), key=when))


def _of(parts: Parts, role: FigureRole) -> list[Value]:
    """One role's values, of each period the one that was given last, with what the rest of its cell says."""
    beside: dict[tuple[int, str], dict[CellPart, Value]] = {}
    for part in (*BOUNDS, CellPart.DUE):
        for value in parts.get((role.value, part.value), ()):
            beside.setdefault((value.load, value.source), {})[part] = value
    figures = list(parts.get((role.value, CellPart.FIGURE.value), ()))
    own = {(one.load, one.source) for one in figures}
    ranges = [
        replace(said[CellPart.AT_LEAST], value=None, missing=None)
        for key, said in beside.items() if key not in own and all(end in said for end in RANGE_ENDS)
    ]  # fmt: skip
    found: list[Value] = []
    for one in sorted((*figures, *ranges), key=when):
        said = beside.get((one.load, one.source), {})
        found = [earlier for earlier in found if not same_period(earlier.period, one.period)]
        undated = END_TARGET in one.basis
        found.append(replace(one, terms=_terms(said, undated=undated)) if said or undated else one)
    return found


def _terms(said: Mapping[CellPart, Value], *, undated: bool) -> TargetTerms:
    def limit(*parts: CellPart) -> float | None:
        return next((said[part].value for part in parts if part in said), None)

    due = said[CellPart.DUE].value if CellPart.DUE in said else None
    return TargetTerms(
        low=limit(CellPart.AT_LEAST, CellPart.ABOVE), high=limit(CellPart.AT_MOST, CellPart.BELOW),
        strict=CellPart.ABOVE in said or CellPart.BELOW in said, due=due_day(due) if due else None, undated=undated,
    )  # fmt: skip


def known(target: Value) -> bool:
    """Whether a printed target says anything to be reached: a figure or a range."""
    return target.value is not None or bool(target.terms and target.terms.banded)


def banded(target: Value | None) -> bool:
    return bool(target and target.terms and target.terms.banded)


def for_period(targets: Sequence[Value], period: Period, indicator: Indicator) -> Value | None:
    """The printed target that stands for a period: that of the period itself, else of the year it lies in, else the last that was due.

    A year's target of a count or a rate is not a month's; nor is one that is due by the end of the year.
    """
    same = at(targets, period)
    if same is not None and (known(same) or same.missing is not Missing.BLANK):
        return same
    if indicator.unit in EACH or period.first is None or period.last is None:
        return same
    last = period.last
    around = [t for t in targets if known(t) and not _due(t) and _holds(t.period, period)]
    if around:
        return min(around, key=lambda t: ((t.period.last or date.max) - (t.period.first or date.min), -t.load))
    reached = [t for t in targets if known(t) and (day := _due(t)) is not None and day <= last]
    return max(reached, key=lambda t: (_due(t) or date.min, when(t)), default=same)


def _due(target: Value) -> date | None:
    return target.terms.due if target.terms else None


def _holds(outer: Period, inner: Period) -> bool:
    return bool(outer.first and outer.last and inner.first and inner.last and outer.first <= inner.first and inner.last <= outer.last)


def why_none(targets: Sequence[Value], period: Period, indicator: Indicator, agreed: Sequence[TargetVersion] = ()) -> str:
    """Why no target stands for a period where one is printed for another, printed and not read, or agreed from a later day on; empty
    where none is set at all."""
    return _why_not_printed(targets, period, indicator) or _why_not_agreed(agreed, period)


def _why_not_agreed(agreed: Sequence[TargetVersion], period: Period) -> str:
    """Why no agreed version judges a period that none is in force for; empty where there is none."""
    if not agreed:
        return ""
    if period.last is None:
        return "The figure’s period is not stated, so the agreed target is not set against it."
    return f"The agreed target counts from {formats.day(min(one.since for one in agreed))}, after this period."


def _why_not_printed(targets: Sequence[Value], period: Period, indicator: Indicator) -> str:
    if (here := at(targets, period)) is not None and here.value is None and not banded(here):
        if here.missing is Missing.UNREADABLE:
            return f"The target printed for this period, ‘{here.raw}’, cannot be read."
        if here.missing not in (None, Missing.BLANK, Missing.NOT_GIVEN):
            return f"The scorecard gives no target for this period: {formats.ABSENT[here.missing].lower()}."
    held = [t for t in targets if known(t)]
    if not held:
        unread = next((t for t in reversed(targets) if t.missing is Missing.UNREADABLE), None)
        return f"The target printed for {formats.period(unread.period, long=True)}, ‘{unread.raw}’, cannot be read." if unread else ""
    if period.last is None:
        one = held[-1]
        return f"The figure’s period is not stated, so the target of {words(one, indicator)} for {_named(one)} is not set against it."
    last = period.last
    near = next((t for t in held if t.period.first and t.period.last and t.period.first <= last <= t.period.last), held[-1])
    aim = f"The target of {words(near, indicator)} is for {_named(near)}"
    if not _holds(near.period, period):
        return f"{aim}, not for this period."
    return f"{aim}, and a {indicator.unit} for part of it is not rated against it."


def _named(target: Value) -> str:
    return formats.period(target.period, long=True)


def words(target: Value, indicator: Indicator) -> str:
    """A printed target as it stands in a table's column: as printed where it is a bound, a range or due by a day."""
    terms = target.terms
    if not as_text(target) or terms is None:
        return formats.figure(target.value, indicator, target.missing)
    limits = [one for one in (terms.low, terms.high, target.value) if one is not None]
    if all(f"{one:g}" in target.raw.replace(",", "") for one in limits):
        return target.raw
    return _in_words(target, terms, indicator)  # its cell gives shares, and the figures are in per cent


def as_text(target: Value) -> bool:
    """Whether a printed target is more than its figure: a bound, a range, or due by a day."""
    terms = target.terms
    return terms is not None and (terms.low is not None or terms.high is not None or terms.due is not None)


def _in_words(target: Value, terms: TargetTerms, indicator: Indicator) -> str:
    if terms.low is not None and terms.high is not None:
        said = f"{formats.figure(terms.low, indicator)} to {formats.figure(terms.high, indicator)}"
    else:
        low, high = ("above ", "below ") if terms.strict else ("at least ", "at most ")
        lead = low if terms.low is not None else high if terms.high is not None else ""
        said = f"{lead}{formats.figure(target.value, indicator)}"
    return f"{said} by {formats.day(terms.due)}" if terms.due else said


def judges(target: Value, period: Period, indicator: Indicator) -> bool:
    """Whether a printed target that stands for a period is one that its figure can be judged by: due by then, and not against the KPI."""
    terms = target.terms
    if terms is None:
        return True
    due = terms.due is None or period.last is None or terms.due <= period.last
    return due and not against(terms, indicator.polarity)


def rate(target: Value | None, figure: Value, indicator: Indicator, *, none: str = "") -> Rating:
    """The rating of one own figure against the printed target that stands for its period, by the KPI's rule.

    ``none`` says why there is no target for the period where one is printed for another.
    """
    terms = target.terms if target else None
    if target is None or terms is None or figure.value is None:
        return rag.rate(figure.value, target.value if target else None, indicator, figure.period, figure.missing, none=none)
    if (
        terms.due is not None
        and figure.period.last is not None
        and terms.due > figure.period.last
        and not _judges_nothing(indicator, figure)
    ):
        return Rating(RagStatus.NOT_RATED, f"The target, {target.raw}, is due on {formats.day(terms.due)}, after this period.")
    if terms.banded:
        return _in_range(terms, figure, figure.value, indicator)
    if against(terms, indicator.polarity) and not _judges_nothing(indicator, figure):
        better = "a higher number" if indicator.polarity is Polarity.HIGHER else "a lower number"
        return Rating(RagStatus.NOT_RATED, f"The target, {target.raw}, runs against the KPI, where {better} is better.")
    if terms.strict and target.value == figure.value and not _judges_nothing(indicator, figure):
        side = "below" if terms.high is not None else "above"
        status = RagStatus.AMBER if rag.allowance(indicator.rule, target.value) > 0 else RagStatus.RED
        at_it = f"At {formats.figure(target.value, indicator)}, and the target is to be {side} it"
        how = "within the tolerance" if status is RagStatus.AMBER else "and no tolerance is allowed"
        return Rating(status, f"{at_it}: {how}.", indicator.rule.since)
    return rag.rate(figure.value, target.value, indicator, figure.period, figure.missing)


def _judges_nothing(indicator: Indicator, figure: Value) -> bool:
    """Whether nothing rates the figure, whatever its target: a neutral KPI, a measure that had ended."""
    return indicator.polarity is Polarity.NEUTRAL or ended(indicator, figure.period)


def ended(indicator: Indicator, period: Period) -> bool:
    return bool(indicator.retired and period.first and period.first > indicator.retired)


def _in_range(terms: TargetTerms, figure: Value, value: float, indicator: Indicator) -> Rating:
    assert terms.low is not None
    assert terms.high is not None
    if ended(indicator, figure.period):
        return rag.rate(value, None, replace(indicator, polarity=Polarity.HIGHER), figure.period)
    aim = f"between {formats.figure(terms.low, indicator)} and {formats.figure(terms.high, indicator)}"
    short, over = float(exact(terms.low) - exact(value)), float(exact(value) - exact(terms.high))
    off, side, end = (short, "below", terms.low) if short > 0 else (over, "above", terms.high)
    return rag.by_distance(off, end, indicator, ahead=f"Within the target, {aim}.", where=f"{side} the target, {aim}")


def against(terms: TargetTerms, polarity: Polarity) -> bool:
    """Whether a bound with one end asks for less where more is better, or for more where less is."""
    if terms.banded:
        return False
    return (terms.high is not None and polarity is Polarity.HIGHER) or (terms.low is not None and polarity is Polarity.LOWER)


def version_for(agreed: Sequence[TargetVersion], printed: Sequence[Value], period: Period, indicator: Indicator) -> TargetVersion | None:
    """The agreed version that judges a period: the one in force, unless it is for another kind of period and a printed target fits."""
    one = kpi_target.in_force(agreed, period)
    if one is None or one.banded or indicator.unit not in EACH or one.each in (None, period.kind):
        return one
    fits = for_period(printed, period, indicator)
    return None if fits is not None and known(fits) else one


def standing_still(
    agreed: Sequence[TargetVersion], targets: Iterable[Value], printed: Sequence[Value], indicator: Indicator
) -> list[Value]:  # fmt: skip
    """Of ``targets`` those whose period no agreed version judges."""
    return [one for one in targets if version_for(agreed, printed, one.period, indicator) is None]
