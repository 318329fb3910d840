"""Before anything is taken away: how many counts of 1 to 4 it holds, whether a withheld one can be worked back, and what is to be done."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from data.model.finding import Refused
from kpis.figures.small_numbers import MARK, SmallNumbers, SmallNumbersFound
from kpis.markup import html
from kpis.narrative.small_numbers_text import words
from kpis.standing.area_view import AreaView
from kpis.standing.kpi_standing import Standing, small_numbers
from pages.queries import area_view, records, session
from pages.queries.area_view import ViewKey
from pages.queries.kept_once import kept_once
from pages.widgets import components
from pages.widgets.markdown_text import as_typed

KIND = "small_numbers"
WENT_ON = "went_on"  # the reasons given in this session, by what was looked at


def offer(held: AreaView, standings: Sequence[Standing], key: str, what: str) -> bool:
    """The line about small numbers and the ways to go on; whether ``what`` may be taken away as it is."""
    if held.small is not SmallNumbers.AS_GIVEN:
        with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"{key}_small"):
            components.write(html("<p class='small'>{}.</p>", MARK[held.small]), width="content")
            st.button("Show every count as given", key=f"{key}_as_given", on_click=session.choose_small, args=(SmallNumbers.AS_GIVEN,))
        return True
    found = of(held, standings)
    if not found or session.illustrative():
        return True
    place = (held.build, held.area.code, str(held.as_at))
    if reason := st.session_state.get(WENT_ON, {}).get(place):
        components.write(html("<p class='small'>{} You went on because: {}</p>", words(found), reason))
        return True
    components.write(html("<p class='small' role='status'><b>Before it leaves.</b> {}</p>", words(found)))
    with st.container(horizontal=True, gap="small", key=f"{key}_small"):
        for how, label in ((SmallNumbers.HIDE, "Hide them"), (SmallNumbers.ROUND, "Round to 5")):
            st.button(as_typed(label), key=f"{key}_{how.value}", on_click=session.choose_small, args=(how,))
        with st.popover("Go on, because …"):
            st.text_input("Why they may be seen by whoever gets this", key=f"{key}_why", max_chars=1000)
            st.button("Go on", key=f"{key}_go_on", on_click=_go_on, args=(held.area.code, place, f"{key}_why", what, found))
    if fault := st.session_state.pop("small_numbers_fault", ""):
        components.write(components.finding("stop", fault, "", ""))
    return False


def of(held: AreaView, standings: Sequence[Standing]) -> SmallNumbersFound:
    """What some KPIs of an area hold, shown together."""
    return _of(area_view.key_of(held), tuple(s.indicator.code for s in standings))


@kept_once(64)
def _of(asked: ViewKey, codes: tuple[str, ...]) -> SmallNumbersFound:
    held = area_view.held_of(asked)
    return small_numbers([held.of(code) for code in codes], session.catalogue_of(asked.home, asked.build).sums)


def _go_on(area: str, place: tuple[str, str, str], box: str, what: str, found: SmallNumbersFound) -> None:
    reason = str(st.session_state.get(box) or "").strip()
    if not reason:
        st.session_state["small_numbers_fault"] = "Say why, in a few words. Nothing was kept."
        return
    body = {"what": what[:300], "small": len(found.small), "worked_back": len(found.worked_back), "reason": reason}
    try:
        records.keep(KIND, area, records.next_key(KIND, area, "N"), body, None)
    except Refused as why:
        st.session_state["small_numbers_fault"] = str(why)
        return
    st.session_state[WENT_ON] = {**st.session_state.get(WENT_ON, {}), place: reason}
