"""Places of a workbook and of other files where rows about children hide, each as a file with made-up children in it.

The first 25 are those of the attack on finding 3; the others are more of the same kind. No child in them is real.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping
from io import BytesIO

from tests.conftest import Rows, sheet_bytes
from tests.files.writing import content_xml, ods_of, ods_sheet, packed, unpacked

UPN = "A123456789012"  # made up; its check letter agrees
NHS = "943 476 5919"  # the example that the NHS itself prints
SAID = f"{UPN} Jo Bloggs 12/03/2011"
TABLE: Rows = [
    ["Bury SEND scorecard October 2023", None, None, None, None],
    ["Ref", "KPI", "2022", "2023", "Comment"],
    ["S5", "New EHC plans in 20 weeks", "60%", "55%", None],
    ["S2", "SEN", "12.0%", "13.0%", None],
]
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
DRAWN = "http://schemas.openxmlformats.org/drawingml/2006/main"
HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
PLACES = 25  # of those below, how many the attack tried


def book(**parts: str | bytes) -> bytes:
    """The scorecard with more parts; ``__`` in a name stands for a slash, and the last ``_`` for the full stop before its ending."""
    more = {}
    for name, text in parts.items():
        stem, _, ending = name.replace("__", "/").rpartition("_")
        more[f"{stem}.{ending}"] = text.encode() if isinstance(text, str) else text
    return packed(unpacked(sheet_bytes(TABLE)) | more)


def changed(path: str, old: str, new: str) -> bytes:
    """The scorecard with a part whose text is changed in one place."""
    parts = unpacked(sheet_bytes(TABLE))
    assert old.encode() in parts[path], (path, old)
    return packed(parts | {path: parts[path].replace(old.encode(), new.encode(), 1)})


def hidden(rows: Rows, name: str = "Raw") -> bytes:
    """The scorecard with a very hidden sheet."""
    parts = unpacked(sheet_bytes(TABLE, more={name: rows}))
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(
        f'name="{name}" sheetId="2" state="visible"'.encode(), f'name="{name}" sheetId="2" state="veryHidden"'.encode()
    )
    assert b"veryHidden" in parts["xl/workbook.xml"]
    return packed(parts)


def in_sheet(more: str) -> bytes:
    """The scorecard with elements after the cells of its sheet."""
    return changed("xl/worksheets/sheet1.xml", "</sheetData>", f"</sheetData>{more}")


def in_workbook(more: str) -> bytes:
    return changed("xl/workbook.xml", "</sheets>", f"</sheets>{more}")


def drawing(text: str) -> str:
    runs = "".join(f"<a:r><a:t>{one}</a:t></a:r>" for one in (text[:5], text[5:]))
    return f'{HEAD}<wsDr xmlns:a="{DRAWN}"><sp><txBody><a:p>{runs}</a:p></txBody></sp></wsDr>'


def ods(body: str = "", meta: str = "", tables: str = "", extra: Mapping[str, bytes] | None = None, before: str = "") -> bytes:
    """The scorecard as an OpenDocument spreadsheet, with more in its content, its tables and its properties."""
    rows = "".join(
        f"<table:table-row>{''.join(_ods_cell(one) for one in row)}</table:table-row>" for row in TABLE
    )  # fmt: skip
    content = content_xml(before + ods_sheet(rows + body) + tables)
    return packed(unpacked(ods_of(content)) | ({"meta.xml": meta.encode()} if meta else {}) | dict(extra or {}))


def _ods_cell(value: object) -> str:
    return (
        "<table:table-cell/>"
        if value is None
        else f"<table:table-cell office:value-type='string'><text:p>{value}</text:p></table:table-cell>"
    )


def in_comment(text: str) -> Rows:
    return [*TABLE[:2], [*TABLE[2][:4], text], TABLE[3]]


def pdf(text: str) -> bytes:
    """A PDF of one line in a packed stream, cut in two as programs do."""
    import zlib

    drawn = f"BT /F1 12 Tf [({text[:7]}) -20 ({text[7:]})] TJ ET".encode()
    stream = zlib.compress(drawn)
    return b"%%PDF-1.4\n1 0 obj\n<< /Length %d /Filter /FlateDecode >>\nstream\n%b\nendstream\nendobj\n%%%%EOF\n" % (len(stream), stream)


def docx(body: str) -> bytes:
    main = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    return packed({"word/document.xml": f'{HEAD}<w:document xmlns:w="{main}"><w:body>{body}</w:body></w:document>'.encode()})


def word_table(rows: Rows) -> bytes:
    """A Word document with one table."""

    def cell(value: object) -> str:
        return f"<w:tc><w:p><w:r><w:t>{value}</w:t></w:r></w:p></w:tc>"

    return docx(f"<w:tbl>{''.join('<w:tr>' + ''.join(map(cell, row)) + '</w:tr>' for row in rows)}</w:tbl>")


def zipped(name: str, content: bytes) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr(name, content)
    return out.getvalue()


ROWS: Rows = [["Student", "Born", "Need"], ["Jo Bloggs", "12/03/2011", "Autism"], ["Sam Patel", "04/11/2013", "SEMH"]]
# Told in a finding and left out of the clean copy: the first of each list are the attack's.
CORE, SHEET = "docProps/core.xml", "xl/worksheets/sheet1.xml"
CELL = "<table:table-cell office:value-type='string'><text:p>{}</text:p></table:table-cell>"
FAMILY = ("Mia Brown", "Aisha Khan", "Noah Jones", "Jayden Okafor", "Lily Evans", "Harry Shah")


def noted(text: str) -> bytes:
    """A note at a cell; ``text`` is its XML."""
    return book(
        xl__comments1_xml=f'<comments xmlns="{MAIN}"><commentList><comment ref="C3"><text>{text}</text></comment></commentList></comments>'
    )


def linked(cell: str) -> bytes:
    """The cells of another workbook that this one kept."""
    sheet = f'<sheetDataSet><sheetData sheetId="0"><row r="1">{cell}</row></sheetData></sheetDataSet>'
    return book(xl__externalLinks__externalLink1_xml=f'<externalLink xmlns="{MAIN}"><externalBook>{sheet}</externalBook></externalLink>')


def pivot(part: str, inner: str) -> bytes:
    return book(**{f"xl__pivotCache__pivotCache{part}1_xml": f'<pivotCache{part} xmlns="{MAIN}">{inner}</pivotCache{part}>'})


def listed(values: str) -> str:
    return f"<dataValidations><dataValidation type='list' sqref='E3'><formula1>\"{values}\"</formula1></dataValidation></dataValidations>"


def in_row(cell: str) -> str:
    return f"<table:table-row>{cell}</table:table-row>"


def merged() -> bytes:
    cells = f'<c r="A9" t="inlineStr"><is><t>x</t></is></c><c r="B9" t="inlineStr"><is><t>{UPN}</t></is></c>'
    return changed(SHEET, "</sheetData>", f'<row r="9">{cells}</row></sheetData><mergeCells><mergeCell ref="A9:B9"/></mergeCells>')


LEFT_OUT: dict[str, Callable[[], bytes]] = {
    "pivot cache": lambda: pivot("Records", f'<r><s v="{UPN}"/><s v="Jo Bloggs"/><d v="2011-03-12T00:00:00"/></r>'),
    "cell note": lambda: noted(f"<t>{SAID}</t>"),
    "threaded comment": lambda: book(
        xl__threadedComments__threadedComment1_xml=f"<x><threadedComment><text>{SAID}</text></threadedComment></x>"
    ),
    "document properties": lambda: changed(CORE, "</cp:coreProperties>", f"<dc:subject>{SAID}</dc:subject></cp:coreProperties>"),
    "custom properties": lambda: book(
        docProps__custom_xml=f"<Properties><property name='Case'><lpwstr>{SAID}</lpwstr></property></Properties>"
    ),
    "defined name": lambda: in_workbook(f"<definedNames><definedName name='x'>\"{SAID}\"</definedName></definedNames>"),
    "validation list": lambda: in_sheet(listed(f"{UPN},B234567890123")),
    "header and footer": lambda: in_sheet(f"<headerFooter><oddHeader>&amp;L{SAID}</oddHeader></headerFooter>"),
    "hyperlink": lambda: in_sheet(f"<hyperlinks><hyperlink ref='E4' location='x' tooltip='{SAID}'/></hyperlinks>"),
    "embedded workbook": lambda: book(xl__embeddings__Microsoft_Excel_Sheet1_xlsx=sheet_bytes([["UPN"], [UPN]])),
    "cache of a linked workbook": lambda: linked(f'<cell r="A1" t="str"><v>{SAID}</v></cell>'),
    # More of the same kind.
    "pivot cache of names and days": lambda: pivot(
        "Definition",
        '<cacheFields><cacheField name="Pupil name"><sharedItems><s v="Mia Brown"/><s v="Aisha Khan"/></sharedItems></cacheField>'
        '<cacheField name="DOB"/></cacheFields>',
    ),
    "text box in runs": lambda: book(xl__drawings__drawing1_xml=drawing(f"{UPN} Jo Bloggs")),
    "note in rich runs": lambda: noted(f"<r><t>{UPN[:6]}</t></r><r><t>{UPN[6:]}</t></r>"),
    "child named in a note": lambda: noted("<t>Jayden Okafor’s placement broke down</t>"),
    "chart cache": lambda: book(
        xl__charts__chart1_xml=f"<chart><cat><strCache>{''.join(f'<pt><v>{name}</v></pt>' for name in FAMILY)}</strCache></cat></chart>"
    ),
    "old drawing that is no XML": lambda: book(xl__drawings__vmlDrawing1_vml=f"<xml><div>one<br>{SAID}</div></xml>"),
    "name of a picture": lambda: book(**{f"xl__media__{UPN}_png": b"x"}),
    "custom XML": lambda: book(customXml__item1_xml=f"<record><nhs>{NHS}</nhs></record>"),
    "slicer cache": lambda: book(
        xl__slicerCaches__slicerCache1_xml=f"<slicerCacheDefinition><items><i n='{UPN}'/></items></slicerCacheDefinition>"
    ),
    "query table": lambda: book(
        xl__queryTables__queryTable1_xml="<queryTable><queryTableField name='Forename'/><queryTableField name='DOB'/></queryTable>"
    ),
    "query of a connection": lambda: book(
        xl__connections_xml=f"<connections><dbPr command=\"select * from pupils where upn = '{UPN}'\"/></connections>"
    ),
    "sound of a text": lambda: book(
        xl__sharedStrings_xml=f'<sst xmlns="{MAIN}"><si><t>x</t><rPh sb="0" eb="1"><t>{UPN}</t></rPh></si></sst>'
    ),
    "text that no cell uses": lambda: book(xl__sharedStrings_xml=f'<sst xmlns="{MAIN}"><si><t>{SAID}</t></si></sst>'),
    "formula": lambda: changed(SHEET, "</row>", f'<c r="F1" t="str"><f>IF(A1="{UPN}",1,2)</f><v>2</v></c></row>'),
    "number format": lambda: changed(
        "xl/styles.xml", "<fonts", f"<numFmts count='1'><numFmt numFmtId='170' formatCode='0\"{UPN}\"'/></numFmts><fonts"
    ),
    "cell under a merge": merged,
    "condition of a format": lambda: in_sheet(
        f"<conditionalFormatting sqref='A1'><cfRule type='containsText' text='{UPN}'/></conditionalFormatting>"
    ),
    "file in a file in a file": lambda: book(
        xl__embeddings__oleObject1_zip=zipped("a.docx", docx(f"<w:p><w:r><w:t>{SAID}</w:t></w:r></w:p>"))
    ),
    "embedded text": lambda: book(xl__embeddings__pupils_csv=f"UPN,Name\n{UPN},Jo Bloggs\n"),
    "embedded binary": lambda: book(xl__embeddings__oleObject1_bin=b"\xd0\xcf\x11\xe0" + UPN.encode("utf-16-le")),
    "embedded PDF": lambda: book(xl__embeddings__report_pdf=pdf(SAID)),
    "macro": lambda: book(xl__vbaProject_bin=b"Attribute\x00\x01" + SAID.encode()),
    "ods annotation": lambda: ods(
        in_row(f"<table:table-cell><office:annotation><text:p>{UPN}</text:p></office:annotation></table:table-cell>")
    ),
    "ods validation": lambda: ods(
        before=f"<table:content-validations><table:content-validation table:condition='is-in-list(\"{UPN}\")'/></table:content-validations>"
    ),
    "ods named expression": lambda: ods(
        tables=f"<table:named-expressions><table:named-expression table:name='x' table:expression='\"{UPN}\"'/></table:named-expressions>"
    ),
    "ods properties": lambda: ods(meta=f"<meta><user-defined>{SAID}</user-defined></meta>"),
    "ods cache of a linked file": lambda: ods(tables=ods_sheet(f"<table:table-source/>{in_row(CELL.format(UPN))}", "'file:///x'#Sheet1")),
    "ods embedded object": lambda: ods(
        extra={"Object 1/content.xml": content_xml(ods_sheet(in_row(CELL.format("UPN")) + in_row(CELL.format(UPN))))}
    ),
    "ods covered cell": lambda: ods(
        in_row(
            "<table:table-cell table:number-columns-spanned='2' office:value-type='string'><text:p>x</text:p></table:table-cell>"
            f"<table:covered-table-cell><text:p>{UPN}</text:p></table:covered-table-cell>"
        )
    ),
    "ods tracked change": lambda: ods(
        before=f"<table:tracked-changes><table:previous><text:p>{UPN}</text:p></table:previous></table:tracked-changes>"
    ),
}
# Refused whole: these stand in what would be kept.
REFUSED: dict[str, Callable[[], bytes]] = {
    "sheet name": lambda: hidden([["x"], ["y"]], UPN),
    "Student, Born, Need": lambda: hidden(ROWS),
    "Initials, Age, School, Outcome": lambda: hidden(
        [["Initials", "Age", "School", "Outcome"], ["JB", "9", "Elms", "Moved"], ["SP", "11", "Oak", "Stayed"]]
    ),
    "case system's numbers": lambda: hidden([["Mosaic ID", "Stage"], ["1234567", "Draft"], ["1234568", "Final"]]),
    "NHS no.": lambda: hidden([["NHS no.", "x"], [NHS, "1"], ["401 023 2137", "1"]]),
    "NHS Num": lambda: hidden([["NHS Num", "x"], ["9434765919", "1"], ["4010232137", "1"]]),
    "parents' e-mail and telephone": lambda: hidden([["Child", "Parent email", "Phone"], ["Jo B", "jo@example.org", "0161 496 0000"]]),
    "UPN with spaces": lambda: hidden([["Ref", "x"], ["A 1234 5678 9012", "1"]]),
    "UPN with hyphens": lambda: hidden([["Ref", "x"], ["A-1234-5678-9012", "1"]]),
    "child's name in a comment": lambda: sheet_bytes(in_comment("Jayden Okafor’s placement broke down in May")),
    "D O B": lambda: hidden([["D O B"], ["12/03/2011"]]),
    "Date of  Birth": lambda: hidden([["Date of  Birth"], ["12/03/2011"]]),
    "UPN in a sentence": lambda: sheet_bytes(in_comment(f"Waits for {UPN} to move")),
    "temporary UPN in a column": lambda: hidden([["UPN"], ["H80120000100A"]]),
    # More of the same kind.
    "names beside days": lambda: hidden([["Mia Brown", "12/03/2011"], ["Aisha Khan", "04/11/2013"], ["Noah Jones", "01/02/2014"]]),
    "list of names": lambda: hidden([["Mia Brown"], ["Aisha Khan"], ["Noah Jones"], ["Jayden Okafor"], ["Lily Evans"]]),
    "column of children": lambda: hidden([["Young person"], ["Kwasi Boateng"], ["Lena Brown"]]),
    "surnames first": lambda: hidden(
        [["Name", "Year group", "DoB?", "Age"], ["BROWN, Mia", "5", "x", "9"], ["KHAN, Aisha", "6", "x", "10"]]
    ),
    "NHS numbers without a heading": lambda: hidden([["Figure"], ["9434765919"], ["4010232137"], ["9434765870"]]),
    "NHS number in a comment": lambda: sheet_bytes(in_comment(f"See {NHS}")),
    "birthday in a comment": lambda: sheet_bytes(in_comment("One child, DOB 12/03/2011, waits")),
    "pupil named in a comment": lambda: sheet_bytes(in_comment("Pupil: Amira Hassan, year 5")),
    "UPN with odd blanks": lambda: hidden([["Ref"], ["A\u00a01234\u00a05678\u00a09012"]]),
    "mother's telephone": lambda: hidden([["Name", "Mum mobile"], ["Jo", "07700 900123"]]),
}  # fmt: skip
OF_THE_ATTACK = [*list(LEFT_OUT)[:11], *list(REFUSED)[:14]]
