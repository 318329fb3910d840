"""axe-core in Chromium on every page, both themes: nothing of ours; of Streamlit's own, exactly what the statement lists.

A page is loaded once: it is judged in the light theme, then drawn anew in the dark one, as by Rerun, and judged again.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal

import axe_playwright_python
import pytest
from playwright.sync_api import Page, expect

from app import PAGES
from data.catalogue.accessibility import read
from kpis.charts.style.palette import DARK, LIGHT
from tests.browser.conftest import serving

pytestmark = pytest.mark.browser
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Other states of the pages, whose elements the plain address does not draw.
STATES = (
    "kpi?kpi=S5&view=Table", "kpi?kpi=S5&view=Is+it+real%3F", "kpi?kpi=S5&view=Over+time", "kpi?kpi=S3&view=Compared",
    "kpi?kpi=S5&view=Targets", "kpi?kpi=S5&view=Actions", "kpi?kpi=E1", "risks?view=dependency",
    "risks?view=you_said", "meetings?view=recommendations", "about?about=Methods", "about?about=Glossary",
)  # fmt: skip
RUN = """([rules, listed]) => axe.run(document, {resultTypes: ['violations'], runOnly: rules}).then((found) => found.violations.flatMap(
  (rule) => rule.nodes.map((node) => {
    const at = document.querySelector(node.target.join(' '));
    const known = listed.find((one) => one.rule === rule.id && at && at.matches(one.selector));
    return [rule.id, known ? known.selector : '', node.html.slice(0, 160)];
  })))"""


@pytest.fixture(scope="module")
def westmere(borough: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server that holds the whole illustrative borough."""
    folder = tmp_path_factory.mktemp("axe")
    with serving(Path(shutil.copytree(borough, folder / "home")), folder / "log.txt") as address:
        yield address


Theme = Literal["light", "dark"]
THEMES: tuple[Theme, ...] = ("light", "dark")
EVERY = os.environ.get("EVERY_PAGE")
IN_DARK = (*PAGES, *STATES) if EVERY else (*PAGES, *STATES)[::3]  # in light all are judged; in dark a third, all by EVERY_PAGE=1
GROUND = {"light": LIGHT.page, "dark": DARK.page}
RGB = {theme: f"rgb({', '.join(str(int(ground[at : at + 2], 16)) for at in (1, 3, 5))})" for theme, ground in GROUND.items()}
SHELL = "(colour) => getComputedStyle(document.querySelector('.stApp')).backgroundColor === colour"
DRESSED = """(ground) => [...document.querySelectorAll('style')].some(
  (one) => one.textContent.includes('.sd ') && one.textContent.includes(ground))"""


def drawn(page: Page) -> None:
    """Waits until a page stands whole."""
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator("[data-test-script-state='notRunning']")).to_have_count(1)
    expect(page.get_by_test_id("stSkeleton")).to_have_count(0)


def load(page: Page, address: str) -> None:
    """Opens a page in the light theme, with axe-core in it."""
    page.emulate_media(color_scheme="light")
    page.goto(address)
    drawn(page)
    page.evaluate(AXE)


def redraw(page: Page, theme: Theme) -> None:
    """Has a loaded page drawn anew in a theme: Streamlit's own part follows at once, ours with the next run."""
    page.emulate_media(color_scheme=theme)
    page.wait_for_function(SHELL, arg=RGB[theme])
    page.keyboard.press("r")
    page.wait_for_function(DRESSED, arg=GROUND[theme])
    drawn(page)


def judged(page: Page) -> tuple[set[tuple[str, str]], list[str]]:
    """What axe-core finds on a loaded page: what the statement lists, and the rest in words."""
    listed: list[Mapping[str, Any]] = [{"rule": one.rule, "selector": one.selector} for one in read().known if one.rule]
    found = page.evaluate(RUN, [RULES, listed])
    return {(rule, known) for rule, known, _ in found if known}, [f"{rule}: {html}" for rule, known, html in found if not known]


def test_no_page_has_a_fault_that_the_statement_does_not_list(westmere: str, page: Page) -> None:
    faults: dict[tuple[Theme, str], list[str]] = {}
    seen: dict[Theme, dict[tuple[str, str], set[str]]] = {theme: {} for theme in THEMES}
    for path in (*PAGES, *STATES):
        load(page, f"{westmere}/{'' if path == 'overview' else path}{'&' if '?' in path else '?'}area=Westmere")
        for theme in THEMES if path in IN_DARK else THEMES[:1]:
            if theme != "light":
                redraw(page, theme)
            known, others = judged(page)
            for one in known:
                seen[theme].setdefault(one, set()).add(path.partition("?")[0])
            if others:
                faults[theme, path] = others
    assert faults == {}
    listed = {(one.rule, one.selector): set(one.pages) for one in read().known if one.rule}
    assert seen["light"] == listed
    assert seen["dark"] == listed if EVERY else all(pages <= listed[one] for one, pages in seen["dark"].items())


def test_an_empty_home_has_no_fault_either(page: Page, tmp_path: Path) -> None:
    found: dict[tuple[Theme, str], list[str]] = {}
    with serving(tmp_path / "none", tmp_path / "log.txt") as address:
        for path in ("", "kpi", "plan"):
            load(page, f"{address}/{path}")
            for theme in THEMES:
                if theme != "light":
                    redraw(page, theme)
                found[theme, path] = judged(page)[1]
        page.goto("about:blank")  # before the server goes
    assert found == {(theme, path): [] for theme in THEMES for path in ("", "kpi", "plan")}


def test_a_fault_planted_in_a_page_is_found(westmere: str, page: Page) -> None:
    page.add_init_script(
        "addEventListener('DOMContentLoaded', () => { const one = document.createElement('button'); document.body.append(one); })"
    )
    load(page, f"{westmere}/accessibility")
    assert any(fault.startswith("button-name") for fault in judged(page)[1])


def test_colours_of_one_theme_on_the_ground_of_the_other_are_found(westmere: str, page: Page) -> None:
    """What the second judgement is for, and that it is of a page as the second theme draws it."""
    load(page, f"{westmere}/accessibility")
    assert judged(page)[1] == []
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(SHELL, arg=RGB["dark"])
    assert any(fault.startswith("color-contrast") for fault in judged(page)[1])
