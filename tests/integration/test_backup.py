"""A home backed up, looked through and restored: every question has the same answer after, and nothing half is ever put in place."""

from __future__ import annotations

import gzip
import json
import os
import threading
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

import cli
from data.backups import backup as backups
from data.backups.backup import backup, restore, verify
from data.catalogue.catalogue import Catalogue
from data.home.identity import MARKER
from data.model.finding import Refused
from data.model.questions import Answers
from data.records.journal import Journal, JournalFault
from data.store.store import Store
from loaders import read_file
from tests.conftest import BURY, HEADER, TITLE, publish, sheet_bytes, writer
from tests.factories.published import publish_made

Change = Callable[[dict[str, bytes], dict[str, Any]], object]
NOON = datetime(2018, 7, 26, 12, tzinfo=UTC)


@pytest.fixture
def full(home: Path, catalogue: Catalogue) -> Path:
    """A home with two loads, one withdrawn, remembered answers, an addition, typed words, evidence, and what should stay out."""
    store = Store(home)
    content = sheet_bytes([[TITLE], HEADER, ["S5", "Within 20 weeks", None, 95.0]])
    publish(store, read_file("later.xlsx", content, catalogue), content, date(2018, 3, 1))
    store.remember(
        Answers(id=0, area=BURY, headings=("a", "b"), columns={}, kpis={"x": "S5"}), file="later.xlsx", who="tester", recorded_at=NOON
    )
    store.decide(2, "withdraw", who="tester", recorded_at=NOON, why="wrong file")
    store.close()
    journal = Journal(home)
    first = journal.append("action_edit", BURY, "1.1.1", {"status": "complete"}, who="Kay", recorded_at=NOON, seen=None)
    journal.append("action_edit", BURY, "1.1.1", {"due": "2018-12-31"}, who="Ari", recorded_at=NOON, seen=first.id)
    digest, name = journal.keep("minutes.pdf", b"%PDF-1.7 minutes")
    body = {"title": "Minutes", "date": "2018-07-26", "file": digest, "file_name": name, "attached": [{"to": "kpi", "key": "S5"}]}
    journal.append("evidence", BURY, "minutes", body, who="Kay", recorded_at=NOON, seen=None)
    for path in ("additions/note.txt", "illustrative/build/current", "raw/unfinished-1"):
        (home / path).parent.mkdir(parents=True, exist_ok=True)
        (home / path).write_text("x", encoding="utf-8")
    return home


def asked(home: Path) -> dict[str, Any]:
    """Every question of the store and of the journal, answered."""
    store = Store(home)
    build = store.current()
    one_area: tuple[Callable[..., Any], ...] = (store.links, store.remarks, store.meetings, store.findings)
    frames = {
        "loads": store.loads(build), "areas": store.areas(build), "in_force": store.in_force(build), "releases": store.releases(build),
        "history": store.history(build, BURY, "S5"), "measures": store.measures(build),
        **{f"given {n}": store.given(build, n) for n in store.loads(build)["id"]},
        **{f"cells {n}": store.cells(build, n) for n in store.loads(build)["id"]},
        **{ask.__name__: ask(build, BURY) for ask in one_area},
    }  # fmt: skip
    found: dict[str, Any] = {name: frame.to_dict("list") for name, frame in frames.items()}
    found |= {"build": build, "answers": store.answers(build), "own": store.own_indicators(build), "lists": store.neighbour_lists(build)}
    store.close()
    journal = Journal(home)
    files = {one.body["file"]: journal.file(one.body["file"]) for one in journal.entries(kind="evidence") if one.body}
    return found | {"entries": journal.entries(), "version": journal.version(), "files": files}


