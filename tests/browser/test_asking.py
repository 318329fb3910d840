"""Two councils' manners of scorecard: asked about on the page, remembered, and read from the command line with no question."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Error, Page, expect

from tests.browser.conftest import serving
from tests.conftest import ROOT, sheet_bytes
from tests.factories.manners import APPEALS, SURVEY, SUSPENDED, TIMELY, in_the_manner_of_devon, in_the_manner_of_kent

Shot = Callable[[Page, str], None]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """An empty home of this test's own."""
    return tmp_path / "empty"


@pytest.fixture
def served(home: Path, tmp_path: Path) -> Iterator[str]:
    """The address of a server over that home."""
    with serving(home, tmp_path / "log.txt") as address:
        yield address


def choose(page: Page, label: str, option: str) -> None:
    """Answers one question by the words of its choices, typing them as far as they are plain."""
    box = page.get_by_test_id("stSelectbox").filter(has_text=label)
    wanted = page.get_by_role("option", name=re.compile(option)).first
    for _ in range(8):  # a page drawn anew shows the box that goes beside the one that comes, and a click may fall between them
        try:
            expect(box).to_have_count(1)
            box.get_by_role("combobox").click(timeout=5000)
            box.get_by_role("combobox").fill(option.strip("^$").partition(" .*")[0], timeout=5000)
            wanted.click(timeout=5000)
            return
        except Error:  # on a busy machine a click may count and still be reported as too slow: an answered question is gone
            if box.count() == 0 and not wanted.is_visible():
                return
    wanted.click()


def upload(page: Page, served: str, name: str, content: bytes) -> None:
    page.goto(f"{served}/load")
    page.locator("input[type=file]").set_input_files([{"name": name, "mimeType": "", "buffer": content}])


def command(home: Path, *words: str) -> dict[str, object]:
    done = subprocess.run(
        [sys.executable, str(ROOT / "cli.py"), *words, "--home", str(home), "--json"],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    found: dict[str, object] = json.loads(done.stdout)
    return found


def test_a_table_in_the_manner_of_devon_is_asked_about_once(page: Page, shot: Shot, served: str, home: Path, tmp_path: Path) -> None:
    upload(page, served, "devon.xlsx", in_the_manner_of_devon())
    expect(page.get_by_role("heading", name="5 questions before this file can be read")).to_be_visible()
    choose(page, TIMELY, "^S5 .*likely")
    choose(page, APPEALS, "^S12 .*likely")
    choose(page, SUSPENDED, "A KPI of our own")
    page.get_by_label("Code").fill("X1")
    choose(page, "Counted as", "^Rate$")
    choose(page, "Which way is better", "Lower is better")
    page.get_by_role("button", name="Add this KPI").click()
    choose(page, SURVEY, "^Leave out$")
    choose(page, "RAG note", "^Comment$")
    expect(page.get_by_role("heading", name="No question is open")).to_be_visible()
    expect(page.get_by_text("Looks like a figure for the year so far").first).to_be_visible()
    shot(page, "devon-asked")
    page.get_by_role("button", name=re.compile("^Load 3 KPIs for Devon")).click()
    expect(page.get_by_text("Loaded devon.xlsx as load 1.")).to_be_visible()
    later = tmp_path / "devon march.xlsx"
    later.write_bytes(in_the_manner_of_devon(later=True))
    (load,) = command(home, "load", str(later))["loads"]  # type: ignore[misc,attr-defined]
    assert load["questions"] == [] and load["published"]
    rows = command(home, "series", "X1")["rows"]
    own = {row["period"]["label"]: row["value"] for row in rows if row["series"] == "own"}  # type: ignore[attr-defined]
    assert own == {"Nov 23": 14.48, "Mar 24": 37.16, "Jul 24": 54.05, "Nov 24": 3.7, "Mar 25": 21.3}
    page.goto(f"{served}/kpi?area=Devon&kpi=X1")
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("X1"))
    shot(page, "devon-own-kpi")


def test_a_scorecard_in_the_manner_of_kent_is_asked_about_once(page: Page, shot: Shot, served: str, home: Path, tmp_path: Path) -> None:
    upload(page, served, "kent.xlsx", in_the_manner_of_kent())
    expect(page.get_by_role("heading", name="4 questions before this file can be read")).to_be_visible()
    choose(page, "SEND10", "^S5 .*likely")
    choose(page, "SEND12", "^S12 .*likely")
    choose(page, "SEND14", "^S6 .*likely")
    choose(page, "QPR", "^Leave out$")
    expect(page.get_by_role("heading", name="No question is open")).to_be_visible()
    shot(page, "kent-asked")
    page.get_by_role("button", name=re.compile("^Load 3 KPIs for Kent")).click()
    expect(page.get_by_text("Loaded kent.xlsx as load 1.")).to_be_visible()
    later = tmp_path / "kent april.xlsx"
    later.write_bytes(in_the_manner_of_kent(later=True))
    (load,) = command(home, "load", str(later))["loads"]  # type: ignore[misc,attr-defined]
    assert load["questions"] == [] and load["published"] and load["changes"] == []
    page.goto(f"{served}/load")
    page.get_by_text("Remembered answers: files of 1 shape").click()
    expect(page.get_by_role("heading", name="Shape 1")).to_be_visible()
    shot(page, "remembered")


def test_a_row_of_headings_nobody_knows_is_pointed_at(page: Page, shot: Shot, served: str) -> None:
    rows = [
        ["Bury"],
        ["What we count", "How we did 2024", "Remarks of ours"],
        ["EHC plans maintained", 1900, "up"],
        ["New EHC plans", 300, ""],
    ]
    upload(page, served, "odd.xlsx", sheet_bytes(rows))
    expect(page.get_by_text("holds no scorecard table").first).to_be_visible()
    grid = page.get_by_test_id("stDataFrame").first
    grid.scroll_into_view_if_needed()
    row_height, checkbox = 35, 16
    grid.click(position={"x": checkbox, "y": row_height * 2 + row_height // 2})  # the second row of the sheet, under the grid's own heading
    choose(page, "‘What we count’", "^KPI name$")
    choose(page, "‘How we did 2024’", "^Our own figure$")
    expect(page.get_by_role("heading", name=re.compile("^Bury: 2 KPIs read, 2 with a figure of their own"))).to_be_visible()
    shot(page, "pointed-at")
    page.get_by_role("button", name=re.compile("^Load 2 KPIs for Bury")).click()
    expect(page.get_by_text("Loaded odd.xlsx as load 1.")).to_be_visible()
