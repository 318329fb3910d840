"""A page's table as CSV: each cell as the page words it, its marks beside each row, nothing that a spreadsheet would run."""

from __future__ import annotations

import csv
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from kpis.charts.style.palette import Palette
from kpis.markup import Markup
from kpis.markup import html as tags
from pages.widgets import components, image_export, table_csv
from pages.widgets.table_csv import BESIDE
from pages.widgets.table_export import TABLE
from tests.factories.screens import LOST, html, opened, text

MARKS = ("Bury", "2026-10-01", "000001-x", "Historic", "OGL", "Source: a.xlsx")


def read(content: bytes) -> list[list[str]]:
    return list(csv.reader(StringIO(content.decode("utf-8-sig"))))


def test_a_cell_is_its_words_and_the_names_of_marks() -> None:
    body = Markup(
        "<tr><td class='code'>S5</td><th scope='row'><a href='x'>On &amp; off</a></th><td><img class='spark' alt='a line'></td>"
        "<td class='n'>74.3% <span>(p)</span></td><td><i class='m' role='img' aria-label='Amber'></i></td></tr>"
        "<tr><td>R1</td><th scope='row'>one<br>two</th></tr>"
    )
    heads = [("", "code"), ("KPI", ""), ("Line", ""), ("Figure", "n"), ("RAG", "last")]
    rows = read(table_csv.content(components.table(heads, body, (1, 1, 1, 1, 1), "Some"), MARKS))
    assert rows[0][1:] == ["KPI", "Line", "Figure", "RAG", *BESIDE]
    assert rows[1] == ["S5", "On & off", "", "74.3% (p)", "Amber", *MARKS]
    assert rows[2] == ["R1", "one two", "", "", "", *MARKS]


@pytest.mark.parametrize("typed", ["=1+1", "+1+1", "-cmd", "@SUM(A1)", '=HYPERLINK("x")'])
def test_typed_text_is_never_a_formula(typed: str) -> None:
    table = components.table([("What", "")], tags("<tr><td>{}</td></tr>", typed), (100,))
    assert read(table_csv.content(table, MARKS))[1][0].startswith("'")


PAGES = (
    ("overview", {}, ["Every KPI of Westmere"]), ("section", {"shown": "Table"}, None), ("moved", {}, ["What moved in Westmere"]),
    ("exceptions", {}, None), ("signals", {}, ["Signals", "Variation against assurance"]),
    ("risks", {}, None), ("risks", {"view": "dependency"}, None),
    ("risks", {"view": "you_said"}, ["What was said and what was done, newest first"]), ("evidence", {}, ["All evidence"]),
    ("kpi", {"kpi": "S5", "view": "Over time"}, None), ("kpi", {"kpi": "S5", "view": "Actions"}, None),
    ("kpi", {"kpi": "S5", "view": "Table"}, None), ("kpi", {"kpi": "S5", "view": "Targets"}, None), ("priority", {}, None),
    ("plan", {}, None), ("thread", {}, None), ("meetings", {}, None), ("sources", {}, None), ("about", {}, None),
)  # fmt: skip


@pytest.mark.parametrize(("page", "ids", "names"), PAGES)
def test_every_table_of_a_page_can_be_taken_as_it_stands(
    page: str, ids: dict[str, str], names: list[str] | None, borough: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    offered: list[str] = []
    buttons = image_export.buttons

    def shown(key: str, name: str, palette: Palette, **what: Any) -> None:
        if what.get("table"):
            offered.append(what["table"]["title"])
            assert what["table"]["notice"] or page == "about", "the mark of made-up figures goes with every picture"
        buttons(key, name, palette, **what)

    monkeypatch.setattr(image_export, "buttons", shown)
    at = opened(page, borough, monkeypatch, **ids)
    assert not at.exception
    assert LOST not in text(at)
    found = list(TABLE.finditer(html(at)))
    assert [one[1].rpartition("data-table=")[2] for one in found] == [f"'{n + 1}'" for n in range(len(found))]
    several = [one for one in at.selectbox if one.key == f"take_{page}"]
    assert len(offered) == 1
    listed = several[0].options if several else offered
    assert len(listed) == sum(one[0].count("<tr") > 1 for one in found)
    assert names is None or listed == names
    assert "Table as CSV" in [one.proto.label for one in at.get("download_button")]
    for table in found:
        rows = read(table_csv.content(table[0], MARKS))
        assert len(rows) == table[0].count("<tr")
        assert len({len(row) for row in rows}) == 1


@pytest.mark.parametrize(
    ("page", "home_of", "says"),
    [
        ("risks", "borough", "Source: what was typed on this page."), ("overview", "borough", "2026-08 SEND scorecard.xlsx"),
        ("benchmark", "england", "Source: DfE: "),
    ],
)  # fmt: skip
def test_a_tables_picture_names_the_source_that_the_page_names(
    page: str, home_of: str, says: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    feet: list[str] = []
    buttons = image_export.buttons

    def shown(key: str, name: str, palette: Palette, **what: Any) -> None:
        feet.extend([what["table"]["lines"][1]] if what.get("table") else [])
        buttons(key, name, palette, **what)

    monkeypatch.setattr(image_export, "buttons", shown)
    ids = {"area": "Bury", "kpi": "S5", "view": "Table"} if page == "benchmark" else {}
    at = opened(page, request.getfixturevalue(home_of), monkeypatch, **ids)
    assert not at.exception
    assert len(feet) == 1
    assert says in feet[0]


def test_a_tables_name_is_words_and_never_markup() -> None:
    def page() -> None:
        from kpis.charts.style.palette import LIGHT
        from kpis.markup import Markup
        from pages.widgets import components, table_export

        table_export.start()
        components.write(components.table([("A", "")], Markup("<tr><td>1</td></tr>"), (100,), "<img src=x onerror=alert(1)>"))
        table_export.offer(LIGHT, "x", None)

    at = AppTest.from_function(page).run()
    assert not at.exception
    (named,) = [piece.proto.body for piece in at.get("html") if "Table: " in piece.proto.body]
    assert "<img" not in named and "&lt;img src=x" in named
