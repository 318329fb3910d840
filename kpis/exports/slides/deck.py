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

from data.model.observation import COMPARATORS, FigureRole
from kpis import formats
from kpis.charts.style.palette import LIGHT, RATING_WORDS
from kpis.exports.document.document import Block, ReportTable
from kpis.exports.document.facts import ReportFacts
from kpis.exports.document.pack_marks import (
    NOT_COUNTED,
    comparator_words,
    dfe_words,
    key,
    marks,
    not_counted_table,
    not_counted_words,
    verdict_words,
)
from kpis.exports.document.plain_text import clean
from kpis.exports.document.provenance import PackWords
from kpis.exports.document.text_fit import fitted
from kpis.exports.report.pack_contents import PackStep, steps
from kpis.exports.slides.kpi_slide import kpi_slide
from kpis.exports.slides.shapes import (
    BODY,
    EDGE,
    FOOT_TOP,
    SMALL,
    WIDE,
    SlideBox,
    SlideColumn,
    SlideText,
    foot,
    noted,
    row_height,
    table,
    titled,
    write,
)
from kpis.exports.slides.slide_template import look
from kpis.exports.slides.text_slides import block_slides
from kpis.governance.agenda import HEADLINE
from kpis.governance.meetings import MeetingDay
from kpis.narrative import standing_text
from kpis.narrative.kpi_sentence import sentence
from kpis.standing import figure_sources, like_for_like, part_year
from kpis.standing.kpi_standing import Standing
from kpis.targets.rag import RULE

ROWS_END = FOOT_TOP - 12


def deck(standings: Sequence[Standing], about: PackWords, facts: ReportFacts | None = None, template: bytes | None = None) -> bytes:
    """A .pptx of 16 to 9. Charts and tables are PowerPoint's own; figures in a chart's data are unrounded.

    Without ``facts`` it holds the figures alone: tables and a slide a KPI. ``template`` is a council's own .pptx or .potx.

    Raises:
        Refused: the template is no PowerPoint file.
    """
    return counted_deck(standings, about, facts, template)[0]


