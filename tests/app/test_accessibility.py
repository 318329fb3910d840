"""The list behind the accessibility statement: whole, and about pages that exist; and the page that prints it."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.catalogue.accessibility import read
from tests.factories.screens import PAGES, opened, text


def test_every_entry_is_about_pages_that_exist_and_says_what_was_done() -> None:
    for one in read().known:
        assert one.selector and one.what.endswith(".") and one.done.endswith(".") and one.criterion
        assert one.pages and set(one.pages) <= set(PAGES)


def test_the_statement_prints_every_entry_and_asks_for_a_contact(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SEND_CONTACT", raising=False)
    told = text(opened("accessibility", tmp_path / "none", monkeypatch))
    assert all(one.what in told and one.done in told and one.criterion in told for one in read().known)
    assert "has not yet named a contact" in told and "partially compliant" in told


def test_the_contact_that_is_set_is_printed_escaped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEND_CONTACT", "send@<b>council.gov.uk")
    at = opened("accessibility", tmp_path / "none", monkeypatch)
    assert any("Tell us: send@&lt;b&gt;council.gov.uk." in one.proto.body for one in at.get("html"))
    assert "has not yet named" not in text(at)
