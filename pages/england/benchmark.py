"""One measure across England: an area among all authorities, its neighbours, its region and the nation, from published figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from urllib.parse import urlencode

import streamlit as st

from kpis import formats
from kpis.benchmark import benchmark_series as shapes
from kpis.benchmark import benchmark_text, measure_text
from kpis.benchmark.benchmark import Benchmark
from kpis.charts.interactive import area_trends, ranking, spread
from kpis.charts.interactive.frame import Ready, alt, enlarge
from kpis.charts.style.palette import DARK, LIGHT
from kpis.charts.svg.panel import ChartCaption
from kpis.exports.csv_tables.lait_csv import lait_csv, lait_name
from kpis.markup import Markup, chart_lines, chart_words, escaped, html, joined
from kpis.standing.area_view import AreaView
from pages.context import choices
from pages.context.page_context import PageContext
from pages.england import benchmark_facts, benchmark_tables
from pages.kpi import sen_gap_view
from pages.queries import area_view, measure_figures, session
from pages.queries.kept_once import kept_once
from pages.queries.measure_figures import BenchmarkKey
from pages.widgets import chart_guide, components, image_export

OVER_TIME = ("time", "spread", "side")
Shown = tuple[str, tuple[str, ...]]  # the view, and which other areas side by side


def render(frame: PageContext) -> None:
    """The page."""
    held = frame.held
    if held is None:
        frame.nothing_yet()
        return
    asked = BenchmarkKey(area_view.key_of(held).place, held.against[0], **_which(frame.choices))
    if not frame.choices or asked.found() is None:
        _unpublished(held)
        return
    top = st.container()
    left, right = st.columns([68, 32], gap="medium")
    with left:
        asked, view = _choose(asked, frame.scale)
        others = _others(asked) if view == "side" else ()
        if view:
            _chart(frame, asked, view, others)
        else:
            components.write(components.empty("Nothing to draw", _nothing(asked), short=True))
    b = measure_figures.standing(asked)
    with top:
        components.write(_heading(asked, b))
    with right:
        components.write(benchmark_facts.facts(asked), rows=True)
    sen_gap_view.draw(frame, asked.measure)
    _more(asked, view, others)
    if told := choices.unknown():
        components.write(html("<p role='status'>{}</p>", told))


def _nothing(asked: BenchmarkKey) -> str:
    if measure_figures.standing(asked).like_for_like:
        return "DfE gives one figure for the nation and none for authorities."
    return "It is a count, so it is set beside nobody’s, and the area has not two figures of its own to draw over time."


def _which(choices: dict[str, str]) -> dict[str, str]:
    return {key: choices.get(key, "") for key in ("kpi", "measure")}


def _heading(asked: BenchmarkKey, b: Benchmark) -> Markup:
    said = benchmark_text.sentence(b)
    doubt = components.notice(measure_text.questioned(period for period, *_ in measure_figures.findings(asked) if period == b.period.label))
    under = f"{b.indicator.code} · {measure_text.under(b, over_time=False)}"
    return html("<h1 class='said'>{}</h1>{}<p class='sub'>{}</p>", said, html("<p>{}</p>", doubt) if doubt else Markup(), under)


def _choose(asked: BenchmarkKey, size: float) -> tuple[BenchmarkKey, str]:
    """The view, the basis and the period, of those that there are."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="bench_choices"):
        space = st.container(width="content")
        bases = measure_figures.bases(asked.home, asked.build, asked.as_at, asked.kpi) if asked.kpi else ()
        if len(bases) > 1:
            basis = choices.addressed("basis", "Basis", bases, str, default=bases[0], width=180 * size)
            asked = replace(asked, basis="" if basis == bases[0] else basis)
        known = asked.found()
        assert known is not None
        periods = known.periods()
        if len(periods) > 1:
            words = {id: formats.period(period) for id, period in periods.items()}
            newest = next(iter(periods))
            period = choices.addressed("period", "Period", list(periods), words.__getitem__, default=newest, width=110 * size)
            asked = replace(asked, period="" if period == newest else period)
        views = measure_figures.views(asked)
        with space:
            view = choices.segment("view", "View", list(views), views.__getitem__, default=next(iter(views))) if views else ""
    return asked, view


def _others(asked: BenchmarkKey) -> tuple[str, ...]:
    known = measure_figures.others(asked)
    usual = measure_figures.usual_others(asked)
    return choices.several("with", "Areas side by side", list(known), known.__getitem__, default=usual, most=area_trends.MOST - 1)


def _chart(frame: PageContext, asked: BenchmarkKey, view: str, others: tuple[str, ...]) -> None:
    b = measure_figures.standing(asked)
    spec, words = _drawn(asked, (view, others), frame.palette.name, frame.scale, session.today())
    name = f"{b.area.name} {b.indicator.short} {view}"
    with st.container(key="chart"):
        st.plotly_chart(Ready(spec), theme=None, key="benchmark_chart", alt=words, config={"displayModeBar": False, "responsive": True})
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="take"):
        image_export.buttons("benchmark_image", name, frame.palette, chart="chart")
        file, content = _csv(asked, view, others)
        st.download_button("CSV", content, file, "text/csv", on_click="ignore", key="benchmark_csv")
        with st.popover("Link to this view", width="content"):
            st.code(_address(asked, view, others), language=None, wrap_lines=True)
    chart_guide.disclosure(view, spec)


