"""A file looked through for children's data: its cells, and everything that it holds beside them."""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from data.model.child_sign import ChildSign, SignKind
from data.model.finding import Refused
from data.personal.child_rows import child_rows, headings_among
from data.personal.identifiers import birth_date, nhs_number, pupil_number
from data.personal.signs import kinds_in
from loaders.cells.child_level_data import in_cells
from loaders.package.package_text import Allowance, PartText, binary_lines, part_texts
from loaders.package.pdf_text import pdf_lines
from loaders.spreadsheet.delimited_text import as_text
from loaders.spreadsheet.sheet import Sheet
from loaders.spreadsheet.spreadsheet import OLD_OFFICE, open_workbook

# Parts that keep rows apart from their headings, or headings apart from their rows.
_FIELDS = re.compile(
    r".*(?:pivot|externallink|slicer|timeline|querytable|connections|tables/|charts?/|customxml|custom\.xml)[^.]*.*", re.IGNORECASE
)
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*", b"RIFF")
DELIMITED = (".csv", ".tsv")
_SPOKEN = re.compile(r"[a-z][^\n]* [^\n]|[A-Z]\S+ [A-Z]")


def beside_cells(content: bytes) -> list[ChildSign]:
    """Every sign in a spreadsheet that is packed as a zip, beside and below its cells: caches, notes, properties, names, links, files
    within it. Nothing for a text, which holds its cells alone."""
    return _once(_in_zip(content)) if content.startswith(b"PK") else []


def in_file(name: str, content: bytes) -> list[ChildSign]:
    """Every sign in a file of any type that is kept as evidence. Pictures are not looked into.

    Raises:
        Refused: a zipped document that is damaged, or unpacks to far more than it weighs.
    """
    return _once(_in_file(name, content))


def _once(signs: Iterable[ChildSign]) -> list[ChildSign]:
    return list(dict.fromkeys(signs))


def _in_file(name: str, content: bytes, allowance: Allowance | None = None, where: str = "the text") -> Iterator[ChildSign]:
    if content.startswith(b"PK"):
        try:
            yield from _in_zip(content, allowance)
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, EOFError) as why:
            raise Refused(f"{name} is damaged and cannot be looked through. Open it in its own program and save it again.") from why
        yield from _as_workbook(name, content, "")
    elif content.startswith(b"%PDF-"):
        yield from _in_lines(where, pdf_lines(content))
    elif content.startswith(OLD_OFFICE):
        yield from _in_lines(where, binary_lines(content))
    elif not content.startswith(_PICTURES):
        text = as_text(content)
        if text is not None:
            yield from _in_lines(where, text.splitlines())
            yield from _as_workbook(name, content, "")


def _as_workbook(name: str, content: bytes, within: str) -> Iterator[ChildSign]:
    """What the cells of a spreadsheet say; nothing where it is none."""
    try:
        sheets = open_workbook(name, content)
    except Refused:
        return
    if not content.startswith(b"PK") and not name.lower().endswith(DELIMITED) and not _is_table(sheets[0]):
        return
    for sign in in_cells(sheets, telling=True):
        yield ChildSign(within or sign.where, sign.kind)


def _is_table(sheet: Sheet) -> bool:
    """Whether a text is a table: most of its lines are cut into one number of fields. Prose with commas in it is none."""
    rows = sheet.by_row()
    widths = Counter(max(cell.column for cell in cells) for cells in rows.values())
    width, lines = widths.most_common(1)[0] if widths else (0, 0)
    return width > 1 and len(rows) > 1 and lines * 5 >= len(rows) * 4


def _in_zip(content: bytes, allowance: Allowance | None = None) -> Iterator[ChildSign]:
    for part, file in part_texts(content, allowance or Allowance()):
        if not part.seen:
            yield ChildSign(part.where, SignKind.UNSEEN)
        yield from _in_part(part)
        if file:
            yield from _within(part, file)


def _within(part: PartText, file: bytes) -> Iterator[ChildSign]:
    """A file within a file: its cells where it is a spreadsheet; the parts of a zip are looked through by themselves."""
    if file.startswith(b"%PDF-"):
        yield from _in_lines(part.where, pdf_lines(file))
    else:
        text = None if file.startswith((b"PK", OLD_OFFICE)) else as_text(file)
        if text is not None:
            yield from _in_lines(part.where, text.splitlines())
        if file.startswith(b"PK") or text is not None:
            yield from _as_workbook("file", file, part.where)


def _in_part(part: PartText) -> Iterator[ChildSign]:
    yield from _in_lines(part.where, part.lines)
    if _FIELDS.fullmatch(part.path):
        yield from (ChildSign(part.where, kind) for kind in headings_among(part.lines))
    for table in part.tables:
        yield from (ChildSign(part.where, kind) for kind, _ in child_rows(table, telling=True))


def _in_lines(where: str, lines: Sequence[str]) -> Iterator[ChildSign]:
    whole = "\n".join(lines)
    for kind, tells in ((SignKind.PUPIL_NUMBER, pupil_number), (SignKind.NHS_NUMBER, nhs_number), (SignKind.BIRTH, birth_date)):
        if tells(whole):
            yield ChildSign(where, kind)
    spoken = dict.fromkeys(kind for line in lines if _SPOKEN.search(line) for kind in kinds_in(line))
    yield from (ChildSign(where, kind) for kind in spoken)
