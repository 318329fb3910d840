"""Targets as people agree them: which is in force, what it comes to for a period, and how a figure stands to it.

Worked with published figures where a comparator takes part: Bury's 51.0% and 74.1% and England's 47.7% and 49.1% of new plans in 20 weeks
in 2022 and 2023 (DfE, Education, health and care plans, 2025 release, exceptions left out).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.catalogue.catalogue import Catalogue, read
from data.model.indicator import Polarity
from data.model.observation import FigureRole
from data.model.period import Break, PeriodKind
from data.model.record import RecordFault
from data.model.target_kind import TargetKind
from data.records.record_schemas import check
from kpis.exports.tidy import standing_export
from kpis.forecast import target_progress
from kpis.narrative.kpi_sentence import sentence
from kpis.standing import kpi_standing
from kpis.standing.kpi_records import KpiRecords
from kpis.standing.kpi_standing import Standing
from kpis.targets import kpi_target
from kpis.targets.kpi_target import TargetVersion
from kpis.targets.rag import RagStatus
from tests.factories.periods import month, monthly
from tests.factories.standings import OWN, row, standing, year

KNOWN = read()
WHEN = date(2023, 1, 31)


def version(since: str, code: str = "S5", **body: Any) -> TargetVersion:
    """One version as the journal keeps it, checked by its rules first."""
    whole = {"since": since, **body}
    check("target", f"{code}/{since}", whole)
    assert not kpi_target.wrong(whole, KNOWN.indicators[code]), kpi_target.wrong(whole, KNOWN.indicators[code])
    return kpi_target.agreed(f"{code}/{since}", whole, "MK", WHEN)


def held(rows: list[dict[str, Any]], *versions: TargetVersion, code: str = "S5", known: Catalogue = KNOWN) -> Standing:
    found = kpi_standing.standings(pd.DataFrame(rows, dtype=object), known.indicators, {}, kept=KpiRecords({code: versions}), place=OWN)
    return next(s for s in found if s.indicator.code == code)


BURY = [
    row("S5", 51.0, year(2022)), row("S5", 74.1, year(2023)),
    row("S5", 47.7, year(2022), "england"), row("S5", 49.1, year(2023), "england"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "value", "aim", "words"),
    [
        ("level", 1.0, 50.1, "1.0 points above England: 49.1% + 1.0 = 50.1%."),
        ("level", -1.0, 48.1, "1.0 points below England: 49.1% − 1.0 = 48.1%."),
        ("growth", 1.0, 53.4, "As growth: 51.0% then, +1.4 pts that England changed since 2022, +1.0 pts more = 53.4%."),
        ("ratio", 1.1, 54.01, "1.1 times England: 49.1% × 1.1 = 54.0%."),
    ],
)
def test_a_point_above_england_as_a_level_as_growth_and_as_a_ratio(rule: str, value: float, aim: float, words: str) -> None:
    more = {"baseline_on": "2022-06-30"} if rule == "growth" else {}
    one = held(BURY, version("2023-01-01", kind="relative", to="england", rule=rule, value=value, **more))
    assert one.target is not None
    assert one.target.value == pytest.approx(aim, abs=1e-12)
    assert one.target.basis == words
    assert one.rating.status is RagStatus.GREEN
    assert f"above target ({one.target_words})" in sentence(one)


def test_a_relative_target_without_the_comparators_figure_rates_nothing_and_says_why() -> None:
    one = held(BURY[:2], version("2023-01-01", kind="relative", to="england", rule="level", value=1.0))
    assert (one.target, one.rating.status) == (None, RagStatus.NOT_RATED)
    assert one.rating.why == "The target is relative to England, and no figure of England is held for 2023."


def test_each_period_is_judged_by_the_version_in_force_on_its_last_day() -> None:
    one = held(
        [*monthly((2023, 1, 50.0), (2023, 2, 50.0), (2023, 3, 50.0), (2023, 4, 50.0)), row("S5", 80.0, month(2023, 1), "target")],
        version("2023-02-15", kind="fixed", value=50.0), version("2023-04-01", kind="fixed", value=65.0, tolerance=5.0),
    )  # fmt: skip
    assert [one.rate(p).status for p in one.points] == [RagStatus.RED, RagStatus.GREEN, RagStatus.GREEN, RagStatus.RED]
    assert [v.value for v in one.others[FigureRole.TARGET]] == [80.0, 50.0, 50.0, 65.0]
    assert one.rating.why == "15.0 points below the target of 65.0%, more than the tolerance of 5.0 points."
    assert [one.target_at(p.period).value for p in one.points if one.target_at(p.period)] == [80.0, 50.0, 50.0, 65.0]  # type: ignore[union-attr]


def test_a_milestone_stands_from_its_day_until_the_next_and_nothing_is_asked_before_the_first() -> None:
    """Baseline, milestone and actual as in Devon's published accelerated progress plan; the figures here are made up."""
    plan = version("2023-01-01", kind="milestones", baseline=20.0, baseline_on="2022-12-31", milestones=[
        {"day": "2023-12-31", "value": 60}, {"day": "2023-02-28", "value": 40},
    ])  # fmt: skip
    one = held(monthly((2023, 1, 30.0), (2023, 2, 41.0), (2023, 11, 45.0), (2023, 12, 45.0)), plan)
    assert [(d := one.due(p.period)) and d.value for p in one.points] == [None, 40.0, 40.0, 60.0]
    assert one.rate(one.points[0]).why == "The first milestone, 40.0%, is due on 28 Feb 2023."
    assert one.due(month(2023, 12)).words == "End target of 60.0%, due on 31 Dec 2023."  # type: ignore[union-attr]
    assert kpi_target.said(plan, one.indicator) == "From 20.0%: 40.0% by 28 Feb 2023, 60.0% by 31 Dec 2023."


