"""Figures dated outside the life of their authority are told of, and a name that two bore in turn is read as the one of the time."""

from __future__ import annotations

from datetime import date

import pytest

from data.model.area_life import begin_words, in_being, life_words, successors
from data.model.finding import Severity
from data.model.period import Period, PeriodKind
from tests.factories.drawn_scorecards import CATALOGUE, found, load


def sheet(area: str, *periods: str) -> str:
    heads, figures = " | ".join(periods), " | ".join(f"{50 + n}%" for n in range(len(periods)))
    return f"{area}: SEND scorecard\nRef | KPI | {heads}\nS5 | Percentage of EHC plans issued within 20 weeks | {figures}"


@pytest.mark.parametrize(
    ("area", "period", "said"),
    [
        ("Cumbria", "Sep-24", "Cumbria ended on 31 March 2023; since then Cumberland, Westmorland and Furness."),
        ("Cumbria", "2023", "Cumbria ended on 31 March 2023; since then Cumberland, Westmorland and Furness."),
        ("Bournemouth", "Sep-24", "Bournemouth ended on 31 March 2019; since then Bournemouth, Christchurch and Poole."),
        ("Northamptonshire", "Q1 2022/23", "Northamptonshire ended on 31 March 2021; since then North Northamptonshire, West Northampton"),
        ("North Northamptonshire", "Sep-19", "North Northamptonshire began on 1 April 2021; before that Northamptonshire."),
        ("BCP", "2018", "Bournemouth, Christchurch and Poole began on 1 April 2019; before that "),
    ],
)
def test_a_figure_outside_the_life_of_its_authority_is_a_check(area: str, period: str, said: str) -> None:
    (told,) = found(load(sheet(area, period)), "area not in being")
    assert told.what.startswith(said) and period in told.what and told.severity is Severity.CHECK and told.indicator == "S5"
    assert told.where.endswith("!C3")


@pytest.mark.parametrize(
    ("area", "period"),
    [("Cumbria", "Mar-23"), ("Cumbria", "2022"), ("Cumberland", "Apr-23"), ("Cumberland", "2023"), ("Bury", "Sep-24"), ("Dorset", "Sep-24"),
     ("Bournemouth, Christchurch and Poole", "2019")],
)  # fmt: skip
def test_a_figure_within_it_is_none(area: str, period: str) -> None:
    assert found(load(sheet(area, period)), "area not in being") == []


def test_only_the_figures_outside_are_named() -> None:
    (told,) = found(load(sheet("Cumbria", "Jan-23", "Feb-23", "Apr-23", "May-23")), "area not in being")
    assert "stands here for Apr-23, May-23, of Cumbria" in told.what and told.where.endswith("!E3, F3")


def test_the_code_of_the_time_is_taken() -> None:
    then, now = load(sheet("Dorset", "Sep-17", "Oct-17")), load(sheet("Dorset", "Sep-24"))
    assert {o.area for o in then.observations} == {then.reporter} == {"E10000009"}
    assert now.reporter == "E06000059" and found(now, "area of the time") == []
    (told,) = found(then, "area of the time")
    assert told.what.startswith("Dorset began on 1 April 2019") and "E10000009" in told.hint and told.severity is Severity.CHECK
    assert found(then, "area not in being") == []
    later = load(sheet("Dorset (to March 2019)", "Sep-24"))
    assert later.reporter == "E06000059" and found(later, "area of the time")[0].what.startswith("Dorset ended on 31 March 2019")


def test_an_area_that_was_chosen_is_not_set_aside_but_told_of() -> None:
    loaded = load(sheet("Dorset", "Sep-17"), area="E06000059")
    assert loaded.reporter == "E06000059" and "before that Dorset (to March 2019)" in found(loaded, "area not in being")[0].what


def test_a_file_of_both_times_stays_with_the_area_it_names_and_says_which_figures_are_older() -> None:
    loaded = load(sheet("Dorset", "Sep-17", "Sep-24"))
    assert loaded.reporter == "E06000059"
    assert "stands here for Sep-17, of Dorset" in found(loaded, "area not in being")[0].what


def test_every_place_that_ended_has_a_successor_and_every_predecessor_is_known() -> None:
    """A council that ends without one would leave its KPI page without a way on."""
    for area in CATALOGUE.areas.values():
        day = area.closed or date(2020, 1, 1)
        assert (life_words(area, CATALOGUE.areas) == "") == (area.closed is None)
        assert bool(successors(area, CATALOGUE.areas)) == (area.closed is not None), area.name
        assert life_words(area, CATALOGUE.areas, day) == ""
        assert area.opened is None or area.opened.year == 2009 or "before that" in begin_words(area, CATALOGUE.areas)


def test_a_period_without_dates_lies_in_no_ones_way() -> None:
    assert in_being(CATALOGUE.areas["E10000006"], Period("Not stated", PeriodKind.NOT_STATED, None, None))
