"""The monthly highlight report of one priority: one page of what its figures, actions, risks and typed words come to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from data.model.observation import FigureRole
from data.model.plan import Action, ActionStatus, Priority
from kpis import formats
from kpis.charts.style.palette import RATING_WORDS
from kpis.exports.document.document import Block, BulletList, Paragraph, Part, Point, Report, ReportTable
from kpis.exports.document.facts import ReportFacts, ReportRecord, agreed_last, newest_meeting
from kpis.exports.document.pack_marks import comparator_words, dfe_words, marks, verdict_words
from kpis.exports.document.page_fit import ONE_PAGE, height
from kpis.exports.document.plain_text import sentence, shortened
from kpis.figures.figure import same_period
from kpis.governance.agreed_ratings import WORDS, calculated, counts
from kpis.governance.exceptions import commentary_key, red_run
from kpis.narrative import standing_text
from kpis.narrative.kpi_sentence import lower_first
from kpis.plan import plan_actions
from kpis.standing import figure_sources, like_for_like, part_year
from kpis.standing.changes import NO_YEAR_BEFORE, ChangeSince, Move, since
from kpis.standing.kpi_standing import Standing
from kpis.targets.rag import RagStatus
from kpis.verdict import verdict_text
from kpis.verdict.movement import compared_with

NAMES = 60  # characters of who said something, or of what is wanted
WORST = (RagStatus.RED, RagStatus.AMBER, RagStatus.GREEN, RagStatus.NOT_RATED, RagStatus.NO_DATA)
STILL = (Move.KEPT, Move.SILENT, Move.LEVEL)


@dataclass(frozen=True, slots=True)
class PageRoom:
    """How many lines a list may have, how many rows the table of KPIs, and how many characters a line."""

    lines: int
    kpis: int
    letters: int


ROOMS = (
    PageRoom(6, 12, 150),
    PageRoom(4, 10, 150),
    PageRoom(3, 8, 130),
    PageRoom(2, 8, 110),
    PageRoom(2, 6, 80),
    PageRoom(1, 6, 80),
    PageRoom(1, 4, 50),
    PageRoom(1, 3, 36),
)


def highlight(facts: ReportFacts, number: int) -> Report:
    """The report of one priority, with its lists as long as one page holds.

    Raises:
        KeyError: the plan has no such priority.
    """
    priority = next((one for one in facts.priorities if one.number == number), None)
    if priority is None:
        raise KeyError(number)
    made = (_made(facts, priority, room) for room in ROOMS)
    return next((one for one in made if height(one) <= ONE_PAGE), None) or _made(facts, priority, ROOMS[-1])


def _made(facts: ReportFacts, priority: Priority, room: PageRoom) -> Report:
    mine, pack, number = PriorityShare(facts, priority, room), facts.pack, priority.number
    when = f"as it stood on {formats.day(pack.as_at)}" if pack.replayed else formats.day(pack.as_at)
    sub = f"Highlight report · {pack.area} · priority {number} · {when} · what happened since {formats.day(facts.since)}"
    blocks = (
        Block("Overall rating", mine.rating()),
        Block("KPIs", mine.kpis()),
        Block("What moved", mine.moved()),
        Block(f"Done since {formats.day(facts.since)}", mine.done()),
        Block("Overdue actions", mine.actions(plan_actions.overdue(mine.own, pack.as_at), "Plan")),
        Block(f"Due in the next {plan_actions.SOON_DAYS} days", mine.actions(plan_actions.next_due(mine.own, pack.as_at), "Plan")),
        Block("Open risks", mine.risks()),
        Block("Open dependencies", mine.dependencies()),
        Block("Evidence added", mine.evidence()),
        Block("You said, we did", mine.you_said()),
        Block("Commentary", mine.commentary()),
        Block("Measures agreed for the next period", mine.measures()),
        Block("Decisions needed", mine.decisions()),
    )
    source = " · ".join(filter(None, (pack.source, pack.licence)))
    return Report(f"{priority.title}: {mine.finding()}", sub, facts.notice, source, blocks)


class PriorityShare:
    """What of an area's facts belongs to one priority."""

    def __init__(self, facts: ReportFacts, priority: Priority, room: PageRoom) -> None:
        self.room, self.letters = room, room.letters
        self.facts, self.number, self.today = facts, priority.number, facts.pack.as_at
        self.codes = priority.indicators
        self.standings = [s for s in facts.standings if s.indicator.code in self.codes]
        then = [s for s in facts.then if s.indicator.code in self.codes]
        self.rows: list[ChangeSince] = since(then, self.standings)
        self.own = plan_actions.distinct([a for a in facts.actions if a.priority == priority.number])
        self.action_codes = {code for action in self.own for code in (action.code, *action.also)}
        self.agreed = agreed_last(facts.judged, priority.number)

    def finding(self) -> str:
        """The rating agreed, what the KPIs' verdicts come to on the day, as the table prints them, and how many actions are late: the
        title's second half.
        """
        told = lower_first(verdict_text.headline(self.standings))
        late = len(plan_actions.overdue(self.own, self.today))
        acts = f"{late} of {len(self.own)} action{'s' * (len(self.own) != 1)} overdue" if self.own else "no actions"
        acts = acts if self.facts.version else "no plan kept"
        rated = f"{WORDS[self.agreed.agreed]} agreed" if self.agreed else "no rating agreed"
        return f"{rated}; verdicts on {formats.day(self.today)}: {told}; {acts}" if self.standings else f"{rated}, no KPI, {acts}"

    def rating(self) -> tuple[Part, ...]:
        found = counts([s.rating.status for s in self.standings])
        now = calculated(found)
        if now:
            told = f"Its KPIs now come to {WORDS[now]} ({found.words})."
        elif found.rated:
            told = f"{found.silence}."
        else:
            told = "No KPI of this priority is rated now." if self.standings else "No KPI measures this priority."
        if self.agreed is None:
            return (Paragraph(f"No rating was recorded at any visit. {told}"),)
        one = self.agreed
        newer = next((v for v in reversed(self.facts.judged) if v.priority == self.number), one)
        by, why = f", by {one.by}" if one.by else "", shortened(one.reason, self.letters)
        last = f"{WORDS[one.agreed]} was agreed last, {one.visit}{by}{f': {why}' if why else ''}".rstrip(".")
        silent = f" At the newest visit, {newer.visit}, no rating is recorded." if newer is not one else ""
        return (Paragraph(f"{sentence(last)}{silent} {told}"),)

    def kpis(self) -> tuple[Part, ...]:
        if not self.standings:
            return (Paragraph("No KPI measures this priority."),)
        left = len(self.standings) - self.room.kpis
        ordered = sorted(self.standings, key=lambda s: WORST.index(s.rating.status)) if left > 0 else self.standings
        shown = ordered[: self.room.kpis]
        own = figure_sources.of_values(s.own for s in shown if s.own)
        alone = len(own.files) == 1 and not own.releases
        told = f"KPIs, from {figure_sources.of_standings(shown).named}" if alone else "KPIs, each with the file and cell of its figure"
        heads = ("KPI", "Period", "Figure", "Verdict", "Change", "Target", "Neighbours", shown[0].nation, "Rating", "Source")
        rows = tuple(_row(s, whole=not alone) for s in shown)
        table = ReportTable(told, heads, rows, (20, 9, 8, 16, 15, 7, 9, 9, 8, 10), (2, 5, 6, 7))
        notes = [f"The worst rated come first; and {left} more, see the Priority page."] if left > 0 else []
        notes += filter(None, [like_for_like.foot(shown)])
        return (table, Paragraph(" ".join(notes))) if notes else (table,)

    def moved(self) -> tuple[Part, ...]:
        if not self.rows:
            return (Paragraph("There is no KPI to move."),)
        told = standing_text.moved(self.rows, self.facts.since, self.today if self.facts.pack.replayed else None)
        shown = [_moved(row) for row in self.rows if row.seasonal or row.move not in STILL]
        return (Paragraph(f"{told}."), *self.listed(shown, "What moved"))

    def done(self) -> tuple[Part, ...]:
        if self.facts.version is None:
            return (Paragraph("No improvement plan is kept."),)
        if self.facts.before is None:
            return (Paragraph(f"No plan was kept by {formats.day(self.facts.since)}, so what was done since is not known."),)
        then = {a.code: a.status for a in self.facts.before}
        done = [a for a in self.own if a.status is ActionStatus.COMPLETE and then.get(a.code) is not ActionStatus.COMPLETE]
        points = [_action(a, self.letters) for a in done]
        return self.listed(
            [p if a.code in then else replace(p, text=f"{p.text}, new in the plan since then") for a, p in zip(done, points, strict=True)],
            "Plan",
        )

    def actions(self, found: Sequence[Action], page: str) -> tuple[Part, ...]:
        if self.facts.version is None:
            return (Paragraph("No improvement plan is kept."),)
        return self.listed([_action(a, self.letters) for a in found], page)

    def risks(self) -> tuple[Part, ...]:
        open_ones = [(key, one) for key, one in self.mine("risk") if one.text("status") != "closed"]
        return self.listed(
            [risk_point(key, one, self.letters) for key, one in sorted(open_ones, key=lambda found: -_scores(found[1])[-1])], "Risks"
        )

    def dependencies(self) -> tuple[Part, ...]:
        open_ones = [(key, one) for key, one in self.mine("dependency") if one.text("status") != "met"]
        return self.listed([self._dependency(key, one) for key, one in open_ones], "Risks")

    def _dependency(self, key: str, one: ReportRecord) -> Point:
        due = one.day("due")
        late = " (overdue)" if due and due < self.today else ""
        more = [f"{one.text('from')} to {one.text('to')}", one.text("owner") and f"owner {one.text('owner')}"]
        more += [f"due {formats.day(due)}{late}"] if due else []
        return Point(f"{shortened(one.text('text'), self.letters)}: {', '.join(filter(None, more))}", key)

    def mine(self, kind: str) -> list[tuple[str, ReportRecord]]:
        """The bodies of a kind that name this priority or one of its actions, in the order of their keys."""
        found = self.facts.of(kind).items()
        return [
            (key, one)
            for key, one in found
            if self.number in (one.body.get("priorities") or ()) or self.action_codes & {*(one.body.get("actions") or ())}
        ]

    def evidence(self) -> tuple[Part, ...]:
        found = [one for one in self.facts.of("evidence").values() if one.recorded > self.facts.since and self._attached(one)]
        return self.listed([_evidence(one, self.letters) for one in sorted(found, key=lambda one: one.recorded, reverse=True)], "Priority")

    def _attached(self, one: ReportRecord) -> bool:
        ours: dict[str, Callable[[str], bool]] = {
            "priority": lambda key: key == str(self.number), "judgement": lambda key: key.endswith(f"/{self.number}"),
            "kpi": lambda key: key in self.codes, "action": lambda key: key in self.action_codes,
        }  # fmt: skip
        return any(ours[to["to"]](str(to["key"])) for to in one.body.get("attached") or ())

    def you_said(self) -> tuple[Part, ...]:
        found = [(day, one) for _, one in self.mine("you_said") if self.facts.since < (day := one.day("date") or one.recorded)]
        return self.listed([said_point(day, one, self.letters) for day, one in sorted(found, key=lambda f: f[0], reverse=True)], "Risks")

    def commentary(self) -> tuple[Part, ...]:
        made = []
        for s in self.standings:
            one = self.words_on(s)
            if one is not None and s.own is not None:
                told = " ".join(
                    sentence(shortened(one.text(name), self.letters)) for name in ("what", "why", "so_what", "next") if one.text(name)
                )
                made.append(Point(f"{shortened(told, 2 * self.letters)}{_by(one)}", f"{s.indicator.code}, {formats.period(s.own.period)}"))
        return self.listed(made, "Exceptions")

    def words_on(self, s: Standing) -> ReportRecord | None:
        """The commentary on a KPI's newest figure."""
        return self.facts.of("commentary").get(commentary_key(s.indicator.code, s.own.period)) if s.own else None

    def measures(self) -> tuple[Part, ...]:
        newest = newest_meeting(self.facts.of("meeting"), self.today)
        if newest is None:
            return ()
        name, day, one = newest
        found = [m for m in one.body.get("measures") or () if self._concerns(m)]
        head = f"{name}, {formats.day(day)}"
        if not found:
            return (Paragraph(f"{head}: none recorded for this priority."),)
        return (Paragraph(f"Agreed at {head}."), *self.listed([_measure(m, self.letters, self.today) for m in found], "Meetings"))

    def _concerns(self, measure: Mapping[str, Any]) -> bool:
        """Whether a measure names one of this priority's KPIs or actions, or none of anybody's."""
        kpi, action = measure.get("kpi"), measure.get("action")
        return kpi in self.codes or action in self.action_codes or not (kpi or action)

    def decisions(self) -> tuple[Part, ...]:
        """What the facts leave to be decided, each by its own rule; the report never guesses at others."""
        late = len(plan_actions.overdue(self.own, self.today))
        found = [f"Give a new date to, or close, {late} overdue action{'s' * (late != 1)}."] if late else []
        now = calculated(counts([s.rating.status for s in self.standings]))
        if self.agreed and now and self.agreed.agreed != now:
            found.append(f"Agree the rating anew, or say why it is {WORDS[self.agreed.agreed]} where its KPIs come to {WORDS[now]}.")
        silent = [s.indicator.code for s in self.standings if red_run(s) and self.words_on(s) is None]
        found += [f"Ask for commentary on what is red: {', '.join(silent)}."] if silent else []
        raised = [f"{key} (at {one.text('escalation_level')})" for key, one in self.mine("risk")
                  if _escalated(one.body) and one.text("status") != "closed"]  # fmt: skip
        found += [f"Answer the escalated risk{'s' * (len(raised) != 1)} {', '.join(raised)}."] if raised else []
        return (BulletList(tuple(Point(shortened(text, 2 * self.letters)) for text in found)),) if found else ()

    def listed(self, points: Sequence[Point], page: str) -> tuple[Part, ...]:
        """The first lines of a list, then how many are left and where they are; nothing where there are none."""
        most = self.room.lines
        left, shown = len(points) - most, list(points[:most])
        if left > 0 and most > 2:
            shown.append(Point(f"and {left} more, see the {page} page"))
        elif left > 0:
            shown[-1] = replace(shown[-1], rest=f"; and {left} more, see the {page} page")
        return (BulletList(tuple(shown)),) if points else ()


