"""One verdict a KPI, from one written order of judgement (docs/methods/verdict.md), for every surface. Pure.

1. Can it speak for today? No figure, an open check, a figure out of date, ended, not finished or for part of a year: "Cannot say", and why.
2. Is it on the target in force for its period?
3. Did it move beyond chance? Where that cannot be tested, the plain direction from one named base, as printed, and no more.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from data.model.observation import WITHHELD, FigureRole, Missing
from data.model.period import PeriodKind
from kpis import formats
from kpis.standing.kpi_standing import Standing
from kpis.targets.rag import RagStatus
from kpis.verdict.movement import Movement, Way, movement


class VerdictPhrase(StrEnum):
    """Every verdict there is. Nothing else on a screen says that a KPI improves, worsens, holds or is off its target."""

    ON_TARGET_IMPROVING = "On target and improving"
    ON_TARGET_HOLDING = "On target and holding"
    ON_TARGET_WORSENING = "On target but worsening"
    ON_TARGET_CHANGED = "On target, changed beyond chance"
    ON_TARGET = "On target, chance not tested"
    IMPROVING_OFF_TARGET = "Improving, not yet at target"
    OFF_TARGET_HOLDING = "Off target, no change beyond chance"
    OFF_TARGET = "Off target, chance not tested"
    OFF_TARGET_CHANGED = "Off target, changed beyond chance"
    WORSENING_OFF_TARGET = "Worsening, off target"
    IMPROVING = "Improving, no target to meet"
    HOLDING = "No change beyond chance, no target to meet"
    WORSENING = "Worsening, no target to meet"
    RISEN = "Higher beyond chance"
    FALLEN = "Lower beyond chance"
    HIGHER_YEAR = "Higher than a year before, chance not tested"
    LOWER_YEAR = "Lower than a year before, chance not tested"
    LEVEL_YEAR = "Level with a year before"
    HIGHER = "Higher than the period before, chance not tested"
    LOWER = "Lower than the period before, chance not tested"
    LEVEL = "Level with the period before"
    CANNOT_SAY = "Cannot say"


class VerdictSign(StrEnum):
    """What a verdict comes to, for its shape and colour; each is also said by the phrase's words."""

    GOOD = "good"
    ON_THE_WAY = "on the way"
    HOLDING = "holding"
    BAD = "bad"
    PLAIN = "plain"
    NONE = "none"


SHAPES: Mapping[VerdictSign, str] = {
    VerdictSign.GOOD: "✓", VerdictSign.ON_THE_WAY: "↗", VerdictSign.HOLDING: "→", VerdictSign.BAD: "↘", VerdictSign.PLAIN: "○",
    VerdictSign.NONE: "–",
}  # fmt: skip
P = VerdictPhrase
SIGNS: Mapping[VerdictPhrase, VerdictSign] = {
    P.ON_TARGET_IMPROVING: VerdictSign.GOOD, P.ON_TARGET_HOLDING: VerdictSign.GOOD, P.ON_TARGET: VerdictSign.GOOD,
    P.ON_TARGET_CHANGED: VerdictSign.GOOD, P.ON_TARGET_WORSENING: VerdictSign.BAD, P.IMPROVING_OFF_TARGET: VerdictSign.ON_THE_WAY,
    P.IMPROVING: VerdictSign.ON_THE_WAY, P.OFF_TARGET_HOLDING: VerdictSign.HOLDING, P.OFF_TARGET: VerdictSign.HOLDING,
    P.OFF_TARGET_CHANGED: VerdictSign.HOLDING, P.HOLDING: VerdictSign.HOLDING, P.WORSENING_OFF_TARGET: VerdictSign.BAD,
    P.WORSENING: VerdictSign.BAD, P.RISEN: VerdictSign.PLAIN, P.FALLEN: VerdictSign.PLAIN, P.HIGHER_YEAR: VerdictSign.PLAIN,
    P.LOWER_YEAR: VerdictSign.PLAIN, P.LEVEL_YEAR: VerdictSign.PLAIN, P.HIGHER: VerdictSign.PLAIN, P.LOWER: VerdictSign.PLAIN,
    P.LEVEL: VerdictSign.PLAIN, P.CANNOT_SAY: VerdictSign.NONE,
}  # fmt: skip
_ON = {
    Way.IMPROVED: P.ON_TARGET_IMPROVING, Way.WORSENED: P.ON_TARGET_WORSENING, Way.WITHIN_CHANCE: P.ON_TARGET_HOLDING,
    Way.ROSE: P.ON_TARGET_CHANGED, Way.FELL: P.ON_TARGET_CHANGED,
}  # fmt: skip
_OFF = {
    Way.IMPROVED: P.IMPROVING_OFF_TARGET, Way.WORSENED: P.WORSENING_OFF_TARGET, Way.WITHIN_CHANCE: P.OFF_TARGET_HOLDING,
    Way.ROSE: P.OFF_TARGET_CHANGED, Way.FELL: P.OFF_TARGET_CHANGED,
}  # fmt: skip
_NO_TARGET = {
    Way.IMPROVED: P.IMPROVING, Way.WORSENED: P.WORSENING, Way.WITHIN_CHANCE: P.HOLDING, Way.ROSE: P.RISEN, Way.FELL: P.FALLEN,
}  # fmt: skip
_YEAR = {Way.HIGHER: P.HIGHER_YEAR, Way.LOWER: P.LOWER_YEAR, Way.LEVEL: P.LEVEL_YEAR}
_PERIOD = {Way.HIGHER: P.HIGHER, Way.LOWER: P.LOWER, Way.LEVEL: P.LEVEL}
YEARLY = (PeriodKind.CALENDAR_YEAR, PeriodKind.ACADEMIC_YEAR, PeriodKind.FINANCIAL_YEAR)
OFF = (RagStatus.AMBER, RagStatus.RED)
PART_OF_A_YEAR = "the figure is for part of a year"
NOTHING_BESIDE = "it has no target and no earlier figure to set it against"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """A phrase of the list; ``why`` and, in two words, ``kind`` only of "Cannot say". ``how`` says how chance was judged, ``base`` what the
    movement is measured from; ``movement`` is None where nothing was judged."""

    phrase: VerdictPhrase
    why: str = ""
    kind: str = ""
    how: str = ""
    base: str = ""
    movement: Movement | None = None

    @property
    def words(self) -> str:
        """The phrase as every surface prints it: Improving, not yet at target; Cannot say: no figure is loaded."""
        return f"{self.phrase}: {self.why}" if self.why else str(self.phrase)

    @property
    def brief(self) -> str:
        """The phrase where there is little room: Cannot say: out of date."""
        return f"{self.phrase}: {self.kind}" if self.kind else str(self.phrase)

    @property
    def sign(self) -> VerdictSign:
        return SIGNS[self.phrase]

    @property
    def shape(self) -> str:
        return SHAPES[self.sign]

    @property
    def said(self) -> bool:
        return self.phrase is not VerdictPhrase.CANNOT_SAY


