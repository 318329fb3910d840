"""The worker's side: one job after another, each within its limits, and every way a job can end told in a message."""

from __future__ import annotations

import os
import shutil
import signal
import sys
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from time import monotonic, process_time, sleep
from typing import IO, Any

from data.model.finding import Refused
from loaders.box import memory, messages
from loaders.box.limits import WAITS
from loaders.box.messages import send

Progress = Callable[[float, str], None]
Job = Callable[..., Any]  # takes ``progress`` by name beside what it is asked with
Told = tuple[str, str]  # (where in a file, why)
FOLDER = "reading-"  # how the folder of a worker's own begins
OVER_MEMORY, OVER_TIME = 71, 72  # how the process ends where it ends itself
LOOKS = 0.05  # seconds from one look to the next
IDLE = 600.0  # seconds without a job after which a worker ends itself: somebody left the page open


def serve(jobs: Mapping[str, Job], told: Callable[[Exception], Told], opened: Callable[[Refused], Any]) -> None:
    """Does what comes in on standard input until nobody asks any more; answers go out on standard output.

    ``told`` says in words where an exception was raised, ``opened`` what a refusal carries beside its words (None for most).
    The first argument of the program is the folder of this worker's own, which goes when nobody asks any more.
    """
    folder = Path(sys.argv[1])
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever started the worker ends it
    given, answers = sys.stdin.buffer, _answers()
    watch = _Watch(folder)
    while True:
        try:
            name, asked, most, seconds = messages.receive(given)
        except EOFError:
            break
        watch.begin(most, seconds)
        answer = _done(jobs[name], asked, answers, told, opened)
        watch.rest()
        try:
            send(answers, answer)
        except OSError:
            break
    _clear(folder)


def _clear(folder: Path) -> None:
    if folder.name.startswith(FOLDER):
        shutil.rmtree(folder, ignore_errors=True)


def _answers() -> IO[bytes]:
    """Standard output for answers alone: whatever a library prints goes nowhere."""
    out = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.close(nowhere)
    return out


def _done(
    job: Job, asked: Mapping[str, Any], answers: IO[bytes], told: Callable[[Exception], Told], opened: Callable[[Refused], Any]
) -> tuple[Any, ...]:
    def progress(share: float, words: str) -> None:
        send(answers, (messages.PROGRESS, share, words))

    try:
        return messages.DONE, job(**asked, progress=progress)
    except Refused as why:
        carried = opened(why)
        return (messages.REFUSED, str(why)) if carried is None else (messages.OPEN, str(why), carried)
    except MemoryError:
        return (messages.MEMORY,)
    except Exception as why:
        return messages.FAULT, told(why)


class _Watch:
    """Looks at this process's memory and clock while a job is done, and ends it where it costs too much or nobody waits any more."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        # Bytes of memory, and until when by the processor's and the wall's clock; None between jobs.
        self._limits: tuple[int, float, float] | None = None
        self._rested = monotonic()
        self._parent = os.getppid()
        threading.Thread(target=self._look, daemon=True).start()

    def begin(self, most: int, seconds: float) -> None:
        memory.wall(most)
        self._limits = most, process_time() + seconds, monotonic() + WAITS * seconds

    def rest(self) -> None:
        self._limits, self._rested = None, monotonic()

    def _look(self) -> None:
        while True:
            sleep(LOOKS)
            limits = self._limits  # looked up once: the job may end between two looks
            if os.getppid() != self._parent or (limits is None and monotonic() - self._rested > IDLE):
                _clear(self._folder)  # whoever asked is gone, or has nothing to ask
                os._exit(0)
            if limits is not None and (code := over((memory.used(), process_time(), monotonic()), limits)):
                os._exit(code)


def over(used: tuple[int, float, float], most: tuple[int, float, float]) -> int:
    """The code that a process is to end with which used so much memory, work and time; 0 where it may go on."""
    over_memory, *over_time = (one > limit for one, limit in zip(used, most, strict=True))
    return OVER_MEMORY if over_memory else OVER_TIME if any(over_time) else 0
