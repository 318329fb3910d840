"""The sources of figures are named in one place, ``kpis/standing/figure_sources.py``; nobody else counts files and releases for a reader.

A planted breach of each rule is reported."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.arch.structure import Sources, project_sources

HOME = "kpis/standing/figure_sources.py"
OF_FIGURES = ("file", "data_source")  # what of a figure names its source
# What shows the figures of one published measure, or of one file, and so has one source.
OF_ONE = {
    "kpis/benchmark/measure_text.py": "the releases of one measure, each with the day it was received",
    "pages/england/peers.py": "the release of one measure",
    "pages/console/files.py": "the files that a command reads again, whose figures it does not show",
}
# Where "Source:" is written, and what stands behind it.
WRITTEN = {
    "kpis/exports/document/page_fit.py": "the report's own", "kpis/exports/slides/shapes.py": "what the slide hands in",
    "kpis/exports/slides/text_slides.py": "the pack's", "kpis/exports/slides/deck.py": "the pack's",
    "kpis/exports/workbook/workbook.py": "the pack's", "kpis/exports/pack/word.py": "the report's own",
    "kpis/exports/pack/web_page.py": "the report's own", "kpis/benchmark/measure_text.py": "one measure's",
    "pages/records/plan_view.py": "the plan's file", "pages/plan/risk_register.py": "what was typed",
    "pages/widgets/components.py": "the standings shown, or the releases under published figures alone",
    "pages/widgets/table_export.py": "the page's own foot, else the area's", "pages/kpi/kpi_panels.py": "the standings shown",
    "pages/kpi/sen_gap_view.py": "the two published files of a gap", "pages/context/page_context.py": "the KPI drawn",
    "pages/meetings/slides.py": "the area's",
}  # fmt: skip
COLLECTS = (ast.SetComp, ast.ListComp, ast.GeneratorExp)


def breaches(sources: Sources) -> list[str]:
    """Every breach in ``{path: source}``, as "path:line: what"."""
    return [f"{path}:{line}: {what}" for path, source in sorted(sources.items()) for line, what in _of_file(path, source)]


def _of_file(path: str, source: str) -> Iterator[tuple[int, str]]:
    if path == HOME or not path.startswith(("kpis/", "pages/")):
        return
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, COLLECTS) and isinstance(node.elt, ast.Attribute) and node.elt.attr in OF_FIGURES and path not in OF_ONE:
            yield node.lineno, f"collects the {node.elt.attr} of figures: ask figure_sources"
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and "Source: " in node.value and path not in WRITTEN:
            yield node.lineno, "names a source: say where its words come from"


def test_nobody_names_sources_another_way() -> None:
    sources = project_sources()
    assert breaches(sources) == []
    assert {path for path in {*WRITTEN, *OF_ONE} if path not in sources} == set()
    assert [path for path in WRITTEN if "Source: " not in sources[path]] == [], "an entry that nothing needs hides the next breach"


def test_a_planted_breach_of_each_is_reported() -> None:
    planted = {
        "kpis/exports/foot.py": "files = {v.file for v in values}\n",
        "pages/scorecard/foot.py": "told = ', '.join(dict.fromkeys(p.data_source for p in s.points))\n",
        "pages/scorecard/words.py": "told = f'Source: {held.area.name}'\n",
        "loaders/words.py": "files = {v.file for v in values}\n",
        HOME: "files = {v.file for v in values}\n",
    }
    assert [line.partition(":")[0] for line in breaches(planted)] == [
        "kpis/exports/foot.py", "pages/scorecard/foot.py", "pages/scorecard/words.py",
    ]  # fmt: skip