def test_a_restored_home_answers_every_question_as_the_first_did(full: Path, tmp_path: Path) -> None:
    before = asked(full)
    manifest = backup(writer(full), tmp_path / "kept.zip")
    report = restore(tmp_path / "kept.zip", tmp_path / "again" / "home")
    assert asked(tmp_path / "again" / "home") == before
    assert len(before["loads"]["id"]) == 2
    assert len(before["entries"]) == 3
    assert (report.faults, report.loads, report.entries, report.files) == ((), 2, 3, len(manifest.files))
    assert (tmp_path / "again" / "home" / "additions" / "note.txt").read_text(encoding="utf-8") == "x"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["again", "home", "kept.zip"]


def test_published_figures_come_back_with_their_release(tmp_path: Path) -> None:
    home = tmp_path / "published"
    (tmp_path / "made").mkdir()
    store = Store(home)
    publish_made(store, tmp_path / "made")
    store.close()
    before = asked(home)
    assert len(before["releases"]["load"]) == 1
    manifest = backup(writer(home), tmp_path / "kept.zip")
    assert any(one.path.startswith("ledger/published/") for one in manifest.files)
    restore(tmp_path / "kept.zip", tmp_path / "again")
    assert asked(tmp_path / "again") == before


def test_a_backup_holds_the_home_with_each_files_hash_and_neither_what_is_made_nor_what_was_left_half(full: Path, tmp_path: Path) -> None:
    manifest = backup(writer(full), tmp_path / "kept.zip")
    with zipfile.ZipFile(tmp_path / "kept.zip") as packed:
        assert set(packed.namelist()) == {"manifest.json", *(one.path for one in manifest.files)}
        for one in manifest.files:
            content = (full / one.path).read_bytes()
            assert (len(content), sha256(content).hexdigest()) == (one.bytes, one.sha256)
            assert packed.read(one.path) == content
    names = {one.path for one in manifest.files}
    assert {"ledger/ledger.jsonl", "ledger/ledger.seal", "words/journal.jsonl", "words/journal.seal", "additions/note.txt"} <= names
    assert not [name for name in names if name.startswith("build/") or "illustrative" in name or "unfinished" in name]
    assert not [name for name in names if name.endswith((".lock", "room.reserve"))]


