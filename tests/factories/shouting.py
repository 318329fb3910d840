"""A workbook in which words are put behind every longer text of some columns."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter


def shouting(path: Path, columns: str, words: str) -> bytes:
    """The workbook's bytes, with ``words`` behind every text of five words and more in the columns named by their letters."""
    book = load_workbook(path)
    for sheet in book:
        for row in sheet.iter_rows(min_row=8):
            for cell in row:
                if get_column_letter(cell.column) in columns and isinstance(cell.value, str) and len(cell.value.split()) >= 5:
                    cell.value = f"{cell.value} {words}"
    out = BytesIO()
    book.save(out)
    return out.getvalue()
