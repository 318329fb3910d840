"""What people do, in a real browser: first run, load a workbook, follow a figure to its cell, open a link, load a broken file."""

from __future__ import annotations

import csv
import re
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Literal
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import serving
from tests.conftest import SAMPLE
from tests.factories.kpi_counts import KPIS, on_burys_scorecard

pytestmark = pytest.mark.browser
NOTICE = "Historic: as printed October 2017; not current; not endorsed"
Shot = Callable[[Page, str], None]


def test_first_run_then_load_then_overview(page: Page, shot: Shot, tmp_path: Path) -> None:
    """An empty home says what to do; the workbook goes in by the uploader; the overview then holds its figures."""
    with serving(tmp_path / "home", tmp_path / "log.txt") as address:
        page.goto(address)
        expect(page.get_by_role("heading", level=1)).to_have_text("No figures yet")
        shot(page, "empty")
        page.get_by_role("link", name="Load a file").last.click()
        page.locator("input[type=file]").set_input_files(SAMPLE)
        expect(page.get_by_text("nothing is saved yet")).to_be_visible()
        expect(page.get_by_text("Does not add up as printed")).to_be_visible()
        shot(page, "load")
        page.get_by_role("button", name=f"Load {on_burys_scorecard()} KPIs for Bury").click()
        expect(page.get_by_text("Loaded bury_2017.xlsx as load 1.")).to_be_visible()
        page.get_by_role("link", name="Open the Overview").click()
        expect(page.get_by_role("heading", level=1)).to_have_text(re.compile(f"Of {KPIS} KPIs nothing can be said today"))
        expect(page.get_by_text(NOTICE).first).to_be_visible()
        expect(page.get_by_text("Page not found")).to_have_count(0)
        shot(page, "overview")


def test_a_figure_is_followed_to_its_cell(page: Page, shot: Shot, served: str) -> None:
    page.goto(served)
    page.get_by_role("link", name="New EHC plans in 20 weeks").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("S5 New EHC plans in 20 weeks")
    page.get_by_role("link", name="bury_2017.xlsx, Scorecard D10").click()
    expect(page.get_by_role("heading", name="Cell D10 of Scorecard, load 1")).to_be_visible()
    row = page.locator("tr.here").first
    expect(row).to_contain_text("100%")
    shot(page, "cell")


def test_a_deep_link_opens_where_it_says_and_back_goes_back(page: Page, shot: Shot, served: str) -> None:
    page.goto(f"{served}/kpi?area=Bury&kpi=E6&view=Table")
    expect(page.get_by_role("heading", level=1)).to_have_text("E6 Progress 8: EHC plan")
    expect(page.locator("td", has_text="−0.68").first).to_be_visible()
    page.get_by_label("KPI", exact=True).first.click()
    page.get_by_text("S3 SEN support", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("S3 SEN support")
    assert "kpi=S3" in page.url
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("E6 Progress 8: EHC plan")
    shot(page, "deep-link")


def test_a_broken_file_is_refused_in_plain_words(page: Page, shot: Shot, served: str) -> None:
    page.goto(f"{served}/load")
    page.locator("input[type=file]").set_input_files([{"name": "q3.xlsx", "mimeType": "", "buffer": b"MZ\x00 not a workbook"}])
    expect(page.get_by_text("q3.xlsx is a program, not a spreadsheet")).to_be_visible()
    expect(page.get_by_text("Nothing was changed.").first).to_be_visible()
    assert page.get_by_role("button", name=re.compile("^Load ")).count() == 0
    shot(page, "refused")


def test_a_chart_is_saved_as_an_image_that_stands_alone(page: Page, served: str, tmp_path: Path) -> None:
    page.goto(f"{served}/kpi?area=Bury&kpi=S5")
    expect(page.locator(".js-plotly-plot svg.main-svg").first).to_be_visible()
    with page.expect_download() as saved:
        page.get_by_role("button", name="SVG", exact=True).click()
    saved.value.save_as(tmp_path / "chart.svg")
    assert saved.value.suggested_filename == "bury-s5.svg"
    words = " ".join(" ".join(node.itertext()) for node in ElementTree.parse(tmp_path / "chart.svg").getroot().iter())
    for expected in ("100.0% in 2016", "Bury · 2016", "bury_2017.xlsx, Scorecard D10", "load 1", NOTICE, "Open Government Licence"):
        assert expected in words
    with page.expect_download() as saved:
        page.get_by_role("button", name="PNG", exact=True).click()
    saved.value.save_as(tmp_path / "chart.png")
    width, height = struct.unpack(">II", (tmp_path / "chart.png").read_bytes()[16:24])
    shown = page.locator(".js-plotly-plot").bounding_box()
    assert shown is not None
    assert width >= 2 * shown["width"] - 2
    assert height >= 2 * shown["height"] - 2


def test_a_chart_is_copied_to_the_clipboard(browser: Browser, served: str) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 720})
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=served)
    page = context.new_page()
    page.goto(f"{served}/kpi?area=Bury&kpi=S5")
    expect(page.locator(".js-plotly-plot svg.main-svg").first).to_be_visible()
    page.get_by_role("button", name="Copy image", exact=True).click()
    expect(page.get_by_text("Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.read().then(found => found[0].types)") == ["image/png"]
    context.close()


def test_an_image_of_a_dark_screen_is_light(browser: Browser, served: str, tmp_path: Path) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 720}, color_scheme="dark", accept_downloads=True)
    page = context.new_page()
    page.goto(f"{served}/kpi?area=Bury&kpi=S5")
    expect(page.locator(".js-plotly-plot svg.main-svg").first).to_be_visible()
    assert page.evaluate("getComputedStyle(document.querySelector('.stApp')).backgroundColor") == "rgb(16, 22, 29)"
    with page.expect_download() as saved:
        page.get_by_role("button", name="SVG", exact=True).click()
    saved.value.save_as(tmp_path / "dark.svg")
    svg = (tmp_path / "dark.svg").read_text(encoding="utf-8").upper()
    assert "#10161D" not in svg
    assert "#12436D" in svg
    context.close()


