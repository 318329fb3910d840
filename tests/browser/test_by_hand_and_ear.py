"""The pages by keyboard alone, zoomed to 200%, and as a screen reader meets them, kept as text."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from app import PAGES
from tests.browser.conftest import serving

pytestmark = pytest.mark.browser
GOLDEN = Path(__file__).parent / "golden"
MOST = 250  # presses of Tab; more than any page has to reach
# What has the focus, through the shadow of a component: its place in the page, its name, whether a ring is drawn on it or around it.
FOCUSED = """() => {
  let at = document.activeElement;
  if (!at || at === document.body) return null;
  while (at.shadowRoot && at.shadowRoot.activeElement) at = at.shadowRoot.activeElement;
  let ring = false;
  for (let one = at, up = 0; one && up < 4; one = one.parentElement, up++) {
    const style = getComputedStyle(one);
    ring = ring || (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2);
  }
  window.sdSeen = window.sdSeen || [];
  const known = window.sdSeen.indexOf(at);
  if (known < 0) window.sdSeen.push(at);
  const box = at.getBoundingClientRect();
  return {name: (at.getAttribute('aria-label') || at.innerText || at.tagName).trim().slice(0, 60), ring, again: known >= 0,
          seen: box.bottom > 0 && box.top < innerHeight && box.width > 0};
}"""
MISSED = """() => [...document.querySelectorAll('[data-testid=stMain] :is(a[href], button, input:not([type=radio]), summary)')]
  .filter((one) => one.tabIndex >= 0 && !one.disabled && one.checkVisibility({visibilityProperty: true}) && !window.sdSeen.includes(one)
    && !one.closest('[role=radiogroup]'))
  .map((one) => (one.getAttribute('aria-label') || one.innerText || one.tagName).slice(0, 60))"""
# At 200% the navigation is behind Streamlit's own button, and a wide table scrolls inside its frame, as WCAG 1.4.10 allows for tables.
CUT = """() => {
  const main = document.querySelector('[data-testid=stMain]'), faults = [];
  if (main.scrollWidth > main.clientWidth + 1) faults.push(`the page scrolls sideways: ${main.scrollWidth}`);
  for (const el of main.querySelectorAll('*')) {
    const box = el.getBoundingClientRect(), words = [...el.childNodes].filter((n) => n.nodeType === 3 && n.textContent.trim());
    if (!words.length || box.width < 2 || el.closest('.sd table, .js-plotly-plot')) continue;
    if (box.right > innerWidth + 1 || box.left < -1) faults.push(`off the window: ${el.textContent.trim().slice(0, 50)}`);
  }
  return faults;
}"""


@pytest.fixture(scope="module")
def westmere(borough: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server that holds the whole illustrative borough."""
    folder = tmp_path_factory.mktemp("ear")
    with serving(Path(shutil.copytree(borough, folder / "home")), folder / "log.txt") as address:
        yield address


def go(page: Page, address: str) -> None:
    page.goto(address)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator("[data-test-script-state='notRunning']")).to_have_count(1)
    expect(page.get_by_test_id("stSkeleton")).to_have_count(0)


@pytest.mark.parametrize("path", ["", "kpi?kpi=S5", "risks"], ids=["overview", "kpi", "risks"])
def test_tab_reaches_everything_in_order_visibly_and_leaves_again(path: str, westmere: str, page: Page) -> None:
    go(page, f"{westmere}/{path}{'&' if '?' in path else '?'}area=Westmere")
    if path.startswith("kpi"):
        expect(page.get_by_role("button", name="Copy image", exact=True)).to_be_visible()
    names: list[str] = []
    for _ in range(MOST):
        page.keyboard.press("Tab")
        at = page.evaluate(FOCUSED)
        if at is None or at["again"]:
            break
        names.append(at["name"])
        assert at["ring"], f"no ring on {at['name']}"
        assert at["seen"], f"{at['name']} has the focus out of sight"
    else:
        pytest.fail("the keyboard did not come out of the page")
    assert names[:2] == ["Skip to main content", "Figures"]
    assert names.index("Area") > names.index("Files")
    assert page.evaluate(MISSED) == []


@pytest.mark.parametrize("page_name", list(PAGES))
def test_nothing_is_lost_at_200_percent(page_name: str, westmere: str, zoomed: Page) -> None:
    go(zoomed, f"{westmere}/{'' if page_name == 'overview' else page_name}?area=Westmere")
    assert zoomed.evaluate(CUT) == []


@pytest.fixture(scope="module")
def zoomed(browser: Browser) -> Iterator[Page]:
    """A window of 1280 by 720 at 200%: 640 by 360 of the page's own pixels, two device pixels to each."""
    context = browser.new_context(viewport={"width": 640, "height": 360}, device_scale_factor=2)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize(
    ("name", "path"),
    [("overview", "?"), ("kpi_s5", "kpi?kpi=S5&"), ("priority", "priority?priority=1&"), ("risks", "risks?")],
)
def test_a_page_reads_by_ear_as_it_was_read_through(name: str, path: str, westmere: str, page: Page) -> None:
    go(page, f"{westmere}/{path}area=Westmere&as_at=2026-04-14")
    if name == "kpi_s5":
        expect(page.get_by_role("button", name="Copy image", exact=True)).to_be_visible()
        expect(page.locator(".js-plotly-plot svg.main-svg").first).to_be_visible()
    told = page.get_by_test_id("stMain").aria_snapshot() + "\n"
    told = re.sub(r"build \d{6}-[0-9a-f]{8}", "build (number)", told)
    kept = GOLDEN / f"{name}.txt"
    if os.environ.get("KEEP_GOLDEN"):
        kept.parent.mkdir(exist_ok=True)
        kept.write_text(told, encoding="utf-8")
    assert told == kept.read_text(encoding="utf-8"), "read the page through by ear, then keep it with KEEP_GOLDEN=1"
