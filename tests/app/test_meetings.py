"""The page *Meetings*: empty, typed, carried from one to the next, what moved between, replayed, and Oxfordshire's recommendations."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from data.catalogue.catalogue import Catalogue
from data.records.journal import Journal
from data.store.store import Store
from loaders import read_file
from pages.queries import area_view
from pages.queries.area_view import standing_of, standings_of
from tests.conftest import BURY, publish, sheet_bytes
from tests.factories.area_views import view_key
from tests.factories.screens import html, opened, text

OXFORDSHIRE = "E10000025"


def kept(home: Path, kind: str, key: str, body: dict[str, object], day: date) -> None:
    at = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    Journal(home).append(kind, BURY, key, body, who="Clerk", recorded_at=at, seen=None)


@pytest.fixture
def two(home: Path, catalogue: Catalogue) -> Path:
    """Bury with two boards: the first, after the scorecard of 2017, agreed two measures; by the second S5 had a newer figure."""
    content = sheet_bytes([["Bury: SEND scorecard"], ["Ref", "Indicator", "Target", "2017"], ["S5", "Within 20 weeks", 90, 81.5]])
    publish(Store(home), read_file("bury-2018.xlsx", content, catalogue), content, received=date(2018, 2, 1))
    measures = [
        {"text": "More plans in time", "kpi": "S5", "wanted": "90%", "by_when": "2018-01-31"},
        {"text": "Families say it is <b>better</b>"},
    ]
    first = {"type": "board", "date": "2017-11-30", "received": "2017-11-23", "name": "SEND Board", "agenda": ["Minutes"],
             "decisions": ["Publish the plan"], "measures": measures, "rhythm": "quarterly",
             "letters": [{"title": "DfE’s letter", "link": "https://example.org/letter"}]}  # fmt: skip
    kept(home, "meeting", "board/2017-11-30", first, date(2017, 11, 30))
    kept(home, "meeting", "board/2018-02-28", {"type": "board", "date": "2018-02-28"}, date(2018, 2, 28))
    kept(home, "risk", "R1", {"text": "Waits", "likelihood_before": 4, "impact_before": 5, "owner": "DCO"}, date(2018, 1, 10))
    kept(home, "judgement", "2018-01-15/6", {"rag": "amber", "reason": "Early"}, date(2018, 1, 15))
    return home


def test_without_a_meeting_it_says_what_to_do_first(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = opened("meetings", home, monkeypatch)
    assert not at.exception
    assert "No meeting is recorded yet" in text(at)
    assert "Record the first board or visit" in text(at)


def test_a_meeting_is_recorded_and_one_without_a_date_is_refused(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = opened("meetings", home, monkeypatch)
    at.selectbox(key=f"typed_meeting_{BURY}_new_type").set_value("visit")
    record(at)
    assert "Nothing was saved. Choose whether it is a board or a visit, and its date." in text(at)
    at.date_input(key=f"typed_meeting_{BURY}_new_date").set_value(date(2026, 7, 1))
    at.text_area(key=f"typed_meeting_{BURY}_new_measures").set_value("Faster plans | s5 | 95% | 31/12/2026")
    at = record(at)
    assert "Visit was held on 1 July 2026" in text(at)
    (entry,) = Journal(home).entries()
    assert entry.key == "visit/2026-07-01"
    measure = {"text": "Faster plans", "kpi": "S5", "wanted": "95%", "by_when": "2026-12-31"}
    assert entry.body == {"type": "visit", "date": "2026-07-01", "measures": [measure]}


def record(at: AppTest) -> AppTest:
    return next(one for one in at.button if one.label == "Record").click().run()


def test_a_measure_with_a_day_that_is_none_is_refused_by_name(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = opened("meetings", home, monkeypatch)
    at.selectbox(key=f"typed_meeting_{BURY}_new_type").set_value("board")
    at.date_input(key=f"typed_meeting_{BURY}_new_date").set_value(date(2026, 7, 1))
    at.text_area(key=f"typed_meeting_{BURY}_new_measures").set_value("Faster plans | S5 | 95% | soon")
    at = record(at)
    assert "Nothing was saved." in text(at)
    assert "by_when" in text(at)
    assert at.text_area(key=f"typed_meeting_{BURY}_new_measures").value.endswith("soon")
    assert Journal(home).entries() == ()


def test_a_code_that_is_neither_a_kpi_nor_an_action_is_told_before_it_is_kept(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = opened("meetings", home, monkeypatch)
    at.selectbox(key=f"typed_meeting_{BURY}_new_type").set_value("board")
    at.date_input(key=f"typed_meeting_{BURY}_new_date").set_value(date(2026, 7, 1))
    at.text_area(key=f"typed_meeting_{BURY}_new_measures").set_value("Faster plans | S55")
    at = record(at)
    assert "Nothing was saved. ‘S55’ is neither a KPI’s code nor the code of an action of the plan." in text(at)
    assert Journal(home).entries() == ()


def test_then_is_the_day_of_the_papers_that_replay_opens(two: Path, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch) -> None:
    """A figure that came between the first board's papers and its day was not before that board, so it counts as since."""
    content = sheet_bytes([["Bury: SEND scorecard"], ["Ref", "Indicator", "Target", "2016"], ["S5", "Within 20 weeks", 90, 95]])
    publish(Store(two), read_file("bury-late.xlsx", content, catalogue), content, received=date(2017, 11, 27))
    shown = text(opened("meetings", two, monkeypatch, meeting="board/2018-02-28"))
    assert "100.0% for 2016 then, 81.5% for 2017 by this meeting" in shown
    assert "then: 23 Nov 2017" in shown


