"""Removing something for good from Health: nothing goes before every place was listed, and pages say by whom it was removed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import BURY, reader, writer
from tests.factories.screens import opened, text


def boxes(at: object, kind: str, values: dict[str, object]) -> None:
    at.selectbox(key="removal_kind").select(kind).run()  # type: ignore[attr-defined]
    for key, value in values.items():
        if key == "removal_load":
            at.number_input(key=key).set_value(value)  # type: ignore[attr-defined]
        else:
            at.selectbox(key=key).select(value)  # type: ignore[attr-defined]


def test_a_figure_is_removed_once_its_places_were_listed_and_a_reason_was_given(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    figures = reader(home).figures
    row = next(
        one for one in figures.given(figures.current(), 1).to_dict("records")
        if (one["indicator"], one["series"], one["value"] is not None, one["first"] is not None) == ("S5", "own", True, True)
    )  # fmt: skip
    at = opened("health", home, monkeypatch)
    assert "Remove something for good" in text(at)
    at.selectbox(key="removal_code").select("S5")
    at.text_input(key="removal_period").set_value(str(row["period"]))
    at.button(key="removal_look").click().run()
    told = text(at)
    assert "Held of the figure of S5" in told and "files received: 1, raw/" in told and at.button(key="removal_go").disabled
    at.text_input(key="removal_why").set_value("a small number")
    at.checkbox(key="removal_sure").check().run()
    at.button(key="removal_go").click().run()
    told = text(at)
    assert "Removed: the figure of S5" in told and "What was removed before" in told and "a small number" in told
    after = reader(home).figures
    gone = [one for one in after.given(after.current(), 1).to_dict("records") if one["missing"] == "removed"]
    assert {one["indicator"] for one in gone} == {"S5"} and list((home / "raw").iterdir()) == []
    assert "removed on " in text(opened("kpi", home, monkeypatch, kpi="S5"))
    for page in ("overview", "sources", "moved", "section"):
        assert not opened(page, home, monkeypatch).exception


def test_pages_of_words_say_that_they_were_removed(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    writing = writer(home)
    digest, name = writing.keep_evidence("minutes.txt", b"Present: all.", lambda name, content: [])
    piece = {"title": "Farthingale", "date": "2026-05-05", "file": digest, "file_name": name, "attached": [{"to": "kpi", "key": "S5"}]}
    writing.record("evidence", BURY, "E1", piece, seen=None)
    risk = {"text": "Farthingale risk", "likelihood_before": 2, "impact_before": 3, "owner": "Kay"}
    entry = writing.record("risk", BURY, "R1", risk, seen=None)
    at = opened("health", home, monkeypatch)
    for kind, values in (("A piece of evidence", {"removal_key": "E1"}), ("An entry of typed words", {"removal_entry": entry.id})):
        boxes(at, kind, values)
        at.button(key="removal_look").click().run()
        at.text_input(key="removal_why").set_value("names somebody")
        at.checkbox(key="removal_sure").check().run()
        at.button(key="removal_go").click().run()
    assert "E1 was removed on " in text(opened("evidence", home, monkeypatch))
    told = text(opened("risks", home, monkeypatch, risk="R1"))
    assert "R1 was removed on " in told and "Farthingale" not in told


def test_what_is_held_nowhere_is_said_and_nothing_is_changed(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = opened("health", home, monkeypatch)
    boxes(at, "A file received", {"removal_load": 9})
    at.button(key="removal_look").click().run()
    assert "Nothing is held of the file of load 9" in text(at)
    assert reader(home).records.entries() == ()
