"""A meeting agrees a rating: recorded in three actions, seen in the history at once, and taken back."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from data.records.journal import Journal
from tests.browser.conftest import agree, serving

pytestmark = pytest.mark.browser
WHY = "Audits show better plans"


def test_a_rating_is_recorded_in_three_actions_seen_and_taken_back(
    page: Page, shot: Callable[[Page, str], None], home: Path, tmp_path: Path
) -> None:
    with serving(home, tmp_path / "log.txt") as address:
        page.goto(f"{address}/priority?area=Bury&priority=3")
        form = page.get_by_test_id("stForm")
        expect(form.get_by_role("button", name="Record")).to_be_visible()
        expect(page.get_by_text("No rating was recorded.")).to_be_visible()
        agree(form, "Amber/Green", WHY)
        expect(page.get_by_text(re.compile("^Recorded: Amber/Green for priority 3"))).to_be_visible()
        expect(page.locator(".visits > div")).to_have_count(1)
        expect(page.locator(".visits .badge")).to_contain_text("Amber/Green")
        expect(form.get_by_label("Reason")).to_have_value("")
        page.get_by_text("By whom, why and where it is written").click()
        expect(page.get_by_role("cell", name=WHY)).to_be_visible()
        shot(page, "judgement")
        page.get_by_role("button", name="Undo").click()
        expect(page.get_by_text("Taken back.")).to_be_visible()
        expect(page.get_by_text("No rating was recorded.")).to_be_visible()
        expect(page.locator(".visits")).to_have_count(0)
    recorded, undone = Journal(home).entries(kind="judgement")
    assert recorded.body == {"rag": "amber/green", "reason": WHY}
    assert (undone.body, undone.follows) == (None, recorded.id)
