"""Figures travel by name: nothing takes or is handed more than five arguments by position, so that no two can be swapped unseen.

A planted breach of each rule is reported."""

from __future__ import annotations

import pytest

from tests.arch.positions import by_position
from tests.arch.structure import project_sources

SIX = "    a: int\n    b: int\n    c: int\n    d: int\n    e: int\n"
PLANTED = {
    "a call with six": ("f(1, 2, 3, 4, 5, 6)", "f is handed 6 by position"),
    "a method with six": ("def g(one):\n    return one.f(1, 2, 3, 4, 5, 6)", "f is handed 6 by position"),
    "six and a star": ("def f(a, b): ...\nf(1, 2, 3, 4, 5, *more)", "f is handed 6 by position"),
    "a star to a library": ("import other\nother.made(*row)", "made is handed nobody knows how many by position"),
    "a star to a class of a library": ("super().__init__(*given)", "__init__ is handed nobody knows how many by position"),
    "a star by another name": (
        "from itertools import starmap\nfound = starmap(f, rows)",
        "starmap is handed nobody knows how many by position",
    ),
    "a function that takes six": ("def f(a, b, c, d, e, g): ...", "f takes 6 arguments by position"),
    "a class that takes six": (f"@dataclass(frozen=True)\nclass A:\n{SIX}    f: int = 0", "A takes 6 facts by position"),
    "a named tuple of six": (f"class A(NamedTuple):\n{SIX}    f: int", "A takes 6 facts by position"),
    "one more in a class that stands on another": (
        f"@dataclass\nclass A:\n{SIX}\n@dataclass\nclass B(A):\n    f: int",
        "B takes 6 facts by position",
    ),
}


def test_nothing_travels_by_a_sixth_position() -> None:
    assert by_position(project_sources()) == []


@pytest.mark.parametrize("breach", PLANTED)
def test_a_planted_breach_is_reported(breach: str) -> None:
    source, said = PLANTED[breach]
    assert [line.partition(" ")[2] for line in by_position({"kpis/planted.py": source})] == [said]


@pytest.mark.parametrize(
    "source",
    [
        "f(1, 2, 3, 4, 5, six=6)",
        "def f(a, b, c, d, e, *, g): ...",
        "class A:\n    def f(self, a, b, c, d, e): ...",
        f"@dataclass(frozen=True, kw_only=True)\nclass A:\n{SIX}    f: int",
        f"@dataclass(frozen=True)\nclass A:\n{SIX}    _: KW_ONLY\n    f: int",
        "def f(a, b): ...\nf(*pair)",
        "def f(*parts): ...\nf(1, 2, 3, 4, 5, 6, 7)",
        "def f(*parts): ...\nclass A:\n    def f(self, a): ...\nplanted.f(1, 2, 3, 4, 5, 6, 7)",
        "worst = max(0, *values)",
    ],
)
def test_what_can_be_told_apart_may_stand(source: str) -> None:
    assert by_position({"kpis/planted.py": source}) == []
