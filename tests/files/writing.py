"""Files of every format, written by hand: parts of a workbook, an OpenDocument sheet, delimited text."""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Mapping
from io import BytesIO, StringIO
from xml.sax.saxutils import escape, quoteattr

from tests.conftest import Rows, sheet_bytes

ODS_TYPE = b"application/vnd.oasis.opendocument.spreadsheet"
_NS = "urn:oasis:names:tc:opendocument:xmlns"
SPACES = " ".join(
    f'xmlns:{short}="{_NS}:{name}:1.0"'
    for short, name in (("office", "office"), ("table", "table"), ("text", "text"), ("style", "style"), ("draw", "drawing"))
)
CALC = 'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def packed(parts: Mapping[str, bytes]) -> bytes:
    """A zip of the parts, in their order."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return out.getvalue()


def unpacked(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(content)) as parts:
        return {name: parts.read(name) for name in parts.namelist()}


def with_parts(content: bytes, **parts: bytes) -> bytes:
    """The zip with some parts set; ``__`` in a name stands for a slash."""
    return packed(unpacked(content) | {name.replace("__", "/") + ".xml": part for name, part in parts.items()})


def workbook_of(sheet: str, strings: str = "") -> bytes:
    """A workbook whose one worksheet part, and table of texts, are written by hand."""
    parts = unpacked(sheet_bytes([["x"]]))
    parts["xl/worksheets/sheet1.xml"] = sheet.encode()
    if strings:
        parts["xl/sharedStrings.xml"] = strings.encode()
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
        known = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}"/></Types>'
        parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(b"</Types>", known.encode())
    return packed(parts)


def worksheet(rows: str, more: str = "") -> str:
    return f"<worksheet {MAIN}><sheetData>{rows}</sheetData>{more}</worksheet>"


def content_xml(tables: str, styles: str = "", before: str = "") -> bytes:
    """The content part of an OpenDocument spreadsheet around its tables."""
    styles = f"<office:automatic-styles>{styles}</office:automatic-styles>"
    body = f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
    head = f'<?xml version="1.0" encoding="UTF-8"?>{before}<office:document-content {SPACES} {CALC}>'
    return f"{head}{styles}{body}</office:document-content>".encode()


def ods_of(content: bytes, **more: bytes) -> bytes:
    return packed({"mimetype": ODS_TYPE, "content.xml": content} | {f"META-INF/{name}.xml": part for name, part in more.items()})


def ods_sheet(rows: str, name: str = "Scorecard", attributes: str = "") -> str:
    return f"<table:table table:name={quoteattr(name)} {attributes}>{rows}</table:table>"


def one_ods_cell(cell: str) -> bytes:
    return ods_of(content_xml(ods_sheet(f"<table:table-row>{cell}</table:table-row>")))


def ods_bytes(rows: Rows) -> bytes:
    """A table as an OpenDocument spreadsheet: numbers as numbers, other things as text."""
    lines = "".join(f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>" for row in rows)
    return ods_of(content_xml(ods_sheet(lines)))


def _ods_cell(value: object) -> str:
    if value is None:
        return "<table:table-cell/>"
    kind = f'float" office:value="{value}' if isinstance(value, int | float) else "string"
    lines = "".join(f"<text:p>{_spelt(line)}</text:p>" for line in str(value).split("\n"))
    return f'<table:table-cell office:value-type="{kind}">{lines}</table:table-cell>'


def _spelt(line: str) -> str:
    return escape(line).replace("\t", "<text:tab/>").replace(" ", "<text:s/>")


def csv_bytes(rows: Rows, delimiter: str = ",", encoding: str = "utf-8") -> bytes:
    out = StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue().encode(encoding)
