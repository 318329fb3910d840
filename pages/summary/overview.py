"""Every KPI of the area on one aligned table, with the finding above it."""

from __future__ import annotations

from datetime import date

import streamlit as st

from kpis import formats
from kpis.charts.style.palette import DARK, LIGHT
from kpis.exports.tidy import standing_export
from kpis.markup import Markup, html, joined
from kpis.narrative import standing_text
from kpis.standing.area_view import AreaView
from kpis.standing.published_line import differing
from kpis.standing.timeliness import Timeliness
from kpis.targets.rag import RULE
from kpis.verdict import verdict_text
from kpis.verdict.verdict import verdict
from pages.context import england_files, first_steps
from pages.context.page_context import PageContext
from pages.queries import area_view, session
from pages.queries.area_view import ViewKey
from pages.queries.kept_once import kept_once
from pages.records import pack_form
from pages.widgets import components
from pages.widgets.image_export import file_name


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
        _worsening(held),
        _not_today(held),
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
        _differing(held),
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


def _worsening(held: AreaView) -> Markup:
    """The KPIs that worsen beyond chance, by name, and where to see what moved since a meeting."""
    worse = [s.indicator for s in held.standings if verdict(s).phrase in verdict_text.WORSENING]
    if not worse:
        return Markup()
    ids = {"area": held.area.name} | ({"as_at": held.as_at.isoformat()} if held.as_at else {})
    named = joined([components.link(f"{i.code} {i.short}", "kpi", kpi=i.code, **ids) for i in worse], ", ")
    since = components.link("What moved", "moved", **ids)
    return html("<p class='small' style='margin-top:.45rem'><b>Worsening:</b> {}. Since a meeting: {}.</p>", named, since)


def _not_today(held: AreaView) -> Markup:
    """The figures that do not speak for today, folded: which, how old, why, and when the next was due."""
    old = [s for s in held.standings if s.value is not None and not s.age.current]
    if not old:
        return Markup()
    body = joined(
        html(
            "<tr><td class='code'>{}</td><th scope='row'>{}</th><td>{}</td><td class='n'>{}</td><td>{}</td><td class='last'>{}</td></tr>",
            s.indicator.code, s.indicator.short, formats.period(s.own.period), components.figure(s), s.age.why,
            formats.day(s.age.due) if s.age.due and s.age.state is not Timeliness.ENDED else formats.DASH,
        )
        for s in old if s.own
    )  # fmt: skip
    heads = (("", "code"), ("KPI", ""), ("Period", ""), ("Figure", "n"), ("Why it is not counted", ""), ("Next due", "last"))
    shown = components.table(heads, body, (4, 22, 12, 12, 38, 12), "Figures that do not speak for today")
    words = f"{len(old)} figure{'s do' if len(old) > 1 else ' does'} not speak for today: neither rated nor counted"
    return html("<details class='small'><summary>{}</summary>{}</details>", words, shown)


def _differing(held: AreaView) -> Markup:
    """Where the partnership and DfE give the same measure of the same period another figure."""
    found = differing(held.standings)
    if not found:
        return Markup()
    body = joined(
        html(
            "<tr><td class='code'>{}</td><th scope='row'>{}</th><td>{}</td><td class='n'>{}</td><td class='n'>{}</td><td>{}</td>"
            "<td class='last'>{}</td></tr>",
            one.standing.indicator.code, one.standing.indicator.short, formats.period(one.own.period),
            formats.figure(one.own.value, one.standing.indicator), formats.figure(one.published.value, one.standing.indicator),
            components.cell_link(held, one.own, with_file=True), components.cell_link(held, one.published, with_file=True),
        )
        for one in found
    )  # fmt: skip
    heads = (
        ("", "code"), ("KPI", ""), ("Period", ""), ("Scorecard", "n"), ("DfE", "n"), ("Scorecard’s source", ""), ("DfE’s source", "last"),
    )  # fmt: skip
    shown = components.table(heads, body, (4, 24, 12, 12, 12, 18, 18), "Periods for which the scorecard and DfE differ")
    words = f"{len(found)} figure{'s differ' if len(found) > 1 else ' differs'} from what DfE publishes for the same period"
    return html("<details class='small' open><summary>{}</summary>{}</details>", words, shown)


def _compared(held: AreaView) -> Markup:
    """Whose figures the published ones are, and which list the neighbours come from."""
    editions = list(dict.fromkeys(v.members.edition for s in held.standings for v in s.newest_comparators.values() if v.members))
    mark = Markup("<sup>p</sup> Published by DfE, not on the scorecard. ") if held.mixed else Markup()
    lists = f"Neighbours: simple mean, {', '.join(editions)} list; the KPI page says who is missing." if editions else ""
    return html("<p class='sub small'>{}{}</p>", mark, lists) if mark or lists else Markup()


@kept_once(16)
def _table(asked: ViewKey, theme: str, today: date) -> Markup:
    """The table, drawn once a build, area, theme and day: how old a figure is changes with the day."""
    sections = session.catalogue_of(asked.home, asked.build).sections
    return components.kpi_table(DARK if theme == "dark" else LIGHT, area_view.held_of(asked), sections)
