"""The pack of a meeting as a report: a summary, each priority with its KPIs, exceptions, risks, measures; to be read, printed or edited."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from data.model import Priority, Series
from kpis import say, say_published, show
from kpis.charts.marks import dated
from kpis.charts.palette import RATING_WORDS
from kpis.compare import Standing
from kpis.exports.about import PackWords, source_of
from kpis.exports.exceptions_report import missing_words, reds_of
from kpis.exports.highlight import Mine, Room
from kpis.exports.report_facts import Facts, agreed_last
from kpis.exports.report_model import Block, Chart, Paragraph, Part, Point, Points, Report, Table
from kpis.exports.slide_kpi import comparisons, subtitle
from kpis.judged import WORDS, calculated, counts
from kpis.plan import overdue
from kpis.rag import RULE
from kpis.sentence import sentence

WHOLE = Room(40, 99, 400)


def area_report(standings: Sequence[Standing], words: PackWords, facts: Facts) -> Report:
    """The report of these KPIs. Each stands under the first priority that it measures, the others under their section."""
    when = words.replayed or f"as at {show.day(words.as_at)}"
    title = f"{words.area}: {say.overview(standings)}" if len(standings) > 1 else sentence(standings[0])
    sub = f"SEND performance pack · {words.area} · {when} · build {words.build}"
    blocks = [Block("Summary", tuple(_summary(standings, facts)))]
    told: set[str] = set()
    for priority in facts.priorities:
        mine = [s for s in standings if s.indicator.code in priority.indicators]
        if mine or len(standings) == len(facts.standings):
            blocks.append(Block(f"Priority {priority.number}: {priority.title}", tuple(_priority(facts, priority, mine, told))))
            blocks += [_kpi(s, words) for s in mine if s.indicator.code not in told]
            told |= {s.indicator.code for s in mine}
    left = [s for s in standings if s.indicator.code not in told]
    for code in dict.fromkeys(s.indicator.section for s in left):
        mine = [s for s in left if s.indicator.section == code]
        section = words.sections.get(code)
        blocks.append(Block(section.title if section else code, (Paragraph(f"{say.section(mine)}."),)))
        blocks += [_kpi(s, words) for s in mine]
    if len(standings) == len(facts.standings):
        blocks += _rest(facts)
    source = " · ".join(filter(None, (words.source, words.licence)))
    return Report(title, sub, facts.notice or words.notice, source, tuple(blocks))


def _summary(standings: Sequence[Standing], facts: Facts) -> Iterator[Part]:
    now = {s.indicator.code for s in standings}
    then = [s for s in facts.then if s.indicator.code in now]
    mine = Mine(facts, Priority(0, "", tuple(now)), WHOLE) if then else None
    if mine is not None:
        yield Paragraph(f"{say.moved(mine.rows, facts.since, facts.pack.as_at if facts.pack.replayed else None)}.")
    tallied = {status: sum(s.rating.status is status for s in standings) for status in RATING_WORDS}
    yield Paragraph(", ".join(f"{RATING_WORDS[one][1]} {many}" for one, many in tallied.items() if many) + ".", "Ratings")
    heads = ("KPI", "Period", "Figure", "Change", "Target", "Neighbours", "Region", standings[0].nation, "Rating")
    rows = tuple(_row(s) for s in standings)
    yield Table("Every KPI of this pack", heads, rows, (22, 11, 12, 11, 10, 11, 8, 10, 9), (2, 3, 4, 5, 6, 7))
    yield Paragraph(f"Rating. {RULE} Differences are worked before rounding.")


def _row(s: Standing) -> tuple[str, ...]:
    i, own = s.indicator, s.own
    beside = [show.share(own.share)] if own and own.share is not None else []
    beside += [own.firmness] if own and own.firmness else []
    shown = show.figure(s.value, i, s.missing) if own else "Nothing loaded"
    others = (s.comparators.get(x) for x in (Series.NEIGHBOURS, Series.REGION, Series.ENGLAND))
    return (
        f"{i.code} {i.short}", show.period(own.period) if own else show.DASH, f"{shown} ({', '.join(beside)})" if beside else shown,
        show.moved(s.change.value if s.change else None, i), s.target_words,
        *(show.figure(v.value, i, v.missing) if v else show.DASH for v in others), RATING_WORDS[s.rating.status][1],
    )  # fmt: skip


def _priority(facts: Facts, priority: Priority, mine: Sequence[Standing], told: set[str]) -> Iterator[Part]:
    """The rating agreed last beside what its KPIs come to, and its late actions."""
    agreed, found = agreed_last(facts.judged, priority.number), counts([s.rating.status for s in mine])
    now = calculated(found)
    last = f"{WORDS[agreed.agreed]} was agreed last, {agreed.visit}" if agreed else "No rating was agreed yet"
    yield Paragraph(f"{last}; its KPIs come to {WORDS[now] if now else 'no rating'} ({found.words}).", "Rating")
    own = [a for a in facts.actions if a.priority == priority.number]
    late = overdue(own, facts.pack.as_at)
    if facts.version is not None:
        yield Paragraph(f"{len(own)} action{'s' * (len(own) != 1)}, {len(late)} overdue.", "Actions")
        if late:
            yield Points(tuple(Point(f"{a.text}{f', due {show.day(a.due)}' if a.due else ''}", a.code) for a in late))
    again = [s.indicator.code for s in mine if s.indicator.code in told]
    if again:
        yield Paragraph(f"Also measured by {', '.join(again)}: see above.")


def _kpi(s: Standing, words: PackWords) -> Block:
    return Block(f"{s.indicator.code} {s.indicator.short}", tuple(_of_kpi(s, words)), 3)


def _of_kpi(s: Standing, words: PackWords) -> Iterator[Part]:
    finding, own = sentence(s), s.own
    yield Paragraph(f"{finding}.")
    if own is None:
        yield Paragraph(f"Usual timing: {s.indicator.frequency}.")
        return
    yield Paragraph(f"{RATING_WORDS[s.rating.status][1]}. {s.rating.why}", "Rating")
    if len(dated(s)) > 1:
        yield Chart(s, words.area, f"{finding}. {subtitle(s, words)}")
    rows = tuple(comparisons(s))
    if rows:
        yield Table(f"{s.indicator.code} compared", ("Compared with", "Figure", "Difference"), rows, (50, 25, 25), (1, 2))
    if (said := words.said.get(s.indicator.code)) is not None:
        for label, text in said.paragraphs:
            yield Paragraph(" ".join(text.split()), label)
        yield Paragraph(said.receipt, "Commentary")
    among = " ".join(filter(None, (say_published.compared(s), say_published.place(s)))) if s.like_for_like else ""
    notice = " · ".join(filter(None, (words.replayed, s.notice)))
    yield Paragraph(" ".join(filter(None, (f"{source_of(s, words)}.", among, notice))), "Source")
    first = min((p.period.first for p in s.points if p.period.first), default=None)
    if broken := [b for b in s.breaks if first and b.first > first]:
        yield Paragraph("; ".join(f"{show.month(b.first)}: {b.words}" for b in broken), "Breaks")


def _rest(facts: Facts) -> list[Block]:
    """What a meeting goes through after its priorities: what is red and whose words are missing, risks, measures, decisions."""
    every = Mine(facts, Priority(0, "", tuple(s.indicator.code for s in facts.standings)), WHOLE)
    reds = [
        Point(f"{sentence(s)}{f' ({lacking})' if (lacking := missing_words(facts, s)) else ''}", s.indicator.code) for s in reds_of(facts)
    ]
    risks = [part for priority in facts.priorities for part in _under(f"Priority {priority.number}", Mine(facts, priority, WHOLE).risks())]
    return [
        Block("Exceptions: what is red", (Points(tuple(reds)),) if reds else ()),
        Block("Open risks by priority", tuple(risks)),
        Block("You said, we did", tuple(p for one in facts.priorities for p in Mine(facts, one, WHOLE).you_said())),
        Block("Measures agreed for the next period", every.measures()),
    ]


def _under(label: str, parts: tuple[Part, ...]) -> tuple[Part, ...]:
    return (Paragraph("", label), *parts) if parts else ()
