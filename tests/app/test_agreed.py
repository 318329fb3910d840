"""What was agreed at visits, on the Priority page: empty, filled, undone, in conflict, replayed, and Oldham's brought in."""

from __future__ import annotations

import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from data.catalogue.catalogue import Catalogue
from data.records.journal import Journal
from data.store.store import Store
from loaders import read_file
from tests.conftest import BURY, publish, sheet_bytes
from tests.factories.screens import html, opened, recorded, text

OLDHAM, OFFER = "E08000004", "bring_in"
TODAY = date.today()


def priority_3(home: Path, monkeypatch: pytest.MonkeyPatch, **ids: str) -> AppTest:
    return opened("priority", home, monkeypatch, priority="3", **ids)


def test_before_any_judgement_the_block_says_so(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = priority_3(home, monkeypatch)
    assert not at.exception
    assert "Agreed at visits No rating was recorded." in text(at)
    assert not [one for one in at.button if one.key in (OFFER, "judged_undo")]


def test_a_recorded_judgement_stands_in_the_history_at_once_and_is_taken_back(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = recorded(priority_3(home, monkeypatch), "amber/green", "Plans are <b>better</b>")
    assert "Recorded: Amber/Green for priority 3" in text(at)
    assert "Amber/Green was agreed" in text(at)
    assert "m-amber'></i><i class='m m-green" in html(at)
    assert "Plans are &lt;b&gt;better&lt;/b&gt;" in "".join(piece.proto.body for piece in at.get("html"))
    (entry,) = Journal(home).entries(kind="judgement", area=BURY)
    assert (entry.key, entry.body) == (f"{TODAY}/3", {"rag": "amber/green", "reason": "Plans are <b>better</b>"})
    assert at.text_input(key="judged_reason_3").value == ""
    at.button(key="judged_undo").click().run()
    assert "Taken back." in text(at)
    assert "No rating was recorded." in text(at)
    assert [one.body is None for one in Journal(home).entries(kind="judgement")] == [False, True]


@pytest.mark.parametrize(("step", "reason", "told"), [(None, "Why", "Choose the rating"), ("red", "  ", "Type the reason")])
def test_without_a_rating_or_a_reason_nothing_is_recorded(
    home: Path, monkeypatch: pytest.MonkeyPatch, step: str | None, reason: str, told: str
) -> None:
    at = priority_3(home, monkeypatch)
    if step:
        at.button_group(key="judged_rag_3").set_value(step)
    at.text_input(key="judged_reason_3").set_value(reason)
    next(one for one in at.button if one.label == "Record").click().run()
    assert f"Nothing was recorded yet. {told}" in text(at)
    assert Journal(home).entries() == ()


def test_a_conflict_says_who_and_what_and_keeps_the_reason(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = priority_3(home, monkeypatch)
    now = datetime.now(UTC)
    Journal(home).append("judgement", BURY, f"{TODAY}/3", {"rag": "red", "reason": "Late"}, who="Another", recorded_at=now, seen=None)
    at = recorded(at, "green", "All done")
    assert "Another" in text(at)
    assert "Your reason is still in the box." in text(at)
    assert at.text_input(key="judged_reason_3").value == "All done"
    assert "Red was agreed" in text(at)
    assert len(Journal(home).entries()) == 1
    recorded(at, "green", "All done")
    assert [one.body["rag"] for one in Journal(home).entries() if one.body] == ["red", "green"]


def test_a_replay_shows_only_what_was_recorded_by_then_and_no_form(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for day, key, rag in ((3, "2018-07-02/3", "red"), (28, "2018-07-26/3", "green")):
        at_noon = datetime(2018, 7, day, 12, tzinfo=UTC)
        Journal(home).append("judgement", BURY, key, {"rag": rag}, who="Clerk", recorded_at=at_noon, seen=None)
    at = priority_3(home, monkeypatch, as_at="2018-07-10")
    assert "Red was agreed" in text(at)
    assert "Green was agreed" not in text(at)
    assert not [one for one in at.button if one.label == "Record"]
    assert "No rating was recorded by 30 June 2018." in text(priority_3(home, monkeypatch, as_at="2018-06-30"))


def test_oldhams_judgements_come_in_by_one_click_as_its_document_prints_them(
    store: Store, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = sheet_bytes([["Oldham: SEND scorecard"], ["Ref", "Indicator", "Target", "2016"], ["S5", "Within 20 weeks", 90, 80]])
    publish(store, read_file("oldham.xlsx", content, catalogue), content)
    at = priority_3(store.home, monkeypatch)
    at.button(key=OFFER).click().run()
    assert not at.exception
    shown = text(at)
    assert "Amber/Green was agreed; no KPI of this priority was rated" in shown
    assert shown.count("Not recorded KPIs: none rated") == 3  # December 2017, March and May 2018
    assert "From the document. Oldham Health and Wellbeing Board, 25 September 2018" in shown
    assert not [one for one in at.button if one.key == OFFER]
    assert len(Journal(store.home).entries(area=OLDHAM)) == 20


def test_in_the_illustrative_folder_words_go_to_its_own_journal_and_it_says_so(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made_up = Path(shutil.copytree(home, tmp_path / "own" / "illustrative"))
    at = recorded(priority_3(tmp_path / "own", monkeypatch), "amber", "Practice")
    assert "Illustrative: what is recorded here is kept with the made-up borough alone." in text(at)
    assert len(Journal(made_up).entries()) == 1
    assert Journal(tmp_path / "own").entries() == ()


def test_by_whom_and_where_it_is_written_may_be_given(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = priority_3(home, monkeypatch)
    at.text_input(key="judged_by_3").set_value("DfE and NHS England")
    at.text_input(key="judged_written_3").set_value("Letter of 1 October")
    at = recorded(at, "amber", "Heard")
    assert "Letter of 1 October" in text(at)
    (entry,) = Journal(home).entries()
    assert entry.body == {"rag": "amber", "reason": "Heard", "by": "DfE and NHS England", "written": "Letter of 1 October"}
    assert at.text_input(key="judged_by_3").value == ""
