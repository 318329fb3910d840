"""Writing one file whole or not at all."""

from __future__ import annotations

import importlib
import os
import sys
import time
import uuid
from contextlib import suppress
from pathlib import Path

from data.model.finding import Refused
from data.store.private_files import as_asked

TRIES = 50  # of a move that somebody else's look at the file stops


def write_whole(path: Path, content: bytes) -> None:
    """Writes a file beside its place and then moves it there, so that what stood there before stands until the new one is whole.

    Raises:
        Refused: the folder is missing or the file cannot be written.
    """
    with_room(path)
    beside = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        beside.write_bytes(content)
        as_asked(beside)
        beside.replace(path)
    except OSError as why:
        raise Refused(f"{path} cannot be written: {why.strerror}. Close it where it is open, and try again. Nothing was changed.") from why
    finally:
        beside.unlink(missing_ok=True)


def with_room(path: Path) -> None:
    """Refuses a place where no file can be put: a folder that is missing, or the name of a folder."""
    if not path.parent.is_dir():
        raise Refused(f"The folder {path.parent} is not there. Make it, or write to another. Nothing was changed.")
    if path.is_dir():
        raise Refused(f"{path} is a folder. Give the name of a file. Nothing was changed.")


def keep_whole(path: Path, content: bytes) -> None:
    """The whole file or none of it, on disk before this returns; a killed writer leaves a file named ``unfinished-…`` beside it."""
    unfinished = path.parent / f"unfinished-{uuid.uuid4().hex}"
    try:
        unfinished.write_bytes(content)
        flush(unfinished)
        move(unfinished, path)
    except OSError:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)
        raise
    flush_folder(path.parent)


def move(source: Path, target: Path) -> None:
    """Moves a file within one disk over whatever stands there, trying again where a scanner or a reader holds it for a moment."""
    for attempt in range(TRIES):  # Windows refuses while anybody has either file open
        try:
            source.replace(target)
            return
        except PermissionError:
            if attempt == TRIES - 1:
                raise
            time.sleep(0.02)


def move_folder(source: Path, target: Path) -> None:
    """Moves a folder within one disk to where nothing stands, trying again where a scanner or a reader holds a file in it for a moment."""
    for attempt in range(TRIES):
        try:
            source.rename(target)
            return
        except PermissionError:
            if attempt == TRIES - 1:
                raise
            time.sleep(0.02)


def flush(path: Path) -> None:
    """Has the system put a file's bytes on the disk; on macOS through the disk's own cache too."""
    with path.open("rb+") as file:
        if sys.platform == "darwin":  # there fsync stops at the disk's cache
            fcntl = importlib.import_module("fcntl")
            try:
                fcntl.fcntl(file.fileno(), fcntl.F_FULLFSYNC)
                return
            except OSError:
                pass  # a disk that does not know it, such as a network's
        os.fsync(file.fileno())


def flush_folder(folder: Path) -> None:
    """Has the system put the names in a folder on the disk, where it has a way to (Windows has none)."""
    if os.name == "nt":
        return
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(handle)
    except OSError:
        return  # some network disks refuse to
    finally:
        os.close(handle)
