"""Figures by command: an area's KPIs as they stand, every figure of one KPI, and what a backlog would come to."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import click

from data.catalogue.catalogue import Catalogue
from data.catalogue.forecast_coverage import read_held
from data.home.home import Home, HomeReader
from data.model.area_life import life_words, successors
from kpis.benchmark.published_figures import usual
from kpis.benchmark.published_reader import Readings
from kpis.exports.tidy import backlog_export, exception_export, standing_export
from kpis.exports.tidy.benchmark_export import benchmark_record, published_keys, value_row
from kpis.exports.tidy.years_export import over_time_record
from kpis.forecast import backlog_text
from kpis.forecast.backlog import BacklogAim, BacklogInputs, SuggestedInput, aim_of, filled
from kpis.governance.exceptions import matched
from kpis.standing import doubts
from kpis.years.years import over_time
from pages.console import area_standings
from pages.console.area_options import area_asked, area_named, need_build, number, with_area, with_codes, with_comparators, with_day
from pages.console.area_standings import StandingOptions
from pages.console.home_options import WrongUsage, with_home


@click.command()
@with_area
@with_codes(words="only these KPIs, or published measures by their short name")
@with_comparators
@with_day()
@with_home(Home.read)
def show(
    *, home: HomeReader, catalogue: Catalogue, as_json: bool, area: str | None, codes: tuple[str, ...], neighbours: str, basis: str,
    as_at: date | None,
) -> int:  # fmt: skip
    """Every KPI asked for, or every one of the catalogue, as it stands."""
    build, options = need_build(home), StandingOptions(as_at, neighbours)
    place = area_asked(area, home, catalogue)
    asked = codes or list(catalogue.indicators)
    known = [code.upper() for code in asked if code.upper() in catalogue.indicators]
    others = [code for code in asked if code.upper() not in catalogue.indicators]
    readings = Readings(home.figures, build, catalogue, as_at)
    among = area_standings.circle(options, readings, catalogue, place)
    measures = {id: field for id in others if (field := readings.measure(id)) is not None}
    if unknown := [code for code in others if code not in measures]:
        raise WrongUsage(
            f"{unknown[0]} is neither a KPI of the catalogue nor a published measure that is loaded. "
            f"KPIs run {', '.join(catalogue.indicators)}."
        )
    fields = readings.fields(known, basis)
    view = area_standings.view(home, catalogue, place, as_at, readings.series_in(fields, place, among), codes=known)
    stood, notices = view.standings, sorted(filter(None, view.notices))
    found = home.figures.findings(build, place.code).to_dict("records")
    shown = {
        s.indicator.code: standing_export.standing_record(s, [f for f in found if doubts.concerns_own(f, s)], read_held())
        | {"over_time": over_time_record(over_time(s, catalogue.year_rules))}
        | (published_keys(s, one[0], readings.of(one[1], place, among)) if (one := fields.get(s.indicator.code)) else {})
        for s in stood
    }
    said, today = matched(stood, area_standings.commentary(home, place, as_at)), as_at or date.today()
    shown = {code: one | {"commentary": exception_export.said_record(said.get(code), today)} for code, one in shown.items()}
    shown |= {id: benchmark_record(readings.of(field, place, among), readings.notes(place.code, id)) for id, field in measures.items()}
    kpis = list(shown.values())
    ended = life_words(place, catalogue.areas, today)
    result = {"area": place.name, "as_at": today.isoformat(), "build": build, "neighbours": among.name, "kpis": kpis}
    result |= {"ended": ended, "successors": [a.name for a in successors(place, catalogue.areas)]} if ended else {}
    if as_json:
        print(json.dumps(result, ensure_ascii=False, indent=1))
        return 0
    print(f"{place.name}, as at {result['as_at']}, build {build}. {' '.join(notices)}".rstrip())
    if ended:
        print(f"{ended}.")
    nation = catalogue.areas[catalogue.nation(place)].name
    for kpi in kpis:
        print(standing_export.in_words(kpi, catalogue.indicators | {id: f.indicator for id, f in measures.items()}, nation))
    return 0


@click.command()
@click.argument("code")
@with_comparators
@click.option("--areas", multiple=True, metavar="AREA …", help="names, 3-digit or 9-digit codes (default: all)")
@with_day()
@with_home(Home.read)
def series(
    *, home: HomeReader, catalogue: Catalogue, as_json: bool, code: str, neighbours: str, basis: str, areas: tuple[str, ...],
    as_at: date | None,
) -> int:  # fmt: skip
    """Every figure in force of one KPI or measure, a row an area and period."""
    build, options = need_build(home), StandingOptions(as_at, neighbours)
    readings = Readings(home.figures, build, catalogue, as_at)
    asked_code, code = code, code.upper() if code.upper() in catalogue.indicators else code
    feed, field = readings.fields([code], basis).get(code, (None, None))
    field = field or (readings.measure(code) if code not in catalogue.indicators else None)
    if code not in catalogue.indicators and field is None:
        raise WrongUsage(f"{asked_code} is neither a KPI of the catalogue nor a published measure that is loaded.")
    asked = [area_named(name, catalogue) for name in areas]
    frame = home.figures.in_force(build, indicator=code, areas=[area.code for area in asked] or None, as_at=as_at)
    frame = frame[(frame["series"] != "target") & (frame["measure"] == "figure")]
    names = {a.code: a.name for a in catalogue.areas.values()}
    names |= {f"SN-{a.code}": f"{a.name}: statistical neighbours" for a in catalogue.areas.values()}
    other = feed is not None and feed.basis not in (usual(catalogue.feeds)[code].basis, "")  # never mixed with local figures
    rows: list[dict[Any, Any]] = [] if other else frame.sort_values(["received", "load"]).to_dict("records")
    indicator = field.indicator if field and code not in catalogue.indicators else catalogue.indicators[code]
    if field is not None:
        places = asked or [catalogue.areas[reporter] for reporter in home.figures.areas(build)["area"]]
        for area in places:
            among = area_standings.circle(options, readings, catalogue, area)
            rows += [value_row(v, code) for v in readings.around(field, area, among)]
    found = standing_export.series_records(rows, names)
    if as_json:
        result = {"code": code, "title": indicator.title, "unit": indicator.unit.value, "build": build, "rows": found}
        print(json.dumps(result, ensure_ascii=False, indent=1))
        return 0
    print(f"{code} {feed.title if feed else indicator.title}, {(feed.unit if feed and feed.unit else indicator.unit).value}")
    for row in found:
        value = row["value"] if row["value"] is not None else f"({row['missing']})"
        print(f"  {row['area']:<40}{row['period']['shown']:<22}{value!s:>14}  {row['source']}")
    return 0


@click.command()
@click.option("--open", "cases", type=number, required=True, metavar="N", help="cases open over 20 weeks now")
@click.option("--due", type=number, metavar="N", help="cases falling due a month (default: from the area's requests)")
@click.option("--issued", type=number, metavar="N", help="plans issued a month (default: from the area's new plans)")
@click.option("--keep", type=number, default=0, metavar="PERCENT", help="share of plans kept for cases in time (default: oldest first)")
@click.option(
    "--target", type=click.FloatRange(0, 100), metavar="PERCENT", help="percentage to reach (default: S5’s, of the area’s figures)"
)
@click.option("--months", type=number, default=12, metavar="N", help="months to the month aimed at (default: 12)")
@with_area
@with_day("the day to start from, YYYY-MM-DD (default: today)")
@with_home(Home.read)
def backlog(
    *, home: HomeReader, catalogue: Catalogue, as_json: bool, cases: int, due: int | None, issued: int | None, keep: int, months: int,
    target: float | None, area: str | None, as_at: date | None,
) -> int:  # fmt: skip
    """The what-if of a backlog; numbers that are not given come from the area's figures."""
    given: dict[str, int | None] = {"due": due, "issued": issued}
    sources: dict[str, SuggestedInput] = {}
    what_if, aim = next(iter(catalogue.what_ifs.values())), BacklogAim(target) if target is not None else None
    if None in given.values():
        need_build(home)
        place = area_asked(area, home, catalogue)
        stood = area_standings.days(StandingOptions(as_at), home, catalogue, place)(as_at)
        aim = aim or aim_of(next(s for s in stood if s.indicator.code == what_if.kpi))
        held = {s.indicator.code: over_time(s, catalogue.year_rules) for s in stood}
        found = dict(zip(given, filled(what_if, held[what_if.requests], held[what_if.issued]), strict=True))
        sources = {name: one for name, one in found.items() if given[name] is None}
        if silent := [f"{one.source}. Give --{name}." for name, one in sources.items() if one.number is None]:
            raise WrongUsage(" ".join(silent))
        given |= {name: one.number for name, one in sources.items()}
    try:
        asked = BacklogInputs(cases, given["due"] or 0, given["issued"] or 0, keep)
        told = backlog_text.tell(asked, as_at or date.today(), months, aim)
    except ValueError as why:
        raise WrongUsage(str(why)) from why
    one, words = backlog_export.record(told, sources), backlog_export.words(told, sources)
    print(json.dumps(one, ensure_ascii=False, indent=1) if as_json else words)
    return 0