def test_a_backup_that_cannot_be_made_leaves_the_old_one(full: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    backup(writer(full), tmp_path / "kept.zip")
    old = (tmp_path / "kept.zip").read_bytes()
    monkeypatch.setattr("data.store.sealed_lines.WAIT", 0.05)
    with FileLock(full / "words" / "writing.lock"), pytest.raises(JournalFault, match="else is saving"):
        backup(writer(full), tmp_path / "kept.zip")
    (full / "words" / "journal.jsonl").write_bytes(b"")
    with pytest.raises(Refused, match="damaged"):
        backup(writer(full), tmp_path / "kept.zip")
    assert (tmp_path / "kept.zip").read_bytes() == old
    assert sorted(path.name for path in tmp_path.iterdir()) == ["home", "kept.zip"]


@pytest.mark.parametrize("inside", ["raw/kept.zip", "words/kept.zip", "build/kept.zip", "missing/kept.zip", "raw"])
def test_a_backup_is_not_written_where_it_cannot_lie(full: Path, inside: str) -> None:
    with pytest.raises(Refused):
        backup(writer(full), full / inside)
    assert not list(full.rglob("*.zip"))


def test_nothing_is_backed_up_of_an_empty_home(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="nothing"):
        backup(writer(tmp_path / "home"), tmp_path / "kept.zip")
    assert not list(tmp_path.iterdir())


def test_words_alone_can_be_backed_up_and_restored(tmp_path: Path) -> None:
    Journal(tmp_path / "a").append("action_edit", BURY, "1.1.1", {"status": "complete"}, who="Kay", recorded_at=NOON, seen=None)
    assert backup(writer(tmp_path / "a"), tmp_path / "kept.zip").build == ""
    assert restore(tmp_path / "kept.zip", tmp_path / "b").entries == 1
    assert Journal(tmp_path / "b").entries() == Journal(tmp_path / "a").entries()


def test_a_backup_taken_while_words_are_typed_holds_them_as_they_stood_at_one_moment(tmp_path: Path) -> None:
    home, stop = tmp_path / "home", threading.Event()
    Journal(home).append("action_edit", BURY, "0", {"status": "complete"}, who="Kay", recorded_at=NOON, seen=None)

    def type_on() -> int:
        journal, count = Journal(home), 1
        while not stop.is_set():
            journal.append("action_edit", BURY, str(count), {"status": "complete"}, who="Kay", recorded_at=NOON, seen=None)
            count += 1
        return count

    with ThreadPoolExecutor(1) as pool:
        typing = pool.submit(type_on)
        try:
            reports = [verify(tmp_path / "kept.zip") for _ in range(6) if backup(writer(home), tmp_path / "kept.zip")]
        finally:
            stop.set()
        assert typing.result() == len(Journal(home).entries())
    assert [one.faults for one in reports] == [()] * 6
    assert reports[-1].entries > reports[0].entries


def test_a_restored_home_is_one_the_command_line_goes_on_with(full: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (full / "additions" / "note.txt").unlink()
    backup(writer(full), tmp_path / "kept.zip")
    restore(tmp_path / "kept.zip", tmp_path / "again")
    shown = []
    for home in (full, tmp_path / "again"):
        assert cli.main(["show", "--area", "Bury", "--home", str(home), "--json"]) == 0
        shown.append(capsys.readouterr().out)
    assert shown[0] == shown[1]


def test_a_home_that_holds_something_is_not_restored_into(full: Path, tmp_path: Path) -> None:
    backup(writer(full), tmp_path / "kept.zip")
    before = {path: path.read_bytes() for path in full.rglob("*") if path.is_file()}
    with pytest.raises(Refused, match="already holds"):
        restore(tmp_path / "kept.zip", full)
    assert {path: path.read_bytes() for path in full.rglob("*") if path.is_file()} == before


def test_a_folder_with_other_things_in_it_gets_the_home_and_keeps_them(full: Path, tmp_path: Path) -> None:
    backup(writer(full), tmp_path / "kept.zip")
    (tmp_path / "other" / "words").mkdir(parents=True)
    (tmp_path / "other" / "mine.txt").write_text("x", encoding="utf-8")
    restore(tmp_path / "kept.zip", tmp_path / "other")
    assert asked(tmp_path / "other") == asked(full)
    assert (tmp_path / "other" / "mine.txt").is_file()


def test_a_restore_that_cannot_be_finished_leaves_nothing(full: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    backup(writer(full), tmp_path / "kept.zip")
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "mine.txt").write_text("x", encoding="utf-8")
    rename = Path.rename

    def refuse(path: Path, target: Path) -> Path:
        if path.name == "build":
            raise PermissionError(13, "in use")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(Refused, match="in use"):
        restore(tmp_path / "kept.zip", tmp_path / "other")
    assert [path.name for path in (tmp_path / "other").iterdir()] == ["mine.txt"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["home", "kept.zip", "other"]


class Killed(BaseException):
    """Stands for the end of the process: nothing that catches errors catches it."""


@pytest.mark.parametrize("there", [False, True])
def test_a_restore_stopped_at_any_instant_leaves_no_home_or_is_gone_on_with(
    full: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, there: bool
) -> None:
    backup(writer(full), tmp_path / "kept.zip")
    before, outcomes, calls = asked(full), [], {name: getattr(Path, name) for name in ("rename", "mkdir", "rmdir")}
    fsync = os.fsync
    for last in range(1, 100):
        home, so_far = tmp_path / f"again{last}", 0
        if there:
            home.mkdir()

        def deadly(call: Callable[..., Any], last: int = last) -> Callable[..., Any]:
            def wrapped(*given: Any, **named: Any) -> Any:
                nonlocal so_far
                so_far += 1
                if so_far == last:
                    raise Killed
                return call(*given, **named)

            return wrapped

        with monkeypatch.context() as patched:
            patched.setattr(os, "fsync", deadly(fsync))
            for name, call in calls.items():
                patched.setattr(Path, name, deadly(call))
            try:
                restore(tmp_path / "kept.zip", home)
            except Killed:
                outcomes.append(home.exists() and bool(list(home.iterdir())))
            else:
                assert asked(home) == before
                break
        if outcomes[-1]:
            if (home / MARKER).exists():
                restore(tmp_path / "kept.zip", home)
            assert asked(home) == before  # stopped after the last step, or gone on with
    assert len(outcomes) > 10
    assert not any(outcomes[:10])


def remade(kept: Path, change: Change) -> Path:
    """The backup with its members and its manifest changed."""
    with zipfile.ZipFile(kept) as packed:
        members = {name: packed.read(name) for name in packed.namelist()}
    manifest = json.loads(members.pop("manifest.json"))
    change(members, manifest)
    made = kept.with_name("changed.zip")
    with zipfile.ZipFile(made, "w") as packed:
        for name, content in members.items():
            packed.writestr(name, content)
        packed.writestr("manifest.json", json.dumps(manifest))
    return made


def put(members: dict[str, bytes], manifest: dict[str, Any], name: str, content: bytes) -> None:
    """A member with its line in the manifest, in place of one of that name."""
    members[name] = content
    manifest["files"] = [one for one in manifest["files"] if one["path"] != name]
    manifest["files"].append({"path": name, "bytes": len(content), "sha256": sha256(content).hexdigest()})


def without_last(members: dict[str, bytes], manifest: dict[str, Any]) -> None:
    lines = members["words/journal.jsonl"].splitlines(keepends=True)
    put(members, manifest, "words/journal.jsonl", b"".join(lines[:-1]))


def _evidence(manifest: dict[str, Any]) -> str:
    return next(one["path"] for one in manifest["files"] if one["path"].startswith("words/files/"))


def _first(members: dict[str, bytes], where: str) -> str:
    return next(name for name in members if name.startswith(where))


def drop(members: dict[str, bytes], manifest: dict[str, Any], name: str) -> None:
    del members[name]
    manifest["files"] = [one for one in manifest["files"] if one["path"] != name]


CHANGES: dict[str, Change] = {
    "a file changed": lambda members, _: members.update({"words/journal.jsonl": members["words/journal.jsonl"].replace(b"Kay", b"Key")}),
    "a file lost": lambda members, _: members.pop("ledger/ledger.jsonl"),
    "a file more": lambda members, _: members.update({"raw/more": b"x"}),
    "a line of the journal lost": without_last,
    "the journal changed with its hash": lambda m, f: put(m, f, "words/journal.jsonl", m["words/journal.jsonl"].replace(b"Kay", b"Key")),
    "evidence lost": lambda m, f: drop(m, f, _evidence(f)),
    "another build named": lambda m, f: f.update(build="000009-00000000"),
    "a line of the ledger lost": lambda m, f: put(m, f, "ledger/ledger.jsonl", m["ledger/ledger.jsonl"].partition(b"\n")[0] + b"\n"),
    "a content of the ledger changed": lambda m, f: put(m, f, _first(m, "ledger/contents/"), gzip.compress(b"{}")),
    "a content of the ledger lost": lambda m, f: drop(m, f, _first(m, "ledger/contents/")),
    "a raw file lost": lambda m, f: drop(m, f, _first(m, "raw/")),
    "a raw file changed with its hash": lambda m, f: put(m, f, _first(m, "raw/"), b"x"),
    "evidence changed with its hash": lambda m, f: put(m, f, _evidence(f), b"x"),
    "stored under a name that leads out": lambda m, f: f["files"][0].update(stored="../x"),
    "out of the home": lambda m, f: put(m, f, "words/../../escaped.txt", b"x"),
    "an absolute place": lambda m, f: put(m, f, "/escaped.txt", b"x"),
    "a place of Windows": lambda m, f: put(m, f, "raw/..\\..\\escaped.txt", b"x"),
    "a drive": lambda m, f: put(m, f, "raw/C:escaped.txt", b"x"),
    "beside the parts": lambda m, f: put(m, f, "cli.py", b"x"),
    "another part": lambda m, f: put(m, f, "reference/areas.csv", b"x"),
    "a file and a folder at once": lambda m, f: [put(m, f, name, b"x") for name in ("raw/a", "raw/a/b")],
    "a hash that is none": lambda m, f: f["files"][0].update(sha256="0" * 64),
    "a size that is none": lambda m, f: f["files"][0].update(bytes=1),
}


@pytest.mark.parametrize("how", CHANGES)
def test_a_backup_that_is_not_whole_is_told_and_nothing_of_it_is_put_in_place(full: Path, tmp_path: Path, how: str) -> None:
    backup(writer(full), tmp_path / "kept.zip")
    changed = remade(tmp_path / "kept.zip", CHANGES[how])
    report = verify(changed)
    assert report.faults
    assert not any(str(tmp_path) in fault for fault in report.faults)
    with pytest.raises(Refused, match="was not restored"):
        restore(changed, tmp_path / "again")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["changed.zip", "home", "kept.zip"]
    assert not list(tmp_path.parent.glob("escaped*"))


def test_a_byte_changed_anywhere_in_the_file_is_never_restored_as_if_whole(full: Path, tmp_path: Path) -> None:
    backup(writer(full), tmp_path / "kept.zip")
    before = asked(full)
    content = (tmp_path / "kept.zip").read_bytes()
    for at in range(0, len(content), max(1, len(content) // 40)):
        (tmp_path / "bad.zip").write_bytes(content[:at] + bytes([content[at] ^ 0x55]) + content[at + 1 :])
        try:
            restore(tmp_path / "bad.zip", tmp_path / f"again{at}")
        except Refused:
            assert not (tmp_path / f"again{at}").exists()
        else:
            assert asked(tmp_path / f"again{at}") == before


@pytest.mark.parametrize("content", [b"", b"no zip", b"PK\x03\x04", None])
def test_what_is_no_backup_is_refused(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "kept.zip"
    if content is not None:
        file.write_bytes(content)
    for use in (lambda: verify(file), lambda: restore(file, tmp_path / "home")):
        with pytest.raises(Refused, match="not a backup"):
            use()
    assert not (tmp_path / "home").exists()


def test_a_backup_of_another_version_is_refused(full: Path, tmp_path: Path) -> None:
    backup(writer(full), tmp_path / "kept.zip")
    with pytest.raises(Refused, match="another version"):
        verify(remade(tmp_path / "kept.zip", lambda _, manifest: manifest.update(form=9)))


def test_the_command_line_backs_up_looks_through_and_restores(full: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = str(tmp_path / "kept.zip")
    assert cli.main(["backup", file, "--home", str(full), "--json"]) == 0
    made = json.loads(capsys.readouterr().out)
    assert (made["file"], made["build"]) == (file, Store(full).current())
    assert cli.main(["verify", file, "--json"]) == 0
    seen = json.loads(capsys.readouterr().out)
    assert (seen["faults"], seen["loads"], seen["entries"]) == ([], 2, 3)
    assert cli.main(["restore", file, "--home", str(tmp_path / "again")]) == 0
    assert "is whole" in capsys.readouterr().out
    assert asked(tmp_path / "again") == asked(full)
    assert cli.main(["restore", file, "--home", str(tmp_path / "again"), "--json"]) == 1
    assert "already holds" in json.loads(capsys.readouterr().out)["error"]


def test_the_command_line_says_what_is_wrong_with_a_backup(full: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    backup(writer(full), tmp_path / "kept.zip")
    changed = remade(tmp_path / "kept.zip", CHANGES["a file lost"])
    assert cli.main(["verify", str(changed), "--home", os.devnull]) == 1
    assert "ledger/ledger.jsonl is missing." in capsys.readouterr().out


def test_every_folder_of_a_home_is_backed_up_or_named_here_as_left_out() -> None:
    assert set(backups.PARTS) == {"raw", "build", "words", "additions", "ledger"}
