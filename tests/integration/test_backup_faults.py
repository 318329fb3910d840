"""A one-file backup of a home that is hurt, read-only or oddly named; restores that were stopped half way; and what is left behind."""

from __future__ import annotations

import json
import os
import shutil
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

import cli
from data.backups import backup as backups
from data.backups import working_folder as working
from data.backups.backup import backup, restore, verify
from data.backups.backup_manifest import BackupFile, misplaced, stored_name
from data.backups.restored_home import MARKER
from data.model.finding import Refused
from data.records.journal import Journal
from data.store.store import Store
from tests.conftest import BURY, writer
from tests.factories.commands import CaptureFixture
from tests.factories.killed import KILLED, RENAMES, killed_commands
from tests.factories.published import publish_made
from tests.kept_homes import NAMES, unpacked

NOON = datetime(2018, 7, 26, 12, tzinfo=UTC)


def typed(home: Path, key: str) -> None:
    Journal(home).append("action_edit", BURY, key, {"status": "complete"}, who="Kay", recorded_at=NOON, seen=None)


@pytest.fixture
def full(home: Path, tmp_path: Path) -> Path:
    """A home with a scorecard, a release, words and evidence."""
    store = Store(home)
    publish_made(store, tmp_path / "made")
    store.close()
    shutil.rmtree(tmp_path / "made")
    typed(home, "1.1.1")
    digest, name = Journal(home).keep("minutes.pdf", b"%PDF-1.7 minutes")
    body = {"title": "Minutes", "date": "2018-07-26", "file": digest, "file_name": name, "attached": [{"to": "kpi", "key": "S5"}]}
    Journal(home).append("evidence", BURY, "minutes", body, who="Kay", recorded_at=NOON, seen=None)
    return home


def _flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def _one(home: Path, pattern: str) -> Path:
    return sorted(home.glob(pattern))[0]


HURT: dict[str, tuple[Callable[[Path], object], str]] = {
    "raw file changed": (
        lambda h: _flip(_one(h, "raw/*.xlsx")),
        "is damaged: it is not what its name, its SHA-256, says. Put the file with",
    ),
    "raw file lost": (lambda h: _one(h, "raw/*.xlsx").unlink(), "which a load was read from, is missing. Put the file with that SHA-256"),
    "content changed": (
        lambda h: _flip(_one(h, "ledger/contents/*")),
        "of the ledger cannot be read without it.",
    ),
    "content lost": (lambda h: _one(h, "ledger/contents/*").unlink(), "is missing. Entry "),
    "published changed": (lambda h: _flip(_one(h, "ledger/published/*")), "is damaged: it is not what its name, its SHA-256, says."),
    "published lost": (lambda h: _one(h, "ledger/published/*").unlink(), "which holds published figures, is missing."),
    "evidence changed": (lambda h: _flip(_one(h, "words/files/*")), "is damaged: it is not what its name, its SHA-256, says."),
    "evidence lost": (lambda h: _one(h, "words/files/*").unlink(), "The file of evidence"),
    "chain of the ledger": (lambda h: _flip(h / "ledger" / "ledger.jsonl"), "ledger.jsonl is damaged: it"),
    "chain of the words": (lambda h: _flip(h / "words" / "journal.jsonl"), "journal.jsonl is damaged: it"),
}


@pytest.mark.parametrize("hurt", HURT)
def test_a_home_whose_truth_is_hurt_is_not_certified(full: Path, tmp_path: Path, hurt: str, capsys: CaptureFixture) -> None:
    harm, said = HURT[hurt]
    harm(full)
    assert cli.main(["backup", str(tmp_path / "kept.zip"), "--home", str(full)]) == 1
    told = capsys.readouterr()
    assert said in told.err and "whole" not in told.out
    assert sorted(path.name for path in tmp_path.iterdir()) == ["home"]


CACHES: dict[str, Callable[[Path], object]] = {
    "build": lambda h: (h / "build" / f"{Store(h).current()}.duckdb").write_bytes(b"no database"),
    "release": lambda h: _flip(_one(h, "build/release-*.duckdb")),
    "everything in build": lambda h: shutil.rmtree(h / "build"),
}


