"""The nine faults that once stood, told again: each was a script that failed.

``start_fails``: the fault matrix, and here with a real server. ``clock_back``, ``future_received``, ``release_dead_end``: test_healing.
``raw_again``: test_kept_homes, since no schema asks anybody to load again. ``backup_says_whole``: test_backup. ``full_disk``: test_healing
(all or nothing, room first), and here that nothing is left. ``restore_killed`` and ``seal_full``: here.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from urllib.request import urlopen

import pytest

import cli
from data.records import journal as journals
from data.store import sealed_lines
from data.store.store import Store
from tests.conftest import BURY, ROOT, SAMPLE
from tests.factories.commands import CaptureFixture
from tests.factories.harms import HARMS
from tests.factories.killed import KILLED, RENAMES, killed_commands


@pytest.mark.parametrize("harm", ["ledger's line changed", "illustrative pointer garbled"])
def test_a_real_server_is_up_over_a_damaged_home(home: Path, harm: str, tmp_path: Path) -> None:
    if HARMS[harm].load:
        assert cli.main(["withdraw", "1", "--why", "x", "--home", str(home)]) == 0
    HARMS[harm].do(home)
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", "0"]
    log = tmp_path / "log.txt"
    with log.open("w", encoding="utf-8") as out:
        server = subprocess.Popen(command, cwd=ROOT, env=os.environ | {"SEND_HOME": str(home)}, stdout=out, stderr=out)
        try:
            address = ""
            for _ in range(600):
                assert server.poll() is None, log.read_text(encoding="utf-8")
                found = [line.split()[-1] for line in log.read_text(encoding="utf-8").splitlines() if "http://" in line]
                address = found[0] if found else ""
                if address:
                    break
                time.sleep(0.1)
            with urlopen(f"{address}/_stcore/health", timeout=20) as answer:
                assert answer.read() == b"ok"
        finally:
            server.terminate()
            server.wait(20)
    assert "Traceback" not in log.read_text(encoding="utf-8")


@pytest.mark.parametrize("how", ["repaired", "restored again"])
@pytest.mark.parametrize("moves", [2, 3, 4, 5])
def test_a_restore_killed_between_two_folders_is_finished(home: Path, tmp_path: Path, moves: int, how: str, capsys: CaptureFixture) -> None:
    kept, to = tmp_path / "b.zip", tmp_path / "to"
    assert cli.main(["backup", str(kept), "--home", str(home)]) == 0
    to.mkdir()
    (to / "notes.txt").write_text("x", encoding="utf-8")
    assert killed_commands([(moves, ["restore", str(kept), "--home", str(to)])], only=RENAMES) == [KILLED]
    capsys.readouterr()
    assert cli.main(["check", "--home", str(to)]) == 1
    assert "python cli.py repair restore" in capsys.readouterr().out
    assert cli.main(["load", str(SAMPLE), "--home", str(to)]) == 1
    assert "was stopped half way" in capsys.readouterr().err
    assert cli.main((["repair", "restore", "--yes"] if how == "repaired" else ["restore", str(kept)]) + ["--home", str(to)]) == 0
    assert cli.main(["check", "--home", str(to)]) == 0, capsys.readouterr().out
    assert Store(to).current() == Store(home).current()
    assert not list(tmp_path.glob(".*.new")) and (to / "notes.txt").exists()


def test_words_whose_seal_cannot_be_written_are_saved_and_nobody_says_otherwise(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = journals.Journal(tmp_path / "home")
    with monkeypatch.context() as patched:
        patched.setattr(sealed_lines, "keep_whole", _full_for("journal.seal", sealed_lines.keep_whole))
        kept = made.append("commentary", BURY, "S5/2016", {"what": "typed"}, who="T", recorded_at=datetime.now(UTC), seen=None)
    assert journals.Journal(tmp_path / "home").entries() == (kept,)
    again = made.append("commentary", BURY, "S5/2016", {"what": "again"}, who="T", recorded_at=datetime.now(UTC), seen=kept.id)
    assert (again.id, made.damage()) == (2, "")


def _full_for(name: str, keep: Callable[[Path, bytes], None]) -> Callable[[Path, bytes], None]:
    def full(path: Path, content: bytes) -> None:
        if path.name == name:
            raise OSError(28, "No space left on device")
        keep(path, content)

    return full


def test_a_load_that_meets_a_full_disk_leaves_nothing(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: CaptureFixture, tmp_path: Path
) -> None:
    before = sorted(path.relative_to(home) for path in home.rglob("*"))
    other = tmp_path / "other.xlsx"
    other.write_bytes(SAMPLE.read_bytes() + b" ")

    def full(source: Path, target: Path) -> None:
        Path(target).write_bytes(b"half")
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(shutil, "copyfile", full)
        assert cli.main(["load", str(other), "--home", str(home)]) == 1
    assert "is full. Nothing was changed. Make room, and load again." in capsys.readouterr().err
    now = {path.relative_to(home) for path in home.rglob("*") if path.suffix != ".lock"}
    assert now <= {*before, Path("ledger", "room.reserve")}
