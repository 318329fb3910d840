"""Making a pack in one place: its form, its priorities, KPIs and meeting, and a council's own template; then one file to download."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

import streamlit as st

from data.model.finding import Refused
from kpis.exports.document.facts import ReportFacts
from kpis.governance import meetings
from kpis.governance.meetings import MeetingDay
from kpis.markup import Markup, html
from kpis.standing.area_view import AreaView
from kpis.standing.kpi_standing import Standing
from pages.queries import area_view, records, session
from pages.records import commentary, report_download, small_numbers
from pages.records.kpi_packs import KINDS
from pages.widgets import components
from pages.widgets.image_export import file_name
from pages.widgets.markdown_text import each_as_typed, markdown

MADE = "pack_made"  # the newest pack of this session; an older one is let go
NONE = ""
TEMPLATE_MB = 20
FIGURES = ("pptx", "xlsx")  # forms that can do without what people typed


def folded(held: AreaView, key: str, *, priority: int | None = None, meeting: str = NONE) -> None:
    """A line that opens the choices; a priority or a meeting may be chosen already. Nothing is worked out before it is opened."""
    _fold(held, session.home(), key, priority, meeting)


@st.fragment
def _fold(held: AreaView, home: str, key: str, priority: int | None, meeting: str) -> None:
    """What is chosen redraws this alone, not the page."""
    fold = st.expander("Make a pack", key=key, on_change="rerun")
    if not fold.open:
        return
    with fold:
        try:
            _choices(held, home, key, (priority, meeting))
        except Refused as why:
            components.write(components.finding("stop", str(why), "", ""))


def _choices(held: AreaView, home: str, key: str, usual: tuple[int | None, str]) -> None:
    form = str(st.radio("Form", list(KINDS), format_func=each_as_typed(lambda one: KINDS[str(one)][0]), horizontal=True, key=f"{key}_form"))
    titles, codes_of = _priorities(held, home)
    chosen: list[int] = []
    if titles:
        chosen = st.multiselect(
            "Priorities", list(titles), default=[n for n in titles if n == usual[0]], format_func=lambda n: f"{n} {titles[n]}",
            placeholder="All", key=f"{key}_priorities",
        )  # fmt: skip
    shorts = {s.indicator.code: s.indicator.short for s in held.standings}
    codes = st.multiselect(
        "KPIs besides" if chosen else "KPIs", list(shorts), format_func=lambda code: f"{code} {shorts[code]}",
        placeholder="None" if chosen else "All", key=f"{key}_kpis",
    )  # fmt: skip
    wanted = {*codes, *(code for number in chosen for code in codes_of[number])}
    standings = [s for s in held.standings if not (codes or chosen) or s.indicator.code in wanted]
    asked = _meeting(held, key, usual[1]) if form != "xlsx" else NONE
    template = _template(key) if form == "pptx" else None
    name = f"{file_name(f'{held.area.name} {_which(chosen, codes)} {asked}')}-{(held.as_at or session.today()).isoformat()}.{form}"
    what = (name, tuple(sorted(wanted)), asked, sha256(template).hexdigest() if template else "", held.build, held.against, held.small)
    many = len(standings)
    if not many:
        components.write(Markup("<p>No KPI measures what is chosen. Choose another priority, or KPIs besides.</p>"))
        return
    free = small_numbers.offer(held, standings, key, name)
    if st.button(markdown("Make it: {} KPI{}", many, "s" * (many != 1)), key=f"{key}_make", type="primary", disabled=not free):
        st.session_state[MADE] = (what, _made(held, home, standings, (form, asked, template)))
    if (made := st.session_state.get(MADE)) and made[0] == what:
        if made[1].told:
            components.write(html("<p class='small'>{}</p>", made[1].told))
        st.download_button(markdown("Download {}", name), made[1].content, name, KINDS[form][1], on_click="ignore", key=f"{key}_take")


def _priorities(held: AreaView, home: str) -> tuple[Mapping[int, str], Mapping[int, Sequence[str]]]:
    """(titles by number, KPIs by number) of the plan that the catalogue holds of the area."""
    plan = session.catalogue_of(home, held.build).plan_of(held.area.code)
    found = plan.priorities if plan else ()
    return {p.number: p.title for p in found}, {p.number: p.indicators for p in found}


def _meeting(held: AreaView, key: str, usual: str) -> str:
    """The key of the meeting whose agenda gives the order; empty for none."""
    try:
        bodies = {name: entry.body for name, entry in records.latest("meeting", held.area.code, held.as_at).items()}
    except Refused as why:
        st.caption(markdown("What people typed cannot be read: slides and the workbook go without it. {}", why))
        return NONE
    found: dict[str, MeetingDay] = {one.key: one for one in meetings.meetings(area_view.meetings(held.area.code), bodies)}
    if not found:
        return NONE
    keys = [NONE, *found]
    return str(
        st.selectbox(
            "Meeting", keys, index=keys.index(usual) if usual in found else 0, key=f"{key}_meeting",
            format_func=lambda one: found[one].title if one else "None: the order of the plan",
            help="Its agenda gives the order, what moved counts from the meeting before, and its measures come last. "
            "Figures are those of the day that the page shows.",
        )
    )  # fmt: skip


def _template(key: str) -> bytes | None:
    held: Any = st.file_uploader("Your own template (not needed)", ["pptx", "potx"], key=f"{key}_template", max_upload_size=TEMPLATE_MB)
    return bytes(held.getvalue()) if held is not None else None


def _which(priorities: Sequence[int], codes: Sequence[str]) -> str:
    """What is in a pack, as its file's name says it."""
    if not priorities and not codes:
        return "send-pack"
    named = f"priority {' '.join(map(str, priorities))} " if priorities else ""
    more = (codes[0] if len(codes) == 1 else f"{len(codes)} kpis") if codes else ""
    return f"send-pack {named}{more}".strip()


def _made(held: AreaView, home: str, standings: Sequence[Standing], asked: tuple[str, str, bytes | None]) -> Any:
    """The pack, with what is being done told as it is done."""
    from kpis.exports.pack.pack import pack  # what makes slides is loaded when somebody asks for some, not before the first page

    form, meeting, template = asked
    with st.status("Making the pack", expanded=True) as status:
        st.write(markdown("Reading the figures, plan and words of {}", held.area.name))
        try:
            facts: ReportFacts | None = report_download.facts_of(held, home, meeting)
            said = commentary.said(held.area.code, held.as_at)
        except Refused:
            if form not in FIGURES:
                status.update(label="No pack was made", state="error")
                raise
            facts, said = None, {}
        st.write(markdown("Writing {} KPI{} for {}", len(standings), "s" * (len(standings) != 1), KINDS[form][0]))
        try:
            made = pack(form, standings, area_view.pack_words(held, standings, said), (lambda: facts) if facts else None, template)
        except Refused:
            status.update(label="No pack was made", state="error")
            raise
        slides = f", {made.slides} slides" if made.slides else ""
        status.update(label=markdown("Made: {} kB{}", f"{len(made.content) / 1000:,.0f}", slides), state="complete", expanded=False)
    return made
