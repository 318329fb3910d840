"""Words under a heading as slides: sentences, native lists and tables, over as many slides as they need."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pptx.oxml.ns import qn
from pptx.slide import Slide

from kpis import formats
from kpis.charts.style.palette import LIGHT
from kpis.exports.document.document import Block, BulletList, Paragraph, Part, ReportTable
from kpis.exports.document.provenance import PackWords
from kpis.exports.document.text_fit import height_of
from kpis.exports.slides.shapes import (
    BODY,
    EDGE,
    FOOT_TOP,
    SMALL,
    WIDE,
    SlideBox,
    SlideColumn,
    SlideText,
    foot,
    noted,
    row_height,
    table,
    titled,
    write,
)

TOP, END = 88.0, FOOT_TOP - 14
WIDTH = WIDE - 2 * EDGE
INDENT, GAP, TABLE_GAP = 16.0, 7.0, 12.0
BULLET = "•"


@dataclass(frozen=True, slots=True)
class _Text:
    """One paragraph, or one line of a list, with its height."""

    words: SlideText
    bullet: bool
    height: float


@dataclass(frozen=True, slots=True)
class _Rows:
    """Rows of a table that stand on one slide."""

    caption: str
    columns: tuple[SlideColumn, ...]
    rows: tuple[tuple[SlideText, ...], ...]
    height: float


def block_slides(add: Callable[[], Slide], block: Block, about: PackWords) -> int:
    """Adds a block's slides; returns how many. A heading that runs on says which of how many each is."""
    pages = list(_pages(block))
    sub = f"{about.area} · {about.replayed or f'as at {formats.day(about.as_at)}'}"
    for n, page in enumerate(pages, 1):
        slide, which = add(), f" ({n} of {len(pages)})" if len(pages) > 1 else ""
        end = titled(slide, f"{block.told}{which}", SlideBox(EDGE, 18, WIDTH, 34), (24, 22, 20, 18), 2)
        write(slide, SlideBox(EDGE, min(end + 2, TOP - 20), WIDTH, 16), [SlideText(sub, SMALL, LIGHT.muted)], "What this is")
        at = TOP
        for group in _grouped(page):
            at = _drawn(slide, group, at)
        foot(slide, about.source, about.notice, about.licence)
        noted(slide, [sub, f"Source: {about.source}.", about.notice, about.licence])
    return len(pages)


def _pages(block: Block) -> Iterator[list[_Text | _Rows]]:
    """What stands on each slide, in order; at least one slide, however little there is."""
    page: list[_Text | _Rows] = []
    used = 0.0
    for part in block.parts:
        rest: Part | None = part
        while rest is not None:
            pieces, rest = _pieces(rest, END - TOP - used)
            for one in pieces:
                if page and used + one.height > END - TOP:
                    yield page
                    page, used = [], 0.0
                page.append(one)
                used += one.height
    yield page


def _pieces(part: Part, room: float) -> tuple[list[_Text | _Rows], Part | None]:
    """(what a part comes to on slides, what of it is left): a table gives the rows for which there is room."""
    if isinstance(part, ReportTable):
        rows, left = _rows(part, room)
        return [rows], left
    if isinstance(part, Paragraph):
        text = f"{part.label}. {part.text}" if part.label and part.text else part.text or part.label
        return [_text(SlideText(text, BODY, bold=not part.text), bullet=False)], None
    assert isinstance(part, BulletList), "a block of slides holds words; a KPI has a slide of its own"
    found: list[_Text | _Rows] = []
    for point in part.points:
        text = f"{point.label}: {point.text}" if point.label else point.text
        link = f" {point.link}" if point.link else ""
        found.append(_text(SlideText(f"{text}{link}{point.rest}", BODY), bullet=True))
    return found, None


def _text(words: SlideText, *, bullet: bool) -> _Text:
    width = WIDTH - (INDENT if bullet else 0)
    return _Text(words, bullet, height_of(words.text, words.size, width, bold=words.bold) + GAP)


def _rows(part: ReportTable, room: float) -> tuple[_Rows, ReportTable | None]:
    """(the rows that stand together, the table of those left). Fewer than two beside what is there already go to the next slide."""
    wide = WIDTH / sum(part.widths)
    columns = tuple(SlideColumn(h, w * wide, n in part.numbers) for n, (h, w) in enumerate(zip(part.heads, part.widths, strict=True)))
    head = row_height([SlideText(c.head, SMALL, bold=True) for c in columns], columns) + TABLE_GAP
    rows = [tuple(SlideText(text, SMALL, bold=n == 0) for n, text in enumerate(one)) for one in part.rows]
    heights = [row_height(row, columns) for row in rows]
    many = _fitting(heights, room - head)
    if many < min(2, len(rows)):
        many = max(_fitting(heights, END - TOP - head), 1)
    left = replace(part, rows=part.rows[many:]) if many < len(rows) else None
    return _Rows(part.caption, columns, tuple(rows[:many]), head + sum(heights[:many])), left


def _fitting(heights: Sequence[float], room: float) -> int:
    return sum(sum(heights[: n + 1]) <= room for n in range(len(heights)))


def _grouped(page: Sequence[_Text | _Rows]) -> Iterator[list[_Text] | _Rows]:
    """Texts that follow each other share a box, so that a reader can edit them as one."""
    texts: list[_Text] = []
    for one in page:
        if isinstance(one, _Text):
            texts.append(one)
            continue
        if texts:
            yield texts
            texts = []
        yield one
    if texts:
        yield texts


def _drawn(slide: Slide, group: list[_Text] | _Rows, at: float) -> float:
    if isinstance(group, _Rows):
        says = " ".join(f"{row[0].text}: {', '.join(one.text for one in row[1:] if one.text)}." for row in group.rows)
        table(slide, (EDGE, at), group.columns, group.rows, name=group.caption, says=says)
        return at + group.height
    tall = sum(one.height for one in group)
    write(slide, SlideBox(EDGE, at, WIDTH, tall), [one.words for one in group], "What is told")
    made: Any = list(slide.shapes)[-1]
    for paragraph, one in zip(made.text_frame.paragraphs, group, strict=True):
        _spaced(paragraph, bullet=one.bullet)
    return at + tall


def _spaced(paragraph: Any, *, bullet: bool) -> None:
    """Room after a paragraph; a line of a list hangs behind a real bullet."""
    properties = paragraph._p.get_or_add_pPr()
    after = properties.makeelement(qn("a:spcAft"), {})
    after.append(after.makeelement(qn("a:spcPts"), {"val": str(int(GAP * 100))}))
    properties.append(after)
    if bullet:
        emu = int(INDENT * 12700)
        properties.set("marL", str(emu))
        properties.set("indent", str(-emu))
        properties.append(properties.makeelement(qn("a:buFont"), {"typeface": "Arial"}))
        properties.append(properties.makeelement(qn("a:buChar"), {"char": BULLET}))
