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
from kpis.markup import Markup, chart_lines, html
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
        return replace(self, source=chart_lines((key, self.source))) if key else self


def picture(palette: Palette, standing: Standing) -> Markup:
    """The inside of a panel: a trend where periods follow each other, else bars of own and every comparator."""
    if is_trend(standing):
        return html(
            "<g transform='translate(0 4)'>{}</g>", trend(palette, picture_of(standing, roles=IN_A_PANEL), WIDTH, HEIGHT - 16, full=True)
        )
    others = compared(standing)
    alone = standing.value is not None and not others and not (standing.own and standing.own.share is not None)
    if alone:
        words = "A count, set beside nobody’s" if standing.comparators and not standing.like_for_like else "No target or comparator given"
        return text(0, HEIGHT / 2 + 4.5, words, palette.muted, SMALL)
    if standing.value is None and not others:
        return _absent(palette)
    return _bars(palette, standing)


def _bars(palette: Palette, standing: Standing) -> Markup:
    """One bar a figure, own first and strong, each with its name and figure; own figure's absence is named in its row."""
    others = compared(standing)
    figures: list[tuple[FigureRole, float | None]] = [(FigureRole.OWN, standing.value), *others.items()]
    left, right = 90.0, WIDTH - 58.0
    zero, unit = scale([v for _, v in figures if v is not None], left, right)
    body, y = Markup(), 10.0 + (5 - len(figures)) * ROW / 2
    for series, value in figures:
        colour, ink = palette.colour(series), palette.text(series)
        own = series is FigureRole.OWN
        body += role_mark(palette, series, 6, y + 4, 4.5) + text(15, y + 8.5, standing.named(series), ink, SMALL, bold=own)
        label = formats.figure(value, standing.indicator, standing.missing if own else None)
        end = zero + (value or 0) * unit
        if value is not None:
            size = html("width='{:.1f}' height='{}'", max(abs(end - zero), 1), 11 if own else 8)
            body += html("<rect x='{:.1f}' y='{:g}' {} fill='{}'/>", min(zero, end), y - 1, size, colour)
        body += text(max(end, zero) + 4, y + 8.5, label, ink, SMALL, bold=own)
        y += ROW
    if standing.own and standing.own.share is not None and not others:
        body += _share(palette, standing.own.share, left, right, y)
    top = 4 + (5 - len(figures)) * ROW / 2
    return body + html("<path d='M{:.1f} {:g}V{:g}' stroke='{}'/>", zero, top, top + len(figures) * ROW, palette.muted)


def _share(palette: Palette, share: float, left: float, right: float, y: float) -> Markup:
    """The share of a whole, on a scale of its own from 0 to 100: a pale bar with its part filled."""
    own, wide = palette.roles[FigureRole.OWN], right - left
    track = html("<rect x='{}' y='{:g}' width='{}' height='8' fill='{}'/>", left, y, wide, palette.rule)
    part = html("<rect x='{}' y='{:g}' width='{:.1f}' height='8' fill='{}'/>", left, y, wide * min(share, 100) / 100, own.colour)
    return text(15, y + 8.5, "Share", own.text, SMALL) + track + part + text(right + 4, y + 8.5, formats.share(share), own.text, SMALL)


def _absent(palette: Palette) -> Markup:
    edge = palette.ratings[RagStatus.NO_DATA].edge
    return html("<circle cx='18' cy='{}' r='12' fill='none' stroke='{}' stroke-width='1.5' stroke-dasharray='3 3'/>", HEIGHT / 2, edge)


PANEL_WIDTH, PANEL_HEIGHT, PER_ROW, MARGIN = 226.0, 222.0, 5, 32.0


def sheet(standings: Sequence[Standing], words: ChartCaption) -> Markup:
    """All panels of a page as one SVG, always light, with finding, subtitle, source and marks inside it."""
    p = LIGHT
    width = MARGIN * 2 + PER_ROW * PANEL_WIDTH + (PER_ROW - 1) * 22
    title = wrap(words.title, 84)
    top = 40.0
    body = Markup()
    for line in title:
        body += text(MARGIN, top, line, p.ink, 24, bold=True)
        top += 30
    body += text(MARGIN, top - 4, words.subtitle, p.muted, 14)
    top += 22
    for n, standing in enumerate(standings):
        x = MARGIN + n % PER_ROW * (PANEL_WIDTH + 22)
        y = top + n // PER_ROW * (PANEL_HEIGHT + 14)
        body += html("<g transform='translate({:g} {:g})'>{}</g>", x, y, _panel(p, standing))
    height = top + -(-len(standings) // PER_ROW) * (PANEL_HEIGHT + 14) + 78
    body += html("<path d='M{} {}H{}' stroke='{}'/>", MARGIN, height - 54, width - MARGIN, p.rule)
    body += text(MARGIN, height - 34, words.source, p.muted, SMALL)
    body += text(MARGIN, height - 62, f"Rating. {RULE}", p.muted, SMALL)
    body += text(MARGIN, height - 16, words.notice, p.event, SMALL, bold=True)
    head = html("<svg xmlns='http://www.w3.org/2000/svg' width='{:g}' height='{:g}' viewBox='0 0 {:g} {:g}'>", width, height, width, height)
    return html("{}<rect width='100%' height='100%' fill='{}'/>{}</svg>", head, p.page, body)


def _panel(p: Palette, standing: Standing) -> Markup:
    indicator, own = standing.indicator, standing.own
    body = html("<path d='M0 0H{:g}' stroke='{}' stroke-width='2'/>", PANEL_WIDTH, p.muted)
    for n, line in enumerate(wrap(f"{indicator.code} {indicator.short}", 31)[:2]):
        body += text(0, 18 + n * 17, line, p.ink, 14.4)
    body += html("<g transform='translate(0 40)'>{}</g>", picture(p, standing))
    body += text(
        0,
        180,
        formats.figure(standing.value, indicator, standing.missing),
        p.ink,
        22 if standing.value is not None else 16,
        bold=True,
    )
    mark = html("<g transform='translate({:g} 163) scale(.8)'>{}</g>", PANEL_WIDTH - 96, rating_mark(p, standing.rating.status))
    body += mark + text(PANEL_WIDTH - 72, 178, RATING_WORDS[standing.rating.status][1], p.ink, 14)
    share = f" · {formats.share(own.share)} of {indicator.share_of}" if own and own.share is not None else ""
    part = f" ({found})" if (found := part_year.mark(standing)) else ""
    for n, line in enumerate(wrap(f"{formats.period(own.period) if own else ''}{part}{share}", 38)[:2]):
        body += text(0, 198 + n * 16, line, p.muted, SMALL)
    return body
