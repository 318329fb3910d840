"""A KPI over time as ``show --json`` gives it: unrounded figures, each refusal in words."""

from __future__ import annotations

from typing import Any

from kpis.exports.tidy.standing_export import period_record
from kpis.years.years import OverTime, PeriodTotal, YearComparison


def over_time_record(found: OverTime) -> dict[str, Any]:
    """The newest month, term or quarter beside the same one last year, the year to date and the rolling year, each with its refusal."""
    season = found.season
    return {
        "kind": found.kind.value if found.newest else None, "reason": found.why or None, "seasonal": found.seasonal,
        "season": {"found": season.found, "years": season.years, "high": season.high or None, "low": season.low or None}
                  if season else None,
        "same_period": _pair(found.same), "year_to_date": _pair(found.to_date), "rolling_year": _pair(found.rolling),
    }  # fmt: skip


def _pair(pair: YearComparison) -> dict[str, Any]:
    """Both figures, the change and its word; ``reason`` says why there is none."""
    found = {"now": _total(pair.now), "before": _total(pair.before), "change": pair.change}
    return {**found, "word": pair.word or None, "reason": pair.why or None}


def _total(total: PeriodTotal | None) -> dict[str, Any] | None:
    if total is None:
        return None
    source = total.printed.source if total.printed else None
    return {"value": total.value, "period": period_record(total.period), "worked": total.worked, "printed_in": source,
            "status": total.firmness or None, "reason": total.why or None}  # fmt: skip
