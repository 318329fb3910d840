"""The arrows: who may import whom, between the rooms and inside each, and where each library lives.

A planted breach of each rule is reported."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from fnmatch import fnmatch

import pytest

from tests.arch.structure import OURS, Sources, home_of, imported, package_of, project_sources

# Files, by pattern, and which of our own modules they may import (a module allows what is inside it).
MAY_IMPORT = {
    "data/samples/*": ("data",),
    "data/*": ("data",),
    "loaders/*": ("loaders", "data"),
    "kpis/*": ("kpis", "data.model", "data.text"),
    "pages/console/*": ("pages.console", "kpis", "data", "loaders"),
    "pages/*": ("pages", "kpis", "data", "loaders"),
    "app.py": ("pages", "kpis", "data", "loaders"),
    "cli.py": ("pages.console",),
}
# The packages of each room, the highest first: each may use those on later lines, and none on its own line or above.
ORDER = {
    "data": (
        ("data.samples.illustrative",),
        ("data.samples",),
        ("data.backups",),
        ("data.home",),
        ("data.checks", "data.records"),
        ("data.catalogue", "data.store"),
        ("data.personal",),
        ("data.model",),
        ("data",),
    ),
    "loaders": (
        ("loaders",),
        ("loaders.ees", "loaders.lait", "loaders.plan", "loaders.scorecard", "loaders.tidy"),
        ("loaders.source",),
        ("loaders.package",),
        ("loaders.cells",),
        ("loaders.spreadsheet",),
        ("loaders.box",),
    ),
    "kpis": (
        ("kpis.exports.pack",),
        ("kpis.exports.slides",),
        ("kpis.exports.report", "kpis.exports.workbook"),
        ("kpis.exports.document",),
        ("kpis.charts.interactive", "kpis.exports.csv_tables"),
        ("kpis.charts.svg", "kpis.exports.tidy"),
        ("kpis.charts.style",),
        ("kpis.governance", "kpis.forecast"),
        ("kpis.narrative", "kpis.years"),
        ("kpis.verdict",),
        ("kpis.signals",),
        ("kpis.benchmark", "kpis.plan"),
        ("kpis.standing",),
        ("kpis.targets",),
        ("kpis.figures",),
        ("kpis.stats",),
        ("kpis",),
    ),
    "pages": (
        ("pages.scorecard", "pages.meetings"),
        ("pages.plan", "pages.england"),
        ("pages.kpi", "pages.files", "pages.settings", "pages.summary", "pages.shell"),
        ("pages.records",),
        ("pages.context",),
        ("pages.widgets",),
        ("pages.queries",),
        ("pages.console",),
    ),
}
# What stands below and still may not be taken: a picture knows no export, and no export asks a picture that needs a browser.
MAY_NOT_IMPORT = {"kpis/charts/*": ("kpis.exports",), "kpis/exports/*": ("kpis.charts.interactive",)}
# Where a line may be drawn is said in one file; who draws or prints takes its runs from there.
LINE_RULE = "kpis/charts/style/picture.py"
# A library and the only files that may import it.
HOMES = {
    "click": ("pages/console/*",),
    "duckdb": ("data/store/*", "loaders/lait/*", "loaders/ees/*"),
    "pandas": ("data/store/*", "data/home/*", "kpis/benchmark/published_reader.py", "pages/queries/*", "pages/files/sources.py"),
    "streamlit": ("app.py", "pages/*"),
    "plotly": ("kpis/charts/*",),
    "openpyxl": ("loaders/spreadsheet/xlsx.py", "kpis/exports/*", "data/samples/make_*.py", "data/samples/*/make_*.py"),
    "pptx": ("kpis/exports/*",),
    "docx": ("kpis/exports/pack/*",),
    "markupsafe": ("kpis/markup.py",),
    "jinja2": ("kpis/exports/document/page_template.py",),
}
# Modules that only read and write, which a pure package never needs.
IMPURE = ("os", "pathlib", "shutil", "subprocess", "socket", "urllib.request", "http", "tempfile", "time", "random")


def breaches(sources: Sources) -> list[str]:
    """Every breach in ``{path: source}``, as "path: what"."""
    return [f"{path}: {what}" for path, source in sources.items() for what in _of_file(path, source)]


def _of_file(path: str, source: str) -> Iterator[str]:
    allowed = next((modules for pattern, modules in MAY_IMPORT.items() if fnmatch(path, pattern)), ())
    for module in sorted(set(imported(path, source))):
        top = module.partition(".")[0]
        if top in OURS and not _within(module, allowed):
            yield f"imports {module}"
        if top in OURS and not _downhill(package_of(path), home_of(module)):
            yield f"imports {module}, which does not stand below it"
        if any(_within(module, barred) for pattern, barred in MAY_NOT_IMPORT.items() if fnmatch(path, pattern)):
            yield f"imports {module}, which it may not take"
        if top in HOMES and not any(fnmatch(path, home) for home in HOMES[top]):
            yield f"imports {module}, which lives in {', '.join(HOMES[top])}"
        if top == "streamlit" and path.startswith("pages/console/"):
            yield f"imports {module}, but the command line has no pages"
        if path.startswith("kpis/") and _within(module, IMPURE):
            yield f"imports {module}, but kpis are pure"
        if top == "loaders" and module != "loaders" and not path.startswith("loaders/"):
            yield f"imports {module}, past the façade"
    if path.startswith(("kpis/charts/", "kpis/exports/")) and path != LINE_RULE and _finds_gaps(source):
        yield f"looks for gaps itself, which {LINE_RULE} does"
    yield from (f"line {n} says TODO" for n, line in enumerate(source.splitlines(), 1) if "TODO" in line)


def _finds_gaps(source: str) -> bool:
    """Whether a file takes the functions that say which periods follow each other."""
    takes = ("adjoins", "dating")
    nodes = list(ast.walk(ast.parse(source)))
    return any(isinstance(n, ast.alias) and n.name in takes for n in nodes) or any(
        isinstance(n, ast.Attribute) and n.attr in takes and isinstance(n.value, ast.Name) and n.value.id == "periods" for n in nodes
    )


def _within(module: str, modules: Iterable[str]) -> bool:
    return any(module == one or module.startswith(f"{one}.") for one in modules)


def _downhill(package: str, other: str) -> bool:
    """Whether a package may use another one of its room; a package that no line names may use none and be used by none."""
    if package == other or package.partition(".")[0] != other.partition(".")[0]:
        return True
    place = {name: n for n, line in enumerate(ORDER[package.partition(".")[0]]) for name in line}
    return package in place and other in place and place[package] < place[other]


def test_the_project_keeps_every_arrow() -> None:
    sources = project_sources()
    assert {"cli.py", "data/store/store.py", "kpis/standing/kpi_standing.py", "loaders/spreadsheet/spreadsheet.py"} <= set(sources)
    assert breaches(sources) == []


def test_every_package_has_its_place_in_the_order() -> None:
    named = {name for lines in ORDER.values() for line in lines for name in line}
    packages = {package_of(path) for path in project_sources()} - {""}
    assert packages - named == {"pages", "kpis.charts", "kpis.exports"}  # folders of folders, which hold nothing themselves
    assert named - packages == set()


PLANTED = {
    "kpis import the store": ("kpis/targets/rag.py", "from data.store.store import Store"),
    "kpis import the store by its package": ("kpis/targets/rag.py", "from data.store import store"),
    "kpis import the catalogue": ("kpis/exports/tidy/standing_export.py", "import data.catalogue.catalogue"),
    "kpis import loaders": ("kpis/targets/rag.py", "from loaders import read_file"),
    "kpis import streamlit": ("kpis/charts/interactive/trend.py", "import streamlit as st"),
    "kpis import duckdb": ("kpis/targets/rag.py", "import duckdb"),
    "a rule of figures imports pandas": ("kpis/standing/kpi_standing.py", "import pandas as pd"),
    "kpis import openpyxl outside exports": ("kpis/targets/rag.py", "from openpyxl import Workbook"),
    "kpis read files": ("kpis/targets/rag.py", "from pathlib import Path"),
    "kpis import pages": ("kpis/targets/rag.py", "from pages.queries import session"),
    "loaders import kpis": ("loaders/spreadsheet/sheet.py", "from kpis import formats"),
    "loaders import kpis inside a function": ("loaders/spreadsheet/sheet.py", "def f():\n    from kpis import formats"),
    "loaders import streamlit": ("loaders/registry.py", "import streamlit"),
    "loaders import openpyxl outside the Excel reader": ("loaders/scorecard/scorecard.py", "import openpyxl.styles"),
    "the other formats import openpyxl": ("loaders/spreadsheet/ods.py", "from openpyxl import load_workbook"),
    "data imports kpis": ("data/checks/load_checks.py", "from kpis.standing.kpi_standing import gap"),
    "data imports loaders": ("data/store/store.py", "import loaders"),
    "data imports loaders relatively": ("data/store/store.py", "from ...loaders import registry"),
    "duckdb outside the store": ("data/checks/load_checks.py", "import duckdb"),
    "duckdb by name": ("pages/summary/overview.py", "__import__('duckdb')"),
    "streamlit outside the app": ("cli.py", "import streamlit"),
    "streamlit in the command line's own part of pages": ("pages/console/commands.py", "import streamlit"),
    "plotly outside charts": ("pages/summary/overview.py", "import plotly.graph_objects as go"),
    "docx in a page": ("pages/records/report_download.py", "from docx import Document"),
    "openpyxl in a page": ("pages/files/load.py", "import openpyxl"),
    "pages past the façade": ("pages/files/load.py", "from loaders.registry import read_file"),
    "pages past the façade by the package": ("pages/files/load.py", "from loaders.scorecard import scorecard"),
    "the command line past the façade": ("pages/console/files.py", "from loaders import registry"),
    "a command stands in cli.py": ("cli.py", "import click"),
    "cli.py works a figure itself": ("cli.py", "from kpis.standing import kpi_standing"),
    "the command line imports pages": ("cli.py", "from pages.queries import session"),
    "a command imports pages": ("pages/console/figures.py", "from pages.queries import session"),
    "uphill: a figure asks for its standing": ("kpis/figures/figure.py", "from kpis.standing import kpi_standing"),
    "uphill: a chart's style asks for a chart": ("kpis/charts/style/palette.py", "from kpis.charts.svg import marks"),
    "a table asks a chart for its marks": ("kpis/exports/csv_tables/chart_csv.py", "from kpis.charts.interactive import spc_chart"),
    "a report asks for a picture that needs a browser": ("kpis/exports/pack/word.py", "from kpis.charts.interactive.trend import trend"),
    "a picture asks for an export": ("kpis/charts/interactive/trend.py", "from kpis.exports.tidy import standing_export"),
    "a renderer looks for gaps": ("kpis/exports/slides/native_chart.py", "from kpis.figures.periods import adjoins"),
    "a renderer looks for gaps by the module": (
        "kpis/charts/svg/marks.py",
        "from kpis.figures import periods\n\nx = periods.adjoins(a, b, '')",
    ),
    "uphill: the model asks for the catalogue": ("data/model/area.py", "from data.catalogue import catalogue"),
    "uphill: a query asks for a page": ("pages/queries/session.py", "from pages.plan import plan"),
    "sideways: two readers know each other": ("loaders/ees/ees.py", "from loaders.lait import lait"),
    "a package without a place": ("kpis/extras/new.py", "from kpis.figures import figure"),
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
        ("kpis/targets/rag.py", "from data.model.indicator import Indicator\nfrom data.text import plain\nfrom kpis import formats"),
        ("kpis/exports/workbook/workbook.py", "import openpyxl\nfrom kpis.standing import kpi_standing"),
        ("kpis/charts/interactive/trend.py", "import plotly.graph_objects as go\nfrom kpis.charts.style import palette"),
        ("loaders/spreadsheet/xlsx.py", "import openpyxl\nfrom data.catalogue import catalogue"),
        ("data/store/store.py", "import duckdb\nfrom data.model.loaded_file import Loaded"),
        ("data/samples/make_bury_2017.py", "from openpyxl import Workbook"),
        ("pages/files/load.py", "import streamlit\nfrom loaders import Refused, read_file\nfrom data.store.store import Store"),
        ("cli.py", "from pages.console import commands"),
        ("pages/console/figures.py", "import click\nfrom loaders import read_file\nfrom kpis.exports.tidy import standing_export"),
    ],
)
def test_what_the_arrows_allow_is_not_reported(path: str, source: str) -> None:
    assert breaches({path: source}) == []
