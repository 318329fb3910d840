"""axe-core in Chromium on every page, both themes: nothing of ours; of Streamlit's own, exactly what the statement lists."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, Page, expect

from app import PAGES
from data.catalogue.accessibility import read
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


def judged(page: Page, address: str) -> tuple[set[tuple[str, str]], list[str]]:
    """What axe-core finds on a page: what the statement lists, and the rest in words."""
    page.goto(address)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator("[data-test-script-state='notRunning']")).to_have_count(1)
    expect(page.get_by_test_id("stSkeleton")).to_have_count(0)
    listed: list[Mapping[str, Any]] = [{"rule": one.rule, "selector": one.selector} for one in read().known if one.rule]
    page.evaluate(AXE)
    found = page.evaluate(RUN, [RULES, listed])
    return {(rule, known) for rule, known, _ in found if known}, [f"{rule}: {html}" for rule, known, html in found if not known]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_page_has_a_fault_that_the_statement_does_not_list(theme: Any, westmere: str, browser: Browser) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 720}, color_scheme=theme)
    page = context.new_page()
    faults: dict[str, list[str]] = {}
    seen: dict[tuple[str, str], set[str]] = {}
    for path in (*PAGES, *STATES):
        name = path.partition("?")[0]
        address = f"{westmere}/{'' if path == 'overview' else path}{'&' if '?' in path else '?'}area=Westmere"
        known, others = judged(page, address)
        for one in known:
            seen.setdefault(one, set()).add(name)
        if others:
            faults[path] = others
    context.close()
    assert faults == {}
    assert seen == {(one.rule, one.selector): set(one.pages) for one in read().known if one.rule}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_an_empty_home_has_no_fault_either(theme: Any, browser: Browser, tmp_path: Path) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 720}, color_scheme=theme)
    with serving(tmp_path / "none", tmp_path / "log.txt") as address:
        found = {path: judged(context.new_page(), f"{address}/{path}")[1] for path in ("", "kpi", "plan")}
    context.close()
    assert found == {"": [], "kpi": [], "plan": []}


def test_a_fault_planted_in_a_page_is_found(westmere: str, page: Page) -> None:
    page.add_init_script(
        "addEventListener('DOMContentLoaded', () => { const one = document.createElement('button'); document.body.append(one); })"
    )
    assert any(fault.startswith("button-name") for fault in judged(page, f"{westmere}/accessibility")[1])
