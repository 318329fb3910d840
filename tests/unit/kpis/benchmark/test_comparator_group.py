"""Whom an area is compared with: the newest official list unless another is named; each date's own; a group without the area itself."""

from __future__ import annotations

from datetime import date

import pytest

from data.catalogue.catalogue import Catalogue
from data.model.publication import AuthorityGroup, NeighbourList
from kpis.benchmark.comparator_group import AT_DATE, choices, circle
from tests.factories.standings import year

LISTS = (
    NeighbourList("2014 (reconstructed)", date(2014, 1, 1), False, {"bury": (("kent", ""), ("sefton", ""))}, "inferred"),
    NeighbourList("April 2021", date(2021, 4, 1), True, {"bury": (("kent", "close"), ("calderdale", "close")), "cumberland": ()}, "DfE"),
    NeighbourList("May 2025", date(2025, 5, 1), True, {"bury": (("kent", "close"), ("norfolk", "close"))}, "DfE"),
)
GROUPS = (AuthorityGroup("gm", "Greater Manchester", ("bury", "bolton", "oldham"), ""),)


def test_the_newest_official_edition_is_the_usual_one() -> None:
    assert circle(LISTS, GROUPS, "bury").of(year(2016)) == (("kent", "norfolk"), "May 2025")


def test_a_reconstructed_list_is_used_only_by_name() -> None:
    assert circle(LISTS[:1], GROUPS, "bury").of(year(2016)) == ((), "")
    assert circle(LISTS, GROUPS, "bury", "2014 (reconstructed)").of(year(2024)) == (("kent", "sefton"), "2014 (reconstructed)")


def test_at_date_takes_the_edition_of_each_period_and_says_so_before_the_first() -> None:
    found = circle(LISTS, GROUPS, "bury", AT_DATE)
    assert found.of(year(2025)) == (("kent", "norfolk"), "May 2025")
    assert found.of(year(2024)) == (("kent", "calderdale"), "April 2021")
    assert found.of(year(2016)) == (("kent", "calderdale"), "April 2021, the earliest held")


def test_at_date_with_one_edition_says_that_a_period_is_older() -> None:
    assert circle(LISTS[2:], GROUPS, "bury", AT_DATE).of(year(2024)) == (("kent", "norfolk"), "May 2025, the earliest held")


@pytest.mark.parametrize("wanted", ["gm", "Greater Manchester"])
def test_a_group_is_everyone_but_the_area_itself(wanted: str) -> None:
    assert circle(LISTS, GROUPS, "bury", wanted).of(year(2024)) == (("bolton", "oldham"), "Greater Manchester")


def test_an_area_that_an_edition_does_not_list_has_no_neighbours_in_it() -> None:
    assert circle(LISTS, GROUPS, "cumberland").of(year(2024)) == ((), "")
    for wanted in ("April 2021", AT_DATE, "gm", "June 1999"):
        with pytest.raises(KeyError):
            circle(LISTS, GROUPS, "cumberland", wanted)


def test_what_may_be_chosen_stands_newest_official_first() -> None:
    assert choices(LISTS, GROUPS, "bury") == ["May 2025", "April 2021", AT_DATE, "2014 (reconstructed)", "Greater Manchester"]
    assert choices(LISTS, GROUPS, "cumberland") == []
    assert all(circle(LISTS, GROUPS, "bury", wanted).of(year(2024))[0] for wanted in choices(LISTS, GROUPS, "bury"))


def test_the_shipped_list_and_group_are_bury_s(catalogue: Catalogue) -> None:
    assert choices(catalogue.lists, catalogue.groups, "E08000002") == ["2014 (reconstructed)", "Greater Manchester"]
    members, _ = circle(catalogue.lists, catalogue.groups, "E08000002", "Greater Manchester").of(year(2024))
    assert len(members) == 9
