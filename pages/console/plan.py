"""The improvement plan by command: its actions, its golden thread, what was agreed of its priorities, and its risks."""

from __future__ import annotations

import json
from datetime import date

import click

from data.catalogue.catalogue import Catalogue
from data.home.home import Home, HomeReader
from data.model.area import Area
from data.model.finding import Refused
from data.records.plan_versions import StandingPlan, plan_areas, plan_on
from kpis.exports.tidy import plan_export, risk_export
from kpis.governance import agreed_ratings
from kpis.plan import golden_thread
from pages.console.area_options import area_asked, area_named, with_area, with_day
from pages.console.area_standings import StandingOptions, days, judged
from pages.console.home_options import WrongUsage, with_home


@click.command()
@with_area
@with_day()
@with_home(Home.read)
def plan(*, home: HomeReader, catalogue: Catalogue, as_json: bool, area: str | None, as_at: date | None) -> int:
    """The plan as it stands on the day asked for."""
    kept, _ = _in_force(home, catalogue, area, as_at)
    today = as_at or date.today()
    record, words = plan_export.plan_record(kept.version, today), plan_export.plan_words(kept.version, today)
    record |= {"received": kept.received.isoformat(), "edited": list(kept.edited)}
    print(json.dumps(record, ensure_ascii=False, indent=1) if as_json else words)
    return 0


@click.command()
@with_area
@with_day()
@with_home(Home.read)
def thread(*, home: HomeReader, catalogue: Catalogue, as_json: bool, area: str | None, as_at: date | None) -> int:
    """The plan's golden thread as it stands on the day asked for."""
    kept, place = _in_force(home, catalogue, area, as_at)
    links, filled = _links(home, catalogue, place, as_at)
    found = golden_thread.thread(kept.version, links, filled, list(catalogue.indicators_of(place.code)))
    record, words = plan_export.thread_record(found), plan_export.thread_words(found)
    print(json.dumps(record, ensure_ascii=False, indent=1) if as_json else words)
    return 0


def _in_force(home: HomeReader, catalogue: Catalogue, wanted: str | None, as_at: date | None) -> tuple[StandingPlan, Area]:
    """The plan of the area named, or the only one that is kept, with its area."""
    area = area_named(wanted, catalogue) if wanted else _planned(home, catalogue, as_at)
    kept = plan_on(home.records, area.code, as_at)
    if kept is None:
        day = as_at or date.today()
        raise Refused(f"No improvement plan of {area.name} was received by {day}. Start with: python cli.py load PLAN.xlsx")
    return kept, area


def _planned(home: HomeReader, catalogue: Catalogue, as_at: date | None) -> Area:
    codes = plan_areas(home.records, as_at)
    if not codes:
        raise Refused("No improvement plan is kept yet. Start with: python cli.py load PLAN.xlsx")
    if len(codes) > 1:
        raise WrongUsage(f"Several plans are kept. Name one with --area: {', '.join(catalogue.areas[c].name for c in codes)}.")
    return catalogue.areas[codes[0]]


def _links(home: HomeReader, catalogue: Catalogue, area: Area, as_at: date | None) -> tuple[dict[str, list[int]], list[str]]:
    """(each KPI's priorities, the KPIs with a figure)."""
    if not (build := home.figures.current()):
        return catalogue.links(area.code, ()), []
    found = days(StandingOptions(as_at), home, catalogue, area)(as_at)
    links = catalogue.links(area.code, home.figures.links(build, area.code, as_at).itertuples(index=False))
    return links, [s.indicator.code for s in found if s.value is not None]


@click.command()
@with_area
@with_day("only what was recorded by this day, YYYY-MM-DD")
@with_home(Home.read)
def judgements(*, home: HomeReader, catalogue: Catalogue, as_json: bool, area: str | None, as_at: date | None) -> int:
    """What was agreed of each priority at visits."""
    place = area_asked(area, home, catalogue)
    found = judged(home, catalogue, place, as_at, days(StandingOptions(as_at), home, catalogue, place))
    result = {"area": place.name, "as_at": (as_at or date.today()).isoformat(), "rule": agreed_ratings.RULE,
              "judgements": [agreed_ratings.record(one) for one in found]}  # fmt: skip
    print(json.dumps(result, ensure_ascii=False, indent=1) if as_json else agreed_ratings.in_words(found, place.name))
    return 0


@click.command()
@with_area
@with_day("only what was recorded by this day, YYYY-MM-DD")
@with_home(Home.read)
def risks(*, home: HomeReader, catalogue: Catalogue, as_json: bool, area: str | None, as_at: date | None) -> int:
    """The risk register, dependencies, and what was said and done."""
    place = area_asked(area, home, catalogue)
    journal, kinds = home.records, ("risk", "dependency", "you_said")
    kept = {kind: {k: e.body for k, e in journal.latest(kind, place.code, until=as_at).items()} for kind in kinds}
    asked = (place.name, as_at or date.today(), kept)
    print(json.dumps(risk_export.record(*asked), ensure_ascii=False, indent=1) if as_json else risk_export.words(*asked))
    return 0