def test_a_floor_and_ceiling_and_staying_close_rate_a_neutral_kpi() -> None:
    band = version("2016-01-01", "S2", kind="floor and ceiling", low=14.0, high=15.0, tolerance=0.5)
    near = version("2016-01-01", "S2", kind="stay close to", value=14.5, allowance=0.5, tolerance=0.5)
    for value, status in ((14.0, "green"), (15.0, "green"), (15.4, "amber"), (13.4, "red"), (15.6, "red")):
        for one in (held([row("S2", value, year(2016))], aim, code="S2") for aim in (band, near)):
            assert one.rating.status == status, value
            assert one.target is None
    assert held([row("S2", 15.4, year(2016))], band, code="S2").rating.why == (
        "0.4 points above the agreed range (between 14.0% and 15.0%), within the tolerance of 0.5 points."
    )
    assert held([row("S2", 14.2, year(2016))], near, code="S2").rating.why == "Within 0.5 points of 14.5%."
    assert sentence(held([row("S2", 14.2, year(2016))], near, code="S2")).endswith("; green, within the agreed range (14.0–15.0%)")
    assert sentence(held([row("S2", 15.4, year(2016))], band, code="S2")).endswith("; amber, outside the agreed range (14.0–15.0%)")


def test_a_count_set_for_a_month_is_not_set_for_a_year() -> None:
    aim = version("2016-01-01", "S12", kind="fixed", value=14, each="month")
    one = held([row("S12", 13.0, month(2016, 5)), row("S12", 100.0, year(2015))], aim, code="S12")
    assert one.rating.status is RagStatus.GREEN
    later = held([row("S12", 100.0, year(2016))], aim, code="S12")
    assert later.rating.why == "The target is for one month, not for this kind of period."


