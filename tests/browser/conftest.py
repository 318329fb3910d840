"""A real server on a free port and a real Chromium, once for all journeys; each test gets a page of its own."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from tests.conftest import ROOT

SHOTS = Path(__file__).parent / "shots"
expect.set_options(timeout=60_000)  # a cold browser loads 5 MB of Plotly first
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")


def chromium() -> str:
    """Where Chromium is on this machine, or an empty string."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), "")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not (path := chromium()):
        if os.environ.get("CI"):
            pytest.fail("CI must install Chromium: see .ci/run")
        pytest.skip("no Chromium on this machine: install Chromium or Chrome, or set CHROMIUM to its path")
    with sync_playwright() as driver:
        started = driver.chromium.launch(
            executable_path=path,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run",
                  "--host-resolver-rules=MAP *.example 127.0.0.1",
                  "--disable-features=LocalNetworkAccessChecks"],  # not every browser keeps pages away from this computer by itself
        )  # fmt: skip
        yield started
        started.close()


def free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])


@contextmanager
def serving(home: Path, log: Path, script: Path = ROOT / "app.py") -> Iterator[str]:
    """The dashboard, or another ``script``, served from ``home``; yields its address once it answers and ends the process after."""
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", str(script), "--server.port", str(port)]
    with log.open("w", encoding="utf-8") as out:
        process = subprocess.Popen(
            command, cwd=ROOT, env=os.environ | {"SEND_HOME": str(home), "PYTHONPATH": str(ROOT)}, stdout=out, stderr=out
        )
        try:
            address = f"http://127.0.0.1:{port}"
            for _ in range(600):
                try:
                    urlopen(f"{address}/_stcore/health", timeout=5).close()
                    break
                except (URLError, OSError):
                    if process.poll() is not None:
                        pytest.fail(f"the server ended: {log.read_text(encoding='utf-8')}")
                    try:
                        process.wait(0.1)
                    except subprocess.TimeoutExpired:
                        continue
            else:
                pytest.fail("the server did not answer in a minute")
            yield address
        finally:
            process.terminate()
            process.wait(20)
            if "Traceback" in (said := log.read_text(encoding="utf-8", errors="replace")):
                print(said)  # a failed test shows what went wrong in its server


@pytest.fixture(scope="session")
def served(first_load: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server that holds the Bury sample."""
    folder = tmp_path_factory.mktemp("served")
    home = shutil.copytree(first_load, folder / "home")
    with serving(Path(home), folder / "log.txt") as address:
        yield address


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page at 1280 by 720 that fails the test on any script error."""
    context = browser.new_context(viewport={"width": 1280, "height": 720}, accept_downloads=True)
    opened = context.new_page()
    opened.set_default_timeout(60_000)
    errors: list[str] = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    yield opened
    context.close()
    assert not errors


@pytest.fixture
def shot() -> Callable[[Page, str], None]:
    """Keeps a screenshot under tests/browser/shots, to be opened and looked at."""
    SHOTS.mkdir(exist_ok=True)
    return lambda opened, name: opened.screenshot(path=SHOTS / f"{name}.png") and None


MOST_ACTIONS = 3  # a rating is recorded in a meeting in no more than these


def agree(form: Locator, rating: str, why: str) -> None:
    """Records the rating agreed in the form of a priority, an action at a time, counted."""
    actions: list[Callable[[], None]] = [
        lambda: form.get_by_role("radio", name=rating, exact=True).click(),
        lambda: form.get_by_label("Reason").fill(why),
        lambda: form.get_by_role("button", name="Record").click(),
    ]
    assert len(actions) <= MOST_ACTIONS
    for act in actions:
        act()
