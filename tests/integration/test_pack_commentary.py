"""Commentary travels with exactly its own figure: to slides, their notes, and the workbook, as words and never as formulas."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from pptx import Presentation

from data.catalogue.catalogue import Catalogue
from kpis.exports.document.provenance import PackWords
from kpis.exports.document.text_fit import lines_of
from kpis.exports.slides.deck import deck
from kpis.exports.slides.shapes import FOOT_TOP
from kpis.exports.workbook.workbook import COMMENTARY, workbook
from kpis.governance.exceptions import StandingCommentary, commentary_key, matched
from kpis.standing.kpi_standing import Standing
from loaders import read_file
from tests.factories.packs import packed

WHEN = datetime(2026, 6, 1, 9, tzinfo=UTC)
LONG = {name: f"{name} {'considerable ' * 149}".strip() for name in ("what", "why", "so_what", "next")} | {
    "by_when": "2026-12-31", "lead": "KD",
}  # fmt: skip


def saying(home: Path, body: dict[str, Any]) -> tuple[list[Standing], PackWords, Catalogue]:
    """A home's pack in which something is said of every figure."""
    standings, words, catalogue = packed(home)
    keys = {s.indicator.code: commentary_key(s.indicator.code, s.own.period) for s in standings if s.own}
    return standings, replace(words, said={code: StandingCommentary(key, body, "Clerk", WHEN) for code, key in keys.items()}), catalogue


@pytest.mark.parametrize("which", ["home", "borough"])
def test_the_longest_words_fit_under_every_chart_and_stand_whole_in_the_notes(which: str, request: pytest.FixtureRequest) -> None:
    standings, words, _ = saying(request.getfixturevalue(which), LONG)
    slides = list(Presentation(BytesIO(deck(standings, words))).slides)[-len(standings) :]
    for slide, standing in zip(slides, standings, strict=True):
        notes = slide.notes_slide.notes_text_frame.text
        block = next((shape for shape in slide.shapes if shape.name == "What is said"), None)
        if standing.own is None:
            assert block is None
            continue
        assert block is not None, standing.indicator.code
        assert all(text in notes for text in LONG.values() if text != LONG["by_when"])
        assert "By when: 31 Dec 2026" in notes
        paragraphs = [p for p in block.text_frame.paragraphs if p.runs]
        assert paragraphs[0].text == "What is said (recorded 1 June 2026 by Clerk)"
        assert paragraphs[1].text.startswith("What happened: what considerable")
        assert paragraphs[1].text.endswith("…")
        tall = sum(len(lines_of(p.text, 12, block.width.pt, bold=bool(p.runs[0].font.bold))) * 12 * 1.2 for p in paragraphs)
        assert block.top.pt + tall <= FOOT_TOP - 6, standing.indicator.code
        for shape in slide.shapes:
            if shape.has_chart:
                assert shape.top.pt + shape.height.pt <= block.top.pt, standing.indicator.code
                assert shape.height.pt >= 100, standing.indicator.code
        if standing.notice:
            assert standing.notice in notes
            assert any(standing.notice in s.text_frame.text for s in slide.shapes if s.has_text_frame)


def test_a_figure_of_another_period_travels_without_the_words(home: Path) -> None:
    standings, words, _ = packed(home)
    said = {"S7/Dec 2016": StandingCommentary("S7/Dec 2016", {"what": "An older month"}, "Clerk", WHEN)}
    words = replace(words, said=matched(standings, said))
    assert b"An older month" not in deck(standings, words)
    slides = Presentation(BytesIO(deck(standings, words))).slides
    assert not [shape for slide in slides for shape in slide.shapes if shape.name == "What is said"]
    assert "Commentary" not in load_workbook(BytesIO(workbook(standings, words))).sheetnames


def test_the_workbook_holds_the_words_as_text(home: Path) -> None:
    body = {"what": "=1+1", "why": "+44 or -1", "so_what": "@SUM(A1)", "next": "S5", "by_when": "2026-12-31", "lead": "-Ann"}
    standings, words, catalogue = saying(home, body)
    content = workbook(standings, words)
    sheet = load_workbook(BytesIO(content))["Commentary"]
    heads, *rows = sheet.iter_rows()
    assert [cell.value for cell in heads] == [head for head, _ in COMMENTARY]
    assert [row[0].value for row in rows] == [s.indicator.code for s in standings if s.own]
    first = rows[0]
    assert [cell.value for cell in first[3:7]] == ["=1+1", "+44 or -1", "@SUM(A1)", "S5"]
    assert all(cell.data_type == "s" for cell in first[3:7])
    assert [cell.quotePrefix for cell in first[3:7]] == [True, True, True, False]
    assert (first[7].value, first[8].value, first[9].value) == (datetime(2026, 12, 31), "-Ann", "Clerk")
    loaded = read_file("pack.xlsx", content, catalogue)
    assert len(loaded.observations) == len(read_file("pack.xlsx", workbook(standings, replace(words, said={})), catalogue).observations)
