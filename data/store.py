"""The only SQL: builds, the ledger of loads, and queries that return tidy frames.

A build is a DuckDB file of its own and a pointer, ``build/current``, names the one in force. Publishing copies the build in
force, adds a load to the copy, and moves the pointer last: whoever reads sees the old build or the new one, never half.
"""

from __future__ import annotations

import getpass
import json
import os
import re
import shutil
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Literal

import duckdb
import pandas as pd
from filelock import FileLock, Timeout

from data.model import Loaded

BUILDS_KEPT = 5
ROWS_AT_ONCE = 250
_OBSERVATION_COLUMNS = (
    "load", "indicator", "reporter", "area", "series", "measure", "period", "period_kind", "first", "last", "period_doubt", "value",
    "missing", "raw", "file", "sheet", "cell", "basis", "status", "data_source", "origin",
)  # fmt: skip
SCHEMA_VERSION = 2
_SCHEMA = """
create table b.build (schema_version integer not null, name varchar not null, made_at timestamp not null);
create table b.load (
    id integer primary key, file varchar not null, format varchar not null, sha256 varchar not null, area varchar not null,
    notice varchar not null, who varchar not null, recorded_at timestamp not null, received date not null, kept_as varchar not null,
    cells json not null, observations integer not null, missing integer not null);
create table b.observation (
    load integer not null, indicator varchar not null, reporter varchar not null, area varchar not null, series varchar not null,
    measure varchar not null, period varchar not null, period_kind varchar not null, first date, last date, period_doubt varchar not null,
    value double, missing varchar, raw varchar not null, file varchar not null, sheet varchar not null, cell varchar not null,
    basis varchar not null, status varchar not null, data_source varchar not null, origin varchar not null,
    check ((value is null) = (missing is not null)));
create table b.cell (
    load integer not null, sheet varchar not null, cell varchar not null, text varchar not null, kind varchar not null,
    read_as varchar not null, indicator varchar not null);
create table b.finding (
    load integer not null, severity varchar not null, place varchar not null, what varchar not null, hint varchar not null,
    check_name varchar not null, indicator varchar not null);
create table b.decision (
    load integer not null, action varchar not null check (action in ('withdraw', 'reinstate')), who varchar not null,
    recorded_at timestamp not null, why varchar not null);
create table b.link (load integer not null, indicator varchar not null, priority integer not null);
"""
_ADD_LOAD = "insert into b.load values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_SAME_FILE = "select max(id) from {build}.load where sha256 = ? and area = ?"
# Loads withdrawn by a day: the last decision on each, recorded on or before that day, was to withdraw it.
_WITHDRAWN = """
select load from {build}.decision where recorded_at::date <= coalesce($as_at, date '9999-12-31')
group by load having arg_max(action, recorded_at) = 'withdraw'
"""
_LOADS = """
select l.*, coalesce(d.action = 'withdraw', false) as withdrawn, d.why as decided_why, d.who as decided_by, d.recorded_at as decided_at
from {build}.load l left join (
    select * from {build}.decision qualify row_number() over (partition by load order by recorded_at desc) = 1) d on d.load = l.id
order by l.id
"""
_ADD_DECISION = "insert into b.decision values (?, ?, ?, ?, ?)"
_COUNT_LOADS = "select coalesce(max(id), 0) from {build}.load"
# The figure in force for each key: of the loads received by then, the one received last (of those, the one recorded last).
_IN_FORCE = f"""
select o.*, l.received, l.recorded_at, l.notice
from {{build}}.observation o join {{build}}.load l on l.id = o.load
where l.received <= coalesce($as_at, date '9999-12-31') and l.id not in ({_WITHDRAWN})
  and ($reporter is null or o.reporter = $reporter) and ($indicator is null or o.indicator = $indicator)
  and ($areas is null or list_contains($areas, o.area))
  and ($before is null or l.received < (select received from {{build}}.load where id = $before)
       or (l.received = (select received from {{build}}.load where id = $before) and l.id < $before))
qualify row_number() over (
    partition by o.reporter, o.indicator, o.area, o.series, o.measure, o.period_kind, o.first, o.last,
                 case when o.first is null then o.period end
    order by l.received desc, o.load desc) = 1
order by o.reporter, o.indicator, o.series, o.measure, o.first nulls first, o.load
"""
_HISTORY = """
select o.*, l.received, l.recorded_at
from {build}.observation o join {build}.load l on l.id = o.load
where o.reporter = ? and o.indicator = ? and o.series = 'own' and o.measure = 'figure'
order by o.first nulls first, l.received, o.load
"""
_FINDINGS = """
select f.*, l.file, l.area from {build}.finding f join {build}.load l on l.id = f.load
where (? is null or l.area = ?) order by f.load desc, f.severity, f.place
"""
_GIVEN = "select * from {build}.observation where load = ?"
_CELLS = "select * from {build}.cell where load = ?"
_LINKS = f"""
select k.indicator, k.priority from {{build}}.link k join {{build}}.load l on l.id = k.load
where l.area = $area and l.received <= coalesce($as_at, date '9999-12-31') and l.id not in ({_WITHDRAWN})
order by k.indicator, k.priority
"""
_AREAS = "select area, max(notice) as notice, count(*) as loads from {build}.load group by area order by area"


