"""What a store gives to whoever may read: builds, the ledger of loads, and queries that return tidy frames."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from data.model.observation import COMPARATORS
from data.model.questions import Answers
from data.model.withheld_figure import WithheldFigure
from data.store import earlier_forms, sql, withholding
from data.store.build_rows import answers_of
from data.store.ledger import Ledger, LedgerEntry, LedgerFault
from data.store.release_schema import quoted, sound_release
from data.store.releases import Releases
from data.store.sealed_lines import MENDED, SealedState
from data.store.withholding import Cover

BUILDS_KEPT = 5
AGAIN = "It is made again from what was loaded when the dashboard starts, or now by: python cli.py rebuild"


NO_EXTENSIONS: dict[str, str | bool | int | float | list[str]] = {"autoinstall_known_extensions": False, "autoload_known_extensions": False}


class StoreFault(Exception):
    """The store cannot be read or written. The message says what to do."""


class NotWritable(StoreFault):
    """The home's folder may be read and not written to."""


class DamagedStore(StoreFault):
    """A file in build/ opens and is damaged within; it can be made again."""


class StoredFigures(Releases):
    """The figures under one home folder, to be read. Safe to share between threads: every query has a cursor of its own."""

    def __init__(self, home: Path) -> None:
        self.home, self.builds, self.raw, self.ledger = home, home / "build", home / "raw", Ledger(home)
        self._database: duckdb.DuckDBPyConnection | None = None
        self._closed, self._opening = False, threading.Lock()
        self._attached: list[str] = []
        self._covers: dict[str, Cover] = {}
        self._releases: list[str] = []
        self._lock = threading.Lock()

    def current(self) -> str:
        """The name of the build in force, or an empty string when nothing was ever loaded.

        Raises:
            StoreFault: nobody can say which one it is until it is made again.
        """
        try:
            name = (self.builds / "current").read_text(encoding="utf-8").strip()
        except (FileNotFoundError, UnicodeDecodeError):
            name = ""
        except OSError as why:
            raise StoreFault(f"The store in {self.home} cannot be read: {why.strerror}. Check that you may open that folder.") from why
        return name if re.fullmatch(r"[0-9]{6,}-[0-9a-f]{8}", name) else self._by_ledger()

    def _by_ledger(self) -> str:
        """The build that holds all that was entered, where the pointer is missing or damaged."""
        if self.ledger.exists():
            name = self.name_of(self.ledger.read())
            if name and not self._path(name).is_file():
                raise StoreFault(f"{self.builds / 'current'} is missing or damaged. {AGAIN}")
            return name
        if any(not path.name.startswith("000001-") for path in self.builds.glob("[0-9]*.duckdb")) or (self.builds / "current").exists():
            raise StoreFault(f"{self.builds / 'current'} is missing or damaged, and so is {self.ledger.folder}. {MENDED}")
        return ""

    @staticmethod
    def name_of(read: SealedState[LedgerEntry]) -> str:
        """The name of the build that holds all that was entered; empty before the first entry."""
        return f"{len(read.entries):06d}-{read.digest[:8]}" if read.entries else ""

    def amiss(self, *, whole: bool = False) -> list[str]:
        """What in build/ is not as the ledger says, in words; ``whole`` reads every table too.

        Raises:
            StoreFault: the ledger cannot be read.
        """
        if not self.ledger.exists():
            return ["the figures of an earlier version"] if earlier_forms.newest(self.builds) is not None else []
        try:
            read = self.ledger.read()
        except LedgerFault as why:
            raise StoreFault(str(why)) from why
        if not read.entries:
            return []
        name = self.name_of(read)
        if self._points_to() != name or not self._sound(name, whole=whole):
            return ["the figures in force"]
        return [
            f"the published figures of load {load}" for load, _, database in self._releases_of(name)
            if not sound_release(self.builds / database, whole=whole)
        ]  # fmt: skip

    def readable(self) -> bool:
        """Whether the build in force can be opened and is of this version."""
        try:
            self._attach(self.current())
        except StoreFault:
            return False
        return True

    def close(self) -> None:
        """Lets go of every file held open; nothing can be asked afterwards."""
        with self._opening:
            self._closed = True
            if self._database is not None:
                self._database.close()

    def loads(self, build: str) -> pd.DataFrame:
        """One row a load, oldest first: who, when recorded (UTC) and received, file, SHA-256, counts, and whether it stands withdrawn."""
        return self._frame(sql.LOADS, build)

    def withdrawn(self, build: str, as_at: date | None = None) -> frozenset[int]:
        """The loads that stand withdrawn; with ``as_at``, those that were by the end of that day."""
        return frozenset(int(load) for load in self._frame(sql.WITHDRAWN, build, {"as_at": as_at})["load"])

    def areas(self, build: str) -> pd.DataFrame:
        """One row an area that has a load, withdrawn or not: ``area`` (code), ``notice``, ``loads``."""
        return self._frame(sql.AREAS, build)

    def in_force(
        self, build: str, *, reporter: str | None = None, indicator: str | None = None, areas: list[str] | None = None,
        as_at: date | None = None, before: int | None = None, place: str | None = None,
    ) -> pd.DataFrame:  # fmt: skip
        """One row an observation in force: a later received load supersedes an earlier one, figure by figure.

        With ``place`` those that its standings are made of: its own, the comparators', and one figure of every load that has any.

        ``as_at`` leaves out loads received after that day, ``before`` that load and those after it. ``value`` or ``missing`` is
        set, never both; dates are ``date``.
        """
        values = {"as_at": as_at, "reporter": reporter, "indicator": indicator, "areas": areas, "before": before}
        if place is None:
            return self._frame(sql.IN_FORCE, build, values)
        return self._frame(sql.IN_FORCE_AT, build, values | {"place": place, "beside": [series.value for series in COMPARATORS]})

    def history(self, build: str, reporter: str, indicator: str) -> pd.DataFrame:
        """Every own figure ever loaded for one KPI, superseded ones included, in order of period and receipt.

        ``withheld_by`` is the load whose mark withholds a figure that this one gave.
        """
        return self._frame(sql.HISTORY, build, [reporter, indicator])

    def findings(self, build: str, area: str | None = None) -> pd.DataFrame:
        """One row a finding, newest load first; one that would give a withheld figure away loses its words."""
        cover, found = self._cover(build), self._frame(sql.FINDINGS, build, [area, area])
        return pd.DataFrame(cover.covered(found.to_dict("records")), columns=found.columns, dtype=object)

    def given(self, build: str, load: int) -> pd.DataFrame:
        """One row an observation of one load, as it was given."""
        return self._frame(sql.GIVEN, build, [load])

    def as_read(self, build: str, load: int) -> pd.DataFrame:
        """The same as it was read, withheld figures too: for reading the file again, never to be shown."""
        return self._frame(sql.AS_READ, build, [load])

    def withheld(self, build: str, reporter: str, *, indicator: str | None = None, load: int | None = None) -> pd.DataFrame:
        """One row a figure that is withheld, with what it was (``value``, ``raw``, ``comment``), when its mark was recorded and by which
        load (``recorded_at``, ``by_load``); ``beside`` says that its file holds a number beside the mark. For the working group alone,
        never for anything that leaves."""
        return self._frame(withholding.ORIGINALS, build, {"reporter": reporter, "indicator": indicator, "load": load})

    def withheld_now(self) -> tuple[WithheldFigure, ...]:
        """The areas' own figures that are withheld in the build in force; none where it cannot be read."""
        try:
            build = self.current()
            return self._cover(build).figures if build else ()
        except StoreFault:
            return ()

    def cells(self, build: str, load: int) -> pd.DataFrame:
        """One row a non-empty cell of a load and what became of it, in reading order."""
        return self._frame(sql.CELLS, build, [load])

    def links(self, build: str, area: str, as_at: date | None = None) -> pd.DataFrame:
        """Priorities printed beside KPIs on the area's scorecards: ``indicator``, ``priority``."""
        return self._frame(sql.LINKS, build, {"area": area, "as_at": as_at})

    def answers(self, build: str) -> tuple[Answers, ...]:
        """The answers remembered, oldest shape first."""
        found = self._frame(sql.ANSWERS, build).to_dict("records")
        return tuple(answers_of(row["id"], row["area"], json.loads(row["body"])) for row in found)

    def answers_given(self, build: str) -> dict[int, Answers]:
        """The answers that each load was read with, by its number; loads read without any are left out.

        Raises:
            StoreFault: the ledger cannot be read.
        """
        found: dict[int, Answers] = {}
        try:
            for entry in self.ledger.read().entries:
                for change in self.ledger.changes(entry):
                    if change.kind == "load" and (held := change.body["answers"]):
                        found[int(change.body["load"])] = Answers(**held | {"headings": tuple(held["headings"])})
        except LedgerFault as why:
            raise StoreFault(str(why)) from why
        return found

    def own_indicators(self, build: str) -> list[dict[str, Any]]:
        """What was asked about each KPI of the areas' own, in its newest wording."""
        return [json.loads(row["body"]) for row in self._frame(sql.OWN_INDICATORS, build).to_dict("records")]

    def remarks(self, build: str, area: str, as_at: date | None = None) -> pd.DataFrame:
        """One row a printed rating, direction, owner or comment of an area's loads in force, oldest received first."""
        return self._frame(sql.REMARKS, build, {"area": area, "as_at": as_at})

    def meetings(self, build: str, area: str) -> pd.DataFrame:
        """The area's meeting calendar: ``day``, ``name``."""
        return self._frame(sql.MEETINGS, build, {"area": area, "as_at": None})

    def _releases_of(self, name: str) -> list[tuple[int, str, str]]:
        """(load, publication, database) of every release that a build names."""
        rows = self.loads(name).to_dict("records")
        return [(int(row["id"]), str(row["publication"]), str(row["database"])) for row in rows if row["database"]]

    def _sound(self, name: str, *, whole: bool) -> bool:
        """Whether a build opens, is of this form, and, where asked, can be read from end to end."""
        try:
            alias = self._attach(name)
            self.loads(name)
            if whole:
                cursor = self._memory.cursor()
                tables = cursor.execute("select table_name from duckdb_tables() where database_name = ?", [alias]).fetchall()
                for (table,) in tables:
                    cursor.execute(f"select count(distinct hash(t)) from {alias}.{table} t").fetchall()
        except (StoreFault, duckdb.Error):
            self._let_go(name)
            return False
        return True

    def _points_to(self) -> str:
        try:
            return (self.builds / "current").read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError):
            return ""

    @property
    def _memory(self) -> duckdb.DuckDBPyConnection:
        """The database that builds are attached to, started when it is first asked: a home that is only written to has none."""
        with self._opening:
            if self._closed:
                raise duckdb.ConnectionException(f"{self.home} was let go of")
            if self._database is None:
                self._database = duckdb.connect(":memory:", config=NO_EXTENSIONS)
            return self._database

    def _path(self, build: str) -> Path:
        return self.builds / f"{build}.duckdb"

    def _attach(self, build: str) -> str:
        """The alias under which a build is attached, read-only; builds no longer asked for are let go."""
        alias = f"build_{build.replace('-', '_')}"
        with self._lock:
            if alias not in self._attached:
                path = self._path(build)
                if not path.exists():
                    raise StoreFault(f"Build {build} is not in {self.builds}. {AGAIN}")
                try:
                    self._memory.cursor().execute(f"attach '{quoted(path)}' as {alias} (read_only)")
                    version = self._memory.cursor().execute(f"select schema_version from {alias}.build").fetchone()
                except duckdb.Error as why:
                    self._detach(alias)
                    raise StoreFault(f"Build {build} cannot be opened: the file is damaged. {AGAIN}") from why
                if version != (sql.SCHEMA_VERSION,):
                    self._detach(alias)
                    raise StoreFault(f"Build {build} was written by another version of the dashboard. {AGAIN}")
                self._attached.append(alias)
                if len(self._attached) > BUILDS_KEPT:
                    self._detach(self._attached.pop(0))
        return alias

    def _cover(self, build: str) -> Cover:
        """What is withheld in a build, whose views are made when they are first asked for: whoever only writes does without."""
        while True:
            alias = self._attach(build)
            with self._lock:
                if alias not in self._attached:  # let go of meanwhile, for other builds
                    continue
                if alias not in self._covers:
                    try:
                        self._covers[alias] = withholding.cover(self._memory.cursor(), alias, _shown(alias))
                    except duckdb.Error as why:
                        withholding.uncover(self._memory.cursor(), _shown(alias))
                        raise DamagedStore(f"Build {build} cannot be read: the file is damaged. {AGAIN}") from why
                return self._covers[alias]

    def _attach_release(self, database: str) -> str:
        """The alias under which a release's database is attached, read-only, for as long as this process lives."""
        alias = database.removesuffix(".duckdb").replace("-", "_")
        with self._lock:
            if alias not in self._releases:
                path = self.builds / database
                if not sound_release(path):
                    raise StoreFault(f"{path} is missing or damaged. {AGAIN}")
                try:
                    self._memory.cursor().execute(f"attach '{quoted(path)}' as {alias} (read_only)")
                except duckdb.Error as why:
                    raise StoreFault(f"{path} cannot be opened: the file is damaged. {AGAIN}") from why
                self._releases.append(alias)
        return alias

    def _opens(self, database: str) -> bool:
        """Whether a release's figures can be read."""
        try:
            self._attach_release(database)
        except StoreFault:
            return False
        return True

    def _let_go(self, file: str) -> None:
        """Lets go of a build or a release's database, by name or file name, so that it can be replaced."""
        alias = file.removesuffix(".duckdb").replace("-", "_")
        with self._lock:
            for names, held in ((self._attached, f"build_{alias}"), (self._releases, alias)):
                if held in names:
                    names.remove(held)
                    self._detach(held)

    def _detach(self, alias: str) -> None:
        self._covers.pop(alias, None)
        with suppress(duckdb.Error):
            withholding.uncover(self._memory.cursor(), _shown(alias))
        with suppress(duckdb.Error):
            self._memory.cursor().execute(f"detach {alias}")

    def _remembers(self, build: str, id: int, area: str, body: Mapping[str, Any]) -> bool:
        """Whether answers are remembered under an id just so."""
        held = self._frame(sql.HELD_ANSWERS, build, [id]).to_dict("records")
        return bool(held) and held[0]["area"] == area and bool(held[0]["body"]) and json.loads(held[0]["body"]) == body

    def _frame(self, statement: str, build: str, values: list[Any] | dict[str, Any] | None = None) -> pd.DataFrame:
        columns, rows = self._run(self._over(build, statement), values)
        return pd.DataFrame(rows, columns=columns, dtype=object)

    def _one(self, statement: str, build: str, values: list[Any] | None = None) -> Any:
        _, rows = self._run(self._over(build, statement), values)
        return rows[0][0] if rows else None

    def _over(self, build: str, statement: str) -> str:
        """A statement over one build, attached, and its views made where the statement reads them."""
        alias = self._attach(build)
        if "{shown}" in statement:
            self._cover(build)
        return statement.format(build=alias, shown=_shown(alias))

    def _run(self, statement: str, values: list[Any] | dict[str, Any] | None) -> tuple[list[str], list[Any]]:
        """A statement's answer: the names of its columns, and its rows.

        Raises:
            DamagedStore: a file in build/ is damaged within.
        """
        try:
            found = self._memory.cursor().execute(statement, values or [])
            return [column[0] for column in found.description or []], found.fetchall()
        except (duckdb.OutOfMemoryException, duckdb.ConnectionException, duckdb.ProgrammingError):
            raise  # no fault of a file: too little memory, a home that was let go of, a statement of ours
        except duckdb.Error as why:
            raise DamagedStore(f"A file in {self.builds} is damaged. {AGAIN}") from why


def _shown(alias: str) -> str:
    """The schema that holds the views of an attached build, in which nothing withheld stands."""
    return f"memory.shown_{alias}"
