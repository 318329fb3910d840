"""Each KPI of an area against its target, its comparators and its own last period. Pure: a frame in, standings out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from data.model.counting_basis import counted_of
from data.model.figure_key import FigureKey
from data.model.indicator import Indicator, Polarity, Unit
from data.model.observation import BOUNDS, COMPARATORS, WITHHELD, CellPart, FigureRole, Missing
from data.model.period import Break, Period, PeriodKind
from data.model.rating_rule import RatingRule
from data.model.reading_rules import SumRule
from data.model.timeliness import TimelinessRules
from data.text import exact
from kpis import formats
from kpis.figures.figure import PUBLISHED, PublishedSeries, Value, at, latest, named_by, same_period, value_of, when
from kpis.figures.numerators import counted
from kpis.figures.one_basis import counted_otherwise, of_one_basis
from kpis.figures.origins import join
from kpis.figures.periods import adjoins, crosses, dating, same_dates_next_year, year_before
from kpis.figures.printed_remarks import PrintedRemark, beside, differs
from kpis.figures.small_numbers import CountedFigure, SmallNumbersFound, found
from kpis.figures.stored_rows import StoredRows, records
from kpis.standing.doubt import FigureDoubt
from kpis.standing.kpi_records import Event, KpiRecords, LimitSettings
from kpis.standing.timeliness import CURRENT, UNFINISHED, FigureAge, figure_age, unfinished
from kpis.targets import kpi_target, printed_target
from kpis.targets.kpi_target import TargetVersion
from kpis.targets.rag import RagStatus, Rating, rate

__all__ = [
    "Value", "adjoins", "at", "crosses", "dating", "latest", "same_dates_next_year", "same_period", "value_of", "when", "year_before",
]  # fmt: skip

_NAMES = {FigureRole.OWN: "Own", FigureRole.NEIGHBOURS: "Neighbours", FigureRole.REGION: "Region", FigureRole.TARGET: "Target"}
NOTHING_KEPT = KpiRecords()
PartOfKey = tuple[str, str]  # whose figure it is, and which part of the cell
PART_OF_YEAR = "Part of a year is not rated against a target for the whole of it."
TOTAL = "A total for a larger place, not like for like."


@dataclass(frozen=True, slots=True)
class Change:
    """The change from an earlier period, in the KPI's own unit. ``word`` says better, worse, higher, lower or same."""

    value: float
    before: Value
    word: str


