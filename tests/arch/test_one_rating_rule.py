"""One rule of rating: nobody but its module tells kinds of rules apart, and whoever works standings says for which day.

A planted breach of each is reported."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.arch.structure import Sources, project_sources

# Who may name a kind: the rule's own module and its data, what reads and writes that data, and whoever makes a rule of a bare number.
KINDS_ARE_NAMED_IN = {
    "data/model/rating_rule.py", "data/catalogue/kpi_files.py", "data/samples/illustrative/make_workbooks.py",
    "kpis/targets/rag.py", "kpis/targets/kpi_target.py", "kpis/benchmark/published_figures.py",
}  # fmt: skip


def breaches(sources: Sources) -> list[str]:
    """Files that name a kind of rule without leave, and calls that make standings of no day."""
    return sorted(line for path, source in sources.items() for line in _breaches(path, source))


def _breaches(path: str, source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Name) and node.id == "RuleKind" and path not in KINDS_ARE_NAMED_IN:
            yield f"{path}:{node.lineno}: tells kinds of rating rules apart"
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "kpi_standing.standings" and "on" not in {k.arg for k in node.keywords}:
            yield f"{path}:{node.lineno}: makes standings without saying which day is looked at"


def test_kinds_are_told_apart_in_one_place_and_standings_are_of_a_day() -> None:
    assert breaches(project_sources()) == []


def test_planted_breaches_are_reported() -> None:
    planted = {"pages/kpi/spare.py": "if rule.kind is RuleKind.UNIT:\n    kpi_standing.standings(frame, known, {})\n"}
    assert breaches(project_sources() | planted) == [
        "pages/kpi/spare.py:1: tells kinds of rating rules apart",
        "pages/kpi/spare.py:2: makes standings without saying which day is looked at",
    ]
