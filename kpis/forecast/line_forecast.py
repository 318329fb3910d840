"""Where a monthly or termly line is heading, with the share of such ranges that held on its own earlier figures. Pure.

The method: the last figure plus the mean change over as many periods so far, in the newest run without a gap or break. The range is the
t quantile of those changes' own spread, widened for the mean being an estimate; changes that overlap tell less, so the degrees of freedom
are counted by those that do not. How often it held is counted on the line itself: the run, and every run before it, is cut at each earlier
period, the range worked from what was known by then, and set against the figure that came (a rolling origin). No range is given unless
enough outcomes could be counted and ``TRUSTED`` of them were held.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import fmean

from data.model.period import PeriodKind
from data.text import exact
from kpis.figures.figure import Value
from kpis.figures.periods import adjoins, crosses
from kpis.forecast.forecast import HELD, TRUSTED, ProjectedRange, cut
from kpis.signals.seasonality import season_of
from kpis.standing.kpi_standing import Standing, of_one_kind
from kpis.stats.distributions import student

AHEAD = {PeriodKind.MONTH: (6, 3), PeriodKind.TERM: (1,)}  # periods looked ahead, the furthest first
NAMES = {PeriodKind.MONTH: "month", PeriodKind.TERM: "term"}
CHANGES = 6  # changes over so many periods that a range is worked from, at least
OUTCOMES = 10  # earlier figures that ranges were set against, at least
LONGEST = 36  # periods of a run that are used, the newest


@dataclass(frozen=True, slots=True, kw_only=True)
class LineProjection:
    """What can be said ``ahead`` periods after ``last``. ``range`` is None where nothing can be, and ``why`` says what is missing.

    ``held`` of ``outcomes`` earlier figures of the line lay within such ranges. ``more`` is how many further periods are needed before
    anything could be said, 0 where that is not what is missing.
    """

    last: Value
    ahead: int
    range: ProjectedRange | None
    held: int
    outcomes: int
    why: str = ""
    more: int = 0

    @property
    def share(self) -> float | None:
        """The share of ranges that held; None where none could be counted."""
        return self.held / self.outcomes if self.outcomes else None


def line_range(values: Sequence[float], ahead: int) -> ProjectedRange | None:
    """The range ``ahead`` periods after the last of adjoining figures, oldest first; None for fewer than ``CHANGES`` changes over so many.

    A line that always changed by the same has a range of no width.
    """
    used = [float(exact(value)) for value in values[-LONGEST:]]
    changes = [after - before for before, after in zip(used, used[ahead:], strict=False)]
    if ahead < 1 or len(changes) < CHANGES:
        return None
    mean = fmean(changes)
    apart = max(2, (len(used) - 1) // ahead)  # changes that do not overlap
    spread = math.sqrt(math.fsum((one - mean) ** 2 for one in changes) / (len(changes) - 1))
    wide = student((1 + HELD) / 2, apart - 1) * spread * math.sqrt(1 + 1 / apart)
    return ProjectedRange(used[-1] + mean, used[-1] + mean - wide, used[-1] + mean + wide)


def back_tested(runs: Sequence[Sequence[float]], ahead: int) -> tuple[int, int]:
    """(held, outcomes) of the ranges worked at every earlier period of each run, from what was known by then."""
    held = outcomes = 0
    for run in runs:
        for at in range(len(run) - ahead):
            found = line_range(run[: at + 1], ahead)
            if found is not None:
                outcomes += 1
                held += found.low - 1e-9 <= run[at + ahead] <= found.high + 1e-9
    return held, outcomes


def line_heading(standing: Standing, *, seasonal: bool = False) -> LineProjection | None:
    """What can be said of the newest monthly or termly line, as far ahead as its own past bears; None where it is no such line.

    ``seasonal`` is whether people have said that some of its months always differ; the figures are asked too.
    """
    one = of_one_kind(standing)
    runs = _runs(one)
    if not runs or (kind := runs[-1][-1].period.kind) not in AHEAD or not one.indicator.over_time:
        return None
    last, name = runs[-1][-1], NAMES[kind]
    if (kind is PeriodKind.MONTH and _januaries(runs)) or last is not _newest(one):
        return None
    if seasonal or season_of(one, one.points).found:
        why = f"the same {name} differs from others year after year; set it beside the same {name} a year before"
        return LineProjection(last=last, ahead=AHEAD[kind][-1], range=None, held=0, outcomes=0, why=why)
    numbers = [[v.value for v in run if v.value is not None] for run in runs]
    for ahead in AHEAD[kind]:
        found = _said(numbers, last, ahead, name)
        if found.range is not None:
            return replace(found, range=cut(found.range, one.indicator.unit))
    return found


def _said(numbers: Sequence[Sequence[float]], last: Value, ahead: int, name: str) -> LineProjection:
    held, outcomes = back_tested(numbers, ahead)
    run, before = len(numbers[-1]), back_tested(numbers[:-1], ahead)[1]
    first = CHANGES + ahead - run  # periods until a range can be worked at all
    counted = 0 if outcomes >= OUTCOMES else OUTCOMES - before + CHANGES + 2 * ahead - 1 - run  # until enough outcomes are counted
    more = max(first, counted, 0)
    if more > 0:
        since = " since the last gap or break" if len(numbers) > 1 else ""
        why = f"{run} {name}{'s' * (run != 1)}{since} are too few: {more} more {name}{'s' * (more != 1)} without a gap are needed"
        return LineProjection(last=last, ahead=ahead, range=None, held=held, outcomes=outcomes, why=why, more=more)
    if held < TRUSTED * outcomes:
        why = f"of {outcomes} earlier figures of this line such ranges held only {held}"
        return LineProjection(last=last, ahead=ahead, range=None, held=held, outcomes=outcomes, why=why)
    return LineProjection(last=last, ahead=ahead, range=line_range(numbers[-1], ahead), held=held, outcomes=outcomes)


def _runs(standing: Standing) -> list[list[Value]]:
    """Every run of figures without a gap or a break, oldest first."""
    runs: list[list[Value]] = []
    before: Value | None = None
    for value in standing.points:
        if value.value is None or value.period.last is None:
            before = None
            continue
        if before and adjoins(before.period, value.period, "") and not crosses(standing.breaks, before.period, value.period):
            runs[-1].append(value)
        else:
            runs.append([value])
        before = value
    return runs


def _newest(standing: Standing) -> Value | None:
    return next((v for v in reversed(standing.points) if v.value is not None and v.period.last is not None), None)


def _januaries(runs: Sequence[Sequence[Value]]) -> bool:
    """Whether these are lone Januaries of a yearly census, and no monthly line."""
    return all(v.period.first is not None and v.period.first.month == 1 for run in runs for v in run)
