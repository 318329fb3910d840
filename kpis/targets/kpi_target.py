"""Targets as people agree them: which is in force for a period, what it comes to there, and how a figure stands to it. Pure.

A legal standard is never one of them. Every version counts from a day; a period is judged by the version in force when it ends, so a
target that changes midway changes nothing before it. docs/methods/rating.md has the rules.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from data.model.indicator import Indicator, Polarity, Unit
from data.model.observation import FigureRole
from data.model.period import Break, Firmness, Period, PeriodKind
from data.model.rating_rule import RatingRule, RuleKind
from data.model.target_kind import TargetKind
from data.text import exact
from kpis import formats
from kpis.figures.figure import Value, at
from kpis.figures.periods import crosses
from kpis.targets import rag
from kpis.targets.rag import Rating

AGREED = "agreed"  # the origin of a value that people typed as a target


class Rule(StrEnum):
    """What a relative target asks of the difference from a comparator."""

    LEVEL = "level"
    GROWTH = "growth"
    RATIO = "ratio"


GROWTHLESS = "Each figure is relative to its own year, so there is no growth to count."
EACH = (Unit.COUNT, Unit.RATE)  # a target of these is for one kind of period
COMPARED = {"neighbours": FigureRole.NEIGHBOURS, "region": FigureRole.REGION, "england": FigureRole.ENGLAND}


@dataclass(frozen=True, slots=True)
class Milestone:
    """What is to be reached by a day, in the KPI's own unit."""

    day: date
    value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetVersion:
    """One version of one KPI's target. ``tolerance`` overrides the KPI's, in its own unit; ``each`` is the kind of period that a
    count's target is for. ``value`` is the figure, the difference or the ratio; ``low`` and ``high`` are a band's ends."""

    code: str
    since: date
    kind: TargetKind
    who: str
    recorded: date
    reason: str = ""
    value: float | None = None
    low: float | None = None
    high: float | None = None
    to: FigureRole | None = None
    rule: Rule = Rule.LEVEL
    baseline_on: date | None = None
    baseline: float | None = None
    milestones: tuple[Milestone, ...] = ()
    tolerance: float | None = None
    each: PeriodKind | None = None

    @property
    def banded(self) -> bool:
        """Whether it names a range instead of one figure."""
        return self.kind in (TargetKind.BAND, TargetKind.NEAR)

    @property
    def end(self) -> Milestone | None:
        """The last milestone: the end target."""
        return self.milestones[-1] if self.milestones else None

    @property
    def receipt(self) -> str:
        """By whom, when recorded, from when."""
        return f"recorded by {self.who}, {formats.day(self.recorded)}, in force from {formats.day(self.since)}"


def agreed(key: str, body: Mapping[str, Any], who: str, recorded: date) -> TargetVersion:
    """A version from its kept words (data/records/record_schemas.py, kind ``target``); its key is the KPI and the day it counts from."""
    code, _, since = key.partition("/")
    marks = [Milestone(_day(one["day"]), float(one["value"])) for one in body.get("milestones") or ()]
    number = {name: None if body.get(name) is None else float(body[name]) for name in ("value", "low", "high", "baseline", "tolerance")}
    kind = TargetKind(body["kind"])
    low, high = number["low"], number["high"]
    if kind is TargetKind.NEAR and number["value"] is not None and body.get("allowance") is not None:
        allowance = exact(float(body["allowance"]))
        low, high = float(exact(number["value"]) - allowance), float(exact(number["value"]) + allowance)
    return TargetVersion(
        code=code, since=_day(since), kind=kind, who=who, recorded=recorded, reason=body.get("reason") or "", value=number["value"],
        low=low, high=high, to=COMPARED.get(body.get("to") or ""), rule=Rule(body.get("rule") or Rule.LEVEL),
        baseline_on=_day(body["baseline_on"]) if body.get("baseline_on") else None, baseline=number["baseline"],
        milestones=tuple(sorted(marks, key=lambda one: one.day)), tolerance=number["tolerance"],
        each=PeriodKind(body["each"]) if body.get("each") else None,
    )  # fmt: skip


