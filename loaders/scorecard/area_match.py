"""Whose figure a number is: by its column, by its row, and by a tag in its cell where that says more."""

from __future__ import annotations

from collections.abc import Sequence

from data.model.area import Area
from data.model.observation import CellPart, FigureRole
from data.model.period import Period
from data.text import plain
from loaders.cells.figure_cells import CellValue
from loaders.scorecard import region_or_place
from loaders.scorecard.reading_state import Reader
from loaders.scorecard.scorecard_tables import ScorecardColumn
from loaders.spreadsheet.sheet import GridCell, Sheet

_OWN = {
    "value": FigureRole.OWN,
    "previous": FigureRole.OWN,
    "year before": FigureRole.OWN,
    "numerator": FigureRole.OWN,
    "denominator": FigureRole.OWN,
    "target": FigureRole.TARGET,
    "milestone": FigureRole.MILESTONE,
    "baseline": FigureRole.BASELINE,
}
MEASURES = {"numerator": CellPart.NUMERATOR, "denominator": CellPart.DENOMINATOR}
_OWN_WORDS = ("own", "own area", "la", "local", "our area", "council", "partnership")


def row_role(reader: Reader, text: str, beside: Sequence[tuple[str, Area | None]] = ()) -> tuple[str, Area | None]:
    """What a cell such as ‘England’ or ‘Target’ makes of its whole row: a column's role and a place; own where it says nothing.

    ``beside`` are the words of the other rows and the region that each names: a region among places of the area has no role.
    """
    if plain(text) in _OWN_WORDS or not text:
        return "value", None
    heading = reader.words.heading(text)
    if heading.area is not None and heading.area.code == reader.area.code:
        return "value", None
    if heading.role == "region" and heading.area is not None:
        others = [(words, area) for words, area in beside if plain(words) != plain(text)]
        return region_or_place.meaning(heading.area, reader.area, others, reader.catalogue), heading.area
    return heading.role, heading.area


def whose(
    reader: Reader, sheet: Sheet, column: ScorecardColumn, figure: CellValue, *, cell: GridCell | None, ref: str, code: str
) -> tuple[FigureRole, str, str]:
    """(series, area, basis in words) of a figure."""
    own = reader.area
    if column.role in _OWN:
        series = _OWN[column.role]
        return series, own.code, "" if series in (FigureRole.OWN, FigureRole.TARGET) else f"as printed under ‘{column.heading}’"
    printed = f"as printed under ‘{column.heading}’"
    if column.role == "other":
        return FigureRole.OTHER, column.area.code if column.area else own.code, printed
    tagged = reader.catalogue.regions_by_tag.get(plain(figure.tag)) if figure.tag else None
    if column.role == "england":
        if figure.tag and is_tag(reader, figure) and reader.words.heading(figure.tag).role != "england":
            what = f"‘{cell.text if cell else ''}’ is tagged ({figure.tag}) but stands under ‘{column.heading}’."
            meant = tagged.name if tagged else figure.tag
            hint = f"Read as {_nation(reader)}, as the column says. If {meant} is meant, move the figure to its column."
            reader.find(sheet, ref, "comparator tag", what, hint, code=code)
        return FigureRole.ENGLAND, reader.catalogue.nation(own), printed
    if column.role == "region":
        return FigureRole.REGION, (column.area.code if column.area else own.region), printed
    if tagged is None:
        return FigureRole.NEIGHBOURS, f"SN-{own.code}", printed
    if not column.mixed:
        what = f"Tagged ({figure.tag}) but stands under ‘{column.heading}’."
        reader.find(sheet, ref, "comparator tag", what, f"Read as {tagged.name}, as the tag says.", code=code)
    return FigureRole.REGION, tagged.code, f"{printed}, tagged ({figure.tag})"


def _nation(reader: Reader) -> str:
    return reader.catalogue.areas[reader.catalogue.nation(reader.area)].name


def is_tag(reader: Reader, figure: CellValue) -> bool:
    """Whether the words in brackets say whose the figure is, and nothing else."""
    return figure.note == figure.tag and reader.words.heading(figure.tag).role in ("region", "england", "neighbours")


def own_basis(reader: Reader, column: ScorecardColumn, period: Period) -> str:
    """The heading an own figure stands under and, where a source mapping reads it otherwise, why."""
    if not column.heading:
        return "under a column without a period"
    under = f"under ‘{column.heading}’"
    means = next((m for m in (reader.mapping.means if reader.mapping else ()) if m.period is period), None)
    return f"{under}. {means.reason}" if means else under
