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

Receipt = tuple[str, datetime, date, str]  # who, recorded at (UTC), received, kept as


def as_given(loaded: Loaded, number: int) -> pd.DataFrame:
    """The observations of a file as rows of the store, before anything is kept."""
    return pd.DataFrame(_observations(loaded, number), columns=sql.OBSERVATION_COLUMNS, dtype=object)


def _observations(loaded: Loaded, number: int) -> list[tuple[Any, ...]]:
    return [
        (number, o.indicator, o.reporter, o.area, o.series.value, o.measure.value, o.period.label, o.period.kind.value, o.period.first,
         o.period.last, o.period.doubt, o.value, o.missing.value if o.missing else None, o.raw, o.file, o.sheet, o.cell, o.basis,
         o.status.value, o.data_source, o.origin)
        for o in loaded.observations
    ]  # fmt: skip


def insert_loads(db: duckdb.DuckDBPyConnection, fresh: Sequence[tuple[int, Loaded, Receipt]]) -> None:
    tables: dict[str, list[tuple[Any, ...]]] = {
        name: [] for name in ("load", "observation", "cell", "finding", "link", "remark", "meeting")
    }
    for number, loaded, (who, recorded_at, received, kept_as) in fresh:
        with_value = sum(o.value is not None for o in loaded.observations)
        tables["load"].append((
            number, loaded.file, loaded.format, loaded.sha256, loaded.reporter, loaded.notice, who, recorded_at, received, kept_as,
            json.dumps(loaded.counts()), with_value, len(loaded.observations) - with_value, "", "", "", "",
        ))  # fmt: skip
        tables["observation"] += _observations(loaded, number)
        tables["cell"] += [(number, c.sheet, c.cell, c.text, c.kind.value, c.read_as, c.indicator) for c in loaded.cells]
        tables["finding"] += [(number, f.severity.value, f.where, f.what, f.hint, f.check, f.indicator) for f in loaded.findings]
        tables["link"] += [(number, k.indicator, k.priority) for k in loaded.links]
        tables["remark"] += [
            (number, r.indicator, r.kind.value, r.text, r.means, r.period.label, r.period.kind.value, r.period.first, r.period.last,
             r.sheet, r.cell)
            for r in loaded.remarks
        ]  # fmt: skip
        tables["meeting"] += [(number, m.day, m.name) for m in loaded.meetings]
        if loaded.answers.any:
            insert_answers(db, loaded.answers, loaded.file, who, recorded_at)
    _insert(db, tables)


def insert_answers(db: duckdb.DuckDBPyConnection, answers: Answers, file: str, who: str, moment: datetime) -> None:
    """Answers under their id, or the next one; the same answers again add nothing."""
    body = {"headings": list(answers.headings), "columns": dict(answers.columns), "kpis": dict(answers.kpis)}
    if answers.id:
        held = db.execute("select area, body from b.answers where id = ? order by recorded_at desc, rowid desc", [answers.id]).fetchone()
        if held and held[0] == answers.area and held[1] and json.loads(held[1]) == body:
            return
    number = answers.id or (db.execute(sql.NEXT_ANSWERS).fetchone() or (1,))[0]
    db.execute(sql.ADD_ANSWERS, [number, answers.area, json.dumps(body), file, who, moment])


def answers_of(id: int, area: str, body: Mapping[str, Any]) -> Answers:
    return Answers(id=id, area=area, headings=tuple(body["headings"]), columns=body["columns"], kpis=body["kpis"])


def insert_release(db: duckdb.DuckDBPyConnection, number: int, release: Release, receipt: Receipt, database: str) -> None:
    """A release of published figures: its line in the ledger, findings, neighbour lists and notes; the figures stay in ``database``."""
    who, recorded_at, received, kept_as = receipt
    counts = release.counts
    row = (
        number, ", ".join(release.files), release.publication.partition(":")[0], release.sha256, sql.NOBODY, "", who, recorded_at, received,
        kept_as, json.dumps(counts), counts.get("figures", 0), counts.get("missing", 0), release.publication, release.title,
        release.edition, database,
    )  # fmt: skip
    lists = [
        (number, found.edition, found.dated, found.official, area, place, code, close)
        for found in release.lists for area, codes in found.of.items() for place, (code, close) in enumerate(codes, 1)
    ]  # fmt: skip
    empty = [(number, found.edition, found.dated, found.official, area, 0, "", "")
             for found in release.lists for area, codes in found.of.items() if not codes]  # fmt: skip
    tables: dict[str, Sequence[tuple[Any, ...]]] = {
        "load": [row], "neighbour": lists + empty,
        "finding": [(number, f.severity.value, f.where, f.what, f.hint, f.check, f.indicator) for f in release.findings],
        "footnote": [(number, n.area, n.measures, n.year, n.words) for n in release.footnotes],
    }  # fmt: skip
    _insert(db, tables)


def _insert(db: duckdb.DuckDBPyConnection, tables: Mapping[str, Sequence[tuple[Any, ...]]]) -> None:
    db.execute("set pandas_analyze_sample = 0")  # every column crosses as text and is cast by the table, so no type is guessed
    for name, rows in tables.items():
        if rows:
            db.register("rows", pd.DataFrame(rows, dtype=object))
            db.execute(f"insert into b.{name} select * from rows")
            db.unregister("rows")
