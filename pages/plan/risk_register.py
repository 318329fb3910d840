"""The register's pieces: tables, the two heat grids, one thing's facts and history, and the boxes of each kind's form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from data.model.record import Record, RiskTrend
from data.records.plan_versions import plan_on
from kpis import formats
from kpis.governance import risks
from kpis.governance.risks import IMPACT, LETTERS, LIKELIHOOD, NOT_AFTER, Dependency, Risk, RiskStep, Score, YouSaid
from kpis.markup import Markup, escaped, html, joined
from kpis.narrative.chart_help import grid
from kpis.standing.area_view import AreaView
from pages.queries import records, session
from pages.records import record_form
from pages.records.record_form import FormBox
from pages.widgets import chart_guide, components

Bodies = Mapping[str, Mapping[str, Any]]
Boxes = Sequence[FormBox]
NOTHING = Markup("<span class='quiet'>Nothing recorded yet</span>")
SHADE = {"low": 0, "moderate": 9, "high": 20, "very high": 34}  # per cent of ink in a cell
LABELS: dict[str, dict[str, str]] = {
    "risk": {
        "text": "Risk", "mitigation": "Mitigation", "likelihood_before": "Likelihood before mitigation",
        "impact_before": "Impact before mitigation", "likelihood_after": "Likelihood after mitigation",
        "impact_after": "Impact after mitigation", "owner": "Owner", "trend": "Trend", "status": "Status",
        "escalation_route": "Escalation route, a step a line", "escalation_level": "Level reached (a step of the route)",
        "priorities": "Priorities", "actions": "Actions",
    },
    "dependency": {
        "text": "What is needed", "from": "Workstream that waits", "to": "Workstream it depends on", "owner": "Owner", "due": "Due",
        "priorities": "Priorities", "actions": "Actions", "status": "Status",
    },
    "you_said": {"date": "Date", "who": "Who was involved", "said": "You said", "did": "We did: what changed", "priorities": "Priorities"},
}  # fmt: skip


def titles(held: AreaView) -> dict[int, str]:
    """The priorities of the area's plan by number: the plan kept by the day looked at, else the catalogue's."""
    kept = plan_on(records.journal(session.home()), held.area.code, held.as_at)
    if kept is not None:
        return dict(kept.version.priorities)
    plan = session.catalogue().plan_of(held.area.code)
    return {p.number: p.title for p in plan.priorities} if plan else {}


def boxes(held: AreaView, kind: str) -> Boxes:
    """The boxes of one kind's form. Priorities and actions are the plan's; without a plan, actions are typed a code a line."""
    named = titles(held)
    kept = plan_on(records.journal(session.home()), held.area.code, held.as_at)
    codes = {a.code: f"{a.code} {a.text}" for a in kept.version.actions} if kept else {}
    numbers = sorted(named) or list(range(1, 10))
    priorities = record_form.several("priorities", "", numbers, lambda n: f"{n} {named.get(n, '')}".strip())
    actions = record_form.several("actions", "", list(codes), codes.__getitem__) if codes else record_form.lines("actions", "", height=80)
    if kind == "dependency":
        return [
            record_form.line("from", ""),
            record_form.line("to", ""),
            record_form.long("text", ""),
            record_form.line("owner", "", 120),
            record_form.day("due", ""),
            record_form.choice("status", "", ("open", "met")),
            priorities,
            actions,
        ]
    if kind == "you_said":
        return [
            record_form.day("date", ""),
            record_form.line("who", "", 1000),
            record_form.long("said", "", 8000),
            record_form.long("did", "", 8000),
            priorities,
        ]
    likely, impact = ((LIKELIHOOD, "likelihood"), (IMPACT, "impact"))
    scores = [
        record_form.choice(f"{name}_{when}", "", list(words), words.__getitem__)
        for when in ("before", "after") for words, name in (likely, impact)
    ]  # fmt: skip
    return [
        record_form.long("text", ""),
        record_form.long("mitigation", "", 8000),
        *scores,
        record_form.line("owner", "", 120),
        record_form.choice("trend", "", [t.value for t in RiskTrend], lambda t: risks.TREND[t]),
        record_form.lines("escalation_route", "", height=140),
        record_form.line("escalation_level", "", 120),
        priorities,
        actions,
        record_form.choice("status", "", ("open", "closed")),
    ]


def grids(held: AreaView, found: Sequence[Risk]) -> Markup:
    """Where the open risks stand before and after mitigation, as two tables side by side; risks not scored after stand below."""
    missing = [r.key for r in found if r.open and r.after is None]
    listed = f"{NOT_AFTER.capitalize()}: {', '.join(missing)}."
    under = html("<p class='small'>{}</p>", listed) if missing else Markup()
    legend = "L low 1–4 · M moderate 5–9 · H high 10–14 · V very high 15–25"
    sides = joined(
        html(
            "<div style='flex:1 1 26rem;min-width:0'>{}{}</div>",
            components.heading(title, level=2), _grid(held, risks.grid(found, after=after), title),
        )
        for title, after in (("Before mitigation", False), ("After mitigation", True))
    )  # fmt: skip
    under += _read(found)
    return html(
        "<div style='display:flex;flex-wrap:wrap;gap:2rem'>{}</div><p class='quiet small'>{}. Every open risk.</p>{}", sides, legend, under
    )


def _read(found: Sequence[Risk]) -> Markup:
    """How to read the two grids."""
    opened = [r for r in found if r.open]
    scored = [(r.before, r.after) for r in opened if r.after is not None]
    lower = sum(after.value < before.value for before, after in scored)
    bands = [r.before.band for r in opened], [after.band for _, after in scored]
    return chart_guide.folded(grid(*bands, lower, len(opened) - len(scored)), "grids", "these grids")


def heat(held: AreaView, found: Sequence[Risk]) -> Markup:
    """Where the open risks stand by the score that each is ranked by, as one table."""
    cells: dict[tuple[int, int], tuple[str, ...]] = {}
    for one in (r for r in found if r.open):
        at = (one.ranked.likelihood, one.ranked.impact)
        cells[at] = (*cells.get(at, ()), one.key)
    return html("<div class='heat'>{}</div>", _grid(held, cells, "Ranked score"))


def _grid(held: AreaView, cells: Mapping[tuple[int, int], Sequence[str]], title: str) -> Markup:
    body = Markup()
    for likelihood in range(5, 0, -1):
        row = joined(_cell(held, Score(likelihood, impact), cells.get((likelihood, impact), ())) for impact in range(1, 6))
        body += html("<tr><th scope='row' class='small'>{}</th>{}</tr>", LIKELIHOOD[likelihood], row)
    heads = [("Likelihood ↓ Impact →", "w"), *((IMPACT[i], "") for i in range(1, 6))]
    return components.table(heads, body, (26, 14, 14, 15, 14, 17), f"{title}: open risks by likelihood and impact")


def _cell(held: AreaView, score: Score, keys: Sequence[str]) -> Markup:
    links = joined([components.link(key, "risks", area=held.area.name, risk=key) for key in keys], " ")
    shade = f"background:color-mix(in srgb,currentColor {SHADE[score.band]}%,transparent);padding-left:.4rem"
    mark = html("{} <span aria-hidden='true'>{}</span>{}", score.value, LETTERS[score.band], components.unseen(score.band))
    return html("<td style='{}'><span class='small'>{}</span> <b>{}</b></td>", shade, mark, links)


def risks_table(held: AreaView, found: Sequence[Risk]) -> Markup:
    """A row a risk, in the order given."""
    names = ("Risk", "Before", "After", "Trend", "Owner", "Level reached", "Linked to")
    heads = [("", "code"), *((name, "") for name in names), ("Status", "last")]
    body = joined(
        html(
            "<tr><td class='code'>{link}</td><th scope='row'>{text}</th><td>{before}</td><td>{after}</td><td class='w'>{trend}</td>"
            "<td>{owner}</td><td>{reached}</td><td>{linked}</td><td class='last'>{state}</td></tr>",
            link=components.link(r.key, "risks", area=held.area.name, risk=r.key), text=r.text, before=_score(r.before),
            after=_score(r.after), trend=risks.TREND.get(r.trend, "Not stated"), owner=r.owner,
            reached=r.reached or "Not stated", linked=_linked(held, r.priorities, r.actions), state="Open" if r.open else "Closed",
        )
        for r in found
    )  # fmt: skip
    return components.table(heads, body, (4, 30, 11, 11, 9, 11, 10, 8, 6), "Risks, highest score first")


def dependencies_table(held: AreaView, found: Sequence[Dependency], today: date) -> Markup:
    heads = [
        ("", "code"),
        ("Workstream that waits", ""),
        ("Depends on", ""),
        ("For what", ""),
        ("Due", ""),
        ("Owner", ""),
        ("Status", "last"),
    ]
    body = joined(
        html(
            "<tr><td class='code'>{link}</td><td>{waiting}</td><td>{giver}</td><th scope='row'>{text}</th>"
            "<td class='w'>{due}</td><td>{owner}</td><td class='last'>{state}</td></tr>",
            link=components.link(d.key, "risks", area=held.area.name, view="dependency", dependency=d.key), waiting=d.waiting,
            giver=d.giver, text=d.text, due=formats.day(d.due) if d.due else "No date", owner=d.owner or "No owner",
            state="Met" if d.met else Markup("<b>Overdue</b>") if d.late(today) else "Open",
        )
        for d in found
    )  # fmt: skip
    return components.table(heads, body, (4, 18, 18, 30, 11, 11, 8), "Dependencies, open ones first, by due date")


def said_table(held: AreaView, found: Sequence[YouSaid]) -> Markup:
    heads = [("", "code"), ("Date", ""), ("Who was involved", ""), ("You said", ""), ("We did", "last")]
    body = joined(
        html(
            "<tr><td class='code'>{link}</td><td class='w'>{day}</td><td>{speaker}</td><th scope='row'>{said}</th>"
            "<td class='last'>{did}</td></tr>",
            link=components.link(y.key, "risks", area=held.area.name, view="you_said", you_said=y.key), day=formats.day(y.day),
            speaker=y.who, said=y.said, did=y.did or NOTHING,
        )
        for y in found
    )  # fmt: skip
    return components.table(heads, body, (4, 10, 20, 33, 33), "What was said and what was done, newest first")


def facts(held: AreaView, kind: str, key: str, entry: Record) -> Markup:
    """Everything that stands of one thing, or that it was taken away."""
    if entry.body is None and entry.removed:
        return html("<p>{}</p>", f"{key} was {entry.removed}.")
    if entry.body is None:
        return html(
            "<p>{}</p>", f"{key} was taken away by {entry.who} on {formats.day(entry.recorded_at.date())}. Its history stands below."
        )
    body, rows = entry.body, []
    if kind == "risk":
        one = risks.risks({key: body})[0]
        said = {
            "likelihood_before": ("Before mitigation", _long(one.before)),
            "likelihood_after": ("After mitigation", _long(one.after)),
            "trend": ("Trend", risks.TREND.get(one.trend, "Not stated")),
            "escalation_route": ("Escalation route", " → ".join(one.route) or "Not stated"),
            "escalation_level": ("Level reached", one.reached or "Not stated"),
            "status": ("Status", "Open" if one.open else "Closed"),
        }
    else:
        said = {
            "due": ("Due", formats.day(date.fromisoformat(body["due"])) if body.get("due") else "No date"),
            "date": ("Date", formats.day(date.fromisoformat(body["date"])) if body.get("date") else ""),
            "did": ("We did", body.get("did") or "Nothing recorded yet"),
            "status": ("Status", str(body.get("status") or "open").capitalize()),
        }
    for name, label in LABELS[kind].items():
        if name in ("impact_before", "impact_after", "priorities", "actions"):
            continue
        rows.append(said.get(name, (label, str(body.get(name) or ""))))
    links = _linked(held, body.get("priorities") or (), body.get("actions") or ())
    return components.fact_list(rows, (18, 82)) + html("<p class='small'>Linked to: {}</p>", links)


def history(steps: Sequence[RiskStep]) -> Markup:
    """Who changed what, when, oldest first, and the score from then on where it moved."""
    items = joined(
        html(
            "<li>{}{}</li>",
            f"{formats.day(s.at.date())}, {s.at:%H:%M} UTC, {s.who}: {s.words}",
            html(" <b>Score: {}</b>", s.score) if s.score else Markup(),
        )
        for s in steps
    )
    return html("{}<ul>{}</ul>", components.heading("History", level=2), items)


def foot(held: AreaView, view: str) -> Markup:
    """The rule of the bands where scores stand, and the area's mark."""
    rule = f"{risks.RULE} " if view == "risk" else ""
    return html("<div class='foot'><span>{}Source: what was typed on this page.</span>{}</div>", rule, components.notice(held.notice))


def _score(score: Score | None) -> Markup:
    if score is None:
        return Markup("<span class='quiet'>Not scored</span>")
    return html("<b>{}</b> {}<br><span class='quiet small'>{} × {}</span>", score.value, score.band, score.likelihood, score.impact)


def _long(score: Score | None) -> str:
    if score is None:
        return NOT_AFTER.capitalize()
    return f"{score.words} (likelihood {LIKELIHOOD[score.likelihood]}, impact {IMPACT[score.impact]})"


def _linked(held: AreaView, priorities: Sequence[int], actions: Sequence[str]) -> Markup:
    area = held.area.name
    found = [components.link(f"Priority {n}", "priority", area=area, priority=n) for n in priorities]
    found += [components.link(code, "plan", area=area, action=code) for code in actions]
    return joined(found, ", ") or escaped("Nothing")
