"""One KPI: a large chart, its table, what it is, and the cell it came from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import streamlit as st

from data.catalogue.forecast_coverage import read_held
from data.model.observation import FigureRole
from kpis import formats
from kpis.benchmark import published_text
from kpis.charts.interactive import comparison_bars, trend
from kpis.charts.interactive.frame import Ready, enlarge
from kpis.charts.style.palette import DARK, LIGHT
from kpis.charts.style.picture import dfe_line, is_trend
from kpis.exports.tidy import standing_export
from kpis.figures.figure import PUBLISHED, Value, at
from kpis.figures.small_numbers import SmallNumbers
from kpis.forecast import forecast_text
from kpis.governance.exceptions import lead_of
from kpis.markup import Markup, escaped, html, joined
from kpis.narrative.kpi_sentence import sentence
from kpis.standing import doubts, like_for_like
from kpis.standing.area_view import AreaView
from kpis.standing.kpi_standing import Standing
from kpis.targets import printed_target
from kpis.targets.rag import tolerance_words
from pages.context.page_context import PageContext
from pages.kpi import (
    actions_view,
    backlog_view,
    compared_view,
    demand_view,
    figure_history_table,
    sen_gap_view,
    spc_view,
    target_view,
    withheld_figures,
    years_view,
)
from pages.queries import area_view, load_ledger, session
from pages.queries.area_view import ViewKey
from pages.queries.kept_once import kept_once
from pages.records import check_answers, commentary, evidence_list, kpi_packs
from pages.widgets import chart_guide, components, image_export, slide_links

VIEWS = ("Chart", "Over time", "Is it real?", "Compared", "Targets", "Table", "Actions", "About")


def render(frame: PageContext) -> None:
    """The page."""
    held = frame.held
    if held is None:
        frame.nothing_yet()
        return
    s = held.of(frame.choices["kpi"])
    where = ", ".join(f"Priority {n}" for n in s.priorities)
    owner = f"owner: {lead_of(s, None)[0] or s.indicator.owner}" if held.local else ""
    sub = " · ".join(filter(None, (s.indicator.title, held.area.name, where, owner)))
    components.write(
        slide_links.back(held.area.name),
        components.heading(f"{s.indicator.code} {s.indicator.short}", sub, ours=not s.indicator.area),
        components.ended(held),
    )
    left, right = st.columns([68, 32], gap="medium")
    with left:
        view = st.segmented_control("View", VIEWS, default="Chart", key="view", bind="query-params", label_visibility="collapsed")
        drawn = {"Table": _table, "Actions": actions_view.draw, "About": _about, "Is it real?": _real, "Over time": _over_time,
                 "Targets": target_view.view, "Compared": compared_view.view}  # fmt: skip
        drawn.get(view or "Chart", _chart)(frame, s)
    with right:
        components.write(_facts(_asked(held, s)), rows=True)
        check_answers.draw(held, s)
    sen_gap_view.draw(frame, s.indicator.code)
    commentary.folded(held, s)
    record = st.expander("Every figure ever given", key="given", on_change="rerun") if held.small is SmallNumbers.AS_GIVEN else None
    if record is not None and record.open:
        with record:
            told = load_ledger.given(held.area.code, s.indicator.code, held.as_at)
            components.write(figure_history_table.table(held, s.indicator, told), components.foot(held, components.marks(held), shown=[s]))
            withheld_figures.draw(held, s.indicator)
    evidence_list.draw(held.area.code, held.as_at, "kpi", s.indicator.code)


@dataclass(frozen=True, kw_only=True)
class _KpiDrawingKey:
    """The ids that the drawing of one KPI depends on; figures are looked up by them, never passed."""

    view: ViewKey
    code: str

    def held(self) -> AreaView:
        return area_view.held_of(self.view)


def _asked(held: AreaView, s: Standing) -> _KpiDrawingKey:
    return _KpiDrawingKey(view=area_view.key_of(held), code=s.indicator.code)


def _chart(frame: PageContext, s: Standing) -> None:
    held, title = frame.held, sentence(s)
    assert held is not None
    if s.value is None and not s.comparators and not is_trend(s):
        why = formats.absent_why(s.missing, s.own.raw if s.own else "")
        owner = f" Owner: {lead_of(s, None)[0] or s.indicator.owner}." if held.local else ""
        todo = f"{why}{owner} Usual timing: {s.indicator.frequency}."
        notice = " · ".join(filter(None, (held.replayed, s.notice)))
        components.write(components.empty(title, todo), components.foot(held, notice, shown=[s]))
        return
    spec, alt = _drawn(_asked(held, s), frame.palette.name, frame.scale)
    name = f"{held.area.name} {s.indicator.code}"
    with st.container(key="chart"):
        st.plotly_chart(
            Ready(spec),
            theme=None,
            key="kpi_chart",
            alt=alt,
            config={"displayModeBar": False, "responsive": True},
        )
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="take"):
        image_export.buttons("kpi_image", name, frame.palette, chart="chart")
        csv = partial(standing_export.series_csv, s, s.notice, session.licence([s]))
        st.download_button("CSV", csv, f"{image_export.file_name(name)}.csv", "text/csv", on_click="ignore", key="kpi_csv")
        kpi_packs.button(held, [s], "kpi_pack")
    chart_guide.disclosure("trend" if is_trend(s) else "bars", spec)
    demand_view.draw(frame, s)


@kept_once(256)
def _drawn(asked: _KpiDrawingKey, theme: str, scale: float) -> tuple[str, str]:
    """(the chart as its JSON, what it shows in words), drawn once a build, area, day, KPI, theme and size."""
    held, palette = asked.held(), DARK if theme == "dark" else LIGHT
    s = held.of(asked.code)
    title, draw = sentence(s), trend.trend if is_trend(s) else comparison_bars.bars
    words = PageContext(palette, scale, held, {}).words(s, title)
    figure = enlarge(draw(palette, s, held.area.name, words), scale)
    return figure.to_json(validate=False), f"{title}. {words.subtitle}"


def _real(frame: PageContext, s: Standing) -> None:
    """Its judged line, and below it that a season makes marks of its own."""
    spc_view.view(frame, s)
    years_view.season_note(frame, s.indicator.code)


def _over_time(frame: PageContext, s: Standing) -> None:
    """Its years side by side, and below them the what-if of a KPI that has one."""
    years_view.view(frame, s)
    backlog_view.draw(frame, s.indicator.code)


def _table(frame: PageContext, s: Standing) -> None:
    """The chart's equal in words: every period, every absence named."""
    assert frame.held is not None
    components.write(_tabled(_asked(frame.held, s)))
    csv = partial(standing_export.series_csv, s, s.notice, session.licence([s]))
    st.download_button(
        "Download as CSV",
        csv,
        f"{image_export.file_name(f'{frame.held.area.name} {s.indicator.code}')}.csv",
        "text/csv",
        on_click="ignore",
        key="t_csv",
    )


