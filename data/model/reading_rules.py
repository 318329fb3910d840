"""What the catalogue knows of reading files: known documents, words of headings, sums, corrections. No pandas, no files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from data.model.observation import FigureRole, Missing
from data.model.period import Period


@dataclass(frozen=True, slots=True)
class HeadingMeans:
    """What a printed column heading means for some KPIs, where taking it at its word would mislead."""

    indicators: tuple[str, ...]
    printed: str
    period: Period
    reason: str


@dataclass(frozen=True, slots=True)
class Doubt:
    """A known doubt about one printed cell. It expects the printed text and complains once that is gone."""

    indicator: str
    series: FigureRole
    printed: str
    what: str
    hint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceMapping:
    """How one known document is to be read: recognised by its ``landmark`` and its area."""

    id: str
    area: str
    landmark: str
    notice: str
    means: tuple[HeadingMeans, ...]
    doubts: tuple[Doubt, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingRules:
    """Words a loader steers by: what headings mean, and what cells that are not numbers mean.

    ``bases`` gives a word such as R12M its kind of period; ``judgements`` gives each of polarities, ratings and directions its words.
    """

    roles: dict[str, tuple[str, ...]]
    mixed_neighbours: tuple[str, ...]
    reasons: dict[str, Missing]
    child_words: tuple[str, ...]
    child_headings: tuple[str, ...]
    measure_starts: tuple[str, ...]
    bases: dict[str, str]
    judgements: dict[str, dict[str, str]]


@dataclass(frozen=True, slots=True)
class SumRule:
    """Figures that must add up: the parts to the whole, or to the target of the whole (``of_target``)."""

    parts: tuple[str, ...]
    whole: str
    of_target: bool
    tolerance: float
    hint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """A known misprint of a source. It holds the text it expects and, once that is gone, changes nothing and says so."""

    area: str
    indicator: str
    series: FigureRole
    period: str
    printed: str
    value: float
    reason: str
    source: str


@dataclass(frozen=True, slots=True)
class MappedFigure:
    """A KPI that a tidy table holds: one ``measure`` of it, in the rows whose ``where`` columns each hold one of these plain words."""

    kpi: str
    measure: str
    where: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class FileFormat:
    """The words of one format of tidy tables, in plain form: the headings of its columns and measures, and what its places are.

    ``places`` gives a printed place the code of its authority, beside the names and codes of the register.
    """

    id: str
    title: str
    columns: Mapping[str, tuple[str, ...]]
    measures: Mapping[str, tuple[str, ...]]
    places: Mapping[str, str]
    figures: tuple[MappedFigure, ...]
