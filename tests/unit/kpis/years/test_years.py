"""A KPI over time: totals of years only where they can truly be worked, against published numbers; every refusal; seasons."""

from __future__ import annotations

import math
import random
from datetime import date
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.catalogue import catalogue as catalogue_of
from data.catalogue.catalogue import Catalogue
from data.model.period import Break, Period, PeriodKind
from kpis.charts.interactive import years_chart
from kpis.charts.style.palette import LIGHT
from kpis.charts.svg.panel import ChartCaption
from kpis.exports.tidy.standing_export import standing_record
from kpis.exports.tidy.years_export import over_time_record
from kpis.signals.seasonality import friedman, from_year_around, season_of
from kpis.stats.distributions import chi_squared
from kpis.years import years_text
from kpis.years.years import OverTime, over_time, slot_names, slots_of
from tests.factories.months import month, months
from tests.factories.published_standings import joined, series
from tests.factories.standings import row, standing, year

RULES = catalogue_of.read().year_rules


def term(began: int, name: str) -> Period:
    spans = {"Autumn": (date(began, 9, 1), date(began, 12, 31)), "Spring": (date(began + 1, 1, 1), date(began + 1, 3, 31)),
             "Summer": (date(began + 1, 4, 1), date(began + 1, 8, 31))}  # fmt: skip
    return Period(f"{name} {began}", PeriodKind.TERM, *spans[name])


def shown(catalogue: Catalogue, rows: list[dict[str, Any]], code: str, breaks: tuple[Break, ...] = ()) -> OverTime:
    return over_time(standing(catalogue, rows, code, breaks), RULES)


def parts(values: dict[int, tuple[int, int]]) -> list[dict[str, Any]]:
    """S5 in months with the numerator and the denominator that the sheet prints."""
    found = []
    for of, (top, bottom) in values.items():
        period = month(2024, of)
        found += [row("S5", 100 * top / bottom if bottom else None, period), row("S5", float(top), period, measure="numerator"),
                  row("S5", float(bottom), period, measure="denominator")]  # fmt: skip
    return found


def test_counts_add_up_over_the_year_to_date_and_the_twelve_months(catalogue: Catalogue) -> None:
    """Worked by hand: 1 to 12 in 2024 and 21 to 26 from January to June 2025."""
    values = {of: float(of) for of in range(1, 13)} | {of: float(of + 8) for of in range(13, 19)}
    found = shown(catalogue, months("S10", values), "S10")
    assert (found.same.now.value, found.same.before.value, found.same.change) == (26.0, 6.0, 20.0)  # type: ignore[union-attr]
    assert found.to_date.now is not None and found.to_date.before is not None
    assert (found.to_date.now.value, found.to_date.before.value, found.to_date.change) == (141.0, 21.0, 120.0)
    assert (found.to_date.now.period.first, found.to_date.now.period.last) == (date(2025, 1, 1), date(2025, 6, 30))
    assert found.rolling.now is not None and found.rolling.now.value == sum(range(7, 13)) + 141
    assert found.rolling.why == "a year earlier, " + (found.rolling.before.why if found.rolling.before else "")
    assert "July 2023 is not given" in found.rolling.why
    assert found.rolling.change is None


def test_a_percentage_of_a_year_is_numerators_over_denominators_and_no_mean(catalogue: Catalogue) -> None:
    """DfE, Education, health and care plans 2025: timeliness_20_week.csv, England's plans issued, and within 20 weeks, of 2019 to 2024
    (all plans, exceptions included): 31,313 of 53,327 is 58.7%. Split into twelve uneven months that add up to it."""
    tops = [2000, 100, 3000, 4000, 2500, 1500, 3213, 4000, 2500, 3500, 3000, 2000]
    bottoms = [9000, 200, 5000, 6000, 3000, 3000, 5127, 5000, 4000, 5000, 4500, 3500]
    assert (sum(tops), sum(bottoms)) == (31313, 53327)
    found = shown(catalogue, parts({of: (tops[of - 1], bottoms[of - 1]) for of in range(1, 13)}), "S5")
    assert found.rolling.now is not None and found.rolling.now.value is not None
    assert round(found.rolling.now.value, 1) == 58.7
    mean = sum(100 * t / b for t, b in zip(tops, bottoms, strict=True)) / 12
    assert abs(mean - found.rolling.now.value) > 2
    assert found.to_date.now is not None and found.to_date.now.value == found.rolling.now.value


