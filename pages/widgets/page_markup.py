"""The one way in which HTML comes to stand on a page: as ``Markup``, never as text."""

from __future__ import annotations

from typing import Literal

import streamlit as st

from kpis.markup import Markup


def put(piece: Markup, *, width: Literal["stretch", "content"] = "stretch") -> None:
    """Puts one piece on the page, as it is."""
    st.html(str(piece), width=width)
