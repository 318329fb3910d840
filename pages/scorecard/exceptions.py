"""Exceptions: the KPIs that are red, what is said of each, who leads it, and whose words are still wanted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

import streamlit as st

from data.model.finding import Refused
from data.model.observation import FigureRole
from kpis import formats
from kpis.exports.tidy import exception_export
from kpis.governance import agreed_ratings, exceptions
from kpis.governance.exceptions import NO_LEAD, RULE, ExceptionState, KpiException, PriorityAgreedRed, StandingCommentary
from kpis.markup import Markup, html, joined
from kpis.standing.area_view import AreaView
from pages.context.page_context import PageContext
from pages.plan import rating_history
from pages.queries import load_ledger, records, session
from pages.records import commentary, report_download
from pages.widgets import components, image_export
from pages.widgets.markdown_text import markdown

MARKS = {ExceptionState.SILENT: "0", ExceptionState.PART: "½", ExceptionState.PASSED: "!", ExceptionState.COMPLETE: "✓"}
WIDTHS = (3.5, 17, 9, 10, 7, 8, 14, 10, 8.5, 13)


def render(frame: PageContext) -> None:
    """The page."""
    held = frame.held
    if held is None:
        frame.nothing_yet()
        return
    today = held.as_at or session.today()
    try:
        said = commentary.said(held.area.code, held.as_at)
        judgements = {key: entry.body for key, entry in records.judgements(held.area.code, held.as_at).items()}
    except Refused as why:
        components.write(components.heading("Exceptions", held.area.name), components.finding("stop", str(why), "Nothing was changed.", ""))
        return
    givens = {
        s.indicator.code: load_ledger.given(held.area.code, s.indicator.code, held.as_at) for s in held.standings if exceptions.red_run(s)
    }
    found = exceptions.exceptions(held.standings, said, today, givens)
    sub = f"Exceptions · {held.area.name} · as at {formats.day(today)}"
    components.write(components.heading(exceptions.headline(found, held.standings), sub))
    _one(held, found)
    table = _table(held, found) if found else _none(held)
    components.write(table)
    components.write(_agreed(held, exceptions.agreed_red(judgements, held.standings)))
    _chase(held, found)
    told = html("<p class='quiet small'>{}{}</p>", _marks(held, found), RULE)
    components.write(_others(held, exceptions.others(held.standings, said)), told, components.foot(held))
    report_download.exceptions(held, "exceptions_report")


def _none(held: AreaView) -> Markup:
    why = "When the newest figure of a KPI is red against its target, it stands here until it is red no more."
    return components.empty("Nothing to explain", why, components.link("Every KPI", "overview", area=held.area.name), short=True)


def _table(held: AreaView, found: Sequence[KpiException]) -> Markup:
    heads = [("", "code"), ("KPI", ""), ("Period", ""), ("Figure", "n"), ("Target", "n"), ("Off by", "n"), ("Verdict", ""),
             ("Red since", ""), ("Lead", ""), ("What is said", "last")]  # fmt: skip
    body = joined(_row(held, one) for one in found)
    return components.table(heads, body, WIDTHS, "Red KPIs and what is said of each")


def _row(held: AreaView, one: KpiException) -> Markup:
    s = one.standing
    way = components.link(s.indicator.short, "exceptions", area=held.area.name, kpi=one.code, **_day(held))
    period = formats.period(s.own.period) if s.own else formats.DASH
    target = s.target_words
    return html(
        "<tr><td class='code'>{code}</td><th scope='row'>{way}</th><td>{period}</td><td class='n big'>{figure}{published}"
        "{share}{doubted}</td><td class='n'>{target}{target_doubted}</td><td class='n'>{off}</td><td>{said}</td>"
        "<td>{since_words}<br><span class='quiet small'>{days}</span></td><td>{lead}</td><td class='last'>{state}</td></tr>",
        code=one.code, way=way, period=period, figure=components.figure(s), published=components.published(held, s.own),
        said=components.verdict_mark(one.verdict), target_doubted=components.doubted(s, FigureRole.TARGET), share=components.share(s),
        doubted=components.doubted(s), target=components.quiet(target),
        off=components.quiet(exceptions.off(one)), since_words=one.since_words, days=_days(one), lead=_lead(one), state=_state(one),
    )  # fmt: skip


def _marks(held: AreaView, found: Sequence[KpiException]) -> Markup:
    """What the marks beside the figures mean, where any stands."""
    doubt = any(components.doubted(one.standing) for one in found)
    ours = any(components.published(held, one.standing.own) for one in found)
    told = components.CHECKED if doubt else Markup()
    return told + (Markup("<sup>p</sup> Published by DfE, not on the scorecard. ") if ours else Markup())


def _state(one: KpiException) -> Markup:
    """How far an exception is explained, as a letter in a box and in words."""
    letter = html("<b style='display:inline-block;flex:none;width:1.3rem;text-align:center;border:1px solid'>{}</b>", MARKS[one.state])
    return html("<span class='badge' style='white-space:normal'>{}<span>{}</span></span>", letter, one.words)


def _days(one: KpiException) -> str:
    return "received today" if one.days_open == 0 else f"known for {one.days_open:,} day{'s' * (one.days_open > 1)}"


def _lead(one: KpiException) -> str:
    return one.lead or NO_LEAD.capitalize()


def _day(held: AreaView) -> dict[str, str]:
    return {"as_at": held.as_at.isoformat()} if held.as_at else {}


def _one(held: AreaView, found: Sequence[KpiException]) -> None:
    """The exception that the address names, whole, with the form; a KPI that is not red says so and still shows its words."""
    code = st.query_params.get("kpi")
    if not code:
        return
    s = next((s for s in held.standings if s.indicator.code == code), None)
    if s is None:
        components.write(html("<p role='status'>{}</p>", f"The link names KPI ‘{code}’, which is not here. All are shown."))
        return
    one = next((one for one in found if one.code == code), None)
    page = components.link("Its chart", "kpi", area=held.area.name, kpi=code, **_day(held))
    every = components.link("All exceptions", "exceptions", area=held.area.name, **_day(held))
    when = formats.period(s.own.period, long=True) if s.own else "nothing loaded"
    components.write(
        components.heading(f"{code} {s.indicator.short}: {components.figure(s)}, {when}", level=2), _facts(held, one, s.rating.why)
    )
    commentary.draw(held, s)
    components.write(html("<p>{} · {}</p>", page, every))


def _facts(held: AreaView, one: KpiException | None, why: str) -> Markup:
    if one is None:
        return html("<p>No exception stands: this KPI is not rated red. {}</p>", why)
    named = {"commentary": "named in its words", "scorecard": "owner printed on the scorecard", "catalogue": "owner in the catalogue"}
    source = f", {named[one.lead_from]}" if one.lead_from else ""
    since = f"Red since {one.since_words}, a figure received {formats.day(one.opened)}; {_days(one)}."
    own = one.standing.own
    cell = html(" {}.", components.cell_link(held, own, with_file=True)) if own else Markup()
    return html(
        "<p>{why} {since}{cell}</p><p class='split' style='justify-content:flex-start'><span>Lead: {lead}</span>{state}</p>",
        why=why, since=since, cell=cell, lead=_lead(one) + source, state=_state(one),
    )  # fmt: skip


def _agreed(held: AreaView, found: Sequence[PriorityAgreedRed]) -> Markup:
    """Priorities that a visit agreed red although none of their KPIs is."""
    if not found:
        return Markup()
    items = Markup()
    for one in found:
        way = components.link(f"Priority {one.priority}", "priority", area=held.area.name, priority=one.priority, **_day(held))
        by = f", by {one.by}" if one.by else ""
        items += html("<li>{}: {} {}. </li>", way, rating_history.mark(one.agreed), agreed_ratings.visit_words(one.when) + by)
    return html("{}<ul>{}</ul>", components.heading("Agreed red or amber/red at a visit, without a red KPI", level=2), items)


def _chase(held: AreaView, found: Sequence[KpiException]) -> None:
    """Whose words are wanted, as text for an e-mail and as a CSV."""
    today = held.as_at or session.today()
    text = exception_export.chase_text(held.area.name, today, found, components.marks(held))
    if not text:
        return
    many = sum(map(len, exceptions.chase(found).values()))
    with st.expander(markdown("Chase list: {} whose commentary is wanted", many)):
        st.code(text, language=None, wrap_lines=True)
        name = image_export.file_name(f"{held.area.name} chase list {today.isoformat()}")
        with st.container(horizontal=True, gap="small"):
            st.download_button("Text", text, f"{name}.txt", "text/plain", on_click="ignore", key="chase_txt")
            csv = partial(exception_export.chase_csv, held.area.name, today, found)
            st.download_button("CSV", csv, f"{name}.csv", "text/csv", on_click="ignore", key="chase_csv")


def _others(held: AreaView, found: Sequence[StandingCommentary]) -> Markup:
    """Words on figures that are not red, and on earlier periods: closed, and kept."""
    if not found:
        return Markup()
    known: Mapping[str, str] = {s.indicator.code: s.indicator.short for s in held.standings}
    body = Markup()
    for one in found:
        way = components.link(
            f"{one.code} {known.get(one.code, '')}".strip(), "exceptions", area=held.area.name, kpi=one.code, **_day(held)
        )
        body += html("<h3>{}, {}</h3>{}", way, one.period, commentary.facts(one))
    return html(
        "<details><summary>Commentary on earlier periods and on figures that are not red: {}</summary>{}</details>", len(found), body
    )
