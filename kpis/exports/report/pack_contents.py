"""What stands in a pack and in which order, whatever its form: the meeting's agenda where it says, else the plan's priorities."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from data.model.plan import Priority
from kpis import formats
from kpis.exports.document.document import Block, BulletList, Paragraph, Part, Point, ReportTable
from kpis.exports.document.facts import ReportFacts, agreed_last
from kpis.exports.document.provenance import PackWords
from kpis.exports.report.exceptions_report import missing_words, reds_of
from kpis.exports.report.highlight import PageRoom, PriorityShare, risk_point, said_point
from kpis.governance import agenda
from kpis.governance.agenda import AGREE, HEADLINE, MEASURES, PRIORITY, RISKS, VOICE, SlideOrder
from kpis.governance.agreed_ratings import WORDS, calculated, counts
from kpis.governance.meetings import PromisedMeasure
from kpis.narrative import standing_text
from kpis.narrative.kpi_sentence import lower_first, sentence
from kpis.plan.plan_actions import overdue, stood
from kpis.standing.kpi_standing import Standing

WHOLE = PageRoom(40, 99, 400)
OFF = " (not on the agenda)"


@dataclass(frozen=True, slots=True)
class PackStep:
    """One place: words under a heading, or a KPI. ``kpis`` are those that the words are of; ``kind`` is the running order's, else empty."""

    block: Block | None = None
    standing: Standing | None = None
    kind: str = ""
    kpis: tuple[Standing, ...] = ()


def steps(standings: Sequence[Standing], words: PackWords, facts: ReportFacts) -> Iterator[PackStep]:
    """Every place of a pack of these KPIs. Each stands once, under the first priority that it measures, the others under their section.

    An agenda orders and never hides: priorities that it does not name come after the others, and say so. Risks and the like are of the
    whole area and come only in a pack of all its KPIs.
    """
    order = agenda.order(facts.met.agenda if facts.met else (), {p.number: p.title for p in facts.priorities})
    pack = _Pack(standings, words, facts, set())
    last = max((n for n, slide in enumerate(order.slides) if slide.kind == PRIORITY), default=0)
    for n, slide in enumerate(order.slides):
        if slide.kind == PRIORITY:
            yield from pack.priority(slide.number, "")
        else:
            yield from pack.of_the_area(slide.kind)
        if n == last:
            yield from pack.others(order)


@dataclass
class _Pack:
    standings: Sequence[Standing]
    words: PackWords
    facts: ReportFacts
    told: set[str]

    @property
    def whole(self) -> bool:
        return len(self.standings) == len(self.facts.standings)

    def priority(self, number: int, mark: str) -> Iterator[PackStep]:
        priority = next(one for one in self.facts.priorities if one.number == number)
        mine = [s for s in self.standings if s.indicator.code in priority.indicators]
        if mine or self.whole:
            parts = tuple(_priority(self.facts, priority, mine, self.told))
            yield PackStep(Block(f"Priority {number}: {priority.title}{mark}", parts), kind=PRIORITY, kpis=tuple(mine))
            yield from (PackStep(standing=s) for s in mine if s.indicator.code not in self.told)
            self.told |= {s.indicator.code for s in mine}

    def others(self, order: SlideOrder) -> Iterator[PackStep]:
        """Priorities off the agenda, KPIs of no priority, and what is red."""
        for slide in order.left_out:
            yield from self.priority(slide.number, OFF)
        left = [s for s in self.standings if s.indicator.code not in self.told]
        for code in dict.fromkeys(s.indicator.section for s in left):
            mine = tuple(s for s in left if s.indicator.section == code)
            section = self.words.sections.get(code)
            yield PackStep(Block(section.title if section else code, (Paragraph(f"{standing_text.overview(mine)}."),)), kpis=mine)
            yield from (PackStep(standing=s) for s in mine)
        if self.whole:
            reds = tuple(
                Point(f"{sentence(s)}{f' ({lacking})' if (lacking := missing_words(self.facts, s)) else ''}", s.indicator.code)
                for s in reds_of(self.facts)
            )
            yield PackStep(Block("Exceptions: what is red" if reds else "Exceptions: nothing is red", (BulletList(reds),) if reds else ()))

    def of_the_area(self, kind: str) -> Iterator[PackStep]:
        facts = self.facts
        if kind == HEADLINE:
            codes = tuple(s.indicator.code for s in self.standings)
            if facts.then:
                parts = PriorityShare(facts, Priority(0, "", codes), WHOLE).moved()
                yield PackStep(Block(f"What moved since {formats.day(facts.since)}", parts), kind=kind)
        elif self.whole and (kind != AGREE or facts.priorities):
            heading, parts_of = _OF_THE_AREA[kind]
            yield PackStep(Block(heading, parts_of(facts)), kind=kind)


