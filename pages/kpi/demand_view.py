"""Requests and new plans under a KPI of timeliness, on the same axis of time: what was asked for while the percentage moved."""

from __future__ import annotations

import streamlit as st

from data.model.period import PeriodKind
from kpis import formats
from kpis.charts.interactive import trend
from kpis.charts.interactive.demand import demand, of_kind
from kpis.charts.interactive.frame import Ready, alt, enlarge
from kpis.charts.style.palette import DARK, LIGHT
from kpis.charts.style.picture import is_trend
from kpis.charts.svg.panel import ChartCaption
from kpis.figures.figure import latest
from kpis.standing.kpi_standing import Standing
from pages.context.page_context import PageContext
from pages.queries import area_view, session
from pages.queries.area_view import ViewKey
from pages.queries.kept_once import kept_once
from pages.widgets import components, image_export


def draw(frame: PageContext, s: Standing) -> None:
    """A fold below the chart of a KPI that a backlog is tried on; nothing for any other, and where there is no line to draw under."""
    held, what_if = frame.held, session.catalogue().what_ifs.get(s.indicator.code)
    if held is None or what_if is None or not is_trend(s):
        return
    fold = st.expander("Requests and new plans on the same axis of time", key="demand", on_change="rerun")
    if not fold.open:
        return
    with fold:
        drawn = _drawn(area_view.key_of(held), s.indicator.code, frame.palette.name, frame.scale)
        if drawn is None:
            why = f"Neither {what_if.requests} nor {what_if.issued} has figures of the same kind of period as these."
            components.write(components.empty("Nothing to draw below", why, short=True))
            return
        spec, told = drawn
        with st.container(key="demand_chart"):
            st.plotly_chart(Ready(spec), theme=None, key="kpi_demand", alt=told, config={"displayModeBar": False, "responsive": True})
        image_export.buttons("demand_image", f"{held.area.name} {s.indicator.code} requests", frame.palette, chart="demand_chart")


@kept_once(64)
def _drawn(by: ViewKey, code: str, theme: str, scale: float) -> tuple[str, str] | None:
    """(the chart as its JSON, what it shows in words); None where neither KPI has figures of that kind of period."""
    held, palette, what_if = area_view.held_of(by), DARK if theme == "dark" else LIGHT, session.catalogue().what_ifs[code]
    s = held.of(code)
    frame = PageContext(palette, scale, held, {})
    newest = latest([p for p in s.points if p.value is not None and p.period.last is not None])
    kind = newest.period.kind if newest else PeriodKind.NOT_STATED
    beside = [held.of(one) for one in (what_if.requests, what_if.issued)]
    found = [(one, values) for one in beside if (values := of_kind(one, kind))]
    if not found:
        return None
    above = trend.trend(palette, s, held.area.name, frame.words(s, s.indicator.short))
    ends = "; ".join(
        f"{one.indicator.short} {formats.figure(values[-1].value, one.indicator)} in {formats.period(values[-1].period)}"
        for one, values in found
    )
    first = frame.words(found[0][0], ends)
    words = ChartCaption(ends, f"{held.area.name} · on the axis of time of {s.indicator.short}", first.source, first.notice)
    return enlarge(demand(palette, above, found, words), scale).to_json(validate=False), f"{alt(words)}"