def figure_words(s: Standing) -> str:
    """The own figure as the screen shows it, with its share, how firm it is and whether it is part of a year."""
    own, part = s.own, part_year.mark(s)
    beside = [formats.share(own.share)] if own and own.share is not None else []
    beside += [words for words in (own.firmness if own else "", part) if words]
    return f"{formats.figure(s.value, s.indicator, s.missing)}{''.join(f' ({words})' for words in beside)}"


def change_words(s: Standing) -> str:
    """The change that the KPI's sentence makes: signed, on which period, and whether that is the right direction."""
    change = compared_with(s)
    return standing_text.change_line(change, s) if change else formats.DASH


def source_words(s: Standing, *, whole: bool = True) -> str:
    """The file, sheet and cell of the own figure; ``whole`` False leaves out the file."""
    if s.own is None:
        return "Nothing loaded"
    return ", ".join(filter(None, (s.own.file if whole else "", s.own.place))) or formats.DASH


def _row(s: Standing, *, whole: bool) -> tuple[str, ...]:
    i, own = s.indicator, s.own
    others = [comparator_words(s, x, both=False) for x in (FigureRole.NEIGHBOURS, FigureRole.ENGLAND)]
    rate = f" ({found})" if (found := like_for_like.own_rate(s)) else ""
    figure = figure_words(s) + rate + marks(s, FigureRole.OWN, own, both=False)
    return (
        f"{i.code} {i.short}", formats.period(own.period) if own else formats.DASH,
        "; ".join(filter(None, (figure, dfe_words(s)))), verdict_words(s),
        change_words(s), s.target_words + marks(s, FigureRole.TARGET, None, both=False), *others, RATING_WORDS[s.rating.status][1],
        source_words(s, whole=whole),
    )  # fmt: skip


