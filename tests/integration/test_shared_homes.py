"""Homes that all tests share: made once, made anew where what they are made of changed or somebody wrote to them, and swept in the end."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.factories.homes import changes, made_once, read_only


@pytest.fixture
def made() -> list[Path]:
    """The homes made so far, in order."""
    return []


@pytest.fixture
def make(made: list[Path]) -> Callable[[Path], None]:
    def one(home: Path) -> None:
        home.mkdir()
        (home / "figures").write_text("1", encoding="utf-8")
        made.append(home)

    return one


def test_one_of_many_makes_it_and_all_have_it(tmp_path: Path, made: list[Path], make: Callable[[Path], None]) -> None:
    with ThreadPoolExecutor(4) as pool:
        homes = list(pool.map(lambda _: made_once("small", make, kept=tmp_path), range(4)))
    assert homes == [made[0]] * 4
    assert len(made) == 1


def test_a_given_file_with_other_contents_makes_another(tmp_path: Path, made: list[Path], make: Callable[[Path], None]) -> None:
    given = tmp_path / "given.csv"
    for content in ("a", "b", "a"):
        given.write_text(content, encoding="utf-8")
        made_once("small", make, [given], tmp_path / "kept")
    assert len(set(made)) == len(made) == 2


def test_a_home_that_was_not_finished_is_made_again(tmp_path: Path, made: list[Path], make: Callable[[Path], None]) -> None:
    def fail(home: Path) -> None:
        make(home)
        raise OSError("killed")

    with pytest.raises(OSError, match="killed"):
        made_once("small", fail, kept=tmp_path)
    assert made_once("small", make, kept=tmp_path) == made[1]


@pytest.mark.parametrize("how", ["changed", "new", "gone"])
def test_who_writes_to_it_is_told_and_the_next_run_has_a_fresh_one(
    how: str, tmp_path: Path, made: list[Path], make: Callable[[Path], None]
) -> None:
    steps = read_only(made_once("small", make, kept=tmp_path))
    home = next(steps)
    name = "more" if how == "new" else "figures"
    (home / name).unlink() if how == "gone" else (home / name).write_text("22", encoding="utf-8")
    assert changes(home) == [name]
    with pytest.raises(AssertionError, match=r"a test wrote to .* which all tests share: take a copy of it"):
        next(steps)
    assert changes(made_once("small", make, kept=tmp_path)) == []
    assert len(made) == 2


def test_one_that_nobody_asked_for_in_a_week_is_swept(tmp_path: Path, make: Callable[[Path], None]) -> None:
    old, young = (made_once(name, make, kept=tmp_path) for name in ("old", "young"))
    os.utime(old.parent / "whole.json", (0, 0))
    made_once("new", make, kept=tmp_path)
    assert not old.exists()
    assert young.is_dir()