@dataclass(frozen=True, kw_only=True)
class Standing:
    """One KPI of one area. ``own`` is None when nothing was ever loaded; ``points`` holds every period, oldest first.

    ``second`` is DfE's line by itself, where the partnership's own leads. ``doubts`` are open checks on what it shows, ``answered`` those
    of which a person said that the figure is right.

    ``change`` is from the adjoining period, ``year_ago`` from the same period a year earlier where that is another one. ``place`` is
    the area's code. ``seasonal`` says why some months of each year always differ, empty where nobody has said so; ``rates`` are the
    published rates that a count may be compared by, best first.
    """

    indicator: Indicator
    priorities: tuple[int, ...]
    own: Value | None
    target: Value | None
    comparators: Mapping[FigureRole, Value]
    change: Change | None
    rating: Rating
    points: tuple[Value, ...]
    others: Mapping[FigureRole, tuple[Value, ...]] = field(default_factory=dict)
    breaks: tuple[Break, ...] = ()
    year_ago: Change | None = None
    nation: str = "England"
    printed: tuple[PrintedRemark, ...] = ()
    alongside: tuple[Value, ...] = ()
    also: tuple[Value, ...] = ()
    published: PublishedSeries | None = None
    rates: tuple[PublishedSeries, ...] = ()
    printed_targets: tuple[Value, ...] = ()
    agreed: tuple[TargetVersion, ...] = ()
    process: LimitSettings | None = None
    events: tuple[Event, ...] = ()
    place: str = ""
    age: FigureAge = CURRENT
    doubts: tuple[FigureDoubt, ...] = ()
    answered: tuple[FigureDoubt, ...] = ()
    second: Standing | None = None
    seasonal: str = ""

    @property
    def last_known(self) -> Value | None:
        """The newest figure with a number, where the newest of all is an absence; None where it is a number itself, or where none is."""
        if self.own is None or self.own.value is not None:
            return None
        return latest([p for p in self.points if p.value is not None])

    @property
    def newest_comparators(self) -> dict[FigureRole, Value]:
        """Each comparator's figure of the own period, else its newest of any: to be shown with its period, never subtracted."""
        found: dict[FigureRole, Value] = {}
        for series in COMPARATORS:
            here = self.comparators.get(series)
            if self.own is not None and self.own.period.kind is PeriodKind.YEAR_TO_DATE:  # no whole year beside part of one
                found |= {series: here} if here is not None else {}
                continue
            known = [v for v in self.others.get(series, ()) if v.value is not None]
            if (value := here if here is not None and here.value is not None else latest(known) or here) is not None:
                found[series] = value
        return found

    @property
    def counted(self) -> bool:
        """Whether the figure may speak for today: a number, current, and doubted by no open check."""
        return self.value is not None and self.age.current and not any(doubt.of is FigureRole.OWN for doubt in self.doubts)

    @property
    def key(self) -> FigureKey:
        """What this standing is found by: its place and KPI."""
        return FigureKey(self.place, self.indicator.code)

    def named(self, series: FigureRole) -> str:
        """What a series is called in headings and beside lines: Own, Neighbours, Region, the nation, Target."""
        return self.nation if series is FigureRole.ENGLAND else _NAMES[series]

    @property
    def disagreements(self) -> list[str]:
        """Where the sheet prints another rating or direction than ours, in words."""
        change = (self.change.value, self.change.word) if self.change else None
        return differs(self.printed, self.rating.status.value, change, self.indicator.polarity)

    @property
    def value(self) -> float | None:
        return self.own.value if self.own else None

    @property
    def missing(self) -> Missing | None:
        return self.own.missing if self.own else Missing.NOT_GIVEN

    def comparator(self, series: FigureRole) -> float | None:
        found = self.comparators.get(series)
        return found.value if found else None

    def beside(self, period: Period) -> dict[FigureRole, Value]:
        """Comparators and target for exactly one period, by its dates; a series that has none is left out."""
        return {series: found for series, values in self.others.items() if (found := at(values, period))}

    def target_at(self, period: Period) -> Value | None:
        """The target that stands for a period: the agreed one in force then, else the printed one of the period or its year."""
        if self.version_for(period):
            return at(self.others.get(FigureRole.TARGET, ()), period)
        found = printed_target.for_period(self._printed, period, self.indicator)
        return found if found is not None and printed_target.judges(found, period, self.indicator) else None

    @property
    def _printed(self) -> tuple[Value, ...]:
        return self.printed_targets or tuple(v for v in self.others.get(FigureRole.TARGET, ()) if v.origin != kpi_target.AGREED)

    def version_for(self, period: Period) -> TargetVersion | None:
        """The agreed version that judges a period; None where a printed target does, or none."""
        return printed_target.version_for(self.agreed, self._printed, period, self.indicator)

    @property
    def aim(self) -> TargetVersion | None:
        """The agreed version that judges the own figure; None where a printed target does, or none."""
        return self.version_for(self.own.period) if self.own else None

    @property
    def band(self) -> tuple[float, float] | None:
        """The ends of the range that the own figure is to lie in, where its target is one."""
        ends = self.aim if self.aim and self.aim.banded else self.target.terms if self.target else None
        return None if ends is None or ends.low is None or ends.high is None else (ends.low, ends.high)

    @property
    def rule(self) -> RatingRule:
        """The rule that judges the own figure: the agreed version's own, else the KPI's of the day looked at."""
        return kpi_target.judged_by(self.aim, self.indicator).rule

    @property
    def target_words(self) -> str:
        """What stands in a target's column: the figure, or a range in words."""
        if self.aim and self.aim.banded:
            return kpi_target.range_short(self.aim, self.indicator)
        return printed_target.words(self.target, self.indicator) if self.target else formats.figure(None, self.indicator)

    def due(self, period: Period) -> kpi_target.TargetDue | None:
        """What the agreed version in force asks of a period; None where none is."""
        one = self.version_for(period)
        return (
            kpi_target.due(
                one, period, self.indicator, self.points, {**self.others, FigureRole.TARGET: ()}, nation=self.nation, breaks=self.breaks
            )
            if one
            else None
        )

    def rate(self, value: Value) -> Rating:
        """The rating of one own figure by what was in force for its period."""
        if unfinished(value):
            return Rating(RagStatus.NOT_RATED, UNFINISHED)
        one, asked = self.version_for(value.period), self.due(value.period)
        if one is not None and asked is not None:
            return kpi_target.rating(one, asked, value, self.indicator)
        feed = self.published if self.published and self.own and self.own.origin == PUBLISHED else None
        none = _why_none(feed, self._printed, value.period, self.indicator, self.agreed)
        return printed_target.rate(printed_target.for_period(self._printed, value.period, self.indicator), value, self.indicator, none=none)

    def gap(self, series: FigureRole) -> float | None:
        """Own figure less the target's or a comparator's, in the KPI's own unit; None where they are not like for like."""
        other = self.target if series is FigureRole.TARGET else self.comparators.get(series)
        if series is not FigureRole.TARGET and not self.like_for_like:
            return None
        return gap(self.value, other.value if other else None)

    @property
    def ringed(self) -> tuple[Value, ...]:
        """The other origin's figures that belong on the own line's axis: none where the published series is only near the KPI."""
        near = self.published is not None and self.published.feed.near
        return () if near else tuple(v for v in self.alongside if v.value is not None and v.period.last is not None)

    @property
    def notice(self) -> str:
        """The marks of every load that any of its figures came from: a picture of the KPI carries them all."""
        values = [*self.points, *(v for values in self.others.values() for v in values)]
        return " · ".join(dict.fromkeys(v.notice for v in values if v.notice))

    @property
    def like_for_like(self) -> bool:
        """False for counts: a region's or England's total does not compare with one area's."""
        return self.indicator.unit is not Unit.COUNT


