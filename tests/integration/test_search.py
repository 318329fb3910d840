"""What an officer would type finds what they mean, first or near it; the ranking's own promises."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.records.journal import Journal
from data.records.plan_versions import plan_areas
from kpis import search
from pages.queries.session import build_of, catalogue_of
from pages.shell import search_index
from pages.shell.navigation import PAGES
from tests.factories.area_views import view_key

BOROUGH = "Westmere"


@pytest.fixture(scope="module")
def indexes(borough: Path) -> list[search.SearchIndex]:
    """Everything that may be found in the illustrative borough."""
    where = str(borough)
    now = build_of(where)
    of = catalogue_of(where, now)
    code = plan_areas(Journal(borough))[0]
    patched = pytest.MonkeyPatch()
    patched.setattr("pages.queries.session.home", lambda: where)
    patched.setattr("pages.queries.session.build", lambda: now)
    asked = view_key(where, of.areas[code].name).place
    made = [search_index.known(asked), search_index.typed(asked, "tested")]
    patched.undo()
    return made


# What is typed, and what must stand among the first three: kind and the beginning of its title.
ASKED = [
    ("20 weeks", "KPI", "S5 "), ("S5", "KPI", "S5 "), ("s5", "KPI", "S5 "), ("tribunal", "KPI", "S12 "), ("tribunal", "Term", "Tribunal"),
    ("annual review", "Action", "1.2.2 "), ("annual reviews", "Term", "Annual review"), ("exclusions", "KPI", "E9 "),
    ("exlcusions", "KPI", "E9 "), ("INMSS", "Term", "INMSS"), ("INMSS", "KPI", "S13 "), ("risk 3", "Risk", "R3 "), ("R3", "Risk", "R3 "),
    ("priority 2", "Priority", "Priority 2"), ("1.1.3", "Action", "1.1.3 "), ("neet", "KPI", "P1 "), ("upload", "Page", "Load a file"),
    ("wsoa", "Term", "WSOA"), ("attainmnet 8", "KPI", "E3 "), ("P6", "KPI", "P6 "), ("ehc plans issued in 20 weks", "KPI", "S5 "),
    ("psychologists", "Risk", "R1 "), ("pupils with sen", "KPI", "S2 "), ("glossary", "Page", "About: glossary"),
    ("board 17 sept 2026", "Meeting", "Partnership board, 17 Sept 2026"), ("westmere", "Area", "Westmere"),
]  # fmt: skip


@pytest.mark.parametrize(("asked", "kind", "begins"), ASKED, ids=[f"{one[0]}-{one[1]}" for one in ASKED])
def test_what_an_officer_types_finds_it_among_the_first_three(
    asked: str, kind: str, begins: str, indexes: list[search.SearchIndex]
) -> None:
    first = [thing for thing, _ in search.ranked(indexes, asked)][:3]
    assert any(thing.kind == kind and thing.title.startswith(begins) for thing in first), [(t.kind, t.title) for t in first]


@pytest.mark.parametrize("asked", ["", "   ", "zzzz", "qqqqqq wwwwww", "?!"])
def test_nothing_is_found_where_nothing_is_near(asked: str, indexes: list[search.SearchIndex]) -> None:
    assert search.ranked(indexes, asked) == []


def test_a_kpi_and_a_priority_of_one_number_are_told_apart(indexes: list[search.SearchIndex]) -> None:
    assert search.ranked(indexes, "P2")[0][0].kind == "KPI"
    assert search.ranked(indexes, "priority 2")[0][0].kind == "Priority"


def test_every_page_can_be_found_under_the_name_it_has_on_the_bar(indexes: list[search.SearchIndex]) -> None:
    assert len({page.title for page in PAGES.values()}) == len({page.module for page in PAGES.values()}) == len(PAGES)
    for name, page in PAGES.items():
        found = search.find(indexes[0], f"{page.title} page")
        assert (name, page.title) in {(one.page, one.title) for one in found[:3]}
