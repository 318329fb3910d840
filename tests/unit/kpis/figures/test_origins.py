"""A partnership's own figures and the published ones: which leads, what stands beside it, and what is never mixed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from data.catalogue.catalogue import Catalogue
from data.model.observation import FigureRole, Missing
from data.model.period import Period, PeriodKind
from data.model.publication import Feed
from kpis.benchmark import published_text
from kpis.figures.figure import Members, PublishedSeries
from kpis.standing import kpi_standing
from kpis.standing.kpi_standing import Standing
from tests.factories.published_standings import joined, series
from tests.factories.standings import OWN, row, year


def test_of_one_period_the_local_figure_leads_and_the_published_one_is_beside_it(catalogue: Catalogue) -> None:
    s = joined(catalogue, {2023: 80.0, 2024: 84.0}, series(catalogue, {2023: 79.0, 2024: 83.0}))
    assert (s.value, s.own.origin if s.own else None) == (84.0, "local")
    assert [(v.value, v.origin, v.period.label) for v in s.also] == [(83.0, "published", "2024")]
    assert [p.value for p in s.points] == [80.0, 84.0]
    assert [p.value for p in s.alongside] == [79.0, 83.0]
    assert "DfE publishes (LAIT) 83.0% for 2024: 1.0 points below the figure shown." in published_text.beside(s)


def test_a_newer_published_figure_stands_beside_the_partnerships_own_which_stays(catalogue: Catalogue) -> None:
    s = joined(catalogue, {2016: 100.0}, series(catalogue, {2016: 99.0, 2023: 74.0, 2024: 83.0}))
    assert (s.value, s.own.origin if s.own else None) == (100.0, "local")
    assert [p.value for p in s.points] == [100.0]
    assert [p.value for p in s.alongside] == [99.0, 74.0, 83.0]
    assert s.change is None  # the published line is never the past of the own one
    assert {series: v.period.label for series, v in s.newest_comparators.items()} == dict.fromkeys(s.newest_comparators, "2016")


def test_a_partnership_that_gave_no_figure_is_shown_by_the_published_line(catalogue: Catalogue) -> None:
    s = joined(catalogue, {}, series(catalogue, {2016: 99.0, 2023: 74.0, 2024: 83.0}))
    assert (s.value, s.own.origin if s.own else None) == (83.0, "published")
    assert s.change is not None and s.change.value == pytest.approx(9.0)


def test_a_local_month_is_newer_than_the_published_year_and_never_on_its_line(catalogue: Catalogue) -> None:
    month = Period("Mar 2025", PeriodKind.MONTH, date(2025, 3, 1), date(2025, 3, 31))
    s = joined(catalogue, {}, series(catalogue, {2023: 74.0, 2024: 83.0}), row("S5", 70.0, month))
    assert (s.value, [p.value for p in s.points]) == (70.0, [70.0])
    assert s.comparators == {}
    assert [v.value for v in s.also] == [83.0]
    assert {series.value: v.period.label for series, v in s.newest_comparators.items()} == {
        "statistical neighbours": "2024",
        "england": "2024",
    }  # the newest published stand beside it, with their own period


def test_a_local_absence_gives_way_to_a_published_figure_of_its_period(catalogue: Catalogue) -> None:
    s = joined(catalogue, {2024: None}, series(catalogue, {2024: 83.0}))
    assert s.value == 83.0
    assert [(v.value, v.missing) for v in s.also] == [(None, Missing.BLANK)]


def test_a_printed_comparator_comes_before_a_published_one(catalogue: Catalogue) -> None:
    printed = row("S5", 51.5, year(2024), "statistical neighbours")
    s = joined(catalogue, {2024: 84.0}, series(catalogue, {2024: 83.0}), printed)
    assert (s.comparator(FigureRole.NEIGHBOURS), s.comparators[FigureRole.NEIGHBOURS].origin) == (51.5, "local")
    assert (s.comparator(FigureRole.ENGLAND), s.comparators[FigureRole.ENGLAND].origin) == (46.0, "published")


def test_where_the_scorecard_prints_none_the_published_comparator_says_whose_it_is(catalogue: Catalogue) -> None:
    s = joined(catalogue, {2024: 84.0}, series(catalogue, {2024: 83.0}))
    found = s.comparators[FigureRole.NEIGHBOURS]
    assert (found.value, found.members) == (50.0, Members(9, 10, "May 2025", ("Kent",)))


def test_a_series_that_is_only_near_is_never_set_beside_a_local_figure(catalogue: Catalogue) -> None:
    s = joined(catalogue, {2024: 84.0}, series(catalogue, {2024: 83.0}, near="Counts every age."))
    assert (s.value, dict(s.comparators)) == (84.0, {})
    assert all(not values for kind, values in s.others.items())
    assert published_text.beside(s)[-1] == "Counts every age."


def test_another_basis_shows_no_local_figure_and_is_named(catalogue: Catalogue) -> None:
    other = next(f for f in catalogue.feeds if f.basis == "excluding exceptions")
    found = replace(series(catalogue, {2024: 83.0}, alone=True), feed=other)
    s = joined(catalogue, {2024: 84.0, 2025: 85.0}, found)
    assert (s.value, [p.value for p in s.points], s.also) == (83.0, [83.0], ())
    assert (s.indicator.short, s.indicator.title) == ("Plans in 20 weeks, no exceptions", other.title)


def test_a_series_that_is_only_near_is_called_what_it_is_and_not_rated(catalogue: Catalogue) -> None:
    """P2 is employment; DfE's figure is of any destination: it is shown as that, and no target of P2 judges it."""
    feed = next(f for f in catalogue.feeds if f.kpi == "P2")
    found = replace(series(catalogue, {2023: 87.8}), feed=feed)
    target = row("P2", 60.0, year(2023), "target")
    standings = kpi_standing.standings(pd.DataFrame([target], dtype=object), catalogue.indicators, {}, published={"P2": found}, place=OWN)
    s = next(s for s in standings if s.indicator.code == "P2")
    assert (s.indicator.short, s.indicator.title) == ("In any destination after KS4", feed.title)
    assert (s.value, s.target, s.rating.status) == (87.8, None, "not rated")
    assert s.rating.why == "DfE’s series is only near this KPI, so no target is set for it."
    assert "employed" not in published_text.beside(s)[0]


