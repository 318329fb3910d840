"""What waits in a home's quarantine: each file as it was given, what was left out of its clean copy, and what was decided of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from data.home.home import HomeReader
from data.home.left_out import LEFT_OUT
from data.model.finding import Refused
from data.model.record import Record
from data.records.plan_versions import VERSION
from data.store.quarantine import Quarantine
from data.store.stored_figures import StoreFault

KIND = "original"  # of a record: what a named person decided of a file in quarantine
DELETED = "delete"
UNNAMED = "a file that no load names"


@dataclass(frozen=True, slots=True, kw_only=True)
class QuarantinedFile:
    """One file in quarantine. ``load`` is 0 for a plan; ``held`` says what it holds about children and its copy does not, as findings say
    it; ``decided`` is what was decided, by whom and why, and None while it waits."""

    sha256: str
    name: str
    area: str = ""
    load: int = 0
    kept_as: str = ""
    held: tuple[str, ...] = ()
    decided: str | None = None
    by: str = ""
    why: str = ""
    at: datetime | None = None


def clean_copies(home: HomeReader) -> list[QuarantinedFile]:
    """Every load of which a clean copy is kept, whether its file still waits or not."""
    try:
        build = home.figures.current()
        rows = home.figures.loads(build).to_dict("records") if build else []
    except (StoreFault, Refused):
        return []
    return [_of(row) for row in rows if not row["publication"] and str(row["kept_as"]).partition(".")[0] != row["sha256"]]


def _of(row: Mapping[Any, Any]) -> QuarantinedFile:
    return QuarantinedFile(sha256=row["sha256"], name=row["file"], area=row["area"], load=int(row["id"]), kept_as=str(row["kept_as"]))


def in_quarantine(home: HomeReader) -> list[QuarantinedFile]:
    """Every file in quarantine: those that wait first, and of these those that hold something about children first."""
    there = Quarantine(home.folder).names()
    if not there:
        return []
    known = {one.sha256: one for one in reversed(clean_copies(home))}
    known |= {
        str(one.body["sha256"]): QuarantinedFile(
            sha256=one.body["sha256"], name=one.body["file"], area=one.area, held=_held(one.body["findings"])
        )
        for one in home.records.entries(kind=VERSION)
        if one.body and one.body.get("copy")
    }
    decided = {one.key: one for one in home.records.entries(kind=KIND) if one.body}
    found = [_decided(known.get(digest, QuarantinedFile(sha256=digest, name=UNNAMED)), decided.get(digest)) for digest in there]
    told = _told(home, {one.load for one in found if one.load})
    found = [replace(one, held=told.get(one.load, one.held)) for one in found]
    return sorted(found, key=lambda one: (one.decided is not None, not one.held, one.load, one.name))


def _held(findings: list[dict[str, Any]]) -> tuple[str, ...]:
    return tuple(one["what"] for one in findings if one["check"] == LEFT_OUT)


def _told(home: HomeReader, loads: set[int]) -> dict[int, tuple[str, ...]]:
    """What the findings of loads say was left out."""
    if not loads:
        return {}
    found: dict[int, tuple[str, ...]] = {}
    every = home.figures.findings(home.figures.current(), None)
    for row in every[every["check_name"] == LEFT_OUT].to_dict("records"):
        if row["load"] in loads:
            found[row["load"]] = (*found.get(row["load"], ()), row["what"])
    return found


def _decided(file: QuarantinedFile, entry: Record | None) -> QuarantinedFile:
    """The file with what was decided of it last; one that was deleted and is there again waits again."""
    if entry is None or entry.body is None or entry.body["action"] == DELETED:
        return file
    return replace(file, decided=str(entry.body["action"]), by=entry.who, why=str(entry.body["why"]), at=entry.recorded_at)


def named(home: HomeReader, digest: str) -> QuarantinedFile:
    """The one file in quarantine whose SHA-256 begins so.

    Raises:
        Refused: none does, or several do.
    """
    wanted = digest.strip().casefold()
    found = [one for one in in_quarantine(home) if wanted and one.sha256.startswith(wanted)]
    if len(found) != 1:
        what = "No file" if not found else f"{len(found)} files"
        raise Refused(
            f"{what} in quarantine begin{'s' * (not found)} with ‘{digest}’. See them with: python cli.py quarantine. Nothing was changed."
        )
    return found[0]
