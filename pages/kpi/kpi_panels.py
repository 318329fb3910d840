"""A group of KPIs on one page: panels, what is missing, and the ways to take the picture away."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import streamlit as st

from data.model.observation import COMPARATORS
from kpis import formats
from kpis.charts.style.palette import DARK, LIGHT
from kpis.charts.svg.panel import ChartCaption, sheet
from kpis.exports.tidy import standing_export
from kpis.markup import Markup, html, joined
from kpis.standing import figure_sources
from kpis.standing.area_view import AreaView
from kpis.standing.kpi_standing import Standing
from kpis.targets.rag import RULE
from pages.context.page_context import PageContext
from pages.queries import area_view, session
from pages.queries.area_view import ViewKey
from pages.queries.kept_once import kept_once
from pages.widgets import components, image_export

VIEWS = ("Charts", "Table")


def draw(
    frame: PageContext,
    key: str,
    title: str,
    sub: str,
    standings: Sequence[Standing],
    *,
    head: Markup | None = None,
    under: Callable[[], None] = lambda: None,
) -> None:
    """The group's finding (or ``head``), what ``under`` draws below it, a panel a KPI, what is missing, and its table, CSV and image."""
    held = frame.held
    assert held is not None
    components.write(head or components.heading(title, sub))
    under()
    view = st.segmented_control("View", VIEWS, default=VIEWS[0], key="shown", bind="query-params", label_visibility="collapsed")
    codes = tuple(s.indicator.code for s in standings)
    group = _PanelsKey(view=area_view.key_of(held), codes=codes)
    shown = view or VIEWS[0]
    rule = html("<p class='quiet small'>Rating. {}</p>", RULE)
    components.write(_drawn(group, frame.palette.name, shown), rule, components.foot(held, shown=standings))
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="take"):
        source = figure_sources.of_standings(standings).receipt(held.build)
        words = ChartCaption(title, sub, f"Source: {source}. {session.licence(standings)}", held.notice)
        if shown == "Charts":
            image_export.buttons(f"image-{key}", f"{held.area.name} {key}", frame.palette, svg=_sheet(group, words))
        csv = standing_export.standings_csv(standings, held.area.name, held.notice, session.licence(standings))
        name = image_export.file_name(f"{held.area.name} {key}")
        st.download_button("Download as CSV", csv, f"{name}.csv", "text/csv", on_click="ignore", key=f"csv-{key}")


@dataclass(frozen=True, kw_only=True)
class _PanelsKey:
    """The ids that a group's drawing depends on; figures are looked up by them, never passed."""

    view: ViewKey
    codes: tuple[str, ...]

    def held(self) -> AreaView:
        return area_view.held_of(self.view)

    def standings(self) -> list[Standing]:
        held = self.held()
        return [held.of(code) for code in self.codes]


@kept_once(128)
def _drawn(group: _PanelsKey, theme: str, view: str) -> Markup:
    """The panels or the table of a group, drawn once a build, area and theme."""
    standings = group.standings()
    if view == VIEWS[1]:
        return group_table(standings)
    panels = components.panels(DARK if theme == "dark" else LIGHT, group.held(), standings)
    key = html(
        "<p class='quiet small'>Each panel has its own scale. Where periods follow each other: thick line own area, "
        "thin line {}, stepped line target, dashed upright a break in the method.</p>",
        standings[0].nation,
    )
    return panels + Markup("<div style='height:.6rem'></div>") + missing(standings) + key


@kept_once(32)
def _sheet(group: _PanelsKey, words: ChartCaption) -> Markup:
    return sheet(group.standings(), words)


def missing(standings: Sequence[Standing]) -> Markup:
    """What is not there, KPI by KPI, each with its own reason."""
    absent: dict[str, list[str]] = {}
    for s in standings:
        if s.value is None:
            absent.setdefault(components.figure(s), []).append(s.indicator.code)
    undated = [s.indicator.code for s in standings if s.value is not None and s.own and s.own.period.first is None]
    if undated:
        absent["Period not stated"] = undated
    if not absent:
        return Markup()
    told = joined([html("<b>{}</b>: {}", why, ", ".join(codes)) for why, codes in absent.items()], "; ")
    return html("<p>What is missing. {}.</p>", told)


def group_table(standings: Sequence[Standing]) -> Markup:
    """The panels in words: every figure and comparator with its period."""
    body = Markup()
    for s in standings:
        others = joined(html("<td class='n'>{}</td>", components.beside_cell(s, x)) for x in COMPARATORS)
        target = components.quiet(s.target_words)
        body += html(
            "<tr><td class='code'>{code}</td><th scope='row'>{title}</th><td>{period}</td><td class='n {big}'>{figure}{share}</td>"
            "<td class='n'>{target}</td>{others}<td>{badge}</td></tr>",
            code=s.indicator.code, title=s.indicator.title, period=formats.period(s.own.period) if s.own else formats.DASH,
            big="big" if s.value is not None else "quiet", figure=components.figure(s), share=components.share(s) + components.rate(s),
            target=target,
            others=others, badge=components.badge(s.rating.status),
        )  # fmt: skip
    heads = [("", "code"), ("KPI", ""), ("Period", ""), ("Figure", "n"), ("Target", "n"),
             *((components.role(x, standings[0].named(x)), "n") for x in COMPARATORS), ("Rating", "")]  # fmt: skip
    return components.table(heads, body, (3.5, 33, 11.5, 12, 7, 9, 8, 8, 8)) + components.beside_counts(standings)
