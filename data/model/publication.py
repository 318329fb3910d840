"""Published figures as types: a release of DfE's data, its measures, its neighbour lists and notes. No files, no clock."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass, field
from datetime import date
from pathlib import Path

from data.model.finding import Finding
from data.model.indicator import Polarity, Unit

LAIT = "lait"
NEIGHBOURS = "neighbours"
# The columns of a release database's two tables, in order; see ``data/store/release_schema.py`` for the schema.
MEASURE_COLUMNS = (
    "id", "title", "topic", "unit", "decimals", "polarity", "quartiles", "description", "method", "owner", "link", "updated",
    "next_update", "year_type", "over", "place", "col",
)  # fmt: skip
FIGURE_COLUMNS = (
    "measure", "area", "level", "label", "kind", "first", "last", "value", "missing", "raw", "status", "file", "cell",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedMeasure:
    """One measure of a release. ``id`` is LAIT's short name, or ``file/column`` for explore education statistics.

    ``quartiles`` is False where the publisher gives none; ``over`` says which rows of a file with filters it is (all of them: empty).
    """

    id: str
    title: str
    topic: str
    unit: Unit
    decimals: int
    polarity: Polarity
    quartiles: bool
    description: str
    method: str
    owner: str
    link: str
    updated: str
    next_update: str
    year_type: str
    over: str = ""


@dataclass(frozen=True, slots=True)
class NeighbourList:
    """One edition of statistical neighbours. ``of`` maps an authority's code to its neighbours and how close each is, nearest first."""

    edition: str
    dated: date
    official: bool
    of: dict[str, tuple[tuple[str, str], ...]]
    source: str


@dataclass(frozen=True, slots=True)
class Footnote:
    """The publisher's note on an area's figures of a file (``measures`` is a prefix of measure ids; ``year`` as printed, or empty)."""

    area: str
    measures: str
    year: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """What a loader understood of one release. ``database`` holds its figures until the store takes it; None for neighbours alone.

    ``counts`` has at least ``rows``, ``figures`` and ``missing``; one key a missing reason; ``duplicates``, ``refused``.
    """

    publication: str
    title: str
    edition: str
    files: tuple[str, ...]
    sha256: str
    database: Path | None
    counts: dict[str, int]
    findings: tuple[Finding, ...] = ()
    lists: tuple[NeighbourList, ...] = ()
    footnotes: tuple[Footnote, ...] = field(default=())


@dataclass(frozen=True, slots=True, kw_only=True)
class Download:
    """Published files that a person fetches: where from, which, and what they give. ``id`` is the publication they become."""

    id: str
    title: str
    gives: str
    address: str
    place: str
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FeedSource:
    """One way to a KPI's published figure: a measure, the ``sum`` of several, or the ``share`` (per cent) of the first in the second.

    ``share`` names the two measures whose quotient is the figure's share of a whole; ``words`` say what was worked out here. With
    ``over`` the measure or sum is divided by that one, a number as at the January that lies in the figure's period: a rate, per the
    feed's so many.
    """

    publication: str
    how: str
    measures: tuple[str, ...]
    share: tuple[str, ...] = ()
    words: str = ""
    _: KW_ONLY
    over: str = ""

    @property
    def every_measure(self) -> tuple[str, ...]:
        """All that it needs, each once."""
        return tuple(dict.fromkeys(filter(None, (*self.measures, *self.share, self.over))))


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """Where a KPI's published figures come from, best source first. A KPI's first feed is its usual one, others are used by name.

    ``near`` says how the published series differs from the KPI; empty where it is the KPI itself. ``january`` dates each figure to the
    January census inside its year. ``unit`` and ``decimals`` are set where they are not the KPI's own, ``short`` where the KPI's short
    name would say something else. A rate is ``per`` so many. ``of`` says out of what a count's rate or share is taken ("EHC plans");
    empty where the feed is not one that a count of the KPI may be compared by.
    """

    kpi: str
    basis: str
    title: str
    near: str
    january: bool
    unit: Unit | None
    decimals: int | None
    sources: tuple[FeedSource, ...]
    short: str = ""
    per: float | None = None
    of: str = ""

    @property
    def measures(self) -> tuple[str, ...]:
        """Every measure that any of its sources needs."""
        return tuple(dict.fromkeys(m for s in self.sources for m in s.every_measure))

    @property
    def in_words(self) -> str:
        """What a count's rate is of: ``per 1,000 EHC plans``, ``of appealable decisions``; empty where it is no count's rate."""
        if not self.of:
            return ""
        return f"per {self.per or 100:,.0f} {self.of}" if self.unit is Unit.RATE else f"of {self.of}"


@dataclass(frozen=True, slots=True)
class AuthorityGroup:
    """Authorities that compare themselves with each other by their own choice, such as a city region's; ``areas`` are codes."""

    id: str
    title: str
    areas: tuple[str, ...]
    note: str
