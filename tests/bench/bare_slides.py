"""The bare presentation: the same slides, ready as HTML, one at a time with a button for the next. ``BARE_SLIDES`` names their file."""

from __future__ import annotations

import json
import os
from pathlib import Path

import streamlit as st

st.set_page_config(page_title="bare", layout="wide")
slides = json.loads(Path(os.environ["BARE_SLIDES"]).read_text(encoding="utf-8"))
at = st.session_state.setdefault("at", 0)
st.html(f"<div class='slide'>{slides[at]}</div>")


def _next() -> None:
    st.session_state["at"] = min(at + 1, len(slides) - 1)


st.button("Next", on_click=_next)