@pytest.mark.parametrize(
    ("code", "body", "words"),
    [
        ("S5", {"kind": "fixed"}, "A target of the kind ‘fixed’ needs a figure."),
        ("S5", {"kind": "floor and ceiling", "low": 2, "high": 1}, "The floor is above the ceiling."),
        ("S9", {"kind": "relative", "to": "england", "rule": "level", "value": 1}, "A count cannot be set relative to other places"),
        ("S5", {"kind": "relative", "to": "england", "rule": "growth", "value": 1}, "A target as growth needs the baseline’s day."),
        ("S5", {"kind": "milestones", "milestones": [{"day": "2026-01-01", "value": 1}] * 2}, "Two milestones fall on one day."),
        ("S2", {"kind": "fixed", "value": 14}, "A bigger or smaller number is not better or worse here"),
    ],
)
def test_what_makes_no_target_is_said(code: str, body: dict[str, Any], words: str) -> None:
    assert kpi_target.wrong(body, KNOWN.indicators[code]).startswith(words)


def test_the_end_target_has_a_rating_and_a_verdict_of_its_own() -> None:
    years = [row("S5", 50.0 + 2 * n + (n % 2) * 0.5, year(2016 + n)) for n in range(8)]
    plan = version("2023-01-01", kind="milestones", milestones=[{"day": "2023-12-31", "value": 64}, {"day": "2024-12-31", "value": 64.5}])
    one = held(years, plan)
    assert one.rating.status is RagStatus.GREEN
    found = target_progress.towards(one, {("S5", 1): 0.82})
    assert found is not None
    assert (found.end.value, found.verdict, found.rating.status) == (64.5, "on course", RagStatus.GREEN)
    hard = replace(plan, milestones=(*plan.milestones[:1], replace(plan.milestones[1], value=90.0)))
    behind = target_progress.towards(held(years, hard), {("S5", 1): 0.82})
    assert behind is not None
    assert behind.verdict == "behind"
    assert behind.needed == pytest.approx(90 - 64.5, rel=0.01)
    assert "It takes +25.4 pts a year from 2023 on." in target_progress.words(behind, one)
    distrusted = target_progress.towards(held(years, hard), {("S5", 1): 0.6})
    assert distrusted is not None
    assert distrusted.verdict == "cannot say"
    record = standing_export.standing_record(one, held={("S5", 1): 0.82})["target"]
    assert record["end"]["course"] == "on course"
    assert "recorded by MK, 31 Jan 2023, in force from 1 Jan 2023" in record["basis"]


FIGURES = st.integers(0, 1000).map(lambda tenths: tenths / 10)


@given(FIGURES, FIGURES, st.integers(0, 300).map(lambda tenths: tenths / 10))
def test_better_is_never_rated_worse_and_the_mirror_mirrors(value: float, target: float, tolerance: float) -> None:
    order = [RagStatus.RED, RagStatus.AMBER, RagStatus.GREEN]
    aim = version("2015-01-01", kind="fixed", value=target, tolerance=tolerance)
    one, better = (held([row("S5", v, year(2016))], aim).rating.status for v in (value, min(value + 1, 101)))
    assert order.index(better) >= order.index(one)
    down = replace(KNOWN.indicators["S5"], polarity=Polarity.LOWER)
    mirrored = replace(KNOWN, indicators=dict(KNOWN.indicators) | {"S5": down})
    turned = version("2015-01-01", kind="fixed", value=-target, tolerance=tolerance)
    assert held([row("S5", -value, year(2016))], turned, known=mirrored).rating.status == one


@given(FIGURES, st.integers(-50, 50).map(lambda tenths: tenths / 10))
def test_a_level_is_a_difference_whatever_the_comparator(england: float, by: float) -> None:
    rows = [row("S5", 50.0, year(2016)), row("S5", england, year(2016), "england")]
    one = held(rows, version("2016-01-01", kind="relative", to="england", rule="level", value=by))
    assert one.target is not None
    assert kpi_standing.gap(one.target.value, england) == pytest.approx(by, abs=1e-9)


