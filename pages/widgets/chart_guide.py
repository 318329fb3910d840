"""How to read a chart, behind one line below it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import lru_cache
from html import escape

from kpis.narrative.chart_help import explain
from pages.widgets import components


def disclosure(kind: str, spec: str) -> None:
    """The lines for the chart drawn above, given as the JSON that draws it; nothing where nothing is drawn."""
    if made := _made(kind, spec):
        components.write(made)


def folded(lines: Sequence[str], what: str = "this chart") -> str:
    """Lines behind one line; nothing where there are none."""
    listed = "".join(f"<li>{escape(line)}</li>" for line in lines)
    return f"<details class='about'><summary>How to read {what}</summary><ul>{listed}</ul></details>" if lines else ""


@lru_cache(maxsize=256)
def _made(kind: str, spec: str) -> str:
    return folded(explain(kind, json.loads(spec)))
