"""RAG against the target a partnership set, by one written rule with a tolerance per KPI."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from data.model.indicator import Indicator, Polarity
from data.model.observation import Missing
from data.model.period import Period
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
RULE = (
    "Green: on or ahead of the target. Amber: off the target by no more than the KPI’s tolerance. Red: off by more. "
    "Not rated: no target, a neutral KPI, or a measure that had ended."
)


@dataclass(frozen=True, slots=True)
class Rating:
    """A rating and, in words, why it is what it is."""

    status: RagStatus
    why: str


def allowance(indicator: Indicator, target: float) -> float:
    """How far off the target still counts as amber, in the KPI's own unit."""
    if indicator.tolerance_of == "unit":
        return indicator.tolerance
    return float(abs(exact(target)) * exact(indicator.tolerance) / 100)


def rate(
    value: float | None, target: float | None, indicator: Indicator, period: Period, missing: Missing | None = None, *, none: str = ""
) -> Rating:  # fmt: skip
    """The rating of one figure against one target, both in the KPI's own unit and for the same period.

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
    short = float(exact(target) - exact(value))
    off = short if indicator.polarity is Polarity.HIGHER else -short
    aim, room = formats.figure(target, indicator), allowance(indicator, target)
    if off <= 0:
        return Rating(RagStatus.GREEN, f"On or ahead of the target of {aim}.")
    side = "below" if value < target else "above"
    miss, within = told_apart(off, room, indicator)
    if off <= room:
        return Rating(RagStatus.AMBER, f"{miss} {side} the target of {aim}, within the tolerance of {within}.")
    return Rating(RagStatus.RED, f"{miss} {side} the target of {aim}, more than the tolerance of {within}.")


def told_apart(off: float, room: float, indicator: Indicator) -> tuple[str, str]:
    """Both sizes in words, with as many more decimals as it takes that a sentence does not contradict itself, and that the second,
    which is a rule, is not rounded.
    """
    for more in range(4):
        miss, within = formats.size(off, indicator, more=more), formats.size(room, indicator, more=more)
        if off == room or miss != within:
            break
    exact = next((n for n in range(more, more + 3) if abs(round(room, indicator.decimals + n) - room) < EXACT), more)
    return miss, formats.size(room, indicator, more=exact)  # a tolerance of 0.8 that reads 1 would let a miss of 1 pass
