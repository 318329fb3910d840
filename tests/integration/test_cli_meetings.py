"""``meetings`` on the command line: the list, one meeting with what it looks back on, replay, and recommendations."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

import cli
from data.catalogue.catalogue import Catalogue
from data.records.journal import Journal
from data.store.store import Store
from loaders import read_file
from tests.conftest import BURY, publish, sheet_bytes
from tests.factories.home_commands import Capture, asked

FIRST, SECOND = "board/2017-11-30", "board/2018-02-28"


@pytest.fixture
def two(home: Path, catalogue: Catalogue) -> Path:
    """Bury with two boards; between the papers of the first and the second S5 fell and a risk was recorded;
    the rating agreed at the first is the first's own."""
    content = sheet_bytes([["Bury: SEND scorecard"], ["Ref", "Indicator", "Target", "2017"], ["S5", "Within 20 weeks", 90, 81.5]])
    publish(Store(home), read_file("bury-2018.xlsx", content, catalogue), content, received=date(2018, 2, 1))
    measures = [{"text": "More plans in time", "kpi": "S5", "wanted": "90%", "by_when": "2018-01-31"}, {"text": "Families say so"}]
    typed = [
        ("meeting", FIRST, {"type": "board", "date": "2017-11-30", "received": "2017-11-23", "rhythm": "quarterly", "measures": measures},
         date(2017, 11, 30)),
        ("judgement", "2017-11-30/6", {"rag": "red"}, date(2017, 11, 30)),
        ("risk", "R1", {"text": "Waits", "likelihood_before": 4, "impact_before": 5, "owner": "DCO"}, date(2018, 1, 10)),
        ("meeting", SECOND, {"type": "board", "date": "2018-02-28"}, date(2018, 2, 28)),
        ("recommendation", "N1", {"text": "Listen", "source": "Report, page 3"}, date(2018, 3, 1)),
    ]  # fmt: skip
    for kind, key, body, day in typed:
        at = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
        Journal(home).append(kind, BURY, key, body, who="Clerk", recorded_at=at, seen=None)
    return home


def test_a_meeting_is_told_with_what_was_promised_and_what_changed_since(two: Path, capsys: Capture) -> None:
    found = asked(capsys, two, "meetings", "--area", "Bury")
    assert [one["key"] for one in found["meetings"]] == [SECOND, FIRST]
    met = found["meeting"]
    assert met["key"] == SECOND
    promise, words = met["promised"]
    assert (promise["agreed_at"], promise["kpi"], promise["wanted"], promise["by_when"]) == (FIRST, "S5", "90%", "2018-01-31")
    assert (promise["then"], promise["until"], promise["came_to"]) == ("2017-11-23", "2018-02-28", None)
    assert promise["happened"] == (
        "Not met: 81.5% for 2017; at least 90.0% was wanted, 8.5 points away. "
        "100.0% for 2016 then, 81.5% for 2017 by this meeting: wrong direction, ▼ −18.5 pts."
    )
    assert (promise["by_its_figure"], words["by_its_figure"]) == ("not met", None)
    assert words["happened"].startswith("In words only")
    since = met["since_last"]
    (figure,) = [one for one in since["figures"] if one["code"] == "S5"]
    assert (figure["move"], figure["then"]["value"], figure["now"]["value"]) == ("wrong direction", 100, 81.5)
    assert (figure["judged_on"], figure["chance"]) == ("figure then", "cannot say")
    assert since["risks"] == ["R1: new, 20 very high before mitigation, not scored after mitigation"]
    assert since["actions"] == ["No plan had been received."]
    assert since["evidence"] == since["ratings"] == []
    assert found["recommendations"] == [{"key": "N1", "text": "Listen", "source": "Report, page 3"}]
    assert [(one["date"], one["planned"], one["rhythm"]) for one in found["next"]] == [("2018-05-28", False, "quarterly")]


def test_replay_knows_nothing_recorded_later(two: Path, capsys: Capture) -> None:
    found = asked(capsys, two, "meetings", "--as-at", "2018-01-20")
    assert [one["key"] for one in found["meetings"]] == [FIRST]
    assert found["recommendations"] == []
    assert found["meeting"]["since_last"] is None
    assert found["meeting"]["promised"] == []


def test_one_meeting_is_asked_for_by_its_key_and_one_that_is_none_is_refused(two: Path, capsys: Capture) -> None:
    assert asked(capsys, two, "meetings", "--meeting", FIRST)["meeting"]["measures"][0]["text"] == "More plans in time"
    assert "Recorded: board/2018-02-28, board/2017-11-30" in asked(capsys, two, "meetings", "--meeting", "board/1", code=1)["error"]


def test_without_json_it_is_said_in_words(two: Path, home: Path, capsys: Capture) -> None:
    assert cli.main(["meetings", "--home", str(two)]) == 0
    told = capsys.readouterr().out
    assert "Promised at board/2017-11-30: More plans in time. Not met: 81.5% for 2017;" in told
    assert "S5: wrong direction, cannot say. " in told
    assert "No new evidence." in told


def test_an_area_without_a_meeting_says_what_to_do(home: Path, capsys: Capture) -> None:
    assert asked(capsys, home, "meetings")["meeting"] is None
    assert cli.main(["meetings", "--home", str(home)]) == 0
    assert "No meeting of Bury is recorded yet." in capsys.readouterr().out
