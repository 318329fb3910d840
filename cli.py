"""The dashboard's jobs without a browser: load, show, series, plan, thread, pack, backup and the others that --help lists.

Exit 0 done, 1 refused, 2 wrong usage."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from functools import cache, partial
from pathlib import Path
from typing import Any

import loaders
from data.catalogue.catalogue import Catalogue
from data.catalogue.forecast_coverage import read_held
from data.catalogue.reference_entry import CatalogueFault
from data.home import backup as backups
from data.home.actor import actor_of_this_computer
from data.home.home import Home, HomeReader, HomeWriter
from data.home.intake import Intake, TakenFile, publish, take_answers, take_release
from data.model.area import Area
from data.model.finding import Refused
from data.model.indicator import Indicator
from data.model.loaded_file import Meeting
from data.model.plan import PlanVersion
from data.model.questions import Answers, AnswersFault, Question, ask_in_toml
from data.records.kpi_records import everything
from data.records.plan_versions import plan_areas, plan_on
from data.records.settings import settings
from data.store.atomic_file import write_whole
from data.store.stored_figures import StoreFault
from kpis.benchmark.comparator_group import ComparatorGroup, choices
from kpis.benchmark.published_figures import usual
from kpis.benchmark.published_reader import Readings
from kpis.exports.document.facts import KINDS, ReportFacts, gather, kept
from kpis.exports.document.provenance import about
from kpis.exports.pack import pack as packs
from kpis.exports.pack import report_file
from kpis.exports.tidy import backlog_export, exception_export, load_export, meeting_export, plan_export, risk_export, standing_export
from kpis.exports.tidy.benchmark_export import benchmark_record, published_keys, value_row
from kpis.exports.tidy.hand_calculation import answers
from kpis.exports.tidy.years_export import over_time_record
from kpis.figures.figure import PublishedSeries
from kpis.forecast import backlog_text
from kpis.forecast.backlog import BacklogInputs, SuggestedInput, filled
from kpis.governance import agreed_ratings
from kpis.governance.exceptions import StandingCommentary, agreed_red, exceptions, matched, others, red_run
from kpis.governance.meeting_review import MeetingPapers
from kpis.plan.golden_thread import thread
from kpis.standing import kpi_standing
from kpis.standing.figure_history import given
from kpis.standing.kpi_records import KpiRecords
from kpis.standing.kpi_records import kept as kept_words
from kpis.standing.kpi_standing import Standing
from kpis.targets.rag import RagStatus
from kpis.years.years import over_time
from loaders import ROLES, ReleaseFiles, sort_out
from pages.console.commands import parser_of

HOME = Path(__file__).parent / "data"


class WrongUsage(Exception):
    """What was asked cannot be done as asked; the message says what would."""


def main(arguments: list[str] | None = None) -> int:
    """Runs one command. Prints JSON with ``--json``, otherwise words; findings and refusals in the same form."""
    options = parser_of(__doc__ or "", RUNS).parse_args(arguments)
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(encoding="utf-8")
    try:
        home = Home(Path(options.home or os.environ.get("SEND_HOME") or HOME)).write(actor_of_this_computer())
        reader = home.reader
        catalogue = None if options.run in (_keep, _by_hand) else reader.catalogue(reader.figures.current())
        return int(options.run(options, home if options.run in WRITE else reader, catalogue))
    except WrongUsage as why:
        return _complain(options, str(why), 2)
    except BrokenPipeError:  # the reader of a pipe has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except (Refused, StoreFault, CatalogueFault, AnswersFault) as why:
        return _complain(options, str(why), 1)


def _complain(options: argparse.Namespace, why: str, code: int) -> int:
    if options.json:
        print(json.dumps({"error": why}, ensure_ascii=False))
    else:
        print(why, file=sys.stderr)
    return code


def _load(options: argparse.Namespace, home: HomeWriter, catalogue: Catalogue) -> int:
    """Reads every file, then publishes those that could be read in one build; the exit code says if any was refused."""
    if options.area:
        _area(options.area, catalogue)
    if options.received and options.received > date.today():
        raise WrongUsage(f"{options.received} is still to come. A file is received today or before.")
    given, catalogue = _answers(options, home, catalogue)
    found = sort_out(options.paths)
    published = [_release(options, home, catalogue, files) for files in found.releases]
    batch = _Batch(options, home, catalogue, given)
    results = [batch.read(path) for path in found.others]
    if not options.dry_run:
        batch.publish(results)
    results = [*published, *results]
    if options.ask:
        options.ask.write_text(ask_in_toml(batch.questions, given, ROLES), encoding="utf-8")
    if options.json:
        print(json.dumps({"loads": results}, ensure_ascii=False, indent=1))
    else:
        for result in results:
            _tell_load(result)
    return 1 if any("refused" in result for result in results) else 0


def _release(options: argparse.Namespace, home: HomeWriter, catalogue: Catalogue, files: ReleaseFiles) -> dict[str, Any]:
    """The record of one release of published files, read and, unless it is a dry run, published."""
    name = ", ".join(path.name for path in files.paths)
    try:
        taken = take_release(
            home, files.paths, lambda into: files.read(catalogue, into), received=options.received or date.today(),
            keep=not options.dry_run,
        )  # fmt: skip
    except Refused as why:
        return load_export.refused_record(name, str(why))
    return load_export.release_record(taken.release, taken.load, taken.new, taken.build)


def _answers(options: argparse.Namespace, home: HomeWriter, catalogue: Catalogue) -> tuple[Answers | None, Catalogue]:
    """The answers of ``--map`` and the catalogue with the KPIs it adds; these are kept unless nothing is to be."""
    if options.map is None:
        return None, catalogue
    try:
        text = options.map.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as why:
        raise WrongUsage(f"{options.map} cannot be read: {why}.") from why
    return take_answers(home, catalogue, text, area=options.area or "", file=str(options.map), keep=not options.dry_run)


class _Batch:
    """The files of one command: each is read beside the figures in force and those of the files before it."""

    def __init__(self, options: argparse.Namespace, home: HomeWriter, catalogue: Catalogue, given: Answers | None) -> None:
        self.home, self.given, self.dry_run = home, given, bool(options.dry_run)
        self.received: date = options.received or date.today()
        build, reader = home.reader.figures.current(), home.reader
        self.intake = Intake(reader, loaders, build, catalogue, remembered=reader.answers(build), area=options.area)
        self.files: dict[int, TakenFile] = {}
        self.questions: list[Question] = []
        self.count = 0

    def read(self, path: Path) -> dict[str, Any]:
        """The record of one file; one that is refused leaves the others as they are."""
        self.count += 1
        try:
            content = path.read_bytes()
        except OSError as why:
            return load_export.refused_record(path.name, f"{path}: cannot be opened: {why.strerror}. Nothing was changed.")
        taken = self.intake.take(path.name, content, self.received, answers=self.given)
        self.questions += taken.asked
        if taken.plan is not None:
            return self.keep(taken.plan, content)
        if taken.loaded is None:
            return load_export.refused_record(path.name, taken.refused)
        if taken.refused:
            return load_export.refused_record(path.name, taken.refused) | {
                "questions": [load_export.question_record(q) for q in taken.asked]
            }
        before, given = self.intake.changed(taken)
        changes = kpi_standing.moved(before, given) if not before.empty else []
        self.files[self.count - 1] = taken
        return load_export.load_record(taken.loaded) | {"changes": [load_export.moved_record(m) for m in changes]}

    def keep(self, version: PlanVersion, content: bytes) -> dict[str, Any]:
        """The record of a file that is an improvement plan, kept at once unless nothing is to be."""
        try:
            kept = None if self.dry_run else self.home.keep_plan(version, content, received=self.received)
        except Refused as why:
            return load_export.refused_record(version.file, str(why))
        return plan_export.plan_load_record(version, kept[0].id if kept else None, kept is not None and kept[1])

    def publish(self, results: list[dict[str, Any]]) -> None:
        """One build of every file that was read; the records learn their ids."""
        done = publish(self.home, list(self.files.values()))
        for at, one in zip(self.files, done, strict=True):
            results[at] |= {"id": one.id, "published": one.published, "build": one.build}
            if not one.published:
                results[at]["unchanged"] = f"This file is already loaded, as load {one.id}. Nothing was changed."


def _tell_load(result: dict[str, Any]) -> None:
    if "refused" in result:
        print(result["refused"], file=sys.stderr)
    print("\n".join(load_export.load_in_words(result)))


def _loads(options: argparse.Namespace, home: HomeReader, catalogue: Catalogue) -> int:
    build = home.figures.current()
    found = load_export.ledger_records(home.figures.loads(build).to_dict("records") if build else [], catalogue.areas)
    if options.json:
        print(json.dumps({"build": build or None, "loads": found}, ensure_ascii=False, indent=1))
    elif not found:
        print("Nothing is loaded yet. Start with: python cli.py load FILE")
    for row in [] if options.json else found:
        print(load_export.ledger_line(row))
    return 0


def _decide(options: argparse.Namespace, home: HomeWriter, catalogue: Catalogue) -> int:
    if options.action == "withdraw" and not options.why.strip():
        raise WrongUsage("Give the reason with --why: it is kept in the ledger.")
    build = home.decide_load(options.id, options.action, why=options.why.strip())
    done = f"Load {options.id} is {'withdrawn' if options.action == 'withdraw' else 'back in use'}."
    print(json.dumps({"id": options.id, "action": options.action, "build": build}) if options.json else done)
    return 0


def _show(options: argparse.Namespace, home: HomeReader, catalogue: Catalogue) -> int:
    build = _need_build(home)
    area = _area(options.area, catalogue) if options.area else _only_area(home, build, catalogue)
    asked = options.code or list(catalogue.indicators)
    codes = [code.upper() for code in asked if code.upper() in catalogue.indicators]
    others = [code for code in asked if code.upper() not in catalogue.indicators]
    readings = Readings(home.figures, build, catalogue, options.as_at)
    among = _circle(options, readings, catalogue, area)
    measures = {id: field for id in others if (field := readings.measure(id)) is not None}
    if unknown := [code for code in others if code not in measures]:
        raise WrongUsage(
            f"{unknown[0]} is neither a KPI of the catalogue nor a published measure that is loaded. "
            f"KPIs run {', '.join(catalogue.indicators)}."
        )
    fields = readings.fields(codes, options.basis)
    wanted = {code: i for code, i in catalogue.indicators_of(area.code).items() if code in codes}
    standings, notices = _standings(options, home, catalogue, area, (wanted, readings.series_in(fields, area, among)))
    found = home.figures.findings(build, area.code).to_dict("records")
    shown = {
        s.indicator.code: standing_export.standing_record(s, [f for f in found if kpi_standing.concerns(f, s)], read_held())
        | {"over_time": over_time_record(over_time(s, catalogue.year_rules))}
        | (published_keys(s, one[0], readings.of(one[1], area, among)) if (one := fields.get(s.indicator.code)) else {})
        for s in standings
    }
    said, today = matched(standings, _said(options, home, area)), options.as_at or date.today()
    shown = {code: one | {"commentary": exception_export.said_record(said.get(code), today)} for code, one in shown.items()}
    shown |= {id: benchmark_record(readings.of(field, area, among), readings.notes(area.code, id)) for id, field in measures.items()}
    kpis = list(shown.values())
    result = {"area": area.name, "as_at": (options.as_at or date.today()).isoformat(), "build": build, "neighbours": among.name,
              "kpis": kpis}  # fmt: skip
    if options.json:
        print(json.dumps(result, ensure_ascii=False, indent=1))
        return 0
    print(f"{area.name}, as at {result['as_at']}, build {build}. {' '.join(notices)}".rstrip())
    nation = catalogue.areas[catalogue.nation(area)].name
    for kpi in kpis:
        print(standing_export.in_words(kpi, catalogue.indicators | {id: f.indicator for id, f in measures.items()}, nation))
    return 0


def _standings(
    options: argparse.Namespace, home: HomeReader, catalogue: Catalogue, area: Area,
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


def _kept(options: argparse.Namespace, home: HomeReader, area: Area) -> KpiRecords:
    """Targets, limits and events that people typed. Where they cannot be read, figures are still given, and the reason goes to the
    error stream."""
    try:
        return kept_words(everything(home.records, area.code, options.as_at))
    except Refused as why:
        print(f"No agreed targets, limits or events: {why}", file=sys.stderr)
        return KpiRecords()


def _circle(options: argparse.Namespace, readings: Readings, catalogue: Catalogue, area: Area) -> ComparatorGroup:
    try:
        return readings.circle(area.code, options.neighbours)
    except KeyError:
        held = ", ".join(choices(readings.lists(), catalogue.groups, area.code)) or "none"
        raise WrongUsage(f"‘{options.neighbours}’ lists no neighbours of {area.name}. Held: {held}.") from None


def _series(options: argparse.Namespace, home: HomeReader, catalogue: Catalogue) -> int:
    build = _need_build(home)
    readings = Readings(home.figures, build, catalogue, options.as_at)
    code = options.code.upper() if options.code.upper() in catalogue.indicators else options.code
    feed, field = readings.fields([code], options.basis).get(code, (None, None))
    field = field or (readings.measure(code) if code not in catalogue.indicators else None)
    if code not in catalogue.indicators and field is None:
        raise WrongUsage(f"{options.code} is neither a KPI of the catalogue nor a published measure that is loaded.")
    asked = [_area(name, catalogue) for name in options.areas or []]
    areas = [area.code for area in asked] if asked else None
    frame = home.figures.in_force(build, indicator=code, areas=areas, as_at=options.as_at)
    frame = frame[(frame["series"] != "target") & (frame["measure"] == "figure")]
    names = {a.code: a.name for a in catalogue.areas.values()}
    names |= {f"SN-{a.code}": f"{a.name}: statistical neighbours" for a in catalogue.areas.values()}
    other = feed is not None and feed.basis not in (usual(catalogue.feeds)[code].basis, "")  # never mixed with local figures
    rows: list[dict[Any, Any]] = [] if other else frame.sort_values(["received", "load"]).to_dict("records")
    indicator = field.indicator if field and code not in catalogue.indicators else catalogue.indicators[code]
    if field is not None:
        places = asked or [catalogue.areas[reporter] for reporter in home.figures.areas(build)["area"]]
        for area in places:
            among = _circle(options, readings, catalogue, area)
            rows += [value_row(v, code) for v in readings.around(field, area, among)]
    found = standing_export.series_records(rows, names)
    if options.json:
        result = {"code": code, "title": indicator.title, "unit": indicator.unit.value, "build": build, "rows": found}
        print(json.dumps(result, ensure_ascii=False, indent=1))
        return 0
    print(f"{code} {feed.title if feed else indicator.title}, {(feed.unit if feed and feed.unit else indicator.unit).value}")
    for row in found:
        value = row["value"] if row["value"] is not None else f"({row['missing']})"
        print(f"  {row['area']:<40}{row['period']['shown']:<22}{value!s:>14}  {row['source']}")
    return 0


def _pack(options: argparse.Namespace, home: HomeReader, catalogue: Catalogue) -> int:
    if options.out.suffix.lower() != f".{options.format}":
        raise WrongUsage(f"{options.out.name} should end in .{options.format}, or --format be another.")
    build = _need_build(home)
    area = _area(options.area, catalogue) if options.area else _only_area(home, build, catalogue)
    mine = catalogue.indicators_of(area.code)
    if unknown := [code for code in options.code or () if code.upper() not in mine]:
        raise WrongUsage(f"{unknown[0]} is not a KPI of the catalogue. Codes run {', '.join(mine)}.")
    readings = Readings(home.figures, build, catalogue, options.as_at)
    published = readings.series(area, _circle(options, readings, catalogue, area), options.basis)
    standings, _ = _standings(options, home, catalogue, area, (mine, published))
    codes = _asked_for(options, catalogue, area)
    wanted = [s for s in standings if not codes or s.indicator.code in codes]
    if packs.holds_nothing(wanted):
        raise Refused(f"Nothing is loaded of {area.name} for these KPIs and this day. No pack was written.")
    words = about(wanted, area.name, as_at=options.as_at, today=date.today(), build=build, sections=catalogue.sections,
                  said=_said(options, home, area))  # fmt: skip
    own = settings(home.records)
    words = replace(words, partnership=own.name, logo=own.logo)
    made = packs.pack(options.format, wanted, words, partial(_facts, options, home, catalogue, area), _template(options))
    write_whole(options.out, made.content)
    record = packs.pack_record(made, options.format, str(options.out), words)
    print(json.dumps(record, ensure_ascii=False, indent=1) if options.json else packs.in_words(record))
    return 0


def _template(options: argparse.Namespace) -> bytes | None:
    """The bytes of the template named, if one is."""
    if options.template is None:
        return None
    if options.format != "pptx":
        raise WrongUsage("A template is for slides: leave out --template, or ask for --format pptx.")
    try:
        return bytes(options.template.read_bytes())
    except OSError as why:
        raise WrongUsage(f"{options.template} cannot be read: {why}.") from why


def _judgements(options: argparse.Namespace, home: HomeReader, catalogue: Catalogue) -> int:
    area = _area(options.area, catalogue) if options.area else _only_area(home, _need_build(home), catalogue)
    found = _judged(options, home, catalogue, area)
    result = {"area": area.name, "as_at": (options.as_at or date.today()).isoformat(), "rule": agreed_ratings.RULE,
              "judgements": [agreed_ratings.record(one) for one in found]}  # fmt: skip
    print(json.dumps(result, ensure_ascii=False, indent=1) if options.json else agreed_ratings.in_words(found, area.name))
    return 0


def _judged(options: argparse.Namespace, home: HomeReader, catalogue: Catalogue, area: Area) -> tuple[agreed_ratings.PriorityAtVisit, ...]:
    """What was agreed of an area's priorities at visits, beside its KPIs on the figures received by then."""
    plan, build = catalogue.plan_of(area.code), home.figures.current()

    @cache
    def standings(day: date) -> list[Standing]:
        return _on(options, home, catalogue, area, day)

    def rated(day: date, priority: int) -> list[RagStatus]:
        codes = next((p.indicators for p in plan.priorities if p.number == priority), ()) if plan and build else ()
        return [s.rating.status for s in standings(day) if s.indicator.code in codes] if codes else []

    kept = home.records.latest("judgement", area.code, until=options.as_at)
    return agreed_ratings.at_visits({key: entry.body for key, entry in kept.items()}, rated, options.as_at)


