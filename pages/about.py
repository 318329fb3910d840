"""The catalogue, the methods, the glossary and the licences."""

from __future__ import annotations

import re
from html import escape

import streamlit as st

from kpis.rag import RULE
from pages.parts import cards, session
from pages.parts.frame import Frame

VIEWS = ("Catalogue", "Methods", "Glossary", "Licences")


def render(frame: Frame) -> None:
    """The page."""
    cards.write(
        cards.heading("About this dashboard", "What each KPI is, how every figure is worked, what the words mean, and whose data it is")
    )
    view = st.segmented_control("View", VIEWS, default=VIEWS[0], key="about", bind="query-params", label_visibility="collapsed")
    {"Methods": _methods, "Glossary": _glossary, "Licences": _licences}.get(view or VIEWS[0], _catalogue)()


def _catalogue() -> None:
    known, body = session.catalogue(), ""
    for i in known.indicators.values():
        body += (
            f"<tr><td class='code'>{i.code}</td><th scope='row'>{escape(i.title)}</th><td>{escape(i.definition)}</td>"
            f"<td>{i.unit}</td><td>{i.polarity}</td><td>{escape(i.frequency)}</td><td>{escape(i.data_source)}</td></tr>"
        )
    heads = (("", "code"), ("KPI", ""), ("What it is", ""), ("Unit", ""), ("Better", ""), ("Timing", ""), ("Source today", ""))
    cards.write(cards.table(heads, body, (4, 22, 28, 6, 7, 14, 19)), f"<p class='sub'>{escape(RULE)}</p>")


def _methods() -> None:
    st.markdown(_page("METHODS.md"))


def _glossary() -> None:
    text = _page("README.md")
    found = re.search(r"## Glossary\n(.*?)(?=\n## |\Z)", text, re.DOTALL)
    st.markdown(found[1] if found else "The glossary is in README.md.")


def _licences() -> None:
    st.markdown(_page("NOTICE"))


def _page(name: str) -> str:
    return re.sub(r"\A# .*\n", "", (session.ROOT / name).read_text(encoding="utf-8"))
