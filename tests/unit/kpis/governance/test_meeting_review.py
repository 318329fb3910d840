"""What a meeting looks back on, by rule: KPIs and actions that measures name, actions, risks, evidence and ratings that changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from data.catalogue.catalogue import Catalogue
from data.model.plan import ActionStatus
from kpis.governance.meeting_review import (
    KINDS,
    NOTHING,
    WORDS_ONLY,
    MeetingPapers,
    actions,
    came_of,
    chance,
    changed,
    evidence,
    moved,
    ratings,
)
from kpis.governance.meetings import PromisedMeasure
from tests.factories.changes import all_of
from tests.factories.periods import month
from tests.factories.plans import action
from tests.factories.standings import row

THEN, NOW = date(2024, 2, 1), date(2024, 5, 1)


def measure(kpi: str = "", code: str = "") -> PromisedMeasure:
    return PromisedMeasure(text="Faster plans", kpi=kpi, action=code, wanted="", by_when=None, came_to="")


def two(catalogue: Catalogue) -> tuple[MeetingPapers, MeetingPapers]:
    """S5 at 60% and 1.1 on target, then S5 at 64.5% and 1.1 still on target though due in March; 2.1 gone and 3.1 new."""
    held = [row("S5", 60.0, month(2024, 1))]
    one = replace(action("1.1"), status=ActionStatus.ON_TARGET, due=date(2024, 3, 31))
    return (
        MeetingPapers(THEN, all_of(catalogue, held), (one, action("2.1"))),
        MeetingPapers(NOW, all_of(catalogue, [*held, row("S5", 64.5, month(2024, 3))]), (one, action("3.1"))),
    )


def test_a_measure_is_set_beside_its_kpi_and_its_action_and_nothing_is_made_up_for_words(catalogue: Catalogue) -> None:
    then, now = two(catalogue)
    figure = "60.0% for Jan 2024 then, 64.5% for Mar 2024 now: right direction, ▲ +4.5 pts."
    assert came_of(measure("S5"), then, now) == figure
    assert came_of(measure(code="1.1"), then, now) == "Action 1.1: on target then, overdue now."
    assert came_of(measure("S5", "1.1"), then, now) == f"{figure} Action 1.1: on target then, overdue now."
    assert came_of(measure("S5", "1.1"), then, now, "by this meeting").endswith("Action 1.1: on target then, overdue by this meeting.")
    due = replace(measure("S5"), by_when=date(2024, 2, 29))
    assert came_of(due, then, now) == f"{figure} By 29 Feb 2024: 60.0% for Jan 2024."
    assert came_of(replace(due, by_when=date(2024, 5, 2)), then, now) == figure
    assert came_of(measure(), then, now) == WORDS_ONLY
    assert came_of(measure("X9"), then, now) == "This KPI is not one of this area’s."
    assert came_of(measure(code="3.1"), then, now).startswith("Action 3.1: not in the plan then, ")
    assert came_of(measure(code="1.1"), replace(then, actions=None), now) == "Action 1.1: no plan received then, overdue now."


def test_actions_new_gone_and_overdue_are_told_and_a_plan_that_is_not_there_is_no_change(catalogue: Catalogue) -> None:
    then, now = two(catalogue)
    told = " ".join(actions(then, now))
    assert "3.1 is new" in told
    assert "2.1 is no longer in the plan" in told
    assert "1.1 became overdue: it was due on 31 Mar 2024" in told
    assert actions(then, replace(now, actions=None)) == ["No plan had been received."]
    assert actions(replace(then, actions=None), now) == ["A plan came in: 2 actions. None had been received by 1 Feb 2024."]
    assert actions(now, replace(now, day=date(2024, 5, 2))) == []


def test_a_single_figure_that_moved_cannot_be_told_from_chance(catalogue: Catalogue) -> None:
    then, now = two(catalogue)
    assert chance(moved(then, now)) == {"cannot say": ["S5"]}
    assert chance(moved(now, now)) == {}


def test_a_long_steady_line_that_jumps_is_beyond_chance_and_one_that_does_not_is_within(catalogue: Catalogue) -> None:
    steady = [row("S5", 60.0 + n % 3, month(2022 + n // 12, n % 12 + 1)) for n in range(20)]
    for last, what in ((90.0, "beyond chance"), (61.5, "within chance")):
        now = MeetingPapers(NOW, all_of(catalogue, [*steady, row("S5", last, month(2023, 9))]), None)
        assert chance(moved(MeetingPapers(THEN, all_of(catalogue, steady), None), now)) == {what: ["S5"]}


def test_only_new_evidence_and_ratings_that_say_otherwise_are_told() -> None:
    letter = {"title": "Letter"}
    assert evidence({"E1": letter}, {"E1": letter, "E2": {"title": "Minutes"}, "E3": None}) == ["E2 Minutes"]
    then: dict[str, Any] = {"2024-01-15/6": {"rag": "red"}, "2024-01-15/7": {"rag": "green"}}
    now = then | {"2024-01-15/6": {"rag": "amber"}, "2024-04-15/7": {"rag": "green"}}
    assert ratings(then, now) == ["Priority 6, 15 Jan 2024: Amber", "Priority 7, 15 Apr 2024: Green"]


def test_where_nothing_changed_each_kind_says_so(catalogue: Catalogue) -> None:
    _, now = two(catalogue)
    none: dict[str, Any] = {kind: {} for kind in KINDS}
    found = changed(now, now, none, none)
    assert found == {"actions": [], "risks": [], "evidence": [], "ratings": []}
    assert found.keys() == NOTHING.keys()


def test_a_completed_action_is_named_as_the_actions_and_never_answers_for_the_figure(catalogue: Catalogue) -> None:
    """74.3% where 80% was wanted: an action that was completed says nothing of that."""
    done = replace(action("1.1.4"), status=ActionStatus.COMPLETE)
    held = [row("S5", 74.3, month(2024, 1))]
    both = [MeetingPapers(day, all_of(catalogue, held), (done,)) for day in (THEN, NOW)]
    one = replace(measure("S5", "1.1.4"), wanted="80%")
    assert came_of(one, *both, "by this meeting") == (
        "No newer figure: still 74.3% for Jan 2024; at least 80.0% was wanted. Action 1.1.4: complete then and by this meeting."
    )
    newer = replace(both[1], standings=all_of(catalogue, [*held, row("S5", 76.0, month(2024, 3))]))
    assert came_of(one, both[0], newer).startswith("Not met: 76.0% for Mar 2024; at least 80.0% was wanted, 4.0 points away. 74.3% for")
    assert came_of(one, both[0], newer).endswith("Action 1.1.4: complete then and now.")