def _on(options: argparse.Namespace, home: HomeReader, catalogue: Catalogue, area: Area, day: date | None) -> list[Standing]:
    """Every KPI of an area as it stood at the end of a day, against its usual comparators."""
    then, readings = argparse.Namespace(**vars(options) | {"as_at": day}), Readings(home.figures, home.figures.current(), catalogue, day)
    published = readings.series(area, _circle(then, readings, catalogue, area), "")
    return _standings(then, home, catalogue, area, (catalogue.indicators_of(area.code), published))[0]


def _asked_for(options: argparse.Namespace, catalogue: Catalogue, area: Area) -> set[str]:
    """Codes of the KPIs named, and of those of the priorities named; none for all."""
    plan = catalogue.plan_of(area.code)
    held = {p.number: p.indicators for p in plan.priorities} if plan else {}
    if unknown := [number for number in options.priority or () if number not in held]:
        raise WrongUsage(
            f"There is no priority {unknown[0]} in the plan of {area.name}. Priorities: {', '.join(map(str, held)) or 'none'}."
        )
    return {code.upper() for code in options.code or ()} | {code for number in options.priority or () for code in held[number]}


def _facts(options: argparse.Namespace, home: HomeReader, catalogue: Catalogue, area: Area) -> ReportFacts:
    """What a report of an area says, as it stood on the day asked for."""
    build = home.figures.current()
    standings, journal = partial(_on, options, home, catalogue, area), home.records
    now, as_at = standings(options.as_at), options.as_at
    ledger = home.figures.loads(build)
    return gather(
        about(now, area.name, as_at=as_at, today=date.today(), build=build, sections=catalogue.sections), catalogue.plan_of(area.code),
        words={kind: kept(journal.latest(kind, area.code, until=as_at)) for kind in KINDS}, standings=standings,
        planned=lambda day: found.version if (found := plan_on(home.records, area.code, day)) else None,
        judged=_judged(options, home, catalogue, area), received=ledger[ledger["area"] == area.code]["received"],
        meetings=[Meeting(row["day"], row["name"]) for row in home.figures.meetings(build, area.code).to_dict("records")], as_at=as_at,
        meeting=getattr(options, "meeting", ""),
    )  # fmt: skip


