"""A KPI over its periods, with comparators in fixed colours. A gap is drawn as a gap; a break is a labelled line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import plotly.graph_objects as go

from data.model.observation import Missing
from data.model.period import PeriodKind
from kpis import formats
from kpis.charts.interactive.events import ROW, happened
from kpis.charts.interactive.frame import LABEL, SMALL, axis, cut, edge_names, framed, note, widest
from kpis.charts.style.palette import Palette
from kpis.charts.style.picture import Run, TrendLine, TrendPicture, day_of, drawable, picture_of
from kpis.charts.svg.panel import ChartCaption
from kpis.figures.figure import Value
from kpis.standing.kpi_standing import Standing

DFE_DASH, DFE_MARK = "dash", "x"
MANY = 24  # from here on points are too near for a mark each
YEARS_FROM = 750  # days; a longer line of months is labelled by its years
YEARLY = (PeriodKind.CALENDAR_YEAR, PeriodKind.ACADEMIC_YEAR, PeriodKind.FINANCIAL_YEAR, PeriodKind.THREE_YEARS)


def trend(palette: Palette, standing: Standing, area: str, words: ChartCaption) -> go.Figure:
    """Own area over its comparators and target, by the last day of each period; undated figures are left to the table.

    Only periods of the newest own figure's kind are drawn: months and years make no one line.
    """
    drawn = picture_of(standing, area)
    standing = drawn.standing
    traces = [_trace(palette, line) for line in drawn.lines]
    span = drawn.span()
    dated = {p.period.last: formats.period(p.period) for p in (*drawn.figures, *standing.points) if p.period.last}
    days, kind = sorted(dated), drawn.own.last.period.kind
    told = happened(palette, standing.breaks, days, standing.events)
    shapes = told.shapes
    ends = _ends(palette, drawn, span)
    annotations = [*ends, *_firmness(palette, standing), *told.labels]
    if standing.indicator.standard is not None:
        level = standing.indicator.standard.value
        shapes.append(_across(palette, level))
        place = {"x": 0, "xref": "paper", "xanchor": "left", "xshift": 4, "y": level, "yshift": 13,
                 "bgcolor": palette.page}  # fmt: skip
        annotations.append(note(f"Legal standard {formats.figure(level, standing.indicator)}", palette.target, SMALL, **place))
    absent = [_absence(palette, p) for p in standing.points if p.missing is Missing.SUPPRESSED and p.period.last]
    for label in told.labels if absent else ():
        if label["y"] == 0:
            label["yshift"] += ROW  # words of breaks stand above the row of letters
    annotations += absent
    return framed(
        palette, words.with_key(told.key), traces, right=_room(ends), above=told.above, annotations=annotations, shapes=shapes,
        hovermode="x unified",
        xaxis=axis(
            palette, type="date", showline=True, linecolor=palette.muted, tickcolor=palette.muted,
            **ticks(kind, days, dated, mixed=drawn.mixed),
        ),
        yaxis=axis(palette, range=list(span), showgrid=True, gridcolor=palette.rule, gridwidth=1),
    )  # fmt: skip


def ticks(kind: PeriodKind, days: Sequence[date], labels: Mapping[date, str], *, mixed: bool = False) -> dict[str, Any]:
    """Each period's own label to twelve, then every other; years under a long line of months, and where two kinds of period are
    ``mixed``. Half a period of room at each end."""
    length = (days[-1] - days[0]).days
    room = timedelta(days=max(length / 60, 8) if len(days) > 12 else length / 16 + 8)
    wide = {"range": [days[0] - room, days[-1] + room], "hoverformat": "%b %Y" if kind is PeriodKind.MONTH else "%-d %b %Y"}
    if (mixed or (kind not in YEARLY and len(days) > 12)) and length > YEARS_FROM:
        every = 12 * -(-length // (14 * 365))
        return {**wide, "tick0": "2000-01-01", "dtick": f"M{every}", "tickformat": "%Y", "ticklabelmode": "period", "ticks": "outside",
                "ticklen": 5}  # fmt: skip
    most = 12 if kind in YEARLY else 8
    shown = days[:: -(-len(days) // most)]
    return {**wide, "tickvals": shown, "ticktext": [labels[day] for day in shown]}


def _trace(palette: Palette, drawn: TrendLine) -> dict[str, Any]:
    """One line, cut at gaps and breaks. Where points are many, only the newest, a lone and a provisional one keep their marks."""
    own, target, many = drawn.own, drawn.stepped, len(drawn.figures) > MANY
    colour = palette.colour(drawn.role)
    symbol = "circle" if target else DFE_MARK if drawn.second else palette.roles[drawn.role].symbol

    def row(run: Run, n: int) -> tuple[date, float | None, float, str]:
        v = run[n]
        seen = not many or len(run) == 1 or v.firmness or (own and v is drawn.last)
        seen = seen and not (target and n and v.value == run[n - 1].value)  # a target is marked where it steps
        size = ((10 if own else 9 if target or drawn.second else 7) - 2 * many) if seen else 0
        return day_of(v), v.value, size, f"{symbol}-open" if v.firmness or target else symbol

    x, y, sizes, symbols = cut(([row(run, n) for n in range(len(run))] for run in drawn.runs), 0, symbol)
    width = (2 if target or drawn.second else palette.roles[drawn.role].width) - 0.5 * many
    line = {"color": colour, "width": width} | ({"dash": "solid" if many else "dot", "shape": "hv"} if target else {})
    line |= {"dash": DFE_DASH} if drawn.second else {}
    edge = {"width": [2 if "open" in s else 1 for s in symbols], "color": palette.page}
    return {
        "type": "scatter", "mode": "lines+markers", "name": drawn.name, "x": x, "y": y, "connectgaps": False,
        "line": line, "marker": {"symbol": symbols, "size": sizes, "color": colour, "line": edge, "opacity": 1},
        "hovertemplate": f"%{{y:.{drawn.rule.indicator.decimals}f}}",
    }  # fmt: skip


def _ends(palette: Palette, drawn: TrendPicture, span: tuple[float, float]) -> list[dict[str, Any]]:
    """Names each line at its end, pushed apart by a line of text so that none overlap, and all within the chart's height.

    A line that ended earlier is named with its period: where it ended, or at the edge too where that is too near to tell.
    """
    newest = max((day_of(line.last) for line in drawn.lines if not line.stepped), default=date.min)
    length = newest - drawn.days[0]
    labels: list[dict[str, Any]] = []
    edge: list[tuple[float, str, str, float]] = []
    for line in drawn.lines:
        last, ink, words = line.last, palette.text(line.role), line.words()
        late, height = newest - day_of(last), last.value or 0.0
        withheld = last is drawn.ring  # the last one drawn is not the newest, and says of when it is
        if late <= timedelta(0) and not withheld:
            edge.append((height, f"<b>{words}</b>" if line.own else words, ink, LABEL))
        elif line.dated or drawn.mixed or late * 8 < length or withheld:  # years among months end near each other: all at the edge
            edge.append((height, words if line.dated else f"{words}, {formats.period(last.period)}", ink, SMALL))
        else:
            at = {"x": last.period.last, "y": height, "xanchor": "left", "xshift": 8, "yshift": 10, "bgcolor": palette.page}
            labels.append(note(words, ink, SMALL, **at))
    return labels + edge_names(sorted(edge), span)


def _room(ends: Sequence[dict[str, Any]]) -> int:
    """Pixels right of the plot that the longest name at its edge needs."""
    return round(max(170, 14 + 0.54 * widest([one for one in ends if one.get("xref") == "paper"])))


def _firmness(palette: Palette, standing: Standing) -> list[dict[str, Any]]:
    """Says provisional, estimated and so on under each such figure, unless points are many: then the subtitle does."""
    soft = [p for p in drawable(standing.points) if p.firmness and len(standing.points) <= MANY]
    return [note(p.firmness, palette.muted, SMALL, x=p.period.last, y=p.value, yshift=-16) for p in soft]


def _across(palette: Palette, level: float) -> dict[str, Any]:
    return {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": level, "y1": level,
            "line": {"color": palette.target, "width": 1.5}}  # fmt: skip


def _absence(palette: Palette, point: Value) -> dict[str, Any]:
    return note("c", palette.muted, SMALL, x=point.period.last, y=0, yref="paper", yanchor="bottom", yshift=4)
