"""A standing is of one way of counting, which it names; the other way is neither in its line nor set beside it."""

from __future__ import annotations

import pandas as pd
import pytest

from data.catalogue.catalogue import Catalogue
from data.model.counting_basis import marked
from data.model.observation import FigureRole
from kpis.benchmark import published_text
from kpis.narrative.kpi_sentence import sentence
from kpis.standing import kpi_standing
from kpis.standing.kpi_standing import Standing
from tests.factories.published_standings import series
from tests.factories.standings import OWN, row, year

OUT = "excluding exceptions"
Rows = list[dict[str, object]]


def rows(values: dict[int, float], *, other: bool, received: int = 1) -> Rows:
    return [row("S5", v, year(n), basis=marked("under a heading", OUT if other else ""), load=received) for n, v in values.items()]


def stood(catalogue: Catalogue, given: Rows, found: object = None) -> Standing:
    published = {"S5": found} if found is not None else {}
    frame = pd.DataFrame(given, dtype=object)
    return next(
        s for s in kpi_standing.standings(frame, catalogue.indicators, {}, published=published, place=OWN)  # type: ignore[arg-type]
        if s.indicator.code == "S5"
    )  # fmt: skip


def test_the_usual_way_leads_where_it_is_held_and_the_other_is_in_no_line(catalogue: Catalogue) -> None:
    s = stood(catalogue, rows({2023: 40.0, 2024: 41.0}, other=False) + rows({2024: 57.0, 2025: 60.0}, other=True))
    assert [(p.period.label, p.value) for p in s.points] == [("2023", 40.0), ("2024", 41.0)]
    assert OUT not in s.indicator.title and OUT not in sentence(s)


def test_the_other_way_alone_is_named_in_title_and_sentence(catalogue: Catalogue) -> None:
    s = stood(catalogue, rows({2024: 57.0, 2025: 60.0}, other=True))
    assert s.value == 60.0 and s.indicator.title.endswith(OUT) and OUT in sentence(s) and s.change is not None and s.change.value == 3.0


@pytest.mark.parametrize("other", [True, False])
def test_dfes_comparators_stand_only_beside_the_way_that_they_are_counted(catalogue: Catalogue, *, other: bool) -> None:
    s = stood(catalogue, rows({2024: 57.0, 2025: 60.0}, other=other), series(catalogue, {2024: 50.0, 2025: 51.0}))
    assert s.own is not None and s.own.origin == "local"
    assert (FigureRole.ENGLAND in s.comparators) == (not other)
    assert bool(s.ringed) == (not other)


def test_dfes_figure_of_the_other_way_is_told_with_no_distance_from_the_figure_shown(catalogue: Catalogue) -> None:
    found = series(catalogue, {2024: 50.0, 2025: 51.0})
    for other in (True, False):
        said = " ".join(published_text.beside(stood(catalogue, rows({2025: 60.0}, other=other), found)))
        assert "DfE publishes (LAIT) 51.0%" in said
        assert ("below the figure shown" in said) == (not other)
        assert ("DfE’s figures are counted including exceptions, the partnership’s excluding exceptions." in said) == other


def test_a_load_of_the_other_way_revises_nothing(catalogue: Catalogue) -> None:
    before, after = (pd.DataFrame(rows({2024: v}, other=o, received=n), dtype=object) for n, v, o in ((1, 41.0, False), (2, 57.0, True)))
    assert kpi_standing.moved(before, after) == []
    assert len(kpi_standing.moved(before, pd.DataFrame(rows({2024: 42.0}, other=False, received=2), dtype=object))) == 1
