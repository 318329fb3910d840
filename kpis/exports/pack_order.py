"""What stands in a pack and in which order, whatever its form: the meeting's agenda where it says, else the plan's priorities."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from data.model.plan import Priority
from kpis import running_order, say, show
from kpis.compare import Standing
from kpis.exports.about import PackWords
from kpis.exports.exceptions_report import missing_words, reds_of
from kpis.exports.highlight import Mine, Room, risk_point, said_point
from kpis.exports.report_facts import Facts, agreed_last
from kpis.exports.report_model import Block, Paragraph, Part, Point, Points, Table
from kpis.judged import WORDS, calculated, counts
from kpis.meetings import Measure
from kpis.plan import overdue, stood
from kpis.running_order import AGREE, HEADLINE, MEASURES, PRIORITY, RISKS, VOICE, Order
from kpis.sentence import sentence

WHOLE = Room(40, 99, 400)
OFF = " (not on the agenda)"


@dataclass(frozen=True, slots=True)
class Step:
    """One place: words under a heading, or a KPI. ``kpis`` are those that the words are of; ``kind`` is the running order's, else empty."""

    block: Block | None = None
    standing: Standing | None = None
    kind: str = ""
    kpis: tuple[Standing, ...] = ()


def steps(standings: Sequence[Standing], words: PackWords, facts: Facts) -> Iterator[Step]:
    """Every place of a pack of these KPIs. Each stands once, under the first priority that it measures, the others under their section.

    An agenda orders and never hides: priorities that it does not name come after the others, and say so. Risks and the like are of the
    whole area and come only in a pack of all its KPIs.
    """
    order = running_order.order(facts.met.agenda if facts.met else (), {p.number: p.title for p in facts.priorities})
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
    facts: Facts
    told: set[str]

    @property
    def whole(self) -> bool:
        return len(self.standings) == len(self.facts.standings)

    def priority(self, number: int, mark: str) -> Iterator[Step]:
        priority = next(one for one in self.facts.priorities if one.number == number)
        mine = [s for s in self.standings if s.indicator.code in priority.indicators]
        if mine or self.whole:
            parts = tuple(_priority(self.facts, priority, mine, self.told))
            yield Step(Block(f"Priority {number}: {priority.title}{mark}", parts), kind=PRIORITY, kpis=tuple(mine))
            yield from (Step(standing=s) for s in mine if s.indicator.code not in self.told)
            self.told |= {s.indicator.code for s in mine}

    def others(self, order: Order) -> Iterator[Step]:
        """Priorities off the agenda, KPIs of no priority, and what is red."""
        for slide in order.left_out:
            yield from self.priority(slide.number, OFF)
        left = [s for s in self.standings if s.indicator.code not in self.told]
        for code in dict.fromkeys(s.indicator.section for s in left):
            mine = tuple(s for s in left if s.indicator.section == code)
            section = self.words.sections.get(code)
            yield Step(Block(section.title if section else code, (Paragraph(f"{say.section(mine)}."),)), kpis=mine)
            yield from (Step(standing=s) for s in mine)
        if self.whole:
            reds = tuple(
                Point(f"{sentence(s)}{f' ({lacking})' if (lacking := missing_words(self.facts, s)) else ''}", s.indicator.code)
                for s in reds_of(self.facts)
            )
            yield Step(Block("Exceptions: what is red" if reds else "Exceptions: nothing is red", (Points(reds),) if reds else ()))

    def of_the_area(self, kind: str) -> Iterator[Step]:
        facts = self.facts
        if kind == HEADLINE:
            codes = tuple(s.indicator.code for s in self.standings)
            if facts.then:
                parts = Mine(facts, Priority(0, "", codes), WHOLE).moved()
                yield Step(Block(f"What moved since {show.day(facts.since)}", parts), kind=kind)
        elif self.whole and (kind != AGREE or facts.priorities):
            heading, parts_of = _OF_THE_AREA[kind]
            yield Step(Block(heading, parts_of(facts)), kind=kind)


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
        if own and not mine:  # no figure tells how far it is, so its actions do
            stand = [f"{stood(a, facts.pack.as_at).value}{f', due {show.day(a.due)}' if a.due else ''}" for a in own]
            yield Points(tuple(Point(f"{a.text} ({words})", a.code) for a, words in zip(own, stand, strict=True)))
        elif late:
            yield Points(tuple(Point(f"{a.text}{f', due {show.day(a.due)}' if a.due else ''}", a.code) for a in late))
    again = [s.indicator.code for s in mine if s.indicator.code in told]
    if again:
        yield Paragraph(f"Also measured by {', '.join(again)}: see above.")


