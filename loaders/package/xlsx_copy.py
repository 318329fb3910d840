"""A workbook written anew: sheet names, cells as they are read, their number formats, merges and what is hidden; and nothing else.

Texts are taken as they were read. Of the original only the stored values of numbers and days are taken, and each cell's format.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import IO
from xml.etree.ElementTree import Element, fromstring, iterparse

from data.personal.signs import kinds_in
from loaders.package.packing import packed, quoted, written
from loaders.spreadsheet.sheet import A_SWITCH, AN_ERROR, NO_RESULT, GridCell, Merges, Place, Sheet, column_letters

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_M = f"{{{MAIN}}}"
_REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
OWN_FORMATS = 164  # number of the first format that is not built in
_QUOTED = re.compile(r'"[^"]*"|\\.')
_REF = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


@dataclass(frozen=True, slots=True)
class StoredCell:
    """What a workbook stores of a number or a day: its value as written, its type, and the number of its style."""

    value: str
    kind: str
    style: int


def xlsx_copy(content: bytes, sheets: Sequence[Sheet]) -> bytes:
    """A workbook of the sheets that were read from ``content``.

    Raises:
        Exception: whatever its parsers raise; the workbook was read before, so nothing is expected.
    """
    with zipfile.ZipFile(BytesIO(content)) as parts:
        book = next(part for part in parts.namelist() if re.fullmatch(r"xl/workbook\d*\.xml", part))
        root = fromstring(parts.read(book))
        paths = list(_worksheets(root, parts, book))
        formats = _formats(parts)
        stored = [_stored(parts, path, sheet) for path, sheet in zip(paths, sheets, strict=True)]
    numbers = sorted({one.style for cells in stored for one in cells.values()} & set(range(len(formats))))
    styles = {old: new for new, old in enumerate(numbers, 1)}
    texts: dict[str, int] = {}
    drawn = [_worksheet(sheet, cells, styles, texts) for sheet, cells in zip(sheets, stored, strict=True)]
    strings = "".join(f"<si><t xml:space='preserve'>{written(_ESCAPE.sub('_x005F_', text))}</t></si>" for text in texts)
    old = root.find(f"{_M}workbookPr")
    dates = " date1904='1'" if old is not None and old.get("date1904") in ("1", "true") else ""
    states = ("" if not sheet.hidden else " state='hidden'" for sheet in sheets)
    listed = "".join(
        f"<sheet name={quoted(sheet.name)} sheetId='{n}'{state} r:id='rId{n}'/>"
        for n, (sheet, state) in enumerate(zip(sheets, states, strict=True), 1)
    )
    count = len(sheets)
    relations = [("worksheet", f"worksheets/sheet{n}.xml") for n in range(1, count + 1)]
    relations += [("styles", "styles.xml"), ("sharedStrings", "sharedStrings.xml")]
    overrides = [("workbook.xml", "sheet.main"), ("styles.xml", "styles"), ("sharedStrings.xml", "sharedStrings")]
    overrides += [(f"worksheets/sheet{n}.xml", "worksheet") for n in range(1, count + 1)]
    return packed({
        "[Content_Types].xml": f"{HEAD}<Types xmlns='{_PACKAGE}/content-types'>"
        f"<Default Extension='rels' ContentType='application/vnd.openxmlformats-package.relationships+xml'/>"
        "<Default Extension='xml' ContentType='application/xml'/>"
        + "".join(f"<Override PartName='/xl/{path}' ContentType='{_TYPES}.{kind}+xml'/>" for path, kind in overrides) + "</Types>",
        "_rels/.rels": _relations([("officeDocument", "xl/workbook.xml")]),
        "xl/workbook.xml": f"{HEAD}<workbook xmlns='{MAIN}' xmlns:r='{_OFFICE}'><workbookPr{dates}/><sheets>{listed}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": _relations(relations),
        "xl/styles.xml": _styles([formats[old] for old in numbers]),
        "xl/sharedStrings.xml": f"{HEAD}<sst xmlns='{MAIN}' uniqueCount='{len(texts)}'>{strings}</sst>",
        **{f"xl/worksheets/sheet{n}.xml": text for n, text in enumerate(drawn, 1)},
    })  # fmt: skip


def _relations(found: Sequence[tuple[str, str]]) -> str:
    each = "".join(f"<Relationship Id='rId{n}' Type='{_OFFICE}/{kind}' Target='{path}'/>" for n, (kind, path) in enumerate(found, 1))
    return f"{HEAD}<Relationships xmlns='{_PACKAGE}/relationships'>{each}</Relationships>"


def _worksheets(root: Element, parts: zipfile.ZipFile, book: str) -> Iterator[str]:
    """The worksheets' parts in the order in which the workbook lists them, as the reader takes them."""
    folder, name = posixpath.split(book)
    names = set(parts.namelist())
    kinds: dict[str, tuple[str, str]] = {}
    for one in fromstring(parts.read(f"{folder}/_rels/{name}.rels")):
        target = one.get("Target", "")
        path = target.removeprefix("/") if target.startswith("/") else posixpath.normpath(f"{folder}/{target}")
        kinds[one.get("Id", "")] = one.get("Type", ""), path
    for sheet in root.iterfind(f"{_M}sheets/{_M}sheet"):
        kind, path = kinds.get(sheet.get(_REL, ""), ("", ""))
        if kind.endswith("/worksheet") and path in names:
            yield path


def _formats(parts: zipfile.ZipFile) -> list[tuple[int, str]]:
    """The number format of each style: its number, and its pattern where it is no built-in one."""
    if "xl/styles.xml" not in parts.namelist():
        return []
    root = fromstring(parts.read("xl/styles.xml"))
    own = {one.get("numFmtId"): one.get("formatCode", "") for one in root.iterfind(f"{_M}numFmts/{_M}numFmt")}
    numbers = [one.get("numFmtId", "0") for one in root.iterfind(f"{_M}cellXfs/{_M}xf")]
    return [(int(n), _harmless(own.get(n) or "")) for n in numbers]


