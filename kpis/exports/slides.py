"""A pack as slides: a title, what moved, every KPI in tables, then the agenda's order: each priority, its KPIs, exceptions and the rest.

A KPI has a slide with its finding, an editable chart, its facts and its notes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from io import BytesIO

from pptx.slide import Slide
from pptx.util import Pt

from data.model.observation import COMPARATORS
from kpis import part_year, say, show
from kpis.charts.palette import LIGHT, RATING_WORDS
from kpis.compare import Standing
from kpis.exports.about import PackWords
from kpis.exports.pack_order import Step, steps
from kpis.exports.plain import clean
from kpis.exports.report_facts import Facts
from kpis.exports.report_model import Table
from kpis.exports.slide_blocks import block_slides
from kpis.exports.slide_kpi import kpi_slide
from kpis.exports.slide_look import look
from kpis.exports.slide_parts import (
    BODY,
    EDGE,
    FOOT_TOP,
    SMALL,
    WIDE,
    Box,
    Column,
    Words,
    foot,
    noted,
    row_height,
    table,
    titled,
    write,
)
from kpis.meetings import Met
from kpis.rag import RULE
from kpis.running_order import HEADLINE
from kpis.sentence import sentence

ROWS_END = FOOT_TOP - 12


def deck(standings: Sequence[Standing], about: PackWords, facts: Facts | None = None, template: bytes | None = None) -> bytes:
    """A .pptx of 16 to 9. Charts and tables are PowerPoint's own; figures in a chart's data are unrounded.

    Without ``facts`` it holds the figures alone: tables and a slide a KPI. ``template`` is a council's own .pptx or .potx.

    Raises:
        Refused: the template is no PowerPoint file.
    """
    return counted_deck(standings, about, facts, template)[0]


def counted_deck(
    standings: Sequence[Standing], about: PackWords, facts: Facts | None = None, template: bytes | None = None
) -> tuple[bytes, int, str]:
    """The same, how many slides it has, and what of the template was not taken, and why."""
    seen = look(template)
    words = seen.made.core_properties
    words.title, words.author = clean(f"{about.area}: SEND performance"), "SEND performance dashboard"
    words.created = words.modified = datetime.combine(about.as_at, datetime.min.time())
    add = seen.add
    if seen.council:
        _cover(add(cover=True), about, facts.met if facts else None)
    _title(add(), standings, about, facts.met if facts else None)
    order = list(steps(standings, about, facts)) if facts else [Step(standing=s) for s in standings]
    moved = [step for step in order if step.kind == HEADLINE]
    for step in moved:
        _step(add, step, about)
    pages = list(_pages(standings, about))
    for n, rows in enumerate(pages, 1):
        _overview(add(), rows, standings, about, f" ({n} of {len(pages)})" if len(pages) > 1 else "")
    for step in order:
        if step.kind != HEADLINE:
            _step(add, step, about)
    seen.finish()
    out = BytesIO()
    seen.made.save(out)
    return out.getvalue(), len(seen.added), seen.told


def _step(add: Callable[[], Slide], step: Step, about: PackWords) -> None:
    if step.standing is not None:
        kpi_slide(add(), step.standing, about)
    elif step.block is not None:
        block_slides(add, replace(step.block, parts=(*step.block.parts, *_kpis(step))), about)


def _kpis(step: Step) -> tuple[Table, ...]:
    """The KPIs that a heading is of, at a glance."""
    if not step.kpis:
        return ()
    nation = step.kpis[0].nation
    rows = tuple(
        (row[0].text, row[1].text, row[2].text, row[3].text, row[4].text, row[7].text, row[9].text) for row in map(_row, step.kpis)
    )
    heads = ("Ref", "KPI", "Figure", "Period", "Target", nation, "Rating")
    return (Table("KPIs at a glance", heads, rows, (6, 32, 14, 16, 12, 10, 10), (2, 4, 5)),)


def overview_pages(standings: Sequence[Standing], about: PackWords) -> int:
    """How many slides the table of every KPI takes."""
    return sum(1 for _ in _pages(standings, about))


def _cover(slide: Slide, about: PackWords, met: Met | None) -> None:
    """A template's own cover, where its layout puts the title; marks and licence stand on it as on each slide."""
    title = slide.shapes.title
    assert title is not None
    when = about.replayed or f"as at {show.day(about.as_at)}"
    told = [about.partnership, f"{about.area}: SEND performance", met.title if met else "", when]
    title.text_frame.text = clean(" · ".join(filter(None, told)))
    foot(slide, about.source, about.notice, about.licence)
    noted(slide, [f"{about.area}, build {about.build}.", f"Source: {about.source}.", about.notice, about.licence])


