"""Published figures over all areas, kept by ids: what may be picked, one measure's field, one area's benchmark in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import KW_ONLY, dataclass, replace
from datetime import date
from math import isnan
from typing import Any

from data.catalogue.catalogue import Catalogue
from data.model.area import Area
from data.model.observation import Missing
from data.model.period import Period
from data.model.publication import Feed
from kpis import formats
from kpis.benchmark import benchmark_series, measure_text
from kpis.benchmark.benchmark import Benchmark, Field, benchmark
from kpis.benchmark.published_figures import as_indicator
from kpis.figures.figure import Value
from kpis.standing.area_view import AreaView
from pages.queries import area_view, load_ledger, published_ahead, session
from pages.queries.area_view import AreaKey
from pages.queries.kept_once import kept_once

VIEWS = {"ranked": "Ranked", "time": "Over time", "spread": "Spread", "regions": "Regions", "side": "Side by side"}


@dataclass(frozen=True)
class BenchmarkKey:
    """The ids that every drawing of one benchmark depends on. ``kpi`` or ``measure`` is set; an empty ``period`` is the newest."""

    place: AreaKey
    among: str
    _: KW_ONLY
    kpi: str
    measure: str
    basis: str = ""
    period: str = ""

    @property
    def home(self) -> str:
        return self.place.home

    @property
    def build(self) -> str:
        return self.place.build

    @property
    def area(self) -> str:
        return self.place.area

    @property
    def as_at(self) -> date | None:
        return self.place.as_at

    @property
    def areas(self) -> Mapping[str, Area]:
        return session.catalogue_of(self.home, self.build).areas

    def found(self) -> MeasureFigures | None:
        return found(self.home, self.build, self.as_at, (self.kpi, self.measure, self.basis))

    @property
    def ids(self) -> tuple[str, ...]:
        """The published measures that the figures come from."""
        known = self.found()
        return (known.feed.measures if known.feed else (self.measure,)) if known else ()


@dataclass(frozen=True)
class MeasureFigures:
    """One measure over all areas; ``feed`` where it answers a KPI."""

    field: Field
    feed: Feed | None

    def periods(self) -> dict[str, Period]:
        """Periods in which anybody has a number, by id, newest first."""
        by_id: dict[str, Period] = {}
        for period in reversed(self.field.periods):
            if any(v.value is not None for v in self.field.at(period).values()):
                id = period.last.isoformat() if period.last else period.label
                by_id[id if id not in by_id else f"{id} {period.kind.value}"] = period
        return by_id


@kept_once(8)
def measures(where: str, now: str, as_at: date | None) -> Mapping[str, Mapping[Any, Any]]:
    """Every published measure that anybody has a figure of, by id."""
    rows = session.store(where).measures(now, as_at)
    held = {row["id"]: row for row in rows.to_dict("records") if row["figures"] > 0} if len(rows) else {}
    session.settle()
    return held


@kept_once(8)
def offered(where: str, now: str, as_at: date | None) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """(KPIs with a published series, every measure) by id, in words that no two share."""
    held = measures(where, now, as_at)
    known = session.catalogue_of(where, now)
    kpis = {code: f"{code} {i.short}" for code, i in known.indicators.items() if bases(where, now, as_at, code)}
    seen = Counter(row["title"] for row in held.values())
    part = {id: f"{row['title']} ({id.partition('/')[0].replace('_', ' ')})" if seen[row["title"]] > 1 else row["title"]
            for id, row in held.items()}  # fmt: skip
    twice = Counter([*part.values(), *kpis.values()])
    return kpis, {id: words if twice[words] == 1 else f"{words}, {id}" for id, words in part.items()}


@kept_once(64)
def bases(where: str, now: str, as_at: date | None, kpi: str) -> tuple[str, ...]:
    """The bases on which a KPI is published, its usual one first."""
    held = measures(where, now, as_at)

    def there(feed: Feed) -> bool:
        needed = ((s, (*s.measures, *filter(None, (s.over,)))) for s in feed.sources)
        return any(all(held.get(m, {}).get("publication") == s.publication for m in all_of) for s, all_of in needed)

    return tuple(feed.basis for feed in session.catalogue_of(where, now).feeds_of(kpi) if there(feed))


@kept_once(16)
def found(where: str, now: str, as_at: date | None, which: tuple[str, str, str]) -> MeasureFigures | None:
    """The field of a KPI (on a basis) or of a measure; None where nobody has a figure."""
    kpi, measure, basis = which
    reading = session.readings(where, now, as_at)
    made: MeasureFigures | None = None
    if kpi:
        feed, field = reading.fields([kpi], basis, published_ahead.fields(where, now, as_at)).get(kpi, (None, None))
        breaks = tuple(session.catalogue_of(where, now).breaks_of(kpi))
        made = MeasureFigures(replace(field, breaks=breaks), feed) if field else None
    elif field := reading.measure(measure):
        made = MeasureFigures(_as_worked(field, session.catalogue_of(where, now)), None)
    session.settle()
    return made


def _as_worked(field: Field, known: Catalogue) -> Field:
    """A measure that a KPI is worked from breaks where the KPI does, and compares over time only where the KPI may."""
    kpis = dict.fromkeys(feed.kpi for feed in known.feeds if field.indicator.code in feed.measures)
    breaks = dict.fromkeys(one for code in kpis for one in known.breaks_of(code))
    steady = all(known.indicators[code].over_time for code in kpis)
    return replace(field, breaks=tuple(breaks), indicator=replace(field.indicator, over_time=steady))


@kept_once(64)
def standing(asked: BenchmarkKey) -> Benchmark:
    """The area's benchmark in the period asked for."""
    known = asked.found()
    assert known is not None
    periods = known.periods()
    period = periods.get(asked.period) or next(iter(periods.values()))
    members, edition = area_view.circle_of(asked.place, asked.among).of(period)
    return benchmark(known.field, asked.areas[asked.area], asked.areas, members=members, edition=edition, period=period)


