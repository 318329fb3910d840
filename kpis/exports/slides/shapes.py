"""What slides are built of: text boxes, rating marks, tables and the foot that every slide has. Arial, at least 12 points."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pptx.dml.color import RGBColor
from pptx.enum.dml import MSO_LINE
from pptx.enum.lang import MSO_LANGUAGE_ID
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.slide import Slide
from pptx.util import Emu, Pt

from kpis.charts.style.palette import LIGHT, RATING_WORDS
from kpis.exports.document.plain_text import clean
from kpis.exports.document.text_fit import LEADING, fitted, height_of, lines_of
from kpis.targets.rag import RagStatus

FACE = "Arial"
WIDE, HIGH, EDGE = 960.0, 540.0, 24.0  # points: a slide of 16 to 9
SMALL, BODY = 12.0, 14.0
FOOT_TOP = 470.0
_SHAPES = {
    RagStatus.RED: MSO_SHAPE.OCTAGON, RagStatus.AMBER: MSO_SHAPE.ISOSCELES_TRIANGLE, RagStatus.GREEN: MSO_SHAPE.OVAL,
    RagStatus.NOT_RATED: MSO_SHAPE.OVAL, RagStatus.NO_DATA: MSO_SHAPE.OVAL,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class SlideBox:
    """A place on a slide, in points from its top left corner."""

    left: float
    top: float
    width: float
    height: float

    @property
    def emu(self) -> tuple[Emu, Emu, Emu, Emu]:
        return Pt(self.left), Pt(self.top), Pt(self.width), Pt(self.height)  # type: ignore[return-value]  # python-pptx types a length as int


@dataclass(frozen=True, slots=True)
class SlideText:
    """One paragraph in one style."""

    text: str
    size: float = SMALL
    colour: str = LIGHT.ink
    bold: bool = False


def rgb(colour: str) -> Any:
    colours: Any = RGBColor
    return colours.from_string(colour.removeprefix("#"))


def styled(font: Any, size: float, colour: str, *, bold: bool = False) -> None:
    """One style for runs, axis labels and data labels alike."""
    font.name, font.size, font.bold = FACE, Pt(size), bold
    font.color.rgb = rgb(colour)


def fill(frame: Any, words: Sequence[SlideText], align: Any = None) -> None:
    """Writes paragraphs into a text frame without margins of its own."""
    frame.word_wrap = True
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    for n, one in enumerate(words):
        paragraph = frame.paragraphs[0] if n == 0 else frame.add_paragraph()
        paragraph.alignment = align
        run = paragraph.add_run()
        run.text = clean(one.text)
        styled(run.font, one.size, one.colour, bold=one.bold)
        run.font.language_id = MSO_LANGUAGE_ID.ENGLISH_UK


def write(slide: Slide, box: SlideBox, words: Sequence[SlideText], name: str) -> float:
    """A text box of paragraphs; returns where it ends, in points from the slide's top."""
    left, top, width, height = box.emu
    shape = slide.shapes.add_textbox(left, top, width, height)
    shape.name = name
    fill(shape.text_frame, words)
    return box.top + sum(height_of(one.text, one.size, box.width, bold=one.bold) for one in words)


def titled(slide: Slide, text: str, box: SlideBox, sizes: Sequence[float], most: int) -> float:
    """The slide's title in its own placeholder, at the largest size that fits; returns where it ends."""
    size, shown = fitted(text, sizes, box.width, most, bold=True)
    title = slide.shapes.title
    assert title is not None
    title.left, title.top, title.width, title.height = box.emu
    title.text_frame.vertical_anchor = MSO_ANCHOR.TOP
    fill(title.text_frame, [SlideText(shown, size, LIGHT.ink, bold=True)], PP_ALIGN.LEFT)
    return box.top + len(lines_of(shown, size, box.width, bold=True)) * size * LEADING


def described(shape: Any, name: str, words: str) -> None:
    """Names a shape and says what it shows, for a reader who cannot see it."""
    properties = next(shape._element.iter(qn("p:cNvPr")))
    properties.set("name", clean(name))
    properties.set("descr", clean(words))


def noted(slide: Slide, lines: Sequence[str]) -> None:
    """Speaker notes, a paragraph a line."""
    frame = slide.notes_slide.notes_text_frame
    assert frame is not None
    frame.text = clean("\n".join(lines))


def foot(slide: Slide, source: str, notice: str, licence: str) -> None:
    """Source, marks and licence, as every slide carries them."""
    width = WIDE - 2 * EDGE
    rule = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, Pt(EDGE), Pt(FOOT_TOP - 6), Pt(width), Pt(0.75))
    rule.fill.solid()
    rule.fill.fore_color.rgb = rgb(LIGHT.rule)
    rule.line.fill.background()
    rule.shadow.inherit = False
    described(rule, "Rule", "")
    _, source = fitted(f"Source: {source}", (SMALL,), width, 2)
    words = [SlideText(source, colour=LIGHT.muted)]
    if notice:
        words.append(SlideText(fitted(notice, (SMALL,), width, 1, bold=True)[1], colour=LIGHT.event, bold=True))
    if licence:
        words.append(SlideText(licence, colour=LIGHT.muted))
    write(slide, SlideBox(EDGE, FOOT_TOP, width, HIGH - FOOT_TOP - 8), words, "Source, marks and licence")


