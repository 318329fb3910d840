"""An area's KPIs as they stand for a command, with what people recorded of them."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from data.catalogue.catalogue import Catalogue
from data.home.home import HomeReader
from data.model.area import Area
from data.model.finding import Refused
from data.model.indicator import Indicator
from data.records.kpi_records import everything
from kpis.benchmark.comparator_group import ComparatorGroup, choices
from kpis.benchmark.published_reader import Readings
from kpis.figures.figure import PublishedSeries
from kpis.governance import agreed_ratings
from kpis.governance.exceptions import StandingCommentary
from kpis.standing import kpi_standing
from kpis.standing.kpi_records import KpiRecords
from kpis.standing.kpi_records import kept as kept_words
from kpis.standing.kpi_standing import Standing
from kpis.targets.rag import RagStatus
from pages.console.home_options import WrongUsage


@dataclass(frozen=True)
class StandingOptions:
    """The day that standings are asked for, today where it is None, and the neighbours that they are set against, "" for the usual ones."""

    as_at: date | None
    neighbours: str = ""


def standings(
    options: StandingOptions, home: HomeReader, catalogue: Catalogue, area: Area,
    wanted: tuple[Mapping[str, Indicator], Mapping[str, PublishedSeries]],
) -> tuple[list[Standing], list[str]]:  # fmt: skip
    """(one standing a KPI wanted, the marks of the loads in force)."""
    build = home.figures.current()
    frame = home.figures.in_force(build, reporter=area.code, as_at=options.as_at)
    links = catalogue.links(area.code, home.figures.links(build, area.code, options.as_at).itertuples(index=False))
    nation, remarks = catalogue.areas[catalogue.nation(area)].name, home.figures.remarks(build, area.code, options.as_at).to_dict("records")
    found = kpi_standing.standings(frame, wanted[0], links, catalogue.breaks, place=area.code, nation=nation, remarks=remarks,
                              published=wanted[1], kept=_kept(options, home, area), on=options.as_at or date.today())  # fmt: skip
    return found, sorted({notice for notice in frame["notice"] if notice})


def _kept(options: StandingOptions, home: HomeReader, area: Area) -> KpiRecords:
    """Targets, limits and events that people typed. Where they cannot be read, figures are still given, and the reason goes to the
    error stream."""
    try:
        return kept_words(everything(home.records, area.code, options.as_at))
    except Refused as why:
        print(f"No agreed targets, limits or events: {why}", file=sys.stderr)
        return KpiRecords()


def circle(options: StandingOptions, readings: Readings, catalogue: Catalogue, area: Area) -> ComparatorGroup:
    """Whom an area is set against; WrongUsage where its neighbours are not listed so."""
    try:
        return readings.circle(area.code, options.neighbours)
    except KeyError:
        held = ", ".join(choices(readings.lists(), catalogue.groups, area.code)) or "none"
        raise WrongUsage(f"‘{options.neighbours}’ lists no neighbours of {area.name}. Held: {held}.") from None


def on_day(options: StandingOptions, home: HomeReader, catalogue: Catalogue, area: Area, day: date | None) -> list[Standing]:
    """Every KPI of an area as it stood at the end of a day, against its usual comparators."""
    then, readings = replace(options, as_at=day), Readings(home.figures, home.figures.current(), catalogue, day)
    published = readings.series(area, circle(then, readings, catalogue, area), "")
    return standings(then, home, catalogue, area, (catalogue.indicators_of(area.code), published))[0]


def judged(options: StandingOptions, home: HomeReader, catalogue: Catalogue, area: Area) -> tuple[agreed_ratings.PriorityAtVisit, ...]:
    """What was agreed of an area's priorities at visits, beside its KPIs on the figures received by then."""
    plan, build = catalogue.plan_of(area.code), home.figures.current()

    @cache
    def stood(day: date) -> list[Standing]:
        return on_day(options, home, catalogue, area, day)

    def rated(day: date, priority: int) -> list[RagStatus]:
        codes = next((p.indicators for p in plan.priorities if p.number == priority), ()) if plan and build else ()
        return [s.rating.status for s in stood(day) if s.indicator.code in codes] if codes else []

    kept = home.records.latest("judgement", area.code, until=options.as_at)
    return agreed_ratings.at_visits({key: entry.body for key, entry in kept.items()}, rated, options.as_at)


def commentary(home: HomeReader, area: Area, as_at: date | None, *, need: bool = False) -> dict[str, StandingCommentary]:
    """An area's commentary by key. Where it cannot be read, figures are still given, and the reason goes to the error stream."""
    try:
        kept = home.records.latest("commentary", area.code, until=as_at)
    except Refused as why:
        if need:
            raise
        print(f"No commentary: {why}", file=sys.stderr)
        return {}
    return {key: StandingCommentary(key, e.body, e.who, e.recorded_at) for key, e in kept.items() if e.body is not None}
