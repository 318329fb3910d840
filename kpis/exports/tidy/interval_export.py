"""Intervals and comparisons of a record, in the keys another tool's figures are kept in."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from data.model.finding import Refused
from kpis.stats import intervals
from kpis.stats.funnel import TAILS, axis, axis_ends, funnel, poisson_sizes, proportion_limits
from kpis.stats.intervals import Interval, Year

TABLE_ROWS = (1, 13, 26, 38, 50, 63, 75, 88, 100)


def interval_answer(asked: Any) -> dict[str, Any]:
    """What ``{"kind", "input"}`` comes to, or ``error`` with the reason in words."""
    if not isinstance(asked, Mapping) or asked.get("kind") not in KINDS or not isinstance(asked.get("input"), Mapping):
        return {"error": f"Give an object with ‘kind’ (one of {', '.join(KINDS)}) and ‘input’."}
    given = asked["input"]
    try:
        return KINDS[asked["kind"]](given)
    except Refused as why:
        return {"error": str(why)}
    except KeyError as missing:
        return {"error": f"‘input’ has no {missing}."}


def _number(given: Mapping[str, Any], key: str, usual: float | None = None) -> float:
    found = given[key] if usual is None else given.get(key, usual)
    if isinstance(found, bool) or not isinstance(found, int | float) or not math.isfinite(found):
        raise Refused(f"‘{key}’ is not a number: {found}.")
    return found


def _maybe(given: Mapping[str, Any], key: str) -> float | None:
    return None if given.get(key) is None else _number(given, key)


def _values(given: Mapping[str, Any]) -> list[float | None]:
    if not isinstance(given["values"], list):
        raise Refused("‘values’ is not a list.")
    return [_maybe({"values": one}, "values") for one in given["values"]]


def _rows(given: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    if not isinstance(given["rows"], list) or not all(isinstance(row, Mapping) for row in given["rows"]):
        raise Refused("‘rows’ is not a list of objects.")
    return given["rows"]


def _share(given: Mapping[str, Any]) -> dict[str, Any]:
    level, multiplier = _number(given, "confidence", 0.95), _number(given, "multiplier", 100)
    return _counted(intervals.proportion(_number(given, "x"), _number(given, "n"), confidence=level, multiplier=multiplier))


def _rate(given: Mapping[str, Any]) -> dict[str, Any]:
    return _counted(intervals.rate(
        _number(given, "x"), _number(given, "n"), confidence=_number(given, "confidence", 0.95),
        multiplier=_number(given, "multiplier", 100_000),
    ))  # fmt: skip


def _counted(one: Interval) -> dict[str, Any]:
    return {"value": one.value, "lower": one.lower, "upper": one.upper, "method": one.method}


def _mean(given: Mapping[str, Any]) -> dict[str, Any]:
    values = _values(given)
    one = intervals.mean(values, confidence=_number(given, "confidence", 0.95))
    return {"value": one.value, "lower": one.lower, "upper": one.upper, "stdev": one.spread, "n": len(values)}


def _quantiles(given: Mapping[str, Any]) -> dict[str, Any]:
    k = int(_number(given, "nquantiles", 10))
    if k < 1:
        raise Refused("‘nquantiles’ must be 1 or more.")
    return {"quantile": intervals.quantiles(_values(given), k, invert=given.get("invert") is not False)}


def _compare(given: Mapping[str, Any]) -> dict[str, Any]:
    one = Interval(_maybe(given, "value"), _maybe(given, "lower95"), _maybe(given, "upper95"))
    return {"next": intervals.compared(one, _maybe(given, "benchmark"), str(given.get("polarity")))}


def _trend(given: Mapping[str, Any]) -> dict[str, Any]:
    years = [
        Year(int(_number(row, "year")), _maybe(row, "value"), _maybe(row, "lower"), _maybe(row, "upper"), count=_maybe(row, "count"),
             denominator=_maybe(row, "denominator"))
        for row in _rows(given)
    ]  # fmt: skip
    one = intervals.recent_trend(years, str(given.get("value_type", "proportion")), over_gaps=True)
    found = {"marker": one.marker, "chi2": one.chi2, "significant": one.significant, "message": one.message}
    return {"next": found, "next_label": intervals.trend_words(one, str(given.get("polarity")))}


def _funnel(given: Mapping[str, Any]) -> dict[str, Any]:
    areas = [(_number(row, "numerator"), _number(row, "denominator")) for row in _rows(given)]
    multiplier = _number(given, "multiplier", 100)
    found = funnel(str(given["statistic"]), areas, multiplier)
    names = ("lower95", "upper95", "lower998", "upper998")
    own = dict(zip(names, map(list, zip(*found.limits, strict=True)), strict=True)) if found.limits else None
    return {
        "baseline": found.baseline,
        "significance": list(found.significance),
        "limits_at_own_denominator_unclipped": own,
        "limit_table_rows": _table(given, [n for _, n in areas], found.baseline, multiplier),
    }


def _table(given: Mapping[str, Any], sizes: list[float], baseline: float, multiplier: float) -> list[dict[str, Any]]:
    first, last = axis_ends(sizes)
    pooled = baseline / multiplier
    if given["statistic"] == "rate":
        first, last = math.floor(first * pooled), math.ceil(last * pooled)
    points = axis(max(1, first), last, stops_short=given["statistic"] == "ratio")
    return [_table_row(given, row, points[row - 1], pooled, multiplier) for row in TABLE_ROWS]


def _table_row(given: Mapping[str, Any], row: int, size: int, pooled: float, multiplier: float) -> dict[str, Any]:
    statistic, baseline = given["statistic"], pooled * multiplier
    if statistic == "proportion":
        drawn: dict[str, Any] = {"row": row, "Population": size}
        for name, tail in TAILS.items():
            lower, upper = proportion_limits(pooled, size, tail)
            drawn |= {f"lower_{name}_limit": max(0.0, lower * multiplier), f"upper_{name}_limit": min(100.0, upper * multiplier)}
        return drawn | {"baseline": baseline}
    years = int(_number(given, "years_of_data", 1))
    of = "exp_events" if statistic == "ratio" else f"population_{years}_year{'' if years == 1 else 's'}"
    drawn = {"row": row, "Observed_events" if statistic == "ratio" else "Events": size}
    for name, tail in TAILS.items():
        for side, expected in zip(("lower", "upper"), poisson_sizes(size, tail), strict=True):
            drawn |= {f"{side}_{name}_{of}": expected / pooled / years, f"{side}_{name}_limit": size / expected * baseline}
    return drawn if statistic == "ratio" else drawn | {"baseline": baseline}


KINDS: dict[str, Callable[[Mapping[str, Any]], dict[str, Any]]] = {
    "proportions": _share, "rates": _rate, "means": _mean, "funnels": _funnel, "quantiles_phe": _quantiles,
    "benchmark_compare": _compare, "recent_trend": _trend,
}  # fmt: skip