def _beside(s: Standing, series: FigureRole) -> str:
    """A comparator's figure; its newest with its period where there is none for the figure's own."""
    found = s.newest_comparators.get(series)
    if found is None:
        return formats.DASH
    here = found.value is None or (s.own is not None and same_period(found.period, s.own.period))
    return f"{formats.figure(found.value, s.indicator, found.missing)}{'' if here else f', {formats.period(found.period)}'}"


def _moved(row: ChangeSince) -> Point:
    i, (then, now) = row.now.indicator, (row.then.own, row.now.own)
    was = (
        f"{formats.figure(then.value, i, then.missing)} ({formats.period(then.period)})" if then and then.value is not None else "no figure"
    )
    is_now = f"{formats.figure(now.value, i, now.missing)} ({formats.period(now.period)})" if now else "no figure"
    bases = "; ".join(standing_text.change_line(one, row.now) for one in row.bases)
    said = bases if bases and row.word != NO_YEAR_BEFORE else ", ".join(filter(None, (bases, row.word)))
    return Point(f"{i.short}: {was} to {is_now}, {said}", i.code)


def _action(action: Action, letters: int) -> Point:
    due = f"due {formats.day(action.due)}" if action.due else "no date"
    leads = "/".join(plan_actions.leads(action))
    return Point(f"{shortened(action.text, letters)} ({due}, {f'lead {leads}' if leads else 'no lead'})", action.code)


