"""Headings that name one of England's regions and may mean a place of the area: ‘North East’ beside ‘Mid’, ‘South’ and ‘West’."""

from __future__ import annotations

import re
from collections.abc import Iterable

from data.catalogue.catalogue import Catalogue
from data.model.area import Area, places_above, region_part
from data.model.observation import FigureRole
from data.text import plain

_COMPASS = r"(?:north|south|east|west|mid|middle|central|centre|inner|outer|upper|lower)"
_KIND = r"(?: (?:area|quadrant|locality|district|division|cluster|team|patch|hub|neighbourhood|of (?:the )?\w+))?"
_PLACE = re.compile(rf"{_COMPASS}(?: (?:and )?{_COMPASS})*{_KIND}")


def own_regions(area: Area, catalogue: Catalogue) -> set[str]:
    """Codes of the regions that an area lies in, and of the part of its region."""
    part = region_part(area, catalogue.areas)
    above = {a.code for a in places_above(area, catalogue.areas) if a.level.role is FigureRole.REGION}
    return above | ({part.code} if part is not None else set())


def meaning(named: Area, area: Area, beside: Iterable[tuple[str, Area | None]], catalogue: Catalogue) -> str:
    """What a heading that names a region holds: "region" where it is the area's own, "other" where that stands beside it too, else "".

    ``beside`` are the other headings of the same row or column: their words, and the region that each names. Where a neighbour is a
    quarter of the compass that is no region of England, as ‘Mid’, each of them may be a place of the area, and none is told: "".
    """
    seen, mine = list(beside), own_regions(area, catalogue)
    regions = catalogue.regions_by_tag
    if any(other is None and plain(words) not in regions and _PLACE.fullmatch(plain(words)) for words, other in seen):
        return ""
    if named.code in mine:
        return "region"
    return "other" if any(other is not None and other.code in mine for _, other in seen) else ""


def why(words: str, area: Area, catalogue: Catalogue) -> str:
    """Why nothing was taken from under such a heading, as a sentence without its stop."""
    mine = [catalogue.areas[code].name for code in sorted(own_regions(area, catalogue))]
    lies = f"{area.name} lies in {' and '.join(mine)}" if mine else f"{area.name} lies in no region"
    return f"‘{words}’ may be a place of {area.name} or one of England’s regions; {lies}"
