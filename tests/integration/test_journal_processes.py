"""Processes that write the journal of one home at once: nothing is lost, and the second is told what the first changed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from data.records.journal import Journal
from tests.conftest import ROOT
from tests.factories.journals import edit


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path / "home")


# Each child appends and prints the id of what was kept; a change met on the way is followed, as a person would.
CHILD = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from data.records.journal import ChangedMeanwhile, Journal

journal, who, times = Journal(Path(sys.argv[1])), sys.argv[2], int(sys.argv[3])
def add(key, body, seen):
    return journal.append("action_edit", "E08000002", key, body, who=who, recorded_at=datetime.now(UTC), seen=seen)
told = 0
for n in range(times):
    print(add(f"{who}.{n}", {"progress": f"{who} {n}"}, None).id)
    newest = journal.latest("action_edit", "E08000002").get("same")
    while True:
        try:
            print(add("same", {"progress": f"{who} {n}"}, newest.id if newest else None).id)
            break
        except ChangedMeanwhile as why:
            told, newest = told + 1, why.entry
    journal.entries()
"""


def child(*given: str, source: str = CHILD) -> subprocess.Popen[str]:
    command = [sys.executable, "-B", "-c", source, *given]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(command, cwd=ROOT, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def test_processes_that_append_at_once_lose_nothing(journal: Journal) -> None:
    running = [child(str(journal.folder.parent), who, "12") for who in ("A", "B", "C")]
    done = [one.communicate(timeout=120) for one in running]
    assert [err for _, err in done] == [""] * 3
    ids = sorted(int(id) for out, _ in done for id in out.split())
    assert ids == list(range(1, 73))
    found = journal.entries()
    same = [one for one in found if one.key == "same"]
    assert [one.follows for one in same] == [None, *(one.id for one in same[:-1])]
    assert {one.body["progress"] for one in same if one.body} == {f"{who} {n}" for who in "ABC" for n in range(12)}


ONE_OF_TWO = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from data.records.journal import ChangedMeanwhile, Journal

sys.stdin.readline()
try:
    body = {"due": "2018-12-31", "reason": sys.argv[2]}
    Journal(Path(sys.argv[1])).append(
        "action_edit", "E08000002", "1.1.1", body, who=sys.argv[2], recorded_at=datetime.now(UTC), seen=1)
    print("kept")
except ChangedMeanwhile as why:
    print("told", why.entry.who, why.entry.body["reason"], why.body["reason"])
"""


def test_of_two_processes_that_edit_one_action_one_is_told_what_the_other_changed(journal: Journal) -> None:
    edit(journal, "1.1.1", {"due": "2018-03-31"})
    command = [sys.executable, "-B", "-c", ONE_OF_TWO, str(journal.folder.parent)]
    options: dict[str, Any] = {"cwd": ROOT, "env": {**os.environ, "PYTHONPATH": str(ROOT)}, "text": True}
    running = [subprocess.Popen([*command, who], stdin=subprocess.PIPE, stdout=subprocess.PIPE, **options) for who in ("Ari", "Kay")]
    for one in running:
        assert one.stdin is not None
        one.stdin.write("\n")
        one.stdin.flush()
    said = sorted(one.communicate(timeout=60)[0].strip() for one in running)
    winner = journal.entries()[1].who
    assert said == ["kept", f"told {winner} {winner} {'Kay' if winner == 'Ari' else 'Ari'}"]
    assert len(journal.entries()) == 2
