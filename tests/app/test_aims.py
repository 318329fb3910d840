"""The Targets view: a target is set, changed midway, taken away and undone; every screen and the command line follow."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

import cli
from data.records.journal import Journal
from data.records.kpi_records import TARGET
from tests.factories.screens import html, opened, text


@pytest.fixture
def own(borough: Path, tmp_path: Path) -> Path:
    """The illustrative borough in a folder that may be typed into."""
    home = Path(shutil.copytree(borough, tmp_path / "home"))
    for key in ("S5/2026-04-01", "S3/2026-01-01"):  # the borough's own agreed targets, so that printed ones judge
        journal = Journal(home)
        entry = journal.latest(TARGET, "X06000001")[key]
        journal.append(TARGET, "X06000001", key, None, who="tester", recorded_at=datetime(2026, 9, 20, tzinfo=UTC), seen=entry.id)
    return home


def aims(home: Path, monkeypatch: pytest.MonkeyPatch, code: str = "S5") -> AppTest:
    return opened("kpi", home, monkeypatch, area="Westmere", kpi=code, view="Targets")


def fill(at: AppTest, code: str, kind: str, **given: object) -> AppTest:
    """Types into the form of a new target and saves it."""
    at.selectbox(key=f"aim_kind_{code}").set_value(kind).run()
    for name, value in given.items():
        key = f"typed_target_X06000001_{code}-{kind}-new_{name}"
        find = {"since": at.date_input, "baseline_on": at.date_input, "reason": at.text_input, "milestones": at.text_area,
                "to": at.selectbox, "rule": at.selectbox}.get(name, at.number_input)  # fmt: skip
        find(key=key).set_value(value)
    next(one for one in at.button if one.label == "Set target").click()
    return at.run()


def show(home: Path, code: str, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    capsys.readouterr()
    assert cli.main(["show", "--area", "Westmere", "--code", code, "--home", str(home), "--json"]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)["kpis"][0]
    return found


def test_a_fixed_target_rates_from_its_day_on_and_earlier_periods_keep_theirs(
    own: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert show(own, "S5", capsys)["rag"]["status"] == "amber"
    at = fill(aims(own, monkeypatch), "S5", "fixed", since=date(2026, 7, 1), value=74.0, reason="Agreed at the board")
    assert not at.exception
    assert "Saved the target of S5." in text(at)
    at = aims(own, monkeypatch)
    assert "Agreed target: 74.0%" in text(at)
    assert "The scorecard prints 80.0%" in text(at)
    assert "On or ahead of the target of 74.0%." in text(at)
    rows = html(at).partition("How each period is judged")[2]
    july, june = rows.index("July 2026"), rows.index("June 2026")
    assert "Target of 74.0%" in rows[july:june]
    assert "Printed in" in rows[june : rows.index("May 2026")]
    record = show(own, "S5", capsys)
    assert record["target"]["value"] == 74.0
    assert "in force from 1 July 2026" in record["target"]["basis"]
    assert record["rag"]["status"] == "green"
    assert "green, 0.3 points above target (74.0%)" in record["sentence"]
    assert "74.0%" in html(opened("overview", own, monkeypatch, area="Westmere"))


def test_a_relative_target_shows_its_working(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = fill(aims(own, monkeypatch), "S5", "relative", since=date(2026, 7, 1), to="england", rule="level", value=1.0)
    assert not at.exception
    assert "1.0 points above Alderland: 53.0% + 1.0 = 54.0%" in text(aims(own, monkeypatch))


def test_milestones_are_typed_a_line_each_and_a_line_that_is_none_is_told(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = aims(own, monkeypatch)
    at = fill(at, "S5", "milestones", since=date(2026, 1, 1), milestones="31/03/2026 70\nsoon 80", baseline=25.0)
    assert "‘soon 80’ should be a day and a figure" in text(at)
    at = fill(at, "S5", "milestones", milestones="31/03/2026 70\n31/03/2027 80%")
    assert not at.exception
    shown = text(aims(own, monkeypatch))
    assert "From 25.0%: 70.0% by 31 Mar 2026, 80.0% by 31 Mar 2027" in shown
    assert "Milestone of 70.0%, due on 31 Mar 2026." in shown
    assert "Cannot say whether it reaches the end target of 80.0% by 31 Mar 2027: a range is worked for yearly figures only." in shown
    assert "a year from Aug 2026 on" in shown


def test_a_band_rates_a_neutral_kpi_and_is_shown_as_a_range(
    own: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    at = fill(aims(own, monkeypatch, "S3"), "S3", "floor and ceiling", since=date(2025, 1, 1), low=14.0, high=15.0)
    assert not at.exception
    record = show(own, "S3", capsys)
    assert record["value"] == 15.1
    assert record["rag"]["status"] == "amber"
    assert record["target"]["range"] == [14.0, 15.0]
    assert "14.0–15.0%" in html(opened("overview", own, monkeypatch, area="Westmere"))


def test_what_no_field_forbids_is_stopped_in_words(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = fill(aims(own, monkeypatch), "S5", "floor and ceiling", since=date(2026, 7, 1), low=90.0, high=80.0)
    assert "The floor is above the ceiling." in text(at)
    at = fill(aims(own, monkeypatch, "S3"), "S3", "fixed", since=date(2026, 7, 1), value=14.0)
    assert "not better or worse here" in text(at)
    at = fill(aims(own, monkeypatch), "S5", "fixed", value=80.0)
    assert "Say from which day it is in force." in text(at)


def test_a_target_taken_away_is_gone(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(aims(own, monkeypatch), "S5", "fixed", since=date(2026, 7, 1), value=74.0)
    at = aims(own, monkeypatch)
    next(one for one in at.button if one.label == "Take this target away").click().run()
    assert "Agreed target" not in text(aims(own, monkeypatch))


def test_a_past_day_knows_only_what_was_recorded_by_then(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(aims(own, monkeypatch), "S5", "fixed", since=date(2026, 7, 1), value=74.0)
    at = opened("kpi", own, monkeypatch, area="Westmere", kpi="S5", view="Targets", as_at="2026-10-01")
    assert "Agreed target" not in text(at)
    assert not [one for one in at.button if one.label == "Set target"]
