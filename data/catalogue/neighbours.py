"""Neighbour lists and comparator groups that people maintain, read from reference folders and checked whole."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from data.catalogue.reference_entry import CatalogueFault, ReferenceEntry, rows, tables, toml
from data.model.area import Area
from data.model.publication import AuthorityGroup, NeighbourList

FOLDER, GROUPS = "neighbours", "groups.toml"
COLUMNS = ("area", "place", "neighbour", "closeness")


def read_lists(folder: Path, areas: Mapping[str, Area]) -> tuple[NeighbourList, ...]:
    """The lists of ``folder``/neighbours, oldest first: a CSV each, and beside it a TOML of the same name that says what it is.

    Raises:
        CatalogueFault: names the file, the entry and the fault; nothing of a faulty folder is used.
    """
    place = folder / FOLDER
    if not place.is_dir():
        return ()
    for path in sorted(place.glob("*.toml")):
        if not path.with_suffix(".csv").exists():
            raise CatalogueFault(f"{FOLDER}/{path.name}: the list it describes, {path.stem}.csv, is missing")
    found = [_list(path, place, areas) for path in sorted(place.glob("*.csv"))]
    for one in found:
        if [other.edition for other in found].count(one.edition) > 1:
            raise CatalogueFault(f"{FOLDER}: edition {one.edition!r} stands twice")
    return tuple(sorted(found, key=lambda one: (one.dated, one.edition)))


def read_groups(folder: Path, areas: Mapping[str, Area]) -> tuple[AuthorityGroup, ...]:
    """The groups of ``folder``/groups.toml in its order; none where there is no such file.

    Raises:
        CatalogueFault: names the file, the entry and the fault.
    """
    if not (folder / GROUPS).exists():
        return ()
    by_code3, found = _authorities(areas), list[AuthorityGroup]()
    for entry in tables(folder, GROUPS, "group", "id"):
        codes = tuple(_code(entry, code3, by_code3) for code3 in entry.texts("areas"))
        group = AuthorityGroup(entry.text("id"), entry.text("title"), codes, entry.text("note", ""))
        if not codes:
            raise entry.fault("areas is empty")
        if len(set(codes)) < len(codes):
            raise entry.fault("an area stands twice")
        if group.id in {other.id for other in found}:
            raise entry.fault("stands twice")
        entry.nothing_else()
        found.append(group)
    return tuple(found)


def _list(path: Path, place: Path, areas: Mapping[str, Area]) -> NeighbourList:
    if not path.with_suffix(".toml").exists():
        raise CatalogueFault(f"{FOLDER}/{path.name}: what it is must stand beside it, in {path.stem}.toml")
    about = ReferenceEntry(f"{FOLDER}/{path.stem}.toml", "list", toml(path.with_suffix(".toml")))
    edition, dated = about.text("edition"), about.day("dated")
    official, source = about.get("official", bool), about.text("source")
    if dated is None:
        raise about.fault("dated is missing")
    about.nothing_else()
    by_code3, found = _authorities(areas), dict[str, list[tuple[str, str]]]()
    for entry in rows(place, path.name, COLUMNS):
        entry.file = f"{FOLDER}/{path.name}"
        area, neighbour = (_code(entry, entry.text(key), by_code3) for key in ("area", "neighbour"))
        before = found.setdefault(area, [])
        if entry.text("place") != str(len(before) + 1):
            raise entry.fault(f"place {entry.text('place')} must be {len(before) + 1}: neighbours stand nearest first, counted from 1")
        if neighbour == area or neighbour in {code for code, _ in before}:
            raise entry.fault(f"neighbour {entry.text('neighbour')} stands twice, or is the area itself")
        before.append((neighbour, entry.text("closeness", "").casefold()))
    return NeighbourList(edition, dated, official, {area: tuple(pairs) for area, pairs in found.items()}, source)


def _authorities(areas: Mapping[str, Area]) -> dict[str, str]:
    return {area.code3: area.code for area in areas.values() if area.level.ranked and area.code3}


def _code(entry: ReferenceEntry, code3: str, by_code3: Mapping[str, str]) -> str:
    if code3 not in by_code3:
        raise entry.fault(f"{code3} is not the 3-digit code of an authority in areas.csv")
    return by_code3[code3]
