"""Events on a KPI's charts as a browser draws them: no words over other words, none out of the picture, at the smallest screen."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import combinations
from pathlib import Path

from playwright.sync_api import Page, expect

from data.records.journal import Journal
from data.records.kpi_records import EVENT
from tests.browser.conftest import serving

AREA = "X06000001"
BOXES = """() => [...document.querySelectorAll('.js-plotly-plot .annotation-text-g text')].map(text => {
  const box = text.getBoundingClientRect();
  return {text: text.textContent, left: box.left, right: box.right, top: box.top, bottom: box.bottom};
})"""
NOTED = [
    [("2020-09-01", "Schools open again"), ("2022-09-01", "New case officers")],
    [("2022-05-12", "Inspection of the area by Ofsted and the CQC"), ("2026-07-01", "Re-visit by the inspectors, two days with the board"),
     ("2018-10-20", "Written statement of action agreed & sent"), ("2022-07-01", "New team")],
]  # fmt: skip


def test_no_words_lie_over_each_other(page: Page, shot: Callable[[Page, str], None], borough: Path, tmp_path: Path) -> None:
    home = Path(shutil.copytree(borough, tmp_path / "home"))
    journal, number = Journal(home), 2
    with serving(home, tmp_path / "log.txt") as address:
        for few, events in enumerate(NOTED):
            for day, words in events:
                body = {"date": day, "text": words}
                journal.append(EVENT, AREA, f"N{number}", body, who="MK", recorded_at=datetime(2026, 10, 1, tzinfo=UTC), seen=None)
                number += 1
            for view in ("Chart", "Is+it+real%3F"):
                page.goto(f"{address}/kpi?area=Westmere&kpi=S10&view={view}")
                expect(page.locator(".js-plotly-plot .annotation-text-g").get_by_text("Westmere 33")).to_be_visible()
                frame = page.locator(".js-plotly-plot").bounding_box()
                assert frame is not None
                boxes = page.evaluate(BOXES)
                texts = [box["text"] for box in boxes]
                assert ("Schools open again" in texts) is not bool(few)  # named in words while there is room, else by letters
                assert ("G" in texts) is bool(few)
                assert any("Inspection of the area" in text for text in texts) is bool(few)
                for box in boxes:
                    assert frame["x"] - 1 <= box["left"] and box["right"] <= frame["x"] + frame["width"] + 1, box
                for one, other in combinations(boxes, 2):
                    apart = one["right"] <= other["left"] + 1 or other["right"] <= one["left"] + 1
                    assert apart or one["bottom"] <= other["top"] + 3 or other["bottom"] <= one["top"] + 3, (one, other)
                shot(page, f"events-{few}-{view[:2]}")