def _report(options: argparse.Namespace, home: HomeReader, catalogue: Catalogue) -> int:
    """One report written to a file, of what the dashboard holds on the day asked for."""
    form, number = options.out.suffix.lower()[1:], options.priority
    if form not in report_file.FORMS:
        raise WrongUsage(f"{options.out.name} should end in .html or .docx.")
    if (number is None) == (options.what == "highlight"):
        raise WrongUsage("A highlight report is of one priority: name it with --priority." if number is None else
                         "The exceptions report is of the whole area: leave out --priority.")  # fmt: skip
    build = _need_build(home)
    area = _area(options.area, catalogue) if options.area else _only_area(home, build, catalogue)
    facts = _facts(options, home, catalogue, area)
    try:
        report = report_file.report_of(facts, number)
    except KeyError:
        known_ones = ", ".join(str(p.number) for p in facts.priorities) or "none"
        raise WrongUsage(f"There is no priority {number} in the plan of {area.name}. Priorities: {known_ones}.") from None
    write_whole(options.out, report_file.written(report, form))
    record = report_file.report_record(report, facts, str(options.out), number)
    print(json.dumps(record, ensure_ascii=False, indent=1) if options.json else f"{options.out}: {report.title}.")
    return 0


def _plan(options: argparse.Namespace, home: HomeReader, catalogue: Catalogue) -> int:
    """The plan, or its golden thread, as it stands on the day asked for."""
    today = options.as_at or date.today()
    area = _area(options.area, catalogue) if options.area else _planned(home, catalogue, options.as_at)
    kept = plan_on(home.records, area.code, options.as_at)
    if kept is None:
        raise Refused(f"No improvement plan of {area.name} was received by {today}. Start with: python cli.py load PLAN.xlsx")
    if options.action == "plan":
        record, words = plan_export.plan_record(kept.version, today), plan_export.plan_words(kept.version, today)
        record |= {"received": kept.received.isoformat(), "edited": list(kept.edited)}
    else:
        found = thread(kept.version, *_thread_of(options, home, catalogue, area), list(catalogue.indicators_of(area.code)))
        record, words = plan_export.thread_record(found), plan_export.thread_words(found)
    print(json.dumps(record, ensure_ascii=False, indent=1) if options.json else words)
    return 0


