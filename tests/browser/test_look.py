"""What the eye would catch, measured in the page: small text, clipped or overflowing elements, images without words."""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.conftest import SAMPLE

pytestmark = pytest.mark.browser
PATHS = (
    "signals", "kpi?kpi=S5&view=Is+it+real%3F", "kpi?kpi=S10&view=Over+time", "kpi?kpi=E7&view=Compared",
    "", "section?section=S", "section?section=E", "priority?priority=1", "priority?priority=6", "priority?priority=3", "evidence",
    "moved?since=2017-01-01", "moved",
    "kpi?kpi=S1", "kpi?kpi=S5", "kpi?kpi=E5", "kpi?kpi=E7", "kpi?kpi=P1", "kpi?kpi=S5&view=Table", "kpi?kpi=S5&view=About",
    "sources?sheet=Scorecard&cell=D10", "load", "settings", "about", "about?about=Glossary", "about?about=Methods", "about?about=Licences",
    "meetings", "meetings?view=recommendations", "exceptions", "exceptions?kpi=S7", "risks", "risks?view=dependency", "risks?view=you_said",
    "accessibility",
)  # fmt: skip
FAULTS = """() => {
  const faults = [], wide = innerWidth;
  for (const el of document.querySelectorAll('[data-testid=stApp] *')) {
    const style = getComputedStyle(el), box = el.getBoundingClientRect();
    if (style.visibility === 'hidden' || style.display === 'none' || box.width < 2 || box.height < 2) continue;
    const words = [...el.childNodes].filter((n) => n.nodeType === 3).map((n) => n.textContent.trim()).join(' ').trim();
    if (!words) continue;
    if (parseFloat(style.fontSize) < 12.49) faults.push(`small ${style.fontSize}: ${words.slice(0, 40)}`);
    if (box.right > wide + 1 || box.left < -1) faults.push(`off the window: ${words.slice(0, 40)}`);
    if (style.overflowX !== 'visible' && el.scrollWidth > el.clientWidth + 1) faults.push(`clipped: ${words.slice(0, 40)}`);
  }
  for (const cell of document.querySelectorAll('.sd td, .sd th'))
    if (cell.scrollWidth > cell.clientWidth + 1) faults.push(`cell overflows: ${cell.textContent.slice(0, 40)}`);
  for (const image of document.querySelectorAll('.sd img')) if (!image.alt) faults.push('an image without words');
  if (document.scrollingElement.scrollWidth > wide) faults.push('the page scrolls sideways');
  if (document.querySelectorAll('h1').length !== 1) faults.push('not one first heading');
  return faults;
}"""


SIZES = ((1280, 720), (1366, 768), (1920, 1080))
DRAWN_ANEW = "(wide) => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(innerWidth === wide))))"


def test_nothing_is_small_clipped_or_off_the_window(page: Page, served: str, shot: Callable[[Page, str], None]) -> None:
    """Each page is opened once and looked at in every size, the smallest first: every other page, all by EVERY_PAGE=1."""
    faults: dict[str, list[str]] = {}

    def look(path: str, name: str) -> None:
        for wide, high in SIZES:
            page.set_viewport_size({"width": wide, "height": high})
            page.wait_for_function(DRAWN_ANEW, arg=wide)
            if found := page.evaluate(FAULTS):
                faults[f"{path}, {wide}x{high}"] = found
            shot(page, f"{wide}-{name}")
        page.set_viewport_size({"width": SIZES[0][0], "height": SIZES[0][1]})

    for path in PATHS if os.environ.get("EVERY_PAGE") else PATHS[::2]:
        page.goto(f"{served}/{path}{'&' if '?' in path else '?'}area=Bury")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        expect(page.locator("[data-test-script-state='notRunning']")).to_have_count(1)
        expect(page.get_by_test_id("stSkeleton")).to_have_count(0)
        if path.startswith("kpi") and "view" not in path and "P1" not in path:
            expect(page.locator(".js-plotly-plot svg.main-svg").first).to_be_visible()
        look(path, path.replace("?", "-").replace("&", "-").replace("=", "-") or "overview")
    page.goto(f"{served}/load")
    page.locator("input[type=file]").set_input_files(SAMPLE)
    expect(page.get_by_text("nothing is saved yet")).to_be_visible()
    look("load, with a file", "load-with-a-file")
    assert faults == {}


def test_the_overview_is_reached_by_keyboard(page: Page, served: str) -> None:
    page.goto(served)
    expect(page.get_by_role("link", name="Pupils on roll")).to_be_visible()
    page.get_by_role("link", name="Pupils on roll").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("S1 Pupils on roll")


@pytest.mark.parametrize("path", ["", "section?section=S", "priority?priority=3", "moved?since=2017-01-01", "kpi?kpi=S5", "sources"])
def test_the_choices_and_the_mark_stay_on_one_line(path: str, page: Page, served: str) -> None:
    page.goto(f"{served}/{path}{'&' if '?' in path else '?'}area=Bury&as_at=2018-09-14")
    expect(page.locator(".st-key-strip .notice")).to_contain_text("As it stood on 14 Sept 2018 · Historic")
    assert page.evaluate("document.querySelector('.st-key-strip').getBoundingClientRect().height") <= 44


MOVED = """window.moved = 0; new PerformanceObserver((list) => { for (const entry of list.getEntries()) window.moved += entry.value; })
  .observe({type: 'layout-shift', buffered: true});"""
STILL = 0.1  # what web.dev calls good; a page that jumps as its pieces arrive comes to 0.5 and more


@pytest.mark.parametrize("path", ["", "section?section=S", "kpi?kpi=S5", "meetings", "risks", "priority?priority=1", "sources"])
def test_nothing_jumps_while_a_page_loads_for_the_first_time(path: str, browser: Browser, served: str) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 720})  # nothing is in its cache
    page = context.new_page()
    page.set_default_timeout(60_000)
    page.add_init_script(MOVED)
    page.goto(f"{served}/{path}{'&' if '?' in path else '?'}area=Bury")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator("[data-test-script-state='notRunning']")).to_have_count(1)
    expect(page.get_by_test_id("stSkeleton")).to_have_count(0)
    if path.startswith("kpi"):
        expect(page.locator(".js-plotly-plot svg.main-svg").first).to_be_visible()
    moved = page.evaluate("window.moved")
    context.close()
    assert moved < STILL
