"""Plain words about one area among all authorities: its figure, its place and its distances, never more than the figures bear."""

from __future__ import annotations

from collections.abc import Mapping

from data.model.area import Area
from data.model.indicator import Polarity
from data.model.observation import FigureRole
from kpis import formats
from kpis.benchmark.benchmark import Benchmark
from kpis.benchmark.peers import Peer
from kpis.figures.figure import Value


def sentence(b: Benchmark) -> str:
    """The finding in one sentence. A neutral measure has no place and no better; a total is no yardstick for one area."""
    head = f"{b.indicator.short}: {b.area.name}"
    if b.value is None:
        return f"{head} {_silence(b)}{_others(b)}"
    firm = f" ({b.own.firmness})" if b.own and b.own.firmness else ""
    figure = f"{head} {formats.figure(b.value, b.indicator)}{firm} {when(b)}"
    place = f", {ordinal_place(b)} of {b.of} authorities" if b.rank else ""
    return f"{figure}{place}{_distances(b)}"


def headline(b: Benchmark) -> str:
    """The sentence's beginning, short enough for a chart's title: figure, place and the distance to the neighbours."""
    if b.value is None:
        return f"{b.area.name} {_silence(b)}"
    place = f", {ordinal_place(b)} of {b.of}" if b.rank else ""
    gap = b.gap(FigureRole.NEIGHBOURS)
    against = f": {_distance(b, FigureRole.NEIGHBOURS, gap)}" if gap is not None else ""
    return f"{b.area.name} {formats.figure(b.value, b.indicator)} {when(b)}{place}{against}"


def _distance(b: Benchmark, series: FigureRole, gap: float) -> str:
    level = formats.number(abs(gap), b.indicator.decimals).strip("0.,") == ""
    size = "level with" if level else f"{formats.size(gap, b.indicator)} {'above' if gap > 0 else 'below'}"
    return f"{size} {named(b, series)}"


def when(b: Benchmark) -> str:
    words = formats.period(b.period, long=True)
    return words if b.period.first is None else f"in {words}"


def ordinal(number: int) -> str:
    """1st, 2nd, 3rd, 11th, 111th, 121st."""
    end = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{end}"


def ordinal_place(b: Benchmark) -> str:
    """5th, or joint 5th where others share the place; empty where there is none."""
    return f"{'joint ' if b.tied else ''}{ordinal(b.rank)}" if b.rank else ""


def _silence(b: Benchmark) -> str:
    """Why the area itself has no figure, as in: has no figure in 2024 (suppressed); it closed on 31 Mar 2023."""
    reason = formats.ABSENT[b.missing].lower().partition(" (")[0] if b.own and b.missing else ""
    why = f" ({reason})" if any(c.isalpha() for c in reason) else ""
    closed = b.area.closed
    gone = f"; it closed on {formats.day(closed)}" if closed and b.period.last and closed < b.period.last else ""
    return f"has no figure {when(b)}{why}{gone}"


def _others(b: Benchmark) -> str:
    """What the comparators are where the area itself has no figure."""
    parts = []
    for series in (FigureRole.NEIGHBOURS, FigureRole.ENGLAND):
        value = b.comparator(series)
        if value is not None and (series is FigureRole.NEIGHBOURS or b.like_for_like):
            suffix = f" ({b.basis})" if series is FigureRole.NEIGHBOURS else ""
            parts.append(f"{named(b, series)} {formats.figure(value, b.indicator)}{suffix}")
    return f"; {' and '.join(parts)}" if parts else ""


def named(b: Benchmark, series: FigureRole) -> str:
    """A comparator in a sentence: its neighbours, its region (North West), England."""
    if series is FigureRole.NEIGHBOURS:
        return "its neighbours"
    if series is FigureRole.REGION:
        return f"its region ({b.region_area.name})" if b.region_area else "its region"
    return b.england_area.name if b.england_area else "England"


def _distances(b: Benchmark) -> str:
    parts = []
    for series in (FigureRole.NEIGHBOURS, FigureRole.REGION, FigureRole.ENGLAND):
        gap = b.gap(series)
        if gap is None:
            continue
        mean = f" ({b.basis})" if series is FigureRole.NEIGHBOURS else ""
        parts.append(f"{_distance(b, series, gap)}{mean}")
    if not b.like_for_like:
        return "; a count, so set beside nobody’s"
    if not parts:
        return "" if b.neighbours.value is not None or not b.area.level.scorecard else f"; neighbours: {b.basis}"
    return f": {', '.join(parts[:-1])}{' and ' if len(parts) > 1 else ''}{parts[-1]}"


def place_words(b: Benchmark) -> str:
    """The place and the quarter for a caption: 5th of 153, best quarter. Says why where there is none."""
    if not b.like_for_like:
        return "Not ranked: a count follows the size of the place, so only a rate of it has a place or a quarter"
    if b.indicator.polarity is Polarity.NEUTRAL:
        return "Not ranked: a bigger or smaller figure is not better or worse"
    if not b.rank:
        return f"No place among the {b.of} authorities with a figure"
    quarter = {"A": "best quarter", "B": "second quarter", "C": "third quarter", "D": "last quarter"}.get(b.band, "")
    return f"{ordinal_place(b)} of {b.of}{f', {quarter}' if quarter else ''}"


def best_neighbour(b: Benchmark, areas: Mapping[str, Area]) -> str:
    """The neighbour that does best, as in: best of its neighbours: Cornwall 81.0%. Empty where neither way is better."""
    return f"best of its neighbours: {_with_figure(b, b.best, areas)}" if b.best else ""


def _with_figure(b: Benchmark, value: Value, areas: Mapping[str, Area]) -> str:
    return f"{areas[value.area].name} {formats.figure(value.value, b.indicator)}"


def peer(one: Peer, b: Benchmark, areas: Mapping[str, Area]) -> str:
    """One peer in a sentence, as in: Kent 32.3% in 2024, 14.3 points better; was 18.0% in 2023, where Medway is now."""
    indicator = b.indicator
    head = f"{_with_figure(b, one.now, areas)} {when(b)}, {formats.size(one.lead, indicator)} better"
    if one.once is not None:
        then = formats.period(one.once.period, long=True)
        return f"{head}; was {formats.figure(one.once.value, indicator)} in {then}, where {b.area.name} is now or worse"
    if one.moved is not None:
        before = one.moved.before
        return f"{head}; was {formats.figure(before.value, indicator)} in {formats.period(before.period, long=True)}"
    return head
