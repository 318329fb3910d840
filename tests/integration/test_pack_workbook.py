"""A workbook read back: the scorecard by our own loader, the data and lineage by openpyxl. Every figure is the screen's."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from data.model.finding import Severity
from data.model.loaded_file import Loaded
from data.model.observation import FigureRole
from data.model.period import PeriodKind
from data.store.store import Store
from kpis import formats
from kpis.exports.document.provenance import PackWords, figures
from kpis.exports.workbook.workbook import DATA, LINEAGE, workbook
from kpis.figures.figure import Value
from kpis.standing.kpi_standing import Standing
from loaders import read_file
from tests.conftest import RECEIVED, publish
from tests.factories.packs import packed
from tests.integration.conftest import OWN

HOMES = ("home", "borough", "own")


def loaded_back(home: Path, into: Path) -> tuple[list[Standing], list[Standing], Loaded]:
    """(the standings packed, those of a fresh home that the pack was loaded into, what the loader made of it)."""
    before, words, catalogue = packed(home)
    content = workbook(before, words)
    loaded = read_file("pack.xlsx", content, catalogue)
    fresh = Store(into / "fresh")
    for folder in ("additions",):
        if (home / folder).is_dir():
            (fresh.home / folder).parent.mkdir(parents=True, exist_ok=True)
            (fresh.home / folder).symlink_to(home / folder)
    for i in catalogue.indicators.values():
        if i.area:
            fresh.add_indicator(OWN | {"area": i.area}, who="tester", recorded_at=datetime(2026, 1, 1, tzinfo=UTC))
    publish(fresh, loaded, content, date(2026, 11, 30))
    return before, packed(fresh.home)[0], loaded


def _of(value: Value | None) -> Any:
    if value is None:
        return None
    p = value.period
    label = p.label if p.kind is PeriodKind.NOT_STATED else ""
    return value.value, value.missing, p.kind, p.first, p.last, label, p.doubt, value.status, value.area


@pytest.mark.parametrize("which", HOMES)
def test_the_scorecard_loads_back_as_the_same_figures(which: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    before, after, loaded = loaded_back(request.getfixturevalue(which), tmp_path)
    assert [s.indicator.code for s in after] == [s.indicator.code for s in before]
    for was, now in zip(before, after, strict=True):
        code = was.indicator.code
        assert _of(now.own) == _of(was.own), code
        assert _of(now.target) == _of(was.target), code
        assert {x: _of(v) for x, v in now.comparators.items()} == {x: _of(v) for x, v in was.comparators.items()}, code
        if was.own and now.own:
            assert (now.own.share, now.own.data_source) == (was.own.share, was.own.data_source), code
        if was.counted and now.counted and not (was.aim and was.aim.banded):  # a range has no cell in a scorecard's Target column
            assert now.rating == was.rating, code
        assert now.notice == was.notice, code
        assert {p.kind: p.text for p in now.printed} == {p.kind: p.text for p in was.printed}, code
    notes = [f for f in loaded.findings if f.check == "sheet"]
    assert len(notes) == 1
    assert "Data" in notes[0].where
    assert "Lineage" in notes[0].where
    assert not [f for f in loaded.findings if f.check in ("duplicate period", "unknown column", "unknown KPI", "priority", "area")]
    assert loaded.questions == ()


def test_a_loaded_pack_of_the_borough_raises_no_check_but_those_of_its_figures(borough: Path) -> None:
    standings, words, catalogue = packed(borough)
    loaded = read_file("pack.xlsx", workbook(standings, words), catalogue)
    assert [f for f in loaded.findings if f.severity is Severity.CHECK] == []


def _rows(content: bytes, name: str) -> list[dict[str, Any]]:
    sheet = load_workbook(BytesIO(content))[name]
    heads, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(heads, row, strict=True)) for row in rows]


@pytest.mark.parametrize("which", HOMES)
def test_data_and_lineage_hold_every_figure_unrounded_with_its_cell(which: str, request: pytest.FixtureRequest) -> None:
    standings, words, _ = packed(request.getfixturevalue(which))
    content = workbook(standings, words)
    data, lineage = _rows(content, "Data"), _rows(content, "Lineage")
    assert list(data[0]) == [head for head, _ in DATA]
    assert list(lineage[0]) == [head for head, _ in LINEAGE]
    every = [(s, v) for s in standings for _, v in figures(s)]
    assert len(data) == len(lineage) == len(every)
    for n, (row, origin, (s, v)) in enumerate(zip(data, lineage, every, strict=True), 2):
        assert (row["measure_code"], row["unrounded"], row["share_percent"]) == (s.indicator.code, v.value, v.share)
        assert row["shown"] == formats.figure(v.value, s.indicator, v.missing)
        assert row["reason"] == (v.missing.value if v.missing else None)
        assert (row["how_firm"], row["mark"]) == (v.status, v.notice or None)
        assert (origin["from_file"], origin["from_cell"]) == (v.file, f"{v.sheet}!{v.cell}")
        assert (origin["in_load"], origin["printed_text"], origin["data_row"]) == (v.load, v.raw or None, n)
        assert origin["how_worked"] == (v.basis or None)


def test_numbers_are_stored_whole_and_shown_in_the_kpis_decimals(home: Path) -> None:
    standings, words, _ = packed(home)
    sheet = load_workbook(BytesIO(workbook(standings, words)))["Scorecard"]
    cells = {row[0].value: row[4] for row in sheet.iter_rows(min_row=5) if row[0].value}
    assert (cells["S2"].value, cells["S2"].number_format) == (0.158, "0.0%")
    assert (cells["S1"].value, cells["S1"].number_format) == (29639, "#,##0")
    assert (cells["E6"].value, cells["E6"].number_format) == (-0.68, "0.00")
    assert sheet.freeze_panes == "C5"
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    texts = [cell.value for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)]
    assert words.licence in texts
    assert words.marks[0] in texts


def test_no_text_of_a_pack_is_a_formula(own: Path) -> None:
    standings, words, _ = packed(own)
    book = load_workbook(BytesIO(workbook(standings, words)))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.parent.title for cell in cells if cell.data_type == "f"} == {"Gaps"}  # test_pack_gaps says what those may hold
    typed = {cell.value: cell for cell in cells if isinstance(cell.value, str)}
    for text in ("=1+1", "=HYPERLINK(1)", "@SUM(A1)", "+44 or -1", "@home", "-Ann"):
        assert typed[text].quotePrefix, text


def test_a_kpi_that_nothing_was_loaded_for_stays_so(home: Path) -> None:
    standings, words, catalogue = packed(home)
    bare = replace(standings[0], own=None, target=None, comparators={}, points=(), others={})
    loaded = read_file("pack.xlsx", workbook([bare, *standings[1:]], words), catalogue)
    assert not [o for o in loaded.observations if o.indicator == bare.indicator.code]
    assert not [f for f in loaded.findings if f.severity is Severity.CHECK and f.check in ("unknown KPI", "no code")]


def test_a_comparators_basis_and_origin_stand_in_the_lineage(home: Path) -> None:
    standings, words, _ = packed(home)
    s = next(s for s in standings if s.indicator.code == "S3")
    mean = replace(
        s.comparators[FigureRole.NEIGHBOURS], basis="mean of 9 of 10, Nottinghamshire missing; May 2025 list", origin="published"
    )
    told = replace(s, comparators={**s.comparators, FigureRole.NEIGHBOURS: mean}, others={**s.others, FigureRole.NEIGHBOURS: (mean,)})
    row = next(r for r in _rows(workbook([told], words), "Lineage") if r["belongs_to"] == "Neighbours")
    assert (row["how_worked"], row["given_by"]) == (mean.basis, "published")


def test_words_hold_what_a_pack_needs(home: Path) -> None:
    words: PackWords = packed(home, RECEIVED)[1]
    assert words.notice == "As it stood on 27 Oct 2017 · Historic: as printed October 2017; not current; not endorsed"