class StoreFault(Exception):
    """The store cannot be read or written. The message says what to do."""


@dataclass(frozen=True)
class Published:
    """What publishing did: ``published`` is False when the same file already stands as load ``id``."""

    id: int
    published: bool
    build: str


class Store:
    """The figures under one home folder (``SEND_HOME``). Safe to share between threads: every query has a cursor of its own."""

    def __init__(self, home: Path) -> None:
        self.home, self.builds, self.raw = home, home / "build", home / "raw"
        self._memory = duckdb.connect(":memory:", config={"autoinstall_known_extensions": False, "autoload_known_extensions": False})
        self._attached: list[str] = []
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

    def loads(self, build: str) -> pd.DataFrame:
        """One row a load, oldest first: who, when recorded (UTC) and received, file, SHA-256, counts, and whether it stands withdrawn."""
        return self._frame(_LOADS, build)

    def areas(self, build: str) -> pd.DataFrame:
        """One row an area that has a load, withdrawn or not: ``area`` (code), ``notice``, ``loads``."""
        return self._frame(_AREAS, build)

    def in_force(
        self, build: str, *, reporter: str | None = None, indicator: str | None = None, areas: list[str] | None = None,
        as_at: date | None = None, before: int | None = None,
    ) -> pd.DataFrame:  # fmt: skip
        """One row an observation in force: a later received load supersedes an earlier one, figure by figure.

        ``as_at`` leaves out loads received after that day, ``before`` that load and those after it. ``value`` or ``missing`` is
        set, never both; dates are ``date``.
        """
        return self._frame(
            _IN_FORCE, build, {"as_at": as_at, "reporter": reporter, "indicator": indicator, "areas": areas, "before": before}
        )

    def history(self, build: str, reporter: str, indicator: str) -> pd.DataFrame:
        """Every own figure ever loaded for one KPI, superseded ones included, in order of period and receipt."""
        return self._frame(_HISTORY, build, [reporter, indicator])

    def findings(self, build: str, area: str | None = None) -> pd.DataFrame:
        """One row a finding, newest load first."""
        return self._frame(_FINDINGS, build, [area, area])

    def given(self, build: str, load: int) -> pd.DataFrame:
        """One row an observation of one load, as it was given."""
        return self._frame(_GIVEN, build, [load])

    def cells(self, build: str, load: int) -> pd.DataFrame:
        """One row a non-empty cell of a load and what became of it, in reading order."""
        return self._frame(_CELLS, build, [load])

    def links(self, build: str, area: str, as_at: date | None = None) -> pd.DataFrame:
        """Priorities printed beside KPIs on the area's scorecards: ``indicator``, ``priority``."""
        return self._frame(_LINKS, build, {"area": area, "as_at": as_at})

    def publish(self, loaded: Loaded, content: bytes, *, who: str, recorded_at: datetime, received: date) -> Published:
        """Keeps the file, writes a new build with its figures, and moves the pointer. The same file again changes nothing.

        Raises:
            StoreFault: another load is being written, or the folder cannot be written to.
        """
        with self._writing():
            before = self.current()
            if before and (same := self._one(_SAME_FILE, before, [loaded.sha256, loaded.reporter])) is not None:
                return Published(int(same), False, before)
            number = int(self._one(_COUNT_LOADS, before) or 0) + 1 if before else 1
            suffix = Path(loaded.file).suffix.lower()
            kept_as = f"{loaded.sha256}{suffix if suffix.isascii() and suffix[1:].isalnum() else ''}"
            _write_whole(self.raw / kept_as, content)
            receipt = (who, _utc(recorded_at), received, kept_as)
            build = self._write_build(before, loaded.sha256[:8], receipt[1], lambda db: _insert_load(db, number, loaded, receipt))
            return Published(number, True, build)

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
            return self._write_build(before, uuid.uuid4().hex[:8], moment, lambda db: db.execute(_ADD_DECISION, decision))

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """One writer at a time, over all processes; the lock falls with the process that held it."""
        try:
            self.builds.mkdir(parents=True, exist_ok=True)
            self.raw.mkdir(parents=True, exist_ok=True)
            with FileLock(self.builds / "writing.lock", timeout=30):
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
                db.execute(_SCHEMA)
            db.execute("begin")
            db.execute("delete from b.build")
            db.execute("insert into b.build values (?, ?, ?)", [SCHEMA_VERSION, name, made_at])
            change(db)
            db.execute("commit")
            db.execute("checkpoint b")
            db.execute("detach b")
        _flush(unfinished)
        unfinished.replace(self._path(name))
        _write_whole(self.builds / "current", name.encode())
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
                if version != (SCHEMA_VERSION,):
                    raise StoreFault(f"Build {build} was written by another version of the dashboard. Load the files in raw/ again.")
                self._attached.append(alias)
                if len(self._attached) > BUILDS_KEPT:
                    self._memory.cursor().execute(f"detach {self._attached.pop(0)}")
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