def test_a_measure_that_has_ended_gets_neither_better_nor_worse(catalogue: Catalogue) -> None:
    feed = next(f for f in catalogue.feeds if f.kpi == "S7")
    found = replace(series(catalogue, {2017: 601.0, 2018: 108.0}), feed=feed)
    standings = kpi_standing.standings(pd.DataFrame(), catalogue.indicators, {}, published={"S7": found}, place=OWN)
    s = next(s for s in standings if s.indicator.code == "S7")
    assert s.change is not None and s.change.word == "lower"


def test_a_series_in_another_unit_is_shown_alone_and_never_beside_a_local_figure(catalogue: Catalogue) -> None:
    feed = next(f for f in catalogue.feeds if f.kpi == "P7")
    found = replace(series(catalogue, {2025: 77.57}), feed=feed)

    def seventh(rows: list[dict[str, object]]) -> Standing:
        made = kpi_standing.standings(pd.DataFrame(rows, dtype=object), catalogue.indicators, {}, published={"P7": found}, place=OWN)
        return next(s for s in made if s.indicator.code == "P7")

    assert (seventh([]).value, seventh([]).indicator.unit) == (77.57, "%")
    local = seventh([row("P7", 412.0, year(2024))])
    assert (local.value, local.indicator.unit, local.also) == (412.0, "count", ())


def test_with_neither_there_is_nothing(catalogue: Catalogue) -> None:
    feed: Feed = next(f for f in catalogue.feeds if f.kpi == "S5")
    s = joined(catalogue, {}, PublishedSeries(feed=feed, own=(), neighbours=(), region=(), england=(), latest=None))
    assert (s.own, s.also, s.points) == (None, (), ())
