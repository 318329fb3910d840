"""A home in one file, and back: everything that cannot be made again, each file with its SHA-256, and checked before it is trusted.

Builds and releases are made again of the ledger, so a backup holds none of them; typed words are looked through in memory.
"""

from __future__ import annotations

import os
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

from filelock import Timeout

from data.backups.backup_manifest import (
    FORM,
    PARTS,
    TRIES,
    BackupFile,
    Manifest,
    contents,
    copied,
    held_still,
    manifest_from,
    misplaced,
    put_as,
    state_of,
    stored_name,
)
from data.backups.restored_home import half_restored, put, with_place
from data.backups.sealed_truth import SealedLedger, SealedWords, build_of, lacking, ledger_of, misnamed, words_in
from data.backups.working_folder import sweep, with_room_for, working_folder
from data.home.home import Home, HomeReader, HomeWriter
from data.home.identity import UNPACKED
from data.model.actor import Actor
from data.model.finding import Refused
from data.records.journal import WORDS
from data.store.atomic_file import flush, flush_folder, move, with_room
from data.store.build_differences import differences
from data.store.ledger import LEDGER
from data.store.sql import SCHEMA_VERSION
from data.store.stored_figures import StoreFault

MANIFEST, MOST_MANIFEST = "manifest.json", 100_000_000
PACKED = (
    ".zip", ".xlsx", ".docx", ".pptx", ".ods", ".odt", ".odp", ".jpg", ".jpeg", ".png", ".webp", ".gif", ".gz", ".parquet",
)  # fmt: skip
CHAIN = (f"{WORDS}/journal.jsonl", f"{WORDS}/journal.seal")
CHECKS = Actor("backup")  # looks through what was unpacked, and writes nothing
SPARE = 16_000_000  # bytes of a build that is made again, beside twice what the ledger holds


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupReport:
    """What looking through a backup showed; it can be restored where ``faults`` is empty. ``notes`` are what is made again or put
    under another name then."""

    file: str
    made_at: str
    build: str
    loads: int
    entries: int
    files: int
    bytes: int
    faults: tuple[str, ...]
    notes: tuple[str, ...] = ()


def backup(home: HomeWriter, out: Path, told: Callable[[str], None] = lambda words: None) -> Manifest:
    """Writes the home to one zip while nobody else writes, and looks through it before it takes its place. Nothing is written into the
    home, which may be read-only. ``told`` hears what is damaged there and can be made again.

    Raises:
        Refused: there is nothing to keep, the place cannot be written to, or what is there is damaged.
    """
    folder = home.reader.folder
    with_room(out)
    if any(out.resolve().is_relative_to((folder / part).resolve()) for part in PARTS):
        raise Refused(f"{out} lies inside what is backed up. Give a file in another folder, best on another disk.")
    try:
        found = list(contents(home.reader))
        if not found:
            raise Refused(f"There is nothing in {folder} to back up yet.")
        with working_folder(out.parent) as work:
            with_room_for(work, _room(sum(path.stat().st_size for _, path in found)), "a backup")
            beside = work / "b.zip"
            manifest = _at_one_moment(home, beside)
            flush(beside)
            report = _looked_through(beside, work, live=folder)
            if report.faults:
                raise Refused(f"No backup was made: {report.faults[0].replace(beside.name, out.name)}")
            for note in report.notes:
                told(note)
            move(beside, out)
            flush_folder(out.parent)
    except OSError as why:
        raise Refused(f"{why.filename or out} cannot be read or written: {why.strerror or why}. Nothing was changed.") from why
    return manifest


def verify(file: Path, near: Path | None = None) -> BackupReport:
    """Looks a backup through: every file's hash, raw files against their names, the ledger with all that it seals, the journal's chain
    and its evidence, and whether the figures can be made again. Typed words are never written anywhere.

    What must be unpacked goes beside the file, or where that cannot be to ``near``, and is gone at the end.

    Raises:
        Refused: the file cannot be opened, or is no backup at all.
    """
    with _opened(file):  # what is no backup is told before anything is made
        pass
    try:
        with working_folder(file.absolute().parent, *([near] if near is not None and near.is_dir() else [])) as work:
            return _looked_through(file, work)
    except OSError as why:
        raise Refused(f"{file} could not be unpacked to be looked through: {why.strerror or why}.") from why


