"""A KPI as a chart that a meeting can edit: a line over periods of one kind, or bars for one period. None leaves a gap."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from math import ceil, floor, log10
from typing import Any

from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_AXIS_CROSSES, XL_CHART_TYPE, XL_LABEL_POSITION, XL_MARKER_STYLE, XL_TICK_LABEL_POSITION, XL_TICK_MARK
from pptx.enum.dml import MSO_LINE
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.slide import Slide
from pptx.util import Pt

from data.model.indicator import Unit
from data.model.observation import FigureRole, Missing
from data.model.period import Period, PeriodKind
from kpis import formats
from kpis.charts.style.palette import LIGHT
from kpis.charts.style.picture import TrendPicture, picture_of
from kpis.charts.style.scales import apart
from kpis.exports.document.plain_text import clean
from kpis.exports.document.text_fit import LEADING, width_of
from kpis.exports.slides.shapes import SMALL, SlideBox, described, rgb, styled
from kpis.exports.workbook.cells import number_format
from kpis.figures.figure import Value
from kpis.figures.periods import crosses
from kpis.standing.kpi_standing import Standing

BODY_LABEL = 14.0
MANY = 24  # from here on points are too near for a mark each
MOST_NAME = 0.35  # of a chart's width, for the names at its edge
_STEPS = {PeriodKind.MONTH: 12, PeriodKind.ROLLING_YEAR: 12, PeriodKind.QUARTER: 4, PeriodKind.TERM: 3}
MARKERS = {
    FigureRole.OWN: XL_MARKER_STYLE.CIRCLE, FigureRole.NEIGHBOURS: XL_MARKER_STYLE.DIAMOND, FigureRole.REGION: XL_MARKER_STYLE.SQUARE,
    FigureRole.ENGLAND: XL_MARKER_STYLE.TRIANGLE, FigureRole.TARGET: XL_MARKER_STYLE.CIRCLE,
}  # fmt: skip
NewData: Any = CategoryChartData  # the library gives it no types
Dates = tuple[date | None, date | None]


@dataclass(frozen=True, slots=True)
class NativeLine:
    """One line: whose it is, its name, and its figure in each place along the axis; None where it has none. ``second`` is DfE's own."""

    series: FigureRole
    name: str
    values: tuple[Value | None, ...]
    second: bool = False

    @property
    def own(self) -> bool:
        return self.series is FigureRole.OWN and not self.second

    @property
    def last(self) -> int:
        return max(n for n, v in enumerate(self.values) if v is not None)


@dataclass(frozen=True, slots=True)
class TrendChart:
    """A line chart before it is drawn. ``joined`` is False where no two periods adjoin, so that no line means anything."""

    places: tuple[str, ...]
    lines: tuple[NativeLine, ...]
    joined: bool
    span: tuple[float, float]


def trend_of(standing: Standing, area: str) -> TrendChart:
    """Every dated period of the newest own figure's kind, with an empty place wherever no line may be drawn across."""
    drawn = picture_of(standing, area)
    known = [{_dates(v.period): v for v in line.figures} for line in drawn.lines]
    own = {_dates(p.period): p for p in drawn.places}
    periods = {dates: v.period for held in (*known, own) for dates, v in held.items()}
    ordered = sorted(periods.values(), key=lambda p: (p.last or date.min, p.first or date.min))
    cuts, joins = _cuts(drawn, ordered, known)
    places: list[str] = []
    keys: list[Dates | None] = []
    for n, period in enumerate(ordered):
        if joins and n in cuts:
            places.append(cuts[n])
            keys.append(None)
        hidden = (found := own.get(_dates(period))) is not None and found.missing is Missing.SUPPRESSED
        places.append(formats.period(period) + (" (c)" if hidden else ""))
        keys.append(_dates(period))
    lines = [
        NativeLine(line.role, line.name, tuple(held.get(key) if key else None for key in keys), line.second)
        for line, held in zip(drawn.lines, known, strict=True)
    ]
    return TrendChart(tuple(places), tuple(lines), joins, drawn.span())


def _cuts(drawn: TrendPicture, ordered: Sequence[Period], known: Sequence[dict[Dates, Value]]) -> tuple[dict[int, str], bool]:
    """(places before which the axis is left empty with what to write there, whether any two periods are joined)."""
    cuts: dict[int, str] = {}
    joins = False
    for n, (before, after) in enumerate(pairwise(ordered), 1):
        both = [line for line, held in zip(drawn.lines, known, strict=True) if _dates(before) in held and _dates(after) in held]
        joined = [line.rule.joins(before, after) for line in both]
        broken = crosses(drawn.standing.breaks, before, after)
        joins = joins or any(joined)
        if broken or not all(joined):
            cuts[n] = "break" if broken else ""
    return cuts, joins


