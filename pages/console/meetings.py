"""What a board or a visit looks at, by command: meetings with their recommendations, and the red KPIs with what is said of each."""

from __future__ import annotations

import json
from datetime import date

import click

from data.catalogue.catalogue import Catalogue
from data.home.home import Home, HomeReader
from data.model.loaded_file import Meeting
from data.records.plan_versions import plan_on
from data.records.settings import settings
from kpis.exports.tidy import exception_export, meeting_export
from kpis.governance import exceptions as exception_rules
from kpis.governance.meeting_review import MeetingPapers
from kpis.standing.figure_history import given
from pages.console import area_standings
from pages.console.area_options import area_asked, need_build, with_area, with_day
from pages.console.area_standings import StandingOptions, days
from pages.console.home_options import with_home

RECEIVED = "as it stood on this day, YYYY-MM-DD: figures received, words recorded"


@click.command()
@with_area
@click.option("--meeting", default="", metavar="KEY", help="the one told whole, as board/2018-07-26 (default: the newest held)")
@with_day(RECEIVED)
@with_home(Home.read)
def meetings(*, home: HomeReader, catalogue: Catalogue, as_json: bool, area: str | None, meeting: str, as_at: date | None) -> int:
    """Boards and visits of an area, and one of them whole."""
    build, journal = need_build(home), home.records
    place = area_asked(area, home, catalogue)
    standings = days(StandingOptions(as_at), home, catalogue, place)
    record = meeting_export.record(
        place.name, as_at or date.today(),
        [Meeting(row["day"], row["name"]) for row in home.figures.meetings(build, place.code).to_dict("records")],
        lambda kind, day: {k: e.body for k, e in journal.latest(kind, place.code, until=day).items()},
        lambda day: MeetingPapers(day, standings(day),
                           p.version.actions if (p := plan_on(home.records, place.code, day)) else None),
        as_at=as_at, asked=meeting, usual=settings(home.records).rhythm,
    )  # fmt: skip
    print(json.dumps(record, ensure_ascii=False, indent=1) if as_json else meeting_export.words(record))
    return 0


@click.command()
@with_area
@with_day(RECEIVED)
@with_home(Home.read)
def exceptions(*, home: HomeReader, catalogue: Catalogue, as_json: bool, area: str | None, as_at: date | None) -> int:
    """Red KPIs of an area with what is said of each, and what is still wanted."""
    build, today = need_build(home), as_at or date.today()
    place = area_asked(area, home, catalogue)
    stood = days(StandingOptions(as_at), home, catalogue, place)(as_at)
    gone = home.figures.withdrawn(build, as_at)
    givens = {s.indicator.code: given(home.figures.history(build, place.code, s.indicator.code), s.key, gone, as_at)
              for s in stood if exception_rules.red_run(s)}  # fmt: skip
    said = area_standings.commentary(home, place, as_at, need=True)
    judgements = home.records.latest("judgement", place.code, until=as_at)
    found = exception_rules.exceptions(stood, said, today, givens)
    agreed = exception_rules.agreed_red({key: entry.body for key, entry in judgements.items()}, stood)
    record = exception_export.exceptions_record(place.name, today, found, agreed, exception_rules.others(stood, said))
    words = exception_export.exceptions_words(place.name, today, found, agreed, stood)
    print(json.dumps(record, ensure_ascii=False, indent=1) if as_json else words)
    return 0
