"""Did it bend?: the view of a KPI with the dates of the actions that cite it, and those actions below."""

from __future__ import annotations

from datetime import date
from html import escape

import streamlit as st

from data.plan import Action
from data.plans_kept import plan_on, stood
from kpis import bent, plan, plan_changes, say, say_plan, show
from kpis.bent import Beside
from kpis.charts.bent import bent as drawn
from kpis.charts.canvas import Ready, enlarge
from kpis.charts.panel import is_trend
from kpis.compare import Standing
from kpis.show import DASH
from pages.parts import cards, planned, session
from pages.parts.frame import Frame

WIDTHS = (9, 33, 15, 15, 28)


def draw(frame: Frame, s: Standing) -> None:
    """The sentence, the chart where there is a line to draw, and a row an action."""
    held = frame.held
    assert held is not None
    store = session.store(session.home())
    kept = plan_on(store, held.area.code, held.as_at)
    if kept is None:
        way = "<a class='button' href='load' target='_self'>Load a file</a>"
        cards.write(cards.empty("No improvement plan yet", "Load the plan’s workbook to see its actions beside this KPI.", way, short=True))
        return
    actions = bent.citing(kept.version.actions, s.indicator.code)
    done = plan_changes.completions(stood(store, held.area.code, held.as_at))
    found = bent.beside(s, bent.markers(actions, done))
    cards.write(cards.heading(bent.headline(s, actions, found), level=2))
    if not actions:
        why = "Its actions stand on the plan’s page; a KPI is linked by changing an action there."
        cards.write(cards.empty("Nothing to set beside it", why, cards.link("The plan", "plan", area=held.area.name), short=True))
        return
    if is_trend(s):
        spec, alt = _drawn(frame, s, found)
        with st.container(key="chart"):
            st.plotly_chart(Ready(spec), theme=None, key="bent_chart", alt=alt, config={"displayModeBar": False, "responsive": True})
    else:
        cards.write("<p>Fewer than two dated figures, so there is no line to set the dates on.</p>")
    today = held.as_at or session.today()
    body = "".join(_row(held.area.name, s, found, action, today) for action in actions)
    heads = [("", "code"), ("Action", ""), ("Due", ""), ("Status", ""), ("Figures either side", "last")]
    cards.write(
        cards.table(heads, body, WIDTHS, f"Actions that cite {s.indicator.code}"),
        f"<p class='quiet small'>{escape(bent.RULE)}</p>",
        f"<p class='quiet small'>{escape(f'Plan: {kept.version.file}, received {show.day(kept.received)}.')}</p>",
        cards.foot(held, " · ".join(filter(None, (cards.marks(held), say_plan.dated(kept.version, today))))),
    )


def _drawn(frame: Frame, s: Standing, found: tuple[Beside, ...]) -> tuple[str, str]:
    held = frame.held
    assert held is not None
    title = say.finding(s)
    words = frame.words(s, title)
    figure = drawn(frame.palette, s, held.area.name, words, [one.marker for one in found])
    alt = "; ".join(f"{one.marker.words} on {show.day(one.marker.day)}" for one in found)
    return enlarge(figure, frame.scale).to_json(validate=False), f"{title}. {words.subtitle}. {alt}"


def _row(area: str, s: Standing, found: tuple[Beside, ...], action: Action, today: date) -> str:
    mine = [one for one in found if action.code in one.marker.actions]
    told = "".join(
        f"<div>{escape(f'{one.marker.kind.capitalize()} {show.day(one.marker.day)}: {bent.sentence(s, one)}')}.</div>" for one in mine
    )
    return (
        f"<tr><td class='code'>{cards.link(action.code, 'plan', area=area, action=action.code)}</td><td>{escape(action.text)}</td>"
        f"<td class='w'>{escape(show.day(action.due)) if action.due else 'No date'}</td>"
        f"<td>{planned.state(plan.stood(action, today))}</td><td class='last'>{told or cards.quiet(DASH)}</td></tr>"
    )