def _risks(options: argparse.Namespace, home: HomeReader, catalogue: Catalogue) -> int:
    area, today = _area(options.area, catalogue) if options.area else _only_area(home, _need_build(home), catalogue), date.today()
    journal, kinds = home.records, ("risk", "dependency", "you_said")
    kept = {kind: {k: e.body for k, e in journal.latest(kind, area.code, until=options.as_at).items()} for kind in kinds}
    asked = (area.name, options.as_at or today, kept)
    print(json.dumps(risk_export.record(*asked), ensure_ascii=False, indent=1) if options.json else risk_export.words(*asked))
    return 0


def _meetings(options: argparse.Namespace, home: HomeReader, catalogue: Catalogue) -> int:
    build, journal = _need_build(home), home.records
    area = _area(options.area, catalogue) if options.area else _only_area(home, build, catalogue)
    record = meeting_export.record(
        area.name, options.as_at or date.today(),
        [Meeting(row["day"], row["name"]) for row in home.figures.meetings(build, area.code).to_dict("records")],
        lambda kind, day: {k: e.body for k, e in journal.latest(kind, area.code, until=day).items()},
        lambda day: MeetingPapers(day, _on(options, home, catalogue, area, day),
                           p.version.actions if (p := plan_on(home.records, area.code, day)) else None),
        as_at=options.as_at, asked=options.meeting, usual=settings(home.records).rhythm,
    )  # fmt: skip
    print(json.dumps(record, ensure_ascii=False, indent=1) if options.json else meeting_export.words(record))
    return 0


