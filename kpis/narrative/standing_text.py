"""Plain words by rule: the sentence a standing amounts to, never more than the figures bear."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from data.model.indicator import Unit
from data.model.observation import FigureRole, Missing
from kpis import formats
from kpis.figures.figure import PUBLISHED
from kpis.standing.changes import A_PERIOD, ChangeSince, Move
from kpis.standing.kpi_standing import Change, Standing, of_one_kind
from kpis.standing.published_line import published_line
from kpis.verdict import verdict_text


def overview(standings: Sequence[Standing]) -> str:
    """The page's finding: the KPIs' verdicts counted, as the table below it shows them."""
    return verdict_text.headline(standings)


MOVES = {
    Move.RIGHT: "in the right direction", Move.WRONG: "in the wrong direction", Move.CHANGED: "changed",
    Move.LEVEL: "the same", Move.APART: "not comparable",
    Move.REVISED: "revised", Move.NEW: "newly given", Move.GONE: "no longer given",
}  # fmt: skip
UNMOVED = {
    Move.LEVEL: "Same figure, as printed, for a newer period", Move.KEPT: "No newer figure", Move.SILENT: "No figure then or now",
}  # fmt: skip


def moved(rows: Sequence[ChangeSince], day: date, until: date | None = None) -> str:
    """What moved since a day in one sentence; ``until`` is the day up to which, None for now.

    It counts the changes from the figures then. Seasonal KPIs, which are judged against a year before, are counted by themselves.
    """
    counts = Counter(row.move for row in rows if not row.seasonal)
    parts = [f"{counts[move]} {words}" for move, words in MOVES.items() if counts[move]]
    if parts:
        number, _, words = parts[0].partition(" ")
        parts[0] = f"{number} KPI{'s' * (number != '1')} {words}"
    waiting, silent = counts[Move.KEPT], counts[Move.SILENT]
    tail = _of_season([row for row in rows if row.seasonal])
    tail += f"; {waiting} {'has' if waiting == 1 else 'have'} no newer figure" if waiting else ""
    tail += f"; {silent} {'has' if silent == 1 else 'have'} no figure on either day" if silent else ""
    when = f"From {formats.day(day)} to {formats.day(until)}" if until else f"Since {formats.day(day)}"
    return f"{when}: {', '.join(parts) or 'no figure moved'}{tail}"


def _of_season(rows: Sequence[ChangeSince]) -> str:
    """As in: ; of 3 seasonal KPIs, set against a year before, 1 in the right direction, 2 in the wrong direction."""
    if not rows:
        return ""
    counts = Counter(row.move for row in rows)
    told = ", ".join(f"{counts[move]} {words}" for move, words in MOVES.items() if counts[move])
    return f"; of {len(rows)} seasonal KPI{'s' * (len(rows) > 1)}, set against a year before, {told}"


def unmoved(rows: Sequence[ChangeSince]) -> list[tuple[str, str]]:
    """(what, codes) of the KPIs that did not move; only those there are."""
    still = [row for row in rows if not row.seasonal]
    codes = {words: ", ".join(row.now.indicator.code for row in still if row.move is move) for move, words in UNMOVED.items()}
    return [(words, found) for words, found in codes.items() if found]


def change_line(change: Change, standing: Standing) -> str:
    """A change with its base and, where it has one, its direction, as in: ▲ +5.6 pts on Feb 2025, right direction."""
    moved = formats.moved(change.value, standing.indicator)
    good = verdict_text.direction_words(change.word) if moved != formats.NO_CHANGE else ""
    return f"{moved} on {formats.period(change.before.period)}{f', {good}' if good else ''}"


def section(standings: Sequence[Standing]) -> str:
    """On which side of England a group's figures that count today lie, each in its own period; else how many have figures. No verdict:
    better and worse than somebody are words of an interval.
    """
    better = worse = 0
    for s in (one for one in standings if one.counted):
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
    words = "; ".join(filter(None, (words, _beside(standing))))
    return " · ".join(filter(None, (words, hidden, f"hollow: {soft}" if soft else "")))


def span(standing: Standing) -> str:
    """From the first to the last period drawn, DfE's beside the own figures' among them, as in: 2016 to Oct 2026."""
    line = published_line(standing)
    entries = [*of_one_kind(standing).points, *(of_one_kind(line.standing).points if line is not None and not line.apart else ())]
    dated = sorted((p for p in entries if p.period.first), key=lambda p: p.period.last or date.min)
    return f"{formats.period(dated[0].period)} to {formats.period(dated[-1].period)}"


def _beside(standing: Standing) -> str:
    """What a reader must know of DfE's line on the own figures' chart: its own kind of period; mostly nothing."""
    line = published_line(standing)
    if line is None or line.apart:
        return ""
    theirs = of_one_kind(line.standing).points
    kind, own = theirs[-1].period.kind, of_one_kind(standing).points[-1].period.kind
    return "" if kind is own else f"DfE’s points {A_PERIOD[kind]} each, at its end"
