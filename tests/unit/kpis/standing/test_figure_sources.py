"""Every file and release that the figures shown come from is named, and none that they do not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from data.catalogue.catalogue import Catalogue
from kpis.benchmark.benchmark import COMPUTED
from kpis.exports.document.provenance import about, source_of
from kpis.exports.tidy import standing_export
from kpis.standing import figure_sources
from kpis.standing.figure_sources import MARK, mark, mixed, of_kpi, of_standings, of_values
from kpis.standing.kpi_standing import Standing
from tests.factories.published_standings import joined, published, series
from tests.factories.standings import row, standing, year

TODAY = date(2026, 11, 30)


def pack_source(*standings: Standing) -> str:
    return about(standings, "Bury", as_at=None, today=TODAY, build="b", sections={}).source


def test_a_scorecard_beside_published_comparators_names_both(catalogue: Catalogue) -> None:
    """Whichever of the two leads: the foot of What moved named only the scorecard under eighteen of DfE's figures."""
    for local in ({2023: 60.0, 2024: 61.0, 2025: 62.0}, {2022: 60.0}):
        s = joined(catalogue, local, series(catalogue, {2023: 55.0, 2024: 56.0}))
        found = of_standings([s])
        assert found.named == "a.xlsx; DfE: LAIT" and "a.xlsx" in of_kpi(s) and "DfE: LAIT" in of_kpi(s)
        assert found.received("b") == "Scorecard received 5 Jan 2026 · load 1; DfE’s figures 1 Apr 2026 · load 2 · build b"
        assert pack_source(s).startswith("a.xlsx; DfE: LAIT. Scorecard received")
        assert "DfE: LAIT" in standing_export.standings_csv([s], "Bury", "", "").decode("utf-8-sig").splitlines()[1]


def test_only_the_sources_of_the_kpis_shown_are_named(catalogue: Catalogue) -> None:
    s = standing(catalogue, [row("S5", 60.0, year(2024)), row("S6", 900.0, year(2024), file="b.xlsx")])
    assert of_standings([s]).named == "a.xlsx"
    assert of_standings([s]).received("b") == "Received 5 Jan 2026 · load 1 · build b"


def test_a_near_series_is_a_source_where_its_figure_is_told(catalogue: Catalogue) -> None:
    s = joined(catalogue, {2023: 60.0, 2025: 62.0}, series(catalogue, {2023: 55.0, 2024: 56.0}, near="counted otherwise"))
    assert s.also and "DfE: LAIT" in of_standings([s]).named


def test_many_files_are_counted_and_every_release_named_the_last_received_first() -> None:
    values = [
        replace(published(year(2024), 1.0), data_source=name, received=date(2026, month, 1)) for name, month in (("A, 1", 3), ("B, 2", 5))
    ]
    own = [replace(values[0], origin="local", file=f"{n}.xlsx", received=date(2024, n, 1)) for n in (3, 9, 5)]
    assert of_values([*own, *values]).named == "3 files, last 9.xlsx; DfE: B, 2; A, 1"
    assert of_values(values).receipt("b") == "DfE: B, 2; A, 1. No scorecard loaded · build b"
    assert of_values([]).receipt("b") == "nothing loaded · build b"


def test_a_mean_worked_of_published_figures_comes_from_their_release_and_from_no_file_of_the_partnership(catalogue: Catalogue) -> None:
    mean = replace(published(year(2024), 50.0), origin=COMPUTED)
    assert of_values([mean]).named == "DfE: LAIT" and mark(mean, among_both=True) == MARK


@pytest.mark.parametrize("leads", ["local", "published"])
def test_the_cell_of_the_figure_is_named_with_the_other_source_behind_it(catalogue: Catalogue, leads: str) -> None:
    s = joined(catalogue, {2023: 60.0, 2024: 61.0, 2025: 62.0} if leads == "local" else {}, series(catalogue, {2023: 55.0, 2024: 56.0}))
    said = of_kpi(s)
    assert said == ("a.xlsx, Sheet D9; DfE: LAIT" if leads == "local" else "DfE: LAIT (lait.parquet, row 1)")
    words = about([s], "Bury", as_at=None, today=TODAY, build="b", sections={})
    assert source_of(s, words).startswith(f"{said}. Received")


def test_a_published_figure_among_the_partnerships_own_is_marked_and_alone_it_is_not(catalogue: Catalogue) -> None:
    both = joined(catalogue, {2025: 62.0}, series(catalogue, {2024: 56.0, 2025: 57.0}))
    alone = joined(catalogue, {}, series(catalogue, {2024: 56.0}))
    england = published(year(2024), 46.0)
    assert mixed([both]) and not mixed([alone])
    assert mark(england, among_both=True) == MARK and mark(england, among_both=False) == "" and mark(both.own, among_both=True) == ""
    assert mark(replace(england, value=None, missing=None), among_both=True) == ""
    assert figure_sources.MARK_SAYS.startswith(MARK)
