"""Words around a benchmark's pictures: what was measured, the quarter, whose figures they are, what was revised. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from textwrap import wrap

from data.model.indicator import Indicator, Unit
from data.model.publication import Feed
from kpis import formats
from kpis.benchmark.benchmark import Benchmark
from kpis.figures.figure import Value
from kpis.formats import period as shown

QUARTERS = {"A": "the best quarter", "B": "the second quarter", "C": "the third quarter", "D": "the last quarter"}
LINE = 138  # letters that fit in one line under a picture


def unit(indicator: Indicator) -> str:
    """The measure's title with its unit where the title does not say it."""
    word = {Unit.PERCENT: "%", Unit.COUNT: "number", Unit.POINTS: "points", Unit.SCORE: "score", Unit.RATE: "rate"}[indicator.unit]
    said = word in indicator.title.lower() or (indicator.unit is Unit.PERCENT and "percentage" in indicator.title.lower())
    return indicator.title if said else f"{indicator.title}, {word}"


def under(b: Benchmark, *, over_time: bool) -> str:
    """What a picture shows, where, when, and which list of neighbours it uses."""
    held = [p for p in b.field.periods if any(v.value is not None for v in b.field.at(p).values())]
    when = f"{shown(held[0])} to {shown(held[-1])}" if over_time and len(held) > 1 else formats.period(b.period, long=True)
    near = f"neighbours: {b.edition} list" if b.members else ""
    return " · ".join(filter(None, (unit(b.indicator), b.area.name, when, near)))


def quarter(b: Benchmark) -> str:
    """The quarter that the area lies in, with its range, as in: A: the best quarter, more than 78.6 to 100.0. Else why there is none."""
    if b.band:
        return f"{b.band}: {QUARTERS[b.band]}, {b.labels[b.band]}"
    return "" if b.field.quartiles or b.rank is None else "DfE gives no quarters for this measure"


def received(values: Iterable[Value]) -> str:
    """Which releases the figures come from and when each was received, those received last first."""
    days: dict[date, dict[str, int]] = {}
    for v in values:
        days.setdefault(v.received, {})[v.data_source] = v.load
    each = []
    for day, sources in sorted(days.items(), reverse=True):
        loads = sorted(set(sources.values()))
        numbers = f"load{'s' * (len(loads) > 1)} {' and '.join(str(n) for n in loads)}"
        each.append(f"{'; '.join(sorted(sources))}. Received {formats.day(day)}, {numbers}.")
    return f"Source: DfE, {' '.join(each)}" if each else ""


def foot(b: Benchmark, values: Iterable[Value], build: str, as_at: date, *, licence: str) -> tuple[str, ...]:
    """The lines under a picture, so that it can be traced wherever it is pasted."""
    near = f"Neighbours: {b.basis}, unweighted. " if b.members else ""
    note = f"Region: {b.region_note}. " if b.region_note else ""
    told = (received(values), f"{near}{note}As at {formats.day(as_at)}, build {build}.", licence)
    return tuple(line for words in told for line in wrap(words, LINE))


def differs(feed: Feed | None, b: Benchmark) -> list[str]:
    """How a KPI's published series differs from the KPI, and what was worked out here."""
    if feed is None:
        return []
    own = b.own
    worked = f"Worked out here: {own.basis}." if own is not None and own.basis and own.basis not in feed.near else ""
    return list(filter(None, (feed.near, worked)))


def scorecard(feed: Feed, b: Benchmark, local: Value, indicator: Indicator) -> str:
    """The scorecard's own newest figure in words; where the published series is another measure, that it does not compare."""
    figure = formats.figure(local.value, indicator, local.missing)
    where = ", ".join(filter(None, (local.file, local.place)))
    head = f"The scorecard ({where}) gives {figure} for {formats.period(local.period, long=True)}."
    return f"{head} It is not drawn here: DfE’s series is only near it." if feed.near or b.indicator.unit is not indicator.unit else head


def revised(title: str, was: str, now: str, period: str, earlier: date) -> str:
    return f"{period}: DfE gave {was} in the release received {formats.day(earlier)}, and gives {now} now{title}."


def questioned(periods: Iterable[str]) -> str:
    """The mark of a picture whose figures a check questions, by the periods' labels; empty where none is questioned."""
    found = list(dict.fromkeys(periods))
    return f"A check questions figures of {', '.join(found)}: see what it found before quoting them" if found else ""