@kept_once(64)
def _tabled(asked: _KpiDrawingKey) -> Markup:
    """The table and its foot, drawn once a build, area, day and KPI."""
    held = asked.held()
    s, body = held.of(asked.code), Markup()
    for point in s.points:
        beside = s.beside(point.period)
        marks: dict[object, Value | None] = {x: beside.get(x) for x in s.others}
        marks |= {"": at(s.ringed, point.period)} if s.ringed else {}
        cells = joined(_cell(s, series, v) for series, v in marks.items())
        share = f" ({formats.share(point.share)})" if point.share is not None else ""
        value = escaped(formats.figure(point.value, s.indicator, point.missing)) + share
        body += html("<tr><th scope='row'>{}</th><td class='n big'>{}</td>{}", components.when(point), value, cells)
        body += html("<td>{}</td></tr>", components.cell_link(held, point))
    body += _of_dfe_alone(held, s)
    rings = [("DfE" if s.ringed[0].origin == PUBLISHED else "Scorecard", "n")] if s.ringed else []
    heads = [("Period", ""), (components.role(FigureRole.OWN, held.area.name), "n"),
             *((components.role(x, s.named(x)), "n") for x in s.others), *rings, ("Cell", "")]  # fmt: skip
    widths = (22, 14, 12, 11, 11, 9, 9, 12) if rings else (26, 16, 12, 11, 11, 10, 14)
    drawn = components.table(heads, body, widths) if s.points else components.empty("Nothing loaded", "")
    return drawn + components.foot(held, " · ".join(filter(None, (held.replayed, s.notice))), shown=[s])


def _of_dfe_alone(held: AreaView, s: Standing) -> Markup:
    """The periods that only DfE's line on the chart has, each with its comparators: years beside months, or years before the first own."""
    dfe = dfe_line(s)
    if dfe is None or not s.ringed:
        return Markup()
    body = Markup()
    for point in dfe.points:
        if at(s.points, point.period) is not None:
            continue
        beside = {x: v for x in s.others if (v := at(dfe.others.get(x, ()), point.period))}
        cells = joined(
            html("<td class='n'>{}</td>", components.quiet(formats.figure(v.value, s.indicator, v.missing) if v else formats.DASH))
            for v in (beside.get(x) for x in s.others)
        )
        figure = formats.figure(point.value, s.indicator, point.missing)
        body += html(
            "<tr><th scope='row'>{}</th><td class='n'>{}</td>{}<td class='n'>{}</td><td>{}</td></tr>", components.when(point),
            components.quiet(formats.DASH), cells, figure, components.cell_link(held, point),
        )  # fmt: skip
    return body


def _cell(s: Standing, series: object, value: Value | None) -> Markup:
    """A comparator's or target's cell of one period; of a count only the share, with the reason where there is none."""
    if series is FigureRole.TARGET:
        words = printed_target.words(value, s.indicator) if value else formats.figure(None, s.indicator)
        return html("<td class='n'>{}</td>", components.quiet(words))
    if isinstance(series, FigureRole):
        found = like_for_like.at_period(s, series, value)
        return html("<td class='n'{}>{}</td>", html(" title='{}'", found.why) if found.why else Markup(), components.quiet(found.words))
    figure = formats.figure(value.value if value else None, s.indicator, value.missing if value else None)
    return html("<td class='n'>{}</td>", components.quiet(figure))


