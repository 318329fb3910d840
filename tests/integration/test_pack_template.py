"""A council's own template: its master, fonts, accent and cover are taken, its slides are not; one that cannot carry a pack is named."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pptx import Presentation
from pptx.oxml.ns import qn

import cli
from kpis.charts.style.palette import LIGHT
from kpis.exports.slides.deck import deck
from kpis.exports.slides.shapes import HIGH, WIDE
from kpis.exports.slides.slide_template import look
from tests.factories.packs import packed
from tests.factories.templates import FONT, WIDE_FONT, dark, template


def _latin(slide: Any) -> set[str]:
    found = [slide._element, *(shape.chart._chartSpace for shape in slide.shapes if shape.has_chart)]
    return {e.get("typeface") for one in found for e in one.iter(qn("a:latin"))}


def _told(made: Any) -> list[list[str]]:
    """Every text and table of each slide, and the figures of its charts."""
    return [
        [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
        + [cell.text for shape in slide.shapes if shape.has_table for row in shape.table.rows for cell in row.cells]
        + [repr(list(one.values)) for shape in slide.shapes if shape.has_chart for one in shape.chart.plots[0].series]
        for slide in made.slides
    ]  # fmt: skip


def test_slides_take_the_templates_look_and_say_the_same(borough: Path) -> None:
    standings, words, _ = packed(borough)
    some = standings[:6]
    plain, made = Presentation(BytesIO(deck(some, words))), Presentation(BytesIO(deck(some, words, None, template())))
    assert (made.slide_width, made.slide_height) == (WIDE * 12700, HIGH * 12700)
    assert len(made.slides) == len(plain.slides) + 1, "the template's cover stands before"
    assert _told(made)[1:] == _told(plain)
    cover = made.slides[0]
    assert cover.slide_layout.name == "Title Slide"
    assert cover.shapes.title.text_frame.text.startswith("Westmere: SEND performance")
    assert {slide.slide_layout.name for slide in list(made.slides)[1:]} == {"Title Only"}
    assert not any("Our brand guide" in text for slide in _told(made) for text in slide)
    for slide in made.slides:
        assert _latin(slide) <= {"+mn-lt", "+mj-lt"}
        assert words.marks[0] in "\n".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)
    theme = next(r.target_part.blob for r in made.slide_master.part.rels.values() if r.reltype.endswith("/theme"))
    assert FONT.encode() in theme
    bar = next(shape for shape in made.slide_master.shapes if shape.name == "Brand bar")
    assert bar.left + bar.width == pytest.approx(made.slide_width, abs=2)
    assert bar.height == pytest.approx(made.slide_height, abs=2)
    charts = [shape.chart._chartSpace for slide in made.slides for shape in slide.shapes if shape.has_chart]
    assert charts
    own = LIGHT.roles[next(iter(LIGHT.roles))].colour[1:]
    assert not [e for chart in charts for e in chart.iter(qn("a:srgbClr")) if e.get("val") == own]
    assert [e for chart in charts for e in chart.iter(qn("a:schemeClr")) if e.get("val") == "accent1"]


def test_an_accent_that_could_not_be_seen_is_not_taken(borough: Path) -> None:
    standings, words, _ = packed(borough)
    made = Presentation(BytesIO(deck(standings[:6], words, None, template(accent="FFF2CC"))))
    charts = [shape.chart._chartSpace for slide in made.slides for shape in slide.shapes if shape.has_chart]
    assert not [e for chart in charts for e in chart.iter(qn("a:schemeClr")) if e.get("val") == "accent1"]


def test_a_typeface_that_may_be_too_wide_for_the_boxes_is_named_and_stands_on_the_cover_alone(borough: Path) -> None:
    standings, words, _ = packed(borough)
    content = template(font=WIDE_FONT)
    assert WIDE_FONT in look(content).told
    made = Presentation(BytesIO(deck(standings[:3], words, None, content)))
    assert {face for slide in list(made.slides)[1:] for face in _latin(slide)} == {"Arial"}
    assert not [run for p in made.slides[0].shapes.title.text_frame.paragraphs for run in p.runs if run.font.name]


def test_the_command_line_takes_a_template_and_says_when_it_was_not_used(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    named, out = tmp_path / "ours.potx", tmp_path / "pack.pptx"
    named.write_bytes(template(dark))
    asked = ["pack", "--home", str(home), "--format", "pptx", "--out", str(out), "--kpi", "S5", "--template", str(named)]
    assert cli.main(asked) == 0
    assert "The template’s slides are dark" in capsys.readouterr().out
    named.write_bytes(b"not slides")
    assert cli.main(asked) == 1
    assert "cannot be opened" in capsys.readouterr().err
    assert cli.main(["pack", "--home", str(home), "--format", "html", "--out", str(tmp_path / "a.html"), "--template", str(named)]) == 2
    assert cli.main([*asked[:-1], str(tmp_path / "none.pptx")]) == 2