def _scores(one: ReportRecord) -> tuple[int, ...]:
    """Likelihood × impact before mitigation and, where both are given, after."""
    made = []
    for when in ("before", "after"):
        pair = [one.body.get(f"{what}_{when}") for what in ("likelihood", "impact")]
        if None not in pair:
            made.append(int(pair[0] or 0) * int(pair[1] or 0))
    return tuple(made) or (0,)


def risk_point(key: str, one: ReportRecord, letters: int) -> Point:
    """A risk with its scores, owner and trend, labelled by its key."""
    scores = _scores(one)
    after = f", {scores[1]} after" if len(scores) > 1 else ", not scored after"
    more = [f"score {scores[0]} before mitigation{after}", f"owner {one.text('owner') or 'not named'}", one.text("trend")]
    return Point(f"{shortened(one.text('text'), letters)}: {', '.join(filter(None, more))}", key)


def _evidence(one: ReportRecord, letters: int) -> Point:
    day = one.day("date")
    about = ", ".join(filter(None, (formats.day(day) if day else "", shortened(one.text("shows"), letters))))
    return Point(f"{shortened(one.text('title'), letters)}{f' ({about})' if about else ''}", link=one.text("link"))


def said_point(day: date, one: ReportRecord, letters: int) -> Point:
    """What was said, by whom, and what was done of it, labelled by its day."""
    did = shortened(one.text("did"), letters)
    answer = f" We did: {sentence(did)}" if did else " What was done is not recorded."
    return Point(f"{shortened(one.text('who'), NAMES)} said: {sentence(shortened(one.text('said'), letters))}{answer}", formats.day(day))


def _escalated(body: Mapping[str, Any]) -> bool:
    """Whether a risk stands above the first step of its route; one without a route counts once a level is named."""
    level, route = body.get("escalation_level"), list(body.get("escalation_route") or ())
    return bool(level) and (level not in route or route.index(level) > 0)


def _measure(measure: Mapping[str, Any], letters: int, today: date) -> Point:
    due = date.fromisoformat(measure["by_when"]) if measure.get("by_when") else None
    by = f"by {formats.day(due)}{', passed' if due < today else ''}" if due else ""
    more = _joined((measure.get("wanted") and f"wanted: {shortened(str(measure['wanted']), NAMES)}", by))
    label = _joined(str(measure.get(name) or "") for name in ("kpi", "action"))
    return Point(f"{shortened(str(measure['text']), letters)}{f' ({more})' if more else ''}", label)


def _joined(parts: Iterable[str | None]) -> str:
    return ", ".join(part for part in parts if part)


def _by(one: ReportRecord) -> str:
    """Who answers for a commentary and by when, in brackets; empty where neither is given."""
    day = one.day("by_when")
    told = _joined((one.text("lead"), f"by {formats.day(day)}" if day else ""))
    return f" ({told})" if told else ""
