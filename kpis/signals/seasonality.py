"""Whether the same month, term or quarter differs from the others year after year: Friedman's test. Pure.

Each figure is set beside the mean of the year around it (a centred moving mean, the two ends at half weight where a year has an even
number of periods), which takes out a steady rise or fall. In each of the last three or more years the differences are ranked; if the
ranks of the same month agree more than chance lets them (1 in 100), the KPI is seasonal. M. Friedman, "The use of ranks to avoid the
assumption of normality", Journal of the American Statistical Association 32 (1937), with the usual correction for ties.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from data.model.period import PeriodKind
from kpis import formats
from kpis.figures.figure import Value
from kpis.figures.periods import adjoins, crosses
from kpis.standing.kpi_standing import Standing
from kpis.stats.distributions import chi_squared

YEARS = 3  # years of differences that a verdict needs; the moving mean takes half a year at either end besides
CHANCE = 0.01
PER_YEAR = {PeriodKind.MONTH: 12, PeriodKind.QUARTER: 4, PeriodKind.TERM: 3}


@dataclass(frozen=True, slots=True)
class Season:
    """What the figures themselves say. ``found`` is None where there are too few; ``high`` and ``low`` name the period furthest out."""

    found: bool | None
    years: int
    high: str = ""
    low: str = ""


def season_of(standing: Standing, points: Sequence[Value]) -> Season:
    """The verdict on the newest unbroken run of one kind of period, oldest first."""
    run = _run(standing, points)
    many = PER_YEAR[run[-1].period.kind] if run else 12
    differences = from_year_around([p.value for p in run if p.value is not None], many)
    years, limit = len(differences) // many, chi_squared(1 - CHANCE, many - 1)
    if years < YEARS or years * (many - 1) <= limit:  # full agreement of so few years could still be chance
        return Season(None, years)
    used = differences[-years * many :]
    blocks = [used[n : n + many] for n in range(0, len(used), many)]
    if friedman(blocks) <= limit:
        return Season(False, years)
    half = many // 2
    named = [_name(p) for p in run[half : half + len(differences)]][-many:]
    means = [fmean(block[n] for block in blocks) for n in range(many)]
    return Season(True, years, named[means.index(max(means))], named[means.index(min(means))])


def from_year_around(values: Sequence[float], many: int) -> list[float]:
    """Each value less the mean of the ``many`` around it; none for half a year at either end."""
    half = many // 2
    found = []
    for n in range(half, len(values) - half):
        around = values[n - half : n + half + 1]
        inner = math.fsum(around) if many % 2 else math.fsum(around) - (around[0] + around[-1]) / 2
        found.append(round(values[n] - inner / many, 9))  # sums of the same figures in another order are the same difference
    return found


def friedman(blocks: Sequence[Sequence[float]]) -> float:
    """Friedman's statistic of rows with the same columns, ties at their mean rank; 0 where every row is all ties."""
    rows, columns = len(blocks), len(blocks[0])
    ranks = [_ranks(block) for block in blocks]
    sums = [math.fsum(row[n] for row in ranks) for n in range(columns)]
    expected = rows * (columns + 1) / 2
    tied = sum(block.count(one) ** 3 - block.count(one) for block in map(list, blocks) for one in set(block))
    below = rows * columns * (columns + 1) - tied / (columns - 1)
    return 12 * math.fsum((one - expected) ** 2 for one in sums) / below if below > 0 else 0.0


def _ranks(block: Sequence[float]) -> list[float]:
    return [sum(other < one for other in block) + (list(block).count(one) + 1) / 2 for one in block]


def _run(standing: Standing, points: Sequence[Value]) -> list[Value]:
    """The newest run without a gap or a break."""
    run: list[Value] = []
    for value in points:
        if value.value is None:
            run = []
        elif run and adjoins(run[-1].period, value.period, "") and not crosses(standing.breaks, run[-1].period, value.period):
            run.append(value)
        else:
            run = [value]
    return run


def _name(value: Value) -> str:
    """Aug, Autumn, or Jan to Mar."""
    words = formats.period(value.period)
    return words.rpartition(" ")[0]
