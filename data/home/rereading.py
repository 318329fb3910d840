"""Files read again by newer rules: what their loads would say otherwise, and the readings that would take their place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

from data.catalogue.catalogue import Catalogue
from data.home.home import HomeReader
from data.home.intake import FileReaders
from data.model.clean_copy import CleanCopy
from data.model.finding import Refused
from data.model.loaded_file import Loaded, QuestionsOpen
from data.model.observation import WITHHELD
from data.model.plan import PlanVersion
from data.model.questions import Answers
from data.store.store import ReceivedFile
from data.store.stored_tables import OBSERVATION

KEY = ("indicator", "area", "series", "measure", "sheet", "cell")
LOST = (
    "{file} cannot be read again: {name} is missing from raw/ or is not what it was. Give it again: python cli.py repair file --file PATH"
)
WHY = "read again by newer rules,"


@dataclass(frozen=True)
class Rereading:
    """One load as newer rules read it: ``differences`` in words, and ``file`` to be published where there are any.

    ``refused`` says why it could not be read again; its reading then stays as it is.
    """

    load: int
    name: str
    differences: tuple[str, ...] = ()
    file: ReceivedFile | None = None
    refused: str = ""


def reread(home: HomeReader, readers: FileReaders, known: Catalogue) -> Iterator[Rereading]:
    """Every scorecard in use, read again from what is kept of the file, with the answers it was read with.

    Published releases are left as they are: a new reading of one is loaded like a new release.
    """
    build = home.figures.current()
    if not build:
        return
    answers = home.figures.answers_given(build)
    for row in home.figures.loads(build).to_dict("records"):
        if not row["publication"] and not row["withdrawn"]:
            yield _again(home, readers, known, row, answers.get(row["id"]))


def _again(home: HomeReader, readers: FileReaders, known: Catalogue, row: Mapping[Any, Any], answers: Answers | None) -> Rereading:
    load, name = int(row["id"]), str(row["file"])
    path = home.folder / "raw" / str(row["kept_as"])
    if not row["kept_as"]:
        return Rereading(load, name, refused=f"The file of load {load} was removed for good. Its reading stays as it is.")
    content = path.read_bytes() if path.is_file() else b""
    if sha256(content).hexdigest() != path.name.partition(".")[0]:
        return Rereading(load, name, refused=LOST.format(file=name, name=path.name))
    copy = CleanCopy(content, path.suffix) if path.name.partition(".")[0] != row["sha256"] else None
    try:
        read = readers.open_given(name, content, known).read(area=row["area"], answers=answers)
    except QuestionsOpen as why:
        return Rereading(load, name, refused=f"{name} leaves questions open: {why} Its reading stays as it is.")
    except Refused as why:
        return Rereading(load, name, refused=str(why))
    if isinstance(read, PlanVersion):
        return Rereading(load, name, refused=f"{name} is read as an improvement plan now. Its reading stays as it is.")
    found = tuple(_differences(home.figures.as_read(home.figures.current(), load).to_dict("records"), read))
    read = replace(read, sha256=row["sha256"])  # of the file as it was given, also where a clean copy of it was read
    return Rereading(load, name, found, ReceivedFile(read, content, row["received"], rereads=load, copy=copy) if found else None)


def _differences(before: list[dict[Any, Any]], read: Loaded) -> Iterator[str]:
    """Each figure that a reading gives otherwise, by where it stands and whose it is."""
    held = OBSERVATION.rows(read.observations)
    after = [dict(zip(held["columns"], one, strict=True)) for one in held["rows"]]
    old, new = ({tuple(one[name] for name in KEY): one for one in rows} for rows in (before, after))
    for key in dict.fromkeys((*old, *new)):
        was, now = (_said(side[key]) if key in side else "not read" for side in (old, new))
        if was != now:
            was = "withheld" if key in new and new[key]["missing"] in WITHHELD else was
            code, _, series, measure, sheet, cell = key
            yield f"{code}, {series}{'' if measure == 'figure' else f', {measure}'} ({sheet}!{cell}): was {was}; now {now}"


def _said(row: Mapping[Any, Any]) -> str:
    value = row["missing"] if row["value"] is None else repr(float(row["value"]))
    days = "" if row["first"] is None else f" {row['first']} to {row['last']}"
    return f"{value}, {row['period_kind']} {row['period']}{days}, {row['status']}{', ' + row['basis'] if row['basis'] else ''}"
