"""Files taken in by command: read and published, listed, taken out of use and put back."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

import click

from data.catalogue.catalogue import Catalogue
from data.home import rereading
from data.home.home import Home, HomeReader, HomeWriter
from data.home.intake import Intake, TakenFile, publish, take_answers
from data.model.finding import Refused
from data.model.plan import PlanVersion
from data.model.questions import Answers, Question, ask_in_toml
from data.store.store import ReceivedRelease
from data.store.stored_figures import StoreFault
from kpis.exports.tidy import load_export, plan_export
from kpis.standing import kpi_standing
from kpis.standing.kpi_standing import Standing
from kpis.verdict.load_effect import VerdictChange
from loaders import ROLES, ReadingBox, ReleaseFiles, rules_version
from pages.console.area_options import area_named, day, number
from pages.console.area_standings import (
    StandingOptions,
    StandingsByArea,
    days,
    effects_since,
    load_effects,
    release_effects,
    standings_today,
)
from pages.console.home_options import WrongUsage, with_home


@click.command()
@click.argument("paths", nargs=-1, required=True, type=Path, metavar="PATH...")
@click.option("--area", metavar="AREA", help="local authority, by name or code; overrides the one the file names")
@click.option("--received", type=day, metavar="WHEN", help="day the file was received, YYYY-MM-DD (default: today)")
@click.option("--dry-run", is_flag=True, help="read and check; keep nothing")
@click.option(
    "--map", "mapped", type=Path, metavar="FILE", help="answers to what the files leave open, as the Load page or --ask writes them"
)
@click.option("--ask", type=Path, metavar="FILE", help="write what the files leave open to FILE, to be filled in and given with --map")
@with_home(Home.write)
def load(
    *, home: HomeWriter, catalogue: Catalogue, as_json: bool, paths: tuple[Path, ...], area: str | None, received: date | None,
    dry_run: bool, mapped: Path | None, ask: Path | None,
) -> int:  # fmt: skip
    """Reads every file, then publishes those that could be read in one build; the exit code says if any was refused."""
    if area:
        area_named(area, catalogue)
    if received and received > date.today():
        raise WrongUsage(f"{received} is still to come. A file is received today or before.")
    options = LoadOptions(area, received or date.today(), keep=not dry_run)
    with ExitStack() as stack:
        box = stack.enter_context(closing(ReadingBox()))  # its process starts while the rest is made ready
        given, catalogue = _answers(options, home, catalogue, mapped)
        found = box.sort_out(paths)
        batch = _Batch(options, home, catalogue, given, box)
        if found.releases:
            batch.folder = (
                stack.enter_context(home.workspace()) if options.keep else Path(stack.enter_context(TemporaryDirectory(prefix="release-")))
            )
        results = [*(batch.read_release(files) for files in found.releases), *(batch.read(path) for path in found.others)]
        batch.effect_of_releases(results)
        if options.keep:
            batch.publish(results)
    if ask:
        ask.write_text(ask_in_toml(batch.questions, given, ROLES), encoding="utf-8")
    if as_json:
        print(json.dumps({"loads": results}, ensure_ascii=False, indent=1))
    else:
        for result in results:
            _tell_load(result)
    return 1 if any("refused" in result for result in results) else 0


MOST_EFFECTS = 12  # files of one command whose effect on ratings is worked out


@dataclass(frozen=True)
class LoadOptions:
    """What holds for every file of one command: whose figures they are, if it is said, the day received, and whether to keep anything."""

    area: str | None
    received: date
    keep: bool


def _answers(options: LoadOptions, home: HomeWriter, catalogue: Catalogue, mapped: Path | None) -> tuple[Answers | None, Catalogue]:
    """The answers of ``--map`` and the catalogue with the KPIs it adds; these are kept unless nothing is to be."""
    if mapped is None:
        return None, catalogue
    try:
        text = mapped.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as why:
        raise WrongUsage(f"{mapped} cannot be read: {why}.") from why
    return take_answers(home, catalogue, text, area=options.area or "", file=str(mapped), keep=options.keep)


class _Batch:
    """The files of one command: each is read beside the figures in force and those of the files before it. ``folder`` is where the
    databases of published files are made."""

    folder: Path

    def __init__(self, options: LoadOptions, home: HomeWriter, catalogue: Catalogue, given: Answers | None, box: ReadingBox) -> None:
        self.home, self.given, self.options = home, given, options
        build, reader = home.reader.figures.current(), home.reader
        self.intake = Intake(reader, box, build, catalogue, remembered=reader.answers(build), area=options.area)
        self.catalogue = catalogue
        self.releases: dict[int, ReceivedRelease] = {}
        self.files: dict[int, TakenFile] = {}
        self.questions: list[Question] = []
        self.count, self.build = 0, build
        self.stood: StandingsByArea | None = None  # before releases alone are published
        self.standings: dict[str, Sequence[Standing]] = {}  # of each area with the files read so far

    def read_release(self, files: ReleaseFiles) -> dict[str, Any]:
        """The record of one release of published files; one that is refused leaves the others as they are."""
        self.count += 1
        try:
            release = files.read(self.catalogue, self.folder / f"release-{self.count}.duckdb")
        except Refused as why:
            return load_export.refused_record(", ".join(path.name for path in files.paths), str(why))
        self.releases[self.count - 1] = ReceivedRelease(release, files.paths, self.options.received)
        return load_export.release_record(release, None, False, self.home.reader.figures.current())

    def read(self, path: Path) -> dict[str, Any]:
        """The record of one file; one that is refused leaves the others as they are."""
        self.count += 1
        try:
            content = path.read_bytes()
        except OSError as why:
            return load_export.refused_record(path.name, f"{path}: cannot be opened: {why.strerror}. Nothing was changed.")
        taken = self.intake.take(path.name, content, self.options.received, answers=self.given)
        self.questions += taken.asked
        if taken.plan is not None:
            return self.keep(taken.plan, taken)
        if taken.loaded is None:
            return load_export.refused_record(path.name, taken.refused)
        if taken.refused:
            return load_export.refused_record(path.name, taken.refused) | {
                "questions": [load_export.question_record(q) for q in taken.asked]
            }
        before, given = self.intake.changed(taken)
        changes = kpi_standing.moved(before, given) if not before.empty else []
        self.files[self.count - 1] = taken
        effect = [load_export.effect_record(one) for one in self._effect(taken)]
        return load_export.load_record(taken.loaded) | {"changes": [load_export.moved_record(m) for m in changes], "effect": effect}

    def _effect(self, taken: TakenFile) -> list[VerdictChange]:
        """Which ratings and verdicts a file changes, after the files before it."""
        assert taken.loaded is not None
        if self.count > MOST_EFFECTS:
            return []
        code, home = taken.loaded.reporter, self.home.reader
        try:
            if code not in self.standings:
                now = days(StandingOptions(None), home, self.catalogue, self.catalogue.areas[code]) if self.build else None
                self.standings[code] = now(None) if now else ()
            self.standings[code], found = load_effects(home, self.catalogue, self.intake.to_be(taken), taken, self.standings[code])
        except StoreFault:  # what stands cannot be read just now; that stops no load
            return []
        return found

    def keep(self, version: PlanVersion, taken: TakenFile) -> dict[str, Any]:
        """The record of a file that is an improvement plan, kept at once unless nothing is to be."""
        try:
            kept = (
                self.home.keep_plan(version, taken.content, received=taken.received, copy=taken.clean_copy()) if self.options.keep else None
            )
        except Refused as why:
            return load_export.refused_record(version.file, str(why))
        return plan_export.plan_load_record(version, kept[0].id if kept else None, kept is not None and kept[1])

    def effect_of_releases(self, results: list[dict[str, Any]]) -> None:
        """Says with the first release which ratings and verdicts all of them together change."""
        if not self.releases:
            return
        try:
            if self.options.keep and not self.files:  # then it is seen by what stands before and after
                self.stood = standings_today(self.home.reader, self.catalogue)
                return
            found = release_effects(self.home.reader, self.catalogue, list(self.releases.values()), rules_version())
        except StoreFault:  # damaged, or no room to try it: that stops no load
            return
        results[next(iter(self.releases))]["effect"] = [load_export.effect_record(one) for one in found]

    def publish(self, results: list[dict[str, Any]]) -> None:
        """One build of every release and file that was read; the records learn their ids."""
        done = publish(self.home, list(self.files.values()), list(self.releases.values()), reader=rules_version())
        of = len(self.releases)
        for (at, given), one in zip(self.releases.items(), done[:of], strict=True):
            effect = {"effect": results[at]["effect"]} if "effect" in results[at] else {}
            results[at] = load_export.release_record(given.release, one.id, one.published, one.build) | effect
        if self.stood is not None:
            changes = effects_since(self.stood, self.home.reader, self.catalogue)
            results[next(iter(self.releases))]["effect"] = [load_export.effect_record(change) for change in changes]
        for at, one in zip(self.files, done[of:], strict=True):
            results[at] |= {"id": one.id, "published": one.published, "build": one.build}
            if not one.published:
                results[at]["unchanged"] = f"This file is already loaded, as load {one.id}. Nothing was changed."


def _tell_load(result: dict[str, Any]) -> None:
    if "refused" in result:
        print(result["refused"], file=sys.stderr)
    print("\n".join(load_export.load_in_words(result)))


@click.command()
@click.option("--yes", is_flag=True, help="put the new readings in place without asking")
@with_home(Home.write)
def reread(*, home: HomeWriter, catalogue: Catalogue, as_json: bool, yes: bool) -> int:
    """Reads every scorecard in use again by today's rules and lists what would change; past days keep the readings they had."""
    with closing(ReadingBox()) as box:
        found = list(rereading.reread(home.reader, box, catalogue))
    changed = [one for one in found if one.file is not None]
    if not as_json:
        for one in found:
            lines = [one.refused] if one.refused else [f"  {line}" for line in one.differences]
            if lines:
                print("\n".join([f"Load {one.load}, {one.name}:", *lines]))
        print(f"{len(found)} loads were read again, {len(changed)} of them otherwise than before.")
    done: dict[int, int] = {}
    if changed and (yes or (not as_json and click.confirm("Put the new readings in place from today on?", default=False))):
        files = [one.file for one in changed if one.file is not None]
        new = home.reread(files, reader=rules_version(), why=rereading.WHY)
        done = {one.load: published.id for one, published in zip(changed, new, strict=True)}
    if as_json:
        rows = [{"load": one.load, "file": one.name, "refused": one.refused, "differences": list(one.differences),
                 "new_load": done.get(one.load)} for one in found]  # fmt: skip
        print(json.dumps({"loads": rows}, ensure_ascii=False, indent=1))
    elif changed:
        put = ", ".join(f"load {new} in place of load {old}" for old, new in done.items())
        print(f"Put in place: {put}." if done else "Nothing was changed.")
    return 0


