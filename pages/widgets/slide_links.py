"""Ways into a meeting's slides, and back to one of them."""

from __future__ import annotations

import streamlit as st

from kpis.markup import Markup, html
from pages.widgets import components


def paper(area: str, meeting: str = "", slide: str = "") -> Markup:
    """The link that starts presenting, and how the same is printed."""
    ids = {name: key for name, key in (("meeting", meeting), ("slide", slide)) if key}
    begin = components.link("Present this meeting", "present", area=area, **ids)
    hint = "To print, press Ctrl+P there: each slide is one A4 page, landscape."
    return html("<p class='noprint'><b>{}</b> full screen, by keyboard. <span class='quiet'>{}</span></p>", begin, hint)


def back(area: str) -> Markup:
    """On a KPI's page opened from a slide: the way back to that slide."""
    asked = st.query_params
    if asked.get("from") != "present":
        return Markup()
    number = asked.get("n", "")
    words = f"← Back to slide {number}" if number.isdecimal() and len(number) < 4 else "← Back to the slide"
    ids = {name: asked[name] for name in ("meeting", "slide", "as_at") if name in asked}
    return html("<p>{}</p>", components.link(words, "present", area=area, **ids))