def _said(facts: Facts) -> tuple[Part, ...]:
    """All that people said, newest first, whatever priority it is of: what the meeting's slide shows."""
    found = [(one.day("date") or one.recorded, one) for one in facts.of("you_said").values()]
    points = [said_point(day, one, WHOLE.letters) for day, one in sorted(found, key=lambda said: said[0], reverse=True)]
    return Mine(facts, Priority(0, "", ()), WHOLE).listed(points, "Risks")


def _risks(facts: Facts) -> tuple[Part, ...]:
    """The open risks of each priority, then those of none, so that no open risk is left out."""
    mine = {one.number: Mine(facts, one, WHOLE) for one in facts.priorities}
    told = {key for one in mine.values() for key, _ in one.mine("risk")}
    rest = [(key, one) for key, one in facts.of("risk").items() if key not in told and one.text("status") != "closed"]
    of_none = (Points(tuple(risk_point(key, one, WHOLE.letters) for key, one in rest)),) if rest else ()
    of_each = tuple(part for number, one in mine.items() for part in _under(f"Priority {number}", one.risks()))
    return (*of_each, *_under("Of no priority" if of_each else "Open", of_none))


def _under(label: str, parts: tuple[Part, ...]) -> tuple[Part, ...]:
    return (Paragraph("", label), *parts) if parts else ()


def _to_agree(facts: Facts) -> tuple[Part, ...]:
    """What was agreed last of each priority beside what its KPIs come to now."""
    rows = []
    for one in facts.priorities:
        mine = [s.rating.status for s in facts.standings if s.indicator.code in one.indicators]
        last, found = agreed_last(facts.judged, one.number), counts(mine)
        now = calculated(found)
        came = f"{WORDS[now]} ({found.words})" if now else "No KPI is rated"
        apart = "Differs" if last and now and last.agreed != now else ""
        rows.append(
            (f"{one.number} {one.title}", WORDS[last.agreed] if last else show.DASH, last.visit if last else show.DASH, came, apart)
        )
    return (Table("Ratings to agree", ("Priority", "Agreed last", "At", "Its KPIs come to", ""), tuple(rows), (40, 12, 18, 22, 8)),)


def measures(facts: Facts) -> tuple[Part, ...]:
    """Those of the meeting that the pack is for; else those of the newest meeting held."""
    if facts.met is None:
        return Mine(facts, Priority(0, "", tuple(s.indicator.code for s in facts.standings)), WHOLE).measures()
    if not facts.met.measures:
        return (Paragraph(f"{facts.met.title}: none recorded yet."),)
    return Paragraph(f"Agreed at {facts.met.title}."), Points(tuple(_measure(one) for one in facts.met.measures))


def _measure(one: Measure) -> Point:
    more = [f"wanted: {one.wanted}"] if one.wanted else []
    more += [f"by {show.day(one.by_when)}"] if one.by_when else []
    more += [f"came of it: {one.came_to}"] if one.came_to else []
    told = f" ({', '.join(more)})" if more else ""
    return Point(f"{one.text}{told}", ", ".join(filter(None, (one.kpi, one.action))))


_OF_THE_AREA: dict[str, tuple[str, Callable[[Facts], tuple[Part, ...]]]] = {
    RISKS: ("Open risks by priority", _risks), VOICE: ("You said, we did", _said), AGREE: ("Ratings to agree", _to_agree),
    MEASURES: ("Measures agreed for the next period", measures),
}  # fmt: skip