def _why_none(
    published: PublishedSeries | None, printed: Sequence[Value], period: Period, indicator: Indicator, agreed: Sequence[TargetVersion]
) -> str:  # fmt: skip
    """Why no printed target judges a period: ``published`` is the series that stands for the KPI, which may only resemble it."""
    if published is not None and (published.feed.near or published.alone):
        return printed_target.NEAR_ONLY if published.feed.near else printed_target.OTHER_BASIS
    return printed_target.why_none(printed, period, indicator, agreed)


def gap(own: float | None, other: float | None) -> float | None:
    """The difference of the unrounded figures in their own unit, never in per cent of a per cent."""
    return None if own is None or other is None else float(exact(own) - exact(other))


def standings(
    frame: StoredRows,
    indicators: Mapping[str, Indicator],
    priorities: Mapping[str, Sequence[int]],
    breaks: Sequence[Break] = (),
    *,
    place: str,
    nation: str = "England",
    remarks: Iterable[Mapping[Any, Any]] = (),
    published: Mapping[str, PublishedSeries] | None = None,
    kept: KpiRecords = NOTHING_KEPT,
    on: date | None = None,
    rules: TimelinessRules | None = None,
) -> list[Standing]:
    """One standing a KPI of the catalogue, in its order, each of ``place``. ``frame`` has one row an observation in force of one
    partnership; what it holds of other places, such as the districts of an authority, is not its own and joins no standing of it.

    ``nation`` is what the widest comparator is called; ``remarks`` are the store's, oldest received first; ``published`` are the
    published series by KPI, ``kept`` what people typed of them. Each is rated by the rule of the day looked at, ``on``; None for the
    newest rule. ``rules`` say how long a figure stays current on that day; without them every figure is.
    """
    rated = {code: indicator.on(on) if on else indicator for code, indicator in indicators.items()}
    said: dict[str, list[Mapping[Any, Any]]] = {}
    for remark in remarks:
        said.setdefault(remark["indicator"], []).append(remark)
    by_key = _by_key(frame, place)
    found = []
    for code, indicator in rated.items():
        mine, cuts = tuple(priorities.get(code, ())), tuple(b for b in breaks if code in b.indicators)
        given = (published or {}).get(code)
        one = _standing(indicator, by_key, mine, cuts, given, place=place, kept=kept, nation=nation, on=on, rules=rules)
        if given is not None and given.own and not given.alone and one.own is not None and one.own.origin != PUBLISHED:
            second = _standing(indicator, {}, mine, cuts, given, place=place, nation=nation, on=on, rules=rules)
            one = replace(one, second=replace(second, nation=nation))
        found.append(_with_words(one, nation, said.get(code, [])))
    return found


def _with_words(standing: Standing, nation: str, said: Sequence[Mapping[Any, Any]]) -> Standing:
    beside_own = beside(said, standing.own.period) if standing.own and said else ()
    return replace(standing, nation=nation, printed=beside_own)


def _by_key(frame: StoredRows, place: str) -> dict[FigureKey, dict[PartOfKey, list[Value]]]:
    """Values by the place and KPI that they are of; a comparator's are set beside ``place``, whoever's they are."""
    found: dict[FigureKey, dict[PartOfKey, list[Value]]] = {}
    for row in records(frame):
        key = FigureKey(place if row["series"] in COMPARATORS else row["area"], row["indicator"])
        found.setdefault(key, {}).setdefault((row["series"], row["measure"]), []).append(value_of(row))
    return found


