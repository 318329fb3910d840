"""The improvement plan: what is overdue, what falls due when, who leads it, and which KPIs it serves."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import streamlit as st

from data.model.plan import Action, ActionStatus
from data.records.plan_versions import history, stood, versions
from kpis import formats
from kpis.markup import Markup, html, joined
from kpis.plan import plan_actions, plan_changes, plan_text
from kpis.plan.people import said
from pages.context import choices
from pages.context.page_context import PageContext
from pages.plan import action_form, people
from pages.queries import records, session
from pages.records import evidence_list, plan_view
from pages.records.plan_view import PlanView
from pages.widgets import components

WORDED = {"progress": "progress", "action": "text", "success measure": "success_measures"}
VIEWS = {"actions": "Actions", "people": "People"}
ALL, NONE = "all", "none"
DUE = {ALL: "Any due date", "overdue": "Overdue", "soon": "In the next 30 days", NONE: "No due date"}


def render(frame: PageContext) -> None:
    """The page."""
    shown = plan_view.looked_at(frame)
    if shown is None:
        return
    version = shown.kept.version
    actions = version.actions
    as_at = formats.day(shown.today)
    sub = f"{shown.area.name} · {version.title}{', ' + version.version if version.version else ''} · as at {as_at}"
    components.write(components.heading(f"{plan_text.headline(actions, shown.today)} on {as_at}", sub))
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="plan_view"):
        view = choices.segment("part", "View", list(VIEWS), VIEWS.__getitem__, default="actions")
        looked = choices.words("find", "Find in the actions", "Find words in the actions") if view == "actions" else ""
    if view == "people":
        people.draw(shown)
        components.write(shown.foot())
        return
    chosen, order = _filtered(shown, frame.scale, looked)
    one = next((a for a in actions if a.code == st.query_params.get("action")), None)
    if one is not None:
        _one(shown, one)
    elif asked := st.query_params.get("action"):
        components.write(html("<p role='status'>{}</p>", f"The link names action ‘{asked}’, which is not in this plan. All are shown."))
    if len(chosen) < len(actions):
        components.write(html("<p role='status'>{} of {} actions match.</p>", len(chosen), len(actions)))
    components.write(
        plan_view.timeline(chosen, shown.today),
        plan_view.table(shown, plan_actions.ordered(chosen, shown.today, order), f"Actions, {plan_actions.SORTS[order].lower()}")
        if chosen
        else components.empty("No action matches", "Choose ‘Every’ above to see every action.", short=True),
        _versions(shown),
        shown.foot(),
    )


def _filtered(shown: PlanView, scale: float, looked: str) -> tuple[tuple[Action, ...], str]:
    """The actions that the choices in the address leave, and the order chosen for them."""
    actions, today = shown.kept.version.actions, shown.today
    titles = dict(shown.kept.version.priorities)
    numbers = [str(n) for n in sorted({a.priority for a in actions})]
    leads = list(plan_actions.by_lead(actions))

    def led(one: str) -> str:
        return {ALL: "Every lead", NONE: "No lead"}.get(one) or said(one, shown.people)

    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="plan_filters"):
        number = choices.addressed(
            "of",
            "Priority",
            [ALL, *numbers],
            lambda n: "Every priority" if n == ALL else f"{n} {titles.get(int(n), '')}",
            default=ALL,
            width=230 * scale,
        )
        lead = choices.addressed(
            "lead", "Lead", [ALL, *(one or NONE for one in leads)], led,
            default=ALL,
            width=130 * scale,
        )  # fmt: skip
        due = choices.addressed("due", "Due", list(DUE), DUE.__getitem__, default=ALL, width=180 * scale)
        status = choices.addressed(
            "status",
            "Status",
            [ALL, *(s.value for s in ActionStatus)],
            lambda s: "Every status" if s == ALL else s.capitalize(),
            default=ALL,
            width=160 * scale,
        )
        order = choices.addressed(
            "sort", "Sort by", list(plan_actions.SORTS), plan_actions.SORTS.__getitem__, default="overdue", width=150 * scale
        )
    if told := choices.unknown():
        components.write(html("<p role='status'>{}</p>", told))
    near = {
        ALL: actions,
        "overdue": plan_actions.overdue(actions, today),
        "soon": plan_actions.next_due(actions, today),
        NONE: plan_actions.undated(actions),
    }[due]
    left = tuple(
        a for a in plan_actions.matching(near, looked)
        if number in (ALL, str(a.priority)) and (lead == ALL or lead in (plan_actions.leads(a) or (NONE,)))
        and status in (ALL, plan_actions.stood(a, today).value)
    )  # fmt: skip
    return left, order


def _one(shown: PlanView, action: Action) -> None:
    """One action whole, its history, and the form that changes it."""
    facts = [
        ("Action", action.text), ("Due", formats.day(action.due) if action.due else "No date"), ("As printed", action.due_printed),
        ("Leads", "; ".join(said(one, shown.people) for one in plan_actions.leads(action)) or "No lead"),
        ("Status", plan_actions.stood(action, shown.today).value.capitalize()),
        ("Success measure", action.success_measures), ("KPIs", ", ".join(action.kpis)), ("Progress", action.progress),
        ("Also stands as", ", ".join(action.also)), ("Source", action.place),
    ]  # fmt: skip
    dates = plan_changes.due_dates(stood(records.journal(session.home()), shown.area.code, shown.as_at).get(action.code, ()))
    if len(dates) > 1:
        facts.insert(2, ("Due dates", "; ".join(f"{plan_changes.due_words(due)} (from {formats.day(day)})" for due, day in dates)))
    past = history(records.journal(session.home()), shown.area.code, action.code, shown.as_at)
    told = joined(html("<li>{}</li>", _told(one.body, one.who, one.recorded_at, one.removed)) for one in past)
    every = components.link("All actions", "plan", area=shown.area.name)
    components.write(
        components.heading(f"Action {action.code}", level=2),
        components.fact_list(facts, (15, 85)),
        html("<ul>{}</ul>", told) if told else Markup(),
        html("<p>{}</p>", every),
    )
    evidence_list.draw(shown.area.code, shown.as_at, "action", action.code)
    if shown.as_at is None:
        action_form.draw(shown, action)


def _told(body: dict[str, Any] | None, who: str, at: datetime, removed: str) -> str:
    when = f"{formats.day(at.date())}, {at:%H:%M} UTC"
    if body is None:
        return f"{when}, {who}: {removed or 'taken back'}"
    told = [str(body["status"])] if body.get("status") else []
    told += [f"due {formats.day(date.fromisoformat(body['due']))}" if body["due"] else "no due date"] if "due" in body else []
    owners = [f"{one['layer']} {one['printed']}" for one in body.get("owners") or ()]
    told += [f"owners {', '.join(owners) or 'none'}"] if body.get("owners") is not None else []
    told += [f"KPIs {', '.join(body['kpis']) or 'none'}"] if body.get("kpis") is not None else []
    told += [f"{name} ‘{body[field]}’" for name, field in WORDED.items() if body.get(field) is not None]
    why = f" Reason: {body['reason']}" if body.get("reason") else ""
    return f"{when}, {who}: {', '.join(told) or 'as printed'}{why}"


def _versions(shown: PlanView) -> Markup:
    """Every version kept, newest first, folded, and what each gives otherwise than the one received before it."""
    kept = versions(records.journal(session.home()), shown.area.code, shown.as_at)
    body = Markup()
    for n, (entry, version, received) in reversed(list(enumerate(kept))):
        moved = plan_changes.changes(kept[n - 1][1].actions, version.actions) if n else []
        told = joined(html("<li>{}</li>", one.sentence) for one in moved)
        what = (
            html("<details><summary>{} changes</summary><ul>{}</ul></details>", len(moved), told)
            if moved
            else "None"
            if n
            else "First kept"
        )
        dated = formats.day(version.dated) if version.dated else formats.DASH
        cells = (version.title, version.version or formats.DASH, dated, version.file, entry.who)
        words = joined(html("<td>{}</td>", one) for one in cells)
        body += html("<tr><td class='w'>{}</td>{}", formats.day(received), words)
        body += html("<td class='n'>{}</td><td class='last'>{}</td></tr>", len(version.actions), what)
    heads = [
        ("Received", ""),
        ("Title", ""),
        ("Version", ""),
        ("Dated", ""),
        ("File", ""),
        ("Kept by", ""),
        ("Actions", "n"),
        ("Changed", "last"),
    ]
    many = f"{len(kept)} version{'s' * (len(kept) != 1)} of the plan kept"
    return html("<details><summary>{}</summary>{}</details>", many, components.table(heads, body, (11, 17, 12, 11, 16, 8, 8, 17), many))
