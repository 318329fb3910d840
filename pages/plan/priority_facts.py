"""One priority on one screen: its owners, its KPIs a row each, its actions, its evidence and what has been written of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from textwrap import shorten

from data.model.plan import Action, ActionStatus
from data.model.record import Record
from data.records.plan_versions import StandingPlan
from data.text import first_capital
from kpis import formats
from kpis.charts.style.palette import DARK, LIGHT, RATING_WORDS
from kpis.charts.svg.marks import GLANCE, glance, glance_words
from kpis.markup import Markup, data_address, html, joined
from kpis.plan import plan_actions
from kpis.standing.area_view import AreaView
from kpis.standing.kpi_standing import Standing
from kpis.verdict.verdict import verdict
from pages.queries import area_view, records
from pages.queries.area_view import ViewKey
from pages.queries.kept_once import kept_once
from pages.records import evidence_list
from pages.widgets import components
from pages.widgets.stylesheet import CLASS

ONE_COLUMN, MANY = 6, 14  # KPIs that stand in one column, and beside which there is room for words
LATE, NEWEST = 4, 2  # overdue actions named, pieces of evidence listed
NOTE, TITLE = 150, 40  # letters of a note and of an action's text
LAYERS = {"SLT owner": "SLT", "senior officer": "Senior officer", "lead": "Leads"}


@dataclass(frozen=True, kw_only=True)
class PriorityView:
    """One priority of an area on a day; ``kept`` is its plan's workbook, where one is kept."""

    area: str
    name: str
    number: int
    today: date
    as_at: date | None
    kept: StandingPlan | None
    codes: tuple[str, ...]

    def link(self, said: str, page: str, **ids: object) -> Markup:
        """A link of this area that keeps to the day looked at."""
        return components.link(said, page, area=self.name, **ids, **({"as_at": self.as_at} if self.as_at else {}))

    @property
    def actions(self) -> tuple[Action, ...]:
        return tuple(a for a in self.kept.version.actions if a.priority == self.number) if self.kept else ()


def head(shown: PriorityView, title: str, sub: str, standings: Sequence[Standing]) -> Markup:
    """The page's heading, small enough to leave the screen to what stands below, with the owners under it."""
    return html("<h1 class='said'>{}</h1><p class='sub'>{}</p>{}", title, sub, _owners(shown, standings))


def _owners(shown: PriorityView, standings: Sequence[Standing]) -> Markup:
    """Who answers for the priority, layer by layer, as its actions print them; without actions, who owns its KPIs."""
    found: dict[str, list[str]] = {}
    for one in (owner for action in shown.actions for owner in action.owners):
        found.setdefault(one.layer, []).append(one.printed)
    told = [html("<b>{}:</b> {}", LAYERS.get(layer, layer), ', '.join(dict.fromkeys(found[layer])))
            for layer in sorted(found, key=lambda one: list(LAYERS).index(one) if one in LAYERS else len(LAYERS))]  # fmt: skip
    if not told:
        of_kpis = dict.fromkeys(s.indicator.owner for s in standings if s.indicator.owner)
        told = [html("<b>KPI owners:</b> {}", ", ".join(of_kpis))] if of_kpis else []
    return html("<p class='small'>{}</p>", joined(told, " · ")) if told else Markup()


def kpis(shown: PriorityView, held: AreaView | None, theme: str, missing: str) -> None:
    """A row a KPI, in two columns where there are many; where there is none, ``missing`` says so."""
    if held is None or not shown.codes:
        components.write(components.heading("No KPI measures this priority", level=2), html("<p>{}</p>", missing))
        return
    asked = area_view.key_of(held)
    components.write(_rows(asked, replace(shown, kept=None), theme))


