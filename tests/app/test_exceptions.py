"""The Exceptions page and the commentary block of a KPI's page: empty, without words, complete, refused, in conflict, replayed."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from data.catalogue.catalogue import Catalogue
from data.records.journal import Journal
from data.store.store import Store
from loaders import read_file
from pages.queries import session
from tests.conftest import BURY, publish, sheet_bytes
from tests.factories.kpi_counts import KPIS
from tests.factories.red_kpis import TODAY, publish_reds
from tests.factories.screens import html, opened, text

KEY = "S12/Jan 2018"
BOX = f"typed_commentary_{BURY}_{KEY}"


@pytest.fixture
def reds(home: Path, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The sample and a file of 9 February 2018 with two red KPIs, looked at on 31 March 2018."""
    publish_reds(home, catalogue)
    monkeypatch.setattr(session, "today", lambda: TODAY)
    return home


def typed_in(at: AppTest, **words: str) -> AppTest:
    for name, said in words.items():
        at.text_area(key=f"{BOX}_{name}").set_value(said)
    return next(one for one in at.button if one.label == "Save the commentary").click().run()


def keep(home: Path, body: dict[str, str], day: datetime, seen: int | None = None, who: str = "Another") -> int:
    return Journal(home).append("commentary", BURY, KEY, body, who=who, recorded_at=day, seen=seen).id


