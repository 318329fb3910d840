"""Rows about children are refused whole, on any sheet: by headings, numbers, names and days of birth. No value is echoed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from data.model.child_sign import SURE, ChildSign, SignKind
from data.model.finding import Refused
from data.model.reading_rules import ReadingRules
from data.personal.child_rows import LONGEST_HEADING, TextTable, child_rows
from data.personal.signs import kinds_in, kinds_in_name
from data.text import first_capital, plain
from loaders.spreadsheet.sheet import UNTOUCHED, Sheet, column_letters

A_NAME = "a sheet’s name"
# What is said of each sign; ``{}`` is the place.
_SAYS = {
    SignKind.PUPIL_NUMBER: "{} looks like a pupil number.",
    SignKind.NHS_NUMBER: "{} looks like an NHS number.",
    SignKind.ROWS: "{} heads rows about single children.",
    SignKind.FAMILY: "{} tells how to reach a child’s family.",
    SignKind.BIRTH: "{} looks like a date of birth.",
    SignKind.NAME: "{} seems to name a child.",
    SignKind.NAMES: "{} begins what may be a list of children’s names.",
}
_HINTS = {
    SignKind.NAME: "Write it without the name and load the file again.",
    SignKind.BIRTH: "Take the days of birth out. If they are none, head the column with what they are (‘Due’, ‘Updated’).",
    SignKind.NAMES: "Take the names out. If they are officers, head the column ‘Lead’, ‘Owner’, ‘Member’ or ‘Contact’.",
}
_TOTALS = "Remove such columns, load totals only."


def refuse_child_level(file: str, sheets: list[Sheet], reading: ReadingRules) -> None:
    """Raises ``Refused`` when any sheet, hidden ones too, says anything of a single child, or the file's own name does."""
    if named := kinds_in_name(file):
        raise Refused(f"The name of a file holds {named[0]}. The file was not kept. Give it another name. {UNTOUCHED}")
    for sheet in sheets:
        for cell in sheet.cells.values():
            if word := _heading(cell.text, reading):
                raise Refused(_message(file, f"Column ‘{word}’ ({sheet.name} {cell.ref}) holds facts about single children.", _TOTALS))
    found = sorted(in_cells(sheets), key=lambda sign: sign.kind not in SURE)
    if found:
        kind, where = found[0].kind, found[0].where
        raise Refused(_message(file, _SAYS[kind].format(first_capital(where)), _HINTS.get(kind, _TOTALS)))


def in_cells(sheets: Sequence[Sheet], *, telling: bool = False) -> Iterator[ChildSign]:
    """Every sign in the cells of sheets, hidden ones too, and in their names; ``telling`` also headings that tell by themselves."""
    for sheet in sheets:
        yield from (ChildSign(A_NAME, kind) for kind in kinds_in(sheet.name))
        table = TextTable(
            {place: cell.text for place, cell in sheet.cells.items()}, frozenset(at for at, cell in sheet.cells.items() if cell.dated)
        )
        for cell in sheet.cells.values():
            if cell.number is None or any(letter.isalpha() for letter in cell.text):  # a format may show words
                yield from (ChildSign(f"{sheet.name} {cell.ref}", kind) for kind in kinds_in(cell.text))
        for kind, (row, column) in child_rows(table, telling=telling):
            yield ChildSign(f"{sheet.name} {column_letters(column)}{row}", kind)


def _heading(text: str, reading: ReadingRules) -> str:
    """The child-level heading in a cell, or nothing. The cell's own text only where it is the heading and no more."""
    words = plain(text)
    if words in reading.child_headings or words in reading.child_words:
        return text.strip()
    if len(text) > LONGEST_HEADING or words.startswith(reading.measure_starts):
        return ""
    padded = f" {words} "
    return next((word for word in reading.child_words if f" {word} " in padded), "")


def _message(file: str, why: str, hint: str) -> str:
    return f"{file}: {why} The file was not kept. {hint} {UNTOUCHED}"
