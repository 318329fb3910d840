"""What every page is handed: the area's figures, the theme, the size of the window, and its empty state."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from data.home.illustrative import load_samples, play
from data.home.intake import publish
from data.store.stored_figures import StoreFault
from kpis import formats
from kpis.benchmark import published_text
from kpis.charts.style.palette import Palette
from kpis.charts.style.picture import is_trend
from kpis.charts.svg.panel import ChartCaption
from kpis.markup import Markup, chart_lines, chart_words
from kpis.narrative import standing_text
from kpis.standing import figure_sources
from kpis.standing.area_view import AreaView
from kpis.standing.kpi_standing import Standing
from pages.context import england_files, first_steps
from pages.queries import homes, load_ledger, session
from pages.widgets import components
from pages.widgets.markdown_text import markdown

FOOT = 110  # letters of a picture's last lines


@dataclass(frozen=True)
class PageContext:
    """One run of one page. ``held`` is None while nothing is loaded; ``choices`` are ids chosen above the page."""

    palette: Palette
    scale: float
    held: AreaView | None
    choices: dict[str, str]

    def nothing_yet(self) -> None:
        """The page of an empty store: the first steps, and two samples to look at meanwhile."""
        components.write(components.heading("No figures yet", "The first steps, in order. Nothing leaves this computer."))
        first_steps.box()
        components.write(Markup("<p class='quiet'>Or look around first:</p>"))
        with st.container(horizontal=True, gap="small"):
            if st.button("Open the illustrative borough: eight years of made-up figures", key="open_illustrative"):
                bar = st.progress(0.0, "Reading its workbooks")

                def step(done: int, of: int) -> None:
                    bar.progress(done / of, markdown("Reading its workbooks: {} of {}", done, of))

                load_illustrative(step)
                session.look_at_illustrative()
                st.rerun()
            if st.button("Open the sample area: Bury, October 2017 (historic)", key="open_sample"):
                load_sample()
                st.rerun()

        england_files.folded()

    def words(self, standing: Standing, title: str) -> ChartCaption:
        """The texts inside one KPI's picture."""
        assert self.held is not None
        own = standing.own
        when = formats.period(own.period, long=True) if own else "nothing loaded"
        if own and is_trend(standing):
            when = standing_text.span(standing)
            when = " · ".join(filter(None, (when, standing_text.drawn(standing))))
        subtitle = f"{standing_text.unit_phrase(standing)} · {self.held.area.name} · {when}"
        source = figure_sources.of_kpi(standing, folders=False) or self.held.source
        received = f"Received {formats.day(own.received)} · load {own.load} · build {self.held.build}" if own else self.held.received
        among = (
            " ".join(filter(None, (published_text.compared(standing), published_text.place(standing)))) if standing.like_for_like else ""
        )
        told = [f"Source: {source}.", f"{received}."]
        told = [" ".join(told)] if len(" ".join(told)) < FOOT else told
        foot = chart_lines(map(chart_words, (*told, among, published_text.undrawn(standing), session.licence([standing]))))
        return ChartCaption(title, subtitle, foot, " · ".join(filter(None, (self.held.replayed, standing.notice))))


def load_illustrative(progress: Callable[[int, int], None] = lambda done, of: None) -> None:
    """Loads the illustrative borough's workbooks through the ordinary loader, into a home of its own; one of another version anew.

    Its plan and typed words come in too, those that the home does not hold yet: also into one that an earlier version made.
    """
    import loaders  # what reads files is loaded when there is a file to read, not before the first page

    where = session.illustrative_home()
    figures, home = session.store(where), homes.home_at(where)
    if home.identity.absence():
        home.identity.start_anew()
    try:
        unreadable = bool(figures.current()) and not figures.readable()
    except StoreFault:
        unreadable = True
    if unreadable:
        homes.writer(where).remove_loads()
    if not figures.current():
        load_samples(homes.writer(where), session.ILLUSTRATIVE, loaders, progress=progress, rules=loaders.rules_version())
    play(homes.home_at(where), session.ILLUSTRATIVE, loaders)


def load_sample() -> None:
    """Loads the sample workbook through the ordinary loader."""
    import loaders  # what reads files is loaded when there is a file to read, not before the first page

    taken = load_ledger.intake(loaders).take(session.SAMPLE.name, session.SAMPLE.read_bytes(), session.today())
    publish(homes.writer(session.own_home()), [taken.sound()])
