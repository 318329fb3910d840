"""What a store gives to whoever may read: builds, the ledger of loads, and queries that return tidy frames."""

from __future__ import annotations

import json
import re
import threading
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from data.model.questions import Answers
from data.store import sql
from data.store.build_rows import answers_of
from data.store.releases import Releases

BUILDS_KEPT = 5


class StoreFault(Exception):
    """The store cannot be read or written. The message says what to do."""


class StoredFigures(Releases):
    """The figures under one home folder, to be read. Safe to share between threads: every query has a cursor of its own."""

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
                    self._memory.cursor().execute(f"attach '{quoted(path)}' as {alias} (read_only)")
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
                    self._memory.cursor().execute(f"attach '{quoted(path)}' as {alias} (read_only)")
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


def quoted(path: Path) -> str:
    """A path as it stands inside the quotes of a statement."""
    return str(path).replace("'", "''")