@kept_once(256)
def _drawn(asked: BenchmarkKey, shown: Shown, theme: str, scale: float, today: date) -> tuple[str, str]:
    """(the chart as its JSON, what it shows in words), drawn once."""
    view, others = shown
    palette, b, areas = DARK if theme == "dark" else LIGHT, measure_figures.standing(asked), asked.areas
    values = [v for p in b.field.periods for v in b.field.at(p).values()] if view in OVER_TIME else b.field.at(b.period).values()
    replayed = f"As it stood on {formats.day(asked.as_at)}" if asked.as_at else ""
    asked_of = [period for period, *_ in measure_figures.findings(asked) if view in OVER_TIME or period == b.period.label]
    notice = " · ".join(filter(None, (replayed, measure_text.questioned(asked_of))))
    source = chart_lines(map(chart_words, measure_text.foot(b, values, asked.build, asked.as_at or today, licence=session.OGL)))
    words = ChartCaption(benchmark_text.headline(b), measure_text.under(b, over_time=view in OVER_TIME), source, notice)
    if view == "ranked":
        figure = ranking.ranked(palette, b, areas, words)
    elif view == "time":
        figure = area_trends.over_time(palette, b, areas, words)
    elif view == "spread":
        figure = spread.spread(palette, b, areas, words)
    elif view == "regions":
        figure = spread.by_region(palette, b, areas, words)
    else:
        figure = area_trends.side_by_side(palette, b, (asked.area, *others), areas, words)
    return enlarge(figure, scale).to_json(validate=False), alt(words)


def _csv(asked: BenchmarkKey, view: str, others: tuple[str, ...]) -> tuple[str, partial[bytes]]:
    """(the file's name, what makes it), in the shape of DfE's own downloads; periods after the one shown are left out."""
    b, areas = measure_figures.standing(asked), asked.areas
    last = b.period.last or date.max
    until = {code: tuple(v for v in held if (v.period.last or date.min) <= last) for code, held in b.field.values.items()}
    field, title = replace(b.field, values=until), b.indicator.title
    every = sorted((code for code in b.authorities), key=lambda code: areas[code].name)
    near = [code for code, _ in b.members]
    wide = [a.code for a in (b.region_area, b.england_area) if a is not None and a.code in field.values]
    if view in ("ranked", "spread"):
        name = lait_name(title, "All-LAs-Local-Authorities", day=session.today())
        return name, partial(lait_csv, field, every, areas, heading="LA", ranked={code: areas[code] for code in every})
    if view == "time" and not b.like_for_like:
        return lait_name(b.area.name, title, "Local-Authority-View", day=session.today()), partial(lait_csv, field, [asked.area], areas)
    if view == "time":
        name = lait_name(b.area.name, title, "SN-Stat-Neighbour-Level", day=session.today())
        return name, partial(lait_csv, field, [asked.area, *near, *wide], areas, members=near)
    if view == "regions":
        regions = sorted((v.area for v in shapes.regions(b, areas)), key=lambda code: areas[code].name)
        england = [b.england_area.code] if b.england_area and b.england_area.code in field.values else []
        name = lait_name(b.area.name, title, "Region-Regional-Level", day=session.today())
        return name, partial(lait_csv, field, [*regions, *england], areas, heading="Region")
    name = lait_name(b.area.name, title, "Local-Authority-View", day=session.today())
    return name, partial(lait_csv, field, [asked.area, *others], areas)


def _address(asked: BenchmarkKey, view: str, others: Sequence[str]) -> str:
    """The whole address of what is shown, with every id, so that it shows the same when newer figures are there."""
    b, known = measure_figures.standing(asked), asked.found()
    assert known is not None
    period = next(id for id, one in known.periods().items() if one == b.period)
    basis = known.feed.basis if known.feed else ""
    ids = {
        "area": b.area.name, "kpi": asked.kpi, "measure": asked.measure, "neighbours": asked.among or b.edition, "basis": basis,
        "view": view, "with": ",".join(others), "period": period, "as_at": asked.as_at.isoformat() if asked.as_at else "",
    }  # fmt: skip
    return f"{(st.context.url or 'benchmark').partition('?')[0]}?{urlencode({key: one for key, one in ids.items() if one})}"


def _more(asked: BenchmarkKey, view: str, others: tuple[str, ...]) -> None:
    """The chart's table and what the measure is, drawn when they are opened."""
    if view:
        figures = st.expander("Table of these figures", key="benchmark_table", on_change="rerun")
        if figures.open:
            with figures:
                components.write(benchmark_tables.table(asked, view, others), _foot(asked))
    told = st.expander("About this measure", key="benchmark_about", on_change="rerun")
    if told.open:
        with told:
            components.write(benchmark_facts.about(asked))


def _foot(asked: BenchmarkKey) -> Markup:
    b = measure_figures.standing(asked)
    lines = measure_text.foot(b, b.field.at(b.period).values(), asked.build, asked.as_at or session.today(), licence=session.OGL)
    return html("<div class='foot'><span>{}</span></div>", joined(map(escaped, lines), Markup("<br>")))


def _unpublished(held: AreaView) -> None:
    """The page without published figures, and the way to them."""
    if session.illustrative():
        title, why = f"{held.area.name} is made up, so nobody publishes figures to compare it with", (
            "Choose ‘Start our own’ above to leave it. Then load DfE’s data to compare any authority in England."
        )  # fmt: skip
    elif held.as_at and session.releases():
        title, why = "No published figures had been received by that day", "Choose a later day, or today, under ‘As at’ above."
    else:
        title, why = "England’s figures are not loaded yet", (
            "Load DfE’s LAIT folder, or a file from explore education statistics, to compare any authority in England."
        )  # fmt: skip
    way = Markup("<a class='button' href='load' target='_self'>Load DfE’s data</a>")
    components.write(components.heading("Benchmark", held.area.name), components.empty(title, why, way))
