"""The tables of a build that hold what a load gave: each column once, with its SQL type, what it is taken from and what it is read back as.

The schema, the rows that are written and what is read of them all follow from these lists, by name: a column more is a line more.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from operator import attrgetter
from typing import Any

import pandas as pd

from data.model.finding import Severity
from data.model.loaded_file import CellKind, RemarkKind
from data.model.observation import CellPart, FigureRole, Missing, Observation
from data.model.period import Firmness, Period, PeriodKind

TEXT, WHOLE = "varchar not null", "integer not null"


@dataclass(frozen=True, slots=True)
class StoredColumn:
    """One column and its type in SQL. ``of`` is where its fact stands in what was loaded, such as ``period.first``; ``kind`` is the set of
    words that the fact is one of, if it is."""

    name: str
    sql: str
    of: str
    kind: type[StrEnum] | None = None

    def taken(self, facts: Iterable[Any]) -> list[Any]:
        """The column's values, one a fact: words as plain text."""
        found = map(attrgetter(self.of), facts)
        return list(found) if self.kind is None else [None if one is None else one.value for one in found]

    def read(self, row: Mapping[Any, Any]) -> Any:
        """The fact that a row of the table holds."""
        value = row[self.name]
        return value if self.kind is None or value is None else self.kind(value)


@dataclass(frozen=True, slots=True)
class StoredTable:
    """One table: a row a fact, each beside the number of the load that gave it, in ``load``."""

    name: str
    columns: tuple[StoredColumn, ...]
    check: str = ""

    @property
    def schema(self) -> str:
        """The statement that makes the table."""
        columns = [f"load {WHOLE}", *(f"{one.name} {one.sql}" for one in self.columns), *filter(None, (self.check,))]
        return f"create table b.{self.name} ({', '.join(columns)});"

    def frame(self, given: Sequence[tuple[int, Sequence[Any]]]) -> pd.DataFrame:
        """The rows of loads, each given as (number, facts), under the columns' names."""
        rows = {"load": [load for load, facts in given for _ in facts]}
        rows |= {one.name: one.taken(fact for _, facts in given for fact in facts) for one in self.columns}
        return pd.DataFrame(rows, dtype=object)

    def rows(self, facts: Sequence[Any]) -> dict[str, list[Any]]:
        """Facts as plain values, without the load's number: the ``columns``' names and ``rows`` in that order; days as ISO."""
        taken = [[one.isoformat() if isinstance(one, date) else one for one in column.taken(facts)] for column in self.columns]
        return {"columns": [one.name for one in self.columns], "rows": list(zip(*taken, strict=True))}

    def facts(self, row: Mapping[Any, Any]) -> dict[str, Any]:
        """What a row holds, by where it stands in the fact."""
        return {one.of: one.read(row) for one in self.columns}


_PERIOD = (
    StoredColumn("period", TEXT, "period.label"),
    StoredColumn("period_kind", TEXT, "period.kind", PeriodKind),
    StoredColumn("first", "date", "period.first"),
    StoredColumn("last", "date", "period.last"),
)
OBSERVATION = StoredTable(
    "observation",
    (
        StoredColumn("indicator", TEXT, "indicator"),
        StoredColumn("reporter", TEXT, "reporter"),
        StoredColumn("area", TEXT, "area"),
        StoredColumn("series", TEXT, "series", FigureRole),
        StoredColumn("measure", TEXT, "measure", CellPart),
        *_PERIOD,
        StoredColumn("period_doubt", TEXT, "period.doubt"),
        StoredColumn("value", "double", "value"),
        StoredColumn("missing", "varchar", "missing", Missing),
        StoredColumn("raw", TEXT, "raw"),
        StoredColumn("file", TEXT, "file"),
        StoredColumn("sheet", TEXT, "sheet"),
        StoredColumn("cell", TEXT, "cell"),
        StoredColumn("basis", TEXT, "basis"),
        StoredColumn("status", TEXT, "status", Firmness),
        StoredColumn("data_source", TEXT, "data_source"),
        StoredColumn("origin", TEXT, "origin"),
    ),
    check="check ((value is null) = (missing is not null))",
)
CELL = StoredTable(
    "cell",
    (
        StoredColumn("sheet", TEXT, "sheet"),
        StoredColumn("cell", TEXT, "cell"),
        StoredColumn("text", TEXT, "text"),
        StoredColumn("kind", TEXT, "kind", CellKind),
        StoredColumn("read_as", TEXT, "read_as"),
        StoredColumn("indicator", TEXT, "indicator"),
    ),
)
FINDING = StoredTable(
    "finding",
    (
        StoredColumn("severity", TEXT, "severity", Severity),
        StoredColumn("place", TEXT, "where"),
        StoredColumn("what", TEXT, "what"),
        StoredColumn("hint", TEXT, "hint"),
        StoredColumn("check_name", TEXT, "check"),
        StoredColumn("indicator", TEXT, "indicator"),
    ),
)
REMARK = StoredTable(
    "remark",
    (
        StoredColumn("indicator", TEXT, "indicator"),
        StoredColumn("kind", TEXT, "kind", RemarkKind),
        StoredColumn("text", TEXT, "text"),
        StoredColumn("means", TEXT, "means"),
        *_PERIOD,
        StoredColumn("sheet", TEXT, "sheet"),
        StoredColumn("cell", TEXT, "cell"),
    ),
)
LINK = StoredTable("link", (StoredColumn("indicator", TEXT, "indicator"), StoredColumn("priority", WHOLE, "priority")))
MEETING = StoredTable("meeting", (StoredColumn("day", "date not null", "day"), StoredColumn("name", TEXT, "name")))
FOOTNOTE = StoredTable(
    "footnote",
    (
        StoredColumn("area", TEXT, "area"),
        StoredColumn("measures", TEXT, "measures"),
        StoredColumn("year", TEXT, "year"),
        StoredColumn("words", TEXT, "words"),
    ),
)


def observation_of(row: Mapping[Any, Any]) -> Observation:
    """One row of the table of figures as it was read from its file.

    How firm a period's heading said its figures are is in ``status`` by then; it is not kept a second time with the period.
    """
    facts = OBSERVATION.facts(row)
    period = Period(**{of.removeprefix("period."): fact for of, fact in facts.items() if of.startswith("period.")})
    return Observation(period=period, **{of: fact for of, fact in facts.items() if not of.startswith("period.")})
