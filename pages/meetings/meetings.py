"""Boards and visits: what was promised and what came of it, what moved since the one before, words of each, and recommendations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

import streamlit as st

from data.model.finding import Refused
from data.records.plan_versions import plan_on
from kpis import formats
from kpis.governance import meetings
from kpis.governance.meetings import MeetingDay
from kpis.markup import Markup, html, joined
from kpis.standing.area_view import AreaView
from pages.context import choices
from pages.context.page_context import PageContext
from pages.meetings import meeting_review, recommendations
from pages.queries import area_view, partnership, records, session
from pages.records import pack_form, record_form, report_download
from pages.records.record_form import FormBox, FormSubject
from pages.widgets import components, slide_links
from pages.widgets.markdown_text import as_typed, markdown

KIND = "meeting"
HOW = html(
    "<p class='quiet small'>A measure a line: {}; only the first is needed. "
    "As: Faster plans | S5 | 90% | 31/3/2027. A letter a line: title | web address | date.</p>",
    meetings.SYNTAX,
)
VIEWS = {"meetings": "Meetings", "recommendations": "Recommendations"}


def render(frame: PageContext) -> None:
    """The page."""
    held = frame.held
    if held is None:
        frame.nothing_yet()
        return
    view = choices.segment("view", "View", list(VIEWS), VIEWS.__getitem__, default="meetings")
    try:
        if view == "recommendations":
            recommendations.draw(held)
        else:
            _meetings(held, frame.scale)
    except Refused as why:
        components.write(components.heading(VIEWS[view], held.area.name), components.finding("stop", str(why), "Nothing was changed.", ""))


def _meetings(held: AreaView, scale: float) -> None:
    today = held.as_at or session.today()
    standing = records.latest(KIND, held.area.code, held.as_at)
    found = meetings.meetings(area_view.meetings(held.area.code), {key: entry.body for key, entry in standing.items()})
    met = _chosen(found, today, scale)
    carried = meetings.carried(found, met) if met else ()
    told = " ".join(meetings.coming_words(one, today) for one in meetings.coming(found, today, partnership.settings().rhythm))
    sub = " · ".join(filter(None, (held.area.name, f"as at {formats.day(today)}", told.rstrip("."))))
    components.write(components.heading(meetings.headline(found, met, len(carried), today), sub))
    if met is None:
        why = "Load a calendar (a table with the date and name of each meeting), or record a meeting below: its kind and date are enough."
        components.write(components.empty("Record the first board or visit", why, short=True))
    else:
        until, when = meetings.looked_at(met, today)
        components.write(
            slide_links.paper(held.area.name, met.key),
            _replay(held, met),
            meeting_review.promised(held, carried, until, when),
            _words_of(met),
            rows=True,
        )
        meeting_review.letters(met, records.journal(session.home()))
        if (last := meetings.before(found, met)) is not None:
            components.write(meeting_review.since_last(held, last, until))
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="take"):
        report_download.exceptions(held, "meeting_exceptions")
        way = components.link("Priorities", "priority", area=held.area.name)
        components.write(
            html("<p class='small'>For the board’s papers: the exceptions report here, each priority’s highlight report on {}.</p>", way)
        )
    pack_form.folded(held, f"meeting_pack_{met.key if met else ''}", meeting=met.key if met else "")
    if held.as_at is None:
        _forms(held, met, standing)
    components.write(components.foot(held))


def _chosen(found: Sequence[MeetingDay], today: date, scale: float) -> MeetingDay | None:
    """The meeting that the address names, else the newest held, else the first planned."""
    usual = meetings.chosen(found, today)
    if usual is None:
        return None
    by_key = {met.key: met for met in found}
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="meeting_choice"):
        key = choices.addressed(
            "meeting",
            "Meeting",
            list(by_key),
            lambda one: f"{by_key[one].title} ({by_key[one].kind})",
            default=usual.key,
            width=460 * scale,
        )
    if told := choices.unknown():
        components.write(html("<p role='status'>{}</p>", told))
    return by_key[key]


def _replay(held: AreaView, met: MeetingDay) -> Markup:
    """The whole dashboard as it stood by the day the meeting's papers had been received."""
    if met.received >= session.today():
        return Markup()
    day = met.received.isoformat()
    pages = (("overview", "Overview"), ("priority", "Priorities"), ("plan", "Plan"), ("risks", "Risks"))
    ways = joined([components.link(words_, page, area=held.area.name, as_at=day) for page, words_ in pages], ", ")
    return html("<p><b>Replay</b> everything as it stood on {}: {}.</p>", formats.day(met.received), ways)


