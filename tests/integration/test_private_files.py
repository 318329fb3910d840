"""Nobody but the owner can open anything that a home, its backups or the user's own list holds, however free the computer is."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

import cli
from data.home import place_checks
from data.home.home import Home
from data.store.private_files import close_to_others, open_to_others
from tests.conftest import ROOT, reader
from tests.factories.commands import CaptureFixture
from tests.factories.published import made

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has no such rights")
# A process that gives rights freely, as most computers do, and does every job that writes.
CHILD = """
import os, sys
os.umask(0o022)
from pathlib import Path
import cli
from data.home.home import Home
from data.model.actor import Actor

home, files, out = sys.argv[1], sys.argv[2].split("|"), Path(sys.argv[3])
def run(*words):
    code = cli.main([*words, "--home", home])
    assert code == 0, (words, code)
run("load", "data/samples/bury_2017.xlsx", *files, "--received", "2025-11-03")
run("load", "data/samples/bury_plan_2017.xlsx", "--area", "Bury")
whole = Home(Path(home))
writing = whole.write(Actor("Kay"))
digest, name = writing.keep_evidence("minutes.txt", b"Present: all.", lambda name, content: [])
piece = {"title": "Minutes", "date": "2026-05-05", "file": digest, "file_name": name, "attached": []}
writing.record("commentary", "E08000002", "S5/2016", {"what": "Words"}, seen=None)
run("withdraw", "1", "--why", "wrong")
run("reinstate", "1")
run("rebuild")
run("repair", "--yes")
run("redact", "entry", "--number", "1", "--why", "wrong", "--yes")
run("backups", "--now", "--drill")
run("backup", str(out / "whole.zip"))
run("pack", "--area", "Bury", "--format", "html", "--out", str(out / "pack.html"))
"""


def modes(folder: Path) -> set[str]:
    return {f"{stat.S_IMODE(path.lstat().st_mode):o} {'folder' if path.is_dir() else 'file'}" for path in (folder, *folder.rglob("*"))}


def test_every_file_of_a_home_filled_by_every_command_is_its_owners_alone(tmp_path: Path) -> None:
    home, place, state, out = (tmp_path / name for name in ("home", "place", "state", "out"))
    out.mkdir()
    files = "|".join(map(str, made(tmp_path / "made")))
    environment = {**os.environ, "SEND_BACKUPS": str(place), "SEND_STATE": str(state), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-B", "-c", CHILD, str(home), files, str(out)]
    done = subprocess.run(command, check=False, cwd=ROOT, env=environment, text=True, capture_output=True, timeout=300)
    assert done.returncode == 0, done.stderr
    names = {path.relative_to(home).parts[0] for path in home.rglob("*") if path.is_file()}
    assert names >= {"raw", "ledger", "build", "words", "home.json"} and list(home.rglob("*.parquet")) and list(home.rglob("*.lock"))
    for folder in (home, place, state):
        assert modes(folder) <= {"600 file", "700 folder"}, folder
    assert stat.S_IMODE((out / "whole.zip").stat().st_mode) == 0o600
    assert stat.S_IMODE((out / "pack.html").stat().st_mode) == 0o644  # what somebody asked for is for them to hand on


def test_an_earlier_home_is_closed_when_it_is_opened(home: Path) -> None:
    for path in (home, *home.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    Home(home).close()
    assert modes(home) == {"600 file", "700 folder"}


def test_a_home_inside_the_program_leaves_the_program_open(home: Path) -> None:
    (home / "__init__.py").touch()
    for path in (home, *home.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    Home(home).close()
    assert modes(home / "ledger") == {"600 file", "700 folder"}
    assert stat.S_IMODE((home / "__init__.py").stat().st_mode) == 0o644


def test_health_says_what_cannot_be_closed(home: Path, monkeypatch: pytest.MonkeyPatch, capsys: CaptureFixture) -> None:
    assert list(place_checks.access(reader(home))) == []
    next((home / "raw").iterdir()).chmod(0o644)
    monkeypatch.setattr(Path, "chmod", lambda *given, **named: (_ for _ in ()).throw(PermissionError(1, "not yours")))
    assert cli.main(["check", "--home", str(home)]) == 0
    said = capsys.readouterr().out
    assert "1 file or folder of the home can be opened by others on this computer" in said and "chmod -R go-rwx" in said


def test_links_are_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside.txt"
    outside.write_text("x", encoding="utf-8")
    outside.chmod(0o644)
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "link").symlink_to(outside)
    close_to_others([tmp_path / "home"])
    assert stat.S_IMODE(outside.stat().st_mode) == 0o644 and list(open_to_others([tmp_path / "home"])) == []