def test_percentages_without_their_parts_are_refused_in_words(catalogue: Catalogue) -> None:
    bare = shown(catalogue, months("S5", dict.fromkeys(range(1, 25), 50.0)), "S5")
    assert bare.rolling.now is not None and bare.rolling.now.value is None
    assert bare.rolling.why.startswith("none of its months give numerator and denominator")
    some = parts(dict.fromkeys(range(1, 25), (5, 10)))
    some = [r for r in some if not (r["measure"] == "numerator" and r["first"] == date(2025, 6, 1))]
    assert "not all of its 12 months" in shown(catalogue, some, "S5").rolling.why
    assert all(r.change == "" for r in years_text.rows(bare)[2:])


def test_parts_of_another_load_are_not_the_figures_own(catalogue: Catalogue) -> None:
    rows = [r | {"load": 2} if r["measure"] != "figure" else r for r in parts(dict.fromkeys(range(1, 13), (5, 10)))]
    assert shown(catalogue, rows, "S5").rolling.now.value is None  # type: ignore[union-attr]


def test_a_stock_never_adds_up(catalogue: Catalogue) -> None:
    found = shown(catalogue, months("S6", dict.fromkeys(range(1, 13), 2000.0)), "S6")
    assert found.rolling.now is not None and found.rolling.now.value is None
    assert "the same plan is open in many months" in found.rolling.why


def test_a_kpi_of_ones_own_is_not_added_up_unless_the_catalogue_says_so(catalogue: Catalogue) -> None:
    found = over_time(standing(catalogue, months("S10", dict.fromkeys(range(1, 13), 1.0)), "S10"), {})
    assert found.rolling.now is not None and found.rolling.now.value is None
    assert "the catalogue does not say" in found.rolling.why


def test_missing_months_are_named_with_their_reason(catalogue: Catalogue) -> None:
    rows = months("S10", {of: 5.0 for of in range(1, 13) if of not in (3, 5)})
    rows.append(row("S10", None, month(2024, 3), missing="suppressed"))
    why = shown(catalogue, rows, "S10").to_date.why
    assert why == "Mar 2024 is suppressed, May 2024 is not given"
    few = shown(catalogue, months("S10", {12: 5.0}), "S10")
    assert few.rolling.why.endswith("and 7 more months without a figure")


BREAK = Break(("S10",), date(2025, 3, 1), "A new case system", "us")


def test_a_break_inside_stops_the_total_and_one_between_the_comparison(catalogue: Catalogue) -> None:
    rows = months("S10", {of: float(of) for of in range(1, 31)})
    found = shown(catalogue, rows, "S10", (BREAK,))  # newest June 2026, break March 2025
    assert found.rolling.now is not None and found.rolling.now.value == sum(range(19, 31))
    assert found.rolling.change is None and "a break lies inside it: A new case system (Mar 2025)" in found.rolling.why
    assert found.to_date.change is None and "a break lies inside it" in found.to_date.why
    assert found.same.change == 12.0  # June 2025 and June 2026 are both after it
    at_start = Break(("S10",), date(2026, 1, 1), "A new year", "us")
    between = shown(catalogue, rows, "S10", (at_start,))
    assert between.to_date.now is not None and between.to_date.now.value == sum(range(25, 31))
    assert between.to_date.change is None and between.to_date.why == "a break lies between them: A new year (Jan 2026)"
    assert between.same.why == "a break lies between them: A new year (Jan 2026)"


def test_terms_run_from_september(catalogue: Catalogue) -> None:
    values = [("Autumn", 10.0), ("Spring", 20.0), ("Summer", 30.0)]
    rows = [row("E7", v + 100 * (began - 2022), term(began, name)) for began in (2022, 2023) for name, v in values]
    rows.append(row("E7", 300.0, term(2024, "Autumn")))
    found = shown(catalogue, rows, "E7")
    assert found.to_date.now is not None and found.to_date.before is not None
    assert (found.to_date.now.value, found.to_date.before.value) == (300.0, 110.0)
    assert found.rolling.now is not None and found.rolling.now.value == 300 + 130 + 120
    assert found.rolling.before is not None and found.rolling.before.value == 110 + 30 + 20
    assert [show.period.first for show in found.years] == [date(2022, 9, 1), date(2023, 9, 1), date(2024, 9, 1)]
    assert (found.before.before, found.before.change) != (None, None)
    assert slot_names(PeriodKind.TERM, 9) == ("Autumn", "Spring", "Summer")


