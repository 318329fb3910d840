"""A home in one file, and back: everything that cannot be made again, each file with its SHA-256, and checked before it is trusted."""

from __future__ import annotations

import json
import os
import re
import shutil
import uuid
import zipfile
import zlib
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO

from filelock import Timeout

from data.home.home import ADDITIONS, Home, HomeReader, HomeWriter
from data.model.actor import Actor
from data.model.finding import Refused
from data.records.journal import WORDS
from data.store.atomic_file import flush, with_room
from data.store.ledger import LEDGER
from data.store.sql import SCHEMA_VERSION
from data.store.stored_figures import StoreFault

FORM, FORMS = 2, (1, 2)  # of the manifest: the one written, and those that are read; form 1 holds no ledger
MANIFEST, MOST_MANIFEST = "manifest.json", 100_000_000
PARTS = ("raw", WORDS, ADDITIONS, LEDGER, "build")  # in the order in which they are put back; the pointer to the build in force comes last
LEFT = re.compile(r"(unfinished-.*|.*\.lock|\..*\.new|room\.reserve)")  # what a killed or working writer leaves, which is nobody's words
PACKED = (".zip", ".xlsx", ".docx", ".pptx", ".ods", ".odt", ".odp", ".jpg", ".jpeg", ".png", ".webp", ".gif")
BLOCK = 1 << 20
CHECKS = Actor("backup")  # looks through what was unpacked, and writes nothing


