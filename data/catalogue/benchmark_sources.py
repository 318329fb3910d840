"""Which published measures answer a KPI: data/reference/feeds.toml, read and checked whole."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from data.catalogue.reference_entry import ReferenceEntry, tables
from data.model.indicator import Indicator, Unit
from data.model.publication import Feed, FeedSource

WAYS = ("measure", "sum", "share")


def read_feeds(folder: Path, indicators: Mapping[str, Indicator]) -> Iterable[Feed]:
    """The feeds in the order of the file.

    Raises:
        CatalogueFault: names the file, the entry and the fault.
    """
    seen: set[tuple[str, str]] = set()
    for entry in tables(folder, "feeds.toml", "feed", "kpi"):
        code, basis = entry.text("kpi"), entry.text("basis")
        if code not in indicators:
            raise entry.fault(f"{code} is not in indicators.toml")
        if (code, basis) in seen:
            raise entry.fault(f"basis {basis!r} stands twice")
        seen.add((code, basis))
        sources = tuple(_source(entry, n, table) for n, table in enumerate(entry.get("from", list), 1))
        if not sources:
            raise entry.fault("from holds no source")
        unit = entry.one_of("unit", Unit) if entry.text("unit", "") else None
        decimals = entry.get("decimals", int, -1)
        yield Feed(
            code, basis, entry.text("title"), entry.text("near", ""), entry.get("january", bool, False), unit,
            None if decimals < 0 else decimals, sources, entry.text("short", ""),
        )  # fmt: skip
        entry.nothing_else()


def _source(feed: ReferenceEntry, n: int, table: object) -> FeedSource:
    if not isinstance(table, dict):
        raise feed.fault("from must be written [[feed.from]]")
    entry = ReferenceEntry(feed.file, f"{feed.name}, source {n}", table)
    way = next((way for way in WAYS if way in table), None)
    if way is None:
        raise entry.fault(f"must hold one of {', '.join(WAYS)}")
    measures = (entry.text("measure"),) if way == "measure" else entry.texts(way)
    if way == "share" and len(measures) != 2:
        raise entry.fault("share must name two measures, the part and the whole")
    of = entry.texts("of") if "of" in table else ()
    if of and len(of) != 2:
        raise entry.fault("of must name two measures, the part and the whole")
    found = FeedSource(entry.text("publication"), way, measures, of, entry.text("words", ""))
    entry.nothing_else()
    return found