@kept_once(64)
def _rows(asked: ViewKey, shown: PriorityView, theme: str) -> Markup:
    """The KPIs of a priority, drawn once a build, area, day and theme; without its plan, which they do not show."""
    standings = [s for s in area_view.held_of(asked).standings if s.indicator.code in shown.codes]
    half = len(standings) if len(standings) <= ONE_COLUMN else -(-len(standings) // 2)
    parts = [standings[:half], standings[half:]] if half < len(standings) else [standings]
    held = sum(s.value is not None for s in standings)
    tables = joined(html("<div>{}</div>", _table(shown, part, theme, wide=len(parts) == 1)) for part in parts)
    return components.heading(f"KPIs: {len(standings)}, {held} with a figure", level=2) + html(
        "<div class='side'>{}</div><p class='quiet small'>{}{}</p>",
        tables,
        _key(standings) if len(parts) > 1 else Markup(),
        components.CHECKED if any(components.doubted(s) for s in standings) else Markup(),
    )


def _key(standings: Sequence[Standing]) -> Markup:
    """What the marks mean, of those that are shown."""
    shown = [status for status in RATING_WORDS if any(s.rating.status == status for s in standings)]
    return joined([html("<i class='m tight m-{}'></i> {} &nbsp;", CLASS[one], RATING_WORDS[one][1]) for one in shown], " ")


def _table(shown: PriorityView, standings: Sequence[Standing], theme: str, *, wide: bool) -> Markup:
    """The rows of one column, each with its verdict, which the page's title counts."""
    palette, body = DARK if theme == "dark" else LIGHT, Markup()
    for s in standings:
        drawn = glance(palette, s)
        image = html("<img alt='{}' src=\"{}\">", glance_words(s), data_address(drawn, *GLANCE)) if drawn else Markup()
        word = RATING_WORDS[s.rating.status][1]
        mark = html("<i class='m m-{}' role='img' aria-label='{}' title='{}'></i>", CLASS[s.rating.status], word, word)
        weight = "big" if s.value is not None else "quiet"
        name = shown.link(s.indicator.short, "kpi", kpi=s.indicator.code)
        when = f"{formats.period(s.own.period)}{f', {s.own.firmness}' if s.own.firmness else ''}" if s.own else ""
        body += html(
            "<tr><td class='code'>{code}</td><th scope='row'><span class='one' title='{short}'>{name}</span></th><td>{image}</td>"
            "<td class='n {weight}' title='{when}'>{figure}{part}{doubt}</td><td class='small'>{said}</td>"
            "<td class='last'>{badge}</td></tr>",
            code=s.indicator.code, short=s.indicator.short, name=name, image=image, weight=weight, when=when,
            figure=components.figure(s), part=components.part(s), doubt=components.doubted(s),
            said=components.verdict_mark(verdict(s)),
            badge=components.badge(s.rating.status) if wide else mark,
        )  # fmt: skip
    heads = [
        ("", "code"),
        ("KPI", ""),
        (components.unseen("Over time"), ""),
        ("Figure", "n"),
        ("Verdict", ""),
        ("Rating" if wide else components.unseen("Rating"), "last"),
    ]
    widths = [7, 33, 12, 12, 23, 13] if wide else [8, 33, 10, 16, 25, 8]
    return components.table(heads, body, widths, "KPIs of this priority")


def actions(shown: PriorityView) -> Markup:
    """How many actions stand at each status, the overdue ones by name, and what falls due next."""
    if shown.kept is None:
        when = f" received by {formats.day(shown.as_at)}" if shown.as_at else ""
        way = Markup("<a href='load' target='_self'>Load a file</a>") if shown.as_at is None else Markup()
        return components.heading("Actions", level=2) + html("<p>No plan with actions{} is kept. {}</p>", when, way)
    every = shown.actions
    late = plan_actions.overdue(every, shown.today)
    counted = plan_actions.counts(every, shown.today)
    said = ", ".join(f"{many} {status.value}" for status, many in counted.items() if many and status is not ActionStatus.OVERDUE)
    title = f"Actions: {len(every)}, {f'{len(late)} overdue' if late else 'none overdue'}"
    way = shown.link("all in the plan", "plan", of=shown.number)
    rows = joined(_late(shown, one) for one in late[:LATE])
    columns = Markup("<colgroup><col style='width:11%'><col style='width:62%'><col style='width:27%'></colgroup>")
    listed = html("<table class='late' aria-label='Overdue actions'>{}<tbody>{}</tbody></table>", columns, rows) if rows else Markup()
    others = shown.link(f"{len(late) - LATE} more overdue", "plan", of=shown.number, due="overdue")
    more = html("<p class='small'>and {}</p>", others) if len(late) > LATE else Markup()
    return html(
        "{heading}<p class='small'>{said}{stop}{way}</p>{listed}{more}{next}",
        heading=components.heading(title, level=2), said=first_capital(said), stop="; " if said else "", way=way,
        listed=listed, more=more, next=_next(shown, every),
    )  # fmt: skip


def _late(shown: PriorityView, one: Action) -> Markup:
    due = f"due {formats.day(one.due)}" if one.due else "no date"
    code, title = shown.link(one.code, "plan", action=one.code), shorten(one.text, TITLE, placeholder=" …")
    return html("<tr><td>{}</td><td title='{}'>{}</td><td class='last w'>{}</td></tr>", code, one.text, title, due)


def _next(shown: PriorityView, every: Sequence[Action]) -> Markup:
    """The next day on which actions fall due, however far."""
    ahead = [a for a in every if a.due is not None and a.due >= shown.today and a.status is not ActionStatus.COMPLETE]
    if not ahead:
        return Markup("<p class='small'>No action falls due after this day.</p>") if every else Markup()
    day = min(a.due for a in ahead if a.due)
    codes = joined([shown.link(a.code, "plan", action=a.code) for a in ahead if a.due == day], ", ")
    return html("<p class='small'>Next due, {}: {}</p>", formats.day(day), codes)


def proof(shown: PriorityView) -> None:
    """The newest evidence of the priority, its actions and its KPIs, each opened in one click; and the form, for the priority itself."""
    every = records.latest(evidence_list.KIND, shown.area, shown.as_at)
    places = [("priority", str(shown.number)), *(("action", a.code) for a in shown.actions), *(("kpi", code) for code in shown.codes)]
    found = evidence_list.attached(every, places)
    way = html(" · {}", shown.link("all", "evidence")) if len(found) > NEWEST else Markup()
    when = f"none by {formats.day(shown.as_at)}" if shown.as_at else "none yet"
    newest = ", the newest below" if len(found) > NEWEST else ""
    components.write(html("<h2>Evidence: {}{}</h2>", f"{len(found)}{newest}" if found else when, way))
    of = {one.key: "of " + ", ".join(evidence_list.place_words(*p) for p in evidence_list.places(one) if p in places) for one in found}
    evidence_list.listed(found[:NEWEST], f"one_{shown.number}", of=of)
    if shown.as_at is None:
        evidence_list.folded(shown.area, "priority", str(shown.number), every)


def narrative(shown: PriorityView) -> Markup:
    """What was written of improvement: its actions' progress, those changed last first, and the newest commentary on its KPIs."""
    notes = [html("<b>{}</b> {}", shown.link(a.code, "plan", action=a.code), _short(a.progress)) for a in _noted(shown)]
    said = _commentary(shown)
    title = components.heading("Progress and commentary", level=2)
    if not notes and not said:
        return title + Markup("<p class='small'>No progress note and no commentary yet.</p>")
    more = joined(html("<p class='small'>{}</p>", one) for one in notes[1:])
    rest = (
        html("<details><summary>{} more progress note{}</summary>{}</details>", len(notes) - 1, "s" * (len(notes) > 2), more)
        if more
        else Markup()
    )
    return title + joined(html("<p class='small'>{}</p>", one) for one in (*notes[:1], *said)) + rest


def _noted(shown: PriorityView) -> list[Action]:
    seen = shown.kept.seen if shown.kept else {}
    noted = [a for a in shown.actions if a.progress.strip()]
    return sorted(noted, key=lambda a: -seen[a.code].id if a.code in seen else 0)


def _commentary(shown: PriorityView) -> list[Markup]:
    found = [one for key, one in records.latest("commentary", shown.area, shown.as_at).items() if key.partition("/")[0] in shown.codes]
    if not found:
        return []
    newest: Record = max(found, key=lambda one: one.id)
    code, _, period = newest.key.partition("/")
    body = newest.body or {}
    text = " ".join(str(body[name]) for name in ("what", "why", "so_what", "next") if body.get(name))
    kept = f"{formats.day(newest.recorded_at.date())}, {newest.who}"
    of = shown.link(code, "kpi", kpi=code)
    return [html("<b>{}</b> {}: {} <span class='quiet'>{}</span>", of, period, _short(text), kept)]


def _short(text: str) -> str:
    return shorten(text, NOTE, placeholder=" …")
