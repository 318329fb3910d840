"""Large published files: a database of one release, filled by set-based statements, so that millions of figures never become objects."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import duckdb

# One row a measure; ``place`` and ``col`` name the wide table and column of its file, empty for LAIT.
# One row a figure, in order of measure, level, area, last: a reader of one measure touches few blocks.
# ``held`` has one row a measure: what the figures come to. It is no truth of its own, and the ledger does not seal it.
SCHEMA = """
create table r.measure (
    id varchar not null, title varchar not null, topic varchar not null, unit varchar not null, decimals integer not null,
    polarity varchar not null, quartiles boolean not null, description varchar not null, method varchar not null, owner varchar not null,
    link varchar not null, updated varchar not null, next_update varchar not null, year_type varchar not null, over varchar not null,
    place varchar not null, col varchar not null);
create table r.figure (
    measure varchar not null, area varchar not null, level varchar not null, label varchar not null, kind varchar not null,
    first date, last date, value double, missing varchar, raw varchar not null, status varchar not null, file varchar not null,
    cell varchar not null, check ((value is null) = (missing is not null)));
create table r.held (
    measure varchar not null, figures bigint not null, areas bigint not null, newest date, oldest date, latest varchar);
"""
# What each measure holds, from the figures once they all stand there, so that no reader ever walks them to list the measures.
HELD = """
insert into r.held
select m.id, coalesce(f.figures, 0), coalesce(f.areas, 0), f.newest, f.oldest, f.latest
from r.measure m left join (
    select measure, count(value) as figures, count(distinct area) filter (where value is not null) as areas,
           max(last) filter (where value is not null) as newest, min(first) filter (where value is not null) as oldest,
           arg_max(label, last) filter (where value is not null) as latest
    from r.figure group by measure) f on f.measure = m.id
"""


@contextmanager
def release_database(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection with a fresh release database at ``path`` attached as ``r``, its tables empty; at the end what each measure holds is
    worked out, and all is written to disk."""
    path.unlink(missing_ok=True)
    with duckdb.connect(":memory:", config={"autoinstall_known_extensions": False, "autoload_known_extensions": False}) as db:
        db.execute(f"attach '{quoted(path)}' as r (storage_version 'v1.5.0', recovery_mode no_wal_writes)")
        db.execute(SCHEMA)
        yield db
        db.execute(HELD)
        db.execute("checkpoint r")
        db.execute("detach r")


def sound_release(path: Path, *, whole: bool = False) -> bool:
    """Whether a release's database opens and is of today's form; with ``whole`` whether all of it can be read."""
    if not path.is_file():
        return False
    try:
        with duckdb.connect(":memory:") as db:
            db.execute(f"attach '{quoted(path)}' as r (read_only)")
            for table, columns in _columns().items():
                if [name for (name,) in db.execute(f"select column_name from (describe r.{table})").fetchall()] != columns:
                    return False
                if whole:
                    db.execute(f"select count(distinct hash(t)) from r.{table} t").fetchall()
    except duckdb.Error:
        return False
    return True


@cache
def _columns() -> dict[str, list[str]]:
    """The columns of a release's tables, as the schema makes them."""
    with duckdb.connect(":memory:") as db:
        db.execute("attach ':memory:' as r")
        db.execute(SCHEMA)
        return {
            table: [name for (name,) in db.execute(f"select column_name from (describe r.{table})").fetchall()]
            for table in ("measure", "figure", "held")
        }


def quoted(path: Path) -> str:
    """A path as the inside of an SQL text."""
    return str(path).replace("'", "''")
