"""Pictures of every page and of a rendered deck, to be opened and looked at. ``python -m tests.browser.pictures FOLDER``.

Every page of the illustrative borough at three sizes in both themes, every slide of Present, and the pack's slides as LibreOffice
renders them (``soffice`` and ``pdftoppm``; told and left out where they are not installed). ``--home`` takes another home, ``--only``
the pages whose name holds these letters.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, Page, expect, sync_playwright

import cli
from app import PAGES
from tests.browser.conftest import chromium, serving
from tests.conftest import make_borough

SIZES = ((1280, 720), (1366, 768), (1920, 1080))
THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
STATES = (
    "kpi?kpi=S5&view=Over+time", "kpi?kpi=S5&view=Is+it+real%3F", "kpi?kpi=S5&view=Compared", "kpi?kpi=S5&view=Targets",
    "kpi?kpi=S5&view=Table", "kpi?kpi=S5&view=Actions", "kpi?kpi=E1", "section?section=E", "risks?view=you_said",
)  # fmt: skip


def borough(home: Path) -> None:
    """Fills a home with the whole illustrative borough, its plan and its typed words."""
    make_borough(home)


def settled(page: Page, address: str) -> None:
    """Opens an address and waits until it stands, its charts too."""
    page.goto(address)
    expect(page.locator("h1, .slide h2").first).to_be_visible()
    expect(page.locator("[data-test-script-state='notRunning']")).to_have_count(1)
    expect(page.get_by_test_id("stSkeleton")).to_have_count(0)
    for chart in page.get_by_test_id("stPlotlyChart").all():
        expect(chart.locator("svg.main-svg").first).to_be_visible()


def pages(browser: Browser, address: str, folder: Path, only: str) -> int:
    """A picture a page, size and theme; the whole page at the smallest size too. Returns how many."""
    made = 0
    paths = [name for name in ("", *list(PAGES)[1:], *STATES) if only in (name or "overview")]
    for theme in THEMES:
        for width, height in SIZES:
            context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=theme)
            page = context.new_page()
            page.set_default_timeout(60_000)
            for path in paths:
                settled(page, f"{address}/{path}")
                name = re.sub(r"[^a-z0-9]+", "-", (path or "overview").lower()).strip("-")
                page.screenshot(path=folder / f"{name}-{width}-{theme}.png")
                made += 1
                if path == "present":
                    expect(page.locator(".st-key-present_heard i.heard")).to_have_count(1)
                    many = int(page.locator("[class*='present_bar'] b").inner_text().split()[-1])
                    for n in range(2, many + 1):
                        page.keyboard.press("ArrowRight")
                        expect(page.get_by_text(f"Slide {n} of {many}")).to_be_visible()
                        page.screenshot(path=folder / f"slide-{n:02}-{width}-{theme}.png")
                        made += 1
            context.close()
    return made


def deck(home: Path, folder: Path) -> int:
    """The pack's slides as LibreOffice draws them, a picture each. Returns how many; 0 where it is not installed."""
    office, to_png = shutil.which("soffice") or shutil.which("libreoffice"), shutil.which("pdftoppm")
    if not office or not to_png:
        print("The deck was not rendered: install LibreOffice and poppler's pdftoppm.", file=sys.stderr)
        return 0
    with redirect_stdout(StringIO()):
        if cli.main(["pack", "--home", str(home), "--format", "pptx", "--out", str(folder / "deck.pptx")]):
            raise RuntimeError("the pack was refused")
    with tempfile.TemporaryDirectory() as profile:
        convert = [office, f"-env:UserInstallation={Path(profile).as_uri()}", "--headless", "--convert-to", "pdf", "--outdir", str(folder)]
        subprocess.run([*convert, str(folder / "deck.pptx")], check=True, capture_output=True)
    subprocess.run([to_png, "-png", "-r", "60", str(folder / "deck.pdf"), str(folder / "deck")], check=True)
    return len(list(folder.glob("deck-*.png")))


def main() -> int:
    """Makes them all and says how many."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--home", type=Path)
    parser.add_argument("--only", default="")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as made, sync_playwright() as driver:
        home = options.home or Path(made) / "home"
        if not options.home:
            borough(home)
        browser = driver.chromium.launch(executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"])
        with serving(home, Path(made) / "log.txt") as address:
            taken = pages(browser, address, options.folder, options.only)
        browser.close()
        slides = 0 if options.only else deck(home, options.folder)
    print(f"{taken} pictures of pages, {slides} of the deck, in {options.folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
