"""A page's table as CSV: each cell as the page words it, its marks beside each row, nothing that a spreadsheet would run."""

from __future__ import annotations

import csv
from io import StringIO
from pathlib import Path

import pytest

from pages.parts import as_csv, cards
from pages.parts.as_csv import BESIDE
from tests.app.test_pages import LOST, opened, text

MARKS = ("Bury", "2026-10-01", "000001-x", "Historic", "OGL")


def read(content: bytes) -> list[list[str]]:
    return list(csv.reader(StringIO(content.decode("utf-8-sig"))))


def test_a_cell_is_its_words_and_the_names_of_marks() -> None:
    body = (
        "<tr><td class='code'>S5</td><th scope='row'><a href='x'>On &amp; off</a></th><td><img class='spark' alt='a line'></td>"
        "<td class='n'>74.3% <span>(p)</span></td><td><i class='m' role='img' aria-label='Amber'></i></td></tr>"
        "<tr><td>R1</td><th scope='row'>one<br>two</th></tr>"
    )
    heads = [("", "code"), ("KPI", ""), ("Line", ""), ("Figure", "n"), ("RAG", "last")]
    rows = read(as_csv.content(cards.table(heads, body, (1, 1, 1, 1, 1), "Some"), MARKS))
    assert rows[0][1:] == ["KPI", "Line", "Figure", "RAG", *BESIDE]
    assert rows[1] == ["S5", "On & off", "", "74.3% (p)", "Amber", *MARKS]
    assert rows[2] == ["R1", "one two", "", "", "", *MARKS]


@pytest.mark.parametrize("typed", ["=1+1", "+1+1", "-cmd", "@SUM(A1)", "=HYPERLINK(&quot;x&quot;)"])
def test_typed_text_is_never_a_formula(typed: str) -> None:
    table = cards.table([("What", "")], f"<tr><td>{typed}</td></tr>", (100,))
    assert read(as_csv.content(table, MARKS))[1][0].startswith("'")


PAGES = (
    ("exceptions", {}, "exceptions"), ("risks", {}, "risks"), ("risks", {"view": "dependency"}, "dependencies"),
    ("risks", {"view": "you_said"}, "you-said-we-did"), ("kpi", {"kpi": "S5", "view": "Over time"}, "s5-over-time"),
    ("kpi", {"kpi": "S5", "view": "Actions"}, "s5-actions"),
)  # fmt: skip


@pytest.mark.parametrize(("page", "ids", "name"), PAGES)
def test_a_pages_table_can_be_taken_as_it_stands(
    page: str, ids: dict[str, str], name: str, borough: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[tuple[str, str, bytes]] = []
    button = as_csv.button

    def seen(table: str, what: str, held: object, key: str) -> None:
        made.append((what, table, as_csv.content(table, MARKS)))
        button(table, what, held, key)  # type: ignore[arg-type]

    monkeypatch.setattr(as_csv, "button", seen)
    at = opened(page, borough, monkeypatch, **ids)
    assert not at.exception
    assert LOST not in text(at)
    what, table, content = made[0]
    assert what.lower().replace(" ", "-") == name
    rows = read(content)
    assert len(rows) == table.count("<tr>")
    assert len(rows) > 1
    assert len({len(row) for row in rows}) == 1
    assert "CSV" in [one.proto.label for one in at.get("download_button")]