def test_a_section_is_saved_as_one_picture(page: Page, served: str, tmp_path: Path) -> None:
    page.goto(f"{served}/section?area=Bury&section=E")
    with page.expect_download() as saved:
        page.get_by_role("button", name="PNG", exact=True).click()
    saved.value.save_as(tmp_path / "section.png")
    width, height = struct.unpack(">II", (tmp_path / "section.png").read_bytes()[16:24])
    assert (width, height) > (2400, 1000)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_table_is_a_picture_that_stands_alone(browser: Browser, served: str, tmp_path: Path, scheme: Literal["light", "dark"]) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 720}, color_scheme=scheme, accept_downloads=True)
    page = context.new_page()
    page.goto(f"{served}/overview?area=Bury")
    for kind in ("svg", "png"):
        with page.expect_download() as saved:
            page.get_by_role("button", name=f"{kind.upper()} of the table").click()
        saved.value.save_as(tmp_path / f"table.{kind}")
        assert re.fullmatch(rf"bury-every-kpi-of-bury-\d{{4}}-\d\d-\d\d\.{kind}", saved.value.suggested_filename)
    root = ElementTree.parse(tmp_path / "table.svg").getroot()
    words = " ".join(" ".join("".join(node.itertext()).split()) for node in root.iter("{http://www.w3.org/2000/svg}text"))
    for printed in (
        "Every KPI of Bury",
        "Bury · as at",
        "bury_2017.xlsx",
        "load 1",
        NOTICE,
        "New EHC plans in 20 weeks",
        "100.0%",
        "Not rated",
    ):
        assert printed in words
    shown = page.get_by_label("Every KPI of Bury", exact=True)
    rows = shown.locator("tbody tr:not(.group)").count()
    assert rows == len(re.findall(r"\b[SEPL]\d{1,2}\b", words)) == KPIS
    svg = (tmp_path / "table.svg").read_text(encoding="utf-8").upper()
    assert "#10161D" not in svg
    assert svg.count("<SVG") > KPIS  # the rating marks and the small lines, as they stand
    box = shown.bounding_box()
    assert box is not None
    width, height = struct.unpack(">II", (tmp_path / "table.png").read_bytes()[16:24])
    assert (width, height) > (2 * box["width"], 2 * box["height"])
    context.close()


