"""The promise every loader keeps: bytes in, ``Loaded`` out, or ``Refused`` with a message a person can act on."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

from data.catalogue.catalogue import Catalogue
from data.model.area import Area
from data.model.finding import Refused
from data.model.loaded_file import Loaded
from data.model.questions import Answers, alike
from loaders.cells.heading_dates import bare
from loaders.scorecard import scorecard
from loaders.scorecard.headings import LONGEST
from loaders.scorecard.scorecard import QuestionsOpen
from loaders.spreadsheet.sheet import Sheet
from loaders.spreadsheet.spreadsheet import Progress, open_file

__all__ = ["Loaded", "QuestionsOpen", "Refused", "read_file"]

HEADING_ROWS = 40


def read_file(
    name: str, content: bytes, catalogue: Catalogue, *, area: str | None = None, remembered: Sequence[Answers] = (),
    answers: Answers | None = None, progress: Progress = lambda share, words: None,
) -> Loaded:  # fmt: skip
    """What one file holds; nothing is kept. ``area`` (name or code) overrides the area the file names.

    Of the ``remembered`` answers those of the file's shape are used; ``answers`` given now come before them.

    Raises:
        Unanswered: nothing can be read before its questions are answered.
        Refused: not a spreadsheet, damaged, encrypted, too large, child-level, no table, no area, or contradicting itself.
    """
    wanted = _area(area, catalogue)
    sheets = open_file(name, content, progress)
    progress(0.5, "Reading the cells")
    used = _together(alike(remembered, _words_of(sheets), wanted.code if wanted else "") if remembered else None, answers)
    loaded = scorecard.read(name, sheets, catalogue, wanted, hashlib.sha256(content).hexdigest(), answers=used)
    progress(0.9, "Checking the figures")
    return loaded


def _words_of(sheets: Sequence[Sheet]) -> frozenset[str]:
    """Short texts near the top of each sheet, in plain words without periods: among them its headings."""
    found: set[str] = set()
    for sheet in sheets:
        top = (cell.text for place, cell in sheet.cells.items() if place[0] <= HEADING_ROWS and cell.number is None)
        texts = {text for text in top if len(text) <= LONGEST}
        found |= {bare(text) for text in texts}
    return frozenset(found - {""})


def _together(remembered: Answers | None, given: Answers | None) -> Answers:
    """Answers given now over those remembered; an empty answer takes a remembered one back."""
    if given is None:
        return remembered or Answers()
    before = remembered or Answers()

    def both(old: Mapping[str, str], new: Mapping[str, str]) -> dict[str, str]:
        return {key: value for key, value in {**old, **new}.items() if value}

    return Answers(
        before.id, given.area or before.area, before.headings, both(before.columns, given.columns), both(before.kpis, given.kpis),
        both(before.periods, given.periods),
    )  # fmt: skip


def _area(area: str | None, catalogue: Catalogue) -> Area | None:
    if area is None:
        return None
    found = catalogue.area(area)
    if found is None or found.level != "authority":
        raise Refused(f"‘{area}’ is not a local authority in the register. Give its name, or its 3-digit or 9-digit code.")
    return found
