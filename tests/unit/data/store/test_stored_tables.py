"""The tables of a build: their form stays as it is, every fact is in the column of its name, and what is written is read back."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from datetime import date, datetime
from itertools import combinations
from operator import attrgetter
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.model.finding import Finding, Severity
from data.model.loaded_file import CellKind, Loaded, Meeting, PrintedLink, Remark, RemarkKind, SheetCell
from data.model.observation import CellPart, FigureRole, Missing, Observation
from data.model.period import Firmness, Period, PeriodKind
from data.model.publication import Footnote
from data.store import sql
from data.store.build_rows import Receipt, insert, load_body
from data.store.ledger import LedgerChange, as_json
from data.store.stored_tables import (
    CELL,
    FINDING,
    FOOTNOTE,
    LINK,
    MEETING,
    OBSERVATION,
    REMARK,
    StoredColumn,
    StoredTable,
    observation_of,
)
from tests.factories.observations import OBSERVATIONS

NOON = datetime(2026, 1, 5, 12)
MONTH = Period("Jan-24", PeriodKind.MONTH, date(2024, 1, 1), date(2024, 1, 31), "may be the year before")
FIGURE = Observation(
    indicator="S5", reporter="E1", area="E2", series=FigureRole.TARGET, measure=CellPart.SHARE, period=MONTH, value=4.5, missing=None,
    raw="4.5%", file="one.xlsx", sheet="Scorecard", cell="D9", basis="mean", status=Firmness.REVISED, data_source="LAIT", origin="agreed",
)  # fmt: skip
ROW = {
    "load": 7, "indicator": "S5", "reporter": "E1", "area": "E2", "series": "target", "measure": "share", "period": "Jan-24",
    "period_kind": "month", "first": date(2024, 1, 1), "last": date(2024, 1, 31), "period_doubt": "may be the year before", "value": 4.5,
    "missing": None, "raw": "4.5%", "file": "one.xlsx", "sheet": "Scorecard", "cell": "D9", "basis": "mean", "status": "revised",
    "data_source": "LAIT", "origin": "agreed",
}  # fmt: skip
FACTS: dict[StoredTable, Any] = {
    OBSERVATION: FIGURE,
    CELL: SheetCell(sheet="Scorecard", cell="D9", text="4.5%", kind=CellKind.OBSERVATION, read_as="4.5 percent", indicator="S5"),
    FINDING: Finding(Severity.CHECK, "one.xlsx!Scorecard!D9", "It jumped.", "Look again.", "jump", indicator="S5"),
    REMARK: Remark(indicator="S5", kind=RemarkKind.RAG, text="G", means="green", period=MONTH, sheet="Scorecard", cell="H9"),
    LINK: PrintedLink("S5", 6),
    MEETING: Meeting(date(2024, 3, 1), "Board"),
    FOOTNOTE: Footnote("E1", "timeliness", "2024", "Includes Trafford."),
}
# What a home made by this version of the store holds. A column more is a migration, and a line here.
FORM = {
    OBSERVATION: "load integer not null, indicator varchar not null, reporter varchar not null, area varchar not null, "
    "series varchar not null, measure varchar not null, period varchar not null, period_kind varchar not null, first date, last date, "
    "period_doubt varchar not null, value double, missing varchar, raw varchar not null, file varchar not null, sheet varchar not null, "
    "cell varchar not null, basis varchar not null, status varchar not null, data_source varchar not null, origin varchar not null, "
    "check ((value is null) = (missing is not null))",
    CELL: "load integer not null, sheet varchar not null, cell varchar not null, text varchar not null, kind varchar not null, "
    "read_as varchar not null, indicator varchar not null",
    FINDING: "load integer not null, severity varchar not null, place varchar not null, what varchar not null, hint varchar not null, "
    "check_name varchar not null, indicator varchar not null",
    REMARK: "load integer not null, indicator varchar not null, kind varchar not null, text varchar not null, means varchar not null, "
    "period varchar not null, period_kind varchar not null, first date, last date, sheet varchar not null, cell varchar not null",
    LINK: "load integer not null, indicator varchar not null, priority integer not null",
    MEETING: "load integer not null, day date not null, name varchar not null",
    FOOTNOTE: "load integer not null, area varchar not null, measures varchar not null, year varchar not null, words varchar not null",
}


def named(table: StoredTable) -> str:
    return table.name


def written(table: StoredTable, fact: Any) -> dict[Any, Any]:
    """The row of one fact that load 7 gave."""
    (row,) = table.frame([(7, [fact])]).to_dict("records")
    return row


def wrong(table: StoredTable) -> set[str]:
    """The columns in which the figure above does not stand as it is written there."""
    row = written(table, FIGURE)
    return {name for name, value in ROW.items() if row[name] != value}


def kept(observations: list[Observation]) -> list[dict[str, Any]]:
    """What a build holds of a file's figures, in their order, by the names of its own columns."""
    loaded = Loaded(
        file="one.xlsx", format="", sha256="", reporter="E1", notice="", observations=tuple(observations), cells=(), findings=()
    )
    with duckdb.connect(":memory:") as db:
        db.execute("attach ':memory:' as b")
        db.execute(sql.SCHEMA)
        body = json.loads(as_json(load_body(7, loaded, Receipt(NOON.date(), ""))))
        insert(db, [(1, LedgerChange("load", "tester", NOON, body))])
        found = db.execute("select * from b.observation order by rowid")
        names = [column[0] for column in found.description or []]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


