"""Something removed for good, by command: first every place where it is held, then, once somebody said so, all of them."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from typing import Any

import click

from data.backups import removed_backups
from data.catalogue.catalogue import Catalogue
from data.home.home import Home, HomeWriter
from data.home.removal import FoundPlaces, RemovalKind, RemovalTarget
from pages.console.area_options import area_asked, number
from pages.console.home_options import WrongUsage, with_home

WHAT = (
    "WHAT: figure (with --area, --code and --period; --load for one load only), file (--load), evidence (--area, --key), "
    "entry (--number; without it, every entry is listed) or person (--name)."
)
NEEDS = {
    RemovalKind.FIGURE: ("code", "period"), RemovalKind.FILE: ("load",), RemovalKind.EVIDENCE: ("key",), RemovalKind.ENTRY: (),
    RemovalKind.PERSON: ("name",),
}  # fmt: skip
OF_AN_AREA = (RemovalKind.FIGURE, RemovalKind.EVIDENCE)


@click.command(epilog=WHAT)
@click.argument("what", type=click.Choice([one.value for one in RemovalKind]))
@click.option("--area", metavar="AREA", help="whose figure or evidence, by name or code")
@click.option("--code", metavar="KPI", default="", help="the KPI of the figure, such as S12")
@click.option("--period", metavar="LABEL", default="", help="the period of the figure as it is printed, such as 2016/17")
@click.option("--load", type=number, metavar="N", default=0, help="of a figure: of this load only; of a file: the load read from it")
@click.option("--key", metavar="KEY", default="", help="the piece of evidence, such as E1")
@click.option("--number", type=number, metavar="N", default=0, help="the entry of the typed words")
@click.option("--name", metavar="NAME", default="", help="the person’s name as it is written, in capitals or not")
@click.option("--why", metavar="WORDS", default="", help="why it goes: that stays, so say nothing of what it held")
@click.option("--dry-run", is_flag=True, help="list every place where it is held, and change nothing")
@click.option("--yes", is_flag=True, help="remove it without asking")
@with_home(Home.write)
def redact(
    *, home: HomeWriter, as_json: bool, catalogue: Catalogue, what: str, area: str | None, why: str, dry_run: bool, yes: bool, **named: Any
) -> int:
    """Removes something for good, wherever it is held."""
    kind = RemovalKind(what)
    if kind is RemovalKind.ENTRY and not named["number"]:
        return _entries(home, as_json=as_json)
    if lacking := [name for name in NEEDS[kind] if not named[name]]:
        raise WrongUsage(f"To remove a {kind}, give {' and '.join(f'--{name}' for name in lacking)}.")
    whose = area_asked(area, home.reader, catalogue).code if kind in OF_AN_AREA else ""
    target = RemovalTarget(
        kind=kind, area=whose, code=named["code"], period=named["period"], load=named["load"], key=named["key"], entry=named["number"],
        name=named["name"],
    )  # fmt: skip
    found = home.held_places(target)
    backups = removed_backups.before(home.reader)
    if dry_run or not found.any:
        _told(found, [backups] if found.any else ["It is held nowhere."], done=False, as_json=as_json)
        return 0 if found.any else 1
    if not why.strip():
        raise WrongUsage("Give the reason with --why: it stays. Say nothing in it of what is removed.")
    if not as_json:
        print(as_text(found))
        print(backups)
    if not yes and (as_json or not click.confirm("Remove it for good from every one of these? It cannot be undone.", default=False)):
        _told(found, ["Nothing was changed. Give --yes to remove it."], done=False, as_json=as_json)
        return 1
    found, told = removed_backups.remove_everywhere(home, target, why=why, at=datetime.now().astimezone())
    _told(found, [f"Removed: {target.called}.", *told], done=True, as_json=as_json)
    return 0


def _entries(home: HomeWriter, *, as_json: bool) -> int:
    """Every entry of the typed words by its number, with nothing of what it says."""
    found = [
        {"number": one.id, "kind": one.kind, "area": one.area, "key": one.key, "who": one.who, "day": one.recorded_at.date().isoformat()}
        | {"removed": one.removed or None}
        for one in home.reader.records.entries()
    ]
    if as_json:
        print(json.dumps(found, ensure_ascii=False, indent=1))
    else:
        print("\n".join([*("  ".join(str(value) for value in one.values() if value) for one in found), "Give one with --number."]))
    return 0


def as_text(found: FoundPlaces) -> str:
    """Where something is held, a line a kind of place."""
    lines = [f"Held of {found.target.called}:"]
    for one in found.held:
        if one.count:
            lines.append(f"  {one.told}")
    return "\n".join(lines)


def _told(found: FoundPlaces, words: list[str], *, done: bool, as_json: bool) -> None:
    if as_json:
        held = [asdict(one) for one in found.held]
        print(json.dumps({"what": found.target.called, "removed": done, "held": held, "told": words}, ensure_ascii=False, indent=1))
    else:
        print("\n".join([*([] if done else [as_text(found)]), *words]))
