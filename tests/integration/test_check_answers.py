"""An open check can be answered by a person: the rating stands again, the check stays listed, and another figure is asked about anew."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import cli
from data.records.journal import Journal
from kpis.standing.kpi_standing import Standing
from kpis.targets.rag import RagStatus
from tests.conftest import BURY
from tests.factories.packs import packed
from tests.factories.screens import html, opened, text

HEADS = ("Ref", "KPI", "Target", "Period", "Actual")
WHY = "Two years of plans were finished in one month"


def month(back: int) -> str:
    today = date.today()
    year, number = divmod(today.year * 12 + today.month - 1 - back, 12)
    return f"{date(year, number + 1, 1):%b %Y}"


def load(home: Path, name: str, *rows: tuple[Any, ...]) -> None:
    book = openpyxl.Workbook()
    for row in (("Bury scorecard",), HEADS, *rows):
        book.worksheets[0].append(row)
    book.save(home.parent / name)
    assert cli.main(["load", str(home.parent / name), "--home", str(home), "--area", "Bury"]) == 0


@pytest.fixture
def doubted(tmp_path: Path) -> Path:
    """S5 of a month, far beyond what is expected of it."""
    home = tmp_path / "home"
    load(home, "one.xlsx", ("S5", "New EHC plans in 20 weeks", 60, month(1), 130))
    return home


def s5(home: Path, as_at: date | None = None) -> Standing:
    return next(s for s in packed(home, as_at, today=date.today())[0] if s.indicator.code == "S5")


def answer(home: Path, one: Standing, because: str | None = WHY, seen: int | None = None) -> int:
    (doubt,) = one.doubts or one.answered
    body = {"kpi": "S5", "check": doubt.check, "because": because} if because else None
    return Journal(home).append("check_answer", BURY, doubt.key, body, who="Ann Clerk", recorded_at=datetime.now(UTC), seen=seen).id


def test_an_answer_gives_the_rating_back_and_the_check_stays_listed_with_who_and_why(doubted: Path) -> None:
    held = s5(doubted)
    assert (held.rating.status, held.counted) == (RagStatus.NOT_RATED, False)
    answer(doubted, held)
    found = s5(doubted)
    assert (found.rating.status, found.counted, found.doubts) == (RagStatus.GREEN, True, ())
    (listed,) = found.answered
    assert listed.what == held.doubts[0].what
    assert listed.answer is not None
    assert (listed.answer.who, listed.answer.because) == ("Ann Clerk", WHY)


def test_a_replay_of_a_day_before_the_answer_still_holds_the_rating(doubted: Path) -> None:
    held = s5(doubted)
    (doubt,) = held.doubts
    later = datetime.now(UTC) + timedelta(days=2)
    Journal(doubted).append(
        "check_answer", BURY, doubt.key, {"kpi": "S5", "check": doubt.check, "because": WHY}, who="Ann", recorded_at=later, seen=None
    )
    assert s5(doubted, date.today() + timedelta(days=1)).rating.status is RagStatus.NOT_RATED
    assert s5(doubted, date.today() + timedelta(days=3)).rating.status is RagStatus.GREEN


def test_the_same_figure_in_a_newer_file_stays_answered_and_another_one_opens_the_check_again(doubted: Path) -> None:
    answer(doubted, s5(doubted))
    load(doubted, "two.xlsx", ("S5", "New EHC plans in 20 weeks", 60, month(1), 130), ("S3", "EHC plans", 12, month(1), 12.5))
    assert (s5(doubted).doubts, s5(doubted).rating.status) == ((), RagStatus.GREEN)
    load(doubted, "three.xlsx", ("S5", "New EHC plans in 20 weeks", 60, month(1), 140))
    again = s5(doubted)
    assert again.value == 140
    assert (again.rating.status, len(again.doubts), again.answered) == (RagStatus.NOT_RATED, 1, ())


def test_an_answer_that_is_taken_back_opens_the_check_again(doubted: Path) -> None:
    seen = answer(doubted, s5(doubted))
    answer(doubted, s5(doubted), None, seen)
    assert s5(doubted).rating.status is RagStatus.NOT_RATED


def test_the_kpi_page_takes_an_answer_and_sources_lists_it(doubted: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = opened("kpi", doubted, monkeypatch, area="Bury", kpi="S5")
    assert any("1 open, 0 answered" in one.label for one in at.expander)
    at.session_state["check_answers"] = True
    at = at.run()
    (doubt,) = s5(doubted).doubts
    next(one for one in at.text_area if one.label == "The figure is right, because").set_value(WHY)
    at = next(one for one in at.button if one.label == "Answer this check").click().run()
    assert not at.exception
    assert s5(doubted).doubts == ()
    at = opened("kpi", doubted, monkeypatch, area="Bury", kpi="S5")
    assert WHY in html(at)
    assert doubt.what in text(at) + html(at)
    at = opened("sources", doubted, monkeypatch, area="Bury")
    assert "Checks that were answered" in html(at)
    assert WHY in html(at)
