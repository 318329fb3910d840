"""Statistical process control of a monthly or termly series: is the last point chance, and can the process meet the target?

Two presets, each a whole rule set. ``nhsr`` is NHSRplotthedots 0.2.2, except where that package's answer is a defect.
``mdc`` is what NHS England's Making Data Count tools do (SQL tool v2.5, a trend and a run of seven points), ``mdc6`` the same with the six
points that its Excel tool can be set to. A chart says which one judged it.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, field, replace
from datetime import date
from operator import lt

from data.model.finding import Refused
from kpis.stats.spc_rules import ALL_ALIKE, Limits, beyond, limits, shifts, sides, trends, two_in_three

COMMON = "Common Cause"
IMPROVEMENT, CONCERN = "special_cause_improvement", "special_cause_concern"
HIGH, LOW = "special_cause_neutral_high", "special_cause_neutral_low"
TYPE = {
    "increase": {1: IMPROVEMENT, -1: CONCERN}, "decrease": {1: CONCERN, -1: IMPROVEMENT}, "neutral": {1: HIGH, -1: LOW},
}  # fmt: skip
RUNS = (6, 7)  # points that a trend, or a run on one side of the mean, may need


def labels(run: int) -> tuple[Mapping[int, str], ...]:
    """What a point is called by each rule, in order of rank, by the way it points; ``run`` is the length of a trend or run."""
    return (
        {1: "Above UCL", -1: "Below LCL"},
        {1: f"{run} Point Trend (Increasing)", -1: f"{run} Point Trend (Decreasing)"},
        {1: "2 in 3 Above CL", -1: "2 in 3 Below CL"},
        {1: f"{run} Points Above CL", -1: f"{run} Points Below CL"},
    )


SIGN = {label: sign for run in RUNS for pair in labels(run) for sign, label in pair.items()}
_NAN = math.nan
BASELINE = 12  # values that a locked baseline needs
SHORT = (
    "Some groups have 'n < 12' observations. These have trial limits, which will be revised with each additional observation "
    "until 'n = fix_after_n_points' has been reached."
)


@dataclass(frozen=True, slots=True)
class Preset:
    """One rule set. ``least`` is the fewest values of a chart that get limits and icons; below it the chart is a run chart. ``run`` is
    how many points make a trend, or a run on one side of the mean: one of ``RUNS``."""

    name: str
    _: KW_ONLY
    screens: bool
    least: int
    least_on_screen: int
    short_below: int
    bridges: bool = False
    trend_crosses: bool = False
    close_counts_outside: bool = False
    better_wins: bool = False
    target_on_limit_decides: bool = False
    refuses_zeros: bool = False
    run: int = 7


NHSR = Preset("nhsr", screens=True, least=1, least_on_screen=13, short_below=13)
MDC = Preset(
    "mdc", screens=False, least=15, least_on_screen=15, short_below=12, bridges=True, trend_crosses=True,
    close_counts_outside=True, better_wins=True, target_on_limit_decides=True, refuses_zeros=True,
)  # fmt: skip
MDC6 = replace(MDC, name="mdc6", run=6)
PRESETS: Mapping[str, Preset] = {one.name: one for one in (NHSR, MDC, MDC6)}


@dataclass(frozen=True, slots=True)
class SpcSeries:
    """What is judged. ``target`` is one number, or one a date; ``ghosts`` are drawn and take part in nothing (only in ``mdc``).

    With ``lock`` the limits of a group that has 12 values by that day are worked from those alone.
    """

    dates: Sequence[date]
    values: Sequence[float | None]
    _: KW_ONLY
    improvement_direction: str = "increase"
    target: float | Sequence[float | None] | None = None
    rebase: Sequence[date] = ()
    fix_after_n_points: int | None = None
    screen_outliers: bool = True
    ghosts: Sequence[date] = ()
    lock: date | None = None


@dataclass(frozen=True, slots=True)
class SpcPhase:
    """The rows between two rebases: how many, their limits, their counts by point type, and the type of the last value."""

    rows: int
    limits: Limits
    counts: Mapping[str, int]
    variation_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SpcResult:
    """Every list has one entry a row, in date order. ``icon_date`` is the day the variation icon speaks of."""

    preset: str
    dates: Sequence[date]
    values: Sequence[float | None]
    group_of: Sequence[int]
    groups: Sequence[SpcPhase]
    outside_limits: Sequence[bool | None]
    relative_to_mean: Sequence[int | None]
    close_to_limits: Sequence[bool | None]
    special_cause_type: Sequence[str]
    point_type: Sequence[str]
    short_group_warning: Sequence[bool]
    variation_icon: str | None
    assurance_icon: str | None
    icon_date: date | None
    warnings: Sequence[str]
    starts_at: int = 0


@dataclass(slots=True)
class _Marks:
    """What the rules find, for the rows that take part, in order."""

    outside: list[bool | None] = field(default_factory=list)
    side: list[int | None] = field(default_factory=list)
    close: list[bool | None] = field(default_factory=list)
    label: list[str] = field(default_factory=list)


def judge(series: SpcSeries, preset: Preset = NHSR, *, on_screen: bool = False) -> SpcResult:
    """The series judged by the preset's rules. ``on_screen`` holds it to the minimum number and to the refusal of mostly zeros."""
    series = _checked(series)
    n = len(series.dates)
    held = [_NAN if value is None else float(value) for value in series.values]
    ghosts = set(series.ghosts) if preset.bridges else set()
    counted = [i for i in range(n) if held[i] == held[i] and series.dates[i] not in ghosts]
    rows = counted if preset.bridges and len(counted) < n else list(range(n))
    starts = [i for i in range(1, n) if series.dates[i] in set(series.rebase)] if series.rebase else []
    spans = [range(a, b) for a, b in zip([0, *starts], [*starts, n], strict=True)]
    least = preset.least_on_screen if on_screen else preset.least
    few = f"There are {len(counted)} values and limits need {least}, so this is a run chart." if len(counted) < least else ""
    shares = [[held[i] for i in rows if i in span] for span in spans] if len(rows) < n or len(spans) > 1 else [held]
    frozen = [0] * len(shares) if series.lock is None else _frozen(series, spans, rows, series.lock)
    found = [_limits(share, series, preset, few=few, on_screen=on_screen, first=n) for share, n in zip(shares, frozen, strict=True)]
    marks = _marked(shares, found, series, preset)
    outside, side, close, label = marks.outside, marks.side, marks.close, marks.label
    if len(counted) < n:
        at, blank = dict(zip(rows, range(len(rows)), strict=True)), set(range(n)) - set(counted)
        outside = [None if i in blank else outside[at[i]] for i in range(n)]
        side = [None if i in blank else side[at[i]] for i in range(n)]
        close = [None if i in blank else close[at[i]] for i in range(n)]
        label = [COMMON if i in blank else label[at[i]] for i in range(n)]
    kinds = TYPE[series.improvement_direction]
    point = {one: kinds[sign] for one, sign in SIGN.items()} | {COMMON: "common_cause"}
    points = [point[one] for one in label]
    groups = [_group(span, one, points, counted) for span, one in zip(spans, found, strict=True)]
    last = counted[-1] if counted else None
    shown = last is not None and last in spans[-1] and not _no_icon(found[-1])
    short = [few_rows for span, share in zip(spans, shares, strict=True) for few_rows in [len(share) < preset.short_below] * len(span)]
    reasons = [few] if few else list(dict.fromkeys(one.why_none for one in found if one.why_none))
    return SpcResult(
        preset=preset.name, dates=series.dates, values=series.values, group_of=[k for k, span in enumerate(spans) for _ in span],
        groups=groups, outside_limits=outside, relative_to_mean=side, close_to_limits=close, special_cause_type=label, point_type=points,
        short_group_warning=short, variation_icon=_variation(label[last], points[last]) if shown and last is not None else None,
        assurance_icon=_assurance(series, preset, found[-1], last) if shown and last is not None else None,
        icon_date=series.dates[last] if shown and last is not None else None, warnings=([SHORT] if any(short) else []) + reasons,
        starts_at=1 if series.dates[0] in series.rebase else 0,
    )  # fmt: skip


