"""A pack of one KPI in each of the forms: made when it is asked for, never before."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import streamlit as st

from data.model.finding import Refused
from kpis.exports.document.facts import ReportFacts
from kpis.exports.document.provenance import PackWords
from kpis.standing.area_view import AreaView
from kpis.standing.kpi_standing import Standing
from pages.queries import area_view, session
from pages.records import commentary, report_download, small_numbers
from pages.widgets.image_export import file_name
from pages.widgets.markdown_text import as_typed

KINDS = {
    "pptx": ("PowerPoint", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    "docx": ("Word", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "html": ("Web page", "text/html"),
    "xlsx": ("Excel", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


def button(held: AreaView, standings: Sequence[Standing], key: str) -> None:
    """A button that opens the forms of a pack of these KPIs, which stand for all the area's or for one."""
    try:
        said, why = commentary.said(held.area.code, held.as_at), ""
    except Refused as fault:
        said, why = {}, f"Commentary cannot be read and is left out. {fault}"
    words = area_view.pack_words(held, standings, said)
    which = standings[0].indicator.code if len(standings) == 1 else "send-pack"
    name = f"{file_name(f'{held.area.name} {which}')}-{words.as_at.isoformat()}"
    with st.popover("Download pack", key=key):
        st.caption("Slides and a Word report with charts you can edit, a web page to send or print, or the scorecard as a workbook.")
        if why:
            st.caption(as_typed(why))
        if not small_numbers.offer(held, standings, key, name):
            return
        with st.container(horizontal=True, gap="small"):
            for form, (label, mime) in KINDS.items():
                made = partial(_made, form, standings, words, partial(report_download.facts_of, held, session.home()))
                st.download_button(as_typed(label), made, f"{name}.{form}", mime, on_click="ignore", key=f"{key}_{form}")


def _made(form: str, standings: Sequence[Standing], words: PackWords, facts: Callable[[], ReportFacts]) -> bytes:
    from kpis.exports.pack.pack import pack  # what makes slides is loaded when somebody asks for some, not before the first page

    return pack(form, standings, words, facts).content
