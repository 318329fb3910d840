"""Rows about children are refused whole, by their headings and by the shape of a pupil number; no value is echoed."""

from __future__ import annotations

import re

from data.model.finding import Refused
from data.model.reading_rules import ReadingRules
from data.text import plain
from loaders.spreadsheet.sheet import UNTOUCHED, Sheet

_PUPIL_NUMBER = re.compile(r"(?<![A-Za-z0-9])[A-HJ-NP-RT-Z]\d{11}[\dA-HJ-NP-RT-Z](?![A-Za-z0-9])", re.IGNORECASE)
LONGEST_HEADING = 60


def refuse_child_level(file: str, sheets: list[Sheet], reading: ReadingRules) -> None:
    """Raises ``Refused`` when any sheet, hidden ones too, has a child-level heading or something shaped like a pupil number."""
    for sheet in sheets:
        for cell in sheet.cells.values():
            if _PUPIL_NUMBER.search(cell.text):
                raise Refused(_message(file, f"{sheet.name} {cell.ref} looks like a pupil number."))
            if word := _heading(cell.text, reading):
                raise Refused(_message(file, f"Column ‘{word}’ ({sheet.name} {cell.ref}) holds facts about single children."))


def _heading(text: str, reading: ReadingRules) -> str:
    """The child-level heading in a cell, or nothing. The cell's own text only where it is the heading and no more."""
    words = plain(text)
    if words in reading.child_headings or words in reading.child_words:
        return text.strip()
    if len(text) > LONGEST_HEADING or words.startswith(reading.measure_starts):
        return ""
    padded = f" {words} "
    return next((word for word in reading.child_words if f" {word} " in padded), "")


def _message(file: str, why: str) -> str:
    return f"{file}: {why} The file was not kept. Remove such columns, load totals only. {UNTOUCHED}"