def _frozen(series: SpcSeries, spans: Sequence[range], rows: Sequence[int], lock: date) -> list[int]:
    """How many rows of each group set its limits; 0 for all of them."""
    by = [[i for i in rows if i in span and series.dates[i] <= lock] for span in spans]
    return [len(mine) if sum(series.values[i] is not None for i in mine) >= BASELINE else 0 for mine in by]


def _limits(share: Sequence[float], series: SpcSeries, preset: Preset, *, few: str, on_screen: bool, first: int = 0) -> Limits:
    """``first`` is how many rows set the limits; 0 for all, or for as many as the series says."""
    baseline = share[: first or series.fix_after_n_points] if first or series.fix_after_n_points else share
    screen = preset.screens and series.screen_outliers
    found = limits(baseline, screen=screen, refuse_zeros=on_screen or preset.refuses_zeros)
    return Limits(found.mean, why_none=few) if few else found


def _marked(shares: Sequence[Sequence[float]], found: Sequence[Limits], series: SpcSeries, preset: Preset) -> _Marks:
    """Every rule in order of rank; where two speak of one point the first counts, or with ``better_wins`` the improvement."""
    marks = _Marks()
    fired: list[dict[int, int]] = [{}, {}, {}, {}]
    first = 0
    for share, one in zip(shares, found, strict=True):
        side = sides(share, one.mean)
        marks.side += side
        if one.why_none:
            marks.outside += [None] * len(share)
            marks.close += [None] * len(share)
        else:
            out, near = beyond(share, one.lower, one.upper), beyond(share, one.near_lower, one.near_upper)
            close = [a and not b for a, b in zip(near, out, strict=True)] if True in out else near
            marks.outside += out
            marks.close += close
            if True in out:
                fired[0].update((first + i, side[i]) for i, is_out in enumerate(out) if is_out)
            if True in near:
                counts = near if preset.close_counts_outside else close
                fired[2].update((first + i, side[i]) for i in two_in_three(counts, side))
            for a, b, sign in shifts(side, preset.run):
                fired[3].update(dict.fromkeys(range(first + a, first + b), sign))
            if not preset.trend_crosses:
                for a, b, sign in trends(share, preset.run):
                    fired[1].update(dict.fromkeys(range(first + a, first + b), sign))
        first += len(share)
    if preset.trend_crosses:
        limited = [not one.why_none for share, one in zip(shares, found, strict=True) for _ in share]
        whole = [value for share in shares for value in share] if len(shares) > 1 else shares[0]
        for a, b, sign in trends(whole, preset.run):
            fired[1].update({i: sign for i in range(a, b) if limited[i]})
    kinds = TYPE[series.improvement_direction]
    marks.label = [COMMON] * first
    for rule, points in reversed(list(zip(labels(preset.run), fired, strict=True))):
        for i, sign in points.items():
            now = marks.label[i]
            if preset.better_wins and now != COMMON and kinds[SIGN[now]] == IMPROVEMENT and kinds[sign] == CONCERN:
                continue
            marks.label[i] = rule[sign]
    return marks


