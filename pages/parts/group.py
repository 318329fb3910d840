"""A group of KPIs on one page: panels, what is missing, and the ways to take the picture away."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from kpis import show
from kpis.charts.panel import Words, sheet
from kpis.compare import Standing
from kpis.exports import records
from pages.parts import cards, images
from pages.parts.frame import Frame
from pages.parts.session import LICENCE


def draw(frame: Frame, key: str, title: str, sub: str, standings: Sequence[Standing]) -> None:
    """The group's finding, a panel a KPI, a sentence on every absence, and its table, CSV and image."""
    held = frame.held
    assert held is not None
    cards.write(cards.heading(title, sub))
    shown = st.segmented_control("View", ("Charts", "Table"), default="Charts", key="group_view", label_visibility="collapsed") or "Charts"
    if shown == "Charts":
        cards.write(cards.panels(frame.palette, held, standings), "<div style='height:.6rem'></div>", missing(standings), cards.foot(held))
    else:
        cards.write(group_table(standings), cards.foot(held))
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="take"):
        words = Words(title, sub, f"Source: {held.source}. {held.as_at}. {LICENCE}", held.notice)
        if shown == "Charts":
            images.buttons(f"image-{key}", f"{held.area.name} {key}", frame.palette, svg=sheet(standings, words))
        csv = records.standings_csv(standings, held.area.name, held.notice, LICENCE)
        name = images.file_name(f"{held.area.name} {key}")
        st.download_button("Download as CSV", csv, f"{name}.csv", "text/csv", on_click="ignore", key=f"csv-{key}")


def missing(standings: Sequence[Standing]) -> str:
    """What is not there, KPI by KPI, each with its own reason."""
    absent: dict[str, list[str]] = {}
    for s in standings:
        if s.value is None:
            absent.setdefault(show.figure(None, s.indicator, s.missing), []).append(s.indicator.code)
    undated = [s.indicator.code for s in standings if s.value is not None and s.own and s.own.period.first is None]
    if undated:
        absent["Period not stated"] = undated
    if not absent:
        return ""
    told = "; ".join(f"<b>{escape(why)}</b>: {', '.join(codes)}" for why, codes in absent.items())
    return f"<p>What is missing. {told}.</p>"


def group_table(standings: Sequence[Standing]) -> str:
    """The panels in words: every figure and comparator with its period."""
    body = ""
    for s in standings:
        others = "".join(f"<td class='n'>{cards.quiet(show.figure(s.comparator(x), s.indicator))}</td>" for x in cards.COMPARATORS)
        target = cards.quiet(show.figure(s.target.value if s.target else None, s.indicator))
        body += (
            f"<tr><td class='code'>{s.indicator.code}</td><th scope='row'>{escape(s.indicator.title)}</th>"
            f"<td>{escape(show.period(s.own.period)) if s.own else show.DASH}</td><td class='n big'>{escape(cards.figure(s))}</td>"
            f"<td class='n'>{target}</td>{others}<td>{cards.badge(s.rating.status)}</td></tr>"
        )
    heads = [("", "code"), ("KPI", ""), ("Period", ""), ("Figure", "n"), ("Target", "n"),
             *((cards.role(x, cards.HEADS[x]), "n") for x in cards.COMPARATORS), ("Rating", "")]  # fmt: skip
    return cards.table(heads, body, (3.5, 33, 11.5, 12, 7, 9, 8, 8, 8))
