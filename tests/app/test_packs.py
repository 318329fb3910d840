"""The button that downloads a pack: both forms on the overview and on a KPI's page, made only when asked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from pages.parts import packs
from tests.app.test_pages import LOST, opened, text


@pytest.mark.parametrize(("page", "ids"), [("overview", {}), ("kpi", {"kpi": "S5"})])
def test_a_page_offers_both_forms_and_makes_neither_before_it_is_asked(
    page: str, ids: dict[str, str], home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def made(*_: object) -> bytes:
        raise AssertionError("a pack was made before anyone asked for it")

    monkeypatch.setattr(packs, "_made", made)
    at = opened(page, home, monkeypatch, **ids)
    assert not at.exception
    assert LOST not in text(at)
    labels = [button.proto.label for button in at.get("download_button")]
    assert {"PowerPoint", "Excel"} <= set(labels)
