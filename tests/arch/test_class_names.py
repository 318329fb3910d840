"""One class name, one meaning, in the whole tree."""

from __future__ import annotations

from tests.arch.structure import project_sources, repeated


def test_no_class_name_stands_for_two_things() -> None:
    assert repeated(project_sources()) == {}


def test_a_planted_second_meaning_is_reported() -> None:
    planted = project_sources() | {"kpis/stats/spare.py": "class Standing:\n    pass\n"}
    assert repeated(planted) == {"Standing": ["kpis/standing/kpi_standing.py", "kpis/stats/spare.py"]}


def test_a_class_inside_a_function_counts_too() -> None:
    assert list(repeated({"a.py": "class Row: ...", "b.py": "def f():\n    class Row: ..."})) == ["Row"]
