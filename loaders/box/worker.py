"""The asking side: one worker process, started when it is first wanted, asked one job at a time, and ended by force where it must be."""

from __future__ import annotations

import contextlib
import os
import pickle
import subprocess
import sys
import weakref
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock, Timer
from time import monotonic
from typing import IO, Any, cast

from data.model.finding import Refused
from loaders.box import messages
from loaders.box.limits import MB, WAITS, CostLimits
from loaders.box.serving import FOLDER, IDLE, OVER_MEMORY, OVER_TIME

ROOT = Path(__file__).parents[2]
GRACE = 5.0  # seconds that a worker has to end itself before it is ended
ENDED = "the process that reads it ended in the middle"
Progress = Callable[[float, str], None]


class WorkerFailed(Exception):
    """A job ended without an answer; ``str()`` says why, to stand behind "because". ``place`` names where in the file, if that is known.

    ``hint`` is what to do, where that is not to write the file anew.
    """

    def __init__(self, why: str, place: str = "", hint: str = "") -> None:
        super().__init__(why)
        self.place, self.hint = place, hint


class RefusedOpen(Refused):
    """A refusal that carries more than its words: ``carried``."""

    def __init__(self, why: str, carried: Any) -> None:
        super().__init__(why)
        self.carried = carried


class Worker:
    """One process that runs a module as a program, which serves jobs. A worker that was ended starts again when it is next asked.

    Only plain values and classes of modules that begin with one of ``allowed`` are taken from it.
    """

    def __init__(self, module: str, allowed: Sequence[str]) -> None:
        self._module, self._allowed = module, tuple(allowed)
        self._running: _Running | None = None
        self._asked = Lock()

    def start(self) -> None:
        """Starts the process without waiting for it.

        Raises:
            WorkerFailed: the computer does not let it start.
        """
        if self._running is not None and self._running.process.poll() is None and monotonic() - self._running.asked < IDLE / 2:
            return
        self.end()
        try:
            self._running = _Running(self._module)
        except OSError as why:
            raise WorkerFailed(
                f"no process that reads files could be started ({why.strerror})",
                hint="Ask whoever looks after this computer to let Python start Python.",
            ) from why

    def end(self) -> None:
        """Ends the process, whatever it is doing; nothing of it stays."""
        running, self._running = self._running, None
        if running is not None:
            running.end()

    def ask(self, job: str, limits: CostLimits, progress: Progress = lambda share, words: None, **asked: Any) -> Any:
        """What a job gives. One that breaks its limits, or the process, ends the process.

        Raises:
            Refused: the job refused; ``RefusedOpen`` where the refusal carries something.
            WorkerFailed: it ended in any other way.
        """
        limits = limits.in_force()
        with self._asked:
            self.start()
            assert self._running is not None
            self._running.asked = monotonic()
            try:
                return self._answer(self._running, job, limits, progress, asked)
            except (Refused, WorkerFailed):
                raise
            except BaseException:  # whoever asked was interrupted: an answer that is still to come would be taken for the next one's
                self.end()
                raise

    def _answer(self, running: _Running, job: str, limits: CostLimits, progress: Progress, asked: Mapping[str, Any]) -> Any:
        ending = Timer(WAITS * limits.seconds + GRACE, running.process.kill)
        ending.daemon = True
        ending.start()
        try:
            messages.send(running.given, (job, dict(asked), limits.memory, limits.seconds))
            while True:
                kind, *rest = messages.receive(running.answers, self._allowed)
                if kind != messages.PROGRESS:
                    break
                progress(*rest)
        except (EOFError, OSError, pickle.UnpicklingError):
            code, late = running.process_ended(), not ending.is_alive()
            self.end()
            raise _ended(code, late, limits) from None
        finally:
            ending.cancel()
        if kind == messages.DONE:
            return rest[0]
        if kind == messages.REFUSED:
            raise Refused(rest[0])
        if kind == messages.OPEN:
            raise RefusedOpen(*rest)
        if kind == messages.MEMORY:
            self.end()
            raise _too_much(limits)
        place, why = rest[0]
        raise WorkerFailed(why, place)


class _Running:
    """A started process, its two pipes and the folder it may litter."""

    def __init__(self, module: str) -> None:
        folder = TemporaryDirectory(prefix=FOLDER, ignore_cleanup_errors=True)
        # By its file system path, so that neither the folder somebody stands in nor a variable decides what is imported.
        program = f"import runpy, sys; sys.path.insert(0, {str(ROOT)!r}); runpy.run_module({module!r}, run_name='__main__')"
        try:
            self.process = subprocess.Popen(
                [sys.executable, "-c", program, folder.name], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL, start_new_session=True, env=os.environ | dict.fromkeys(("TMPDIR", "TEMP", "TMP"), folder.name),
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )  # fmt: skip
        except OSError:
            folder.cleanup()
            raise
        self.asked = monotonic()
        self.given, self.answers = cast(IO[bytes], self.process.stdin), cast(IO[bytes], self.process.stdout)
        self.end = weakref.finalize(self, _end, self.process, folder)

    def process_ended(self) -> int | None:
        """The code it ended with, waiting for it a moment; None where it still runs."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            return self.process.wait(GRACE)
        return None


def _end(process: subprocess.Popen[bytes], folder: TemporaryDirectory[str]) -> None:
    process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout):
        with contextlib.suppress(OSError):
            cast(IO[bytes], pipe).close()
    folder.cleanup()


def _ended(code: int | None, late: bool, limits: CostLimits) -> WorkerFailed:
    if code == OVER_MEMORY:
        return _too_much(limits)
    if code == OVER_TIME or late:
        why = f"reading it takes more than {limits.seconds:g} seconds of work"
        return WorkerFailed(why, hint=f"Load a file with less in it, or raise {limits.seconds_by} and load it again.")
    return WorkerFailed(ENDED)


def _too_much(limits: CostLimits) -> WorkerFailed:
    why = f"reading it takes more than {limits.memory // MB:,} MB of memory"
    return WorkerFailed(why, hint=f"Load a file with less in it, or raise {limits.memory_by} and load it again.")