def _words_of(met: MeetingDay) -> Markup:
    """Agenda, decisions and measures of one meeting; each that is not recorded says so."""
    parts = []
    for title, lines in (("Agenda", met.agenda), ("Decisions", met.decisions)):
        listed = joined(html("<li>{}</li>", line) for line in lines)
        parts.append(
            html(
                "<div>{}{}</div>",
                components.heading(title, level=2),
                html("<ol>{}</ol>", listed) if listed else Markup("<p class=quiet>None recorded.</p>"),
            )
        )
    both = html("<div style='display:grid;grid-template-columns:1fr 1fr;gap:1.4rem'>{}</div>", joined(parts))
    return html(
        "{}<div>{}{}</div>", both, components.heading("Measures agreed for the next period", level=2), meeting_review.agreed(met.measures)
    )


def _forms(held: AreaView, met: MeetingDay | None, standing: Mapping[str, Any]) -> None:
    if met is not None:
        with st.expander(markdown("Record or change: {}", met.title)):
            components.write(HOW)
            always = {"type": met.kind, "date": met.day.isoformat()}
            thing = FormSubject(KIND, held.area.code, met.key, standing.get(met.key), always=always)
            record_form.form(thing, _boxes(met.name, met.letters), wrong=partial(_wrong, held, met))
    with st.expander("Record another board or visit"):
        components.write(HOW)
        boxes = [record_form.choice("type", "Kind", (meetings.BOARD, meetings.VISIT)), record_form.day("date", "Date"), *_boxes("", ())]
        record_form.form(FormSubject(KIND, held.area.code), boxes, save="Record", keyed=_key, wrong=partial(_wrong, held, None))
        components.write(record_form.made_up())


def _wrong(held: AreaView, met: MeetingDay | None, body: Mapping[str, Any]) -> str:
    """A code in a measure that nothing goes by, so that a slip of the pen is told before it is kept; what stood before is let be."""
    kept = plan_on(records.journal(session.home()), held.area.code)
    before = [{"action": one.action} for one in met.measures] if met else ()
    return meetings.unknown(body.get("measures"), [one.code for one in kept.version.actions] if kept else (), before)


def _key(body: Mapping[str, Any]) -> str:
    if not body.get("type") or not body.get("date"):
        raise Refused("Choose whether it is a board or a visit, and its date.")
    return meetings.key_of(body["type"], date.fromisoformat(body["date"]))


def _boxes(name: str, letters: Sequence[Mapping[str, Any]]) -> list[FormBox]:
    codes = list(session.catalogue().indicators)
    named = FormBox(
        "name",
        "Name",
        lambda label, key: st.text_input(as_typed(label), key=key, max_chars=300),
        lambda v: v or name,
        lambda v: str(v or "").strip() or None,
    )
    measures = FormBox(
        "measures", "Measures agreed for the next period", lambda label, key: st.text_area(as_typed(label), key=key, height=110),
        meetings.measures_text, lambda v: meetings.measures_of(str(v or ""), codes),
    )  # fmt: skip
    sent = FormBox(
        "letters", "Letters and links", lambda label, key: st.text_area(as_typed(label), key=key, height=110),
        meetings.letters_text, lambda v: meetings.letters_of(str(v or ""), letters),
    )  # fmt: skip
    return [
        named, record_form.choice("rhythm", "Rhythm", tuple(meetings.MONTHS)), record_form.day("received", "Papers received by"),
        record_form.lines("agenda", "Agenda, a line each"), record_form.lines("decisions", "Decisions, a line each"), measures, sent,
    ]  # fmt: skip
