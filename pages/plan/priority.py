"""One priority of the area's plan on one screen: what was agreed, its owners, KPIs, actions, evidence and narrative; its charts below."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from data.model.finding import Refused
from data.records.plan_versions import StandingPlan, plan_areas, plan_on
from kpis.narrative import standing_text
from kpis.plan import plan_actions as plans
from kpis.plan import plan_text
from kpis.standing.area_view import AreaView
from kpis.standing.kpi_standing import Standing
from pages.context import choices
from pages.context.page_context import PageContext
from pages.kpi import kpi_panels
from pages.plan import priority_facts, rating_history
from pages.plan.priority_facts import PriorityView
from pages.queries import records, session
from pages.queries.session import catalogue
from pages.records import pack_form, report_download
from pages.widgets import components, slide_links

BESIDE = (63, 37)  # widths of the KPIs and of what stands beside them


def render(frame: PageContext) -> None:
    """The page."""
    held = frame.held
    if held is None:
        _plan_only(frame)
        return
    kept = plan_on(records.journal(session.home()), held.area.code, held.as_at)
    plan = catalogue().plan_of(held.area.code)
    if plan is None:
        _printed(frame, held, kept)
        return
    priority = next(p for p in plan.priorities if str(p.number) == frame.choices["priority"])
    title, version = (kept.version.title, kept.version.version) if kept else (plan.title, plan.version)
    sub = f"Priority {priority.number} of {len(plan.priorities)} · {held.area.name} · {title}, {version}".rstrip(", ")
    shown = _shown(held, priority.number, kept, priority.indicators)
    why = plan.note or "The plan’s scorecard maps no KPI to this priority, so no figure can show whether it is working."
    _one(frame, shown, priority.title, sub, why)


def _printed(frame: PageContext, held: AreaView, kept: StandingPlan | None) -> None:
    """An area whose priorities are those of its own workbook; KPIs belong to them as its scorecard prints them."""
    if kept is None or not kept.version.priorities:
        why = "Load the plan’s workbook on the page Load a file, or add the plan to data/reference/plans, then open this page again."
        components.write(
            components.heading("No plan yet", held.area.name), components.empty("Priorities belong to a plan", why), components.foot(held)
        )
        return
    titles = dict(kept.version.priorities)
    number = _chosen(titles, frame.scale)
    codes = tuple(s.indicator.code for s in held.standings if number in s.priorities)
    sub = f"Priority {number} of {len(titles)} · {held.area.name} · {kept.version.title}, {kept.version.version}".rstrip(", ")
    why = "The scorecard prints no KPI for this priority, so no figure can show whether it is working."
    _one(frame, _shown(held, number, kept, codes), titles[number], sub, why)


def _one(frame: PageContext, shown: PriorityView, title: str, sub: str, why: str) -> None:
    """The screen of one priority, and below it the panels of its KPIs."""
    held = frame.held
    assert held is not None
    standings = [s for s in held.standings if s.indicator.code in shown.codes]
    told = f"{title}: {_lower(standing_text.overview(standings))}" if standings else f"Priority {shown.number}, {title}, has no KPI"

    def screen() -> None:
        rating_history.draw(held, shown.number)
        _beside(frame, shown, standings, why)
        rating_history.proof(held, shown.number)

    if standings:
        kpi_panels.draw(
            frame, f"priority-{shown.number}", told, sub, standings, head=priority_facts.head(shown, told, sub, standings), under=screen
        )
        _take(held, shown.number)
        components.write(slide_links.paper(held.area.name, slide=f"priority-{shown.number}"))
        return
    components.write(priority_facts.head(shown, told, sub, standings))
    screen()
    components.write(components.foot(held))
    _take(held, shown.number)
    components.write(slide_links.paper(held.area.name, slide=f"priority-{shown.number}"))


def _take(held: AreaView, number: int) -> None:
    """What can be taken to a meeting: one page on the priority, or a pack of it."""
    report_download.highlight(held, number, "highlight")
    pack_form.folded(held, f"priority_pack_{number}", priority=number)


def _beside(frame: PageContext, shown: PriorityView, standings: Sequence[Standing], why: str) -> None:
    left, right = st.columns(BESIDE, gap="medium")
    with left:
        priority_facts.kpis(shown, frame.held, frame.palette.name, why)
        if len(standings) <= priority_facts.MANY:
            components.write(priority_facts.narrative(shown))
    with right:
        components.write(priority_facts.actions(shown))
        try:
            priority_facts.proof(shown)
        except Refused as fault:
            components.write(components.finding("stop", str(fault), "Nothing was changed.", ""))
        if len(standings) > priority_facts.MANY:
            components.write(priority_facts.narrative(shown))


def _plan_only(frame: PageContext) -> None:
    """A plan and no figures: its actions, evidence and narrative."""
    journal = records.journal(session.home())
    codes = plan_areas(journal)
    asked = catalogue().area(st.query_params.get("area", ""))
    area = catalogue().areas[asked.code if asked and asked.code in codes else codes[0]] if codes else None
    kept = plan_on(journal, area.code) if area else None
    if area is None or kept is None or not kept.version.priorities:
        frame.nothing_yet()
        return
    titles = dict(kept.version.priorities)
    number = _chosen(titles, frame.scale)
    shown = PriorityView(area=area.code, name=area.name, number=number, today=session.today(), as_at=None, kept=kept, codes=())
    late = len(plans.overdue(shown.actions, shown.today))
    told = f"{titles[number]}: {len(shown.actions)} actions, {late or 'none'} overdue"
    components.write(priority_facts.head(shown, told, f"Priority {number} of {len(titles)} · {area.name} · {kept.version.title}", ()))
    _beside(frame, shown, (), "No scorecard is loaded, so no figure can show whether this priority is working.")
    components.write(components.notice(plan_text.dated(kept.version, shown.today)))


def _chosen(titles: dict[int, str], scale: float) -> int:
    """The priority chosen among those of a workbook."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        named = {str(number): f"{number} {title}" for number, title in titles.items()}
        return int(choices.choice("priority", "Priority", list(named), named.__getitem__, default=next(iter(named)), width=340 * scale))


def _shown(held: AreaView, number: int, kept: StandingPlan | None, codes: Sequence[str]) -> PriorityView:
    return PriorityView(
        area=held.area.code, name=held.area.name, number=number, today=held.as_at or session.today(), as_at=held.as_at, kept=kept,
        codes=tuple(codes),
    )  # fmt: skip


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:]
