"""What a target's cell says besides its figure, kept beside it; and what of it is to be looked at."""

from __future__ import annotations

from dataclasses import replace

from data.model.indicator import Indicator, Polarity
from data.model.observation import CellPart, Observation, due_number
from loaders.cells.figure_cells import CellValue
from loaders.scorecard.reading_state import Reader
from loaders.spreadsheet.sheet import GridCell, Sheet

_AGAINST = {
    Polarity.HIGHER: ((CellPart.AT_MOST, CellPart.BELOW), "higher"),
    Polarity.LOWER: ((CellPart.AT_LEAST, CellPart.ABOVE), "lower"),
}


def keep_terms(
    reader: Reader, sheet: Sheet, cell: GridCell, target: Observation, figure: CellValue, *, indicator: Indicator
) -> None:  # fmt: skip
    """Keeps a target's bound or range and its day as parts of its cell.

    A bound that asks for less where more is better, or the other way, is a check; a day is told as it was read.
    """
    if figure.value is None and figure.band is None:
        return
    said: dict[CellPart, float] = {}
    if figure.band is not None:
        said |= {CellPart.AT_LEAST: figure.band[0], CellPart.AT_MOST: figure.band[1]}
    elif figure.bound and figure.value is not None:
        said[CellPart(figure.bound)] = figure.value
    if figure.due is not None:
        said[CellPart.DUE] = due_number(figure.due)
    reader.observations += [replace(target, measure=part, value=float(value), missing=None) for part, value in said.items()]
    ends, better = _AGAINST.get(indicator.polarity, ((), ""))
    if figure.bound and CellPart(figure.bound) in ends:
        what = f"The target ‘{cell.text}’ runs against the KPI, where a {better} number is better. The figure is not rated against it."
        reader.find(sheet, cell.ref, "target’s direction", what, "Check the sign, and which row it stands in.", code=indicator.code)
    if figure.due is not None:
        what = f"The target ‘{cell.text}’ was read as due on {figure.due.day} {figure.due:%B %Y}."
        reader.find(sheet, cell.ref, "target’s day", what, "Write the day in full if that is wrong.", code=indicator.code, note=True)
