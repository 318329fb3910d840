"""Tells Python whether the window is a meeting-room screen: charts are sized in pixels, and Python cannot see the window."""

from __future__ import annotations

import streamlit as st

from kpis.markup import Markup

ROOM_FROM = 1800  # CSS pixels wide
_probe = st.components.v2.component(
    "viewport",
    html=Markup("<i></i>"),
    js=f"""export default function ({{ setStateValue, parentElement }}) {{
  const room = window.innerWidth >= {ROOM_FROM};
  if (parentElement.sdRoom !== room) {{ parentElement.sdRoom = room; if (room) setStateValue('room', room); }}
}}""",
)


def scale() -> float:
    """1.5 on a window at least 1800 wide, otherwise 1. Costs one extra run when a wide window opens."""
    seen = _probe(key="viewport", default={"room": False}, on_room_change=lambda: None)
    return 1.5 if seen.room else 1.0
