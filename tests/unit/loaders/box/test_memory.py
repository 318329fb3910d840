"""How each system is asked for memory, and told of a limit; the calls of those that this is not are faked."""

from __future__ import annotations

import ctypes
import mmap
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from loaders.box import memory


def test_windows_is_asked_for_what_it_promised_the_process(monkeypatch: pytest.MonkeyPatch) -> None:
    class Asked:
        restype: Any = None
        argtypes: Any = None
        succeeds = True

        def __call__(self, process: int, counters: Any, size: int) -> bool:
            assert (process, size) == (77, ctypes.sizeof(memory._Counters))
            counters._obj.PagefileUsage = 123_456_789
            return self.succeeds

    asked = Asked()
    current = type("Current", (), {"restype": None, "__call__": lambda self: 77})()
    kernel = SimpleNamespace(GetCurrentProcess=current, K32GetProcessMemoryInfo=asked)
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(ctypes, "windll", SimpleNamespace(kernel32=kernel), raising=False)
    assert memory.used() == 123_456_789
    assert current.restype is ctypes.c_void_p  # a handle is wider than an int
    asked.succeeds = False
    assert memory.used() == 0


def test_macos_tells_bytes_and_only_the_most_ever_held(monkeypatch: pytest.MonkeyPatch) -> None:
    resource = pytest.importorskip("resource")
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr(resource, "getrusage", lambda who: SimpleNamespace(ru_maxrss=55_000_000))
    assert memory.used() == 55_000_000


def test_linux_counts_pages_and_a_system_that_says_nothing_counts_as_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(memory, "PAGE_FILE", tmp_path / "statm")
    assert memory.used() == 0
    (tmp_path / "statm").write_text("9 3 1 0 0 0 0")
    assert memory.used() == 3 * mmap.PAGESIZE
    (tmp_path / "statm").write_text("")
    assert memory.used() == 0


@pytest.mark.parametrize(("system", "told"), [("linux", [(400, -1)]), ("win32", []), ("darwin", [])])
def test_a_wall_stands_on_linux_alone(system: str, told: list[tuple[int, int]], monkeypatch: pytest.MonkeyPatch) -> None:
    resource, said = pytest.importorskip("resource"), list[tuple[int, int]]()
    monkeypatch.setattr(sys, "platform", system)
    monkeypatch.setattr(resource, "getrlimit", lambda which: (-1, resource.RLIM_INFINITY))
    monkeypatch.setattr(resource, "setrlimit", lambda which, limits: said.append(limits))
    memory.wall(400)
    assert said == told


def test_a_wall_is_never_set_above_one_that_stands_already(monkeypatch: pytest.MonkeyPatch) -> None:
    resource, said = pytest.importorskip("resource"), list[tuple[int, int]]()
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(resource, "getrlimit", lambda which: (300, 300))
    monkeypatch.setattr(resource, "setrlimit", lambda which, limits: said.append(limits))
    memory.wall(400)
    assert said == [(300, 300)]
