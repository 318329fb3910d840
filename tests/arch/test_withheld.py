"""What is withheld has one way out: the tables of a build that hold what was read are read through the views that cover it.

A planted breach of each rule is reported."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from tests.arch.structure import Sources, project_sources

TABLES = r"\{+build\}+\.(observation|cell|remark)\b"
COVERS = "data/store/withholding.py"
# Who may read what was read as it stands: the reading again of a file, which shows no figure that is withheld.
AS_READ, REREADS = "as_read", ("data/store/stored_figures.py", "data/home/rereading.py")
# Who may ask what a withheld figure was: the one read of pages, for the working group.
WITHHELD, ASKS = "withheld", ("data/store/stored_figures.py", "pages/queries/withheld.py")
# Who may show it: the page of a KPI, behind a press.
ORIGINALS, SHOWS = "originals", ("pages/queries/withheld.py", "pages/kpi/withheld_figures.py")


def breaches(sources: Sources) -> list[str]:
    """Every breach in ``{path: source}``, as "path:line: what"."""
    return [f"{path}:{line}" for path, source in sources.items() for line in (*_tables(path, source), *_calls(path, ast.parse(source)))]


def _tables(path: str, source: str) -> Iterator[str]:
    if not path.startswith("data/store/") or path == COVERS:
        return
    for number, line in enumerate(source.splitlines(), 1):
        if re.search(TABLES, line) and not line.startswith("AS_READ = "):
            yield f"{number}: reads a table of what was read past {COVERS}"


def _calls(path: str, tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        for name, allowed in ((AS_READ, REREADS), (WITHHELD, ASKS), (ORIGINALS, SHOWS)):
            if node.func.attr == name and path not in allowed and not path.startswith("loaders/"):
                yield f"{node.lineno}: asks for figures that are withheld, which is for {', '.join(allowed)}"


def test_what_is_withheld_has_one_way_out() -> None:
    assert breaches(project_sources()) == []


@pytest.mark.parametrize(
    ("path", "source", "what"),
    [
        ("data/store/sql.py", 'X = "select * from {build}.observation"', "past data/store/withholding.py"),
        ("data/store/releases.py", 'X = f"select text from {{build}}.cell c"', "past data/store/withholding.py"),
        ("pages/kpi/kpi.py", "store.withheld(build, area)", "which is for data/store/stored_figures.py, pages/queries/withheld.py"),
        ("pages/scorecard/changes.py", "withheld.originals(key, code)", "which is for pages/queries/withheld.py"),
        ("pages/console/figures.py", "home.figures.as_read(build, 1)", "which is for data/store/stored_figures.py, data/home/rereading.py"),
    ],
)
def test_a_planted_breach_is_reported(path: str, source: str, what: str) -> None:
    (found,) = breaches({path: source})
    assert found.startswith(f"{path}:1: ")
    assert found.endswith(what) or what in found
