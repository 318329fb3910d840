"""What stands at the right of the top bar on every page: Find, and saved views with the link to pass on."""

from __future__ import annotations

from datetime import date

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from kpis.markup import html
from kpis.standing.area_view import AreaView
from pages.queries import partnership
from pages.shell import saved_views, search_index
from pages.widgets import components, copy_link


def place() -> DeltaGenerator:
    """Where the buttons go: before the choices, so that they come first by keyboard too."""
    return st.container(key="bar", horizontal=True, gap="small", width="content")


def draw(top: DeltaGenerator, page: str, held: AreaView | None) -> None:
    """The two buttons; what each opens is drawn only once it is pressed. Ctrl+K, or Cmd+K, presses Find."""
    area = held.area.name if held else str(st.session_state.get("chosen_area") or "")
    with top:
        if whose := partnership.settings().name:
            components.write(html("<span class='whose'>{}</span>", whose), width="content")
        if st.button("Find", key="find_open", shortcut="Ctrl+K", icon=":material/search:"):
            _find(area, held.as_at if held else None)
        if st.button("Views", key="views_open", icon=":material/bookmark:"):
            _views(page)


@st.dialog("Find", width="medium")
def _find(area: str, as_at: date | None) -> None:
    search_index.box(area, as_at)
    copy_link.focused("find_focus", "[role=dialog] input")


@st.dialog("Views and links", width="medium")
def _views(page: str) -> None:
    saved_views.box(page)