def _standing(
    indicator: Indicator,
    by_key: Mapping[FigureKey, Mapping[PartOfKey, list[Value]]],
    priorities: tuple[int, ...],
    breaks: tuple[Break, ...],
    published: PublishedSeries | None = None,
    *,
    place: str,
    kept: KpiRecords = NOTHING_KEPT,
    nation: str = "England",
    on: date | None = None,
    rules: TimelinessRules | None = None,
) -> Standing:
    basis, mine = of_one_basis(by_key.get(FigureKey(place, indicator.code), {}))
    indicator, published = counted_otherwise(indicator, published, basis)

    def of(series: FigureRole, measure: CellPart = CellPart.FIGURE) -> list[Value]:
        return sorted(mine.get((series.value, measure.value), []), key=when)

    def with_shares(series: FigureRole) -> list[Value]:
        shares = {(v.load, v.source): v.value for v in of(series, CellPart.SHARE)}  # a share belongs to the figure of its own cell
        return [_with_share(v, shares.get((v.load, v.source))) for v in of(series)]

    points = with_shares(FigureRole.OWN)
    wholes = by_key.get(FigureKey(place, indicator.whole), {}).get((FigureRole.OWN.value, CellPart.FIGURE.value), [])
    points = counted(points, indicator, (of(FigureRole.OWN, CellPart.NUMERATOR), of(FigureRole.OWN, CellPart.DENOMINATOR)), wholes)
    joined = join(points, {series: tuple(with_shares(series)) for series in COMPARATORS}, published)
    own, points = joined.own, list(joined.points)
    near = published is not None and own is not None and own.origin == PUBLISHED and bool(published.feed.near or published.alone)
    if published is not None and near:
        indicator = named_by(indicator, published.feed)
    printed = () if near else printed_target.printed(mine)
    agreed = () if near else kept.targets.get(indicator.code, ())  # a target set for the KPI is not one for a series that only resembles it
    typed = kpi_target.values(agreed, indicator, points, joined.others, nation=nation, breaks=breaks)
    due = tuple(one for one in printed if printed_target.judges(one, one.period, indicator))
    merged = (*printed_target.standing_still(agreed, due, printed, indicator), *typed) if agreed else due
    others = {**joined.others, FigureRole.TARGET: tuple(sorted(merged, key=when))}
    same = {series: found for series, values in others.items() if own and (found := at(values, own.period))}
    target = same.pop(FigureRole.TARGET, None)
    one = printed_target.version_for(agreed, printed, own.period, indicator) if own else None
    if one is None and own is not None:
        target = printed_target.for_period(printed, own.period, indicator)
        why = _why_none(published if near else None, printed, own.period, indicator, agreed)
        rating = printed_target.rate(target, own, indicator, none=why)
    elif one is not None and own is not None:
        asked = kpi_target.due(one, own.period, indicator, points, joined.others, nation=nation, breaks=breaks)
        rating = kpi_target.rating(one, asked, own, indicator)
    else:
        rating = rate(None, None, indicator, NEVER)
    age = figure_age(own, points, indicator, on, rules) if on and rules else CURRENT
    if own is not None and own.value is not None and not age.current:
        rating = Rating(RagStatus.NOT_RATED, age.why)
    elif unfinished(own):
        rating = Rating(RagStatus.NOT_RATED, UNFINISHED)
    elif own is not None and own.value is not None and _of_a_whole_year(own, target, one):
        rating = Rating(RagStatus.NOT_RATED, PART_OF_YEAR)
    change = _change(own, points, indicator, breaks)
    year_ago = _year_ago(own, points, indicator, breaks)
    year_ago = None if change and year_ago and change.before is year_ago.before else year_ago
    return Standing(
        indicator=indicator, priorities=priorities, own=own, target=target, comparators=same, change=change, rating=rating,
        points=tuple(points), others=others, breaks=breaks, year_ago=year_ago, alongside=joined.alongside, also=joined.also,
        published=published if published and published.latest else None,
        rates=published.rates if published else (), printed_targets=printed, agreed=agreed, process=kept.processes.get(indicator.code),
        events=kept.events_of(indicator.code), place=place, age=age,
    )  # fmt: skip


def _of_a_whole_year(own: Value, target: Value | None, agreed: TargetVersion | None) -> bool:
    """Whether a figure for part of a year has a target that is not said to be for that part."""
    if own.period.kind is not PeriodKind.YEAR_TO_DATE:
        return False
    if agreed is not None:
        return agreed.each is not PeriodKind.YEAR_TO_DATE
    return target is not None and not same_period(target.period, own.period)


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisedFigure:
    """A figure that a later load gives otherwise than the one in force before it. ``was`` and ``now`` are (value, reason)."""

    indicator: str
    series: FigureRole
    measure: CellPart
    period: Period
    was: tuple[float | None, Missing | None]
    now: tuple[float | None, Missing | None]
    load: int
    source: str

    @property
    def withheld(self) -> bool:
        """Whether the load withholds the figure, so that what it was is not said either."""
        return self.now[1] in WITHHELD


