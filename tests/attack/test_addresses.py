"""A lean run of drawn addresses and messages; ``python -m tests.attack.address_report`` draws as many as are asked for."""

from __future__ import annotations

from pathlib import Path

import pytest
import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.testing.v1 import AppTest

from tests.attack.addresses import look, say
from tests.factories.screens import opened
from tests.factories.withheld_figures import load_both, taking

ADDRESSES, MESSAGES = 100, 400


@pytest.fixture(scope="module")
def taken_back(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("addresses")
    load_both(folder / "home", folder)
    return folder / "home"


@pytest.mark.parametrize("part", ["one", "two"])
def test_no_address_breaks_a_page_or_tells_what_is_withheld(taken_back: Path, monkeypatch: pytest.MonkeyPatch, part: str) -> None:
    taken: list[bytes | str] = []
    monkeypatch.setattr(st, "download_button", taking(taken))
    monkeypatch.setattr(DeltaGenerator, "download_button", taking(taken))

    def at(page: str, ids: dict[str, str]) -> AppTest:
        return opened(page, taken_back, monkeypatch, **ids)

    tally = look(ADDRESSES // 2, f"address {part}", at, taken, soon=60)
    assert tally.drawn == ADDRESSES // 2
    assert tally.faults == []


def test_every_message_is_kept_as_typed_or_refused_in_words(tmp_path: Path) -> None:
    tally = say(MESSAGES, "message", tmp_path)
    assert tally.faults == []
    assert tally.kept >= 20
    assert tally.refused >= 100
