"""What a meeting looks back on: a measure promised beside what happened, and what changed since the meeting before. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from data.model.plan import Action
from kpis import formats
from kpis.governance import agreed_ratings, risks
from kpis.governance.meetings import NOW, PromisedMeasure, by_then, happened
from kpis.governance.promise_answer import PromiseAnswer, PromiseState, answer
from kpis.plan import plan_actions, plan_changes
from kpis.standing.changes import ChangeSince, Move, since
from kpis.standing.kpi_standing import Standing
from kpis.verdict.movement import Movement, Way
from kpis.verdict.verdict import verdict

Bodies = Mapping[str, Mapping[str, Any] | None]
CHANGED = (Move.WRONG, Move.RIGHT, Move.CHANGED)
WORDS_ONLY = "In words only: it names no KPI and no action."


@dataclass(frozen=True, slots=True)
class MeetingPapers:
    """What had been received by the end of a day: a standing a KPI, and the plan's actions, None where there was no plan."""

    day: date
    standings: Sequence[Standing]
    actions: Sequence[Action] | None


def moved(then: MeetingPapers, now: MeetingPapers) -> tuple[ChangeSince, ...]:
    """One row a KPI: its figure in force then against the one in force now."""
    return tuple(since(then.standings, now.standings))


def came_of(measure: PromisedMeasure, then: MeetingPapers, now: MeetingPapers, when: str = NOW) -> str:
    """What became of the KPI and of the action that a measure names; a measure that names neither says so. ``when`` says the later day.

    The promise is answered by the KPI's figure, and what is said of an action names it. Where nothing that was wanted is a number, a
    measure whose day has passed is told with the KPI's figure of that day.
    """
    told = []
    if measure.kpi:
        mine = [[s for s in papers.standings if s.indicator.code == measure.kpi] for papers in (then, now)]
        due = by_then(next(iter(mine[1]), None), measure.by_when) if measure.by_when and measure.by_when <= now.day else ""
        came, found = happened(next(iter(since(*mine)), None), when), answered(measure, then, now)
        if found is None:
            told.append(came + due)
        elif found.state is PromiseState.CANNOT_SAY:
            told.append(f"{found.words} {came}{due}")
        else:
            told.append(found.words if found.state is PromiseState.SAME else f"{found.words} {came}")
    if measure.action:
        was, is_now = (_stood(measure.action, papers) for papers in (then, now))
        stood = f"{was} then and {when}" if was == is_now else f"{was} then, {is_now} {when}"
        told.append(f"Action {measure.action}: {stood}.")
    return " ".join(told) or WORDS_ONLY


def answered(measure: PromisedMeasure, then: MeetingPapers, now: MeetingPapers) -> PromiseAnswer | None:
    """What the figure of the KPI that a measure names says of it; None where it names none, or nothing that was wanted."""
    mine = [next((s for s in papers.standings if s.indicator.code == measure.kpi), None) for papers in (then, now)]
    return answer(measure, mine[0], mine[1], now.day)


def _stood(code: str, papers: MeetingPapers) -> str:
    if papers.actions is None:
        return "no plan received"
    action = next((one for one in papers.actions if one.code == code), None)
    return plan_actions.stood(action, papers.day).value if action else "not in the plan"


def chance(rows: Sequence[ChangeSince]) -> dict[str, list[str]]:
    """Codes of the figures that moved by whether their verdict is ``beyond chance``, ``within chance`` or nobody ``cannot say``."""
    told: dict[str, list[str]] = {}
    for row in rows:
        if row.move in CHANGED:
            told.setdefault(_chance(verdict(row.now).movement), []).append(row.now.indicator.code)
    return told


def _chance(moved: Movement | None) -> str:
    if moved is None or not moved.tested:
        return "cannot say"
    return "within chance" if moved.way is Way.WITHIN_CHANCE else "beyond chance"


def actions(then: MeetingPapers, now: MeetingPapers) -> list[str]:
    """Actions that are new, gone or otherwise than they were, and those that became overdue; a sentence each."""
    if now.actions is None:
        return ["No plan had been received."]
    if then.actions is None:
        many = len(now.actions)
        return [f"A plan came in: {many} action{'s' * (many != 1)}. None had been received by {formats.day(then.day)}."]
    told = [change.sentence for change in plan_changes.changes(then.actions, now.actions)]
    late = [a for a in now.actions if a.due and then.day <= a.due < now.day and plan_actions.stood(a, now.day) == "overdue"]
    return told + [f"{a.code} became overdue: it was due on {formats.day(a.due)}" for a in late if a.due]


def risks_changed(then: Bodies, now: Bodies) -> list[str]:
    return [f"{key}: {what}" for key, what in risks.between(then, now)]


def evidence(then: Bodies, now: Bodies) -> list[str]:
    """Pieces that were not there then."""
    return [f"{key} {body['title']}" for key, body in now.items() if body and not then.get(key)]


def ratings(then: Bodies, now: Bodies) -> list[str]:
    """Ratings that were not agreed then, or that say otherwise now."""
    told = []
    for key, body in now.items():
        before = then.get(key)
        if body and (before is None or before["rag"] != body["rag"]):
            visit, _, priority = key.partition("/")
            told.append(f"Priority {priority}, {agreed_ratings.visit_words(visit)}: {agreed_ratings.WORDS[body['rag']]}")
    return told


NOTHING = {"actions": "No action changed.", "risks": "No risk changed.", "evidence": "No new evidence.", "ratings": "No new rating."}
KINDS = ("risk", "evidence", "judgement")


def changed(
    then: MeetingPapers, now: MeetingPapers, said_then: Mapping[str, Bodies], said_now: Mapping[str, Bodies]
) -> dict[str, list[str]]:
    """Everything but the figures that is otherwise now, by the words of ``NOTHING``; an empty list where nothing is."""
    return {
        "actions": actions(then, now),
        "risks": risks_changed(said_then["risk"], said_now["risk"]),
        "evidence": evidence(said_then["evidence"], said_now["evidence"]),
        "ratings": ratings(said_then["judgement"], said_now["judgement"]),
    }
