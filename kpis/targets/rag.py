"""The rule by which a figure is rated, and everything that follows from it: the rating, its words, its record, a workbook's formulas.

A rule is data (data/model/rating_rule.py): ``Indicator.rule``. Another kind of rule is one entry of ``KINDS``; nothing else knows kinds.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from data.model.indicator import Indicator, Polarity, Unit
from data.model.observation import Missing
from data.model.period import Period
from data.model.rating_rule import RatingRule, RuleKind
from data.text import exact
from kpis import formats


class RagStatus(StrEnum):
    """A calculated rating. "Not rated" always has its reason; "no data" is about the figure, not the rating."""

    RED = "red"
    AMBER = "amber"
    GREEN = "green"
    NOT_RATED = "not rated"
    NO_DATA = "no data"


EXACT = 1e-9  # a size that is this near to what it reads is not rounded
MOST_MORE = 12  # decimals beyond a KPI's own: more than any figure is worked to
RULE = (
    "Green: on or ahead of the target. Amber: off the target by no more than the KPI’s tolerance. Red: off by more. "
    "Not rated: no target for that period, a neutral KPI, or a measure that had ended."
)
RANGE_RULE = "Green within, amber outside by no more than the tolerance, red beyond."
CLOSE_RULE = "Green within the allowance, amber outside it by no more than the tolerance, red beyond."


@dataclass(frozen=True, slots=True)
class ToleranceKind:
    """What one kind of rule makes of a tolerance. ``room`` is how far off still counts as amber, in the KPI's unit, of the tolerance and
    the size of what is aimed at; ``formula`` is the same of the size's cell, or the number where a size plays no part; ``words`` follow
    the tolerance's number."""

    room: Callable[[Decimal, Decimal], Decimal]
    formula: Callable[[float, str], str | float]
    words: Callable[[Indicator], str]


KINDS: Mapping[RuleKind, ToleranceKind] = {
    RuleKind.UNIT: ToleranceKind(
        room=lambda tolerance, size: tolerance,
        formula=lambda tolerance, size: tolerance,
        words=lambda indicator: "points" if indicator.unit is Unit.PERCENT else "in the same unit",
    ),
    RuleKind.TARGET: ToleranceKind(
        room=lambda tolerance, size: size * tolerance / 100,
        formula=lambda tolerance, size: f"{size}*{tolerance!r}/100",
        words=lambda indicator: "per cent of the target",
    ),
}


@dataclass(frozen=True, slots=True)
class Rating:
    """A rating and, in words, why it is what it is. ``since`` is the first day of the rule that judged; None where it stood always or
    nothing was judged."""

    status: RagStatus
    why: str
    since: date | None = None

    @property
    def words(self) -> str:
        """The rating within a sentence, with its rule's first day where it has one: amber; amber by the rule of 1 Dec 2026."""
        return f"{self.status} by the rule of {formats.day(self.since)}" if self.since else self.status.value

    @property
    def record(self) -> dict[str, str]:
        """The rating as commands give it: ``status``, ``why`` and, only where it has one, its rule's ``since``."""
        return {"status": self.status.value, "why": self.why} | ({"since": self.since.isoformat()} if self.since else {})


def allowance(rule: RatingRule, aim: float) -> float:
    """How far off what is aimed at still counts as amber, in the KPI's own unit."""
    return float(KINDS[rule.kind].room(exact(rule.tolerance), abs(exact(aim))))


def rate(
    value: float | None, target: float | None, indicator: Indicator, period: Period, missing: Missing | None = None, *, none: str = ""
) -> Rating:  # fmt: skip
    """The rating of one figure against one target, both in the KPI's own unit and for the same period, by the KPI's rule.

    ``none`` says why there is no target for the period where one is set for another.
    """
    if value is None:
        return Rating(RagStatus.NO_DATA, formats.ABSENT_WHY[missing or Missing.NOT_GIVEN])
    if indicator.polarity is Polarity.NEUTRAL:
        return Rating(RagStatus.NOT_RATED, "Neutral: a bigger or smaller number is not better or worse.")
    if indicator.retired and period.first and period.first > indicator.retired:
        return Rating(RagStatus.NOT_RATED, f"This measure ended on {formats.day(indicator.retired)}.")
    if target is None:
        return Rating(RagStatus.NOT_RATED, none or "No target is set.")
    gap, aim = float(exact(value) - exact(target)), formats.figure(target, indicator)
    where = f"{'below' if value < target else 'above'} the target of {aim}"
    return by_distance(off_target(gap, indicator), target, indicator, ahead=f"On or ahead of the target of {aim}.", where=where)


