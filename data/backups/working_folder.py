"""A folder of one job's own for what is made or looked through; gone on every way out, and swept by the next job where that was killed."""

from __future__ import annotations

import re
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock

from data.home.identity import MARKER, UNPACKED
from data.model.finding import Refused
from data.store.kept_builds import LOCK, remove_leftover

NAMED = re.compile(r"\.b-[0-9a-f]{8}\.new")  # short, so that paths inside stay under 240 characters
EARLIER = re.compile(r"\..+\.[0-9a-f]{32}\.new")  # what a version before this one left


@contextmanager
def working_folder(*places: Path) -> Iterator[Path]:
    """A new folder inside the first of ``places`` that can be written to.

    Raises:
        OSError: none of them can.
    """
    folder = _made(places)
    try:
        with FileLock(folder / LOCK):
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def sweep(place: Path) -> None:
    """Takes away what killed jobs left in a place; a folder that somebody works in stays, and while a home there is half restored, so
    does every unpacked one: its rest may be in it."""
    with suppress(OSError):
        awaited = any((one / MARKER).is_file() for one in (place, *place.iterdir()))
        for path in place.iterdir():
            if awaited and (path / UNPACKED).is_dir():
                continue
            if NAMED.fullmatch(path.name) or EARLIER.fullmatch(path.name):
                with suppress(OSError):
                    remove_leftover(path)


def with_room_for(place: Path, need: int, what: str) -> None:
    """Refuses what a disk has no room for.

    Raises:
        Refused: fewer than ``need`` bytes are free there.
    """
    free = shutil.disk_usage(place).free
    if need > free:
        raise Refused(
            f"There is not enough room on the disk of {place}: {what} needs up to {max(1, need / 1e6):,.0f} MB and {free / 1e6:,.0f} MB "
            "are free. Nothing was changed."
        )


def _made(places: tuple[Path, ...]) -> Path:
    for place in places[:-1]:
        with suppress(OSError):
            return _one(place)
    return _one(places[-1])


def _one(place: Path) -> Path:
    sweep(place)
    folder = place / f".b-{uuid.uuid4().hex[:8]}.new"
    folder.mkdir()
    return folder
