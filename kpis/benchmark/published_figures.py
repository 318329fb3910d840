"""A KPI's or a measure's published figures over all areas, from the rows of the releases; sums and shares by a feed. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from data.model.area import Area, region_above, region_part
from data.model.indicator import Indicator, Polarity, Unit
from data.model.observation import Missing
from data.model.period import Firmness, Period, PeriodKind
from data.model.publication import Feed, FeedSource
from data.model.rating_rule import RatingRule, RuleKind
from data.text import exact
from kpis.benchmark.benchmark import COMPUTED, Field, mean_of, mean_words, nation_of, numbers, region_of
from kpis.benchmark.comparator_group import ComparatorGroup
from kpis.figures.figure import FigureCounts, Members, PublishedSeries, Value, named_by, value_of

ByMeasure = Mapping[tuple[str, str], Sequence[Mapping[Any, Any]]]  # by publication and measure
Key = tuple[PeriodKind, date | None, date | None]
FIRMER = (Firmness.PROJECTED, Firmness.ESTIMATED, Firmness.PROVISIONAL, Firmness.AS_REPORTED, Firmness.REVISED, Firmness.FINAL)


def as_indicator(measure: Mapping[Any, Any]) -> Indicator:
    """A published measure in the form that figures, charts and sentences know. ``measure`` is a row of the store."""
    words = dict.fromkeys(("printed", "title", "short"), measure["title"])
    return Indicator(
        **words, code=measure["id"], section="", unit=Unit(measure["unit"]), noun="", decimals=int(measure["decimals"]),
        polarity=Polarity(measure["polarity"]), numerator="", denominator="", data_source=measure["owner"], owner=measure["owner"],
        frequency=measure["year_type"], period_basis="", definition=measure["description"], caveats=measure["method"], changed="",
        plausible=(float("-inf"), float("inf")), rules=(RatingRule(RuleKind.UNIT, 0.0),),
    )  # fmt: skip


def answers(indicator: Indicator, feed: Feed) -> Indicator:
    """The KPI as its feed gives it: the feed's title, and unit and decimals where they are not the KPI's."""
    return named_by(indicator, feed)


def measure_field(measure: Mapping[Any, Any], rows: Iterable[Mapping[Any, Any]]) -> Field:
    """One measure over all areas. ``measure`` is its row of the store."""
    values = {area: tuple(by_period.values()) for area, by_period in _by_area(rows, january=False).items()}
    return Field(as_indicator(measure), values, bool(measure["quartiles"]))


def feed_field(indicator: Indicator, feed: Feed, rows: ByMeasure, holds: ByMeasure) -> Field:
    """A KPI over the areas of ``rows``; each period is of one source for everybody, the first that ``holds`` a number for it.

    ``holds`` has a row a period for which anybody has a number.
    """

    def held(publication: str, measure: str) -> set[Key]:
        periods = (Period("", PeriodKind(r["period_kind"]), r["first"], r["last"]) for r in holds.get((publication, measure), ()))
        return {_key(_dated(period, feed.january)) for period in periods}

    found: dict[str, dict[Key, Value]] = {}
    taken: set[Key] = set()
    for source in feed.sources:
        here = set.intersection(*(held(source.publication, m) for m in source.measures)) - taken
        parts = {m: _by_area(rows.get((source.publication, m), ()), january=feed.january) for m in (*source.measures, *source.share)}
        over = _by_area(rows.get((source.publication, source.over), ()), january=True) if source.over else {}
        if source.over:
            januaries = [_dated(Period("", PeriodKind(r["period_kind"]), r["first"], r["last"]), january=True)
                         for r in holds.get((source.publication, source.over), ())]  # fmt: skip
            here = {key for key in here if any(_lies_in(one, key) for one in januaries)}
        taken |= here
        for area in parts[source.measures[0]]:
            for key in parts[source.measures[0]][area].keys() & here:
                worked = _worked(source, parts, area, key)
                found.setdefault(area, {})[key] = _over(worked, over.get(area, {}), key, feed) if source.over else worked
    ordered = {area: tuple(sorted(values.values(), key=lambda v: v.period.last or date.min)) for area, values in found.items()}
    return Field(answers(indicator, feed), ordered)


def series_of(field: Field, feed: Feed, area: Area, areas: Mapping[str, Area], circle: ComparatorGroup) -> PublishedSeries:
    """The field as one area's own figures and its comparators, each comparator saying in ``basis`` how it came about.

    Where the newest period has no row for the area, its own figure is absent there and says why; a place of a level of which nothing is
    published has no published figure that could be absent.
    """
    own = field.values.get(area.code, ())
    nation = nation_of(area, areas)
    england = field.values.get(nation.code, ()) if nation else ()
    latest = field.latest
    if latest is not None and (own or area.level.published) and not any(_key(v.period) == _key(latest) for v in own):
        own = (*own, _silent(field, area, latest, only_nation=nation is not None and set(field.values) == {nation.code}))
    return PublishedSeries(
        feed=feed, own=own, neighbours=neighbours_of(field, area, areas, circle), region=regions_of(field, area, areas), england=england,
        latest=latest,
    )  # fmt: skip


def regions_of(field: Field, area: Area, areas: Mapping[str, Area]) -> tuple[Value, ...]:
    """The region's figure of each period, by the rule for London's two parts; where it is London's in their stead it says so."""
    found = []
    for period in field.periods:
        here = field.at(period)
        region, note = region_of(area, areas, here)
        value = here.get(region.code) if region else None
        if value is not None:
            assert region is not None
            told = note if value.value is not None else ""
            found.append(replace(value, basis="; ".join(filter(None, (told or region.name, value.basis)))))
    return tuple(found)