def _harmless(pattern: str) -> str:
    """A format without the words in it, where these are about a child."""
    return _QUOTED.sub("", pattern) if kinds_in(pattern) else pattern


def _styles(formats: Sequence[tuple[int, str]]) -> str:
    """A style a format, after the one that every workbook begins with; fonts and colours are left out."""
    own = {pattern: OWN_FORMATS + n for n, pattern in enumerate(dict.fromkeys(pattern for _, pattern in formats if pattern))}
    listed = "".join(f"<numFmt numFmtId='{n}' formatCode={quoted(pattern)}/>" for pattern, n in own.items())
    numbers = [0, *(own[pattern] if pattern else number for number, pattern in formats)]
    every = "".join(
        f"<xf numFmtId='{n}' fontId='0' fillId='0' borderId='0' xfId='0'{' applyNumberFormat=' + repr('1') if n else ''}/>" for n in numbers
    )
    known = f"<numFmts count='{len(own)}'>{listed}</numFmts>" if own else ""
    plain = "<xf numFmtId='0' fontId='0' fillId='0' borderId='0'/>"
    return (
        f"{HEAD}<styleSheet xmlns='{MAIN}'>{known}<fonts count='1'><font><sz val='11'/><name val='Calibri'/></font></fonts>"
        "<fills count='2'><fill><patternFill patternType='none'/></fill><fill><patternFill patternType='gray125'/></fill></fills>"
        "<borders count='1'><border><left/><right/><top/><bottom/><diagonal/></border></borders>"
        f"<cellStyleXfs count='1'>{plain}</cellStyleXfs><cellXfs count='{len(numbers)}'>{every}</cellXfs>"
        "<cellStyles count='1'><cellStyle name='Normal' xfId='0' builtinId='0'/></cellStyles></styleSheet>"
    )


def _stored(parts: zipfile.ZipFile, path: str, sheet: Sheet) -> dict[Place, StoredCell]:
    """What is stored of each number and day of a sheet."""
    with parts.open(path) as source:
        return {
            place: stored
            for place, stored in _cells(source)
            if (cell := sheet.cells.get(place)) is not None and (cell.number is not None or cell.dated)
        }


def _cells(source: IO[bytes]) -> Iterator[tuple[Place, StoredCell]]:
    row = 0
    for _, element in iterparse(source):
        if element.tag != f"{_M}row":
            continue
        row, column = int(float(element.get("r") or row + 1)), 0
        for cell in element.iterfind(f"{_M}c"):
            found = _REF.fullmatch(cell.get("r") or "")
            at = (int(found[2]), _column(found[1])) if found else (row, column + 1)
            column = at[1]
            value = cell.find(f"{_M}v")
            if value is not None and value.text:
                yield at, StoredCell(value.text.strip(), cell.get("t", "n"), int(cell.get("s", "0")))
        element.clear()


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _worksheet(sheet: Sheet, stored: dict[Place, StoredCell], styles: dict[int, int], texts: dict[str, int]) -> str:
    hidden_rows = {int(words.removeprefix("row ")) for words in sheet.out_of_sight if words.startswith("row ")}
    hidden_columns = sorted(_column(words.removeprefix("column ")) for words in sheet.out_of_sight if words.startswith("column "))
    columns = "".join(f"<col min='{at}' max='{at}' width='9' hidden='1'/>" for at in hidden_columns)
    lines = []
    for row, cells in sheet.by_row().items():
        each = "".join(_cell(cell, stored.get((row, cell.column)), styles, texts) for cell in cells)
        lines.append(f"<row r='{row}'{' hidden=' + repr('1') if row in hidden_rows else ''}>{each}</row>")
    merged = sheet.merged_from.areas if isinstance(sheet.merged_from, Merges) else ()
    merges = "".join(f"<mergeCell ref='{column_letters(one.left)}{one.top}:{column_letters(one.right)}{one.bottom}'/>" for one in merged)
    return (
        f"{HEAD}<worksheet xmlns='{MAIN}'>{f'<cols>{columns}</cols>' if columns else ''}<sheetData>{''.join(lines)}</sheetData>"
        f"{f'<mergeCells>{merges}</mergeCells>' if merges else ''}</worksheet>"
    )


def _cell(cell: GridCell, stored: StoredCell | None, styles: dict[int, int], texts: dict[str, int]) -> str:
    if stored is not None:
        kind = "" if stored.kind == "n" else f" t={quoted(stored.kind)}"
        style = f" s='{styles[stored.style]}'" if stored.style in styles else ""
        return f"<c r='{cell.ref}'{style}{kind}><v>{written(stored.value)}</v></c>"
    if cell.fault == NO_RESULT:
        return f"<c r='{cell.ref}'><f>{written(cell.text.removeprefix('='))}</f></c>"
    if cell.fault == AN_ERROR:
        return f"<c r='{cell.ref}' t='e'><v>{written(cell.text)}</v></c>"
    if cell.fault == A_SWITCH:
        return f"<c r='{cell.ref}' t='b'><v>{int(cell.text == 'TRUE')}</v></c>"
    if "x005F_" in cell.text:  # would be taken for an escape among the shared texts
        return f"<c r='{cell.ref}' t='inlineStr'><is><t xml:space='preserve'>{written(cell.text)}</t></is></c>"
    number = texts.setdefault(cell.text, len(texts))
    return f"<c r='{cell.ref}' t='s'><v>{number}</v></c>"
