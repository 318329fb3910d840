"""The people of a plan: every owner it names, who they are, which initials are not resolved and which can be read two ways."""

from __future__ import annotations

import streamlit as st

from data.records.record_schemas import collisions
from kpis.formats import DASH
from kpis.markup import Markup, html, joined
from kpis.plan.people import PlanOwner, named
from pages.context import choices
from pages.queries import records
from pages.records import record_form
from pages.records.plan_view import PlanView
from pages.widgets import components

KIND = "person"
WIDTHS = (12, 36, 16, 12, 24)


def draw(shown: PlanView) -> None:
    """The view: what is found, a row a name, and the form unless a past day is looked at."""
    found = named(shown.kept.version.actions, shown.people)
    bare = [one.printed for one in found if one.initials and one.person is None]
    lead = f"{len(bare)} of {sum(one.initials for one in found)} initials not resolved" if bare else "Every set of initials is resolved"
    lead = lead if any(one.initials for one in found) else "The plan names no owner by initials"
    heads = [("As printed", ""), ("Who", ""), ("Named as", ""), ("Actions", "n"), ("To check", "last")]
    rows = joined(_row(shown, one) for one in found)
    nobody = components.empty("No owner is named", "No action of the plan names an owner.", short=True)
    components.write(components.heading(lead, level=2), components.table(heads, rows, WIDTHS, "People the plan names") if found else nobody)
    if shown.as_at is None:
        _form(shown, found)


def _row(shown: PlanView, one: PlanOwner) -> Markup:
    if one.person:
        who = one.person.words
    elif one.initials:
        who = Markup("<b>Not resolved</b>")
    else:
        who = components.quiet(DASH)
    check = " ".join(filter(None, (one.clash, *(f.what for f in collisions(one.printed)))))
    many = (
        components.link(str(len(one.actions)), "plan", area=shown.area.name, lead=one.printed) if "lead" in one.layers else len(one.actions)
    )
    return html(
        "<tr><th scope='row'>{printed}</th><td>{person}</td><td>{layers}</td><td class='n'>{many}</td><td class='last'>{check}</td></tr>",
        printed=one.printed, person=who, layers=", ".join(one.layers), many=many, check=check or components.quiet(DASH),
    )  # fmt: skip


def _form(shown: PlanView, found: tuple[PlanOwner, ...]) -> None:
    """Someone the plan names by initials, or anyone else, added or changed."""
    kept = records.latest(KIND, shown.area.code)
    every = list(dict.fromkeys([*(one.printed for one in found if one.initials), *kept]))
    new = "Someone else"
    bare = [one for one in every if one not in kept]
    with st.expander("Say who someone is", expanded=bool(bare)):
        who = choices.addressed("who", "Initials", [*every, new], str, default=(bare or [*every, new])[0], width=200)
        boxes = [
            record_form.line("name", "Name (may be left out)", 120),
            record_form.line("role", "Role"),
            record_form.line("organisation", "Organisation"),
        ]
        if who == new:
            record_form.form(
                record_form.FormSubject(KIND, shown.area.code), [record_form.line("initials", "Initials", 6), *boxes],
                keyed=lambda body: str(body.get("initials", "")),
            )  # fmt: skip
        else:
            thing = record_form.FormSubject(
                KIND, shown.area.code, who, records.latest(KIND, shown.area.code, gone=True).get(who), always={"initials": who}
            )
            record_form.form(thing, boxes, columns=3)
            if who in kept:
                record_form.remove(thing, f"Take {who} away")
        components.write(record_form.made_up())