def versions(recorded: Mapping[str, tuple[Mapping[str, Any], str, date]]) -> dict[str, tuple[TargetVersion, ...]]:
    """Every version that stands by KPI, the earliest in force first. ``recorded`` gives each one's words, who and when, by its key."""
    found: dict[str, list[TargetVersion]] = {}
    for key, (body, who, when) in recorded.items():
        found.setdefault(key.partition("/")[0], []).append(agreed(key, body, who, when))
    return {code: tuple(sorted(every, key=lambda one: one.since)) for code, every in found.items()}


def wrong(body: Mapping[str, Any], indicator: Indicator) -> str:
    """What stops a target that every field by itself would allow, in words; empty where nothing does."""
    kind, given = TargetKind(body["kind"]), {name for name in body if body[name] not in (None, [], "")}
    words = {"value": "a figure", "milestones": "at least one milestone", "to": "whom it is relative to", "rule": "the rule",
             "low": "a floor", "high": "a ceiling", "allowance": "how far off still counts as close"}  # fmt: skip
    if lacking := [words[name] for name in kind.needs if name not in given]:
        return f"A target of the kind ‘{kind}’ needs {' and '.join(lacking)}."
    if kind is TargetKind.BAND and float(body["low"]) > float(body["high"]):
        return "The floor is above the ceiling."
    if kind is TargetKind.NEAR and float(body["allowance"]) < 0:
        return "How far off still counts as close cannot be below zero."
    if kind is TargetKind.RELATIVE and indicator.unit is Unit.COUNT:
        return "A count cannot be set relative to other places: they differ in size."
    if kind is TargetKind.RELATIVE and body["rule"] == Rule.GROWTH and not body.get("baseline_on"):
        return "A target as growth needs the baseline’s day."
    if kind is TargetKind.RELATIVE and body["rule"] == Rule.RATIO and float(body["value"]) <= 0:
        return "A ratio is above zero: 1.1 is a tenth more than the comparator."
    if kind is TargetKind.RELATIVE and body["rule"] == Rule.GROWTH and not indicator.over_time:
        return GROWTHLESS
    days = [one["day"] for one in body.get("milestones") or ()]
    if len(set(days)) < len(days):
        return "Two milestones fall on one day."
    if indicator.polarity is Polarity.NEUTRAL and kind not in (TargetKind.BAND, TargetKind.NEAR):
        return "A bigger or smaller number is not better or worse here: set a floor and a ceiling, or ‘stay close to’."
    return ""


def in_force(versions: Iterable[TargetVersion], period: Period) -> TargetVersion | None:
    """The version that judges a period: of those that count from its last day or before, the one that counts from the latest day."""
    last = period.last
    return None if last is None else max((one for one in versions if one.since <= last), key=lambda one: one.since, default=None)


@dataclass(frozen=True, slots=True)
class TargetDue:
    """What a target comes to for one period: the figure to reach, or None with the reason, and the rule in words with its working."""

    value: float | None
    words: str
    why: str = ""


def due(
    one: TargetVersion, period: Period, indicator: Indicator, own: Sequence[Value], others: Mapping[FigureRole, Sequence[Value]],
    *, nation: str = "England", breaks: Sequence[Break] = (),
) -> TargetDue:  # fmt: skip
    """What a version asks of a period's figure. ``own`` and ``others`` are every figure held of the KPI and its comparators."""
    if one.banded:
        return TargetDue(None, range_words(one, indicator))
    if indicator.unit in EACH and one.each is not None and period.kind is not one.each:
        return TargetDue(None, "", f"The target is for one {one.each}, not for this kind of period.")
    if one.kind is TargetKind.FIXED:
        assert one.value is not None
        return TargetDue(one.value, f"Target of {formats.figure(one.value, indicator)}.")
    if one.kind is TargetKind.RELATIVE:
        return _relative(one, period, indicator, own, others.get(one.to, ()) if one.to else (), name=called(one.to, nation), breaks=breaks)
    reached = [mark for mark in one.milestones if period.last and mark.day <= period.last]
    if not reached:
        first = one.milestones[0]
        return TargetDue(None, "", f"The first milestone, {formats.figure(first.value, indicator)}, is due on {formats.day(first.day)}.")
    mark = reached[-1]
    name = "End target" if mark is one.end else "Milestone"
    return TargetDue(mark.value, f"{name} of {formats.figure(mark.value, indicator)}, due on {formats.day(mark.day)}.")


