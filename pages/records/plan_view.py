"""The plan that a page shows, as it stands on the day looked at, and the words every view of it carries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import streamlit as st

from data.model.area import Area
from data.model.plan import Action, ActionStatus
from data.records.plan_versions import StandingPlan, plan_areas, plan_on
from kpis import formats
from kpis.markup import Markup, escaped, html, joined
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

    def foot(self) -> Markup:
        version, entry = self.kept.version, self.kept.entry
        source = (
            f"Source: {version.file}, {version.version or version.title}. Received {formats.day(self.kept.received)}, kept by {entry.who}."
        )
        return html("<div class='foot'><span>{} {}</span>{}</div>", source, _recorded(self.kept), components.notice(self.mark))


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
            components.empty("Load the plan to see it here", why, Markup("<a class='button' href='load' target='_self'>Load a file</a>")),
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


def state(status: ActionStatus) -> Markup:
    """A status by its letter and its word."""
    letter = html("<b style='display:inline-block;width:1.3rem;text-align:center;border:1px solid'>{}</b>", plan_text.LETTERS[status])
    return html("<span class='badge'>{}<span>{}</span></span>", letter, status.value.capitalize())


def timeline(actions: tuple[Action, ...], today: date) -> Markup:
    """How many actions fall due in each month, as bars, so that the month in which most do stands out."""
    months: dict[tuple[int, int], int] = {}
    for day, many in plan_actions.due_days(actions):
        months[day.year, day.month] = months.get((day.year, day.month), 0) + many
    if not months:
        return Markup()
    edge, peak = plan_text.edge(actions), plan_actions.busiest(actions)
    first, last = min(months), max(months)
    span = [divmod(n, 12) for n in range(first[0] * 12 + first[1] - 1, last[0] * 12 + last[1])]
    every = [(y, m + 1) for y, m in span] if len(span) <= MOST_MONTHS else sorted(months)
    most, cells = max(months.values()), Markup()
    for year, month in every:
        many = months.get((year, month), 0)
        tall = many / most * 5
        gone = " quiet" if (year, month) < (today.year, today.month) else ""
        most_here = peak is not None and peak[0] == date(year, month, 1)
        due = f"{formats.month(date(year, month, 1))}: {many} due"
        cells += html(
            "<div style='flex:1 1 0;text-align:center;min-width:1.6rem' title='{due}' aria-label='{due}'>"
            "<span class='small'>{many}</span><div style='height:{tall:.2f}rem;background:currentColor;opacity:{strength}'></div>"
            "<div class='small{gone}' style='border-top:1px solid'>{month}</div></div>",
            due=due, many=html("<b>{}</b>", many) if most_here else many or "", tall=tall, strength=1 if most_here else 0.5,
            gone=gone, month=joined(map(escaped, formats.month(date(year, month, 1)).split(" ")), Markup("<br>")),
        )  # fmt: skip
    left_out = (
        Markup() if len(every) == len(span) else Markup(" <span class='quiet small'>Months in which nothing falls due are left out.</span>")
    )
    return html(
        "<div role='img' aria-label='Actions due, month by month: {}'><p><b>Due dates: {}</b>{}</p>"
        "<div style='display:flex;align-items:end;gap:3px'>{}</div></div>",
        edge, edge, left_out, cells,
    )  # fmt: skip


def table(planned: PlanView, actions: tuple[Action, ...], caption: str) -> Markup:
    """A row an action, in the order given."""
    heads = [("", "code"), ("Action", ""), ("Due", ""), ("Leads", ""), ("Status", ""), ("KPIs", "last")]
    return components.table(heads, joined(_row(planned, action) for action in actions), WIDTHS, caption)


def leads(planned: PlanView, action: Action) -> Markup:
    """Who leads an action as printed, and under the initials that are known who that is."""
    printed = plan_actions.leads(action)
    told = joined(html("<div class='quiet small'>{}</div>", said(one, planned.people)) for one in printed if one in planned.people)
    return escaped("/".join(printed) or "No lead") + told


def _row(planned: PlanView, action: Action) -> Markup:
    area = planned.area.name
    kpis = joined([components.link(code, "kpi", area=area, kpi=code) for code in action.kpis], ", ") or components.quiet(formats.DASH)
    return html(
        "<tr><td class='code'>{link}</td><td>{text}{new}</td><td class='w'>{due}</td><td>{leads}</td><td>{state}</td>"
        "<td class='last'>{kpis}</td></tr>",
        link=components.link(action.code, "plan", area=area, action=action.code), text=action.text,
        new=Markup(" <b>New</b>") if action.added else Markup(), due=formats.day(action.due) if action.due else "No date",
        leads=leads(planned, action), state=state(plan_actions.stood(action, planned.today)), kpis=kpis,
    )  # fmt: skip
