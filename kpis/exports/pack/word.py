"""A report as a Word file: real headings, repeated table heads, British English, its marks at the head and its source at the foot."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from data.text import is_web_address
from kpis.charts.style.palette import LIGHT
from kpis.exports.document.document import Block, BulletList, Chart, Paragraph, Report, ReportTable
from kpis.exports.document.plain_text import clean
from kpis.exports.pack.word_chart import draw

WIDE, TALL, EDGE = 210, 297, 12  # millimetres
FACE, SIZE, SMALL = "Arial", 8.5, 7.5
SIZES = {"Title": 13.0, "Heading 1": 13.0, "Heading 2": 9.5, "Heading 3": 9.0, "Normal": SIZE, "List Bullet": SIZE, "Caption": SMALL,
         "Header": SMALL, "Footer": SMALL}  # fmt: skip
LANGUAGE = "en-GB"


def docx(report: Report) -> bytes:
    """The file. Control characters, which no Word file can hold, are left out; nothing else of the words is."""
    made = Document()
    _styles(made)
    _page(made, report)
    made.core_properties.title = clean(report.title)[:255]
    made.core_properties.language, made.core_properties.author, made.core_properties.comments = LANGUAGE, "", ""
    made.add_paragraph(clean(report.title), "Heading 1")
    _grey(made.add_paragraph(clean(report.subtitle)))
    for block in report.blocks:
        _block(made, block)
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def _styles(made: Any) -> None:
    for name, size in SIZES.items():
        style = made.styles[name]
        style.font.name, style.font.size = FACE, Pt(size)
        heading = name.startswith(("Heading", "Title"))
        style.font.bold, style.font.italic, style.font.color.rgb = heading, False, RGBColor.from_string(LIGHT.ink[1:])
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for which in ("ascii", "hAnsi", "cs", "eastAsia"):
            fonts.set(qn(f"w:{which}"), FACE)
        for theme in ("asciiTheme", "hAnsiTheme", "cstheme", "eastAsiaTheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        layout = style.paragraph_format
        layout.space_before, layout.space_after, layout.line_spacing = Pt(3 if heading else 0), Pt(1), 1.0
    for said in made.styles.element.iter(qn("w:lang")):
        said.set(qn("w:val"), LANGUAGE)


def _page(made: Any, report: Report) -> None:
    sheet = made.sections[0]
    sheet.orientation, sheet.page_width, sheet.page_height = WD_ORIENT.PORTRAIT, Mm(WIDE), Mm(TALL)
    sheet.left_margin = sheet.right_margin = sheet.top_margin = Mm(EDGE)
    sheet.bottom_margin = Mm(EDGE + 2)
    sheet.header_distance = sheet.footer_distance = Mm(6)
    head = sheet.header.paragraphs[0].add_run(clean(report.notice))
    head.bold, head.font.color.rgb = True, RGBColor.from_string(LIGHT.event[1:])
    foot = sheet.footer.paragraphs[0]
    foot.add_run(f"Source: {clean(report.source)} · Page ")
    _field(foot, "PAGE")
    foot.add_run(" of ")
    _field(foot, "NUMPAGES")


def _field(paragraph: Any, name: str) -> None:
    """A number that Word works out."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), name)
    run, text = OxmlElement("w:r"), OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
    paragraph._p.append(field)


def _grey(paragraph: Any) -> None:
    for run in paragraph.runs:
        run.font.color.rgb = RGBColor.from_string(LIGHT.muted[1:])


def _block(made: Any, block: Block) -> None:
    made.add_paragraph(clean(block.told), f"Heading {block.level}")
    for part in block.parts:
        match part:
            case Paragraph():
                _said(made.add_paragraph(), part.text, part.label)
            case BulletList():
                for point in part.points:
                    line = made.add_paragraph(style="List Bullet")
                    _said(line, point.text, point.label, point.link)
                    _said(line, point.rest, "")
            case ReportTable():
                _table(made, part)
            case Chart():
                draw(made, part)


def _said(paragraph: Any, text: str, label: str, link: str = "") -> None:
    if label:
        paragraph.add_run(f"{clean(label)}: ").bold = True
    if is_web_address(link):
        _link(paragraph, clean(text), clean(link))
    else:
        paragraph.add_run(clean(text))


def _link(paragraph: Any, text: str, address: str) -> None:
    """A web address that somebody typed, as a link that can be followed."""
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
    whole = OxmlElement("w:hyperlink")
    whole.set(qn("r:id"), paragraph.part.relate_to(address, kind, is_external=True))
    run = paragraph.add_run(text)
    run.underline = True
    whole.append(run._r)
    paragraph._p.append(whole)


def _table(made: Any, table: ReportTable) -> None:
    caption = made.add_paragraph(clean(table.caption), "Caption")
    caption.paragraph_format.keep_with_next = True
    whole, room = sum(table.widths), WIDE - 2 * EDGE
    drawn = made.add_table(rows=0, cols=len(table.heads))
    drawn.style, drawn.autofit = "Table Grid", False
    about = OxmlElement("w:tblDescription")
    about.set(qn("w:val"), clean(table.caption))
    drawn._tbl.tblPr.append(about)
    for column, width in zip(drawn.columns, table.widths, strict=True):
        column.width = Mm(room * width / whole)
    for n, words in enumerate((table.heads, *table.rows)):
        row = drawn.add_row()
        marks = row._tr.get_or_add_trPr()
        marks.append(OxmlElement("w:cantSplit"))
        if n == 0:
            marks.append(OxmlElement("w:tblHeader"))
        for at, (cell, text, width) in enumerate(zip(row.cells, words, table.widths, strict=True)):
            cell.width = Mm(room * width / whole)
            paragraph = cell.paragraphs[0]
            run = paragraph.add_run(clean(text))
            run.font.size, run.bold = Pt(SMALL), n == 0
            if at in table.numbers:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
