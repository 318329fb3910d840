"""Over time in a real browser: a backlog typed into the what-if tells when it clears, and a changed number changes it."""

from __future__ import annotations

from playwright.sync_api import Page, expect


def test_a_backlog_is_tried_out_with_three_numbers(page: Page, served: str) -> None:
    page.goto(f"{served}/kpi?area=Bury&kpi=S5&view=Over+time&as_at=2026-09-30")
    expect(page.get_by_text("Three numbers are needed")).to_be_visible()
    for label, number in (("Open over 20 weeks", "60"), ("Falling due a month", "24"), ("Issued a month", "30")):
        box = page.get_by_label(label, exact=True)
        box.fill(number)
        box.press("Enter")
        expect(box).to_have_value(number)
    expect(page.get_by_role("row", name="Sept 2027 (target month)")).to_contain_text("100.0%")
    page.get_by_label("Issued a month", exact=True).fill("25")
    page.get_by_label("Issued a month", exact=True).press("Enter")
    expect(page.get_by_role("row", name="Sept 2027 (target month)")).to_contain_text("48")
    expect(page.locator(".st-key-what_if")).to_contain_text("The backlog clears in Sept 2031, after 60 months.")
