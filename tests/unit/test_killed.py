"""A load killed at any instant leaves the old build or the new one, and the next load goes through.

A child Python counts every call by which a load touches the disk or the database, and dies, without a word, at the n-th.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from data.catalogue import Catalogue
from data.store import Store
from loaders import read_file
from tests.conftest import BURY, HEADER, ROOT, TITLE, publish, sheet_bytes

KILLED = 137
# Wraps what a load touches the disk and the database with. Each call counts twice: dying before it and dying after it.
CHILD = """
import os, pathlib, shutil, sys
import duckdb

last, so_far = int(sys.argv[1]), 0

def instant():
    global so_far
    so_far += 1
    if so_far == last:
        os._exit(137)

def deadly(call):
    def wrapped(*given, **named):
        instant()
        done = call(*given, **named)
        instant()
        return done
    return wrapped

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
os.fsync, os.replace, shutil.copyfile = deadly(os.fsync), deadly(os.replace), deadly(shutil.copyfile)
for name in ("replace", "rename", "write_bytes", "unlink", "mkdir"):
    setattr(pathlib.Path, name, deadly(getattr(pathlib.Path, name)))

import cli
code = cli.main(sys.argv[2:])
print(so_far)
sys.exit(code)
"""


def load_and_die_at(instant: int, path: Path, home: Path) -> subprocess.CompletedProcess[str]:
    """Loads in a child that dies at an instant; 0 is never, and then it prints how many there were."""
    arguments = ["load", str(path), "--home", str(home), "--received", "2018-03-01"]
    return subprocess.run(
        [sys.executable, "-B", "-c", CHILD, str(instant), *arguments],
        cwd=ROOT, text=True, capture_output=True, check=False, timeout=120,
    )  # fmt: skip


def two_figures(first: float, second: float) -> bytes:
    rows = [["S5", "Within 20 weeks", None, first], ["S12", "Disputes into Tribunal", None, second]]
    return sheet_bytes([[TITLE], HEADER, *rows])


def figures_in_force(store: Store) -> dict[str, float]:
    frame = store.in_force(store.current(), reporter=BURY)
    return dict(zip(frame["indicator"], frame["value"], strict=True))


OLD, NEW, NEXT = {"S5": 90.0, "S12": 0.0}, {"S5": 95.0, "S12": 7.0}, {"S5": 99.0, "S12": 8.0}


@pytest.fixture
def first_home(tmp_path: Path, catalogue: Catalogue) -> Path:
    """A home with the old figures, to be copied for each instant."""
    content = two_figures(*OLD.values())
    publish(Store(tmp_path / "first"), read_file("old.xlsx", content, catalogue), content)
    (tmp_path / "new.xlsx").write_bytes(two_figures(*NEW.values()))
    return tmp_path / "first"


def check_whole(home: Path, old: str, catalogue: Catalogue) -> bool:
    """Asserts that the home is wholly old or wholly new, and loads on; returns whether it was new."""
    store = Store(home)
    figures, loads = figures_in_force(store), list(store.loads(store.current())["id"])
    assert (figures, loads) in ((OLD, [1]), (NEW, [1, 2]))
    assert (store.current() == old) == (figures == OLD)
    content = two_figures(*NEXT.values())
    done = publish(store, read_file("next.xlsx", content, catalogue), content, date(2019, 1, 1))
    assert (done.published, done.id) == (True, len(loads) + 1)
    assert figures_in_force(store) == NEXT
    assert not list(home.rglob("unfinished-*"))
    for row in store.loads(store.current()).to_dict("records"):
        assert (home / "raw" / row["kept_as"]).is_file()
    return figures == NEW


def test_a_load_killed_at_any_instant_leaves_the_old_build_or_the_new_one(
    first_home: Path, tmp_path: Path, catalogue: Catalogue
) -> None:
    old = Store(first_home).current()
    whole = Path(shutil.copytree(first_home, tmp_path / "whole"))
    unharmed = load_and_die_at(0, tmp_path / "new.xlsx", whole)
    assert (unharmed.returncode, unharmed.stderr) == (0, "")
    instants = int(unharmed.stdout.splitlines()[-1])
    assert instants > 20
    outcomes = []
    for instant in range(1, instants + 1):
        home = Path(shutil.copytree(first_home, tmp_path / f"killed{instant}"))
        assert load_and_die_at(instant, tmp_path / "new.xlsx", home).returncode == KILLED, instant
        outcomes.append(check_whole(home, old, catalogue))
    # Once the new build stands it stays: never new at one instant and old at a later one.
    assert outcomes == sorted(outcomes)
    assert set(outcomes) == {False, True}


def test_a_first_load_killed_at_any_instant_leaves_nothing_or_the_whole(tmp_path: Path, catalogue: Catalogue) -> None:
    (tmp_path / "new.xlsx").write_bytes(two_figures(*NEW.values()))
    instants = int(load_and_die_at(0, tmp_path / "new.xlsx", tmp_path / "whole").stdout.splitlines()[-1])
    for instant in range(1, instants + 1, 3):
        home = tmp_path / f"killed{instant}"
        assert load_and_die_at(instant, tmp_path / "new.xlsx", home).returncode == KILLED, instant
        store = Store(home)
        assert not store.current() or figures_in_force(store) == NEW
        assert load_and_die_at(0, tmp_path / "new.xlsx", home).returncode == 0
        assert figures_in_force(Store(home)) == NEW
        assert list(store.loads(store.current())["id"]) == [1]
