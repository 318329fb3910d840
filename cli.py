"""The dashboard's jobs without a browser: load, loads, withdraw, reinstate, show, series, pack. Exit 0 done, 1 refused, 2 wrong usage."""

from __future__ import annotations

import argparse
import json
import os
import sys
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from data.asking import LEAVE_OUT, Answers, AnswersFault, Question, as_toml, from_toml
from data.catalogue import Catalogue, CatalogueFault, own_indicator
from data.home import Beside, in_force_by, known, remembered, with_given
from data.model import Area, Loaded, Refused
from data.store import Store, StoreFault, as_given, person
from data.writing import write_whole
from kpis import compare
from kpis.exports import pack as packs
from kpis.exports import records
from kpis.exports.about import about
from loaders import ROLES, Unanswered, read_file

HOME = Path(__file__).parent / "data"


class WrongUsage(Exception):
    """What was asked cannot be done as asked; the message says what would."""


def main(arguments: list[str] | None = None) -> int:
    """Runs one command. Prints JSON with ``--json``, otherwise words; findings and refusals in the same form."""
    options = _parser().parse_args(arguments)
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(encoding="utf-8")
    try:
        home = Path(options.home or os.environ.get("SEND_HOME") or HOME)
        store = Store(home)
        return int(options.run(options, store, known(store, store.current())))
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


def _parser() -> argparse.ArgumentParser:
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--home", help="folder that holds build/ and raw/ (default: SEND_HOME, else data/)")
    shared.add_argument("--json", action="store_true", help="print JSON")
    parser = argparse.ArgumentParser(prog="cli.py", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: Any, words: str) -> argparse.ArgumentParser:
        one = commands.add_parser(name, parents=[shared], help=words, description=words)
        one.set_defaults(run=run)
        return one

    one = command("load", _load, "Read scorecard workbooks and publish their figures.")
    one.add_argument("paths", nargs="+", type=Path, metavar="PATH")
    one.add_argument("--area", help="local authority, by name or code; overrides the one the file names")
    one.add_argument("--received", type=_day, help="day the file was received, YYYY-MM-DD (default: today)")
    one.add_argument("--dry-run", action="store_true", help="read and check; keep nothing")
    one.add_argument("--map", type=Path, metavar="FILE", help="answers to what the files leave open, as the Load page or --ask writes them")
    one.add_argument(
        "--ask", type=Path, metavar="FILE", help="write what the files leave open to FILE, to be filled in and given with --map"
    )
    command("loads", _loads, "List every load: when, who, file, counts.")
    for name, words in (
        ("withdraw", "Take a load out of use; the ledger keeps it."),
        ("reinstate", "Put a withdrawn load back in use."),
    ):
        one = command(name, _decide, words)
        one.set_defaults(action=name)
        one.add_argument("id", type=int)
        one.add_argument("--why", required=name == "withdraw", default="", help="the reason, kept in the ledger")
    one = command("show", _show, "Each KPI of an area against target, neighbours, region and England.")
    one.add_argument("--area", help="local authority, by name or code")
    one.add_argument("--code", nargs="+", metavar="CODE", help="only these KPIs")
    one.add_argument("--as-at", type=_day, metavar="WHEN", help="as it stood on this day, YYYY-MM-DD, by received date")
    one = command("series", _series, "Every figure of one KPI, a row an area and period.")
    one.add_argument("code")
    one.add_argument("--areas", nargs="+", metavar="AREA", help="names, 3-digit or 9-digit codes (default: all)")
    one.add_argument("--as-at", type=_day, metavar="WHEN", help="as it stood on this day, YYYY-MM-DD, by received date")
    one = command("pack", _pack, "A pack of an area's KPIs as slides or as a workbook.")
    one.add_argument("--format", required=True, choices=("pptx", "xlsx"), help="PowerPoint or Excel")
    one.add_argument("--out", required=True, type=Path, metavar="FILE", help="where to write it; a pack that stands there is replaced")
    one.add_argument("--area", help="local authority, by name or code")
    one.add_argument("--code", nargs="+", metavar="CODE", help="only these KPIs")
    one.add_argument("--as-at", type=_day, metavar="WHEN", help="as it stood on this day, YYYY-MM-DD, by received date")
    return parser


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is not a date; write YYYY-MM-DD") from None