def test_the_file_and_the_figures_are_taken_away(page: Page, served: str, tmp_path: Path) -> None:
    """The kept file comes back byte for byte, and the CSV opens with its figures and marks."""
    page.goto(f"{served}/sources?area=Bury")
    with page.expect_download() as saved:
        page.get_by_role("button", name="Download the file as received").click()
    saved.value.save_as(tmp_path / "kept.xlsx")
    assert (tmp_path / "kept.xlsx").read_bytes() == SAMPLE.read_bytes()
    page.goto(f"{served}/?area=Bury")
    with page.expect_download() as saved:
        page.get_by_role("button", name="Download as CSV").click()
    saved.value.save_as(tmp_path / "kpis.csv")
    rows = list(csv.DictReader((tmp_path / "kpis.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert [(row["code"], row["value"], row["england"]) for row in rows if row["code"] == "S5"] == [("S5", "100.0", "55.65")]
    assert {row["notice"] for row in rows} == {NOTICE}
    page.goto(f"{served}/kpi?area=Bury&kpi=S3")
    page.get_by_label("KPI", exact=True).first.click()
    page.get_by_text("S5 New EHC plans in 20 weeks", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("S5 New EHC plans in 20 weeks")
    with page.expect_download() as saved:
        page.get_by_role("button", name="CSV", exact=True).click()
    saved.value.save_as(tmp_path / "kpi.csv")
    rows = list(csv.DictReader((tmp_path / "kpi.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert {row["code"] for row in rows} == {"S5"}
    assert "100.0" in {row["value"] for row in rows}


def test_a_past_day_is_chosen_and_marked(page: Page, shot: Shot, served: str) -> None:
    page.goto(f"{served}/kpi?area=Bury&kpi=S5&as_at=2017-10-28")
    expect(page.get_by_text("As it stood on 28 Oct 2017").first).to_be_visible()
    expect(page.locator(".js-plotly-plot").get_by_text("As it stood on 28 Oct 2017")).to_be_visible()
    shot(page, "as-at")
    page.get_by_role("button", name="As at 28 Oct 2017").click()
    page.get_by_role("button", name="Back to today").click()
    expect(page.get_by_text("As it stood on 28 Oct 2017")).to_have_count(0)
    assert "as_at" not in page.url


def test_find_by_shortcut_type_and_open_then_save_the_view_and_come_back(page: Page, shot: Shot, served: str) -> None:
    """Ctrl+K, a few letters with a slip, Tab and Enter to the KPI; the view saved under a name opens from Views, and from Find."""
    page.goto(f"{served}/sources?area=Bury")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator("[data-test-script-state='notRunning']")).to_have_count(1)
    expect(page.get_by_role("button", name="Find")).to_be_visible()
    expect(page.get_by_test_id("stSkeleton")).to_have_count(0)
    page.keyboard.press("Control+k")
    expect(page.get_by_role("dialog")).to_be_visible()
    box = page.get_by_role("textbox", name="Words to find").or_(page.get_by_role("searchbox", name="Words to find"))
    expect(box).to_be_focused()
    page.keyboard.type("tribnual")
    answer = page.get_by_role("dialog").get_by_role("link", name="S12 Appeals to SEND Tribunal")
    expect(answer).to_be_visible()
    shot(page, "find")
    answer.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("S12 Appeals to SEND Tribunal")
    page.get_by_text("Table", exact=True).click()
    expect(page).to_have_url(re.compile("view=Table"))
    page.get_by_role("button", name="Views").click()
    page.get_by_label("Name", exact=True).fill("Appeals in figures")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved Appeals in figures.")).to_be_visible()
    shot(page, "views")
    page.goto(f"{served}/about")
    page.get_by_role("button", name="Views").click()
    page.get_by_role("dialog").get_by_role("link", name="Appeals in figures").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("S12 Appeals to SEND Tribunal")
    expect(page).to_have_url(re.compile("kpi=S12.*view=Table"))
    page.get_by_role("button", name="Views").click()
    page.get_by_role("button", name="Remove").click()
    expect(page.get_by_text("Taken away: Appeals in figures.")).to_be_visible()


def test_a_term_says_what_it_means_on_focus(page: Page, served: str) -> None:
    page.goto(f"{served}/kpi?area=Bury&kpi=S12")
    term = page.get_by_role("heading", level=1).locator("abbr", has_text="SEND")
    term.focus()
    shown = "one => getComputedStyle(one, '::after').content"
    assert "Special educational needs and disabilities" in term.evaluate(shown)
    term.blur()
    assert term.evaluate(shown) == "none"
