"""The plan that a page shows, as it stands on the day looked at, and the words every view of it carries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from html import escape

import streamlit as st

from data.model.area import Area
from data.model.plan import Action, ActionStatus
from data.records.plan_versions import StandingPlan, plan_areas, plan_on
from kpis import formats
from kpis.plan import plan_actions, plan_text
from kpis.plan.people import Person, said
from pages.context.page_context import PageContext
from pages.queries import records, session
from pages.widgets import components

MOST_MONTHS = 48
WIDTHS = (6, 40, 12, 14, 14, 14)


@dataclass(frozen=True, kw_only=True)
class PlanView:
    """One area's plan and the day it is looked at; ``as_at`` is None for today."""

    area: Area
    kept: StandingPlan
    today: date
    as_at: date | None
    mark: str
    people: Mapping[str, Person]

    def foot(self) -> str:
        version, entry = self.kept.version, self.kept.entry
        source = (
            f"Source: {version.file}, {version.version or version.title}. Received {formats.day(self.kept.received)}, kept by {entry.who}."
        )
        return f"<div class='foot'><span>{escape(source)} {_recorded(self.kept)}</span>{components.notice(self.mark)}</div>"


def _recorded(kept: StandingPlan) -> str:
    many = len(kept.edited)
    return f"{many} action{'s' * (many != 1)} changed since." if many else "Nothing changed since."


def looked_at(frame: PageContext) -> PlanView | None:
    """The plan of the area looked at; where it has none, or nothing is loaded, the page says so and None comes back."""
    held, journal = frame.held, records.journal(session.home())
    if held is None:
        codes = plan_areas(journal)
        asked = session.catalogue().area(st.query_params.get("area", ""))
        if not codes:
            frame.nothing_yet()
            return None
        area, as_at = session.catalogue().areas[asked.code if asked and asked.code in codes else codes[0]], None
    else:
        area, as_at = held.area, held.as_at
    kept = plan_on(journal, area.code, as_at)
    if kept is None:
        by = f" received by {formats.day(as_at)}" if as_at else ""
        why = (
            f"No plan of {area.name}{by} is kept. Load the plan’s workbook: a table with action, code, due date, lead and success measure."
        )
        components.write(
            components.heading("No improvement plan yet", area.name),
            components.empty("Load the plan to see it here", why, "<a class='button' href='load' target='_self'>Load a file</a>"),
        )
        return None
    today = as_at or session.today()
    marks = [held.notice if held else "", plan_text.dated(kept.version, today)]
    return PlanView(
        area=area, kept=kept, today=today, as_at=as_at, mark=" · ".join(filter(None, marks)), people=people_known(area.code, as_at)
    )


def people_known(area: str, as_at: date | None) -> dict[str, Person]:
    """The people kept of an area on the day looked at, by initials."""
    kept = records.latest("person", area, as_at)
    return {
        one: Person(one, e.body["role"], e.body.get("name") or "", e.body.get("organisation") or "") for one, e in kept.items() if e.body
    }


def state(status: ActionStatus) -> str:
    """A status by its letter and its word."""
    letter = f"<b style='display:inline-block;width:1.3rem;text-align:center;border:1px solid'>{plan_text.LETTERS[status]}</b>"
    return f"<span class='badge'>{letter}<span>{status.value.capitalize()}</span></span>"


def timeline(actions: tuple[Action, ...], today: date) -> str:
    """How many actions fall due in each month, as bars, so that the month in which most do stands out."""
    months: dict[tuple[int, int], int] = {}
    for day, many in plan_actions.due_days(actions):
        months[day.year, day.month] = months.get((day.year, day.month), 0) + many
    if not months:
        return ""
    edge, peak = plan_text.edge(actions), plan_actions.busiest(actions)
    first, last = min(months), max(months)
    span = [divmod(n, 12) for n in range(first[0] * 12 + first[1] - 1, last[0] * 12 + last[1])]
    every = [(y, m + 1) for y, m in span] if len(span) <= MOST_MONTHS else sorted(months)
    most, cells = max(months.values()), ""
    for year, month in every:
        many = months.get((year, month), 0)
        tall = many / most * 5
        gone = " quiet" if (year, month) < (today.year, today.month) else ""
        most_here = peak is not None and peak[0] == date(year, month, 1)
        due = f"{formats.month(date(year, month, 1))}: {many} due"
        cells += (
            f"<div style='flex:1 1 0;text-align:center;min-width:1.6rem' title='{due}' aria-label='{due}'>"
            f"<span class='small'>{f'<b>{many}</b>' if most_here else many or ''}</span>"
            f"<div style='height:{tall:.2f}rem;background:currentColor;opacity:{1 if most_here else 0.5}'></div>"
            f"<div class='small{gone}' style='border-top:1px solid'>{formats.month(date(year, month, 1)).replace(' ', '<br>')}</div></div>"
        )
    left_out = "" if len(every) == len(span) else " <span class='quiet small'>Months in which nothing falls due are left out.</span>"
    return (
        f"<div role='img' aria-label='Actions due, month by month: {edge}'><p><b>Due dates: {edge}</b>{left_out}</p>"
        f"<div style='display:flex;align-items:end;gap:3px'>{cells}</div></div>"
    )


def table(planned: PlanView, actions: tuple[Action, ...], caption: str) -> str:
    """A row an action, in the order given."""
    heads = [("", "code"), ("Action", ""), ("Due", ""), ("Leads", ""), ("Status", ""), ("KPIs", "last")]
    return components.table(heads, "".join(_row(planned, action) for action in actions), WIDTHS, caption)


def leads(planned: PlanView, action: Action) -> str:
    """Who leads an action as printed, and under the initials that are known who that is."""
    printed = plan_actions.leads(action)
    told = "".join(f"<div class='quiet small'>{escape(said(one, planned.people))}</div>" for one in printed if one in planned.people)
    return (escape("/".join(printed)) or "No lead") + told


def _row(planned: PlanView, action: Action) -> str:
    area = planned.area.name
    kpis = ", ".join(components.link(code, "kpi", area=area, kpi=code) for code in action.kpis) or components.quiet(formats.DASH)
    return (
        f"<tr><td class='code'>{components.link(action.code, 'plan', area=area, action=action.code)}</td>"
        f"<td>{escape(action.text)}{' <b>New</b>' if action.added else ''}</td>"
        f"<td class='w'>{escape(formats.day(action.due)) if action.due else 'No date'}</td>"
        f"<td>{leads(planned, action)}</td><td>{state(plan_actions.stood(action, planned.today))}</td>"
        f"<td class='last'>{kpis}</td></tr>"
    )
