"""Which home a folder is: one lost or swapped is never taken for a new one, and the list of homes stops nobody."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path

import pytest

from data.home.identity import FILE, HomeAbsent, HomeIdentity, NewerHome, state_folder


@pytest.fixture(autouse=True)
def _own_list(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEND_STATE", str(tmp_path / "state"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A home that was written to, last seen on 29 November 2026."""
    home = tmp_path / "home"
    (home / "words").mkdir(parents=True)
    (home / "words" / "journal.jsonl").write_text("{}", encoding="utf-8")
    (home / "ledger").mkdir()
    (home / "ledger" / "ledger.jsonl").write_text("{}", encoding="utf-8")
    HomeIdentity(home).mark(today=date(2026, 11, 29))
    return home


def test_a_folder_that_nobody_knows_is_a_new_home(tmp_path: Path) -> None:
    HomeIdentity(tmp_path / "new").refuse()
    assert HomeIdentity(tmp_path / "new").absence() == ""


def test_the_home_says_what_it_held(folder: Path) -> None:
    card = HomeIdentity(folder).card()
    assert card is not None and (card.form, card.words, card.loads) == (1, True, True) and len(card.id) == 32
    HomeIdentity(folder).refuse()


def test_a_folder_that_is_gone_says_when_it_was_last_seen_and_what_to_do(folder: Path) -> None:
    folder.rename(folder.with_name("away"))
    said = HomeIdentity(folder).absence()
    assert said.startswith(f"The folder {folder} that held your figures (last seen 29 November 2026) is not there. Nothing was changed.")
    assert "Connect its drive" in said and "python cli.py repair anew" in said
    with pytest.raises(HomeAbsent, match="last seen 29 November 2026"):
        HomeIdentity(folder).refuse()
    folder.with_name("away").rename(folder)
    HomeIdentity(folder).refuse()


def test_an_empty_folder_in_its_place_is_told_too(folder: Path) -> None:
    shutil.rmtree(folder)
    folder.mkdir()
    assert "that held your figures (last seen 29 November 2026) is empty." in HomeIdentity(folder).absence()


@pytest.mark.parametrize(("part", "words"), [("words", "typed words"), ("ledger", "list of loads")])
def test_a_part_that_is_gone_is_told(folder: Path, part: str, words: str) -> None:
    shutil.rmtree(folder / part)
    said = HomeIdentity(folder).absence()
    assert said.startswith(f"The folder {folder / part} that held your {words} (last seen 29 November 2026) is not there.")


def test_another_home_in_its_place_is_told(folder: Path) -> None:
    card = json.loads((folder / FILE).read_text(encoding="utf-8"))
    (folder / FILE).write_text(json.dumps({**card, "id": "0" * 32}), encoding="utf-8")
    assert "holds another home than the one that you used (last seen 29 November 2026)." in HomeIdentity(folder).absence()


def test_whoever_starts_anew_is_believed(folder: Path) -> None:
    shutil.rmtree(folder / "words")
    HomeIdentity(folder).start_anew()
    HomeIdentity(folder).refuse()
    card = HomeIdentity(folder).card()
    assert card is not None and (card.words, card.loads) == (False, True)


def test_a_copy_elsewhere_and_a_restored_home_are_taken_as_they_stand(folder: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(folder, tmp_path / "copy"))
    HomeIdentity(copy).refuse()
    (folder / FILE).unlink()
    HomeIdentity(folder).refuse()


def test_a_newer_home_is_read_and_not_written_to_and_keeps_its_fields(folder: Path) -> None:
    card = json.loads((folder / FILE).read_text(encoding="utf-8"))
    (folder / FILE).write_text(json.dumps({**card, "form": 2, "colour": "blue"}), encoding="utf-8")
    with pytest.raises(NewerHome, match=r"written by a newer version of the dashboard \(form 2; this version writes form 1\)"):
        HomeIdentity(folder).refuse()
    (folder / FILE).write_text(json.dumps({**card, "words": False, "colour": "blue"}), encoding="utf-8")
    HomeIdentity(folder).mark(today=date(2026, 11, 30))
    assert json.loads((folder / FILE).read_text(encoding="utf-8")) == {**card, "words": True, "colour": "blue"}


def test_a_list_that_cannot_be_read_or_written_stops_nobody(folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    monkeypatch.setenv("SEND_STATE", str(tmp_path / "file" / "below"))
    HomeIdentity(folder).mark()
    HomeIdentity(folder).refuse()
    monkeypatch.setenv("SEND_STATE", str(tmp_path / "state"))
    (tmp_path / "state" / "homes.json").write_text("[", encoding="utf-8")
    HomeIdentity(folder).refuse()
    HomeIdentity(folder).mark()


@pytest.mark.parametrize(
    ("platform", "variable", "inside"),
    [("win32", "LOCALAPPDATA", "send-dashboard"), ("linux", "XDG_STATE_HOME", "send-dashboard")],
)
def test_the_list_rests_where_the_system_keeps_such_things(
    platform: str, variable: str, inside: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("SEND_STATE")
    monkeypatch.setattr("data.home.identity.sys.platform", platform)
    monkeypatch.setenv(variable, str(tmp_path))
    assert state_folder() == tmp_path / inside
