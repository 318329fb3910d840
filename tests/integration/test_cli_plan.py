"""``load``, ``plan`` and ``thread`` of an improvement plan on the command line, against the plan of Bury as printed in October 2017."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

import cli
from data.records.journal import ChangedMeanwhile, Journal
from data.records.plan_versions import EDIT, plan_on
from tests.conftest import BURY, ROOT, SAMPLE
from tests.factories.home_commands import Capture, asked

PLAN = ROOT / "data" / "samples" / "bury_plan_2017.xlsx"
ACTION = {"code", "priority", "sub_priority", "text", "due", "leads", "status", "success_measures", "kpis"}


@pytest.fixture
def planned(tmp_path: Path, capsys: Capture) -> Path:
    """A home with Bury's scorecard and plan, received on 27 October 2017."""
    home = tmp_path / "planned"
    assert cli.main(["load", str(SAMPLE), str(PLAN), "--received", "2017-10-27", "--home", str(home), "--json"]) == 0
    capsys.readouterr()
    return home


def test_a_plan_is_recognised_kept_and_the_same_file_changes_nothing(tmp_path: Path, capsys: Capture) -> None:
    first = asked(capsys, tmp_path, "load", str(PLAN))["loads"][0]
    again = asked(capsys, tmp_path, "load", str(PLAN), "--received", "2018-01-05")["loads"][0]
    assert (first["format"], first["published"], first["actions"], first["dated"]) == ("action plan", True, 81, 80)
    cells = dict(first["cells"])
    assert cells.pop("non_empty") == sum(cells.values())
    assert (again["published"], again["entry"]) == (False, first["entry"])
    assert "already kept" in again["unchanged"]
    assert len(list((tmp_path / "raw").iterdir())) == 1  # a clean copy; the plan as it was given waits
    assert [path.read_bytes() for path in (tmp_path / "quarantine").iterdir()] == [PLAN.read_bytes()]


def test_a_dry_run_keeps_nothing(tmp_path: Path, capsys: Capture) -> None:
    assert asked(capsys, tmp_path, "load", str(PLAN), "--dry-run")["loads"][0]["actions"] == 81
    assert "No improvement plan" in asked(capsys, tmp_path, "plan", code=1)["error"]


def test_the_plan_of_bury_has_81_actions_and_80_dates(planned: Path, capsys: Capture) -> None:
    found = asked(capsys, planned, "plan", "--area", "Bury", "--as-at", "2018-04-01")
    assert len(found["actions"]) == 81
    assert sum(one["due"] is not None for one in found["actions"]) == 80
    assert all(set(one) >= ACTION for one in found["actions"])
    assert found["cliff"] == {"due": "2018-03-31", "actions": 27}
    assert sum(one["due"] is not None and one["due"] < "2018-04-01" for one in found["actions"]) == found["counts"]["overdue"]


def test_before_the_day_it_was_received_there_was_no_plan(planned: Path, capsys: Capture) -> None:
    assert "No improvement plan" in asked(capsys, planned, "plan", "--as-at", "2017-10-26", code=1)["error"]


def test_the_thread_finds_the_gaps_of_bury(planned: Path, capsys: Capture) -> None:
    found = asked(capsys, planned, "thread")
    assert len(found["actions_citing"]) == 11
    assert found["priorities_unmeasured"] == [1, 2, 4, 7]
    assert set(found["kpis_no_action_cites"]) >= {"S1", "S2", "S3", "S4", "S5"}
    assert "P7" in next(p for p in found["priorities"] if p["number"] == 3)["mapped_not_cited"]
    assert any(row["figure"] for row in found["matrix"])


def test_what_is_typed_of_an_action_counts_from_its_day_and_never_overwrites(planned: Path, capsys: Capture) -> None:
    journal, body = Journal(planned), {"status": "complete", "due": "2018-06-30", "progress": "Signed off."}
    typed = datetime(2018, 5, 1, 9, tzinfo=UTC)
    first = journal.append(EDIT, BURY, "1.1.1", body, who="AB", recorded_at=typed, seen=None)
    with pytest.raises(ChangedMeanwhile, match="AB"):
        journal.append(EDIT, BURY, "1.1.1", {"status": "on target"}, who="CD", recorded_at=typed, seen=None)
    after = next(a for a in asked(capsys, planned, "plan")["actions"] if a["code"] == "1.1.1")
    assert (after["status"], after["due"], after["progress"]) == ("complete", "2018-06-30", "Signed off.")
    kept, before = plan_on(journal, BURY), plan_on(journal, BURY, date(2018, 4, 30))
    assert kept is not None
    assert before is not None
    assert (kept.edited, before.edited, kept.seen["1.1.1"].id) == (("1.1.1",), (), first.id)
