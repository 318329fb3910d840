"""The view "Compared": how sure the figure is, better or worse than whom, its recent trend, and its place among all authorities."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import streamlit as st

from data.model.observation import COMPARATORS
from kpis import formats
from kpis.charts.interactive import comparison_bars, funnel_chart, interval_chart
from kpis.charts.interactive.frame import Ready, enlarge
from kpis.charts.style.palette import DARK, LIGHT
from kpis.charts.svg.panel import ChartCaption
from kpis.exports.csv_tables.chart_csv import places_csv, sure_csv
from kpis.markup import Markup, html, joined
from kpis.narrative import standing_text
from kpis.signals import significance, significance_text
from kpis.signals.significance import PlaceInEngland
from kpis.standing import like_for_like
from kpis.standing.kpi_standing import Standing
from pages.context.page_context import PageContext
from pages.kpi import spc_view
from pages.queries import area_view, measure_figures, session
from pages.queries.area_view import ViewKey
from pages.queries.kept_once import kept_once
from pages.widgets import chart_guide, components, image_export

Drawn = tuple[str, str]  # the chart as its JSON, and what it shows in words
PLOTLY = {"displayModeBar": False, "responsive": True}


def view(frame: PageContext, s: Standing) -> None:
    """The compared figure, its verdicts in words and shape, and the funnel where the authorities' numbers are known."""
    held = frame.held
    assert held is not None
    by, code = spc_view.asked(held), s.indicator.code
    name = f"{held.area.name} {code}"
    drawn = _whisker(by, code, frame.palette.name, frame.scale)
    if drawn is not None:
        with st.container(key="chart"):
            st.plotly_chart(Ready(drawn[0]), theme=None, key="kpi_compared", alt=drawn[1], config=PLOTLY)
    plain = None if drawn is not None else _side_by_side(by, code, frame.palette.name, frame.scale)
    if plain is not None:
        with st.container(key="chart"):
            st.plotly_chart(Ready(plain[0]), theme=None, key="kpi_beside", alt=plain[1], config=PLOTLY)
        csv = partial(sure_csv, s, held.area.name, s.notice, session.licence([s]))
        image_export.with_csv("beside_image", f"{name} side by side", frame.palette, "chart", csv)
    components.write(_told(by, code))
    if drawn is not None:
        csv = partial(sure_csv, s, held.area.name, s.notice, session.licence([s]))
        image_export.with_csv("compared_image", f"{name} compared", frame.palette, "chart", csv)
        chart_guide.disclosure("interval", drawn[0])
    funnels = _funnel(by, code, frame.palette.name, frame.scale)
    if funnels is not None:
        with st.container(key="funnel"):
            st.plotly_chart(Ready(funnels[0]), theme=None, key="kpi_funnel", alt=funnels[1], config=PLOTLY)
        image_export.with_csv("funnel_image", f"{name} funnel", frame.palette, "funnel", partial(_places, by, code))
        chart_guide.disclosure("funnel", funnels[0])


def _places(by: ViewKey, code: str) -> bytes:
    place = _among(by, code)
    assert place is not None
    return places_csv(place, session.catalogue_of(by.home, by.build).areas, f"DfE: {'; '.join(session.releases())}", session.OGL)


def brief(s: Standing) -> Markup:
    """The interval and the verdicts in one line beside the chart; empty where there is no interval."""
    told = significance_text.brief(s)
    return html("<div><h2>How sure</h2><p class='small'>{}</p></div>", told) if told else Markup()


