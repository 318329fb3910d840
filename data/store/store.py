"""The only SQL: builds, the ledger of loads, and queries that return tidy frames.

A build is a DuckDB file of its own and a pointer, ``build/current``, names the one in force. Publishing copies the build in
force, adds a load to the copy, and moves the pointer last: whoever reads sees the old build or the new one, never half.
"""

from __future__ import annotations

import getpass
import json
import re
import shutil
import threading
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
from data.model.questions import Answers
from data.store import sql
from data.store.atomic_file import flush, keep_whole
from data.store.build_rows import Receipt, answers_of, insert_answers, insert_loads
from data.store.releases import Releases

BUILDS_KEPT = 5
LOCK = "writing.lock"  # in build/: who holds it may write


class StoreFault(Exception):
    """The store cannot be read or written. The message says what to do."""


@dataclass(frozen=True)
class PublishedLoad:
    """What publishing did: ``published`` is False when the same file already stands as load ``id``."""

    id: int
    published: bool
    build: str


class Store(Releases):
    """The figures under one home folder (``SEND_HOME``). Safe to share between threads: every query has a cursor of its own."""

    def __init__(self, home: Path) -> None:
        self.home, self.builds, self.raw = home, home / "build", home / "raw"
        self._memory = duckdb.connect(":memory:", config={"autoinstall_known_extensions": False, "autoload_known_extensions": False})
        self._attached: list[str] = []
        self._releases: list[str] = []
        self._lock = threading.Lock()

    def current(self) -> str:
        """The name of the build in force, or an empty string when nothing was ever loaded."""
        try:
            name = (self.builds / "current").read_text(encoding="utf-8").strip()
        except FileNotFoundError:
            return self._never_loaded()
        except UnicodeDecodeError:
            name = ""
        except OSError as why:
            raise StoreFault(f"The store in {self.home} cannot be read: {why.strerror}. Check that you may open that folder.") from why
        if not re.fullmatch(r"[0-9]{6,}-[0-9a-f]{8}", name):
            raise StoreFault(f"{self.builds / 'current'} is damaged. Write the name of the newest build into it, or restore a backup.")
        return name

    def _never_loaded(self) -> str:
        """An empty name, unless builds beyond a killed first load show that the pointer was lost."""
        if any(not path.name.startswith("000001-") for path in self.builds.glob("[0-9]*.duckdb")):
            raise StoreFault(f"{self.builds / 'current'} is missing, though builds are there. Restore the folder from a backup.")
        return ""

    def readable(self) -> bool:
        """Whether the build in force can be opened and is of this version."""
        try:
            self._attach(self.current())
        except StoreFault:
            return False
        return True

    def clear(self) -> None:
        """Takes away everything kept here. Only for figures that are made, never for a partnership's own."""
        with self._writing():
            builds = (*self.builds.glob("[0-9]*.duckdb"), *self.builds.glob("release-*.duckdb"), self.builds / "current")
            for path in (*builds, *self.raw.glob("*")):
                path.unlink(missing_ok=True)

    def close(self) -> None:
        """Lets go of every file held open; nothing can be asked afterwards."""
        self._memory.close()

    def loads(self, build: str) -> pd.DataFrame:
        """One row a load, oldest first: who, when recorded (UTC) and received, file, SHA-256, counts, and whether it stands withdrawn."""
        return self._frame(sql.LOADS, build)

    def withdrawn(self, build: str, as_at: date | None = None) -> frozenset[int]:
        """The loads that stand withdrawn; with ``as_at``, those that were by the end of that day."""
        ledger = self.loads(build)
        rows = zip(ledger["id"], ledger["withdrawn"], ledger["decided_at"], strict=True)
        return frozenset(int(id) for id, gone, at in rows if gone and (as_at is None or at.date() <= as_at))

    def areas(self, build: str) -> pd.DataFrame:
        """One row an area that has a load, withdrawn or not: ``area`` (code), ``notice``, ``loads``."""
        return self._frame(sql.AREAS, build)

    def in_force(
        self, build: str, *, reporter: str | None = None, indicator: str | None = None, areas: list[str] | None = None,
        as_at: date | None = None, before: int | None = None,
    ) -> pd.DataFrame:  # fmt: skip
        """One row an observation in force: a later received load supersedes an earlier one, figure by figure.

        ``as_at`` leaves out loads received after that day, ``before`` that load and those after it. ``value`` or ``missing`` is
        set, never both; dates are ``date``.
        """
        return self._frame(
            sql.IN_FORCE, build, {"as_at": as_at, "reporter": reporter, "indicator": indicator, "areas": areas, "before": before}
        )

    def history(self, build: str, reporter: str, indicator: str) -> pd.DataFrame:
        """Every own figure ever loaded for one KPI, superseded ones included, in order of period and receipt."""
        return self._frame(sql.HISTORY, build, [reporter, indicator])

    def findings(self, build: str, area: str | None = None) -> pd.DataFrame:
        """One row a finding, newest load first."""
        return self._frame(sql.FINDINGS, build, [area, area])

    def given(self, build: str, load: int) -> pd.DataFrame:
        """One row an observation of one load, as it was given."""
        return self._frame(sql.GIVEN, build, [load])

    def cells(self, build: str, load: int) -> pd.DataFrame:
        """One row a non-empty cell of a load and what became of it, in reading order."""
        return self._frame(sql.CELLS, build, [load])

    def links(self, build: str, area: str, as_at: date | None = None) -> pd.DataFrame:
        """Priorities printed beside KPIs on the area's scorecards: ``indicator``, ``priority``."""
        return self._frame(sql.LINKS, build, {"area": area, "as_at": as_at})

    def publish(self, loaded: Loaded, content: bytes, *, who: str, recorded_at: datetime, received: date) -> PublishedLoad:
        """Keeps the file, writes a new build with its figures, and moves the pointer. The same file again changes nothing.

        Raises:
            StoreFault: another load is being written, or the folder cannot be written to.
        """
        return self.publish_all([(loaded, content, received)], who=who, recorded_at=recorded_at)[0]

    def publish_all(self, files: Sequence[tuple[Loaded, bytes, date]], *, who: str, recorded_at: datetime) -> list[PublishedLoad]:
        """As ``publish`` for many files with the day each was received, in one build; a file given twice is kept once."""
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

    def remember(self, answers: Answers, *, file: str, who: str, recorded_at: datetime) -> str:
        """Keeps answers for the next file of their shape, in place of those with the same id. Returns the build."""
        with self._writing():
            moment = _utc(recorded_at)
            row = (answers, file, who, moment)
            return self._write_build(self.current(), uuid.uuid4().hex[:8], moment, lambda db: insert_answers(db, *row))

    def forget(self, id: int, *, who: str, recorded_at: datetime) -> str:
        """Takes remembered answers out of use; who did so is kept. Returns the build."""
        with self._writing():
            values = [id, "", None, "", who, moment := _utc(recorded_at)]
            return self._write_build(self.current(), uuid.uuid4().hex[:8], moment, lambda db: db.execute(sql.ADD_ANSWERS, values))

    def add_indicator(self, asked: Mapping[str, Any], *, who: str, recorded_at: datetime) -> str:
        """Keeps an area's own KPI, or its newest wording; ``asked`` is what ``catalogue.own_indicator`` checked. Returns the build."""
        with self._writing():
            values = [asked["area"], asked["code"], json.dumps(dict(asked)), who, moment := _utc(recorded_at)]
            return self._write_build(self.current(), uuid.uuid4().hex[:8], moment, lambda db: db.execute(sql.ADD_OWN_INDICATOR, values))

    def answers(self, build: str) -> tuple[Answers, ...]:
        """The answers remembered, oldest shape first."""
        found = self._frame(sql.ANSWERS, build).to_dict("records")
        return tuple(answers_of(row["id"], row["area"], json.loads(row["body"])) for row in found)

    def own_indicators(self, build: str) -> list[dict[str, Any]]:
        """What was asked about each KPI of the areas' own, in its newest wording."""
        return [json.loads(row["body"]) for row in self._frame(sql.OWN_INDICATORS, build).to_dict("records")]

    def remarks(self, build: str, area: str, as_at: date | None = None) -> pd.DataFrame:
        """One row a printed rating, direction, owner or comment of an area's loads in force, oldest received first."""
        return self._frame(sql.REMARKS, build, {"area": area, "as_at": as_at})

    def meetings(self, build: str, area: str) -> pd.DataFrame:
        """The area's meeting calendar: ``day``, ``name``."""
        return self._frame(sql.MEETINGS, build, {"area": area, "as_at": None})

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
            decision = [load, action, who, moment, why]
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
            db.execute(f"attach '{_quoted(unfinished)}' as b (storage_version 'v1.5.0')")
            if not before:
                db.execute(sql.SCHEMA)
            db.execute("begin")
            db.execute("delete from b.build")
            db.execute("insert into b.build values (?, ?, ?)", [sql.SCHEMA_VERSION, name, made_at])
            change(db)
            db.execute("commit")
            db.execute("checkpoint b")
            db.execute("detach b")
        flush(unfinished)
        unfinished.replace(self._path(name))
        keep_whole(self.builds / "current", name.encode())
        self._sweep(name)
        return name

    def _sweep(self, current: str) -> None:
        """Removes what killed writers left and builds beyond the last few; a file still open elsewhere is left for next time."""
        old = sorted(self.builds.glob("[0-9]*.duckdb"))[:-BUILDS_KEPT]
        for path in [*self.builds.glob("unfinished-*"), *self.raw.glob("unfinished-*"), *old]:
            if path.stem != current:
                try:
                    path.unlink()
                except OSError:
                    continue

    def _path(self, build: str) -> Path:
        return self.builds / f"{build}.duckdb"

    def _attach(self, build: str) -> str:
        """The alias under which a build is attached, read-only; builds no longer asked for are let go."""
        alias = f"build_{build.replace('-', '_')}"
        with self._lock:
            if alias not in self._attached:
                path = self._path(build)
                if not path.exists():
                    raise StoreFault(f"Build {build} is not in {self.builds}. Restore the folder from a backup, or load the files again.")
                try:
                    self._memory.cursor().execute(f"attach '{_quoted(path)}' as {alias} (read_only)")
                except duckdb.Error as why:
                    raise StoreFault(f"Build {build} cannot be opened: the file is damaged. Restore it from a backup.") from why
                version = self._memory.cursor().execute(f"select schema_version from {alias}.build").fetchone()
                if version != (sql.SCHEMA_VERSION,):
                    raise StoreFault(f"Build {build} was written by another version of the dashboard. Load the files in raw/ again.")
                self._attached.append(alias)
                if len(self._attached) > BUILDS_KEPT:
                    self._memory.cursor().execute(f"detach {self._attached.pop(0)}")
        return alias

    def _attach_release(self, database: str) -> str:
        """The alias under which a release's database is attached, read-only, for as long as this process lives."""
        alias = database.removesuffix(".duckdb").replace("-", "_")
        with self._lock:
            if alias not in self._releases:
                path = self.builds / database
                if not path.exists():
                    raise StoreFault(f"{path} is missing. Restore the folder from a backup, or load the published files again.")
                try:
                    self._memory.cursor().execute(f"attach '{_quoted(path)}' as {alias} (read_only)")
                except duckdb.Error as why:
                    raise StoreFault(f"{path} cannot be opened: the file is damaged. Load the published files again.") from why
                self._releases.append(alias)
        return alias

    def _frame(self, statement: str, build: str, values: list[Any] | dict[str, Any] | None = None) -> pd.DataFrame:
        cursor = self._memory.cursor()
        found = cursor.execute(statement.format(build=self._attach(build)), values or [])
        columns = [column[0] for column in found.description or []]
        return pd.DataFrame(found.fetchall(), columns=columns, dtype=object)

    def _one(self, statement: str, build: str, values: list[Any] | None = None) -> Any:
        row = self._memory.cursor().execute(statement.format(build=self._attach(build)), values or []).fetchone()
        return row[0] if row else None


def person() -> str:
    """Who runs this, for the ledger: the name they are signed in with."""
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return "unknown"


def _suffix(file: str) -> str:
    suffix = Path(file).suffix.lower()
    return suffix if suffix.isascii() and suffix[1:].isalnum() else ""


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(tzinfo=None)


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
