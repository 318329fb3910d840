"""Tables that a careless reader misreads: each figure here stands where it could be taken for another KPI's, series' or period's."""

from __future__ import annotations

from typing import Any

import pytest

from data.catalogue.catalogue import Catalogue
from data.model.finding import Refused
from data.model.loaded_file import CellKind, Loaded
from loaders import read_file
from tests.conftest import Rows, sheet_bytes

TITLE = ["Bury: SEND scorecard"]
NAME = "x"


def load(rows: Rows, catalogue: Catalogue, **more: Any) -> Loaded:
    return read_file("trap.xlsx", sheet_bytes([TITLE, *rows], **more), catalogue)


def read(loaded: Loaded) -> list[tuple[str, str, str, float]]:
    """(KPI, series, printed period, value) of every figure."""
    return [(o.indicator, o.series.value, o.period.label, o.value) for o in loaded.observations if o.value is not None]


def told(loaded: Loaded) -> set[str]:
    return {finding.check for finding in loaded.findings}


def test_tables_side_by_side_keep_their_own_kpis(catalogue: Catalogue) -> None:
    rows = [["Ref", "Indicator", "Jan-17", None, "Ref", "Indicator", "Jan-17"], ["S6", NAME, None, None, "S9", NAME, 37],
            ["S10", NAME, 78, None, "S12", NAME, 0]]  # fmt: skip
    loaded = load(rows, catalogue)
    assert read(loaded) == [("S10", "own", "Jan-17", 78), ("S9", "own", "Jan-17", 37), ("S12", "own", "Jan-17", 0)]
    assert loaded.counts()["refused"] == 0


def test_a_table_that_begins_lower_beside_another_is_refused_aloud(catalogue: Catalogue) -> None:
    rows = [["Ref", "Indicator", "Jan-17"], ["S6", NAME, 1428, None, "Ref", "Indicator", "Jan-17"], ["S9", NAME, 37, None, "S10", NAME, 78],
            [None, None, None, None, "S12", NAME, 2]]  # fmt: skip
    loaded = load(rows, catalogue)
    assert read(loaded) == [("S6", "own", "Jan-17", 1428), ("S9", "own", "Jan-17", 37)]
    refused = {c.cell for c in loaded.cells if c.kind is CellKind.REFUSED}
    assert {"G3", "G4", "G5"} <= refused and {"unknown column", "no code"} <= told(loaded)


@pytest.mark.parametrize("words", [["Rank", "Actual"], ["Boys", "Actual"], ["Change", "Actual"]])
def test_a_word_nobody_knows_under_a_date_is_not_its_figure(catalogue: Catalogue, words: list[str]) -> None:
    loaded = load([["Ref", "Indicator", "Jan-17", None], [None, None, *words], ["S6", NAME, 5, 1428]], catalogue, merges=["C2:D2"])
    assert read(loaded) == [("S6", "own", "Jan-17", 1428)]
    assert loaded.questions[0].printed == words[0]


def test_months_under_a_merged_year_are_not_the_years_figure(catalogue: Catalogue) -> None:
    rows = [["Ref", "Indicator", "2023/24", None, None], [None, None, "Apr", "May", "Jun"], ["S6", NAME, None, None, 1500]]
    with pytest.raises(Refused, match="Apr"):
        load(rows, catalogue, merges=["C2:E2"])


def test_one_heading_over_two_columns_with_figures_tells_neither(catalogue: Catalogue) -> None:
    with pytest.raises(Refused, match="stands over several columns with figures"):
        load([["Ref", "Indicator", "Jan-17", "Jan-17"], ["S6", NAME, None, 5], ["S9", NAME, 37, None]], catalogue)


def test_dates_over_the_middle_of_their_columns_are_refused(catalogue: Catalogue) -> None:
    rows = [
        [None, None, None, "Jan-17", None, None, "Jan-18", None],
        ["Ref", "Indicator", *["Actual", "Target", "SN"] * 2],
        ["S6", NAME, 1, 2, 3, 4, 5, 6],
    ]
    with pytest.raises(Refused, match="Actual"):
        load(rows, catalogue)


