"""A KPI's line chart in a Word file: the slides' own native chart, with its data in a workbook of its own, so that it can be edited."""

from __future__ import annotations

from typing import Any

from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.shared import Emu
from pptx import Presentation
from pptx.opc.constants import CONTENT_TYPE as CT

from kpis.exports.document.document import Chart
from kpis.exports.document.plain_text import clean
from kpis.exports.slides.shapes import SlideBox
from kpis.exports.slides.time_chart import trend_chart

WIDE, TALL = 520.0, 200.0  # points
BLANK = 6
_INLINE = """<w:drawing xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"
 xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
 xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"
 xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"
 xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">
<wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{wide}" cy="{tall}"/><wp:docPr id="{number}" name="Chart {number}"/>
<wp:cNvGraphicFramePr/><a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/chart"><c:chart r:id="{rel}"/>
</a:graphicData></a:graphic></wp:inline></w:drawing>"""


def draw(made: Any, chart: Chart) -> None:
    """Adds the chart to the end of a document as a paragraph of its own, with its text alternative."""
    xml, book, rel = _native(chart)
    package, main = made.part.package, made.part
    number = 1 + sum(str(part.partname).startswith("/word/charts/") for part in package.iter_parts())
    held = Part(PackURI(f"/word/embeddings/figures{number}.xlsx"), CT.SML_SHEET, book, package)
    part = Part(PackURI(f"/word/charts/chart{number}.xml"), CT.DML_CHART, b"", package)
    part._blob = xml.replace(f'r:id="{rel}"'.encode(), f'r:id="{part.relate_to(held, RT.PACKAGE)}"'.encode())
    inline = _INLINE.format(wide=Emu(int(WIDE * 12700)), tall=Emu(int(TALL * 12700)), number=number, rel=main.relate_to(part, RT.CHART))
    drawing = parse_xml(inline)
    drawing[0].find("{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr").set("descr", clean(chart.says))
    made.add_paragraph().add_run()._r.append(drawing)


def _native(chart: Chart) -> tuple[bytes, bytes, str]:
    """(the chart's XML, its workbook, the id by which it names that) as the slides have it."""
    deck: Any = Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[BLANK])
    trend_chart(slide, SlideBox(0, 0, WIDE, TALL), chart.standing, chart.area, chart.says)
    part = next(shape for shape in slide.shapes if shape.has_chart).chart.part
    rel = next(id for id, one in part.rels.items() if one.reltype == RT.PACKAGE)
    return part.blob, part.chart_workbook.xlsx_part.blob, rel
