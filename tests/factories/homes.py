"""Homes that take long to make: made once for all workers of a run, and kept for the next one until something they are made of changes.

They rest in a folder outside the checkout that may be deleted at any time. Tests read them and never write to them: who does is told.
"""

from __future__ import annotations

import getpass
import hashlib
import json
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path

import duckdb
from filelock import FileLock

ROOT = Path(__file__).parents[2]
KEPT = Path(tempfile.gettempdir()) / f"send-dashboard-tests-{getpass.getuser()}"
DAYS_KEPT = 7
NO_PART = {"kpis", "pages", "tests", "docs"}  # rules and pages read a home and never make one
OF_HOMES = {"build", "raw", "words", "illustrative", "additions"}  # in data/: a home that the dashboard was started with


def made_once(name: str, make: Callable[[Path], None], given: Iterable[Path] = (), kept: Path = KEPT) -> Path:
    """The home ``name``, made by ``make`` unless one of the same samples, code and ``given`` files stands whole in ``kept``."""
    key = hashlib.sha256(_made_of().encode())
    for path in sorted(file for one in given for file in ([one] if one.is_file() else one.rglob("*")) if file.is_file()):
        key.update(path.name.encode() + hashlib.sha256(path.read_bytes()).digest())
    folder = kept / f"{name}-{key.hexdigest()[:16]}"
    folder.mkdir(parents=True, exist_ok=True)
    home, listed = folder / "home", folder / "whole.json"
    with FileLock(folder / "making.lock"):
        if not listed.is_file() or changes(home):
            listed.unlink(missing_ok=True)
            shutil.rmtree(home, ignore_errors=True)
            _sweep(kept)
            make(home)
            listed.write_text(json.dumps(_listing(home)), encoding="utf-8")
        listed.touch()
    return home


def changes(home: Path) -> list[str]:
    """Files of a home of ``made_once`` that are not as they were made: changed, new or gone."""
    made = {name: tuple(facts) for name, facts in json.loads((home.parent / "whole.json").read_text(encoding="utf-8")).items()}
    now = _listing(home)
    return sorted(name for name in made.keys() | now.keys() if made.get(name) != now.get(name))


def read_only(home: Path) -> Iterator[Path]:
    """A fixture's steps: the home, and afterwards that it still is as it was made."""
    yield home
    assert changes(home) == [], f"a test wrote to {home}, which all tests share: take a copy of it"


def _listing(home: Path) -> dict[str, tuple[int, int]]:
    files = ((path, path.stat()) for path in home.rglob("*") if path.is_file())
    return {path.relative_to(home).as_posix(): (facts.st_size, facts.st_mtime_ns) for path, facts in files}


@cache
def _made_of() -> str:
    """What a home's contents depend on: the code that reads and keeps, the samples, the facts, and how these are called here."""
    folders = [one for one in ROOT.iterdir() if one.is_dir() and one.name not in NO_PART and not one.name.startswith(".")]
    code = [*ROOT.glob("*.py"), *(path for one in folders for path in one.rglob("*.py")), *(ROOT / "pages" / "console").rglob("*.py")]
    facts = [path for part in (ROOT / "data").iterdir() if part.name not in OF_HOMES for path in part.rglob("*") if path.is_file()]
    every = {path for path in (*code, *facts, ROOT / "tests" / "conftest.py") if "__pycache__" not in path.parts}
    found = hashlib.sha256(f"{sys.version} {duckdb.__version__}".encode())
    for path in sorted(every):
        found.update(path.relative_to(ROOT).as_posix().encode() + hashlib.sha256(path.read_bytes()).digest())
    return found.hexdigest()


def _sweep(kept: Path) -> None:
    """Takes away the homes that no run has asked for in a week."""
    for listed in kept.glob("*/whole.json"):
        if time.time() - listed.stat().st_mtime > DAYS_KEPT * 86_400:
            shutil.rmtree(listed.parent, ignore_errors=True)
