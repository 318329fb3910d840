"""Health: what is amiss in words, and each button mends what it says, after a question."""

from __future__ import annotations

import shutil
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from data.home.identity import HomeIdentity
from data.store.store import Store
from data.store.stored_figures import DamagedStore
from pages.queries import homes, session
from tests.conftest import SAMPLE, writer
from tests.factories.harms import ledger, line_lost, lines, raw, words
from tests.factories.published import publish_made
from tests.factories.screens import opened, text


def test_a_whole_home_has_nothing_amiss(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "Nothing is amiss" in text(opened("health", home, monkeypatch))


def test_a_damaged_journal_is_mended_by_its_button(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = None
    for n in range(3):
        seen = writer(home).record("commentary", "E08000002", "S5/2016", {"what": f"words {n}"}, seen=seen).id
    line_lost(words(home), 1)
    at = opened("health", home, monkeypatch)
    assert "1 finding, 1 of them grave" in text(at)
    assert "2 entries are whole, 1 entry is lost. The damaged file is kept beside the new one." in text(at)
    at.button(key="mend_0").click().run()
    assert "The journal is whole: 2 entries kept, 1 lost." in text(at)
    assert "Nothing is amiss" in text(at)
    assert len(lines(words(home))) == 2 and list((home / "words").glob("damaged-*.jsonl"))


def test_a_lost_ledger_stops_no_page_and_is_entered_again(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ledger(home).write_bytes(b"x\ny\n")
    first = opened("overview", home, monkeypatch)
    assert "19 out of date" in text(first)
    at = opened("health", home, monkeypatch)
    assert "1 entry can be entered again from the figures that stand. Nothing is lost." in text(at)
    at.button(key="mend_0").click().run()
    assert "Nothing is amiss" in text(at)
    assert "19 out of date" in text(opened("overview", home, monkeypatch))


def test_a_file_received_is_given_again_by_its_hash(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    raw(home).unlink()
    at = opened("health", home, monkeypatch)
    assert "of load 1 as it was received, is missing. Its figures stand; it cannot be read again." in text(at)
    at.file_uploader(key="health_file_0").upload("any name.xlsx", SAMPLE.read_bytes(), "").run()
    at.button(key="mend_0").click().run()
    assert f"{SAMPLE.name} of load 1 is back" in text(at)
    assert "Nothing is amiss" in text(at)


def test_a_home_that_is_gone_is_told_on_every_page_and_anew_is_a_button(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    HomeIdentity(home).mark()
    shutil.rmtree(home)
    told = text(opened("plan", home, monkeypatch))
    assert "Your figures are not there" in told and "last seen" in told and "No figures yet" not in told
    at = opened("health", home, monkeypatch)
    at.button(key="mend_0").click().run()
    assert "No figures yet" in text(opened("plan", home, monkeypatch))


def test_a_file_damaged_within_is_made_again_once_and_the_page_comes_back(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    raised: list[str] = []
    one_run = session.one_run

    def once() -> AbstractContextManager[None]:
        if not raised:
            raised.append("once")
            raise DamagedStore("A file in build/ is damaged.")
        return one_run()

    monkeypatch.setattr(session, "one_run", once)
    at = opened("overview", home, monkeypatch)
    assert homes.under_way(str(home), 60) is None
    assert "19 out of date" in text(at.run())


def test_published_figures_that_are_lost_for_good_are_marked_and_the_own_ones_stand(
    home: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    publish_made(Store(home), tmp_path / "made")
    for path in (*(home / "build").glob("release-*"), *(home / "ledger" / "published").glob("*")):
        path.write_bytes(b"x")
    opened("overview", home, monkeypatch)
    homes.under_way(str(home), 60)
    at = opened("overview", home, monkeypatch)
    assert "Damaged and not shown: " in text(at) and "See Health" in text(at) and "100.0%" in text(at)
    assert "Load the publisher’s files again" in text(opened("health", home, monkeypatch))
