"""Open checks on a KPI's figures, each to be answered by a person who knows that the figure is right, and those answered already."""

from __future__ import annotations

import streamlit as st

from data.model.finding import Refused
from data.text import first_capital
from kpis.markup import Markup, html, joined
from kpis.standing.area_view import AreaView
from kpis.standing.kpi_standing import Standing
from pages.queries import records
from pages.records import record_form
from pages.widgets import components
from pages.widgets.markdown_text import markdown

KIND = "check_answer"
WHY = "The figure is right, because"


def draw(held: AreaView, s: Standing) -> None:
    """A form a check, unless a past day is replayed; a check that was answered can be opened again."""
    if held.as_at is not None or not (s.doubts or s.answered):
        return
    block = st.expander(
        markdown("Checks on these figures: {} open, {} answered", len(s.doubts), len(s.answered)), key="check_answers", on_change="rerun"
    )
    if not block.open:
        return
    try:
        standing = records.latest(KIND, held.area.code, None)
    except Refused as why:
        components.write(components.finding("stop", str(why), "No check can be answered; nothing was changed.", ""))
        return
    with block:
        for doubt in {one.key: one for one in (*s.doubts, *s.answered)}.values():
            entry = standing.get(doubt.key)
            always = {"kpi": s.indicator.code, "check": doubt.check}
            thing = record_form.FormSubject(KIND, held.area.code, doubt.key, entry, always=always)
            components.write(html("<p class='small'>{}</p>", doubt.what))
            record_form.form(thing, [record_form.long("because", WHY, 1000)], save="Answer this check", columns=1)
            if entry is not None:
                record_form.remove(thing, "Open this check again")


def answered(s: Standing) -> Markup:
    """The checks that a person answered, with who, when and why."""
    told = {one.key: one for one in s.answered if one.answer is not None}.values()
    return joined(html("<p class='small'>{} {}</p>", one.what, first_capital(one.answer.receipt)) for one in told if one.answer is not None)


def of_area(held: AreaView) -> Markup:
    """Every answered check of an area's figures, by KPI; empty where there is none."""
    body = joined(
        html(
            "<div>{}{}</div>",
            components.link(s.indicator.code, "kpi", area=held.area.name, kpi=s.indicator.code), answered(s),
        )
        for s in held.standings if s.answered
    )  # fmt: skip
    return components.heading("Checks that were answered", level=2) + body if body else Markup()
