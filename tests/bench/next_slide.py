"""From the key to the chart: how long the next slide of a meeting takes to stand on the screen. ``python -m tests.bench.next_slide``.

In Chromium, on the illustrative borough: the time from pressing the key to the frame in which the next slide stands with every picture
drawn, beside a bare Streamlit page that holds the same slides as finished HTML. Exit 1 where half of ours take over twice as long.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.bench.visitor import ROOT, serving
from tests.browser.conftest import chromium
from tests.conftest import make_borough

LIMIT = 2.0
TIMED = """(press) => new Promise((done) => {
  const slide = () => document.querySelector('.slide'), before = slide().innerHTML, start = performance.now();
  press === 'key'
    ? document.body.dispatchEvent(new KeyboardEvent('keydown', {key: 'ArrowRight', bubbles: true, composed: true, cancelable: true}))
    : [...document.querySelectorAll('button')].find((one) => one.textContent === 'Next').click();
  const look = () => {
    const now = slide();
    const drawn = now && now.innerHTML !== before && [...now.querySelectorAll('img')].every((one) => one.complete && one.naturalWidth);
    drawn ? requestAnimationFrame(() => done([performance.now() - start, now.innerHTML])) : requestAnimationFrame(look);
  };
  look();
})"""


def walked(page: Page, press: str, many: int) -> tuple[list[float], list[str]]:
    """(milliseconds, HTML) of each next slide."""
    found = []
    for _ in range(many):
        page.wait_for_selector("[data-test-script-state='notRunning']")
        found.append(page.evaluate(TIMED, press))
    return [ms for ms, _ in found], [html for _, html in found]


def measured(rounds: int) -> dict[str, float]:
    """Medians and slowest, ours and bare; the first walk of each warms it and is not counted."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        made = make_borough(Path(folder) / "home")
        slides, log = Path(folder) / "slides.json", Path(folder) / "log.txt"
        browser = driver.chromium.launch(executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": 1920, "height": 1080})
        ours: list[float] = []
        bare: list[float] = []
        with serving(ROOT / "app.py", log, {"SEND_HOME": str(made)}) as (address, _, _):
            for n in range(rounds + 1):
                page.goto(f"{address}/present?area=Westmere&slide=headline")
                page.wait_for_selector(".st-key-present_heard i.heard", state="attached")
                many = int(page.locator("[class*='present_bar'] b").inner_text().split()[-1]) - 1
                first = page.locator(".slide").inner_html()
                times, bodies = walked(page, "key", many)
                ours += times if n else []
        slides.write_text(json.dumps([first, *bodies]), encoding="utf-8")
        with serving(Path(__file__).parent / "bare_slides.py", log, {"BARE_SLIDES": str(slides)}) as (address, _, _):
            for n in range(rounds + 1):
                page.goto(address)
                page.wait_for_selector(".slide")
                times, _ = walked(page, "button", many)
                bare += times if n else []
        browser.close()
    half, plain = statistics.median(ours), statistics.median(bare)
    return {"slides": many + 1, "ms": round(half, 1), "slowest_ms": round(max(ours), 1), "bare_ms": round(plain, 1),
            "bare_slowest_ms": round(max(bare), 1), "ratio": round(half / plain, 2)}  # fmt: skip


def main() -> int:
    """Prints the times."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    found = measured(options.rounds)
    print(", ".join(f"{name} {value}" for name, value in found.items()))
    if options.json:
        options.json.write_text(json.dumps(found), encoding="utf-8")
    return int(found["ratio"] > LIMIT)


if __name__ == "__main__":
    sys.exit(main())