def _group(span: range, found: Limits, points: Sequence[str], counted: Sequence[int]) -> SpcPhase:
    mine = points[span.start : span.stop]
    last = next((i for i in reversed(counted) if i in span), None)
    return SpcPhase(len(span), found, Counter(mine), points[last] if last is not None else "common_cause")


def _no_icon(found: Limits) -> bool:
    """A process that never moved is common cause; any other without limits has no icon."""
    return bool(found.why_none) and found.why_none != ALL_ALIKE


def _variation(label: str, point: str) -> str:
    if label == COMMON:
        return "common_cause"
    word = point.removeprefix("special_cause_")
    return word if word.startswith("neutral") else f"{word}_{'high' if SIGN[label] > 0 else 'low'}"


def _assurance(series: SpcSeries, preset: Preset, found: Limits, last: int) -> str | None:
    """Whether limits and target say the target will be met (pass), missed (fail), or sometimes met (inconsistent)."""
    target = series.target[last] if isinstance(series.target, Sequence) else series.target
    if target is None or series.improvement_direction == "neutral":
        return None
    if found.why_none == ALL_ALIKE:  # a process that never moved does what it always did
        higher = series.improvement_direction == "increase"
        return "pass" if (found.mean >= target if higher else found.mean <= target) else "fail"
    if found.why_none:
        return None
    on = preset.target_on_limit_decides
    above, below = target > found.upper or (on and target == found.upper), target < found.lower or (on and target == found.lower)
    if not above and not below:
        return "inconsistent"
    return "fail" if above == (series.improvement_direction == "increase") else "pass"


def _checked(series: SpcSeries) -> SpcSeries:
    """The series in date order, or a refusal in words."""
    n = len(series.dates)
    targets = series.target if isinstance(series.target, Sequence) else None
    if not n:
        raise Refused("There are no values to judge.")
    if len(series.values) != n or (targets is not None and len(targets) != n):
        raise Refused(f"There are {n} dates and {len(series.values)} values; each date needs one value (null where there is none).")
    if series.improvement_direction not in TYPE:
        raise Refused(f"‘{series.improvement_direction}’ is not a direction: give {', '.join(TYPE)}.")
    if series.fix_after_n_points is not None and series.fix_after_n_points < 12:
        raise Refused("A baseline needs at least 12 points: set fix_after_n_points to 12 or more, or leave it out.")
    given = series.target if isinstance(series.target, Sequence) else [series.target]
    numbers = [one for one in (*series.values, *given) if one is not None]
    if not all(map(math.isfinite, numbers)):
        raise Refused("Every value and target must be a finite number, or null where there is none.")
    if all(map(lt, series.dates, series.dates[1:])):
        return series
    if len(set(series.dates)) < n:
        twice = next(day for day, count in Counter(series.dates).items() if count > 1)
        raise Refused(f"{twice} is there twice; each date may have one value.")
    order = sorted(range(n), key=series.dates.__getitem__)
    return replace(
        series, dates=[series.dates[i] for i in order], values=[series.values[i] for i in order],
        target=[targets[i] for i in order] if targets is not None else series.target,
    )  # fmt: skip
