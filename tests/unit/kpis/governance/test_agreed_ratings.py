"""What was agreed beside what the KPIs come to: the written rule case by case, its order, and the sentences."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.model.record import AgreedRating
from kpis.governance.agreed_ratings import NOT_RECORDED, STEPS, RatingCounts, at_visits, calculated, counts, last_day, record
from kpis.targets.rag import RagStatus

R, A, G, N, X = RagStatus.RED, RagStatus.AMBER, RagStatus.GREEN, RagStatus.NOT_RATED, RagStatus.NO_DATA


def test_the_steps_are_those_that_can_be_recorded() -> None:
    assert (*STEPS, NOT_RECORDED) == tuple(AgreedRating)


@pytest.mark.parametrize(
    ("statuses", "step"),
    [
        ([G, G, N], "green"),
        ([G, G, N, X], "green"),
        ([G, G, N, X, X], ""),
        ([R, N, N, N, N, X], ""),
        ([R], ""),
        ([R, R], "red"),
        ([R, N], ""),
        ([R, R, G], "red"),
        ([R, A, A], "amber/red"),
        ([R, R, A, G], "amber/red"),
        ([G, G, A], "amber/green"),
        ([A, G], "amber"),
        ([R, G], "amber"),
        ([R, G, G, G, G, G], "amber"),
        ([A, A], "amber"),
        ([N, X], ""),
        ([], ""),
    ],
)
def test_the_rule_case_by_case(statuses: list[RagStatus], step: str) -> None:
    assert calculated(counts(statuses)) == step


@given(st.lists(st.sampled_from([R, A, G]), min_size=2, max_size=30), st.data())
def test_a_kpi_that_worsens_never_betters_the_priority(statuses: list[RagStatus], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(statuses) - 1))
    worse = list(statuses)
    worse[at] = {G: A, A: R, R: R}[worse[at]]
    assert STEPS.index(calculated(counts(worse))) <= STEPS.index(calculated(counts(statuses)))


@given(st.lists(st.sampled_from(list(RagStatus)), max_size=30))
def test_what_is_not_rated_changes_no_step_but_may_leave_too_few_to_say(statuses: list[RagStatus]) -> None:
    more, found = counts([*statuses, N, X]), counts(statuses)
    assert calculated(more) == (calculated(found) if more.enough else "")
    assert bool(found.silence) is not bool(calculated(found))
    assert found.rated + found.others == len(statuses)


def test_the_history_runs_by_visit_and_leaves_out_what_was_taken_back() -> None:
    bodies = {
        "2018-07-26/3": {"rag": "amber/green", "by": "DfE", "reason": "Plans are better"},
        "2018-05/3": {"rag": "not recorded"},
        "2018-03/3": {"rag": "red"},
        "2018-07/3": None,
    }
    asked: list[date] = []

    def rated(day: date, priority: int) -> list[RagStatus]:
        asked.append(day)
        return [R, R, G] if day.month > 3 else []

    march, may, july = at_visits(bodies, rated, date(2018, 7, 1))
    assert (march.visit, may.visit, july.visit) == ("Mar 2018", "May 2018", "26 July 2018")
    assert sorted(asked) == [date(2018, 3, 31), date(2018, 5, 31), date(2018, 7, 1)]  # never figures of after the day replayed
    assert march.differs is may.differs is None
    assert march.sentence == "Red was agreed; no KPI of this priority was rated on the figures received by 31 Mar 2018."
    assert may.sentence == "No rating is recorded for this visit, so there is nothing to compare."
    assert july.differs
    assert july.sentence == "Amber/Green was agreed, 3 steps nearer green than its KPIs came to that day: Red (2 red, 0 amber, 1 green)."
    assert july.counts == RatingCounts(2, 0, 1, 0)


def test_the_same_rating_is_said_to_be_the_same() -> None:
    (one,) = at_visits({"2018-07-26/1": {"rag": "amber"}}, lambda day, priority: [A, A, N])
    assert one.differs is False
    assert one.sentence == "Amber was agreed, and its KPIs came to the same that day (0 red, 2 amber, 0 green; 1 unrated)."


def test_one_month_of_one_of_six_kpis_is_never_set_against_what_was_agreed() -> None:
    (one,) = at_visits({"2026-04-14/1": {"rag": "amber"}}, lambda day, priority: [R, N, N, N, X, X])
    assert (one.calculated, one.differs, one.counts.silence) == ("", None, "Too few rated to say (1 of 6)")
    assert one.sentence == ("Amber was agreed; too few of its KPIs were rated to say (1 of 6) on the figures received by 14 Apr 2026.")
    assert (record(one)["calculated"], record(one)["too_few"]) == (None, True)


def test_a_month_ends_on_its_last_day() -> None:
    assert (last_day("2020-02"), last_day("2018-07-26")) == (date(2020, 2, 29), date(2018, 7, 26))
