"""What was agreed beside what the KPIs come to: the written rule case by case, its order, and the sentences."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.model.record import AgreedRating
from kpis.governance.agreed_ratings import NOT_RECORDED, STEPS, RatingCounts, at_visits, calculated, counts, last_day
from kpis.targets.rag import RagStatus

R, A, G, N, X = RagStatus.RED, RagStatus.AMBER, RagStatus.GREEN, RagStatus.NOT_RATED, RagStatus.NO_DATA


def test_the_steps_are_those_that_can_be_recorded() -> None:
    assert (*STEPS, NOT_RECORDED) == tuple(AgreedRating)


@pytest.mark.parametrize(
    ("statuses", "step"),
    [
        ([G, G, N], "green"),
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


@given(st.lists(st.sampled_from([R, A, G]), min_size=1, max_size=30), st.data())
def test_a_kpi_that_worsens_never_betters_the_priority(statuses: list[RagStatus], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(statuses) - 1))
    worse = list(statuses)
    worse[at] = {G: A, A: R, R: R}[worse[at]]
    assert STEPS.index(calculated(counts(worse))) <= STEPS.index(calculated(counts(statuses)))


@given(st.lists(st.sampled_from(list(RagStatus)), max_size=30))
def test_what_is_not_rated_changes_nothing_but_is_counted(statuses: list[RagStatus]) -> None:
    assert calculated(counts([*statuses, N, X])) == calculated(counts(statuses))
    found = counts(statuses)
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
    assert july.sentence == "Amber/Green was agreed, 3 steps better than its KPIs came to that day: Red (2 red, 0 amber, 1 green)."
    assert july.counts == RatingCounts(2, 0, 1, 0)


def test_the_same_rating_is_said_to_be_the_same() -> None:
    (one,) = at_visits({"2018-07-26/1": {"rag": "amber"}}, lambda day, priority: [A, N])
    assert one.differs is False
    assert one.sentence == "Amber was agreed, and its KPIs came to the same that day (0 red, 1 amber, 0 green; 1 unrated)."


def test_a_month_ends_on_its_last_day() -> None:
    assert (last_day("2020-02"), last_day("2018-07-26")) == (date(2020, 2, 29), date(2018, 7, 26))
