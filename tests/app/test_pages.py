"""Every page, empty and filled, driven as Streamlit runs it: through app.py."""

from __future__ import annotations

import json
import re
import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from data.store.store import Store
from loaders import read_file
from pages.kpi import kpi
from pages.queries import session
from tests.conftest import SAMPLE, publish, sheet_bytes
from tests.factories.kpi_counts import KPIS, on_burys_scorecard
from tests.factories.screens import LOST, NOTICE, PAGES, PUBLISHED, html, opened, text


@pytest.mark.parametrize("page", PAGES)
def test_an_empty_home_gives_every_page_something_to_do_next(page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = opened(page, tmp_path / "none", monkeypatch)
    assert not at.exception
    assert LOST not in text(at)
    if page not in ("load", "health", "settings", "about", "accessibility"):
        assert "No figures yet" in text(at)
        assert "href='load'" in html(at)


def test_the_empty_page_opens_the_sample_in_one_click(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = opened("overview", tmp_path / "none", monkeypatch)
    at.button(key="open_sample").click().run()
    assert f"Of {KPIS} KPIs nothing can be said today: 15 out of date, " in text(at)  # it is of 2017


@pytest.mark.parametrize("page", PAGES)
def test_a_filled_home_draws_every_page(page: str, first_load: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = opened(page, first_load, monkeypatch)
    assert not at.exception
    assert LOST not in text(at)
    if page not in ("load", "health", "settings", "about", "accessibility"):
        assert (NOTICE in text(at)) is (page not in PUBLISHED)
        assert at.query_params["area"] in ("Bury", ["Bury"])


def test_every_page_has_one_first_heading(first_load: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for page in PAGES:
        assert html(opened(page, first_load, monkeypatch)).count("<h1") == 1, page


def test_the_overview_holds_every_kpi_with_its_comparators(first_load: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = opened("overview", first_load, monkeypatch)
    table = html(at).partition("aria-label='Every KPI of Bury'")[2].partition("</table>")[0]
    rows = re.findall(r"<tr><td class='code'>(\w+)</td>(.*?)</tr>", table, re.DOTALL)
    assert len(rows) == KPIS
    words = {code: " ".join(re.sub(r"<[^>]+>", " ", row).split()) for code, row in rows}
    # Bury WSOA scorecard, October 2017, Appendix A; rounded half up to the catalogue's decimals
    assert "100.0%" in words["S5"]
    assert "78.2%" in words["S5"]
    assert "55.7%" in words["S5"]
    assert "−0.68 – Cannot say: out of date – −1.14 – −1.03 Not rated" in words["E6"]
    assert "Illegible" in words["E5"]
    assert "676 – Cannot say: ended 929" in words["S7"]
    assert "To be confirmed" in words["L1"]
    assert "Not rated" in words["S7"]  # it ended in 2018
    assert words["S12"].startswith("Appeals to SEND Tribunal Not stated 0")


@pytest.mark.parametrize("code", [f"S{n}" for n in range(1, 14)] + [f"E{n}" for n in range(1, 11)] + ["P1", "P10", "L1"])
def test_every_kpi_has_a_page_that_leads_to_its_cell(code: str, first_load: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = opened("kpi", first_load, monkeypatch, kpi=code, area="Bury")
    assert not at.exception
    assert LOST not in text(at)
    assert f"<h1>{code} " in html(at)
    assert "sources?area=Bury&load=1&sheet=Scorecard&cell=D" in html(at)


def test_a_chart_carries_title_area_period_source_and_marks(first_load: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = opened("kpi", first_load, monkeypatch, kpi="S5", area="Bury")
    figure = json.loads(at.get("plotly_chart")[0].proto.spec)
    words = " ".join(note["text"] for note in figure["layout"]["annotations"])
    for expected in (
        "New EHC plans in 20 weeks: cannot say: the newest figure is for 2016",
        "Bury · 2016",
        "bury_2017.xlsx, Scorecard D10",
        "load 1",
        NOTICE,
    ):
        assert expected in words
    assert "Open Government Licence" in words
    assert [bar["x"] for bar in figure["data"]] == [[100.0], [78.18], [55.65]]


@pytest.mark.parametrize("view", ["Table", "About"])
def test_the_views_of_a_kpi_are_in_the_address(view: str, first_load: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = opened("kpi", first_load, monkeypatch, kpi="S5", view=view)
    assert not at.exception
    assert {"Table": "Scorecard D10", "About": "Tolerance for amber"}[view] in text(at)


def test_an_unknown_id_in_the_address_is_named_and_the_page_still_opens(first_load: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = opened("kpi", first_load, monkeypatch, kpi="<b>S99", area="Bury")
    assert "The link names KPI ‘<b>S99’, which is not here" in text(at).replace("&lt;", "<") or "S99" in text(at)
    assert "<b>S99" not in "".join(e.proto.body for e in at.get("html"))


@pytest.mark.parametrize("section", ["S", "E", "P", "L"])
def test_each_section_shows_its_kpis_and_what_is_missing(section: str, first_load: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = opened("section", first_load, monkeypatch, section=section)
    assert html(at).count("class='panel'") == {"S": 13, "E": 10, "P": 10, "L": 2}[section]
    assert "What is missing." in text(at)


def test_a_priority_without_a_kpi_says_so(first_load: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "has no KPI" in text(opened("priority", first_load, monkeypatch, priority="4"))
    assert html(opened("priority", first_load, monkeypatch, priority="3")).count("class='panel'") == 10


def test_following_a_figure_shows_its_row_with_its_cell_marked(first_load: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = opened("sources", first_load, monkeypatch, load="1", sheet="Scorecard", cell="D10")
    marked = re.findall(r"<tr class='here'>(<td class='code'>.*?)</tr>", html(at))
    assert len(marked) == 1
    assert "100%" in marked[0]


def test_a_blank_cell_is_followed_to_its_row(first_load: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "D18 itself is blank: no data, not zero." in text(opened("sources", first_load, monkeypatch, cell="D18"))


def test_a_file_is_previewed_then_published(home: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    at = opened("load", empty, monkeypatch)
    at.file_uploader[0].upload(SAMPLE.name, SAMPLE.read_bytes(), "application/octet-stream").run()
    assert f"Bury: {on_burys_scorecard()} KPIs read, 21 with a figure" in text(at)
    assert "nothing is saved yet" in text(at)
    assert Store(empty).current() == ""
    at.button(key="publish").click().run()
    assert "Loaded bury_2017.xlsx as load 1." in text(at)
    assert Store(empty).current().startswith("000001-")


def test_a_broken_file_is_refused_in_plain_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = opened("load", tmp_path / "empty", monkeypatch)
    at.file_uploader[0].upload("plan.xlsx", b"not a workbook", "application/octet-stream").run()
    assert "plan.xlsx is not a spreadsheet" in text(at)
    assert {button.key for button in at.button} == {"find_open", "views_open"}  # nothing to publish


def test_typed_text_never_becomes_markup(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [["Bury <script>alert(1)</script> scorecard"], [], ["Ref", "Indicator", "Target", "2016", "Data source"],
            ["S5", "<img src=x onerror=alert(1)>", None, "<b>90</b>", "<i>LAIT</i>"]]  # fmt: skip
    at = opened("load", tmp_path / "empty", monkeypatch)
    at.file_uploader[0].upload("<u>x</u>.xlsx", sheet_bytes(rows), "application/octet-stream").run()
    at.button(key="publish").click().run()
    for page in ("overview", "kpi", "sources", "section"):
        raw = "".join(e.proto.body for e in opened(page, tmp_path / "empty", monkeypatch, kpi="S5").get("html"))
        assert not re.search(r"<(script|img src=x|b>90|i>LAIT|u>x)", raw), page


def test_a_fault_shows_a_reference_and_no_traceback(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.rmtree(home / "ledger")
    (home / "build" / "current").write_text("000009-deadbeef", encoding="utf-8")
    at = opened("overview", home, monkeypatch)
    assert "Build 000009-deadbeef is not in" in text(at)
    assert "Traceback" not in text(at)


def test_a_past_day_is_replayed_and_marked_on_every_page(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = sheet_bytes([["Bury"], ["Ref", "Indicator", "Target", "2016"], ["S5", "20 weeks", 90, 93.5]])
    publish(Store(home), read_file("corrected.xlsx", content, session.catalogue()), content, received=date(2018, 5, 1))
    assert "93.5%" in text(opened("kpi", home, monkeypatch, kpi="S5"))
    for page in ("overview", "section", "priority", "kpi", "sources"):
        at = opened(page, home, monkeypatch, kpi="S5", as_at="2018-04-30")
        assert "As it stood on 30 Apr 2018" in text(at), page
        assert "93.5%" not in text(at) or page == "sources"
    chart = opened("kpi", home, monkeypatch, kpi="S5", as_at="2018-04-30").get("plotly_chart")[0].proto.spec
    assert "As it stood on 30 Apr 2018" in chart
    assert "2999" not in str(opened("kpi", home, monkeypatch, kpi="S5", as_at="2999-01-01").query_params.get("as_at"))


def test_a_withdrawn_load_leaves_its_pages_standing_with_nothing_in_force(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Store(home).decide(1, "withdraw", who="tester", recorded_at=datetime(2026, 2, 1, tzinfo=UTC), why="Wrong area")
    for page in PAGES:
        at = opened(page, home, monkeypatch)
        assert not at.exception
        assert LOST not in text(at), page


def test_the_ledger_shows_what_a_load_changed_and_takes_it_out_of_use(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = sheet_bytes([["Bury"], ["Ref", "Indicator", "Target", "2016"], ["S5", "20 weeks", 90, 93.5]])
    publish(Store(home), read_file("corrected.xlsx", content, session.catalogue()), content, received=date(2018, 5, 1))
    at = opened("sources", home, monkeypatch, load="2")
    assert "What load 2 changed" in text(at)
    assert "New EHC plans in 20 weeks: own 2016 100.0% 93.5% load 1" in text(at)
    assert at.button(key="decide_2").disabled
    at.text_input(key="why_2").set_value("Wrong month").run()
    at.button(key="decide_2").click().run()
    assert "corrected.xlsx (withdrawn)" in text(at)
    assert "100.0%" in text(opened("kpi", home, monkeypatch, kpi="S5"))
    assert "93.5%" not in text(opened("kpi", home, monkeypatch, kpi="S5"))


def test_a_preview_says_which_figures_in_force_would_change(first_load: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = opened("load", first_load, monkeypatch)
    content = sheet_bytes([["Bury"], ["Ref", "Indicator", "Target", "2016"], ["S5", "20 weeks", 90, 93.5]])
    at.file_uploader[0].upload("corrected.xlsx", content, "application/octet-stream").run()
    assert "1 figure in force would change" in text(at)


@pytest.mark.parametrize("view", kpi.VIEWS)
@pytest.mark.parametrize("code", ["S5", "S10", "S2", "E1", "P9", "S7"])
def test_every_view_of_a_kpi_draws(view: str, code: str, borough: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = opened("kpi", borough, monkeypatch, area="Westmere", kpi=code, view=view)
    assert not at.exception
    assert "could not be drawn" not in text(at)


@pytest.mark.parametrize(
    ("page", "pick", "value"), [("kpi", "pick_kpi", "S6"), ("section", "pick_section", "E"), ("moved", "pick_area", "Bury")]
)
def test_a_choice_that_outruns_the_drawing_of_its_box_never_breaks_the_page(
    home: Path, monkeypatch: pytest.MonkeyPatch, page: str, pick: str, value: str
) -> None:
    at = opened(page, home, monkeypatch)
    chosen = at.selectbox(key=pick)
    del at.session_state[pick]
    chosen.select(value).run()
    assert not at.exception
    assert LOST not in text(at)
