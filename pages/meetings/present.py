"""A meeting on a shared screen: its slides in a fixed order, moved by keys or buttons, on figures locked to one day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import streamlit as st

from data.model.finding import Refused
from data.records.plan_versions import plan_on
from kpis import formats
from kpis.governance import agenda, meetings
from kpis.governance.agenda import AGREE, Slide, SlideOrder
from kpis.markup import html
from pages.context import choices
from pages.context.page_context import PageContext
from pages.meetings import slides
from pages.meetings.slides import MeetingShown
from pages.plan import rating_history
from pages.queries import area_view, records, session
from pages.widgets import changes_table as looking_back
from pages.widgets import components, page_markup, presenter_keys, stylesheet
from pages.widgets.markdown_text import markdown

INDEX = "index"
AT = "present_at"  # the slide that the list was opened from
KEYS = "Keys. → or space: next. ←: back. Home, End: first, last. i: this list. Esc: leave."


def render(frame: PageContext) -> None:
    """The page."""
    if not session.areas():
        frame.nothing_yet()
        return
    page_markup.put(stylesheet.presenting(frame.palette.name))
    try:
        _present(frame.palette.name)
    except Refused as why:
        components.write(
            components.heading("The meeting cannot be shown"), components.finding("stop", str(why), "Nothing was changed.", "")
        )


def _present(theme: str) -> None:
    showing = _showing()
    order = agenda.order(showing.met.agenda if showing.met else (), showing.titles)
    asked = st.query_params.get("slide", "")
    slide = order.slides[order.at(str(st.session_state.get(AT, "")) if asked == INDEX else asked)]
    st.session_state[AT] = slide.key
    _address(showing, asked if asked == INDEX else slide.key)

    def go(how: str) -> None:
        still = asked == INDEX and how in ("next", "back")  # the list gives way to the slide it was opened from
        st.query_params["slide"] = INDEX if how == INDEX and asked != INDEX else order.moved(slide.key, "" if still else how).key

    presenter_keys.heard(go)
    if asked == INDEX:
        _index(order)
    else:
        _told(showing)
        page_markup.put(html("<div class='sd slide'>{}</div>", slides.page(showing, slide, order.at(slide.key) + 1, theme)))
        if slide.kind == AGREE:
            _record(showing)
    page_markup.put(html("<div class='sd locked'>{}</div>", slides.foot(showing)))
    _bar(showing, order, slide, go)


def _showing() -> MeetingShown:
    """The area, meeting and day of the address. A day that is none or still to come is the meeting's; without one, today."""
    known, codes, today = session.catalogue(), session.areas(), session.today()
    names = {known.areas[code].name: code for code in codes}
    area = names.get(str(st.query_params.get("area") or st.session_state.get("chosen_area")), codes[0])
    met, last = slides.meeting_of(area, today, st.query_params.get("meeting", ""))
    day = choices.past_day(st.query_params.get("as_at", "")) or (meetings.looked_at(met, today)[0] if met else today)
    held = area_view.held(area, day)
    usual = min(looking_back.usual_day(held), day)
    before = last.received if last and last.received < day and looking_back.came_since(held, last.received) else usual
    kept, plan = plan_on(records.journal(session.home()), area, day), known.plan_of(area)
    if plan:
        titles, of = {p.number: p.title for p in plan.priorities}, {p.number: tuple(p.indicators) for p in plan.priorities}
    else:
        titles = dict(kept.version.priorities) if kept else {}
        of = {n: tuple(s.indicator.code for s in held.standings if n in s.priorities) for n in titles}
    return MeetingShown(held=held, day=day, met=met, last=last, since=before, kept=kept, titles=titles, codes=of)


def _address(showing: MeetingShown, slide: str) -> None:
    """Puts everything that a slide depends on into the address, at once, where it is not there yet."""
    wanted = {"area": showing.held.area.name, **({"meeting": showing.met.key} if showing.met else {}), "slide": slide,
              "as_at": showing.day.isoformat(), "build": st.query_params.get("build") or showing.held.build}  # fmt: skip
    if any(st.query_params.get(key) != value for key, value in wanted.items()):
        st.query_params.from_dict({**st.query_params.to_dict(), **wanted})
    st.session_state["chosen_area"] = showing.held.area.name


def _told(showing: MeetingShown) -> None:
    """That figures came in since the presentation began, if any did."""
    began = st.query_params.get("build")
    if began and began != showing.held.build:
        words = f"Figures came in since this presentation began on build {began}; build {showing.held.build} is shown."
        components.write(html("<p role='status'>{}</p>", components.notice(words)))


def _index(order: SlideOrder) -> None:
    """Every slide as a button, and the keys."""
    why = "The usual order: no agenda names a priority, a risk or families’ voice."
    why = "In the order of the meeting’s agenda." if order.by_agenda else why
    left = ", ".join(slide.title for slide in order.left_out)
    left = f" Not on the agenda: {left}." if left else ""
    page_markup.put(html("<div class='sd slide'>{}</div>", components.heading("Slides", f"{why}{left}")))
    with st.container(key="present_index"):
        for n, slide in enumerate(order.slides, 1):
            st.button(markdown("{} · {}", n, slide.title), key=f"slide_{slide.key}", on_click=_jump, args=(slide.key,), type="tertiary")
    components.write(html("<p class='small quiet'>{}</p>", KEYS))


def _jump(key: str) -> None:
    st.query_params["slide"] = key


def _bar(showing: MeetingShown, order: SlideOrder, slide: Slide, go: Callable[[str], None]) -> None:
    """Back, Next, where this is, the list, and the way out: always at the foot of the window."""
    number, many, listed = order.at(slide.key) + 1, len(order.slides), st.query_params.get("slide") == INDEX
    where = f"List of {many} slides" if listed else f"Slide {number} of {many}"
    ids = {"area": showing.held.area.name} | ({"meeting": showing.met.key} if showing.met else {})
    leave = html("<a class='leave' href='{}' target='_self'>Leave</a>", components.address("meetings", **ids))
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="present_bar"):
        st.button("Back", key="present_back", on_click=go, args=("back",), disabled=not listed and number == 1)
        st.button("Next", key="present_next", on_click=go, args=("next",), disabled=not listed and number == many, type="primary")
        components.write(html("<p><b>{}</b></p>", where), width="content")
        st.button("Slides (i)", key="present_list", on_click=go, args=(INDEX,))
        components.write(html("<p>{} <span class='quiet'>(Esc) · Print: Ctrl+P</span></p>", leave), width="content")


def _record(showing: MeetingShown) -> None:
    """The line in which the rating of one priority is recorded; of a past day only the way to record today's."""
    if not showing.titles:
        return
    if showing.day != session.today():
        way = components.link("Priorities", "priority", area=showing.held.area.name)
        components.write(
            html("<p>These are the figures of {}. A rating agreed today is recorded on {}.</p>", formats.day(showing.day), way)
        )
        return
    with st.container(key="present_form"):
        numbers = [str(n) for n in showing.titles]
        chosen = choices.segment("of", "Priority", numbers, lambda n: f"Priority {n}", default=numbers[0])
        rating_history.line(replace(showing.held, as_at=None), int(chosen))
