"""The plan that a page shows, as it stands on the day looked at, and the words every view of it carries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from html import escape

import streamlit as st

from data.model import Area
from data.plan import Action, ActionStatus
from data.plans_kept import KeptPlan, plan_areas, plan_on
from kpis import plan, say_plan, show
from pages.parts import cards, session
from pages.parts.frame import Frame

MOST_MONTHS = 48
WIDTHS = (6, 40, 12, 14, 14, 14)


@dataclass(frozen=True)
class Planned:
    """One area's plan and the day it is looked at; ``as_at`` is None for today."""

    area: Area
    kept: KeptPlan
    today: date
    as_at: date | None
    mark: str

    def foot(self) -> str:
        version, entry = self.kept.version, self.kept.entry
        source = (
            f"Source: {version.file}, {version.version or version.title}. Received {show.day(self.kept.received)}, kept by {entry.who}."
        )
        return f"<div class='foot'><span>{escape(source)} {_recorded(self.kept)}</span>{cards.notice(self.mark)}</div>"


def _recorded(kept: KeptPlan) -> str:
    many = len(kept.edited)
    return f"{many} action{'s' * (many != 1)} changed since." if many else "Nothing changed since."


def looked_at(frame: Frame) -> Planned | None:
    """The plan of the area looked at; where it has none, or nothing is loaded, the page says so and None comes back."""
    held, store = frame.held, session.store(session.home())
    if held is None:
        codes = plan_areas(store)
        asked = session.catalogue().area(st.query_params.get("area", ""))
        if not codes:
            frame.nothing_yet()
            return None
        area, as_at = session.catalogue().areas[asked.code if asked and asked.code in codes else codes[0]], None
    else:
        area, as_at = held.area, held.as_at
    kept = plan_on(store, area.code, as_at)
    if kept is None:
        by = f" received by {show.day(as_at)}" if as_at else ""
        why = (
            f"No plan of {area.name}{by} is kept. Load the plan’s workbook: a table with action, code, due date, lead and success measure."
        )
        cards.write(
            cards.heading("No improvement plan yet", area.name),
            cards.empty("Load the plan to see it here", why, "<a class='button' href='load' target='_self'>Load a file</a>"),
        )
        return None
    today = as_at or session.today()
    marks = [held.notice if held else "", say_plan.dated(kept.version, today)]
    return Planned(area, kept, today, as_at, " · ".join(filter(None, marks)))


def state(status: ActionStatus) -> str:
    """A status by its letter and its word."""
    letter = f"<b style='display:inline-block;width:1.3rem;text-align:center;border:1px solid'>{say_plan.LETTERS[status]}</b>"
    return f"<span class='badge'>{letter}<span>{status.value.capitalize()}</span></span>"


def timeline(actions: tuple[Action, ...], today: date) -> str:
    """How many actions fall due in each month, as bars, so that the month in which most do stands out."""
    months: dict[tuple[int, int], int] = {}
    for day, many in plan.due_days(actions):
        months[day.year, day.month] = months.get((day.year, day.month), 0) + many
    if not months:
        return ""
    first, last = min(months), max(months)
    span = [divmod(n, 12) for n in range(first[0] * 12 + first[1] - 1, last[0] * 12 + last[1])]
    every = [(y, m + 1) for y, m in span] if len(span) <= MOST_MONTHS else sorted(months)
    most, cells = max(months.values()), ""
    for year, month in every:
        many = months.get((year, month), 0)
        tall = many / most * 5
        gone = " quiet" if (year, month) < (today.year, today.month) else ""
        words = f"{show.month(date(year, month, 1))}: {many} due"
        cells += (
            f"<div style='flex:1 1 0;text-align:center;min-width:1.6rem' title='{words}' aria-label='{words}'>"
            f"<span class='small'>{many or ''}</span><div style='height:{tall:.2f}rem;background:currentColor;opacity:.75'></div>"
            f"<div class='small{gone}' style='border-top:1px solid'>{show.month(date(year, month, 1)).replace(' ', '<br>')}</div></div>"
        )
    return f"<div role='img' aria-label='Actions due, month by month' style='display:flex;align-items:end;gap:3px'>{cells}</div>"


def table(planned: Planned, actions: tuple[Action, ...], caption: str) -> str:
    """A row an action, overdue ones first, then by due date."""
    heads = [("", "code"), ("Action", ""), ("Due", ""), ("Leads", ""), ("Status", ""), ("KPIs", "last")]
    late = plan.overdue(actions, planned.today)
    rest = sorted((a for a in actions if a not in late), key=lambda a: a.due or date.max)
    return cards.table(heads, "".join(_row(planned, action) for action in (*late, *rest)), WIDTHS, caption)


def _row(planned: Planned, action: Action) -> str:
    area = planned.area.name
    kpis = ", ".join(cards.link(code, "kpi", area=area, kpi=code) for code in action.kpis) or cards.quiet(show.DASH)
    return (
        f"<tr><td class='code'>{cards.link(action.code, 'plan', area=area, action=action.code)}</td>"
        f"<td>{escape(action.text)}{' <b>New</b>' if action.added else ''}</td>"
        f"<td class='w'>{escape(show.day(action.due)) if action.due else 'No date'}</td>"
        f"<td>{escape('/'.join(plan.leads(action))) or 'No lead'}</td><td>{state(plan.stood(action, planned.today))}</td>"
        f"<td class='last'>{kpis}</td></tr>"
    )
