"""Packs and reports to take away, by command."""

from __future__ import annotations

import gc
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

import click

from data.catalogue.catalogue import Catalogue
from data.home.home import Home, HomeReader
from data.model.area import Area
from data.model.finding import Refused
from data.model.loaded_file import Meeting
from data.records.plan_versions import plan_on
from data.records.settings import settings
from data.store.atomic_file import write_whole
from kpis.exports.document.facts import KINDS, ReportFacts, gather, kept
from kpis.exports.document.provenance import about
from kpis.exports.pack import pack as packs
from kpis.exports.pack import report_file
from kpis.figures.small_numbers import SmallNumbers, SmallNumbersFound
from kpis.narrative import small_numbers_text
from kpis.standing.changes import news
from kpis.standing.kpi_standing import small_numbers
from pages.console import area_standings
from pages.console.area_options import area_asked, need_build, number, with_area, with_codes, with_comparators, with_day, with_small_numbers
from pages.console.area_standings import StandingOptions, StandingsByDay, days
from pages.console.home_options import WrongUsage, with_home


@click.command()
@click.option(
    "--format", "form", required=True, type=click.Choice(("pptx", "docx", "html", "xlsx")), help="PowerPoint, Word, web page or Excel"
)
@click.option("--priority", "priorities", multiple=True, type=number, metavar="N …", help="the KPIs of these priorities")
@click.option("--template", type=Path, metavar="FILE.pptx", help="your own .pptx or .potx, whose look the slides take")
@click.option("--meeting", default="", metavar="KEY", help="for this meeting, as cli.py meetings names it: its agenda’s order")
@with_comparators
@click.option("--out", required=True, type=Path, metavar="FILE", help="where to write it; a pack that stands there is replaced")
@with_area
@with_codes("--kpi", words="only these KPIs")
@with_small_numbers
@with_day()
@with_home(Home.read)
def pack(
    *, home: HomeReader, catalogue: Catalogue, as_json: bool, form: str, priorities: tuple[int, ...], template: Path | None, meeting: str,
    neighbours: str, basis: str, out: Path, area: str | None, codes: tuple[str, ...], as_at: date | None, small: str | None,
) -> int:  # fmt: skip
    """One pack written to a file, of what the dashboard holds on the day asked for."""
    if out.suffix.lower() != f".{form}":
        raise WrongUsage(f"{out.name} should end in .{form}, or --format be another.")
    build, options = need_build(home), StandingOptions(as_at, neighbours, SmallNumbers(small or ""))
    place = area_asked(area, home, catalogue)
    mine = catalogue.indicators_of(place.code)
    if unknown := [code for code in codes if code.upper() not in mine]:
        raise WrongUsage(f"{unknown[0]} is not a KPI of the catalogue. Codes run {', '.join(mine)}.")
    standings = days(options, home, catalogue, place)
    stood = days(options, home, catalogue, place, basis)(as_at) if basis else standings(as_at)
    asked = _asked_for(codes, priorities, catalogue, place)
    wanted = [s for s in stood if not asked or s.indicator.code in asked]
    if packs.holds_nothing(wanted):
        raise Refused(f"Nothing is loaded of {place.name} for these KPIs and this day. No pack was written.")
    words = about(wanted, place.name, as_at=as_at, today=date.today(), build=build, sections=catalogue.sections,
                  said=area_standings.commentary(home, place, as_at))  # fmt: skip
    own = settings(home.records)
    words = replace(words, partnership=own.name, logo=own.logo)
    with _uncollected():
        made = packs.pack(
            form, wanted, words, lambda: _facts(home, catalogue, place, as_at, standings, meeting=meeting), _template(template, form)
        )  # fmt: skip
    write_whole(out, made.content)
    held = small_numbers(wanted, catalogue.sums)
    record = packs.pack_record(made, form, str(out), words) | {"small_numbers": small_numbers_text.words(held) or None}
    print(json.dumps(record, ensure_ascii=False, indent=1) if as_json else f"{packs.in_words(record)}{_before_it_leaves(held)}")
    return 0


def _before_it_leaves(held: SmallNumbersFound) -> str:
    told = small_numbers_text.words(held)
    return f"\nBefore it leaves: it holds {told} --small hide or --small round does something about it." if told else ""


