"""Formulas whose results stand in the file beside them, so that a viewer that does not recalculate shows them too.

A formula is made here of references and numbers alone: no typed text is ever part of one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from io import BytesIO
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl.cell.cell import Cell
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from kpis.exports.document.plain_text import clean
from kpis.exports.workbook.cells import PLAIN, put

Result = float | int | str
_CELL = re.compile(rb'<c r="([A-Z]+\d+)"((?: s="\d+")?)>(<f>.*?</f>)<v ?(?:/>|></v>)</c>')


@dataclass
class LiveFormulas:
    """A sheet's formulas as they are written, with what each came to when the file was made."""

    sheet: Worksheet
    results: dict[str, Result] = field(default_factory=dict)

    def put(self, row: int, column: int, formula: str, result: Result | None, font: Font = PLAIN) -> Cell:
        """Writes a formula, given without its equals sign; a result of None is shown as nothing."""
        cell = put(self.sheet, row, column, None, font)
        cell.value = f"={formula}"
        cell.data_type = "f"
        self.results[cell.coordinate] = "" if result is None else result
        return cell


def with_results(content: bytes, live: LiveFormulas) -> bytes:
    """The same workbook with the results of one sheet's formulas written into their cells.

    Raises:
        ValueError: a formula of the sheet has no result, or a result no formula.
    """
    book = live.sheet.parent
    assert book is not None
    part, out = f"xl/worksheets/sheet{book.sheetnames.index(live.sheet.title) + 1}.xml", BytesIO()
    with ZipFile(BytesIO(content)) as read, ZipFile(out, "w", ZIP_DEFLATED) as made:
        for name in read.infolist():
            held = read.read(name)
            made.writestr(name, _filled(held, live.results) if name.filename == part else held)
    return out.getvalue()


def _filled(xml: bytes, results: Mapping[str, Result]) -> bytes:
    done: set[str] = set()

    def fill(found: re.Match[bytes]) -> bytes:
        at = found[1].decode()
        done.add(at)
        result = results[at]
        kind = ' t="str"' if isinstance(result, str) else ""
        shown = escape(clean(result)) if isinstance(result, str) else repr(result)
        return b'<c r="%s"%s%s>%s<v>%s</v></c>' % (found[1], found[2], kind.encode(), found[3], shown.encode())

    filled = _CELL.sub(fill, xml)
    if done != set(results) or filled.count(b"<f>") != len(done):
        raise ValueError(f"Formulas and results differ: {sorted(set(results) ^ done)}")
    return filled
