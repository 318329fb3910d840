"""An OpenDocument spreadsheet written anew: sheet names, cells as they are read, merges and which sheets are hidden; and nothing else."""

from __future__ import annotations

import re
from collections.abc import Sequence

from loaders.package.packing import packed, quoted, written
from loaders.spreadsheet.sheet import A_SWITCH, AN_ERROR, NO_RESULT, GridCell, MergedRange, Merges, Sheet

TYPE = "application/vnd.oasis.opendocument.spreadsheet"
_NS = "urn:oasis:names:tc:opendocument:xmlns"
_CALC = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"
_SPACES = " ".join(f"xmlns:{name}='{_NS}:{name}:1.0'" for name in ("office", "table", "text", "style"))
_BLANKS = re.compile(r"^ | {2,}|\t| $")
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


def ods_copy(sheets: Sequence[Sheet]) -> bytes:
    """A spreadsheet of the sheets as they were read."""
    styles = "".join(
        f"<style:style style:name='{name}' style:family='table'><style:table-properties table:display='{shown}'/></style:style>"
        for name, shown in (("shown", "true"), ("hidden", "false"))
    )
    tables = "".join(map(_table, sheets))
    return packed({
        "mimetype": TYPE,
        "content.xml": f"{HEAD}<office:document-content {_SPACES} xmlns:calcext='{_CALC}' office:version='1.2'>"
        f"<office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>",
        "META-INF/manifest.xml": f"{HEAD}<manifest:manifest xmlns:manifest='{_NS}:manifest:1.0' manifest:version='1.2'>"
        f"<manifest:file-entry manifest:full-path='/' manifest:media-type='{TYPE}'/>"
        "<manifest:file-entry manifest:full-path='content.xml' manifest:media-type='text/xml'/></manifest:manifest>",
    })  # fmt: skip


def _table(sheet: Sheet) -> str:
    areas = sheet.merged_from.areas if isinstance(sheet.merged_from, Merges) else ()
    spans: dict[int, dict[int, MergedRange]] = {}
    for area in areas:
        spans.setdefault(area.top, {})[area.left] = area
    cells = sheet.by_row()
    lines, last = [], 0
    for row in sorted({*cells, *spans}):
        if row - last > 1:
            lines.append(f"<table:table-row table:number-rows-repeated='{row - last - 1}'><table:table-cell/></table:table-row>")
        lines.append(_row({cell.column: cell for cell in cells.get(row, ())}, spans.get(row, {})))
        last = row
    style = "hidden" if sheet.hidden else "shown"
    return f"<table:table table:name={quoted(sheet.name)} table:style-name='{style}'>{''.join(lines)}</table:table>"


def _row(cells: dict[int, GridCell], spans: dict[int, MergedRange]) -> str:
    line, last = [], 0
    for column in sorted({*cells, *spans}):
        if column - last > 1:
            line.append(f"<table:table-cell table:number-columns-repeated='{column - last - 1}'/>")
        area, cell = spans.get(column), cells.get(column)
        span = "" if area is None else (
            f" table:number-rows-spanned='{area.bottom - area.top + 1}' table:number-columns-spanned='{area.right - area.left + 1}'"
        )  # fmt: skip
        line.append(f"<table:table-cell{span}/>" if cell is None else _cell(cell, span))
        last = column
    return f"<table:table-row>{''.join(line)}</table:table-row>"


def _cell(cell: GridCell, span: str) -> str:
    if cell.fault == NO_RESULT:
        return f"<table:table-cell{span} table:formula={quoted('of:' + cell.text)}/>"
    kind = " office:value-type='string'"
    if cell.fault == AN_ERROR:
        kind += " calcext:value-type='error'"
    elif cell.fault == A_SWITCH:
        kind = f" office:value-type='boolean' office:boolean-value={quoted(cell.text.lower())}"
    elif cell.number is not None:
        kind = f" office:value-type='{'percentage' if cell.percent else 'float'}' office:value='{cell.number}'"
    elif cell.dated:
        kind = " office:value-type='date'"
    lines = "".join(f"<text:p>{_spelt(line)}</text:p>" for line in ("" if cell.unseen else cell.text).split("\n"))
    return f"<table:table-cell{span}{kind}>{lines}</table:table-cell>"


def _spelt(line: str) -> str:
    """A line whose blanks are spelt out, since runs of them are read as one."""
    return _BLANKS.sub(lambda found: "<text:tab/>" if found[0] == "\t" else f"<text:s text:c='{len(found[0])}'/>", written(line))
