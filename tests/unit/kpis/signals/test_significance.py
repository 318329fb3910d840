"""Verdicts by interval: they mirror with the polarity, a wider interval never decides more, and every refusal says why."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.catalogue.catalogue import Catalogue
from data.model.indicator import Polarity, Unit
from data.model.observation import FigureRole
from data.model.period import Break, PeriodKind
from kpis.exports.tidy.significance_export import confidence_records
from kpis.figures.figure import FigureCounts
from kpis.signals import significance, significance_text
from kpis.signals.significance import FigureInterval
from kpis.standing.kpi_standing import Standing
from kpis.stats.intervals import Interval
from tests.factories.counted_standings import WORDS, one
from tests.factories.standings import row, standing, year

MIRROR = {"Better": "Worse", "Worse": "Better", "Similar": "Similar", None: None}


def england(found: Standing) -> significance.IntervalVerdict:
    return next(v for v in significance.verdicts(found) if v.series is FigureRole.ENGLAND)


counted = st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
levels = st.integers(0, 1000).map(lambda n: n / 10)


@given(counted, levels)
def test_the_verdict_mirrors_with_the_polarity_and_is_never_good_or_bad_without_one(pair: tuple[int, int], level: float) -> None:
    high, low, neither = (england(one(*pair, level, polarity)).verdict for polarity in Polarity)
    assert low == MIRROR[high]
    assert neither in ("Higher", "Lower", "Similar")
    assert (neither == "Similar") == (high == "Similar")


@given(levels, st.floats(0, 40), st.floats(0, 40), levels)
def test_a_wider_interval_never_turns_similar_into_better_or_worse(value: float, half: float, more: float, level: float) -> None:
    found = one(50, 100, level)

    def word(wide: float) -> str | None:
        sure = FigureInterval(Interval(value, value - wide, value + wide, "Wilson"), FigureCounts(1, 2))
        return significance.verdict(found, FigureRole.ENGLAND, sure).verdict

    assert word(half + more) in (word(half), "Similar")


@given(counted, levels)
def test_the_same_share_of_ten_times_as_many_never_loses_a_verdict(pair: tuple[int, int], level: float) -> None:
    few, many = (england(one(pair[0] * times, pair[1] * times, level)).verdict for times in (1, 10))
    assert few in (many, "Similar")


def test_all_of_n_is_similar_to_a_hundred_per_cent() -> None:
    assert england(one(10, 10, 100.0)).verdict == "Similar"


def test_no_interval_no_verdict_and_each_says_why(catalogue: Catalogue) -> None:
    none = standing(catalogue, [row("S5", 74.3, year(2024)), row("S5", 50, year(2024), "england")])
    found = england(none)
    assert (found.verdict, found.benchmark, found.why) == (None, 50, "No denominator was given for 2024.")
    assert significance_text.verdict(none, found, significance.confidence(none.own, none.indicator)) == (
        "England: not compared. No denominator was given for 2024."
    )
    assert "spread of the pupils" in significance.confidence(standing(catalogue, [row("E3", 31, year(2024))], "E3").own,
                                                         catalogue.indicators["E3"]).why  # fmt: skip
    assert "no known number" in significance.confidence(standing(catalogue, [row("S9", 31, year(2024))], "S9").own,
                                                    catalogue.indicators["S9"]).why  # fmt: skip
    assert england(one(5, 10, None)).why == "No figure was given for England in the same period."
    assert significance_text.headline(none) == "Not compared"
    assert significance_text.headline(one(5, 10, None)) == "Nothing to compare with in the same period"


def test_parts_that_do_not_fit_make_no_interval() -> None:
    found = one(5, 10, 40)
    assert found.own is not None
    faulty = replace(found, own=replace(found.own, counts=FigureCounts(5, 10, fault="5 of 10 does not give 60.0%.")))
    assert (england(faulty).verdict, england(faulty).why) == (None, "5 of 10 does not give 60.0%.")
    over = replace(found, own=replace(found.own, counts=FigureCounts(11, 10)))
    assert england(over).why == "The numerator is larger than the denominator."


def test_a_counts_share_is_compared_with_shares_only(catalogue: Catalogue) -> None:
    found = one(58, 1433, 381865, Polarity.LOWER, "E7")
    assert found.own is not None
    assert found.indicator.unit is Unit.COUNT
    assert england(found).why == "No share was given for England in the same period."
    beside = {FigureRole.ENGLAND: replace(found.comparators[FigureRole.ENGLAND], share=9.2)}
    assert england(replace(found, comparators=beside)).verdict == "Better"


def test_words_and_shapes_say_the_same_and_small_numbers_are_told() -> None:
    found = one(9, 9, 49.1)
    sure, beside = significance.confidence(found.own, found.indicator), england(found)
    assert significance_text.interval(found, sure) == "100.0% (95% interval 70.1% to 100.0%)"
    assert significance_text.verdict(found, beside, sure) == "Better than England (49.1%)."
    assert significance_text.shape(beside) == "▲"
    assert significance_text.shape(england(one(1, 90, 49.1))) == "▼"
    assert significance_text.shape(england(one(5, 10, 49.1))) == "≈"
    assert "only 9 in all" in significance_text.small(sure)
    ten = one(10, 10, 49.1)
    assert significance_text.small(significance.confidence(ten.own, ten.indicator)) == ""


def yearly(tops: dict[int, float], whole: float = 1000, breaks: tuple[Break, ...] = (), code: str = "S5") -> Standing:
    found = standing(WORDS, [row(code, 100 * top / whole, year(y), raw="") for y, top in tops.items()], code, breaks)
    points = tuple(replace(v, counts=FigureCounts(tops[v.period.last.year], whole)) for v in found.points if v.period.last)
    return replace(found, own=points[-1], points=points)


RISING = {2018: 200, 2019: 230, 2020: 260, 2021: 300, 2022: 330}


def test_the_trend_of_five_years_is_cut_by_a_break_and_by_a_missing_year() -> None:
    trend, why = significance.recent(yearly(RISING))
    assert (trend.marker if trend else None, why) == ("Increasing", "")
    assert significance_text.trend(yearly(RISING), trend, why) == "Increasing and improving over the latest five years."
    cut = Break(("S5",), date(2020, 1, 1), "New form", "")
    assert significance.recent(yearly(RISING, breaks=(cut,))) == (
        None, "3 years have an interval since the break of Jan 2020; it needs five in a row.",
    )  # fmt: skip
    assert significance.recent(yearly({y: n for y, n in RISING.items() if y != 2020} | {2017: 190}))[0] is None


def test_monthly_figures_scores_and_counts_have_no_recent_trend(catalogue: Catalogue) -> None:
    monthly = standing(catalogue, [row("S5", 50, year(2024, PeriodKind.MONTH))])
    assert "Is it real?" in significance.recent(monthly)[1]
    assert "relative to its own year" in significance.recent(standing(catalogue, [row("E5", 0.1, year(2024))], "E5"))[1]
    assert "percentages and rates only" in significance.recent(standing(catalogue, [row("S9", 5, year(2024))], "S9"))[1]
    assert significance.recent(standing(catalogue, []))[1] == "There is no dated figure."


def test_a_rate_has_its_own_interval_per_so_many() -> None:
    """Exact Poisson below ten events (PHEindicatormethods: none of 1,000 is 0 to 36.88879 per 10,000)."""
    found = one(0, 1000, None)
    indicator = replace(found.indicator, unit=Unit.RATE, per=10_000.0)
    sure = significance.confidence(found.own, indicator)
    assert sure.interval is not None
    assert (sure.interval.lower, sure.interval.method) == (0, "Exact")
    assert sure.interval.upper == pytest.approx(36.888794541139355)


def test_the_record_says_what_the_screen_says() -> None:
    found = one(293, 296, 45.9)
    record = confidence_records(found)
    assert record["confidence"] | {"lower": 0, "upper": 0, "value": 0} == {
        "value": 0, "lower": 0, "upper": 0, "method": "Wilson", "level": 95, "of": "figure", "numerator": 293, "denominator": 296,
        "counts": None, "small": False, "reason": None,
    }  # fmt: skip
    assert record["compared"]["england"]["words"] == "Better than England (45.9%)."
    assert record["compared"]["region"]["verdict"] is None
    assert record["trend"]["marker"] is None
