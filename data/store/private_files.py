"""Files for their owner alone: whatever this process makes, and what it finds in a home that others on the computer could open.

It is done by the process's own mask of rights, so that it holds for every file whoever makes it: the database's, a lock, a copy, a working
folder, a worker's. Windows has no such rights; there a folder of one's own is the owner's alone, and nothing is done.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

OTHERS = 0o077  # the rights of everybody but the owner
_BEFORE: list[int] = []  # the mask that this process was started with, once ours took its place


def keep_private() -> None:
    """From now on nobody but the owner can open what this process makes."""
    if os.name != "nt":
        before = os.umask(OTHERS)
        if not _BEFORE:
            _BEFORE.append(before)


def as_asked(path: Path) -> None:
    """Gives a file that somebody asked for, outside the home, the rights that their computer gives any file."""
    if os.name != "nt" and _BEFORE:
        with suppress(OSError):
            path.chmod(0o666 & ~_BEFORE[0])


def open_to_others(paths: Sequence[Path]) -> Iterator[Path]:
    """Those of some files and folders, and of all that is in them, that others on the computer have any right to."""
    if os.name == "nt":
        return
    for path in paths:
        with suppress(OSError):
            held = path.lstat().st_mode
            if stat.S_ISDIR(held):
                yield from open_to_others([Path(one) for one in os.scandir(path)])
            if held & OTHERS and not stat.S_ISLNK(held):
                yield path


def close_to_others(paths: Sequence[Path]) -> None:
    """Takes everybody else's rights to files and folders away, a folder's after those of what is in it; what cannot be changed stays."""
    for path in open_to_others(paths):
        with suppress(OSError):
            path.chmod(stat.S_IMODE(path.lstat().st_mode) & ~OTHERS)
