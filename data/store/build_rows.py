"""What one load is in the ledger, and what the ledger's changes become in a build: rows by name, table by table.

Values cross as text and are cast by the table. A build is made by the same rows whether they were read just now or years ago.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass
from datetime import date
from typing import Any

import duckdb
import pandas as pd

from data.model.loaded_file import Loaded
from data.model.publication import Release
from data.model.questions import Answers
from data.store import sql
from data.store.ledger import LedgerChange
from data.store.stored_tables import CELL, FINDING, FOOTNOTE, LINK, MEETING, OBSERVATION, REMARK

# What a file gave, table by table, and where it stands in what was loaded.
OF_A_FILE = {
    OBSERVATION: "observations", CELL: "cells", FINDING: "findings", LINK: "links", REMARK: "remarks", MEETING: "meetings",
}  # fmt: skip
NEIGHBOUR = ("edition", "dated", "official", "area", "place", "neighbour", "closeness")
Body = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Receipt:
    """How a load came in: the day it was received, its files' names in raw/, and the version of the rules that read it.

    ``rereads`` is the load whose file was read again, and ``since`` the day from which this reading counts. ``quarantined`` is the name
    in quarantine/ of the file as it was given, where a clean copy of it is kept.
    """

    received: date
    kept_as: str
    reader: str = ""
    _: KW_ONLY
    rereads: int | None = None
    since: date | None = None
    quarantined: str = ""


def load_body(number: int, loaded: Loaded, receipt: Receipt) -> Body:
    """A file as the ledger holds it: its row of the list of loads, its reading, and the answers it was read with."""
    with_value = sum(o.value is not None for o in loaded.observations)
    row = {
        "file": loaded.file, "format": loaded.format, "sha256": loaded.sha256, "area": loaded.reporter, "notice": loaded.notice,
        "cells": loaded.counts(), "observations": with_value, "missing": len(loaded.observations) - with_value,
        "publication": "", "title": "", "edition": "", "database": "", **_received(receipt),
    }  # fmt: skip
    tables = {table.name: table.rows(getattr(loaded, field)) for table, field in OF_A_FILE.items()}
    body = {"load": number, "row": row, "tables": tables, "answers": answers_body(loaded.answers) if loaded.answers.any else None}
    if receipt.quarantined:  # the row says what recognises the file again, the name in raw/ what is kept; here both stand side by side
        kept = receipt.kept_as.partition(".")[0]
        body["original"] = {"sha256": loaded.sha256, "kept_as": receipt.quarantined, "copy_sha256": kept}
    return body


def release_body(number: int, release: Release, receipt: Receipt, database: str, published: Mapping[str, Any]) -> Body:
    """A release of published figures: its row, findings, neighbour lists and notes, and the names of the files that hold its figures."""
    counts = release.counts
    row = {
        "file": ", ".join(release.files), "format": release.publication.partition(":")[0], "sha256": release.sha256, "area": sql.NOBODY,
        "notice": "", "cells": counts, "observations": counts.get("figures", 0), "missing": counts.get("missing", 0),
        "publication": release.publication, "title": release.title, "edition": release.edition, "database": database,
        **_received(receipt),
    }  # fmt: skip
    tables = {
        "neighbour": {"columns": list(NEIGHBOUR), "rows": _neighbours(release)},
        **{table.name: table.rows(facts) for table, facts in ((FINDING, release.findings), (FOOTNOTE, release.footnotes))},
    }
    return {"load": number, "row": row, "tables": tables, "answers": None, "published": published}


def answers_body(answers: Answers) -> Body:
    """Answers as plain values; ``periods`` were given for one file and are remembered for that one alone; ``scales``, which
    earlier versions did not ask for, stands there only where one was answered."""
    return {
        "id": answers.id, "area": answers.area, "headings": list(answers.headings), "columns": dict(answers.columns),
        "kpis": dict(answers.kpis), "periods": dict(answers.periods),
    } | ({"scales": dict(answers.scales)} if answers.scales else {})  # fmt: skip


def answers_of(id: int, area: str, body: Mapping[str, Any]) -> Answers:
    return Answers(
        id=id, area=area, headings=tuple(body["headings"]), columns=body["columns"], kpis=body["kpis"], scales=body.get("scales", {})
    )


def insert(db: duckdb.DuckDBPyConnection, changes: Iterable[tuple[int, LedgerChange]]) -> None:
    """Puts changes, each with the number of its entry, into the build attached as ``b``, in their order.

    What a newer version wrote and no column here holds is left out; a column that an older one did not write takes its default.
    """
    gathered: dict[str, list[tuple[tuple[str, ...], list[Sequence[Any]]]]] = {}
    for entry, change in changes:
        for table, columns, rows in _rows(entry, change):
            batches = gathered.setdefault(table, [])
            if not batches or batches[-1][0] != columns:
                batches.append((columns, []))
            batches[-1][1].extend(rows)
    db.execute("set pandas_analyze_sample = 0")  # every column crosses as text and is cast by the table, so no type is guessed
    for table, batches in gathered.items():
        held = {name for (name,) in db.execute(f"select column_name from (describe b.{table})").fetchall()}
        for columns, rows in batches:
            if rows:
                known = [name for name in columns if name in held]
                db.register("rows", pd.DataFrame(rows, columns=list(columns), dtype=object)[known])
                db.execute(f"insert into b.{table} by name select * from rows")
                db.unregister("rows")


def _rows(entry: int, change: LedgerChange) -> Iterable[tuple[str, tuple[str, ...], list[Sequence[Any]]]]:
    """The rows of one change: (table, columns, rows)."""
    signed = {"who": change.who, "recorded_at": change.recorded_at, "entry": entry}
    body = change.body
    if change.kind == "load":
        number = body["load"]
        yield _row("load", {"id": number, **body["row"], "cells": json.dumps(body["row"]["cells"]), **signed})
        for table, held in body["tables"].items():
            if table in KNOWN:
                yield table, ("load", *held["columns"]), [(number, *row) for row in held["rows"]]
    elif change.kind == "decision":
        yield _row("decision", {"load": body["load"], "action": body["action"], "why": body["why"], **signed})
    elif change.kind == "answers":
        kept = None if body["body"] is None else json.dumps(body["body"])
        yield _row("answers", {"id": body["id"], "area": body["area"], "body": kept, "file": body["file"], **signed})
    elif change.kind == "own_indicator":
        yield _row("own_indicator", {"area": body["area"], "code": body["code"], "body": json.dumps(body["body"]), **signed})


KNOWN = {table.name for table in (*OF_A_FILE, FOOTNOTE)} | {"neighbour"}


def _row(table: str, values: Mapping[str, Any]) -> tuple[str, tuple[str, ...], list[Sequence[Any]]]:
    return table, tuple(values), [tuple(values.values())]


def _received(receipt: Receipt) -> Body:
    return {
        "received": receipt.received.isoformat(), "kept_as": receipt.kept_as, "reader": receipt.reader, "rereads": receipt.rereads,
        "since": receipt.since.isoformat() if receipt.since else None,
    }  # fmt: skip


def _neighbours(release: Release) -> list[tuple[Any, ...]]:
    """A row a neighbour, nearest first, and one without a neighbour for an area that has none; those last."""
    rows: list[tuple[Any, ...]] = []
    empty: list[tuple[Any, ...]] = []
    for found in release.lists:
        for area, codes in found.of.items():
            of = (found.edition, found.dated.isoformat(), found.official, area)
            rows += [(*of, place, code, close) for place, (code, close) in enumerate(codes, 1)]
            empty += [] if codes else [(*of, 0, "", "")]
    return rows + empty
