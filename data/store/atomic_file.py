"""Writing one file whole or not at all."""

from __future__ import annotations

import os
import time
import uuid
from pathlib import Path

from data.model.finding import Refused


def write_whole(path: Path, content: bytes) -> None:
    """Writes a file beside its place and then moves it there, so that what stood there before stands until the new one is whole.

    Raises:
        Refused: the folder is missing or the file cannot be written.
    """
    with_room(path)
    beside = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        beside.write_bytes(content)
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
    unfinished.write_bytes(content)
    flush(unfinished)
    for attempt in range(50):  # Windows refuses while a reader has the old file open, which is for microseconds
        try:
            unfinished.replace(path)
            return
        except PermissionError:
            if attempt == 49:
                raise
            time.sleep(0.02)


def flush(path: Path) -> None:
    """Has the system put a file's bytes on the disk."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())
