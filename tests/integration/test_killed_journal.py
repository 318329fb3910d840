"""A writer of typed words killed at any instant: every entry whose append returned stands, nothing is torn, and the next goes through.

As in test_killed.py, a child counts the calls by which it touches the disk and dies before the n-th, or halfway through a write.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from data.records.journal import Journal
from tests.conftest import BURY, ROOT

KILLED = 137
# The child does the same work in every home given, each in a process of its own, and prints how each ended. What returned is
# told through a pipe that no instant touches.
CHILD = """
import json, os, pathlib, subprocess, sys
from datetime import UTC, datetime
from data.records.journal import Journal

jobs, source = json.loads(sys.argv[1]), sys.argv[2]

def work(last, home, told):
    so_far = 0

    def instant():
        nonlocal so_far
        so_far += 1
        if so_far == last:
            os._exit(137)

    def deadly(call):
        def wrapped(*given, **named):
            instant()
            return call(*given, **named)
        return wrapped

    class Torn:
        def __init__(self, inner):
            self._inner = inner
        def __enter__(self):
            return self
        def __exit__(self, *why):
            self._inner.close()
        def write(self, content):
            instant()
            if so_far + 1 == last:
                self._inner.write(bytes(content)[:len(content) // 2])
                self._inner.flush()
            instant()
            return self._inner.write(content)
        def truncate(self, size):
            instant()
            return self._inner.truncate(size)
        def __getattr__(self, name):
            return getattr(self._inner, name)

    opened = pathlib.Path.open
    def opens(path, mode="r", *given, **named):
        file = opened(path, mode, *given, **named)
        if mode in ("r", "rb"):
            return file
        instant()
        return Torn(file)
    pathlib.Path.open = opens
    os.fsync, os.replace = deadly(os.fsync), deadly(os.replace)
    for name in ("replace", "rename", "unlink", "mkdir"):
        setattr(pathlib.Path, name, deadly(getattr(pathlib.Path, name)))

    journal = Journal(pathlib.Path(home))
    returned = []
    def done(what):
        with open(told, "a") as file:
            file.write(what + "\\n")
    def add(key, body, seen):
        found = journal.append("action_edit", "E08000002", key, body, who="Kay", recorded_at=datetime.now(UTC), seen=seen)
        done(f"entry {found.id} {found.key} {json.dumps(found.body)}")
        return found
    first = add("1.1.1", {"status": "complete", "progress": "caf\\u00e9 " * 20}, None)
    digest, name = journal.keep("minutes.txt", b"Present: all. " * 30)
    done(f"file {digest}")
    second = add("1.1.1", {"due": None}, first.id)
    undone = journal.undo(second, who="Kay", recorded_at=datetime.now(UTC))
    done(f"entry {undone.id} {undone.key} {json.dumps(undone.body)}")
    instant()
    print(so_far, flush=True)
    os._exit(0)

codes = []
for last, home, told in jobs:
    if len(jobs) == 1:
        work(last, home, told)
    elif hasattr(os, "fork"):
        if (child := os.fork()) == 0:
            sys.stdout = open(os.devnull, "w")
            work(last, home, told)
        codes.append(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
    else:
        job = [sys.executable, "-B", "-c", source, json.dumps([[last, home, told]]), source]
        codes.append(subprocess.run(job, stdout=subprocess.DEVNULL).returncode)
print(json.dumps(codes))
"""
HALF = b'{"id":1,"kind":"action_edit","area":"E08'


def run(jobs: list[tuple[int, Path]]) -> str:
    """Runs each (instant, home) in a process of its own; gives what the child printed last."""
    given = [[instant, str(home), str(home.with_suffix(".told"))] for instant, home in jobs]
    command = [sys.executable, "-B", "-c", CHILD, json.dumps(given), CHILD]
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, text=True, capture_output=True, check=True, timeout=300
    )
    assert done.stderr == ""
    return done.stdout.splitlines()[-1]


def what_returned(home: Path) -> list[str]:
    told = home.with_suffix(".told")
    return told.read_text(encoding="utf-8").splitlines() if told.is_file() else []


def check_whole(home: Path) -> int:
    """Asserts that all that returned stands, at most one entry more, and that the next goes through; returns how many stood."""
    returned = what_returned(home)
    journal = Journal(home)
    found = [f"entry {one.id} {one.key} {json.dumps(one.body)}" for one in journal.entries()]
    entries = [line for line in returned if line.startswith("entry")]
    assert found[: len(entries)] == entries
    assert len(found) <= len(entries) + 1
    for line in returned:
        if line.startswith("file"):
            assert journal.file(line.partition(" ")[2]) == b"Present: all. " * 30
    after = journal.append("action_edit", BURY, "9.9.9", {"status": "overdue"}, who="Ari", recorded_at=datetime.now(UTC), seen=None)
    assert after.id == len(found) + 1
    assert Journal(home).entries()[-1] == after
    assert journal.file(journal.keep("minutes.txt", b"Present: all. " * 30)[0])
    assert not list(home.rglob("unfinished-*"))
    for told in journal.findings():
        assert (home / told.where).read_bytes()
    return len(found)


@pytest.mark.parametrize("half_before", [False, True])
def test_words_whose_saving_returned_outlive_a_writer_killed_at_any_instant(tmp_path: Path, half_before: bool) -> None:
    def home(name: str) -> Path:
        made = tmp_path / name
        if half_before:
            (made / "words").mkdir(parents=True)
            (made / "words" / "journal.jsonl").write_bytes(HALF)
        return made

    instants = int(run([(0, home("whole"))]))
    assert instants > 30
    homes = [home(f"killed{n}") for n in range(1, instants + 1)]
    assert json.loads(run(list(enumerate(homes, 1)))) == [KILLED] * instants
    asides = [list((one / "words").glob("set-aside-*")) for one in homes]
    stood = [check_whole(one) for one in homes]
    # What stands stays: never more at one instant and fewer at a later one; and some were killed in the midst of a line.
    assert stood == sorted(stood)
    assert set(stood) == {0, 1, 2, 3}
    halves = [one for one in homes if list((one / "words").glob("set-aside-*"))]
    assert len(halves) > (sum(map(bool, asides)) if half_before else 2)
    if half_before:
        assert all(any(path.read_bytes() == HALF for path in (one / "words").glob("set-aside-*")) for one in homes)
    shutil.rmtree(tmp_path, ignore_errors=True)
