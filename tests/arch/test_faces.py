"""The packages' faces: ``__all__`` of a package names the modules that other packages may take, and nobody takes another one.

What a package names is taken by somebody, so that a face stays as small as it can be. A planted breach of each rule is reported."""

from __future__ import annotations

import ast

import pytest

from tests.arch.structure import OURS, Sources, home_of, imported, is_package, package_of, project_sources


def faces(sources: Sources) -> dict[str, list[str]]:
    """What each package's ``__init__`` says that others may take; the façade of loaders hands on names and not modules."""
    return {package_of(path): _listed(source) for path, source in sources.items() if path.endswith("__init__.py")}


def _listed(source: str) -> list[str]:
    for node in ast.parse(source).body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id == "__all__":
            return [str(name) for name in ast.literal_eval(node.value)]
    return []


def taken(sources: Sources) -> dict[str, dict[str, str]]:
    """By package the modules that others take of it, each with one file that does."""
    found: dict[str, dict[str, str]] = {}
    for path, source in sources.items():
        for module in imported(path, source):
            home = home_of(module)
            if module.partition(".")[0] in OURS and not is_package(module) and home not in ("", package_of(path), "data.samples"):
                found.setdefault(home, {}).setdefault(module.rpartition(".")[2], path)
    return found


def breaches(sources: Sources) -> list[str]:
    """Modules taken past a face, and modules that a face names for nobody."""
    known, used = faces(sources), taken(sources)
    past = [f"{path}: takes {package}.{name}, which {package} does not offer" for package, names in used.items()
            for name, path in names.items() if name not in known.get(package, [])]  # fmt: skip
    offered = {package: [name for name in names if _is_of(package, name, sources)] for package, names in known.items()}
    unused = [f"{package}: offers {name}, which nobody takes" for package, names in offered.items()
              for name in names if name not in used.get(package, {})]  # fmt: skip
    return past + unused


def _is_of(package: str, name: str, sources: Sources) -> bool:
    return f"{package.replace('.', '/')}/{name}.py" in sources


def test_nobody_takes_a_module_past_its_packages_face() -> None:
    assert breaches(project_sources()) == []


def test_every_package_says_what_it_is() -> None:
    silent = [
        path for path, source in project_sources().items() if path.endswith("__init__.py") and not ast.get_docstring(ast.parse(source))
    ]
    assert silent == []


@pytest.mark.parametrize(
    ("path", "source", "said"),
    [
        ("pages/files/load.py", "from pages.kpi import target_view", "takes pages.kpi.target_view, "),
        ("kpis/targets/rag.py", "from kpis.charts.interactive.frame import layout", "takes kpis.charts.interactive.frame, "),
        ("pages/console/home.py", "def f():\n    from data.store.sql import SCHEMA", "takes data.store.sql, "),
    ],
)
def test_a_planted_breach_is_reported(path: str, source: str, said: str) -> None:
    (found,) = breaches({path: source})
    assert found.startswith(f"{path}: {said}")


def test_a_face_that_offers_what_nobody_takes_is_reported() -> None:
    planted = {"kpis/stats/__init__.py": '__all__ = ["spc", "ghost"]', "kpis/stats/spc.py": "", "kpis/stats/ghost.py": "",
               "kpis/signals/signals.py": "from kpis.stats import spc"}  # fmt: skip
    assert breaches(planted) == ["kpis.stats: offers ghost, which nobody takes"]
