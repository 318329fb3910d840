"""The pages *Plan* and *Thread*, driven through app.py, with the plan of Bury as printed in October 2017."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from data.records.journal import Journal
from data.records.plan_versions import EDIT, plan_on
from tests.conftest import BURY
from tests.factories.records import PLAN
from tests.factories.screens import LOST, html, opened, text

PAGES = ("plan", "thread")
ONE = f"typed_action_edit_{BURY}_1.1.1"


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


def test_a_picture_that_leaves_months_out_says_so(planned: Path, borough: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "are left out" not in text(opened("plan", planned, monkeypatch))
    assert "Months in which nothing falls due are left out." in text(opened("plan", borough, monkeypatch))


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
    Journal(planned).append(EDIT, BURY, "1.1.1", {"status": "on target"}, who="CD", recorded_at=datetime.now(UTC), seen=None)
    at.selectbox(key=f"{ONE}_status").set_value("complete")
    at.text_area(key=f"{ONE}_progress").set_value("Signed off.")
    saved(at)
    assert "CD" in text(at)
    assert "What you typed is still below" in text(at)
    assert at.text_area(key=f"{ONE}_progress").value == "Signed off."
    kept = plan_on(Journal(planned), BURY)
    assert kept is not None
    assert kept.version.actions[0].status.value == "on target"
    saved(at)
    kept = plan_on(Journal(planned), BURY)
    assert kept is not None
    assert (kept.version.actions[0].status.value, kept.version.actions[0].progress) == ("complete", "Signed off.")
    assert "CD: on target" in text(at)


def test_a_day_before_the_plan_came_shows_none(planned: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = plan_on(Journal(planned), BURY, date(2017, 10, 26))
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
    assert plan_on(Journal(home), BURY) is None
    next(b for b in at.button if b.label == "Keep this plan").click().run()
    assert "bury_plan_2017.xlsx is kept." in text(at)
    assert "this plan is already kept" in text(at)
    assert plan_on(Journal(home), BURY) is not None
    alone = opened("plan", home, monkeypatch)
    assert len(rows(alone)) == 81


def test_every_part_of_an_action_is_changed_and_a_code_that_is_no_kpi_is_named(planned: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = opened("plan", planned, monkeypatch, action="1.1.1")
    at.text_input(key=f"{ONE}_kpis").set_value("S6 - S8, S99")
    at.text_area(key=f"{ONE}_owners").set_value("lead: AB\nLA")
    saved(at)
    assert "Nothing was saved. KPIs, as S5, S6 - S10: S99 is not a KPI" in text(at)
    at.text_input(key=f"{ONE}_kpis").set_value("S6 - S8")
    at.date_input(key=f"{ONE}_due").set_value(date(2018, 6, 30))
    saved(at)
    assert not at.exception
    kept = plan_on(Journal(planned), BURY)
    assert kept is not None
    one, was = kept.version.actions[0], kept.printed.actions[0]
    assert ([o.printed for o in one.owners], one.kpis, one.due) == (["AB", "LA"], ("S6", "S7", "S8"), date(2018, 6, 30))
    assert (one.text, one.status) == (was.text, was.status)
    entry = kept.seen["1.1.1"]
    assert set(entry.body or {}) == {"owners", "kpis", "due"}
    assert "owners lead AB, lead LA" in text(at)
    assert "31 Oct 2017 (from 27 Oct 2017); 30 June 2018 (from " in text(at)
    saved(at)
    assert "nothing in the boxes is changed" in text(at)
    kept = plan_on(Journal(planned), BURY)
    assert kept is not None
    assert kept.seen["1.1.1"].id == entry.id


def test_an_offered_code_is_linked_by_its_button_alone_and_taken_back(planned: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = opened("plan", planned, monkeypatch, action="6.2.5")
    kept = plan_on(Journal(planned), BURY)
    assert kept is not None
    assert "S13" not in next(a for a in kept.version.actions if a.code == "6.2.5").kpis
    next(b for b in at.button if b.label == "Link S13").click().run()
    kept = plan_on(Journal(planned), BURY)
    assert kept is not None
    one = next(a for a in kept.version.actions if a.code == "6.2.5")
    assert ("S13" in one.kpis, one.offered) == (True, ())
    assert not [b for b in at.button if b.label == "Link S13"]
    next(b for b in at.button if b.label == "Undo").click().run()
    kept = plan_on(Journal(planned), BURY)
    assert kept is not None
    assert kept.edited == ()


def test_order_and_words_stand_in_the_address(planned: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    by_code = [re.search(r"action=([\d.]+)", row) for row in rows(opened("plan", planned, monkeypatch, sort="code"))]
    found = [tuple(map(int, one[1].split("."))) for one in by_code if one]
    assert found == sorted(found)
    assert len(found) == 81
    at = opened("plan", planned, monkeypatch, find="restorative")
    assert 0 < len(rows(at)) < 81
    assert all("estorative" in row for row in rows(at))


def test_the_timeline_says_where_most_fall_due(planned: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "27 of 80 on 31 March 2018" in text(opened("plan", planned, monkeypatch))


def test_every_version_kept_is_listed_and_none_on_a_past_day_can_be_changed(planned: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = opened("plan", planned, monkeypatch, action="1.1.1", as_at="2018-04-30")
    assert "1 version of the plan kept" in text(at)
    assert "First kept" in text(at)
    assert not [b for b in at.button if b.label == "Save"]


def test_people_are_resolved_and_their_role_stands_beside_the_initials(planned: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = opened("plan", planned, monkeypatch, part="people", who="KD")
    assert "13 of 13 initials not resolved" in text(at)
    assert "LA are a person’s initials and also stand for local authority" in text(at)
    at.text_input(key=f"typed_person_{BURY}_KD_role").set_value("Director <b>")
    saved(at)
    assert "12 of 13 initials not resolved" in text(at)
    assert "KD</div>" not in html(opened("plan", planned, monkeypatch))
    assert "KD, Director <b>" in html(opened("plan", planned, monkeypatch))
    assert not [b for b in opened("plan", planned, monkeypatch, part="people", as_at="2018-04-30").button if b.label == "Save"]


def test_the_thread_is_a_matrix_with_what_each_priority_cites(planned: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = opened("thread", planned, monkeypatch)
    page = html(at)
    assert "title='P7: mapped, cited by none'>○" in page
    assert "title='S6: 6.1.1, 6.1.3, 6.1.4'><b>3</b>" in page
    for gap in (
        "Priorities no KPI measures 1, 2, 4, 7",
        "KPIs no action cites S1, S2, S3, S4, S5",
        "KPIs cited, without a figure S13, E5, P1",
    ):
        assert gap in text(at)


def test_a_kpis_actions_stand_beside_its_figures(planned: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = opened("kpi", planned, monkeypatch, kpi="S6", view="Actions")
    assert not at.exception
    assert "3 actions cite S6" in text(at)
    assert "Due 31 Mar 2018: 1,428 in Jan 2017 before, no figure after it yet." in text(at)
    assert "No action of the plan cites S5" in text(opened("kpi", planned, monkeypatch, kpi="S5", view="Actions"))
