"""What an officer would type finds what they mean, first or near it; the ranking's own promises."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path
from shutil import copytree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.catalogue.glossary import REFERENCE, read_glossary
from data.catalogue.reference_entry import CatalogueFault
from data.records.journal import Journal
from data.records.plan_versions import plan_areas
from data.text import plain
from kpis import search
from kpis.search import SearchItem
from pages.queries.session import build_of, catalogue_of
from pages.shell import search_index
from pages.shell.navigation import PAGES
from pages.widgets import glossary_terms

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
    made = [search_index.known(where, now, of.areas[code].name), search_index.typed(where, now, of.areas[code].name, None, "tested")]
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


def test_a_number_is_met_whole_only() -> None:
    made = search.index([SearchItem("KPI", "Plans in 2016", "", "kpi"), SearchItem("KPI", "Plans in 20 weeks", "", "kpi")])
    assert [one.title for one in search.find(made, "20")] == ["Plans in 20 weeks"]


def test_a_kpi_and_a_priority_of_one_number_are_told_apart(indexes: list[search.SearchIndex]) -> None:
    assert search.ranked(indexes, "P2")[0][0].kind == "KPI"
    assert search.ranked(indexes, "priority 2")[0][0].kind == "Priority"


NAMES = st.lists(st.text("abcdefgh ", min_size=1, max_size=24).filter(str.strip), min_size=1, max_size=8)


@given(NAMES, st.text("abcdefgh 12", max_size=12))
def test_what_is_found_meets_what_was_asked_in_falling_order(names: list[str], asked: str) -> None:
    made = search.index([SearchItem("KPI", name, "", "kpi", codes=(f"X{n}",)) for n, name in enumerate(names)])
    found = search.ranked([made], asked)
    assert all(one[1] >= other[1] for one, other in pairwise(found))
    assert len({id(thing) for thing, _ in found}) == len(found)
    for n in range(len(names)):
        assert search.find(made, f"x{n}")[0].codes == (f"X{n}",)
    for name in names:  # its own name, in capitals, finds a thing of that name first
        assert plain(search.find(made, name.upper())[0].title) == plain(name)


def test_every_page_can_be_found_under_the_name_it_has_on_the_bar(indexes: list[search.SearchIndex]) -> None:
    assert len({page.title for page in PAGES.values()}) == len({page.module for page in PAGES.values()}) == len(PAGES)
    for name, page in PAGES.items():
        found = search.find(indexes[0], f"{page.title} page")
        assert (name, page.title) in {(one.page, one.title) for one in found[:3]}


def test_every_term_says_what_it_stands_for_in_one_sentence_with_a_source() -> None:
    every = read_glossary()
    assert {"WSOA", "PAP", "APP", "DCO", "DMO", "INMSS", "EHC plan", "SENDIASS", "PCF", "NEET", "KS2", "KS4", "Attainment 8", "Progress 8",
            "ICB", "SEN2", "LAIT", "SN", "RAG", "SPC", "XmR", "R12M", "YTD", "AP", "EHE", "EOTAS"} <= set(every)  # fmt: skip
    assert all(one.source and len(one.sentence) <= 240 for one in every.values())


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ('[[term]]\nterm = "X1"\nstands_for = "x"\nsentence = "A thing."\nalso = ["wsoa"]\nsource = "s"\n', "'wsoa' is also that of WSOA"),
        ('[[term]]\nterm = "X1"\nstands_for = "x"\nsentence = "A thing"\nalso = []\nsource = "s"\n', "sentence must end with a full stop"),
        ('[[term]]\nterm = "X1"\nstands_for = "x"\nsentence = "A thing."\nalso = []\n', "source is missing"),
    ],
)
def test_a_faulty_glossary_names_the_entry_and_the_fault(more: str, told: str, tmp_path: Path) -> None:
    folder = copytree(REFERENCE, tmp_path / "reference")
    with (folder / "glossary.toml").open("a", encoding="utf-8") as file:
        file.write(more)
    with pytest.raises(CatalogueFault, match=re.escape(told)):
        read_glossary(folder)


def test_a_term_in_our_words_is_said_once_by_keyboard_too_and_the_rest_is_escaped() -> None:
    made = glossary_terms.explained("<b>EHC plans</b> and EHC plan; INMSS, SENSE, app & Tribunal")
    assert made.count("<abbr class='term' tabindex='0'") == 3
    assert "&lt;b&gt;<abbr" in made
    assert ">EHC plans</abbr>&lt;/b&gt; and EHC plan; " in made
    assert "Independent and non-maintained special schools." in made
    assert "SENSE, app &amp; " in made


def test_the_longest_term_is_the_one_explained() -> None:
    assert ">SEN support</abbr>" in glossary_terms.explained("SEN support")
    assert glossary_terms.explained("SEN2").count("<abbr") == 1
