"""The register of places: the levels of levels.toml and the areas of areas.csv, each checked whole."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from data.catalogue.reference_entry import CatalogueFault, ReferenceEntry, rows, tables, toml
from data.model.area import Area, Level

ENGLAND = "E92000001"
LEVELS, AREAS = "levels.toml", "areas.csv"
AREA_COLUMNS = (
    "code3", "code9", "name", "level", "region", "part", "abbreviation", "aliases", "former_codes", "opened", "closed", "predecessors",
)  # fmt: skip


def read_levels(folders: Sequence[Path]) -> dict[str, Level]:
    """Every level of place by its key, in the order of the files; a folder after the first may have none.

    Raises:
        CatalogueFault: a key is missing, unknown or of the wrong kind, a level stands twice, or stands below no level or below itself.
    """
    held = [folder for n, folder in enumerate(folders) if n == 0 or (folder / LEVELS).exists()]
    entries: dict[str, ReferenceEntry] = {}
    found: dict[str, Level] = {}
    for folder in held:
        if extra := sorted(set(toml(folder / LEVELS)) - {"level"}):
            raise CatalogueFault(f"levels.toml: file: unknown key {extra[0]}")
        for entry in tables(folder, LEVELS, "level", "key"):
            level = _level(entry)
            if level.key in found:
                raise entry.fault("stands twice")
            entries[level.key], found[level.key] = entry, level
    if not found:
        raise CatalogueFault("levels.toml: holds no entry")
    for key, level in found.items():
        if unknown := [parent for parent in level.parents if parent not in found]:
            raise entries[key].fault(f"parents: {unknown[0]} is not a level of levels.toml")
    return {key: replace(level, depth=_depth(level, found, entries[key], ())) for key, level in found.items()}


def _level(entry: ReferenceEntry) -> Level:
    key = entry.text("key")
    if not re.fullmatch(r"[a-z][a-z0-9 -]*", key):
        raise entry.fault("key must be a word or words in small letters")
    asked = {question: entry.get(question, bool) for question in ("scorecard", "ranked", "comparator")}
    level = Level(key, entry.text("name"), entry.text("plural"), entry.texts("parents"), **asked, depth=0)
    entry.nothing_else()
    return level


def _depth(level: Level, levels: Mapping[str, Level], entry: ReferenceEntry, below: tuple[str, ...]) -> int:
    if level.key in below:
        raise entry.fault("stands above itself")
    return max((1 + _depth(levels[parent], levels, entry, (*below, level.key)) for parent in level.parents), default=0)


def read_areas(folder: Path, levels: Mapping[str, Level]) -> Iterable[Area]:
    """The areas of one folder's areas.csv. A place of which nothing is published may be without a 3-digit code.

    Raises:
        CatalogueFault: a line lacks what its level needs, or its level is none of ``levels``.
    """
    areas = []
    for entry in rows(folder, AREAS, AREA_COLUMNS):
        entry.name = f"{entry.name} ({entry.text('name')})"
        if (level := levels.get(key := entry.text("level"))) is None:
            raise entry.fault(f"level {key!r} is not {either(levels)}")
        parts = {key: tuple(filter(None, entry.text(key, "").split(";"))) for key in ("aliases", "former_codes", "predecessors")}
        areas.append(Area(
            code=entry.text("code9"), code3=entry.text("code3", None if level.published else ""), name=entry.text("name"), level=level,
            region=entry.text("region", ""), part=entry.text("part", ""), abbreviation=entry.text("abbreviation", ""),
            opened=entry.day("opened"), closed=entry.day("closed"), **parts,
        ))  # fmt: skip
    return areas


def whole_register(every: Iterable[Area], levels: Mapping[str, Level]) -> list[Area]:
    """The areas of all folders, once each stands below a place of a level that may stand above its own.

    An area may leave out the place above where only a nation can stand there: it is then England's.

    Raises:
        CatalogueFault: a 3-digit code stands twice, the place above is unknown or of the wrong level, or England is missing.
    """
    areas = list(every)
    by_code, short_codes = {a.code: a for a in areas}, set[str]()
    for area in areas:
        if area.code3 and area.code3 in short_codes:
            raise CatalogueFault(f"areas.csv: {area.name}: 3-digit code {area.code3} stands twice")
        short_codes.add(area.code3)
        above, may_be = by_code.get(area.region), [levels[key] for key in area.level.parents]
        if above is None and (area.region or any(level.parents for level in may_be)):
            raise CatalogueFault(f"areas.csv: {area.name}: region {area.region or 'none'} is not an area of the register")
        if above is not None and above.level not in may_be:
            wanted = f"{area.level.plural} stand below {either(area.level.parents) or 'nothing'}"
            raise CatalogueFault(f"areas.csv: {area.name}: region {area.region} is of the level {above.level.key}, but {wanted}")
    if ENGLAND not in by_code:
        raise CatalogueFault(f"areas.csv: England ({ENGLAND}) is missing")
    return areas


def either(words: Iterable[str]) -> str:
    """As in: authority, region or country. Empty for no word."""
    *most, last = list(words) or [""]
    return f"{', '.join(most)} or {last}" if most else last
