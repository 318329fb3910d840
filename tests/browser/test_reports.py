"""A highlight report printed by a real browser: one page of A4, however much is recorded."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page

from kpis.exports.document.facts import ReportFacts
from kpis.exports.pack.web_page import web_page
from kpis.exports.report.highlight import highlight
from tests.factories.report_facts import HOSTILE, borough_facts, facts_of_bury, full


@pytest.fixture(scope="session")
def bury_facts(first_load: Path) -> ReportFacts:
    return facts_of_bury(first_load)


pytestmark = pytest.mark.browser


def test_a_highlight_report_prints_on_one_page(bury_facts: ReportFacts, borough: Path, tmp_path: Path, page: Page) -> None:
    sentence = "A sentence of some length that says what was done, by whom and why. "
    made = [highlight(full(bury_facts, text), 6) for text in ("Something", sentence, sentence * 3, HOSTILE)]
    other = borough_facts(borough)
    made += [highlight(bury_facts, 6), *(highlight(other, p.number) for p in other.priorities)]
    for report in made:
        path = tmp_path / "report.html"
        path.write_bytes(web_page(report))
        page.goto(path.as_uri())
        assert pages_of(page) == 1, report.title
    page.evaluate("document.querySelector('main').insertAdjacentHTML('beforeend', '<p>more</p>'.repeat(80))")
    assert pages_of(page) > 1


def pages_of(page: Page) -> int:
    """On how many sheets a page is printed."""
    return page.pdf(prefer_css_page_size=True).count(b"/Type /Page\n")
