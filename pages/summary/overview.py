"""Every KPI of the area on one aligned table, with the finding above it."""

from __future__ import annotations

from datetime import date

import streamlit as st

from kpis.charts.style.palette import DARK, LIGHT
from kpis.exports.tidy import standing_export
from kpis.markup import Markup, html, joined
from kpis.narrative import standing_text
from kpis.narrative.kpi_sentence import compared_with
from kpis.standing.area_view import AreaView
from kpis.targets.rag import RULE
from pages.context import england_files, first_steps
from pages.context.page_context import PageContext
from pages.queries import area_view, session
from pages.queries.area_view import ViewKey
from pages.queries.kept_once import kept_once
from pages.records import pack_form
from pages.widgets import components
from pages.widgets.image_export import file_name

AGAINST = "Each against the same period of the year before, or the period before where there is none."


def render(frame: PageContext) -> None:
    """The page."""
    held = frame.held
    if held is None:
        frame.nothing_yet()
        return
    if not session.illustrative():
        st.session_state[first_steps.SEEN] = True
    nation = held.standings[0].nation
    sub = f"Overview · {held.area.name} · all {len(held.standings)} KPIs, each against target, neighbours, region and {nation}"
    components.write(
        components.heading(standing_text.overview(held.standings), sub),
        Markup("<div style='height:.5rem'></div>"),
        components.tally(frame.palette, held.standings),
        _worse(held),
    )
    components.write(
        _table(area_view.key_of(held), frame.palette.name, session.today()),
        html(
            "<p class='sub small'>The bar is the area’s own figure from zero; marks are target and comparators on the same scale. "
            "Where periods follow each other it is a trend: thick own, thin {}. Regions’ and {}’s counts are totals, not drawn. "
            "<i class='m m-check' style='width:.95rem;height:.95rem'></i> A check questions the figure: open the KPI before quoting "
            "it.</p>",
            nation, nation,
        ),
        _compared(held),
        html("<p class='sub small'>Rating. {}</p>", RULE),
        components.foot(held),
    )  # fmt: skip
    with st.container(horizontal=True, gap="small", key="take"):
        st.download_button(
            "Download as CSV", standing_export.standings_csv(held.standings, held.area.name, held.notice, session.licence(held.standings)),
            f"{file_name(held.area.name)}-kpis.csv", "text/csv", on_click="ignore", key="overview_csv",
        )  # fmt: skip
    pack_form.folded(held, "overview_pack")
    england_files.folded()


def _worse(held: AreaView) -> Markup:
    """The KPIs whose newest figure is worse, by name, what that is set against, and where to see what moved since a meeting."""
    worse = [s.indicator for s in held.standings if (change := compared_with(s)) and change.word == "worse"]
    if not worse:
        return Markup()
    ids = {"area": held.area.name} | ({"as_at": held.as_at.isoformat()} if held.as_at else {})
    named = joined([components.link(f"{i.code} {i.short}", "kpi", kpi=i.code, **ids) for i in worse], ", ")
    since = components.link("What moved", "moved", **ids)
    told = html("<b>Worse:</b> {}. <span class='quiet'>{}</span> Since a meeting: {}.", named, AGAINST, since)
    return html("<p class='small' style='margin-top:.45rem'>{}</p>", told)


def _compared(held: AreaView) -> Markup:
    """Whose figures the published ones are, and which list the neighbours come from."""
    editions = list(dict.fromkeys(v.members.edition for s in held.standings for v in s.comparators.values() if v.members))
    mark = Markup("<sup>p</sup> Published by DfE, not on the scorecard. ") if held.mixed else Markup()
    lists = f"Neighbours: simple mean, {', '.join(editions)} list; the KPI page says who is missing." if editions else ""
    return html("<p class='sub small'>{}{}</p>", mark, lists) if mark or lists else Markup()


@kept_once(16)
def _table(asked: ViewKey, theme: str, today: date) -> Markup:
    """The table, drawn once a build, area, theme and day: how old a figure is changes with the day."""
    sections = session.catalogue_of(asked.home, asked.build).sections
    return components.kpi_table(DARK if theme == "dark" else LIGHT, area_view.held_of(asked), sections)