@dataclass(frozen=True, slots=True)
class BackupFile:
    """One file of a backup."""

    path: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a backup holds: the build in force (empty where nothing was loaded), and how far the journal of typed words goes."""

    form: int
    made_at: str
    schema: int
    build: str
    words: str
    files: tuple[BackupFile, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupReport:
    """What looking through a backup showed; it can be restored where ``faults`` is empty."""

    file: str
    made_at: str
    build: str
    loads: int
    entries: int
    files: int
    bytes: int
    faults: tuple[str, ...]


def backup(home: HomeWriter, out: Path) -> Manifest:
    """Writes the home to one zip while nobody else writes, and looks through it before it takes its place.

    Raises:
        Refused: there is nothing to keep, the place cannot be written to, or what is there is damaged.
    """
    folder = home.reader.folder
    with_room(out)
    if any(out.resolve().is_relative_to((folder / part).resolve()) for part in PARTS):
        raise Refused(f"{out} lies inside what is backed up. Give a file in another folder, best on another disk.")
    beside = out.with_name(f".{out.name}.{uuid.uuid4().hex}.new")
    try:
        if not any(_files(folder / part) for part in PARTS):
            raise Refused(f"There is nothing in {folder} to back up yet.")
        with ExitStack() as held:
            try:
                held.enter_context(home.still())
            except Timeout as why:
                raise Refused("A load is being written. No backup was made. Try again in a minute.") from why
            manifest = _write(home.reader, beside)
        flush(beside)
        if faults := verify(beside).faults:
            raise Refused(f"No backup was made: {faults[0]}")
        beside.replace(out)
    except OSError as why:
        raise Refused(f"{out} cannot be written: {why.strerror or why}. Nothing was changed.") from why
    finally:
        beside.unlink(missing_ok=True)
    return manifest


def verify(file: Path) -> BackupReport:
    """Unpacks a backup to a folder of its own, checks every hash, the journal's chain, and that the build opens.

    Raises:
        Refused: the file cannot be opened, or is no backup at all.
    """
    try:
        with TemporaryDirectory(prefix="backup-") as folder:
            return _unpack(file, Path(folder) / "home")
    except OSError as why:
        raise Refused(f"{file} could not be unpacked to be looked through: {why.strerror or why}.") from why


def restore(file: Path, home: Path) -> BackupReport:
    """Puts a backup into a home that has nothing yet. It is unpacked beside and looked through first, then moved into place.

    Raises:
        Refused: the home holds something already, or the backup is not whole. Nothing was changed.
    """
    if held := [part for part in PARTS if _files(home / part)]:
        raise Refused(
            f"{home} already holds {' and '.join(f'{part}/' for part in held)}. Restore into an empty folder: give it with --home."
        )
    beside = home.absolute().with_name(f".{home.absolute().name}.{uuid.uuid4().hex}.new")
    try:
        beside.parent.mkdir(parents=True, exist_ok=True)
        report = _unpack(file, beside)
        if report.faults:
            raise Refused(f"{file.name} was not restored: {report.faults[0]}")
        _put(beside, home)
    except OSError as why:
        raise Refused(f"{home} cannot be written to: {why.strerror or why}. Nothing was changed.") from why
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return report


def record(done: Manifest | BackupReport, file: Path) -> dict[str, Any]:
    """A manifest or a report as plain values, each file of a manifest included."""
    return {"file": str(file)} | {key: value for key, value in asdict(done).items() if key != "file"}


def in_words(done: Manifest | BackupReport, file: Path) -> str:
    """What was done, or found, in a few lines."""
    if isinstance(done, Manifest):
        size = sum(one.bytes for one in done.files)
        return f"{file}: {len(done.files)} files, {size:,} bytes, build {done.build or 'none'}. It was read back and is whole."
    if done.faults:
        return "\n".join([f"{file} is not whole and cannot be restored:", *(f"  {fault}" for fault in done.faults)])
    return f"{file} is whole: {done.files} files, {done.loads} loads, {done.entries} entries of typed words, made {done.made_at}."


def _write(reader: HomeReader, out: Path) -> Manifest:
    """The home as it stands, to a zip whose last member is the manifest."""
    home, (build, databases) = reader.folder, _in_force(reader)
    files: list[BackupFile] = []
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for part in PARTS:
            for path in _files(home / part):
                if part == "build" and path.name not in databases:
                    continue
                name = path.relative_to(home).as_posix()
                how = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
                how.compress_type = zipfile.ZIP_STORED if path.suffix.lower() in PACKED else zipfile.ZIP_DEFLATED
                with path.open("rb") as source, packed.open(how, "w", force_zip64=True) as target:
                    files.append(BackupFile(name, *_copy(source, target)))
        words = reader.records.version() if (home / WORDS).is_dir() else ""
        moment = datetime.now(UTC).isoformat(timespec="seconds")
        manifest = Manifest(form=FORM, made_at=moment, schema=SCHEMA_VERSION, build=build, words=words, files=tuple(files))
        packed.writestr(MANIFEST, json.dumps(asdict(manifest), ensure_ascii=False, indent=1))
    return manifest


def _in_force(home: HomeReader) -> tuple[str, set[str]]:
    """The build in force, and the files of ``build/`` it needs: the pointer, the build, and the releases that it names."""
    build = home.figures.current()
    return build, {"current", f"{build}.duckdb", *filter(None, home.figures.loads(build)["database"])} if build else set()


def _unpack(file: Path, into: Path) -> BackupReport:
    """Unpacks what the manifest names, and nothing else, and says what is wrong with it."""
    try:
        with zipfile.ZipFile(file) as packed:
            manifest = _manifest(packed, file)
            names = [one.filename for one in packed.infolist()]
            faults = [f"{name} is in the file and not in its manifest." for name in sorted({*names} - {MANIFEST, *_paths(manifest)})]
            faults += [f"{name} is there twice." for name in sorted({name for name in names if names.count(name) > 1})]
            if not (unsafe := [path for path in _paths(manifest) if not _safe(path)]):
                into.mkdir()
                if (size := sum(one.bytes for one in manifest.files)) > shutil.disk_usage(into).free:
                    raise Refused(f"{file} needs {size:,} bytes to unpack, and the disk of {into.parent} has not as many free.")
                faults += [fault for one in manifest.files if (fault := _unpack_one(packed, one, into))]
            faults += [f"{path!r} is not a place in a home." for path in unsafe]
    except (zipfile.BadZipFile, zlib.error, FileNotFoundError, IsADirectoryError, NotImplementedError, EOFError) as why:
        raise Refused(f"{file} is not a backup, or is damaged: {why}. Use another.") from why
    loads, entries = 0, 0
    if not faults:
        loads, entries, faults = _look_through(manifest, into)
    size = sum(one.bytes for one in manifest.files)
    return BackupReport(
        file=file.name, made_at=manifest.made_at, build=manifest.build, loads=loads, entries=entries, files=len(manifest.files), bytes=size,
        faults=tuple(faults),
    )  # fmt: skip


def _manifest(packed: zipfile.ZipFile, file: Path) -> Manifest:
    try:
        if packed.getinfo(MANIFEST).file_size > MOST_MANIFEST:
            raise ValueError(MANIFEST)
        given = json.loads(packed.read(MANIFEST))
        if given["form"] not in FORMS:
            raise Refused(f"{file.name} was made by another version of the dashboard, and this one cannot restore it.")
        found = Manifest(**given | {"files": tuple(BackupFile(**one) for one in given["files"])})
    except (KeyError, TypeError, ValueError, RuntimeError, RecursionError) as why:
        raise Refused(f"{file.name} is not a backup of the dashboard: its manifest is missing or cannot be read.") from why
    texts = (found.made_at, found.build, found.words, *(text for one in found.files for text in (one.path, one.sha256)))
    if not all(isinstance(text, str) for text in texts) or not all(isinstance(one.bytes, int) for one in found.files):
        raise Refused(f"{file.name} is not a backup of the dashboard: its manifest cannot be read.")
    return found


def _paths(manifest: Manifest) -> list[str]:
    return [one.path for one in manifest.files]


def _safe(path: str) -> bool:
    """Whether a path stays inside the home's own folders on every system."""
    parts = path.split("/")
    return (
        len(parts) > 1 and parts[0] in PARTS and not re.search(r'[\\:<>"|?*\x00-\x1f]', path)
        and all(part not in ("", ".", "..") and not part.endswith((" ", ".")) for part in parts)
    )  # fmt: skip


