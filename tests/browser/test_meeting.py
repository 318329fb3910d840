"""A meeting on one priority: its KPIs and late actions seen, evidence opened, a rating agreed, and the visit before replayed."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from data.catalogue.catalogue import Catalogue
from data.records.journal import Journal
from loaders import read_plan
from tests.browser.conftest import agree, serving
from tests.conftest import BURY, RECEIVED, ROOT, writer
from tests.factories.records import PDF, png

pytestmark = pytest.mark.browser
PLAN = ROOT / "data" / "samples" / "bury_plan_2017.xlsx"
FIRST_VISIT = datetime(2018, 7, 26, 14, tzinfo=UTC)
WHY = "Health and care now plan together"
SEEN = """(words) => { const one = [...document.querySelectorAll('.sd h2, .sd td, .sd th, .sd p, button, .sd .badge')]
  .find((el) => el.textContent.includes(words)); if (!one) return false;
  const box = one.getBoundingClientRect(); return box.top >= 0 && box.bottom <= innerHeight; }"""


@pytest.fixture
def before(home: Path, catalogue: Catalogue) -> Path:
    """A home with the scorecard and the plan of Bury, a rating agreed at an earlier visit, and three pieces of evidence."""
    content = PLAN.read_bytes()
    plan = read_plan(PLAN.name, content, catalogue)
    writer(home, "AB").keep_plan(plan, content, received=RECEIVED, at=datetime(2017, 10, 27, 12, tzinfo=UTC))
    journal = Journal(home)
    journal.append(
        "judgement", BURY, "2018-07-26/3", {"rag": "red", "reason": "No joint plans"}, who="AB", recorded_at=FIRST_VISIT, seen=None
    )
    for key, name, held, to in (("E1", "minutes.pdf", PDF, "priority"), ("E2", "photo.png", png(), "action")):
        digest, kept = journal.keep(name, held)
        body = {"title": f"Evidence {key}", "date": f"2018-06-0{key[1]}", "file": digest, "file_name": kept,
                "attached": [{"to": to, "key": "3" if to == "priority" else "3.1.1"}]}  # fmt: skip
        journal.append("evidence", BURY, key, body, who="AB", recorded_at=FIRST_VISIT, seen=None)
    return home


def at_rest(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator("[data-test-script-state='notRunning']")).to_have_count(1)
    expect(page.get_by_test_id("stSkeleton")).to_have_count(0)


def test_a_meeting_on_priority_3(page: Page, shot: Callable[[Page, str], None], before: Path, tmp_path: Path) -> None:
    with serving(before, tmp_path / "log.txt") as address:
        page.goto(f"{address}/priority?area=Bury&priority=3")
        at_rest(page)
        for words in ("Agreed at visits", "KPIs: 10, 0 with a figure", "NEET or not known", "Actions: 9, 9 overdue", "3.1.1",
                      "Evidence: 2", "Evidence E1", "Evidence E2", "Record"):  # fmt: skip
            assert page.evaluate(SEEN, words), f"not on the first screen: {words}"
        shot(page, "meeting-before")

        with page.expect_download() as saved:
            page.locator(".st-key-ev_one_3_E1_row").get_by_role("button", name="Open").click()
        assert saved.value.suggested_filename == "minutes.pdf"
        assert Path(saved.value.path()).read_bytes() == PDF
        page.locator(".st-key-ev_one_3_E2_row").get_by_text("Show").click()
        expect(page.get_by_role("img", name="Evidence E2")).to_be_visible()
        page.locator(".st-key-ev_one_3_E2_row").get_by_text("Show").click()

        form = page.get_by_test_id("stForm").first
        expect(page.locator(".visits > div")).to_have_count(1)
        agree(form, "Amber/Green", WHY)
        expect(page.get_by_text(re.compile("^Recorded: Amber/Green for priority 3"))).to_be_visible()
        expect(page.locator(".visits > div")).to_have_count(2)
        expect(page.locator(".visits .badge")).to_have_text(["Red", "Amber/Green"])
        shot(page, "meeting-agreed")

        page.goto(f"{address}/priority?area=Bury&priority=3&as_at=2018-07-26")
        at_rest(page)
        expect(page.locator(".visits .badge")).to_have_text(["Red"])
        expect(page.get_by_text("As it stood on 26 July 2018").first).to_be_visible()
        expect(page.get_by_text("Actions: 9, 5 overdue")).to_be_visible()
        expect(page.get_by_text("Evidence E1")).to_be_visible()
        expect(page.get_by_role("button", name="Record")).to_have_count(0)
        shot(page, "meeting-replayed")
    assert [one.body["rag"] for one in Journal(before).entries(kind="judgement") if one.body] == ["red", "amber/green"]


def test_a_file_is_attached_and_a_link_opens_apart(page: Page, shot: Callable[[Page, str], None], before: Path, tmp_path: Path) -> None:
    with serving(before, tmp_path / "log.txt") as address:
        page.goto(f"{address}/plan?area=Bury&action=3.2.1")
        at_rest(page)
        expect(page.get_by_text("Evidence: none yet")).to_be_visible()
        for link in (False, True):
            page.get_by_text("Add or change evidence of action 3.2.1").click() if not link else None
            if link:
                page.get_by_label("Or a web address").fill(f"{address}/_stcore/health")
            else:
                page.locator("input[type=file]").set_input_files({"name": "audit.pdf", "mimeType": "application/pdf", "buffer": PDF})
                expect(page.get_by_text("audit.pdf")).to_be_visible()
            page.get_by_label("Title").fill("Health" if link else "Audit")
            page.get_by_role("group", name="Date of the evidence").get_by_role("spinbutton").first.click()
            page.keyboard.type("01062018")
            page.keyboard.press("Tab")
            page.get_by_role("button", name="Add", exact=True).click()
            expect(page.get_by_text(f"Saved E{4 if link else 3}.")).to_be_visible()
        expect(page.get_by_text("Evidence: 2")).to_be_visible()
        shot(page, "evidence-attached")
        with page.context.expect_page() as opened:
            page.get_by_role("link", name="Health (opens a new tab)").click()
        opened.value.wait_for_load_state()
        assert opened.value.url.endswith("/_stcore/health")
        assert opened.value.evaluate("opener === null && document.referrer === ''")
        page.goto(f"{address}/evidence?area=Bury")
        at_rest(page)
        expect(page.get_by_role("heading", level=1)).to_have_text("4 pieces of evidence, 4 not yet checked")
        shot(page, "evidence-all")