def _priority(facts: ReportFacts, priority: Priority, mine: Sequence[Standing], told: set[str]) -> Iterator[Part]:
    """The rating agreed last beside what its KPIs come to, and its late actions."""
    agreed, found = agreed_last(facts.judged, priority.number), counts([s.rating.status for s in mine])
    now = calculated(found)
    last = f"{WORDS[agreed.agreed]} was agreed last, {agreed.visit}" if agreed else "No rating was agreed yet"
    came = f"its KPIs come to {WORDS[now]} ({found.words})" if now else lower_first(found.silence) if mine else "it has no KPI"
    yield Paragraph(f"{last}; {came}.", "Rating")
    own = [a for a in facts.actions if a.priority == priority.number]
    late = overdue(own, facts.pack.as_at)
    if facts.version is not None:
        yield Paragraph(f"{len(own)} action{'s' * (len(own) != 1)}, {len(late)} overdue.", "Actions")
        if own and not mine:  # no figure tells how far it is, so its actions do
            stand = [f"{stood(a, facts.pack.as_at).value}{f', due {formats.day(a.due)}' if a.due else ''}" for a in own]
            yield BulletList(tuple(Point(f"{a.text} ({words})", a.code) for a, words in zip(own, stand, strict=True)))
        elif late:
            yield BulletList(tuple(Point(f"{a.text}{f', due {formats.day(a.due)}' if a.due else ''}", a.code) for a in late))
    again = [s.indicator.code for s in mine if s.indicator.code in told]
    if again:
        yield Paragraph(f"Also measured by {', '.join(again)}: see above.")


def _said(facts: ReportFacts) -> tuple[Part, ...]:
    """All that people said, newest first, whatever priority it is of: what the meeting's slide shows."""
    found = [(one.day("date") or one.recorded, one) for one in facts.of("you_said").values()]
    points = [said_point(day, one, WHOLE.letters) for day, one in sorted(found, key=lambda said: said[0], reverse=True)]
    return PriorityShare(facts, Priority(0, "", ()), WHOLE).listed(points, "Risks")


def _risks(facts: ReportFacts) -> tuple[Part, ...]:
    """The open risks of each priority, then those of none, so that no open risk is left out."""
    mine = {one.number: PriorityShare(facts, one, WHOLE) for one in facts.priorities}
    told = {key for one in mine.values() for key, _ in one.mine("risk")}
    rest = [(key, one) for key, one in facts.of("risk").items() if key not in told and one.text("status") != "closed"]
    of_none = (BulletList(tuple(risk_point(key, one, WHOLE.letters) for key, one in rest)),) if rest else ()
    of_each = tuple(part for number, one in mine.items() for part in _under(f"Priority {number}", one.risks()))
    return (*of_each, *_under("Of no priority" if of_each else "Open", of_none))


def _under(label: str, parts: tuple[Part, ...]) -> tuple[Part, ...]:
    return (Paragraph("", label), *parts) if parts else ()


def _to_agree(facts: ReportFacts) -> tuple[Part, ...]:
    """What was agreed last of each priority beside what its KPIs come to now."""
    rows = []
    for one in facts.priorities:
        mine = [s.rating.status for s in facts.standings if s.indicator.code in one.indicators]
        last, found = agreed_last(facts.judged, one.number), counts(mine)
        now = calculated(found)
        came = f"{WORDS[now]} ({found.words})" if now else found.silence
        apart = "Differs" if last and now and last.agreed != now else ""
        rows.append(
            (f"{one.number} {one.title}", WORDS[last.agreed] if last else formats.DASH, last.visit if last else formats.DASH, came, apart)
        )
    return (ReportTable("Ratings to agree", ("Priority", "Agreed last", "At", "Its KPIs come to", ""), tuple(rows), (40, 12, 18, 22, 8)),)


def measures(facts: ReportFacts) -> tuple[Part, ...]:
    """Those of the meeting that the pack is for; else those of the newest meeting held."""
    if facts.met is None:
        return PriorityShare(facts, Priority(0, "", tuple(s.indicator.code for s in facts.standings)), WHOLE).measures()
    if not facts.met.measures:
        return (Paragraph(f"{facts.met.title}: none recorded yet."),)
    return Paragraph(f"Agreed at {facts.met.title}."), BulletList(tuple(_measure(one) for one in facts.met.measures))


def _measure(one: PromisedMeasure) -> Point:
    more = [f"wanted: {one.wanted}"] if one.wanted else []
    more += [f"by {formats.day(one.by_when)}"] if one.by_when else []
    more += [f"came of it: {one.came_to}"] if one.came_to else []
    told = f" ({', '.join(more)})" if more else ""
    return Point(f"{one.text}{told}", ", ".join(filter(None, (one.kpi, one.action))))


_OF_THE_AREA: dict[str, tuple[str, Callable[[ReportFacts], tuple[Part, ...]]]] = {
    RISKS: ("Open risks by priority", _risks), VOICE: ("You said, we did", _said), AGREE: ("Ratings to agree", _to_agree),
    MEASURES: ("Measures agreed for the next period", measures),
}  # fmt: skip
