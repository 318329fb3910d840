"""The golden thread and the standing of actions; Bury's against what its documents say, the rest on plans made here."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.catalogue.catalogue import Catalogue
from data.model.observation import FigureRole
from data.model.plan import ActionStatus, PlanVersion
from kpis.exports.tidy.plan_export import plan_record, plan_words, thread_record, thread_words
from kpis.plan import plan_actions as standing
from kpis.plan.golden_thread import Thread, thread
from loaders import read_file, read_plan
from tests.conftest import BURY, ROOT, SAMPLE
from tests.factories.plans import action, version

PLAN = ROOT / "data" / "samples" / "bury_plan_2017.xlsx"
P = tuple(f"P{n}" for n in range(1, 11))
CODES = ("A1", "A2", "B1")


@pytest.fixture(scope="module")
def bury_plan(catalogue: Catalogue) -> PlanVersion:
    return read_plan(PLAN.name, PLAN.read_bytes(), catalogue)


@pytest.fixture(scope="module")
def bury_thread(bury_plan: PlanVersion, bury: bytes, catalogue: Catalogue) -> Thread:
    figures = {
        o.indicator for o in read_file(SAMPLE.name, bury, catalogue).observations if o.series is FigureRole.OWN and o.value is not None
    }
    return thread(bury_plan, catalogue.links(BURY, ()), figures, list(catalogue.indicators_of(BURY)))


def test_burys_gaps_are_those_of_its_documents(bury_thread: Thread) -> None:
    """Bury SEND written statement of action, October 2017, and the scorecard printed with it."""
    assert (len(bury_thread.citing), len(bury_thread.not_citing)) == (11, 70)
    assert bury_thread.citing == ("3.2.2", "3.2.3", "5.2.1", "5.2.2", "5.3.3", "6.1.1", "6.1.3", "6.1.4", "6.2.5", "6.3.1", "6.5.3")
    assert bury_thread.unmeasured == (1, 2, 4, 7)
    assert bury_thread.kpis_unserved == ("S1", "S2", "S3", "S4", "S5") == bury_thread.mapped_unserved
    assert bury_thread.without_figure == (1, 2, 3, 4, 5, 7, 8)
    found = {priority.number: priority for priority in bury_thread.priorities}
    assert found[3].mapped_not_cited == ("P7",)
    assert found[5].cited == found[5].mapped == ("L1", "L2")
    assert found[6].mapped_not_cited == ("S1", "S2", "S3", "S4", "S5")
    assert (found[8].mapped_not_cited, found[8].cited) == (P, ())
    assert all(not priority.cited_not_mapped for priority in bury_thread.priorities)


def test_burys_matrix_names_the_actions_of_each_priority_and_kpi(bury_thread: Thread) -> None:
    rows = {(row.priority, row.kpi): row for row in bury_thread.rows}
    assert len(rows) == 10 + 2 + 30 + 10
    assert rows[3, "P4"].actions == ("3.2.2", "3.2.3")
    assert rows[6, "P4"].actions == ("6.2.5", "6.3.1", "6.5.3")
    assert rows[6, "S13"].actions == ("6.1.1", "6.1.3", "6.1.4", "6.3.1")
    assert (rows[6, "S6"].figure, rows[3, "P4"].figure) == (True, False)
    assert rows[6, "P7"].actions == ("6.2.5", "6.3.1")


def test_burys_targets_in_words_are_found(bury_thread: Thread) -> None:
    assert {one.action for one in bury_thread.words_only if one.figure_in_words and not one.offered} == {
        "3.2.1", "3.3.2", "4.3.1", "7.1.3", "7.1.4",
    }  # fmt: skip
    assert [one.action for one in bury_thread.words_only if one.offered] == ["6.2.5"]
    assert "2.2.1" in {one.action for one in bury_thread.words_only}


def test_cited_but_not_mapped_is_told_apart_from_mapped_but_not_cited() -> None:
    found = thread(version(action("1.1.1", "A1"), action("2.1.1", "B1")), {"A2": [1], "B1": [2]}, {"B1"}, CODES)
    one, two, three = found.priorities
    assert (one.cited_not_mapped, one.mapped_not_cited) == (("A1",), ("A2",))
    assert (two.cited_not_mapped, two.mapped_not_cited) == ((), ())
    assert (found.unmeasured, found.without_figure) == ((3,), (1, 3))
    assert three.actions == ()
    assert found.kpis_unserved == ("A2",)


def test_an_offered_code_is_no_citation() -> None:
    found = thread(version(action("1.1.1", offered=("A1",))), {}, (), CODES)
    assert (found.citing, found.kpis_unserved) == ((), CODES)
    assert found.words_only[0].offered == ("A1",)


def test_a_kpi_the_catalogue_does_not_order_comes_last_and_is_kept() -> None:
    found = thread(version(action("1.1.1", "Z9", "A1")), {}, (), CODES)
    assert found.priorities[0].cited == ("A1", "Z9")


@pytest.mark.parametrize("status", ActionStatus)
def test_an_action_is_overdue_only_after_its_day_and_never_when_complete(status: ActionStatus) -> None:
    one = action("1.1.1", status=status)
    assert standing.stood(one, date(2018, 3, 31)) is status
    after = standing.stood(one, date(2018, 4, 1))
    assert after is (ActionStatus.COMPLETE if status is ActionStatus.COMPLETE else ActionStatus.OVERDUE)
    assert standing.stood(replace(one, due=None), date(2030, 1, 1)) is status


def test_burys_cliff_is_27_actions_on_one_day(bury_plan: PlanVersion) -> None:
    assert standing.cliff(bury_plan.actions) == (date(2018, 3, 31), 27)
    assert sum(n for _, n in standing.due_days(bury_plan.actions)) == 80
    assert [a.code for a in standing.undated(bury_plan.actions)] == ["5.1.2"]
    assert len(standing.distinct(bury_plan.actions)) == 81 - 5


def test_burys_overdue_on_a_day_are_those_due_before_it(bury_plan: PlanVersion) -> None:
    late = standing.overdue(bury_plan.actions, date(2017, 12, 1))
    assert [a.code for a in late] == ["1.1.1", "4.2.1", "1.1.2", "1.1.4", "6.2.1"]
    counts = standing.counts(bury_plan.actions, date(2017, 12, 1))
    assert (counts[ActionStatus.OVERDUE], counts[ActionStatus.NOT_STATED]) == (5, 76)
    soon = standing.next_due(bury_plan.actions, date(2017, 12, 1))
    assert {a.due for a in soon} == {date(2017, 12, 31)}


def test_an_action_with_several_leads_stands_under_each(bury_plan: PlanVersion) -> None:
    found = standing.by_lead(bury_plan.actions)
    assert list(found)[-1] == ""
    assert [a.code for a in found[""]] == ["5.1.2"]
    assert [a.code for a in found["CD"]] == ["4.3.3", "4.3.4", "7.1.1", "7.1.2", "7.1.3", "7.1.4"]


days = st.dates(date(2017, 1, 1), date(2019, 12, 31))


@given(st.lists(st.tuples(st.none() | days, st.sampled_from(ActionStatus)), max_size=12), days)
def test_counts_are_of_all_actions_and_next_due_is_never_overdue(made: list[tuple[date | None, ActionStatus]], today: date) -> None:
    actions = [action(f"1.1.{n}", due=due, status=status) for n, (due, status) in enumerate(made, 1)]
    counts = standing.counts(actions, today)
    assert sum(counts.values()) == len(actions)
    assert counts[ActionStatus.OVERDUE] == len(standing.overdue(actions, today))
    assert counts == {s: Counter(standing.stood(a, today) for a in actions)[s] for s in ActionStatus}
    assert all(a.due is not None and a.due >= today for a in standing.next_due(actions, today))


def test_the_records_hold_the_facts_of_the_contract(bury_plan: PlanVersion, bury_thread: Thread) -> None:
    record = plan_record(bury_plan, date(2017, 11, 1))
    assert (record["area"], record["dated"], len(record["actions"])) == (BURY, "2017-10-27", 81)
    first = {key: record["actions"][0][key] for key in ("code", "priority", "sub_priority", "due", "leads", "status", "kpis")}
    assert first == {
        "code": "1.1.1", "priority": 1, "sub_priority": "1.1", "due": "2017-10-31", "leads": ["KD"], "status": "overdue", "kpis": [],
    }  # fmt: skip
    assert next(a for a in record["actions"] if a["code"] == "5.1.2")["due"] is None
    assert record["cliff"] == {"due": "2018-03-31", "actions": 27}
    told = thread_record(bury_thread)
    assert (len(told["actions_citing"]), told["priorities_unmeasured"]) == (11, [1, 2, 4, 7])
    assert told["kpis_no_action_cites"] == ["S1", "S2", "S3", "S4", "S5"]


def test_the_words_never_leave_p6_to_be_guessed(bury_plan: PlanVersion, bury_thread: Thread) -> None:
    words = thread_words(bury_thread)
    assert "11 of 81 actions cite a KPI." in words
    assert "No KPI measures Priorities 1, 2, 4, 7." in words
    assert "Priority 3: mapped, cited by none of its actions: KPI P7." in words
    assert "6.2.5: its words suggest KPI S13, which is not printed there." in words
    assert "5.1.2 Remind schools of their duty to publish SEN information reports (no due date, no lead)" in plan_words(
        bury_plan, date(2017, 11, 1)
    )