def verdict(standing: Standing) -> Verdict:
    """The KPI's verdict on the day that its standing is of."""
    if silent := _silent(standing):
        kind, why = silent
        return Verdict(phrase=P.CANNOT_SAY, why=why, kind=kind)
    moved = movement(standing)
    phrase = _phrase(standing, moved)
    if phrase is P.CANNOT_SAY:
        return Verdict(phrase=phrase, why=NOTHING_BESIDE, kind="nothing to set it against")
    return Verdict(phrase=phrase, how=moved.how, base=moved.base, movement=moved)


def _phrase(standing: Standing, moved: Movement) -> VerdictPhrase:
    status = standing.rating.status
    if status is RagStatus.GREEN:
        return _ON.get(moved.way, P.ON_TARGET)
    if status in OFF:
        return _OFF.get(moved.way, P.OFF_TARGET)
    if moved.way in _NO_TARGET:
        return _NO_TARGET[moved.way]
    return P.CANNOT_SAY if moved.way is Way.NONE else (_YEAR if _a_year(standing, moved) else _PERIOD)[moved.way]


def _silent(standing: Standing) -> tuple[str, str] | None:
    """Why nothing can be said of today, in two words and in a clause; None where something can."""
    own = standing.own
    if own is None:
        return "nothing loaded", "nothing is loaded"
    if own.value is None:
        undated = ", period not stated" if own.missing in WITHHELD else ""
        when = undated if own.period.last is None else f" for {formats.period(own.period, long=True)}"
        last = standing.last_known
        known = (
            ""
            if last is None
            else (f"; last known {formats.figure(last.value, standing.indicator)}, {formats.period(last.period, long=True)}")
        )
        reason = formats.figure(None, standing.indicator, own.missing or Missing.NOT_GIVEN).lower().partition(" (")[0]
        return reason, f"{reason}{when}{known}"
    if not standing.age.current:
        return str(standing.age.state), _clause(standing.age.why)
    if any(doubt.of is FigureRole.OWN for doubt in standing.doubts):
        return "check open", "a check questions the figure"
    return ("part of a year", PART_OF_A_YEAR) if own.period.kind is PeriodKind.YEAR_TO_DATE else None


def _clause(sentence: str) -> str:
    first = sentence.partition(" ")[0]
    return (sentence if first.upper() == first or first[:1].isdigit() else sentence[:1].lower() + sentence[1:]).rstrip(".")


def _a_year(standing: Standing, moved: Movement) -> bool:
    """Whether the base lies a year before: the same period last year, or the year before of a yearly figure."""
    if moved.change is None or standing.own is None:
        return False
    census = standing.indicator.period_basis == "january census" and moved.change is standing.change
    return moved.change is standing.year_ago or standing.own.period.kind in YEARLY or census