def as_given(loaded: Loaded, number: int) -> pd.DataFrame:
    """The observations of a file as rows of the store, before anything is kept."""
    return pd.DataFrame(_observations(loaded, number), columns=_OBSERVATION_COLUMNS, dtype=object)


def _observations(loaded: Loaded, number: int) -> list[tuple[Any, ...]]:
    return [
        (number, o.indicator, o.reporter, o.area, o.series.value, o.measure.value, o.period.label, o.period.kind.value, o.period.first,
         o.period.last, o.period.doubt, o.value, o.missing.value if o.missing else None, o.raw, o.file, o.sheet, o.cell, o.basis,
         o.status.value, o.data_source, o.origin)
        for o in loaded.observations
    ]  # fmt: skip


def _insert_load(db: duckdb.DuckDBPyConnection, number: int, loaded: Loaded, receipt: tuple[str, datetime, date, str]) -> None:
    who, recorded_at, received, kept_as = receipt
    with_value = sum(o.value is not None for o in loaded.observations)
    without = len(loaded.observations) - with_value
    db.execute(_ADD_LOAD, [
        number, loaded.file, loaded.format, loaded.sha256, loaded.reporter, loaded.notice, who, recorded_at, received, kept_as,
        json.dumps(loaded.counts()), with_value, without,
    ])  # fmt: skip
    observations = _observations(loaded, number)
    cells = [(number, c.sheet, c.cell, c.text, c.kind.value, c.read_as, c.indicator) for c in loaded.cells]
    findings = [(number, f.severity.value, f.where, f.what, f.hint, f.check, f.indicator) for f in loaded.findings]
    links = [(number, k.indicator, k.priority) for k in loaded.links]
    for table, rows in (("observation", observations), ("cell", cells), ("finding", findings), ("link", links)):
        for at in range(0, len(rows), ROWS_AT_ONCE):
            some = rows[at : at + ROWS_AT_ONCE]
            one = f"({', '.join('?' * len(some[0]))})"
            db.execute(f"insert into b.{table} values {', '.join([one] * len(some))}", [value for row in some for value in row])


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(tzinfo=None)


def _write_whole(path: Path, content: bytes) -> None:
    """The whole file or none of it, on disk before this returns."""
    unfinished = path.parent / f"unfinished-{uuid.uuid4().hex}"
    unfinished.write_bytes(content)
    _flush(unfinished)
    for attempt in range(50):  # Windows refuses while a reader has the old file open, which is for microseconds
        try:
            unfinished.replace(path)
            return
        except PermissionError:
            if attempt == 49:
                raise
            time.sleep(0.02)


def _flush(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
