"""How sure a KPI's figure is, and what that lets us say beside England, the region, the neighbours and its own past. Pure.

No interval, no verdict: every refusal says why. Methods are those of ``kpis.stats.intervals`` and ``kpis.stats.funnel``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from data.model.area import Area, ranked_beside
from data.model.indicator import Indicator, Polarity, Unit
from data.model.observation import FigureRole
from data.model.period import Break, Period, PeriodKind
from kpis import formats
from kpis.benchmark.benchmark import Field
from kpis.figures.figure import FigureCounts, Value
from kpis.standing.kpi_standing import Standing
from kpis.stats import intervals as sure
from kpis.stats.funnel import Funnel, funnel
from kpis.stats.intervals import Interval, RecentTrend, Year

LEVEL = 95
SMALL = 10  # a denominator below this says so; the number of events below which OHID shows no standardised rate
LEAST_AREAS = 25  # five to a fifth
KINDS: Mapping[Unit, str] = {
    Unit.PERCENT: "proportion",
    Unit.COUNT: "proportion",
    Unit.RATE: "rate",
    Unit.POINTS: "mean",
    Unit.SCORE: "mean",
}
GOOD = {Polarity.HIGHER: "high_is_good", Polarity.LOWER: "low_is_good", Polarity.NEUTRAL: ""}
BESIDE = (FigureRole.ENGLAND, FigureRole.REGION, FigureRole.NEIGHBOURS)
YEARLY = (PeriodKind.CALENDAR_YEAR, PeriodKind.ACADEMIC_YEAR, PeriodKind.FINANCIAL_YEAR)
NO_SPREAD = "A mean score has an interval only where the spread of the pupils’ scores is known, and no source here gives it."
NO_WHOLE = "A count on its own is out of no known number, so it has no interval to compare by."


@dataclass(frozen=True, slots=True)
class FigureInterval:
    """A figure's 95% interval in its own unit, or ``why`` there is none. ``as_share`` where it is of a count's share of a whole."""

    interval: Interval | None
    counts: FigureCounts | None
    as_share: bool = False
    why: str = ""

    @property
    def small(self) -> bool:
        return self.counts is not None and self.counts.whole < SMALL


@dataclass(frozen=True, slots=True)
class IntervalVerdict:
    """Beside one comparator: Better, Worse, Similar, Higher, Lower, or None with ``why``. ``above`` says which side of it."""

    series: FigureRole
    benchmark: float | None
    verdict: str | None
    above: bool | None
    why: str = ""


def confidence(value: Value | None, indicator: Indicator) -> FigureInterval:
    """The 95% interval of one figure, by the kind of its unit: Wilson for proportions, exact or Byar for rates, none for means."""
    if value is None or value.value is None:
        return FigureInterval(None, None, why="There is no figure.")
    kind, counts, as_share = KINDS[indicator.unit], value.counts, indicator.unit is Unit.COUNT
    if kind == "mean":
        return FigureInterval(None, None, why=NO_SPREAD)
    if as_share and not indicator.share_of:
        return FigureInterval(None, None, why=NO_WHOLE)
    if counts is None:
        return FigureInterval(None, None, as_share, f"No denominator was given for {formats.period(value.period, long=True)}.")
    if counts.fault:
        return FigureInterval(None, counts, as_share, counts.fault)
    if kind == "rate":
        return FigureInterval(sure.rate(counts.top, counts.whole, multiplier=indicator.per), counts)
    if counts.top > counts.whole:
        return FigureInterval(None, counts, as_share, "The numerator is larger than the denominator.")
    return FigureInterval(sure.proportion(counts.top, counts.whole), counts, as_share)


def verdicts(standing: Standing) -> tuple[IntervalVerdict, ...]:
    """The verdict beside each comparator of the own figure's period, in the order England, region, neighbours."""
    return tuple(verdict(standing, series, confidence(standing.own, standing.indicator)) for series in BESIDE)


def verdict(standing: Standing, series: FigureRole, found: FigureInterval) -> IntervalVerdict:
    """The verdict of one interval beside one comparator; the comparator's own uncertainty is left out, as Fingertips does."""
    beside = standing.comparators.get(series)
    level = (beside.share if found.as_share else beside.value) if beside else None
    if found.interval is None:
        return IntervalVerdict(series, level, None, None, found.why)
    if level is None:
        what = "share" if found.as_share else "figure"
        return IntervalVerdict(series, None, None, None, f"No {what} was given for {name(standing, series)} in the same period.")
    word = sure.compared(found.interval, level, GOOD[standing.indicator.polarity])
    above = None if found.interval.value is None or found.interval.value == level else found.interval.value > level
    return IntervalVerdict(series, level, word, above)


