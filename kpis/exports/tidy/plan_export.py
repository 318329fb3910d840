"""A plan and its golden thread as plain records and as words: what the command line prints. Dates ISO."""

from __future__ import annotations

from datetime import date
from typing import Any

from data.model.plan import Action, ActionStatus, Owner, PlanVersion
from kpis.plan import plan_actions
from kpis.plan.golden_thread import PriorityThread, Thread


def plan_record(version: PlanVersion, today: date) -> dict[str, Any]:
    """A plan version and where each action stands on a day. ``leads`` are of the layer that leads; ``owners`` are of every layer."""
    steepest = plan_actions.cliff(version.actions)
    return {
        "area": version.area, "title": version.title, "version": version.version, "dated": _iso(version.dated), "as_at": today.isoformat(),
        "file": version.file, "priorities": [{"number": number, "title": title} for number, title in version.priorities],
        "counts": {status.value: n for status, n in plan_actions.counts(version.actions, today).items()},
        "cliff": {"due": steepest[0].isoformat(), "actions": steepest[1]} if steepest else None,
        "cells": dict(version.counts),
        "actions": [_action(action, today) for action in version.actions],
        "findings": [{"severity": f.severity.value, "where": f.where, "what": f.what, "hint": f.hint} for f in version.findings],
    }  # fmt: skip


def plan_load_record(version: PlanVersion, entry: int | None, new: bool) -> dict[str, Any]:
    """A plan's file as ``load --json`` gives it; ``entry`` is its place in the journal, None where nothing was to be kept."""
    record: dict[str, Any] = {
        "id": None, "file": version.file, "format": "action plan", "published": new, "area": version.area, "title": version.title,
        "version": version.version, "entry": entry, "actions": len(version.actions),
        "dated": len(version.actions) - len(plan_actions.undated(version.actions)), "cells": dict(version.counts), "observations": 0,
        "missing": 0, "changes": [], "questions": [],
        "findings": [{"severity": f.severity.value, "where": f.where, "what": f.what, "hint": f.hint, "code": f.indicator or None}
                     for f in version.findings],
    }  # fmt: skip
    if entry is not None and not new:
        record["unchanged"] = "This plan is already kept. Nothing was changed."
    return record


def _action(action: Action, today: date) -> dict[str, Any]:
    return {
        "code": action.code, "priority": action.priority, "sub_priority": action.sub_priority, "text": action.text,
        "due": _iso(action.due), "leads": list(plan_actions.leads(action)), "status": plan_actions.stood(action, today).value,
        "success_measures": action.success_measures, "kpis": list(action.kpis), "due_printed": action.due_printed,
        "stated_status": action.status.value, "owners": [_owner(owner) for owner in action.owners], "progress": action.progress,
        "offered": list(action.offered), "also": list(action.also), "added": action.added, "source": action.place,
    }  # fmt: skip


def _owner(owner: Owner) -> dict[str, str]:
    return {"layer": owner.layer, "printed": owner.printed, "role": owner.role, "organisation": owner.organisation}


def plan_words(version: PlanVersion, today: date) -> str:
    """The plan as lines of text: what it is, where it stands, then an action a line."""
    states = ", ".join(f"{n} {status}" for status, n in plan_actions.counts(version.actions, today).items() if n)
    lines = [f"{version.title}, {version.version}" if version.version else version.title]
    lines += [f"{_many(len(version.actions), 'action')} on {_day(today)}: {states}." if version.actions else "No action."]
    if (steepest := plan_actions.cliff(version.actions)) is not None:
        lines += [f"Most fall due on {_day(steepest[0])}: {_many(steepest[1], 'action')}."]
    if missing := plan_actions.undated(version.actions):
        lines += [f"No due date: {', '.join(action.code for action in missing)}."]
    titles = dict(version.priorities)
    for number in sorted({action.priority for action in version.actions}):
        lines += ["", f"Priority {number}: {titles[number]}" if titles.get(number) else f"Priority {number}"]
        lines += [_line(action, today) for action in version.actions if action.priority == number]
    return "\n".join(lines)


