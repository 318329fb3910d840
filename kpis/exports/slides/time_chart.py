"""A KPI whose own figures and DfE's are of different kinds of period as a chart that a meeting can edit: on one true axis of time.

The months and the years each have their own line, and none is joined to the other: every run of a line is a series of its own.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from pptx.chart.data import XyChartData
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_MARKER_STYLE
from pptx.enum.dml import MSO_LINE
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.slide import Slide
from pptx.util import Pt

from data.model.indicator import Unit
from kpis.charts.style.palette import LIGHT
from kpis.charts.style.picture import Run, TrendLine, TrendPicture, day_of, picture_of
from kpis.charts.style.scales import apart
from kpis.exports.document.plain_text import clean
from kpis.exports.document.text_fit import LEADING, width_of
from kpis.exports.slides.native_chart import MARKERS, MOST_NAME, axes, inner, line_chart, mark, number_form, round_scale
from kpis.exports.slides.shapes import SMALL, SlideBox, described, rgb, styled
from kpis.standing.kpi_standing import Standing

EPOCH = date(1899, 12, 30)  # day 0 of a workbook
YEAR = 365.25
MOST_YEARS = 9  # labels under the axis
NewData: Any = XyChartData  # the library gives it no types


def trend_chart(slide: Slide, box: SlideBox, standing: Standing, area: str, says: str) -> None:
    """The trend of a KPI as one native chart: over its periods, or on an axis of time where months and years stand together."""
    drawn = picture_of(standing, area)
    if drawn.mixed:
        time_chart(slide, box, drawn, says)
    else:
        line_chart(slide, box, standing, area, says)


def time_chart(slide: Slide, box: SlideBox, drawn: TrendPicture, says: str) -> None:
    """Each line in its fixed colour, with its name, last figure and period at the right edge."""
    standing = drawn.standing
    data: Any = NewData(number_format=number_form(standing))
    runs: list[tuple[TrendLine, Run]] = [(line, run) for line in drawn.lines for run in line.runs]
    for line, run in runs:
        series = data.add_series(clean(line.name))
        for value in run:
            series.add_data_point(_place(day_of(value)), value.value)
    left, top, width, height = box.emu
    frame: Any = slide.shapes.add_chart(XL_CHART_TYPE.XY_SCATTER_LINES, x=left, y=top, cx=width, cy=height, chart_data=data)
    described(frame, f"Chart of {standing.indicator.code}", says)
    chart: Any = frame.chart
    low, high = drawn.span()
    axes(chart, *round_scale(low, min(high, 100.0) if standing.indicator.unit is Unit.PERCENT else high))
    _years(chart, drawn)
    room = min(max(width_of(line.words(), SMALL, bold=True) for line in drawn.lines), box.width * MOST_NAME) + 16
    inner(chart, (0.075, 0.04, 1 - 0.075 - room / box.width, 1 - 0.04 - 34 / box.height))
    for (line, _), series in zip(runs, chart.plots[0].series, strict=True):
        _paint(series, line)
    _names(chart, drawn, runs, box)


def _place(day: date) -> int:
    return (day - EPOCH).days


def _years(chart: Any, drawn: TrendPicture) -> None:
    """The axis from the year of the first day to the one after the last, with the years under it."""
    axis, first, last = chart.category_axis, drawn.days[0].year, drawn.days[-1].year + 1
    axis.minimum_scale, axis.maximum_scale = _place(date(first, 1, 1)), _place(date(last, 1, 1))
    axis.major_unit = YEAR * -(-(last - first) // MOST_YEARS)
    axis.has_major_gridlines = False
    axis.tick_labels.number_format, axis.tick_labels.number_format_is_linked = "yyyy", False


def _paint(series: Any, line: TrendLine) -> None:
    colour, target = LIGHT.colour(line.role), line.stepped
    series.smooth = False
    series.format.line.color.rgb = rgb(colour)
    wide = 2 if target or line.second else LIGHT.roles[line.role].width
    series.format.line.width = Pt(wide * 0.75 + (0.5 if line.own else 0))
    if target or line.second:
        series.format.line.dash_style = MSO_LINE.ROUND_DOT if target else MSO_LINE.DASH
    mark(series.marker, line.role, colour, size=7 if line.own else 6, hollow=target)
    series.marker.style = XL_MARKER_STYLE.X if line.second else MARKERS[line.role]


def _names(chart: Any, drawn: TrendPicture, runs: list[tuple[TrendLine, Run]], box: SlideBox) -> None:
    """Each line named once, beside its last figure, pushed apart so that none overlap."""
    low, high = chart.value_axis.minimum_scale, chart.value_axis.maximum_scale
    height = box.height * (1 - 0.04) - 34
    ordered = sorted(drawn.lines, key=lambda line: line.last.value or 0.0)
    wanted = [line.last.value or 0.0 for line in ordered]
    moved = apart(wanted, (high - low) * (SMALL * LEADING + 2) / height, high)
    rise = {id(line): (there - here) / (high - low) * height / box.height for line, here, there in zip(ordered, wanted, moved, strict=True)}
    for (line, run), series in zip(runs, chart.plots[0].series, strict=True):
        if run is not line.runs[-1]:
            continue
        label = series.points[len(run) - 1].data_label
        label.has_text_frame = True
        label.text_frame.text = clean(line.words())
        styled(label.text_frame.paragraphs[0].runs[0].font, SMALL, LIGHT.text(line.role), bold=line.own)
        label.position = XL_LABEL_POSITION.RIGHT
        _nudged(label, rise[id(line)])


def _nudged(label: Any, rise: float) -> None:
    """Moves a label up by part of the chart's height, and lets its words stand on one line."""
    found = label._dLbl
    for body in found.iter(qn("a:bodyPr")):
        body.set("wrap", "none")
    if abs(rise) > 0.002:
        layout = f'<c:layout {nsdecls("c")}><c:manualLayout><c:x val="0"/><c:y val="{-rise:.4f}"/></c:manualLayout></c:layout>'
        found.find(qn("c:idx")).addnext(parse_xml(layout))