def restore(file: Path, home: Path) -> BackupReport:
    """Puts a backup into a home that has nothing yet. It is unpacked beside and looked through first, then moved into place. One that
    was stopped half way is gone on with by restoring the same file again.

    Raises:
        Refused: the home holds something already, or the backup is not whole. Nothing was changed.
    """
    home = home.absolute()
    sweep(home.parent)  # also where this one is refused: the last may have died with all done but its own tidying
    if not half_restored(home):
        with_place(home, file, "")
    with _opened(file) as (_, _, digest):
        with_place(home, file, digest)
    try:
        home.parent.mkdir(parents=True, exist_ok=True)
        other_disk = home.is_dir() and home.stat().st_dev != home.parent.stat().st_dev
        with working_folder(home if other_disk else home.parent) as work:
            report = _looked_through(file, work, whole=True)
            if report.faults:
                raise Refused(f"{file.name} was not restored: {report.faults[0]}")
            put(work / UNPACKED, home, file, digest)
        sweep(home.parent)
    except OSError as why:
        raise Refused(f"{home} cannot be written to: {why.strerror or why}. Nothing was changed.") from why
    return report


def record(done: Manifest | BackupReport, file: Path) -> dict[str, Any]:
    """A manifest or a report as plain values, each file of a manifest included."""
    return {"file": str(file)} | {key: value for key, value in asdict(done).items() if key != "file"}


def in_words(done: Manifest | BackupReport, file: Path) -> str:
    """What was done, or found, in a few lines."""
    if isinstance(done, Manifest):
        odd = [f"  {one.path!r} is kept as {one.stored}, since not every system has such names." for one in done.files if one.stored]
        said = f"{file}: {len(done.files)} files, {done.size:,} bytes, build {done.build or 'none'}. It was read back and is whole."
        return "\n".join([said, *odd])
    if done.faults:
        return "\n".join([f"{file} is not whole and cannot be restored:", *(f"  {fault}" for fault in done.faults)])
    said = f"{file} is whole: {done.files} files, {done.loads} loads, {done.entries} entries of typed words, made {done.made_at}."
    return "\n".join([said, *(f"  {note}" for note in done.notes)])


def _room(size: int) -> int:
    """Bytes that packing or unpacking files of a size, and making their figures again, may take."""
    return 2 * size + SPARE


def _at_one_moment(home: HomeWriter, out: Path) -> Manifest:
    """The home as it stands, to a zip; copied again where somebody wrote meanwhile and could not be kept from it."""
    for _ in range(TRIES):
        before = state_of(home.reader)
        try:
            with held_still(home) as still:
                manifest = _write(home.reader, out)
        except Timeout as why:
            raise Refused("A load is being written. No backup was made. Try again in a minute.") from why
        if still or state_of(home.reader) == before:
            return manifest
    raise Refused("Somebody writes to the home all the time. No backup was made. Try again in a minute.")


def _write(home: HomeReader, out: Path) -> Manifest:
    """The home as it stands, to a zip whose last member is the manifest."""
    files: list[BackupFile] = []
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for number, (name, path) in enumerate(contents(home), 1):
            stored = stored_name(name, number)
            how = zipfile.ZipInfo(stored or name, (1980, 1, 1, 0, 0, 0))
            how.compress_type = zipfile.ZIP_STORED if path.suffix.lower() in PACKED else zipfile.ZIP_DEFLATED
            with path.open("rb") as source, packed.open(how, "w", force_zip64=True) as target:
                files.append(BackupFile(name, *copied(source, target), stored))
        manifest = manifest_of(home, tuple(files), datetime.now(UTC))
        packed.writestr(MANIFEST, manifest.text())
    return manifest


