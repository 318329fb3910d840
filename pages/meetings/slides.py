"""The slides of a meeting as HTML: what moved, one priority, families' voice, risks, the ratings to agree, the measures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from data.model.observation import FigureRole
from data.model.plan import ActionStatus
from data.records.plan_versions import StandingPlan
from kpis import formats
from kpis.charts.style.palette import DARK, LIGHT, RATING_WORDS, Palette
from kpis.charts.svg import slide_trend as chart
from kpis.charts.svg.marks import GLANCE, glance, glance_words
from kpis.governance import agenda, agreed_ratings, meetings, risks
from kpis.governance.agenda import Slide
from kpis.governance.agreed_ratings import PriorityAtVisit
from kpis.governance.meetings import MeetingDay
from kpis.markup import Markup, data_address, html, joined
from kpis.narrative import standing_text
from kpis.narrative.kpi_sentence import sentence
from kpis.plan import plan_actions
from kpis.standing.area_view import AreaView
from kpis.standing.changes import ChangeSince, Move, since
from kpis.standing.kpi_standing import Standing
from kpis.verdict import verdict_text
from kpis.verdict.movement import compared_with
from kpis.verdict.verdict import verdict
from pages.meetings import meeting_review
from pages.plan import rating_history, risk_register
from pages.queries import area_view, records
from pages.queries.area_view import ViewKey, standings_of
from pages.queries.kept_once import kept_once
from pages.records import evidence_list, plan_view
from pages.widgets import changes_table, components
from pages.widgets.stylesheet import CLASS

Back = tuple[tuple[str, object], ...]  # the ids that lead from another page back to a slide
FIRST = 5  # rows of what matters first: as many as fit
ROWS, ACTS, LATE, SAID, TOP = 3, 5, 3, 4, 4  # KPIs or actions of a priority, late actions, things said, risks on one slide
HALF = 590  # px of a picture in half the width
WIDTHS, NARROW = (6, 28, 24, 16, 9, 13, 4), (6, 24, 22, 18, 10, 16, 4)  # of the KPI table's columns there
STILL = 6  # measures still promised
ORDER = (ActionStatus.OVERDUE, ActionStatus.BEHIND, ActionStatus.NOT_STARTED, ActionStatus.ON_TARGET)  # then those complete or not stated
VOICE = "P"  # the scorecard's section whose KPIs stand beside what families said
NONE = Markup("<span class='quiet'>none recorded</span>")


@dataclass(frozen=True, kw_only=True)
class MeetingShown:
    """What every slide is drawn from: the area on its locked day, its plan, the meeting and the one before, and the day looked back to."""

    held: AreaView
    day: date
    met: MeetingDay | None
    last: MeetingDay | None
    since: date
    kept: StandingPlan | None
    titles: Mapping[int, str]
    codes: Mapping[int, tuple[str, ...]]

    @property
    def asked(self) -> ViewKey:
        return area_view.key_of(self.held)

    def back(self, slide: Slide, number: int) -> Back:
        found = {"as_at": self.day, "from": "present", "slide": slide.key, "n": number, "meeting": self.met.key if self.met else ""}
        return tuple((name, value) for name, value in found.items() if value)

    def of(self, number: int) -> list[Standing]:
        """The KPIs of a priority."""
        return [s for s in self.held.standings if s.indicator.code in self.codes.get(number, ())]

    def bodies(self, kind: str) -> Mapping[str, Mapping[str, Any] | None]:
        """What was typed of one kind by the locked day."""
        return {key: entry.body for key, entry in records.latest(kind, self.held.area.code, self.day).items()}


def page(showing: MeetingShown, slide: Slide, number: int, theme: str) -> str:
    """One slide without its foot."""
    drawn = {
        agenda.HEADLINE: _headline, agenda.PRIORITY: _priority, agenda.VOICE: _voice, agenda.RISKS: _risks,
        agenda.AGREE: _agree, agenda.MEASURES: _measures,
    }[slide.kind]  # fmt: skip
    return drawn(showing, slide, number, theme)


def foot(showing: MeetingShown) -> Markup:
    """The locked period, the build, the sources and the area's mark: the same on each slide."""
    held = showing.held
    met = f"{showing.met.title} · " if showing.met else ""
    told = f"{held.area.name} · {met}Figures as at {formats.day(showing.day)}, build {held.build}. Source: {held.source}"
    marks = held.notice.removeprefix(held.replayed).removeprefix(" · ")
    return html("<div class='foot'><span>{}</span>{}</div>", told, components.notice(marks))


