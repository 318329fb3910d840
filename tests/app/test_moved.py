"""What moved since a day, and the meetings that the choices of a day offer."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from data.model.loaded_file import Meeting
from data.store.store import Store
from loaders import read_file
from pages.queries import session
from tests.conftest import publish, sheet_bytes
from tests.factories.kpi_counts import KPIS
from tests.factories.screens import NOTICE, html, opened, text

BOARD = tuple(Meeting(day, "Partnership board") for day in (date(2018, 3, 14), date(2018, 6, 14), date(2999, 1, 14)))


@pytest.fixture
def later(home: Path) -> Path:
    """The sample, then a file of 1 May 2018 with a newer S2, a corrected S5, an L1 where none was, and a calendar."""
    corrected = [["Bury"], ["Ref", "Indicator", "2016"], ["S5", "20 weeks", 93.5]]
    newer = [["Bury"], ["Ref", "Indicator", "Jan-18"], ["S2", "SEN", 16.4], ["L1", "Local Offer", 812]]
    exams = [["Bury"], ["Ref", "Indicator", "2017"], ["E2", "KS2", 12.0]]
    content = sheet_bytes(corrected, more={"Newer": newer, "Exams": exams})
    loaded = replace(read_file("later.xlsx", content, session.catalogue()), meetings=BOARD)
    publish(Store(home), loaded, content, received=date(2018, 5, 1))
    return home


def rows(drawn: str) -> dict[str, str]:
    """The words of each KPI's row, by its code."""
    found: dict[str, str] = {}
    for line in drawn.split("<tr>")[1:]:
        words = " ".join(line.split("</tr>")[0].replace("<", " <").split())
        code = words.partition("<td class='code'>")[2].partition(" <")[0]
        if code:
            found[code] = words
    return found


def test_what_moved_is_told_kpi_by_kpi(later: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = opened("moved", later, monkeypatch, since="2018-03-14")
    assert not at.exception
    told = text(at)
    assert (
        "Since 14 Mar 2018: 1 KPI in the right direction, 1 changed, 1 revised, 1 newly given; "
        "18 have no newer figure; 13 have no figure on either day" in told
    )
    found = rows(html(at))
    assert set(found) == {"E2", "S2", "S5", "L1"}
    assert "15.8%" in found["S2"]
    assert "16.4%" in found["S2"]
    assert "▲ +0.6 pts" in found["S2"]
    assert "on Jan 2017" in found["S2"], "a change names the period that it is from"
    assert not re.search(r"\b(better|worse)\b", told)
    assert "▼ −6.5 pts" in found["S5"]
    assert "revised" in found["S5"]
    assert "To be confirmed" in found["L1"]
    assert "No newer figure : S1, S3" in told
    assert "No figure then or now : " in told
    assert "Figures then: bury_2017.xlsx. Received 27 Oct 2017 · load 1." in told
    assert NOTICE in told


def test_what_moved_between_two_past_days_is_marked(later: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = opened("moved", later, monkeypatch, since="2018-03-14", as_at="2018-04-30")
    told = f"From 14 Mar 2018 to 30 Apr 2018: no figure moved; 21 have no newer figure; {KPIS - 21} have no figure on either day"
    assert told in text(at)
    assert "As it stood on 30 Apr 2018" in text(at)


@pytest.mark.parametrize("since", ["2018-04-30", "2018-05-01"])
def test_a_day_that_is_not_before_the_figures_says_what_to_do(since: str, later: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = opened("moved", later, monkeypatch, since=since, as_at="2018-04-30")
    assert "Choose a day before 30 Apr 2018" in text(at)
    assert not at.exception


def test_the_usual_day_is_the_last_meeting_that_figures_came_after_and_stands_in_the_address(
    later: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = opened("moved", later, monkeypatch)
    assert "Since 14 Mar 2018: 1 KPI in the right direction" in text(at)
    assert "2018-03-14" in str(at.query_params["since"])


def test_without_a_calendar_it_is_six_months_before_the_newest_figures(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = opened("moved", home, monkeypatch)
    assert f"Since 27 Apr 2017: 21 KPIs newly given; {KPIS - 21} have no figure on either day" in text(at)
    assert [box.label for box in at.selectbox] == ["Area"]


@pytest.mark.parametrize("day", ["yesterday", "1900-01-01", "2999-01-01"])
def test_a_day_that_none_can_mean_is_the_usual_one(day: str, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = opened("moved", home, monkeypatch, since=day, as_at=day)
    assert not at.exception
    assert "Since 27 Apr 2017" in text(at)


def test_a_meeting_is_chosen_in_place_of_a_day(later: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = opened("overview", later, monkeypatch)
    box = at.selectbox(key="meeting_day")
    assert box.options == ["Partnership board, 14 June 2018", "Partnership board, 14 Mar 2018"]
    assert box.value is None
    box.select_index(1).run()
    assert "As it stood on 14 Mar 2018" in text(at)
    assert "2018-03-14" in str(at.query_params["as_at"])
    assert at.date_input(key="pick_day").value == date(2018, 3, 14)
    at.date_input(key="pick_day").set_value(date(2018, 4, 1)).run()
    assert at.selectbox(key="meeting_day").value is None
    at.button(key="today").click().run()
    assert "As it stood" not in text(at)


def test_the_day_to_look_back_to_is_chosen_and_given_back(later: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = opened("moved", later, monkeypatch)
    at.date_input(key="pick_since").set_value(date(2018, 4, 1)).run()
    assert "Since 1 Apr 2018: 1 KPI in the right direction" in text(at)
    at.selectbox(key="meeting_since").select_index(0).run()
    assert "Since 14 June 2018: no figure moved" in text(at)
    at.button(key="usual").click().run()
    assert "Since 14 Mar 2018: 1 KPI in the right direction" in text(at)


def test_every_figure_ever_given_is_drawn_when_it_is_opened(later: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = opened("kpi", later, monkeypatch, kpi="S5")
    assert "Every figure ever given" in [one.label for one in at.expander]
    assert "superseded by load 2" not in text(at)
    at.session_state["given"] = True
    told = text(at.run())
    assert "93.5% as reported 1 May 2018 2 Scorecard C3 in force" in told
    assert "100.0% as reported 27 Oct 2017 1 Scorecard D10 superseded by load 2" in told


def test_on_a_past_day_only_what_was_given_by_then_is_told(later: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = opened("kpi", later, monkeypatch, kpi="S5", as_at="2018-04-30")
    at.session_state["given"] = True
    told = text(at.run())
    assert "100.0% as reported 27 Oct 2017 1 Scorecard D10 in force" in told
    assert "93.5%" not in told
