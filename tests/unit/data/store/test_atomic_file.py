"""Files written whole, moved and put on the disk: also where the system does it otherwise, which is faked here."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from data.store import atomic_file
from data.store.atomic_file import TRIES, flush, flush_folder, keep_whole, move


def test_a_file_held_by_a_scanner_for_a_moment_is_moved_all_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows refuses a move while anybody has either file open."""
    (tmp_path / "new").write_bytes(b"1")
    held, moved = [PermissionError(13, "in use")] * 3, Path.replace

    def replace(self: Path, target: Path) -> Path:
        if held:
            raise held.pop()
        return moved(self, target)

    monkeypatch.setattr(Path, "replace", replace)
    monkeypatch.setattr(atomic_file, "time", SimpleNamespace(sleep=lambda seconds: None))
    move(tmp_path / "new", tmp_path / "old")
    assert (tmp_path / "old").read_bytes() == b"1" and held == []


def test_a_file_held_for_good_is_refused_and_nothing_of_the_new_one_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_bytes(b"old")
    tries = []

    def replace(self: Path, target: Path) -> Path:
        tries.append(target)
        raise PermissionError(13, "in use")

    monkeypatch.setattr(Path, "replace", replace)
    monkeypatch.setattr(atomic_file, "time", SimpleNamespace(sleep=lambda seconds: None))
    with pytest.raises(PermissionError):
        keep_whole(tmp_path / "file", b"new")
    assert len(tries) == TRIES
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("file", b"old")]


@pytest.mark.parametrize("known", [True, False])
def test_on_macos_a_file_is_flushed_through_the_disks_own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, known: bool) -> None:
    """``fsync`` stops at that cache there; a disk that does not know the other call is flushed as far as it can be."""
    (tmp_path / "file").write_bytes(b"1")
    calls: list[str] = []

    def control(number: int, what: int) -> None:
        calls.append(f"fcntl {what}")
        if not known:
            raise OSError(45, "Operation not supported")

    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setitem(sys.modules, "fcntl", SimpleNamespace(fcntl=control, F_FULLFSYNC=51))
    monkeypatch.setattr(os, "fsync", lambda number: calls.append("fsync"))
    flush(tmp_path / "file")
    assert calls == (["fcntl 51"] if known else ["fcntl 51", "fsync"])


def test_a_folder_is_flushed_where_the_system_has_a_way_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[int] = []
    monkeypatch.setattr(os, "fsync", calls.append)
    flush_folder(tmp_path)
    assert len(calls) == 1
    with monkeypatch.context() as windows:
        windows.setattr(atomic_file, "os", SimpleNamespace(name="nt"))  # which cannot open a folder
        flush_folder(tmp_path)
    assert len(calls) == 1


def test_a_disk_that_cannot_flush_a_folder_is_no_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(number: int) -> None:
        raise OSError(22, "Invalid argument")

    monkeypatch.setattr(os, "fsync", refuse)
    flush_folder(tmp_path)
    flush_folder(tmp_path / "gone")