def manifest_of(home: HomeReader, files: tuple[BackupFile, ...], moment: datetime) -> Manifest:
    """The manifest of a home's files, with the build and the words that they hold.

    Raises:
        Refused: the ledger or the journal is damaged.
        StoreFault: nobody can say which build is in force.
    """
    words = home.records.version() if (home.folder / WORDS).is_dir() else ""
    sealed = any(one.path.startswith(f"{LEDGER}/") for one in files)
    build = build_of(home.folder) if sealed else home.figures.current()
    made_at = moment.isoformat(timespec="seconds")
    return Manifest(form=FORM, made_at=made_at, schema=SCHEMA_VERSION, build=build, words=words, files=files)


@contextmanager
def _opened(file: Path) -> Iterator[tuple[zipfile.ZipFile, Manifest, str]]:
    """(a backup opened, its manifest, the manifest's SHA-256)."""
    try:
        with zipfile.ZipFile(file) as packed:
            try:
                if packed.getinfo(MANIFEST).file_size > MOST_MANIFEST:
                    raise ValueError(MANIFEST)
                text = packed.read(MANIFEST)
                manifest = manifest_from(text)
            except Refused as why:
                raise Refused(f"{file.name} {why}") from why
            except (KeyError, TypeError, ValueError, RuntimeError, RecursionError, OSError) as why:
                raise Refused(f"{file.name} is not a backup of the dashboard: its manifest is missing or cannot be read.") from why
            yield packed, manifest, sha256(text).hexdigest()
    except (zipfile.BadZipFile, zlib.error, FileNotFoundError, IsADirectoryError, NotADirectoryError, NotImplementedError, EOFError) as why:
        raise Refused(f"{file} is not a backup, or is damaged: {why}. Use another.") from why


def _looked_through(file: Path, work: Path, *, whole: bool = False, live: Path | None = None) -> BackupReport:
    """Reads all that a backup holds and unpacks what its figures are made again of; with ``whole`` everything, typed words too.
    The figures are compared with those of ``live``, the home that it was just made of."""
    home, chain = work / UNPACKED, {name: BytesIO() for name in CHAIN}
    with _opened(file) as (packed, manifest, _):
        names = [one.filename for one in packed.infolist()]
        known = {MANIFEST, *(one.name for one in manifest.files)}
        faults = [f"{name} is in the file and not in its manifest." for name in sorted({*names} - known)]
        faults += [f"{name} is there twice." for name in sorted({name for name in names if names.count(name) > 1})]
        faults += (bad := misplaced(manifest.files))
        if not bad:
            kept = [one for one in manifest.files if whole or one.path.startswith((f"{LEDGER}/", "build/"))]
            with_room_for(work, _room(sum(one.bytes for one in kept)), "looking a backup through")
            home.mkdir()
            for one in manifest.files:
                target = home / put_as(one) if one in kept else None
                faults += filter(None, [_read_one(packed, one, target, chain.get(one.path))])
    words, ledger = SealedWords(), SealedLedger()
    notes: list[str] = []
    if not faults:
        if chain[CHAIN[0]].getvalue() or chain[CHAIN[1]].getvalue():
            words = words_in(*(chain[name].getvalue() for name in CHAIN))
        ledger = ledger_of(home) if manifest.sealed else SealedLedger()
        ledger, found, notes = _judged(manifest, home, ledger, words, live)
        faults += [fault.replace(f"{home}{os.sep}", "") for fault in found]
    notes += [f"{one.path!r} is put back as {put_as(one)!r}." for one in manifest.files if put_as(one) != one.path]
    return BackupReport(
        file=file.name, made_at=manifest.made_at, build=manifest.build, loads=ledger.loads, entries=words.entries,
        files=len(manifest.files), bytes=manifest.size, faults=tuple(faults), notes=tuple(notes),
    )  # fmt: skip


