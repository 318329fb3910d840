"""What the tests of the structure share: the project's modules, the package each stands in, and what each imports."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from tests.conftest import ROOT

OURS = ("app", "cli", "data", "kpis", "loaders", "pages")

Sources = Mapping[str, str]


def project_sources() -> dict[str, str]:
    """Every Python file of the project outside tests, by its path."""
    found = [ROOT / f"{name}.py" for name in OURS] + [p for name in OURS for p in sorted((ROOT / name).rglob("*.py"))]
    return {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in found if path.is_file()}


def package_of(path: str) -> str:
    """The package that a file stands in: ``kpis/stats/spc.py`` is of ``kpis.stats``, and so is ``kpis/stats/__init__.py``."""
    return ".".join(Path(path).parts[:-1])


@cache
def nodes(source: str) -> tuple[ast.AST, ...]:
    """Every class and import of a source, and every call; a source is parsed once for all laws."""
    return tuple(node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.ClassDef | ast.Import | ast.ImportFrom | ast.Call))


@cache
def imported(path: str, source: str) -> tuple[str, ...]:
    """Names of modules imported anywhere in a file, relative ones made whole; a name from a package counts as its module."""
    return tuple(_imported(path, source))


def _imported(path: str, source: str) -> Iterator[str]:
    for node in nodes(source):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = ".".join([*Path(path).parts[: -node.level], node.module or ""]).strip(".") if node.level else node.module or ""
            yield from (f"{base}.{alias.name}" if is_module(f"{base}.{alias.name}") else base for alias in node.names)
        elif isinstance(node, ast.Call) and ast.unparse(node.func) in ("__import__", "import_module", "importlib.import_module"):
            yield from (arg.value for arg in node.args[:1] if isinstance(arg, ast.Constant) and isinstance(arg.value, str))


@cache
def is_module(name: str) -> bool:
    """Whether a dotted name is a module or package of ours."""
    inside = ROOT.joinpath(*name.split("."))
    return name.partition(".")[0] in OURS and (inside.is_dir() or inside.with_suffix(".py").is_file())


@cache
def is_package(name: str) -> bool:
    """Whether a dotted name is a package of ours."""
    return name.partition(".")[0] in OURS and ROOT.joinpath(*name.split(".")).is_dir()


def home_of(module: str) -> str:
    """The package that holds a module; a package holds itself."""
    return module if is_package(module) else module.rpartition(".")[0]


def arrows(sources: Sources) -> dict[tuple[str, str], list[str]]:
    """Which package imports which other one, with the files that do."""
    found: dict[tuple[str, str], list[str]] = {}
    for path, source in sources.items():
        for module in sorted(set(imported(path, source))):
            if module.partition(".")[0] in OURS and home_of(module) != package_of(path):
                found.setdefault((package_of(path), home_of(module)), []).append(path)
    return found


def repeated(sources: Sources) -> dict[str, list[str]]:
    """Class names that stand in more than one place, with the places."""
    found: dict[str, list[str]] = defaultdict(list)
    for path, source in sources.items():
        for node in nodes(source):
            if isinstance(node, ast.ClassDef):
                found[node.name].append(path)
    return {name: paths for name, paths in found.items() if len(paths) > 1}