def _head(title: str, sub: str) -> Markup:
    return html("<h1>{}</h1><p class='sub'>{}</p>", title, sub)


def _two(left: str, right: str, *, even: bool = True) -> Markup:
    return html("<div class='two{}'><div>{}</div><div>{}</div></div>", " even" if even else "", left, right)


def _headline(showing: MeetingShown, slide: Slide, number: int, theme: str) -> Markup:
    return _headline_drawn(showing.asked, showing.since, showing.back(slide, number), theme) + _counted(showing)


def _counted(showing: MeetingShown) -> Markup:
    """Actions, evidence and risks in numbers, on the locked day."""
    told = []
    if showing.kept is not None:
        every = showing.kept.version.actions
        told.append(html("<b>Actions</b>: {}, {} overdue", len(every), len(plan_actions.overdue(every, showing.day)) or "none"))
    told.append(html("<b>Evidence</b>: {}", len(records.latest(evidence_list.KIND, showing.held.area.code, showing.day)) or "none"))
    still = sum(one.open for one in risks.risks(showing.bodies("risk")))
    told.append(html("<b>Risks</b>: {} open", still or "none"))
    return html("<p class='small'>{}</p>", joined(told, " · "))


@kept_once(32)
def _headline_drawn(asked: ViewKey, day: date, back: Back, theme: str) -> Markup:
    """What the KPIs come to, what moved, the tally and what matters first; drawn once a build, area and pair of days."""
    held, palette = area_view.held_of(asked), _palette(theme)
    rows = since(standings_of(asked.on(day)), held.standings)
    shown = agenda.matter(rows, FIRST)
    left = [row.now.indicator for row in agenda.pressing(rows) if row not in shown]
    body = joined(_matter(row, held, back, palette) for row in shown)
    heads = [
        ("", "code"), ("What matters first", ""), ("", ""), (formats.day(day), "n"), ("Now", "n"), ("Change, on which period", ""),
        ("Target", "n"), (_nation(held.standings), "n"), ("Rating", "last"),
    ]  # fmt: skip
    table = components.table(heads, body, (3.5, 25, 3.5, 10.5, 10.5, 25.5, 6, 7.5, 8), "What matters first")
    rule = agenda.MATTER + (f" No room for {', '.join(f'{i.code} {i.short}' for i in left)}." if left else "")
    table = (
        html("{}<p class='quiet small'>{}</p>", table, rule)
        if body
        else Markup("<p>No KPI worsens beyond chance, and none is rated red or amber.</p>")
    )
    told = html("<p class='quiet small'>{} · {}</p>", standing_text.moved(rows, day, held.as_at), held.area.name)
    head = html("<h1>{}</h1>{}", standing_text.overview(held.standings), told)
    return html("{}{}{}", head, components.tally(palette, held.standings), table)


def _nation(standings: Sequence[Standing]) -> str:
    return standings[0].nation if standings else "England"


def _matter(row: ChangeSince, held: AreaView, back: Back, palette: Palette) -> Markup:
    s = row.now
    return html(
        "<tr><td class='code'>{code}</td><th scope='row'>{name}{said}</th><td>{spark}</td>{then}{now}"
        "<td><div class='small'>{moved}</div></td>{beside}<td class='last'>{badge}</td></tr>",
        code=s.indicator.code, name=_name(s, held, back), said=_said(s), spark=_spark(s, palette), then=_dated(row.then, held),
        now=_dated(s, held, "big"), moved=_moved(row), beside=_beside(s, held), badge=components.badge(s.rating.status),
    )  # fmt: skip


def _moved(row: ChangeSince) -> Markup:
    """The change with its base; where no newer figure came, the change that the figure's own sentence makes."""
    change = compared_with(row.now)
    if row.move is not Move.KEPT or change is None:
        return changes_table.changed(row, other=row.seasonal)
    return html("{}<br><span class='quiet'>no newer figure</span>", standing_text.change_line(change, row.now))


def _said(s: Standing) -> Markup:
    return html("<div class='small'>{}</div>", components.verdict_mark(verdict(s)))


