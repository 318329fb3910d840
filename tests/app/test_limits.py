"""The forms under "Is it real?": limits are rebased, locked and worked without periods; events are noted, for one KPI or for all."""

from __future__ import annotations

import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from data.records.journal import Journal
from data.records.kpi_records import EVENT, PROCESS
from tests.factories.screens import opened, text

AREA = "X06000001"
LIMITS, ANEW = f"typed_{PROCESS}_{AREA}_S5", f"typed_{EVENT}_{AREA}_S5-new"


@pytest.fixture
def own(borough: Path, tmp_path: Path) -> Path:
    """The illustrative borough in a folder that may be typed into."""
    return Path(shutil.copytree(borough, tmp_path / "home"))


def real(home: Path, monkeypatch: pytest.MonkeyPatch, code: str = "S5", **ids: str) -> AppTest:
    at = opened("kpi", home, monkeypatch, area="Westmere", kpi=code, view=ids.pop("view", "Is it real?"), **ids)
    assert not at.exception
    return at


def press(at: AppTest, label: str) -> AppTest:
    next(one for one in at.button if one.label == label).click()
    return at.run()


def chart(at: AppTest) -> str:
    return str(at.get("plotly_chart")[0].proto.spec).encode().decode("unicode_escape")


def test_a_rebase_a_lock_and_what_is_left_out_change_the_chart_and_say_who(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = real(own, monkeypatch)
    assert "96 values, 56 of them since Jan 2022." in chart(at)
    at.text_area(key=f"{LIMITS}_rebases").set_value("01/09/2024 New team")
    at.text_area(key=f"{LIMITS}_ghosts").set_value("15/04/2020\n15/05/2020")
    at.date_input(key=f"{LIMITS}_lock").set_value(date(2025, 9, 30))
    at.text_input(key=f"{LIMITS}_reason").set_value("Agreed by the data group")
    at = press(at, "Save limits")
    assert "Saved the limits of S5." in text(at)
    drawn = chart(real(own, monkeypatch)).replace("<br>", " ")
    assert "94 values, 24 of them since Sept 2024." in drawn
    assert "Limits begin anew at 1 Sept 2024: New team. Limits are worked from figures up to 30 Sept 2025." in drawn
    assert "Left out of the limits: Apr 2020, May 2020. Agreed by the data group: recorded by" in drawn
    assert "left out of the limits" in drawn
    assert "96 values" in chart(real(own, monkeypatch, as_at="2026-09-20"))
    at = press(press(real(own, monkeypatch), "Work the limits from all figures again"), "Undo")
    assert "Taken back." in text(at)
    assert "94 values" in chart(real(own, monkeypatch))


def test_a_line_without_a_day_or_a_reason_is_told_and_nothing_is_kept(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = real(own, monkeypatch)
    at.text_area(key=f"{LIMITS}_rebases").set_value("01/09/2024")
    assert "each line needs its reason" in text(press(at, "Save limits"))
    at.text_area(key=f"{LIMITS}_rebases").set_value("last autumn: new team")
    assert "‘last autumn: new team’ should begin with a day" in text(press(at, "Save limits"))
    assert at.text_area(key=f"{LIMITS}_rebases").value == "last autumn: new team"
    assert "S5" not in Journal(own).latest(PROCESS, AREA)


def noted(at: AppTest, day: date, words: str, kpis: str = "") -> AppTest:
    at.date_input(key=f"{ANEW}_date").set_value(day)
    at.text_input(key=f"{ANEW}_text").set_value(words)
    at.text_area(key=f"{ANEW}_kpis").set_value(kpis)
    return press(at, "Save event")


def test_an_event_of_all_kpis_stands_on_every_chart_and_one_of_a_kpi_on_its_own(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    noted(real(own, monkeypatch), date(2023, 6, 12), "Inspection")
    noted(real(own, monkeypatch), date(2024, 9, 2), "New case officers", "S5")
    for code, mine in (("S5", True), ("S10", False)):
        for view in ("Is it real?", "Chart"):
            drawn = chart(real(own, monkeypatch, code, view=view))
            assert "Inspection" in drawn, (code, view)
            assert ("New case officers" in drawn) is mine, (code, view)
    assert "Events: 23 Mar 2020, Schools closed (Performance Analyst, 16 July 2026); 12 June 2023, Inspection (" in text(
        real(own, monkeypatch)
    )
    assert "Inspection" not in chart(real(own, monkeypatch, as_at="2026-09-20"))


def test_a_new_event_is_of_this_kpi_unless_its_code_is_taken_out(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = real(own, monkeypatch)
    assert at.text_area(key=f"{ANEW}_kpis").value == "S5"
    at.date_input(key=f"{ANEW}_date").set_value(date(2024, 9, 2))
    at.text_input(key=f"{ANEW}_text").set_value("New case officers")
    at = press(at, "Save event")
    assert "Saved the event." in text(at)
    assert at.text_area(key=f"{ANEW}_kpis").value == "S5"
    assert [one.body["kpis"] for one in Journal(own).latest(EVENT, AREA).values() if one.body and one.body["text"].startswith("New")] == [
        ["S5"]
    ]
    noted(real(own, monkeypatch), date(2024, 10, 2), "Inspection")
    assert "kpis" not in (list(Journal(own).latest(EVENT, AREA).values())[-1].body or {})


def test_an_event_of_a_code_that_is_no_kpi_is_told(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = noted(real(own, monkeypatch), date(2023, 6, 12), "Inspection", "S55")
    assert "‘S55’ is not the code of a KPI here" in text(at)
    assert at.text_input(key=f"{ANEW}_text").value == "Inspection"


def test_another_s_change_of_an_event_meanwhile_is_told(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = real(own, monkeypatch)
    at.selectbox(key="event_S5").set_value("N1").run()
    journal = Journal(own)
    seen = journal.latest(EVENT, AREA)["N1"].id
    body = {"date": "2020-03-20", "text": "Schools closed"}
    journal.append(EVENT, AREA, "N1", body, who="BH", recorded_at=datetime(2026, 10, 1, tzinfo=UTC), seen=seen)
    at.text_input(key=f"typed_{EVENT}_{AREA}_S5-N1_text").set_value("Schools closed to most")
    at = press(at, "Save event")
    assert "BH" in text(at)
    assert Journal(own).latest(EVENT, AREA)["N1"].body == body
