"""A measure's benchmark as a plain record: what ``cli.py show`` prints of a measure that is no KPI. Figures unrounded, dates ISO."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from data.model.area import Area
from data.model.observation import FigureRole
from data.model.publication import Feed, Footnote
from kpis.benchmark.benchmark import Benchmark
from kpis.exports.tidy.standing_export import period_record
from kpis.figures.figure import PUBLISHED, Value
from kpis.standing.kpi_standing import Standing

COUNT = "A count follows the size of a place: it is compared and ranked only as a rate."


def benchmark_record(found: Benchmark, notes: Sequence[Footnote] = ()) -> dict[str, Any]:
    """One measure of one area beside every authority."""
    own, i, change = found.own, found.indicator, found.change
    region = _place(found.region, found.region_area, found) | {"note": found.region_note or None}
    missing = found.missing
    return {
        "code": i.code, "section": None, "title": i.title, "unit": i.unit.value, "decimals": i.decimals,
        "polarity": i.polarity.value, "priorities": [],
        "period": period_record(found.period), "value": found.value, "share": own.share if own else None,
        "missing": missing.value if missing else None, "raw": own.raw if own else None, "status": own.status if own else None,
        "origin": "published", "source": own.source if own else None, "load": own.load if own else None,
        "target": {"value": None, "basis": None}, "standard": {"value": None, "basis": None},
        "statistical_neighbours": {
            "value": found.comparator(FigureRole.NEIGHBOURS),
            "missing": None if found.neighbours.value is not None else "not available", "why": None if found.like_for_like else COUNT,
            "used": found.neighbours.used, "of": found.neighbours.of, "edition": found.edition or None, "basis": found.basis,
            "absent": list(found.neighbours.missing), "origin": "computed",
        },
        "region": region, "england": _place(found.england, found.england_area, found), "also": [],
        "change": {"value": change.value if change else None, "from": period_record(change.before.period) if change else None},
        **standing_among(found),
        "rag": {"status": "not rated", "why": "No target is set for a published measure."},
        "notes": [n.words for n in notes],
    }  # fmt: skip


def standing_among(found: Benchmark) -> dict[str, Any]:
    """Place among the authorities that have a number, the quarter it falls in, and the quarters' bounds and labels."""
    q = found.quantiles
    return {
        "not_ranked": None if found.like_for_like else COUNT,
        "rank": found.rank, "tied": found.tied, "of": found.of, "band": found.band or None,
        "quartiles": {f"q{25 * n}": value for n, value in enumerate(q)} if q else None, "bands": dict(found.labels) or None,
        "gaps": {s.value: found.gap(s) for s in (FigureRole.NEIGHBOURS, FigureRole.REGION, FigureRole.ENGLAND)},
        "best_neighbour": {"area": found.best.area, "value": found.best.value} if found.best else None,
    }  # fmt: skip


def _place(value: Value | None, area: Area | None, found: Benchmark) -> dict[str, Any]:
    """A region's or the nation's figure; of a count it is ``total``, and no ``value`` to compare by."""
    number = value.value if value else None
    return {
        "value": number if found.like_for_like else None, "total": None if found.like_for_like else number,
        "why": None if found.like_for_like else COUNT,
        "missing": (value.missing.value if value.missing else None) if value else "not given",
        "basis": value.basis if value else None, "area": value.area if value else (area.code if area else None),
        "name": area.name if area else None, "source": value.source if value else None, "origin": value.origin if value else None,
        "share": value.share if value else None,
    }  # fmt: skip


def value_row(value: Value, code: str) -> dict[str, Any]:
    """A published figure in the form of a row of the store."""
    period = value.period
    series = "statistical neighbours" if value.members else "own"
    return {
        "indicator": code, "reporter": "", "area": value.area, "series": series, "measure": "figure", "period": period.label,
        "period_kind": period.kind.value, "first": period.first, "last": period.last, "period_doubt": period.doubt, "value": value.value,
        "missing": value.missing.value if value.missing else None, "raw": value.raw, "status": value.status, "origin": value.origin,
        "file": value.file, "sheet": value.sheet, "cell": value.cell, "load": value.load, "basis": value.basis,
    }  # fmt: skip


def published_keys(standing: Standing, feed: Feed, found: Benchmark) -> dict[str, Any]:
    """What a KPI's record gains: its place where the figure shown is the published one, and the newest published figure whole."""
    shown = standing.own is not None and standing.own.origin == PUBLISHED
    among = standing_among(found) if shown else {"rank": None, "tied": None, "of": None, "band": None, "quartiles": None, "bands": None}
    return {**among, "published": published_record(feed, found)}


def published_record(feed: Feed, found: Benchmark) -> dict[str, Any]:
    """A KPI's newest published figure beside every authority, as ``show --json`` gives it under ``published``."""
    record = benchmark_record(found)
    kept = ("period", "value", "missing", "source", "load", "statistical_neighbours", "region", "england", "change")
    return {
        "basis": feed.basis, "title": feed.title, "near": feed.near or None, "unit": found.indicator.unit.value,
        **{key: record[key] for key in kept}, **standing_among(found),
    }  # fmt: skip
