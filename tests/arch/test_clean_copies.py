"""What people give is kept as a clean copy: whoever keeps a file says which copy is kept of it, and evidence is kept only looked through.

A planted breach of each rule is reported."""

from __future__ import annotations

import ast

import pytest

from tests.arch.structure import Sources, project_sources

SHIPPED = ("data/home/illustrative.py",)  # made up for the dashboard: kept as it is
KEEPS = ("ReceivedFile", "keep_plan")  # calls that keep a file, and must name its copy
RAW = ("data/store/store.py",)  # where files are put into raw/


def breaches(sources: Sources) -> list[str]:
    """Every breach in ``{path: source}``, as "path:line: what"."""
    found = []
    for path, source in sources.items():
        for node in ast.walk(ast.parse(source)):
            if not isinstance(node, ast.Call):
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id if isinstance(node.func, ast.Name) else ""
            named = {keyword.arg for keyword in node.keywords}
            if name in KEEPS and "copy" not in named and path not in SHIPPED:
                found.append(f"{path}:{node.lineno}: keeps a file by {name} without saying which copy of it")
            if "shipped" in named and path not in SHIPPED:
                found.append(f"{path}:{node.lineno}: says that a file is shipped")
            if name == "keep_whole" and "raw" in ast.unparse(node) and path not in RAW:
                found.append(f"{path}:{node.lineno}: puts a file into raw/ itself")
    return found


def test_what_is_kept_of_a_file_is_its_clean_copy() -> None:
    assert breaches(project_sources()) == []


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("data/home/intake.py", "ReceivedFile(one.loaded, one.content, one.received)"),
        ("pages/files/plan_load.py", "writer.keep_plan(version, content, received=day)"),
        ("pages/files/load.py", "publish(home, taken, shipped=True)"),
        ("data/home/home.py", "keep_whole(self.folder / 'raw' / name, content)"),
    ],
)
def test_a_planted_breach_is_reported(path: str, source: str) -> None:
    assert len(breaches({path: source})) == 1
    assert breaches({SHIPPED[0]: "home.keep_plan(plan, content)\npublish(home, taken, shipped=True)"}) == []
