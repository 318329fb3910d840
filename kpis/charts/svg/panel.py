"""One KPI as a small panel, and panels composed to one picture that stands alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from textwrap import wrap

from data.model.observation import FigureRole
from kpis import formats
from kpis.charts.style.palette import LIGHT, RATING_WORDS, Palette
from kpis.charts.style.picture import IN_A_PANEL, is_trend, picture_of
from kpis.charts.svg.marks import compared, rating_mark, role_mark, scale, text, trend
from kpis.standing import part_year
from kpis.standing.kpi_standing import Standing
from kpis.targets.rag import RULE, RagStatus

WIDTH, HEIGHT = 226, 112  # px at 1280
ROW, SMALL = 18, 12.5


@dataclass(frozen=True)
class ChartCaption:
    """What every picture carries: its finding, what was measured, where it comes from, and its marks."""

    title: str
    subtitle: str
    source: str
    notice: str = ""

    def with_key(self, key: str) -> ChartCaption:
        """The same with a key to the chart's letters above its source, where it has any."""
        return replace(self, source=f"{key}<br>{self.source}") if key else self


def picture(palette: Palette, standing: Standing) -> str:
    """The inside of a panel: a trend where periods follow each other, else bars of own and every comparator."""
    if is_trend(standing):
        return f"<g transform='translate(0 4)'>{trend(palette, picture_of(standing, roles=IN_A_PANEL), WIDTH, HEIGHT - 16, full=True)}</g>"
    others = compared(standing)
    alone = standing.value is not None and not others and not (standing.own and standing.own.share is not None)
    if alone:
        words = "Printed beside totals of larger places" if standing.comparators else "No target or comparator given"
        return text(0, HEIGHT / 2 + 4.5, words, palette.muted, SMALL)
    if standing.value is None and not others:
        return _absent(palette)
    return _bars(palette, standing)


def _bars(palette: Palette, standing: Standing) -> str:
    """One bar a figure, own first and strong, each with its name and figure; own figure's absence is named in its row."""
    others = compared(standing)
    figures: list[tuple[FigureRole, float | None]] = [(FigureRole.OWN, standing.value), *others.items()]
    left, right = 90.0, WIDTH - 58.0
    zero, unit = scale([v for _, v in figures if v is not None], left, right)
    body, y = "", 10.0 + (5 - len(figures)) * ROW / 2
    for series, value in figures:
        colour, ink = palette.colour(series), palette.text(series)
        own = series is FigureRole.OWN
        body += role_mark(palette, series, 6, y + 4, 4.5) + text(15, y + 8.5, standing.named(series), ink, SMALL, bold=own)
        label = formats.figure(value, standing.indicator, standing.missing if own else None)
        end = zero + (value or 0) * unit
        if value is not None:
            size = f"width='{max(abs(end - zero), 1):.1f}' height='{11 if own else 8}'"
            body += f"<rect x='{min(zero, end):.1f}' y='{y - 1:g}' {size} fill='{colour}'/>"
        body += text(max(end, zero) + 4, y + 8.5, label, ink, SMALL, bold=own)
        y += ROW
    if standing.own and standing.own.share is not None and not others:
        body += _share(palette, standing.own.share, left, right, y)
    top = 4 + (5 - len(figures)) * ROW / 2
    return body + f"<path d='M{zero:.1f} {top:g}V{top + len(figures) * ROW:g}' stroke='{palette.muted}'/>"


def _share(palette: Palette, share: float, left: float, right: float, y: float) -> str:
    """The share of a whole, on a scale of its own from 0 to 100: a pale bar with its part filled."""
    own, wide = palette.roles[FigureRole.OWN], right - left
    track = f"<rect x='{left}' y='{y:g}' width='{wide}' height='8' fill='{palette.rule}'/>"
    part = f"<rect x='{left}' y='{y:g}' width='{wide * min(share, 100) / 100:.1f}' height='8' fill='{own.colour}'/>"
    return text(15, y + 8.5, "Share", own.text, SMALL) + track + part + text(right + 4, y + 8.5, formats.share(share), own.text, SMALL)


def _absent(palette: Palette) -> str:
    edge = palette.ratings[RagStatus.NO_DATA].edge
    return f"<circle cx='18' cy='{HEIGHT / 2}' r='12' fill='none' stroke='{edge}' stroke-width='1.5' stroke-dasharray='3 3'/>"


PANEL_WIDTH, PANEL_HEIGHT, PER_ROW, MARGIN = 226.0, 222.0, 5, 32.0


def sheet(standings: Sequence[Standing], words: ChartCaption) -> str:
    """All panels of a page as one SVG, always light, with finding, subtitle, source and marks inside it."""
    p = LIGHT
    width = MARGIN * 2 + PER_ROW * PANEL_WIDTH + (PER_ROW - 1) * 22
    title = wrap(words.title, 84)
    top = 40.0
    body = ""
    for line in title:
        body += text(MARGIN, top, line, p.ink, 24, bold=True)
        top += 30
    body += text(MARGIN, top - 4, words.subtitle, p.muted, 14)
    top += 22
    for n, standing in enumerate(standings):
        x = MARGIN + n % PER_ROW * (PANEL_WIDTH + 22)
        y = top + n // PER_ROW * (PANEL_HEIGHT + 14)
        body += f"<g transform='translate({x:g} {y:g})'>{_panel(p, standing)}</g>"
    height = top + -(-len(standings) // PER_ROW) * (PANEL_HEIGHT + 14) + 78
    body += f"<path d='M{MARGIN} {height - 54}H{width - MARGIN}' stroke='{p.rule}'/>"
    body += text(MARGIN, height - 34, words.source, p.muted, SMALL)
    body += text(MARGIN, height - 62, f"Rating. {RULE}", p.muted, SMALL)
    body += text(MARGIN, height - 16, words.notice, p.event, SMALL, bold=True)
    head = f"<svg xmlns='http://www.w3.org/2000/svg' width='{width:g}' height='{height:g}' viewBox='0 0 {width:g} {height:g}'>"
    return f"{head}<rect width='100%' height='100%' fill='{p.page}'/>{body}</svg>"


def _panel(p: Palette, standing: Standing) -> str:
    indicator, own = standing.indicator, standing.own
    body = f"<path d='M0 0H{PANEL_WIDTH:g}' stroke='{p.muted}' stroke-width='2'/>"
    for n, line in enumerate(wrap(f"{indicator.code} {indicator.short}", 31)[:2]):
        body += text(0, 18 + n * 17, line, p.ink, 14.4)
    body += f"<g transform='translate(0 40)'>{picture(p, standing)}</g>"
    body += text(
        0,
        180,
        formats.figure(standing.value, indicator, standing.missing),
        p.ink,
        22 if standing.value is not None else 16,
        bold=True,
    )
    mark = f"<g transform='translate({PANEL_WIDTH - 96:g} 163) scale(.8)'>{rating_mark(p, standing.rating.status)}</g>"
    body += mark + text(PANEL_WIDTH - 72, 178, RATING_WORDS[standing.rating.status][1], p.ink, 14)
    share = f" · {formats.share(own.share)} of {indicator.share_of}" if own and own.share is not None else ""
    part = f" ({found})" if (found := part_year.mark(standing)) else ""
    for n, line in enumerate(wrap(f"{formats.period(own.period) if own else ''}{part}{share}", 38)[:2]):
        body += text(0, 198 + n * 16, line, p.muted, SMALL)
    return body
