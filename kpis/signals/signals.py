"""Whether a KPI's own monthly or termly line moved beyond chance, and whether its process can meet the target. Pure.

The rules are kpis/stats/spc.py's; here a standing becomes a series for them, or a refusal in words.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import KW_ONLY, dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise

from data.model.indicator import Indicator, Polarity
from data.model.period import Break, Period, PeriodKind
from kpis.figures.figure import Value
from kpis.figures.periods import adjoins
from kpis.standing.kpi_standing import Standing, of_one_kind
from kpis.stats.spc import MDC, SIGN, Preset, SpcResult, SpcSeries, judge
from kpis.stats.spc_rules import ALL_ALIKE, MOSTLY_ZERO, Limits

STEP = 12  # values that a phase needs for limits that are more than provisional
PRESET_WORDS = {
    "mdc": "NHS England, Making Data Count: SQL tool v2.5, a trend of seven points",
    "mdc6": "NHS England, Making Data Count: a trend of six points, to which its Excel tool can be set",
    "nhsr": "NHSRplotthedots 0.2.2, a trend of seven points",
}
ANEW = 12  # values in a row on one side of the mean: as many as settled limits of their own need
REDRAW = "limits need to be redrawn first"


class Variation(StrEnum):
    """What the newest value says of the process."""

    COMMON = "common cause"
    IMPROVEMENT = "special cause: improvement"
    CONCERN = "special cause: concern"
    HIGH = "special cause: neutral, high"
    LOW = "special cause: neutral, low"


class Assurance(StrEnum):
    """What the limits say of the target."""

    MEETS = "consistently meets the target"
    MIXED = "hit or miss"
    FAILS = "consistently fails the target"


class NoSignalReason(StrEnum):
    """Why a KPI is not judged."""

    NOTHING = "no figures"
    YEARLY = "yearly"
    OVERLAPPING = "overlapping periods"
    OTHER = "not monthly or termly"
    OWN_YEAR = "each figure is relative to its own year"
    FEW = "too few values"
    ZEROS = "mostly zeros"
    NO_LIMITS = "no limits"
    NOT_TODAY = "the newest figure does not speak for today"


KINDS = {"common_cause": Variation.COMMON, "improvement": Variation.IMPROVEMENT, "concern": Variation.CONCERN,
         "neutral_high": Variation.HIGH, "neutral_low": Variation.LOW}  # fmt: skip
ASSURANCE = {"pass": Assurance.MEETS, "fail": Assurance.FAILS, "inconsistent": Assurance.MIXED}
WAY = {Polarity.HIGHER: "increase", Polarity.LOWER: "decrease", Polarity.NEUTRAL: "neutral"}
NUMBERS = {6: "six", 7: "seven"}
RULES = {
    "Above UCL": "above the upper limit", "Below LCL": "below the lower limit",
    "2 in 3 Above CL": "one of two in three near the upper limit", "2 in 3 Below CL": "one of two in three near the lower limit",
} | {
    label: words for n, word in NUMBERS.items() for label, words in (
        (f"{n} Point Trend (Increasing)", f"in a run of {word} or more that only rises"),
        (f"{n} Point Trend (Decreasing)", f"in a run of {word} or more that only falls"),
        (f"{n} Points Above CL", f"in a run of {word} or more above the mean"),
        (f"{n} Points Below CL", f"in a run of {word} or more below the mean"),
    )
}  # fmt: skip
NOT_JUDGED = {
    PeriodKind.ROLLING_YEAR: (NoSignalReason.OVERLAPPING, "Rolling years overlap, so neighbouring figures are not separate evidence."),
    PeriodKind.YEAR_TO_DATE: (NoSignalReason.OVERLAPPING, "Years to date overlap, so neighbouring figures are not separate evidence."),
    PeriodKind.DAY: (NoSignalReason.OTHER, "Figures as at a day are not judged: only monthly and termly figures are."),
    PeriodKind.WEEK: (NoSignalReason.OTHER, "Weekly figures are not judged: only monthly and termly figures are."),
    PeriodKind.QUARTER: (NoSignalReason.OTHER, "Quarterly figures are not judged: only monthly and termly figures are."),
    PeriodKind.NOT_STATED: (NoSignalReason.OTHER, "Their periods are not stated, and only monthly and termly figures are judged."),
}
YEARLY = "Yearly figures are too few and too far apart for limits."


@dataclass(frozen=True, slots=True)
class SignalRow:
    """One period of the own line; ``given`` is None for a gap, which takes part in nothing, as a missing value and a ghost do."""

    day: date
    value: float | None
    target: float | None
    given: Value | None
    ghost: bool = False


@dataclass(frozen=True, slots=True)
class Phase:
    """The rows between two breaks: their limits, how many have a value, and the words of the break that began it."""

    first: int
    past: int
    limits: Limits
    values: int
    reason: str


@dataclass(frozen=True, slots=True)
class SustainedShift:
    """The newest figures that all lie on one side of their phase's mean, ``ANEW`` or more of them: the limits are of a process that is no
    more. ``event`` is what people recorded about the time it began, empty where they recorded nothing."""

    since: Period
    values: int
    above: bool
    event: str = ""


@dataclass(frozen=True)
class Signal:
    """One KPI's judged line. With ``why`` set there is no variation and no assurance, and ``words`` say why. While ``shift`` is set the
    limits are to be redrawn before any assurance is quoted, so there is none.

    ``judged`` is None where the line must not be drawn as a process at all; ``standing`` holds periods of one kind only.
    """

    standing: Standing
    preset: Preset
    why: NoSignalReason | None
    words: str
    _: KW_ONLY
    rows: tuple[SignalRow, ...] = ()
    phases: tuple[Phase, ...] = ()
    judged: SpcResult | None = None
    variation: Variation | None = None
    assurance: Assurance | None = None
    last: int = -1
    shift: SustainedShift | None = None

    @property
    def limits(self) -> Limits:
        """Those of the newest phase."""
        return self.phases[-1].limits if self.phases else Limits(math.nan)

    @property
    def newest(self) -> Value | None:
        """The newest figure that takes part: the one that the variation speaks of."""
        return self.rows[self.last].given if self.last >= 0 else None

    @property
    def target(self) -> float | None:
        """The target in force for the newest figure that takes part."""
        return self.rows[self.last].target if self.last >= 0 else None

    @property
    def despite(self) -> str:
        """``meets it`` or ``misses it`` where the newest figure itself says otherwise of the target than the limits do; else empty."""
        newest = self.newest
        if newest is None or newest.value is None or self.target is None or self.assurance in (None, Assurance.MIXED):
            return ""
        higher = self.standing.indicator.polarity is Polarity.HIGHER
        meets = newest.value >= self.target if higher else newest.value <= self.target
        return "" if meets is (self.assurance is Assurance.MEETS) else "meets it" if meets else "misses it"

    @property
    def constant(self) -> bool:
        """Whether every value of the newest phase is the same: there is a mean and nothing to set limits by."""
        return self.limits.why_none == ALL_ALIKE

    @property
    def unassured(self) -> str:
        """Why there is no assurance, true of this line; empty where there is one."""
        if self.assurance is not None:
            return ""
        if self.why:
            return self.words
        if self.shift is not None:
            return REDRAW
        neither = self.standing.indicator.polarity is Polarity.NEUTRAL
        return "neither way is better" if neither else "no target" if self.target is None else "no limits"

    @property
    def rule(self) -> str:
        """What the newest figure did, in words; empty for common cause and where nothing is judged."""
        return RULES.get(self._label, "") if self.variation else ""

    @property
    def rises(self) -> bool:
        """Whether a special cause of the newest figure points up."""
        return SIGN.get(self._label, 0) > 0

    @property
    def provisional(self) -> str:
        """Said where the newest phase is too short for settled limits; empty elsewhere."""
        values = self.phases[-1].values if self.phases else 0
        if self.why or values >= STEP:
            return ""
        return (
            f"The newest phase has {values} value{'s' if values != 1 else ''} of the {STEP} that settled limits need: they are provisional."
        )

    @property
    def _label(self) -> str:
        return self.judged.special_cause_type[self.last] if self.judged and self.last >= 0 else ""


def signal(standing: Standing, preset: Preset = MDC) -> Signal:
    """The standing's own line judged by the preset's rules, held to the minimum of a screen."""
    process = standing.process
    if process and process.rebases:
        code = (standing.indicator.code,)
        anew = [Break(code, one.day, one.reason, process.receipt) for one in process.rebases]
        standing = replace(standing, breaks=tuple(sorted((*standing.breaks, *anew), key=lambda one: one.first)))
    whole, standing = standing, of_one_kind(standing)
    why, words = _refused(standing)
    if why:
        return Signal(standing, preset, why, words)
    held = standing.own is not None and standing.own.value is not None and not standing.counted
    rows = _rows(standing, whole)
    if all(row.value is None for row in rows):
        return Signal(standing, preset, NoSignalReason.NOTHING, "Every figure is left out of the limits, so there is nothing to judge.")
    starts = _starts(standing.breaks, rows)
    direction = WAY[standing.indicator.polarity]
    series = SpcSeries(
        [row.day for row in rows], [row.value for row in rows], improvement_direction=direction,
        target=[row.target for row in rows], rebase=[rows[i].day for i in starts],
        lock=process.lock if process else None,
    )  # fmt: skip
    judged = judge(series, preset, on_screen=True)
    last = max(i for i, row in enumerate(rows) if row.value is not None)
    found = Signal(standing, preset, None, "", rows=rows, phases=_phases(judged, rows, starts), judged=judged, last=last)
    why, words = _unjudged(found)
    if why:
        return replace(found, why=why, words=words)
    icon = judged.variation_icon or ""
    if held:  # the line and its limits stand; of today they say nothing
        return replace(found, why=NoSignalReason.NOT_TODAY, words=standing.age.why or "A check questions the newest figure.")
    variation = KINDS[icon if icon.startswith(("neutral", "common")) else icon.rpartition("_")[0]]
    shift = _sustained(found)
    assurance = None if shift else ASSURANCE.get(judged.assurance_icon or "")
    return replace(found, variation=variation, assurance=assurance, shift=shift)


def _sustained(found: Signal) -> SustainedShift | None:
    """The shift that the newest figures of the newest phase show, where it has lasted long enough for limits of its own."""
    phase = found.phases[-1]
    if not math.isfinite(phase.limits.lower):
        return None
    held = [row for row in found.rows[phase.first : phase.past] if row.value is not None and row.given is not None]
    side = [(row.value or 0.0) - phase.limits.mean for row in held]
    above = bool(side) and side[-1] > 0
    many = 0
    for one in reversed(side):
        if one == 0 or (one > 0) is not above:
            break
        many += 1
    if many < ANEW:
        return None
    first, before = held[-many].given, held[-many - 1].given if many < len(held) else None
    assert first is not None
    return SustainedShift(first.period, many, above, _about(found.standing, first.period, before.period if before else None))


def _about(standing: Standing, since: Period, before: Period | None) -> str:
    """What was recorded to have happened between the start of the period before a shift and the end of its first."""
    first = (before.first if before else None) or since.first
    told = [e.words for e in standing.events if first and since.last and first <= e.day <= since.last]
    return "; ".join(told)


def finer(indicator: Indicator) -> Indicator:
    """The KPI with at least one decimal, so that a count is never shown beyond a limit that rounds to itself."""
    return replace(indicator, decimals=max(1, indicator.decimals))


def beyond_chance(standing: Standing, preset: Preset = MDC) -> str:
    """``beyond chance: …``, ``within chance`` or ``cannot say: …`` of the newest figure of the own line."""
    found = signal(standing, preset)
    if found.variation is None:
        return f"cannot say: {found.why}"
    if found.constant:
        return "no variation: every figure is the same"
    if found.variation is Variation.COMMON:
        return "within chance"
    return f"beyond chance: {found.variation.partition(': ')[2]}, {found.rule}"


def _refused(standing: Standing) -> tuple[NoSignalReason | None, str]:
    """Why the line is no monthly or termly series; None where it is one."""
    known = [p for p in standing.points if p.value is not None and p.period.last is not None]
    kinds = {p.period.kind for p in standing.points}
    if not known:
        found = next(iter(kinds)) if len(kinds) == 1 else None
        return (
            (NoSignalReason.NOTHING, "There is no dated figure to judge.")
            if found is None or found not in NOT_JUDGED
            else NOT_JUDGED[found]
        )
    if not standing.indicator.over_time:
        return NoSignalReason.OWN_YEAR, "Each figure is relative to its own year, so no line through them means anything."
    kind = known[-1].period.kind
    if kind in NOT_JUDGED:
        return NOT_JUDGED[kind]
    if kind not in (PeriodKind.MONTH, PeriodKind.TERM):
        return NoSignalReason.YEARLY, YEARLY
    if not _own(standing):
        return NoSignalReason.YEARLY, f"January censuses are yearly. {YEARLY}"
    return None, ""


def _own(standing: Standing) -> list[Value]:
    """The dated points in order, one a period; a January with no month beside it is a yearly census and is left out."""
    dated = {p.period.last: p for p in standing.points if p.period.first is not None and p.period.last is not None}
    points = [dated[day] for day in sorted(day for day in dated if day is not None)]
    months = {(p.period.first.year, p.period.first.month) for p in points if p.period.first}

    def alone(period: Period) -> bool:
        first = period.first
        if period.kind is not PeriodKind.MONTH or first is None or first.month != 1:
            return False
        return (first.year - 1, 12) not in months and (first.year, 2) not in months

    census = standing.indicator.period_basis == "january census" or all(month == 1 for _, month in months)
    return [p for p in points if not (census and alone(p.period))]


def _rows(standing: Standing, whole: Standing) -> tuple[SignalRow, ...]:
    """A row a point, and one empty row where periods do not follow each other. ``whole`` holds targets of other kinds of period too."""
    rows: list[SignalRow] = []
    ghosts = whole.process.ghosts if whole.process else ()
    before: Value | None = None
    for point in _own(standing):
        assert point.period.last is not None
        if before is not None and before.period.last and not adjoins(before.period, point.period, ""):
            gap = before.period.last + timedelta(days=1)
            if gap < point.period.last:
                rows.append(SignalRow(gap, None, None, None))
        target = whole.target_at(point.period)
        ghost = any(point.period.first <= day <= point.period.last for day in ghosts) if point.period.first else False
        value = None if ghost else point.value
        rows.append(SignalRow(point.period.last, value, target.value if target else None, point, ghost and point.value is not None))
        before = point
    return tuple(rows)


def _starts(breaks: Sequence[Break], rows: Sequence[SignalRow]) -> dict[int, str]:
    """The row that each break's new phase begins with, and the words of the breaks that fall there."""
    found: dict[int, str] = {}
    for change in breaks:
        firsts = [(i, row.given.period.first) for i, row in enumerate(rows) if row.given]
        start = next((i for i, first in firsts if first and first >= change.first), 0)
        if start > 0:
            found[start] = "; ".join(filter(None, (found.get(start, ""), change.words)))
    return dict(sorted(found.items()))


def _phases(judged: SpcResult, rows: Sequence[SignalRow], starts: dict[int, str]) -> tuple[Phase, ...]:
    edges = [0, *starts, len(rows)]
    return tuple(
        Phase(a, b, judged.groups[k].limits, sum(row.value is not None for row in rows[a:b]), starts.get(a, ""))
        for k, (a, b) in enumerate(pairwise(edges))
    )


def _unjudged(found: Signal) -> tuple[NoSignalReason | None, str]:
    """Why the judged line has no icons; None where it has."""
    values, least = sum(row.value is not None for row in found.rows), found.preset.least_on_screen
    if values < least:
        one = values == 1
        return NoSignalReason.FEW, (
            f"There {'is' if one else 'are'} {values} value{'' if one else 's'} and limits need {least}: {least - values} more to go. "
            "Until then this is a run chart."
        )
    reason = found.limits.why_none
    if reason == MOSTLY_ZERO:
        return NoSignalReason.ZEROS, reason
    if (reason and reason != ALL_ALIKE) or found.judged is None or found.judged.variation_icon is None:
        newest = "The newest phase has too few values for limits." if len(found.phases) > 1 else ""
        return NoSignalReason.NO_LIMITS, newest or reason
    return None, ""
