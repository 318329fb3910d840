"""All evidence of an area: what has not been checked, what is old, and what each piece is attached to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import streamlit as st

from data.model.finding import Refused
from data.model.record import Record
from data.records.plan_versions import plan_areas
from data.text import first_capital
from kpis import formats
from kpis.markup import Markup, html, joined
from pages.context import choices
from pages.context.page_context import PageContext
from pages.queries import records, session
from pages.records import evidence_list as pieces
from pages.widgets import components

ALL = "all"
SHOWN = {ALL: "All evidence", "unchecked": "Not yet checked", "old": "Dated over a year ago"}
OF = {ALL: "Attached to anything", "action": "Attached to an action", "kpi": "Attached to a KPI", "priority": "Attached to a priority",
      "judgement": "Attached to a judgement"}  # fmt: skip
OLD_DAYS = 365
WIDTHS = (30, 12, 16, 24, 18)


def render(frame: PageContext) -> None:
    """The page."""
    where = _looked_at(frame)
    if where is None:
        return
    code, name, as_at = where
    try:
        every = list(records.latest(pieces.KIND, code, as_at).values())
    except Refused as why:
        components.write(
            components.heading("Evidence cannot be read", name), components.finding("stop", str(why), "Nothing was changed.", "")
        )
        return
    today = as_at or session.today()
    mark = frame.held.notice if frame.held else ""
    components.write(components.heading(headline(every, as_at), f"{name} · as at {formats.day(today)}"), _removed(code, as_at))
    if not every:
        hint = "Open an action, a KPI or a priority, and add a file or a link below it."
        ways = [components.link("Actions of the plan", "plan", area=name), components.link("Priorities", "priority", area=name)]
        components.write(components.empty("Nothing is attached to anything", hint, *ways, short=True), components.notice(mark))
        return
    found = _filtered(every, today, frame.scale)
    components.write(
        html("<p role='status'>{} of {} shown, the newest first.</p>", len(found), len(every)) if len(found) < len(every) else Markup()
    )
    if found:
        components.write(_table(name, found))
        components.write(components.heading("Open", level=2))
        pieces.listed([one for one in found if (one.body or {}).get("file")] or found, "all")
    else:
        components.write(components.empty("No evidence matches", "Choose ‘All evidence’ above to see everything.", short=True))
    components.write(components.notice(mark))


def headline(every: Sequence[Record], as_at: date | None) -> str:
    """How many pieces there are and how many nobody has checked."""
    if not every:
        return f"No evidence was kept by {formats.day(as_at)}" if as_at else "No evidence is kept yet"
    many, bare = len(every), sum(pieces.checked(one) == pieces.CHECKED for one in every)
    if many == 1:
        return f"1 piece of evidence, {'not yet checked' if bare else 'checked'}"
    return f"{many} pieces of evidence, {f'{bare} not yet checked' if bare else 'all checked'}"


def _removed(area: str, as_at: date | None) -> Markup:
    """What was removed for good, by whom and when."""
    gone = [one for one in records.latest(pieces.KIND, area, as_at, gone=True).values() if one.removed and one.body is None]
    return joined(html("<p class='quiet'>{} was {}.</p>", one.key, one.removed) for one in gone)


def _looked_at(frame: PageContext) -> tuple[str, str, date | None] | None:
    """The area's code, its name and the day; where nothing is loaded, the page says so and None comes back."""
    if frame.held is not None:
        return frame.held.area.code, frame.held.area.name, frame.held.as_at
    codes = plan_areas(records.journal(session.home()))
    if not codes:
        frame.nothing_yet()
        return None
    asked = session.catalogue().area(st.query_params.get("area", ""))
    area = session.catalogue().areas[asked.code if asked and asked.code in codes else codes[0]]
    return area.code, area.name, None


def _filtered(every: Sequence[Record], today: date, scale: float) -> list[Record]:
    """The pieces that the choices in the address leave, the newest first."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="evidence_filters"):
        shown = choices.addressed("evidence", "Evidence", list(SHOWN), SHOWN.__getitem__, default=ALL, width=230 * scale)
        to = choices.addressed("attached", "Attached to", list(OF), OF.__getitem__, default=ALL, width=230 * scale)
        asked = st.text_input("Words", key="words", placeholder="Words in the title or in what it shows", bind="query-params",
                              label_visibility="collapsed", width=int(320 * scale))  # fmt: skip
    if told := choices.unknown():
        components.write(html("<p role='status'>{}</p>", told))

    def fits(one: Record) -> bool:
        body = one.body or {}
        old = (today - date.fromisoformat(body["date"])).days > OLD_DAYS
        text = f"{body['title']} {body.get('shows') or ''} {body.get('file_name') or ''}".casefold()
        return (
            (shown == ALL or (old if shown == "old" else pieces.checked(one) == pieces.CHECKED))
            and (to == ALL or any(kind == to for kind, _ in pieces.places(one)))
            and all(word in text for word in str(asked or "").casefold().split())
        )

    return sorted(filter(fits, every), key=lambda one: (str((one.body or {})["date"]), one.id), reverse=True)


def _table(area: str, found: Sequence[Record]) -> Markup:
    rows = Markup()
    for one in found:
        body = one.body or {}
        title = pieces.opened_apart(str(body["link"]), str(body["title"])) if body.get("link") else str(body["title"])
        to = joined([_place(area, kind, key) for kind, key in pieces.places(one)], Markup("<br>"))
        kept = f"{formats.day(one.recorded_at.date())}, by {one.who}"
        rows += html(
            "<tr><th scope='row'><span class='quiet'>{key}</span> {title}<br><span class='small quiet'>{shows}</span></th>"
            "<td class='w'>{day}</td><td>{sentence}</td><td>{to}</td><td class='last'>{kept}</td></tr>",
            key=one.key, title=title, shows=str(body.get("shows") or ""), day=formats.day(date.fromisoformat(body["date"])),
            sentence=first_capital(pieces.checked(one)), to=to, kept=kept,
        )  # fmt: skip
    heads = (("Evidence", ""), ("Date", ""), ("Checked", ""), ("Attached to", ""), ("Recorded", "last"))
    return components.table(heads, rows, WIDTHS, "All evidence")


def _place(area: str, to: str, key: str) -> Markup:
    """A link to what a piece is attached to."""
    said = first_capital(pieces.place_words(to, key))
    if to == "action":
        return components.link(said, "plan", area=area, action=key)
    if to == "kpi":
        return components.link(said, "kpi", area=area, kpi=key)
    return components.link(said, "priority", area=area, priority=key.rpartition("/")[2])
