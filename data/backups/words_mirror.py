"""Typed words in a second place, line by line as they are typed: the journal's bytes, copied as soon as they are on the disk.

The copy is made by a thread of its own, so that a place that is slow or gone never keeps anybody from typing; what it misses comes with
the next line.
"""

from __future__ import annotations

import logging
import re
import threading
from collections.abc import Callable
from contextlib import suppress
from enum import StrEnum
from hashlib import sha256
from pathlib import Path

from data.store.atomic_file import flush, keep_whole, move

MIRROR = "words-mirror"  # the folder in the place of the backups
A_MOMENT = 0.25  # seconds that a save waits for its line to be mirrored, and no longer
LOG = logging.getLogger("send")


class MirrorState(StrEnum):
    """How the mirror stands to the journal."""

    NOTHING = "nothing typed yet"
    EQUAL = "equal"
    BEHIND = "behind"
    DIFFERS = "differs"


def mirror_state(journal: Path, place: Path) -> MirrorState:
    """How the mirror in the place of the backups stands to a journal.

    Raises:
        OSError: one of them cannot be read.
    """
    lines, held = _content(journal), _content(place / MIRROR / journal.name)
    if not lines and not held:
        return MirrorState.NOTHING
    if lines == held:
        return MirrorState.EQUAL
    return MirrorState.BEHIND if lines.startswith(held) else MirrorState.DIFFERS


def bring_up(journal: Path, place: Path) -> MirrorState:
    """Adds to the mirror what the journal holds more. One that differs is put aside, never written over; what it was is returned.

    One that goes back to before words were removed for good is written over, and those that were put aside go: they hold what was removed.

    Raises:
        OSError: the place cannot be read or written.
    """
    was = mirror_state(journal, place)
    mirror = place / MIRROR / journal.name
    if was in (MirrorState.NOTHING, MirrorState.EQUAL):
        return was
    mirror.parent.mkdir(parents=True, exist_ok=True)
    lines = _content(journal)
    if _removals(lines) - _removals(_content(mirror)):
        keep_whole(mirror, lines)
        for path in differing(place):
            path.unlink(missing_ok=True)
        return MirrorState.BEHIND
    if was is MirrorState.DIFFERS:
        move(mirror, mirror.with_name(f"differs-{sha256(_content(mirror)).hexdigest()[:16]}.jsonl"))
        keep_whole(mirror, lines)
        return was
    with mirror.open("ab") as file:
        file.write(lines[file.tell() :])
    flush(mirror)
    return was


def differing(place: Path) -> list[Path]:
    """Mirrors that were put aside because they held other words than the journal."""
    return sorted((place / MIRROR).glob("differs-*.jsonl"))


def _removals(lines: bytes) -> set[bytes]:
    """The keys of the removals that a journal's lines tell."""
    return set(re.findall(rb'"kind":"removal","area":"-","key":"([0-9a-f]{32})"', lines))


class WordsMirror:
    """The mirror of one journal. ``place`` says where the backups are, or None where none are made; it is asked in the mirror's thread."""

    def __init__(self, journal: Path, place: Callable[[], Path | None], wait: float = A_MOMENT) -> None:
        self._journal, self._place, self._wait = journal, place, wait
        self._wanted, self._done, self._stuck = threading.Event(), threading.Event(), False
        self._lock, self._thread = threading.Lock(), threading.Thread()

    def follow(self) -> None:
        """After a line was typed: has it mirrored, and waits a moment for that; not at all where the place did not answer before."""
        with self._lock:
            self._done.clear()
            self._wanted.set()
            if not self._thread.is_alive():
                self._thread = threading.Thread(target=self._work, name="words mirror", daemon=True)
                self._thread.start()
        if not self._stuck:
            self._stuck = not self._done.wait(self._wait)

    def _work(self) -> None:
        while self._wanted.wait(5):
            self._wanted.clear()
            try:
                if (place := self._place()) is not None:
                    was = bring_up(self._journal, place)
                    if was is MirrorState.DIFFERS:
                        LOG.warning("The mirror of the typed words in %s held other words. It was put aside there.", place)
            except Exception as why:  # whatever it is, typing goes on
                LOG.warning("Typed words could not be mirrored: %s. They are saved; the mirror is brought up at the next line.", why)
            self._stuck = False
            if not self._wanted.is_set():
                self._done.set()


def _content(path: Path) -> bytes:
    with suppress(FileNotFoundError, NotADirectoryError):
        return path.read_bytes()
    return b""
