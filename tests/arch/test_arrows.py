"""The arrows of house.md: who may import whom, and where each library lives. A planted breach of each rule is reported."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from fnmatch import fnmatch
from pathlib import Path

import pytest

from tests.conftest import ROOT

OURS = ("app", "cli", "data", "kpis", "loaders", "pages")
# Files, by pattern, and which of our own modules they may import (a module allows what is inside it).
MAY_IMPORT = {
    "data/samples/*": ("data",),
    "data/*": ("data",),
    "loaders/*": ("loaders", "data"),
    "kpis/exports/*": ("kpis", "data.model", "data.text"),
    "kpis/charts/*": ("kpis", "data.model", "data.text"),
    "kpis/*": ("kpis", "data.model", "data.text"),
    "pages/*": ("pages", "kpis", "data", "loaders"),
    "app.py": ("pages", "kpis", "data", "loaders"),
    "cli.py": ("pages.console", "kpis", "data", "loaders"),
}
# A library and the only files that may import it.
HOMES = {
    "duckdb": (
        "data/store/store.py",
        "data/store/releases.py",
        "data/store/build_rows.py",
        "data/store/release_schema.py",
        "loaders/lait*.py",
        "loaders/ees*.py",
    ),
    "streamlit": ("app.py", "pages/*"),
    "plotly": ("kpis/charts/*",),
    "openpyxl": ("loaders/spreadsheet/xlsx.py", "kpis/exports/*", "data/samples/make_*.py", "data/samples/*/make_*.py"),
    "pptx": ("kpis/exports/*",),
    "docx": ("kpis/exports/pack/word.py", "kpis/exports/pack/word_chart.py"),
}
# Modules that only read and write, which a pure package never needs.
IMPURE = ("os", "pathlib", "shutil", "subprocess", "socket", "urllib.request", "http", "tempfile", "time", "random")


def breaches(sources: Mapping[str, str]) -> list[str]:
    """Every breach in ``{path: source}``, as "path: what"."""
    return [f"{path}: {what}" for path, source in sources.items() for what in _of_file(path, source)]


def _of_file(path: str, source: str) -> Iterator[str]:
    allowed = next((modules for pattern, modules in MAY_IMPORT.items() if fnmatch(path, pattern)), ())
    for module in sorted(set(_imported(path, source))):
        top = module.partition(".")[0]
        if top in OURS and not _within(module, allowed):
            yield f"imports {module}"
        if top in HOMES and not any(fnmatch(path, home) for home in HOMES[top]):
            yield f"imports {module}, which lives in {', '.join(HOMES[top])}"
        if path.startswith("kpis/") and _within(module, IMPURE):
            yield f"imports {module}, but kpis are pure"
        if top == "loaders" and module != "loaders" and not path.startswith("loaders/"):
            yield f"imports {module}, past the façade"
    lines = source.splitlines()
    yield from (f"line {n} says TODO" for n, line in enumerate(lines, 1) if "TODO" in line)


def _within(module: str, modules: Iterable[str]) -> bool:
    return any(module == one or module.startswith(f"{one}.") for one in modules)


def _imported(path: str, source: str) -> Iterator[str]:
    """Module names imported anywhere in a file, relative ones made whole; a name from a package counts as its module."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = ".".join([*Path(path).parts[: -node.level], node.module or ""]).strip(".") if node.level else node.module or ""
            yield from (f"{base}.{alias.name}" if _is_module(base, alias.name) else base for alias in node.names)
        elif isinstance(node, ast.Call) and ast.unparse(node.func) in ("__import__", "import_module", "importlib.import_module"):
            yield from (arg.value for arg in node.args[:1] if isinstance(arg, ast.Constant) and isinstance(arg.value, str))


def _is_module(base: str, name: str) -> bool:
    inside = ROOT.joinpath(*base.split("."))
    return base.partition(".")[0] in OURS and ((inside / name).is_dir() or (inside / f"{name}.py").is_file())


def project_sources() -> dict[str, str]:
    """Every Python file of the project outside tests."""
    found = [ROOT / f"{name}.py" for name in OURS] + [p for name in OURS for p in sorted((ROOT / name).rglob("*.py"))]
    return {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in found if path.is_file()}


