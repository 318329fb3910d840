"""How a worker's process is started and ended: quietly on Windows, refused in words where it cannot be, after any interruption anew."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from data.catalogue.catalogue import Catalogue
from loaders import ReadingBox, Refused
from loaders.box import worker
from loaders.box.limits import SPREADSHEET
from loaders.box.worker import Worker, WorkerFailed
from tests.conftest import ROOT, SAMPLE


def _fails(*given: object, **named: object) -> subprocess.Popen[bytes]:
    raise PermissionError(13, "Permission denied")


def test_a_computer_that_lets_no_process_start_is_told_of_with_the_file(monkeypatch: pytest.MonkeyPatch, catalogue: Catalogue) -> None:
    monkeypatch.setattr(subprocess, "Popen", _fails)
    with pytest.raises(Refused) as refused:
        ReadingBox().open_given("a.csv", b"Ref,2018\n", catalogue).read()
    assert str(refused.value) == (
        "a.csv was refused, because no process that reads files could be started (Permission denied). Ask whoever looks after this "
        "computer to let Python start Python. Nothing was changed."
    )


def test_no_window_opens_on_windows_and_nothing_is_said_on_its_console(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: dict[str, Any] = {}

    def starts(command: list[str], **named: Any) -> subprocess.Popen[bytes]:
        asked.update(named, command=command)
        raise OSError(2, "no such file")

    monkeypatch.setattr(subprocess, "CREATE_NO_WINDOW", 0x0800_0000, raising=False)
    monkeypatch.setattr(subprocess, "Popen", starts)
    with pytest.raises(WorkerFailed, match="no such file"):
        Worker("some.module", ()).start()
    assert (asked["creationflags"], asked["stderr"], asked["cwd"]) == (0x0800_0000, subprocess.DEVNULL, ROOT)
    assert asked["command"][0] == sys.executable
    assert len({asked["env"][name] for name in ("TMPDIR", "TEMP", "TMP")}) == 1
    assert not Path(asked["env"]["TMP"]).exists()  # nothing was started, so nothing stays


def test_an_interrupted_question_leaves_no_answer_for_the_next(catalogue: Catalogue) -> None:
    class Stopped(BaseException):
        """As a page is stopped in the middle where its reader chooses something else."""

    def stops(share: float, words: str) -> None:
        raise Stopped

    box = ReadingBox()
    with pytest.raises(Stopped):
        box.open_given(SAMPLE.name, SAMPLE.read_bytes(), catalogue, stops)
    assert box.open_given(SAMPLE.name, SAMPLE.read_bytes(), catalogue).read().file == SAMPLE.name
    box.close()


def test_a_worker_that_left_for_want_of_questions_is_started_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = Worker("loaders.reading_worker", ("data.model.",))
    asked.start()
    first = asked._running
    assert first is not None
    asked.start()
    assert asked._running is first
    monkeypatch.setattr(worker, "IDLE", 0.0)
    assert asked.ask("sort_out", SPREADSHEET, paths=[]) == ([], ())
    assert asked._running is not first
    assert first.process.returncode is not None
    asked.end()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows tells no process that its parent is gone; its worker sees its pipe closed")
def test_a_worker_outlives_nobody(tmp_path: Path) -> None:
    """The process that asks is killed: its worker ends, and takes its folder along."""
    program = (
        "import time\nfrom loaders.box.worker import Worker\nfrom loaders.box.limits import SPREADSHEET\n"
        "w = Worker('loaders.reading_worker', ())\nw.ask('sort_out', SPREADSHEET, paths=[])\nprint(w._running.process.pid, flush=True)\n"
        "time.sleep(600)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE, env=os.environ | {"TMPDIR": str(tmp_path)}
    ) as asking:
        assert asking.stdout is not None
        reading = int(asking.stdout.readline())
        assert len(list(tmp_path.iterdir())) == 1
        asking.send_signal(signal.SIGKILL)
    for _ in range(600):
        if not Path(f"/proc/{reading}").exists() and not list(tmp_path.iterdir()):
            break
        time.sleep(0.05)
    assert list(tmp_path.iterdir()) == []