def test_the_printed_rolling_year_is_used_and_told_where_the_months_differ(catalogue: Catalogue) -> None:
    rolled = Period("12 months to Dec 2024", PeriodKind.ROLLING_YEAR, date(2024, 1, 1), date(2024, 12, 31))
    rows = months("S10", dict.fromkeys(range(1, 13), 5.0))
    same = shown(catalogue, [*rows, row("S10", 60.0, rolled)], "S10")
    assert same.rolling.now is not None and same.rolling.now.value == 60.0 and not same.rolling.now.differs
    other = shown(catalogue, [*rows, row("S10", 63.0, rolled, raw="63")], "S10")
    assert other.rolling.now is not None and (other.rolling.now.value, other.rolling.now.worked) == (63.0, 60.0)
    assert any("prints 63 for 12 months to Dec 2024" in n and "come to 60" in n for n in years_text.notes(other))
    shares = shown(catalogue, [*parts(dict.fromkeys(range(1, 13), (1, 3))), row("S5", 33.3, rolled, raw="33.3%")], "S5")
    assert shares.rolling.now is not None and not shares.rolling.now.differs  # 33.33 rounds to what is printed


def test_yearly_and_census_figures_have_nothing_within_a_year(catalogue: Catalogue) -> None:
    assert shown(catalogue, [row("S5", 50.0, year(2024))], "S5").newest is None
    census = [row("S3", 12.0 + n, year(2020 + n, PeriodKind.MONTH)) for n in range(4)]
    assert "one census a year" in shown(catalogue, census, "S3").why


@given(st.lists(st.integers(0, 500), min_size=24, max_size=40))
def test_a_rolling_year_moves_by_the_month_that_comes_less_the_one_that_goes(catalogue: Catalogue, values: list[int]) -> None:
    found = shown(catalogue, months("S10", {n: float(v) for n, v in enumerate(values, 1)}), "S10")
    by_end = {t.period.last: t for t in found.rolled}
    ends = [month(2024, n).last for n in range(12, len(values) + 1)]
    for n, (before, after) in enumerate(pairwise(ends), 12):
        one, other = by_end[before].value, by_end[after].value
        assert one is not None and other is not None
        assert other - one == values[n] - values[n - 12]
    assert by_end[date(2024, 12, 31)].value == sum(values[:12])


def test_slots_fill_a_stretch_exactly_or_not_at_all() -> None:
    assert len(slots_of(PeriodKind.MONTH, date(2024, 1, 1), date(2024, 12, 31))) == 12
    assert slots_of(PeriodKind.QUARTER, date(2024, 1, 1), date(2024, 8, 31)) == ()
    assert slots_of(PeriodKind.TERM, date(2024, 10, 1), date(2024, 12, 31)) == ()
    assert slots_of(PeriodKind.MONTH, date(2024, 2, 1), date(2024, 2, 29)) == ((date(2024, 2, 1), date(2024, 2, 29)),)


ROUNDING_TIMES = [
    5.40, 5.50, 5.55, 5.85, 5.70, 5.75, 5.20, 5.60, 5.50, 5.55, 5.50, 5.40, 5.90, 5.85, 5.70, 5.45, 5.55, 5.60, 5.40, 5.40, 5.35,
    5.45, 5.50, 5.35, 5.25, 5.15, 5.00, 5.85, 5.80, 5.70, 5.25, 5.20, 5.10, 5.65, 5.55, 5.45, 5.60, 5.35, 5.45, 5.05, 5.00, 4.95,
    5.50, 5.50, 5.40, 5.45, 5.55, 5.50, 5.55, 5.55, 5.35, 5.45, 5.50, 5.55, 5.50, 5.45, 5.25, 5.65, 5.60, 5.40, 5.70, 5.65, 5.55,
    6.30, 6.30, 6.25,
]  # fmt: skip


def test_friedmans_statistic_is_the_published_one() -> None:
    """Hollander and Wolfe (1973), p. 140: rounding first base, 22 players by three methods, ties among them. R's documentation of
    friedman.test prints chi-squared = 11.1429 with 2 degrees of freedom, p = 0.003805."""
    blocks = [ROUNDING_TIMES[n : n + 3] for n in range(0, len(ROUNDING_TIMES), 3)]
    assert friedman(blocks) == pytest.approx(11.1429, abs=5e-5)
    assert chi_squared(1 - 0.003805, 2) == pytest.approx(11.1429, abs=1e-3)


def test_the_year_around_takes_out_a_straight_line() -> None:
    assert from_year_around([3.0 * n for n in range(48)], 12) == [0.0] * 36
    assert from_year_around([2.0 * n for n in range(9)], 3) == [0.0] * 7


