"""The text of every part of a zipped document, files within it too, in lines as a reader would see them; within limits."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import IO
from xml.etree.ElementTree import Element, ParseError, iterparse

from data.personal.child_rows import TextTable
from loaders.spreadsheet.spreadsheet import ENCRYPTED, MOST_PARTS, MOST_UNPACKED, declares_a_type

DEEPEST = 3  # files within files within files
# Elements whose text is one line however many runs of formatting it is cut into.
_LINES = {"p", "h", "si", "is", "text"}
_ROWS, _CELLS = {"tr", "table-row"}, {"tc", "table-cell", "covered-table-cell"}
# Of a worksheet: their attributes say where and not what.
_PLAIN = {"c", "row", "v", "cols", "col", "pageMargins", "sheetView", "selection"}
_SKIPPED = re.compile(
    r".*\.(?:png|jpe?g|gif|tiff?|emf|wmf|bmp|webp|ttf|odttf|fntdata|svm)|.*printersettings.*|thumbnails?/.*", re.IGNORECASE
)
_XML = re.compile(r".*\.(?:xml|rels|vml|rdf)", re.IGNORECASE)
_CODES = re.compile(r'&(?:"[^"]*"|K[0-9A-Fa-f]{6}|\d+|[A-Za-z])')  # of a page's header: its place, font, size
_TAGS = re.compile(r"<[^<>]*>")
_BINARY = re.compile(r"[ -~\u00a0-\u017f]{6,}")
# What a part is called to a reader, by its path in the package.
_CALLED = (
    (r".*pivotcache/.*", "the cache of a pivot table"),
    (r".*pivottables?/.*", "a pivot table"),
    (r".*threadedcomments?/.*", "a threaded comment"),
    (r".*comments?[^/]*\.xml|.*vmldrawing.*|.*commentsdrawing.*", "a cell note or comment"),
    (r".*persons/.*", "the list of people who commented"),
    (r"docprops/custom.*", "the document’s custom properties"),
    (r"docprops/.*|meta\.xml", "the document’s properties"),
    (r".*externallinks?/.*", "the cache of a linked workbook"),
    (r"customxml/.*", "custom XML"),
    (r".*slicer.*|.*timeline.*", "a slicer"),
    (r".*querytables?/.*|.*connections\.xml", "a query"),
    (r".*charts?/.*", "the cache of a chart"),
    (r".*diagrams?/.*|.*drawings?/.*", "a text box or shape"),
    (r".*tables/.*", "a table’s definition"),
    (r".*sharedstrings\.xml", "a text of the workbook"),
    (r".*styles\.xml", "a number format or style"),
    (r"xl/workbook\d*\.xml", "a defined name or sheet name"),
    (r".*worksheets/.*\.rels", "a link"),
    (r".*worksheets/.*", "a sheet’s headers, links, validation lists or formulas"),
    (r".*(?:headers?|footers?)\d*\.xml", "a header or footer"),
    (r".*notesslides/.*", "the notes of a slide"),
    (r".*footnotes\.xml|.*endnotes\.xml", "a footnote"),
    (r".*slides/.*", "a slide"),
    (r".*vbaproject.*", "a macro"),
    (r".*object.*", "an embedded object"),
    (r".*\.rels", "a link"),
    (r"(?:word/document|content)\.xml", "the text"),
)
_COMPILED = tuple((re.compile(pattern, re.IGNORECASE), says) for pattern, says in _CALLED)


@dataclass
class PartText:
    """One part: what it is called, its lines, its tables, and whether it could be looked through at all."""

    where: str
    path: str
    lines: list[str] = field(default_factory=list)
    tables: list[TextTable] = field(default_factory=list)
    seen: bool = True


class Allowance:
    """How many bytes and parts the files within one file may unpack to, all together."""

    def __init__(self) -> None:
        self._bytes, self._parts = MOST_UNPACKED, MOST_PARTS

    def takes(self, parts: zipfile.ZipFile) -> bool:
        """Whether a zip may be unpacked too; what it takes is gone."""
        infos = parts.infolist()
        self._bytes -= sum(part.file_size for part in infos)
        self._parts -= len(infos)
        return self._bytes >= 0 and self._parts >= 0


def called(path: str) -> str:
    """What a part is called to a reader."""
    return next((says for pattern, says in _COMPILED if pattern.fullmatch(path)), "another part of the file")


def part_texts(content: bytes, allowance: Allowance, depth: int = 0, within: str = "") -> Iterator[tuple[PartText, bytes]]:
    """Every part of a zip with its text; of a file within it the parts too. The second is the content of a part that is a file by itself,
    which whoever knows its kind looks through: a workbook, a text, a PDF.

    Raises:
        zipfile.BadZipFile, and what its readers raise: the zip is damaged.
    """
    with zipfile.ZipFile(BytesIO(content)) as parts:
        if not allowance.takes(parts):
            yield PartText(within or "the file", "", seen=False), b""
            return
        names = [parts.comment.decode("latin-1"), *(posixpath.splitext(name)[0] for one in parts.namelist() for name in one.split("/"))]
        yield PartText(f"{within}, the name of a part" if within else "the name of a part", "", [name for name in names if name]), b""
        for info in parts.infolist():
            if info.is_dir() or _SKIPPED.fullmatch(info.filename):
                continue
            says = called(info.filename)
            where = f"{within}, {says}" if within else says
            part = PartText(where, info.filename)
            if info.flag_bits & ENCRYPTED or (_XML.fullmatch(info.filename) and declares_a_type(parts, info)):
                part.seen = False
            elif _XML.fullmatch(info.filename):
                with parts.open(info) as source:
                    try:
                        _read_xml(source, part)
                    except ParseError:  # as drawings of old kinds are written: read as text between tags
                        part.lines += [line for one in _TAGS.split(parts.read(info).decode("latin-1")) if (line := one.strip())]
            else:
                inside = parts.read(info)
                if inside.startswith(b"PK"):
                    yield from _inside(
                        inside, allowance, depth, f"{within}, a file within it" if within else "an embedded file", info.filename
                    )
                    continue
                part.lines = binary_lines(inside)
                yield part, inside
                continue
            yield part, b""


def _inside(content: bytes, allowance: Allowance, depth: int, where: str, path: str) -> Iterator[tuple[PartText, bytes]]:
    if depth >= DEEPEST:
        yield PartText(where, path, seen=False), b""
        return
    yield PartText(where, path), content
    try:
        yield from part_texts(content, allowance, depth + 1, where)
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, EOFError):
        yield PartText(where, path, seen=False), b""


def binary_lines(content: bytes) -> list[str]:
    """What can be read in bytes that are no text: in one and in two bytes a letter."""
    both = content.decode("latin-1"), content.decode("utf-16-le", "ignore"), content[1:].decode("utf-16-le", "ignore")
    return [found[0] for text in both for found in _BINARY.finditer(text)]


def _read_xml(source: IO[bytes], part: PartText) -> None:
    """The lines of an XML part: texts, joined within a paragraph, and the values of attributes; and the rows of its tables."""
    inside = 0  # how many paragraphs are open: their elements are kept until they are put together
    rows: dict[tuple[int, int], str] = {}
    row = column = 0
    cell: list[str] | None = None
    for event, element in iterparse(source, ("start", "end")):
        name = element.tag.rpartition("}")[2]
        if event == "start":
            inside += name in _LINES
            if name in _ROWS:
                row, column = row + 1, 0
            elif name in _CELLS:
                cell = []
            continue
        found = _said(element, name)
        part.lines += found
        if cell is not None:
            cell += found[:1] if name in _LINES else []
        if name in _CELLS:
            column += 1
            if cell:
                rows[row, column] = " ".join(cell).strip()
            cell = None
        inside -= name in _LINES
        if not inside:
            element.clear()
    if rows:
        part.tables.append(TextTable(rows))


def _said(element: Element, name: str) -> list[str]:
    """The text of a paragraph that ends, put together, or an element's own; then the attributes."""
    texts = ["".join(element.itertext())] if name in _LINES else []
    texts.append(_CODES.sub(" ", element.text or "") if name.endswith(("Header", "Footer")) else element.text or "")
    attributes = [] if name in _PLAIN else [value for value in element.attrib.values() if len(value) > 2]
    return [line for one in dict.fromkeys((*texts, *attributes)) if (line := one.strip())]
