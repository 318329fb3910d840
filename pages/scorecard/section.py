"""One section of the scorecard as small multiples: the same panel a KPI, and what is missing."""

from __future__ import annotations

from kpis.narrative import standing_text
from pages.context.page_context import PageContext
from pages.kpi import kpi_panels
from pages.queries.session import catalogue
from pages.widgets import components


def render(frame: PageContext) -> None:
    """The page."""
    if frame.held is None:
        frame.nothing_yet()
        return
    section = catalogue().sections[frame.choices["section"]]
    standings = [s for s in frame.held.standings if s.indicator.section == section.code]
    beside = standing_text.section(standings)
    sub = f"{section.title} · {frame.held.area.name} · {section.summary} · {beside}"
    title = standing_text.overview(standings)
    kpi_panels.draw(frame, f"section-{section.code}", title, sub, standings, head=components.heading(title, sub, ours=True))
