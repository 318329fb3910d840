"""What stands beside a figure: a count only as a rate or a share of one known whole, and else nothing, with the reason that is true."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date
from io import StringIO

import pandas as pd
import pytest

from data.catalogue.catalogue import Catalogue
from data.model.observation import COMPARATORS, FigureRole
from data.model.period import Period, PeriodKind
from kpis import formats
from kpis.exports.tidy import standing_export
from kpis.figures.figure import PublishedSeries, Value
from kpis.narrative.kpi_sentence import sentence
from kpis.standing import kpi_standing, like_for_like
from kpis.standing.kpi_standing import Standing
from tests.factories.published_standings import published
from tests.factories.standings import OWN, row, standing, year

N, R, E = FigureRole.NEIGHBOURS, FigureRole.REGION, FigureRole.ENGLAND


def series(catalogue: Catalogue, code: str, basis: str, numbers: dict[int, tuple[float | None, float, float, float]]) -> PublishedSeries:
    """(own, neighbours, region, England) by year, on a basis of the KPI."""
    feed = next(f for f in catalogue.feeds if f.kpi == code and f.basis == basis)

    def of(at: int, place: str) -> tuple[Value, ...]:
        return tuple(replace(published(year(n), each[at], area=place), basis=place) for n, each in numbers.items())

    return PublishedSeries(
        feed=feed, own=of(0, OWN), neighbours=of(1, f"SN-{OWN}"), region=of(2, "North West"), england=of(3, "E92000001"),
        latest=year(max(numbers)),
    )  # fmt: skip


def counted(catalogue: Catalogue, *rates: PublishedSeries, rows: list[dict[str, object]] | None = None, code: str = "S11") -> Standing:
    count = replace(series(catalogue, code, "calendar year", {2024: (85.0, 40.0, 900.0, 9000.0)}), rates=rates)
    frame = pd.DataFrame(rows or [], dtype=object)
    found = kpi_standing.standings(frame, catalogue.indicators, {}, published={code: count}, place=OWN)
    return next(s for s in found if s.indicator.code == code)


def per_plans(catalogue: Catalogue, numbers: dict[int, tuple[float | None, float, float, float]]) -> PublishedSeries:
    return series(catalogue, "S11", "per 1,000 plans", numbers)


def test_a_count_is_set_beside_others_only_as_a_rate(catalogue: Catalogue) -> None:
    s = counted(catalogue, per_plans(catalogue, {2024: (31.6, 16.9, 33.1, 25.1)}))
    assert (s.value, s.comparator(E)) == (85.0, 9000.0)
    assert [like_for_like.beside(s, x).words for x in COMPARATORS] == ["16.9 per 1,000", "33.1 per 1,000", "25.1 per 1,000"]
    assert like_for_like.beside(s, E).difference == pytest.approx(6.5)
    assert like_for_like.own_rate(s) == "31.6 per 1,000 EHC plans"


def test_without_a_rate_the_cell_is_empty_and_says_why(catalogue: Catalogue) -> None:
    s = counted(catalogue)
    for x in COMPARATORS:
        one = like_for_like.beside(s, x)
        assert (one.text, one.value, one.difference) == (formats.DASH, None, None)
        assert one.why == "A count is not set beside another place’s: no rate of it is loaded."
    assert like_for_like.own_rate(s) == ""


def test_a_rate_that_the_area_itself_lacks_compares_nothing(catalogue: Catalogue) -> None:
    s = counted(catalogue, per_plans(catalogue, {2024: (None, 16.9, 33.1, 25.1)}))
    assert like_for_like.beside(s, E).why == "A count is compared by its rate only, and none is published for this area."


def test_a_rate_of_another_year_names_it(catalogue: Catalogue) -> None:
    s = counted(catalogue, per_plans(catalogue, {2023: (30.0, 15.0, 32.0, 24.0)}))
    assert like_for_like.own_rate(s) == "30.0 per 1,000 EHC plans (2023)"
    assert like_for_like.beside(s, E).words == "24.0 per 1,000 (2023)"


def test_the_first_rate_of_the_counts_own_period_is_the_one(catalogue: Catalogue) -> None:
    older, newer = per_plans(catalogue, {2023: (30.0, 15.0, 32.0, 24.0)}), per_plans(catalogue, {2024: (31.0, 16.0, 33.0, 25.0)})
    assert like_for_like.own_rate(counted(catalogue, older, newer)) == "31.0 per 1,000 EHC plans"


def test_shares_of_one_whole_compare(catalogue: Catalogue) -> None:
    term = year(2017, PeriodKind.ACADEMIC_YEAR)
    rows = [row("E8", 603.0, term), row("E8", 41.1, term, measure="share"), row("E8", 40000.0, term, "england")]
    s = standing(catalogue, rows, "E8")
    s = replace(s, comparators={E: replace(s.comparators[E], share=40.5)})
    one = like_for_like.beside(s, E)
    assert (one.words, one.apart) == ("40.5% of all suspensions", "+0.6 pts")
    assert like_for_like.beside(s, R).why == "A count is compared by its share, and none was given for the region."


def test_what_is_no_count_stands_as_it_is(catalogue: Catalogue) -> None:
    s = standing(catalogue, [row("S5", 60.0, year(2024)), row("S5", 46.0, year(2024), "england")])
    one = like_for_like.beside(s, E)
    assert (one.text, one.note, one.why, one.difference) == ("46.0%", "", "", pytest.approx(14.0))


def test_london_and_its_parts_are_told_apart(catalogue: Catalogue) -> None:
    for place, shown in (("London", "London"), ("Inner London; 2 of 3", "Inner London"), ("North West", ""),
                         ("London, as Inner London is not published", "London")):  # fmt: skip
        found = series(catalogue, "S5", "including exceptions", {2024: (60.0, 50.0, 55.0, 46.0)})
        found = replace(found, region=tuple(replace(v, basis=place) for v in found.region))
        stood = kpi_standing.standings(pd.DataFrame([], dtype=object), catalogue.indicators, {}, published={"S5": found}, place=OWN)
        s = next(s for s in stood if s.indicator.code == "S5")
        assert like_for_like.beside(s, R).note == like_for_like.region_name(s) == shown
        assert f"{shown or 'region'} (55.0%)" in sentence(s)


def test_a_suppressed_figure_names_its_period(catalogue: Catalogue) -> None:
    term = Period("Spring 2025/26", PeriodKind.TERM, year(2026).first, None)
    term = replace(term, last=replace_day(2026))
    told = sentence(standing(catalogue, [row("E9", None, term, missing="suppressed")], "E9"))
    assert told == "Exclusions: EHC plan: cannot say: suppressed for Spring 2025/26"
    bare = row("E9", None, Period("Not stated", PeriodKind.NOT_STATED, None, None), missing="suppressed")
    assert sentence(standing(catalogue, [bare], "E9")) == "Exclusions: EHC plan: cannot say: suppressed, period not stated"


def replace_day(number: int) -> date:
    return date(number, 3, 31)


def test_show_prints_a_count_as_a_count_and_a_percentage_as_one(catalogue: Catalogue) -> None:
    number = PublishedSeries(
        feed=next(f for f in catalogue.feeds if f.kpi == "P3" and f.basis == "number"), own=(published(year(2025), 4.0),), neighbours=(),
        region=(), england=(published(year(2025), 2673.0, area="E92000001"),), latest=year(2025),
    )  # fmt: skip
    share = replace(number, feed=next(f for f in catalogue.feeds if f.kpi == "P7"), own=(published(year(2025), 77.6),))
    found = kpi_standing.standings(
        pd.DataFrame([], dtype=object), catalogue.indicators, {}, published={"P3": number, "P7": share}, place=OWN
    )  # fmt: skip
    lines = {s.indicator.code: standing_export.in_words(standing_export.standing_record(s), catalogue.indicators) for s in found}
    assert "  4  " in lines["P3"]
    assert "%" not in lines["P3"]
    assert "2,673" not in lines["P3"]
    assert "77.6%" in lines["P7"]


def test_a_csv_and_a_record_hold_no_total_to_compare_by(catalogue: Catalogue) -> None:
    s = counted(catalogue, per_plans(catalogue, {2024: (31.6, 16.9, 33.1, 25.1)}))
    (held,) = csv.DictReader(StringIO(standing_export.standings_csv([s], "Bury", "", "").decode("utf-8-sig")))
    assert (held["value"], held["england"], held["own_compared"]) == ("85.0", "25.1", "31.6")
    record = standing_export.standing_record(s)
    assert (record["england"]["value"], record["england"]["total"], record["rate"]["england"]) == (None, 9000.0, 25.1)