def _backlog(options: argparse.Namespace, home: HomeReader, catalogue: Catalogue) -> int:
    """The what-if of a backlog; numbers that are not given come from the area's figures."""
    given: dict[str, int | None] = {"due": options.due, "issued": options.issued}
    sources: dict[str, SuggestedInput] = {}
    if None in given.values():
        build, what_if = _need_build(home), next(iter(catalogue.what_ifs.values()))
        area = _area(options.area, catalogue) if options.area else _only_area(home, build, catalogue)
        held = {s.indicator.code: over_time(s, catalogue.year_rules) for s in _on(options, home, catalogue, area, options.as_at)}
        found = dict(zip(given, filled(what_if, held[what_if.requests], held[what_if.issued]), strict=True))
        sources = {name: one for name, one in found.items() if given[name] is None}
        if silent := [f"{one.source}. Give --{name}." for name, one in sources.items() if one.number is None]:
            raise WrongUsage(" ".join(silent))
        given |= {name: one.number for name, one in sources.items()}
    try:
        asked = BacklogInputs(options.open, given["due"] or 0, given["issued"] or 0, options.keep)
        told = backlog_text.tell(asked, options.as_at or date.today(), options.months)
    except ValueError as why:
        raise WrongUsage(str(why)) from why
    one, words = backlog_export.record(told, sources), backlog_export.words(told, sources)
    print(json.dumps(one, ensure_ascii=False, indent=1) if options.json else words)
    return 0