def _dates(period: Period) -> Dates:
    return period.first, period.last


def line_chart(slide: Slide, box: SlideBox, standing: Standing, area: str, says: str) -> None:
    """Own area over its comparators and target in their fixed colours, each named with its last figure at its end."""
    trend = trend_of(standing, area)
    data: Any = NewData(number_format=number_form(standing))
    data.categories = [clean(place) for place in trend.places]
    for drawn in trend.lines:
        data.add_series(clean(drawn.name), [v.value if v else None for v in drawn.values])
    frame = _chart(slide, XL_CHART_TYPE.LINE_MARKERS, box, data)
    described(frame, f"Chart of {standing.indicator.code}", says)
    chart: Any = frame.chart
    low, high = trend.span
    axes(chart, *round_scale(low, min(high, 100.0) if standing.indicator.unit is Unit.PERCENT else high))
    names = [f"{d.name} {formats.figure(_value(d, d.last), standing.indicator)}" for d in trend.lines]
    room = min(max(width_of(name, SMALL, bold=True) for name in names), box.width * MOST_NAME) + 16
    left, top, height = 0.075, 0.04, 1 - 0.04 - 34 / box.height
    inner(chart, (left, top, 1 - left - room / box.width, height))
    wide = box.width * (1 - left) - room
    _labels_of_places(chart, trend.places, wide, standing)
    for drawn, series in zip(trend.lines, chart.plots[0].series, strict=True):
        _paint(series, drawn, trend)
    _names(chart, standing, trend, box)


def _chart(slide: Slide, kind: XL_CHART_TYPE, box: SlideBox, data: Any) -> Any:
    left, top, width, height = box.emu
    return slide.shapes.add_chart(kind, x=left, y=top, cx=width, cy=height, chart_data=data)


def _value(drawn: NativeLine, at: int) -> float | None:
    found = drawn.values[at]
    return found.value if found else None


def number_form(standing: Standing) -> str:
    """The KPI's decimals, with a true minus; a percentage here is in per cent, so its sign is only written after it."""
    shown = number_format(standing.indicator).replace("%", '"%"')
    return f'{shown};"{formats.MINUS}"{shown}'


def round_scale(low: float, high: float) -> tuple[float, float, float]:
    """(lowest, highest, step) of a scale that begins and ends on a round number and has three to eight steps."""
    rough = (high - low) / 6
    power = 10.0 ** floor(log10(rough))
    step = next(n for n in (1.0, 2.0, 5.0, 10.0) if n * power >= rough * 0.999) * power
    return round(floor(low / step + 1e-9) * step, 10), round(ceil(high / step - 1e-9) * step, 10), step


def axes(chart: Any, low: float, high: float, step: float) -> None:
    chart.has_legend, chart.has_title = False, False
    styled(chart.font, SMALL, LIGHT.muted)
    values, places = chart.value_axis, chart.category_axis
    values.minimum_scale, values.maximum_scale = low, high
    values.major_gridlines.format.line.color.rgb = rgb(LIGHT.rule)
    values.major_gridlines.format.line.width = Pt(0.75)
    values.format.line.fill.background()
    values.tick_labels.number_format_is_linked = False
    ticks = "#,##0" if step >= 1 else "0." + "0" * -floor(log10(step))
    values.tick_labels.number_format, values.major_unit = f'{ticks};"{formats.MINUS}"{ticks}', step
    values.crosses = XL_AXIS_CROSSES.MINIMUM
    places.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    places.format.line.color.rgb = rgb(LIGHT.muted)
    places.major_tick_mark = values.major_tick_mark = XL_TICK_MARK.NONE


def inner(chart: Any, place: tuple[float, float, float, float]) -> None:
    """Fixes the plot's own place within the chart, in parts of it, so that names at its edge find room."""
    area = chart._chartSpace.chart.plotArea
    for old in area.findall(qn("c:layout")):
        area.remove(old)
    values = "".join(f'<c:{name} val="{value:.4f}"/>' for name, value in zip("xywh", place, strict=True))
    area.insert(0, parse_xml(
        f'<c:layout {nsdecls("c")}><c:manualLayout><c:layoutTarget val="inner"/><c:xMode val="edge"/><c:yMode val="edge"/>{values}'
        "</c:manualLayout></c:layout>"
    ))  # fmt: skip


