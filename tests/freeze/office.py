"""Slides, documents and workbooks as text: words, notes, alt texts, tables, chart figures; cells with formulas, formats and comments."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import openpyxl
from docx import Document
from pptx import Presentation

from tests.freeze import trees

EMU = 12700  # to a point
WORD, DRAWING = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}", "{http://schemas.openxmlformats.org/drawingml/2006/main}"
CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
PROPERTIES = ("title", "subject", "author", "keywords", "comments", "language", "category", "created", "modified")


def text(path: Path) -> str:
    """A pack or report as text, by the kind that its name says."""
    content = path.read_bytes()
    kinds = {".pptx": _slides, ".docx": _document, ".xlsx": _workbook}
    made = kinds[path.suffix](content) if path.suffix in kinds else trees.lines(content.decode("utf-8"))
    return "\n".join(made) + "\n"


def _slides(content: bytes) -> Iterator[str]:
    deck: Any = Presentation(BytesIO(content))
    yield f"deck {deck.slide_width} x {deck.slide_height}"
    yield from _told(deck.core_properties)
    for number, slide in enumerate(deck.slides, 1):
        yield f"slide {number}: layout {slide.slide_layout.name}"
        for shape in slide.shapes:
            yield from _shape(shape, 1)
        if slide.has_notes_slide:
            yield " notes:"
            yield from (f"  {line}" for line in slide.notes_slide.notes_text_frame.text.splitlines())
    yield from _charts(content, "ppt/charts/")


def _shape(shape: Any, depth: int) -> Iterator[str]:
    pad = " " * depth
    place = ", ".join("-" if side is None else f"{side / EMU:.1f}" for side in (shape.left, shape.top, shape.width, shape.height))
    alt = shape._element.xpath(".//p:cNvPr/@descr")
    yield f"{pad}{shape.name} at {place} pt{f'; alt: {alt[0]}' if alt else ''}"
    if shape.shape_type is not None and hasattr(shape, "shapes"):
        for one in shape.shapes:
            yield from _shape(one, depth + 1)
    if getattr(shape, "has_table", False) and shape.has_table:
        for row in shape.table.rows:
            yield f"{pad} | " + " | ".join(cell.text.replace("\n", " / ") for cell in row.cells)
    if shape.has_text_frame:
        for paragraph in shape.text_frame.paragraphs:
            if paragraph.runs:
                yield f"{pad} {_runs(paragraph)}"


def _runs(paragraph: Any) -> str:
    """The words of a paragraph with what its runs look like and lead to."""
    said = []
    for run in paragraph.runs:
        size = run.font.size.pt if run.font.size else ""
        link = f" -> {run.hyperlink.address}" if run.hyperlink and run.hyperlink.address else ""
        said.append(f"{run.text}‹{size}{' b' if run.font.bold else ''}{link}›")
    return "".join(said)


def _document(content: bytes) -> Iterator[str]:
    made: Any = Document(BytesIO(content))
    yield from _told(made.core_properties)
    yield from _body(made.element.body, 0)
    for number, section in enumerate(made.sections, 1):
        for name, part in (("header", section.header), ("footer", section.footer)):
            yield f"section {number} {name}: {' / '.join(paragraph.text for paragraph in part.paragraphs)}"
    yield from _charts(content, "word/charts/")


def _body(element: Any, depth: int) -> Iterator[str]:
    """Paragraphs and tables in their order, with styles and alt texts."""
    for child in element:
        if child.tag == f"{WORD}p":
            style = child.find(f"{WORD}pPr/{WORD}pStyle")
            words = "".join(
                one.text or "" if one.tag == f"{WORD}t" else {f"{WORD}tab": "\t", f"{WORD}br": " / "}.get(one.tag, "")
                for one in child.iter()
            )
            alts = [one.get("descr") for one in child.iter() if one.tag.endswith("}docPr") and one.get("descr")]
            named = style.get(f"{WORD}val") if style is not None else "-"
            yield f"{' ' * depth}[{named}] {words}{''.join(f' alt: {alt}' for alt in alts)}"
        elif child.tag == f"{WORD}tbl":
            yield f"{' ' * depth}table"
            for row in child.iter(f"{WORD}tr"):
                cells = ["".join(one.text or "" for one in cell.iter(f"{WORD}t")) for cell in row.iter(f"{WORD}tc")]
                yield f"{' ' * depth} | {' | '.join(cells)}"
        elif child.tag == f"{WORD}sdt":
            yield from _body(child.find(f"{WORD}sdtContent"), depth)


def _workbook(content: bytes) -> Iterator[str]:
    book = openpyxl.load_workbook(BytesIO(content))
    yield from _told(book.properties)
    yield from (f"name {name} = {one.attr_text}" for name, one in sorted(book.defined_names.items()))
    for sheet in book.worksheets:
        widths = ", ".join(f"{name} {one.width:g}" for name, one in sorted(sheet.column_dimensions.items()))
        yield f"sheet {sheet.title} {sheet.sheet_state} {sheet.dimensions}; frozen at {sheet.freeze_panes}; widths {widths}"
        yield f" merged: {', '.join(sorted(str(one) for one in sheet.merged_cells.ranges))}; filter {sheet.auto_filter.ref}"
        yield from (f" checked: {one.sqref} {one.type} {one.formula1}" for one in sheet.data_validations.dataValidation)
        for one in sheet.conditional_formatting:
            yield from (f" coloured: {one.sqref} {rule.type} {rule.operator} {rule.formula}" for rule in one.rules)
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is not None or cell.comment:
                    yield _cell(cell)
    yield from _charts(content, "xl/charts/")


def _cell(cell: Any) -> str:
    """A cell's value or formula with its number format, what it leads to, its comment, its fill where it has one."""
    more = [f"format {cell.number_format}"] if cell.number_format != "General" else []
    more += ["bold"] if cell.font.bold else []
    more += [f"fill {cell.fill.fgColor.rgb}"] if cell.fill.fill_type else []
    more += [f"-> {cell.hyperlink.target or cell.hyperlink.location}"] if cell.hyperlink else []
    more += [f"comment: {cell.comment.text}"] if cell.comment else []
    value = cell.value if isinstance(cell.value, str) else repr(cell.value)
    return f" {cell.coordinate} {value}  ({'; '.join(more)})" if more else f" {cell.coordinate} {value}"