def _said(options: argparse.Namespace, home: HomeReader, area: Area, *, need: bool = False) -> dict[str, StandingCommentary]:
    """An area's commentary by key. Where it cannot be read, figures are still given, and the reason goes to the error stream."""
    try:
        kept = home.records.latest("commentary", area.code, until=options.as_at)
    except Refused as why:
        if need:
            raise
        print(f"No commentary: {why}", file=sys.stderr)
        return {}
    return {key: StandingCommentary(key, e.body, e.who, e.recorded_at) for key, e in kept.items() if e.body is not None}


def _exceptions(options: argparse.Namespace, home: HomeReader, catalogue: Catalogue) -> int:
    build, today = _need_build(home), options.as_at or date.today()
    area = _area(options.area, catalogue) if options.area else _only_area(home, build, catalogue)
    readings = Readings(home.figures, build, catalogue, options.as_at)
    published = readings.series(area, _circle(options, readings, catalogue, area), "")
    standings, _ = _standings(options, home, catalogue, area, (catalogue.indicators_of(area.code), published))
    gone = home.figures.withdrawn(build, options.as_at)
    givens = {s.indicator.code: given(home.figures.history(build, area.code, s.indicator.code), s.key, gone, options.as_at)
              for s in standings if red_run(s)}  # fmt: skip
    said = _said(options, home, area, need=True)
    judgements = home.records.latest("judgement", area.code, until=options.as_at)
    found = exceptions(standings, said, today, givens)
    agreed = agreed_red({key: entry.body for key, entry in judgements.items()}, standings)
    record = exception_export.exceptions_record(area.name, today, found, agreed, others(standings, said))
    words = exception_export.exceptions_words(area.name, today, found, agreed, standings)
    print(json.dumps(record, ensure_ascii=False, indent=1) if options.json else words)
    return 0


