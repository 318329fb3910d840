"""Backups that make themselves: what they hold, what they keep, what is told of them, and that nothing they meet stops a load or a word."""

from __future__ import annotations

import json
import logging
import shutil
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import cli
from data.backups import backup_place, words_mirror
from data.backups.automatic_backups import VARIABLE, BackupKeeper, backed_up_home, backup_report, is_due, make_now, place_of
from data.backups.backup_manifest import Manifest
from data.backups.backup_place import DAYS, MONTHS, BackupPlace, KeptBackup, to_keep
from data.backups.words_mirror import MIRROR, MirrorState, WordsMirror, bring_up, mirror_state
from data.catalogue.catalogue import Catalogue
from data.home.home import Home
from data.model.actor import Actor
from data.model.finding import Refused
from data.records.journal import Journal
from data.records.settings import AREA, KEY, KIND, no_place
from data.store.store import ReceivedFile, Store
from loaders import read_file
from tests.conftest import BURY, HEADER, TITLE, reader, sheet_bytes, writer
from tests.factories.commands import CaptureFixture, asked
from tests.factories.published import publish_made

MORNING = datetime(2026, 11, 30, 7, 10, tzinfo=UTC)
NOTHING = Manifest(form=3, made_at="", schema=0, build="", words="", files=())


def typed(home: Home, key: str) -> None:
    home.write(Actor("Kay")).record("action_edit", BURY, key, {"status": "complete"}, seen=None)