def _dated(s: Standing, held: AreaView, weight: str = "") -> Markup:
    """A figure with the marks on it and its period below."""
    if s.value is None:
        return html("<td class='n quiet'>{}</td>", components.quiet(components.figure(s)))
    when = formats.period(s.own.period) if s.own else ""
    marks = html("{}{}", components.published(held, s.own), components.doubted(s))
    under = html("<div class='quiet small' style='font-weight:400'>{}</div>", when)
    return html("<td class='n {}'>{}{}{}</td>", weight, components.figure(s), marks, under)


def _name(s: Standing, held: AreaView, back: Back) -> Markup:
    return components.link(s.indicator.short, "kpi", area=held.area.name, kpi=s.indicator.code, **dict(back))


def _spark(s: Standing, palette: Palette) -> Markup:
    drawn = glance(palette, s)
    return html("<img class='spark' alt='{}' src=\"{}\">", glance_words(s), data_address(drawn, *GLANCE)) if drawn else Markup()


def _beside(s: Standing, held: AreaView) -> Markup:
    """The target's figure, and the nation's newest with its period where that is another."""
    target, nation = s.target_words, components.beside_cell(s, FigureRole.ENGLAND, held)
    doubt = components.doubted(s, FigureRole.TARGET)
    return html("<td class='n'>{}{}</td><td class='n'>{}</td>", components.quiet(target), doubt, nation)


def _priority(showing: MeetingShown, slide: Slide, number: int, theme: str) -> Markup:
    n, mine = slide.number, showing.of(slide.number)
    left = _acts(showing, n)
    if mine:
        left = _kpis_drawn(showing.asked, showing.codes[n], showing.back(slide, number), theme, chart.WIDTH)
    right = joined(
        html("<div>{}</div>", one) for one in (_actions(showing, n), _proof(showing, n), _said_of(showing, n), _risk_of(showing, n))
    )
    head = _head(slide.title, verdict_text.headline(mine) if mine else "No KPI measures this priority")
    return html("{}{}{}", head, _rags(showing, n), _two(left, right, even=False))


def _acts(showing: MeetingShown, number: int) -> Markup:
    """Where no KPI measures a priority, its actions tell how far it is: the overdue first, then by day due."""
    told = Markup("<p>No figure can show whether it is working.</p>")
    every = [a for a in showing.kept.version.actions if a.priority == number] if showing.kept else []
    if not every:
        return told
    ranked = sorted(every, key=lambda a: (a.due is None, a.due or date.max))
    stood = {a.code: plan_actions.stood(a, showing.day) for a in ranked}
    ranked.sort(key=lambda a: ORDER.index(stood[a.code]) if stood[a.code] in ORDER else len(ORDER))
    body = joined(
        html(
            "<tr><td class='code'>{}</td><th scope='row'><span class='clip'>{}</span></th>"
            "<td class='w'>{}</td><td class='last'>{}</td></tr>",
            a.code, a.text, formats.day(a.due) if a.due else "No date", plan_view.state(stood[a.code]),
        )
        for a in ranked[:ACTS]
    )  # fmt: skip
    heads = [("", "code"), ("Its actions", ""), ("Due", ""), ("Stand", "last")]
    more = html("<p class='quiet small'>and {} more</p>", len(ranked) - ACTS) if len(ranked) > ACTS else Markup()
    return html("{}<div class='gap'></div>{}{}", told, components.table(heads, body, (9, 42, 20, 29), "Its actions"), more)


def _rags(showing: MeetingShown, number: int) -> Markup:
    """The rating agreed last, and what the KPIs come to on the locked day."""
    last, counts = agreed_last(showing, number), agreed_ratings.counts([s.rating.status for s in showing.of(number)])
    now = agreed_ratings.calculated(counts)
    before = html("{} <span class='quiet'>{}</span>", rating_history.mark(last.agreed), last.visit) if last else NONE
    few = html("<span class='quiet'>{}</span>", rating_history.few_words(counts))
    came = html("{} <span class='quiet'>{}</span>", rating_history.mark(now), counts.words) if now else few
    apart = Markup("<b>They differ</b>") if _apart(last, now) else Markup()
    on = "Its KPIs come to"  # on the day in the foot
    return html("<div class='rags'><span>Agreed last: {}</span><span>{}: {}</span><span>{}</span></div>", before, on, came, apart)


