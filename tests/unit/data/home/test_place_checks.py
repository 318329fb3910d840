"""Whether a home stands in a good place: names, network shares and synced folders, each faked."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from data.home import place_checks
from tests.conftest import reader


@pytest.mark.parametrize(
    "where",
    [
        "OneDrive - Council/send",
        "OneDrive/send",
        "Dropbox/send",
        "Google Drive/My Drive/send",
        "Library/CloudStorage/x",
        "iCloudDrive/send",
    ],
)
def test_a_synced_folder_is_named(tmp_path: Path, where: str) -> None:
    [found] = list(place_checks.place(reader(tmp_path / where)))
    assert found.what.startswith("The home lies in a synced folder (")
    assert not found.grave


def test_a_folder_whose_name_only_holds_such_a_word_is_none(tmp_path: Path) -> None:
    assert list(place_checks.place(reader(tmp_path / "our-figures"))) == []


def test_a_network_share_is_named_on_linux(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mounts = f"//server/share {tmp_path} cifs rw 0 0\n/dev/sda1 / ext4 rw 0 0\n"
    read = Path.read_text
    monkeypatch.setattr(Path, "read_text", lambda self, **how: mounts if self == Path("/proc/mounts") else read(self, **how))
    monkeypatch.setattr("data.home.place_checks.sys.platform", "linux")
    [found] = list(place_checks.place(reader(tmp_path / "home")))
    assert "on a network share (cifs)" in found.what
    assert list(place_checks.place(reader(tmp_path.parent / "elsewhere"))) == []


def test_names_that_windows_cannot_hold_and_paths_too_long_are_named(home: Path) -> None:
    odd = home / "additions" / "2026: ours.txt"
    odd.parent.mkdir()
    odd.write_text("x", encoding="utf-8")
    long = home / "words" / ("a" * 120) / ("b" * 120)
    long.mkdir(parents=True)
    (long / "c.txt").write_text("x", encoding="utf-8")
    said = [one.what for one in place_checks.names(reader(home))]
    assert "'additions/2026: ours.txt' has a name that Windows and zips cannot hold." in said
    assert any("files have paths of more than 240 letters" in one for one in said)


def test_a_full_disk_is_told_before_a_load_meets_it(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage(home)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage._replace(free=3_000_000))
    [found] = list(place_checks.room(reader(home)))
    assert found.what == f"The disk of {home} has 3 MB free."


def test_leftovers_go_and_files_that_no_load_names_are_put_aside(home: Path) -> None:
    left, stray = home / "build" / "unfinished-x.duckdb", home / "raw" / f"{'0' * 64}.xlsx"
    for path in (left, stray):
        path.write_bytes(b"x")
        os.utime(path, (0, 0))
    [found] = list(place_checks.leftovers(reader(home)))
    assert found.what.startswith(
        "2 files and folders are not needed (0.0 MB): 1 left by stopped programs and 1 in raw/ that no load names."
    )
    assert place_checks.sweep(reader(home)) == "1 leftovers were taken away, and 1 files were put in aside/."
    assert not left.exists() and (home / "aside" / stray.name).read_bytes() == b"x"
    assert list(place_checks.leftovers(reader(home))) == []