def _planned(home: HomeReader, catalogue: Catalogue, as_at: date | None) -> Area:
    codes = plan_areas(home.records, as_at)
    if not codes:
        raise Refused("No improvement plan is kept yet. Start with: python cli.py load PLAN.xlsx")
    if len(codes) > 1:
        raise WrongUsage(f"Several plans are kept. Name one with --area: {', '.join(catalogue.areas[c].name for c in codes)}.")
    return catalogue.areas[codes[0]]


def _thread_of(options: argparse.Namespace, home: HomeReader, catalogue: Catalogue, area: Area) -> tuple[dict[str, list[int]], list[str]]:
    """(each KPI's priorities, the KPIs with a figure)."""
    if not (build := home.figures.current()):
        return catalogue.links(area.code, ()), []
    readings = Readings(home.figures, build, catalogue, options.as_at)
    published = readings.series(area, readings.circle(area.code), "")
    found, _ = _standings(options, home, catalogue, area, (catalogue.indicators_of(area.code), published))
    links = catalogue.links(area.code, home.figures.links(build, area.code, options.as_at).itertuples(index=False))
    return links, [s.indicator.code for s in found if s.value is not None]


def _keep(options: argparse.Namespace, home: HomeWriter, _: Catalogue | None) -> int:
    """A home to one file, that file looked through, or the home again from it."""
    if options.action == "backup":
        done: backups.Manifest | backups.BackupReport = backups.backup(home, options.file)
    else:
        done = backups.restore(options.file, home.reader.folder) if options.action == "restore" else backups.verify(options.file)
    record = backups.record(done, options.file)
    print(json.dumps(record, ensure_ascii=False, indent=1) if options.json else backups.in_words(done, options.file))
    return 1 if record.get("faults") else 0


