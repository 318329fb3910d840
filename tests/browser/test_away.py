"""A real server over damaged homes, and while it is away: it is up, says what it does, and never speaks of the internet."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import psutil
import pytest
from playwright.sync_api import Browser, expect

from data.home.identity import HomeIdentity
from tests.browser.conftest import serving

pytestmark = pytest.mark.browser
WORDS = "The dashboard is starting again. This page comes back by itself; what you typed stays in its box."


def _cut(home: Path) -> None:
    for path in (home / "build").glob("0*.duckdb"):
        os.truncate(path, 100_000)


def test_a_server_over_a_damaged_build_is_up_and_the_figures_come(first_load: Path, tmp_path: Path, browser: Browser) -> None:
    home = Path(shutil.copytree(first_load, tmp_path / "home"))
    _cut(home)
    with serving(home, tmp_path / "log.txt") as address:
        page = browser.new_page()
        page.goto(f"{address}/overview")
        expect(page.get_by_role("heading", level=1)).to_contain_text("nothing can be said today")
        page.close()
    assert "The figures are being made again" in (tmp_path / "log.txt").read_text(encoding="utf-8")


def test_a_server_over_a_home_that_is_gone_says_when_it_was_last_seen(first_load: Path, tmp_path: Path, browser: Browser) -> None:
    home = Path(shutil.copytree(first_load, tmp_path / "home"))
    HomeIdentity(home).mark()
    home.rename(tmp_path / "elsewhere")
    with serving(home, tmp_path / "log.txt") as address:
        page = browser.new_page()
        page.goto(f"{address}/overview")
        expect(page.get_by_role("heading", level=1)).to_have_text("Your figures are not there")
        page.get_by_role("link", name="Health").click()
        expect(page.get_by_role("button", name="Start anew here")).to_be_visible()
        page.close()


def test_while_the_server_is_away_a_calm_line_stands_and_nothing_speaks_of_the_internet(
    first_load: Path, tmp_path: Path, browser: Browser
) -> None:
    with serving(first_load, tmp_path / "log.txt") as address:
        page = browser.new_page()
        page.goto(f"{address}/overview")
        expect(page.get_by_role("heading", level=1)).to_contain_text("nothing can be said today")
        port = int(address.rsplit(":", 1)[1])
        [server] = {one.pid for one in psutil.net_connections("tcp") if one.status == "LISTEN" and one.laddr.port == port}
        psutil.Process(server).kill()
        expect(page.get_by_role("status").filter(has_text=WORDS)).to_be_visible()
        expect(page.get_by_role("dialog")).to_have_count(0)
        expect(page.get_by_role("heading", level=1)).to_contain_text("nothing can be said today")
        page.close()
