"""The view "Over time" over the illustrative borough and the Bury sample."""

from __future__ import annotations

import json
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from data.catalogue.catalogue import Catalogue
from data.store.store import Store
from loaders import read_file
from tests.conftest import publish, sheet_bytes
from tests.factories.screens import html, opened, text


def test_a_seasonal_count_shows_like_with_like_first_and_its_totals(borough: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = opened("kpi", borough, monkeypatch, kpi="S10", view="Over time")
    assert not at.exception
    told = text(at)
    assert told.index("Same month last year") < told.index("Month before") < told.index("Year to date") < told.index("Rolling year 7")
    assert "523 Jan to Aug 2026 497 Jan to Aug 2025 +26" in told
    assert "781 12 months to Aug 2026 740 12 months to Aug 2025 +41" in told
    assert "Seasonal: requests follow school terms and holidays." in told
    assert "Break: SEN2 becomes person-level from 2022 data (Jan 2022). Nothing is compared across it." in told
    assert told.index("Same period last year") < told.index("Period before")  # beside the chart too
    (chart,) = at.get("plotly_chart")
    assert [t["name"] for t in json.loads(chart.proto.spec)["data"]] == ["2022", "2023", "2024", "2025", "2026"]
    assert html(at).count("<h1") == 1


def test_a_percentage_without_its_parts_is_refused_in_words(borough: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = opened("kpi", borough, monkeypatch, kpi="S5", view="Over time", lines="Rolling year")
    assert not at.exception
    assert "No rolling year None of its months give numerator and denominator, and a mean of percentages would" in text(at)
    assert not at.get("plotly_chart")
    assert "+3.6 pts (right direction)" in text(at)


def test_the_rolling_year_is_one_line_cut_at_the_break(borough: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = opened("kpi", borough, monkeypatch, kpi="S10", view="Over time", lines="Rolling year")
    (line,) = json.loads(at.get("plotly_chart")[0].proto.spec)["data"]
    known = [n for n, y in enumerate(line["y"]) if y is not None]
    assert len(known) == 74 and max(b - a for a, b in pairwise(known)) == 12


def test_a_suppressed_newest_term_is_said(borough: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = text(opened("kpi", borough, monkeypatch, kpi="E9", view="Over time"))
    assert "Spring 2025/26 has no figure to compare; the newest that has one is Spring 2024/25." in told
    assert "Autumn 2024/25 is suppressed" in told


def test_a_yearly_kpi_says_that_there_is_nothing_within_a_year(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = opened("kpi", home, monkeypatch, kpi="S5", view="Over time")
    assert not at.exception
    assert "Nothing to set side by side within a year No figure of it is for a month, a term or a quarter." in text(at)


def test_the_what_if_waits_for_its_number_and_then_tells_when_it_clears(borough: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = opened("kpi", borough, monkeypatch, kpi="S5", view="Over time", as_at="2026-09-30")
    told = text(at)
    assert "What if: not a forecast" in told and "Three numbers are needed" in told
    assert "Falling due: 43 a month, from S10, 12 months to Aug 2026, of which 66 in 100 end in a plan" in told
    assert "Plans issued: 34 a month, from S9, 12 months to Aug 2026." in told
    boxes = {one.label: one for one in at.number_input}
    assert boxes["% kept for cases in time"].value == 74, "it opens on the share that is in time today"
    boxes["% kept for cases in time"].set_value(0)
    boxes["Open over 20 weeks"].set_value(60)
    boxes["Falling due a month"].set_value(24)
    boxes["Issued a month"].set_value(30).run()
    assert not at.exception
    told, chart = text(at), at.get("plotly_chart")[-1].proto
    assert "The backlog clears in July 2027, after 10 months. In Sept 2027 100.0% of plans are within 20 weeks, and 31.0% over" in chart.alt
    assert "Sept 2027 (target month) 24 0 100.0% 0 0" in told
    drawn = json.loads(chart.spec)
    assert [t["name"] for t in drawn["data"]] == ["% within 20 weeks", "Open over 20 weeks"]
    assert "What if: not a forecast" in drawn["layout"]["annotations"][2]["text"]


def test_is_it_real_says_that_a_season_makes_marks_of_its_own(borough: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "Marks above may be the season." in text(opened("kpi", borough, monkeypatch, kpi="S10", view="Is it real?"))
    assert "may be the season" not in text(opened("kpi", borough, monkeypatch, kpi="S5", view="Is it real?"))


def test_only_a_kpi_with_a_backlog_has_a_what_if_and_another_area_its_own_numbers(
    borough: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "What if" not in text(opened("kpi", borough, monkeypatch, kpi="S10", view="Over time"))
    bury = opened("kpi", home, monkeypatch, kpi="S5", view="Over time")
    assert "Falling due: S10 gives no figure of a whole year." in text(bury)
    assert [one.value for one in bury.number_input] == [None, None, None, 100]


def test_a_scorecard_that_prints_its_parts_has_a_rolling_year(
    tmp_path: Path, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From the sheet to the page: 10 to 21 of 30 to 33 plans, each of two years: 186 of 378, and no mean."""
    rows: list[list[object]] = [["Ref", "Measure", "Period", "Result", "Numerator", "Denominator"]]
    for year in (23, 24):
        for n, name in enumerate(["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]):
            top, bottom = 10 + n, 30 + n % 4
            rows.append(["S5", "New EHC plans in 20 weeks", f"{name}-{year}", f"{100 * top / bottom:.1f}%", top, bottom])
    store, content = Store(tmp_path / "home"), sheet_bytes(rows)
    publish(store, read_file("parts.xlsx", content, catalogue, area="Bury"), content, date(2025, 2, 1))
    told = text(opened("kpi", store.home, monkeypatch, kpi="S5", view="Over time"))
    assert "Rolling year 49.2% 12 months to Dec 2024 49.2% 12 months to Dec 2023 No change" in told
