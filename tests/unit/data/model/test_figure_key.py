"""The one key of a figure: figures of other places, KPIs or groups never meet in one standing or history."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
from hypothesis import given as over
from hypothesis import strategies as some

from data.catalogue.catalogue import Catalogue, read
from data.model.figure_key import FigureKey
from kpis.standing import kpi_standing
from kpis.standing.changes import Move, since
from kpis.standing.figure_history import given
from tests.factories.standings import OWN, row, year

KNOWN = read()
OTHER = "D00000001"
FIGURES = some.lists(some.tuples(some.sampled_from((OWN, OTHER)), some.integers(2010, 2024), some.floats(1, 99)), max_size=12)


@over(FIGURES)
def test_what_another_place_prints_in_the_same_file_changes_no_standing(figures: list[tuple[str, int, float]]) -> None:
    """An authority's scorecard that also holds figures, targets and parts of its districts, in any order."""
    every = [row("S5", value, year(when), kind, area=place) for place, when, value in figures for kind in ("own", "target")]
    every.append(row("S5", 50.0, year(2024), "england"))
    mine = [one for one in every if one["area"] != OTHER]
    both, alone = (kpi_standing.standings(pd.DataFrame(rows, dtype=object), KNOWN.indicators, {}, place=OWN) for rows in (every, mine))
    assert both == alone
    assert {s.key for s in both} == {FigureKey(OWN, code) for code in KNOWN.indicators}


def test_two_places_of_one_file_each_have_their_own_standing_beside_one_england(catalogue: Catalogue) -> None:
    frame = pd.DataFrame(
        [row("S5", 80.0, year(2024)), row("S5", 60.0, year(2024), area=OTHER), row("S5", 50.0, year(2024), "england")], dtype=object
    )
    found = {place: kpi_standing.standings(frame, catalogue.indicators, {}, place=place) for place in (OWN, OTHER)}
    s5 = {place: next(s for s in every if s.indicator.code == "S5") for place, every in found.items()}
    assert {place: (s.value, [v.value for v in s.comparators.values()]) for place, s in s5.items()} == {
        OWN: (80.0, [50.0]),
        OTHER: (60.0, [50.0]),
    }
    moved = since(found[OTHER], found[OWN])
    assert next(one for one in moved if one.now.indicator.code == "S5").move is Move.NEW, "another place's figure is no figure before"


def test_a_history_holds_the_figures_of_one_key() -> None:
    rows = [row("S5", 60.0, year(2024), area=OTHER, load=1), row("S5", 80.0, year(2024), load=2), row("S6", 7.0, year(2024), load=2)]
    found = given(pd.DataFrame(rows, dtype=object), FigureKey(OWN, "S5"), set())
    assert [(one.value.value, one.words) for one in found] == [(80.0, "in force")]


def test_a_key_that_says_more_is_another_key() -> None:
    plain = FigureKey(OWN, "S5")
    assert (plain.basis, plain.origin, plain.member) == ("", "", "")
    assert len({plain, replace(plain, basis="excluding exceptions"), replace(plain, origin="trust"), replace(plain, member="autism")}) == 4
