"""The pages by name: under which heading each stands, what it is called, where it is written, and the words it is found by.

A new page is one line here and one module with a ``render``, imported when the page is first opened.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import KW_ONLY, dataclass
from importlib import import_module
from threading import Lock

from pages.context.page_context import PageContext

_ONE_AT_A_TIME = Lock()


@dataclass(frozen=True, slots=True)
class PageEntry:
    """One page. ``module`` defines ``render(context)``; ``shows`` is told by search, which also knows it by ``words``.

    ``of_area`` is False where the page is about no area; ``published`` is True where no figure of a scorecard stands on it;
    ``full_screen`` where nothing stands above it; ``always`` where it is drawn whatever state the home is in.
    """

    group: str
    title: str
    module: str
    shows: str
    words: str
    _: KW_ONLY
    of_area: bool = True
    published: bool = False
    full_screen: bool = False
    always: bool = False


PAGES = {
    "overview": PageEntry(
        "Figures", "Overview", "pages.summary.overview", "Every KPI on one table, with target and comparators", "home start scorecard all"
    ),
    "section": PageEntry(
        "Figures", "Sections", "pages.scorecard.section", "One section of the scorecard, a panel a KPI", "small multiples"
    ),
    "kpi": PageEntry("Figures", "KPI", "pages.kpi.kpi", "One KPI: chart, table, what it is, where it comes from", "trend indicator"),
    "moved": PageEntry(
        "Figures", "What moved", "pages.scorecard.changes", "Every KPI's figure since a day or a meeting", "changed since last"
    ),
    "signals": PageEntry(
        "Figures", "Signals", "pages.scorecard.signals", "Which KPIs moved beyond chance", "spc xmr special cause variation assurance"
    ),
    "meetings": PageEntry(
        "Plan", "Meetings", "pages.meetings.meetings", "Boards and visits: agenda, decisions, measures",
        "recommendations letters dfe nhs england visit",
    ),
    "present": PageEntry(
        "Plan", "Present", "pages.meetings.present", "A meeting full screen, by keyboard", "slides presentation room show", full_screen=True
    ),
    "priority": PageEntry(
        "Plan", "Priorities", "pages.plan.priority", "One priority: rating, KPIs, late actions, evidence", "workstream highlight report rag"
    ),
    "plan": PageEntry(
        "Plan", "Plan", "pages.plan.plan", "The improvement plan's actions: due, late, leads", "overdue actions owners wsoa pap app people"
    ),
    "thread": PageEntry("Plan", "Thread", "pages.plan.golden_thread", "Which KPIs the actions serve, and the gaps", "golden thread matrix"),
    "exceptions": PageEntry(
        "Plan", "Exceptions", "pages.scorecard.exceptions", "KPIs rated red, their lead and what is said of them",
        "red commentary chase report",
    ),
    "risks": PageEntry(
        "Plan", "Risks", "pages.plan.risks", "The risk register, dependencies, and You said, we did",
        "register mitigation escalation families voice",
    ),
    "evidence": PageEntry("Plan", "Evidence", "pages.plan.evidence", "Files and links that show what was done", "proof documents"),
    "benchmark": PageEntry(
        "England", "Benchmark", "pages.england.benchmark", "One measure over every authority: rank, spread, regions",
        "compare neighbours england ranked", published=True,
    ),
    "explore": PageEntry(
        "England", "Explore", "pages.england.explore", "Every published measure, by its words", "lait ees search", published=True
    ),
    "peers": PageEntry(
        "England", "Peers", "pages.england.peers", "The area beside its neighbours on every KPI", "statistical neighbours compare heat",
        published=True,
    ),
    "load": PageEntry(
        "Files", "Load a file", "pages.files.load", "Scorecards, plans, calendars and DfE's files", "upload import excel csv", of_area=False
    ),
    "sources": PageEntry(
        "Files", "Sources and findings", "pages.files.sources", "Every load, what was read of it, and what was questioned",
        "ledger withdraw cells checks",
    ),
    "health": PageEntry(
        "Files", "Health", "pages.files.health", "What is amiss with the figures and words kept here, and what mends it",
        "check repair damaged missing backup disk broken wrong remove redact forget erase", of_area=False, always=True,
    ),
    "settings": PageEntry(
        "Files", "Settings", "pages.settings.settings", "Own area, neighbours, meeting rhythm, name, logo, contact",
        "branding options preferences", of_area=False,
    ),
    "about": PageEntry(
        "Files", "About", "pages.settings.about", "The catalogue, the methods, the glossary and the licences",
        "help definitions words getting started", of_area=False,
    ),
    "accessibility": PageEntry(
        "Files", "Accessibility", "pages.settings.accessibility", "Who can use what, and what is not yet right",
        "wcag statement screen reader keyboard", of_area=False,
    ),
}  # fmt: skip


def render_of(name: str) -> Callable[[PageContext], None]:
    """What draws a page. Its module is imported when the page is first opened, or soon after the start, whichever comes first."""
    with _ONE_AT_A_TIME:
        found: Callable[[PageContext], None] = import_module(PAGES[name].module).render
    return found