def test_what_was_promised_stands_beside_what_happened(two: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = opened("meetings", two, monkeypatch, meeting="board/2018-02-28")
    assert not at.exception
    shown = text(at)
    assert "Board was held on 28 Feb 2018: 2 measures to look back on" in shown
    assert "100.0% for 2016 then, 81.5% for 2017 by this meeting: wrong direction, ▼ −18.5 pts." in shown
    assert "31 Jan 2018 passed" in shown
    assert "In words only: it names no KPI and no action." in shown
    assert "&lt;b&gt;better" in "".join(piece.proto.body for piece in at.get("html"))


def test_since_the_last_one_tells_figures_chance_risks_and_ratings(two: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = text(opened("meetings", two, monkeypatch, meeting="board/2018-02-28"))
    assert "Since SEND Board of 30 Nov 2017" in shown
    assert "Moved, and is it chance? Cannot say : S5." in shown
    assert "R1: new, 20 very high before mitigation" in shown
    assert "Priority 6, 15 Jan 2018: Amber" in shown


def test_a_meeting_opens_as_the_figures_stood_when_its_papers_came(two: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = opened("meetings", two, monkeypatch, meeting="board/2017-11-30")
    assert "overview?area=Bury&as_at=2017-11-23" in html(at)
    assert "rel='noopener noreferrer'" in html(at)
    assert "Publish the plan" in text(at)
    then = opened("meetings", two, monkeypatch, as_at="2018-01-20")
    assert then.selectbox(key="pick_meeting").options == ["SEND Board, 30 Nov 2017 (board)"]
    assert not [one for one in then.button if one.label in ("Record", "Save")]


def test_oxfordshires_twelve_recommendations_come_in_with_one_press(
    store: Store, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = sheet_bytes([["Oxfordshire: SEND scorecard"], ["Ref", "Indicator", "Target", "2023"], ["S5", "Within 20 weeks", 60, 50]])
    publish(store, read_file("oxfordshire.xlsx", content, catalogue), content)
    at = opened("meetings", store.home, monkeypatch, view="recommendations")
    assert "No recommendation is recorded yet" in text(at)
    at.button(key="bring_in_recommendations").click().run()
    assert not at.exception
    assert "12 recommendations, 12 answered" in text(at)
    assert "paragraph 8" in text(at)
    assert len(Journal(store.home).entries(kind="recommendation", area=OXFORDSHIRE)) == 12
    assert not [one for one in at.button if one.key == "bring_in_recommendations"]


def test_another_area_is_never_offered_them(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = opened("meetings", home, monkeypatch, view="recommendations")
    assert not [one for one in at.button if one.key == "bring_in_recommendations"]


def test_the_illustrative_boroughs_meetings_open(borough: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = Path(shutil.copytree(borough, tmp_path / "home"))
    at = opened("meetings", home, monkeypatch, meeting="visit/2026-04-14")
    assert not at.exception
    assert "Illustrative data: not a real area" in text(at)
    assert "Promised then, happened since" in text(at)


def test_what_looks_back_reads_what_every_page_says_of_that_day(borough: Path) -> None:
    """Ratings at visits and what a meeting looks back on leave out what only that day's own pages show, and nothing else."""
    for day in (date(2021, 10, 12), date(2026, 4, 14)):
        asked = view_key(borough, "X06000001", day)
        shown = [replace(one, printed=(), priorities=()) for one in area_view.held_of(asked).standings]
        assert list(standings_of(asked)) == shown
        assert [standing_of(asked, one.indicator.code) for one in shown] == shown
    assert standing_of(asked, "XX") is None