@click.command()
@with_home(Home.read)
def loads(*, home: HomeReader, catalogue: Catalogue, as_json: bool) -> int:
    """The ledger of loads, a line each."""
    build = home.figures.current()
    found = load_export.ledger_records(home.figures.loads(build).to_dict("records") if build else [], catalogue.areas)
    if as_json:
        print(json.dumps({"build": build or None, "loads": found}, ensure_ascii=False, indent=1))
    elif not found:
        print("Nothing is loaded yet. Start with: python cli.py load FILE")
    for row in [] if as_json else found:
        print(load_export.ledger_line(row))
    return 0


@click.command()
@click.argument("id", type=number)
@click.option("--why", required=True, metavar="WORDS", help="the reason, kept in the ledger")
@with_home(Home.write)
def withdraw(*, home: HomeWriter, catalogue: Catalogue, as_json: bool, id: int, why: str) -> int:
    """Takes a load out of use, with the reason."""
    if not why.strip():
        raise WrongUsage("Give the reason with --why: it is kept in the ledger.")
    return _decide(home, id, "withdraw", why, as_json=as_json)


@click.command()
@click.argument("id", type=number)
@click.option("--why", default="", metavar="WORDS", help="the reason, kept in the ledger")
@with_home(Home.write)
def reinstate(*, home: HomeWriter, catalogue: Catalogue, as_json: bool, id: int, why: str) -> int:
    """Puts a load back in use."""
    return _decide(home, id, "reinstate", why, as_json=as_json)


def _decide(home: HomeWriter, load: int, action: Literal["withdraw", "reinstate"], why: str, *, as_json: bool) -> int:
    build = home.decide_load(load, action, why=why.strip())
    done = f"Load {load} is {'withdrawn' if action == 'withdraw' else 'back in use'}."
    print(json.dumps({"id": load, "action": action, "build": build}) if as_json else done)
    return 0