def moved(before: StoredRows, after: StoredRows) -> list[RevisedFigure]:
    """What ``after`` (observations of one load) changes of ``before`` (those in force till then), in the order of ``after``."""
    held = {_key(row): row for row in records(before)}
    found = []
    for row in records(after):
        old = held.get(_key(row))
        aside = CellPart(row["measure"]) in (*BOUNDS, CellPart.DUE)  # what a target's cell says besides its figure
        if old is None or aside or (old["value"], old["missing"]) == (row["value"], row["missing"]):
            continue
        was, now = value_of(old | {"notice": ""}), value_of(row | {"notice": "", "received": None})
        found.append(RevisedFigure(
            indicator=row["indicator"], series=FigureRole(row["series"]), measure=CellPart(row["measure"]), period=now.period,
            was=(None, now.missing) if now.missing in WITHHELD else (was.value, was.missing), now=(now.value, now.missing),
            load=old["load"], source=was.source,
        ))  # fmt: skip
    return found


def _key(row: Mapping[Any, Any]) -> tuple[Any, ...]:
    dates = (row["first"], row["last"]) if row["first"] else (row["period"],)
    return (FigureKey(row["area"], row["indicator"], counted_of(row["basis"])), row["series"], row["measure"], row["period_kind"], *dates)


def small_numbers(standings: Iterable[Standing], sums: Iterable[SumRule]) -> SmallNumbersFound:
    """The counts of 1 to 4 that standings show together, and withheld figures that can be worked back from them."""
    figures = [
        CountedFigure(s.indicator.code, p.period, p.value, p.missing in WITHHELD, s.indicator.unit is Unit.COUNT)
        for s in standings for p in s.points if p.origin == "local"
    ]  # fmt: skip
    return found(figures, list(sums))


NEVER = Period("Nothing loaded", PeriodKind.NOT_STATED, None, None)


def of_one_kind(standing: Standing) -> Standing:
    """The standing with figures of one kind of period only, that of its newest own figure: months and years make no one line."""
    newest = latest([p for p in standing.points if p.value is not None and p.period.last is not None])
    if newest is None:
        return standing
    kind = newest.period.kind
    points = tuple(p for p in standing.points if p.period.kind is kind)
    others = {series: tuple(v for v in values if v.period.kind is kind) for series, values in standing.others.items()}
    alongside = tuple(v for v in standing.alongside if v.period.kind is kind)
    return replace(standing, points=points, others=others, alongside=alongside)


def _with_share(value: Value, share: float | None) -> Value:
    return value if share is None else replace(value, share=share)


def _change(own: Value | None, points: Sequence[Value], indicator: Indicator, breaks: Sequence[Break]) -> Change | None:
    if own is None or own.period.kind is PeriodKind.YEAR_TO_DATE:  # a longer part of the year is no change from a shorter one
        return None
    basis = dating(indicator, points)
    before = next((p for p in reversed(points) if p.value is not None and adjoins(p.period, own.period, basis)), None)
    return change_between(before, own, indicator, breaks)


def _year_ago(own: Value | None, points: Sequence[Value], indicator: Indicator, breaks: Sequence[Break]) -> Change | None:
    before = next((p for p in reversed(points) if own and p.value is not None and year_before(p.period, own.period)), None)
    return change_between(before, own, indicator, breaks)


def change_between(before: Value | None, after: Value | None, indicator: Indicator, breaks: Sequence[Break]) -> Change | None:
    """The change between two figures; None where either has no number, a break lies between, no change means anything, the two are of
    different origin or way of counting, or one is of a period that was not over when it was received."""
    if before is None or after is None or before.value is None or after.value is None or not indicator.over_time:
        return None
    if before.origin != after.origin or counted_of(before.basis) != counted_of(after.basis) or unfinished(before) or unfinished(after):
        return None
    if crosses(breaks, before.period, after.period):
        return None
    value = float(exact(after.value) - exact(before.value))
    return Change(value, before, direction(value, indicator.polarity))


def direction(change: float, polarity: Polarity) -> str:
    """better, worse, higher, lower or same: the word that says whether a move is good."""
    if change == 0:
        return "same"
    if polarity is Polarity.NEUTRAL:
        return "higher" if change > 0 else "lower"
    return "better" if (change > 0) == (polarity is Polarity.HIGHER) else "worse"
