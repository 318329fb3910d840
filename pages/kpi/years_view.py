"""A KPI over time: its years as lines or its rolling year, and the table with every refusal in words."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from data.text import first_capital
from kpis.charts.interactive import years_chart
from kpis.charts.interactive.frame import Ready, alt, enlarge
from kpis.charts.style.palette import DARK, LIGHT
from kpis.markup import Markup, html, joined
from kpis.standing.kpi_standing import Standing
from kpis.years import years_text
from kpis.years.years import PLURAL, OverTime, over_time
from pages.context.page_context import PageContext
from pages.kpi.spc_view import asked
from pages.queries import area_view, session
from pages.queries.area_view import ViewKey
from pages.queries.kept_once import kept_once
from pages.widgets import chart_guide, components, image_export

LINES = ("Year on year", "Rolling year")
WIDTHS = (23, 22, 22, 33)


def view(frame: PageContext, s: Standing) -> None:
    """The view: which lines, their chart, the table. A KPI without months, terms or quarters says so."""
    held = frame.held
    assert held is not None
    by, code = asked(held), s.indicator.code
    found = worked(by, code)
    if found.newest is None:
        table = _tabled(by, code) if years_text.rows(found) else Markup()
        nothing = components.empty("Nothing to set side by side within a year", found.why, short=True)
        components.write(nothing, table, components.foot(held, s.notice, shown=[s]))
        return
    chosen = st.segmented_control("Lines", LINES, default=LINES[0], key="lines", bind="query-params", label_visibility="collapsed")
    rolling = chosen == LINES[1]
    if rolling and not any(t.value is not None for t in found.rolled):
        why = found.rolling.now.why if found.rolling.now else ""
        components.write(components.empty("No rolling year", f"{first_capital(why)}.", short=True))
    else:
        spec, told = _drawn((by, code), rolling, frame.palette.name, frame.scale)
        with st.container(key="chart"):
            st.plotly_chart(Ready(spec), theme=None, key="kpi_years", alt=told, config={"displayModeBar": False, "responsive": True})
        image_export.buttons("years_image", f"{held.area.name} {code} {chosen or LINES[0]}", frame.palette, chart="chart")
        chart_guide.disclosure("rolling" if rolling else "years", spec)
    table = _tabled(by, code)
    components.write(table, components.foot(held, s.notice, shown=[s]))


@kept_once(256)
def worked(by: ViewKey, code: str) -> OverTime:
    """What is said of one KPI over time, worked once a build, area and day."""
    return over_time(area_view.held_of(by).of(code), session.catalogue_of(by.home, by.build).year_rules)


def season_note(frame: PageContext, code: str) -> None:
    """Below a line that is judged month by month: where the KPI is seasonal, that some of its marks are the season."""
    assert frame.held is not None
    found = worked(asked(frame.held), code)
    if found.seasonal and found.newest is not None:
        words = f"{years_text.season_words(found)} Marks above may be the season."
        components.write(html("<p class='small'>{}</p>", words))


@kept_once(256)
def _drawn(of: tuple[ViewKey, str], rolling: bool, theme: str, scale: float) -> tuple[str, str]:
    """(the chart as its JSON, what it shows in words), drawn once a build, area, day, KPI, kind of line, theme and size."""
    (by, code), palette = of, DARK if theme == "dark" else LIGHT
    held, found = area_view.held_of(by), worked(by, code)
    points = tuple(p for p in found.standing.points if p.period.kind is found.kind)
    shown = replace(found.standing, points=points, own=found.newest, others={}, alongside=())
    title = years_text.rolling_headline(found) if rolling else years_text.headline(found)
    words = PageContext(palette, scale, held, {}).words(shown, title)
    unit = words.subtitle.partition(f" · {held.area.name}")[0]
    what = "each point the 12 months to its day" if rolling else years_text.lines(found, years_chart.MOST)
    words = replace(words, subtitle=f"{unit} · {held.area.name} · {what}")
    draw = years_chart.rolled if rolling else years_chart.years
    return enlarge(draw(palette, found, words), scale).to_json(validate=False), alt(words)


@kept_once(256)
def _tabled(by: ViewKey, code: str) -> Markup:
    """The table and what a reader must know of it, drawn once a build, area, day and KPI."""
    found, body = worked(by, code), Markup()
    for row in years_text.rows(found):
        told = row.why if row.why else html("<b>{}</b>", row.change)
        body += html(
            "<tr><th scope='row'>{name}</th>{now}{before}<td class='last{small}'>{told}</td></tr>",
            name=row.name, now=_cell(row.now, row.now_when), before=_cell(row.before, row.before_when),
            small=" small" if row.why else "", told=told,
        )  # fmt: skip
    heads = (("Compared with", ""), ("Now", ""), ("Then", ""), ("Change", "last"))
    notes = joined(html("<p class='quiet small'>{}</p>", note) for note in years_text.notes(found))
    caption = f"{PLURAL.get(found.kind, 'parts').capitalize()} and years side by side"
    return components.heading(caption, level=2) + components.table(heads, body, WIDTHS, caption) + notes


def _cell(figure: str, when: str) -> Markup:
    under = html("<br><span class='quiet small'>{}</span>", when) if when else Markup()
    return html("<td>{}{}</td>", components.quiet(figure), under)