def test_an_unmerged_word_over_dates_may_be_meant_for_the_next_too(catalogue: Catalogue) -> None:
    rows = [[None, None, "Target", None, "Actual"], ["Ref", "Indicator", "Jan-17", "Jan-18", "Jan-16"], ["S6", NAME, 1, 2, 3]]
    loaded = load(rows, catalogue)
    assert read(loaded) == [("S6", "target", "Jan-17", 1), ("S6", "own", "Jan-16", 3)]
    assert "unknown column" in told(loaded)


def test_a_strange_word_above_a_date_beside_a_known_one_is_asked_about(catalogue: Catalogue) -> None:
    loaded = load([[None, None, "Actual", "Rank"], ["Ref", "Indicator", "Jan-17", "Jan-18"], ["S6", NAME, 1428, 5]], catalogue)
    assert read(loaded) == [("S6", "own", "Jan-17", 1428)]
    assert "unknown column" in told(loaded)


def test_a_comparators_rank_is_not_its_figure(catalogue: Catalogue) -> None:
    rows = [["Ref", "Indicator", "Jan-17", "England", None], [None, None, None, "Rank", "Number"], ["S6", NAME, 1428, 7, 256000]]
    assert read(load(rows, catalogue, merges=["D2:E2"])) == [("S6", "own", "Jan-17", 1428), ("S6", "england", "Jan-17", 256000)]


@pytest.mark.parametrize(
    "heads", [["Note", "Target", "Actual"], [None, None, "Feb-17", "Target"], [None, None, "Target", "Actual", "Comment"]]
)
def test_a_table_without_names_under_another_ends_it(catalogue: Catalogue, heads: list[Any]) -> None:
    loaded = load([["Ref", "Indicator", "Jan-17", "Target", "SN"], ["S6", NAME, None, 1400], heads, ["S6", None, 90, 80]], catalogue)
    assert read(loaded) == [("S6", "target", "Jan-17", 1400)]
    assert "another table" in told(loaded)


def test_counts_that_look_like_years_beside_a_name_do_not_end_a_table(catalogue: Catalogue) -> None:
    rows = [["Indicator", "Jan-17", "Target"], ["Total number of requests", 2016, 2017], ["Disputes into mediation", 2, 3]]
    assert ("S11", "own", "Jan-17", 2) in read(load(rows, catalogue))


def test_a_second_row_of_a_merged_code_is_not_the_kpi(catalogue: Catalogue) -> None:
    rows = [["Ref", "Indicator", "Split", "Jan-17", "Target"], ["S6", NAME, "All", None, 1400], [None, None, "Rank", 7, None]]
    loaded = load(rows, catalogue, merges=["A3:A4", "B3:B4"])
    assert read(loaded) == [("S6", "target", "Jan-17", 1400)]
    assert "row unlike its KPI" in told(loaded)


def test_a_row_counted_otherwise_is_not_the_kpi(catalogue: Catalogue) -> None:
    rows = [["Ref", "Indicator", "Unit", "Jan-17"], ["S6", NAME, "%", 3.4], ["S9", NAME, "Number", 37], ["S3", NAME, "No.", 900]]
    loaded = load(rows, catalogue)
    assert read(loaded) == [("S9", "own", "Jan-17", 37)]
    assert "row unlike its KPI" in told(loaded)


def test_a_first_table_without_the_word_for_its_codes_is_still_read(catalogue: Catalogue) -> None:
    rows = [[None, "SEN overview/workflows", "Jan-17", "Target"], ["S6", NAME, 1428, None], [], ["Ref", "Local Offer", "Jan-17", "Target"],
            ["L1", NAME, 900, None]]  # fmt: skip
    assert read(load(rows, catalogue)) == [("S6", "own", "Jan-17", 1428), ("L1", "own", "Jan-17", 900)]


