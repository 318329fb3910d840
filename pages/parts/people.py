"""The people of a plan: every owner it names, who they are, which initials are not resolved and which can be read two ways."""

from __future__ import annotations

from html import escape

import streamlit as st

from data.records.record_schemas import collisions
from kpis.formats import DASH
from kpis.plan.people import PlanOwner, named
from pages.parts import cards, choose, typed, words
from pages.parts.planned import Planned

KIND = "person"
WIDTHS = (12, 36, 16, 12, 24)


def draw(shown: Planned) -> None:
    """The view: what is found, a row a name, and the form unless a past day is looked at."""
    found = named(shown.kept.version.actions, shown.people)
    bare = [one.printed for one in found if one.initials and one.person is None]
    lead = f"{len(bare)} of {sum(one.initials for one in found)} initials not resolved" if bare else "Every set of initials is resolved"
    lead = lead if any(one.initials for one in found) else "The plan names no owner by initials"
    heads = [("As printed", ""), ("Who", ""), ("Named as", ""), ("Actions", "n"), ("To check", "last")]
    rows = "".join(_row(shown, one) for one in found)
    nobody = cards.empty("No owner is named", "No action of the plan names an owner.", short=True)
    cards.write(cards.heading(lead, level=2), cards.table(heads, rows, WIDTHS, "People the plan names") if found else nobody)
    if shown.as_at is None:
        _form(shown, found)


def _row(shown: Planned, one: PlanOwner) -> str:
    if one.person:
        who = escape(one.person.words)
    elif one.initials:
        who = "<b>Not resolved</b>"
    else:
        who = cards.quiet(DASH)
    check = " ".join(filter(None, (one.clash, *(f.what for f in collisions(one.printed)))))
    many = cards.link(str(len(one.actions)), "plan", area=shown.area.name, lead=one.printed) if "lead" in one.layers else len(one.actions)
    return (
        f"<tr><th scope='row'>{escape(one.printed)}</th><td>{who}</td><td>{escape(', '.join(one.layers))}</td>"
        f"<td class='n'>{many}</td><td class='last'>{escape(check) or cards.quiet(DASH)}</td></tr>"
    )


def _form(shown: Planned, found: tuple[PlanOwner, ...]) -> None:
    """Someone the plan names by initials, or anyone else, added or changed."""
    kept = words.latest(KIND, shown.area.code)
    every = list(dict.fromkeys([*(one.printed for one in found if one.initials), *kept]))
    new = "Someone else"
    bare = [one for one in every if one not in kept]
    with st.expander("Say who someone is", expanded=bool(bare)):
        who = choose.addressed("who", "Initials", [*every, new], str, default=(bare or [*every, new])[0], width=200)
        boxes = [typed.line("name", "Name (may be left out)", 120), typed.line("role", "Role"), typed.line("organisation", "Organisation")]
        if who == new:
            typed.form(
                typed.Thing(KIND, shown.area.code), [typed.line("initials", "Initials", 6), *boxes],
                keyed=lambda body: str(body.get("initials", "")),
            )  # fmt: skip
        else:
            thing = typed.Thing(
                KIND, shown.area.code, who, words.latest(KIND, shown.area.code, gone=True).get(who), always={"initials": who}
            )
            typed.form(thing, boxes, columns=3)
            if who in kept:
                typed.remove(thing, f"Take {who} away")
        cards.write(typed.made_up())