def _unpack_one(packed: zipfile.ZipFile, one: BackupFile, into: Path) -> str:
    """Writes one file; what is wrong with it, or nothing."""
    target = into / one.path
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        if packed.getinfo(one.path).file_size != one.bytes:
            return f"{one.path} has another size than the manifest says."
        with packed.open(one.path) as source, target.open("wb") as file:
            found = _copy(source, file)
            file.flush()
            os.fsync(file.fileno())
    except KeyError:
        return f"{one.path} is missing."
    except (FileExistsError, NotADirectoryError, IsADirectoryError):
        return f"{one.path} is a file and a folder at once."
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, ValueError):
        return f"{one.path} is damaged."
    return "" if found == (one.bytes, one.sha256) else f"{one.path} is damaged: its SHA-256 is not the one in the manifest."


def _look_through(manifest: Manifest, home: Path) -> tuple[int, int, list[str]]:
    """Loads, entries and faults of an unpacked home: its build is opened and its journal is read from end to end."""
    loads, entries, faults = 0, 0, []
    opened = Home(home)
    figures, records = opened.read(CHECKS).figures, opened.read(CHECKS).records
    try:
        if manifest.build != figures.current():
            faults.append("The build in force is not the one in the manifest.")
        elif manifest.build:
            if manifest.schema < SCHEMA_VERSION:
                opened.heal()  # one of an earlier form is taken over as it is opened
            frame = figures.loads(figures.current())
            loads = len(frame)
            raw = {name for kept in frame["kept_as"] for name in kept.split(", ")}
            faults += [
                f"raw/{name}, which a load was read from, is missing." for name in sorted(raw) if not (home / "raw" / name).is_file()
            ]
            faults += [f"build/{name} is missing." for name in frame["database"] if name and not (home / "build" / name).is_file()]
    except StoreFault as why:
        faults.append(str(why))
    finally:
        opened.close()
    try:
        found = records.entries()
        entries = len(found)
        if manifest.words and records.version() != manifest.words:
            faults.append("The journal of typed words is not the one in the manifest.")
        for digest in sorted({one.body["file"] for one in found if one.kind == "evidence" and one.body and one.body.get("file")}):
            records.file(digest)
    except Refused as why:
        faults.append(str(why))
    return loads, entries, [fault.replace(str(home), "the backup") for fault in faults]


def _put(beside: Path, home: Path) -> None:
    """Moves an unpacked home into place: in one step where nothing is there, else folder by folder, taken back if one cannot be."""
    for part in PARTS:
        (beside / part).mkdir(exist_ok=True)
    if home.is_dir() and not any(home.iterdir()):
        home.rmdir()
    if not home.exists():
        beside.rename(home)
        return
    moved: list[str] = []
    try:
        for part in PARTS:
            if (home / part).is_dir():
                shutil.rmtree(home / part)
            (beside / part).rename(home / part)
            moved.append(part)
    except OSError:
        for part in moved:
            (home / part).rename(beside / part)
        raise


def _files(folder: Path) -> list[Path]:
    """Every file in a folder that is somebody's, in order."""
    return [path for path in sorted(folder.rglob("*")) if path.is_file() and not LEFT.fullmatch(path.name)]


def _copy(source: Any, target: BinaryIO | Any) -> tuple[int, str]:
    digest, size = sha256(), 0
    while block := source.read(BLOCK):
        target.write(block)
        digest.update(block)
        size += len(block)
    return size, digest.hexdigest()
