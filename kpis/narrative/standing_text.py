"""Plain words by rule: the sentence a standing amounts to, never more than the figures bear."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from data.model.indicator import Unit
from data.model.observation import FigureRole, Missing
from kpis import formats
from kpis.figures.figure import PUBLISHED
from kpis.narrative.kpi_sentence import compared_with
from kpis.standing.changes import A_PERIOD, ChangeSince, Move
from kpis.standing.kpi_standing import Standing, of_one_kind
from kpis.targets.rag import RagStatus

BASIS = "than a year before"


def overview(standings: Sequence[Standing]) -> str:
    """The page's finding: what moved if anything did, what is rated, and how many KPIs have no figure. Each KPI is better or worse by
    the comparison that its own sentence makes, so that no page says better of what another calls worse.
    """
    moved = Counter(change.word for s in standings if (change := compared_with(s)))
    silent = sum(s.value is None for s in standings)
    held = len(standings) - silent
    tail = f"{silent} have no figure" if silent else "all have a figure"
    if moved["better"] or moved["worse"]:
        better = f"{moved['better']} KPI{'s are' if moved['better'] != 1 else ' is'} better"
        return f"{better} and {moved['worse']} worse {BASIS}; {tail}"
    rated = Counter(s.rating.status for s in standings)
    targets = rated[RagStatus.RED] + rated[RagStatus.AMBER] + rated[RagStatus.GREEN]
    against = f"{targets} of them can be rated against a target" if targets else "none has a target to be rated against"
    return f"{held} of {len(standings)} KPIs have a figure; {against}; {tail}"


MOVES = {
    Move.BETTER: "better", Move.WORSE: "worse", Move.CHANGED: "changed", Move.LEVEL: "the same", Move.APART: "not comparable",
    Move.REVISED: "revised", Move.NEW: "newly given", Move.GONE: "no longer given",
}  # fmt: skip
UNMOVED = {Move.LEVEL: "Same figure for a newer period", Move.KEPT: "No newer figure", Move.SILENT: "No figure then or now"}


def moved(rows: Sequence[ChangeSince], day: date, until: date | None = None) -> str:
    """What moved since a day in one sentence; ``until`` is the day up to which, None for now."""
    counts = Counter(row.move for row in rows)
    parts = [f"{counts[move]} {words}" for move, words in MOVES.items() if counts[move]]
    if parts:
        number, _, words = parts[0].partition(" ")
        parts[0] = f"{number} KPI{'s' * (number != '1')} {words}"
    waiting, silent = counts[Move.KEPT], counts[Move.SILENT]
    tail = f"; {waiting} {'has' if waiting == 1 else 'have'} no newer figure" if waiting else ""
    tail += f"; {silent} {'has' if silent == 1 else 'have'} no figure on either day" if silent else ""
    when = f"From {formats.day(day)} to {formats.day(until)}" if until else f"Since {formats.day(day)}"
    return f"{when}: {', '.join(parts) or 'no figure moved'}{tail}"


def unmoved(rows: Sequence[ChangeSince]) -> list[tuple[str, str]]:
    """(what, codes) of the KPIs that did not move; only those there are."""
    codes = {words: ", ".join(row.now.indicator.code for row in rows if row.move is move) for move, words in UNMOVED.items()}
    return [(words, found) for words, found in codes.items() if found]


def section(standings: Sequence[Standing]) -> str:
    """On which side of England a group's figures lie where they can be compared, else how many have figures. No verdict: better and
    worse than somebody are words of an interval.
    """
    better = worse = 0
    for s in standings:
        gap = s.gap(FigureRole.ENGLAND)
        if gap and s.indicator.polarity != "neutral":
            ahead = (gap > 0) == (s.indicator.polarity == "higher")
            better, worse = better + ahead, worse + (not ahead)
    held = sum(s.value is not None for s in standings)
    head = f"{held} of {len(standings)} KPIs have a figure" if held else "No figure is held for any of these KPIs"
    if better or worse:
        return f"{head}; {better} ahead of {standings[0].nation}, {worse} behind"
    return head


def unit_phrase(standing: Standing) -> str:
    """What the figures are, for a chart's second line."""
    indicator = standing.indicator
    published = standing.published if standing.own and standing.own.origin == PUBLISHED else None
    title = published.feed.title if published else indicator.title
    word = {Unit.PERCENT: "%", Unit.COUNT: "number", Unit.POINTS: "points", Unit.SCORE: "score", Unit.RATE: "rate"}[indicator.unit]
    return title if word in title else f"{title}, {word}"


def drawn(standing: Standing) -> str:
    """What a reader of a line must know of its points: which kind of period it keeps to, and what its marks mean; mostly nothing."""
    kept = of_one_kind(standing).points
    left = sum(p.value is not None for p in standing.points) - sum(p.value is not None for p in kept)
    words = f"each point {A_PERIOD[kept[-1].period.kind]}, {left} other{'s' * (left > 1)} in the table" if left else ""
    hidden = "c: suppressed" if any(p.missing is Missing.SUPPRESSED and p.period.last for p in kept) else ""
    soft = " or ".join(dict.fromkeys(p.firmness for p in kept if p.firmness and p.value is not None and p.period.last))
    rings = of_one_kind(standing).ringed
    ring = f"ring: as {'DfE publishes' if rings[0].origin == PUBLISHED else 'the scorecard prints'}" if rings else ""
    return " · ".join(filter(None, (words, hidden, f"hollow: {soft}" if soft else "", ring)))
