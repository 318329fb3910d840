"""The page of one priority: on one screen what was agreed, its KPIs, late actions, evidence and narrative, with any of them missing."""

from __future__ import annotations

import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from data.records.journal import Journal
from data.records.plan_versions import EDIT
from tests.conftest import BURY
from tests.factories.records import kept
from tests.factories.screens import LOST, html, opened, text


def test_the_plan_the_kpis_and_the_evidence_stand_together(planned: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept(planned, title="Of the priority", attached=[{"to": "priority", "key": "3"}], date="2018-01-03")
    kept(planned, "E2", title="Of an action", attached=[{"to": "action", "key": "3.1.1"}], date="2018-01-02")
    kept(planned, "E3", title="Of a KPI", attached=[{"to": "kpi", "key": "P1"}], date="2018-01-01")
    kept(planned, "E4", title="Of another", attached=[{"to": "action", "key": "6.1.1"}], date="2018-01-04")
    told = text(opened("priority", planned, monkeypatch, priority="3"))
    assert LOST not in told
    assert "Joined-up working between agencies: of 10 KPIs nothing can be said today" in told
    assert "SLT: CCG Chief Officer," in told
    assert "Leads: KD, JG, SN," in told
    assert "KPIs: 10, 0 with a figure" in told
    assert "Actions: 9, 9 overdue" in told
    assert "Evidence: 3, the newest below" in told
    assert "Of the priority" in told
    assert "Of an action" in told
    assert "Of a KPI" not in told
    assert "Of another" not in told


def test_on_a_past_day_the_late_actions_are_those_of_that_day_and_links_keep_to_it(planned: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = opened("priority", planned, monkeypatch, priority="3", as_at="2018-07-26")
    assert "Actions: 9, 5 overdue" in text(at)
    assert "4 not stated" in text(at)
    assert "Next due, 30 Sept 2018: 3.1.3 , 3.3.2" in text(at)
    assert "plan?area=Bury&of=3&due=overdue&as_at=2018-07-26" in html(at)
    before = text(opened("priority", planned, monkeypatch, priority="3", as_at="2017-10-27"))
    assert "none overdue" in before


def test_before_the_plan_was_received_no_action_is_shown(planned: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = text(opened("priority", planned, monkeypatch, priority="3", as_at="2017-10-01"))
    assert "No plan with actions received by 1 Oct 2017 is kept." in told


def test_progress_notes_and_commentary_stand_as_narrative(planned: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now = datetime.now(UTC)
    for code, words in (("3.1.1", "First <i>note"), ("3.2.1", "Second note")):
        Journal(planned).append(EDIT, BURY, code, {"progress": words}, who="CD", recorded_at=now, seen=None)
    Journal(planned).append("commentary", BURY, "P1/2016", {"what": "Not yet counted"}, who="EF", recorded_at=now, seen=None)
    at = opened("priority", planned, monkeypatch, priority="3")
    assert "Second note P1 2016: Not yet counted" in text(at)
    assert "1 more progress note 3.1.1 First &lt;i&gt;note" in " ".join(
        piece.proto.body for piece in at.get("html") if "progress note" in piece.proto.body
    ).replace("</summary><p class='small'><b><a href='plan?area=Bury&amp;action=3.1.1' target='_self'>", " ").replace("</a></b>", "")


def test_figures_without_a_plans_workbook_say_how_to_load_one(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = opened("priority", home, monkeypatch, priority="6")
    assert "KPIs: 30, 21 with a figure" in text(at)
    assert "No plan with actions is kept." in text(at)
    assert "href='load'" in html(at)


def test_a_priority_without_a_kpi_still_has_its_actions(planned: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = text(opened("priority", planned, monkeypatch, priority="1"))
    assert "Priority 1, Strategic leadership and vision, has no KPI" in told
    assert "No KPI measures this priority" in told
    assert "Actions: " in told
    assert "Agreed at visits" in told


def test_a_plan_alone_has_its_page(planned: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    alone = tmp_path / "alone"
    shutil.copytree(planned / "words", alone / "words")
    at = opened("priority", alone, monkeypatch, priority="3")
    assert not at.exception
    assert "Joined-up working between agencies: 9 actions, 9 overdue" in text(at)
    assert "No scorecard is loaded" in text(at)
    assert html(at).count("<h1") == 1


def test_each_kpi_bears_the_verdict_that_the_title_counts(borough: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = opened("priority", borough, monkeypatch)
    assert not at.exception
    table = next(piece.proto.body for piece in at.get("html") if "KPIs of this priority" in piece.proto.body)
    assert ">Verdict</th>" in table
    assert "Improving, not yet at target" in table
    table = next(
        piece.proto.body
        for piece in opened("priority", home, monkeypatch, priority="6").get("html")
        if "KPIs of this priority" in piece.proto.body
    )
    assert "Cannot say: out of date" in table


def test_today_is_the_day_that_lateness_is_told_from(planned: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pages.queries.session.today", lambda: date(2018, 4, 1))
    assert "Actions: 9, 5 overdue" in text(opened("priority", planned, monkeypatch, priority="3"))