def loaded(home: Path, catalogue: Catalogue, value: float) -> None:
    content = sheet_bytes([[TITLE], HEADER, ["S5", "Within 20 weeks", None, value]])
    file = ReceivedFile(read_file("more.xlsx", content, catalogue), content, MORNING.date())
    Store(home).publish_loads([file], who="T", recorded_at=MORNING)


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where backups go in these tests."""
    monkeypatch.setenv(VARIABLE, str(tmp_path / "place"))
    return tmp_path / "place"


@pytest.fixture
def full(home: Path, tmp_path: Path) -> Path:
    """A home with a scorecard, a release and words."""
    store = Store(home)
    publish_made(store, tmp_path / "made")
    store.close()
    shutil.rmtree(tmp_path / "made")
    typed(Home(home), "1.1.1")
    return home


def objects(place: Path) -> dict[str, int]:
    return {path.relative_to(place).as_posix(): path.stat().st_ino for path in (place / "objects").glob("*/*")}


# What a place holds.


def test_what_never_changes_is_kept_once_however_many_backups_name_it(full: Path, place: Path, catalogue: Catalogue) -> None:
    first = make_now(writer(full), MORNING)
    before = objects(place)
    assert first.whole and len(before) == len({one.sha256 for one in first.manifest.files})
    loaded(full, catalogue, 95.0)
    second = make_now(writer(full), MORNING + timedelta(hours=1))
    assert second.whole and second.number == 2
    after = objects(place)
    new = {one.sha256 for one in second.manifest.files} - {one.sha256 for one in first.manifest.files}
    assert len(new) == 4  # the raw file, its content of the ledger, the chain and its seal
    assert {name: inode for name, inode in after.items() if name in before} == {name: before[name] for name in before if name in after}
    assert {f"{name[8:10]}{name[11:]}" for name in after} == {one.sha256 for one in second.manifest.files}  # the day's earlier one went
    assert not list(place.rglob("unfinished-*")) and not list(place.glob(".b-*"))


def test_a_backup_comes_back_as_it_was(full: Path, place: Path, tmp_path: Path, capsys: CaptureFixture) -> None:
    made = make_now(writer(full), MORNING)
    assert cli.main(["restore", str(place), "--home", str(tmp_path / "again")]) == 0
    assert "whole" in capsys.readouterr().out
    assert BackupPlace(place).drill(made, tmp_path / "again") == []
    assert Journal(tmp_path / "again").entries() == Journal(full).entries()
    assert {path.name for path in (tmp_path / "again" / "raw").iterdir()} == {
        path.name for path in (full / "raw").iterdir() if path.suffix != ".lock"
    }
    assert cli.main(["restore", str(place), "--home", str(tmp_path / "again"), "--number", "9"]) == 1
    assert "There is no backup 9 in" in capsys.readouterr().err


DAMAGE: dict[str, tuple[str, str]] = {
    "an object lost": ("lose", "is missing from the backup."),
    "an object changed": ("change", "is damaged in the backup: its SHA-256 is not the one in the manifest."),
}


@pytest.mark.parametrize("how", DAMAGE)
@pytest.mark.parametrize("what", ["raw/", "ledger/contents/", "ledger/published/", "ledger/ledger.jsonl", "words/journal.jsonl"])
def test_a_damaged_object_is_found_and_the_next_backup_puts_it_down_again(full: Path, place: Path, how: str, what: str) -> None:
    made = make_now(writer(full), MORNING)
    file = next(one for one in made.manifest.files if one.path.startswith(what))
    path = place / "objects" / file.sha256[:2] / file.sha256[2:]
    if DAMAGE[how][0] == "lose":
        path.unlink()
    else:
        content = bytearray(path.read_bytes())
        content[len(content) // 2] ^= 1
        path.write_bytes(content)
    faults, _ = BackupPlace(place).look_through(made)
    assert f"{file.path} {DAMAGE[how][1]}" in faults
    with pytest.raises(Refused, match="was not restored"):
        BackupPlace(place).restore(made, full.parent / "again")
    assert make_now(writer(full), MORNING + timedelta(hours=1)).whole
    assert BackupPlace(place).look_through(BackupPlace(place).kept()[-1])[0] == []


HURT: dict[str, Callable[[Path], object]] = {
    "raw file changed": lambda h: next((h / "raw").glob("*.xlsx")).write_bytes(b"x"),
    "raw file lost": lambda h: next((h / "raw").glob("*.xlsx")).unlink(),
    "content lost": lambda h: next((h / "ledger" / "contents").iterdir()).unlink(),
    "published lost": lambda h: next((h / "ledger" / "published").iterdir()).unlink(),
}


@pytest.mark.parametrize("hurt", HURT)
def test_a_hurt_home_is_kept_as_it_is_and_not_called_whole(full: Path, place: Path, hurt: str) -> None:
    good = make_now(writer(full), MORNING - timedelta(hours=1))
    HURT[hurt](full)
    made = make_now(writer(full), MORNING)
    assert not made.whole
    assert [one.number for one in BackupPlace(place).kept()] == [good.number, made.number]  # the whole one stays beside it
    assert BackupPlace(place).chosen().number == good.number
    report = backup_report(reader(full), MORNING)
    assert report.line == "Last backup today 07:10, not whole; no test restore yet."
    assert report.warnings[0].startswith("The last backup is not whole: ")


def test_figures_in_force_that_differ_from_the_ledger_are_told(full: Path, place: Path) -> None:
    import duckdb

    with duckdb.connect(str(full / "build" / f"{Store(full).current()}.duckdb")) as db:
        db.execute("update observation set value = 12.5 where cell = 'D9' and series = 'own'")
    made = make_now(writer(full), MORNING)
    assert made.whole and made.notes[0].startswith("The figures in force are not those of the ledger (observation: gone: ")
    assert BackupPlace(place).drill(made, full)[0].startswith(f"{made.manifest.build}.duckdb: observation: gone: ")


# Which stay.


def kept(days: list[int], whole: list[bool]) -> list[KeptBackup]:
    return [
        KeptBackup(number=n, made_at=MORNING + timedelta(days=day), home="", manifest=NOTHING, faults=() if sound else ("x",))
        for n, (day, sound) in enumerate(zip(days, whole, strict=False), 1)
    ]


backups_made = st.lists(st.tuples(st.integers(0, 1200), st.booleans()), max_size=60)


@given(backups_made)
def test_the_newest_days_and_months_keep_one_each_and_the_newest_whole_one_always_stays(made: list[tuple[int, bool]]) -> None:
    all_ = kept([day for day, _ in made], [sound for _, sound in made])
    stay = to_keep(all_)
    assert stay <= {one.number for one in all_} and len(stay) <= DAYS + MONTHS + 2
    if all_:
        assert all_[-1].number in stay
    if sound := [one.number for one in all_ if one.whole]:
        assert sound[-1] in stay
    newest = sorted({one.made_at.date() for one in all_})[-DAYS:]
    assert set(newest) <= {one.made_at.date() for one in all_ if one.number in stay}
    assert (
        sorted({f"{one.made_at:%Y-%m}" for one in all_})[-MONTHS:]
        == sorted({f"{one.made_at:%Y-%m}" for one in all_ if one.number in stay})[-MONTHS:]
    )
    assert to_keep([one for one in all_ if one.number in stay]) == stay  # letting go twice lets nothing more go


@given(backups_made)
def test_a_day_keeps_a_whole_backup_before_one_that_is_not(made: list[tuple[int, bool]]) -> None:
    all_ = kept([day for day, _ in made], [sound for _, sound in made])
    stay = to_keep(all_)
    for day in sorted({one.made_at.date() for one in all_})[-DAYS:]:
        of_day = [one for one in all_ if one.made_at.date() == day]
        if any(one.whole for one in of_day):
            assert [one.number for one in of_day if one.whole][-1] in stay


def test_two_years_of_days_leave_14_days_and_12_months(full: Path, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(BackupPlace, "look_through", lambda self, one, live=None: ([], []))
    for day in range(0, 730, 5):
        typed(Home(full), f"k{day}")
        make_now(writer(full), MORNING + timedelta(days=day))
    left = BackupPlace(place).kept()
    assert len({one.made_at.date() for one in left}) == len(left)
    assert len(left) == 14 + 12 - len({f"{one.made_at:%Y-%m}" for one in left[-14:]})
    named = {file.sha256 for one in left for file in one.manifest.files}
    assert {f"{name[8:10]}{name[11:]}" for name in objects(place)} == named


def test_nothing_is_let_go_where_a_manifest_cannot_be_read(full: Path, place: Path) -> None:
    make_now(writer(full), MORNING)
    path = next((place / "backups").iterdir())
    path.write_text("{", encoding="utf-8")
    before = objects(place)
    typed(Home(full), "2.2.2")
    make_now(writer(full), MORNING)
    assert set(before) < set(objects(place)) and path.exists()
    assert [one.number for one in BackupPlace(place).kept()] == [2]


# When they are made.


def test_one_is_due_each_day_and_a_test_restore_each_week(full: Path, place: Path) -> None:
    now = [MORNING]
    keeper = BackupKeeper(Home(full), clock=lambda: now[0])
    assert is_due(reader(full), now[0]) == (True, True)
    keeper.make_due()
    assert is_due(reader(full), now[0] + timedelta(hours=10)) == (False, False)
    assert backup_report(reader(full), now[0]).line == "Last backup today 07:10, whole; test restore today."
    now[0] += timedelta(days=1)
    assert is_due(reader(full), now[0]) == (True, False)
    keeper.make_due()
    report = backup_report(reader(full), now[0])
    assert report.line == "Last backup today 07:10, whole; test restore yesterday." and report.kept == 2
    assert is_due(reader(full), MORNING + timedelta(days=7)) == (True, True)
    assert not list(place.glob(".b-*"))


def test_a_load_by_command_is_followed_by_a_backup_and_so_is_a_withdrawal(
    full: Path, place: Path, tmp_path: Path, capsys: CaptureFixture
) -> None:
    (tmp_path / "more.xlsx").write_bytes(sheet_bytes([[TITLE], HEADER, ["S5", "Within 20 weeks", None, 95.0]]))
    for command in (["load", str(tmp_path / "more.xlsx"), "--received", "2018-03-01"], ["withdraw", "1", "--why", "wrong"]):
        assert cli.main([*command, "--home", str(full)]) == 0
        for thread in threading.enumerate():
            if thread.name == "backup":
                thread.join()
        assert BackupPlace(place).kept()[-1].manifest.build == Store(full).current()
    capsys.readouterr()


def test_loads_that_come_close_together_are_followed_by_one_backup(full: Path, place: Path, catalogue: Catalogue) -> None:
    home, keeper = backed_up_home(full, quiet=30)
    for value in (91.0, 92.0, 93.0):
        content = sheet_bytes([[TITLE], HEADER, ["S5", "Within 20 weeks", None, value]])
        home.write(Actor("T")).load([ReceivedFile(read_file("more.xlsx", content, catalogue), content, MORNING.date())])
    waiting = [thread for thread in threading.enumerate() if thread.name == "backup"]
    assert len(waiting) == 1
    keeper.stop()
    waiting[0].join()
    assert [one.number for one in BackupPlace(place).kept()] == [1]


def test_a_backup_that_cannot_be_made_never_stops_a_load_and_is_told(
    full: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, catalogue: Catalogue
) -> None:
    (tmp_path / "a file").write_text("x", encoding="utf-8")
    monkeypatch.setenv(VARIABLE, str(tmp_path / "a file" / "place"))
    home, _ = backed_up_home(full)
    content = sheet_bytes([[TITLE], HEADER, ["S5", "Within 20 weeks", None, 95.0]])
    with caplog.at_level(logging.WARNING):
        [done] = home.write(Actor("T")).load([ReceivedFile(read_file("more.xlsx", content, catalogue), content, MORNING.date())])
        for thread in threading.enumerate():
            if thread.name == "backup":
                thread.join()
    assert done.published and "No backup was made: " in caplog.text
    assert backup_report(reader(full), MORNING).line.startswith("No backup yet")


def test_a_try_that_came_to_nothing_is_told_until_one_is_made(full: Path, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage(full)
    with monkeypatch.context() as patched:
        patched.setattr(shutil, "disk_usage", lambda path: usage._replace(free=1000))
        with pytest.raises(Refused, match=r"No backup was made: There is not enough room on the disk of"):
            make_now(writer(full), MORNING)
    assert backup_report(reader(full), MORNING).failed.startswith("There is not enough room")
    make_now(writer(full), MORNING)
    assert backup_report(reader(full), MORNING).failed == ""


def test_no_backup_is_made_of_a_home_half_there_and_its_words_stay_mirrored(full: Path, place: Path) -> None:
    make_now(writer(full), MORNING)
    mirrored = (place / MIRROR / "journal.jsonl").read_bytes()
    assert mirrored
    typed(Home(full), "2.2.2")
    shutil.rmtree(full / "words")
    with pytest.raises(Refused, match=r"No backup was made: The folder .*words that held your typed words .*is not there"):
        make_now(writer(full), MORNING + timedelta(days=1))
    assert [one.number for one in BackupPlace(place).kept()] == [1]
    assert (place / MIRROR / "journal.jsonl").read_bytes() == mirrored


# Where they go.


def test_the_place_is_beside_the_home_unless_settings_or_the_variable_say_otherwise(full: Path, tmp_path: Path) -> None:
    assert place_of(reader(full), {}) == full.with_name("home-backups")
    writer(full).record(KIND, AREA, KEY, {"backups": str(tmp_path / "named")}, seen=None)
    assert place_of(reader(full), {}) == tmp_path / "named"
    assert place_of(reader(full), {VARIABLE: str(tmp_path / "said")}) == tmp_path / "said"
    assert place_of(reader(full), {VARIABLE: "off"}) is None
    assert place_of(reader(full / "illustrative"), {}) is None


def test_a_place_on_the_same_disk_is_told(full: Path, place: Path) -> None:
    said = backup_report(reader(full), MORNING).warnings[-1]
    assert said == f"Backups go to {place}, on the figures’ own disk. If that fails, both are lost: name another on Settings."


def test_a_place_inside_the_home_or_of_another_home_is_refused(
    full: Path, place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_now(writer(full), MORNING)
    shutil.copytree(full, tmp_path / "other")
    with pytest.raises(Refused, match=r"holds the backups of .*home\. Name another folder on Settings\."):
        make_now(writer(tmp_path / "other"), MORNING)
    for inside in (full, full / "raw" / "place", full / "words"):
        monkeypatch.setenv(VARIABLE, str(inside))
        with pytest.raises(Refused, match="lies inside what is backed up"):
            make_now(writer(full), MORNING)


def test_a_folder_typed_for_backups_is_looked_at_before_it_is_kept(tmp_path: Path) -> None:
    assert no_place(str(tmp_path)) == no_place(str(tmp_path / "new")) == ""
    assert no_place("backups").startswith("The folder for backups should be written whole")
    assert no_place(str(tmp_path / "gone" / "new")) == f"{tmp_path / 'gone'} is not there. Make it, or connect its disk, and save again."


def test_a_place_that_does_not_answer_holds_nobody_up(full: Path, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hang = threading.Event()
    monkeypatch.setattr(BackupPlace, "kept", lambda self: hang.wait(20) and [])
    began = time.monotonic()
    report = backup_report(reader(full), MORNING, patience=0.1)
    hang.set()
    assert time.monotonic() - began < 5
    assert report.warnings == (f"{place} does not answer. Is it connected?",)


# The mirror of typed words.


def test_each_line_is_mirrored_as_it_is_typed(tmp_path: Path, place: Path) -> None:
    home, _ = backed_up_home(tmp_path / "home")
    for n in range(5):
        typed(home, f"k{n}")
    journal = tmp_path / "home" / "words" / "journal.jsonl"
    _until(lambda: (place / MIRROR / "journal.jsonl").read_bytes() == journal.read_bytes())
    assert backup_report(home.read(Actor("T")), MORNING).mirror == "equal"


def test_a_place_that_hangs_or_fails_never_keeps_anybody_from_typing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    journal, place = tmp_path / "journal.jsonl", tmp_path / "place"
    hang, again = threading.Event(), words_mirror.bring_up

    def slow(lines: Path, folder: Path) -> MirrorState:
        hang.wait(20)
        return again(lines, folder)

    monkeypatch.setattr(words_mirror, "bring_up", slow)
    mirror = WordsMirror(journal, lambda: place, wait=0.05)
    began = time.monotonic()
    for n in range(50):
        with journal.open("a") as file:
            file.write(f"{n}\n")
        mirror.follow()
    assert time.monotonic() - began < 2
    assert mirror_state(journal, place) is MirrorState.BEHIND
    hang.set()
    _until(lambda: mirror_state(journal, place) is MirrorState.EQUAL)


def test_a_mirror_that_failed_is_brought_up_by_the_next_line(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    journal, place = tmp_path / "journal.jsonl", tmp_path / "place"
    place.write_text("a file", encoding="utf-8")
    mirror = WordsMirror(journal, lambda: place)
    journal.write_text("1\n", encoding="utf-8")
    mirror.follow()
    _until(lambda: "could not be mirrored" in caplog.text)
    place.unlink()
    journal.write_text("1\n2\n", encoding="utf-8")
    mirror.follow()
    _until(lambda: mirror_state(journal, place) is MirrorState.EQUAL)


@given(before=st.binary(max_size=40), lines=st.binary(min_size=1, max_size=40), cut=st.integers(0, 40))
def test_the_mirror_ends_equal_and_what_differed_is_put_aside(
    tmp_path_factory: pytest.TempPathFactory, before: bytes, lines: bytes, cut: int
) -> None:
    folder = tmp_path_factory.mktemp("mirror")
    journal, mirror = folder / "journal.jsonl", folder / "place" / MIRROR / "journal.jsonl"
    journal.write_bytes(lines)
    mirror.parent.mkdir(parents=True)
    held = lines[:cut] if cut % 2 else before
    mirror.write_bytes(held)
    was = bring_up(journal, folder / "place")
    assert mirror.read_bytes() == lines
    aside = words_mirror.differing(folder / "place")
    assert [path.read_bytes() for path in aside] == ([held] if was is MirrorState.DIFFERS else [])
    assert (was is MirrorState.DIFFERS) == (not lines.startswith(held))


def test_a_mirror_with_other_words_is_told(full: Path, place: Path) -> None:
    (place / MIRROR).mkdir(parents=True)
    (place / MIRROR / "journal.jsonl").write_text("other words\n", encoding="utf-8")
    assert any("holds other words than the journal" in one for one in backup_report(reader(full), MORNING).warnings)
    make_now(writer(full), MORNING)
    assert any("A mirror with other words was put aside as differs-" in one for one in backup_report(reader(full), MORNING).warnings)


def _until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 10
    while time.monotonic() < end:
        try:
            if holds():
                return
        except OSError:
            pass
        time.sleep(0.02)
    raise AssertionError("it never came true")


# The command.


def test_the_command_makes_lists_and_tries_backups(full: Path, place: Path, capsys: CaptureFixture) -> None:
    assert cli.main(["backups", "--home", str(full)]) == 0
    assert capsys.readouterr().out.startswith("No backup yet; no test restore yet.\n")
    told = asked(capsys, "backups", "--now", "--drill", "--home", str(full))
    [one] = told["backups"]
    assert (one["number"], one["whole"], one["build"], told["place"]) == (1, True, Store(full).current(), str(place))
    assert told["line"].startswith("Last backup today ") and told["line"].endswith(", whole; test restore today.")
    assert cli.main(["backups", "--home", str(full)]) == 0
    assert "     1  20" in capsys.readouterr().out
    assert cli.main(["verify", str(place), "--home", str(full)]) == 0
    assert cli.main(["verify", str(place), "--home", str(full), "--json"]) == 0
    assert json.loads(capsys.readouterr().out.partition("\n[")[2].join(["[", ""]))[0]["faults"] == []


def test_a_test_restore_without_a_backup_is_refused(full: Path, place: Path, capsys: CaptureFixture) -> None:
    assert cli.main(["backups", "--drill", "--home", str(full)]) == 1
    assert capsys.readouterr().err == "There is no backup to try yet. Make one with: python cli.py backups --now\n"
    assert backup_place.OBJECTS == "objects"