def seasonal(catalogue: Catalogue, values: list[float], code: str = "S11") -> Any:
    one = standing(catalogue, months(code, dict(enumerate(values, 1)), 2018), code)
    return season_of(one, one.points)


def test_a_season_is_found_with_its_months_and_a_mere_trend_is_none(catalogue: Catalogue) -> None:
    wave = [50 + 0.5 * n + 10 * math.sin(2 * math.pi * n / 12) for n in range(60)]
    found = seasonal(catalogue, wave)
    assert (found.found, found.years, found.high, found.low) == (True, 4, "Apr", "Oct")
    assert seasonal(catalogue, [50.0 + 2 * n for n in range(60)]).found is False
    assert seasonal(catalogue, wave[:47]).found is None  # three years of differences need four of figures


def test_chance_is_seldom_taken_for_a_season(catalogue: Catalogue) -> None:
    """Counted on 300 series of 60 chance figures and 300 random walks, with a fixed seed: at most 1 and 4 in 100."""
    chance = random.Random(7)
    flat = [[chance.gauss(50, 8) for _ in range(60)] for _ in range(300)]
    walks = []
    for _ in range(300):
        walk = [50.0]
        while len(walk) < 60:
            walk.append(walk[-1] + chance.gauss(0, 3))
        walks.append(walk)
    for lines, most in ((flat, 0.01), (walks, 0.04)):
        wrong = sum(friedman([d[n : n + 12] for n in range(0, 48, 12)]) > chi_squared(0.99, 11)
                    for values in lines if (d := from_year_around(values, 12)))  # fmt: skip
        assert wrong / len(lines) <= most


def test_a_seasonal_kpi_compares_like_with_like_first(catalogue: Catalogue) -> None:
    rows = {of: float(of) for of in range(1, 19)}
    first = [r.name for r in years_text.rows(shown(catalogue, months("S10", rows), "S10"))]
    assert first == ["Same month last year", "Month before", "Year to date", "Rolling year"]
    plain = [r.name for r in years_text.rows(shown(catalogue, months("S11", rows), "S11"))]
    assert plain[:2] == ["Month before", "Same month last year"]
    assert "requests follow school terms" in years_text.season_words(shown(catalogue, months("S10", rows), "S10"))


def test_the_title_says_both_comparisons(catalogue: Catalogue) -> None:
    found = shown(catalogue, months("S10", {of: float(of) for of in range(1, 19)}), "S10")
    assert years_text.headline(found).endswith("18 in June 2025, up 12 on June 2024; 93 in Jan to June 2025, up 72 on Jan to June 2024")


def test_show_gives_the_same_figures_and_reasons(catalogue: Catalogue) -> None:
    found = shown(catalogue, months("S10", {of: float(of) for of in range(1, 19)}), "S10")
    record = over_time_record(found)
    assert record["year_to_date"]["now"]["value"] == 93.0 and record["year_to_date"]["change"] == 72.0
    assert record["rolling_year"]["change"] is None and record["rolling_year"]["reason"] == found.rolling.why
    assert record["same_period"]["before"]["period"]["first"] == "2024-06-01"
    assert (record["kind"], record["seasonal"]) == ("month", True)
    silent = over_time_record(shown(catalogue, [row("S5", 50.0, year(2024))], "S5"))
    assert silent["kind"] is None and silent["reason"].startswith("No figure of it")
    assert silent["rolling_year"] == {"now": None, "before": None, "change": None, "word": None, "reason": None}


def test_the_change_from_the_adjoining_period_has_unit_and_word(catalogue: Catalogue) -> None:
    record = standing_record(standing(catalogue, months("S5", {1: 50.0, 2: 45.5}), "S5"))["change"]
    assert (record["value"], record["unit"], record["word"], record["before"]) == (-4.5, "points", "worse", 50.0)
    assert record["from"]["first"] == "2024-01-01"
    none = standing_record(standing(catalogue, months("S5", {1: 50.0, 3: 45.5}), "S5"))["change"]
    assert set(none.values()) == {None}


def test_each_year_is_a_line_and_a_break_cuts_it(catalogue: Catalogue) -> None:
    rows = months("S10", {of: float(of) for of in range(1, 31) if of != 8})
    found = shown(catalogue, rows, "S10", (BREAK,))
    drawn = years_chart.years(LIGHT, found, ChartCaption("t", "s", "x"))
    assert [t.name for t in drawn.data] == ["2024", "2025", "2026"]
    own = drawn.data[-1]
    assert own.y == tuple([float(n) for n in range(25, 31)] + [None] * 6)
    assert own.line.width > drawn.data[-2].line.width > drawn.data[0].line.width
    assert len({t.line.dash for t in drawn.data}) == len({t.marker.symbol for t in drawn.data}) == 3
    assert drawn.data[0].y[7] is None  # August 2024 was never given
    assert drawn.data[1].x[:4] == (0, 1, 1.5, 2) and drawn.data[1].y[2] is None  # the break of March 2025
    told = [a.text for a in drawn.layout.annotations]
    assert any("A new case system" in words for words in told)
    assert "<b>2026 30, June</b>" in told and "2024, before the break" in told
    assert len(drawn.layout.shapes) == 1


