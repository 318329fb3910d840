"""Versions of a plan side by side, due dates and completion, the order of the table, words looked for, people; on plans made here."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from data.model.plan import ActionStatus, Owner
from data.records.journal import Journal
from data.records.plan_versions import EDIT, plan_on, stood, versions
from kpis.plan import plan_actions, plan_text
from kpis.plan.people import Person, named
from kpis.plan.plan_changes import changes, completed, completions, due_dates
from loaders import typed_codes
from tests.conftest import BURY, writer
from tests.factories.plans import action, version

CODES = [f"S{n}" for n in range(1, 14)] + ["P4", "P5"]
DONE = ActionStatus.COMPLETE


def test_what_changed_between_two_versions_is_told_action_by_action() -> None:
    before = [action("1.1", "S5"), action("1.2"), action("1.3")]
    after = [
        replace(action("1.1", "S6"), due=date(2018, 6, 30), status=DONE, owners=(Owner("lead", "AB"),)), action("1.2", text="Do  1.2"),
        action("1.4"),
    ]  # fmt: skip
    assert [one.sentence for one in changes(before, after)] == [
        "1.1 due: 31 Mar 2018, now 30 June 2018", "1.1 status: not stated, now complete", "1.1 leads: KD, now AB", "1.1 KPIs: S5, now S6",
        "1.4 is new: Do 1.4", "1.3 is no longer in the plan: Do 1.3",
    ]  # fmt: skip


@given(st.lists(st.sampled_from(["1.1", "1.2", "2.1", "3.4"]), unique=True), st.lists(st.sampled_from(["1.1", "2.1", "9.1"]), unique=True))
def test_every_action_added_or_gone_is_told_once_and_a_plan_beside_itself_has_no_change(old: list[str], new: list[str]) -> None:
    before, after = [action(code) for code in old], [action(code) for code in new]
    found = changes(before, after)
    assert {one.code for one in found if one.what == "added"} == set(new) - set(old)
    assert {one.code for one in found if one.what == "gone"} == set(old) - set(new)
    assert len(found) == len(set(old) ^ set(new))
    assert changes(before, before) == []


def test_due_dates_are_listed_once_each_time_they_move_and_completion_counts_from_the_last_time() -> None:
    days = [date(2018, 1, n) for n in range(1, 6)]
    one = action("1.1")
    past = [(days[0], one), (days[1], replace(one, due=None)), (days[2], replace(one, due=None, status=DONE)), (days[3], one),
            (days[4], replace(one, status=DONE))]  # fmt: skip
    assert due_dates(past) == ((date(2018, 3, 31), days[0]), (None, days[1]), (date(2018, 3, 31), days[3]))
    assert (completed(past), completed(past[:4]), completed(past[:3])) == (days[4], None, days[2])


def test_the_table_is_put_in_each_order() -> None:
    today = date(2018, 4, 1)
    rows = [
        action("1.10", owners=(Owner("lead", "ZZ"),), due=None), action("1.2", due=date(2018, 5, 1), status=ActionStatus.ON_TARGET),
        action("1.9", owners=(), due=date(2018, 2, 1)),
    ]  # fmt: skip
    orders = {by: [one.code for one in plan_actions.ordered(rows, today, by)] for by in plan_actions.SORTS}
    assert orders == {
        "overdue": ["1.9", "1.2", "1.10"], "due": ["1.9", "1.2", "1.10"], "code": ["1.2", "1.9", "1.10"], "lead": ["1.2", "1.10", "1.9"],
        "status": ["1.2", "1.9", "1.10"],
    }  # fmt: skip


def test_words_are_looked_for_in_every_part_of_an_action() -> None:
    rows = [action("1.1", "S6", text="Train the staff"), action("1.2", progress="Staff trained")]
    assert [a.code for a in plan_actions.matching(rows, "STAFF")] == ["1.1", "1.2"]
    assert [a.code for a in plan_actions.matching(rows, "s6 train")] == ["1.1"]
    assert plan_actions.matching(rows, "nowhere") == ()
    assert plan_actions.matching(rows, " ") == tuple(rows)


def test_the_busiest_month_and_the_day_of_the_cliff_are_said() -> None:
    rows = [action("1.1"), action("1.2"), action("1.3", due=date(2018, 9, 1)), action("1.4", due=None)]
    assert plan_text.edge(rows) == "2 of 3 on 31 March 2018; most in one month: March 2018, 2"
    assert plan_text.edge([action("1.4", due=None)]) == ""


def test_codes_typed_alone_are_read_with_ranges_and_what_is_no_kpi_is_named() -> None:
    assert typed_codes("s6 - S8, P4 and S13", CODES) == (("S6", "S7", "S8", "P4", "S13"), ())
    assert typed_codes("", CODES) == ((), ())
    for text, named_ in (("S99", "S99"), ("XX9", "XX9"), ("S5, timely", "TIMELY"), ("S5 - S99", "S99"), ("Priority 6", "PRIORITY")):
        assert named_ in "; ".join(typed_codes(text, CODES)[1]), text


def test_people_of_a_plan_are_resolved_by_initials_and_two_of_the_same_are_told() -> None:
    rows = [
        action("1.1", owners=(Owner("lead", "KD", "Head of SEN"), Owner("lead", "Work-stream Leads"))),
        action("1.2", owners=(Owner("lead", "KD", "Nurse"), Owner("senior officer", "LA"))),
    ]
    found = {one.printed: one for one in named(rows, {"LA": Person("LA", "Director")})}
    assert list(found) == ["KD", "LA", "Work-stream Leads"]
    assert (found["KD"].person, found["KD"].actions) == (None, ("1.1", "1.2"))
    assert "Head of SEN and as Nurse: two people may share the initials" in found["KD"].clash
    assert (found["LA"].person, found["LA"].clash, found["LA"].layers) == (Person("LA", "Director"), "", ("senior officer",))
    assert not found["Work-stream Leads"].initials


def test_the_side_that_a_lead_stands_on_is_no_other_organisation_but_two_sides_are_two_people() -> None:
    dco = Person("DCO", "Designated Clinical Officer", organisation="North Vale NHS")
    rows = [action("1.1", owners=(Owner("lead", "DCO", "Designated Clinical Officer", "health"), Owner("lead", "AB", "", "council"))),
            action("1.2", owners=(Owner("lead", "AB", "", "health"),))]  # fmt: skip
    found = {one.printed: one for one in named(rows, {"DCO": dco})}
    assert found["DCO"].clash == ""
    assert "as council and as health: two people may share the initials" in found["AB"].clash
    assert "two people" in {one.printed: one for one in named(rows, {"DCO": Person("DCO", "Data Officer")})}["DCO"].clash


def test_every_field_of_a_change_counts_until_a_newer_version_comes_in(tmp_path: Path) -> None:
    journal, now = Journal(tmp_path / "home"), datetime(2018, 1, 5, tzinfo=UTC)
    first = replace(version(action("1.1", "S5", offered=("S6", "S7"))), sha256="a" * 64)
    writer(tmp_path / "home", "AB").keep_plan(first, b"one", received=date(2018, 1, 1), at=datetime(2018, 1, 1, tzinfo=UTC))
    body = {"owners": [{"layer": "lead", "printed": "CD"}], "kpis": ["S6"], "text": "Do more", "success_measures": "", "due": None,
            "status": "complete", "reason": "Agreed"}  # fmt: skip
    done = journal.append(EDIT, BURY, "1.1", body, who="AB", recorded_at=now, seen=None)
    kept = plan_on(journal, BURY)
    assert kept is not None
    one = kept.version.actions[0]
    assert (one.owners, one.kpis, one.offered, one.text, one.success_measures, one.due) == (
        (Owner("lead", "CD"),), ("S6",), ("S7",), "Do more", "", None,
    )  # fmt: skip
    assert kept.printed.actions[0].owners == (Owner("lead", "KD"),)
    assert completions(stood(journal, BURY)) == {"1.1": date(2018, 1, 5)}
    second = replace(first, sha256="b" * 64, actions=(action("1.1", "S5"), action("1.2")))
    writer(tmp_path / "home", "AB").keep_plan(second, b"two", received=date(2018, 2, 1), at=datetime(2018, 2, 1, tzinfo=UTC))
    kept = plan_on(journal, BURY)
    assert kept is not None
    assert kept.version == kept.printed
    assert kept.seen["1.1"].id == done.id
    assert [len(plan_.actions) for _, plan_, _ in versions(journal, BURY)] == [1, 2]
    assert len(versions(journal, BURY, date(2018, 1, 31))) == 1
    assert [due for due, _ in due_dates(stood(journal, BURY)["1.1"])] == [date(2018, 3, 31), None, date(2018, 3, 31)]
    assert completions(stood(journal, BURY)) == {}
