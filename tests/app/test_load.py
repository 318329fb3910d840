"""The load page: many files, questions answered, an own KPI, remembered answers; and the illustrative borough beside real figures."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from data.catalogue.catalogue import Catalogue
from data.model.questions import LEAVE_OUT, SHARES
from data.store.store import Store
from data.text import plain
from loaders import read_file
from pages.files import load_questions
from pages.queries import session
from tests.conftest import SAMPLE, publish, sheet_bytes
from tests.factories.manners import APPEALS, SURVEY, SUSPENDED, TIMELY, in_the_manner_of_devon
from tests.factories.screens import LOST, html, opened, text

KIND = "application/octet-stream"
MARK = "Illustrative data: not a real area"
FIGURES = ("overview", "section", "priority", "plan", "thread", "moved", "kpi", "sources")


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    return tmp_path / "empty"


@pytest.fixture
def both(tmp_path: Path, borough: Path) -> Path:
    """A home without figures of its own, and the illustrative borough in its own folder."""
    shutil.copytree(borough, tmp_path / "home" / "illustrative")
    return tmp_path / "home"


def box(at: AppTest, words: str) -> AppTest:
    return next(one for one in at.selectbox if words in one.label)  # type: ignore[return-value]


def test_shares_or_per_cent_is_asked_once_for_the_table_and_remembered(empty: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [["Bury"], ["Ref", "KPI", "2024", "Target"], ["S5", "20 weeks", 0.782, 0.9], ["E1", "KS2 standard", 0.24, 0.3]]
    at = opened("load", empty, monkeypatch)
    at.file_uploader[0].upload("a.xlsx", sheet_bytes(rows), KIND).run()
    assert "1 question" in text(at)
    box(at, "Are ‘0.782’, ‘0.9’, ‘0.24’, ‘0.3’ shares or per cent?").select(SHARES).run()
    assert not at.exception
    assert "No question is open" in text(at)
    at.button(key="publish").click().run()
    store = Store(empty)
    assert [answers.scales for answers in store.answers(store.current())] == [{"ref kpi target": SHARES}]
    frame = store.in_force(store.current(), reporter="E08000002")
    assert sorted(frame["value"]) == [24.0, 30.0, 78.2, 90.0]
    again = opened("load", empty, monkeypatch)
    again.file_uploader[0].upload("b.xlsx", sheet_bytes([*rows[:2], ["S5", "20 weeks", 0.8, 0.9]]), KIND).run()
    assert box(again, "shares or per cent?").value == SHARES  # type: ignore[attr-defined]


def test_what_is_open_is_asked_answered_and_remembered(empty: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = opened("load", empty, monkeypatch)
    at.file_uploader[0].upload("devon.xlsx", in_the_manner_of_devon(), KIND).run()
    assert "5 questions before this file can be read" in text(at)
    assert "Add this KPI" not in [b.label for b in at.button]
    box(at, TIMELY).select("S5").run()
    assert "4 questions" in text(at)
    box(at, APPEALS).select("S12").run()
    box(at, SURVEY).select(LEAVE_OUT).run()
    box(at, SUSPENDED).select(load_questions.OWN).run()
    box(at, "Counted as").select("rate")
    box(at, "Which way is better").select("lower")
    next(b for b in at.button if b.label == "Add this KPI").click().run()
    assert not at.exception
    box(at, "RAG note").select("comment").run()
    assert "No question is open" in text(at)
    at.button(key="publish").click().run()
    assert "Loaded devon.xlsx as load 1." in text(at)
    store = Store(empty)
    (answers,) = store.answers(store.current())
    codes = {TIMELY: "S5", APPEALS: "S12", SUSPENDED: "X1", SURVEY: LEAVE_OUT}
    assert answers.kpis == {plain(name): code for name, code in codes.items()}
    again = opened("load", empty, monkeypatch)
    again.file_uploader[0].upload("later.xlsx", in_the_manner_of_devon(later=True), KIND).run()
    assert "No question is open" in text(again)
    assert box(again, "percentage of ehcps").value == "S5"  # type: ignore[attr-defined]


def test_a_trusts_waits_are_asked_about_like_any_other_file(empty: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = opened("load", empty, monkeypatch)
    waits = b"Service,Place,Month,Median weeks\nSALT,Bury,Apr-25,31\nSALT,Radcliffe,Apr-25,9\n"
    at.file_uploader[0].upload("waits.csv", waits, KIND).run()
    assert "1 question before this file can be read" in text(at)
    box(at, "SALT: Median weeks").select(load_questions.OWN).run()
    box(at, "Counted as").select("score")
    box(at, "Which way is better").select("lower")
    next(b for b in at.button if b.label == "Add this KPI").click().run()
    assert not at.exception and "No question is open" in text(at)
    assert "‘Radcliffe’ is not a local authority in the register" in text(at)
    at.button(key="publish").click().run()
    assert "Loaded waits.csv as load 1." in text(at)


def test_an_own_kpi_that_takes_a_shipped_code_is_told_another(empty: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = opened("load", empty, monkeypatch)
    at.file_uploader[0].upload("devon.xlsx", in_the_manner_of_devon(), KIND).run()
    box(at, SUSPENDED).select(load_questions.OWN).run()
    at.text_input[0].set_value("S5")
    next(b for b in at.button if b.label == "Add this KPI").click().run()
    assert "is missing" in text(at) or "wrong kind" in text(at)  # what it is counted in is asked, never supposed
    at.text_input[0].set_value("S5")
    box(at, "Counted as").select("rate")
    box(at, "Which way is better").select("lower")
    next(b for b in at.button if b.label == "Add this KPI").click().run()
    assert "S5 is taken." in text(at) and "such as X1" in text(at)
    assert Store(empty).current() == ""


def test_remembered_answers_are_shown_and_forgotten(empty: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = opened("load", empty, monkeypatch)
    at.file_uploader[0].upload("devon.xlsx", in_the_manner_of_devon(), KIND).run()
    box(at, TIMELY).select("S5").run()
    at.button(key="publish").click().run()
    at = opened("load", empty, monkeypatch)
    assert "Remembered answers: files of 1 shape" in [e.label for e in at.expander]
    assert "Shape 1" in text(at)
    at.button(key="forget_1").click().run()
    assert Store(empty).answers(Store(empty).current()) == ()


def test_one_bad_file_among_three_is_named_and_the_others_load(empty: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = opened("load", empty, monkeypatch)
    other = sheet_bytes([["Bury"], ["Ref", "Indicator", "2018"], ["S5", "20 weeks", 80]])
    at.file_uploader[0].set_value([("bury.xlsx", SAMPLE.read_bytes(), KIND), ("bad.xlsx", b"MZ", KIND), ("next.xlsx", other, KIND)]).run()
    assert "2 of 3 files can be loaded; 1 cannot" in text(at)
    assert "bad.xlsx is not a spreadsheet" in text(at)
    at.button(key="publish_all").click().run()
    assert "Loaded bury.xlsx as load 1, next.xlsx as load 2." in text(at)
    assert Store(empty).current().startswith("000001-")


def test_a_sheet_without_a_table_can_be_pointed_at(empty: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [["Bury"], ["What we count", "How we did"], ["EHC plans maintained", 1900]]
    at = opened("load", empty, monkeypatch)
    at.file_uploader[0].upload("odd.xlsx", sheet_bytes(rows), KIND).run()
    assert "holds no scorecard table" in text(at)
    assert any(e.label == load_questions.POINT for e in at.expander)
    assert not at.exception


@pytest.mark.parametrize("page", FIGURES)
def test_the_first_thing_seen_is_the_illustrative_borough_and_every_page_says_so(
    page: str, both: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = opened(page, both, monkeypatch)
    assert not at.exception and LOST not in text(at)
    assert MARK in text(at)
    assert "England" not in text(at).replace("DfE and NHS England", "").replace("England’s", "") or page in ("kpi", "sources")
    assert session.OGL not in text(at)
    for chart in at.get("plotly_chart"):
        assert MARK in chart.proto.spec and session.OGL not in chart.proto.spec


def test_one_click_starts_the_partnerships_own(both: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = opened("overview", both, monkeypatch)
    at.button(key="start").click().run()
    assert "Load scorecards" in text(at)
    at = opened("load", both, monkeypatch)
    at.file_uploader[0].upload("bury.xlsx", SAMPLE.read_bytes(), KIND).run()
    at.button(key="publish").click().run()
    assert "Loaded bury.xlsx as load 1." in text(at)
    own, made_up = Store(both), Store(both / "illustrative")
    assert list(own.areas(own.current())["area"]) == ["E08000002"]
    assert list(made_up.areas(made_up.current())["area"]) == ["X06000001"]
    after = opened("overview", both, monkeypatch)
    assert "Bury" in text(after) and MARK not in text(after) and "Westmere" not in html(after)
    assert MARK in text(opened("overview", both, monkeypatch, area="Westmere"))
    assert MARK not in text(opened("overview", both, monkeypatch, area="Bury"))


def test_an_area_that_is_nowhere_is_named_and_the_own_figures_shown(
    both: Path, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(Store(both), read_file(SAMPLE.name, SAMPLE.read_bytes(), catalogue), SAMPLE.read_bytes())
    at = opened("overview", both, monkeypatch, area="Atlantis")
    assert "Atlantis" in text(at) and MARK not in text(at)


def test_own_kpis_are_shown_for_changing(empty: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    entry = {"area": "E10000008", "code": "X1", "title": "Reviews", "section": "S", "unit": "%", "polarity": "higher", "decimals": 1}
    Store(empty).add_indicator(entry, who="tester", recorded_at=datetime(2026, 1, 1, tzinfo=UTC))
    at = opened("load", empty, monkeypatch)
    assert not at.exception
    assert "KPIs of our own: 1" in [e.label for e in at.expander]
    assert at.button(key="save_own").disabled


def test_an_answer_that_outruns_the_drawing_of_its_box_is_taken_all_the_same(empty: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a reader on a busy machine did: the box's choice was let go between two runs, and its change was told after that."""
    at = opened("load", empty, monkeypatch)
    at.file_uploader[0].upload("devon.xlsx", in_the_manner_of_devon(), KIND).run()
    asked = box(at, TIMELY)
    del at.session_state[asked.key]
    asked.select("S5").run()
    assert not at.exception
    assert LOST not in text(at)
    assert "4 questions" in text(at)
    assert box(at, TIMELY).value == "S5"