def _apart(last: PriorityAtVisit | None, now: str) -> bool:
    return bool(last and now and last.agreed in agreed_ratings.STEPS and last.agreed != now)


def agreed_last(showing: MeetingShown, number: int) -> PriorityAtVisit | None:
    """The rating of a priority agreed at its last visit by the locked day."""
    standing = records.judgements(showing.held.area.code, showing.day)
    mine = {key: entry.body for key, entry in standing.items() if key.endswith(f"/{number}")}
    found = agreed_ratings.at_visits(mine, lambda day, n: (), showing.day)
    return found[-1] if found else None


@kept_once(128)
def _kpis_drawn(asked: ViewKey, codes: tuple[str, ...], back: Back, theme: str, width: int) -> Markup:
    """The first KPIs of a priority a row each, and the picture of the first; drawn once a build, area, day and theme."""
    held, palette = area_view.held_of(asked), _palette(theme)
    found = agenda.ranked([s for s in held.standings if s.indicator.code in codes])
    body = joined(_row(s, held, back) for s in found[:ROWS])
    heads = [("", "code"), ("KPI", ""), ("Verdict", ""), ("Figure", "n"), ("Target", "n"), (_nation(found), "n"), ("", "last")]
    table = components.table(heads, body, WIDTHS if width == chart.WIDTH else NARROW, "The KPIs")
    rest = ", ".join(s.indicator.code for s in found[ROWS:])
    more = html("<p class='quiet small one' title='{}'>Also: {}.</p>", rest, rest) if rest else Markup()
    marks = components.CHECKED if any(components.doubted(s) for s in found[:ROWS]) else Markup()
    told = html("<p class='quiet small one'>{}</p>", marks) if marks else Markup()
    return html("{}{}{}{}", table, more, told, _pictured(found[0], palette, width, held.area.name))


def _pictured(s: Standing, palette: Palette, width: int, area: str) -> Markup:
    """The picture of the KPI that matters most, its name above it; none where its figure does not count today."""
    if s.value is not None and not s.counted:
        return Markup("<p class='quiet'>No figure of these KPIs counts today.</p>")
    if not (drawn := chart.picture(palette, s, width, area)):
        return Markup()
    title = html("<h2>{} {}</h2>", s.indicator.code, s.indicator.short)
    source = data_address(drawn, width, chart.HEIGHT)
    return html("<div class='pictured'>{}<img class='chart' alt='{}' src=\"{}\"></div>", title, sentence(s), source)


def _row(s: Standing, held: AreaView, back: Back) -> Markup:
    word = RATING_WORDS[s.rating.status][1]
    mark = html("<i class='m m-{}' role='img' aria-label='{}' title='{}'></i>", CLASS[s.rating.status], word, word)
    return html(
        "<tr><td class='code'>{code}</td><th scope='row'><span class='clip' title='{short}'>{name}</span></th>"
        "<td>{said}</td>{figure}{beside}<td class='last'>{mark}</td></tr>",
        code=s.indicator.code, short=s.indicator.short, name=_name(s, held, back), said=_said(s),
        figure=_dated(s, held, "big"), beside=_beside(s, held), mark=mark,
    )  # fmt: skip


def _actions(showing: MeetingShown, number: int) -> Markup:
    if showing.kept is None:
        return html("{}<p class='quiet'>No plan with actions by {}.</p>", components.heading("Actions", level=2), formats.day(showing.day))
    every = [a for a in showing.kept.version.actions if a.priority == number]
    late = plan_actions.overdue(every, showing.day)
    rows = Markup()
    for a in late[:LATE]:
        due = f"due {formats.day(a.due)}" if a.due else "no date"
        rows += html("<p class='clip'><b>{}</b> <span class='quiet'>{}</span> {}</p>", a.code, due, a.text)
    more = html("<p class='quiet small'>and {} more overdue</p>", len(late) - LATE) if len(late) > LATE else Markup()
    title = f"Actions: {len(every)}, {len(late) or 'none'} overdue"
    return html("{}{}{}", components.heading(title, level=2), rows, more)


def _proof(showing: MeetingShown, number: int) -> Markup:
    actions = [a.code for a in showing.kept.version.actions if a.priority == number] if showing.kept else []
    to = [("priority", str(number)), *(("action", one) for one in actions), *(("kpi", one) for one in showing.codes.get(number, ()))]
    found = evidence_list.attached(records.latest(evidence_list.KIND, showing.held.area.code, showing.day), to)
    if not found:
        return components.heading("Evidence: none", level=2)
    newest = str((found[0].body or {}).get("title") or "")
    title = f"Evidence: {len(found)} piece{'s' * (len(found) != 1)}"
    return html("{}<p class='clip'>Newest: {}</p>", components.heading(title, level=2), newest)


