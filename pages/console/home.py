"""A home as a whole, by command: to one file, that file looked through, or the home again from it."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from data.home import backup as backups
from data.home import health
from data.home.health_finding import ASKED, Repair
from data.home.home import Home, HomeReader, HomeWriter
from pages.console.home_options import with_home

NAMES = "NAME: figures, ledger, words, file (with --file), restore, leftovers or anew; without one, whatever check found but file and anew."
BY_ITSELF = set(Repair) - {Repair.FILE, Repair.ANEW}  # what needs no file and no decision
ZIP = "FILE: the backup, a .zip."


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
@with_home(Home.write, catalogue=False)
def backup(*, home: HomeWriter, as_json: bool, file: Path) -> int:
    """The home to one file."""
    return _told(backups.backup(home, file), file, as_json=as_json)


@click.command(epilog=ZIP)
@click.argument("file", type=Path)
@with_home(Home.read, catalogue=False, heal=False)
def verify(*, home: HomeReader, as_json: bool, file: Path) -> int:
    """A backup looked through."""
    return _told(backups.verify(file), file, as_json=as_json)


@click.command(epilog=ZIP)
@click.argument("file", type=Path)
@with_home(Home.write, catalogue=False, heal=False)
def restore(*, home: HomeWriter, as_json: bool, file: Path) -> int:
    """The home again from a backup."""
    return _told(backups.restore(file, home.reader.folder), file, as_json=as_json)


def _told(done: backups.Manifest | backups.BackupReport, file: Path, *, as_json: bool) -> int:
    record = backups.record(done, file)
    print(json.dumps(record, ensure_ascii=False, indent=1) if as_json else backups.in_words(done, file))
    return 1 if record.get("faults") else 0
