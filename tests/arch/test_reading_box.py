"""Files that people give are read in a box: pages and commands take no reader of ``loaders`` that reads in their own process.

What is shipped with the dashboard (the sample, the illustrative borough) is read without one, in two modules that are named here."""

from __future__ import annotations

import ast

import pytest

from tests.arch.structure import Sources, project_sources

READERS = ("look_through", "open_file", "open_given", "read_file", "read_plan", "sort_out")
SHIPPED = ("pages/context/page_context.py", "pages/queries/load_ledger.py")


def breaches(sources: Sources) -> list[str]:
    """Every file of the pages and the command line that reads in its own process, as "path: what"."""
    found = []
    for path, source in sources.items():
        if not path.startswith(("pages/", "cli.py", "app.py")):
            continue
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.ImportFrom) and node.module == "loaders":
                found += [f"{path}: takes {alias.name}" for alias in node.names if alias.name in READERS]
            if isinstance(node, ast.Import) and any(alias.name == "loaders" for alias in node.names) and path not in SHIPPED:
                found.append(f"{path}: takes all of loaders")
    return found


def test_what_people_give_is_read_in_a_box() -> None:
    assert breaches(project_sources()) == []


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("cli.py", "import loaders"),
        ("cli.py", "from loaders import ROLES, sort_out"),
        ("pages/files/load.py", "def f():\n    import loaders"),
        ("pages/files/load_questions.py", "from loaders import open_file as opened"),
    ],
)
def test_a_planted_breach_is_reported(path: str, source: str) -> None:
    assert len(breaches({path: source})) == 1
    assert breaches({path: "from loaders import ReadingBox", "tests/x.py": source, SHIPPED[0]: "import loaders"}) == []
