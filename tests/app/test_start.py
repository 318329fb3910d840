"""What happens before the first reader: the old multi-page mode off, figures read, what is imported frozen."""

from __future__ import annotations

import asyncio
import gc
import importlib
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from streamlit.runtime.pages_manager import PagesManager

from pages.queries import session
from tests.conftest import ROOT


@pytest.fixture
def started(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEND_HOME", str(home))
    monkeypatch.setattr(PagesManager, "uses_pages_directory", True)
    life = importlib.import_module("app")._life

    async def once() -> None:
        async with life(None):
            pass

    gc.unfreeze()
    asyncio.run(once())


def test_no_page_can_run_without_app_py(started: None) -> None:
    assert PagesManager.uses_pages_directory is False


def test_what_is_imported_is_frozen_out_of_the_collector(started: None) -> None:
    assert gc.get_freeze_count() > 50_000
    gc.unfreeze()


def test_the_first_reader_waits_for_no_figures(started: None) -> None:
    reads = session.held_of.cache_info().misses
    session.held("E08000002")
    assert session.held_of.cache_info().misses == reads


def test_the_files_in_pages_only_define_and_run_nothing() -> None:
    """Run alone, as Streamlit's old mode would, a page draws nothing."""
    paths = sorted(map(str, (ROOT / "pages").glob("*.py")))
    code = f"import runpy\nfor path in {paths!r}: print('render' in runpy.run_path(path, run_name='__main__'))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == [str(not path.endswith("__init__.py")) for path in paths]


def test_the_server_is_set_to_loopback_quiet_and_without_tracebacks() -> None:
    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert config["server"]["address"] == "127.0.0.1"
    assert config["server"]["enableXsrfProtection"] is True
    assert config["browser"]["gatherUsageStats"] is False
    assert config["client"] == {"toolbarMode": "minimal", "showErrorDetails": "none"}
