"""Something removed for good, on Health: named first, then every place where it is held, and only then the press that removes it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import streamlit as st

from data.backups import removed_backups
from data.home.removal import FoundPlaces, RemovalKind, RemovalTarget
from data.model.finding import Refused
from data.model.record import Record
from data.records.journal import REMOVAL
from data.records.record_schemas import KINDS
from data.store.stored_figures import StoreFault
from kpis import formats
from kpis.markup import Markup, html, joined
from pages.queries import homes, session
from pages.widgets import components

FOUND, SAID = "removal_found", "removal_said"
WHAT = {
    "A figure": RemovalKind.FIGURE, "A file received": RemovalKind.FILE, "A piece of evidence": RemovalKind.EVIDENCE,
    "An entry of typed words": RemovalKind.ENTRY, "A person’s name": RemovalKind.PERSON,
}  # fmt: skip
HOW = (
    "For what should never have been here: a small number, a file with children’s names, words about a person. It is taken out of the "
    "files received, the figures, the typed words and the backups kept here. Who removed it, when and why stays; what it held does not, "
    "and nothing brings it back. What only gives a wrong figure is withdrawn on Sources instead, and stays in the history."
)


def section(where: str) -> None:
    """The way to remove something, and what was removed before."""
    components.write(components.heading("Remove something for good", HOW, level=2))
    if said := st.session_state.pop(SAID, ""):
        components.write(html("<p role='status'>{}</p>", said))
    kind = WHAT[st.selectbox("What", list(WHAT), key="removal_kind")]
    target = _target(where, kind)
    if st.button("List every place where it is held", key="removal_look"):
        st.session_state[FOUND] = _looked(where, target)
    found = st.session_state.get(FOUND)
    if isinstance(found, str):
        components.write(components.finding("stop", found, "Nothing was changed.", ""))
    elif found is not None and found.target == target:
        _confirmed(where, found)
    components.write(_before(where))


def _target(where: str, kind: RemovalKind) -> RemovalTarget:
    """What the boxes name."""
    typed = {one.id: one for one in reversed(_entries(where)) if one.body is not None and one.kind != REMOVAL}
    given: dict[str, Any] = {}
    if kind in (RemovalKind.FIGURE, RemovalKind.EVIDENCE):
        codes, known = session.areas(), session.catalogue().areas
        given["area"] = st.selectbox("Whose", codes, format_func=lambda code: known[code].name, key="removal_area") or ""
    match kind:
        case RemovalKind.FIGURE:
            kpis = session.catalogue().indicators_of(given["area"]) if given["area"] else {}
            given["code"] = st.selectbox("KPI", list(kpis), format_func=lambda code: f"{code} {kpis[code].short}", key="removal_code") or ""
            period = st.text_input("Period, as it is printed, such as 2016/17", key="removal_period")
            given["period"] = period.strip()
            given["load"] = st.number_input("Of this load only (0: of every load)", 0, step=1, key="removal_of")
        case RemovalKind.FILE:
            given["load"] = st.number_input("The load that was read from it, by its number on Sources", 1, step=1, key="removal_load")
        case RemovalKind.EVIDENCE:
            pieces = list(dict.fromkeys(one.key for one in typed.values() if (one.kind, one.area) == ("evidence", given["area"])))
            given["key"] = st.selectbox("The piece", pieces, key="removal_key") or ""
        case RemovalKind.ENTRY:
            given["entry"] = (
                st.selectbox("Which, newest first", list(typed), format_func=lambda id: _named(typed[id]), key="removal_entry") or 0
            )
        case RemovalKind.PERSON:
            name = st.text_input("The name as it is written", key="removal_name")
            given["name"] = name.strip()
    return RemovalTarget(kind=kind, **given)


def _looked(where: str, target: RemovalTarget) -> FoundPlaces | str:
    """Where it is held, or why that cannot be said."""
    try:
        with st.spinner("Looking through everything that is kept here"):
            found = homes.writer(where).held_places(target)
    except (Refused, StoreFault, OSError) as why:
        return str(why)
    return found if found.any else f"Nothing is held of {target.called}."


def _confirmed(where: str, found: FoundPlaces) -> None:
    """The list of places, the reason, and the press that removes it."""
    rows = joined(html("<li>{}</li>", one.told) for one in found.held if one.count)
    backups = removed_backups.before(homes.reader(where))
    components.write(html("<p>Held of {}:</p><ul>{}</ul><p>{}</p>", found.target.called, rows, backups))
    why = st.text_input("Why it goes. This stays: say nothing of what it held", key="removal_why")
    sure = st.checkbox("It goes from every one of these places. It cannot be undone.", key="removal_sure")
    if st.button("Remove it for good", key="removal_go", type="primary", disabled=not (sure and why.strip())):
        st.session_state[SAID] = _removed(where, found.target, why)
        for name in [name for name in st.session_state if str(name).startswith("removal_") and name != SAID]:
            del st.session_state[name]
        homes.forget_kept()
        st.rerun()


def _removed(where: str, target: RemovalTarget, why: str) -> str:
    try:
        with st.spinner("Removing it"):
            _, told = removed_backups.remove_everywhere(homes.writer(where), target, why=why, at=datetime.now().astimezone())
    except (Refused, StoreFault, OSError) as fault:
        return str(fault)
    return " ".join([f"Removed: {target.called}.", *told])


def _before(where: str) -> Markup:
    """What was removed here: what kind of thing, by whom, when and why."""
    entries = [one for one in _entries(where) if one.kind == REMOVAL]
    told = joined(_told(one.who, one.recorded_at, one.body or {}) for one in reversed(entries))
    return components.heading("What was removed before", level=3) + html("<ul>{}</ul>", told) if entries else Markup()


def _entries(where: str) -> tuple[Record, ...]:
    """All that was typed; nothing where the journal is damaged, which the findings above say."""
    try:
        return homes.reader(where).records.entries()
    except Refused:
        return ()


def _named(entry: Record) -> str:
    """Which entry it is, in the words of its kind, and none of its own."""
    called = KINDS[entry.kind].called if entry.kind in KINDS else entry.kind
    return f"{entry.id}: {called} {entry.key}, {entry.who}, {formats.day(entry.recorded_at.date())}"


def _told(who: str, at: datetime, body: Mapping[str, Any]) -> Markup:
    return html("<li>{}, {}: {}. {}</li>", formats.day(at.date()), who, str(body.get("what") or ""), str(body.get("why") or ""))