def _line(action: Action, today: date) -> str:
    due = f"due {_day(action.due)}" if action.due else "no due date"
    state = plan_actions.stood(action, today)
    stands = f", {state}" if state is not ActionStatus.NOT_STATED else ""
    who = "/".join(plan_actions.leads(action)) or "no lead"
    kpis = f", KPI {', '.join(action.kpis)}" if action.kpis else ""
    new = ", new" if action.added else ""
    also = f", also {', '.join(action.also)}" if action.also else ""
    return f"{action.code} {action.text} ({due}{stands}, {who}{kpis}{new}{also})"


def thread_record(thread: Thread) -> dict[str, Any]:
    """The golden thread with its gaps. ``matrix`` holds a row for each priority and KPI that are mapped or cited together."""
    return {
        "area": thread.version.area, "title": thread.version.title, "version": thread.version.version,
        "actions": len(thread.version.actions), "actions_citing": list(thread.citing), "actions_without_kpi": list(thread.not_citing),
        "kpis_no_action_cites": list(thread.kpis_unserved), "kpis_mapped_never_cited": list(thread.mapped_unserved),
        "priorities_unmeasured": list(thread.unmeasured), "priorities_without_figure": list(thread.without_figure),
        "priorities": [_priority(priority) for priority in thread.priorities],
        "measures_in_words": [
            {"action": one.action, "measures": one.measures, "offered": list(one.offered), "figure_in_words": one.figure_in_words}
            for one in thread.words_only
        ],
        "matrix": [
            {"priority": row.priority, "kpi": row.kpi, "mapped": row.mapped, "actions": list(row.actions), "figure": row.figure}
            for row in thread.rows
        ],
    }  # fmt: skip


def _priority(priority: PriorityThread) -> dict[str, Any]:
    return {
        "number": priority.number, "title": priority.title, "actions": len(priority.actions), "actions_citing": list(priority.citing),
        "mapped": list(priority.mapped), "cited": list(priority.cited), "mapped_not_cited": list(priority.mapped_not_cited),
        "cited_not_mapped": list(priority.cited_not_mapped), "with_figures": list(priority.with_figures),
        "unmeasured": priority.without_kpi,
    }  # fmt: skip


def thread_words(thread: Thread) -> str:
    """The gaps of the thread, a line each; KPIs are called KPI P6 and priorities Priority 6, so that neither is taken for the other."""
    lines = [f"{len(thread.citing)} of {_many(len(thread.version.actions), 'action')} cite a KPI."]
    lines += [f"No KPI measures {_numbers(thread.unmeasured)}."] if thread.unmeasured else []
    bare = tuple(n for n in thread.without_figure if n not in thread.unmeasured)
    lines += [f"KPIs but no figure yet: {_numbers(bare)}."] if bare else []
    lines += [f"No action cites {_kpis(thread.kpis_unserved)}."] if thread.kpis_unserved else []
    for priority in thread.priorities:
        if priority.mapped_not_cited:
            lines.append(f"Priority {priority.number}: mapped, cited by none of its actions: {_kpis(priority.mapped_not_cited)}.")
        if priority.cited_not_mapped:
            lines.append(f"Priority {priority.number}: cited by its actions, not mapped: {_kpis(priority.cited_not_mapped)}.")
    for one in thread.words_only:
        if one.figure_in_words and one.action not in thread.citing:
            lines.append(f"{one.action} measures in words without a code: {' / '.join(one.measures.splitlines())}.")
        if one.offered:
            lines.append(f"{one.action}: its words suggest {_kpis(one.offered)}, which is not printed there.")
    return "\n".join(lines)


def _numbers(numbers: tuple[int, ...]) -> str:
    return ("Priority " if len(numbers) == 1 else "Priorities ") + ", ".join(map(str, numbers))


def _kpis(codes: tuple[str, ...]) -> str:
    return ("KPI " if len(codes) == 1 else "KPIs ") + ", ".join(codes)


def _many(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
