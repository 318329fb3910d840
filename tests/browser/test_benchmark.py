"""The Benchmark page in a real Chromium: a deep link opened, its choices changed, the way back, and the file taken away."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import serving
from tests.factories.made_release import load, release


@pytest.fixture(scope="module")
def england_served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server that holds the made-up release."""
    folder = tmp_path_factory.mktemp("benchmark")
    with serving(load(folder / "home", release(folder / "lait")), folder / "log.txt") as address:
        yield address


def test_a_deep_link_its_choices_and_the_way_back(page: Page, england_served: str) -> None:
    page.goto(f"{england_served}/benchmark?area=Bury&kpi=S5&view=time")
    title = page.get_by_role("heading", level=1)
    expect(title).to_contain_text("Bury 80.0% in 2024, 2nd of 12 authorities")
    picture = page.locator(".js-plotly-plot")
    expect(picture.get_by_text("Neighbours’ mean 43.9%")).to_be_visible()
    page.get_by_role("radio", name="Spread").click()
    expect(picture.get_by_text("Middle 45.0%")).to_be_visible()
    assert "view=spread" in page.url
    page.get_by_label("Neighbours", exact=True).first.click()
    page.get_by_text("Greater Manchester", exact=True).click()
    expect(page.get_by_text("none of 9 has a figure; Greater Manchester list").first).to_be_visible()
    page.get_by_label("Neighbours", exact=True).first.click()
    page.get_by_text("May 2025", exact=True).last.click()
    expect(title).to_contain_text("mean of 9 of 10, Nottinghamshire missing; May 2025 list")
    page.get_by_label("Area", exact=True).first.click()
    page.keyboard.type("Kent")
    page.keyboard.press("Enter")
    expect(title).to_contain_text("Kent 40.0% in 2024")
    assert "view=spread" in page.url and "area=Kent" in page.url
    page.go_back()
    expect(title).to_contain_text("Bury 80.0% in 2024")


def test_the_file_has_the_shape_of_dfes_own(page: Page, england_served: str, tmp_path: Path) -> None:
    """Bury is second of twelve; the columns and NA are those of dfe-data.md 1.5."""
    page.goto(f"{england_served}/benchmark?area=Bury&measure=SEN_EHC_All_20wks")
    expect(page.locator(".js-plotly-plot").get_by_text("Bury 80.0%").first).to_be_visible()
    with page.expect_download() as taken:
        page.get_by_role("button", name="CSV", exact=True).click()
    assert taken.value.suggested_filename.startswith("New-EHC-plans-issued-within-20-weeks-All-LAs-Local-Authorities-20")
    taken.value.save_as(tmp_path / "taken.csv")
    lines = (tmp_path / "taken.csv").read_text(encoding="utf-8").splitlines()
    assert lines[0] == '"LA Number","LA","2021","2022","2023","2024","Change from previous year","Rank"'
    assert '351,"Bury",65,70,75,80,5,"2"' in lines
    assert '891,"Nottinghamshire",NA,NA,NA,NA,NA,NA' in lines


@pytest.mark.parametrize("width", [1280, 1920])
def test_the_choices_stay_in_one_row(page: Page, england_served: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": width * 9 // 16})
    page.goto(f"{england_served}/benchmark?area=Bury&kpi=S5")
    expect(page.locator(".js-plotly-plot").get_by_text("Bury 80.0%").first).to_be_visible()
    wide = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert wide[0] <= wide[1]
    tops = {round(box["y"]) // 12 for one in page.locator(".st-key-strip > *").all() if (box := one.bounding_box()) and box["height"] > 8}
    assert len(tops) <= 2
