"""A load killed at any instant leaves the old build or the new one, and the next load goes through.

A child Python counts the calls by which a load touches the disk or the database, and dies, without a word, before the n-th,
or halfway through it where it writes. Between two such calls nothing outside the process changes.
"""

from __future__ import annotations

import os
import shutil
from datetime import date
from pathlib import Path

import pytest

from data.catalogue.catalogue import Catalogue
from data.store.store import Store
from loaders import read_file
from tests.conftest import BURY, HEADER, TITLE, publish, sheet_bytes
from tests.factories.killed import KILLED, instants_of, killed_commands

STEP = 1 if os.environ.get("EVERY_INSTANT") else 12  # every instant by EVERY_INSTANT=1


def command(file: Path, home: Path) -> list[str]:
    return ["load", str(file), "--home", str(home), "--received", "2018-03-01"]


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
    assert figures_in_force(store) in (OLD, NEW)
    store.heal()  # as every command does first: what was sealed counts, also where the pointer had not moved yet
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


def test_a_load_killed_at_any_instant_leaves_the_old_build_or_the_new_one(first_home: Path, tmp_path: Path, catalogue: Catalogue) -> None:
    old, file = Store(first_home).current(), tmp_path / "new.xlsx"
    instants = instants_of(command(file, Path(shutil.copytree(first_home, tmp_path / "whole"))))
    assert instants > 10
    tried = list(range(instants, 0, -STEP))[::-1]
    homes = [Path(shutil.copytree(first_home, tmp_path / f"killed{n}")) for n in tried]
    assert killed_commands([(n, command(file, home)) for n, home in zip(tried, homes, strict=True)]) == [KILLED] * len(tried)
    outcomes = [check_whole(home, old, catalogue) for home in homes]
    # Once the new build stands it stays: never new at one instant and old at a later one.
    assert outcomes == sorted(outcomes)
    assert set(outcomes) == {False, True}


def test_a_first_load_killed_at_any_instant_leaves_nothing_or_the_whole(tmp_path: Path, catalogue: Catalogue) -> None:
    file, content = tmp_path / "new.xlsx", two_figures(*NEW.values())
    file.write_bytes(content)
    instants = instants_of(command(file, tmp_path / "whole"))
    homes = {n: tmp_path / f"killed{n}" for n in range(instants, 0, -2 * STEP)}
    assert set(killed_commands([(n, command(file, home)) for n, home in homes.items()])) == {KILLED}
    for home in homes.values():
        store = Store(home)
        assert not store.current() or figures_in_force(store) == NEW
        publish(store, read_file("new.xlsx", content, catalogue), content)
        assert figures_in_force(store) == NEW
        assert list(store.loads(store.current())["id"]) == [1]