def _read_one(packed: zipfile.ZipFile, one: BackupFile, target: Path | None, memory: BytesIO | None) -> str:
    """Reads one file, to its place and into memory where those are given; what is wrong with it, or nothing."""
    try:
        if packed.getinfo(one.name).file_size != one.bytes:
            return f"{one.path} has another size than the manifest says."
        targets: list[Any] = [] if memory is None else [memory]
        try:
            source = packed.open(one.name)
        except OSError:  # it is said to begin where no file can
            return f"{one.path} is damaged."
        with source:
            if target is None:
                found = copied(source, *targets)
            else:
                target.parent.mkdir(parents=True, exist_ok=True)
                with target.open("wb") as file:
                    found = copied(source, file, *targets)
                    file.flush()
                    os.fsync(file.fileno())
    except KeyError:
        return f"{one.path} is missing."
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, ValueError):
        return f"{one.path} is damaged."
    return misnamed(one.path, one.sha256) if found == (one.bytes, one.sha256) else (
        f"{one.path} is damaged: its SHA-256 is not the one in the manifest."
    )  # fmt: skip


def _judged(
    manifest: Manifest, home: Path, ledger: SealedLedger, words: SealedWords, live: Path | None
) -> tuple[SealedLedger, list[str], list[str]]:
    """(the ledger as it is after what was unpacked is made again, what is wrong, and what only wants to be told)."""
    faults = [*ledger.faults, *words.faults]
    if (words.version or manifest.words) and words.version != manifest.words:
        faults.append("The journal of typed words is not the one in the manifest.")
    if manifest.sealed and manifest.build != ledger.build:
        faults.append("The ledger is not the one in the manifest.")
    hashes = manifest.hashes
    notes: list[str] = []
    faults += [] if faults else lacking(ledger, words, hashes)
    if faults or not manifest.build:
        return ledger, faults, notes
    try:
        made = made_again(home, manifest)
        if not manifest.sealed:  # of an earlier form: it was taken into a ledger just now
            ledger = ledger_of(home)
            faults += [*ledger.faults, *(fault for fault in lacking(ledger, words, hashes) if fault.startswith("raw/"))]
        elif manifest.form > 1 and any(path.startswith("build/") for path in hashes) and made:
            notes.append(f"It holds {', '.join(made)} damaged or not at all; they were made again from its ledger.")
        notes += unlike(home, live, manifest)
    except (StoreFault, Refused) as why:
        faults.append(str(why))
    return ledger, faults, notes


def made_again(home: Path, manifest: Manifest) -> list[str]:
    """Makes the figures of an unpacked home: what was made, in words.

    Raises:
        StoreFault: they cannot be made, or are not those that the manifest names.
    """
    opened = Home(home)
    try:
        figures = opened.read(CHECKS).figures
        if not manifest.sealed and manifest.build != figures.current():
            raise StoreFault("The build in force is not the one in the manifest.")
        made = opened.heal(whole=True)
        if not figures.readable():
            raise StoreFault("The figures cannot be made again from the ledger.")
        named = [] if manifest.sealed else [str(name) for name in figures.loads(figures.current())["database"] if name]
        if lost := [name for name in named if not (home / "build" / name).is_file()]:
            raise StoreFault(f"build/{lost[0]} is missing.")
        return made
    finally:
        opened.close()


def unlike(home: Path, live: Path | None, manifest: Manifest) -> list[str]:
    """What is told where the figures in force of the home that was backed up are not those that its ledger gives."""
    name = f"{manifest.build}.duckdb"
    if live is None or not manifest.sealed or not (home / "build" / name).is_file():
        return []
    if not (live / "build" / name).is_file():
        return ["The figures in force are missing. They are made again by: python cli.py rebuild"]
    found = differences(live / "build" / name, home / "build" / name)
    return [f"The figures in force are not those of the ledger ({found[0]}). Make them again by: python cli.py rebuild"] if found else []
