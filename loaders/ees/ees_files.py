"""Opening what an analyst downloads: a CSV with or without its metadata, DfE's zip, or either of them gzipped or wrongly named."""

from __future__ import annotations

import codecs
import csv
import gzip
import shutil
import zipfile
import zlib
from collections.abc import Generator
from contextlib import closing
from dataclasses import dataclass
from io import BytesIO, StringIO
from pathlib import Path, PurePosixPath
from typing import Protocol

from data.model.finding import Refused

NEEDED = ("time_period", "time_identifier", "geographic_level")
META = (".meta.csv",)
MOST_MEMBERS = 500
MOST_BYTES = 2_000_000_000
MOST_HEADING = 1_000_000


class _Stream(Protocol):
    def read(self, size: int = -1, /) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Member:
    """One file ready to be read. ``name`` is how a reader finds it again; ``path`` is where it lies; ``inner`` its folder in a zip."""

    name: str
    stem: str
    path: Path
    inner: str
    headings: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DownloadFiles:
    """The files of one download: ``tables`` in the standard, ``metas`` by stem, other CSV files, the guidance, and what was left."""

    tables: tuple[Member, ...]
    metas: dict[str, str]
    others: tuple[Member, ...]
    guidance: str
    left: tuple[str, ...]
    zipped: bool


def headings_of(content: bytes) -> tuple[str, ...]:
    """The headings of a delimited text by its first line; none where it is no text."""
    try:
        text = decoded(content)
    except UnicodeDecodeError:
        return ()
    try:
        return tuple(cell.strip() for cell in next(csv.reader(StringIO(text, newline="")), []))
    except csv.Error:
        return ()


def decoded(content: bytes) -> str:
    """Text by its byte-order mark, else UTF-8 (cut anywhere), else Windows-1252."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content[: len(content) // 2 * 2].decode("utf-16")
    try:
        return codecs.getincrementaldecoder("utf-8-sig")().decode(content)
    except UnicodeDecodeError:
        return content.decode("cp1252")


def in_standard(headings: tuple[str, ...]) -> bool:
    return set(NEEDED) <= {heading.lower() for heading in headings}


def lacking(headings: tuple[str, ...]) -> tuple[str, ...] | None:
    """The standard's columns that a table lacks; None where it shows no sign of the standard: two of them, and a country or area code."""
    held = {heading.lower() for heading in headings}
    missing = tuple(name for name in NEEDED if name not in held)
    return missing if len(missing) < 2 and held & {"country_code", "country_name", "new_la_code", "old_la_code"} else None


def any_in_standard(path: Path) -> bool:
    """Whether a file, or a CSV inside it, has the standard's headings, or all but one; reads the headings alone and never raises."""
    return missing_in(path) is not None


def missing_in(path: Path) -> tuple[str, ...] | None:
    """The fewest of the standard's columns that a table of a file lacks; None where no table shows a sign of the standard."""
    try:
        with closing(_members(path)) as members:
            every = [headings_of(stream.read(MOST_HEADING)) for name, stream in members if _is_table(name)]
    except (Refused, OSError, EOFError, zipfile.BadZipFile, zlib.error):
        return None
    found = [() if in_standard(headings) else lacking(headings) for headings in every]
    return min((one for one in found if one is not None), key=len, default=None)


