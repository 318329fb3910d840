"""Published figures of one area beside everybody's, read through whatever store and catalogue are handed in. No I/O of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property
from typing import Any, Protocol

import pandas as pd

from data.model.area import Area, Level
from data.model.indicator import Indicator
from data.model.publication import AuthorityGroup, Feed, Footnote, NeighbourList
from kpis.benchmark.benchmark import Benchmark, Field, benchmark, nation_of
from kpis.benchmark.comparator_group import ComparatorGroup, circle
from kpis.benchmark.published_figures import (
    ByMeasure,
    beside,
    feed_field,
    measure_field,
    neighbours_of,
    rates,
    regions_of,
    series_of,
    usual,
)
from kpis.figures.figure import PublishedSeries, Value
from kpis.figures.stored_rows import StoredRows, records

Rows = list[dict[Any, Any]]
FieldsByFeed = Mapping[Feed, Field]  # over all areas


class Source(Protocol):
    """The part of a store that holds published figures."""

    def figures(
        self, build: str, ids: Sequence[str], *, publication: str | None = None, areas: Sequence[str] | None = None,
        levels: Sequence[str] | None = ..., as_at: date | None = None, rank: int = 1, newest: bool = ...,
    ) -> pd.DataFrame: ...  # fmt: skip
    def periods(self, build: str, ids: Sequence[str], as_at: date | None = None, *, levels: Sequence[str] | None = ...) -> pd.DataFrame: ...
    def measures(self, build: str, as_at: date | None = None, *, ids: Sequence[str] | None = ...) -> pd.DataFrame: ...
    def neighbour_lists(self, build: str, as_at: date | None = None) -> tuple[NeighbourList, ...]: ...
    def footnotes(self, build: str, area: str | None = None, as_at: date | None = None) -> list[Footnote]: ...


class MeasureCatalogue(Protocol):
    """The part of a catalogue that published figures are read by."""

    @property
    def indicators(self) -> Mapping[str, Indicator]: ...
    @property
    def areas(self) -> Mapping[str, Area]: ...
    @property
    def levels(self) -> Mapping[str, Level]: ...
    @property
    def feeds(self) -> Sequence[Feed]: ...
    @property
    def lists(self) -> Sequence[NeighbourList]: ...
    @property
    def groups(self) -> Sequence[AuthorityGroup]: ...


class Readings:
    """What one build, as at one day, holds of published figures."""

    def __init__(self, source: Source, build: str, known: MeasureCatalogue, as_at: date | None = None) -> None:
        self._source, self._build, self._known, self._as_at = source, build, known, as_at
        self._levels = list(known.levels)

    def lists(self) -> tuple[NeighbourList, ...]:
        """Every edition of neighbours known: those shipped or added, then those loaded."""
        return self._lists

    @cached_property
    def _lists(self) -> tuple[NeighbourList, ...]:
        loaded = self._source.neighbour_lists(self._build, self._as_at) if self._build else ()
        return (*self._known.lists, *loaded)

    def circle(self, area: str, wanted: str = "") -> ComparatorGroup:
        """Whom an area is compared with. Raises KeyError where nothing of the name wanted lists the area."""
        return circle(self.lists(), self._known.groups, area, wanted)

    def series(
        self, area: Area, among: ComparatorGroup, basis: str = "", worked: FieldsByFeed | None = None
    ) -> dict[str, PublishedSeries]:  # fmt: skip
        """Each KPI's published figures for one area and its comparators; only their rows are read.

        They are cut from ``worked``, which is ``every_field`` of the same reading, where it is given; the result is the same.
        """
        feeds, places = usual(self._known.feeds, basis), beside(area, self._known.areas, among)
        by = [feed for each in rates(self._known.feeds).values() for feed in each]
        every = dict.fromkeys((*feeds.values(), *by))
        fields = self._fields(every, places) if worked is None else {feed: _only(worked[feed], frozenset(places)) for feed in every}
        return self.series_in({feed.kpi: (feed, fields[feed]) for feed in feeds.values()}, area, among, {feed: fields[feed] for feed in by})

    def series_in(
        self, fields: Mapping[str, tuple[Feed, Field]], area: Area, among: ComparatorGroup, by: FieldsByFeed | None = None
    ) -> dict[str, PublishedSeries]:  # fmt: skip
        """The same of fields already read: those that anybody has a figure for, each with the rates that a count is compared by.

        ``by`` are the fields of those rates, read here where they are not given. A KPI of which only a rate is published has a series
        without a latest period.
        """
        first, offered = usual(self._known.feeds), rates(self._known.feeds)
        if by is None:
            wanted = [one for code in fields for one in offered.get(code, ())]
            by = self._fields(wanted, beside(area, self._known.areas, among))
        found = {}
        for code, (feed, field) in fields.items():
            rated = tuple(
                series_of(by[one], one, area, self._known.areas, among) for one in offered.get(code, ()) if by[one].latest is not None
            )
            if field.latest is not None or rated:
                series = replace(series_of(field, feed, area, self._known.areas, among), rates=rated)
                found[code] = series if feed is first[code] else replace(series, alone=True)
        return found

    def fields(self, codes: Sequence[str], basis: str = "", worked: FieldsByFeed | None = None) -> dict[str, tuple[Feed, Field]]:
        """The published field of each KPI that anybody has a figure for, over all areas; ``worked`` is that of ``series``."""
        feeds = [feed for code, feed in usual(self._known.feeds, basis).items() if code in codes]
        found = self._fields(feeds, None) if worked is None else {feed: worked[feed] for feed in feeds}
        return {feed.kpi: (feed, field) for feed, field in found.items() if field.latest is not None}

    def every_field(self) -> FieldsByFeed:
        """The published field of every feed over all areas, on every basis."""
        return self._fields(self._known.feeds, None)

    def around(self, field: Field, area: Area, among: ComparatorGroup) -> list[Value]:
        """Every period's published figures of an area, its neighbours' mean, its region and its country."""
        own = field.values.get(area.code, ())
        nation = nation_of(area, self._known.areas)
        england = field.values.get(nation.code, ()) if nation else ()
        region = regions_of(field, area, self._known.areas)
        return [*own, *neighbours_of(field, area, self._known.areas, among), *region, *england]

    def measure(self, id: str, publication: str = "") -> Field | None:
        """One published measure over all areas, or None where it is not loaded or nobody has a figure."""
        held = self._source.measures(self._build, self._as_at, ids=[id]) if self._build else pd.DataFrame()
        row = next((row for row in records(held) if publication in ("", row["publication"])), None)
        if row is None:
            return None
        return self.field_of(row)

    def field_of(self, row: Mapping[Any, Any]) -> Field | None:
        """The field of a row of ``measures``."""
        figures = self._source.figures(self._build, [row["id"]], publication=row["publication"], levels=self._levels, as_at=self._as_at)
        field = measure_field(row, records(figures))
        return field if field.latest is not None else None

    def newest(self, rows: Sequence[Mapping[Any, Any]]) -> dict[tuple[str, str], Field]:
        """The fields of rows of ``measures`` by publication and id, each with its newest period only; one reading for them all."""
        if not rows:
            return {}
        ids = [row["id"] for row in rows]
        found = _by_measure(self._source.figures(self._build, ids, levels=self._levels, as_at=self._as_at, newest=True))
        keys = ((row["publication"], row["id"]) for row in rows)
        return {key: measure_field(row, found[key]) for key, row in zip(keys, rows, strict=True) if key in found}

    def notes(self, area: str, id: str) -> list[Footnote]:
        """What the publisher says of an area's figures of one measure."""
        return [n for n in self._source.footnotes(self._build, area, self._as_at) if id.startswith(n.measures)]

    def of(self, field: Field, area: Area, among: ComparatorGroup) -> Benchmark:
        """An area's benchmark for the field's latest period; an area that is no more is compared all the same."""
        assert field.latest is not None
        members, edition = among.of(field.latest)
        return benchmark(field, area, self._known.areas, members=members, edition=edition)

    def _fields(self, feeds: Iterable[Feed], areas: Sequence[str] | None) -> dict[Feed, Field]:
        """The fields of feeds over the areas named, None for all."""
        feeds = list(feeds)
        figures, holds = self._rows(feeds, areas)
        return {feed: feed_field(self._known.indicators[feed.kpi], feed, figures, holds) for feed in feeds}

    def _rows(self, feeds: Iterable[Feed], areas: Sequence[str] | None) -> tuple[ByMeasure, ByMeasure]:
        """(figures, the periods for which anybody at all has a number) of the feeds' measures."""
        ids = list(dict.fromkeys(m for feed in feeds for m in feed.measures))
        if not self._build or not ids:
            return {}, {}
        figures = self._source.figures(self._build, ids, areas=areas, levels=self._levels, as_at=self._as_at)
        return _by_measure(figures), _by_measure(self._source.periods(self._build, ids, self._as_at, levels=self._levels))


def _only(field: Field, places: frozenset[str]) -> Field:
    """A field as it is of some places alone."""
    return replace(field, values={code: values for code, values in field.values.items() if code in places})


def _by_measure(frame: StoredRows) -> dict[tuple[str, str], Rows]:
    found: dict[tuple[str, str], Rows] = {}
    for row in records(frame):
        found.setdefault((row["publication"], row["measure"]), []).append(row)
    return found
