"""Intervals, verdicts, trends and funnels of the screens against numbers from outside: OHID's own answers and DfE's published figures."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import cli
from data.catalogue.catalogue import Catalogue, read
from data.model.indicator import Polarity, Unit
from data.model.observation import FigureRole
from data.store.store import Store
from kpis.benchmark import sen_gap
from kpis.benchmark.published_reader import Readings
from kpis.exports.tidy.significance_export import confidence_records
from kpis.figures.figure import FigureCounts
from kpis.signals import significance
from kpis.signals.significance import GOOD, FigureInterval
from kpis.stats.intervals import Interval, trend_words
from tests.factories.counted_standings import one
from tests.factories.interval_vectors import HELD
from tests.factories.standings import row, standing, year

POLARITY = {words: polarity for polarity, words in GOOD.items()}
PROPORTIONS = [v for v in HELD.get("proportions", ()) if v["input"]["confidence"] in (95, 0.95) and "value" in v["expected"]]
RATES = [v for v in HELD.get("rates", ()) if v["input"]["confidence"] in (95, 0.95) and "value" in v["expected"]]
WHOLE = ("value", "count", "denominator", "lower", "upper")
TRENDS = [
    v for v in HELD.get("recent_trend", ())
    if v["input"]["value_type"] == "proportion" and all(r.get(key) is not None for r in v["input"]["rows"] for key in WHOLE)
]  # fmt: skip


def test_there_are_vectors_of_every_kind() -> None:
    assert not HELD or min(map(len, (PROPORTIONS, RATES, TRENDS, HELD["benchmark_compare"]))) > 5


@pytest.mark.parametrize("case", PROPORTIONS, ids=lambda case: case["id"])
def test_a_proportion_through_the_screens_bridge(case: dict[str, Any]) -> None:
    given, wanted = case["input"], case["expected"]
    found = confidence_records(one(given["x"], given["n"], None))["confidence"]
    scale = 100 / given["multiplier"]
    assert [found[key] for key in ("value", "lower", "upper")] == pytest.approx(
        [wanted[key] * scale for key in ("value", "lower", "upper")], rel=1e-9, abs=1e-9
    )
    assert found["method"] == wanted["method"]


@pytest.mark.parametrize("case", RATES, ids=lambda case: case["id"])
def test_a_rate_through_the_screens_bridge(case: dict[str, Any]) -> None:
    given, wanted = case["input"], case["expected"]
    s = one(1, given["n"], None)
    assert s.own is not None
    rate = replace(s.indicator, unit=Unit.RATE, per=float(given["multiplier"]))
    found = significance.confidence(replace(s.own, counts=FigureCounts(given["x"], given["n"])), rate).interval
    assert found is not None
    assert found.method == wanted["method"]
    assert [found.value, found.lower, found.upper] == pytest.approx([wanted[key] for key in ("value", "lower", "upper")], rel=1e-9)


@pytest.mark.parametrize("case", HELD.get("benchmark_compare", ()), ids=lambda case: case["id"])
def test_a_comparison_through_the_screens_bridge(case: dict[str, Any]) -> None:
    given = case["input"]
    s = one(1, 2, given["benchmark"], POLARITY.get(given["polarity"], Polarity.NEUTRAL))
    sure = FigureInterval(Interval(given["value"], given["lower95"], given["upper95"], "Wilson"), FigureCounts(1, 2))
    found = significance.verdict(s, FigureRole.ENGLAND, sure)
    wanted = case["expected"]["next"]
    assert found.verdict == (None if wanted == "NotCompared" else wanted)


@pytest.mark.parametrize("case", TRENDS, ids=lambda case: case["id"])
def test_a_trend_through_the_screens_bridge(case: dict[str, Any]) -> None:
    """The screen works the intervals from the counts, which the cases round to four decimals."""
    rows, catalogue = case["input"]["rows"], read()
    made = standing(catalogue, [row("S5", r["value"], year(r["year"]), raw="") for r in rows])
    by_year = {r["year"]: r for r in rows}
    points = tuple(
        replace(v, counts=FigureCounts(by_year[v.period.last.year]["count"], by_year[v.period.last.year]["denominator"]))
        for v in made.points
        if v.period.last
    )
    polarity = POLARITY.get(case["input"].get("polarity", ""), Polarity.NEUTRAL)
    found, _ = significance.recent(
        replace(made, own=points[-1], points=points, breaks=(), indicator=replace(made.indicator, polarity=polarity))
    )
    wanted = case["expected"]["next"]
    assert (found.marker if found else "CannotBeCalculated") == wanted["marker"]
    if found is not None:
        assert found.chi2 == pytest.approx(wanted["chi2"], rel=2e-3, abs=1e-3)
        assert trend_words(found, GOOD[polarity]) == case["expected"]["next_label"]


def test_dfes_published_percentages_come_out_of_its_counts_for_every_authority_and_year(england: Path, catalogue: Catalogue) -> None:
    """Plans issued within 20 weeks: DfE prints the percentage beside both counts."""
    store = Store(england)
    reading = Readings(store, store.current(), catalogue, None)
    field = reading.fields(["S5"])["S5"][1]
    printed = reading.measure("timeliness_20_week/pc_plans_issued_within_20_weeks", "ees:education-health-and-care-plans")
    assert printed is not None
    compared = 0
    for area, values in printed.values.items():
        for value in values:
            own = next((v for v in field.values.get(area, ()) if v.period.last == value.period.last), None)
            if value.value is None or own is None or own.counts is None:
                continue
            compared += 1
            assert abs(100 * own.counts.top / own.counts.whole - value.value) <= 0.05 + 1e-9, (area, value)
            found = significance.confidence(own, field.indicator).interval
            assert found is not None
            assert found.lower is not None
            assert found.upper is not None
            assert found.lower <= 100 * own.counts.top / own.counts.whole <= found.upper
    assert compared > 900


def test_the_funnel_pools_to_englands_published_figure(england: Path, catalogue: Catalogue) -> None:
    """2024: 41,448 of 90,392 plans, which DfE prints as 45.9%; Bury 293 of 296."""
    store = Store(england)
    field = Readings(store, store.current(), catalogue, None).fields(["S5"])["S5"][1]
    found = significance.among(field, "E08000002", catalogue.areas)
    assert found is not None
    assert found.funnel is not None
    assert found.own is not None
    assert sum(c.top for _, c in found.areas) == 41448
    assert sum(c.whole for _, c in found.areas) == 90392
    assert found.funnel.baseline == pytest.approx(100 * 41448 / 90392)
    assert (found.areas[found.own][1].top, found.areas[found.own][1].whole) == (293, 296)
    assert (found.stands, found.fifth, found.of) == ("High (0.001)", "Best", 153)


def test_every_gap_of_a_measure_names_measures_that_are_there_and_is_antisymmetric(england: Path, catalogue: Catalogue) -> None:
    store = Store(england)
    reading = Readings(store, store.current(), catalogue, None)
    for beside in catalogue.gaps.values():
        own = reading.measure(beside.own, beside.publication) if beside.own else reading.fields([beside.kpi], beside.basis)[beside.kpi][1]
        other = reading.measure(beside.other, beside.publication)
        assert own is not None, beside
        assert other is not None, beside
        pair = (own.values["E92000001"], other.values["E92000001"])
        there = sen_gap.gaps(pair, pair, own.indicator)
        back = sen_gap.gaps((pair[1], pair[0]), pair, own.indicator)
        assert any(one.gap is not None for one in there), beside
        assert [one.gap for one in there] == [None if one.gap is None else -one.gap for one in back]


def test_englands_suspension_gap_of_2016_17(england: Path, catalogue: Catalogue) -> None:
    """DfE, exclusions by characteristic: 15.93 suspensions per 100 pupils with a plan or statement, 3.06 with no SEN."""
    store = Store(england)
    reading = Readings(store, store.current(), catalogue, None)
    field = reading.fields(["E7"], "rate")["E7"][1]
    other = reading.measure(catalogue.gaps["E7"].other, "ees:exclusions_by_characteristic")
    assert other is not None
    pair = (field.values["E92000001"], other.values["E92000001"])
    last = sen_gap.gaps(((), ()), pair, field.indicator)[-1]
    assert (last.gap, last.england) == (None, 12.87)


def test_burys_scorecard_is_compared_by_its_own_pupils_on_roll(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """January 2017: SEN support 12.4% of 29,639 pupils, England 11.6%, neighbours 10.2%; Wilson's interval as textbooks write it."""
    assert cli.main(["show", "--home", str(home), "--area", "Bury", "--json"]) == 0
    found = {one["code"]: one for one in json.loads(capsys.readouterr().out)["kpis"]}["S3"]
    p, n, z = 0.124, 29639, 1.959963984540054
    middle, half = (p + z * z / (2 * n)) / (1 + z * z / n), z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    sure = found["confidence"]
    assert [sure["lower"], sure["upper"]] == pytest.approx([100 * (middle - half), 100 * (middle + half)], rel=1e-12)
    assert sure["denominator"] == 29639
    assert {who: one["verdict"] for who, one in found["compared"].items()} == {
        "england": "Higher", "region": None, "statistical_neighbours": "Higher",
    }  # fmt: skip