def _said_of(showing: MeetingShown, number: int) -> Markup:
    found = [one for one in risks.you_said(showing.bodies("you_said")) if number in one.priorities]
    if not found:
        return components.heading("Families: nothing recorded", level=2)
    when = html("<span class='quiet'>{}</span>", formats.day(found[0].day))
    return html("{}<p class='clip'>{} {}</p>", components.heading("Families said", level=2), when, found[0].said)


def _risk_of(showing: MeetingShown, number: int) -> Markup:
    found = [one for one in risks.risks(showing.bodies("risk")) if number in one.priorities and one.open]
    if not found:
        return components.heading("Risks: none open", level=2)
    first = found[0]
    score = html("<span class='quiet'>{}</span>", first.ranked.words)
    return html(
        "{}<p class='clip'><b>{}</b> {} {}</p>", components.heading(f"Risks: {len(found)} open", level=2), first.key, score, first.text
    )


def _voice(showing: MeetingShown, slide: Slide, number: int, theme: str) -> Markup:
    found = risks.you_said(showing.bodies("you_said"))
    rows = joined(
        html(
            "<tr><td class='w'>{}</td><td><span class='clip long'>{}</span></td>"
            "<td class='last'><span class='clip long'>{}</span></td></tr>",
            formats.day(one.day), one.said, one.did or "Nothing recorded yet",
        )
        for one in found[:SAID]
    )  # fmt: skip
    left = Markup("<p>What people said, and what was done, is recorded on the page Risks.</p>")
    if rows:
        more = html("<p class='quiet small'>and {} earlier</p>", len(found) - SAID) if len(found) > SAID else Markup()
        left = components.table([("Day", ""), ("You said", ""), ("We did", "last")], rows, (24, 37, 39), "You said, we did") + more
    codes = tuple(s.indicator.code for s in showing.held.standings if s.indicator.section == VOICE)
    right = Markup("<p>No KPI of that section is held.</p>")
    if codes:
        right = _kpis_drawn(showing.asked, codes, showing.back(slide, number), theme, HALF)
    return html("{}{}", _head(risks.said_headline(found), f"Family voice · {showing.held.area.name}"), _two(left, right))


def _risks(showing: MeetingShown, _: Slide, __: int, ___: str) -> Markup:
    found = risks.risks(showing.bodies("risk"))
    head = _head(risks.headline(found), f"Risks · {showing.held.area.name}")
    still = [one for one in found if one.open]
    if not still:
        return html("{}<div class='gap'></div><p>Risks are recorded on the page Risks.</p>", head)
    rows = joined(
        html(
            "<tr><td class='code'>{key}</td><th scope='row'><span class='clip'>{text}</span></th><td>{owner}</td>"
            "<td class='last w'><b>{value}</b> {band}</td></tr>",
            key=one.key, text=one.text, owner=one.owner, value=one.ranked.value, band=one.ranked.band,
        )
        for one in still[:TOP]
    )  # fmt: skip
    table = components.table(
        [("", "code"), ("The highest", ""), ("Owner", ""), ("Score", "last")], rows, (8, 52, 17, 23), "The highest risks"
    )
    more = f"and {len(still) - TOP} more open. " if len(still) > TOP else ""
    rule = html("<p class='quiet small'>{}Score: after mitigation where scored, else before.</p>", more)
    return html("{}{}", head, _two(table + rule, risk_register.heat(showing.held, found)))


