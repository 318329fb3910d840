"""Everything that a partnership sets for itself, in one place: kept as typed words, with who and when and the way back."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import streamlit as st

from data.backups.automatic_backups import backup_report
from data.model.finding import Refused
from data.model.record import Record
from data.records.record_schemas import changed_fields
from data.records.settings import AREA, KEY, KIND, MOST_BYTES, faint, no_place, picture
from kpis import formats
from kpis.governance import meetings
from kpis.markup import Markup, html, joined
from pages.context.page_context import PageContext
from pages.queries import area_view, homes, partnership, records, session
from pages.records import record_form
from pages.records.record_form import FormSubject
from pages.widgets import components
from pages.widgets.markdown_text import as_typed

NAMES = {
    "area": "Own area", "neighbours": "Compared with", "rhythm": "Boards come round", "name": "Partnership’s name", "accent": "Colour",
    "contact": "Contact", "backups": "Backups go to", "logo": "Logo", "logo_name": "Logo’s file",
}  # fmt: skip
HOW = Markup(
    "<p class='sub small'>The own area opens first, and is compared with the list or group chosen, wherever a link says nothing else. "
    "The name, the logo and the colour stand at the top of every page; the colour must be readable on white. "
    "The contact is whom people write to about the dashboard, accessibility included. Lists to compare with come with England’s data.</p>"
)


def render(frame: PageContext) -> None:
    """The page."""
    whose = "the illustrative borough’s folder" if session.illustrative() else "this partnership’s folder"
    components.write(components.heading("Settings", f"What opens first, and whose dashboard this is. Kept in {whose}."))
    try:
        entry = records.latest(KIND, AREA, gone=True).get(KEY)
        past = records.past(KIND, AREA, KEY)
    except Refused as why:
        components.write(components.finding("stop", str(why), "Nothing was changed.", ""))
        return
    thing = FormSubject(KIND, AREA, KEY, entry, named="the settings")
    components.write(HOW)
    record_form.form(thing, _boxes(), save="Save settings", wrong=_wrong)
    _logo(thing)
    components.write(*_backups())
    components.write(_history(past), record_form.made_up())


def _boxes() -> list[record_form.FormBox]:
    known, now = session.catalogue().areas, session.build()
    codes = session.areas()
    usual = partnership.settings().area or (codes[0] if codes else "")
    lists = area_view.circles(usual, None) if now and usual in codes and session.releases() else []
    chosen = [record_form.choice("neighbours", NAMES["neighbours"], lists, str)] if lists else []  # what was set stays set without them
    return [
        record_form.choice("area", NAMES["area"], codes, lambda code: known[code].name),
        *chosen,
        record_form.choice("rhythm", NAMES["rhythm"], tuple(meetings.MONTHS)),
        record_form.line("name", NAMES["name"], 80),
        record_form.line("contact", f"{NAMES['contact']}: an e-mail or a telephone number", 200),
        record_form.line("accent", f"{NAMES['accent']}, such as #1D70B8", 7),
        record_form.line("backups", f"{NAMES['backups']}: a folder on the server, best on another disk", 300),
    ]


def _wrong(body: Mapping[str, Any]) -> str:
    pale = faint(str(body["accent"])) if body.get("accent") else ""
    return pale or (no_place(str(body["backups"])) if body.get("backups") else "")


def _backups() -> list[Markup]:
    """How the backups stand, and what somebody should do about them."""
    told = backup_report(homes.reader(session.home()))
    found = [components.finding("check", one, "See them all with: python cli.py backups", told.place) for one in told.warnings]
    return [components.heading("Backups", told.line, level=2), *found]


def _logo(thing: FormSubject) -> None:
    """The logo that stands, and the way to another."""
    body = (thing.entry.body if thing.entry else None) or {}
    components.write(
        components.heading("Logo", f"A PNG picture of at most {MOST_BYTES // 1000} kB; what is not drawn is taken out of it.", 2)
    )
    if logo := partnership.settings().logo:
        st.image(logo, width=160, caption=as_typed(str(body.get("logo_name") or "The logo")))
    file = st.file_uploader(
        "A PNG picture",
        type=["png"],
        key=f"logo_file_{thing.entry.id if thing.entry else 0}",
        label_visibility="collapsed",
        max_upload_size=1,
    )
    with st.container(horizontal=True, gap="small"):
        if file is not None:
            st.button("Keep this logo", key="logo_keep", on_click=partial(_keep, thing, body, file.name, file.getvalue()))
        if body.get("logo"):
            without = {name: value for name, value in body.items() if name not in ("logo", "logo_name")}
            st.button("Remove the logo", key="logo_remove", on_click=partial(record_form.keep, thing, without, "The logo is removed."))
    if said := st.session_state.pop("logo_refused", ""):
        components.write(components.finding("stop", said, "Nothing was changed.", ""))


def _keep(thing: FormSubject, body: Mapping[str, Any], name: str, content: bytes) -> None:
    try:
        digest, kept = records.keep_evidence(name, picture(name, content))
    except Refused as why:
        st.session_state["logo_refused"] = str(why)
        return
    record_form.keep(thing, {**body, "logo": digest, "logo_name": kept}, "The logo is kept.")


def _history(past: tuple[Record, ...]) -> Markup:
    """Who set what, and when, newest first."""
    if not past:
        return Markup()
    told, before = [], None
    for one in past:
        changes = "; ".join(
            f"{NAMES.get(name, name)}: {_shown(name, was)} → {_shown(name, now)}"
            for name, was, now in changed_fields(before, one.body) if name != "logo" or not (was and now)
        )  # fmt: skip
        when = f"{formats.day(one.recorded_at.date())}, {one.recorded_at:%H:%M} UTC"
        changes = one.removed if one.removed and one.body is None else changes
        told.append(html("<li>{}, {}: {}</li>", when, one.who, changes or "nothing"))
        before = one.body
    return html("<div>{}<ul>{}</ul></div>", components.heading("What was set before", level=2), joined(reversed(told)))


def _shown(name: str, value: Any) -> str:
    if not value:
        return "not set"
    if name == "logo":
        return "set"
    areas = session.catalogue().areas
    return areas[value].name if name == "area" and value in areas else str(value)
