"""A home as a whole, by command: to one file, that file looked through, or the home again from it."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from data.home import backup as backups
from data.home.home import Home, HomeReader, HomeWriter
from pages.console.home_options import with_home

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


@click.command(epilog=ZIP)
@click.argument("file", type=Path)
@with_home(Home.write, catalogue=False)
def backup(*, home: HomeWriter, as_json: bool, file: Path) -> int:
    """The home to one file."""
    return _told(backups.backup(home, file), file, as_json=as_json)


@click.command(epilog=ZIP)
@click.argument("file", type=Path)
@with_home(Home.read, catalogue=False)
def verify(*, home: HomeReader, as_json: bool, file: Path) -> int:
    """A backup looked through."""
    return _told(backups.verify(file), file, as_json=as_json)


@click.command(epilog=ZIP)
@click.argument("file", type=Path)
@with_home(Home.write, catalogue=False)
def restore(*, home: HomeWriter, as_json: bool, file: Path) -> int:
    """The home again from a backup."""
    return _told(backups.restore(file, home.reader.folder), file, as_json=as_json)


def _told(done: backups.Manifest | backups.BackupReport, file: Path, *, as_json: bool) -> int:
    record = backups.record(done, file)
    print(json.dumps(record, ensure_ascii=False, indent=1) if as_json else backups.in_words(done, file))
    return 1 if record.get("faults") else 0