def _load(options: argparse.Namespace, store: Store, catalogue: Catalogue) -> int:
    """Reads every file, then publishes those that could be read in one build; the exit code says if any was refused."""
    if options.area:
        _area(options.area, catalogue)
    if options.received and options.received > date.today():
        raise WrongUsage(f"{options.received} is still to come. A file is received today or before.")
    given, catalogue = _answers(options, store, catalogue)
    batch = _Batch(options, store, catalogue, given)
    results = [batch.read(path) for path in options.paths]
    if not options.dry_run:
        batch.publish(results)
    if options.ask:
        options.ask.write_text(_asked(batch.questions, given), encoding="utf-8")
    if options.json:
        print(json.dumps({"loads": results}, ensure_ascii=False, indent=1))
    else:
        for result in results:
            _tell_load(result)
    return 1 if any("refused" in result for result in results) else 0


def _answers(options: argparse.Namespace, store: Store, catalogue: Catalogue) -> tuple[Answers | None, Catalogue]:
    """The answers of ``--map`` and the catalogue with the KPIs it adds; these are kept unless nothing is to be."""
    if options.map is None:
        return None, catalogue
    try:
        given, own = from_toml(options.map.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as why:
        raise WrongUsage(f"{options.map} cannot be read: {why}.") from why
    own = tuple({"area": given.area or options.area or ""} | entry for entry in own)
    for entry in own:
        area = catalogue.area(entry["area"])
        entry["area"] = area.code if area else ""
        found = own_indicator(entry, catalogue.sections)
        if found.code in catalogue.indicators and not catalogue.indicators[found.code].area:
            raise AnswersFault(f"{found.code} is a KPI of the shipped catalogue. Give the area’s own KPI another code.")
        if not options.dry_run and catalogue.indicators.get(found.code) != found:
            store.add_indicator(entry, who=person(), recorded_at=datetime.now(UTC))
        catalogue = catalogue.with_own([found])
    if unknown := [code for code in given.kpis.values() if code and code != LEAVE_OUT and code.upper() not in catalogue.indicators]:
        raise AnswersFault(f"{options.map} answers {unknown[0]}, which is not a KPI of the catalogue nor one of the area’s own.")
    return given, catalogue


def _asked(questions: list[Question], given: Answers | None) -> str:
    """An answers file with a line for each question, to be filled in; what may be answered stands above it."""
    answers = given or Answers()
    open_ones = {kind: {q.key: "" for q in questions if q.kind == kind} for kind in ("column", "kpi", "period")}
    filled = replace(answers, columns={**answers.columns, **open_ones["column"]}, kpis={**answers.kpis, **open_ones["kpi"]},
                     periods={**answers.periods, **open_ones["period"]})  # fmt: skip
    told = [f"# {q.where}: {q.printed}. Likeliest: {', '.join(q.likely) or '-'}. Seen: {', '.join(q.seen) or '-'}" for q in questions]
    known_roles = f"# A column may be: {', '.join(ROLES)}, or: leave out. A KPI: its code, or: leave out. A period: Jan-24, 2023/24, ..."
    return "\n".join([known_roles, *told, as_toml(filled)])


class _Batch:
    """The files of one command: each is read beside the figures in force and those of the files before it."""

    def __init__(self, options: argparse.Namespace, store: Store, catalogue: Catalogue, given: Answers | None) -> None:
        self.store, self.catalogue, self.given, self.area = store, catalogue, given, options.area
        self.received: date = options.received or date.today()
        self.build = store.current()
        self.remembered = remembered(store, self.build)
        self.before: dict[str, Any] = {}
        self.files: dict[int, tuple[Loaded, bytes, date]] = {}
        self.questions: list[Question] = []
        self.count = 0
        self.beside = Beside(store, self.build, catalogue)

    def read(self, path: Path) -> dict[str, Any]:
        """The record of one file; one that is refused leaves the others as they are."""
        self.count += 1
        try:
            content = path.read_bytes()
        except OSError as why:
            return _refused_record(path.name, f"{path}: cannot be opened: {why.strerror}. Nothing was changed.")
        try:
            loaded = read_file(path.name, content, self.catalogue, area=self.area, remembered=self.remembered, answers=self.given)
        except Unanswered as why:
            self.questions += why.loaded.questions
            return _refused_record(path.name, str(why)) | {"questions": [records.question_record(q) for q in why.loaded.questions]}
        except Refused as why:
            return _refused_record(path.name, str(why))
        self.questions += loaded.questions
        before = self.before.get(loaded.reporter)
        if before is None:
            before = in_force_by(self.store, self.build, loaded.reporter, self.received)
        number = self.beside.number
        loaded = self.beside.take(loaded, self.received)
        given = as_given(loaded, number)
        changes = compare.moved(before, given) if not before.empty else []
        self.before[loaded.reporter] = with_given(before, given, self.received)
        self.files[self.count - 1] = (loaded, content, self.received)
        return _load_record(loaded) | {"changes": [records.moved_record(m) for m in changes]}

    def publish(self, results: list[dict[str, Any]]) -> None:
        """One build of every file that was read; the records learn their ids."""
        done = self.store.publish_all(list(self.files.values()), who=person(), recorded_at=datetime.now(UTC)) if self.files else []
        for at, one in zip(self.files, done, strict=True):
            results[at] |= {"id": one.id, "published": one.published, "build": one.build}
            if not one.published:
                results[at]["unchanged"] = f"This file is already loaded, as load {one.id}. Nothing was changed."


def _refused_record(file: str, why: str) -> dict[str, Any]:
    stop = {"severity": "stop", "where": file, "what": why, "hint": "", "code": None}
    return {
        "id": None, "file": file, "format": None, "published": False, "refused": why, "area": None, "cells": {}, "observations": 0,
        "missing": 0, "changes": [], "findings": [stop], "questions": [],
    }  # fmt: skip


def _load_record(loaded: Loaded) -> dict[str, Any]:
    with_value = sum(o.value is not None for o in loaded.observations)
    findings = [{"severity": f.severity.value, "where": f.where, "what": f.what, "hint": f.hint, "code": f.indicator or None}
                for f in loaded.findings]  # fmt: skip
    return {
        "id": None, "file": loaded.file, "format": loaded.format, "published": False, "area": loaded.reporter, "cells": loaded.counts(),
        "observations": with_value, "missing": len(loaded.observations) - with_value, "findings": findings,
        "questions": [records.question_record(q) for q in loaded.questions],
    }  # fmt: skip


def _tell_load(result: dict[str, Any]) -> None:
    if "refused" in result:
        print(result["refused"], file=sys.stderr)
    print("\n".join(records.load_in_words(result)))


def _loads(options: argparse.Namespace, store: Store, catalogue: Catalogue) -> int:
    build = store.current()
    rows = store.loads(build).to_dict("records") if build else []
    found = [
        {**row, "recorded_at": f"{row['recorded_at'].isoformat()}Z", "received": row["received"].isoformat(),
         "withdrawn": bool(row["withdrawn"]), "decided_at": f"{row['decided_at'].isoformat()}Z" if row["decided_at"] else None,
         "cells": json.loads(row["cells"]), "area": catalogue.areas[row["area"]].name}
        for row in rows
    ]  # fmt: skip
    if options.json:
        print(json.dumps({"build": build or None, "loads": found}, ensure_ascii=False, indent=1))
    elif not found:
        print("Nothing is loaded yet. Start with: python cli.py load FILE")
    for row in [] if options.json else found:
        counts = f"{row['observations']} figures, {row['missing']} without"
        counts += f", withdrawn: {row['decided_why']}" if row["withdrawn"] else ""
        print(f"{row['id']:>4}  received {row['received']}  {row['area']:<24}{row['file']:<36}{counts}, by {row['who']}")
    return 0


def _decide(options: argparse.Namespace, store: Store, catalogue: Catalogue) -> int:
    if options.action == "withdraw" and not options.why.strip():
        raise WrongUsage("Give the reason with --why: it is kept in the ledger.")
    build = store.decide(options.id, options.action, who=person(), recorded_at=datetime.now(UTC), why=options.why.strip())
    done = f"Load {options.id} is {'withdrawn' if options.action == 'withdraw' else 'back in use'}."
    print(json.dumps({"id": options.id, "action": options.action, "build": build}) if options.json else done)
    return 0


def _show(options: argparse.Namespace, store: Store, catalogue: Catalogue) -> int:
    build = _need_build(store)
    area = _area(options.area, catalogue) if options.area else _only_area(store, build, catalogue)
    wanted = [code.upper() for code in options.code or catalogue.indicators]
    if unknown := [code for code in wanted if code not in catalogue.indicators]:
        raise WrongUsage(f"{unknown[0]} is not a KPI of the catalogue. Codes run {', '.join(catalogue.indicators)}.")
    frame = store.in_force(build, reporter=area.code, as_at=options.as_at)
    links = catalogue.links(area.code, store.links(build, area.code, options.as_at).itertuples(index=False))
    nation = catalogue.areas[catalogue.nation(area)].name
    remarks = store.remarks(build, area.code, options.as_at).to_dict("records")
    standings = compare.standings(frame, catalogue.indicators_of(area.code), links, catalogue.breaks, nation=nation, remarks=remarks)
    found = store.findings(build, area.code).to_dict("records")
    kpis = [records.standing_record(s, [f for f in found if compare.concerns(f, s)]) for s in standings if s.indicator.code in wanted]
    result = {"area": area.name, "as_at": (options.as_at or date.today()).isoformat(), "build": build, "kpis": kpis}
    if options.json:
        print(json.dumps(result, ensure_ascii=False, indent=1))
        return 0
    notices = sorted({notice for notice in frame["notice"] if notice})
    print(f"{area.name}, as at {result['as_at']}, build {build}. {' '.join(notices)}".rstrip())
    for kpi in kpis:
        print(records.in_words(kpi, catalogue.indicators, nation))
    return 0


def _series(options: argparse.Namespace, store: Store, catalogue: Catalogue) -> int:
    build = _need_build(store)
    code = options.code.upper()
    if code not in catalogue.indicators:
        raise WrongUsage(f"{options.code} is not a KPI of the catalogue.")
    areas = [_area(name, catalogue).code for name in options.areas] if options.areas else None
    frame = store.in_force(build, indicator=code, areas=areas, as_at=options.as_at)
    frame = frame[(frame["series"] != "target") & (frame["measure"] == "figure")]
    names = {a.code: a.name for a in catalogue.areas.values()}
    names |= {f"SN-{a.code}": f"{a.name}: statistical neighbours" for a in catalogue.areas.values()}
    rows = records.series_records(frame.sort_values(["received", "load"]).to_dict("records"), names)
    indicator = catalogue.indicators[code]
    if options.json:
        result = {"code": code, "title": indicator.title, "unit": indicator.unit.value, "build": build, "rows": rows}
        print(json.dumps(result, ensure_ascii=False, indent=1))
        return 0
    print(f"{code} {indicator.title}, {indicator.unit.value}")
    for row in rows:
        value = row["value"] if row["value"] is not None else f"({row['missing']})"
        print(f"  {row['area']:<40}{row['period']['label']:<38}{value!s:>14}  {row['source']}")
    return 0


def _pack(options: argparse.Namespace, store: Store, catalogue: Catalogue) -> int:
    if options.out.suffix.lower() != f".{options.format}":
        raise WrongUsage(f"{options.out.name} should end in .{options.format}, or --format be another.")
    build = _need_build(store)
    area = _area(options.area, catalogue) if options.area else _only_area(store, build, catalogue)
    mine = catalogue.indicators_of(area.code)
    if unknown := [code for code in options.code or () if code.upper() not in mine]:
        raise WrongUsage(f"{unknown[0]} is not a KPI of the catalogue. Codes run {', '.join(mine)}.")
    frame = store.in_force(build, reporter=area.code, as_at=options.as_at)
    links = catalogue.links(area.code, store.links(build, area.code, options.as_at).itertuples(index=False))
    nation, remarks = catalogue.areas[catalogue.nation(area)].name, store.remarks(build, area.code, options.as_at).to_dict("records")
    standings = compare.standings(frame, mine, links, catalogue.breaks, nation=nation, remarks=remarks)
    wanted = [s for s in standings if not options.code or s.indicator.code in map(str.upper, options.code)]
    if packs.holds_nothing(wanted):
        raise Refused(f"Nothing is loaded of {area.name} for these KPIs and this day. No pack was written.")
    words = about(wanted, area.name, as_at=options.as_at, today=date.today(), build=build, sections=catalogue.sections)
    made = packs.pack(options.format, wanted, words)
    write_whole(options.out, made.content)
    record = packs.pack_record(made, options.format, str(options.out), words)
    print(json.dumps(record, ensure_ascii=False, indent=1) if options.json else packs.in_words(record))
    return 0


def _need_build(store: Store) -> str:
    build = store.current()
    if not build:
        raise Refused(f"Nothing is loaded in {store.home} yet. Start with: python cli.py load FILE")
    return build


def _area(wanted: str, catalogue: Catalogue) -> Area:
    found = catalogue.area(wanted)
    if found is None:
        raise WrongUsage(f"‘{wanted}’ is not in the register of areas. Give a name, or a 3-digit or 9-digit code.")
    return found


def _only_area(store: Store, build: str, catalogue: Catalogue) -> Area:
    codes = list(store.areas(build)["area"])
    if len(codes) != 1:
        raise WrongUsage(f"Several areas are loaded. Name one with --area: {', '.join(catalogue.areas[c].name for c in codes)}.")
    return catalogue.areas[codes[0]]


if __name__ == "__main__":
    sys.exit(main())
