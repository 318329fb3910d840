"""Commands killed at any instant: a child counts the calls by which they touch the disk or the database, and dies before the n-th, or
halfway through it where it writes.

One parent serves a whole run: it has the commands imported, and each command is a fork of it where there are any.
"""

from __future__ import annotations

import atexit
import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from functools import cache
from tempfile import TemporaryFile
from typing import IO, Any, cast

from tests.conftest import ROOT

KILLED = 137
RENAMES = ("rename",)  # of pathlib.Path, as ``only`` of killed_commands
# Requests come as lines on standard input, answers go out as lines. Each [instant, arguments] has a process of its own: a fork
# where there are any, so that modules are imported once, else a new Python. The end of the command is the last instant; 0 is none.
CHILD = """
import json, os, pathlib, shutil, subprocess, sys, tempfile
import duckdb
import cli
from pages.console import commands, files, figures, home

def load(last, arguments, only):
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

    def torn(write, halve):
        def wrapped(*given, **named):
            instant()
            if so_far + 1 == last:
                halve(*given, **named)
            instant()
            return write(*given, **named)
        return wrapped

    def half_bytes(path, content):
        with open(path, "wb") as file:
            file.write(content[:len(content) // 2])

    def half_copy(source, target):
        half_bytes(target, pathlib.Path(source).read_bytes())

    class Deadly:
        def __init__(self, inner):
            self._inner = inner
        def __enter__(self):
            return self
        def __exit__(self, *why):
            return self._inner.__exit__(*why)
        def execute(self, *given):
            return deadly(self._inner.execute)(*given)
        def executemany(self, *given):
            return deadly(self._inner.executemany)(*given)
        def __getattr__(self, name):
            return getattr(self._inner, name)

    os.fsync = lambda number: None  # nobody cuts the power: an instant all the same, and no wait for the disk
    if not only:
        connect = duckdb.connect
        duckdb.connect = lambda *given, **named: Deadly(connect(*given, **named))
        os.fsync, os.replace = deadly(os.fsync), deadly(os.replace)
        shutil.copyfile = torn(shutil.copyfile, half_copy)
        pathlib.Path.write_bytes = torn(pathlib.Path.write_bytes, half_bytes)
    for name in only or ("replace", "rename", "unlink", "mkdir"):
        setattr(pathlib.Path, name, deadly(getattr(pathlib.Path, name)))
    code = cli.main(arguments)
    instant()
    print(so_far, flush=True)
    os._exit(code)

def forked(job, environment, only, out):
    if (child := os.fork()) == 0:
        os.environ.clear()
        os.environ.update(environment)
        nothing = os.open(os.devnull, os.O_RDONLY)
        os.dup2(nothing, 0)
        os.dup2(out.fileno(), 1)
        load(*job, only)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])

def done(asked):
    codes = []
    with tempfile.TemporaryFile() as out:
        for job in asked["jobs"]:
            if hasattr(os, "fork"):
                codes.append(forked(job, asked["environment"], asked["only"], out))
            else:
                command = [sys.executable, "-B", "-c", asked["source"], json.dumps([job, asked["only"]])]
                ended = subprocess.run(command, env=asked["environment"], stdin=subprocess.DEVNULL, stdout=out)
                codes.append(ended.returncode)
        out.seek(0)
        said = out.read().decode().splitlines()
    return {"codes": codes, "said": said[-1:]}

if len(sys.argv) > 1:
    job, only = json.loads(sys.argv[1])
    load(*job, only)
for line in sys.stdin:
    print(json.dumps(done(json.loads(line))), flush=True)
"""


class _Parent:
    """The process that commands are forked from."""

    def __init__(self) -> None:
        self._errors = TemporaryFile()  # noqa: SIM115, closed by ``end``
        self._process = subprocess.Popen(
            [sys.executable, "-B", "-c", CHILD], cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, text=True, encoding="utf-8",
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._errors,
        )  # fmt: skip
        self._given, self._answers = cast(IO[str], self._process.stdin), cast(IO[str], self._process.stdout)

    def ask(self, jobs: Sequence[Sequence[Any]], environment: Mapping[str, str], only: Sequence[str]) -> dict[str, Any]:
        asked = {"jobs": [list(job) for job in jobs], "environment": dict(environment), "only": list(only), "source": CHILD}
        print(json.dumps(asked), file=self._given, flush=True)
        answer = self._answers.readline()
        self._errors.seek(0)
        assert self._errors.read() == b"" and answer
        found: dict[str, Any] = json.loads(answer)
        return found

    def end(self) -> None:
        for pipe in (self._given, self._answers, self._errors):
            pipe.close()
        self._process.wait(60)


@cache
def _parent() -> _Parent:
    made = _Parent()
    atexit.register(made.end)
    return made


def killed_commands(jobs: Sequence[Sequence[Any]], environment: Mapping[str, str] | None = None, only: Sequence[str] = ()) -> list[int]:
    """Runs each (instant, arguments) in a process of its own; gives the exit code of each. ``only`` are the calls of Path that count."""
    codes: list[int] = _parent().ask(jobs, _environment(environment), only)["codes"]
    return codes


def instants_of(arguments: Sequence[str], environment: Mapping[str, str] | None = None) -> int:
    """How many instants a command has at which it can die; it is run whole."""
    found = _parent().ask([(0, arguments)], _environment(environment), ())
    assert found["codes"] == [0]
    return int(found["said"][0])


def _environment(more: Mapping[str, str] | None) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), **(more or {})}
