"""What is kept is worked out once for all who ask at once, and goes with the last who looks at its build."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from uuid import uuid4

import pytest

from pages.queries.kept_once import kept_once, looked_at


@dataclass(frozen=True)
class _Place:
    home: str
    build: str


@dataclass(frozen=True)
class _Look:
    place: _Place
    theme: str


@pytest.fixture
def home() -> Iterator[str]:
    """A folder that no other test asks of."""
    yield uuid4().hex


def test_readers_of_one_fact_wait_for_one_working_and_readers_of_another_do_not(home: str) -> None:
    go, began = threading.Event(), threading.Event()

    @kept_once(8)
    def found(home: str, build: str, what: str) -> object:
        if what == "slow":
            began.set()
            assert go.wait(10)
        return object()

    with ThreadPoolExecutor(9) as pool:
        slow = [pool.submit(found, home, "1", "slow") for _ in range(8)]
        assert began.wait(10)
        other = pool.submit(found, home, "1", "quick").result(10)  # while the slow one is under way
        go.set()
        answers = {one.result(10) for one in slow}
    assert len(answers) == 1
    assert found.worked == 2
    assert other not in answers


def test_an_answer_that_failed_is_not_kept_and_the_next_who_waits_works_it_out(home: str) -> None:
    tries: list[int] = []

    @kept_once(8)
    def found(home: str, build: str) -> int:
        tries.append(1)
        if len(tries) == 1:
            raise OSError("gone")
        return 7

    with pytest.raises(OSError, match="gone"):
        found(home, "1")
    assert (found(home, "1"), found(home, "1"), len(tries)) == (7, 7, 2)


def test_the_answer_that_was_asked_for_longest_ago_goes_first(home: str) -> None:
    @kept_once(2)
    def found(home: str, build: str, n: int) -> int:
        return n

    assert [found(home, "1", n) for n in (1, 2, 1, 3, 1)] == [1, 2, 1, 3, 1]
    assert found.worked == 3
    found(home, "1", 2)
    assert found.worked == 4


def test_what_is_kept_of_a_build_goes_when_another_is_in_force_and_its_last_run_ends(home: str) -> None:
    @kept_once(8)
    def found(where: str, now: str) -> object:
        return object()

    with looked_at(home, "1"):
        old = found(home, "1")
        with looked_at(home, "2"):
            found(home, "2")
            assert found(home, "1") is old  # somebody still looks at it
    with looked_at(home, "2"):
        assert found.worked == 2
        assert found(home, "1") is not old
        assert found.worked == 3
        found(home, "2")
        assert found.worked == 3


def test_what_is_kept_of_a_build_that_nobody_looks_at_goes_with_the_first_look_at_the_next(home: str) -> None:
    @kept_once(8)
    def found(where: str, now: str) -> object:
        return object()

    with looked_at(home, "1"):
        old = found(home, "1")
    assert found(home, "1") is old  # it is still in force
    with looked_at(home, "2"):
        assert found(home, "1") is not old


def test_a_build_is_found_in_whatever_names_it(home: str) -> None:
    @kept_once(8)
    def drawn(asked: object, theme: str = "", **more: object) -> object:
        return object()

    of = (home, "1")
    asked = [_Place(*of), _Look(_Place(*of), "dark"), (_Place(*of), "S5"), ("S5", (_Look(_Place(*of), "dark"), 1))]
    before = [drawn(one) for one in asked]
    other = drawn(_Place(home, "2"))
    with looked_at(home, "1"):
        pass
    with looked_at(home, "2"):
        assert drawn(_Place(home, "2")) is other
        assert all(drawn(one) is not old for one, old in zip(asked, before, strict=True))