def open_download(path: Path, folder: Path) -> DownloadFiles:
    """Unpacks a download into ``folder``, under names of its own.

    Raises:
        Refused: damaged, locked, too large unpacked, too many files, or files that point outside the archive.
    """
    tables: list[Member] = []
    others: list[Member] = []
    metas: dict[str, str] = {}
    guidance, left, room = "", [], MOST_BYTES
    zipped = _begins(path) == b"PK"
    try:
        with closing(_members(path)) as members:
            for n, (name, stream) in enumerate(members):
                lower = PurePosixPath(name).name.lower()
                if lower.endswith(META):
                    metas[lower.removesuffix(META[0])] = decoded(stream.read(MOST_HEADING))
                elif lower.endswith(".txt") and "guidance" in name.lower():
                    guidance = decoded(stream.read(MOST_HEADING))
                elif not _is_table(name):
                    left.append(name)
                else:
                    target = folder / f"{n}.csv"
                    room -= _copied(stream, target, room, path.name)
                    with target.open("rb") as opened:
                        headings = headings_of(opened.read(MOST_HEADING))
                    shown = f"{path.name}/{name}" if zipped else path.name
                    member = Member(shown, lower.removesuffix(".csv"), target, str(PurePosixPath(name).parent), headings)
                    (tables if in_standard(headings) else others).append(member)
    except (OSError, EOFError, zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError) as why:
        raise Refused(f"{path.name} is damaged and cannot be unpacked: {why}. Download it again. Nothing was changed.") from why
    if not zipped and (beside := path.with_name(f"{_stem(path.name)}{META[0]}")).is_file():
        metas[_stem(path.name).lower()] = decoded(beside.read_bytes()[:MOST_HEADING])
    return DownloadFiles(tables=tuple(tables), metas=metas, others=tuple(others), guidance=guidance, left=tuple(left), zipped=zipped)


def _begins(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(2)


def _stem(name: str) -> str:
    lower = name.lower()
    for ending in (".gz", ".zip", ".csv"):
        if lower.endswith(ending):
            name, lower = name[: -len(ending)], lower[: -len(ending)]
    return name


def _members(path: Path) -> Generator[tuple[str, _Stream], None, None]:
    """Each file of a download by name, whatever the download's own name ends in."""
    begins = _begins(path)
    if begins == b"PK":
        with zipfile.ZipFile(path) as archive:
            infos = [info for info in archive.infolist() if not info.is_dir() and "__MACOSX" not in info.filename]
            if len(infos) > MOST_MEMBERS:
                raise Refused(f"{path.name} holds {len(infos)} files, more than {MOST_MEMBERS}. Nothing was changed.")
            for info in infos:
                name = info.filename.replace("\\", "/")
                if name.startswith("/") or ".." in PurePosixPath(name).parts or ":" in name:
                    raise Refused(f"{path.name} holds a file that points outside the archive ({name}). Nothing was changed.")
                if info.flag_bits & 1:
                    raise Refused(f"{path.name} is locked with a password. Unlock it and try again. Nothing was changed.")
                with archive.open(info) as stream:
                    yield name, stream
    elif begins == b"\x1f\x8b":
        with gzip.open(path) as stream:
            start = stream.read(MOST_HEADING)
            if start.startswith(b"PK"):
                raise Refused(f"{path.name} is a zip inside a gzip. Unpack it once and try again. Nothing was changed.")
            yield f"{_stem(path.name)}.csv", _Again(start, stream)
    else:
        with path.open("rb") as file:
            start = file.read(MOST_HEADING)
            if b"\x00" in start and not start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
                return
            file.seek(0)
            yield f"{_stem(path.name)}.csv" if not path.name.lower().endswith(META) else path.name, file


class _Again:
    """A stream whose first bytes were already read."""

    def __init__(self, start: bytes, rest: _Stream) -> None:
        self._start, self._rest = BytesIO(start), rest

    def read(self, size: int = -1) -> bytes:
        return self._start.read(size) or self._rest.read(size)


def _is_table(name: str) -> bool:
    lower = PurePosixPath(name).name.lower()
    return lower.endswith(".csv") and not lower.endswith(META) and not lower.startswith(".")


def _copied(stream: _Stream, target: Path, room: int, name: str) -> int:
    """Bytes written: UTF-8 as it is; text with a UTF-16 mark is written again as UTF-8."""
    written = 0
    with target.open("wb") as file:
        while block := stream.read(1 << 20):
            written += len(block)
            if written > room:
                raise Refused(f"{name} unpacks to more than {MOST_BYTES // 1_000_000} MB. Nothing was changed.")
            file.write(block)
    if _begins(target) in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        rewrite(target, "utf-16")
    return written


def rewrite(target: Path, encoding: str) -> None:
    """A text file in another encoding as UTF-8, in place."""
    copy = target.with_suffix(".utf8")
    with target.open(encoding=encoding, newline="", errors="replace") as old, copy.open("w", encoding="utf-8", newline="") as new:
        shutil.copyfileobj(old, new)
    copy.replace(target)
