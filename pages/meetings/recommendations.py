"""Numbered recommendations with the responses to them: shown, typed and changed in place; a real document's come in with one press."""

from __future__ import annotations

from datetime import date

import streamlit as st

from data.model.finding import Refused
from data.model.record import Record
from data.records.journal import ChangedMeanwhile
from data.records.sample_records import RECOMMENDATIONS, area_of, recommendations
from kpis import formats
from kpis.markup import Markup, html, joined
from kpis.standing.area_view import AreaView
from pages.queries import records, session
from pages.records import record_form
from pages.records.record_form import FormSubject
from pages.widgets import components
from pages.widgets.markdown_text import as_typed, markdown

KIND = "recommendation"
TOLD = "recommended_told"


def draw(held: AreaView) -> None:
    """The table, one recommendation whole where the address names it, and the forms."""
    area = held.area.code
    standing = records.latest(KIND, area, held.as_at)
    answered = sum(1 for e in standing.values() if e.body and e.body.get("response"))
    many = len(standing)
    title = f"{many} recommendation{'s' * (many != 1)}, {answered} answered" if many else "No recommendation is recorded yet"
    components.write(components.heading(title, f"{held.area.name} · as at {formats.day(held.as_at or session.today())}"))
    if not many:
        why = "A recommendation needs its words and where it is written. The response, who owns it and by when can be added later."
        components.write(components.empty("Scrutiny’s and inspectors’ recommendations stand here", why, short=True))
    else:
        components.write(_table(held, standing))
    if held.as_at is not None:
        components.write(components.foot(held))
        return
    if asked := st.query_params.get(KIND):
        if asked in standing:
            with st.expander(markdown("Change recommendation {}", asked), expanded=True):
                record_form.form(FormSubject(KIND, area, asked, standing[asked]), _boxes())
        else:
            components.write(html("<p role='status'>{}</p>", f"The link names recommendation ‘{asked}’, which is not recorded here."))
    with st.expander("Add a recommendation"):
        record_form.form(FormSubject(KIND, area, prefix="N"), _boxes(), save="Add")
    _offer(held)
    components.write(record_form.made_up(), components.foot(held))


def _boxes() -> list[record_form.FormBox]:
    return [
        record_form.long("text", "Recommendation"),
        record_form.long("response", "Response", 8000),
        record_form.line("source", "Where it is written", 1000),
        record_form.line("issued_by", "Issued by"),
        record_form.line("owner", "Owner", 120),
        record_form.day("by_when", "By when"),
    ]


def _table(held: AreaView, standing: dict[str, Record]) -> Markup:
    body = Markup()
    for key, entry in standing.items():
        found = entry.body or {}
        by = formats.day(date.fromisoformat(found["by_when"])) if found.get("by_when") else formats.DASH
        cells = (found.get("response") or "No response yet", found.get("issued_by") or formats.DASH, found.get("owner") or formats.DASH, by)
        link = components.link(key, "meetings", area=held.area.name, view="recommendations", recommendation=key)
        told = joined(html("<td>{}</td>", cell) for cell in cells)
        where = html("<td class='last small'>{}</td>", found["source"])
        body += html("<tr><td class='code'>{}</td><th scope='row'>{}</th>{}{}</tr>", link, found["text"], told, where)
    heads = [
        ("", "code"),
        ("Recommendation", ""),
        ("Response", ""),
        ("Issued by", ""),
        ("Owner", ""),
        ("By when", ""),
        ("Written in", "last"),
    ]
    return components.table(heads, body, (4, 27, 28, 11, 9, 8, 13), "Recommendations and responses")


def _offer(held: AreaView) -> None:
    """A real document's recommendations, for its own area in the partnership's own folder."""
    area = held.area.code
    known = records.latest(KIND, area, gone=True)
    missing = [one for one in recommendations() if str(one.number) not in known] if area == area_of(RECOMMENDATIONS) else []
    if missing and not session.illustrative():
        label = f"Bring in the {len(missing)} recommendations of 17 October 2023 with the responses, each in a line of our own"
        st.button(as_typed(label), key="bring_in_recommendations", on_click=_bring_in, args=(area,))
    if told := st.session_state.get(TOLD):
        components.write(html("<p role='status'>{}</p>", told))


def _bring_in(area: str) -> None:
    known = records.latest(KIND, area, gone=True)
    try:
        for one in recommendations():
            if str(one.number) not in known:
                body = {"text": one.text, "response": one.response, "source": f"{one.source}, {one.place}", "issued_by": one.issued_by}
                records.keep(KIND, area, str(one.number), body, None)
        st.session_state[TOLD] = "Brought in. Each can be changed; what the document says stays in the history."
    except (ChangedMeanwhile, Refused) as why:
        st.session_state[TOLD] = f"Not all were brought in. {why}"