def test_burys_two_red_kpis_stand_without_words(reds: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = opened("exceptions", reds, monkeypatch)
    shown = text(at)
    assert "2 KPIs are red: both have no commentary yet" in shown
    for code in ("S11", "S12"):
        assert re.search(rf"{code} [^0-9]+ Jan 2018 {(30, 90)[code == 'S12']} ", shown)
    assert "+5" in shown
    assert "+50" in shown
    assert shown.count("○ Off target, chance not tested") + shown.count("→ Off target, chance not tested") == 2
    assert shown.count("SEN Team") == 2
    (code,) = at.code
    assert "Bury: red KPIs whose commentary is still wanted" in code.value
    assert code.value.count("Wanted: what happened, why, so what, what next, by when.") == 2
    assert "Historic: as printed October 2017" in code.value


def test_measures_that_ended_are_not_chased(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """S7 and S8, red in January 2017, ended in March 2018: the page called them red in 2026 and asked for words."""
    at = opened("exceptions", home, monkeypatch)
    assert "No KPI is red: none is rated against a target" in text(at)
    assert not at.code


def test_without_a_red_kpi_the_page_says_so(store: Store, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "today", lambda: TODAY)
    content = sheet_bytes([["Bury: SEND scorecard"], ["Ref", "Indicator", "Target", "2016"], ["S5", "Within 20 weeks", "90%", "95%"]])
    publish(store, read_file("bury.xlsx", content, catalogue), content, received=date(2017, 10, 27))
    shown = text(opened("exceptions", store.home, monkeypatch))
    assert "No KPI is red: 1 is rated" in shown
    assert "Nothing to explain" in shown


def test_words_are_typed_counted_kept_and_taken_back(reds: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = typed_in(opened("exceptions", reds, monkeypatch, kpi="S12"), what="Slow <b>start</b>", why="Staff left")
    assert not at.exception
    assert "2 KPIs are red: 1 has no commentary yet" in text(at)
    assert "In part: no so what, what next or by when" in text(at)
    assert "What caused it. 2 of 150 words used, 148 left." in text(at)
    (entry,) = Journal(reds).entries(kind="commentary", area=BURY)
    assert (entry.key, entry.body) == (KEY, {"what": "Slow <b>start</b>", "why": "Staff left"})
    at.button(key=f"{BOX}_undo").click().run()
    assert "both have no commentary yet" in text(at)


def test_more_than_150_words_are_refused_and_stay_in_the_box(reds: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = typed_in(opened("exceptions", reds, monkeypatch, kpi="S12"), why="word " * 162)
    assert "Nothing was saved. Why: has 162 words and may have 150." in text(at)
    assert "162 of 150 words used, 12 too many." in text(at)
    assert len(at.text_area(key=f"{BOX}_why").value.split()) == 162
    assert Journal(reds).entries() == ()


def test_complete_words_leave_the_chase_list_until_their_date_passes(reds: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now = datetime.now(UTC)
    whole = {"what": "a", "why": "b", "so_what": "c", "next": "d", "by_when": (TODAY + timedelta(days=30)).isoformat(), "lead": "KD"}
    first = keep(reds, whole, now)
    at = opened("exceptions", reds, monkeypatch)
    assert "2 KPIs are red: 1 has no commentary yet" in text(at)
    assert "KD" in text(at)
    assert "Complete" in text(at)
    assert "S12" not in at.code[0].value
    keep(reds, whole | {"by_when": "2018-01-31"}, now, first)
    assert "By-when date passed: 31 Jan 2018" in text(opened("exceptions", reds, monkeypatch))


def test_a_conflict_says_who_and_what_and_keeps_the_words(reds: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = opened("exceptions", reds, monkeypatch, kpi="S12")
    keep(reds, {"what": "Theirs"}, datetime.now(UTC))
    at = typed_in(at, what="Mine")
    assert "Another" in text(at)
    assert "What happened is now" in text(at)
    assert at.text_area(key=f"{BOX}_what").value == "Mine"
    assert len(Journal(reds).entries()) == 1
    at = typed_in(at, what="Mine")
    assert [one.body["what"] for one in Journal(reds).entries() if one.body] == ["Theirs", "Mine"]
    assert "before ‘Theirs’" in text(at)


def test_a_replay_shows_only_words_recorded_by_then_and_no_form(reds: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(reds, {"what": "Said in March"}, datetime(2018, 3, 10, 12, tzinfo=UTC))
    before = opened("exceptions", reds, monkeypatch, kpi="S12", as_at="2018-03-05")
    assert "No commentary had been recorded on this figure." in text(before)
    assert "known for 24 days" in text(before)
    after = opened("exceptions", reds, monkeypatch, kpi="S12", as_at="2018-03-20")
    assert "Said in March" in text(after)
    assert "Recorded 10 Mar 2018 by Another." in text(after)
    assert not [one for at in (before, after) for one in at.button if one.label == "Save the commentary"]


def test_a_kpi_that_is_not_red_may_have_words_too(reds: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Journal(reds).append("commentary", BURY, "S5/2016", {"what": "All"}, who="Clerk", recorded_at=datetime.now(UTC), seen=None)
    Journal(reds).append("commentary", BURY, "S5/2015", {"what": "Fewer"}, who="Clerk", recorded_at=datetime.now(UTC), seen=None)
    at = opened("exceptions", reds, monkeypatch, kpi="S5")
    assert "No exception stands: this KPI is not rated red. " in text(at)
    assert at.text_area(key=f"typed_commentary_{BURY}_S5/2016_what").value == "All"
    assert "Words on other periods 2015 What happened Fewer" in text(at)
    assert "Commentary on earlier periods and on figures that are not red: 2" in text(at)


def test_an_unknown_kpi_in_the_address_is_named(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = opened("exceptions", home, monkeypatch, kpi="<b>X9")
    assert "The link names KPI ‘<b>X9’, which is not here." in html(at)
    assert not at.text_area


def test_the_kpi_page_names_the_state_of_its_words(reds: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(reds, {"what": "Slow"}, datetime.now(UTC))
    for code, label in (("S12", "Commentary on Jan 2018: in part"), ("S11", "Commentary on Jan 2018: no commentary yet")):
        at = opened("kpi", reds, monkeypatch, kpi=code)
        assert not at.exception
        assert label in [one.label for one in at.expander]


def test_a_priority_agreed_red_without_a_red_kpi_is_listed_apart(reds: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for key, rag in (("2017-11-02/3", "amber/red"), ("2017-11-02/6", "red")):
        Journal(reds).append("judgement", BURY, key, {"rag": rag}, who="Clerk", recorded_at=datetime.now(UTC), seen=None)
    shown = text(opened("exceptions", reds, monkeypatch))
    assert "Agreed red or amber/red at a visit, without a red KPI Priority 3 : Amber/Red 2 Nov 2017" in shown
    assert "Priority 6" not in shown


def test_a_damaged_journal_says_so_and_leaves_the_kpis_page_standing(reds: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(reds, {"what": "Slow"}, datetime.now(UTC))
    path = Journal(reds).path
    path.write_bytes(path.read_bytes().replace(b"Slow", b"Fast"))
    assert "Stop:" in text(opened("exceptions", reds, monkeypatch))
    at = opened("kpi", reds, monkeypatch, kpi="S5")
    assert any("Commentary cannot be read" in one.value for one in at.caption)
    at = opened("overview", reds, monkeypatch, small="hide")  # a reason to go on cannot be kept either
    assert "nothing can be said today" in text(at)
    at.session_state["overview_pack"] = True
    at.run()
    assert any("What people typed cannot be read" in one.value for one in at.caption)
    at.session_state["overview_pack"] = True
    at.button(key="overview_pack_make").click().run()
    assert not at.exception
    assert len(at.session_state["pack_made"][1].kpis) == KPIS, "the figures are packed all the same"
