"""What every test of the pages needs before it runs them."""

from __future__ import annotations

from typing import Any

import pytest
from streamlit.runtime.pages_manager import PagesManager


@pytest.fixture(autouse=True)
def _old_multipage_mode_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """AppTest turns the old mode on before each run; app.py turns it off when the server starts, so do the same here."""
    made = PagesManager.__init__

    def make(self: PagesManager, *args: Any, **more: Any) -> None:
        made(self, *args, **more)
        PagesManager.uses_pages_directory = False

    monkeypatch.setattr(PagesManager, "__init__", make)
