"""Rows about children are refused whole, by their headings and by the shape of a pupil number; no value is echoed."""

from __future__ import annotations

import re

from data.model import Reading, Refused
from data.words import plain
from loaders.grid import UNTOUCHED, Sheet

_PUPIL_NUMBER = re.compile(r"[A-HJ-NP-RT-Z]\d{11}[\dA-HJ-NP-RT-Z]")


def refuse_child_level(file: str, sheets: list[Sheet], reading: Reading) -> None:
    """Raises ``Refused`` when any sheet has a child-level heading or anything shaped like a unique pupil number."""
    for sheet in sheets:
        for cell in sheet.cells.values():
            if plain(cell.text) in reading.child_level:
                raise Refused(_message(file, f"Column ‘{cell.text}’ ({sheet.name} {cell.ref}) holds facts about single children."))
            if _PUPIL_NUMBER.fullmatch(cell.text.strip()):
                raise Refused(_message(file, f"{sheet.name} {cell.ref} looks like a pupil number."))


def _message(file: str, why: str) -> str:
    return f"{file}: {why} The file was not kept. Remove such columns, load totals only. {UNTOUCHED}"