def test_printed_targets_of_a_scorecard_stand_as_ever(catalogue: Catalogue) -> None:
    """Bury WSOA scorecard, October 2017: S7 676 against 929 and S8 523 against 0 are red."""
    for code, value, target in (("S7", 676.0, 929.0), ("S8", 523.0, 0.0)):
        one = standing(catalogue, [row(code, value, month(2017, 1)), row(code, target, month(2017, 1), "target")], code)
        assert (one.rating.status, one.aim) == (RagStatus.RED, None)


def test_kinds_are_those_that_may_be_kept() -> None:
    from data.records.record_schemas import KINDS, Choice

    fields = KINDS["target"].fields
    assert fields is not None
    rule = fields.rules["kind"]
    assert isinstance(rule, Choice)
    assert set(rule.words) == {kind.value for kind in TargetKind}
    assert PeriodKind.MONTH.value in fields.rules["each"].words  # type: ignore[union-attr]


def test_a_years_typed_target_is_none_of_its_months_before_it_was_in_force() -> None:
    rows = [*monthly(*((2024, n, 50.0) for n in range(1, 13))), row("S5", 50.0, year(2024))]
    one = held(rows, version("2024-10-01", kind="fixed", value=90.0))
    assert [one.rate(p).status for p in one.points if p.period.kind is PeriodKind.MONTH] == [RagStatus.NOT_RATED] * 9 + [RagStatus.RED] * 3
    assert one.target_at(month(2024, 3)) is None


def test_the_end_target_goes_by_the_versions_own_tolerance_and_kind_of_period() -> None:
    plan = version("2016-01-01", kind="milestones", tolerance=12.0, milestones=[{"day": "2017-12-31", "value": 76}])
    found = target_progress.towards(held([row("S5", 65.0, year(2016))], plan), {})
    assert found is not None
    assert found.rating.status is RagStatus.AMBER
    monthly_only = version("2016-01-01", "S12", kind="milestones", each="month", milestones=[{"day": "2017-12-31", "value": 14}])
    other = target_progress.towards(held([row("S12", 100.0, year(2016))], monthly_only, code="S12"), {})
    assert other is not None
    assert (other.rating.status, other.needed) == (RagStatus.NOT_RATED, None)


def test_growth_crosses_no_break_and_starts_from_a_figure_of_its_own_kind() -> None:
    growth = version("2023-01-01", kind="relative", to="england", rule="growth", value=1.0, baseline_on="2022-06-30")
    broken = (Break(("S5",), date(2023, 1, 1), "A new method", "test"),)
    found = kpi_standing.standings(
        pd.DataFrame(BURY, dtype=object), KNOWN.indicators, {}, broken, kept=KpiRecords({"S5": (growth,)}), place=OWN
    )
    one = next(s for s in found if s.indicator.code == "S5")
    assert one.target is None
    assert one.rating.why == "Growth is not counted across a break: A new method (Jan 2023)."
    mixed = held([*BURY, row("S5", 40.0, month(2022, 6)), row("S5", 30.0, month(2022, 6), "england")], growth)
    assert mixed.target is not None
    assert mixed.target.value == pytest.approx(53.4)


def test_a_score_relative_to_its_own_year_has_no_growth() -> None:
    body = {"since": "2016-01-01", "kind": "relative", "to": "england", "rule": "growth", "value": 0.1, "baseline_on": "2015-01-01"}
    assert kpi_target.wrong(body, KNOWN.indicators["E5"]) == kpi_target.GROWTHLESS


@pytest.mark.parametrize("body", [{"kind": "fixed"}, {"kind": "milestones", "milestones": []}, {"kind": "floor and ceiling", "low": 1}])
def test_what_lacks_its_figure_is_never_kept(body: dict[str, Any]) -> None:
    with pytest.raises(RecordFault, match="must be given for a target of the kind"):
        check("target", "S5/2026-01-01", {"since": "2026-01-01", **body})