@pytest.mark.parametrize("cache", CACHES)
def test_a_home_whose_caches_are_hurt_is_backed_up_whole_and_comes_back_sound(full: Path, tmp_path: Path, cache: str) -> None:
    before = Store(full).current()
    CACHES[cache](full)
    told: list[str] = []
    assert backup(writer(full), tmp_path / "kept.zip", told.append).build == before
    assert all("rebuild" in one for one in told) and (told != []) == (cache != "release")
    assert restore(tmp_path / "kept.zip", tmp_path / "again").faults == ()
    opened = writer(tmp_path / "again").reader.figures
    assert opened.current() == before and opened.readable() and opened.hurt(before) == ()


def test_figures_in_force_that_are_not_those_of_the_ledger_are_told(full: Path, tmp_path: Path) -> None:
    import duckdb

    with duckdb.connect(str(full / "build" / f"{Store(full).current()}.duckdb")) as db:
        db.execute("update observation set value = 12.5 where cell = 'D9' and series = 'own'")
    told: list[str] = []
    backup(writer(full), tmp_path / "kept.zip", told.append)
    assert len(told) == 1 and told[0].startswith("The figures in force are not those of the ledger (observation: gone: ")


def test_typed_words_are_never_unpacked_to_be_looked_through(full: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    backup(writer(full), tmp_path / "kept.zip")
    seen: set[str] = set()
    unfinished = backups.made_again

    def look(home: Path, manifest: Any) -> list[str]:
        seen.update(path.relative_to(home).parts[0] for path in home.rglob("*") if path.is_file())
        assert home.is_relative_to(tmp_path)
        return unfinished(home, manifest)

    monkeypatch.setattr(backups, "made_again", look)
    assert verify(tmp_path / "kept.zip").entries == 2
    assert seen == {"ledger"}


def test_what_is_unpacked_goes_to_the_home_where_the_place_of_the_backup_cannot_be_written_to(
    full: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backup(writer(full), tmp_path / "kept.zip")
    made, used = working._one, []

    def refuse(place: Path) -> Path:
        used.append(place)
        if place == tmp_path:
            raise OSError(30, "Read-only file system")
        return made(place)

    monkeypatch.setattr(working, "_one", refuse)
    assert verify(tmp_path / "kept.zip", full / "build").faults == ()
    assert used == [tmp_path, full / "build"]
    with pytest.raises(Refused, match="could not be unpacked to be looked through: Read-only file system"):
        verify(tmp_path / "kept.zip")


def test_a_read_only_home_is_backed_up_and_nothing_is_written_into_it(full: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for path in full.rglob("*.lock"):
        path.unlink()
    before = {path: path.stat().st_mtime_ns for path in full.rglob("*")}
    monkeypatch.setattr(os, "access", lambda path, mode: not Path(path).is_relative_to(full))
    backup(writer(full), tmp_path / "kept.zip")
    assert {path: path.stat().st_mtime_ns for path in full.rglob("*")} == before
    assert verify(tmp_path / "kept.zip").faults == ()


def test_a_read_only_home_that_changes_while_it_is_copied_is_copied_again(
    full: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write, tries = backups._write, []

    def meanwhile(home: Any, out: Path) -> Any:
        done = write(home, out)
        tries.append(done.words)
        if len(tries) == 1:
            typed(full, "9.9.9")
        return done

    monkeypatch.setattr(os, "access", lambda path, mode: False)
    monkeypatch.setattr(backups, "_write", meanwhile)
    backup(writer(full), tmp_path / "kept.zip")
    assert len(tries) == 2 and verify(tmp_path / "kept.zip").entries == 3


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
def test_an_odd_name_is_stored_under_a_plain_one_and_comes_back(full: Path, tmp_path: Path, capsys: CaptureFixture) -> None:
    odd = full / "additions" / "neighbours" / "2026: ours.txt"
    odd.parent.mkdir(parents=True)
    odd.write_text("x", encoding="utf-8")
    raw = os.fsdecode(b"\xff.txt")
    (odd.parent / raw).write_text("y", encoding="utf-8")
    assert cli.main(["backup", str(tmp_path / "kept.zip"), "--home", str(full)]) == 0
    assert "'additions/neighbours/2026: ours.txt' is kept as odd/00" in capsys.readouterr().out
    with zipfile.ZipFile(tmp_path / "kept.zip") as packed:
        assert not [name for name in packed.namelist() if ":" in name]
    restore(tmp_path / "kept.zip", tmp_path / "again")
    assert (tmp_path / "again" / "additions" / "neighbours" / "2026: ours.txt").read_text(encoding="utf-8") == "x"
    assert (tmp_path / "again" / "additions" / "neighbours" / raw).read_text(encoding="utf-8") == "y"


def test_an_odd_name_is_put_back_under_the_nearest_where_the_system_has_none_such(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("data.backups.backup_manifest.os.name", "nt")
    files = [BackupFile("additions/2026: ours.txt", 1, "", "odd/0001"), BackupFile("additions/2026_ ours.txt", 1, "")]
    assert misplaced(files) == ["additions/2026_ ours.txt is there twice."]
    assert misplaced(files[:1]) == []


@pytest.mark.parametrize(
    ("path", "plain"),
    [("raw/a.xlsx", True), ("additions/con.txt", False), ("additions/a.", False), ("words/é.txt", True), ("raw/a|b", False)],
)
def test_names_that_not_every_system_has_are_stored_under_others(path: str, plain: bool) -> None:
    assert stored_name(path, 7) == ("" if plain else "odd/0007")


def test_room_is_asked_for_before_anything_is_written(full: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    backup(writer(full), tmp_path / "kept.zip")
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage._replace(free=1_000_000))
    said = r"There is not enough room on the disk of .*: {} needs up to \d+ MB and 1 MB are free\. Nothing was changed\."
    with pytest.raises(Refused, match=said.format("a backup")):
        backup(writer(full), tmp_path / "other.zip")
    with pytest.raises(Refused, match=said.format("looking a backup through")):
        restore(tmp_path / "kept.zip", tmp_path / "again")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["home", "kept.zip"]


def test_what_a_killed_job_left_is_swept_by_the_next_and_what_is_worked_in_stays(full: Path, tmp_path: Path) -> None:
    for left in (".b-0123abcd.new", f".home.{'a' * 32}.new"):
        (tmp_path / left).mkdir()
        (tmp_path / left / "journal.jsonl").write_text("words", encoding="utf-8")
    (tmp_path / f".kept.zip.{'b' * 32}.new").write_bytes(b"x")
    with working.working_folder(tmp_path) as mine:
        backup(writer(full), tmp_path / "kept.zip")
        assert sorted(path.name for path in tmp_path.iterdir()) == sorted([mine.name, "home", "kept.zip"])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["home", "kept.zip"]


# Restores stopped half way.


def half_restored(zipped: Path, home: Path, at: int) -> None:
    """A restore into a folder with something else in it, killed before its n-th folder was moved."""
    home.mkdir()
    (home / "notes.txt").write_text("x", encoding="utf-8")
    assert killed_commands([(at, ["restore", str(zipped), "--home", str(home)])], only=RENAMES) == [KILLED]


@pytest.mark.parametrize("at", range(1, 6))
def test_a_restore_killed_between_folders_is_gone_on_with(full: Path, tmp_path: Path, at: int, capsys: CaptureFixture) -> None:
    backup(writer(full), tmp_path / "kept.zip")
    to = tmp_path / "to"
    half_restored(tmp_path / "kept.zip", to, at)
    assert json.loads((to / MARKER).read_text())["file"] == "kept.zip"
    backup(writer(full), tmp_path / "other.zip")
    assert len(list(tmp_path.glob(".b-*.new"))) == 1  # the rest of the home is in it
    assert cli.main(["restore", str(tmp_path / "other.zip"), "--home", str(to)]) in (0, 1)  # the same where made within one second
    capsys.readouterr()
    if (to / MARKER).exists():
        assert cli.main(["restore", str(tmp_path / "kept.zip"), "--home", str(to)]) == 0
    assert Store(to).current() == Store(full).current()
    assert Journal(to).entries() == Journal(full).entries()
    assert not (to / MARKER).exists() and (to / "notes.txt").is_file()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["home", "kept.zip", "other.zip", "to"]
    assert cli.main(["restore", str(tmp_path / "kept.zip"), "--home", str(to)]) == 1
    assert "already holds" in capsys.readouterr().err


def test_words_typed_after_a_restore_was_stopped_are_never_lost(full: Path, tmp_path: Path) -> None:
    backup(writer(full), tmp_path / "kept.zip")
    half_restored(tmp_path / "kept.zip", tmp_path / "to", 2)  # the words stand there already
    typed(tmp_path / "to", "2.2.2")
    restore(tmp_path / "kept.zip", tmp_path / "to")
    assert [one.key for one in Journal(tmp_path / "to").entries()] == ["1.1.1", "minutes", "2.2.2"]
    half_restored(tmp_path / "kept.zip", tmp_path / "other", 1)  # they do not
    typed(tmp_path / "other", "2.2.2")
    with pytest.raises(Refused, match=r"words holds something that kept\.zip does not: it was written after the restore stopped\."):
        restore(tmp_path / "kept.zip", tmp_path / "other")
    assert [one.key for one in Journal(tmp_path / "other").entries()] == ["2.2.2"]


def test_another_backup_is_not_mixed_into_a_half_restored_home(full: Path, tmp_path: Path) -> None:
    backup(writer(full), tmp_path / "kept.zip")
    half_restored(tmp_path / "kept.zip", tmp_path / "to", 3)
    typed(full, "3.3.3")
    backup(writer(full), tmp_path / "other.zip")
    with pytest.raises(Refused, match=r"was half restored from kept\.zip\. Restore that file again, and it goes on where it stopped"):
        restore(tmp_path / "other.zip", tmp_path / "to")


def test_a_folder_that_a_scanner_holds_is_moved_a_moment_later(full: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    backup(writer(full), tmp_path / "kept.zip")
    (tmp_path / "to").mkdir()
    (tmp_path / "to" / "notes.txt").write_text("x", encoding="utf-8")
    rename, held = Path.rename, []

    def busy(path: Path, target: Path) -> Path:
        if len(held) < 7:
            held.append(path)
            raise PermissionError(13, "in use")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", busy)
    restore(tmp_path / "kept.zip", tmp_path / "to")
    assert Store(tmp_path / "to").current() == Store(full).current()


def test_paths_stay_short_however_deep_the_home_lies(full: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    longest: list[int] = []
    again = backups.put

    def look(beside: Path, *rest: Any) -> None:
        longest.append(max(len(str(path.relative_to(tmp_path))) for path in beside.rglob("*")))
        again(beside, *rest)

    monkeypatch.setattr(backups, "put", look)
    backup(writer(full), tmp_path / "kept.zip")
    restore(tmp_path / "kept.zip", tmp_path / "again")
    assert longest[0] <= 100  # so that a home's folder may itself have 140


# Backups of earlier forms.


@pytest.mark.parametrize("name", [next(one for one in NAMES if one.startswith(f"schema-{form}-")) for form in (1, 3, 4)])
def test_a_home_of_an_earlier_form_that_nobody_opened_yet_is_backed_up_and_comes_back(name: str, tmp_path: Path) -> None:
    home, expected = unpacked(name, tmp_path / "kept")
    before = {path: path.read_bytes() for path in home.rglob("*") if path.is_file() and path.suffix != ".lock"}
    manifest = backup(writer(home), tmp_path / "kept.zip")
    assert not manifest.sealed and {path: path.read_bytes() for path in before} == before
    report = restore(tmp_path / "kept.zip", tmp_path / "again")
    figures = writer(tmp_path / "again").reader.figures
    assert (report.faults, len(figures.loads(figures.current()))) == ((), len(expected["loads"]))


def test_a_backup_of_the_form_before_this_one_is_restored_and_its_damaged_build_made_again(full: Path, tmp_path: Path) -> None:
    manifest = backup(writer(full), tmp_path / "kept.zip")
    build = f"build/{manifest.build}.duckdb"
    with zipfile.ZipFile(tmp_path / "kept.zip") as packed, zipfile.ZipFile(tmp_path / "second.zip", "w") as made:
        held = json.loads(packed.read("manifest.json"))
        for name in packed.namelist():
            if name != "manifest.json":
                made.writestr(name, packed.read(name))
        for name, content in (("build/current", manifest.build.encode()), (build, b"no database")):
            made.writestr(name, content)
            held["files"].append({"path": name, "bytes": len(content), "sha256": backups.sha256(content).hexdigest()})
        held["files"] = [{key: one[key] for key in ("path", "bytes", "sha256")} for one in held["files"]]
        made.writestr("manifest.json", json.dumps(held | {"form": 2}))
    report = verify(tmp_path / "second.zip")
    assert report.faults == () and "made again from its ledger" in report.notes[0]
    restore(tmp_path / "second.zip", tmp_path / "again")
    assert writer(tmp_path / "again").reader.figures.readable()
