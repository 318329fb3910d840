"""A home as a whole, by command: to one file, that file looked through, or the home again from it."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

import click

from data.backups import automatic_backups, backup_place, removed_backups
from data.backups import backup as packed
from data.backups.backup_manifest import Manifest
from data.backups.backup_place import BackupPlace, KeptBackup
from data.home import health
from data.home.health_finding import ASKED, Repair
from data.home.home import Home, HomeReader, HomeWriter
from pages.console.home_options import with_home

NAMES = (
    "NAME: figures, ledger, words, file (with --file), restore, removal, leftovers or anew; without one, whatever check found but file "
    "and anew."
)
BY_ITSELF = set(Repair) - {Repair.FILE, Repair.ANEW}  # what needs no file and no decision
ZIP = "FILE: the backup, a .zip."
EITHER = f"{ZIP[:-1]}, or a folder of backups that made themselves: the newest whole one is meant."


@click.command()
@with_home(Home.write, catalogue=False)
def rebuild(*, home: HomeWriter, as_json: bool) -> int:
    """What stands in build/ again from the ledger alone."""
    found = home.rebuild(lambda done, of, words: None if as_json else print(f"{words}: {done} of {of}", file=sys.stderr))
    if as_json:
        print(json.dumps({"build": home.reader.figures.current(), "differences": found}, ensure_ascii=False, indent=1))
    else:
        print(
            "\n".join([*found, f"{home.reader.figures.current()} is made again: {len(found) or 'no'} difference{'s' * (len(found) != 1)}."])
        )
    return 0


@click.command()
@with_home(Home.read, catalogue=False, heal=False)
def check(*, home: HomeReader, as_json: bool) -> int:
    """A home looked through; exit 1 where anything grave is amiss."""
    found = health.check(home)
    print(health.as_json(found) if as_json else health.as_text(found, home.folder))
    return int(any(one.grave for one in found))


@click.command(epilog=NAMES)
@click.argument("name", type=click.Choice([one.value for one in Repair]), required=False)
@click.option("--file", type=Path, metavar="PATH", help="for ‘file’: the file as it was received")
@click.option("--yes", is_flag=True, help="mend without asking")
@with_home(Home.write, catalogue=False, heal=False)
def repair(*, home: HomeWriter, as_json: bool, name: str | None, file: Path | None, yes: bool) -> int:
    """One repair by its name, or each that ``check`` found, asked for one by one."""
    wanted = [Repair(name)] if name else list(dict.fromkeys(one.repair for one in health.check(home.reader) if one.repair in BY_ITSELF))
    done: list[str] = []
    for one in filter(None, wanted):
        if not yes and (as_json or not click.confirm(f"{ASKED[one]} (repair {one})", default=False)):
            continue
        done.append(health.mend(home, one, file=file))
        if not as_json:
            print(done[-1])
    if as_json:
        print(json.dumps({"done": done}, ensure_ascii=False, indent=1))
    elif not done:
        print("Nothing was changed." if wanted else "Nothing is there to mend. See: python cli.py check")
    return 0


@click.command(epilog=ZIP)
@click.argument("file", type=Path)
@with_home(Home.write, catalogue=False, heal=False)
def backup(*, home: HomeWriter, as_json: bool, file: Path) -> int:
    """The home to one file."""
    done = packed.backup(home, file, lambda words: print(words, file=sys.stderr))
    removed_backups.remember_file(home.reader.folder, file, date.today())
    return _told(done, file, as_json=as_json)


@click.command(epilog=EITHER)
@click.argument("file", type=Path)
@with_home(Home.read, catalogue=False, heal=False)
def verify(*, home: HomeReader, as_json: bool, file: Path) -> int:
    """A backup looked through."""
    if file.is_dir():
        one = BackupPlace(file).chosen()
        return _listed([one], "", BackupPlace(file).look_through(one)[0], as_json=as_json)
    return _told(packed.verify(file, home.folder / "build"), file, as_json=as_json)


@click.command(epilog=EITHER)
@click.argument("file", type=Path)
@click.option("--number", metavar="N", type=int, help="of a folder of backups: which (default: the newest whole one)")
@with_home(Home.write, catalogue=False, heal=False)
def restore(*, home: HomeWriter, as_json: bool, file: Path, number: int | None) -> int:
    """The home again from a backup."""
    if file.is_dir():
        place = BackupPlace(file)
        one = place.chosen(number)
        place.restore(one, home.reader.folder)
        return _listed([one], f"Restored to {home.reader.folder}.", [], as_json=as_json)
    return _told(packed.restore(file, home.reader.folder), file, as_json=as_json)


@click.command()
@click.option("--now", is_flag=True, help="make one now")
@click.option("--drill", is_flag=True, help="restore the newest into a folder of its own, compare it, and take that away again")
@with_home(Home.write, catalogue=False, heal=False)
def backups(*, home: HomeWriter, as_json: bool, now: bool, drill: bool) -> int:
    """The backups that make themselves."""
    moment = datetime.now().astimezone()
    made = [automatic_backups.make_now(home, moment)] if now else []
    tried = automatic_backups.drill_now(home.reader, moment) if drill else ()
    report = automatic_backups.backup_report(home.reader, moment)
    kept = BackupPlace(Path(report.place)).kept() if report.place else []
    if as_json:
        told = {
            "place": report.place, "line": report.line, "mirror": report.mirror, "drill_faults": report.drill_faults,
            "warnings": report.warnings, "backups": [backup_place.plain(one) for one in kept],
        }  # fmt: skip
        print(json.dumps(told, ensure_ascii=False, indent=1))
    else:
        _listed(kept, "\n".join([report.line, *report.warnings]), [], as_json=False)
    return 1 if tried or any(not one.whole for one in made) else 0


def _listed(kept: Sequence[KeptBackup], first: str, faults: Sequence[str], *, as_json: bool) -> int:
    """Backups of a folder, a line each, below a line."""
    if as_json:
        print(json.dumps([backup_place.plain(one) | {"faults": [*one.faults, *faults]} for one in kept], ensure_ascii=False, indent=1))
    else:
        rows = [
            f"{one.number:>6}  {one.made_at:%Y-%m-%d %H:%M}  {'whole' if one.whole and not faults else 'NOT WHOLE':9}  "
            f"{len(one.manifest.files)} files, {one.manifest.size:,} bytes, build {one.manifest.build or 'none'}"
            for one in kept
        ]
        print("\n".join(filter(None, [first, *rows, *(f"  {fault}" for fault in faults)])))
    return 1 if faults else 0


def _told(done: Manifest | packed.BackupReport, file: Path, *, as_json: bool) -> int:
    record = packed.record(done, file)
    print(json.dumps(record, ensure_ascii=False, indent=1) if as_json else packed.in_words(done, file))
    return 1 if record.get("faults") else 0
