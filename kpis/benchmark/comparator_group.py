"""Whom an area is compared with: an edition of its statistical neighbours, each date's own edition, or a group. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from data.model.period import Period
from data.model.publication import AuthorityGroup, NeighbourList

AT_DATE = "at-date"


@dataclass(frozen=True)
class ComparatorGroup:
    """The members of one or more dated editions, oldest first; empty where nobody listed the area."""

    name: str
    editions: tuple[tuple[date, str, tuple[str, ...]], ...]

    def of(self, period: Period) -> tuple[tuple[str, ...], str]:
        """(members, edition) for a period: the newest edition dated by its end; before the first edition, that one, and it says so."""
        if not self.editions:
            return (), ""
        if self.name != AT_DATE or period.last is None:
            _, edition, members = self.editions[-1]
            return members, edition
        by_then = [one for one in self.editions if one[0] <= period.last]
        _, edition, members = by_then[-1] if by_then else self.editions[0]
        return members, edition if by_then else f"{edition}, the earliest held"


def choices(lists: Sequence[NeighbourList], groups: Sequence[AuthorityGroup], area: str) -> list[str]:
    """What may be asked for: official editions newest first, each at its own date where there are several, then others and groups."""
    listed = sorted((x for x in lists if x.of.get(area)), key=lambda x: (x.official, x.dated), reverse=True)
    official = [x.edition for x in listed if x.official]
    found = [*official, *([AT_DATE] if len(official) > 1 else []), *(x.edition for x in listed if not x.official)]
    return [*found, *(g.title for g in groups if area in g.areas)]


def circle(lists: Sequence[NeighbourList], groups: Sequence[AuthorityGroup], area: str, wanted: str = "") -> ComparatorGroup:
    """The circle asked for; the newest official edition that lists the area where nothing is asked.

    Raises:
        KeyError: nothing of that name lists the area.
    """
    of_area = {x.edition: x for x in sorted(lists, key=lambda x: x.dated) if x.of.get(area)}
    official = [x for x in of_area.values() if x.official]
    if not wanted:
        return ComparatorGroup(official[-1].edition if official else "", tuple(_edition(x, area) for x in official[-1:]))
    if wanted == AT_DATE:
        if not official:
            raise KeyError(wanted)
        return ComparatorGroup(AT_DATE, tuple(_edition(x, area) for x in official))
    if wanted in of_area:
        return ComparatorGroup(wanted, (_edition(of_area[wanted], area),))
    group = next((g for g in groups if wanted in (g.id, g.title) and area in g.areas), None)
    if group is None:
        raise KeyError(wanted)
    return ComparatorGroup(group.title, ((date.min, group.title, tuple(code for code in group.areas if code != area)),))


def _edition(found: NeighbourList, area: str) -> tuple[date, str, tuple[str, ...]]:
    return found.dated, found.edition, tuple(code for code, _ in found.of[area])