def test_rows_of_kpis_above_the_first_known_headings_are_refused_aloud(catalogue: Catalogue) -> None:
    rows = [["Zif", "Was", "Wo"], ["S6", NAME, 1428], [], ["Ref", "Indicator", "Jan-17"], ["L1", NAME, 900]]
    loaded = load(rows, catalogue)
    assert read(loaded) == [("L1", "own", "Jan-17", 900)]
    assert "no headings" in told(loaded) and loaded.counts()["refused"] == 3


def test_another_areas_title_over_a_later_table_refuses_the_file(catalogue: Catalogue) -> None:
    heads = ["Ref", "Indicator", "Jan-17"]
    rows = [heads, ["S6", NAME, 1428], ["Oldham: SEND scorecard"], heads, ["S9", NAME, 4]]
    with pytest.raises(Refused, match="Bury and Oldham"):
        load(rows, catalogue)
    chosen = read_file("trap.xlsx", sheet_bytes([TITLE, *rows]), catalogue, area="Bury")
    assert any("also names Oldham" in finding.what for finding in chosen.findings)


@pytest.mark.parametrize("above", [["Next meeting:", "14 March 2017"], [None, 2015, 2016, 2017], ["Printed 14 March 2017"]])
def test_neither_a_meeting_nor_a_line_of_years_dates_the_figures(catalogue: Catalogue, above: list[Any]) -> None:
    loaded = load([above, [], ["Ref", "Indicator", "Actual"], ["S6", NAME, 1428]], catalogue)
    assert read(loaded) == [("S6", "own", "Not stated", 1428)]


def test_an_empty_row_between_two_rows_of_headings_keeps_nothing_apart(catalogue: Catalogue) -> None:
    rows = [["Ref", "Indicator", "Benchmarking", None, None], [], [None, None, "Jan-17", "SN", "ENG"], ["S6", NAME, 1, 2, 3]]
    assert read(load(rows, catalogue)) == [
        ("S6", "own", "Jan-17", 1),
        ("S6", "statistical neighbours", "Jan-17", 2),
        ("S6", "england", "Jan-17", 3),
    ]


@pytest.mark.parametrize("heading", ["Jan-17:", "(Jan-17)", "Jan-17 *", "Jan-17."])
def test_marks_around_a_date_do_not_hide_it(catalogue: Catalogue, heading: str) -> None:
    assert read(load([["Ref", "Indicator", heading], ["S6", NAME, 1428]], catalogue)) == [("S6", "own", "Jan-17", 1428)]
    in_a_row = [["Ref", "Indicator", "Period", "Actual"], ["S6", NAME, heading, 1428]]
    assert read(load(in_a_row, catalogue)) == [("S6", "own", "Jan-17", 1428)]


def test_a_word_nobody_knows_under_a_group_is_not_the_own_figure(catalogue: Catalogue) -> None:
    rows = [["Ref", "Indicator", "Target", "Benchmarking", None], [None, None, None, "Quartile", "SN"], ["S6", NAME, 1, 2, 3]]
    with pytest.raises(Refused, match="Quartile"):
        load(rows, catalogue, merges=["D2:E2", "C2:C3"])


def test_a_misleading_heading_is_known_however_it_is_spelt(catalogue: Catalogue) -> None:
    rows = [["Ref", "Indicator", "January 2017"], ["S5", NAME, "100%"], ["WSOA Scorecard - Appendix A"]]
    assert read(load(rows, catalogue)) == [("S5", "own", "2016", 100)]


def test_another_areas_figures_without_a_period_say_so(catalogue: Catalogue) -> None:
    loaded = load([["Ref", "Indicator", "Area", "Value"], ["S6", NAME, "Oldham", 1200], ["S6", NAME, "Bury", None]], catalogue)
    assert ("S6", "another area", "Not stated", 1200) in read(loaded)
    assert "period" in told(loaded)


def test_a_finding_told_once_names_the_sheet_of_each_place(catalogue: Catalogue) -> None:
    heads = ["Ref", "Indicator", "Jan-17", "Zif"]
    loaded = load([heads, ["S6", NAME, 1428, "far"]], catalogue, more={"Two": [heads, ["S6", NAME, None, "far"]]})
    assert any(f.where == "trap.xlsx!Scorecard!D3, Two!D2" for f in loaded.findings)
