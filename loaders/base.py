"""The promise every loader keeps: bytes in, ``Loaded`` out, or ``Refused`` with a message a person can act on."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from data.catalogue import Catalogue
from data.model import Area, Loaded, Refused
from loaders import scorecard
from loaders.grid import open_workbook

__all__ = ["Loaded", "Refused", "read_file"]

Progress = Callable[[float, str], None]
MOST_BYTES = 50_000_000


def read_file(
    name: str, content: bytes, catalogue: Catalogue, *, area: str | None = None, progress: Progress = lambda share, words: None
) -> Loaded:
    """What one file holds; nothing is kept. ``area`` (name or code) overrides the area the file names.

    Raises:
        Refused: not a spreadsheet, damaged, encrypted, too large, child-level, no table, no area, or contradicting itself.
    """
    if not content:
        raise Refused(f"{name} is empty. Nothing was changed.")
    if len(content) > MOST_BYTES:
        raise Refused(f"{name} is larger than {MOST_BYTES // 1_000_000} MB. Nothing was changed.")
    wanted = _area(area, catalogue)
    progress(0.1, "Opening the file")
    sheets = open_workbook(name, content)
    progress(0.5, "Reading the cells")
    loaded = scorecard.read(name, sheets, catalogue, wanted, hashlib.sha256(content).hexdigest())
    progress(0.9, "Checking the figures")
    return loaded


def _area(area: str | None, catalogue: Catalogue) -> Area | None:
    if area is None:
        return None
    found = catalogue.area(area)
    if found is None or found.level != "authority":
        raise Refused(f"‘{area}’ is not a local authority in the register. Give its name, or its 3-digit or 9-digit code.")
    return found
