"""Which KPIs moved beyond chance and which processes can meet their target: a table with icons, and a matrix."""

from __future__ import annotations

from functools import partial

import streamlit as st

from kpis import formats
from kpis.charts.style.palette import DARK, LIGHT, Palette
from kpis.exports.csv_tables.signals_csv import signals_csv
from kpis.markup import Markup, html, joined
from kpis.signals import signals_text
from kpis.signals.signals import Assurance, NoSignalReason, Signal, Variation, finer
from kpis.verdict.verdict import verdict
from pages.context.page_context import PageContext
from pages.kpi import spc_view
from pages.queries import area_view, session
from pages.queries.area_view import ViewKey
from pages.queries.kept_once import kept_once
from pages.widgets import components
from pages.widgets.image_export import file_name

ORDER = (Variation.CONCERN, Variation.IMPROVEMENT, Variation.HIGH, Variation.LOW, Variation.COMMON)
ACROSS = (Assurance.MEETS, Assurance.MIXED, Assurance.FAILS, None)
HOW = (
    "Monthly and termly figures only. Special cause: the newest figure breaks a rule that chance seldom breaks; common cause: it does not. "
    "P and F: limits and target say that the target will be met, or missed, unless the process changes; ?: it may be either."
)


def render(frame: PageContext) -> None:
    """The page."""
    held = frame.held
    if held is None:
        frame.nothing_yet()
        return
    by = spc_view.asked(held)
    preset = spc_view.rules("rules")
    title = signals_text.title(list(spc_view.signals(by, preset).values()))
    components.write(
        components.heading(title, f"Signals · {held.area.name}"), _drawn(by, preset, frame.palette.name), components.foot(held)
    )
    found = list(spc_view.signals(by, preset).values())
    st.download_button(
        "Download as CSV", partial(signals_csv, found, held.area.name, held.notice, session.licence(held.standings)),
        f"{file_name(held.area.name)}-signals.csv", "text/csv", on_click="ignore", key="signals_csv",
    )  # fmt: skip


@kept_once(32)
def _drawn(by: ViewKey, preset: str, theme: str) -> Markup:
    """The table, the matrix and the KPIs that are not judged, drawn once a build, area, day, rule set and theme."""
    palette, held, found = DARK if theme == "dark" else LIGHT, area_view.held_of(by), list(spc_view.signals(by, preset).values())
    ids = {"area": held.area.name, "rules": next(words for words, name in spc_view.RULES.items() if name == preset)}
    ids |= {"as_at": held.as_at.isoformat()} if held.as_at else {}
    shown = [one for one in found if one.variation]
    if not shown:
        todo = (
            "Only monthly and termly figures are judged, and limits need a minimum number of them. Load monthly scorecards to see signals."
        )
        return components.empty("Nothing to judge yet", todo, short=True) + _refused(found, ids)
    told = html("<p class='sub small'>{} {}</p>", HOW, signals_text.verdicts_by(preset))
    return _table(palette, shown, ids) + _matrix(shown, ids) + _refused(found, ids) + told


def _table(palette: Palette, shown: list[Signal], ids: dict[str, str]) -> Markup:
    heads = [("", "code"), ("KPI", ""), ("Latest", "n"), ("Period", ""), ("Target", "n"), ("Mean", "n"), ("Limits", "n"),
             ("Variation", ""), ("Assurance", ""), ("Verdict", "last")]  # fmt: skip
    ranked = sorted(shown, key=lambda one: ORDER.index(one.variation) if one.variation else 0)
    return components.table(
        heads, joined(_row(palette, one, ids) for one in ranked), (3.2, 14, 6.6, 9.4, 6, 6, 11, 17.8, 13, 13), "Signals"
    )


def _row(palette: Palette, one: Signal, ids: dict[str, str]) -> Markup:
    indicator, newest = one.standing.indicator, one.newest
    mean = formats.figure(one.limits.mean, finer(indicator))
    rule = "; ".join(filter(None, (one.rule, "limits provisional" if one.provisional else "", signals_text.aside(one))))
    told = html("<br><span class='quiet small'>{}</span>", rule) if rule else Markup()
    though = html("<br><span class='quiet small'>this figure {}</span>", one.despite) if one.despite else Markup()
    variation, assurance = spc_view.icons(palette, one, 1.9, under=(told, though))
    return html(
        "<tr><td class='code'>{code}</td><th scope='row'>{link}</th><td class='n big'>{figure}</td><td>{period}</td>"
        "<td class='n'>{target}</td><td class='n'>{mean}</td>"
        "<td class='n'>{limits}</td><td>{variation}</td><td>{assurance}</td><td class='last'>{said}</td></tr>",
        said=components.verdict_mark(verdict(one.standing)), code=indicator.code, link=_link(one, indicator.short, ids),
        figure=formats.figure(newest.value if newest else None, indicator),
        period=formats.period(newest.period) if newest else formats.DASH,
        target=components.quiet(formats.figure(one.target, indicator)), mean=mean, limits=components.quiet(signals_text.limits(one)),
        variation=variation, assurance=assurance,
    )  # fmt: skip


def _matrix(shown: list[Signal], ids: dict[str, str]) -> Markup:
    """Variation down, assurance across, the codes of the KPIs in the cells."""
    body = Markup()
    for variation in ORDER:
        mine = [one for one in shown if one.variation is variation]
        if mine or variation in (Variation.CONCERN, Variation.IMPROVEMENT, Variation.COMMON):
            cells = (
                joined([_link(one, one.standing.indicator.code, ids) for one in mine if one.assurance is across], ", ") for across in ACROSS
            )
            drawn = joined(html("<td>{}</td>", cell or components.quiet(formats.DASH)) for cell in cells)
            body += html("<tr><th scope='row'>{}</th>{}</tr>", variation.capitalize(), drawn)
    heads = [("Variation", ""), *((str(one).capitalize() if one else "No target, or limits to be redrawn", "") for one in ACROSS)]
    return Markup("<div style='height:.8rem'></div>") + components.heading("Variation against assurance", level=2) + components.table(
        heads, body, (24, 19, 19, 19, 19), "Variation against assurance")  # fmt: skip


def _refused(found: list[Signal], ids: dict[str, str]) -> Markup:
    """The KPIs that are not judged, by the reason; those with too few values say how many are missing."""
    told = Markup()
    for why in NoSignalReason:
        mine = [one for one in found if one.why is why]
        if mine:
            named = why in (NoSignalReason.FEW, NoSignalReason.ZEROS, NoSignalReason.NO_LIMITS)
            links = joined([_link(one, one.standing.indicator.code, ids) + (f" {one.words}" if named else "") for one in mine], "; ")
            told += html("<p><b>{}</b>: {}</p>", why.capitalize(), links)
    return html("<div style='height:.6rem'></div>{}{}", components.heading("Not judged", level=2), told) if told else Markup()


def _link(one: Signal, words: str, ids: dict[str, str]) -> Markup:
    return components.link(words, "kpi", kpi=one.standing.indicator.code, view="Is it real?", **ids)
