"""Delimited text: which encoding, which delimiter, and its cells, all of them text."""

from __future__ import annotations

import codecs
import csv
import re
from collections import Counter
from collections.abc import Iterator
from io import StringIO
from itertools import islice
from pathlib import PurePath

from data.model.finding import Refused
from loaders.spreadsheet.sheet import AN_ERROR, NO_RESULT, UNTOUCHED, WRITTEN_ERROR, GridCell, Place, SheetFiller

DELIMITERS = ("\t", ";", ",")
LOOKED_AT = 200
LONGEST_CELL = 131_072
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NO_TEXT = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_FORMULA = re.compile(r"=.|[@+\-][A-Za-z][\w.]*[(|!]", re.DOTALL)
_TOLD = re.compile(r"sep=([,;\t])\r?\n", re.IGNORECASE)
# Put after the last line: a quotation mark left open swallows it.
_END = "\ue000end\ue000"


def as_text(content: bytes) -> str | None:
    """The text the bytes stand for: as their mark says, else UTF-8, else Windows-1252. None when they are no text."""
    encodings = next(([encoding] for mark, encoding in _MARKS if content.startswith(mark)), ["utf-8", "cp1252"])
    for encoding in encodings:
        try:
            text = content.decode(encoding).rstrip("\x1a")
        except UnicodeDecodeError:
            continue
        return None if _NO_TEXT.search(text) else text
    return None


def read_csv(text: str, filling: SheetFiller) -> bool:
    """Fills in the one sheet of a delimited text, named by the file's stem. False when nothing in it is delimited.

    Raises:
        Refused: too many cells, or a quotation mark that is never closed.
    """
    told = _TOLD.match(text)
    text = text[told.end() :] if told else text
    delimiter = told[1] if told else _delimiter(text)
    if delimiter is None:
        return False
    name, cells = PurePath(filling.file).stem or "Sheet", dict[Place, GridCell]()
    rows = _records(text.rstrip("\r\n") + f"\n{_END}", delimiter)
    at = 1
    try:
        for at, record in enumerate(rows, 1):
            if record == [_END]:
                break
            for column, value in enumerate(record, 1):
                if written := value.strip():
                    cells[at, column] = _cell(at, column, written)
                    filling.count(name, cells[at, column])
        else:
            raise csv.Error("a quotation mark swallowed the end")
    except csv.Error as why:
        raise Refused(
            f"{filling.file}: a quotation mark near row {at} is never closed. Save it again in Excel as .xlsx. {UNTOUCHED}"
        ) from why
    filling.add(name, cells)
    return True


def _cell(row: int, column: int, text: str) -> GridCell:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    fault = NO_RESULT if _FORMULA.match(text) else AN_ERROR if WRITTEN_ERROR.fullmatch(text) else ""
    return GridCell(row, column, text, fault=fault)


def _records(text: str, delimiter: str) -> Iterator[list[str]]:
    return csv.reader(StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True)


def _delimiter(text: str) -> str | None:
    """The delimiter that cuts most of the first records into one number of fields, and into the most of them."""
    best: tuple[int, str | None] = (0, None)
    start = text[:LONGEST_CELL]
    for delimiter in DELIMITERS:
        try:
            widths = Counter(len(record) for record in islice(_records(start, delimiter), LOOKED_AT) if any(map(str.strip, record)))
        except csv.Error:
            continue
        score = max((count * (width - 1) for width, count in widths.items()), default=0)
        if score > best[0]:
            best = (score, delimiter)
    return best[1]
