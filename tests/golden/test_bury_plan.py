"""The Bury plan of October 2017 as remade: 81 actions against the transcription of the printed plan."""

from __future__ import annotations

import csv
import subprocess
import sys
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from data.catalogue.catalogue import Catalogue
from data.model.plan import Action, ActionStatus, PlanVersion
from loaders import open_file, read_plan
from loaders.plan.action_plan import is_action_plan
from tests.conftest import BURY, ROOT, SAMPLE, shared

PLAN = ROOT / "data" / "samples" / "bury_plan_2017.xlsx"


@pytest.fixture(scope="module")
def plan(catalogue: Catalogue) -> PlanVersion:
    return read_plan(PLAN.name, PLAN.read_bytes(), catalogue)


@pytest.fixture(scope="module")
def actions(plan: PlanVersion) -> dict[str, Action]:
    return {action.code: action for action in plan.actions}


def test_the_sample_is_what_its_script_makes(tmp_path: Path) -> None:
    made = (
        "import sys; from pathlib import Path; from data.samples.make_bury_2017 import save; "
        "from data.samples.make_bury_plan_2017 import workbook; save(Path(sys.argv[1]), workbook())"
    )
    subprocess.run([sys.executable, "-c", made, tmp_path / "made.xlsx"], cwd=ROOT, check=True)
    assert (tmp_path / "made.xlsx").read_bytes() == PLAN.read_bytes()


def test_it_is_told_from_a_scorecard() -> None:
    assert is_action_plan(open_file(PLAN.name, PLAN.read_bytes()))
    assert not is_action_plan(open_file(SAMPLE.name, SAMPLE.read_bytes()))


def test_the_plan_is_81_actions_of_which_80_are_dated_and_27_fall_on_one_day(plan: PlanVersion) -> None:
    assert len(plan.actions) == 81
    assert sum(action.due is not None for action in plan.actions) == 80
    assert Counter(action.due for action in plan.actions).most_common(1) == [(date(2018, 3, 31), 27)]
    assert [Counter(a.priority for a in plan.actions)[n] for n in range(1, 9)] == [12, 7, 9, 10, 14, 14, 4, 11]
    assert (plan.area, plan.dated, plan.version) == (BURY, date(2017, 10, 27), "Final Version, 27 October 2017")
    assert [number for number, _ in plan.priorities] == list(range(1, 9))


def test_each_action_has_the_due_date_leads_and_kpis_of_the_printed_plan(actions: dict[str, Action]) -> None:
    with shared("reference", "bury_actions.csv").open(encoding="utf-8", newline="") as lines:
        printed = list(csv.DictReader(lines))
    assert list(actions) == [row["action_code"] for row in printed]
    for row in printed:
        action = actions[row["action_code"]]
        assert (str(action.priority), action.sub_priority) == (row["priority"], row["sub_priority"]), action.code
        assert (action.due.isoformat() if action.due else "") == row["due_date"], action.code
        assert [o.printed for o in action.owners if o.layer == "lead"] == [lead for lead in row["leads"].split(";") if lead], action.code
        assert sorted(action.kpis) == sorted(code for code in row["kpi_codes"].split(";") if code), action.code


def test_dates_stand_in_every_printed_form(actions: dict[str, Action]) -> None:
    forms = {"31 Oct 2017", "30-Nov-17", "31/03/2018", "September 2018", "Sep 18"}
    assert forms <= {action.due_printed for action in actions.values()}
    assert actions["5.1.2"].due is None
    assert actions["5.1.2"].due_printed == ""


def test_ranges_stand_in_every_printed_form(actions: dict[str, Action]) -> None:
    assert "E7 -\nE10" in actions["6.1.1"].success_measures
    assert "E7 – E10" in actions["6.1.3"].success_measures
    assert "E7-E10" in actions["6.2.5"].success_measures
    assert "P6 P8" in actions["3.2.3"].success_measures


def test_every_cell_is_accounted_for_and_none_refused(plan: PlanVersion) -> None:
    kinds = {kind: n for kind, n in plan.counts.items() if kind != "non_empty"}
    assert sum(kinds.values()) == plan.counts["non_empty"]
    cells = sum(len(sheet.cells) for sheet in open_file(PLAN.name, PLAN.read_bytes()))
    assert (plan.counts["non_empty"], plan.counts["refused"]) == (cells, 0)


def test_one_action_under_two_codes_is_told_and_different_leads_are_a_finding(plan: PlanVersion, actions: dict[str, Action]) -> None:
    pairs = {("1.3.1", "3.1.1"), ("1.3.2", "3.1.2"), ("1.3.4", "3.3.1"), ("2.2.1", "8.2.1"), ("3.2.2", "6.5.3")}
    assert {(code, other) for code, action in actions.items() for other in action.also} == pairs | {(b, a) for a, b in pairs}
    told = [finding.what for finding in plan.findings if finding.check == "same action"]
    assert told == ["2.2.1 and 8.2.1 are the same action under different leads: KD/KLR/KR, and KLR/TM/TD/KR."]


def test_a_code_that_words_suggest_is_offered_and_never_added(actions: dict[str, Action]) -> None:
    assert {code: action.offered for code, action in actions.items() if action.offered} == {"6.2.5": ("S13",)}
    assert "S13" not in actions["6.2.5"].kpis
    assert "S13" in actions["6.3.1"].kpis


def test_initials_resolve_by_position_to_roles_and_no_status_is_invented(actions: dict[str, Action]) -> None:
    leads = {owner.printed: owner for owner in actions["4.1.1"].owners if owner.layer == "lead"}
    assert leads["LA"].organisation == "Pennine Care NHS Foundation Trust"
    assert {o.printed: o.role for o in actions["1.2.1"].owners}["SN"] == "Chief Officer"
    assert {action.status for action in actions.values()} == {ActionStatus.NOT_STATED}
