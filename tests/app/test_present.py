"""The page *Present*: each slide of Bury and of the illustrative borough, empty ones too, its locked day, and the way back to it."""

from __future__ import annotations

import re
import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from data.records.journal import Journal
from kpis import formats
from kpis.verdict.verdict import verdict
from pages.queries import session
from tests.conftest import BURY
from tests.factories.packs import packed
from tests.factories.screens import LOST, html, opened, text

SLIDES = ("headline", "priority-1", "priority-3", "priority-6", "voice", "risks", "agree", "measures", "index")
BIGGEST = 60_000  # bytes of a slide's HTML


def kept(home: Path, kind: str, key: str, body: dict[str, object], day: date) -> None:
    at = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    Journal(home).append(kind, BURY, key, body, who="Clerk", recorded_at=at, seen=None)


@pytest.fixture
def westmere(borough: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(borough, tmp_path / "borough"))


@pytest.mark.parametrize("slide", SLIDES)
def test_each_slide_of_bury_with_its_figures_alone(slide: str, first_load: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = opened("present", first_load, monkeypatch, area="Bury", slide=slide)
    assert not at.exception
    assert LOST not in text(at)
    assert html(at).count("<h1") == 1
    assert f"build {session.build_of(str(first_load))}" in text(at)
    assert at.query_params["slide"] == slide


@pytest.mark.parametrize("slide", SLIDES)
def test_each_slide_of_the_borough_is_small_and_names_its_day(slide: str, westmere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = opened("present", westmere, monkeypatch, area="Westmere", slide=slide, as_at="2026-09-30")
    assert not at.exception
    assert LOST not in text(at)
    assert "Figures as at 30 Sept 2026, build " in text(at)
    assert "Illustrative data" in text(at)
    assert len(html(at).encode()) < BIGGEST
    assert at.query_params["as_at"] == "2026-09-30"


def test_an_unknown_slide_is_the_first(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = opened("present", home, monkeypatch, area="Bury", slide="of another plan")
    assert at.query_params["slide"] == "headline"
    assert "Slide 1 of " in text(at)


def test_the_agenda_of_the_meeting_orders_it_and_its_day_locks_the_figures(planned: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    body: dict[str, object] = {"type": "board", "date": "2018-02-28", "agenda": ["Minutes", "Priority 6", "Risks", "Priority 3"]}
    kept(planned, "meeting", "board/2018-02-28", body, date(2018, 2, 28))
    at = opened("present", planned, monkeypatch, area="Bury", meeting="board/2018-02-28", slide="index")
    assert [b.label.partition(" · ")[2].partition(":")[0] for b in at.button if str(b.key).startswith("slide_")] == [
        "What moved", "Priority 6", "Risks", "Priority 3", "Family voice", "Ratings to agree", "Measures for next time",
    ]  # fmt: skip
    assert "In the order of the meeting’s agenda. Not on the agenda: Priority 1:" in text(at)
    assert at.query_params["as_at"] == "2018-02-28"
    next(b for b in at.button if b.key == "slide_priority-3").click().run()
    assert at.query_params["slide"] == "priority-3"
    assert "Slide 4 of 7" in text(at)
    next(b for b in at.button if b.label == "Next").click().run()
    assert at.query_params["slide"] == "voice"
    next(b for b in at.button if b.label == "Back").click().run()
    assert at.query_params["slide"] == "priority-3"


def test_words_recorded_after_the_locked_day_are_not_shown(planned: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for n, day in ((1, date(2018, 1, 10)), (2, date(2018, 3, 10))):
        said = {"date": "2018-01-05", "who": "Parents", "said": f"Saying {n}", "priorities": [6]}
        kept(planned, "you_said", f"Y{n}", said, day)
        kept(planned, "judgement", f"2018-0{2 * n - 1}-10/6", {"rag": ("red", "green")[n - 1], "reason": "x"}, day)
    then = text(opened("present", planned, monkeypatch, area="Bury", slide="priority-6", as_at="2018-02-28"))
    assert "Agreed last: Red 10 Jan 2018" in then
    assert "Saying 1" in then
    assert "Saying 2" not in then
    now = text(opened("present", planned, monkeypatch, area="Bury", slide="priority-6"))
    assert "Agreed last: Green 10 Mar 2018" in now


def test_a_rating_is_recorded_on_the_slide_and_shown_there(planned: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = opened("present", planned, monkeypatch, area="Bury", slide="agree", of="6")
    at.button_group(key="judged_rag_6").set_value("amber")
    at.text_input(key="judged_reason_6").set_value("As seen")
    next(b for b in at.button if b.label == "Record").click().run()
    assert "Recorded: Amber for priority 6" in text(at)
    again = text(opened("present", planned, monkeypatch, area="Bury", slide="priority-6"))
    assert "Agreed last: Amber" in again


def test_a_past_day_records_nothing(planned: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = opened("present", planned, monkeypatch, area="Bury", slide="agree", as_at="2018-02-28")
    assert "A rating agreed today is recorded on Priorities" in text(at)
    assert not [b for b in at.button if b.label == "Record"]


def test_a_kpi_opens_on_the_locked_day_and_leads_back_to_its_slide(planned: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = opened("present", planned, monkeypatch, area="Bury", slide="priority-6", as_at="2018-02-28")
    assert "as_at=2018-02-28&from=present&slide=priority-6&n=7" in html(at)
    ids = {"kpi": "S5", "area": "Bury", "as_at": "2018-02-28", "from": "present", "slide": "priority-6", "n": "7"}
    there = opened("kpi", planned, monkeypatch, **ids)
    assert "Back to slide 7" in text(there)
    assert "present?area=Bury&slide=priority-6&as_at=2018-02-28" in html(there)
    assert "Back to" not in text(opened("kpi", planned, monkeypatch, area="Bury", kpi="S5"))


def test_a_newer_build_is_told(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = opened("present", home, monkeypatch, area="Bury", slide="risks", build="000000-earlier")
    assert "Figures came in since this presentation began on build 000000-earlier" in text(at)


def test_what_people_typed_is_escaped(planned: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wild = "<img src=x onerror=alert(1)>"
    kept(planned, "you_said", "Y1", {"date": "2018-01-05", "who": "P", "said": wild, "did": wild, "priorities": [6]}, date(2018, 1, 5))
    risk = {"text": wild, "likelihood_before": 4, "impact_before": 5, "owner": wild, "priorities": [6]}
    kept(planned, "risk", "R1", risk, date(2018, 1, 5))
    for slide in ("voice", "risks", "priority-6"):
        at = opened("present", planned, monkeypatch, area="Bury", slide=slide)
        assert "<img src=x" not in "".join(element.proto.body for element in at.get("html"))


def test_the_meeting_and_the_priority_lead_to_it(planned: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept(planned, "meeting", "board/2018-02-28", {"type": "board", "date": "2018-02-28"}, date(2018, 2, 28))
    assert "present?area=Bury&meeting=board%2F2018-02-28" in html(opened("meetings", planned, monkeypatch, area="Bury"))
    assert "present?area=Bury&slide=priority-6" in html(opened("priority", planned, monkeypatch, area="Bury", priority="6"))


def test_where_nothing_came_in_since_the_last_meeting_it_looks_back_to_when_something_had(
    borough: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last workbook came on 15 September 2026 and the board met on 19 November: since that day no figure can have moved."""
    told = text(opened("present", borough, monkeypatch, area="Westmere", slide="headline", as_at="2026-11-24"))
    assert "From 16 July 2026 to 24 Nov 2026: 5 KPIs in the right direction, 2 in the wrong direction" in told
    told = text(opened("present", borough, monkeypatch, area="Westmere", slide="headline", as_at="2026-09-16"))
    assert "From 16 July 2026 to 16 Sept 2026" in told


@pytest.mark.parametrize("day", ["2026-04-14", "2026-09-30"])
def test_the_first_slide_shows_every_red_kpi_with_verdict_and_both_periods(
    day: str, borough: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It showed P10, which is green, and none of four red KPIs; L1 "down 605" set June against August and printed neither."""
    at = opened("present", borough, monkeypatch, area="Westmere", slide="headline", as_at=day)
    first = next(piece.proto.body for piece in at.get("html") if "What matters first" in piece.proto.body)
    rows = [row for row in first.partition("What matters first")[2].split("<tr>")[1:] if "<td class='code'>" in row]
    shown = {re.search(r"<td class='code'>(\w+)<", row)[1]: re.sub(r"<[^>]+>", " ", row) for row in rows}  # type: ignore[index]
    held = {s.indicator.code: s for s in packed(borough, as_at=date.fromisoformat(day))[0]}
    assert {code for code, s in held.items() if s.rating.status == "red"} <= set(shown)
    for code, told in shown.items():
        standing = held[code]
        assert standing.counted
        assert verdict(standing).brief in told
        assert formats.period(standing.own.period) in told if standing.own else False
        assert re.search(r"(▲|▼|No change).* on [A-Z0-9]|not comparable|break|newly|No figure", told), told
    assert not re.search(r"\b(better|worse)\b", text(at))


def test_measures_that_ended_and_questioned_figures_do_not_open_a_meeting(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Bury's S7 and S8 ended in 2018 and do not add up as printed: they were what mattered first in 2026, without a check mark."""
    told = text(opened("present", home, monkeypatch, area="Bury", slide="headline"))
    assert "No KPI worsens beyond chance, and none is rated red or amber." in told
    told = html(opened("present", home, monkeypatch, area="Bury", slide="priority-6"))
    assert "Cannot say: out of date" in told or "Cannot say: ended" in told
    assert "No figure of these KPIs counts today." in told


def test_a_priority_that_no_kpi_measures_shows_how_its_actions_stand(borough: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = opened("present", borough, monkeypatch, area="Westmere", slide="priority-4", as_at="2026-11-24")
    told = text(at)
    assert "No figure can show whether it is working." in told
    assert re.findall(r"4\.1\.\d", told)[:3] == ["4.1.2", "4.1.6", "4.1.3"]  # those behind before the one on target, by day due
    assert "31 Mar 2027 B Behind or at risk" in told
    assert "and 2 more" in told  # of seven


def test_what_was_promised_and_never_said_to_be_met_stands_beside_the_new_measures(borough: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = text(opened("present", borough, monkeypatch, area="Westmere", slide="measures", as_at="2026-11-24"))
    assert "Not yet said to be met" in told
    assert "Plans on time 80% 19 Nov 2026" in told
    assert "and 7 more:" in told  # thirteen, as the page of the meeting lists them
