"""The clean copy of a file that is kept in its place: written anew of its cells, and read back before it counts."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Sequence
from hashlib import sha256
from io import BytesIO

from data.model.child_sign import ChildSign
from data.model.clean_copy import CleanCopy
from data.model.finding import Refused
from loaders.package.looked_through import beside_cells
from loaders.package.ods_copy import ods_copy
from loaders.package.xlsx_copy import xlsx_copy
from loaders.spreadsheet.sheet import UNTOUCHED, Merges, Sheet
from loaders.spreadsheet.spreadsheet import open_workbook

UNLIKE = (
    "{name} cannot be kept: a clean copy of it would not read as the file itself does. Copy the sheets that matter into a new workbook, "
    "save it as .xlsx and load that. "
)


def clean_copy(name: str, content: bytes, sheets: Sequence[Sheet]) -> CleanCopy:
    """What is kept of a file whose sheets were read. A text holds its cells and nothing else, so it is its own copy.

    Raises:
        Refused: the copy would not read as the file does.
    """
    if not content.startswith(b"PK"):
        return CleanCopy(content, "")
    try:
        with zipfile.ZipFile(BytesIO(content)) as parts:
            is_excel = any(re.fullmatch(r"xl/workbook\d*\.xml", part) for part in parts.namelist())
        copy = xlsx_copy(content, sheets) if is_excel else ods_copy(sheets)
        same = _print(open_workbook(name, copy)) == _print(sheets)
    except (MemoryError, OSError):
        raise
    except Exception as why:  # as when it was read: zip and XML raise what their parsers raise
        raise Refused(UNLIKE.format(name=name) + UNTOUCHED) from why
    if not same:
        raise Refused(UNLIKE.format(name=name) + UNTOUCHED)
    return CleanCopy(copy, ".xlsx" if is_excel else ".ods")


def left_out(content: bytes) -> list[ChildSign]:
    """What of a file is about children and is not in its clean copy."""
    return beside_cells(content)


def _print(sheets: Sequence[Sheet]) -> list[str]:
    """A fingerprint of each sheet: all that any reader is given."""
    found = []
    for sheet in sheets:
        areas = sorted(repr(one) for one in sheet.merged_from.areas) if isinstance(sheet.merged_from, Merges) else []
        digest = sha256(repr((sheet.name, sheet.hidden, sheet.out_of_sight, areas)).encode())
        for place in sorted(sheet.cells):
            digest.update(repr(sheet.cells[place]).encode())
        found.append(digest.hexdigest())
    return found
