"""The gap to pupils without SEN under a KPI's chart: the newest in a sentence, every year in a table."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from html import escape

from data.gaps import read_gaps
from data.model import Indicator
from kpis import gaps, show
from kpis.gaps import GapRow
from pages.parts import cards, session
from pages.parts.session import Held

LAIT = "lait"


def draw(held: Held, code: str) -> None:
    """Draws nothing for a KPI without such a measure, or where DfE's files are not loaded."""
    if code in read_gaps() and session.releases() and (drawn := _drawn(session.home(), held.build, held.area.code, held.as_at, code)):
        cards.write(drawn)


@lru_cache(maxsize=64)
def _drawn(home: str, build: str, area: str, as_at: date | None, code: str) -> str:
    known, reading = session.catalogue_of(home, build), session.readings(home, build, as_at)
    place, beside = known.areas[area], read_gaps()[code]
    own, other = reading.fields([code]).get(code), reading.measure(beside.other, LAIT)
    if own is None or other is None:
        return ""
    field, nation = own[1], known.nation(place)
    breaks = tuple(one for one in known.breaks if code in one.indicators)
    pairs, england = ((field.values.get(at, ()), other.values.get(at, ())) for at in (area, nation))
    rows = gaps.gaps(pairs, england, field.indicator, breaks)
    told = gaps.sentence(rows, field.indicator, beside.own_words, beside.other_words, place.name)
    if not told:
        return ""
    words = [beside.own_words, beside.other_words, known.areas[nation].name]
    caption = f"Gap to pupils with {beside.other_words}"
    note = "Worked before rounding; changes only between years that follow each other, never across a break."
    source = f"Source: DfE: LAIT, {beside.other} beside the KPI’s own published series. {session.OGL}"
    return (
        cards.heading(caption, level=2) + f"<p>{escape(told)}</p>" + _table(rows, field.indicator, words, caption)
        + f"<p class='quiet small'>{escape(note)} {source}</p>"
    )  # fmt: skip


def _table(rows: tuple[GapRow, ...], indicator: Indicator, words: list[str], caption: str) -> str:
    own, other, nation = map(escape, words)
    heads = [("Period", ""), (own[:1].upper() + own[1:], "n"), (other[:1].upper() + other[1:], "n"), ("Gap", "n"), (f"{own}: change", "n"),
             (f"{other}: change", "n"), ("Gap: change", "n"), (f"Gap in {nation}", "n last")]  # fmt: skip
    body = ""
    for row in reversed(rows):
        figures = (show.figure(row.own, indicator), show.figure(row.other, indicator))
        changes = (show.difference(c, indicator, level="0") for c in (row.own_change, row.other_change, row.gap_change))
        cells = (*figures, _sized(row.gap, indicator), *changes, _sized(row.england, indicator))
        body += f"<tr><th scope='row'>{escape(show.period(row.period))}</th>" + "".join(
            f"<td class='n'>{cards.quiet(c)}</td>" for c in cells
        )
        body += "</tr>"
    return cards.table(heads, body, (16, 12, 12, 12, 12, 12, 12, 12), caption)


def _sized(gap: float | None, indicator: Indicator) -> str:
    """A gap in a column of gaps: its unit stands in the heading of the page; below zero where pupils with SEN did better."""
    return show.DASH if gap is None else show.number(gap, indicator.decimals)
