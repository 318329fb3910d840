"""Writing one file whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

from data.model import Refused


def write_whole(path: Path, content: bytes) -> None:
    """Writes a file beside its place and then moves it there, so that what stood there before stands until the new one is whole.

    Raises:
        Refused: the folder is missing or the file cannot be written.
    """
    if not path.parent.is_dir():
        raise Refused(f"The folder {path.parent} is not there. Make it, or write to another. Nothing was changed.")
    if path.is_dir():
        raise Refused(f"{path} is a folder. Give the name of a file. Nothing was changed.")
    beside = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        beside.write_bytes(content)
        beside.replace(path)
    except OSError as why:
        raise Refused(f"{path} cannot be written: {why.strerror}. Close it where it is open, and try again. Nothing was changed.") from why
    finally:
        beside.unlink(missing_ok=True)