@contextmanager
def _uncollected() -> Iterator[None]:
    """While it lasts, nothing walks what is being made: a command makes one file and ends, so little could be let go before."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


def _template(template: Path | None, form: str) -> bytes | None:
    """The bytes of the template named, if one is."""
    if template is None:
        return None
    if form != "pptx":
        raise WrongUsage("A template is for slides: leave out --template, or ask for --format pptx.")
    try:
        return template.read_bytes()
    except OSError as why:
        raise WrongUsage(f"{template} cannot be read: {why}.") from why


def _asked_for(codes: tuple[str, ...], priorities: tuple[int, ...], catalogue: Catalogue, area: Area) -> set[str]:
    """Codes of the KPIs named, and of those of the priorities named; none for all."""
    plan = catalogue.plan_of(area.code)
    held = {p.number: p.indicators for p in plan.priorities} if plan else {}
    if unknown := [number for number in priorities if number not in held]:
        raise WrongUsage(
            f"There is no priority {unknown[0]} in the plan of {area.name}. Priorities: {', '.join(map(str, held)) or 'none'}."
        )
    return {code.upper() for code in codes} | {code for number in priorities for code in held[number]}


def _facts(
    home: HomeReader, catalogue: Catalogue, area: Area, as_at: date | None, standings: StandingsByDay, *, meeting: str = ""
) -> ReportFacts:
    """What a report of an area says, as it stood on the day asked for."""
    build, now, journal = home.figures.current(), standings(as_at), home.records
    ledger = home.figures.loads(build)
    return gather(
        about(now, area.name, as_at=as_at, today=date.today(), build=build, sections=catalogue.sections), catalogue.plan_of(area.code),
        words={kind: kept(journal.latest(kind, area.code, until=as_at)) for kind in KINDS}, standings=standings,
        planned=lambda day: found.version if (found := plan_on(home.records, area.code, day)) else None,
        judged=area_standings.judged(home, catalogue, area, as_at, standings), received=news(ledger, area.code),
        meetings=[Meeting(row["day"], row["name"]) for row in home.figures.meetings(build, area.code).to_dict("records")], as_at=as_at,
        meeting=meeting,
    )  # fmt: skip


@click.command()
@click.argument("what", type=click.Choice(("highlight", "exceptions")))
@click.option("--out", required=True, type=Path, metavar="FILE", help="where to write it: FILE.html or FILE.docx")
@with_area
@click.option("--priority", type=number, metavar="N", help="the priority’s number, for a highlight report")
@with_small_numbers
@with_day()
@with_home(Home.read)
def report(
    *, home: HomeReader, catalogue: Catalogue, as_json: bool, what: str, out: Path, area: str | None, priority: int | None,
    as_at: date | None, small: str | None,
) -> int:  # fmt: skip
    """One report written to a file, of what the dashboard holds on the day asked for."""
    form = out.suffix.lower()[1:]
    if form not in report_file.FORMS:
        raise WrongUsage(f"{out.name} should end in .html or .docx.")
    if (priority is None) == (what == "highlight"):
        raise WrongUsage("A highlight report is of one priority: name it with --priority." if priority is None else
                         "The exceptions report is of the whole area: leave out --priority.")  # fmt: skip
    need_build(home)
    place = area_asked(area, home, catalogue)
    facts = _facts(home, catalogue, place, as_at, days(StandingOptions(as_at, small=SmallNumbers(small or "")), home, catalogue, place))
    try:
        made = report_file.report_of(facts, priority)
    except KeyError:
        known_ones = ", ".join(str(p.number) for p in facts.priorities) or "none"
        raise WrongUsage(f"There is no priority {priority} in the plan of {place.name}. Priorities: {known_ones}.") from None
    write_whole(out, report_file.written(made, form, settings(home.records).name or place.name))
    record = report_file.report_record(made, facts, str(out), priority)
    held = small_numbers(facts.standings, catalogue.sums)
    record |= {"small_numbers": small_numbers_text.words(held) or None}
    print(json.dumps(record, ensure_ascii=False, indent=1) if as_json else f"{out}: {made.title}.{_before_it_leaves(held)}")
    return 0