def _agree(showing: MeetingShown, _: Slide, __: int, ___: str) -> Markup:
    body, differ = Markup(), 0
    for number, title in showing.titles.items():
        counts = agreed_ratings.counts([s.rating.status for s in showing.of(number)])
        now = agreed_ratings.calculated(counts)
        last = agreed_last(showing, number)
        differ += _apart(last, now)
        named = html("<span class='one' title='{}'>{}</span>", title, title)
        cells = (
            rating_history.mark(last.agreed) if last else NONE,
            last.visit if last else formats.DASH,
            rating_history.mark(now) if now else html("<span class='quiet'>{}</span>", rating_history.few_words(counts)),
        )
        body += html(
            "<tr><td class='code'>{}</td><th scope='row'>{}</th>{}<td class='last'>{}</td></tr>",
            number, named, joined(html("<td>{}</td>", one) for one in cells),
            Markup("<b>Differs</b>") if _apart(last, now) else Markup(),
        )  # fmt: skip
    heads = [("", "code"), ("Priority", ""), ("Agreed last", ""), ("On", ""), (f"Its KPIs on {formats.day(showing.day)}", ""), ("", "last")]
    table = (
        components.table(heads, body, (4, 39, 17, 14, 17, 9), "Ratings to agree")
        if body
        else Markup("<p>No plan with priorities is kept.</p>")
    )
    many = len(showing.titles)
    title = f"{many} rating{'s' * (many != 1)} to agree; {differ or 'none'} differ{'s' * (differ == 1)} from what the KPIs come to"
    return html("{}{}", _head(title, f"Ratings to agree · {showing.held.area.name}"), table)


def _measures(showing: MeetingShown, _: Slide, __: int, ___: str) -> Markup:
    met, last = showing.met, showing.last
    many = len(met.measures) if met else 0
    title = f"{many} measure{'s' * (many != 1)} agreed for next time" if many else "No measure is recorded for next time yet"
    decided = joined(html("<li>{}</li>", one) for one in (met.decisions if met else ()))
    left = html(
        "{}{}{}{}",
        components.heading("For next time", level=2), meeting_review.agreed(met.measures if met else ()),
        components.heading("Decisions", level=2),
        html("<ol>{}</ol>", decided) if decided else Markup("<p class=quiet>None recorded.</p>"),
    )  # fmt: skip
    right = Markup("<p class='quiet'>No earlier meeting is recorded.</p>")
    if last and last.measures:
        right = components.heading(f"Agreed at {last.title}", level=2) + meeting_review.agreed(last.measures)
    elif last:
        right = _still(showing, last) or components.heading(f"Agreed at {last.title}", level=2) + meeting_review.agreed(())
    return html("{}{}", _head(title, f"Measures for next time · {showing.held.area.name}"), _two(left, right))


def _still(showing: MeetingShown, last: MeetingDay) -> Markup:
    """Measures of earlier meetings that nobody has said to be met, newest first; empty where there are none."""
    area = showing.held.area.name
    found = [one for one in _met(showing.held.area.code, showing.day) if one.kind == last.kind and one.day <= last.day]
    still = [(one, measure) for one in found for measure in one.measures if measure.came_to != "met"]
    if not still:
        return Markup()
    body = joined(
        html(
            "<tr><th scope='row'><span class='clip'>{}</span></th><td>{}</td><td class='w'>{}</td></tr>",
            measure.text, measure.wanted or formats.DASH, formats.day(measure.by_when) if measure.by_when else "No date",
        )
        for _, measure in still[:STILL]
    )  # fmt: skip
    more = f"and {len(still) - STILL} more: " if len(still) > STILL else ""
    link = components.link("what was promised, what happened", "meetings", area=area, meeting=last.key)
    table = components.table(
        [("Promised earlier", ""), ("Wanted", ""), ("By", "last")], body, (48, 30, 22), "Promised and not yet said to be met"
    )
    return html("{}{}<p class='quiet small'>{}{}</p>", components.heading("Not yet said to be met", level=2), table, more, link)


def _palette(theme: str) -> Palette:
    return DARK if theme == "dark" else LIGHT


def _met(area: str, day: date | None = None) -> tuple[MeetingDay, ...]:
    """Every meeting of an area, by what was typed of it by a day."""
    bodies = {key: entry.body for key, entry in records.latest("meeting", area, day).items()}
    return tuple(meetings.meetings(area_view.meetings(area), bodies))


def meeting_of(area: str, today: date, asked: str) -> tuple[MeetingDay | None, MeetingDay | None]:
    """The meeting of a key, else today's or the first planned; and the one before it: of its kind, else the newest held."""
    found = _met(area)
    ahead = min((one for one in found if one.day >= today), key=lambda one: one.day, default=None)
    met = next((one for one in found if one.key == asked), ahead)
    last = meetings.before(found, met) if met else None
    return met, last or next((one for one in found if one.day < min(today, met.day if met else today)), None)
