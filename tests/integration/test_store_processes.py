"""Processes that load into one home at once: every load lands, and what was read before stays readable."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from data.store.store import Store
from tests.conftest import BURY, HEADER, ROOT, TITLE, sheet_bytes
from tests.factories.stores import own_figures


def run_cli(*arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-B", str(ROOT / "cli.py"), *arguments]
    return subprocess.Popen(command, cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def test_two_processes_that_load_at_once_both_land(tmp_path: Path) -> None:
    paths = []
    for name, value in (("a.xlsx", 90), ("b.xlsx", 95)):
        row = ["S5", "Within 20 weeks", None, value]
        (tmp_path / name).write_bytes(sheet_bytes([[TITLE], HEADER, row]))
        paths.append(tmp_path / name)
    home = tmp_path / "home"
    running = [run_cli("load", str(path), "--home", str(home)) for path in paths]
    for process in running:
        out, err = process.communicate(timeout=120)
        assert (process.returncode, err) == (0, ""), out
    store = Store(home)
    loads = store.loads(store.current())
    assert list(loads["id"]) == [1, 2]
    assert set(loads["file"]) == {"a.xlsx", "b.xlsx"}
    assert sorted(store.history(store.current(), BURY, "S5")["value"]) == [90.0, 95.0]


def test_a_load_from_another_process_is_seen_and_the_old_build_stays_readable(home: Path, tmp_path: Path) -> None:
    store = Store(home)
    old = store.current()
    before = store.in_force(old, indicator="S5").to_dict("records")
    (tmp_path / "new.xlsx").write_bytes(sheet_bytes([[TITLE], HEADER, ["S5", "Within 20 weeks", None, 91]]))
    process = run_cli("load", str(tmp_path / "new.xlsx"), "--home", str(home), "--received", "2018-03-01")
    _, err = process.communicate(timeout=120)
    assert (process.returncode, err) == (0, "")
    assert store.current() != old
    assert own_figures(store) == [91.0]
    assert store.in_force(old, indicator="S5").to_dict("records") == before
