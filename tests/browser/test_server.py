"""The server itself: no page answers before app.py has run, it listens on loopback only, and a reader never sees a traceback."""

from __future__ import annotations

import os
import re
from pathlib import Path

import psutil
import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import serving

pytestmark = pytest.mark.browser
PAGES = (
    "", "overview", "section", "meetings", "priority", "plan", "thread", "evidence", "exceptions", "risks", "moved",
    "signals", "kpi", "benchmark", "explore", "peers", "load", "sources", "about", "settings", "health", "accessibility",
)  # fmt: skip
# A server of its own for each takes five seconds: a few here, all by EVERY_PAGE=1 python -m pytest tests/browser/test_server.py
FIRST = PAGES if os.environ.get("EVERY_PAGE") else ("", "section", "kpi", "benchmark", "load", "health")


@pytest.mark.parametrize("first", FIRST)
def test_the_first_request_of_a_fresh_server_runs_app_py(first: str, browser: Browser, first_load: Path, tmp_path: Path) -> None:
    """Streamlit's old multi-page mode would run pages/<name>.py alone: no stylesheet, no choices, no page."""
    with serving(first_load, tmp_path / "log.txt") as address:
        context = browser.new_context()
        page = context.new_page()
        page.goto(f"{address}/{first}")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        expect(page.get_by_role("button", name="Files")).to_be_attached()
        assert page.get_by_text("Page not found").count() == 0
        context.close()


def test_it_listens_on_this_machine_only_and_calls_nobody(browser: Browser, served: str) -> None:
    port = int(served.rsplit(":", 1)[1])
    listening = {c.laddr.ip for c in psutil.net_connections("tcp") if c.status == "LISTEN" and c.laddr.port == port}
    assert listening == {"127.0.0.1"}
    context = browser.new_context()
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{served}/kpi?area=Bury&kpi=S5")
    expect(page.locator(".js-plotly-plot svg.main-svg").first).to_be_visible()
    assert [url for url in asked if not re.match(r"(http|ws)://127\.0\.0\.1:|data:|blob:", url)] == []
    assert page.get_by_test_id("stMainMenu").count() == 0
    context.close()
