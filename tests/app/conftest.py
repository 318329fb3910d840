"""What every test of the pages needs before it runs them."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from streamlit.runtime.pages_manager import PagesManager

from data.catalogue.catalogue import Catalogue
from loaders import read_plan
from tests.conftest import RECEIVED, writer
from tests.factories.records import PLAN


@pytest.fixture(autouse=True)
def _old_multipage_mode_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """AppTest turns the old mode on before each run; app.py turns it off when the server starts, so do the same here."""
    made = PagesManager.__init__

    def make(self: PagesManager, *args: Any, **more: Any) -> None:
        made(self, *args, **more)
        PagesManager.uses_pages_directory = False

    monkeypatch.setattr(PagesManager, "__init__", make)


@pytest.fixture
def planned(home: Path, catalogue: Catalogue) -> Path:
    """The home with Bury's scorecard, and the plan beside it."""
    content = PLAN.read_bytes()
    version = read_plan(PLAN.name, content, catalogue)
    writer(home, "AB").keep_plan(version, content, received=RECEIVED, at=datetime(2017, 10, 27, 12, tzinfo=UTC))
    return home
