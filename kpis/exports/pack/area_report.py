"""The pack of a meeting as a report: a summary, each priority with its KPIs, exceptions, risks, measures; to be read, printed or edited."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from data.model.observation import COMPARATORS, FigureRole
from data.model.plan import Priority
from data.text import first_capital
from kpis import formats
from kpis.benchmark import published_text
from kpis.charts.style.palette import RATING_WORDS
from kpis.charts.style.picture import is_trend
from kpis.exports.document.document import Block, Chart, Paragraph, Part, Report, ReportTable
from kpis.exports.document.facts import ReportFacts
from kpis.exports.document.pack_marks import (
    comparator_words,
    dfe_rows,
    dfe_words,
    doubt_words,
    key,
    marks,
    not_counted_table,
    verdict_words,
)
from kpis.exports.document.provenance import PackWords, source_of
from kpis.exports.report.highlight import PriorityShare, figure_words
from kpis.exports.report.pack_contents import WHOLE, steps
from kpis.exports.slides.kpi_slide import comparisons, subtitle
from kpis.governance.agenda import HEADLINE
from kpis.narrative import standing_text
from kpis.narrative.kpi_sentence import sentence
from kpis.standing import figure_sources, like_for_like
from kpis.standing.kpi_standing import Standing
from kpis.targets.rag import RULE
from kpis.verdict.verdict import verdict


def area_report(standings: Sequence[Standing], words: PackWords, facts: ReportFacts) -> Report:
    """The report of these KPIs, in the order of ``pack_order``: the meeting's agenda, else the plan's priorities."""
    when = words.replayed or f"as at {formats.day(words.as_at)}"
    title = f"{words.area}: {standing_text.overview(standings)}" if len(standings) > 1 else sentence(standings[0])
    sub = " · ".join(filter(None, (words.partnership, "SEND performance pack", words.area, when, f"build {words.build}")))
    blocks = [Block("Summary", tuple(_summary(standings, facts)))]
    for step in steps(standings, words, facts):
        if step.standing is not None:
            blocks.append(_kpi(step.standing, words))
        elif step.block is not None and step.kind != HEADLINE:  # what moved stands in the summary
            blocks.append(step.block)
    source = " · ".join(filter(None, (words.source, words.licence)))
    return Report(title, sub, facts.notice or words.notice, source, tuple(blocks))


def _summary(standings: Sequence[Standing], facts: ReportFacts) -> Iterator[Part]:
    now = {s.indicator.code for s in standings}
    then = [s for s in facts.then if s.indicator.code in now]
    mine = PriorityShare(facts, Priority(0, "", tuple(now)), WHOLE) if then else None
    if mine is not None:
        yield Paragraph(f"{standing_text.moved(mine.rows, facts.since, facts.pack.as_at if facts.pack.replayed else None)}.")
    tallied = {status: sum(s.rating.status is status for s in standings) for status in RATING_WORDS}
    yield Paragraph(", ".join(f"{RATING_WORDS[one][1]} {many}" for one, many in tallied.items() if many) + ".", "Ratings")
    if old := not_counted_table(standings, facts.pack.as_at):
        yield old
    heads = ("KPI", "Period", "Figure", "Verdict", "Target", "Neighbours", "Region", standings[0].nation, "Rating")
    both = figure_sources.mixed(standings)
    rows = tuple(_row(s, both=both) for s in standings)
    yield ReportTable("Every KPI of this pack", heads, rows, (20, 10, 12, 18, 9, 11, 8, 10, 8), (2, 4, 5, 6, 7))
    yield Paragraph(" ".join(filter(None, (f"Rating. {RULE} Differences are worked before rounding.", like_for_like.foot(standings)))))
    if marked := key(standings):
        yield Paragraph(f"{marked}.", "Marks")


def _row(s: Standing, *, both: bool) -> tuple[str, ...]:
    i, own = s.indicator, s.own
    others = (comparator_words(s, x, both=both) for x in COMPARATORS)
    rate = f" ({found})" if (found := like_for_like.own_rate(s)) else ""
    figure = (f"{figure_words(s)}{rate}" if own else "Nothing loaded") + marks(s, FigureRole.OWN, own, both=both)
    return (
        f"{i.code} {i.short}", formats.period(own.period) if own else formats.DASH, "; ".join(filter(None, (figure, dfe_words(s)))),
        verdict_words(s), s.target_words + marks(s, FigureRole.TARGET, None, both=both), *others, RATING_WORDS[s.rating.status][1],
    )  # fmt: skip


def _kpi(s: Standing, words: PackWords) -> Block:
    return Block(f"{s.indicator.code} {s.indicator.short}", tuple(_of_kpi(s, words)), 3)


def _of_kpi(s: Standing, words: PackWords) -> Iterator[Part]:
    finding, own = sentence(s), s.own
    yield Paragraph(f"{finding}.")
    if own is None:
        yield Paragraph(f"Usual timing: {s.indicator.frequency}.")
        return
    found = verdict(s)
    how = f" {first_capital(found.how)}{f', from {found.base}' if found.base else ''}." if found.how else ""
    yield Paragraph(f"{found.shape} {found.words}.{how}", "Verdict")
    yield Paragraph(f"{RATING_WORDS[s.rating.status][1]}. {s.rating.why}", "Rating")
    if doubts := " ".join(doubt_words(s)):
        yield Paragraph(doubts, "Before you quote it")
    if is_trend(s):
        yield Chart(s, words.area, f"{finding}. {subtitle(s, words)}")
    rows = tuple(comparisons(s))
    if rows:
        yield ReportTable(f"{s.indicator.code} compared", ("Compared with", "Figure", "Difference"), rows, (50, 25, 25), (1, 2))
    second, theirs = dfe_rows(s)
    if second:
        yield ReportTable(second, ("DfE’s line", "Figure", "Difference"), tuple(theirs), (50, 25, 25), (1, 2))
    if near := published_text.undrawn(s):
        yield Paragraph(near)
    if (said := words.said.get(s.indicator.code)) is not None:
        for label, text in said.paragraphs:
            yield Paragraph(" ".join(text.split()), label)
        yield Paragraph(said.receipt, "Commentary")
    among = " ".join(filter(None, (published_text.compared(s), published_text.place(s)))) if s.like_for_like else ""
    notice = " · ".join(filter(None, (words.replayed, s.notice)))
    yield Paragraph(" ".join(filter(None, (f"{source_of(s, words)}.", among, notice))), "Source")
    first = min((p.period.first for p in s.points if p.period.first), default=None)
    if broken := [b for b in s.breaks if first and b.first > first]:
        yield Paragraph("; ".join(f"{formats.month(b.first)}: {b.words}" for b in broken), "Breaks")