@kept_once(128)
def _told(by: ViewKey, code: str) -> Markup:
    """Everything the two charts show, in words, with the method; drawn once a build, area, day and KPI."""
    held = area_view.held_of(by)
    s = held.of(code)
    found, given = significance.confidence(s.own, s.indicator), significance.verdicts(s)
    first = html("<p>{}.</p>", ": ".join(filter(None, (significance_text.parts(found), significance_text.interval(s, found)))))
    if found.interval is None:
        hint = f" {significance_text.HINT}" if found.why.startswith("No denominator") else ""
        first = html("<p>{}. {}</p>", significance_text.NOT_COMPARED, found.why + hint)
        body = Markup()
    else:
        body = joined(html("<li>{} {}</li>", significance_text.shape(one), significance_text.verdict(s, one, found)) for one in given)
        body = html("<ul style='list-style:none;padding-left:0'>{}</ul>", body)
    few = significance_text.small(found)
    trend = significance_text.trend(s, *significance.recent(s))
    place = _among(by, code)
    told = [trend, *((significance_text.stands(s, place, held.area.name), significance_text.fifth(place)) if place else ())]
    method = f"{significance_text.METHODS[found.interval.method]}. {significance_text.RULE}" if found.interval else ""
    return (
        components.heading("How sure, and beside whom", level=2) + first + (html("<p><b>{}</b></p>", few) if few else Markup()) + body
        + joined(html("<p>{}</p>", words) for words in filter(None, told))
        + (html("<p class='quiet small'>{}</p>", method) if method else Markup()) + components.foot(held, s.notice, shown=[s])
    )  # fmt: skip


@kept_once(64)
def _among(by: ViewKey, code: str) -> PlaceInEngland | None:
    """The area's place among all authorities, by the published series that the KPI's own figures are of or stand beside."""
    s = area_view.held_of(by).of(code)
    if not session.releases() or s.published is None or (s.published.feed.near and s.own is not None and s.own.origin != "published"):
        return None
    known = measure_figures.found(by.home, by.build, by.as_at, (code, "", by.against[1]))
    if known is None or known.field.latest is None:
        return None
    return significance.among(known.field, by.area, session.catalogue_of(by.home, by.build).areas)


@kept_once(256)
def _whisker(by: ViewKey, code: str, theme: str, scale: float) -> Drawn | None:
    held, palette = area_view.held_of(by), DARK if theme == "dark" else LIGHT
    s = held.of(code)
    found, given = significance.confidence(s.own, s.indicator), significance.verdicts(s)
    if found.interval is None:
        return None
    words = _words(PageContext(palette, scale, held, {}), s, significance_text.headline(s))
    alt = " ".join((significance_text.interval(s, found) + ".", *(significance_text.verdict(s, one, found) for one in given)))
    figure = interval_chart.whisker(palette, s, (found, given), held.area.name, words)
    return enlarge(figure, scale).to_json(validate=False), f"{words.title}. {alt}"


@kept_once(128)
def _side_by_side(by: ViewKey, code: str, theme: str, scale: float) -> Drawn | None:
    """Where there is no interval: the figure beside the others as bars, without a verdict; None where there is nothing to set beside."""
    held, palette = area_view.held_of(by), DARK if theme == "dark" else LIGHT
    s = held.of(code)
    if s.value is None or not any(s.gap(series) is not None for series in COMPARATORS):
        return None
    words = _words(PageContext(palette, scale, held, {}), s, significance_text.SIDE_BY_SIDE)
    beside = ", ".join(f"{s.named(x)} {like_for_like.beside(s, x).words}" for x in COMPARATORS if s.gap(x) is not None)
    alt = f"{words.title}. {held.area.name} {formats.figure(s.value, s.indicator)}; {beside}"
    return enlarge(comparison_bars.bars(palette, s, held.area.name, words), scale).to_json(validate=False), alt


@kept_once(128)
def _funnel(by: ViewKey, code: str, theme: str, scale: float) -> Drawn | None:
    place = _among(by, code)
    if place is None or place.funnel is None:
        return None
    held, palette = area_view.held_of(by), DARK if theme == "dark" else LIGHT
    s, areas = held.of(code), session.catalogue_of(by.home, by.build).areas
    told = significance_text.stands(s, place, held.area.name)
    title = f"{s.indicator.short}: every authority by its size, {formats.period(place.period)}"
    words = replace(_words(PageContext(palette, scale, held, {}), s, title), subtitle=significance_text.funnel_key(place))
    spec = enlarge(funnel_chart.funnel(palette, place, held.area, areas, words), scale).to_json(validate=False)
    return spec, f"{title}. {told}"


def _words(frame: PageContext, s: Standing, title: str) -> ChartCaption:
    """The chart's words, of the one period that it shows."""
    words = frame.words(s, title)
    when = formats.period(s.own.period, long=True) if s.own else ""
    return replace(
        words, subtitle=" · ".join(filter(None, (standing_text.unit_phrase(s), frame.held.area.name if frame.held else "", when)))
    )
