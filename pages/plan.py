"""The improvement plan: what is overdue, what falls due when, who leads it, and which KPIs it serves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from html import escape
from typing import Any

import streamlit as st

from data.journal import Changed
from data.model import Refused
from data.plan import Action, ActionStatus
from data.plans_kept import change_action, history
from data.store import person
from kpis import plan, say_plan, show
from pages.parts import cards, choose, evidence, planned, session
from pages.parts.frame import Frame
from pages.parts.planned import Planned

ALL, NONE = "all", "none"
DUE = {ALL: "Any due date", "overdue": "Overdue", "soon": "In the next 30 days", NONE: "No due date"}


def render(frame: Frame) -> None:
    """The page."""
    shown = planned.looked_at(frame)
    if shown is None:
        return
    version = shown.kept.version
    actions = version.actions
    as_at = show.day(shown.today)
    sub = f"{shown.area.name} · {version.title}{', ' + version.version if version.version else ''} · as at {as_at}"
    cards.write(cards.heading(f"{say_plan.headline(actions, shown.today)} on {as_at}", sub))
    chosen = _filtered(shown, frame.scale)
    one = next((a for a in actions if a.code == st.query_params.get("action")), None)
    if one is not None:
        _one(shown, one)
    elif asked := st.query_params.get("action"):
        cards.write(f"<p role='status'>{escape(f'The link names action ‘{asked}’, which is not in this plan. All are shown.')}</p>")
    if len(chosen) < len(actions):
        cards.write(f"<p role='status'>{len(chosen)} of {len(actions)} actions match.</p>")
    cards.write(
        planned.timeline(chosen, shown.today),
        planned.table(shown, chosen, "Actions, overdue first")
        if chosen
        else cards.empty("No action matches", "Choose ‘Every’ above to see every action.", short=True),
        shown.foot(),
    )


def _filtered(shown: Planned, scale: float) -> tuple[Action, ...]:
    """The actions that the choices in the address leave."""
    actions, today = shown.kept.version.actions, shown.today
    titles = dict(shown.kept.version.priorities)
    numbers = [str(n) for n in sorted({a.priority for a in actions})]
    leads = list(plan.by_lead(actions))
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="plan_filters"):
        number = choose.addressed(
            "of",
            "Priority",
            [ALL, *numbers],
            lambda n: "Every priority" if n == ALL else f"{n} {titles.get(int(n), '')}",
            default=ALL,
            width=230 * scale,
        )
        lead = choose.addressed(
            "lead", "Lead", [ALL, *(one or NONE for one in leads)], lambda n: {ALL: "Every lead", NONE: "No lead"}.get(n, n), default=ALL,
            width=130 * scale,
        )  # fmt: skip
        due = choose.addressed("due", "Due", list(DUE), DUE.__getitem__, default=ALL, width=180 * scale)
        status = choose.addressed(
            "status",
            "Status",
            [ALL, *(s.value for s in ActionStatus)],
            lambda s: "Every status" if s == ALL else s.capitalize(),
            default=ALL,
            width=160 * scale,
        )
    if told := choose.unknown():
        cards.write(f"<p role='status'>{escape(told)}</p>")
    near = {
        ALL: actions, "overdue": plan.overdue(actions, today), "soon": plan.next_due(actions, today), NONE: plan.undated(actions),
    }[due]  # fmt: skip
    return tuple(
        a for a in near
        if number in (ALL, str(a.priority)) and (lead == ALL or lead in (plan.leads(a) or (NONE,)))
        and status in (ALL, plan.stood(a, today).value)
    )  # fmt: skip


def _one(shown: Planned, action: Action) -> None:
    """One action whole, its history, and the form that changes it."""
    facts = [
        ("Action", action.text), ("Due", show.day(action.due) if action.due else "No date"), ("As printed", action.due_printed),
        ("Leads", "/".join(plan.leads(action)) or "No lead"), ("Status", plan.stood(action, shown.today).value.capitalize()),
        ("Success measure", action.success_measures), ("KPIs", ", ".join(action.kpis)), ("Progress", action.progress),
        ("Also stands as", ", ".join(action.also)), ("Source", action.place),
    ]  # fmt: skip
    past = history(session.store(session.home()), shown.area.code, action.code, shown.as_at)
    told = "".join(f"<li>{escape(_told(one.body, one.who, one.recorded_at))}</li>" for one in past)
    every = cards.link("All actions", "plan", area=shown.area.name)
    cards.write(
        cards.heading(f"Action {action.code}", level=2),
        cards.fact_list(facts, (15, 85)),
        f"<ul>{told}</ul>" if told else "",
        f"<p>{every}</p>",
    )
    evidence.draw(shown.area.code, shown.as_at, "action", action.code)
    if shown.as_at is None:
        _form(shown, action)


def _told(body: dict[str, Any] | None, who: str, at: datetime) -> str:
    when = f"{show.day(at.date())}, {at:%H:%M} UTC"
    if body is None:
        return f"{when}, {who}: taken back"
    due = f", due {show.day(date.fromisoformat(body['due']))}" if body.get("due") else ", no due date" if "due" in body else ""
    words = f": {body['progress']}" if body.get("progress") else ""
    return f"{when}, {who}: {body.get('status', 'status as printed')}{due}{words}"


def _form(shown: Planned, action: Action) -> None:
    """Status, due date and progress; what stood when the form was opened is what a save must still find."""
    key = f"{shown.area.code}_{action.code}"
    newest = shown.kept.seen.get(action.code)
    if f"status_{key}" not in st.session_state:
        st.session_state[f"seen_{key}"] = newest.id if newest else None
        st.session_state.pop(f"conflict_{key}", None)
        stands = {"status": action.status.value, "due": action.due, "progress": action.progress}
        for name, value in stands.items():
            st.session_state[f"{name}_{key}"] = value
    words: Sequence[str] = [s.value for s in ActionStatus]
    with st.expander(f"Change action {action.code}"):
        if conflict := st.session_state.get(f"conflict_{key}"):
            cards.write(
                cards.finding("check", conflict, "What you typed is still below. Save again to put it in place of theirs.", action.code)
            )
        with st.form(f"form_{key}"):
            status = st.selectbox("Status", words, format_func=str.capitalize, key=f"status_{key}")
            due = st.date_input("Due", value=None, format="DD/MM/YYYY", key=f"due_{key}")
            progress = st.text_area("Progress", max_chars=8000, key=f"progress_{key}")
            saved = st.form_submit_button("Save")
    if not saved:
        return
    seen = st.session_state[f"seen_{key}"]
    body = {"status": status, "due": due.isoformat() if isinstance(due, date) else None, "progress": progress}
    try:
        now, store = datetime.now(UTC), session.store(session.home())
        done = change_action(store, shown.area.code, action.code, body, who=person(), now=now, seen=seen)
    except Changed as why:
        st.session_state[f"seen_{key}"] = why.entry.id if why.entry else None
        st.session_state[f"conflict_{key}"] = str(why)
    except Refused as why:
        cards.write(cards.finding("stop", str(why), "", action.code))
        return
    else:
        st.session_state[f"seen_{key}"] = done.id
        st.session_state.pop(f"conflict_{key}", None)
    st.rerun()
