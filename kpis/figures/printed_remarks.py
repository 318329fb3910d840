"""What a scorecard prints beside a figure: its own rating and direction, set against ours; its owner and comment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from data.model.indicator import Polarity
from data.model.loaded_file import RemarkKind
from data.model.period import Period

_WAYS = {"better": "better", "worse": "worse", "same": "same", "up": "up", "down": "down"}
_RATINGS = ("red", "amber", "green")


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedRemark:
    """One remark as printed, with its plain meaning where it is a judgement that is known, and its cell."""

    kind: RemarkKind
    text: str
    means: str
    file: str
    sheet: str
    cell: str
    load: int


def beside(rows: Iterable[Mapping[Any, Any]], period: Period) -> tuple[PrintedRemark, ...]:
    """The remarks printed beside the figure of one period, of each kind the newest; ``rows`` are one KPI's, oldest received first."""
    found: dict[RemarkKind, PrintedRemark] = {}
    for row in rows:
        if (row["period_kind"], row["first"], row["last"]) == (period.kind.value, period.first, period.last):
            kind = RemarkKind(row["kind"])
            found[kind] = PrintedRemark(
                kind=kind, text=row["text"], means=row["means"], file=row["file"], sheet=row["sheet"], cell=row["cell"], load=row["load"]
            )
    return tuple(found.values())


def differs(printed: Iterable[PrintedRemark], rating: str, change: tuple[float, str] | None, polarity: Polarity) -> list[str]:
    """Where a printed rating or direction is not ours, in words; nothing where either is silent.

    ``change`` is (change, word) from the period before. An arrow up may mean a figure that rose or one that got better: only
    what contradicts both is told.
    """
    told = []
    for one in printed:
        if one.kind is RemarkKind.RAG and one.means in _RATINGS and rating in _RATINGS and one.means != rating:
            told.append(f"The sheet prints {one.text.strip()}; by the rule it is {rating}.")
        if one.kind is RemarkKind.DIRECTION and one.means in _WAYS and change is not None and one.means not in _may_say(*change, polarity):
            word = {"better": "better", "worse": "worse", "same": "the same"}.get(change[1], change[1])
            told.append(f"The sheet prints ‘{one.text.strip()}’; against the period before the figure is {word}.")
    return told


def _may_say(value: float, word: str, polarity: Polarity) -> set[str]:
    """What a printed direction may say of a change without contradicting it."""
    if value == 0:
        return {"same"}
    moved = "up" if value > 0 else "down"
    if polarity is Polarity.NEUTRAL:
        return {moved, "better", "worse"}
    return {moved, word, "up" if word == "better" else "down"}
