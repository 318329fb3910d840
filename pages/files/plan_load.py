"""A plan among the files of the Load page: what was understood of it, and keeping it."""

from __future__ import annotations

import streamlit as st

from data.catalogue.catalogue import Catalogue
from data.home.intake import TakenFile
from data.model.finding import Refused
from data.records.plan_versions import kept_already
from kpis import formats
from kpis.markup import Markup, joined
from kpis.plan import plan_actions, plan_text
from pages.queries import homes, records, session
from pages.widgets import components


def offer(taken: TakenFile, known: Catalogue) -> None:
    """What one plan holds, its findings, and the button that keeps it."""
    name, version = taken.name, taken.plan
    if version is None:
        components.write(components.heading("This plan was refused", level=2), components.finding("stop", taken.refused, "", name))
        return
    actions = version.actions
    citing = sum(bool(a.kpis) for a in actions)
    title = f"{known.areas[version.area].name}: {plan_text.headline(actions, session.today())} on {formats.day(session.today())}"
    sub = f"Improvement plan · {name} · {len(actions) - len(plan_actions.undated(actions))} with a due date · {citing} cite a KPI"
    same = kept_already(records.journal(session.own_home()), version)
    components.write(components.heading(title, f"{sub} · {'this plan is already kept' if same else 'nothing is saved yet'}", 2))
    if same is None and st.button("Keep this plan", type="primary", key=f"keep_plan_{version.sha256[:12]}"):
        try:
            copy = taken.clean_copy()
            _, new = homes.writer(session.own_home()).keep_plan(version, taken.content, received=taken.received, copy=copy)
        except Refused as why:
            components.write(components.finding("stop", str(why), "", name))
            return
        told = f"{name} is kept." if new else f"{name} is already kept. Nothing was changed."
        session.start_own()
        st.session_state["plan_kept"] = told, known.areas[version.area].name
        st.rerun()
    components.write(
        joined(components.finding(f.severity.value, f.what, f.hint, f.where) for f in version.findings)
        or Markup("<p>Nothing to check.</p>")
    )