def name(standing: Standing, series: FigureRole) -> str:
    """A comparator in a sentence: England, the region, the neighbours."""
    return {FigureRole.REGION: "the region", FigureRole.NEIGHBOURS: "the neighbours"}.get(series, standing.named(series))


def recent(standing: Standing) -> tuple[RecentTrend | None, str]:
    """The recent trend over the latest five yearly figures since the last break, or None with the reason."""
    own, indicator = standing.own, standing.indicator
    if own is None or own.value is None or own.period.last is None:
        return None, "There is no dated figure."
    if not indicator.over_time:
        return None, "This score is relative to its own year, so it has no trend."
    if indicator.unit in (Unit.POINTS, Unit.SCORE, Unit.COUNT):
        return None, "It is worked for percentages and rates only."
    if not _yearly(own.period, indicator):
        return None, "A recent trend is of yearly figures; these come more often and are judged under “Is it real?”."
    points = [v for v in standing.points if v.period.kind is own.period.kind and _yearly(v.period, indicator)]
    since = _broken(standing.breaks, own.period)
    years = [_year(v, indicator) for v in points if v.period.last and v.period.first and (since is None or v.period.first >= since)]
    found = sure.recent_trend(years)
    if found.marker == "CannotBeCalculated":
        after = f" since the break of {formats.month(since)}" if since else ""
        known = sum(one.whole for one in years)
        some = f"{known} year{'s have' if known != 1 else ' has'} an interval{after}; it needs five in a row"
        return None, f"{some}." if known < sure.TREND_POINTS else f"{some}, none of them at 100%."
    return found, ""


def _yearly(period: Period, indicator: Indicator) -> bool:
    census = indicator.period_basis == "january census" and period.kind is PeriodKind.MONTH
    return period.kind in YEARLY or (census and period.first is not None and period.first.month == 1)


def _broken(breaks: Sequence[Break], period: Period) -> date | None:
    return max((b.first for b in breaks if period.first and b.first <= period.first), default=None)


def _year(value: Value, indicator: Indicator) -> Year:
    found = confidence(value, indicator)
    assert value.period.last is not None
    if found.interval is None or found.counts is None:
        return Year(value.period.last.year, None, None, None)
    one = found.interval
    return Year(value.period.last.year, one.value, one.lower, one.upper, count=found.counts.top, denominator=found.counts.whole)


@dataclass(frozen=True, kw_only=True)
class PlaceInEngland:
    """Where an area lies among every authority of one period: the funnel by size, and its fifth by figure.

    ``areas`` holds (code, counts) in the order of ``funnel.significance``; ``own`` is the area's place in it.
    """

    indicator: Indicator
    period: Period
    areas: tuple[tuple[str, FigureCounts], ...]
    funnel: Funnel | None
    own: int | None
    fifth: str
    of: int

    @property
    def stands(self) -> str:
        """The area's own word of the funnel; empty where it is not in it."""
        return "" if self.funnel is None or self.own is None else self.funnel.significance[self.own]


def among(field: Field, code: str, areas: Mapping[str, Area], period: Period | None = None) -> PlaceInEngland | None:
    """The area among every authority of ``period``, by default the newest; None where nobody has a figure in it."""
    period = period or field.latest
    if period is None:
        return None
    ranked = ranked_beside(areas[code], areas)
    here = {c: v for c, v in field.at(period).items() if c in ranked and v.value is not None}
    if not here:
        return None
    kind = KINDS[field.indicator.unit]
    held = tuple((c, v.counts) for c, v in here.items() if v.counts and not v.counts.fault and field.indicator.unit is not Unit.COUNT)
    found = None
    if kind != "mean" and len(held) >= LEAST_AREAS:
        found = funnel(kind, [(counts.top, counts.whole) for _, counts in held], 100 if kind == "proportion" else field.indicator.per)
    own = next((n for n, (c, _) in enumerate(held) if c == code), None)
    return PlaceInEngland(
        indicator=field.indicator, period=period, areas=held, funnel=found, own=own, fifth=_fifth(here, code, field.indicator), of=len(here)
    )


def _fifth(here: Mapping[str, Value], code: str, indicator: Indicator) -> str:
    if len(here) < LEAST_AREAS or code not in here or indicator.unit is Unit.COUNT:
        return ""
    codes = sorted(here)
    found = sure.fifths([here[c].value or 0.0 for c in codes], codes)
    return sure.fifth_words(found[codes.index(code)], len(here), GOOD[indicator.polarity])
