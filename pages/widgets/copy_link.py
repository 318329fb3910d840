"""A button that copies an address, and the cursor put into a dialog's box: two small things that only the browser can do."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from kpis.markup import Markup

_part = st.components.v2.component(
    "link",
    html=Markup("<div class='pic'><button>Copy link</button><span role='status'></span></div>"),
    css=(Path(__file__).parent / "images.css").read_text(encoding="utf-8") + " .pic button[hidden] { display: none; }",
    js=(Path(__file__).parent / "link.js").read_text(encoding="utf-8"),
)


def copied(key: str, address: str) -> None:
    """A button that puts an address on the clipboard and says so."""
    _part(key=key, data={"address": address, "focus": ""}, width="content", height="content")


def focused(key: str, selector: str) -> None:
    """Puts the cursor into the box that a selector names, once."""
    _part(key=key, data={"address": "", "focus": selector}, width="content", height="content")
