"""Drawn plans in layouts of our own: other columns and orders, owners by layer, words of status, revised dates, marks of new tasks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.catalogue.catalogue import Catalogue
from data.catalogue.plan_format import FILE, REFERENCE, read_plan_words
from data.catalogue.reference_entry import CatalogueFault
from data.model.finding import Refused
from data.model.plan import Action, ActionStatus, PlanVersion
from loaders import open_file, read_plan
from loaders.plan.action_plan import is_action_plan
from tests.conftest import BURY, HEADER, TITLE, drawn, sheet_bytes

HEAD = "Bury: improvement plan\nDraft version 2, 4 May 2026\n"


def plan(catalogue: Catalogue, picture: str, **more: Any) -> PlanVersion:
    content = sheet_bytes(drawn(HEAD + picture), name="Plan", **more)
    found = read_plan("plan.xlsx", content, catalogue)
    kinds = sum(n for kind, n in found.counts.items() if kind != "non_empty")
    shown = [sheet for sheet in open_file("plan.xlsx", content) if not sheet.hidden]
    assert kinds == found.counts["non_empty"] == sum(len(sheet.cells) for sheet in shown)
    return found


def only(found: PlanVersion) -> Action:
    (action,) = found.actions
    return action


def told(found: PlanVersion, check: str) -> list[str]:
    return [finding.what for finding in found.findings if finding.check == check]


def test_other_columns_in_another_order_with_owners_by_layer_and_a_priority_column(catalogue: Catalogue) -> None:
    found = plan(
        catalogue,
        """
        RAG | By when | Success measure | Accountable | Lead officer | What we will do | Workstream | Ref | Progress to date
        Green | 30/06/2026 | Fewer exclusions E7-E10 | Director of Children's Services | KD/SN | Open a hub | P2 | A1 | Site found
        At risk | July 2026 | More in work P4 | | KLR | Train staff | Workstream 3: Work | A2 |
        """,
    )
    one, two = found.actions
    assert (one.code, one.priority, one.due, one.status) == ("A1", 2, date(2026, 6, 30), ActionStatus.ON_TARGET)
    assert [(o.layer, o.printed) for o in one.owners] == [
        ("SLT owner", "Director of Children's Services"), ("lead", "KD"), ("lead", "SN"),
    ]  # fmt: skip
    assert (one.kpis, one.progress, one.text) == (("E7", "E8", "E9", "E10"), "Site found", "Open a hub")
    assert (two.priority, two.due, two.status, two.kpis) == (3, date(2026, 7, 31), ActionStatus.BEHIND, ("P4",))
    assert found.priorities == ((2, ""), (3, "Work"))
    assert (found.area, found.version, found.dated) == (BURY, "Draft version 2, 4 May 2026", date(2026, 5, 4))


def test_p6_is_a_priority_in_its_column_and_a_kpi_in_a_measure(catalogue: Catalogue) -> None:
    action = only(
        plan(catalogue, "Priority | Code | Action | Due | Success measure\nP6 | 6.1.1 | Do it | 1 May 2026 | More of P6, see Priority 3")
    )
    assert (action.priority, action.kpis) == (6, ("P6",))


def test_a_revised_date_is_in_force_and_both_stay_as_printed(catalogue: Catalogue) -> None:
    found = plan(
        catalogue,
        """
        Code | Action | Original date | Revised date | Lead
        1.1.1 | One | 31/03/2026 | 30/06/2026 | KD
        1.1.2 | Two | 31/03/2026 | TBC | KD
        1.1.3 | Three | 31/03/2026 (revised to 31/05/2026) | | KD
        1.1.4 | Four | 31/03/2026 | soon | KD
        """,
    )
    assert [a.due for a in found.actions] == [date(2026, 6, 30), date(2026, 3, 31), date(2026, 5, 31), date(2026, 3, 31)]
    assert found.actions[0].due_printed == "31/03/2026; revised: 30/06/2026"
    assert told(found, "revised due date") == ["1.1.1: due 2026-03-31 at first, 2026-06-30 since."]
    assert any("‘soon’ cannot be read as one day. The earlier date, 2026-03-31, was kept." in what for what in told(found, "due date"))


def test_joint_leads_from_council_and_health_under_one_heading(catalogue: Catalogue) -> None:
    found = plan(
        catalogue, "Ref | Action | Leads | | Deadline\n | | Council | Health |\n1.1.1 | Do it | KD | SN | 1 May 2026", merges=["C3:D3"]
    )
    assert [(o.layer, o.printed, o.organisation) for o in only(found).owners] == [("lead", "KD", "council"), ("lead", "SN", "health")]


@pytest.mark.parametrize(
    ("printed", "status"),
    {
        "Not started": ActionStatus.NOT_STARTED, "On track": ActionStatus.ON_TARGET, "GREEN": ActionStatus.ON_TARGET,
        "Amber": ActionStatus.BEHIND,
        "Complete": ActionStatus.COMPLETE, "Blue - complete": ActionStatus.COMPLETE, "Overdue": ActionStatus.OVERDUE,
        "Action underway and on target for completion within timescale": ActionStatus.ON_TARGET,
        "Green / delayed": None, "Purple": None, "": None,
    }.items(),
)  # fmt: skip
def test_words_of_status(catalogue: Catalogue, printed: str, status: ActionStatus | None) -> None:
    found = plan(catalogue, f"Code | Action | Due | RAG\n1.1.1 | Do it | 1 May 2026 | {printed}")
    assert only(found).status is (status or ActionStatus.NOT_STATED)
    assert found.counts["refused"] == (status is None and printed != "")


def test_the_plans_own_key_comes_before_the_usual_meaning_of_a_colour(catalogue: Catalogue) -> None:
    found = plan(
        catalogue,
        "Green | Complete\nAmber: on target\n\nCode | Action | Due | RAG\n1.1.1 | A | 1 May 2026 | G\n1.1.2 | B | 1 May 2026 | Amber",
    )
    assert [a.status for a in found.actions] == [ActionStatus.COMPLETE, ActionStatus.ON_TARGET]
    assert told(found, "status") == []


def test_a_colour_read_without_a_key_is_a_note(catalogue: Catalogue) -> None:
    found = plan(catalogue, "Code | Action | Due | RAG\n1.1.1 | A | 1 May 2026 | Red")
    assert told(found, "status") == ["‘Red’ was read as behind or at risk, as is usual; the file prints no key that says so."]


def test_new_tasks_are_told_by_words(catalogue: Catalogue) -> None:
    found = plan(
        catalogue,
        """
        Code | Action | Due | Lead | New
        1.1.1 | NEW: Open a hub | 1 May 2026 | KD |
        1.1.2 | Train staff (added March 2026) | 1 May 2026 | KD |
        1.1.3 | Write a guide | 1 May 2026 | KD | New
        1.1.4 | New guidance for schools | 1 May 2026 | KD | Original
        """,
    )
    assert [a.added for a in found.actions] == [True, True, True, False]
    assert found.actions[0].text == "Open a hub"


def test_measures_and_dates_over_several_rows_are_one_action(catalogue: Catalogue) -> None:
    found = plan(
        catalogue,
        """
        Code | Action | Due | Lead | Success measures
        1.1.1 | Open a hub | 1 May 2026 | KD | Exclusions reduced E7 -
         | | | SN | E10
        1.1.2 | Train staff | 1 May 2026 | KD | Staff trained
        """,
    )
    assert [a.code for a in found.actions] == ["1.1.1", "1.1.2"]
    assert found.actions[0].kpis == ("E7", "E8", "E9", "E10")
    assert [o.printed for o in found.actions[0].owners] == ["KD", "SN"]


def test_a_code_before_the_text_and_bands_of_numbers(catalogue: Catalogue) -> None:
    found = plan(
        catalogue,
        """
        2. Co-production
        Actions | When | Who | Outcome
        SP 2.1 A culture of it
        2.1.1 (also 3.1.1) Agree principles | 31-Mar-26 | KD | Principles
        3. Joined-up working
        3.1.1 Agree principles | 31-Mar-26 | SN | Principles
        """,
    )
    assert [(a.code, a.priority, a.sub_priority, a.also) for a in found.actions] == [
        ("2.1.1", 2, "2.1", ("3.1.1",)), ("3.1.1", 3, "3.1", ("2.1.1",)),
    ]  # fmt: skip
    assert found.priorities == ((2, "Co-production"), (3, "Joined-up working"))
    assert told(found, "same action") == ["2.1.1 and 3.1.1 are the same action under different leads: KD, and SN."]


def test_a_sheet_for_each_priority(catalogue: Catalogue) -> None:
    second = [["Code", "Action", "Due", "Lead"], ["B1", "Train staff", datetime(2026, 5, 1), "KD"]]
    found = plan(catalogue, "Code | Action | Due | Lead\nA1 | Open a hub | 1 May 2026 | KD", more={"Priority 4 - Staff": second})
    assert [(a.code, a.priority, a.due) for a in found.actions] == [("A1", 0, date(2026, 5, 1)), ("B1", 4, date(2026, 5, 1))]
    assert found.priorities == ((0, ""), (4, "Staff"))
    assert "A1: no band, column or code says which priority it serves; it was put under 0." in told(found, "priority")


def test_codes_missing_or_twice_are_findings_and_no_action_is_lost(catalogue: Catalogue) -> None:
    found = plan(catalogue, "Code | Action | Due | Lead\n1.1.1 | A | 1 May 2026 | KD\n1.1.1 | B | 1 May 2026 | KD\n | C | 1 May 2026 | KD")
    assert [a.code for a in found.actions] == ["1.1.1", "1.1.1 (B5)", "Plan B6"]
    assert len(told(found, "action code")) == 2


def test_what_says_nothing_yet_is_missing_and_what_cannot_be_read_is_refused(catalogue: Catalogue) -> None:
    found = plan(
        catalogue, "Code | Action | Due | Lead | Success measure\n1.1.1 | A | ongoing | TBC | tbc\n1.1.2 | B | 46022 | KD | E98 - E99"
    )
    one, two = found.actions
    assert (one.due, one.due_printed, one.owners, one.success_measures) == (None, "ongoing", (), "")
    assert (two.due, two.kpis) == (None, ())
    assert (found.counts["missing"], found.counts["refused"]) == (3, 1)
    assert any("E98 is not a KPI" in what for what in told(found, "KPI code"))


def test_an_action_under_the_band_of_another_priority_is_read_by_where_it_stands(catalogue: Catalogue) -> None:
    found = plan(catalogue, "Code | Action | Due | Lead\nPriority 3: Work |\n2.1.1 | A | 1 May 2026 | KD")
    assert only(found).priority == 3
    assert told(found, "priority") == ["2.1.1 stands under priority 3, though its code begins with 2."]


def test_the_newest_of_several_dated_columns_of_status_is_read_and_undated_ones_must_agree(catalogue: Catalogue) -> None:
    found = plan(catalogue, "Code | Action | Due | RAG Dec 24 | RAG Nov 24\n1.1.1 | A | 1 May 2026 | On track | Overdue")
    assert only(found).status is ActionStatus.ON_TARGET
    assert told(found, "column") == ["The column ‘RAG Nov 24’ was kept as printed and not read."]
    undated = plan(catalogue, "Code | Action | Due | RAG | Status\n1.1.1 | A | 1 May 2026 | On track | Overdue")
    assert only(undated).status is ActionStatus.NOT_STATED
    assert told(undated, "status") == ["1.1.1: two columns give its status, ‘on target’ and ‘overdue’; neither was taken."]


@pytest.mark.parametrize(("headings", "layers"), [("Owner | Notes", ["lead", ""]), ("Owner | Lead", ["SLT owner", "lead"])])
def test_an_owner_is_the_lead_unless_another_column_names_leads(catalogue: Catalogue, headings: str, layers: list[str]) -> None:
    action = only(plan(catalogue, f"Code | Action | Due | {headings}\n1.1.1 | A | 1 May 2026 | KD | SN"))
    assert [o.layer for o in action.owners] == [layer for layer in layers if layer]


def test_a_blank_under_a_priority_printed_once_is_the_same_again(catalogue: Catalogue) -> None:
    found = plan(
        catalogue,
        """
        Objective | Ref | Task | Target date | Impact / outcome
        1 Leadership | A1 | Write a strategy | 31/03/2026 | S5
         | A2 | Consult | 31/03/2026 | views
        2 Local Offer | A3 | Renew the website | 31/03/2026 | L1
        """,
    )
    assert [(a.priority, a.kpis) for a in found.actions] == [(1, ("S5",)), (1, ()), (2, ("L1",))]
    assert told(found, "priority") == ["A2: its cell in the column of priorities is blank; read as priority 1, like the row above."]


def test_every_format_reads_alike(catalogue: Catalogue) -> None:
    text = 'Bury: plan\nCode,Action,Due,Lead,Success measure\n1.1.1,Do it,31/03/2026,KD/SN,"Exclusions E7 -\nE10"\n'
    found = read_plan("plan.csv", text.encode(), catalogue)
    assert (only(found).due, only(found).kpis) == (date(2026, 3, 31), ("E7", "E8", "E9", "E10"))


@pytest.mark.parametrize(
    ("picture", "why"),
    {
        "Code | Action | Due | UPN\n1.1.1 | A | 1 May 2026 | x": "holds facts about single children",
        "Name | Number\nA | 2": "holds no table of actions",
        "Code | Action | Due | Lead": "no action under them",
    }.items(),
)
def test_a_file_that_is_no_plan_is_refused(catalogue: Catalogue, picture: str, why: str) -> None:
    with pytest.raises(Refused, match=why):
        plan(catalogue, picture)


def test_without_an_area_it_is_refused_and_a_given_area_is_taken(catalogue: Catalogue) -> None:
    content = sheet_bytes(drawn("Code | Action | Due | Lead\n1.1.1 | A | 1 May 2026 | KD"))
    with pytest.raises(Refused, match="names no local authority"):
        read_plan("plan.xlsx", content, catalogue)
    assert read_plan("plan.xlsx", content, catalogue, area="Bury").area == BURY


def test_a_scorecard_is_no_plan_even_with_actions_beside_its_figures() -> None:
    under = ["S1", "Pupils", 5, 4, 3, 2, 1, "x", "P6", "Do it", "1 May 2026", "KD"]
    rows: Sequence[Sequence[Any]] = [[TITLE], [*HEADER, "Action", "Due", "Lead"], under]
    assert not is_action_plan(open_file("s.xlsx", sheet_bytes(rows)))


def test_a_hidden_sheet_is_not_read_and_is_told(catalogue: Catalogue) -> None:
    old = [["Code", "Action", "Due", "Lead"], ["9.9.9", "Old", "1 May 2020", "KD"]]
    found = plan(catalogue, "Code | Action | Due | Lead\n1.1.1 | A | 1 May 2026 | KD", more={"Old": old}, hidden=["Old"])
    assert only(found).code == "1.1.1"
    assert told(found, "sheet") == ["This sheet is hidden and was not loaded."]


cells = st.sampled_from(
    [
        "",
        "1.1.1",
        "1.1",
        "Priority 2: Work",
        "SP 2.1 x",
        "31/03/2026",
        "soon",
        "KD/SN",
        "Green",
        "E7 -",
        "E10",
        "TBC",
        "SLT Owner",
        "New: x",
        "Initials",
    ]
)


@given(st.lists(st.lists(cells, min_size=6, max_size=6), max_size=8))
def test_any_rows_under_the_headings_read_or_are_refused_and_the_cells_always_sum(catalogue: Catalogue, rows: list[list[str]]) -> None:
    body = "\n".join(" | ".join(row) for row in [["1.9.9", "Act", "1 May 2026", "KD", "x", "Green"], *rows])
    found = plan(catalogue, f"Code | Action | Due | Lead | Success measure | RAG\n{body}")
    assert len({action.code for action in found.actions}) == len(found.actions)


@pytest.mark.parametrize(
    ("old", "new"), [('"not started" = ["not started"', '"not started" = ["done"'), ("[layers]", "[layers]\nextra = []")]
)
def test_words_with_two_meanings_or_unknown_keys_are_a_fault(tmp_path: Path, old: str, new: str) -> None:
    text = (REFERENCE / FILE).read_text(encoding="utf-8")
    assert old in text
    (tmp_path / FILE).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(CatalogueFault, match=FILE):
        read_plan_words(tmp_path)
