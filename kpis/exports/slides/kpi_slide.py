"""One KPI on one slide: the finding as its title, a chart at the left, the figure and its comparisons at the right."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from pptx.slide import Slide

from data.model.observation import COMPARATORS, FigureRole
from data.model.period import PeriodKind
from data.text import first_capital
from kpis import formats
from kpis.benchmark import published_text
from kpis.charts.style.palette import LIGHT
from kpis.charts.style.picture import breaks_within, dated, day_of, is_trend
from kpis.exports.document.pack_marks import dfe_rows, dfe_words, doubt_words
from kpis.exports.document.provenance import PackWords, source_of
from kpis.exports.document.text_fit import fitted, height_of, lines_of
from kpis.exports.slides.native_chart import bar_chart, bars_of, by_share
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
    rating,
    row_height,
    table,
    titled,
    write,
)
from kpis.exports.slides.time_chart import trend_chart
from kpis.figures.figure import Value
from kpis.narrative import standing_text
from kpis.narrative.kpi_sentence import sentence
from kpis.standing import like_for_like, part_year
from kpis.standing.kpi_standing import Standing, gap, of_one_kind
from kpis.targets.kpi_target import AGREED
from kpis.targets.rag import RULE
from kpis.verdict.verdict import verdict
from kpis.verdict.verdict_text import direction_words

NEAR_OR_SECOND = "It is another source than the partnership’s own figure and changes neither its rating nor its verdict."
LEFT_WIDE, RIGHT_AT = 600.0, 652.0
SAID_LINES = 6  # of what is said under a chart; the notes have all of it
MOST_DOUBTS = 2
MOST_UNDER = 4  # what to know of a chart; the notes have the rest
SAID_GAP, SHORT = 6.0, ("By when", "Lead")
RIGHT_WIDE = WIDE - EDGE - RIGHT_AT


def kpi_slide(slide: Slide, standing: Standing, about: PackWords) -> None:
    """Fills one slide."""
    finding, where = sentence(standing), subtitle(standing, about)
    in_two = len(lines_of(finding, 16, WIDE - 2 * EDGE, bold=True)) <= 2
    end = titled(slide, finding, SlideBox(EDGE, 18, WIDE - 2 * EDGE, 56), *((22, 20, 18, 16), 2) if in_two else ((18, 16), 3))
    _, shown = fitted(where, (BODY, 13, SMALL), WIDE - 2 * EDGE, 2)
    top = write(slide, SlideBox(EDGE, end + 3, WIDE - 2 * EDGE, 18), [SlideText(shown, _, LIGHT.muted)], "What, where and when") + 12
    _left(slide, standing, about, top, f"{finding}. {where}")
    _right(slide, standing, top)
    notice = " · ".join(filter(None, (about.replayed, standing.notice))) if standing.notice else about.notice
    among = " ".join(filter(None, (published_text.compared(standing), published_text.place(standing))))
    foot(slide, ". ".join(filter(None, (source_of(standing, about), among))), notice, about.licence)
    noted(slide, list(notes(standing, about, notice)))


def subtitle(standing: Standing, about: PackWords) -> str:
    """What was measured, where and when: the line under the finding."""
    own = standing.own
    when = formats.period(own.period, long=True) if own else "nothing loaded"
    if own and is_trend(standing):
        when = " · ".join(filter(None, (standing_text.span(standing), standing_text.drawn(standing))))
    return f"{standing_text.unit_phrase(standing)} · {about.area} · {when}"


def _left(slide: Slide, standing: Standing, about: PackWords, top: float, says: str) -> None:
    under = [*_doubted(standing), *(SlideText(text, SMALL, LIGHT.event) for text in _under(standing))][:MOST_UNDER]
    said = _said(standing, about)
    height = FOOT_TOP - 14 - top - sum(height_of(one.text, SMALL, LEFT_WIDE, bold=one.bold) for one in (*under, *said))
    height -= SAID_GAP if said else 0
    box = SlideBox(EDGE, top, LEFT_WIDE, height - 4)
    if is_trend(standing):
        trend_chart(slide, box, standing, about.area, says)
    elif any(bar.value is not None for bar in bars_of(standing, about.area)):
        height = bar_chart(slide, box, standing, about.area, says) - top + 6
    else:
        why = formats.absent_why(standing.missing, standing.own.raw if standing.own else "")
        todo = [SlideText("No figure to draw", 18, bold=True), SlideText(why, BODY)]
        todo.append(SlideText(f"Usual timing: {standing.indicator.frequency}.", BODY))
        write(slide, SlideBox(EDGE, top + 20, LEFT_WIDE, 120), todo, "Why there is no chart")
        height = 150
    end = write(slide, SlideBox(EDGE, top + height, LEFT_WIDE, 16), under, "What to know of the chart") if under else top + height
    if said:
        write(slide, SlideBox(EDGE, end + SAID_GAP, LEFT_WIDE, 16), said, "What is said")


def _said(standing: Standing, about: PackWords) -> list[SlideText]:
    """What is said of the figure, each field in as many lines as there is room for; what is cut ends in … and stands in the notes."""
    said = about.said.get(standing.indicator.code)
    if said is None:
        return []
    told = [f"{label}: {' '.join(words.split())}" for label, words in said.paragraphs if label not in SHORT]
    short = ". ".join(f"{label}: {' '.join(words.split())}" for label, words in said.paragraphs if label in SHORT)
    each = max((SAID_LINES - bool(short)) // max(len(told), 1), 1)
    lines = [SlideText(fitted(text, (SMALL,), LEFT_WIDE, each)[1]) for text in told]
    lines += [SlideText(fitted(short, (SMALL,), LEFT_WIDE, 1)[1])] if short else []
    return [SlideText(fitted(f"What is said ({said.receipt})", (SMALL,), LEFT_WIDE, 1, bold=True)[1], bold=True), *lines]


def _doubted(standing: Standing) -> list[SlideText]:
    """What to know before the figure is quoted, in two lines each; the notes have the whole."""
    told = list(doubt_words(standing))
    shown = [fitted(f"Before you quote it: {one}", (SMALL,), LEFT_WIDE, 2, bold=True)[1] for one in told[:MOST_DOUBTS]]
    left = len(told) - len(shown)
    shown += [f"Before you quote it: {left} more, see the notes."] if left > 0 else []
    return [SlideText(one, SMALL, LIGHT.event, bold=True) for one in shown]


def _under(standing: Standing) -> Iterator[str]:
    """What a reader of the chart must know: totals not drawn, a share for a count, breaks within it."""
    if not standing.like_for_like:
        yield from dict.fromkeys(filter(None, (like_for_like.beside(standing, x).why for x in COMPARATORS)))
    if near := published_text.undrawn(standing):
        yield near
    if not is_trend(standing):
        bars = bars_of(standing, "")
        if by_share(standing, bars):
            yield f"Drawn as a share of {standing.indicator.share_of}."
        return
    for change, _, _ in breaks_within(standing.breaks, [day_of(v) for v in dated(standing)]):
        yield f"Break, {formats.month(change.first)}: {change.words}. No line crosses it."
    if not standing.indicator.over_time:
        yield "Figures are relative to their own year: no line joins them."


def _right(slide: Slide, standing: Standing, top: float) -> None:
    own, indicator = standing.own, standing.indicator
    when = formats.period(own.period, long=True) if own else "Nothing loaded"
    when = first_capital(when) + (f", {own.firmness}" if own and own.firmness else "")
    when += f": {part}" if (part := part_year.mark(standing)) else ""
    figure = formats.figure(standing.value, indicator, standing.missing) if own else "No data"
    size, shown = fitted(figure, (36, 28, 22), RIGHT_WIDE, 1, bold=True)
    share = f"{formats.share(own.share)} of {indicator.share_of}" if own and own.share is not None else like_for_like.own_rate(standing)
    ink = LIGHT.roles[FigureRole.OWN].text if standing.value is not None else LIGHT.muted
    head = [SlideText(when, SMALL, LIGHT.muted), SlideText(shown, size, ink, bold=True)]
    head += [SlideText(fitted(share, (SMALL,), RIGHT_WIDE, 2)[1])] if share else []
    found = verdict(standing)
    head += [SlideText(fitted(f"{found.shape} {found.words}", (BODY, SMALL), RIGHT_WIDE, 2, bold=True)[1], SMALL, bold=True)]
    head += [SlideText(fitted(dfe, (SMALL,), RIGHT_WIDE, 1)[1], SMALL, LIGHT.muted)] if (dfe := dfe_words(standing)) else []
    end = write(slide, SlideBox(RIGHT_AT, top, RIGHT_WIDE, 60), head, "Figure")
    end = rating(slide, standing.rating.status, standing.rating.why, SlideBox(RIGHT_AT, end + 6, RIGHT_WIDE, 60)) + 8
    columns = [SlideColumn("Compared with", 136), SlideColumn("Figure", 76, True), SlideColumn("Difference", 72, True)]
    second, theirs = dfe_rows(standing)
    kept_apart = comparisons(standing, newest=len(theirs) < 2)
    rows = [[SlideText(name), SlideText(value), SlideText(difference)] for name, value, difference in kept_apart]
    rows += [[SlideText(second, SMALL, bold=True)]] if second else []
    rows += [[SlideText(name), SlideText(value), SlideText(difference)] for name, value, difference in theirs]
    kept: list[list[SlideText]] = []
    room = FOOT_TOP - 14 - end - row_height([SlideText(c.head, SMALL, bold=True) for c in columns], columns)
    for row in rows:
        room -= row_height(row, columns if len(row) > 1 else [SlideColumn("", RIGHT_WIDE)])
        if room < 0:
            break
        kept.append(row)
    if kept and len(kept[-1]) == 1:
        kept.pop()  # no heading stands last
    if kept:
        says = ". ".join(f"{row[0].text}: {row[1].text}, difference {row[2].text}" if len(row) > 1 else row[0].text for row in kept)
        table(slide, (RIGHT_AT, end), columns, kept, name="Comparisons", says=f"{indicator.short} compared. {says}.")


def comparisons(standing: Standing, *, newest: bool = True) -> list[tuple[str, str, str]]:
    """(compared with, its figure, the difference), as the KPI's page shows them; only what has a figure or a reason.

    A comparator that has none for the own figure's period is shown by its newest, with its period and no difference; ``newest`` False
    leaves it out, where it stands beside DfE's own line.
    """
    s, indicator = standing, standing.indicator
    found: list[tuple[str, str, str]] = []
    for series in COMPARATORS:
        one = like_for_like.beside(s, series)
        if one.elsewhere and one.value is not None:
            found += [(f"{s.named(series)}, {formats.period(one.value.period)}", one.text, formats.DASH)] if newest else []
        elif one.value is not None:
            found.append((s.named(series), one.words, one.apart))
    if s.target is not None and not s.band:
        found.append((s.named(FigureRole.TARGET), s.target_words, formats.difference(s.gap(FigureRole.TARGET), indicator)))
    if s.band:
        found.append(("Target", s.target_words, formats.DASH))
    if indicator.standard:
        difference = formats.difference(gap(s.value, indicator.standard.value), indicator)
        found.append(("Legal standard", formats.figure(indicator.standard.value, indicator), difference))
    for name, change in (("Period before", s.change), ("Same period last year", s.year_ago)):
        if change:
            told = formats.difference(change.value, indicator, level="No change")
            told += f", {good}" if (good := direction_words(change.word)) else ""
            found.append((name, formats.figure(change.before.value, indicator), told))
    return found


def notes(standing: Standing, about: PackWords, notice: str) -> Iterator[str]:
    """What is counted and how, why the rating is what it is, and the cell of every figure on the slide."""
    i = standing.indicator
    yield f"{i.code} {i.title}. {about.area}, {about.replayed or f'as at {formats.day(about.as_at)}'}, build {about.build}."
    yield f"What it is: {i.definition}"
    yield f"Numerator: {i.numerator}. Denominator: {i.denominator}."
    found = verdict(standing)
    how = f" {first_capital(found.how)}{f', from {found.base}' if found.base else ''}." if found.how else ""
    yield f"Verdict: {found.words}.{how}"
    yield " ".join(("Before you quote it:", *doubt_words(standing), i.caveats))
    yield f"Rating: {standing.rating.status.value}. {standing.rating.why} {RULE}"
    if i.standard:
        yield f"Legal standard: {formats.figure(i.standard.value, i)}: {i.standard.basis}"
    if said := about.said.get(i.code):
        yield f"What is said of {said.period} ({said.receipt}):"
        yield from (f"{label}: {words}" for label, words in said.paragraphs)
    yield from standing.disagreements
    yield from published_text.beside(standing)
    second, theirs = dfe_rows(standing)
    if second:
        told = "; ".join(f"{name} {value}" + (f" ({apart})" if apart != formats.DASH else "") for name, value, apart in theirs)
        yield f"{second}: {told}. {NEAR_OR_SECOND}"
    yield from (f"Break, {formats.month(b.first)}: {b.words} ({b.source})" for b in standing.breaks)
    yield "Differences are worked before rounding. Where each figure comes from:"
    for name, values in _shown(standing):
        yield from (f"{name}, {_origin(value, standing)}" for value in values)
    if (rate := like_for_like.rate_of(standing)) is not None:
        rated = replace(standing, indicator=rate.indicator)
        held = [(standing.named(FigureRole.OWN), rate.own), *((standing.named(x), v) for x in COMPARATORS if (v := rate.of(x)) is not None)]
        yield f"The count is compared {rate.words}:"
        yield from (f"{name}, {_origin(value, rated)}" for name, value in held)
    yield from filter(None, (notice, about.licence))


def _shown(standing: Standing) -> Iterator[tuple[str, Sequence[Value]]]:
    """Every figure that the slide shows, by whose it is, newest first."""
    trend = of_one_kind(standing) if is_trend(standing) else None
    beside: dict[FigureRole, list[Value]] = {FigureRole.OWN: [standing.own] if standing.own else []}
    if standing.like_for_like or like_for_like.by_share(standing):
        beside |= {x: [standing.comparators[x]] for x in COMPARATORS if x in standing.comparators}
    beside[FigureRole.TARGET] = [standing.target] if standing.target else []
    beside[FigureRole.OWN] += [c.before for c in (standing.change, standing.year_ago) if c]
    for series, values in beside.items():
        drawn = trend.points if trend and series is FigureRole.OWN else trend.others.get(series, ()) if trend else ()
        drawn = drawn if standing.like_for_like or series not in COMPARATORS else ()
        every = sorted({id(v): v for v in (*values, *drawn)}.values(), key=lambda v: str(v.period.last or ""), reverse=True)
        yield standing.named(series), every


def _origin(value: Value, standing: Standing) -> str:
    """One figure, its period and its cell; how it was worked and by whom it was published, where that is known."""
    period = formats.period(value.period)
    shown = formats.figure(value.value, standing.indicator, value.missing)
    if value.origin == AGREED:
        return f"{period}: {shown}. Agreed target, {value.cell}: {value.basis}"
    shown += f" ({formats.share(value.share)})" if value.share is not None else ""
    firm = f", {value.firmness}" if value.firmness else ""
    raw = f", printed ‘{value.raw}’" if value.raw else ""
    basis = f", {value.basis.rstrip('.')}" if value.basis else ""
    origin = f", {value.origin}" if value.origin not in ("", "local") else ""
    doubt = f" {value.period.doubt}" if value.period.doubt and value.period.kind is not PeriodKind.YEAR_TO_DATE else ""
    return f"{period}: {shown}{firm}. {value.source}{raw}{basis}{origin}. Received {formats.day(value.received)}, load {value.load}.{doubt}"
