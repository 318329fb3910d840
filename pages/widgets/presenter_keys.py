"""The presenter's keys, heard in the reader's own browser, where no inline and no remote script may run (script-src 'self' blob:)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import streamlit as st

from kpis.markup import Markup

_keys = st.components.v2.component(
    "presenter", html=Markup("<i></i>"), js=(Path(__file__).parent / "keys.js").read_text(encoding="utf-8")
)  # fmt: skip
KEY = "present_keys"


def heard(take: Callable[[str], None]) -> None:
    """Calls ``take`` with ``next``, ``back``, ``first``, ``last`` or ``index`` when its key is pressed outside a box."""

    def pressed() -> None:
        state = st.session_state.get(KEY)
        if state and state.move:
            take(str(state.move))

    with st.container(key="present_heard"):
        _keys(key=KEY, on_move_change=pressed)
