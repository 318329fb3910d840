"""Every KPI's signal as a row of a CSV: the words of the Signals page beside unrounded figures."""

from __future__ import annotations

import math
from collections.abc import Iterable

from kpis.exports.tidy.standing_export import to_csv
from kpis.signals.signals import Signal

COLUMNS = (
    "area", "code", "title", "unit", "period", "value", "target", "mean", "lower_limit", "upper_limit", "variation", "rule", "assurance",
    "provisional", "not_judged_because", "rules", "values", "source", "load", "notice", "licence",
)  # fmt: skip


def signals_csv(found: Iterable[Signal], area: str, notice: str, licence: str) -> bytes:
    """One row a KPI in the order given; limits are those of the newest phase, empty where there are none."""
    rows = []
    for one in found:
        indicator, newest, limits = one.standing.indicator, one.newest or one.standing.own, one.limits
        judged = one.variation is not None
        levels = (limits.mean, limits.lower, limits.upper) if judged else (math.nan,) * 3
        rows.append((
            area, indicator.code, indicator.title, indicator.unit.value, newest.period.label if newest else "",
            newest.value if newest else None, one.target if judged else None, *(n if math.isfinite(n) else None for n in levels),
            str(one.variation or ""), one.rule, str(one.assurance or (one.unassured if judged else "")), one.provisional, one.words,
            one.preset.name,
            sum(row.value is not None for row in one.rows) or None, newest.source if newest else "", newest.load if newest else None,
            notice, licence,
        ))  # fmt: skip
    return to_csv(COLUMNS, rows)
