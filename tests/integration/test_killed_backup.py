"""Backups and restores killed at any instant: what was there stands, the next try goes through, and nothing is left lying about.

A few instants of each are tried; every one of them by ``EVERY_INSTANT=1 python -m pytest tests/integration/test_killed_backup.py``.
"""

from __future__ import annotations

import os
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

import cli
from data.backups.automatic_backups import VARIABLE
from data.backups.backup import verify
from data.backups.backup_place import BackupPlace
from data.records.journal import Journal
from data.store.store import Store
from tests.conftest import BURY
from tests.factories.commands import CaptureFixture
from tests.factories.killed import KILLED, instants_of, killed_commands

FEW = 6


def tried(instants: int) -> list[int]:
    """The instants to die at: spread over all, the last ones among them."""
    step = 1 if os.environ.get("EVERY_INSTANT") else max(1, instants // FEW)
    return sorted({*range(1, instants + 1, step), *range(max(1, instants - 3), instants + 1)})


@pytest.fixture
def full(home: Path) -> Path:
    Journal(home).append(
        "action_edit", BURY, "1.1.1", {"status": "complete"}, who="Kay", recorded_at=datetime(2018, 7, 26, tzinfo=UTC), seen=None
    )
    return home


def killed(at: int, command: list[str], **environment: str) -> bool:
    """Runs a command that dies at an instant; whether it did, and had not ended by then."""
    [code] = killed_commands([(at, command)], environment)
    assert code in (0, KILLED)
    return bool(code)


def test_a_backup_killed_at_any_instant_leaves_the_old_one_or_the_new(full: Path, tmp_path: Path, capsys: CaptureFixture) -> None:
    (tmp_path / "z").mkdir()
    zipped, command = tmp_path / "z" / "kept.zip", ["backup", str(tmp_path / "z" / "kept.zip"), "--home", str(full)]
    instants = instants_of(command)
    assert verify(zipped).faults == ()
    for at in tried(instants):
        zipped.write_bytes(b"the old one") if at % 2 else zipped.unlink(missing_ok=True)
        assert killed(at, command)
        if zipped.exists() and zipped.read_bytes() != b"the old one":
            assert verify(zipped).faults == ()
    assert cli.main(command) == 0 and verify(zipped).faults == ()
    assert [path.name for path in zipped.parent.iterdir()] == ["kept.zip"]
    assert cli.main(["show", "--area", "Bury", "--code", "S5", "--home", str(full)]) == 0
    capsys.readouterr()


@pytest.mark.parametrize("holds", ["nothing", "another file"])
def test_a_restore_killed_at_any_instant_is_gone_on_with(full: Path, tmp_path: Path, holds: str, capsys: CaptureFixture) -> None:
    zipped = tmp_path / "kept.zip"
    assert cli.main(["backup", str(zipped), "--home", str(full)]) == 0

    def home(name: str) -> Path:
        path = tmp_path / "to" / name
        path.parent.mkdir(exist_ok=True)
        if holds == "another file":
            path.mkdir()
            (path / "notes.txt").write_text("x", encoding="utf-8")
        return path

    instants = instants_of(["restore", str(zipped), "--home", str(home("whole"))])
    for at in tried(instants):
        to = home(f"at{at}")
        assert killed(at, ["restore", str(zipped), "--home", str(to)])
        code = cli.main(["restore", str(zipped), "--home", str(to)])
        assert code == 0 or "already holds" in capsys.readouterr().err  # it was whole before it died
        assert Store(to).current() == Store(full).current() and Journal(to).entries() == Journal(full).entries()
        assert not (to / "restoring.json").exists() and (to / "notes.txt").is_file() == (holds == "another file")
        shutil.rmtree(to)
    assert [path.name for path in (tmp_path / "to").iterdir()] == ["whole"]
    capsys.readouterr()


def test_a_backup_to_the_place_killed_at_any_instant_leaves_those_that_were(
    full: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: CaptureFixture
) -> None:
    place, command = tmp_path / "place", ["backups", "--now", "--home", str(full)]
    instants = instants_of(command, {VARIABLE: str(tmp_path / "first")})
    for at in tried(instants):
        killed(at, command, **{VARIABLE: str(place)})
        for one in BackupPlace(place).kept():
            assert one.whole and BackupPlace(place).look_through(one)[0] == []
    monkeypatch.setenv(VARIABLE, str(place))
    assert cli.main(command) == 0
    [one] = BackupPlace(place).kept()
    assert BackupPlace(place).look_through(one)[0] == []
    named = {file.sha256 for file in one.manifest.files}
    assert {f"{path.parent.name}{path.name}" for path in (place / "objects").glob("*/*")} == named
    assert not list(place.rglob("unfinished-*")) and not list(place.glob(".b-*"))
    capsys.readouterr()