def _about(frame: PageContext, s: Standing) -> None:
    i = s.indicator
    low, high = i.plausible
    neither = "neither: coloured by its range alone" if s.band else "neither: never coloured"
    facts = [
        ("Printed name", i.printed), ("What it is", i.definition), ("Numerator", i.numerator), ("Denominator", i.denominator),
        ("Better is", {"higher": "higher", "lower": "lower", "neutral": neither}[i.polarity]),
        ("Legal standard", f"{formats.figure(i.standard.value, i)}: {i.standard.basis}" if i.standard else ""),
        ("Tolerance for amber", "" if i.polarity == "neutral" else tolerance_words(i)), ("Expected range", f"{low:,g} to {high:,g}"),
        ("Source today", i.data_source),
        ("Timing", i.frequency), ("What changed", i.changed), ("Ended", formats.day(i.retired) if i.retired else ""),
        ("Series breaks", "; ".join(f"{formats.month(b.first)}: {b.words}" for b in s.breaks)),
    ]  # fmt: skip
    components.write(components.fact_list(facts, (24, 76), ours=not i.area))


@kept_once(256)
def _facts(asked: _KpiDrawingKey) -> Markup:
    """What stands beside the chart, drawn once a build, area, day and KPI."""
    held = asked.held()
    s = held.of(asked.code)
    return (
        components.hero(s)
        + components.comparisons(s, years_view.worked(asked.view, asked.code).seasonal)
        + compared_view.brief(s)
        + _heading(s, seasonal=years_view.worked(asked.view, asked.code).seasonal)
        + _beside(held, s)
        + _origin(held, s)
        + _caution(asked, s)
    )


def _heading(s: Standing, *, seasonal: bool) -> Markup:
    """Where a yearly figure, or a monthly or termly line, is heading, or why nothing is said."""
    told = forecast_text.line_course(s, seasonal=seasonal) or forecast_text.course(s, read_held())
    return html("<div><h2>Will it hold</h2><p class='small'>{}</p></div>", told) if told else Markup()


def _beside(held: AreaView, s: Standing) -> Markup:
    """Whose figures the neighbours' are, the other origin's figure, and the way to every authority's."""
    told = [*filter(None, (published_text.compared(s), published_text.place(s))), *published_text.beside(s)]
    if not told and s.published is None and not s.rates:
        return Markup()
    among, basis, _ = held.against
    ids = {"neighbours": among, "basis": basis, "as_at": held.as_at.isoformat() if held.as_at else ""}
    more = {key: value for key, value in ids.items() if value}
    if (rate := like_for_like.rate_of(s)) is not None:
        more["basis"] = rate.basis
    name = "Every authority, ranked" if s.like_for_like or rate else "What is published of it"
    way = components.link(name, "benchmark", area=held.area.name, kpi=s.indicator.code, **more) if s.published or rate else Markup()
    words = joined(html("<p class='small'>{}</p>", one) for one in told)
    return html("<div><h2>Published figures</h2>{}<p>{}</p></div>", words, way)


def _origin(held: AreaView, s: Standing) -> Markup:
    own = s.own
    if own is None:
        return Markup()
    printed = f"printed ‘{own.raw}’" if own.raw else "a blank cell"
    basis = f", {own.basis.rstrip('.')}" if own.basis else ""
    receipt = f"Received {formats.day(own.received)}, load {own.load}. Printed source: {own.data_source or 'none'}."
    said = joined(html("<p><span class='quiet'>Printed {}:</span> {}</p>", p.kind.value, p.text) for p in s.printed)
    return html(
        "<div><h2>Where it comes from</h2><p>{}: {}.</p>{}<p class='quiet small'>{}</p></div>",
        components.cell_link(held, own, with_file=True), printed + basis, said, receipt,
    )  # fmt: skip


def _caution(asked: _KpiDrawingKey, s: Standing) -> Markup:
    """What a check found in the very load the figure came from, and what is true of the KPI always."""
    told = Markup()
    if s.own:
        findings = load_ledger.findings_of(asked.view.place.on_any_day(s.own.area)).to_dict("records")
        found = [f for f in findings if f["severity"] == "check" and doubts.concerns_own(f, s)]
        answered = {doubt.what for doubt in s.answered}
        told = joined(html("<p>{} {}</p>", f["what"], f["hint"]) for f in found if f["what"] not in answered)
        listed = {f["what"] for f in found}
        told += joined(html("<p>{} {}</p>", what, hint) for what, hint in {d.what: d.hint for d in s.doubts}.items() if what not in listed)
    told += check_answers.answered(s)
    told += joined(html("<p>{}</p>", words) for words in s.disagreements)
    return html("<div><h2>Before you quote it</h2>{}<p>{}</p></div>", told, s.indicator.caveats)