def rating(slide: Slide, status: RagStatus, why: str, box: SlideBox) -> float:
    """A rating as shape, letter and word, with its reason under it; returns where it ends."""
    letter, word = RATING_WORDS[status]
    ink, size = LIGHT.ratings[status], 26.0
    mark = slide.shapes.add_shape(_SHAPES[status], Pt(box.left), Pt(box.top), Pt(size), Pt(size))
    mark.fill.solid()
    mark.fill.fore_color.rgb = rgb(ink.fill)
    mark.line.color.rgb, mark.line.width = rgb(ink.edge), Pt(1.5)
    if status is RagStatus.NO_DATA:
        mark.line.dash_style = MSO_LINE.DASH
    mark.shadow.inherit = False
    mark.text_frame.word_wrap = False
    fill(mark.text_frame, [SlideText(letter, SMALL, ink.ink, bold=True)], PP_ALIGN.CENTER)
    mark.text_frame.word_wrap = False
    mark.text_frame.vertical_anchor = MSO_ANCHOR.BOTTOM if status is RagStatus.AMBER else MSO_ANCHOR.MIDDLE
    described(mark, f"Rating mark {letter}", f"Rating: {word}")
    write(slide, SlideBox(box.left + size + 8, box.top + 4, box.width - size - 8, 20), [SlideText(word, 16, bold=True)], "Rating")
    _, shown = fitted(why, (SMALL,), box.width, 3)
    return write(slide, SlideBox(box.left, box.top + size + 5, box.width, 16), [SlideText(shown)], "Why")


@dataclass(frozen=True, slots=True)
class SlideColumn:
    """A column of a table: its heading, its width in points, and whether it holds figures."""

    head: str
    width: float
    figures: bool = False


PAD = 4.0


def row_height(row: Sequence[SlideText], columns: Sequence[SlideColumn]) -> float:
    """The height in points that a row of a table needs."""
    tall = [height_of(one.text, one.size, column.width - 2 * PAD - 1, bold=one.bold) for one, column in zip(row, columns, strict=False)]
    return max(tall) + 2 * PAD - 1


def table(
    slide: Slide, at: tuple[float, float], columns: Sequence[SlideColumn], rows: Sequence[Sequence[SlideText]], *, name: str, says: str
) -> None:
    """A native table with hairlines. A row of one paragraph heads a group and runs over all columns."""
    heads = [SlideText(c.head, SMALL, LIGHT.muted, bold=True) for c in columns]
    every = [heads, *rows]
    heights = [row_height(row, columns if len(row) > 1 else [SlideColumn("", sum(c.width for c in columns))]) for row in every]
    box = SlideBox(*at, sum(c.width for c in columns), sum(heights))
    left, upper, wide, tall = box.emu
    frame = slide.shapes.add_table(len(every), len(columns), left=left, top=upper, width=wide, height=tall)
    described(frame, name, says)
    made: Any = frame.table
    _plain(made)
    for column, measured in zip(made.columns, columns, strict=True):
        column.width = Pt(measured.width)
    for n, (row, height) in enumerate(zip(every, heights, strict=True)):
        made.rows[n].height = Pt(height)
        if len(row) == 1 and len(columns) > 1:
            made.cell(n, 0).merge(made.cell(n, len(columns) - 1))
        for m, one in enumerate(row):
            cell = made.cell(n, m)
            fill(cell.text_frame, [one], PP_ALIGN.RIGHT if columns[m].figures and len(row) > 1 else PP_ALIGN.LEFT)
            cell.margin_left = cell.margin_right = Pt(PAD)
            cell.margin_top = cell.margin_bottom = Pt(PAD / 2)
            cell.vertical_anchor = MSO_ANCHOR.MIDDLE
        for m in range(len(columns)):
            _underlined(made.cell(n, m), LIGHT.muted if n == 0 else LIGHT.rule)


_NO_STYLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"


def _plain(made: Any) -> None:
    """No bands, no fills: the head row is told by its words."""
    properties = made._tbl.tblPr
    properties.find(qn("a:tableStyleId")).text = _NO_STYLE
    made.horz_banding, made.first_row = False, True


def _underlined(cell: Any, colour: str) -> None:
    """A hairline under a cell; python-pptx has no name for a cell's borders."""
    properties = cell._tc.get_or_add_tcPr()
    line = properties.makeelement(qn("a:lnB"), {"w": "9525", "cap": "flat", "cmpd": "sng", "algn": "ctr"})
    solid = line.makeelement(qn("a:solidFill"), {})
    solid.append(solid.makeelement(qn("a:srgbClr"), {"val": colour.removeprefix("#")}))
    line.append(solid)
    properties.insert(0, line)
