"""Homes of earlier forms: the build in force of one is taken into the ledger whole, so that nothing that was loaded is lost.

Forms 1 to 4 kept their loads, readings, decisions, answers and own KPIs in the build alone. Each is read by the names of its columns;
what a form did not have yet takes what that form meant by its absence.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb

from data.store.build_rows import KNOWN
from data.store.ledger import Ledger, LedgerChange
from data.store.release_schema import quoted

LAST = 4  # the newest form whose truth is the build
EARLIER = "earlier"  # in build/: where the build that was taken over is put aside
NAMES = re.compile(r"[0-9]{6,}-[0-9a-f]{8}")
RELEASED = {"publication": "", "title": "", "edition": "", "database": ""}  # what a load before form 4 is
READER = "form {form}"  # the version of the rules that read a load, where nothing else is known


@dataclass(frozen=True, slots=True)
class EarlierBuild:
    """The build of an earlier form that was in force."""

    path: Path
    form: int


def newest(builds: Path) -> EarlierBuild | None:
    """The build that the pointer names, else the newest that opens; None where none of an earlier form does."""
    try:
        named = (builds / "current").read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        named = ""
    found = sorted((path for path in builds.glob("[0-9]*.duckdb") if NAMES.fullmatch(path.stem)), reverse=True)
    for path in sorted(found, key=lambda one: one.stem != named):
        form = form_of(path)
        if form is not None and form <= LAST:
            return EarlierBuild(path, form)
    return None


def form_of(path: Path) -> int | None:
    """The form of a build; None where it cannot be opened."""
    try:
        with duckdb.connect(":memory:") as db:
            db.execute(f"attach '{quoted(path)}' as b (read_only)")
            row = db.execute("select schema_version from b.build").fetchone()
    except duckdb.Error:
        return None
    return None if row is None else int(row[0])


def take_over(found: EarlierBuild, ledger: Ledger, builds: Path) -> None:
    """Enters all that a build holds into a new ledger, in the order in which it was recorded, and puts the build aside."""
    with duckdb.connect(":memory:") as db:
        db.execute(f"attach '{quoted(found.path)}' as b (read_only)")
        changes = _changes(db, found, ledger, builds)
    ledger.start(changes)
    aside = builds / EARLIER
    aside.mkdir(exist_ok=True)
    for path in builds.glob("[0-9]*.duckdb"):
        with suppress(OSError):
            if path == found.path:
                path.replace(aside / path.name)
            elif (form := form_of(path)) is not None and form <= LAST:
                path.unlink()


def by_entry(path: Path) -> dict[int, list[LedgerChange]]:
    """All that a build of today's form holds, by the number of the entry that it came with, each in the order of an entry. A release's
    files are not named.

    Raises:
        duckdb.Error: the build is damaged within.
    """
    found: dict[int, list[LedgerChange]] = defaultdict(list)
    with duckdb.connect(":memory:") as db:
        db.execute(f"attach '{quoted(path)}' as b (read_only)")
        answers = _rows(db, "answers", "rowid")
        given = {table: _by_load(db, table) for table in sorted(KNOWN)}
        for row in _rows(db, "load", "id"):
            entry = row.pop("entry")
            told = next((one for one in answers if (one["file"], one["entry"]) == (row["file"], entry)), None)
            body = _load(row, given, told, row["reader"])
            body["row"] |= {"rereads": row["rereads"], "since": _plain(row["since"])}
            found[entry].append(LedgerChange("load", row["who"], row["recorded_at"], body))
        for row in answers:
            found[row["entry"]].append(LedgerChange("answers", row["who"], row["recorded_at"], _remembered(row)))
        for row in _rows(db, "own_indicator", "rowid"):
            found[row["entry"]].append(LedgerChange("own_indicator", row["who"], row["recorded_at"], _own_kpi(row)))
        for row in _rows(db, "decision", "rowid"):
            body = {"load": row["load"], "action": row["action"], "why": row["why"]}
            found[row["entry"]].append(LedgerChange("decision", row["who"], row["recorded_at"], body))
    return dict(found)


def _remembered(row: Mapping[str, Any]) -> dict[str, Any]:
    return {"id": row["id"], "area": row["area"], "body": row["body"] and json.loads(row["body"]), "file": row["file"]}


def _own_kpi(row: Mapping[str, Any]) -> dict[str, Any]:
    return {"area": row["area"], "code": row["code"], "body": json.loads(row["body"])}


def _changes(db: duckdb.DuckDBPyConnection, found: EarlierBuild, ledger: Ledger, builds: Path) -> list[LedgerChange]:
    """Every change in order: loads by their numbers, all else by when it was recorded, a decision never before its load."""
    tables = {name for (name,) in db.execute("select table_name from duckdb_tables() where database_name = 'b'").fetchall()}
    ordered: list[tuple[datetime, int, LedgerChange]] = []
    when: dict[int, datetime] = {}
    latest = datetime.min
    loads = _rows(db, "load", "id")
    given = {table: _by_load(db, table) for table in sorted(KNOWN & tables)}
    answers = _rows(db, "answers", "rowid") if "answers" in tables else []
    for row in loads:
        latest = max(latest, row["recorded_at"])
        when[row["id"]] = latest
        told = next((one for one in answers if (one["file"], one["recorded_at"]) == (row["file"], row["recorded_at"])), None)
        body = _load(row, given, told, READER.format(form=found.form))
        if database := body["row"]["database"]:
            body["published"] = _published(ledger, builds / database)
        ordered.append((latest, 0, LedgerChange("load", row["who"], row["recorded_at"], body)))
    for row in answers:
        ordered.append((row["recorded_at"], 1, LedgerChange("answers", row["who"], row["recorded_at"], _remembered(row))))
    for row in _rows(db, "own_indicator", "rowid") if "own_indicator" in tables else []:
        ordered.append((row["recorded_at"], 2, LedgerChange("own_indicator", row["who"], row["recorded_at"], _own_kpi(row))))
    for row in _rows(db, "decision", "recorded_at, rowid") if "decision" in tables else []:
        body = {"load": row["load"], "action": row["action"], "why": row["why"]}
        moment = max(row["recorded_at"], when.get(row["load"], row["recorded_at"]))
        ordered.append((moment, 3, LedgerChange("decision", row["who"], row["recorded_at"], body)))
    return [change for _, _, change in sorted(ordered, key=lambda one: one[:2])]


def _load(
    row: dict[str, Any], given: Mapping[str, Mapping[int, dict[str, Any]]], told: dict[str, Any] | None, reader: str
) -> dict[str, Any]:  # fmt: skip
    """One load as the ledger holds it, with its reading as it was published; ``told`` are the answers kept with it."""
    number = row["id"]
    kept = {**RELEASED, **{key: value for key, value in row.items() if key not in ("id", "who", "recorded_at")}}
    kept |= {"cells": json.loads(row["cells"]), "reader": reader, "rereads": None, "since": None}
    answers = told and told["body"] and {"id": told["id"], "area": told["area"], **json.loads(told["body"]), "periods": {}}
    tables = {name: rows[number] for name, rows in given.items() if number in rows}
    return {"load": number, "row": kept, "tables": tables, "answers": answers or None}


def _published(ledger: Ledger, database: Path) -> dict[str, Any]:
    """The files that hold a release's figures from now on; none where its database is lost."""
    try:
        return dict(ledger.keep_published(database))
    except duckdb.Error:
        return {}


def _rows(db: duckdb.DuckDBPyConnection, table: str, order: str) -> list[dict[str, Any]]:
    found = db.execute(f"select * from b.{table} order by {order}")
    columns = [column[0] for column in found.description or []]
    return [dict(zip(columns, row, strict=True)) for row in found.fetchall()]


def _by_load(db: duckdb.DuckDBPyConnection, table: str) -> dict[int, dict[str, Any]]:
    """The rows of each load, in the order in which they were put down; columns that this form did not have yet are added."""
    found = db.execute(f"select * from b.{table} order by rowid")
    columns = [column[0] for column in found.description or []]
    at = columns.index("load")
    added = {"means": ""} if table == "remark" and "means" not in columns else {}
    rows: dict[int, list[list[Any]]] = defaultdict(list)
    for row in found.fetchall():
        rows[row[at]].append([_plain(value) for n, value in enumerate(row) if n != at] + list(added.values()))
    names = [name for name in columns if name != "load"] + list(added)
    return {load: {"columns": names, "rows": held} for load, held in rows.items()}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | datetime) else value
