"""Where a yearly figure is heading if its usual yearly change goes on, with a range; and whether such ranges have held. Pure.

The method is the simplest that held: the last figure plus the mean yearly change so far, once a year ahead. The range is the t
quantile of the changes' own spread, widened for the years ahead and for the mean being an estimate. How often it held DfE's own
published figures is counted in tests/golden/test_course.py and kept in data/reference/course.csv.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from statistics import fmean

from data.model.indicator import Polarity, Unit
from data.model.period import Period, PeriodKind
from data.text import exact
from kpis.figures.figure import Value
from kpis.figures.periods import adjoins, crosses, dating
from kpis.standing.kpi_standing import Standing, of_one_kind
from kpis.stats.distributions import student

LEAST, MOST, AHEAD = 5, 6, 3  # figures needed, figures used (the newest), years looked ahead at most
HELD = 0.8  # the share of outcomes that a range is made to hold
TRUSTED = 0.7  # where fewer were held, nothing is said
ON_COURSE, BEHIND, CANNOT = "on course", "behind", "cannot say"


@dataclass(frozen=True, slots=True)
class ProjectedRange:
    """Where a figure is heading: the middle and the two ends, in the figure's own unit."""

    middle: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Projection:
    """What can be said of a KPI ``years`` ahead of ``last``, its newest yearly figure; ``range`` is None where nothing can be, and
    ``why`` says it. ``held`` is the share of DfE's published figures that such ranges held, None where it was not counted."""

    last: Value | None
    years: int
    used: int
    range: ProjectedRange | None
    held: float | None
    why: str


def project(values: Sequence[float], years: int) -> ProjectedRange | None:
    """The range ``years`` after the last of adjoining yearly figures, oldest first; None for fewer than ``LEAST`` or no year ahead.

    A series that changed by the same amount every year has a range of no width.
    """
    if len(values) < LEAST or not 1 <= years <= AHEAD:
        return None
    used = [float(exact(value)) for value in values[-MOST:]]
    changes = [after - before for before, after in pairwise(used)]
    many, mean = len(changes), (used[-1] - used[0]) / (len(used) - 1)
    spread = math.sqrt(math.fsum((change - fmean(changes)) ** 2 for change in changes) / (many - 1))
    wide = student((1 + HELD) / 2, many) * spread * math.sqrt(years) * math.sqrt(1 + years / many)
    middle = used[-1] + mean * years
    return ProjectedRange(middle, middle - wide, middle + wide)


def heading(standing: Standing, years: int, held: Mapping[tuple[str, int], float]) -> Projection:
    """What can be said of a KPI ``years`` ahead; ``held`` gives the counted share by KPI and years ahead.

    A percentage's range is cut at 0 and 100, a count's or rate's at 0.
    """
    run = yearly(standing)
    last = run[-1] if run else None
    counted = held.get((standing.indicator.code, years))
    used = min(len(run), MOST)
    if not run:
        return Projection(last=None, years=years, used=0, range=None, held=counted, why="no yearly figure is held")
    if not standing.indicator.over_time:
        return Projection(last=last, years=years, used=used, range=None, held=counted, why="its years cannot be compared with each other")
    if len(run) < LEAST:
        return Projection(
            last=last, years=years, used=used, range=None, held=counted,
            why=f"{len(run)} yearly figure{'s' * (len(run) != 1)} without a gap or break; {LEAST} are needed",
        )  # fmt: skip
    if counted is None:
        return Projection(
            last=last, years=years, used=used, range=None, held=None, why="how often such ranges held was not counted for this KPI"
        )
    if counted < TRUSTED:
        why = f"for this KPI such ranges held only {counted:.0%} of published outcomes"
        return Projection(last=last, years=years, used=used, range=None, held=counted, why=why)
    found = project([v.value for v in run if v.value is not None], years)
    return Projection(
        last=last, years=years, used=used, range=None if found is None else cut(found, standing.indicator.unit), held=counted, why=""
    )


def verdict(found: ProjectedRange, aim: float, polarity: Polarity) -> str:
    """ "on course" where the whole range is at the aim or better, "behind" where none of it is, else "cannot say"; so for a neutral KPI."""
    if polarity is Polarity.NEUTRAL:
        return CANNOT
    worst, best = (found.low, found.high) if polarity is Polarity.HIGHER else (-found.high, -found.low)
    goal = aim if polarity is Polarity.HIGHER else -aim
    return ON_COURSE if worst >= goal else BEHIND if best < goal else CANNOT


def needed(value: float, aim: float, years: int) -> float:
    """The change a year, in the figure's own unit, that would bring it to ``aim`` in that many years (1 or more)."""
    return float((exact(aim) - exact(value)) / years)


def yearly(standing: Standing) -> tuple[Value, ...]:
    """The newest unbroken run of yearly own figures, oldest first: each adjoins the one before and no break lies between."""
    one = of_one_kind(standing)
    basis = dating(one.indicator, one.points)
    run: list[Value] = []
    for value in one.points:
        if value.value is None or not _is_year(value.period, basis):
            run = []
        elif run and adjoins(run[-1].period, value.period, basis) and not crosses(one.breaks, run[-1].period, value.period):
            run.append(value)
        else:
            run = [value]
    return tuple(run)


def _is_year(period: Period, basis: str) -> bool:
    if period.first is None or period.last is None or period.kind in (PeriodKind.ROLLING_YEAR, PeriodKind.YEAR_TO_DATE):
        return False
    census = basis == "january census" and period.kind is PeriodKind.MONTH and period.first.month == 1
    return census or _next_year(period.first) == date.fromordinal(period.last.toordinal() + 1)


def _next_year(day: date) -> date | None:
    return None if (day.month, day.day) == (2, 29) else day.replace(year=day.year + 1)


def cut(found: ProjectedRange, unit: Unit) -> ProjectedRange:
    """A range cut to what the unit can be: a percentage at 0 and 100, a count or rate at 0."""
    if unit is Unit.SCORE:
        return found
    top = 100.0 if unit is Unit.PERCENT else math.inf
    return ProjectedRange(*(min(max(end, 0.0), top) for end in (found.middle, found.low, found.high)))
