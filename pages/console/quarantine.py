"""Files in quarantine by command: listed, kept, or deleted for good by a named person."""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import asdict
from typing import Any, Literal

import click

from data.home import home_checks
from data.home.home import Home, HomeReader, HomeWriter
from data.home.quarantined import QuarantinedFile, in_quarantine, named
from data.model.finding import Refused
from data.personal.signs import in_words as in_sentence
from loaders import ReadingBox
from pages.console.home_options import WrongUsage, with_home

PUBLISHED = (".parquet", ".zip", ".gz")  # DfE's own, which hold no child
LETTERS = 12  # of a SHA-256, as it is listed and may be typed
EPILOG = (
    "FILE: the first letters of its SHA-256, as the list gives them. Without an action: the list. ‘look’ looks through every file that is "
    "kept already, of loads and of evidence, also those of earlier versions."
)


@click.command(epilog=EPILOG)
@click.argument("action", type=click.Choice(["list", "look", "keep", "delete"]), default="list")
@click.argument("files", nargs=-1, metavar="FILE...")
@click.option("--why", default="", metavar="WORDS", help="the reason, kept with your name")
@click.option("--nothing-found", is_flag=True, help="every file that waits and in which nothing about children was found")
@with_home(Home.write, catalogue=False)
def quarantine(
    *,
    home: HomeWriter,
    as_json: bool,
    action: Literal["list", "look", "keep", "delete"],
    files: tuple[str, ...],
    why: str,
    nothing_found: bool,
) -> int:
    """Lists the files that wait, decides some of them, or looks through what is kept; then exit 1 where anything is found."""
    if action == "look":
        return _look(home.reader, as_json=as_json)
    every = in_quarantine(home.reader)
    if action == "list":
        print(json.dumps([_record(one) for one in every], ensure_ascii=False, indent=1) if as_json else in_words(every))
        return 0
    if not why.strip():
        raise WrongUsage("Give the reason with --why: it is kept with your name.")
    chosen = [named(home.reader, one) for one in files]
    chosen += [one for one in every if nothing_found and one.decided is None and not one.held]
    if not chosen:
        raise WrongUsage("Name a file by the first letters of its SHA-256, or say --nothing-found. See: python cli.py quarantine")
    for one in chosen:
        home.decide_original(one.sha256, action, why=why.strip(), area=one.area or "-", file=one.name)
    done = "deleted for good" if action == "delete" else "kept in quarantine"
    if as_json:
        print(json.dumps({"action": action, "files": [one.sha256 for one in chosen]}))
    else:
        print("\n".join(f"{one.name} ({one.sha256[:LETTERS]}) is {done}." for one in chosen))
    return 0


def _look(home: HomeReader, *, as_json: bool) -> int:
    """Every file that is kept, looked through: which holds something about children."""
    names = {kept: f"{name} of load {load}" for load, name, kept in home_checks.named_files(home)}
    found: dict[str, str] = {}
    with closing(ReadingBox()) as box:
        for path in (*sorted(home.figures.raw.glob("*")), *sorted(home.records.files.glob("*"))):
            if not path.is_file() or path.suffix in PUBLISHED:
                continue
            try:
                signs = box.look_through(path.name, path.read_bytes())
            except Refused as why:
                found[path.name] = str(why)
                continue
            if signs:
                found[path.name] = f"{names.get(path.name, path.name)} holds {in_sentence(signs)}."
    if as_json:
        print(json.dumps({"found": found}, ensure_ascii=False, indent=1))
    else:
        print("\n".join(found.values()) or "Nothing about children was found in what is kept.")
    return 1 if found else 0


def in_words(every: list[QuarantinedFile]) -> str:
    """The list, a line a file and a line for each thing found in it."""
    if not every:
        return "Nothing is in quarantine."
    lines = []
    for one in every:
        state = f"kept by {one.by}: {one.why}" if one.decided else "waits: keep or delete it"
        of = f"load {one.load}" if one.load else "plan" if one.area else "no load"
        lines += [f"{one.sha256[:LETTERS]}  {one.name} ({of}): {state}", *(f"  {words}" for words in one.held)]
    return "\n".join(lines)


def _record(one: QuarantinedFile) -> dict[str, Any]:
    return asdict(one) | {"at": one.at.isoformat() if one.at else None}
