"""The catalogue, the methods, the glossary and the licences."""

from __future__ import annotations

import re

import streamlit as st

from data.catalogue.glossary import read_glossary
from data.text import plain
from kpis.markup import Markup, html, joined
from kpis.targets.rag import RULE
from pages.context import choices, first_steps
from pages.context.page_context import PageContext
from pages.queries import session
from pages.widgets import components
from pages.widgets.glossary_terms import explained

VIEWS = ("Catalogue", "Methods", "Glossary", "Licences", "First steps")


def render(frame: PageContext) -> None:
    """The page."""
    components.write(
        components.heading(
            "About this dashboard", "What each KPI is, how every figure is worked, what the words mean, and whose data it is"
        )
    )
    view = st.segmented_control("View", VIEWS, default=VIEWS[0], key="about", bind="query-params", label_visibility="collapsed")
    {"Methods": _methods, "Glossary": _glossary, "Licences": _licences, "First steps": _first_steps}.get(view or VIEWS[0], _catalogue)()


def _catalogue() -> None:
    known, body = session.catalogue(), Markup()
    for i in known.indicators.values():
        definition = i.definition if i.area else explained(i.definition)
        body += html(
            "<tr><td class='code'>{code}</td><th scope='row'>{title}</th><td>{definition}</td>"
            "<td>{unit}</td><td>{polarity}</td><td>{frequency}</td><td>{data_source}</td></tr>",
            code=i.code, title=i.title, definition=definition, unit=i.unit, polarity=i.polarity, frequency=i.frequency,
            data_source=i.data_source,
        )  # fmt: skip
    heads = (("", "code"), ("KPI", ""), ("What it is", ""), ("Unit", ""), ("Better", ""), ("Timing", ""), ("Source today", ""))
    components.write(components.table(heads, body, (4, 22, 28, 6, 7, 14, 19)), html("<p class='sub'>{}</p>", RULE))


def _methods() -> None:
    """One subject at a time, as METHODS.md lists them."""
    listed = re.findall(r"^- \[(.+)\]\(docs/methods/(.+)\.md\)", _page("METHODS.md"), re.MULTILINE)
    titles = {name: title for title, name in listed}
    chosen = choices.choice("method", "Subject", list(titles), titles.__getitem__, default=next(iter(titles)), width=420)
    components.write(components.heading(titles[chosen], level=2))
    st.markdown(_page(f"docs/methods/{chosen}.md"))


def _glossary() -> None:
    """The field's terms, those that the words looked for leave, then the dashboard's own words."""
    asked = choices.words("term", "Words in a term", "Find a term: WSOA, tribunal, key stage")
    looked = plain(asked).split()
    every = read_glossary().values()
    found = [t for t in every if all(w in plain(" ".join((t.term, t.stands_for, t.sentence, *t.also))) for w in looked)]
    body = joined(
        html(
            "<tr><th scope='row'><b>{}</b></th><td>{}</td><td>{}</td><td class='small quiet last'>{}</td></tr>",
            t.term, t.stands_for, t.sentence, t.source,
        )
        for t in sorted(found, key=lambda t: t.term.casefold())
    )  # fmt: skip
    heads = (("Term", ""), ("Stands for", ""), ("What it is", ""), ("Where that is said", "last"))
    components.write(
        html("<p role='status' class='quiet small'>{} of {} terms.</p>", len(found), len(every)) if looked else Markup(),
        components.table(heads, body, (13, 22, 42, 23), "Terms of the field")
        if found
        else components.empty("No term matches", "Try fewer letters, or empty the box to see every term.", short=True),
    )
    with st.expander("Words of this dashboard"):
        st.markdown(_page("docs/using/glossary.md"))


def _first_steps() -> None:
    components.write(components.heading("First steps", "What a partnership sets up, ticked by what its own folder holds.", level=2))
    first_steps.box()
    if made_up := session.illustrative_area():
        way = components.link("Look at the illustrative borough", "overview", area=made_up)
        components.write(html("<p>{}: eight years of made-up figures, apart from your own.</p>", way))


def _licences() -> None:
    st.markdown(_page("NOTICE"))


def _page(name: str) -> str:
    return re.sub(r"\A# .*\n", "", (session.ROOT / name).read_text(encoding="utf-8"))