def test_the_rolling_years_line_is_cut_where_none_can_be_worked(catalogue: Catalogue) -> None:
    rows = months("S10", {of: 10.0 for of in range(1, 37) if of != 20})
    (line,) = years_chart.rolled(LIGHT, shown(catalogue, rows, "S10"), ChartCaption("t", "s", "x")).data
    known = [(x, y) for x, y in zip(line.x, line.y, strict=True) if y is not None]
    assert [y for _, y in known] == [120.0] * 13  # 12 to 19 and 32 to 36 months on
    assert line.connectgaps is False and line.y[19:30] == (None,) * 11


def so_far(began: int, last: int) -> Period:
    first, end = date(began, 1, 1), month(began, last).last
    return Period(f"YTD {last} {began}", PeriodKind.YEAR_TO_DATE, first, end)


def test_a_kpi_that_comes_as_year_to_date_only_is_set_beside_the_same_point_last_year(catalogue: Catalogue) -> None:
    rows = [row("S10", v, so_far(y, m)) for y, m, v in ((2024, 3, 30.0), (2024, 12, 90.0), (2025, 3, 36.0))]
    found = shown(catalogue, rows, "S10")
    assert found.newest is None and found.to_date.now is not None and found.to_date.before is not None
    assert (found.to_date.now.value, found.to_date.before.value, found.to_date.change) == (36.0, 30.0, 6.0)
    assert [r.name for r in years_text.rows(found)] == ["Year to date"]
    assert not any("easonal" in note for note in years_text.notes(found))  # its seasons are of months
    alone = shown(catalogue, rows[1:], "S10")
    assert alone.to_date.change is None and alone.to_date.why.startswith("a year earlier, the source prints none")


def test_a_printed_year_to_date_that_is_newer_than_the_months_leads(catalogue: Catalogue) -> None:
    rows = [*months("S10", dict.fromkeys(range(1, 15), 10.0)), row("S10", 33.0, so_far(2025, 3))]
    found = shown(catalogue, rows, "S10")
    assert found.to_date.now is not None and found.to_date.before is not None
    assert (found.to_date.now.value, found.to_date.before.value) == (33.0, 30.0)  # three months of 2024 at 10
    assert found.newest is not None and found.newest.period.last == date(2025, 2, 28)


def test_months_of_the_scorecard_are_set_side_by_side_beside_a_newer_published_year(catalogue: Catalogue) -> None:
    local = months("S5", {of: 40.0 + of for of in range(1, 14)}, 2022)
    one = joined(catalogue, {}, series(catalogue, {2023: 74.0, 2024: 83.0}), *local)
    assert one.own is not None and one.own.origin == "local"
    found = over_time(one, RULES)
    assert found.newest is not None and (found.newest.value, found.same.change) == (53.0, 12.0)
    near = joined(catalogue, {}, series(catalogue, {2023: 74.0, 2024: 83.0}, near="Only near."), *local)
    assert over_time(near, RULES).newest == found.newest  # another measure beside them takes nothing from them


def test_a_printed_total_with_a_break_inside_is_compared_with_none(catalogue: Catalogue) -> None:
    """Twelve months to June 2026 begin after twelve to June 2025 and a break of March 2026 lies inside the later ones."""
    spans = [Period(f"R12M {y}", PeriodKind.ROLLING_YEAR, date(y - 1, 7, 1), date(y, 6, 30)) for y in (2025, 2026)]
    rows = [row("S10", 100.0 + n, span) for n, span in enumerate(spans)]
    inside = Break(("S10",), date(2026, 3, 1), "A new case system", "us")
    plain, cut = shown(catalogue, rows, "S10"), shown(catalogue, rows, "S10", (inside,))
    assert plain.rolling.change == 1.0
    assert cut.rolling.change is None and "A new case system" in cut.rolling.why
    own = standing(catalogue, rows, "S10", (inside,))
    assert own.year_ago is None and standing(catalogue, rows, "S10").year_ago is not None
