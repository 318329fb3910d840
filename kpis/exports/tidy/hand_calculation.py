"""What is worked from a file alone: any series or interval, in the form another tool's figures are kept in."""

from __future__ import annotations

from typing import Any

from kpis.exports.tidy.interval_export import interval_answer
from kpis.exports.tidy.spc_export import spc_answer
from kpis.stats.spc import PRESETS


def answers(what: str, asked: Any, preset: str) -> list[dict[str, Any]]:
    """One answer for each object asked, in order; ``error`` in words where there is none."""
    each = asked if isinstance(asked, list) else [asked]
    return [interval_answer(one) if what == "interval" else spc_answer(one, PRESETS[preset]) for one in each]
