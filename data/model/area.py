"""A place whose figures are told, the level that it is of, and what stands above it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import KW_ONLY, dataclass
from datetime import date

from data.model.observation import FigureRole


@dataclass(frozen=True, slots=True)
class Level:
    """A level of place, as ``levels.toml`` names it: nothing else in the code knows one by its name.

    ``key`` is its word in ``areas.csv`` and in the store. ``parents`` are keys of the levels one of which stands directly above; none
    for the widest. ``depth`` counts the levels above it. ``scorecard``: scorecards and plans may be of such a place. ``ranked``: such
    places are ranked against each other. ``comparator``: places below are compared with the one they lie in.
    """

    key: str
    name: str
    plural: str
    parents: tuple[str, ...]
    _: KW_ONLY
    scorecard: bool
    ranked: bool
    comparator: bool
    depth: int

    @property
    def published(self) -> bool:
        """Whether publishers give figures of such places: of those that are ranked and of those that others are compared with."""
        return self.ranked or self.comparator

    @property
    def role(self) -> FigureRole | None:
        """Whose figure one of such a place is beside a place in it: the region's, the nation's, or neither."""
        if not self.comparator:
            return None
        return FigureRole.REGION if self.parents else FigureRole.ENGLAND


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """A place of any level. ``code`` is the nine-digit code in force; ``region`` the code of the place directly above, empty for none."""

    code: str
    code3: str
    name: str
    level: Level
    region: str
    part: str
    abbreviation: str
    aliases: tuple[str, ...]
    former_codes: tuple[str, ...]
    opened: date | None
    closed: date | None
    predecessors: tuple[str, ...]


Register = Mapping[str, Area]  # every place known, by its code


def places_above(area: Area, areas: Register) -> tuple[Area, ...]:
    """The places that an area lies in, the nearest first."""
    found: list[Area] = []
    above = areas.get(area.region)
    while above is not None and above not in found:
        found.append(above)
        above = areas.get(above.region)
    return tuple(found)


def region_above(area: Area, areas: Register) -> Area | None:
    """The nearest place above that an area is compared with and that is not the nation; None where there is none."""
    return next((a for a in places_above(area, areas) if a.level.role is FigureRole.REGION), None)


def region_part(area: Area, areas: Register) -> Area | None:
    """The part of its region that an area, or a place it lies in, belongs to, as Inner London; None for most."""
    name = next((a.part for a in (area, *places_above(area, areas)) if a.part), "")
    return next((a for a in areas.values() if a.level.role is FigureRole.REGION and a.name == name), None) if name else None


def nation_above(area: Area, areas: Register) -> Area | None:
    """The nation that an area's own places above name; None where they name none."""
    return next((a for a in places_above(area, areas) if a.level.role is FigureRole.ENGLAND), None)


def ranked_beside(area: Area, areas: Register) -> dict[str, Area]:
    """The places that are ranked where an area is looked at: those of its level where it is ranked, else of the widest that is."""
    levels = {a.level for a in areas.values() if a.level.ranked}
    level = area.level if area.level.ranked else min(levels, key=lambda one: (one.depth, one.key), default=None)
    return {code: a for code, a in areas.items() if a.level == level}
