"""A figure for the year so far beside a whole year's: apart and marked on every page, in slides, workbook and CSV."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from pptx import Presentation

from data.catalogue.catalogue import Catalogue
from data.store.store import Store
from kpis.exports.pack import pack
from kpis.exports.tidy import standing_export
from kpis.standing.part_year import APART, PART
from loaders import read_file
from tests.conftest import publish, sheet_bytes
from tests.factories.packs import packed
from tests.factories.screens import opened, text

SHEET = [
    ["Ref", "Measure", "Period", "Result", "England 2023"],
    ["S5", "New EHC plans in 20 weeks", "YTD Mar-24", "40%", "49.1%"],
    ["S11", "Mediation", "YTD Mar-24", 12, None],
]


@pytest.fixture
def so_far(tmp_path: Path, catalogue: Catalogue) -> Path:
    """A home with one scorecard whose figures are for the year so far."""
    store, content = Store(tmp_path / "home"), sheet_bytes(SHEET)
    publish(store, read_file("so_far.xlsx", content, catalogue, area="Bury"), content)
    return store.home


@pytest.mark.parametrize("page", ["overview", "section", "kpi"])
def test_every_page_marks_it_and_shows_no_whole_year_beside_it(page: str, so_far: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = text(opened(page, so_far, monkeypatch, kpi="S5", section="S"))
    assert APART in told and "40.0%" in told
    assert "−9.1" not in told  # never subtracted
    if page == "overview":
        assert "49.1%" not in told


def test_a_priority_marks_it_where_no_period_has_room(so_far: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert f"40.0% ({PART})" in text(opened("priority", so_far, monkeypatch, priority="1")) + text(
        opened("priority", so_far, monkeypatch, priority="6")
    )


def test_slides_workbook_and_csv_carry_the_mark(so_far: Path) -> None:
    standings, words, _ = packed(so_far)
    deck = Presentation(BytesIO(pack.pack("pptx", standings, words).content))
    shapes = [shape for slide in deck.slides for shape in slide.shapes]
    told = [shape.text_frame.text for shape in shapes if shape.has_text_frame]
    told += [cell.text for shape in shapes if shape.has_table for row in shape.table.rows for cell in row.cells]
    assert sum(APART in one for one in told) >= 2  # the overview's row and the KPI's own slide
    book = openpyxl.load_workbook(BytesIO(pack.pack("xlsx", standings, words).content))
    row = next(row for row in book.worksheets[0].iter_rows(values_only=True) if row[0] == "S5")
    assert any("year to date to Mar 2024" in str(cell) for cell in row)
    assert 49.1 not in row and 0.491 not in row
    line = next(one for one in standing_export.standings_csv(standings, "Bury", "", "").decode("utf-8-sig").splitlines() if ",S5," in one)
    assert APART in line and ",49.1," not in line
