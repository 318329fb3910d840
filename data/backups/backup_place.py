"""Where backups are kept: each file once, named by its SHA-256, and a small manifest for each backup that names what belongs to it.

``objects/`` holds the files, ``backups/`` the manifests, ``words-mirror/`` the typed words as they come. What never changes (files as
received, contents of the ledger, published figures, evidence) is so kept once, however many backups name it.
"""

from __future__ import annotations

import json
import shutil
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from data.backups.backup import SPARE, made_again, manifest_of, unlike
from data.backups.backup_manifest import (
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
from data.backups.restored_home import put, with_place
from data.backups.sealed_truth import SealedWords, lacking, ledger_of, misnamed, words_in
from data.backups.words_mirror import MIRROR
from data.backups.working_folder import sweep, with_room_for, working_folder
from data.home.home import HomeWriter
from data.home.identity import UNPACKED
from data.model.finding import Refused
from data.model.record import Record
from data.records.journal import REMOVAL, WORDS
from data.store.atomic_file import flush, flush_folder, keep_whole, move
from data.store.build_differences import differences
from data.store.kept_builds import LOCK
from data.store.ledger import LEDGER
from data.store.private_files import close_to_others
from data.store.stored_figures import StoreFault

OBJECTS, BACKUPS = "objects", "backups"
DAYS, MONTHS = 14, 12  # of which the newest backup is kept
MADE_OF = (f"{LEDGER}/ledger.", f"{LEDGER}/contents/", "build/")  # what figures are made again of; published ones are held to their hash
RELEASED = ("measure", "figure")


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptBackup:
    """One backup of a place: its number, which alone orders them, when it was made (with its zone), of which folder, and what is wrong
    with it; it is whole where nothing is. ``notes`` are what was told of the home and can be made again."""

    number: int
    made_at: datetime
    home: str
    manifest: Manifest
    faults: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def whole(self) -> bool:
        """Whether nothing is wrong with it."""
        return not self.faults


def to_keep(kept: Sequence[KeptBackup]) -> set[int]:
    """The numbers of the backups that stay: of each of the newest days and months on which any was made the last one, a whole one
    before one that is not; the newest; and the newest whole one. Days without a backup count for nothing, so that neither a server
    that stood still nor a clock that jumps costs one."""
    stay = {one.number for one in (*kept[-1:], *[one for one in kept if one.whole][-1:])}
    for form, most in (("%Y-%m-%d", DAYS), ("%Y-%m", MONTHS)):
        best: dict[str, KeptBackup] = {}
        for one in kept:
            when = one.made_at.strftime(form)
            if when not in best or one.whole or not best[when].whole:
                best[when] = one
        stay |= {best[when].number for when in sorted(best)[-most:]}
    return stay


class BackupPlace:
    """One folder with the backups of one home."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.objects, self.manifests = folder, folder / OBJECTS, folder / BACKUPS

    def kept(self) -> list[KeptBackup]:
        """Every backup whose manifest can be read, oldest first; those of another version are left out."""
        found = (self._read(path) for path in sorted(self.manifests.glob("[0-9]*.json")))
        return [one for one in found if one is not None]

    def keep(self, home: HomeWriter, at: datetime) -> KeptBackup:
        """Makes a backup of a home, looks it through, and lets older ones go as ``to_keep`` says. Nothing is written into the home.

        One that is not whole is kept too and says what is wrong: the words in it may be.

        Raises:
            Refused: there is nothing to keep, no room, or the place holds the backups of another home.
            OSError: the place cannot be written to.
        """
        folder = home.reader.folder.absolute()
        inside = self.folder.absolute().relative_to(folder).parts if self.folder.absolute().is_relative_to(folder) else ("outside",)
        if not inside or inside[0] in PARTS:
            raise Refused(f"{self.folder} lies inside what is backed up. Name another folder on Settings, best on another disk.")
        with self._alone():
            kept = self.kept()
            if kept and kept[-1].home != str(folder) and Path(kept[-1].home).exists():
                raise Refused(f"{self.folder} holds the backups of {kept[-1].home}. Name another folder on Settings.")
            manifest = self._copy(home, at)
            last = max((int(path.name.partition("-")[0]) for path in self.manifests.glob("[0-9]*-*.json")), default=0)
            one = KeptBackup(number=last + 1, made_at=at, home=str(folder), manifest=manifest)
            faults, notes = self.look_through(one, live=folder)
            one = replace(one, faults=tuple(faults), notes=tuple(notes))
            keep_whole(self._path(one), json.dumps(_plain(one), ensure_ascii=True, indent=1).encode())
            if one.whole:
                self._let_go(manifest, home.reader.records.entries(kind=REMOVAL))
            self._prune()
        return one

    def _let_go(self, newest: Manifest, removals: Sequence[Record]) -> None:
        """Takes away the backups that go back to before the newest removal, known by the number of its entry, where the newest backup
        holds that: they hold what was removed. One that cannot be read goes by the file's own age."""
        if not removals or _entries(newest) < (last := removals[-1]).id:
            return
        for path in sorted(self.manifests.glob("[0-9]*.json")):
            older = self._read(path)
            before = _entries(older.manifest) < last.id if older else path.stat().st_mtime < last.recorded_at.timestamp()
            if before:
                path.unlink(missing_ok=True)

    def look_through(self, one: KeptBackup, live: Path | None = None) -> tuple[list[str], list[str]]:
        """Reads all of a backup: (what is wrong, what only wants to be told). Its figures are made again, and compared with those in
        force of ``live``."""
        manifest, faults = one.manifest, misplaced(one.manifest.files)
        if faults:
            return faults, []
        for file in manifest.files:
            faults += filter(None, [self._wrong(file)])
        with working_folder(self.folder) as work:
            home = work / UNPACKED
            self.unpack(one, home, only=MADE_OF)
            ledger = ledger_of(home) if manifest.sealed else None
            words = self._words(manifest) if not faults else SealedWords()
            if ledger is not None:
                faults += ledger.faults
                if manifest.build != ledger.build:
                    faults.append("The ledger is not the one in the manifest.")
            faults += words.faults
            if not faults and words.version != manifest.words:
                faults.append("The journal of typed words is not the one in the manifest.")
            if not faults and ledger is not None:
                faults += lacking(ledger, words, manifest.hashes)
            notes: list[str] = []
            if not faults and manifest.build:
                try:
                    made_again(home, manifest)
                    notes = unlike(home, live, manifest)
                except (StoreFault, Refused) as why:
                    faults.append(str(why))
        return [fault.replace(f"{home}/", "").replace(f"{home}\\", "") for fault in faults], notes

    def unpack(self, one: KeptBackup, into: Path, only: tuple[str, ...] = ("",)) -> None:
        """Puts the files of a backup whose paths begin with one of ``only`` into a folder; a file that is missing is left out."""
        wanted = [file for file in one.manifest.files if file.path.startswith(only)]
        into.mkdir(parents=True, exist_ok=True)
        with_room_for(into, 2 * sum(file.bytes for file in wanted) + SPARE, "looking a backup through")
        for file in wanted:
            target = into / put_as(file)
            target.parent.mkdir(parents=True, exist_ok=True)
            with suppress(FileNotFoundError):
                shutil.copyfile(self._object(file.sha256), target)

    def drill(self, one: KeptBackup, live: Path) -> list[str]:
        """Restores a backup into a folder of its own, opens it, compares all its figures, published ones too, with those in force, and
        takes it away again: what is wrong."""
        faults, _ = self.look_through(one)
        if faults:
            return faults
        with working_folder(self.folder) as work:
            home, name = work / UNPACKED, f"{one.manifest.build}.duckdb"
            self.unpack(one, home)
            if not one.manifest.build:
                return []
            try:
                made_again(home, one.manifest)
            except (StoreFault, Refused) as why:
                return [str(why).replace(str(home), "the restored home")]
            pairs = [(name, ())] + [(path.name, RELEASED) for path in sorted((home / "build").glob("release-*.duckdb"))]
            for file, tables in pairs:
                if (live / "build" / file).is_file():
                    faults += [f"{file}: {line}" for line in differences(live / "build" / file, home / "build" / file, tables)[:3]]
        return faults

    def chosen(self, number: int | None = None) -> KeptBackup:
        """A backup by its number, else the newest whole one.

        Raises:
            Refused: there is none.
        """
        kept = self.kept()
        found = next((one for one in reversed(kept) if (one.whole if number is None else one.number == number)), None)
        if found is None:
            which = "no whole backup" if number is None else f"no backup {number}"
            raise Refused(f"There is {which} in {self.folder}. See them with: python cli.py backups")
        return found

    def restore(self, one: KeptBackup, home: Path) -> None:
        """Puts a backup into a home that has nothing yet, looked through first; one that was stopped half way is gone on with.

        Raises:
            Refused: the home holds something already, or the backup is not whole. Nothing was changed.
        """
        home, known = home.absolute(), Path(f"backup {one.number}")
        digest = sha256(one.manifest.text().encode()).hexdigest()
        sweep(home.parent)
        with_place(home, known, digest)
        if faults := self.look_through(one)[0]:
            raise Refused(f"{known} was not restored: {faults[0]}")
        try:
            home.parent.mkdir(parents=True, exist_ok=True)
            with working_folder(home.parent) as work:
                self.unpack(one, work / UNPACKED)
                for path in (work / UNPACKED).rglob("*"):
                    if path.is_file():
                        flush(path)
                if one.manifest.build:
                    made_again(work / UNPACKED, one.manifest)
                put(work / UNPACKED, home, known, digest)
            sweep(home.parent)
        except OSError as why:
            raise Refused(f"{home} cannot be written to: {why.strerror or why}. Nothing was changed.") from why

    def _prune(self) -> None:
        """Takes away the manifests of backups that do not stay, then every object that no manifest names; none where one cannot be read."""
        kept = self.kept()
        stay = to_keep(kept)
        for one in kept:
            if one.number not in stay:
                self._path(one).unlink(missing_ok=True)
        left = self.kept()
        for path in (*self.manifests.glob("unfinished-*"), *self.objects.glob("unfinished-*"), *self.folder.glob("unfinished-*")):
            path.unlink(missing_ok=True)
        if len(left) == len(list(self.manifests.glob("*.json"))):
            named = {file.sha256 for one in left for file in one.manifest.files}
            for path in self.objects.glob("*/*"):
                if f"{path.parent.name}{path.name}" not in named:
                    path.unlink(missing_ok=True)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One backup at a time, over all processes."""
        self.objects.mkdir(parents=True, exist_ok=True)
        self.manifests.mkdir(parents=True, exist_ok=True)
        close_to_others([path for path in (self.objects, self.manifests, self.folder / MIRROR) if path.is_dir()])
        try:
            with FileLock(self.folder / LOCK, timeout=600):
                yield
        except Timeout as why:
            raise Refused(f"Another backup is being written to {self.folder}. No backup was made. Try again later.") from why

    def _copy(self, home: HomeWriter, at: datetime) -> Manifest:
        """The home as it stands, each file that is not there yet copied; what never changes is copied before anybody is kept waiting."""
        known = {
            (file.path, file.bytes): file.sha256
            for one in self.kept()
            if one.whole
            for file in one.manifest.files
            if _never_changes(file.path)
        }
        found = list(contents(home.reader))
        if not found:
            raise Refused(f"There is nothing in {home.reader.folder} to back up yet.")
        new = [(name, path) for name, path in found if (name, path.stat().st_size) not in known]
        with_room_for(self.folder, sum(path.stat().st_size for _, path in new) + SPARE, "a backup")
        for name, path in new:
            if _never_changes(name):
                size, digest = self._keep(path)
                known[name, size] = digest
        for _ in range(TRIES):
            before = state_of(home.reader)
            try:
                with held_still(home) as still:
                    files = tuple(self._file(name, path, number, known) for number, (name, path) in enumerate(contents(home.reader), 1))
                    manifest = manifest_of(home.reader, files, at)
            except Timeout as why:
                raise Refused("A load is being written. No backup was made. The next one comes by itself.") from why
            if still or state_of(home.reader) == before:
                return manifest
        raise Refused("Somebody writes to the home all the time. No backup was made. The next one comes by itself.")

    def _file(self, name: str, path: Path, number: int, known: dict[tuple[str, int], str]) -> BackupFile:
        size = path.stat().st_size
        digest = known.get((name, size), "")
        if not digest or not self._object(digest).is_file():
            size, digest = self._keep(path)
        return BackupFile(name, size, digest, stored_name(name, number))

    def _keep(self, path: Path) -> tuple[int, str]:
        """Copies a file to its object: its bytes and SHA-256."""
        beside = self.objects / f"unfinished-{uuid.uuid4().hex[:8]}"
        try:
            with path.open("rb") as source, beside.open("wb") as target:
                size, digest = copied(source, target)
            place = self._object(digest)
            if not place.is_file() or place.stat().st_size != size:
                flush(beside)
                place.parent.mkdir(exist_ok=True)
                move(beside, place)
                flush_folder(place.parent)
        finally:
            beside.unlink(missing_ok=True)
        return size, digest

    def _object(self, digest: str) -> Path:
        return self.objects / digest[:2] / digest[2:]

    def _wrong(self, file: BackupFile) -> str:
        """What is wrong with the object of a file, or nothing."""
        try:
            with self._object(file.sha256).open("rb") as source:
                found = copied(source)
        except FileNotFoundError:
            return f"{file.path} is missing from the backup."
        if found == (file.bytes, file.sha256):
            return misnamed(file.path, file.sha256)
        self._object(file.sha256).unlink(missing_ok=True)  # so that the next backup puts it down again
        return f"{file.path} is damaged in the backup: its SHA-256 is not the one in the manifest."

    def _words(self, manifest: Manifest) -> SealedWords:
        chain = {file.path: self._object(file.sha256).read_bytes() for file in manifest.files if file.path.startswith(f"{WORDS}/journal.")}
        return words_in(chain.get(f"{WORDS}/journal.jsonl", b""), chain.get(f"{WORDS}/journal.seal", b"")) if chain else SealedWords()

    def _path(self, one: KeptBackup) -> Path:
        return self.manifests / f"{one.number:06d}-{one.made_at:%Y%m%dT%H%M%S}.json"

    def _read(self, path: Path) -> KeptBackup | None:
        try:
            given = json.loads(path.read_bytes())
            manifest = manifest_from(json.dumps(given["manifest"]).encode())
            return KeptBackup(
                number=int(given["number"]), made_at=datetime.fromisoformat(given["made_at"]), home=str(given["home"]), manifest=manifest,
                faults=tuple(given["faults"]), notes=tuple(given["notes"]),
            )  # fmt: skip
        except (OSError, ValueError, TypeError, KeyError, Refused):
            return None


def _entries(manifest: Manifest) -> int:
    """How many entries of typed words a backup holds."""
    number = manifest.words.partition("-")[0]
    return int(number) if number.isdecimal() else 0


def _never_changes(path: str) -> bool:
    """Whether a file bears its hash as its name, so that it is the same as long as it is there."""
    return path.startswith(("raw/", f"{LEDGER}/contents/", f"{LEDGER}/published/", f"{WORDS}/files/"))


def _plain(one: KeptBackup) -> dict[str, Any]:
    return asdict(one) | {"made_at": one.made_at.isoformat()}


def plain(one: KeptBackup) -> dict[str, Any]:
    """A backup as plain values, without its files one by one."""
    held = one.manifest
    return {
        "number": one.number, "made_at": one.made_at.isoformat(timespec="seconds"), "whole": one.whole, "build": held.build,
        "words": held.words, "files": len(held.files), "bytes": held.size, "faults": list(one.faults), "notes": list(one.notes),
    }  # fmt: skip