@pytest.mark.parametrize("table", FORM, ids=named)
def test_the_stored_form_stays_as_it_is(table: StoredTable) -> None:
    assert table.schema == f"create table b.{table.name} ({FORM[table]});"


@pytest.mark.parametrize("table", FACTS, ids=named)
def test_every_fact_is_kept_and_read_back(table: StoredTable) -> None:
    fact = FACTS[table]
    assert {one.of.partition(".")[0] for one in table.columns} == {one.name for one in fields(fact)}
    assert table.facts(written(table, fact)) == {one.of: attrgetter(one.of)(fact) for one in table.columns}


@settings(max_examples=30)  # each makes a database
@given(st.lists(OBSERVATIONS, min_size=1, max_size=5))
def test_any_observation_is_read_back_field_by_field_as_it_was_written(observations: list[Observation]) -> None:
    back = [observation_of(row) for row in kept(observations)]
    for one in (one.name for one in fields(Observation)):
        assert [getattr(found, one) for found in back] == [getattr(given, one) for given in observations], one


def test_how_firm_a_heading_is_stands_in_the_figure_and_not_a_second_time() -> None:
    figure = replace(FIGURE, period=replace(MONTH, status=Firmness.PROVISIONAL))
    assert observation_of(written(OBSERVATION, figure)) == FIGURE


def test_a_figure_stands_in_the_columns_of_its_names() -> None:
    assert wrong(OBSERVATION) == set()
    assert kept([FIGURE]) == [ROW]


def test_every_swap_of_two_columns_is_caught() -> None:
    """Two columns that each take what is the other's are read back alike, so only their names can tell."""
    for one, other in combinations(OBSERVATION.columns, 2):
        swap = {one: replace(one, of=other.of, kind=other.kind), other: replace(other, of=one.of, kind=one.kind)}
        planted = replace(OBSERVATION, columns=tuple(swap.get(column, column) for column in OBSERVATION.columns))
        assert wrong(planted) == {one.name, other.name}


def test_columns_in_another_order_are_another_form_but_the_same_figures() -> None:
    turned = replace(OBSERVATION, columns=OBSERVATION.columns[::-1])
    assert turned.schema != OBSERVATION.schema
    assert written(turned, FIGURE) == written(OBSERVATION, FIGURE)


def test_a_column_more_is_a_line_more() -> None:
    more = replace(LINK, columns=(*LINK.columns, StoredColumn("code_length", "integer", "indicator.__len__")))
    assert more.schema.endswith("priority integer not null, code_length integer);")


def test_rows_are_told_apart_by_the_load_that_gave_them() -> None:
    frame = MEETING.frame([(1, [Meeting(date(2024, 3, 1), "Board")] * 2), (2, []), (3, [Meeting(date(2024, 4, 1), "Board")])])
    assert list(frame["load"]) == [1, 1, 3]
    assert list(frame["day"]) == [date(2024, 3, 1), date(2024, 3, 1), date(2024, 4, 1)]


def test_no_figure_loses_its_reason() -> None:
    figure = replace(FIGURE, value=None, missing=Missing.SUPPRESSED)
    assert kept([figure]) == [ROW | {"value": None, "missing": "suppressed"}]