def off_target(gap: float, indicator: Indicator) -> float:
    """How far a figure is on the wrong side of its target, of the figure less the target; zero or less is on or ahead of it."""
    return -gap + 0.0 if indicator.polarity is Polarity.HIGHER else gap


def by_distance(off: float, aim: float, indicator: Indicator, *, ahead: str, where: str) -> Rating:
    """The rating of a figure that is ``off`` on the wrong side of ``aim``, in the KPI's unit; zero or less is green, for ``ahead``.

    ``where`` says on which side of what it is: below the target of 90.0%.
    """
    rule = indicator.rule
    if off <= 0:
        return Rating(RagStatus.GREEN, ahead, rule.since)
    room = allowance(rule, aim)
    miss, within = told_apart(off, room, indicator)
    status, how = (RagStatus.AMBER, "within") if off <= room else (RagStatus.RED, "more than")
    since = f", in force from {formats.day(rule.since)}" if rule.since else ""
    return Rating(status, f"{miss} {where}, {how} the tolerance of {within}{since}.", rule.since)


def told_apart(off: float, room: float, indicator: Indicator) -> tuple[str, str]:
    """Both sizes in words, with as many more decimals as it takes that a sentence does not contradict itself, and that the second,
    which is a rule, is not rounded.
    """
    for more in range(4):
        miss, within = formats.size(off, indicator, more=more), formats.size(room, indicator, more=more)
        if off == room or miss != within:
            break
    exact = next((n for n in range(more, more + 3) if abs(round(room, indicator.decimals + n) - room) < EXACT), more)
    miss = formats.size(off, indicator, more=max(more, decimals_told(off, indicator)))
    return miss, formats.size(room, indicator, more=exact)  # a tolerance of 0.8 that reads 1 would let a miss of 1 pass


def decimals_told(difference: float, indicator: Indicator) -> int:
    """How many more decimals than the KPI's it takes that a difference is not said to be none; 0 where there is none."""
    shown = (n for n in range(MOST_MORE) if any(digit in "123456789" for digit in formats.number(difference, indicator.decimals + n)))
    return next(shown, 0) if difference else 0


def size_told(difference: float, indicator: Indicator) -> str:
    """The size of a difference in words, never as nothing where there is one: 0.04 points, of two figures that both print as 80.0%.

    Empty where there is no difference.
    """
    return formats.size(difference, indicator, more=decimals_told(difference, indicator)) if difference else ""


def tolerance_words(indicator: Indicator) -> str:
    """The KPI's tolerance as its page gives it, with those before it: 10 points; 5 points from 1 Dec 2026 (agreed by the board), before
    that 10 points."""
    told = [
        f"{rule.tolerance:g} {KINDS[rule.kind].words(indicator)}" + (f" from {formats.day(rule.since)} ({rule.why})" if rule.since else "")
        for rule in reversed(indicator.rules)
    ]
    return ", before that ".join(told)


def off_formula(gap: str, indicator: Indicator) -> str:
    """``off_target`` as a spreadsheet works it, of the gap's cell."""
    return f"-{gap}" if indicator.polarity is Polarity.HIGHER else gap


def allowance_formula(rule: RatingRule, size: str) -> str | float:
    """``allowance`` as a spreadsheet works it, of the size of what is aimed at; the number itself where that plays no part."""
    return KINDS[rule.kind].formula(rule.tolerance, size)


def status_formula(own: str, off: str, room: str, words: Mapping[RagStatus, str]) -> str:
    """The rating as a spreadsheet works it, of the cells of the figure, of how far it is off and of how far still counts as amber."""
    word = {status: f'"{words[status]}"' for status in RagStatus}
    coloured = f"IF({off}<=0,{word[RagStatus.GREEN]},IF({off}<={room},{word[RagStatus.AMBER]},{word[RagStatus.RED]}))"
    return f"IF(NOT(ISNUMBER({own})),{word[RagStatus.NO_DATA]},IF(NOT(ISNUMBER({off})),{word[RagStatus.NOT_RATED]},{coloured}))"