def _labels_of_places(chart: Any, places: Sequence[str], wide: float, standing: Standing) -> None:
    """Writes as many periods under the axis as fit side by side; of a long line of months, the same month of each year."""
    longest = max((width_of(place, SMALL) for place in places), default=0.0) + 14
    every = max(1, -(-len(places) * longest // wide))
    kind = picture_of(standing).own.last.period.kind
    step = _STEPS.get(kind, 1)
    every = -(-every // step) * step if every > 1 else 1
    axis = chart.category_axis._element
    for name in ("c:tickLblSkip", "c:tickMarkSkip"):
        for old in axis.findall(qn(name)):
            axis.remove(old)
        made = parse_xml(f'<{name} {nsdecls("c")} val="{int(every)}"/>')
        axis.find(qn("c:noMultiLvlLbl")).addprevious(made)


def _paint(series: Any, drawn: NativeLine, trend: TrendChart) -> None:
    own, target, many = drawn.own, drawn.series is FigureRole.TARGET, len(trend.places) > MANY
    role = None if target else LIGHT.roles[drawn.series]
    colour = LIGHT.colour(drawn.series)
    series.smooth = False
    line = series.format.line
    if trend.joined:
        line.color.rgb = rgb(colour)
        line.width = Pt((role.width if role and not drawn.second else 2) * 0.75 + (0.5 if own else 0))
        if target or drawn.second:
            line.dash_style = MSO_LINE.ROUND_DOT if target else MSO_LINE.DASH
    else:
        line.fill.background()
    mark(series.marker, drawn.series, colour, size=8 if own else 6, hollow=target and trend.joined)
    if drawn.second:
        series.marker.style = XL_MARKER_STYLE.X
    if target and not trend.joined:
        series.marker.style, series.marker.size = XL_MARKER_STYLE.DASH, 14
    alone = {n for n, v in enumerate(drawn.values) if v and not _beside(drawn, n)}
    for n, value in enumerate(drawn.values):
        soft = value is not None and bool(value.firmness)
        if value is None or (not soft and (not many or n in alone or n == drawn.last)):
            continue
        point = series.points[n].marker
        if soft:
            mark(point, drawn.series, colour, size=8 if own else 6, hollow=True)
            point.style = XL_MARKER_STYLE.X if drawn.second else point.style
        elif many:
            point.style = XL_MARKER_STYLE.NONE


def _beside(drawn: NativeLine, at: int) -> bool:
    """Whether a line reaches a figure from either side."""
    around = [n for n in (at - 1, at + 1) if 0 <= n < len(drawn.values)]
    return any(drawn.values[n] is not None for n in around)


def mark(marker: Any, series: FigureRole, colour: str, *, size: int, hollow: bool) -> None:
    marker.style, marker.size = MARKERS[series], size
    marker.format.fill.solid()
    marker.format.fill.fore_color.rgb = rgb(LIGHT.page if hollow else colour)
    marker.format.line.color.rgb = rgb(colour)


def _names(chart: Any, standing: Standing, trend: TrendChart, box: SlideBox) -> None:
    """Each line's name and last figure at its end, pushed apart so that none overlap."""
    low, high = chart.value_axis.minimum_scale, chart.value_axis.maximum_scale
    height = box.height * (1 - 0.04) - 34
    near = max(1, len(trend.places) // 8)
    edge = [d for d in trend.lines if len(trend.places) - 1 - d.last <= near]
    gap = (high - low) * (SMALL * LEADING + 2) / height
    edge.sort(key=lambda d: _value(d, d.last) or 0.0)
    heights = [_value(d, d.last) or 0.0 for d in edge]
    moved = dict(zip((id(d) for d in edge), apart(heights, gap, high), strict=True))
    for drawn, series in zip(trend.lines, chart.plots[0].series, strict=True):
        at_edge = id(drawn) in moved
        label = series.points[drawn.last].data_label
        own = drawn.own
        styled(label.font, SMALL, LIGHT.text(drawn.series), bold=own)
        label.position = XL_LABEL_POSITION.RIGHT if at_edge else XL_LABEL_POSITION.ABOVE
        rise = (moved[id(drawn)] - (_value(drawn, drawn.last) or 0.0)) / (high - low) * height / box.height if at_edge else 0.0
        _says(series.points[drawn.last], number_form(standing), rise, named=True, dated=drawn.last < len(trend.places) - 1)


def _says(point: Any, shown: str, rise: float, *, named: bool, dated: bool = False) -> None:
    """What a point's label says, live from the chart's data: series, period where asked, figure in the KPI's decimals."""
    label = point.data_label._dLbl
    label.find(qn("c:txPr")).find(qn("a:bodyPr")).set("wrap", "none")
    flags = {"c:showSerName": named, "c:showCatName": dated, "c:showVal": True}
    for name, on in flags.items():
        label.find(qn(name)).set("val", "1" if on else "0")
    made = parse_xml(f'<c:numFmt {nsdecls("c")} formatCode="{shown.replace(chr(34), "&quot;")}" sourceLinked="0"/>')
    label.find(qn("c:spPr")).addprevious(made)
    if abs(rise) > 0.002:
        layout = f'<c:layout {nsdecls("c")}><c:manualLayout><c:x val="0"/><c:y val="{-rise:.4f}"/></c:manualLayout></c:layout>'
        label.find(qn("c:idx")).addnext(parse_xml(layout))
    label.append(parse_xml(f"<c:separator {nsdecls('c')}> </c:separator>"))


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: whose it is, its name, and its figure; None where it has none."""

    series: FigureRole
    name: str
    value: float | None


def bars_of(standing: Standing, area: str) -> list[Bar]:
    """Own area, comparators and target of one period. Totals for larger places are left out; a lone share stands for its count."""
    own, target = standing.own, standing.target
    if own is not None and own.share is not None and not standing.comparators and target is None:
        return [Bar(FigureRole.OWN, area, own.share)]
    found = [
        Bar(
            FigureRole.OWN,
            area if standing.value is not None else f"{area}: {formats.figure(None, standing.indicator, standing.missing)}",
            standing.value,
        )
    ]
    if standing.like_for_like:
        for series, other in standing.comparators.items():
            absent = "" if other.value is not None else f": {formats.figure(None, standing.indicator, other.missing)}"
            found.append(Bar(series, standing.named(series) + absent, other.value))
    if target is not None and target.value is not None:
        found.append(Bar(FigureRole.TARGET, "Target", target.value))
    return found


def by_share(standing: Standing, bars: Sequence[Bar]) -> bool:
    """Whether the bars are a lone share of a whole rather than figures."""
    return standing.own is not None and standing.own.share is not None and len(bars) == 1 and bars[0].value == standing.own.share


def bar_chart(slide: Slide, box: SlideBox, standing: Standing, area: str, says: str) -> float:
    """A bar each from zero, own area first, with its figure at its end; returns where the chart ends."""
    bars = bars_of(standing, area)
    shares = by_share(standing, bars)
    shown = '0.0"%"' if shares else number_form(standing)
    data: Any = NewData(number_format=shown)
    data.categories = [clean(bar.name) for bar in bars]
    data.add_series(clean(f"Share of {standing.indicator.share_of}" if shares else standing.indicator.title), [bar.value for bar in bars])
    height = min(box.height, 50.0 + 58.0 * len(bars))
    frame = _chart(slide, XL_CHART_TYPE.BAR_CLUSTERED, SlideBox(box.left, box.top, box.width, height), data)
    described(frame, f"Chart of {standing.indicator.code}", says)
    chart: Any = frame.chart
    known = [bar.value for bar in bars if bar.value is not None]
    most, least = max([0.0, *known]), min([0.0, *known])
    full = shares or (standing.indicator.unit is Unit.PERCENT and most > 50)
    span = (100.0 if full else most) - least or 1.0
    axes(chart, least - (0.22 * span if least < 0 else 0), least + span * (1.24 if most > 0 else 1.02), span)
    chart.value_axis.crosses = XL_AXIS_CROSSES.AUTOMATIC
    chart.category_axis.reverse_order = True
    chart.value_axis.visible, chart.value_axis.has_major_gridlines = False, False
    styled(chart.category_axis.tick_labels.font, BODY_LABEL, LIGHT.ink)
    plot = chart.plots[0]
    plot.gap_width = 60
    series = plot.series[0]
    series.invert_if_negative = False
    for n, bar in enumerate(bars):
        colour, ink = LIGHT.colour(bar.series), LIGHT.text(bar.series)
        if bar.value is None:
            continue
        point = series.points[n]
        point.format.fill.solid()
        point.format.fill.fore_color.rgb = rgb(colour)
        styled(point.data_label.font, 20 if bar.series is FigureRole.OWN else BODY_LABEL, ink, bold=bar.series is FigureRole.OWN)
        point.data_label.position = XL_LABEL_POSITION.OUTSIDE_END
        _says(point, shown, 0.0, named=False)
    return box.top + height
