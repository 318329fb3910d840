"""The pages *Plan* and *Thread*, driven through app.py, with the plan of Bury as printed in October 2017."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from data.catalogue import Catalogue
from data.plans_kept import change_action, keep_plan, plan_on
from data.store import Store
from loaders import read_plan
from tests.app.test_pages import LOST, html, opened, text
from tests.conftest import BURY, RECEIVED, ROOT

PLAN = ROOT / "data" / "samples" / "bury_plan_2017.xlsx"
PAGES = ("plan", "thread")
ONE = f"typed_action_edit_{BURY}_1.1.1"


@pytest.fixture
def planned(home: Path, catalogue: Catalogue) -> Path:
    """The home with Bury's scorecard, and the plan beside it."""
    content = PLAN.read_bytes()
    version = read_plan(PLAN.name, content, catalogue)
    keep_plan(Store(home), version, content, who="AB", now=datetime(2017, 10, 27, 12, tzinfo=UTC), received=RECEIVED)
    return home


def rows(at: AppTest) -> list[str]:
    return re.findall(r"<tr><td class='code'>.*?</tr>", html(at), re.DOTALL)


def saved(at: AppTest) -> None:
    next(b for b in at.button if b.label == "Save").click().run()


@pytest.mark.parametrize("page", PAGES)
def test_without_a_plan_the_page_says_how_to_load_one(page: str, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = opened(page, home, monkeypatch)
    assert "No improvement plan yet" in text(at)
    assert "href='load'" in html(at)


def test_the_title_is_the_finding_and_every_action_stands_below(planned: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = opened("plan", planned, monkeypatch, as_at="2018-04-30")
    assert "on 30 Apr 2018" in text(at)
    assert not at.exception
    assert LOST not in text(at)
    assert "81 actions: 27 due on 31 Mar 2018" in text(at)
    assert len(rows(at)) == 81
    assert "bury_plan_2017.xlsx" in text(at)
    assert "as printed 27 Oct 2017" in text(at)
    assert "Overdue" in rows(at)[0]


def test_a_link_to_a_kpi_leads_to_its_page(planned: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert re.search(r"kpi\?area=Bury&(amp;)?kpi=S6", html(opened("plan", planned, monkeypatch)))


@pytest.mark.parametrize(("ids", "many"), [({"due": "none"}, 1), ({"status": "complete"}, 0), ({"due": "none", "lead": "none"}, 1)])
def test_the_filters_are_in_the_address(ids: dict[str, str], many: int, planned: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = opened("plan", planned, monkeypatch, **ids)
    assert len(rows(at)) == many
    assert f"{many} of 81 actions match" in text(at)


def test_a_priority_shows_its_own_actions_alone(planned: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = rows(opened("plan", planned, monkeypatch, of="3"))
    assert found
    assert all("action=3." in row for row in found)


def test_a_link_to_an_action_opens_it_and_an_unknown_one_is_named(planned: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "Action 5.1.2" in text(opened("plan", planned, monkeypatch, action="5.1.2"))
    assert "‘9.9.9’, which is not in this plan" in text(opened("plan", planned, monkeypatch, action="9.9.9"))


def test_what_is_typed_is_kept_and_a_second_writer_is_told_and_loses_nothing(planned: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = opened("plan", planned, monkeypatch, action="1.1.1")
    change_action(Store(planned), BURY, "1.1.1", {"status": "on target"}, who="CD", now=datetime.now(UTC), seen=None)
    at.selectbox(key=f"{ONE}_status").set_value("complete")
    at.text_area(key=f"{ONE}_progress").set_value("Signed off.")
    saved(at)
    assert "CD" in text(at)
    assert "What you typed is still below" in text(at)
    assert at.text_area(key=f"{ONE}_progress").value == "Signed off."
    kept = plan_on(Store(planned), BURY)
    assert kept is not None
    assert kept.version.actions[0].status.value == "on target"
    saved(at)
    kept = plan_on(Store(planned), BURY)
    assert kept is not None
    assert (kept.version.actions[0].status.value, kept.version.actions[0].progress) == ("complete", "Signed off.")
    assert "CD: on target" in text(at)


def test_a_day_before_the_plan_came_shows_none(planned: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = plan_on(Store(planned), BURY, date(2017, 10, 26))
    assert kept is None


def test_the_thread_says_the_gaps_of_bury(planned: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = opened("thread", planned, monkeypatch)
    assert not at.exception
    assert "11 of 81 actions cite a KPI; nothing measures priorities 1, 2, 4, 7" in text(at)
    assert "Priority 3 is mapped to KPI P7" in text(at)


def test_the_load_page_says_what_it_understood_of_a_plan_and_keeps_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home, content = tmp_path / "new", PLAN.read_bytes()
    at = opened("load", home, monkeypatch)
    at.file_uploader(key="file_0").set_value([(PLAN.name, content, "application/octet-stream")]).run()
    assert "Bury: 81 actions" in text(at)
    assert "80 with a due date · 11 cite a KPI" in text(at)
    assert plan_on(Store(home), BURY) is None
    next(b for b in at.button if b.label == "Keep this plan").click().run()
    assert "bury_plan_2017.xlsx is kept." in text(at)
    assert "this plan is already kept" in text(at)
    assert plan_on(Store(home), BURY) is not None
    alone = opened("plan", home, monkeypatch)
    assert len(rows(alone)) == 81
