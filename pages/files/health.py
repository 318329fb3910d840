"""Health: what is amiss with the home, for whom it matters, and one button that mends each."""

from __future__ import annotations

import streamlit as st

from data.home import health
from data.home.health_finding import ASKED, BUTTON, HealthFinding, Repair
from data.model.finding import Refused
from data.store.stored_figures import StoreFault
from kpis.markup import html
from pages.context.page_context import PageContext
from pages.files import removal
from pages.queries import homes, session
from pages.widgets import components
from pages.widgets.markdown_text import as_typed

FOUND, DONE = "health_found", "health_done"


def render(_: PageContext) -> None:
    """The page."""
    where = session.own_home()
    if (making := homes.under_way(where)) is not None:
        components.write(
            components.heading("The figures are being made again", f"{making.done} of {making.of}. Look again when that is over.")
        )
        st.button("Look again", key="health_again")
        return
    found = _found(where)
    grave = sum(one.grave for one in found)
    title = f"{len(found)} finding{'s' * (len(found) != 1)}, {grave} of them grave" if found else health.WHOLE
    components.write(components.heading(title, f"Health of {where}: figures, files received, list of loads, typed words, and the disk"))
    if told := st.session_state.pop(DONE, ""):
        components.write(html("<p role='status'>{}</p>", told))
    for n, one in enumerate(found):
        components.write(components.finding("stop" if one.grave else "note", one.what, one.hint, f"For: {one.whom}"))
        if one.repair is not None:
            _button(where, n, one, one.repair)
    if st.button("Look again", key="health_again"):
        st.session_state.pop(FOUND, None)
        st.rerun()
    if _holds_anything(where):
        removal.section(where)


def _holds_anything(where: str) -> bool:
    """Whether there is a home here that something could be removed from."""
    home = homes.reader(where)
    return not home.identity.absence() and not home.identity.newer() and any((home.folder / part).is_dir() for part in ("ledger", "words"))


def _found(where: str) -> list[HealthFinding]:
    """The findings, looked for when the page is opened and kept until somebody looks again or mends one."""
    held = st.session_state.get(FOUND)
    if held is None or held[0] != where:
        with st.spinner("Looking through everything that is kept here"):
            held = st.session_state[FOUND] = (where, health.check(homes.reader(where)))
    found: list[HealthFinding] = held[1]
    return found


def _button(where: str, n: int, finding: HealthFinding, repair: Repair) -> None:
    """The button that mends a finding, behind a question."""
    with st.popover(BUTTON[repair], width="content"):
        components.write(html("<p>{}</p>", ASKED[repair]))
        given = st.file_uploader("The file as it was received", key=f"health_file_{n}") if repair is Repair.FILE else None
        if st.button("Yes", key=f"mend_{n}", type="primary", disabled=repair is Repair.FILE and given is None):
            try:
                content = given.getvalue() if given is not None else b""
                with st.spinner(as_typed(finding.what)):
                    st.session_state[DONE] = health.mend(homes.writer(where), repair, content=content)
            except (Refused, StoreFault, OSError) as why:
                st.session_state[DONE] = str(why)
            homes.forget_kept()
            st.session_state.pop(FOUND, None)
            st.rerun()