def test_the_project_keeps_every_arrow() -> None:
    sources = project_sources()
    assert {"cli.py", "data/store/store.py", "kpis/standing/kpi_standing.py", "loaders/spreadsheet/spreadsheet.py"} <= set(sources)
    assert breaches(sources) == []


PLANTED = {
    "kpis import the store": ("kpis/targets/rag.py", "from data.store.store import Store"),
    "kpis import the store by its package": ("kpis/targets/rag.py", "from data import store"),
    "kpis import the catalogue": ("kpis/exports/tidy/standing_export.py", "import data.catalogue"),
    "kpis import loaders": ("kpis/targets/rag.py", "from loaders import read_file"),
    "kpis import streamlit": ("kpis/charts/interactive/trend.py", "import streamlit as st"),
    "kpis import duckdb": ("kpis/targets/rag.py", "import duckdb"),
    "kpis import openpyxl outside exports": ("kpis/targets/rag.py", "from openpyxl import Workbook"),
    "kpis read files": ("kpis/targets/rag.py", "from pathlib import Path"),
    "kpis import pages": ("kpis/targets/rag.py", "from pages.parts import session"),
    "loaders import kpis": ("loaders/spreadsheet/spreadsheet.py", "from kpis import show"),
    "loaders import kpis inside a function": ("loaders/spreadsheet/spreadsheet.py", "def f():\n    from kpis import show"),
    "loaders import streamlit": ("loaders/source_file.py", "import streamlit"),
    "loaders import openpyxl outside the Excel reader": ("loaders/scorecard/scorecard.py", "import openpyxl.styles"),
    "the other formats import openpyxl": ("loaders/spreadsheet/ods.py", "from openpyxl import load_workbook"),
    "data imports kpis": ("data/checks/load_checks.py", "from kpis.standing.kpi_standing import gap"),
    "data imports loaders": ("data/store/store.py", "import loaders"),
    "data imports loaders relatively": ("data/store/store.py", "from ...loaders import grid"),
    "duckdb outside the store": ("data/checks/load_checks.py", "import duckdb"),
    "duckdb by name": ("pages/overview.py", "__import__('duckdb')"),
    "streamlit outside the app": ("cli.py", "import streamlit"),
    "plotly outside charts": ("pages/overview.py", "import plotly.graph_objects as go"),
    "docx in a page": ("pages/parts/reports.py", "from docx import Document"),
    "openpyxl in a page": ("pages/load.py", "import openpyxl"),
    "pages past the façade": ("pages/load.py", "from loaders.source_file import read_file"),
    "pages past the façade by the package": ("pages/load.py", "from loaders import scorecard"),
    "the command line past the façade": ("cli.py", "from loaders import source_file"),
    "the command line imports pages": ("cli.py", "from pages.parts import session"),
    "a thing to do": ("kpis/targets/rag.py", "x = 1  # TODO later"),
}


@pytest.mark.parametrize("breach", PLANTED)
def test_a_planted_breach_is_reported(breach: str) -> None:
    path, source = PLANTED[breach]
    found = breaches({path: source})
    assert found
    assert all(line.startswith(f"{path}: ") for line in found)


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("kpis/targets/rag.py", "from data.model.indicator import Indicator\nfrom data.text import plain\nfrom kpis import show"),
        ("kpis/exports/workbook/workbook.py", "import openpyxl\nfrom kpis import compare"),
        ("kpis/charts/interactive/trend.py", "import plotly.graph_objects as go"),
        ("loaders/spreadsheet/xlsx.py", "import openpyxl\nfrom data import catalogue"),
        ("data/store/store.py", "import duckdb\nfrom data.model.indicator import Loaded"),
        ("data/samples/make_bury_2017.py", "from openpyxl import Workbook"),
        ("pages/load.py", "import streamlit\nfrom loaders import Refused, read_file\nfrom data.store.store import Store"),
        ("cli.py", "from loaders import read_file\nfrom kpis.exports import records"),
    ],
)
def test_what_the_arrows_allow_is_not_reported(path: str, source: str) -> None:
    assert breaches({path: source}) == []