def _relative(
    one: TargetVersion, period: Period, indicator: Indicator, own: Sequence[Value], theirs: Sequence[Value], *, name: str,
    breaks: Sequence[Break],
) -> TargetDue:  # fmt: skip
    assert one.value is not None
    if indicator.unit is Unit.COUNT:
        return TargetDue(None, "", "A count cannot be set relative to other places: they differ in size.")
    there = _figure(theirs, period)
    if there is None:
        return TargetDue(
            None, "", f"The target is relative to {name}, and no figure of {name} is held for {formats.period(period, long=True)}."
        )
    shown, by = formats.figure(there, indicator), formats.size(one.value, indicator)
    if one.rule is Rule.RATIO:
        value = float(exact(there) * exact(one.value))
        return TargetDue(value, f"{one.value:g} times {name}: {shown} × {one.value:g} = {formats.figure(value, indicator)}.")
    if one.rule is Rule.LEVEL:
        value, more = float(exact(there) + exact(one.value)), one.value >= 0
        sign, size = ("+" if more else formats.MINUS), by.partition(" ")[0]
        what = f"{by} {'above' if more else 'below'} {name}"
        return TargetDue(value, f"{what}: {shown} {sign} {size} = {formats.figure(value, indicator)}.")
    if not indicator.over_time:
        return TargetDue(None, "", GROWTHLESS)
    held = (v for v in own if v.value is not None and v.period.kind is period.kind)
    base = next((v for v in held if one.baseline_on and _holds(v.period, one.baseline_on)), None)
    then = _figure(theirs, base.period) if base else None
    start = one.baseline if one.baseline is not None else base.value if base else None
    if base is None or then is None or start is None:
        return TargetDue(None, "", f"Growth is counted from the baseline, and a figure of our own and of {name} for it are not both held.")
    if (cut := next((b for b in breaks if crosses([b], base.period, period)), None)) is not None:
        return TargetDue(None, "", f"Growth is not counted across a break: {cut.words} ({formats.month(cut.first)}).")
    grown = float(exact(there) - exact(then))
    value = float(exact(start) + exact(grown) + exact(one.value))
    since = formats.period(base.period, long=True)
    change, further = formats.difference(grown, indicator, level="no points"), formats.difference(one.value, indicator, level="nothing")
    what = f"{change} that {name} changed since {since}, {further} more"
    return TargetDue(value, f"As growth: {formats.figure(start, indicator)} then, {what} = {formats.figure(value, indicator)}.")


def values(
    versions: Sequence[TargetVersion],
    indicator: Indicator,
    own: Sequence[Value],
    others: Mapping[FigureRole, Sequence[Value]],
    *,
    nation: str = "England",
    breaks: Sequence[Break] = (),
) -> tuple[Value, ...]:
    """The target of each own period that a version judges, as values whose cell is the record of who agreed it; bands give none."""
    found = []
    for point in own:
        one = in_force(versions, point.period)
        asked = due(one, point.period, indicator, own, others, nation=nation, breaks=breaks) if one else None
        if one is None or asked is None or asked.value is None:
            continue
        found.append(Value(
            value=asked.value, missing=None, period=point.period, raw="", file="Agreed target", sheet="", cell=one.receipt, load=0,
            received=one.recorded, basis=asked.words, area=point.area, status=Firmness.AS_REPORTED, origin=AGREED, data_source="",
        ))  # fmt: skip
    return tuple(found)


