"""One priority of the area's plan: what was agreed of it at visits, its KPIs as trends and comparisons, and what is missing."""

from __future__ import annotations

from kpis import say
from pages.parts import agreed, cards, group, reports
from pages.parts.frame import Frame
from pages.parts.session import catalogue


def render(frame: Frame) -> None:
    """The page."""
    held = frame.held
    if held is None:
        frame.nothing_yet()
        return
    plan = catalogue().plan_of(held.area.code)
    if plan is None:
        why = "The catalogue holds no improvement plan for this area. Add one to data/reference/plans, then open this page again."
        cards.write(cards.heading("No plan yet", held.area.name), cards.empty("Priorities belong to a plan", why), cards.foot(held))
        return
    priority = next(p for p in plan.priorities if str(p.number) == frame.choices["priority"])
    sub = f"Priority {priority.number} of {len(plan.priorities)}: {priority.title} · {held.area.name} · {plan.title}, {plan.version}"
    if not priority.indicators:
        why = plan.note or "The plan’s scorecard maps no KPI to this priority, so no figure can show whether it is working."
        empty = cards.empty("No KPI measures this priority", why)
        cards.write(cards.heading(f"Priority {priority.number}, {priority.title}, has no KPI", sub))
        agreed.draw(held, priority.number)
        cards.write(empty, cards.foot(held))
        reports.highlight(held, priority.number, "highlight")
        return
    standings = [s for s in held.standings if s.indicator.code in priority.indicators]
    title = f"{priority.title}: {_lower(say.section(standings))}"
    group.draw(frame, f"priority-{priority.number}", title, sub, standings, under=lambda: agreed.draw(held, priority.number))
    reports.highlight(held, priority.number, "highlight")


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:]
