"""What happens before the first reader: the old multi-page mode off, figures read, what is imported frozen."""

from __future__ import annotations

import asyncio
import gc
import importlib
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from streamlit.runtime.pages_manager import PagesManager

from pages.queries import area_view
from pages.shell.navigation import PAGES
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
    reads = area_view.held_of.worked
    area_view.held("E08000002")
    assert area_view.held_of.worked == reads


def test_the_files_in_pages_only_define_and_run_nothing() -> None:
    """Run alone, as Streamlit's old mode would, a page draws nothing."""
    paths = [str(ROOT / f"{entry.module.replace('.', '/')}.py") for entry in PAGES.values()]
    code = f"import runpy\nfor path in {paths!r}: print('render' in runpy.run_path(path, run_name='__main__'))"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        encoding="utf-8",
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["True"] * len(PAGES)


def test_only_the_first_page_and_what_it_needs_is_imported_before_the_first_reader() -> None:
    """The other pages and what reads files come soon after: each would keep every start waiting for what it may never need."""
    code = "import sys, app; print(*sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True, encoding="utf-8")
    modules = set(done.stdout.split())
    assert {"pages.queries.session", "pages.shell.navigation"} <= modules
    assert modules & {"loaders", "openpyxl", "docx", "pptx", *(entry.module for entry in PAGES.values())} == set()


def test_what_no_first_reader_waits_for_is_complete_soon_after(started: None) -> None:
    app = importlib.import_module("app")
    app.complete()
    assert {entry.module for entry in PAGES.values()} <= set(sys.modules)
    gc.unfreeze()


def test_readers_who_open_pages_at_once_each_get_the_page() -> None:
    code = (
        "import threading\nfrom pages.shell.navigation import PAGES, render_of\nfound = []\n"
        "def ask():\n    for name in reversed(PAGES): found.append((name, render_of(name).__module__))\n"
        "all_ = [threading.Thread(target=ask) for _ in range(8)]\n"
        "[one.start() for one in all_]; [one.join() for one in all_]\n"
        "print(len(found) == 8 * len(PAGES) and all(PAGES[name].module == module for name, module in found))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False, encoding="utf-8")
    assert done.stdout.split() == ["True"], done.stderr


def test_the_server_is_set_to_loopback_quiet_and_without_tracebacks() -> None:
    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert config["server"]["address"] == "127.0.0.1"
    assert config["server"]["allowedHosts"] == ["127.0.0.1", "localhost", "::1"]
    assert config["server"]["enableXsrfProtection"] is config["server"]["enableCORS"] is True
    assert config["server"]["enableAgentApi"] is False
    assert config["browser"]["gatherUsageStats"] is False
    assert config["client"] == {"toolbarMode": "minimal", "showErrorDetails": "none"}
