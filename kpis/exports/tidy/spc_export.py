"""A judged series as a record, and the series of a record: the keys any other tool's figures can be set beside."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date
from typing import Any

from data.model.finding import Refused
from kpis.stats.spc import CONCERN, IMPROVEMENT, NHSR, Preset, SpcResult, SpcSeries, judge

ASSURANCE = {"fail": "consistent_fail", "pass": "consistent_pass", "inconsistent": "inconsistent"}
WANTED = ("dates", "values")


def spc_answer(asked: Any, preset: Preset = NHSR) -> dict[str, Any]:
    """The judged series of one ``input``, or ``error`` with the reason in words."""
    try:
        return spc_record(judge(series_of(asked), preset))
    except Refused as why:
        return {"error": str(why)}


def series_of(asked: Any) -> SpcSeries:
    """The series of an ``input`` object."""
    if not isinstance(asked, Mapping) or any(not isinstance(asked.get(key), list) for key in WANTED):
        raise Refused("Give an object with the lists ‘dates’ and ‘values’.")
    target, fix = asked.get("target"), asked.get("fix_after_n_points")
    for one in [*asked["values"], *(target if isinstance(target, list) else [target]), fix]:
        if one is not None and (isinstance(one, bool) or not isinstance(one, int | float)):
            raise Refused(f"‘{one}’ is not a number.")
    return SpcSeries(
        [_day(day) for day in asked["dates"]], asked["values"],
        improvement_direction=str(asked.get("improvement_direction") or "increase"), target=target,
        rebase=_days(asked, "rebase"), fix_after_n_points=None if fix is None else int(fix),
        screen_outliers=asked.get("screen_outliers") is not False, ghosts=_days(asked, "ghosts"),
    )  # fmt: skip


def _days(asked: Mapping[str, Any], key: str) -> list[date]:
    found = asked.get(key) or []
    return [_day(day) for day in (found if isinstance(found, list) else [found])]


def _day(text: Any) -> date:
    try:
        return date.fromisoformat(text)
    except (TypeError, ValueError):
        raise Refused(f"‘{text}’ is not a date; write YYYY-MM-DD.") from None


def spc_record(judged: SpcResult) -> dict[str, Any]:
    """The keys of the reference vectors; ``null`` where there is no number."""
    last = judged.assurance_icon
    rows = [judged.groups[k].limits for k in judged.group_of]
    return {
        "dates": [day.isoformat() for day in judged.dates],
        "values": list(judged.values),
        "rebase_group": [k + judged.starts_at for k in judged.group_of],
        "mean": [_number(one.mean) for one in rows],
        "lpl": [_number(one.lower) for one in rows],
        "upl": [_number(one.upper) for one in rows],
        "outside_limits": list(judged.outside_limits),
        "relative_to_mean": list(judged.relative_to_mean),
        "close_to_limits": list(judged.close_to_limits),
        "special_cause_type": list(judged.special_cause_type),
        "special_cause_flag": [point != "common_cause" for point in judged.point_type],
        "point_type": list(judged.point_type),
        "short_group_warning": list(judged.short_group_warning),
        "variation_icon": judged.variation_icon,
        "assurance_type": ASSURANCE[last] if last else None,
        "assurance_icon": last,
        "summary_by_group": [
            {
                "n": one.rows, "mean": _number(one.limits.mean), "lpl": _number(one.limits.lower), "upl": _number(one.limits.upper),
                "common_cause": one.counts.get("common_cause", 0), IMPROVEMENT: one.counts.get(IMPROVEMENT, 0),
                CONCERN: one.counts.get(CONCERN, 0), "variation_type": one.variation_type,
            }
            for one in judged.groups
        ],
        "warnings": list(judged.warnings),
    }  # fmt: skip


def _number(value: float) -> float | None:
    return value if math.isfinite(value) else None
