"""Did it bend?: the view of a KPI with the dates of the actions that cite it, and those actions below."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import streamlit as st

from data.model.plan import Action
from data.records.plan_versions import plan_on, stood
from kpis import formats
from kpis.charts.interactive.action_dates import bent as drawn
from kpis.charts.interactive.frame import Ready, enlarge
from kpis.charts.style.palette import DARK, LIGHT
from kpis.charts.style.picture import is_trend
from kpis.formats import DASH
from kpis.markup import Markup, html, joined
from kpis.narrative.kpi_sentence import sentence
from kpis.plan import action_effect, plan_actions, plan_changes, plan_text
from kpis.plan.action_effect import ActionEffect
from kpis.standing.kpi_standing import Standing
from pages.context.page_context import PageContext
from pages.queries import area_view, records, session
from pages.queries.area_view import ViewKey
from pages.queries.kept_once import kept_once
from pages.records import plan_view
from pages.widgets import components, image_export

WIDTHS = (9, 33, 15, 15, 28)


def draw(frame: PageContext, s: Standing) -> None:
    """The sentence, the chart where there is a line to draw, and a row an action."""
    held = frame.held
    assert held is not None
    home = session.home()
    asked = _ActionsDrawingKey(area_view.key_of(held), s.indicator.code, records.journal(home).version())
    kept = plan_on(records.journal(home), held.area.code, held.as_at)
    if kept is None:
        way = Markup("<a class='button' href='load' target='_self'>Load a file</a>")
        components.write(
            components.empty("No improvement plan yet", "Load the plan’s workbook to see its actions beside this KPI.", way, short=True)
        )
        return
    actions, found = _beside(asked)
    components.write(components.heading(action_effect.headline(s, actions, found), level=2))
    if not actions:
        why = "Its actions stand on the plan’s page; a KPI is linked by changing an action there."
        components.write(
            components.empty("Nothing to set beside it", why, components.link("The plan", "plan", area=held.area.name), short=True)
        )
        return
    if is_trend(s):
        spec, alt = _drawn(asked, frame.palette.name, frame.scale)
        with st.container(key="chart"):
            st.plotly_chart(Ready(spec), theme=None, key="bent_chart", alt=alt, config={"displayModeBar": False, "responsive": True})
        image_export.buttons("bent_image", f"{held.area.name} {s.indicator.code} actions", frame.palette, chart="chart")
    else:
        components.write(Markup("<p>Fewer than two dated figures, so there is no line to set the dates on.</p>"))
    today = held.as_at or session.today()
    body = joined(_row(held.area.name, s, found, action, today) for action in actions)
    heads = [("", "code"), ("Action", ""), ("Due", ""), ("Status", ""), ("Figures either side", "last")]
    table = components.table(heads, body, WIDTHS, f"Actions that cite {s.indicator.code}")
    components.write(
        table,
        html("<p class='quiet small'>{}</p>", action_effect.RULE),
        html("<p class='quiet small'>{}</p>", f"Plan: {kept.version.file}, received {formats.day(kept.received)}."),
        components.foot(held, " · ".join(filter(None, (components.marks(held), plan_text.dated(kept.version, today))))),
    )


@dataclass(frozen=True)
class _ActionsDrawingKey:
    """What the drawing depends on: the figures by their ids, the KPI, and the typed words by what changes with each."""

    figures: ViewKey
    code: str
    version: str


@kept_once(64)
def _beside(asked: _ActionsDrawingKey) -> tuple[tuple[Action, ...], tuple[ActionEffect, ...]]:
    """(the actions that cite the KPI, their dates with the figures either side)."""
    of = asked.figures
    journal = records.journal(of.home)
    kept = plan_on(journal, of.area, of.as_at)
    actions = action_effect.citing(kept.version.actions, asked.code) if kept else ()
    done = plan_changes.completions(stood(journal, of.area, of.as_at))
    return actions, action_effect.beside(area_view.held_of(asked.figures).of(asked.code), action_effect.markers(actions, done))


@kept_once(64)
def _drawn(asked: _ActionsDrawingKey, theme: str, scale: float) -> tuple[str, str]:
    """(the chart as its JSON, what it shows in words), drawn once while nothing it shows changes."""
    held, palette = area_view.held_of(asked.figures), DARK if theme == "dark" else LIGHT
    s, found = held.of(asked.code), _beside(asked)[1]
    title = sentence(s)
    told = PageContext(palette, scale, held, {}).words(s, title)
    figure = drawn(palette, s, held.area.name, told, [one.marker for one in found])
    alt = "; ".join(f"{one.marker.words} on {formats.day(one.marker.day)}" for one in found)
    return enlarge(figure, scale).to_json(validate=False), f"{title}. {told.subtitle}. {alt}"


def _row(area: str, s: Standing, found: tuple[ActionEffect, ...], action: Action, today: date) -> Markup:
    mine = [one for one in found if action.code in one.marker.actions]
    told = joined(
        html("<div>{}.</div>", f"{one.marker.kind.capitalize()} {formats.day(one.marker.day)}: {action_effect.sentence(s, one)}")
        for one in mine
    )
    return html(
        "<tr><td class='code'>{link}</td><td>{text}</td><td class='w'>{due}</td><td>{state}</td><td class='last'>{told}</td></tr>",
        link=components.link(action.code, "plan", area=area, action=action.code), text=action.text,
        due=formats.day(action.due) if action.due else "No date", state=plan_view.state(plan_actions.stood(action, today)),
        told=told or components.quiet(DASH),
    )  # fmt: skip
