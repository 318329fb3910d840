"""The form over one typed thing, through the page *Risks*: kept, changed, in conflict, refused, undone, taken away, replayed."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from data.model.actor import Actor
from data.records.journal import Journal
from tests.conftest import BURY
from tests.factories.screens import LOST, html, opened, text

NEW, R1 = f"typed_risk_{BURY}_new", f"typed_risk_{BURY}_R1"
FIRST = {
    "text": "Too few <b>psychologists</b>", "likelihood_before": 5, "impact_before": 4, "owner": "Head of SEND", "status": "open",
    "escalation_route": ["Workstream lead", "Board"], "escalation_level": "Board",
}  # fmt: skip


def put(
    home: Path, body: dict[str, Any] | None, *, key: str = "R1", kind: str = "risk", seen: int | None = None, who: str = "Clerk"
) -> int:
    return Journal(home).append(kind, BURY, key, body, who=who, recorded_at=datetime.now(UTC), seen=seen).id


def press(at: AppTest, label: str) -> AppTest:
    at = next(one for one in at.button if one.label == label).click().run()
    assert not at.exception
    assert LOST not in text(at)
    return at


def bodies(home: Path, key: str = "R1") -> list[Any]:
    return [one.body for one in Journal(home).entries(key=key)]


def typed_new(at: AppTest) -> AppTest:
    at.text_area(key=f"{NEW}_text").set_value("Too few caseworkers")
    at.selectbox(key=f"{NEW}_likelihood_before").set_value(4)
    at.selectbox(key=f"{NEW}_impact_before").set_value(4)
    at.text_input(key=f"{NEW}_owner").set_value("Director")
    return at


def test_before_anything_is_typed_each_view_says_what_to_type_first(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = {"risk": "A risk needs its words", "dependency": "which workstream waits", "you_said": "what they said"}
    for view, words in told.items():
        at = opened("risks", home, monkeypatch, view=view)
        assert not at.exception
        assert words in text(at)
        assert html(at).count("<h1") == 1


def test_a_new_thing_is_kept_its_boxes_emptied_and_it_is_taken_back(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = press(typed_new(opened("risks", home, monkeypatch)), "Add a risk")
    assert bodies(home) == [
        {"text": "Too few caseworkers", "likelihood_before": 4, "impact_before": 4, "owner": "Director", "status": "open"}
    ]
    assert "Saved R1." in text(at)
    assert "1 open risk, none scored after mitigation" in text(at)
    assert at.text_area(key=f"{NEW}_text").value == ""
    assert at.selectbox(key=f"{NEW}_impact_before").value is None
    at = press(at, "Undo")
    assert "Taken back." in text(at)
    assert "No risks recorded" in text(at)
    assert bodies(home)[1:] == [None]
    press(typed_new(at), "Add a risk")
    assert Journal(home).latest("risk", BURY)["R2"].body is not None  # a number is never used twice


def test_a_change_is_kept_beside_what_the_form_does_not_ask_and_is_undone(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(home, FIRST)
    at = opened("risks", home, monkeypatch, risk="R1")
    assert at.text_area(key=f"{R1}_text").value == FIRST["text"]
    at.selectbox(key=f"{R1}_likelihood_after").set_value(3)
    at.selectbox(key=f"{R1}_impact_after").set_value(4)
    at.selectbox(key=f"{R1}_trend").set_value("rising")
    at = press(at, "Save R1")
    assert bodies(home)[-1] == FIRST | {"likelihood_after": 3, "impact_after": 4, "trend": "rising"}
    assert "likelihood after mitigation not given → 3" in text(at)
    assert "12 high after mitigation" in text(at)
    assert "1 rising" in text(at)
    at = press(at, "Undo")
    assert bodies(home)[-1] == FIRST
    assert at.selectbox(key=f"{R1}_trend").value is None
    assert "1 rising" not in text(at)


def test_a_box_that_is_emptied_takes_the_field_away_and_closing_counts(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(home, FIRST | {"mitigation": "Locums"})
    at = opened("risks", home, monkeypatch, risk="R1")
    at.text_area(key=f"{R1}_mitigation").set_value("")
    at.selectbox(key=f"{R1}_status").set_value("closed")
    at = press(at, "Save R1")
    assert bodies(home)[-1] == FIRST | {"status": "closed"}
    assert "No open risks; 1 closed" in text(at)


def test_saving_without_a_change_writes_nothing(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(home, FIRST)
    at = press(opened("risks", home, monkeypatch, risk="R1"), "Save R1")
    assert "nothing in the boxes is changed" in text(at)
    assert bodies(home) == [FIRST]


def test_two_people_over_one_risk_both_are_kept_and_the_second_is_told_who_and_what(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(home, FIRST)
    one, two = (opened("risks", home, monkeypatch, risk="R1") for _ in range(2))
    one.text_area(key=f"{R1}_mitigation").set_value("Locums")
    one.selectbox(key=f"{R1}_likelihood_before").set_value(4)
    monkeypatch.setattr("pages.queries.homes.actor", lambda: Actor("Another"))
    press(one, "Save R1")
    monkeypatch.setattr("pages.queries.homes.actor", lambda: Actor("Second"))
    two.text_area(key=f"{R1}_mitigation").set_value("Bursary posts")
    two = press(two, "Save R1")
    assert "Another changed risk R1" in text(two)
    assert "Mitigation is now ‘Locums’, was not given" in text(two)
    assert "Likelihood before mitigation is now ‘4’, was ‘5’" in text(two)
    assert "Saved R1." not in text(two)
    assert two.text_area(key=f"{R1}_mitigation").value == "Bursary posts"
    assert len(bodies(home)) == 2  # nothing was overwritten
    two = press(two, "Save R1")
    assert "Saved R1." in text(two)
    assert "Another changed risk" not in text(two)
    assert [body.get("mitigation") for body in bodies(home)] == [None, "Locums", "Bursary posts"]


def test_words_typed_over_a_thing_that_another_took_away_stay_and_can_still_be_saved(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = put(home, FIRST)
    at = opened("risks", home, monkeypatch, risk="R1")
    put(home, None, seen=first, who="Another")
    at.text_area(key=f"{R1}_mitigation").set_value("Bursary posts")
    at = press(at, "Save R1")
    assert "Another changed risk R1" in text(at)
    assert at.text_area(key=f"{R1}_mitigation").value == "Bursary posts"
    press(at, "Save R1")
    assert bodies(home) == [FIRST, None, FIRST | {"mitigation": "Bursary posts"}]


def test_two_new_things_at_once_get_a_number_each(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one, two = (typed_new(opened("risks", home, monkeypatch)) for _ in range(2))
    press(one, "Add a risk")
    assert "Saved R2." in text(press(two, "Add a risk"))
    assert len(Journal(home).latest("risk", BURY)) == 2


def test_a_refusal_names_the_box_and_keeps_what_was_typed(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = typed_new(opened("risks", home, monkeypatch))
    at.text_input(key=f"{NEW}_owner").set_value(" ")
    at = press(at, "Add a risk")
    assert "Nothing was saved. Owner: must be given." in text(at)
    assert at.text_area(key=f"{NEW}_text").value == "Too few caseworkers"
    assert bodies(home) == []


@pytest.mark.parametrize(
    ("box", "value", "told"),
    [("likelihood_after", 3, "give both likelihood and impact, or neither"), ("trend", "rising", "")],
)
def test_half_a_score_after_mitigation_is_refused(box: str, value: Any, told: str, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = typed_new(opened("risks", home, monkeypatch))
    at.selectbox(key=f"{NEW}_{box}").set_value(value)
    at = press(at, "Add a risk")
    assert told in text(at)
    assert len(bodies(home)) == (not told)


def test_a_level_that_is_no_step_of_the_route_is_refused(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(home, FIRST)
    at = opened("risks", home, monkeypatch, risk="R1")
    at.text_input(key=f"{R1}_escalation_level").set_value("Cabinet")
    at = press(at, "Save R1")
    assert "should be one of the steps: Workstream lead, Board." in text(at)
    assert bodies(home) == [FIRST]


def test_a_value_that_its_list_lacks_is_not_dropped_by_a_save(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(home, FIRST | {"priorities": [1, 77]})
    at = opened("risks", home, monkeypatch, risk="R1")
    at.text_input(key=f"{R1}_owner").set_value("Director")
    press(at, "Save R1")
    assert bodies(home)[-1]["priorities"] == [1, 77]


def test_a_thing_is_taken_away_stays_in_the_history_and_comes_back(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(home, FIRST)
    at = press(opened("risks", home, monkeypatch, risk="R1"), "Take R1 away")
    assert "Taken away: R1. It stays in the history." in text(at)
    assert "R1 was taken away by" in text(at)
    assert "No risks recorded" in text(at)
    at = press(at, "Undo")
    assert bodies(home) == [FIRST, None, FIRST]
    assert "1 open risk" in text(at)


def test_an_undo_after_anothers_change_is_refused_and_keeps_what_is_typed(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(home, FIRST)
    at = opened("risks", home, monkeypatch, risk="R1")
    at.text_area(key=f"{R1}_mitigation").set_value("Locums")
    at = press(at, "Save R1")
    put(home, FIRST | {"owner": "Another"}, seen=2, who="Another")
    at = press(at, "Undo")
    assert "Nothing was taken back. Another changed risk R1" in text(at)
    assert at.text_area(key=f"{R1}_mitigation").value == "Locums"  # theirs has none
    assert len(bodies(home)) == 3


def test_on_a_past_day_there_is_no_form_and_nothing_recorded_later(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = Journal(home).append("risk", BURY, "R1", FIRST, who="Clerk", recorded_at=datetime(2018, 7, 3, 12, tzinfo=UTC), seen=None)
    put(home, FIRST | {"text": "Changed since"}, seen=first.id)
    for ids in ({}, {"risk": "R1"}):
        at = opened("risks", home, monkeypatch, as_at="2018-07-10", **ids)
        assert "psychologists" in text(at)
        assert "Changed since" not in text(at)
        assert not [one for one in at.button if one.label in ("Add a risk", "Save R1", "Take R1 away")]
    assert "Nothing was recorded by 1 July 2018" in text(opened("risks", home, monkeypatch, as_at="2018-07-01"))


def test_what_is_typed_is_text_never_markup(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(home, FIRST)
    at = opened("risks", home, monkeypatch)
    assert "Too few &lt;b&gt;psychologists" in "".join(piece.proto.body for piece in at.get("html"))


def test_risks_are_filtered_by_the_address_and_stand_in_the_grid(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(home, FIRST | {"likelihood_after": 1, "impact_after": 2, "priorities": [3]})
    put(home, FIRST | {"text": "Second", "priorities": [2]}, key="R2")
    put(home, FIRST | {"text": "Third", "status": "closed"}, key="R3")
    at = opened("risks", home, monkeypatch)
    assert "2 open risks, none very high after mitigation, 1 not scored after mitigation" in text(at)
    assert "Not scored after mitigation: R2." in text(at)
    assert "20 V very high R1 R2" in text(at)  # before
    assert "2 L low R1" in text(at)  # after
    assert text(at).index("Second") < text(at).index("psychologists")
    for ids, shown in (({"of": "3"}, "psycho"), ({"band": "very high"}, "Second"), ({"status": "closed"}, "Third")):
        at = opened("risks", home, monkeypatch, **ids)
        assert "1 of 3 risks match." in text(at)
        assert shown in text(at)


def test_dependencies_and_what_was_said_are_told_in_words(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    waits = {"text": "Offer agreed", "from": "EHC process", "to": "Commissioning", "due": "2018-01-31", "status": "open"}
    put(home, waits, kind="dependency", key="D1")
    put(home, {"date": "2018-02-01", "who": "Forum", "said": "Letters are hard"}, kind="you_said", key="Y1")
    at = opened("risks", home, monkeypatch, view="dependency")
    assert "1 open dependency, 1 overdue" in text(at)
    assert "Overdue" in text(at)
    at = opened("risks", home, monkeypatch, view="dependency", dependency="D1")
    at.selectbox(key=f"typed_dependency_{BURY}_D1_status").set_value("met")
    assert "No open dependencies; 1 met" in text(press(at, "Save D1"))
    assert "Nothing recorded yet" in text(opened("risks", home, monkeypatch, view="you_said"))
    at = opened("risks", home, monkeypatch, view="you_said", you_said="Y1")
    at.text_area(key=f"typed_you_said_{BURY}_Y1_did").set_value("Rewritten")
    assert "what changed is recorded for each" in text(press(at, "Save Y1"))


def test_an_unknown_risk_in_the_address_is_named(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(home, FIRST)
    assert "‘R9’, which is not recorded here" in text(opened("risks", home, monkeypatch, risk="R9"))


def test_a_save_that_outruns_the_filling_of_its_boxes_is_told_and_keeps_nothing(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = typed_new(opened("risks", home, monkeypatch))
    del at.session_state[f"{NEW}_text"]
    at = press(at, "Add a risk")
    assert "Nothing was saved: the form was just drawn anew." in text(at)
    assert not bodies(home)
