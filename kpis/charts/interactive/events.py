"""What happened, on a chart over time: breaks as dotted lines named at the foot, events as thin ones named in a strip above the plot.

No words lie over each other or are crossed by a line, at the least width a plot has; events that cannot all be named so get letters, and
the foot of the chart says which is which.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from data.model.period import Break
from kpis import formats
from kpis.charts.interactive.frame import SMALL, note
from kpis.charts.style.palette import Palette
from kpis.charts.style.picture import breaks_within
from kpis.markup import chart_words
from kpis.standing.kpi_records import Event

NARROWEST = 560  # px of width that the plot has at least
ROW, SHARE = 17, 0.075  # px of a row of words, and the most of a plot's height that a row takes
ROWS, FREE = 2, 1  # rows of events' words at most; rows above the plot that are free anyhow
FOOT = 128  # letters of a line at a chart's foot
EM = 0.54  # width of a letter of Arial in its height


@dataclass(frozen=True, slots=True)
class EventLabel:
    """Words beside an upright line, in pixels of the narrowest plot: their line, both ends, and their row."""

    at: float
    left: float
    right: float
    row: int = 0

    @property
    def flipped(self) -> bool:
        return self.left < self.at and self.right <= self.at

    def meets(self, other: EventLabel) -> bool:
        return self.left < other.right and other.left < self.right

    def crossed_by(self, at: float) -> bool:
        return self.left < at < self.right


@dataclass(frozen=True, slots=True)
class EventStrip:
    """Annotations and shapes, the pixels that the strip needs above the plot, the rows of words at its foot, and the key to the letters."""

    labels: list[dict[str, Any]]
    shapes: list[dict[str, Any]]
    above: int
    below: int
    key: str


def happened(palette: Palette, breaks: Sequence[Break], days: Sequence[date], events: Sequence[Event] = ()) -> EventStrip:
    """Those that lie between the first and the last day drawn: a break between two periods, an event on its day."""
    broken, shapes, words = _breaks(palette, breaks, days)
    mine = [one for one in events if days[0] <= one.day <= days[-1]]
    places = [_at(one.day, days) for one in mine]
    named = _strip([one.words for one in mine], places)
    key, letters = "", [] if named else [chr(ord("A") + n % 26) + (str(n // 26 + 1) if n >= 26 else "") for n in range(len(mine))]
    if named is None:
        named = _packed([EventLabel(at, at - 7, at + 7) for at in places], range(len(mine)))
        key = "<br>".join(_lines([f"{x}: {chart_words(one.words)}, {formats.day(one.day)}" for x, one in zip(letters, mine, strict=True)]))
    for n, (one, word) in enumerate(zip(mine, named, strict=True)):
        foot = 1 + max((other.row for other in words if other.crossed_by(word.at)), default=-1)
        shapes.append(_upright(palette.muted, one.day, "solid", foot))
        side = (
            {"xanchor": "center"} if letters else {"xanchor": "right", "xshift": 2} if word.flipped else {"xanchor": "left", "xshift": -2}
        )
        place = {"x": one.day, "y": 1, "yref": "paper", "yanchor": "bottom", "yshift": 3 + ROW * word.row, **side}
        broken.append(note(letters[n] if letters else chart_words(one.words), palette.ink if letters else palette.muted, SMALL, **place))
    rows = 1 + max((word.row for word in named), default=-1)
    return EventStrip(broken, shapes, ROW * max(0, rows - FREE), 1 + max((word.row for word in words), default=-1), key)


def breaks_between(palette: Palette, breaks: Sequence[Break], days: Sequence[date]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The words and the upright lines of the breaks alone."""
    labels, shapes, _ = _breaks(palette, breaks, days)
    return labels, shapes


def _breaks(
    palette: Palette, breaks: Sequence[Break], days: Sequence[date]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]], list[EventLabel]]:
    within = breaks_within(sorted(breaks, key=lambda one: one.first), days)
    mine = [(before + (after - before) / 2, change.words) for change, before, after in within]
    words = [_beside(text, _at(day, days), 6) for day, text in mine]
    turned = sorted((n for n, word in enumerate(words) if word.flipped), key=lambda n: -words[n].at)
    words = _packed(words, [*turned, *(n for n, word in enumerate(words) if not word.flipped)])
    labels = []
    for (day, text), word in zip(mine, words, strict=True):
        side = {"xanchor": "right", "xshift": -6} if word.flipped else {"xanchor": "left", "xshift": 6}
        place = {"x": day, "y": 0, "yref": "paper", "yanchor": "bottom", "align": "left", "yshift": 4 + ROW * word.row, **side}
        labels.append(note(chart_words(_cut(text, word)), palette.event, SMALL, **place))
    return labels, [_upright(palette.event, day, "dot", word.row) for (day, _), word in zip(mine, words, strict=True)], words


def _at(day: date, days: Sequence[date]) -> float:
    return (day - days[0]) / (days[-1] - days[0]) * NARROWEST if days[-1] > days[0] else 0.0


def _wide(text: str) -> float:
    return EM * SMALL * len(text)


def _beside(text: str, at: float, gap: float) -> EventLabel:
    """Right of the line where there is room, else on its roomier side, no further than the plot reaches."""
    wide = _wide(text) + gap
    if at + wide > NARROWEST and at > NARROWEST - at:
        return EventLabel(at, max(0.0, at - wide), at)
    return EventLabel(at, at, min(NARROWEST, at + wide))


def _cut(text: str, word: EventLabel) -> str:
    """The words, shortened where the plot is too narrow for them."""
    most = int((word.right - word.left - 6) / (EM * SMALL) + 1e-6)
    return text if len(text) <= most else f"{text[: max(most - 1, 1)].rstrip()}…"


def _lines(parts: Sequence[str]) -> list[str]:
    """Parts set one after another in lines of a chart's foot, none of them broken."""
    lines: list[str] = []
    for part in parts:
        if lines and len(lines[-1]) + len(part) + 3 <= FOOT:
            lines[-1] += f" · {part}"
        else:
            lines.append(part)
    return lines


def _packed(words: Sequence[EventLabel], order: Sequence[int]) -> list[EventLabel]:
    """Each word in the lowest row where it meets none placed before it."""
    placed: dict[int, EventLabel] = {}
    for n in order:
        taken = {other.row for other in placed.values() if other.meets(words[n])}
        row = next(row for row in range(len(words) + 1) if row not in taken)
        placed[n] = EventLabel(words[n].at, words[n].left, words[n].right, row)
    return [placed[n] for n in range(len(words))]


def _strip(texts: Sequence[str], places: Sequence[float]) -> list[EventLabel] | None:
    """Every event's words in a row above the plot, none met and none crossed by the way down to a line; None where that cannot be."""
    words = [_beside(text, at, 8) for text, at in zip(texts, places, strict=True)]
    if any(word.right - word.left < _wide(text) for word, text in zip(words, texts, strict=True)):
        return None
    packed = _packed(words, list(reversed(range(len(words)))))
    crossed = any(low.row < high.row and low.crossed_by(high.at) for low in packed for high in packed)
    return None if crossed or any(word.row >= ROWS for word in packed) else packed


def _upright(ink: str, day: date, dash: str, row: int) -> dict[str, Any]:
    """A line from above so many rows of words at the foot to the top."""
    return {"type": "line", "x0": day, "x1": day, "y0": SHARE * row, "y1": 1, "yref": "paper",
            "line": {"color": ink, "width": 1.5 if dash == "dot" else 1, "dash": dash}}  # fmt: skip
