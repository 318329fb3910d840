"""What every pack carries whatever its form: whose it is, as of when, from which build, its marks and its licence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from data.model.indicator import Section
from data.model.observation import COMPARATORS, FigureRole
from kpis import formats
from kpis.figures.figure import PUBLISHED, Value
from kpis.governance.exceptions import StandingCommentary, matched
from kpis.standing import figure_sources
from kpis.standing.area_view import marked
from kpis.standing.kpi_standing import Standing
from kpis.targets.kpi_target import AGREED

ENGLISH = "England"  # figures of a made-up nation are published by nobody
OGL = "Contains public sector information licensed under the Open Government Licence v3.0."


@dataclass(frozen=True, kw_only=True)
class PackWords:
    """The words of one pack. ``as_at`` is the day it speaks of; ``replayed`` says so where that day was asked for.

    ``notice`` holds the marks of every figure in the pack, ``marks`` each of them alone, ``source`` all files and releases with the
    newest load of each kind. ``said`` is what was written of each KPI's newest figure, by KPI: of exactly its period.
    ``partnership`` and ``logo`` (a PNG picture) are whose pack it is, where that was set.
    """

    area: str
    as_at: date
    replayed: str
    build: str
    source: str
    notice: str
    marks: tuple[str, ...]
    licence: str
    sections: Mapping[str, Section]
    said: Mapping[str, StandingCommentary] = field(default_factory=dict)
    partnership: str = ""
    logo: bytes = b""

    @property
    def whose(self) -> str:
        """Whose file a pack is: the partnership's, else the area's."""
        return self.partnership or self.area


def about(
    standings: Sequence[Standing],
    area: str,
    *,
    as_at: date | None,
    today: date,
    build: str,
    sections: Mapping[str, Section],
    said: Mapping[str, StandingCommentary] | None = None,
) -> PackWords:
    """The words of a pack of these standings; ``as_at`` is None for a pack of today, ``said`` commentary by its key."""
    values = [value for standing in standings for _, value in figures(standing) if value.origin != AGREED]
    replayed = f"As it stood on {formats.day(as_at)}" if as_at else ""
    marks = tuple(dict.fromkeys(v.notice for v in values))
    return PackWords(
        area=area, as_at=as_at or today, replayed=replayed, build=build, source=figure_sources.of_standings(standings).receipt(build),
        notice=marked(marks, replayed),
        marks=tuple(filter(None, marks)), licence=licence(standings), sections=sections, said=matched(standings, said or {}),
    )  # fmt: skip


def figures(standing: Standing) -> Iterator[tuple[FigureRole, Value]]:
    """Every figure and named absence of a standing with whose it is: own first, each series oldest first."""
    yield from ((FigureRole.OWN, value) for value in standing.points)
    yield from ((series, value) for series, values in standing.others.items() for value in values)


def licence(standings: Iterable[Standing]) -> str:
    """The licence line of published figures, where a picture or file holds any: comparators are public sector information."""
    published = (s for s in standings if s.nation == ENGLISH)
    return OGL if any(s.comparators or any(s.others.get(x) for x in COMPARATORS) or _published(s) for s in published) else ""


def _published(standing: Standing) -> bool:
    return any(v.origin == PUBLISHED for v in (*standing.points, *standing.also))


def source_of(standing: Standing, words: PackWords) -> str:
    """Where a KPI's figures come from, in one line; the sources of the whole pack where it has none."""
    own = standing.own
    if own is None:
        return words.source
    return f"{figure_sources.of_kpi(standing)}. Received {formats.day(own.received)} · load {own.load} · build {words.build}"