def _by_hand(options: argparse.Namespace, _: HomeReader, __: Catalogue | None) -> int:
    """A series or an interval worked from a file alone; an answer that is a refusal stands in its place among the others."""
    try:
        asked = json.loads(options.file.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as why:
        raise WrongUsage(f"{options.file} cannot be read as JSON: {why}.") from why
    found = answers(options.what, asked, options.preset)
    print(json.dumps(found if isinstance(asked, list) else found[0], ensure_ascii=False, indent=1, allow_nan=False))
    return 1 if found and all("error" in one for one in found) else 0


def _need_build(home: HomeReader) -> str:
    build = home.figures.current()
    if not build:
        raise Refused(f"Nothing is loaded in {home.folder} yet. Start with: python cli.py load FILE")
    return build


def _area(wanted: str, catalogue: Catalogue) -> Area:
    found = catalogue.area(wanted)
    if found is None:
        raise WrongUsage(f"‘{wanted}’ is not in the register of areas. Give a name, or a 3-digit or 9-digit code.")
    return found


def _only_area(home: HomeReader, build: str, catalogue: Catalogue) -> Area:
    codes = list(home.figures.areas(build)["area"])
    if len(codes) != 1:
        raise WrongUsage(f"Several areas are loaded. Name one with --area: {', '.join(catalogue.areas[c].name for c in codes)}.")
    return catalogue.areas[codes[0]]


RUNS: dict[str, Callable[..., int]] = {
    "load": _load, "loads": _loads, "withdraw": _decide, "reinstate": _decide, "show": _show, "series": _series, "pack": _pack,
    "report": _report, "judgements": _judgements, "plan": _plan, "thread": _plan, "risks": _risks, "exceptions": _exceptions,
    "meetings": _meetings, "backlog": _backlog, "spc": _by_hand, "interval": _by_hand,
    "backup": _keep, "verify": _keep, "restore": _keep,
}  # fmt: skip
WRITE = (_load, _decide, _keep)

if __name__ == "__main__":
    sys.exit(main())