def neighbours_of(field: Field, area: Area, areas: Mapping[str, Area], circle: ComparatorGroup) -> tuple[Value, ...]:
    """The neighbours' mean of each period, by the edition that the circle gives for it."""
    return tuple(filter(None, (_mean(field, area, period, areas, circle) for period in field.periods)))


def _mean(field: Field, area: Area, period: Period, areas: Mapping[str, Area], circle: ComparatorGroup) -> Value | None:
    members, edition = circle.of(period)
    here = field.at(period)
    if not members or not here:
        return None
    mean = mean_of(numbers(here), members)
    used = [here[code] for code in members if code in here] or list(here.values())
    newest = max(used, key=lambda v: (v.received, v.load))
    names = tuple(areas[code].name for code in mean.missing)
    return replace(
        newest, value=mean.value, missing=None if mean.value is not None else Missing.NOT_AVAILABLE, raw="", area=f"SN-{area.code}",
        basis=mean_words(mean, edition, areas), cell="", share=None, origin=COMPUTED, members=Members(mean.used, mean.of, edition, names),
        counts=None,
    )  # fmt: skip


def _silent(field: Field, area: Area, period: Period, *, only_nation: bool) -> Value:
    like = next(v for values in field.values.values() for v in values if _key(v.period) == _key(period))
    words = "published for England only" if only_nation else "no figure published for this area"
    return replace(like, value=None, missing=Missing.NOT_AVAILABLE, raw="", area=area.code, cell="", basis=words, share=None, counts=None)


def _by_area(rows: Iterable[Mapping[Any, Any]], *, january: bool) -> dict[str, dict[Key, Value]]:
    """Values by area and period, oldest first; of two for one period the firmer."""
    found: dict[str, dict[Key, Value]] = {}
    for row in rows:
        value = value_of(row)
        value = replace(value, period=_dated(value.period, january)) if january else value
        held = found.setdefault(value.area, {})
        before = held.get(key := _key(value.period))
        if before is None or FIRMER.index(Firmness(value.status)) >= FIRMER.index(Firmness(before.status)):
            held[key] = value
    return found


