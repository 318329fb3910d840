"""How sure a figure is, its verdicts and its recent trend, as ``show --json`` gives them; unrounded, nulls with a reason."""

from __future__ import annotations

from typing import Any

from kpis.signals import significance, significance_text
from kpis.signals.significance import LEVEL, FigureInterval
from kpis.standing.kpi_standing import Standing

KEYS = {"england": "england", "region": "region", "statistical neighbours": "statistical_neighbours"}


def confidence_records(standing: Standing) -> dict[str, Any]:
    """``confidence``, ``compared`` by comparator and ``trend`` of one KPI."""
    found = significance.confidence(standing.own, standing.indicator)
    trend, why = significance.recent(standing)
    return {
        "confidence": _confidence(found),
        "compared": {
            KEYS[one.series.value]: {
                "verdict": one.verdict, "benchmark": one.benchmark, "words": significance_text.verdict(standing, one, found),
                "reason": one.why or None,
            }
            for one in significance.verdicts(standing)
        },
        "trend": {
            "marker": trend.marker if trend else None, "chi2": trend.chi2 if trend else None,
            "words": significance_text.trend(standing, trend, why), "reason": why or None,
        },
    }  # fmt: skip


def _confidence(found: FigureInterval) -> dict[str, Any]:
    """The interval; ``of`` says whether it is of the figure or of the share that a count is of a whole."""
    one, counts = found.interval, found.counts
    return {
        "value": one.value if one else None, "lower": one.lower if one else None, "upper": one.upper if one else None,
        "method": one.method if one else None, "level": LEVEL if one else None, "of": "share" if found.as_share else "figure",
        "numerator": counts.top if counts else None, "denominator": counts.whole if counts else None,
        "counts": counts.words or None if counts else None, "small": found.small, "reason": found.why or None,
    }  # fmt: skip
