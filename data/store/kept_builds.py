"""Builds and releases as they are made of the ledger: in step with it, and made again where one is missing, damaged or of another form."""

from __future__ import annotations

import errno
import shutil
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext, suppress
from datetime import datetime
from pathlib import Path

import duckdb
from filelock import FileLock, Timeout

from data.store import earlier_forms, ledger_mending, sql
from data.store.atomic_file import flush, flush_folder, keep_whole, move
from data.store.build_differences import differences
from data.store.build_rows import insert
from data.store.ledger import RELEASE_TABLES, LedgerChange, LedgerEntry, LedgerFault
from data.store.ledger_mending import MendedLedger
from data.store.quarantine import QUARANTINE
from data.store.release_schema import quoted, sound_release
from data.store.sealed_lines import MENDED, SealedState
from data.store.stored_figures import BUILDS_KEPT, NotWritable, StoredFigures, StoreFault

LOCK = "writing.lock"  # in build/: who holds it may write
Progress = Callable[[int, int, str], None]  # done, of how many, and what is being made


class KeptBuilds(StoredFigures):
    """The builds and releases under one home folder, made of its ledger."""

    apart = False  # whether they are read from another folder, because the home may only be read

    def heal(self, progress: Progress = lambda done, of, words: None, *, whole: bool = False) -> list[str]:
        """Brings the build in force and its releases in step with the ledger where they are not; what was made again, in words.

        An earlier form's build is taken into the ledger first. ``whole`` reads every table too, so that damage inside a file is found.

        Raises:
            StoreFault: it cannot be mended here; the message says what to do.
        """
        if not self.ledger.exists() and not any(self.builds.glob("*")):
            return []
        if not (amiss := self.amiss(whole=whole)):
            return []
        with self._writing():
            self._in_step(progress, whole=whole)
        still = self.amiss(whole=whole)
        return [one for one in amiss if one not in still]

    def rebuild(self, progress: Progress = lambda done, of, words: None) -> list[str]:
        """Makes the build in force and its releases again from the ledger alone; every difference from what stood before, in words.

        Raises:
            StoreFault: nothing was loaded yet, or the ledger cannot be read. What stood before stands.
        """
        with self._writing(), self.workspace() as folder:
            before = self._in_step(progress)
            if not before:
                raise StoreFault("Nothing is loaded yet, so there is nothing to make again.")
            aside = folder / self._path(before).name
            shutil.copyfile(self._path(before), aside)
            now, found = self._remake(self.ledger.read(), progress), []
            found += differences(aside, self._path(now))
            for load, publication, database in self._releases_of(now):
                kept = folder / database
                with suppress(OSError):
                    shutil.copyfile(self.builds / database, kept)
                self._let_go(database)
                self._make_release(load, publication, database, self.ledger.read())
                found += [f"load {load}, {line}" for line in differences(kept, self.builds / database, RELEASE_TABLES)]
            return found

    def make_apart(self, folder: Path, progress: Progress = lambda done, of, words: None) -> None:
        """Makes builds and releases of the ledger in another folder and reads them there: for a home that may only be read.

        Raises:
            StoreFault: the ledger cannot be read. What stood before stands.
        """
        before, self.builds, self.apart = self.builds, folder, True
        try:
            read = self.ledger.read()
            name = self._remake(read, progress) if read.entries else ""
            for load, publication, database in self._releases_of(name) if name else ():
                with suppress(LedgerFault):
                    self._let_go(database)
                    self._make_release(load, publication, database, read)
        except (LedgerFault, StoreFault, OSError, duckdb.Error) as why:
            self.builds, self.apart = before, False
            raise StoreFault(str(why)) from why

    def mend_ledger(self, progress: Progress = lambda done, of, words: None) -> MendedLedger:
        """Makes a damaged or lost ledger whole again, and the figures of it. The damaged file is kept beside the new one.

        Raises:
            StoreFault: it cannot be read or written to at all. Nothing was changed.
        """
        with self._writing():
            if self.ledger.lines.seal_anew():
                return MendedLedger(len(self.ledger.read().entries), 0, ())
            done = ledger_mending.mend(self.ledger, self.builds)
            name = self._in_step(progress)
            for path in self.builds.glob("[0-9]*.duckdb"):  # of the chain before
                if path.stem != name:
                    self._let_go(path.stem)
                    with suppress(OSError):
                        path.unlink()
            return done

    @contextmanager
    def _writing(self, *, ledger: bool = True) -> Iterator[None]:
        """One writer at a time, over all processes; the lock falls with the process that held it. Without ``ledger`` nothing in the
        ledger's folder is held open, so that it can be moved."""
        try:
            self.builds.mkdir(parents=True, exist_ok=True)
            self.raw.mkdir(parents=True, exist_ok=True)
            with FileLock(self.builds / LOCK, timeout=30), self.ledger.lines.writing() if ledger else nullcontext():
                yield
        except PermissionError as why:
            raise NotWritable(f"{self.home} cannot be written to: {why.strerror or why}. Nothing was changed.") from why
        except Timeout as why:
            raise StoreFault("Another load is being written. Nothing was changed. Try again in a minute.") from why
        except LedgerFault as why:
            raise StoreFault(str(why)) from why
        except duckdb.Error as why:
            if "space" in str(why).lower():
                raise StoreFault(f"The disk of {self.home} is full. Nothing was changed. Make room, and load again.") from why
            raise StoreFault(f"{self.home} cannot be written to: {str(why).splitlines()[0]}. Nothing was changed.") from why
        except OSError as why:
            if why.errno == errno.ENOSPC:
                raise StoreFault(f"The disk of {self.home} is full. Nothing was changed. Make room, and load again.") from why
            fault = NotWritable if why.errno == errno.EROFS else StoreFault
            raise fault(f"{self.home} cannot be written to: {why.strerror or why}. Nothing was changed.") from why

    def _in_step(self, progress: Progress = lambda done, of, words: None, *, whole: bool = False) -> str:
        """The build in force, under the lock, once it and its releases are what the ledger says; made again where they are not."""
        if not self.ledger.exists():
            if (found := earlier_forms.newest(self.builds)) is None:
                return self._by_ledger()
            progress(0, 1, "taking an earlier version's figures over")
            earlier_forms.take_over(found, self.ledger, self.builds)
        read = self.ledger.lines.mend()
        if not read.entries:
            return ""
        name = self.name_of(read)
        if self._points_to() != name or not self._sound(name, whole=whole):
            self._remake(read, progress)
        for load, published, database in self._releases_of(name):
            if not sound_release(self.builds / database, whole=whole):
                progress(0, 1, f"making the published figures of load {load} again")
                self._let_go(database)
                with suppress(LedgerFault):  # the own figures stand without them; what is hurt is said by ``hurt``
                    self._make_release(load, published, database, read)
        return name

    def _make_release(self, load: int, publication: str, database: str, read: SealedState[LedgerEntry]) -> None:
        for entry in read.entries:
            for change in self.ledger.changes(entry):
                if change.kind == "load" and change.body["load"] == load:
                    unfinished = self.builds / f"unfinished-{uuid.uuid4().hex}.duckdb"
                    try:
                        self.ledger.make_release(change.body.get("published", {}), unfinished)
                    except LedgerFault:
                        unfinished.unlink(missing_ok=True)
                        raise
                    flush(unfinished)
                    move(unfinished, self.builds / database)
                    flush_folder(self.builds)
                    return
        raise StoreFault(f"Load {load} of {publication} is not in the ledger. {MENDED}")

    def _remake(self, read: SealedState[LedgerEntry], progress: Progress) -> str:
        """The build that holds all that was entered, made of nothing but the ledger."""
        name, of = self.name_of(read), len(read.entries)
        changes: list[tuple[int, LedgerChange]] = []
        for entry in read.entries:
            progress(entry.id - 1, of, "making the figures again from what was loaded")
            changes += [(entry.id, change) for change in self.ledger.changes(entry)]
        self._let_go(name)
        unfinished = self.builds / f"unfinished-{uuid.uuid4().hex}.duckdb"
        self._fill(unfinished, name, of, read.entries[-1].recorded_at, changes, fresh=True)
        keep_whole(self.builds / "current", name.encode())
        progress(of, of, "the figures are made again")
        self._sweep(name)
        return name

    def _fill(
        self, unfinished: Path, name: str, entry: int, made_at: datetime, changes: Sequence[tuple[int, LedgerChange]], *, fresh: bool
    ) -> None:  # fmt: skip
        """Puts changes into a build and moves it to its place, whole and on the disk."""
        with duckdb.connect(":memory:") as db:
            db.execute(f"attach '{quoted(unfinished)}' as b (storage_version 'v1.5.0')")
            if fresh:
                db.execute(sql.SCHEMA)
            db.execute("begin")
            db.execute("delete from b.build")
            db.execute("insert into b.build values (?, ?, ?, ?)", [sql.SCHEMA_VERSION, name, made_at, entry])
            insert(db, changes)
            db.execute("commit")
            db.execute("checkpoint b")
            db.execute("detach b")
        flush(unfinished)
        move(unfinished, self._path(name))
        flush_folder(self.builds)

    @contextmanager
    def workspace(self) -> Iterator[Path]:
        """A folder beside the builds for what is made before it is published; it goes on every way out, or with the next load's sweep."""
        folder = self.builds / f"unfinished-{uuid.uuid4().hex}"
        try:
            folder.mkdir(parents=True)
        except OSError as why:
            raise StoreFault(f"{self.home} cannot be written to: {why.strerror or why}. Nothing was changed.") from why
        held = FileLock(folder / LOCK)
        try:
            with held:
                yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def _sweep(self, current: str) -> None:
        """Removes what stopped writers left and builds beyond the last few; a file still open elsewhere is left for next time."""
        if self.apart:
            return
        old = sorted(self.builds.glob("[0-9]*.duckdb"))[:-BUILDS_KEPT]
        for path in [
            *(left for folder in (self.home, self.builds, self.raw, self.home / QUARANTINE) for left in folder.glob("unfinished-*")),
            *old,
        ]:
            if path.stem != current:
                with suppress(OSError):
                    remove_leftover(path)
        with suppress(OSError, LedgerFault):
            self.ledger.sweep(self.ledger.read(), len(self._releases_of(current)))


def remove_leftover(path: Path) -> None:
    """Takes away a file or a workspace that a stopped writer left; one that somebody works in stays."""
    if not path.is_dir():
        path.unlink(missing_ok=True)
        return
    held = FileLock(path / LOCK, timeout=0)
    with suppress(Timeout):
        with held:
            pass
        shutil.rmtree(path, ignore_errors=True)
