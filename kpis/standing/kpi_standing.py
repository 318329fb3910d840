"""Each KPI of an area against its target, its comparators and its own last period. Pure: a frame in, standings out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from data.model.figure_key import FigureKey
from data.model.indicator import Indicator, Polarity, Unit
from data.model.observation import COMPARATORS, WITHHELD, CellPart, FigureRole, Missing
from data.model.period import Break, Period, PeriodKind
from data.model.rating_rule import RatingRule
from data.model.reading_rules import SumRule
from data.text import exact
from kpis import formats
from kpis.figures.figure import PUBLISHED, PublishedSeries, Value, at, latest, named_by, same_period, value_of, when
from kpis.figures.numerators import counted
from kpis.figures.origins import join
from kpis.figures.periods import adjoins, crosses, dating, same_dates_next_year, year_before
from kpis.figures.printed_remarks import PrintedRemark, beside, differs
from kpis.figures.small_numbers import CountedFigure, SmallNumbersFound, found
from kpis.figures.stored_rows import StoredRows, records
from kpis.standing.kpi_records import Event, KpiRecords, LimitSettings
from kpis.targets import kpi_target
from kpis.targets.kpi_target import TargetVersion
from kpis.targets.rag import Rating, rate

__all__ = [
    "Value", "adjoins", "at", "crosses", "dating", "latest", "same_dates_next_year", "same_period", "value_of", "when", "year_before",
]  # fmt: skip

_NAMES = {FigureRole.OWN: "Own", FigureRole.NEIGHBOURS: "Neighbours", FigureRole.REGION: "Region", FigureRole.TARGET: "Target"}
NOTHING_KEPT = KpiRecords()
PartOfKey = tuple[str, str]  # whose figure it is, and which part of the cell
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

    ``change`` is from the adjoining period, ``year_ago`` from the same period a year earlier where that is another one. ``place`` is
    the area's code.
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
    printed_targets: tuple[Value, ...] = ()
    agreed: tuple[TargetVersion, ...] = ()
    process: LimitSettings | None = None
    events: tuple[Event, ...] = ()
    place: str = ""

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
        if kpi_target.in_force(self.agreed, period):
            return at(self.others.get(FigureRole.TARGET, ()), period)
        printed = self.printed_targets or tuple(v for v in self.others.get(FigureRole.TARGET, ()) if v.origin != kpi_target.AGREED)
        return at(printed, period) or _covering(printed, period, self.indicator)

    @property
    def aim(self) -> TargetVersion | None:
        """The agreed version that judges the own figure; None where a printed target does, or none."""
        return kpi_target.in_force(self.agreed, self.own.period) if self.own else None

    @property
    def rule(self) -> RatingRule:
        """The rule that judges the own figure: the agreed version's own, else the KPI's of the day looked at."""
        return kpi_target.judged_by(self.aim, self.indicator).rule

    @property
    def target_words(self) -> str:
        """What stands in a target's column: the figure, or a range in words."""
        if self.aim and self.aim.banded:
            return kpi_target.range_short(self.aim, self.indicator)
        return formats.figure(self.target.value if self.target else None, self.indicator, self.target.missing if self.target else None)

    def due(self, period: Period) -> kpi_target.TargetDue | None:
        """What the agreed version in force asks of a period; None where none is."""
        one = kpi_target.in_force(self.agreed, period)
        return (
            kpi_target.due(
                one, period, self.indicator, self.points, {**self.others, FigureRole.TARGET: ()}, nation=self.nation, breaks=self.breaks
            )
            if one
            else None
        )

    def rate(self, value: Value) -> Rating:
        """The rating of one own figure by what was in force for its period."""
        one, asked = kpi_target.in_force(self.agreed, value.period), self.due(value.period)
        if one is not None and asked is not None:
            return kpi_target.rating(one, asked, value, self.indicator)
        target = self.target_at(value.period)
        return rate(value.value, target.value if target else None, self.indicator, value.period, value.missing)

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


