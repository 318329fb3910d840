"""One section of the scorecard as small multiples: the same panel a KPI, and what is missing."""

from __future__ import annotations

from kpis.narrative import standing_text
from pages.parts import cards, group
from pages.parts.frame import Frame
from pages.parts.session import catalogue


def render(frame: Frame) -> None:
    """The page."""
    if frame.held is None:
        frame.nothing_yet()
        return
    section = catalogue().sections[frame.choices["section"]]
    standings = [s for s in frame.held.standings if s.indicator.section == section.code]
    sub = f"{section.title} · {frame.held.area.name} · {section.summary}"
    title = standing_text.section(standings)
    group.draw(frame, f"section-{section.code}", title, sub, standings, head=cards.heading(title, sub, ours=True))
