"""Sentences about a plan: where its actions stand on a day, and what its golden thread leaves open."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from data.model.plan import Action, ActionStatus, PlanVersion
from kpis import formats
from kpis.plan import plan_actions
from kpis.plan.golden_thread import Thread

LETTERS = {
    ActionStatus.NOT_STARTED: "N", ActionStatus.BEHIND: "B", ActionStatus.ON_TARGET: "T", ActionStatus.COMPLETE: "C",
    ActionStatus.OVERDUE: "O", ActionStatus.NOT_STATED: formats.DASH,
}  # fmt: skip
OLD_DAYS = 365


def headline(actions: Sequence[Action], today: date) -> str:
    """How many actions, where most fall due, and how many are overdue: the finding of the page."""
    if not actions:
        return "No action matches"
    late, edge, many = len(plan_actions.overdue(actions, today)), plan_actions.cliff(actions), len(actions)
    words = [f"{edge[1]} due on {formats.day(edge[0])}"] if edge and edge[1] > 1 else []
    words += [f"{late} overdue"] if late else ["none overdue"]
    if done := plan_actions.counts(actions, today)[ActionStatus.COMPLETE]:
        words.append(f"{done} complete")
    return f"{many} action{'s' * (many != 1)}: {', '.join(words)}"


def edge(actions: Sequence[Action]) -> str:
    """The day on which most actions fall due and the month that holds most, as the timeline says it; empty where none has a date."""
    day, month, many = plan_actions.cliff(actions), plan_actions.busiest(actions), sum(a.due is not None for a in actions)
    if day is None or month is None:
        return ""
    words = f"{day[1]} of {many} on {day[0].day} {day[0]:%B %Y}"
    return f"{words}; most in one month: {month[0]:%B %Y}, {month[1]}"


def dated(version: PlanVersion, today: date) -> str:
    """The mark of a plan: the day it was printed, and that it is historic once a year has gone by."""
    if version.dated is None:
        return "Undated plan"
    printed = f"as printed {formats.day(version.dated)}"
    return f"Historic plan: {printed}" if (today - version.dated).days > OLD_DAYS else f"Plan {printed}"


def thread_headline(thread: Thread) -> str:
    many = len(thread.version.actions)
    words = f"{len(thread.citing)} of {many} action{'s' * (many != 1)} cite a KPI"
    return f"{words}; nothing measures {numbers(thread.unmeasured)}" if thread.unmeasured else f"{words}; every priority has a KPI"


def gaps(thread: Thread) -> list[str]:
    """The gaps of the thread, a sentence each, the widest first."""
    bare = [n for n in thread.without_figure if n not in thread.unmeasured]
    found = [f"No KPI measures {numbers(thread.unmeasured)}."] if thread.unmeasured else []
    found += [f"{numbers(bare).capitalize()} {'has' if len(bare) == 1 else 'have'} KPIs but no figure yet."] if bare else []
    found += [f"No action cites {_kpis(thread.kpis_unserved)}."] if thread.kpis_unserved else []
    for one in thread.priorities:
        if one.mapped_not_cited:
            found.append(f"Priority {one.number} is mapped to {_kpis(one.mapped_not_cited)}, which none of its actions cites.")
        if one.cited_not_mapped:
            found.append(f"Actions of priority {one.number} cite {_kpis(one.cited_not_mapped)}, which the priority is not mapped to.")
    return found


def numbers(of: Sequence[int]) -> str:
    return ("priority " if len(of) == 1 else "priorities ") + ", ".join(map(str, of))


def _kpis(codes: Sequence[str]) -> str:
    return ("KPI " if len(codes) == 1 else "KPIs ") + ", ".join(codes)
