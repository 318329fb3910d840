"""Levels of place are data: outside their model, their file and the readers of DfE's own words, no code knows one by its name."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from data.catalogue.catalogue import read
from data.model.observation import FigureRole
from tests.arch.structure import Sources, project_sources

KEYS = set(read().levels)
# A word that is also whose figure it is beside an area's own (a column of a scorecard) is a level only where it is set beside one.
ROLES = {role.value for role in FigureRole}
# Who may name a level, and why.
MAY_NAME = {
    "loaders/ees/ees_tables.py": "the words of DfE's open data standard, and the keys of the levels they stand for",
    "data/samples/illustrative/places.py": "writes the areas.csv of the illustrative borough",
    "kpis/exports/csv_tables/published_csv.py": "the heading of a column that holds an authority's name",
}
_QUOTED = re.compile(rf"'({'|'.join(sorted(KEYS))})'")


def named(sources: Sources) -> list[str]:
    """Every place that names a level in a string, as "path:line: word"."""
    return [f"{path}:{line}: {word}" for path, source in sources.items() if path not in MAY_NAME for line, word in _of_file(source)]


def _of_file(source: str) -> Iterator[tuple[int, str]]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            if node.value in KEYS - ROLES:
                yield node.lineno, node.value
            elif " " in node.value and (quoted := _QUOTED.search(node.value)):
                yield node.lineno, quoted[1]
        elif isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
            if any(isinstance(part, ast.Attribute) and part.attr == "level" for side in sides for part in ast.walk(side)):
                words = (part for side in sides for part in ast.walk(side) if isinstance(part, ast.Constant))
                yield from ((word.lineno, word.value) for word in words if isinstance(word.value, str) and word.value in KEYS & ROLES)


def test_no_code_names_a_level_of_place() -> None:
    sources = project_sources()
    assert {"kpis/benchmark/benchmark.py", "data/store/sql.py", "pages/queries/session.py"} <= set(sources)
    assert named(sources) == []


@pytest.mark.parametrize("path", MAY_NAME)
def test_who_may_name_one_still_does(path: str) -> None:
    assert list(_of_file(project_sources()[path]))


@pytest.mark.parametrize(
    ("path", "line", "word"),
    [
        ("kpis/benchmark/benchmark.py", 'AUTHORITY = "authority"', "authority"),
        ("kpis/benchmark/benchmark.py", 'wide = [a for a in areas if a.level.key in ("region", "england")]', "region"),
        ("pages/files/load.py", 'names = [a.name for a in known if "region" == a.level.key]', "region"),
        ("loaders/source_file.py", 'raised = found.level.key != "authority"', "authority"),
        ("data/store/sql.py", "PERIODS = \"select 1 from figure where list_contains(['region'], level)\"", "region"),
        ("loaders/lait/lait_checks.py", "SQL = f\"select 1 from {1} where level = 'country' or true\"", "country"),
    ],
)
def test_a_planted_name_is_reported(path: str, line: str, word: str) -> None:
    assert named({path: line}) == [f"{path}:1: {word}"]


@pytest.mark.parametrize(
    "line", ['column = {"region": 1}["region"]', 'if column.role == "region": pass', 'told = "every authority of a region"']
)
def test_a_column_of_a_scorecard_and_a_sentence_are_no_level(line: str) -> None:
    assert named({"loaders/scorecard/area_match.py": line}) == []
