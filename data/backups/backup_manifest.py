"""What a backup says of itself: each file with its SHA-256, what belongs to it, and which names are safe to put on a disk."""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO

from data.home.home import ADDITIONS, HomeReader, HomeWriter
from data.model.finding import Refused
from data.records.journal import WORDS
from data.store.ledger import LEDGER

FORM, FORMS = 3, (1, 2, 3)  # of the manifest: the one written, and those that are read; form 1 holds no ledger, form 2 the build too
PARTS = (WORDS, "raw", ADDITIONS, LEDGER, "build")  # in the order in which they are put back
LEFT = re.compile(r"(unfinished-.*|.*\.lock|\..*\.new|room\.reserve)")  # what a killed or working writer leaves, which is nobody's words
BLOCK = 1 << 20
TRIES = 5  # of copying a home that nobody can be kept from writing to
ODD = re.compile(r'[\\:<>"|?*\x00-\x1f\x7f-\x9f]')  # not in a file's name on every system


@dataclass(frozen=True, slots=True)
class BackupFile:
    """One file of a backup. ``stored`` is its name in the backup where its own cannot be on every system."""

    path: str
    bytes: int
    sha256: str
    stored: str = ""

    @property
    def name(self) -> str:
        """Its name in the backup."""
        return self.stored or self.path


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a backup holds: the build in force (empty where nothing was loaded), and how far the journal of typed words goes."""

    form: int
    made_at: str
    schema: int
    build: str
    words: str
    files: tuple[BackupFile, ...]

    @property
    def size(self) -> int:
        """Bytes of all files, unpacked."""
        return sum(one.bytes for one in self.files)

    @property
    def hashes(self) -> dict[str, str]:
        """Each path with its SHA-256."""
        return {one.path: one.sha256 for one in self.files}

    @property
    def sealed(self) -> bool:
        """Whether a ledger is in it, of which builds and releases are made."""
        return any(one.path.startswith(f"{LEDGER}/") for one in self.files)

    def text(self) -> str:
        """The manifest as it is written: letters that are no text are kept as they are on the disk."""
        return json.dumps(asdict(self), ensure_ascii=True, indent=1)


def manifest_from(text: bytes) -> Manifest:
    """A manifest as it was written.

    Raises:
        Refused: it is of a form that is not known.
        ValueError, TypeError, KeyError, RecursionError: it is no manifest.
    """
    given = json.loads(text)
    if given["form"] not in FORMS:
        raise Refused("was made by another version of the dashboard, and this one cannot restore it.")
    found = Manifest(**given | {"files": tuple(BackupFile(**one) for one in given["files"])})
    texts = (found.made_at, found.build, found.words, *(text for one in found.files for text in (one.path, one.sha256, one.stored)))
    if not all(isinstance(text, str) for text in texts) or not all(type(one.bytes) is int and one.bytes >= 0 for one in found.files):
        raise TypeError("files")
    return found


def contents(home: HomeReader) -> Iterator[tuple[str, Path]]:
    """Every file that belongs to a backup, by its path in the home; builds only where there is no ledger to make them of again."""
    folder = home.folder
    databases = set() if (folder / LEDGER / "ledger.jsonl").exists() else _in_force(home)
    for part in PARTS:
        for path in files_in(folder / part):
            if part != "build" or path.name in databases:
                yield path.relative_to(folder).as_posix(), path


def _in_force(home: HomeReader) -> set[str]:
    """The files of ``build/`` that the build in force needs, in a home that no ledger stands in."""
    build = home.figures.current()
    if not build:
        return set()
    releases = {path.name for path in (home.folder / "build").glob("release-*.duckdb")}
    return {"current", f"{build}.duckdb", *releases}


def files_in(folder: Path) -> list[Path]:
    """Every file in a folder that is somebody's, in order."""
    return [path for path in sorted(folder.rglob("*")) if path.is_file() and not LEFT.fullmatch(path.name)]


def stored_name(path: str, number: int) -> str:
    """The name under which a file is stored: empty where its own will do, else a plain one."""
    try:
        path.encode()
    except UnicodeEncodeError:
        return f"odd/{number:04d}"
    return "" if not ODD.search(path) and _inside(path) and len(path) <= 200 and all(map(_plain, path.split("/"))) else f"odd/{number:04d}"


def unsafe(one: BackupFile) -> bool:
    """Whether a file would be put outside the home's own folders, or cannot be a file here."""
    if not _inside(one.path) or "\x00" in one.path or (one.stored and not re.fullmatch(r"odd/[0-9]+", one.stored)):
        return True
    return not one.stored and (ODD.search(one.path) is not None or not all(map(_plain, one.path.split("/"))))


def misplaced(files: Sequence[BackupFile]) -> list[str]:
    """What is wrong with where files would be put: outside the home, twice in one place, or where another one's folder is."""
    found = [f"{one.path!r} is not a place in a home." for one in files if unsafe(one)]
    paths = [put_as(one) for one in files]
    folders = {path[:at] for path in paths for at in _ends(path)}
    found += [f"{path} is a file and a folder at once." for path in sorted(folders.intersection(paths))]
    return found + [f"{path} is there twice." for path in sorted(path for path, times in Counter(paths).items() if times > 1)]


def _ends(path: str) -> list[int]:
    """Where each folder's name in a path ends."""
    return [at for at, letter in enumerate(path) if letter == "/"]


def put_as(one: BackupFile) -> str:
    """The path under which a file is put back: its own, or what is nearest to it where this system has no such names."""
    if not one.stored or os.name != "nt":
        return one.path
    return "/".join(ODD.sub("_", part).rstrip(" .") or "_" for part in one.path.split("/"))


def _inside(path: str) -> bool:
    parts = path.split("/")
    return len(parts) > 1 and parts[0] in PARTS and all(part not in ("", ".", "..") for part in parts)


def _plain(part: str) -> bool:
    reserved = re.fullmatch(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", part, re.IGNORECASE)
    return not part.endswith((" ", ".")) and not reserved


@contextmanager
def held_still(home: HomeWriter) -> Iterator[bool]:
    """The home while nobody else writes: True. Where locks cannot be put down because the home is read-only, False: whoever copies it
    looks whether it changed meanwhile."""
    folder = home.reader.folder
    if all(os.access(folder / part, os.W_OK) for part in ("build", WORDS) if (folder / part).is_dir()):
        with home.still():
            yield True
    else:
        yield False


def state_of(home: HomeReader) -> Mapping[str, tuple[int, int]]:
    """What changes when somebody writes: size and time of the two chains and of what they are sealed by."""
    names = (f"{LEDGER}/ledger.jsonl", f"{LEDGER}/ledger.seal", f"{WORDS}/journal.jsonl", f"{WORDS}/journal.seal", "build/current")
    there = {name: home.folder / name for name in names if (home.folder / name).exists()}
    return {name: (path.stat().st_size, path.stat().st_mtime_ns) for name, path in there.items()}


def copied(source: Any, *targets: BinaryIO | Any) -> tuple[int, str]:
    """Copies a stream to any number of others: its bytes and SHA-256."""
    digest, size = sha256(), 0
    while block := source.read(BLOCK):
        for target in targets:
            target.write(block)
        digest.update(block)
        size += len(block)
    return size, digest.hexdigest()
