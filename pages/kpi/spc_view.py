"""What chance explains: the icons with their words, the rules that judge, and the judged chart of one KPI."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from textwrap import wrap

import streamlit as st

from kpis.charts.interactive import spc_chart
from kpis.charts.interactive.events import FOOT
from kpis.charts.interactive.frame import Ready, alt, enlarge
from kpis.charts.style.palette import DARK, LIGHT, Palette
from kpis.charts.svg.spc_icons import SIDE, assurance_icon, variation_icon
from kpis.exports.csv_tables.chart_csv import line_csv
from kpis.markup import Markup, chart_lines, data_address, html, joined
from kpis.narrative import standing_text
from kpis.signals import signals_text
from kpis.signals.signals import Signal, signal
from kpis.standing.area_view import AreaView
from kpis.standing.kpi_standing import Standing
from kpis.stats.spc import MDC, PRESETS
from pages.context.page_context import PageContext
from pages.kpi import spc_limits
from pages.queries import area_view, session
from pages.queries.area_view import ViewKey
from pages.queries.kept_once import kept_once
from pages.widgets import chart_guide, components, image_export

RULES = {"Making Data Count": "mdc", "Six points": "mdc6", "NHS-R": "nhsr"}


def rules(key: str) -> str:
    """The chosen rule set's name, kept in the address."""
    chosen = st.segmented_control(
        "Rules", list(RULES), default="Making Data Count", key=key, bind="query-params", label_visibility="collapsed"
    )
    return RULES.get(chosen or "", MDC.name)


def asked(held: AreaView) -> ViewKey:
    """The ids that a drawing of an area's figures depends on."""
    return area_view.key_of(held)


def icons(
    palette: Palette, found: Signal, rem: float = 2.2, *, under: tuple[Markup, Markup] = (Markup(), Markup())
) -> tuple[Markup, Markup]:
    """The variation's and the assurance's icon, each with its words and what stands ``under`` them."""
    variation, assurance = found.variation or "not judged", found.assurance or ("not judged" if found.why else found.unassured)
    drawn = ((variation_icon(palette, found), variation), (assurance_icon(palette, found), assurance))
    one, other = (
        html(
            "<span class='badge' style='white-space:normal'><img alt='' style='width:{}rem;height:{}rem;flex:none' "
            'src="{}"><span>{}{}</span></span>',
            rem, rem, data_address(body, SIDE, SIDE), words, more,
        )
        for (body, words), more in zip(drawn, under, strict=True)
    )  # fmt: skip
    return one, other


def view(frame: PageContext, s: Standing) -> None:
    """One KPI's judged line with its icons; a run chart below the minimum; a refusal in words where no process may be drawn."""
    held = frame.held
    assert held is not None
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="signal"):
        preset = rules("rules")
        found = _judged(asked(held), s.indicator.code, preset)
        if found.variation is not None:
            components.write(html("<div class='visits'>{}</div>", joined(icons(frame.palette, found))), width="content")
    if prompt := signals_text.how_to_redraw(found):
        components.write(html("<p role='status'>{}</p>", prompt))
    if found.judged is None:
        again = components.link("Signals: every KPI that is judged", "signals", area=held.area.name)
        components.write(
            components.empty("Not judged for chance", found.words, html("<p>{}</p>", again)), components.foot(held, s.notice, shown=[s])
        )
        return
    spec, told = _drawn(asked(held), s.indicator.code, preset, frame.palette.name, frame.scale)
    with st.container(key="chart"):
        st.plotly_chart(Ready(spec), theme=None, key="kpi_xmr", alt=told, config={"displayModeBar": False, "responsive": True})
    csv = partial(line_csv, found, held.area.name, s.notice, session.licence([s]))
    image_export.with_csv("xmr_image", f"{held.area.name} {s.indicator.code} signal", frame.palette, "chart", csv)
    chart_guide.disclosure("xmr", spec)
    spc_limits.draw(held, s)


def _judged(by: ViewKey, code: str, preset: str) -> Signal:
    return signals(by, preset)[code]


@kept_once(64)
def signals(by: ViewKey, preset: str) -> dict[str, Signal]:
    """Every KPI's signal by code, judged once a build, area, day and rule set."""
    return {s.indicator.code: signal(s, PRESETS[preset]) for s in area_view.held_of(by).standings}


@kept_once(256)
def _drawn(by: ViewKey, code: str, preset: str, theme: str, scale: float) -> tuple[str, str]:
    """(the chart as its JSON, what it shows in words), drawn once a build, area, day, KPI, rule set, theme and size."""
    held, palette, found = area_view.held_of(by), DARK if theme == "dark" else LIGHT, _judged(by, code, preset)
    given = [row.given for row in found.rows if row.given]
    shown = replace(held.of(code), points=tuple(given))
    words = PageContext(palette, scale, held, {}).words(shown, signals_text.headline(found))
    method = chart_lines((spc_chart.key(found), *(part for told in signals_text.method(found) for part in wrap(told, FOOT))))
    plain = words.subtitle.removesuffix(f" · {standing_text.drawn(shown)}")  # those words are of the other chart's marks
    words = replace(words, subtitle=plain, source=chart_lines((method, words.source)))
    said = f"{alt(words)}. {found.variation or found.words}; {found.assurance or found.unassured}."
    return enlarge(spc_chart.xmr(palette, found, held.area.name, words), scale).to_json(validate=False), said
