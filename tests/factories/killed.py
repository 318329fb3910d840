"""Commands killed at any instant: a child counts the calls by which they touch the disk or the database, and dies before the n-th, or
halfway through it where it writes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from tests.conftest import ROOT

KILLED = 137
# Jobs come as [instant, arguments] pairs, and exit codes go back. Each job has a process of its own: a fork where there are
# any, so that modules are imported once, else a new Python. The end of the command is the last instant; 0 is none.
CHILD = """
import json, os, pathlib, shutil, subprocess, sys
import duckdb
import cli

jobs, source = json.loads(sys.argv[1]), sys.argv[2]

def load(last, arguments):
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

    connect = duckdb.connect
    duckdb.connect = lambda *given, **named: Deadly(connect(*given, **named))
    os.fsync, os.replace = deadly(os.fsync), deadly(os.replace)
    shutil.copyfile = torn(shutil.copyfile, half_copy)
    pathlib.Path.write_bytes = torn(pathlib.Path.write_bytes, half_bytes)
    for name in ("replace", "rename", "unlink", "mkdir"):
        setattr(pathlib.Path, name, deadly(getattr(pathlib.Path, name)))
    code = cli.main(arguments)
    instant()
    print(so_far, flush=True)
    os._exit(code)

codes = []
for last, arguments in jobs:
    if len(jobs) == 1:
        load(last, arguments)
    elif hasattr(os, "fork"):
        if (child := os.fork()) == 0:
            sys.stdout = open(os.devnull, "w")
            load(last, arguments)
        codes.append(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
    else:
        job = [sys.executable, "-B", "-c", source, json.dumps([[last, arguments]]), source]
        codes.append(subprocess.run(job, stdout=subprocess.DEVNULL).returncode)
print(json.dumps(codes))
"""


def killed_commands(jobs: Sequence[Sequence[Any]], environment: Mapping[str, str] | None = None) -> str:
    """Runs each (instant, arguments) in a process of its own; gives what the child printed last."""
    command = [sys.executable, "-B", "-c", CHILD, json.dumps([list(job) for job in jobs]), CHILD]
    given = {**os.environ, "PYTHONPATH": str(ROOT), **(environment or {})}
    done = subprocess.run(command, cwd=ROOT, env=given, text=True, capture_output=True, check=True, timeout=900)
    assert done.stderr == ""
    return done.stdout.splitlines()[-1]