def _title(slide: Slide, standings: Sequence[Standing], about: PackWords, met: Met | None = None) -> None:
    width = WIDE - 2 * EDGE
    end = titled(slide, f"{about.area}: SEND performance", Box(EDGE, 120, width, 80), (34, 28, 24), 2)
    held = sum(s.value is not None for s in standings)
    some = f"{len(standings)} KPIs, {held} with a figure" if len(standings) != 1 else f"{standings[0].indicator.code} alone"
    nation = standings[0].nation if standings else "England"
    if about.logo:
        slide.shapes.add_picture(BytesIO(about.logo), Pt(EDGE), Pt(40), height=Pt(54)).name = about.partnership or "Logo"
    lines = [
        Words(about.partnership, 18, bold=True),
        Words(f"{some}: each against its target, statistical neighbours, the region and {nation}, where they are known", 18),
        Words(met.title if met else "", 18, bold=True),
        Words(f"{about.replayed or f'As at {show.day(about.as_at)}'} · build {about.build}", 18, bold=True),
        Words(f"{say.overview(standings)}." if len(standings) > 1 else "", BODY),
        Words(f"Rating. {RULE}", BODY, LIGHT.muted),
        Words("Every chart and table can be edited; the notes of each slide say what is counted and which cell each figure came from.",
              BODY, LIGHT.muted),
    ]  # fmt: skip
    at = end + 14
    for line in lines:
        at = write(slide, Box(EDGE, at, width, 24), [line], "About this pack") + 10 if line.text else at
    foot(slide, about.source, about.notice, about.licence)
    noted(slide, [f"{about.area}, build {about.build}.", f"Source: {about.source}.", about.notice, about.licence, f"Rating. {RULE}"])


def _columns(nation: str) -> list[Column]:
    return [
        Column("Ref", 38), Column("KPI", 204), Column("Figure", 112, True), Column("Period", 114),
        Column("Target", 60, True),
        Column("Neighbours", 78, True), Column("Region", 70, True), Column(nation, 76, True),
        Column("On period before", 74, True),
        Column("Rating", 86),
    ]  # fmt: skip


def _pages(standings: Sequence[Standing], about: PackWords) -> Iterator[list[list[Words]]]:
    """The rows of each table, a heading a section, as many as a slide has room for; no heading stands last."""
    columns = _columns(standings[0].nation if standings else "England")
    room = ROWS_END - TABLE_TOP - row_height([Words(c.head, SMALL, bold=True) for c in columns], columns)
    rows: list[list[Words]] = []
    used, section = 0.0, ""
    for standing in standings:
        row, code = _row(standing), standing.indicator.section
        named = about.sections.get(code)
        head = [Words(named.title if named else code, SMALL, bold=True)]
        needed = row_height(row, columns) + (row_height(head, [Column("", WIDE)]) if code != section or not rows else 0)
        if rows and used + needed > room:
            yield rows
            rows, used = [], 0.0
            needed = row_height(row, columns) + row_height(head, [Column("", WIDE)])
        if code != section or not rows:
            rows.append(head)
        rows.append(row)
        used, section = used + needed, code
    if rows:
        yield rows


TABLE_TOP = 84.0


def _row(s: Standing) -> list[Words]:
    indicator, own = s.indicator, s.own
    beside = [show.share(own.share)] if own and own.share is not None else []
    beside += [own.firmness] if own and own.firmness else []
    beside += [part] if (part := part_year.mark(s)) else []
    figure = show.figure(s.value, indicator, s.missing) if own else "Nothing loaded"
    target = s.target_words
    others = [show.figure(v.value, indicator, v.missing) if (v := s.comparators.get(x)) else show.DASH for x in COMPARATORS]
    letter, word = RATING_WORDS[s.rating.status]
    change = show.moved(s.change.value if s.change else None, indicator)
    return [
        Words(indicator.code, SMALL, LIGHT.muted), Words(indicator.short),
        Words(f"{figure} ({', '.join(beside)})" if beside else figure, SMALL, bold=s.value is not None),
        Words(show.period(own.period) if own else show.DASH), *(Words(text) for text in (target, *others, change)),
        Words(f"{letter} {word}", SMALL, bold=s.value is not None),
    ]  # fmt: skip


def _overview(slide: Slide, rows: Sequence[Sequence[Words]], standings: Sequence[Standing], about: PackWords, which: str) -> None:
    title = say.overview(standings) if len(standings) > 1 else sentence(standings[0])
    titled(slide, f"{title}{which}", Box(EDGE, 20, WIDE - 2 * EDGE, 34), (20, 18, 16), 2 if which else 1)
    sub = f"{about.area} · {about.replayed or f'as at {show.day(about.as_at)}'} · regions’ and {standings[0].nation}’s counts are totals"
    write(slide, Box(EDGE, TABLE_TOP - 22, WIDE - 2 * EDGE, 16), [Words(sub, SMALL, LIGHT.muted)], "What this is")
    says = f"Figures of {about.area}. {_in_words(rows)}"
    table(slide, (EDGE, TABLE_TOP), _columns(standings[0].nation), rows, name="Every KPI", says=says)
    foot(slide, about.source, about.notice, about.licence)
    noted(slide, [sub, f"Source: {about.source}.", about.notice, about.licence, f"Rating. {RULE}"])


def _in_words(rows: Iterable[Sequence[Words]]) -> str:
    return " ".join(f"{row[0].text} {row[1].text}: {row[2].text}, {row[-1].text[2:].strip().lower()}." for row in rows if len(row) > 1)