@kept_once(256)
def views(asked: BenchmarkKey) -> dict[str, str]:
    """The views that have something to show, with their names; nothing is called ranked where neither way is better.

    Of a count there is only the area's own line: by size nobody is set beside anybody.
    """
    known, b = asked.found(), standing(asked)
    assert known is not None
    if not b.like_for_like:
        own = [v for v in b.field.values.get(asked.area, ()) if v.value is not None]
        return {"time": VIEWS["time"]} if len(own) > 1 else {}
    held = {
        "ranked": b.of > 0,
        "time": len(known.periods()) > 1,
        "spread": any(s.of > 1 for s in benchmark_series.spreads(b.field, b.area, asked.areas)),
        "regions": bool(benchmark_series.regions(b, asked.areas)),
        "side": len(others(asked)) > 0,
    }
    names = VIEWS if b.indicator.polarity != "neutral" else VIEWS | {"ranked": "In order"}
    return {view: names[view] for view, holds in held.items() if holds}


@kept_once(64)
def others(asked: BenchmarkKey) -> dict[str, str]:
    """The other areas that have a figure and compare, by code: authorities by name, then regions and the nation."""
    b = standing(asked)
    held = [asked.areas[code] for code, values in b.field.values.items()
            if code in asked.areas and code != asked.area and any(v.value is not None for v in values)]  # fmt: skip
    known = sorted((a for a in held if b.like_for_like or a.level.ranked), key=lambda a: (-a.level.depth, a.name))
    return {area.code: area.name for area in known}


@kept_once(64)
def rates(asked: BenchmarkKey) -> tuple[str, ...]:
    """The bases on which a count of a KPI is published as a rate or share, best first; empty where the figure is no count, or none is."""
    if standing(asked).like_for_like or not asked.kpi:
        return ()
    held, known = bases(asked.home, asked.build, asked.as_at, asked.kpi), session.catalogue_of(asked.home, asked.build)
    return tuple(feed.basis for feed in known.feeds_of(asked.kpi) if feed.of and feed.basis in held)


def usual_others(asked: BenchmarkKey) -> list[str]:
    """Whom an area is first set beside: its three nearest neighbours with a figure, its region and its nation."""
    b, known = standing(asked), others(asked)
    near = [code for code, value in b.members if value is not None and value.value is not None and code in known][:3]
    wide = [a.code for a in (b.region_area, b.england_area) if a is not None and a.code in known]
    return near + wide


def local(held: AreaView, kpi: str) -> Value | None:
    """The scorecard's own newest figure of a KPI with a number, where the area has one."""
    standing = next((s for s in held.standings if s.indicator.code == kpi), None)
    given = [v for v in (standing.own, *standing.also) if v is not None and v.origin == "local"] if standing else []
    return next((v for v in reversed(given) if v.value is not None), None)


@kept_once(64)
def findings(asked: BenchmarkKey) -> tuple[tuple[str, str, str], ...]:
    """(period, what, what to do) of every check that questions figures of these measures, those of the period shown first."""
    label, ids = standing(asked).period.label, set(asked.ids)
    frame = load_ledger.findings_of(asked.place.on_any_day("-"))
    loads = {row["load"] for id, row in measures(asked.home, asked.build, asked.as_at).items() if id in ids}
    told = []
    for row in frame.to_dict("records"):
        place = row["place"].split("!")
        if row["severity"] == "check" and row["load"] in loads and len(place) > 2 and place[1] in ids:
            told.append((place[2], row["what"], row["hint"]))
    return tuple(sorted(dict.fromkeys(told), key=lambda one: (one[0] != label, one[0])))


@kept_once(64)
def revised(asked: BenchmarkKey) -> tuple[str, ...]:
    """What DfE gave of the area's figures in the release before the one in force, newest period first."""
    store, held = session.store(asked.home), measures(asked.home, asked.build, asked.as_at)
    releases = store.releases(asked.build, asked.as_at)
    told: list[tuple[date, str]] = []
    for publication in dict.fromkeys(held[id]["publication"] for id in asked.ids if id in held):
        before = releases[(releases["publication"] == publication) & (releases["rank"] == 2)]
        if before.empty:
            continue
        frame = store.revised(asked.build, publication, ids=asked.ids, areas=[asked.area], as_at=asked.as_at)
        for row in frame.to_dict("records"):
            unit = held[row["measure"]]
            was, now = (_figure(row[value], row[why], unit) for value, why in (("was", "was_missing"), ("now", "now_missing")))
            title = "" if len(asked.ids) == 1 else f" ({unit['title']})"
            told.append((row["last"] or date.min, measure_text.revised(title, was, now, row["period"], before.iloc[0]["received"])))
    return tuple(words for _, words in sorted(told, reverse=True))


def _figure(value: float | None, missing: str | None, measure: Mapping[Any, Any]) -> str:
    number = None if value is None or isnan(value) else value
    return formats.figure(number, as_indicator(measure), Missing(missing) if number is None and missing else None)


@kept_once(64)
def notes(asked: BenchmarkKey) -> tuple[str, ...]:
    """DfE's notes on the area's figures, each with its year."""
    reading = session.readings(asked.home, asked.build, asked.as_at)
    found = [note for id in asked.ids for note in reading.notes(asked.area, id)]
    return tuple(dict.fromkeys(f"DfE notes{f' of {n.year}' if n.year else ''}: {n.words}" for n in found))
