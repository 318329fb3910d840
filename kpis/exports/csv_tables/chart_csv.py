"""What the charts of one KPI’s chance, certainty and place among authorities show, a row a mark, as CSV; unrounded figures."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from data.model.area import Area
from kpis import formats
from kpis.charts.style.spc_marks import MARKS
from kpis.exports.tidy.standing_export import to_csv
from kpis.signals import significance
from kpis.signals.signals import RULES, Phase, Signal
from kpis.signals.significance import KINDS, PlaceInEngland
from kpis.standing.kpi_standing import Standing

LINE = ("area", "code", "title", "unit", "period", "value", "left_out", "target", "mean", "lower_limit", "upper_limit", "mark", "because",
        "phase", "rules", "source", "load", "notice", "licence")  # fmt: skip
SURE = ("area", "code", "title", "unit", "period", "beside", "value", "numerator", "denominator", "lower_95", "upper_95", "method",
        "verdict", "why_none", "source", "load", "notice", "licence")  # fmt: skip
PLACES = ("code", "title", "period", "area_code", "area", "value", "numerator", "denominator", "among_all", "all_together", "source",
          "licence")  # fmt: skip


def line_csv(found: Signal, area: str, notice: str, licence: str) -> bytes:
    """One row a period of the judged line, with the limits of its phase, its mark and the rule behind it."""
    i, rows = found.standing.indicator, []
    for n, row in enumerate(found.rows):
        phase = next((p for p in found.phases if p.first <= n < p.past), None)
        given, judged = row.given, found.judged if found.judged and not found.why and row.value is not None and not row.ghost else None
        rows.append((
            area, i.code, i.title, i.unit.value, formats.period(given.period) if given else row.day.isoformat(),
            given.value if given and row.ghost else row.value, row.ghost, row.target, *_levels(phase, found),
            str(MARKS[judged.point_type[n]][0]) if judged else "", RULES.get(judged.special_cause_type[n], "") if judged else "",
            phase.reason if phase else "", found.preset.name, given.source if given else "", given.load if given else None, notice, licence,
        ))  # fmt: skip
    return to_csv(LINE, rows)


def _levels(phase: Phase | None, found: Signal) -> tuple[float | None, ...]:
    levels = (phase.limits.mean, phase.limits.lower, phase.limits.upper) if phase and not found.why else ()
    return tuple(n if math.isfinite(n) else None for n in levels) or (None, None, None)


def sure_csv(s: Standing, area: str, notice: str, licence: str) -> bytes:
    """The own figure with its 95% interval, then a row a comparator with the verdict beside it, or why there is none."""
    found, own, i = significance.confidence(s.own, s.indicator), s.own, s.indicator
    head = (area, i.code, i.title, i.unit.value, own.period.label if own else "")
    counts, interval = found.counts, found.interval
    rows: list[tuple[Any, ...]] = [(
        *head, area, (own.share if found.as_share else own.value) if own else None, counts.top if counts else None,
        counts.whole if counts else None, interval.lower if interval else None, interval.upper if interval else None,
        interval.method if interval else "", "", found.why, own.source if own else "", own.load if own else None, notice, licence,
    )]  # fmt: skip
    for one in significance.verdicts(s):
        beside = s.comparators.get(one.series)
        rows.append((
            *head, significance.name(s, one.series), one.benchmark, None, None, None, None, "", one.verdict or "not compared", one.why,
            beside.source if beside else "", beside.load if beside else None, notice, licence,
        ))  # fmt: skip
    return to_csv(SURE, rows)


def places_csv(found: PlaceInEngland, areas: Mapping[str, Area], source: str, licence: str) -> bytes:
    """One row an authority of the funnel: its figure, its size, and whether chance explains how far it lies from all together."""
    assert found.funnel is not None
    i = found.indicator
    per = i.per if KINDS[i.unit] == "rate" else 100.0
    return to_csv(PLACES, [
        (i.code, i.title, formats.period(found.period), code, areas[code].name, per * c.top / c.whole, c.top, c.whole, word,
         found.funnel.baseline, source, licence)
        for (code, c), word in zip(found.areas, found.funnel.significance, strict=True)
    ])  # fmt: skip
