"""What one load becomes in a build: its rows, table by table. Values cross as text and are cast by the table."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import duckdb
import pandas as pd

from data.model.loaded_file import Loaded
from data.model.publication import Release
from data.model.questions import Answers
from data.store import sql
from data.store.stored_tables import CELL, FINDING, FOOTNOTE, LINK, MEETING, OBSERVATION, REMARK

Receipt = tuple[str, datetime, date, str]  # who, recorded at (UTC), received, kept as
# What a file gave, table by table, and where it stands in what was loaded.
OF_A_FILE = {
    OBSERVATION: "observations", CELL: "cells", FINDING: "findings", LINK: "links", REMARK: "remarks", MEETING: "meetings",
}  # fmt: skip


def insert_loads(db: duckdb.DuckDBPyConnection, fresh: Sequence[tuple[int, Loaded, Receipt]]) -> None:
    _insert(db, "load", pd.DataFrame([_ledger_row(*one) for one in fresh], dtype=object))
    for table, field in OF_A_FILE.items():
        _insert(db, table.name, table.frame([(number, getattr(loaded, field)) for number, loaded, _ in fresh]))
    for _, loaded, (who, recorded_at, _, _) in fresh:
        if loaded.answers.any:
            insert_answers(db, loaded.answers, loaded.file, who, recorded_at)


def _ledger_row(number: int, loaded: Loaded, receipt: Receipt) -> dict[str, Any]:
    with_value = sum(o.value is not None for o in loaded.observations)
    return {
        "id": number, "file": loaded.file, "format": loaded.format, "sha256": loaded.sha256, "area": loaded.reporter,
        "notice": loaded.notice, **_received(receipt), "cells": json.dumps(loaded.counts()), "observations": with_value,
        "missing": len(loaded.observations) - with_value, "publication": "", "title": "", "edition": "", "database": "",
    }  # fmt: skip


def _received(receipt: Receipt) -> dict[str, Any]:
    return dict(zip(("who", "recorded_at", "received", "kept_as"), receipt, strict=True))


def insert_answers(db: duckdb.DuckDBPyConnection, answers: Answers, file: str, who: str, moment: datetime) -> None:
    """Answers under their id, or the next one; the same answers again add nothing."""
    body = {"headings": list(answers.headings), "columns": dict(answers.columns), "kpis": dict(answers.kpis)}
    if answers.id:
        held = db.execute("select area, body from b.answers where id = ? order by recorded_at desc, rowid desc", [answers.id]).fetchone()
        if held and held[0] == answers.area and held[1] and json.loads(held[1]) == body:
            return
    number = answers.id or (db.execute(sql.NEXT_ANSWERS).fetchone() or (1,))[0]
    values = {"id": number, "area": answers.area, "body": json.dumps(body), "file": file, "who": who, "recorded_at": moment}
    db.execute(sql.ADD_ANSWERS, values)


def answers_of(id: int, area: str, body: Mapping[str, Any]) -> Answers:
    return Answers(id=id, area=area, headings=tuple(body["headings"]), columns=body["columns"], kpis=body["kpis"])


def insert_release(db: duckdb.DuckDBPyConnection, number: int, release: Release, receipt: Receipt, database: str) -> None:
    """A release of published figures: its line in the ledger, findings, neighbour lists and notes; the figures stay in ``database``."""
    counts = release.counts
    row = {
        "id": number, "file": ", ".join(release.files), "format": release.publication.partition(":")[0], "sha256": release.sha256,
        "area": sql.NOBODY, "notice": "", **_received(receipt), "cells": json.dumps(counts), "observations": counts.get("figures", 0),
        "missing": counts.get("missing", 0), "publication": release.publication, "title": release.title, "edition": release.edition,
        "database": database,
    }  # fmt: skip
    _insert(db, "load", pd.DataFrame([row], dtype=object))
    _insert(db, "neighbour", pd.DataFrame(_neighbours(number, release), dtype=object))
    _insert(db, FINDING.name, FINDING.frame([(number, release.findings)]))
    _insert(db, FOOTNOTE.name, FOOTNOTE.frame([(number, release.footnotes)]))


def _neighbours(number: int, release: Release) -> list[dict[str, Any]]:
    """A row a neighbour, nearest first, and one without a neighbour for an area that has none; those last."""
    rows, empty = [], []
    for found in release.lists:
        for area, codes in found.of.items():
            of = {"load": number, "edition": found.edition, "dated": found.dated, "official": found.official, "area": area}
            rows += [{**of, "place": place, "neighbour": code, "closeness": close} for place, (code, close) in enumerate(codes, 1)]
            empty += [] if codes else [{**of, "place": 0, "neighbour": "", "closeness": ""}]
    return rows + empty


def _insert(db: duckdb.DuckDBPyConnection, table: str, rows: pd.DataFrame) -> None:
    """Rows into the columns of their names."""
    if rows.empty:
        return
    db.execute("set pandas_analyze_sample = 0")  # every column crosses as text and is cast by the table, so no type is guessed
    db.register("rows", rows)
    db.execute(f"insert into b.{table} by name select * from rows")
    db.unregister("rows")
