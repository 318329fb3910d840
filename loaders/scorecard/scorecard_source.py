"""A scorecard as a source: whatever no other source knows is read as one, and says what it lacks if it is none."""

from __future__ import annotations

import hashlib

from data.model.loaded_file import Loaded
from loaders.scorecard import scorecard
from loaders.source.given_answers import answers_for, area_asked_for
from loaders.source.given_file import GivenFile
from loaders.source.source import FigureSource, ReadRequest


def read(file: GivenFile, request: ReadRequest) -> Loaded:
    """What one file holds; nothing is kept.

    Raises:
        QuestionsOpen: nothing can be read before its questions are answered.
        Refused: not a spreadsheet, damaged, encrypted, too large, child-level, no table, no area, or contradicting itself.
    """
    wanted, sheets = area_asked_for(request), file.sheets
    file.progress(0.5, "Reading the cells")
    used = answers_for(sheets, request, wanted)
    loaded = scorecard.read(file.name, sheets, request.catalogue, wanted, hashlib.sha256(file.content).hexdigest(), answers=used)
    file.progress(0.9, "Checking the figures")
    return loaded


SOURCE = FigureSource("a scorecard", lambda file, catalogue: True, read)
