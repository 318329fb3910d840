"""What is said of one figure: the words of its period, the form that changes them, earlier periods' words, and the history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import streamlit as st

from data.model.finding import Refused
from data.model.record import Record
from data.records.record_schemas import COMMENT_WORDS, changed_fields
from data.text import first_capital
from kpis import formats
from kpis.governance.exceptions import FIELDS, TEXTS, StandingCommentary, commentary_key, state_of
from kpis.markup import Markup, html, joined
from kpis.standing.area_view import AreaView
from kpis.standing.kpi_standing import Standing
from pages.queries import records, session
from pages.records import record_form
from pages.records.record_form import FormBox
from pages.widgets import components
from pages.widgets.markdown_text import as_typed, markdown

KIND = "commentary"
HINTS = {
    "what": "The figure in plain words.", "why": "What caused it.", "so_what": "What it means for children and families.",
    "next": "What will be done.",
}  # fmt: skip
LEAD = "Lead (left empty: the owner printed beside the KPI, else the catalogue’s)"


def said(area: str, as_at: date | None) -> dict[str, StandingCommentary]:
    """An area's commentary by its key; with ``as_at``, as recorded by that day.

    Raises:
        Refused: the journal cannot be read.
    """
    return {key: _said(key, entry) for key, entry in records.latest(KIND, area, as_at).items()}


def folded(held: AreaView, s: Standing) -> None:
    """The block of one KPI's page: closed until it is asked for, its state in its name."""
    if s.own is None:
        return
    try:
        entry = records.latest(KIND, held.area.code, held.as_at, gone=True).get(commentary_key(s.indicator.code, s.own.period))
    except Refused as why:
        components.write(components.finding("stop", str(why), "The commentary cannot be shown; nothing was changed.", ""))
        return
    found = _said(entry.key, entry) if entry is not None and entry.body is not None else None
    state = state_of(found, held.as_at or session.today())
    block = st.expander(markdown("Commentary on {}: {}", formats.period(s.own.period), state), key="commentary", on_change="rerun")
    if block.open:
        with block:
            draw(held, s)


def draw(held: AreaView, s: Standing) -> None:
    """The words of the newest figure's period, the form unless a past day is replayed, earlier periods' words, and the history."""
    if s.own is None:
        return
    area, code = held.area.code, s.indicator.code
    key = commentary_key(code, s.own.period)
    standing = records.latest(KIND, area, held.as_at, gone=True)
    entry = standing.get(key)
    thing = record_form.FormSubject(KIND, area, key, entry)
    if held.as_at is None:
        _form(thing)
    else:
        components.write(_shown(entry))
    earlier = [_said(one.key, one) for k, one in standing.items() if k.startswith(f"{code}/") and k != key and one.body is not None]
    components.write(
        _earlier(sorted(earlier, key=lambda one: one.recorded, reverse=True)), _history(records.past(KIND, area, key, held.as_at)),
        record_form.made_up(),
    )  # fmt: skip


def facts(one: StandingCommentary) -> Markup:
    """The words as a list of facts, with who and when."""
    receipt = f"{first_capital(one.receipt)}."
    return components.fact_list(one.paragraphs, (14, 86)) + html("<p class='quiet small'>{}</p>", receipt)


def _said(key: str, entry: Record) -> StandingCommentary:
    return StandingCommentary(key, entry.body or {}, entry.who, entry.recorded_at)


def _shown(entry: Record | None) -> Markup:
    if entry is not None and entry.removed and entry.body is None:
        return html("<p>This commentary was {}.</p>", entry.removed)
    if entry is None or entry.body is None:
        return Markup("<p>No commentary had been recorded on this figure.</p>")
    return facts(_said(entry.key, entry))


def _form(thing: record_form.FormSubject) -> None:
    texts = [_counted(name) for name in TEXTS]
    record_form.form(
        thing, [*texts, record_form.day("by_when", FIELDS["by_when"]), record_form.line("lead", LEAD, 120)], save="Save the commentary"
    )
    if thing.entry is not None and thing.entry.body is not None:
        receipt = _said(thing.key, thing.entry).receipt
        components.write(html("<p class='quiet small'>This commentary was {}.</p>", receipt))


def _counted(name: str) -> FormBox:
    """A box of several lines, and under it how many words it holds as last saved or refused, and how many are left."""

    def draw(label: str, key: str) -> Any:
        st.text_area(as_typed(label), key=key, height=92)
        used = len(str(st.session_state.get(key) or "").split())
        left = COMMENT_WORDS - used
        told = f"{left} left" if left >= 0 else f"{-left} too many"
        components.write(html("<p class='quiet small'>{} {} of {} words used, {}.</p>", HINTS[name], used, COMMENT_WORDS, told))

    return FormBox(name, FIELDS[name], draw, lambda v: v or "", lambda v: str(v or "").strip() or None)


def _earlier(found: Sequence[StandingCommentary]) -> Markup:
    if not found:
        return Markup()
    body = joined(html("{}{}", components.heading(one.period, level=3), facts(one)) for one in found)
    return components.heading("Words on other periods", level=2) + body


def _history(past: Sequence[Record]) -> Markup:
    if len(past) < 2:
        return Markup()
    before: Mapping[str, Any] | None = None
    items = Markup()
    for one in past:
        items += html("<li>{}</li>", _change(before, one))
        before = one.body
    return html("<details><summary>History: {} changes</summary><ul>{}</ul></details>", len(past), items)


def _change(before: Mapping[str, Any] | None, entry: Record) -> str:
    """One change in words: when, who, and what each field was before."""
    when = f"{formats.day(entry.recorded_at.date())}, {entry.recorded_at:%H:%M} UTC, {entry.who}"
    if entry.body is None:
        return f"{when}: {entry.removed or 'taken away'}"
    names = {**FIELDS, "lead": "Lead"}
    told = [
        f"{names.get(name, name)}: ‘{now or 'nothing'}’" + (f", before ‘{was}’" if was else "")
        for name, was, now in changed_fields(before, entry.body)
    ]
    return f"{when}. {'; '.join(told)}"
