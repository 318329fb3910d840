"""What people said of a file: the area it is read for, and the answers given now over those remembered for files of its shape."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from data.model.area import Area
from data.model.finding import Refused
from data.model.questions import Answers, alike
from loaders.cells.heading_dates import LONGEST, bare
from loaders.source.source import ReadRequest
from loaders.spreadsheet.sheet import Sheet

_HEADING_ROWS = 40


def area_asked_for(request: ReadRequest) -> Area | None:
    """The authority that a file is to be read for, if one is named.

    Raises:
        Refused: the register holds no such authority.
    """
    if request.area is None:
        return None
    found = request.catalogue.area(request.area)
    if found is None or not found.level.scorecard:
        raise Refused(
            f"‘{request.area}’ is not a {request.catalogue.reporters} in the register. Give its name, or its 3-digit or 9-digit code."
        )
    return found


def answers_for(sheets: Sequence[Sheet], request: ReadRequest, area: Area | None) -> Answers:
    """The answers in force for a file of these sheets: those remembered for its shape, and over them those given now."""
    remembered = alike(request.remembered, _words_of(sheets), area.code if area else "") if request.remembered else None
    return _together(remembered, request.answers)


def _words_of(sheets: Sequence[Sheet]) -> frozenset[str]:
    """Short texts near the top of each sheet, in plain words without periods: among them its headings."""
    found: set[str] = set()
    for sheet in sheets:
        top = (cell.text for place, cell in sheet.cells.items() if place[0] <= _HEADING_ROWS and cell.number is None)
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
        id=before.id, area=given.area or before.area, headings=before.headings, columns=both(before.columns, given.columns),
        kpis=both(before.kpis, given.kpis), periods=both(before.periods, given.periods),
        scales=both(before.scales, given.scales),
    )  # fmt: skip
