"""Which published measures answer a KPI, best source first: the [[feed]] entries of its file."""

from __future__ import annotations

from collections.abc import Iterator

from data.catalogue.reference_entry import ReferenceEntry
from data.model.indicator import Unit
from data.model.publication import Feed, FeedSource

WAYS = ("measure", "sum", "share")


def feeds(kpi: ReferenceEntry, code: str) -> Iterator[Feed]:
    """A KPI's feeds as its file says them, its usual one first.

    Raises:
        CatalogueFault: names the file, the feed and the fault.
    """
    seen: set[str] = set()
    for entry in kpi.entries("feed", "basis"):
        if (basis := entry.text("basis")) in seen:
            raise entry.fault("stands twice")
        seen.add(basis)
        sources = tuple(_source(one) for one in entry.entries("from", ""))
        if not sources:
            raise entry.fault("from holds no source")
        unit = entry.one_of("unit", Unit) if entry.text("unit", "") else None
        decimals = entry.get("decimals", int, -1)
        per = entry.number("per", 0.0)
        if per < 0 or (per and unit is not Unit.RATE):
            raise entry.fault("per is a number above nought, and only a rate has it")
        if (of := entry.text("of", "")) and unit not in (Unit.RATE, Unit.PERCENT):
            raise entry.fault("of is what a rate or a percentage is taken of, and this feed's unit is neither")
        if any(one.over for one in sources) and not per:
            raise entry.fault("what is divided by over is a rate: it needs the unit rate, and per")
        yield Feed(
            kpi=code, basis=basis, title=entry.text("title"), near=entry.text("near", ""), january=entry.get("january", bool, False),
            unit=unit, decimals=None if decimals < 0 else decimals, sources=sources, short=entry.text("short", ""),
            per=per or None, of=of,
        )  # fmt: skip
        entry.nothing_else()


def _source(entry: ReferenceEntry) -> FeedSource:
    way = next((way for way in WAYS if way in entry.keys), None)
    if way is None:
        raise entry.fault(f"must hold one of {', '.join(WAYS)}")
    measures = (entry.text("measure"),) if way == "measure" else entry.texts(way)
    if way == "share" and len(measures) != 2:
        raise entry.fault("share must name two measures, the part and the whole")
    of = entry.texts("of") if "of" in entry.keys else ()
    if of and len(of) != 2:
        raise entry.fault("of must name two measures, the part and the whole")
    over = entry.text("over", "")
    if over and way == "share":
        raise entry.fault("a share has its whole already, so it has no over")
    found = FeedSource(entry.text("publication"), way, measures, of, entry.text("words", ""), over=over)
    entry.nothing_else()
    return found
