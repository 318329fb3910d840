"""Before anything leaves: small counts are told, hidden or rounded, or let go for a reason that is kept with who gave it."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from data.records.journal import Journal
from tests.conftest import BURY
from tests.factories.screens import opened, text

TOLD = "Before it leaves. 2 counts of 1 to 4: S11, E9."


def pressed(at: AppTest, label: str, key: str) -> AppTest:
    return next(one for one in at.button if one.label == label and one.key.startswith(key)).click().run()


def test_the_overview_says_what_it_holds_and_hides_it_when_asked(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = opened("overview", home, monkeypatch)
    assert TOLD in text(at)
    at = pressed(at, "Hide them", "page")
    assert at.query_params["small"] in ("hide", ["hide"])
    assert "Counts of 1 to 4 are hidden, and what would give them away" in text(at)
    assert TOLD not in text(at)
    at = pressed(at, "Show every count as given", "page")
    assert TOLD in text(at)
    assert "small" not in at.query_params


def test_an_address_that_hides_gives_no_small_count(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given, hidden = (text(opened("kpi", home, monkeypatch, kpi="E9", **ids)) for ids in ({}, {"small": "hide"}))
    assert "Exclusions: EHC plan 2" in given or "E9 was 2" in given or " 2 " in given
    assert "Suppressed (c)" in hidden
    assert "Every figure ever given" not in hidden


def test_rounded_counts_say_so(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "Counts are rounded to the nearest 5" in text(opened("kpi", home, monkeypatch, kpi="S10", small="round"))


def test_a_pack_waits_for_a_reason_which_is_kept(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = opened("kpi", home, monkeypatch, kpi="E9")
    assert not [one for one in at.get("download_button") if one.proto.label == "PowerPoint"]
    at = pressed(at, "Go on", "kpi_pack")
    assert "Say why, in a few words. Nothing was kept." in text(at)
    at.text_input(key="kpi_pack_why").set_value("The board sees them as the partnership does")
    at = pressed(at, "Go on", "kpi_pack")
    (kept,) = Journal(home).latest("small_numbers", BURY).values()
    assert kept.body is not None
    assert (kept.body["reason"], kept.body["small"], kept.body["worked_back"]) == ("The board sees them as the partnership does", 1, 0)
    assert kept.who
    assert "You went on because: The board sees them as the partnership does" in text(at)
    assert [one for one in at.get("download_button") if one.proto.label == "PowerPoint"]