def concerns(finding: Mapping[Any, Any], standing: Standing) -> bool:
    """Whether a finding (``load``, ``indicator``, ``place``) is about a standing's own figure: by its KPI or by its cell."""
    own = standing.own
    if own is None or finding["load"] != own.load:
        return False
    sheet, _, cells = finding["place"].rpartition("!")
    by_cell = sheet == f"{own.file}!{own.sheet}" and own.cell in cells.split(", ")
    return bool(finding["indicator"] == standing.indicator.code or by_cell)


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
) -> list[Standing]:
    """One standing a KPI of the catalogue, in its order, each of ``place``. ``frame`` has one row an observation in force of one
    partnership; what it holds of other places, such as the districts of an authority, is not its own and joins no standing of it.

    ``nation`` is what the widest comparator is called; ``remarks`` are the store's, oldest received first; ``published`` are the
    published series by KPI, ``kept`` what people typed of them. Each is rated by the rule of the day looked at, ``on``; None for the
    newest rule.
    """
    rated = {code: indicator.on(on) if on else indicator for code, indicator in indicators.items()}
    said: dict[str, list[Mapping[Any, Any]]] = {}
    for remark in remarks:
        said.setdefault(remark["indicator"], []).append(remark)
    by_key = _by_key(frame, place)
    return [
        _with_words(_standing(indicator, by_key, tuple(priorities.get(code, ())), tuple(b for b in breaks if code in b.indicators),
                              (published or {}).get(code), place=place, kept=kept, nation=nation),
                    nation, said.get(code, []))
        for code, indicator in rated.items()
    ]  # fmt: skip


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
) -> Standing:
    mine = by_key.get(FigureKey(place, indicator.code), {})

    def of(series: FigureRole, measure: CellPart = CellPart.FIGURE) -> list[Value]:
        return sorted(mine.get((series.value, measure.value), []), key=when)

    shares = {(v.load, v.source): v.value for v in of(FigureRole.OWN, CellPart.SHARE)}  # a share belongs to the figure of its own cell
    points = [_with_share(v, shares.get((v.load, v.source))) for v in of(FigureRole.OWN)]
    wholes = by_key.get(FigureKey(place, indicator.whole), {}).get((FigureRole.OWN.value, CellPart.FIGURE.value), [])
    points = counted(points, indicator, (of(FigureRole.OWN, CellPart.NUMERATOR), of(FigureRole.OWN, CellPart.DENOMINATOR)), wholes)
    joined = join(points, {series: tuple(of(series)) for series in COMPARATORS}, published)
    own, points = joined.own, list(joined.points)
    near = published is not None and own is not None and own.origin == PUBLISHED and bool(published.feed.near or published.alone)
    if published is not None and near:
        indicator = named_by(indicator, published.feed)
    printed = () if near else _targets(of(FigureRole.TARGET), of(FigureRole.MILESTONE))
    agreed = () if near else kept.targets.get(indicator.code, ())  # a target set for the KPI is not one for a series that only resembles it
    typed = kpi_target.values(agreed, indicator, points, joined.others, nation=nation, breaks=breaks)
    merged = (*kpi_target.printed_still(agreed, printed), *typed) if agreed else printed
    others = {**joined.others, FigureRole.TARGET: tuple(sorted(merged, key=when))}
    same = {series: found for series, values in others.items() if own and (found := at(values, own.period))}
    target = same.pop(FigureRole.TARGET, None)
    one = kpi_target.in_force(agreed, own.period) if own else None
    if one is None and own is not None:
        target = target or _covering(printed, own.period, indicator)
        other = "" if target else _other_target(printed, own.period, indicator)
        other = "DfE’s series is only near this KPI, so no target is set for it." if near else other
        rating = rate(own.value, target.value if target else None, indicator, own.period, own.missing, none=other)
    elif one is not None and own is not None:
        asked = kpi_target.due(one, own.period, indicator, points, joined.others, nation=nation, breaks=breaks)
        rating = kpi_target.rating(one, asked, own, indicator)
    else:
        rating = rate(None, None, indicator, NEVER)
    change = _change(own, points, indicator, breaks)
    year_ago = _year_ago(own, points, indicator, breaks)
    year_ago = None if change and year_ago and change.before is year_ago.before else year_ago
    return Standing(
        indicator=indicator, priorities=priorities, own=own, target=target, comparators=same, change=change, rating=rating,
        points=tuple(points), others=others, breaks=breaks, year_ago=year_ago, alongside=joined.alongside, also=joined.also,
        published=published, printed_targets=printed, agreed=agreed, process=kept.processes.get(indicator.code),
        events=kept.events_of(indicator.code), place=place,
    )  # fmt: skip


def _targets(agreed: Sequence[Value], milestones: Sequence[Value]) -> tuple[Value, ...]:
    """Targets and the milestones on the way to them, by date; a target stands before a milestone of the same period."""
    more = [m for m in milestones if at(agreed, m.period) is None]
    return tuple(sorted((*agreed, *more), key=when))


def _other_target(targets: Sequence[Value], period: Period, indicator: Indicator) -> str:
    """Why no target stands for a period where one is set for another; empty where none is set at all."""
    known = [t for t in targets if t.value is not None]
    if not known or period.last is None:
        return ""
    near = next((t for t in known if t.period.first and t.period.last and t.period.first <= period.last <= t.period.last), known[-1])
    aim = f"The target of {formats.figure(near.value, indicator)} is for {formats.period(near.period, long=True)}"
    around = near.period.first is not None and near.period.last is not None and near.period.first <= period.last <= near.period.last
    return f"{aim}, and a {indicator.unit} for part of it is not rated against it." if around else f"{aim}, not for this period."


def _covering(targets: Sequence[Value], period: Period, indicator: Indicator) -> Value | None:
    """The target of the year that a period lies in, where none is of that very period; a yearly target of a count or
    rate is not a month's."""
    if indicator.unit in (Unit.COUNT, Unit.RATE) or period.first is None or period.last is None:
        return None
    around = [t for t in targets if t.value is not None and t.period.first and t.period.last
              and t.period.first <= period.first and period.last <= t.period.last]  # fmt: skip
    return min(around, key=lambda t: ((t.period.last or date.max) - (t.period.first or date.min), -t.load), default=None)


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
        if old is None or (old["value"], old["missing"]) == (row["value"], row["missing"]):
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
    return (FigureKey(row["area"], row["indicator"]), row["series"], row["measure"], row["period_kind"], *dates)


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
    """The change between two figures; None where either has no number, a break lies between, or no change means anything."""
    if before is None or after is None or before.value is None or after.value is None or not indicator.over_time:
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