def _worked(source: FeedSource, parts: Mapping[str, Mapping[str, Mapping[Key, Value]]], area: str, key: Key) -> Value:
    values = [parts[m].get(area, {}).get(key) for m in source.measures]
    first = values[0]
    assert first is not None
    share, counts = None, None
    if source.share and (two := [parts[m].get(area, {}).get(key) for m in source.share]) and all(v and v.value is not None for v in two):
        part, whole = (v.value for v in two if v and v.value is not None)
        share = _percent(part, whole)
        counts = FigureCounts(part, whole) if whole else None
    if source.how == "measure":
        return replace(first, share=share, basis=source.words, counts=counts)
    return replace(_together(source, values, first), share=share)


def _together(source: FeedSource, values: Sequence[Value | None], first: Value) -> Value:
    """The sum, or the share of the first in the second; the first absence among the parts is the absence of the whole."""
    cell = " and ".join(dict.fromkeys(v.cell for v in values if v))
    raw = (" + " if source.how == "sum" else " of ").join(v.raw if v else "none" for v in values)
    absent = next((v.missing if v else Missing.NOT_AVAILABLE for v in values if v is None or v.value is None), None)
    numbers = [v.value for v in values if v is not None and v.value is not None]
    value: float | None = None
    if absent is None:
        value = float(sum(exact(n) for n in numbers)) if source.how == "sum" else _percent(*numbers)
        absent = Missing.NOT_APPLICABLE if value is None else None
    counts = FigureCounts(numbers[0], numbers[1]) if source.how == "share" and value is not None else None
    return replace(first, value=value, missing=absent, raw=raw, cell=cell, basis=source.words, counts=counts)


def _over(count: Value, wholes: Mapping[Key, Value], key: Key, feed: Feed) -> Value:
    """A count per so many of the whole as at the January that lies in its period; the first absence of the two is the rate's."""
    whole = next((v for v in wholes.values() if _lies_in(v.period, key)), None)
    per = feed.per or 100.0
    if whole is not None:
        cell, raw = f"{count.cell} and {whole.cell}", f"{count.raw} of {whole.raw}"
        count = replace(count, cell=cell, raw=raw)
    if count.value is None:
        return count
    if whole is None or whole.value is None:
        return replace(count, value=None, missing=whole.missing if whole else Missing.NOT_AVAILABLE, counts=None)
    if whole.value <= 0:
        return replace(count, value=None, missing=Missing.NOT_APPLICABLE, counts=None)
    return replace(count, value=per * count.value / whole.value, counts=FigureCounts(count.value, whole.value))


def _lies_in(january: Period, key: Key) -> bool:
    """Whether a January census falls in a period."""
    _, first, last = key
    return bool(january.first and january.last and first and last and first <= january.first and january.last <= last)


def _percent(part: float, whole: float) -> float | None:
    return 100 * part / whole if whole else None


def _dated(period: Period, january: bool) -> Period:
    """A January census is dated to the January inside its year."""
    if not january or period.last is None or period.first is None:
        return period
    year = period.last.year if period.first <= date(period.last.year, 1, 31) else period.first.year
    return replace(period, kind=PeriodKind.MONTH, first=date(year, 1, 1), last=date(year, 1, 31))


def _key(period: Period) -> Key:
    return period.kind, period.first, period.last


def rates(feeds: Sequence[Feed]) -> dict[str, tuple[Feed, ...]]:
    """By KPI, the feeds that give a rate or share by which a count of it may be compared, best first."""
    return {feed.kpi: tuple(one for one in feeds if one.kpi == feed.kpi and one.of) for feed in feeds if feed.of}


def usual(feeds: Sequence[Feed], asked: str = "") -> dict[str, Feed]:
    """The feed of each KPI: the one whose basis is asked for, else its first."""
    found: dict[str, Feed] = {}
    for feed in feeds:
        found.setdefault(feed.kpi, feed)
    return found | {feed.kpi: feed for feed in feeds if asked and feed.basis == asked}


def beside(area: Area, areas: Mapping[str, Area], circle: ComparatorGroup) -> list[str]:
    """The codes whose figures one area is compared with: its own, its circle's, its region's with London's parts, its country's."""
    wider = (region_above(area, areas), region_part(area, areas), nation_of(area, areas))
    around = [area.code, *(place.code for place in wider if place)]
    return list(dict.fromkeys((*around, *(code for _, _, members in circle.editions for code in members))))
