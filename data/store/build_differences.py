"""What two builds hold otherwise, row by row."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb

from data.store.release_schema import quoted

SHOWN = 5  # rows of a table told in full


def differences(old: Path, new: Path, only: Sequence[str] = ()) -> list[str]:
    """A line for each row that only one of two builds holds, table by table; how many more where there are many.

    ``only`` are the tables compared, which may be views; without them all but that of names. A table that one of them does not have, or
    that cannot be read, is told as such.
    """
    found: list[str] = []
    with duckdb.connect(":memory:") as db:
        try:
            db.execute(f"attach '{quoted(old)}' as o (read_only)")
        except duckdb.Error:
            return ["The figures in force before could not be read, so there is nothing to compare with."]
        db.execute(f"attach '{quoted(new)}' as n (read_only)")
        tables = {side: _tables(db, side) for side in ("o", "n")}
        for table in only or sorted((tables["o"] | tables["n"]) - {"build"}):
            if not only and (lacking := [side for side in ("o", "n") if table not in tables[side]]):
                found.append(f"{table}: this table is only in the {'new' if lacking == ['o'] else 'old'} figures.")
                continue
            for side, other, word in (("o", "n", "gone"), ("n", "o", "added")):
                found += _only(db, table, side, other, word)
    return found


def _tables(db: duckdb.DuckDBPyConnection, side: str) -> set[str]:
    return {name for (name,) in db.execute("select table_name from duckdb_tables() where database_name = ?", [side]).fetchall()}


def _only(db: duckdb.DuckDBPyConnection, table: str, side: str, other: str, word: str) -> list[str]:
    """The rows of one side that the other does not hold, as often."""
    try:
        names = [name for (name,) in db.execute(f"select column_name from (describe n.{table})").fetchall()]
        columns = ", ".join(f'"{name}"' for name in names)
        rows = db.execute(f"select {columns} from {side}.{table} except all select {columns} from {other}.{table}").fetchall()
    except duckdb.Error as why:
        return [f"{table}: cannot be compared: {str(why).splitlines()[0]}"]
    told = [
        f"{table}: {word}: {', '.join(f'{n} {v}' for n, v in zip(names, row, strict=True) if v not in (None, ''))}" for row in rows[:SHOWN]
    ]
    return told + ([f"{table}: {len(rows) - SHOWN} more rows {word}"] if len(rows) > SHOWN else [])