def _told(properties: Any) -> Iterator[str]:
    """What a file says of itself."""
    named = {"author": "creator", "comments": "description"}
    for name in PROPERTIES:
        value = getattr(properties, name, None) or getattr(properties, named.get(name, ""), None)
        if value:
            yield f"{name}: {value}"


def _charts(content: bytes, folder: str) -> Iterator[str]:
    """Every chart of a file: its texts, kinds, names, categories and figures, in the order of its parts."""
    with zipfile.ZipFile(BytesIO(content)) as parts:
        names = [name for name in parts.namelist() if re.fullmatch(re.escape(folder) + r"chart\d*\.xml", name)]
        for at, name in enumerate(sorted(names, key=lambda one: (len(one), one)), 1):
            yield f"chart {at}"
            yield from _chart(ElementTree.fromstring(parts.read(name)), 1)


def _chart(element: ElementTree.Element, depth: int) -> Iterator[str]:
    """A chart's elements that say something: texts, values, and what has a value of its own."""
    tag = element.tag.rpartition("}")[2]
    if tag in ("strCache", "numCache"):
        points = [(point.get("idx"), point.findtext(f"{CHART}v")) for point in element.iter(f"{CHART}pt")]
        yield f"{' ' * depth}{tag}: {'; '.join(f'{at} {value}' for at, value in points)}"
        return
    words = (element.text or "").strip()
    shown = [f"{name.rpartition('}')[2]}={value}" for name, value in sorted(element.attrib.items())]
    if words or shown:
        yield f"{' ' * depth}{tag} {' '.join(shown)}{' ' if shown and words else ''}{words}".rstrip()
    for child in element:
        yield from _chart(child, depth + 1)
