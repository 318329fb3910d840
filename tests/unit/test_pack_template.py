"""A council's own template: its master, fonts, accent and cover are taken, its slides are not; one that cannot carry a pack is named."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.shapes import MSO_SHAPE
from pptx.oxml.ns import qn
from pptx.util import Inches

import cli
from data.model.finding import Refused
from kpis.charts.style.palette import LIGHT
from kpis.exports.slides.deck import deck
from kpis.exports.slides.shapes import HIGH, WIDE
from kpis.exports.slides.slide_template import contrast, look
from tests.unit.packing import packed

ACCENT, FONT, WIDE_FONT = "5B2C6F", "Gill Sans MT", "Georgia"


def template(
    change: Callable[[Any], None] | None = None, *, wide: float = 10, high: float = 5.625, accent: str = ACCENT, font: str = FONT
) -> bytes:
    """A template of 16 to 9 in a face and an accent of its own, with a bar on its master and a slide of its own."""
    made: Any = Presentation()
    made.slide_width, made.slide_height = Inches(wide), Inches(high)
    bar = made.slide_master.shapes._spTree
    slide = made.slides.add_slide(made.slide_layouts[0])
    slide.shapes.title.text_frame.text = "Our brand guide"
    shape = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, Inches(wide - 0.2), Inches(0), Inches(0.2), Inches(high))
    shape.name = "Brand bar"
    bar.append(shape._element)
    for related in made.slide_master.part.rels.values():
        if related.reltype.endswith("/theme"):
            part = related.target_part
            part._blob = part.blob.replace(b'typeface="Calibri"', f'typeface="{font}"'.encode()).replace(b"4F81BD", accent.encode())
    if change:
        change(made)
    out = BytesIO()
    made.save(out)
    return out.getvalue()


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


def _potx(content: bytes) -> bytes:
    out = BytesIO()
    with ZipFile(BytesIO(content)) as read, ZipFile(out, "w") as made:
        for name in read.namelist():
            made.writestr(name, read.read(name).replace(b"presentationml.presentation.main+xml", b"presentationml.template.main+xml"))
    return out.getvalue()


def test_a_potx_is_taken_like_a_pptx() -> None:
    found = look(_potx(template()))
    assert (found.council, found.told, len(found.made.slides)) == (True, "", 0)


def _dark(made: Any) -> None:
    fill = made.slide_master.background.fill
    fill.solid()
    fill.fore_color.rgb = RGBColor(0x12, 0x20, 0x40)


def _shaded(made: Any) -> None:
    made.slide_master.background.fill.gradient()


def _untitled(made: Any) -> None:
    for layout in made.slide_layouts:
        for place in list(layout.placeholders):
            place._element.getparent().remove(place._element)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (template(wide=10, high=7.5), "not 16 to 9"),
        (template(_dark), "dark"),
        (template(_shaded), "picture or shades"),
        (template(_untitled), "no layout with a title"),
    ],
)
def test_a_template_that_cannot_carry_a_pack_is_named_and_the_usual_look_taken(content: bytes, why: str) -> None:
    found = look(content)
    assert why in found.told
    assert "usual look" in found.told
    assert not found.council


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04junk", _potx(template())[:4000], b"x" * 21_000_000])
def test_what_is_no_powerpoint_file_is_refused(content: bytes) -> None:
    with pytest.raises(Refused, match="No pack was made"):
        look(content)


def test_a_template_with_macros_is_refused() -> None:
    out = BytesIO()
    with ZipFile(BytesIO(template())) as read, ZipFile(out, "w") as made:
        for name in read.namelist():
            kind = b"application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"
            made.writestr(name, read.read(name).replace(kind, b"application/vnd.ms-powerpoint.presentation.macroEnabled.main+xml"))
    with pytest.raises(Refused, match="holds macros"):
        look(out.getvalue())


def test_any_other_office_file_is_refused() -> None:
    from docx import Document
    from openpyxl import Workbook

    for made in (Workbook(), Document()):
        out = BytesIO()
        made.save(out)
        with pytest.raises(Refused, match="No pack was made"):
            look(out.getvalue())


def test_the_command_line_takes_a_template_and_says_when_it_was_not_used(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    named, out = tmp_path / "ours.potx", tmp_path / "pack.pptx"
    named.write_bytes(template(_dark))
    asked = ["pack", "--home", str(home), "--format", "pptx", "--out", str(out), "--kpi", "S5", "--template", str(named)]
    assert cli.main(asked) == 0
    assert "The template’s slides are dark" in capsys.readouterr().out
    named.write_bytes(b"not slides")
    assert cli.main(asked) == 1
    assert "cannot be opened" in capsys.readouterr().err
    assert cli.main(["pack", "--home", str(home), "--format", "html", "--out", str(tmp_path / "a.html"), "--template", str(named)]) == 2
    assert cli.main([*asked[:-1], str(tmp_path / "none.pptx")]) == 2


@given(st.from_regex(r"#[0-9A-F]{6}", fullmatch=True), st.from_regex(r"#[0-9A-F]{6}", fullmatch=True))
def test_contrast_is_wcags(one: str, other: str) -> None:
    assert contrast("#FFFFFF", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)  # WebAIM's contrast checker
    assert 1 <= contrast(one, other) == contrast(other, one) <= 21.0001