def judged_by(one: TargetVersion | None, indicator: Indicator) -> Indicator:
    """The KPI with the rule that judges it against a version: the version's own tolerance where it has one, else the KPI's rule."""
    own = one.tolerance if one else None
    return indicator if own is None else replace(indicator, rules=(RatingRule(RuleKind.UNIT, own),))


def rating(one: TargetVersion, asked: TargetDue, figure: Value, indicator: Indicator) -> Rating:
    """How a figure stands to what a version asks of its period: by its own tolerance where it has one, else the KPI's."""
    judged, value, period = judged_by(one, indicator), figure.value, figure.period
    if not one.banded:
        return rag.rate(value, asked.value, judged, period, figure.missing, none=asked.why)
    if value is None or (indicator.retired and period.first and period.first > indicator.retired):
        return rag.rate(value, None, judged, period, figure.missing)
    assert one.low is not None
    assert one.high is not None
    aim = range_words(one, indicator)
    short, over = float(exact(one.low) - exact(value)), float(exact(value) - exact(one.high))
    off, side, end = (short, "below", one.low) if short > 0 else (over, "above", one.high)
    return rag.by_distance(off, end, judged, ahead=f"{aim}.", where=f"{side} the agreed range ({aim[0].lower()}{aim[1:]})")


def range_words(one: TargetVersion, indicator: Indicator) -> str:
    """A band in words: between 10.0% and 15.0%; within 1.0 points of 12.0%. Empty for one that is no band."""
    if one.low is None or one.high is None or not one.banded:
        return ""
    if one.kind is TargetKind.NEAR and one.value is not None:
        return f"Within {formats.size(float(exact(one.high) - exact(one.value)), indicator)} of {formats.figure(one.value, indicator)}"
    return f"Between {formats.figure(one.low, indicator)} and {formats.figure(one.high, indicator)}"


def range_short(one: TargetVersion, indicator: Indicator) -> str:
    """A band as a table's column gives it: 14.0–15.5%; −0.5 to 0.5."""
    if one.low is None or one.high is None:
        return ""
    low, high = formats.number(one.low, indicator.decimals), formats.figure(one.high, indicator)
    return f"{low} to {high}" if one.low < 0 else f"{low}{formats.DASH}{high}"


def called(series: FigureRole | None, nation: str) -> str:
    """What a comparator is called in the words of a target."""
    return (
        {FigureRole.NEIGHBOURS: "neighbours", FigureRole.REGION: "the region", FigureRole.ENGLAND: nation}.get(series, "") if series else ""
    )


def said(one: TargetVersion, indicator: Indicator, nation: str = "England") -> str:
    """A version in one sentence, whatever the period."""
    if one.banded:
        return f"{range_words(one, indicator)}."
    if one.kind is TargetKind.FIXED and one.value is not None:
        return f"{formats.figure(one.value, indicator)}{f' for each {one.each}' if indicator.unit in EACH and one.each else ''}."
    if one.kind is TargetKind.MILESTONES:
        steps = ", ".join(f"{formats.figure(mark.value, indicator)} by {formats.day(mark.day)}" for mark in one.milestones)
        from_ = f"From {formats.figure(one.baseline, indicator)}: " if one.baseline is not None else ""
        return f"{from_}{steps}."
    assert one.value is not None
    name = called(one.to, nation)
    if one.rule is Rule.RATIO:
        return f"{one.value:g} times {name}, period by period."
    size, more = formats.size(one.value, indicator), "above" if one.value >= 0 else "below"
    if one.rule is Rule.LEVEL:
        return f"{size} {more} {name}, period by period."
    since = f" since {formats.day(one.baseline_on)}" if one.baseline_on else ""
    return f"{size} {'more' if one.value >= 0 else 'less'} than {name} changed{since}."


def _figure(values: Sequence[Value], period: Period) -> float | None:
    found = at(values, period)
    return found.value if found else None


def _holds(period: Period, day: date) -> bool:
    return period.first is not None and period.last is not None and period.first <= day <= period.last


def _day(words: str) -> date:
    return date.fromisoformat(words)
