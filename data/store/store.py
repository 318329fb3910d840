"""Writing to a store: builds, releases and the ledger of loads.

A build is a DuckDB file of its own and a pointer, ``build/current``, names the one in force. Publishing copies the build in
force, adds a load to the copy, and moves the pointer last: whoever reads sees the old build or the new one, never half.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Literal

import duckdb
import pandas as pd
from filelock import FileLock, Timeout

from data.model.loaded_file import Loaded
from data.model.publication import Release
from data.model.questions import Answers
from data.store import sql
from data.store.atomic_file import flush, keep_whole
from data.store.build_rows import Receipt, insert_answers, insert_loads, insert_release
from data.store.stored_figures import BUILDS_KEPT, StoredFigures, StoreFault, quoted

LOCK = "writing.lock"  # in build/: who holds it may write


@dataclass(frozen=True)
class PublishedLoad:
    """What publishing did: ``published`` is False when the same file already stands as load ``id``."""

    id: int
    published: bool
    build: str


class Store(StoredFigures):
    """The figures under one home folder (``SEND_HOME``), to be read and written."""

    def remove_figures(self) -> None:
        """Takes away everything kept here. Only for figures that are made, never for a partnership's own."""
        with self._writing():
            builds = (*self.builds.glob("[0-9]*.duckdb"), *self.builds.glob("release-*.duckdb"), self.builds / "current")
            for path in (*builds, *self.raw.glob("*")):
                path.unlink(missing_ok=True)

    def publish_all(self, files: Sequence[tuple[Loaded, bytes, date]], *, who: str, recorded_at: datetime) -> list[PublishedLoad]:
        """Keeps files, each with the day it was received, writes one new build with their figures, and moves the pointer.

        A file that is there already, or is given twice, changes nothing.

        Raises:
            StoreFault: another load is being written, or the folder cannot be written to.
        """
        with self._writing():
            before = self.current()
            number = int(self._one(sql.COUNT_LOADS, before) or 0) if before else 0
            fresh: list[tuple[int, Loaded, Receipt]] = []
            given: dict[tuple[str, str, int, int], int] = {}
            done: list[tuple[int, bool]] = []
            for loaded, content, received in files:
                with_value = sum(o.value is not None for o in loaded.observations)
                key = (loaded.sha256, loaded.reporter, with_value, len(loaded.observations) - with_value)
                same = given.get(key) or (self._one(sql.SAME_FILE, before, list(key)) if before else None)
                if same is not None:
                    done.append((int(same), False))
                    continue
                number += 1
                given[key] = number
                kept_as = f"{loaded.sha256}{_suffix(loaded.file)}"
                keep_whole(self.raw / kept_as, content)
                fresh.append((number, loaded, (who, _utc(recorded_at), received, kept_as)))
                done.append((number, True))
            build = before
            if fresh:
                build = self._write_build(before, fresh[0][1].sha256[:8], _utc(recorded_at), lambda db: insert_loads(db, fresh))
            return [PublishedLoad(id, new, build) for id, new in done]

    def publish_release(
        self, release: Release, files: Sequence[Path], *, who: str, recorded_at: datetime, received: date
    ) -> tuple[int, bool, str]:
        """Keeps the files, takes the release's database, and publishes a build that names it: (load, whether new, build).

        The same files again change nothing. ``release.database`` is moved, or removed where nothing is new.
        """
        with self._writing():
            before = self.current()
            same = self._one(sql.SAME_FILE, before, [release.sha256, sql.NOBODY, *_sizes(release)]) if before else None
            if same is not None:
                if release.database is not None:
                    release.database.unlink(missing_ok=True)
                return int(same), False, before
            number = 1 + (int(self._one(sql.COUNT_LOADS, before) or 0) if before else 0)
            kept = ", ".join(self._keep(path) for path in _in_order(files, release))
            database = f"release-{release.sha256[:16]}-{number}.duckdb" if release.database is not None else ""
            if release.database is not None:
                shutil.move(release.database, self.builds / database)
            receipt = (who, recorded_at, received, kept)
            build = self._write_build(
                before, release.sha256[:8], recorded_at, lambda db: insert_release(db, number, release, receipt, database)
            )
            return number, True, build

    def remember(self, answers: Answers, *, file: str, who: str, recorded_at: datetime) -> str:
        """Keeps answers for the next file of their shape, in place of those with the same id. Returns the build."""
        with self._writing():
            moment = _utc(recorded_at)
            row = (answers, file, who, moment)
            return self._write_build(self.current(), uuid.uuid4().hex[:8], moment, lambda db: insert_answers(db, *row))

    def forget(self, id: int, *, who: str, recorded_at: datetime) -> str:
        """Takes remembered answers out of use; who did so is kept. Returns the build."""
        with self._writing():
            moment = _utc(recorded_at)
            values = {"id": id, "area": "", "body": None, "file": "", "who": who, "recorded_at": moment}
            return self._write_build(self.current(), uuid.uuid4().hex[:8], moment, lambda db: db.execute(sql.ADD_ANSWERS, values))

    def add_indicator(self, asked: Mapping[str, Any], *, who: str, recorded_at: datetime) -> str:
        """Keeps an area's own KPI, or its newest wording; ``asked`` is what ``catalogue.own_indicator`` checked. Returns the build."""
        with self._writing():
            moment = _utc(recorded_at)
            values = {"area": asked["area"], "code": asked["code"], "body": json.dumps(dict(asked)), "who": who, "recorded_at": moment}
            return self._write_build(self.current(), uuid.uuid4().hex[:8], moment, lambda db: db.execute(sql.ADD_OWN_INDICATOR, values))

    def keep_file(self, name: str, digest: str, content: bytes) -> None:
        """Keeps a file that is no load, such as a plan, in raw/ by its hash."""
        with self._writing():
            keep_whole(self.raw / f"{digest}{_suffix(name)}", content)

    def decide(self, load: int, action: Literal["withdraw", "reinstate"], *, who: str, recorded_at: datetime, why: str) -> str:
        """Withdraws a load from use, or puts it back, in a new build; nothing is deleted. Returns the build.

        Raises:
            StoreFault: there is no such load, it stands so already, or another load is being written.
        """
        with self._writing():
            before = self.current()
            loads = self.loads(before) if before else pd.DataFrame({"id": []})
            if load not in list(loads["id"]):
                raise StoreFault(f"There is no load {load}. See them with: python cli.py loads")
            withdrawn = bool(loads.set_index("id").loc[load, "withdrawn"])
            if withdrawn == (action == "withdraw"):
                raise StoreFault(f"Load {load} is {'already withdrawn' if withdrawn else 'not withdrawn'}. Nothing was changed.")
            moment = _utc(recorded_at)
            decision = {"load": load, "action": action, "who": who, "recorded_at": moment, "why": why}
            return self._write_build(before, uuid.uuid4().hex[:8], moment, lambda db: db.execute(sql.ADD_DECISION, decision))

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """One writer at a time, over all processes; the lock falls with the process that held it."""
        try:
            self.builds.mkdir(parents=True, exist_ok=True)
            self.raw.mkdir(parents=True, exist_ok=True)
            with FileLock(self.builds / LOCK, timeout=30):
                yield
        except Timeout as why:
            raise StoreFault("Another load is being written. Nothing was changed. Try again in a minute.") from why
        except OSError as why:
            raise StoreFault(f"{self.home} cannot be written to: {why.strerror or why}. Nothing was changed.") from why

    def _write_build(self, before: str, mark: str, made_at: datetime, change: Callable[[duckdb.DuckDBPyConnection], object]) -> str:
        """The build in force with one change, under a name of its own; the pointer moves last."""
        number = int(before.partition("-")[0]) + 1 if before else 1
        name = f"{number:06d}-{mark}"
        unfinished = self.builds / f"unfinished-{uuid.uuid4().hex}.duckdb"
        if before:
            shutil.copyfile(self._path(before), unfinished)
        with duckdb.connect(":memory:") as db:
            db.execute(f"attach '{quoted(unfinished)}' as b (storage_version 'v1.5.0')")
            if not before:
                db.execute(sql.SCHEMA)
            db.execute("begin")
            db.execute("delete from b.build")
            db.execute("insert into b.build (schema_version, name, made_at) values (?, ?, ?)", [sql.SCHEMA_VERSION, name, made_at])
            change(db)
            db.execute("commit")
            db.execute("checkpoint b")
            db.execute("detach b")
        flush(unfinished)
        unfinished.replace(self._path(name))
        keep_whole(self.builds / "current", name.encode())
        self._sweep(name)
        return name

    def _keep(self, path: Path) -> str:
        digest = hashlib.sha256()
        with path.open("rb") as file:
            while block := file.read(1 << 20):
                digest.update(block)
        kept = f"{digest.hexdigest()}{path.suffix.lower()}"
        if not (self.raw / kept).exists():
            unfinished = self.raw / f"unfinished-{kept}"
            shutil.copyfile(path, unfinished)
            unfinished.replace(self.raw / kept)
        return kept

    def _sweep(self, current: str) -> None:
        """Removes what killed writers left and builds beyond the last few; a file still open elsewhere is left for next time."""
        old = sorted(self.builds.glob("[0-9]*.duckdb"))[:-BUILDS_KEPT]
        for path in [*self.builds.glob("unfinished-*"), *self.raw.glob("unfinished-*"), *old]:
            if path.stem != current:
                try:
                    path.unlink()
                except OSError:
                    continue


def _in_order(files: Sequence[Path], release: Release) -> list[Path]:
    """The files that the release is read from in the order in which it names them, then those it left aside."""
    named = list(dict.fromkeys(name.partition("/")[0] for name in release.files))
    return sorted(files, key=lambda path: named.index(path.name) if path.name in named else len(named))


def _sizes(release: Release) -> tuple[int, int]:
    return release.counts.get("figures", 0), release.counts.get("missing", 0)


def _suffix(file: str) -> str:
    suffix = Path(file).suffix.lower()
    return suffix if suffix.isascii() and suffix[1:].isalnum() else ""


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(tzinfo=None)
