"""A unit test stands where its module stands, under its name; and what tests share stands in tests/factories, never in a test file."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath

import pytest

from tests.arch.structure import nodes
from tests.conftest import ROOT

UNIT = PurePosixPath("tests/unit")


def strangers(tests: Iterable[str], modules: Iterable[str]) -> list[str]:
    """Unit tests that bear the name of no module where they stand: ``tests/unit/kpis/stats/test_spc.py`` tests ``kpis/stats/spc.py``."""
    known = set(modules)
    wanted = {path: PurePosixPath(path).relative_to(UNIT) for path in tests}
    return [path for path, at in wanted.items() if at.with_name(at.name.removeprefix("test_")).as_posix() not in known]


def borrowers(sources: Mapping[str, str]) -> list[str]:
    """Files of tests that import a test file, with its name."""
    found = []
    for path, source in sources.items():
        for node in nodes(source):
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [f"{'.' * node.level}{node.module or ''}.{alias.name}" for alias in node.names]
            found += [f"{path}: imports {name}" for name in names if _a_test_file(name)]
    return found


def _a_test_file(name: str) -> bool:
    """Whether a dotted name goes through a module named ``test_…`` of ours; the last part may be what is taken from it."""
    parts = name.split(".")
    return parts[0] in ("tests", "") and any(part.startswith("test_") for part in parts)


def test_every_unit_test_stands_beside_its_module() -> None:
    tests = [path.relative_to(ROOT).as_posix() for path in (ROOT / UNIT).rglob("test_*.py")]
    modules = [path.relative_to(ROOT).as_posix() for room in ("data", "kpis", "loaders", "pages") for path in (ROOT / room).rglob("*.py")]
    assert tests
    assert strangers(tests, modules) == []


def test_no_file_of_tests_imports_a_test_file() -> None:
    sources = {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("*.py")}
    assert borrowers(sources) == []


@pytest.mark.parametrize("path", ["tests/unit/test_spc.py", "tests/unit/kpis/test_spc.py", "tests/unit/kpis/stats/test_spc_more.py"])
def test_a_planted_stranger_is_reported(path: str) -> None:
    assert strangers(["tests/unit/kpis/stats/test_spc.py", path], ["kpis/stats/spc.py"]) == [path]


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("from tests.unit.kpis.stats.test_spc import judged", "tests.unit.kpis.stats.test_spc.judged"),
        ("def f():\n    from tests.app import test_pages", "tests.app.test_pages"),
        ("import tests.app.test_pages as pages", "tests.app.test_pages"),
        ("from .test_pages import opened", ".test_pages.opened"),
    ],
)
def test_a_planted_import_of_a_test_file_is_reported(source: str, said: str) -> None:
    assert borrowers({"tests/app/test_one.py": source}) == [f"tests/app/test_one.py: imports {said}"]
