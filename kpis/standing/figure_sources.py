"""Which files and releases the figures shown come from, in words: the one place that says so, for every page, picture and file.

Whoever shows figures hands in their standings, or the figures themselves, and is told all their sources: the partnership's own files
first, then each of DfE's releases by its name. ``tests/arch/test_sources_named.py`` holds that nothing names a source another way.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from kpis import formats
from kpis.figures.figure import Value
from kpis.standing.kpi_standing import Standing
from kpis.targets.kpi_target import AGREED

NOTHING, LOCAL = "nothing loaded", "local"  # a mean over published figures is worked here and is no file of the partnership's
MARK, MARK_SAYS = "ᵖ", "ᵖ published by DfE, not the partnership’s own"


Receipt = tuple[date, int]  # the day a load was received, and its number


@dataclass(frozen=True, slots=True)
class FigureSources:
    """Where some figures come from: the partnership's ``files`` and DfE's ``releases`` by name, each with its newest load among them."""

    files: Mapping[str, Receipt]
    releases: Mapping[str, Receipt]

    @property
    def named(self) -> str:
        """All of them in one line, without a stop: ``c.csv; DfE: LAIT, April 2026; EHC plans, 2025``."""
        own = next(iter(self.files), "")
        if len(self.files) > 1:
            own = f"{len(self.files)} files, last {max(self.files, key=lambda name: self.files[name])}"
        return "; ".join(filter(None, (own, self.dfe))) or NOTHING

    @property
    def dfe(self) -> str:
        """DfE's releases in words, those received last first; empty for none."""
        newest = sorted(self.releases, key=lambda name: self.releases[name], reverse=True)
        return f"DfE: {'; '.join(newest)}" if newest else ""

    def received(self, build: str) -> str:
        """When they came, by which load, and in which build they stand, without a stop."""
        own, other = (max(held.values(), default=None) for held in (self.files, self.releases))
        if own is None:
            return f"{'No load in force' if other is None else 'No scorecard loaded'} · build {build}"
        if other is None:
            return f"Received {_loaded(own)} · build {build}"
        return f"Scorecard received {_loaded(own)}; DfE’s figures {_loaded(other)} · build {build}"

    def receipt(self, build: str) -> str:
        """Sources, receipt and build in one line, without a stop."""
        return f"{self.named}. {self.received(build)}" if self.files or self.releases else f"{NOTHING} · build {build}"


def shown_by(standing: Standing) -> Iterator[Value]:
    """Every figure and named absence that a KPI's chart, table and sentence show; what was agreed here comes from no file."""
    yield from standing.points
    yield from (v for values in standing.others.values() for v in values if v.origin != AGREED)
    yield from (v for v in standing.comparators.values() if v.origin != AGREED)
    yield from standing.ringed
    yield from standing.also


def of_values(values: Iterable[Value]) -> FigureSources:
    """The sources of some figures."""
    files: dict[str, Receipt] = {}
    releases: dict[str, Receipt] = {}
    for v in values:
        if v.origin != AGREED:
            held, name = (files, v.file) if v.origin == LOCAL else (releases, v.data_source or v.file)
            held[name] = max(held.get(name, (date.min, 0)), (v.received, v.load))
    return FigureSources(files, releases)


def of_standings(standings: Iterable[Standing]) -> FigureSources:
    """The sources of all the figures that some KPIs show."""
    return of_values(v for standing in standings for v in shown_by(standing))


def mixed(standings: Iterable[Standing]) -> bool:
    """Whether both a partnership's figures and published ones stand side by side, so that each published one is marked."""
    origins = {v.origin for s in standings for v in (s.own, *s.newest_comparators.values()) if v is not None and v.origin != AGREED}
    return LOCAL in origins and len(origins) > 1


def mark(value: Value | None, *, among_both: bool) -> str:
    """ᵖ behind a published figure that stands among a partnership's own; else nothing."""
    return MARK if among_both and value is not None and value.value is not None and value.origin not in (LOCAL, AGREED) else ""


def of_kpi(standing: Standing, *, folders: bool = True) -> str:
    """The sources of one KPI in one line without a stop, its own figure by its cell or line; empty where nothing is loaded.

    ``folders`` keeps the folder that the name of a published file begins with.
    """
    own, found = standing.own, of_standings([standing])
    if own is None:
        return found.named if found.files or found.releases else ""
    more = len({p.file for p in standing.points} - {own.file})
    files = f" file{'s' * (more > 1)}" if folders else ""
    also = f", and {more} more{files}" if more else ""
    cell = f"{', '.join(filter(None, (own.file if folders else own.file.rpartition('/')[2], own.place)))}{also}"
    if own.origin == LOCAL:
        return "; ".join(filter(None, (cell, found.dfe)))
    return "; ".join(filter(None, (f"{found.dfe} ({cell})", FigureSources(found.files, {}).named if found.files else "")))


def _loaded(receipt: Receipt) -> str:
    return f"{formats.day(receipt[0])} · load {receipt[1]}"
