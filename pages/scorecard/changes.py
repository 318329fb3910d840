"""What moved since a chosen day, KPI by KPI: the figure in force then against the one in force now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import streamlit as st

from kpis import formats
from kpis.exports.tidy import standing_export
from kpis.markup import Markup, html
from kpis.narrative import standing_text
from kpis.standing.changes import ChangeSince, since
from pages.context.page_context import PageContext
from pages.queries import area_view, session
from pages.queries.area_view import ViewKey
from pages.queries.kept_once import kept_once
from pages.widgets import changes_table as drawn
from pages.widgets import components
from pages.widgets.image_export import file_name


def render(frame: PageContext) -> None:
    """The page."""
    held = frame.held
    if held is None:
        frame.nothing_yet()
        return
    day, until = date.fromisoformat(frame.choices["since"]), held.as_at or session.today()
    if day >= until:
        why = f"What moved is counted from the end of one day to the figures of a later one. Choose a day before {formats.day(until)}."
        components.write(
            components.heading(f"Nothing lies after {formats.day(day)} yet", held.area.name), components.empty("Choose an earlier day", why)
        )
        components.write(components.foot(held))
        return
    then = area_view.held(held.area.code, day, *held.against[:2])
    between = _Between(until=area_view.key_of(held), day=day)
    rows, marks = between.rows(), components.marks(held, then)
    sub = f"What moved · {held.area.name} · figures in force at the end of {formats.day(day)} against those in force "
    told = f"Figures then: {then.source}. {then.received.partition(' · build')[0]}."
    components.write(
        components.heading(
            standing_text.moved(rows, day, held.as_at), sub + (f"at the end of {formats.day(until)}" if held.as_at else "now")
        ),
        Markup("<div style='height:.4rem'></div>"),
        _drawn(between),
        html(
            "<p class='quiet small'>{} Differences are worked before rounding, and never across a break. {}</p>",
            told,
            components.CHECKED if any(components.doubted(s) for row in rows for s in (row.then, row.now)) else "",
        ),
        components.foot(held, marks),
    )
    name = f"{file_name(held.area.name)}-moved-since-{day}.csv"
    csv = standing_export.since_csv(rows, (day, until), held.area.name, marks, session.licence(held.standings))
    st.download_button("Download as CSV", csv, name, "text/csv", on_click="ignore", key="moved_csv")


@dataclass(frozen=True, kw_only=True)
class _Between:
    """The ids that the page depends on; figures are looked up by them, never passed."""

    until: ViewKey
    day: date

    def rows(self) -> list[ChangeSince]:
        then, now = (area_view.held_of(one) for one in (self.until.on(self.day), self.until))
        return since(then.standings, now.standings)


@kept_once(32)
def _drawn(between: _Between) -> Markup:
    """The table and the sentences on what did not move, drawn once a build, area and pair of days."""
    rows, until = between.rows(), between.until
    area = session.catalogue_of(until.home, until.build).areas[until.area].name
    return drawn.table(rows, area, between.day, until.as_at) + drawn.unmoved(rows)
