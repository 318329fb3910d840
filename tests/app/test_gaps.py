"""The gap to pupils without SEN on a KPI's page, over the whole of LAIT."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.factories.screens import html, opened, text


def test_the_page_says_it_in_words_and_years(england: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = opened("kpi", england, monkeypatch, area="Bury", kpi="E1")
    assert not at.exception
    assert "Gap to pupils with no identified SEN" in text(at)
    assert "England’s gap: 45.0 percentage points, 1.0 percentage points narrower than the year before." in text(at)
    assert html(at).count("<h1") == 1
    assert "Gap to pupils" not in text(opened("kpi", england, monkeypatch, area="Bury", kpi="S5"))
