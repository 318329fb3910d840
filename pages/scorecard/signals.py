"""Which KPIs moved beyond chance and which processes can meet their target: a table with icons, and a matrix."""

from __future__ import annotations

from functools import partial
from html import escape

import streamlit as st

from kpis import formats
from kpis.charts.style.palette import DARK, LIGHT, Palette
from kpis.exports.csv_tables.signals_csv import signals_csv
from kpis.signals import signals_text
from kpis.signals.signals import Assurance, NoSignalReason, Signal, Variation, finer
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
def _drawn(by: ViewKey, preset: str, theme: str) -> str:
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
    return _table(palette, shown, ids) + _matrix(shown, ids) + _refused(found, ids) + f"<p class='sub small'>{HOW}</p>"


def _table(palette: Palette, shown: list[Signal], ids: dict[str, str]) -> str:
    heads = [("", "code"), ("KPI", ""), ("Latest", "n"), ("Period", ""), ("Target", "n"), ("Mean", "n"), ("Limits", "n"),
             ("Variation", ""), ("Assurance", "last")]  # fmt: skip
    ranked = sorted(shown, key=lambda one: ORDER.index(one.variation) if one.variation else 0)
    return components.table(
        heads, "".join(_row(palette, one, ids) for one in ranked), (3.2, 18, 6.6, 9.8, 6.6, 6.4, 12, 22, 15.4), "Signals"
    )


def _row(palette: Palette, one: Signal, ids: dict[str, str]) -> str:
    indicator, newest = one.standing.indicator, one.newest
    variation, assurance = spc_view.icons(palette, one, 1.9)
    mean = formats.figure(one.limits.mean, finer(indicator))
    rule = "; ".join(filter(None, (one.rule, "limits provisional" if one.provisional else "")))
    told = f"<br><span class='quiet small'>{escape(rule)}</span>" if rule else ""
    though = f"<br><span class='quiet small'>this figure {one.despite}</span>" if one.despite else ""
    assurance = assurance.replace("</span></span>", f"{though}</span></span>")
    variation = variation.replace("</span></span>", f"{told}</span></span>")
    return (
        f"<tr><td class='code'>{indicator.code}</td><th scope='row'>{_link(one, indicator.short, ids)}</th>"
        f"<td class='n big'>{escape(formats.figure(newest.value if newest else None, indicator))}</td>"
        f"<td>{escape(formats.period(newest.period)) if newest else formats.DASH}</td>"
        f"<td class='n'>{components.quiet(formats.figure(one.target, indicator))}</td><td class='n'>{escape(mean)}</td>"
        f"<td class='n'>{components.quiet(signals_text.limits(one))}</td><td>{variation}</td><td class='last'>{assurance}</td></tr>"
    )


def _matrix(shown: list[Signal], ids: dict[str, str]) -> str:
    """Variation down, assurance across, the codes of the KPIs in the cells."""
    body = ""
    for variation in ORDER:
        mine = [one for one in shown if one.variation is variation]
        if mine or variation in (Variation.CONCERN, Variation.IMPROVEMENT, Variation.COMMON):
            cells = (
                ", ".join(_link(one, one.standing.indicator.code, ids) for one in mine if one.assurance is across) for across in ACROSS
            )
            drawn = "".join(f"<td>{cell or components.quiet(formats.DASH)}</td>" for cell in cells)
            body += f"<tr><th scope='row'>{escape(variation.capitalize())}</th>{drawn}</tr>"
    heads = [("Variation", ""), *((escape(str(one).capitalize() if one else "No target to judge"), "") for one in ACROSS)]
    return "<div style='height:.8rem'></div>" + components.heading("Variation against assurance", level=2) + components.table(
        heads, body, (24, 19, 19, 19, 19), "Variation against assurance")  # fmt: skip


def _refused(found: list[Signal], ids: dict[str, str]) -> str:
    """The KPIs that are not judged, by the reason; those with too few values say how many are missing."""
    told = ""
    for why in NoSignalReason:
        mine = [one for one in found if one.why is why]
        if mine:
            named = why in (NoSignalReason.FEW, NoSignalReason.ZEROS, NoSignalReason.NO_LIMITS)
            links = "; ".join(_link(one, one.standing.indicator.code, ids) + (f" {escape(one.words)}" if named else "") for one in mine)
            told += f"<p><b>{escape(why.capitalize())}</b>: {links}</p>"
    return f"<div style='height:.6rem'></div>{components.heading('Not judged', level=2)}{told}" if told else ""


def _link(one: Signal, words: str, ids: dict[str, str]) -> str:
    return components.link(words, "kpi", kpi=one.standing.indicator.code, view="Is it real?", **ids)
