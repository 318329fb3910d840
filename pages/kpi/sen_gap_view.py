"""The gap to pupils without SEN under a KPI's or a measure's chart: the newest in a sentence, own against England over time, every year."""

from __future__ import annotations

from dataclasses import dataclass, replace

import streamlit as st

from data.catalogue.sen_gap_sources import SenGapSource
from data.model.area import Area
from data.model.indicator import Indicator
from data.text import first_capital
from kpis import formats
from kpis.benchmark import sen_gap
from kpis.benchmark.benchmark import Field
from kpis.benchmark.sen_gap import GapRow
from kpis.charts.interactive import area_trends
from kpis.charts.interactive.frame import Ready, enlarge
from kpis.charts.style.palette import DARK, LIGHT
from kpis.charts.svg.panel import ChartCaption
from kpis.markup import Markup, chart_lines, html, joined
from pages.context.page_context import PageContext
from pages.queries import area_view, session
from pages.queries.area_view import AreaKey
from pages.queries.kept_once import kept_once
from pages.widgets import chart_guide, components, image_export


@dataclass(frozen=True)
class _GapKey:
    """The ids that a gap depends on; ``id`` is the KPI's code or the measure's."""

    place: AreaKey
    id: str


@dataclass(frozen=True, kw_only=True)
class _GapFigures:
    """A gap's rows, and the same as a field of own area and nation."""

    beside: SenGapSource
    rows: tuple[GapRow, ...]
    field: Field
    indicator: Indicator
    place: Area
    nation: Area
    files: str

    @property
    def caption(self) -> str:
        return f"Gap to pupils with {self.beside.other_words}"

    @property
    def told(self) -> str:
        return sen_gap.sentence(self.rows, self.indicator, self.beside.own_words, self.beside.other_words, self.place.name)


def draw(frame: PageContext, id: str) -> None:
    """Draws nothing for a KPI or measure without such a counterpart, or where DfE's files are not loaded."""
    held = frame.held
    if held is None or id not in session.catalogue().gaps or not session.releases():
        return
    asked = _GapKey(area_view.key_of(held).place, id)
    drawn = _drawn(asked)
    if not drawn:
        return
    components.write(drawn[0])
    chart = _chart(asked, frame.palette.name, frame.scale)
    if chart is not None:
        with st.container(key="gap"):
            config = {"displayModeBar": False, "responsive": True}
            st.plotly_chart(Ready(chart[0]), theme=None, key="gap_chart", alt=chart[1], config=config)
        image_export.buttons("gap_image", f"{held.area.name} {id} gap", frame.palette, chart="gap")
        chart_guide.disclosure("gap", chart[0])
    components.write(drawn[1])


@kept_once(64)
def _found(asked: _GapKey) -> _GapFigures | None:
    of = asked.place
    known, reading = session.catalogue_of(of.home, of.build), session.readings(of.home, of.build, of.as_at)
    beside, place = known.gaps[asked.id], known.areas[of.area]
    other = reading.measure(beside.other, beside.publication)
    kpi = reading.fields([beside.kpi], beside.basis).get(beside.kpi) if beside.kpi else None
    field = kpi[1] if kpi else reading.measure(beside.own, beside.publication) if beside.own else None
    if field is None or other is None:
        return None
    nation = known.areas[known.nation(place)]
    breaks = tuple(one for one in known.breaks if beside.kpi in one.indicators)
    indicator = replace(field.indicator, over_time=field.indicator.over_time and beside.over_time)
    pairs, england = ((field.values.get(at, ()), other.values.get(at, ())) for at in (of.area, nation.code))
    rows = sen_gap.gaps(pairs, england, indicator, breaks)
    line = sen_gap.field_of(rows, (pairs[0], england[0]), (of.area, nation.code), indicator, breaks)
    files = "LAIT" if beside.publication == "lait" else beside.publication.removeprefix("ees:").replace("_", " ")
    return _GapFigures(beside=beside, rows=rows, field=line, indicator=indicator, place=place, nation=nation, files=files)


@kept_once(64)
def _drawn(asked: _GapKey) -> tuple[Markup, Markup] | None:
    """(the heading and the sentence, the table and where it comes from), drawn once a build, area, day and KPI."""
    found = _found(asked)
    if found is None or not found.told:
        return None
    names = [found.beside.own_words, found.beside.other_words, found.nation.name]
    note = "Worked before rounding; changes only between years that follow each other, never across a break."
    foot = html("<p class='quiet small'>{} {} {}</p>", note, _source(found), session.OGL)
    top = components.heading(found.caption, level=2) + html("<p>{}</p>", found.told)
    return top, _table(found.rows, found.indicator, names, found.caption) + foot


def _source(found: _GapFigures) -> str:
    own = "the KPI’s own published series" if found.beside.kpi else found.beside.own
    return f"Source: DfE: {found.files}, {found.beside.other.rpartition('/')[2]} beside {own}."


@kept_once(128)
def _chart(asked: _GapKey, theme: str, scale: float) -> tuple[str, str] | None:
    """(own gap and England's over time as JSON, what it shows in words); None where there are not two years of either."""
    found = _found(asked)
    if found is None or max((len(values) for values in found.field.values.values()), default=0) < 2:
        return None
    palette = DARK if theme == "dark" else LIGHT
    title = f"{found.caption}: {found.place.name} and {found.nation.name}"
    unit = "percentage points" if found.indicator.unit == "%" else "in the measure’s own unit"
    words = ChartCaption(
        title,
        f"{found.beside.own_words} behind {found.beside.other_words}, {unit}; lower is better",
        chart_lines((_source(found), session.OGL)),
    )
    figure = area_trends.beside(palette, found.field, found.place, found.nation, words)
    return enlarge(figure, scale).to_json(validate=False), f"{title}. {found.told}"


def _table(rows: tuple[GapRow, ...], indicator: Indicator, words: list[str], caption: str) -> Markup:
    own, other, nation = words
    heads = [("Period", ""), (first_capital(own), "n"), (first_capital(other), "n"), ("Gap", "n"), (f"{own}: change", "n"),
             (f"{other}: change", "n"), ("Gap: change", "n"), (f"Gap in {nation}", "n"), (f"{nation}: change", "n last")]  # fmt: skip
    body = Markup()
    for row in reversed(rows):
        figures = (formats.figure(row.own, indicator), formats.figure(row.other, indicator))
        changes = tuple(formats.difference(c, indicator, level="0") for c in (row.own_change, row.other_change, row.gap_change))
        wide = formats.difference(row.england_change, indicator, level="0")
        cells = (*figures, _sized(row.gap, indicator), *changes, _sized(row.england, indicator), wide)
        body += html("<tr><th scope='row'>{}</th>", formats.period(row.period)) + joined(
            html("<td class='n'>{}</td>", components.quiet(c)) for c in cells
        )
        body += Markup("</tr>")
    return components.table(heads, body, (12, 11, 11, 11, 11, 11, 11, 11, 11), caption)


def _sized(gap: float | None, indicator: Indicator) -> str:
    """A gap in a column of gaps: its unit stands in the heading of the page; below zero where pupils with SEN did better."""
    return formats.DASH if gap is None else formats.number(gap, indicator.decimals)
