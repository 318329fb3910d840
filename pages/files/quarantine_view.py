"""Files in quarantine on Sources: what each holds that its clean copy does not, and the two things that a named person may decide."""

from __future__ import annotations

from typing import Literal

import streamlit as st

from data.home.quarantined import QuarantinedFile, in_quarantine
from data.model.finding import Refused
from kpis import formats
from kpis.markup import Markup, html, joined
from pages.queries import homes, session
from pages.widgets import components
from pages.widgets.markdown_text import as_typed, markdown

SHOWN = 20
TOLD = "quarantine_told"
ABOUT = (
    "What is kept and handed out of a workbook is a clean copy of its cells. The file as it was given waits here: in no backup, and "
    "nobody can download it. Delete it, or say why it is kept."
)


def draw(area: str) -> None:
    """The files of an area that wait or are kept, behind a fold; nothing where there are none."""
    if session.illustrative():
        return
    found = [one for one in in_quarantine(homes.reader(session.home())) if one.area in ("", area)]
    told = st.session_state.pop(TOLD, "")
    if not found and not told:
        return
    waiting = [one for one in found if one.decided is None]
    marked = sum(bool(one.held) for one in waiting)
    title = f"Quarantine: {len(waiting)} file{'s' * (len(waiting) != 1)} wait{'s' * (len(waiting) == 1)}"
    more = f", {marked} with something about children" if marked else ""
    with st.expander(markdown("{}{}", title, more), expanded=bool(told)):
        components.write(html("<p>{}</p>", ABOUT), html("<p role='status'>{}</p>", told) if told else Markup())
        plain = [one for one in waiting if not one.held]
        if len(plain) > 1:
            _decide(f"Delete the {len(plain)} in which nothing was found", "plain", plain, "delete")
        for one in found[:SHOWN]:
            _one(one)
        if len(found) > SHOWN:
            components.write(html("<p>And {} more. All of them: python cli.py quarantine</p>", len(found) - SHOWN))


def _one(one: QuarantinedFile) -> None:
    of = f"load {one.load}" if one.load else "a plan" if one.area else "no load"
    held = joined(html("<br>{}", words) for words in one.held)
    state = Markup()
    if one.decided is not None and one.at is not None:
        state = html(" <span class='quiet'>· kept by {}, {}: {}</span>", one.by, formats.day(one.at.date()), one.why)
    components.write(html("<p><b>{}</b> · {}{}{}</p>", one.name, of, state, held))
    with st.container(horizontal=True, gap="small"):
        _decide("Delete", one.sha256[:12], [one], "delete")
        if one.decided is None:
            _decide("Keep", one.sha256[:12], [one], "keep")


def _decide(label: str, key: str, files: list[QuarantinedFile], action: Literal["keep", "delete"]) -> None:
    """A press behind a reason, which is kept with who gave it."""
    with st.popover(as_typed(label), width="content"):
        why = st.text_input("Reason, kept with your name", key=f"quarantine_why_{action}_{key}", max_chars=300)
        if st.button("Delete for good" if action == "delete" else "Keep", key=f"quarantine_{action}_{key}",
                     type="primary", disabled=not why.strip()):  # fmt: skip
            home = homes.writer(session.home())
            try:
                for one in files:
                    home.decide_original(one.sha256, action, why=why.strip(), area=one.area or "-", file=one.name)
                done = "deleted" if action == "delete" else "kept in quarantine"
                st.session_state[TOLD] = f"{len(files)} file{'s' * (len(files) != 1)} {done}."
            except Refused as fault:
                st.session_state[TOLD] = str(fault)
            st.rerun()