def counted_deck(
    standings: Sequence[Standing], about: PackWords, facts: ReportFacts | None = None, template: bytes | None = None
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
    order = list(steps(standings, about, facts)) if facts else [PackStep(standing=s) for s in standings]
    moved = [step for step in order if step.kind == HEADLINE]
    for step in moved:
        _step(add, step, about)
    pages = list(_pages(standings, about))
    for n, rows in enumerate(pages, 1):
        _overview(add(), rows, standings, about, f" ({n} of {len(pages)})" if len(pages) > 1 else "")
    old = not_counted_table(standings, about.as_at)
    if old is not None and _cut(standings, about).endswith("…"):
        block_slides(add, Block(NOT_COUNTED, (old,)), about)
    for step in order:
        if step.kind != HEADLINE:
            _step(add, step, about)
    seen.finish()
    out = BytesIO()
    seen.made.save(out)
    return out.getvalue(), len(seen.added), seen.told


def _step(add: Callable[[], Slide], step: PackStep, about: PackWords) -> None:
    if step.standing is not None:
        kpi_slide(add(), step.standing, about)
    elif step.block is not None:
        block_slides(add, replace(step.block, parts=(*step.block.parts, *_kpis(step))), about)


def _kpis(step: PackStep) -> tuple[ReportTable, ...]:
    """The KPIs that a heading is of, at a glance."""
    if not step.kpis:
        return ()
    nation = step.kpis[0].nation
    both = figure_sources.mixed(step.kpis)
    kept = ([one.text for one in _row(s, both=both)] for s in step.kpis)
    rows = tuple((*row[:5], *row[-3:]) for row in kept)
    heads = ("Ref", "KPI", "Figure", "Period", "Target", nation, "Verdict", "Rating")
    return (ReportTable("KPIs at a glance", heads, rows, (6, 23, 13, 12, 9, 10, 17, 10), (2, 4, 5)),)


def overview_pages(standings: Sequence[Standing], about: PackWords) -> int:
    """How many slides the table of every KPI takes."""
    return sum(1 for _ in _pages(standings, about))


def _cover(slide: Slide, about: PackWords, met: MeetingDay | None) -> None:
    """A template's own cover, where its layout puts the title; marks and licence stand on it as on each slide."""
    title = slide.shapes.title
    assert title is not None
    when = about.replayed or f"as at {formats.day(about.as_at)}"
    told = [about.partnership, f"{about.area}: SEND performance", met.title if met else "", when]
    title.text_frame.text = clean(" · ".join(filter(None, told)))
    foot(slide, about.source, about.notice, about.licence)
    noted(slide, [f"{about.area}, build {about.build}.", f"Source: {about.source}.", about.notice, about.licence])


def _title(slide: Slide, standings: Sequence[Standing], about: PackWords, met: MeetingDay | None = None) -> None:
    width = WIDE - 2 * EDGE
    end = titled(slide, f"{about.area}: SEND performance", SlideBox(EDGE, 120, width, 80), (34, 28, 24), 2)
    held = sum(s.value is not None for s in standings)
    some = f"{len(standings)} KPIs, {held} with a figure" if len(standings) != 1 else f"{standings[0].indicator.code} alone"
    nation = standings[0].nation if standings else "England"
    if about.logo:
        slide.shapes.add_picture(BytesIO(about.logo), Pt(EDGE), Pt(40), height=Pt(54)).name = about.partnership or "Logo"
    lines = [
        SlideText(about.partnership, 18, bold=True),
        SlideText(f"{some}: each against its target, statistical neighbours, the region and {nation}, where they are known", 18),
        SlideText(met.title if met else "", 18, bold=True),
        SlideText(f"{about.replayed or f'As at {formats.day(about.as_at)}'} · build {about.build}", 18, bold=True),
        SlideText(f"{standing_text.overview(standings)}." if len(standings) > 1 else "", BODY),
        SlideText(_cut(standings, about), BODY, LIGHT.event),
        SlideText(f"Rating. {RULE}", BODY, LIGHT.muted),
        SlideText("Every chart and table can be edited; the notes of each slide say what is counted and which cell each figure came from.",
              BODY, LIGHT.muted),
    ]  # fmt: skip
    at = end + 14
    for line in lines:
        at = write(slide, SlideBox(EDGE, at, width, 24), [line], "About this pack") + 10 if line.text else at
    foot(slide, about.source, about.notice, about.licence)
    noted(slide, [f"{about.area}, build {about.build}.", f"Source: {about.source}.", about.notice, about.licence, f"Rating. {RULE}"])


def _cut(standings: Sequence[Standing], about: PackWords) -> str:
    """Which figures are not counted, in the lines that the first page has for them; cut with … where a slide of its own has them all."""
    return fitted(not_counted_words(standings, about.as_at), (BODY,), WIDE - 2 * EDGE, 3)[1]


def _columns(nation: str) -> list[SlideColumn]:
    return [
        SlideColumn("Ref", 38), SlideColumn("KPI", 164), SlideColumn("Figure", 112, True), SlideColumn("Period", 100),
        SlideColumn("Target", 62, True),
        SlideColumn("Neighbours", 78, True), SlideColumn("Region", 70, True), SlideColumn(nation, 76, True),
        SlideColumn("Verdict", 130),
        SlideColumn("Rating", 82),
    ]  # fmt: skip


def _pages(standings: Sequence[Standing], about: PackWords) -> Iterator[list[list[SlideText]]]:
    """The rows of each table, a heading a section, as many as a slide has room for; no heading stands last."""
    columns = _columns(standings[0].nation if standings else "England")
    room = ROWS_END - TABLE_TOP - row_height([SlideText(c.head, SMALL, bold=True) for c in columns], columns)
    rows: list[list[SlideText]] = []
    used, section = 0.0, ""
    both = figure_sources.mixed(standings)
    for standing in standings:
        row, code = _row(standing, both=both), standing.indicator.section
        named = about.sections.get(code)
        head = [SlideText(named.title if named else code, SMALL, bold=True)]
        needed = row_height(row, columns) + (row_height(head, [SlideColumn("", WIDE)]) if code != section or not rows else 0)
        if rows and used + needed > room:
            yield rows
            rows, used = [], 0.0
            needed = row_height(row, columns) + row_height(head, [SlideColumn("", WIDE)])
        if code != section or not rows:
            rows.append(head)
        rows.append(row)
        used, section = used + needed, code
    if rows:
        yield rows


TABLE_TOP = 84.0


def _row(s: Standing, *, both: bool) -> list[SlideText]:
    """One KPI. ``both`` says whether figures of the scorecard and of DfE stand in the table, so that DfE's are marked."""
    indicator, own = s.indicator, s.own
    beside = [formats.share(own.share)] if own and own.share is not None else []
    beside += [rate] if (rate := like_for_like.own_rate(s)) else []
    beside += [own.firmness] if own and own.firmness else []
    beside += [part] if (part := part_year.mark(s)) else []
    figure = formats.figure(s.value, indicator, s.missing) if own else "Nothing loaded"
    figure += marks(s, FigureRole.OWN, own, both=both)
    target = s.target_words + marks(s, FigureRole.TARGET, None, both=both)
    others = [comparator_words(s, x, both=both) for x in COMPARATORS]
    letter, word = RATING_WORDS[s.rating.status]
    dfe = f"; {second}" if (second := dfe_words(s)) else ""
    return [
        SlideText(indicator.code, SMALL, LIGHT.muted), SlideText(indicator.short),
        SlideText((f"{figure} ({', '.join(beside)})" if beside else figure) + dfe, SMALL, bold=s.value is not None),
        SlideText(formats.period(own.period) if own else formats.DASH), *(SlideText(text) for text in (target, *others, verdict_words(s))),
        SlideText(f"{letter} {word}", SMALL, bold=s.value is not None),
    ]  # fmt: skip


def _overview(slide: Slide, rows: Sequence[Sequence[SlideText]], standings: Sequence[Standing], about: PackWords, which: str) -> None:
    title = standing_text.overview(standings) if len(standings) > 1 else sentence(standings[0])
    titled(slide, f"{title}{which}", SlideBox(EDGE, 20, WIDE - 2 * EDGE, 34), (20, 18, 16), 2 if which else 1)
    sub = f"{about.area} · {about.replayed or f'as at {formats.day(about.as_at)}'}"
    sub = " · ".join(filter(None, (sub, like_for_like.foot(standings), key(standings))))
    write(slide, SlideBox(EDGE, TABLE_TOP - 22, WIDE - 2 * EDGE, 16), [SlideText(sub, SMALL, LIGHT.muted)], "What this is")
    says = f"Figures of {about.area}. {_in_words(rows)}"
    table(slide, (EDGE, TABLE_TOP), _columns(standings[0].nation), rows, name="Every KPI", says=says)
    foot(slide, about.source, about.notice, about.licence)
    noted(slide, [sub, f"Source: {about.source}.", about.notice, about.licence, f"Rating. {RULE}"])


def _in_words(rows: Iterable[Sequence[SlideText]]) -> str:
    every = ([one.text for one in row] for row in rows if len(row) > 1)
    return " ".join(f"{row[0]} {row[1]}: {row[2]}, {row[-2][2:].lower()}, {row[-1][2:].strip().lower()}." for row in every)
