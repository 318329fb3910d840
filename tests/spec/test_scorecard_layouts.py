"""Scorecards as councils draw them: each sheet below is a small picture, and what the loader makes of it."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.model.loaded_file import CellKind
from data.model.observation import FigureRole
from loaders import Refused
from tests.conftest import drawn
from tests.factories.drawn_scorecards import PLAIN, figures, found, kind_of, load

EXPECTED = {
    ("S5", "own"): 100.0, ("S5", "target"): 90.0, ("S5", "statistical neighbours"): 78.18, ("S5", "region"): 70.5,
    ("S5", "england"): 55.65, ("S6", "own"): 1428.0,
}  # fmt: skip


def test_a_plain_sheet_under_one_heading_row() -> None:
    loaded = load(PLAIN)
    assert figures(loaded) == EXPECTED
    assert loaded.reporter == "E08000002"
    assert loaded.counts() == {"non_empty": 24, "heading": 9, "label": 9, "observation": 6, "missing": 0, "refused": 0}
    assert {o.area for o in loaded.observations if o.series is FigureRole.REGION} == {"E12000002"}
    assert {(o.period.first, o.period.last) for o in loaded.observations if o.indicator == "S5"} == {(date(2016, 1, 1), date(2016, 12, 31))}


def test_every_figure_knows_its_cell() -> None:
    places = {(o.indicator, o.series.value): o.source for o in load(PLAIN).observations}
    assert places["S5", "own"] == "drawn.xlsx!Scorecard!D3"
    assert places["S5", "england"] == "drawn.xlsx!Scorecard!G3"
    assert places["S6", "own"] == "drawn.xlsx!Scorecard!D4"


@given(order=st.permutations(range(9)))
@settings(max_examples=20)
def test_columns_may_stand_in_any_order(order: list[int]) -> None:
    title, *table = drawn(PLAIN)
    shuffled = [[row[at] for at in order] for row in table]
    assert figures(load([title, *shuffled])) == EXPECTED


@given(above=st.integers(0, 5), left=st.integers(0, 4), between=st.booleans())
@settings(max_examples=15)
def test_a_table_may_stand_anywhere_among_blank_rows_and_columns(above: int, left: int, between: bool) -> None:
    title, head, *rows = ([None] * left + row for row in drawn(PLAIN))
    spread = [line for row in rows for line in (([], row) if between else (row,))]
    loaded = load([*([[]] * above), title, [], head, *spread])
    assert figures(loaded) == EXPECTED


def test_a_band_heading_over_a_merged_pair_of_rows() -> None:
    rows = [
        ["Bury"],
        ["Ref", "Educational Outcomes", "Target", "Benchmarking", None, None, "data source", "Priority"],
        [None, None, None, 2016, "SN", "ENG", None, None],
        ["E6", "Progress 8, statement or EHCP", None, "−0.68", -1.14, -1.03, "LAIT", "P6"],
    ]
    loaded = load(rows, merges=["A2:A3", "B2:B3", "C2:C3", "D2:F2"])
    assert figures(loaded) == {("E6", "own"): -0.68, ("E6", "statistical neighbours"): -1.14, ("E6", "england"): -1.03}
    assert loaded.counts()["refused"] == 0
    assert {o.period.first for o in loaded.observations} == {date(2015, 9, 1)}


def test_a_second_table_further_down_has_its_own_headings() -> None:
    loaded = load("""
        Bury
        Ref | SEN overview/workflows | Target | 2016 | ENG
        S5 | Assessments within 20 weeks | | 100 | 55.65

        Ref | Educational Outcomes | ENG | 2016
        E6 | Progress 8, EHCP | -1.03 | -0.68
    """)
    assert figures(loaded) == {("S5", "own"): 100.0, ("S5", "england"): 55.65, ("E6", "own"): -0.68, ("E6", "england"): -1.03}


def test_a_neighbours_column_may_hold_a_region_where_a_cell_says_so() -> None:
    loaded = load("""
        Bury
        Ref | Indicator | 2017 | SN or NW | ENG
        S2 | SEN cohort | 15.8 | 14.4% (NW) | 14.4
        S3 | SEN Support | 12.4 | 10.20% | 11.6
    """)
    assert figures(loaded)["S2", "region"] == 14.4
    assert figures(loaded)["S3", "statistical neighbours"] == 10.2
    assert found(loaded, "comparator tag") == []


def test_a_region_tag_under_plain_neighbours_is_believed_and_found() -> None:
    loaded = load("""
        Bury
        Ref | Indicator | 2017 | SN
        S2 | SEN cohort | 15.8 | 14.4% (NW)
    """)
    assert figures(loaded)["S2", "region"] == 14.4
    (finding,) = found(loaded, "comparator tag")
    assert "Read as North West, as the tag says." in finding.hint


def test_a_region_tag_under_england_is_not_believed_and_is_found() -> None:
    loaded = load("""
        Bury
        Ref | Indicator | 2017 | ENG
        S1 | Total School Population | 29639 | 8669080 (NW)
    """)
    assert figures(loaded)["S1", "england"] == 8669080.0
    (finding,) = found(loaded, "comparator tag")
    assert (finding.where, finding.indicator) == ("drawn.xlsx!Scorecard!D3", "S1")


def test_two_regions_are_two_figures_each_of_its_own_place() -> None:
    loaded = load("""
        Bury
        Ref | Indicator | 2016 | NW
        S5 | Assessments within 20 weeks | 100 | 70
    """)
    assert {(o.series.value, o.area) for o in loaded.observations} == {("own", "E08000002"), ("region", "E12000002")}


def test_two_period_columns_are_two_periods_and_comparators_go_with_the_latest() -> None:
    loaded = load("""
        Bury
        Ref | Indicator | 2015 | 2016 | ENG
        S5 | Assessments within 20 weeks | 90.5 | 100 | 55.65
    """)
    by_period = {(o.series.value, o.period.label): o.value for o in loaded.observations}
    assert by_period == {("own", "2015"): 90.5, ("own", "2016"): 100.0, ("england", "2016"): 55.65}


def test_the_latest_period_is_by_date_and_not_by_place() -> None:
    loaded = load("""
        Bury
        Ref | Indicator | 2016 | 2015 | ENG
        S5 | Assessments within 20 weeks | 100 | 90.5 | 55.65
    """)
    assert {o.period.label for o in loaded.observations if o.series is FigureRole.ENGLAND} == {"2016"}


def test_a_column_without_a_known_heading_is_refused_cell_by_cell_and_counted() -> None:
    loaded = load("""
        Bury
        Ref | Indicator | 2016 | Mystery
        S5 | Assessments within 20 weeks | 100 | 7
        S6 | Plans maintained | 1428 | 8
    """)
    assert loaded.counts()["refused"] == 2
    assert [f.where for f in found(loaded, "unknown column")] == ["drawn.xlsx!Scorecard!D3", "drawn.xlsx!Scorecard!D4"]
    assert "Mystery" in found(loaded, "unknown column")[0].what
    assert figures(loaded) == {("S5", "own"): 100.0, ("S6", "own"): 1428.0}


def test_a_cell_in_a_column_without_any_heading_is_refused() -> None:
    loaded = load("""
        Bury
        Ref | Indicator | 2016
        S5 | Assessments within 20 weeks | 100 | 7
    """)
    assert kind_of(loaded, "D3") is CellKind.REFUSED
    assert "no heading" in found(loaded, "unknown column")[0].what


def test_a_row_of_an_unknown_kpi_is_refused_and_said() -> None:
    loaded = load("""
        Bury
        Ref | Indicator | 2016 | ENG
        S99 | A thing of our own | 5 | 6
        S5 | Assessments within 20 weeks | 100 | 55.65
    """)
    assert loaded.counts()["refused"] == 4
    (finding,) = found(loaded, "unknown KPI")
    assert "‘S99’" in finding.what
    assert {o.indicator for o in loaded.observations} == {"S5"}


def test_figures_without_a_code_are_refused_and_said() -> None:
    loaded = load("""
        Bury
        Ref | Indicator | 2016 | ENG
        S5 | Assessments within 20 weeks | 100 | 55.65
           | and those in mainstream | 98 | 54
    """)
    assert [kind_of(loaded, ref) for ref in ("B4", "C4", "D4")] == [CellKind.REFUSED] * 3
    assert [f.where for f in found(loaded, "unknown KPI")] == ["drawn.xlsx!Scorecard!B4"]
    assert [(q.kind, q.printed) for q in loaded.questions] == [("kpi", "and those in mainstream")]


def test_text_without_a_code_or_a_figure_is_a_label() -> None:
    loaded = load("""
        Bury
        Ref | Indicator | 2016
        S5 | Assessments within 20 weeks | 100
           | Source: SEN2 return
        Note: figures are provisional
    """)
    assert [kind_of(loaded, ref) for ref in ("B4", "A5")] == [CellKind.LABEL] * 2
    assert loaded.counts()["refused"] == 0


def test_the_same_figure_twice_is_counted_once_and_said() -> None:
    loaded = load("""
        Bury
        Ref | Indicator | 2016
        S5 | Assessments within 20 weeks | 100
        S5 | Assessments within 20 weeks | 100
    """)
    assert len(loaded.observations) == 1
    assert [f.where for f in found(loaded, "duplicate period")] == ["drawn.xlsx!Scorecard!C4"]


def test_two_different_figures_for_one_period_refuse_the_file() -> None:
    with pytest.raises(Refused, match="contradicts itself: S5 for 2016 is ‘100’ in Scorecard C3 and ‘90’ in Scorecard C4"):
        load("""
            Bury
            Ref | Indicator | 2016
            S5 | Assessments within 20 weeks | 100
            S5 | Assessments within 20 weeks | 90
        """)


def test_one_period_under_two_labels_with_two_figures_is_a_contradiction_too() -> None:
    with pytest.raises(Refused, match="contradicts itself: S2"):
        load("""
            Bury
            Ref | Indicator | Jan-17 | January 2017
            S2 | SEN cohort | 15.8 | 16.8
        """)


def test_one_period_under_two_labels_with_one_figure_is_a_duplicate() -> None:
    loaded = load("""
        Bury
        Ref | Indicator | Jan-17 | January 2017
        S2 | SEN cohort | 15.8 | 15.8
    """)
    assert len(loaded.observations) == 1
    assert len(found(loaded, "duplicate period")) == 1


def test_a_contradiction_between_two_sheets_refuses_the_file() -> None:
    again = drawn(PLAIN.replace("| 100 |", "| 99 |"))
    with pytest.raises(Refused, match="contradicts itself"):
        load(PLAIN, more={"Copy": again})


def test_the_area_given_overrides_the_title_and_says_so() -> None:
    loaded = load(PLAIN, area="Oldham")
    assert loaded.reporter == "E08000004"
    assert {o.area for o in loaded.observations if o.series is FigureRole.OWN} == {"E08000004"}
    (finding,) = found(loaded, "area")
    assert "Bury" in finding.what
    assert "Oldham" in finding.what


@pytest.mark.parametrize("area", ["Bury", "351", "E08000002"])
def test_the_area_given_may_agree_with_the_title(area: str) -> None:
    loaded = load(PLAIN, area=area)
    assert loaded.reporter == "E08000002"
    assert found(loaded, "area") == []


def test_a_title_that_names_no_area_is_refused_and_an_area_helps() -> None:
    nowhere = PLAIN.replace("Bury: ", "")
    with pytest.raises(Refused, match="names no local authority above its table"):
        load(nowhere)
    assert load(nowhere, area="Bury").reporter == "E08000002"


def test_a_title_that_names_two_areas_is_refused_and_an_area_helps() -> None:
    both = PLAIN.replace("Bury: ", "Bury and Oldham: ")
    with pytest.raises(Refused, match=r"names (Bury and Oldham|Oldham and Bury) above its table"):
        load(both)
    assert load(both, area="Oldham").reporter == "E08000004"


@pytest.mark.parametrize("area", ["Atlantis", "North West", "England"])
def test_only_a_local_authority_can_be_the_area(area: str) -> None:
    with pytest.raises(Refused, match="is not a local authority in the register"):
        load(PLAIN, area=area)


def test_an_area_named_below_the_title_block_does_not_count() -> None:
    loaded = load(PLAIN + "\nOldham sends figures quarterly\n")
    assert loaded.reporter == "E08000002"


def test_a_sheet_without_a_table_is_noted_and_the_others_load() -> None:
    loaded = load(PLAIN, more={"Read me": [["How to fill this in"]]})
    (finding,) = found(loaded, "sheet")
    assert finding.where.startswith("drawn.xlsx!Read me!")
    assert finding.severity == "note"
    assert {c.sheet for c in loaded.cells} == {"Scorecard"}


def test_two_sheets_are_read_as_one_scorecard() -> None:
    second = drawn("Bury\nRef | Indicator | 2016\nS12 | Disputes into Tribunal | 0")
    loaded = load(PLAIN, more={"More": second})
    assert ("S12", "own") in figures(loaded)
    assert {o.sheet for o in loaded.observations if o.indicator == "S12"} == {"More"}
