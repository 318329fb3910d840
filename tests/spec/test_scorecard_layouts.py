"""Scorecards as councils draw them: each sheet below is a small picture, and what the loader makes of it."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data import catalogue as catalogue_of
from data.catalogue import Catalogue
from data.model import CellKind, Finding, Loaded, Missing, Series
from loaders import Refused, read_file
from tests.conftest import SAMPLE, Rows, drawn, sheet_bytes

CATALOGUE = catalogue_of.read()
PLAIN = """
Bury: SEND scorecard
Ref | Indicator | Target | 2016 | SN | NW | ENG | Data source | Priority
S5  | % of Assessments completed within 20 Weeks | 90 | 100 | 78.18 | 70.5 | 55.65 | LAIT | P6
S6  | Number of children for whom the LA maintains a Statement of SEN or an EHC Plan | | 1428 | | | | SEN Team | P6
"""


def load(rows: Rows | str, area: str | None = None, **more: Any) -> Loaded:
    cells = drawn(rows) if isinstance(rows, str) else rows
    return read_file("drawn.xlsx", sheet_bytes(cells, **more), CATALOGUE, area=area)


def figures(loaded: Loaded) -> dict[tuple[str, str], float | None]:
    """Value by KPI and series, of sheets with one period."""
    return {(o.indicator, o.series.value): o.value for o in loaded.observations}


def found(loaded: Loaded, check: str) -> list[Finding]:
    return [f for f in loaded.findings if f.check == check]


def kind_of(loaded: Loaded, ref: str) -> CellKind:
    (kind,) = (c.kind for c in loaded.cells if c.cell == ref)
    return kind


EXPECTED = {
    ("S5", "own"): 100.0, ("S5", "target"): 90.0, ("S5", "statistical neighbours"): 78.18, ("S5", "region"): 70.5,
    ("S5", "england"): 55.65, ("S6", "own"): 1428.0,
}  # fmt: skip


def test_a_plain_sheet_under_one_heading_row() -> None:
    loaded = load(PLAIN)
    assert figures(loaded) == EXPECTED
    assert loaded.reporter == "E08000002"
    assert loaded.counts() == {"non_empty": 24, "heading": 9, "label": 9, "observation": 6, "missing": 0, "refused": 0}
    assert {o.area for o in loaded.observations if o.series is Series.REGION} == {"E12000002"}
    assert {(o.period.first, o.period.last) for o in loaded.observations if o.indicator == "S5"} == {
        (date(2016, 1, 1), date(2016, 12, 31))
    }


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
    assert {o.period.label for o in loaded.observations if o.series is Series.ENGLAND} == {"2016"}


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
    assert found(loaded, "no code")[0].where == "drawn.xlsx!Scorecard!C4"


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


@pytest.mark.parametrize(("code", "like"), [("S6", "S1"), ("S11", "S12"), ("E1", "E2"), ("E6", "E5"), ("P4", "P5")])
def test_a_name_that_belongs_to_another_code_is_found(code: str, like: str) -> None:
    """The code decides and the finding says whose name it is, also where two KPIs differ by a word."""
    loaded = load([["Bury"], ["Ref", "Indicator", "2016"], [code, CATALOGUE.indicators[like].printed, 4]])
    (finding,) = found(loaded, "name and code")
    assert (finding.indicator, finding.where) == (code, "drawn.xlsx!Scorecard!B3")
    assert like in finding.what
    assert figures(loaded) == {(code, "own"): 4.0}


@pytest.mark.parametrize("code", CATALOGUE.indicators)
def test_no_kpis_own_name_is_taken_for_anothers(code: str) -> None:
    indicator = CATALOGUE.indicators[code]
    for name in (indicator.printed, indicator.title):
        loaded = load([["Bury"], ["Ref", "Indicator", "2016"], [code, name, 4]])
        assert found(loaded, "name and code") == []


def test_a_percentage_in_the_row_of_a_count_is_unreadable_and_said() -> None:
    loaded = load([["Bury"], ["Ref", "Indicator", "2016"], ["S6", "Plans maintained", 0.158]], formats={"C3": "0.0%"})
    (one,) = loaded.observations
    assert (one.value, one.missing, one.raw) == (None, Missing.UNREADABLE, "15.8%")
    assert kind_of(loaded, "C3") is CellKind.REFUSED
    assert "‘15.8%’ is a percentage, where a count belongs." in found(loaded, "unreadable")[0].what


def test_a_formula_without_a_stored_result_is_refused_and_said() -> None:
    loaded = load([["Bury"], ["Ref", "Indicator", "2016"], ["S6", "Plans maintained", "=1000+428"]])
    assert kind_of(loaded, "C3") is CellKind.REFUSED
    assert loaded.observations[0].missing is Missing.UNREADABLE
    assert "a formula whose result is not stored" in found(loaded, "unreadable")[0].what


@pytest.mark.parametrize("value", [True, "about 40", "1.2.3", "#REF!"])
def test_what_is_not_a_figure_is_refused_and_never_guessed(value: Any) -> None:
    loaded = load([["Bury"], ["Ref", "Indicator", "2016"], ["S6", "Plans maintained", value]])
    assert kind_of(loaded, "C3") is CellKind.REFUSED
    assert loaded.observations[0].missing is Missing.UNREADABLE
    assert len(found(loaded, "unreadable")) == 1


def test_a_date_where_a_figure_belongs_is_refused() -> None:
    loaded = load([["Bury"], ["Ref", "Indicator", "2016"], ["S6", "Plans maintained", datetime(2016, 1, 4)]])
    assert loaded.observations[0].missing is Missing.UNREADABLE


@pytest.mark.parametrize("column", range(9))
def test_tbc_anywhere_in_a_row_without_a_figure_means_to_be_confirmed(column: int) -> None:
    row: list[Any] = ["L1", "Number of people access the SEND local offer", *[None] * 7]
    if column in (0, 3):
        row[3] = "TBC"
    else:
        row[column] = "TBC"
    title, head, *_ = drawn(PLAIN)
    loaded = load([title, head, row])
    own = [o for o in loaded.observations if o.series is Series.OWN]
    assert [(o.indicator, o.value, o.missing) for o in own] == [("L1", None, Missing.TO_BE_CONFIRMED)]


def test_tbc_beside_a_figure_leaves_the_figure_standing() -> None:
    loaded = load(PLAIN.replace("SEN Team", "TBC"))
    assert figures(loaded)["S6", "own"] == 1428.0


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        (None, Missing.BLANK),
        ("   ", Missing.BLANK),
        ("TBC", Missing.TO_BE_CONFIRMED),
        ("n/a", Missing.NOT_APPLICABLE),
        ("c", Missing.SUPPRESSED),
        ("<5", Missing.SUPPRESSED),
        ("[illegible]", Missing.ILLEGIBLE),
        ("x", Missing.NOT_AVAILABLE),
    ],
)
def test_each_reason_for_having_no_figure_is_its_own_thing(text: str | None, missing: Missing) -> None:
    loaded = load([["Bury"], ["Ref", "Indicator", "2016", "ENG"], ["S6", "Plans maintained", text, 5]])
    own = next(o for o in loaded.observations if o.series is Series.OWN)
    assert (own.value, own.missing) == (None, missing)


def test_a_zero_is_a_figure_and_not_a_blank() -> None:
    loaded = load([["Bury"], ["Ref", "Indicator", "2016"], ["S12", "Disputes into Tribunal", 0]])
    assert (loaded.observations[0].value, loaded.observations[0].missing) == (0.0, None)


def test_a_number_too_long_for_its_format_is_still_read() -> None:
    loaded = load([["Bury"], ["Ref", "Indicator", "2016"], ["S6", "Plans maintained", 1e40]], formats={"C3": "#,##0.00"})
    assert loaded.observations[0].value == 1e40


def test_a_value_column_without_a_period_says_that_none_is_stated() -> None:
    loaded = load("""
        Bury
        Ref | Indicator | Actual
        S5 | Assessments within 20 weeks | 100
    """)
    (one,) = loaded.observations
    assert (one.period.kind.value, one.period.first, one.period.last) == ("not stated", None, None)
    assert "S5: the figure’s column states no period." in found(loaded, "period")[0].what


def test_the_area_given_overrides_the_title_and_says_so() -> None:
    loaded = load(PLAIN, area="Oldham")
    assert loaded.reporter == "E08000004"
    assert {o.area for o in loaded.observations if o.series is Series.OWN} == {"E08000004"}
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


def test_priorities_that_are_none_are_refused_and_said() -> None:
    loaded = load(PLAIN.replace("LAIT | P6", "LAIT | soon"))
    assert kind_of(loaded, "I3") is CellKind.REFUSED
    assert len(found(loaded, "priority")) == 1
    assert [(k.indicator, k.priority) for k in loaded.links] == [("S6", 6)]


def test_findings_say_where_what_and_what_to_do() -> None:
    loaded = load(PLAIN.replace("1428", "about 40").replace("| 100 |", "| 1000 |"))
    assert len(loaded.findings) >= 2
    for finding in loaded.findings:
        assert finding.where.startswith("drawn.xlsx!Scorecard!")
        assert finding.what.endswith((".", "’"))
        assert finding.hint


# The sum: every non-empty cell ends as exactly one thing, whatever stands in the cells.

FIRST_ROW, LAST_ROW, LAST_COLUMN = 1, 51, 9
plain_text = st.text(
    alphabet=st.characters(min_codepoint=32, max_codepoint=0x2FFF, exclude_categories=["Cs", "Cn", "Cc"]), max_size=12
)
contents = st.one_of(
    st.none(),
    plain_text,
    st.sampled_from(
        ["TBC", "S5", "P6", "Ref", "Target", "2016", "n/a", "58 (4.0%)", "14.4% (NW)", " ", "=1+1", "Bury", "Oldham", "#N/A"]
    ),
    st.integers(-(10**9), 10**9),
    st.floats(-1e6, 1e6),
    st.booleans(),
    st.dates(date(1990, 1, 1), date(2030, 1, 1)),
)
changes = st.dictionaries(
    st.tuples(st.integers(FIRST_ROW, LAST_ROW), st.integers(1, LAST_COLUMN)), contents, min_size=1, max_size=12
)


def changed(by: dict[tuple[int, int], Any]) -> bytes:
    """The Bury sample with some cells set to something else; cells inside a merge are left."""
    book = openpyxl.load_workbook(SAMPLE)
    sheet = book.worksheets[0]
    for (row, column), value in by.items():
        cell = sheet.cell(row, column)
        if not isinstance(cell, openpyxl.cell.cell.MergedCell):
            cell.value = value
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def non_empty(content: bytes) -> int:
    """Counted apart from the loader: cells that hold anything but spaces."""
    rows = openpyxl.load_workbook(BytesIO(content)).worksheets[0].iter_rows(values_only=True)
    return sum(1 for row in rows for value in row if value is not None and str(value).strip())


@given(by=changes)
@settings(max_examples=40)
def test_every_non_empty_cell_ends_as_exactly_one_thing(by: dict[tuple[int, int], Any]) -> None:
    content = changed(by)
    try:
        loaded = read_file("changed.xlsx", content, CATALOGUE)
    except Refused:
        return
    counts = loaded.counts()
    assert sum(counts[kind.value] for kind in CellKind) == counts["non_empty"] == non_empty(content)
    assert len({(c.sheet, c.cell) for c in loaded.cells}) == len(loaded.cells)


def test_every_refused_cell_of_a_readable_sheet_has_a_finding(catalogue: Catalogue) -> None:
    content = changed({(9, 4): "about", (10, 9): "stray", (11, 4): True, (12, 1): "S99", (13, 8): "soon"})
    loaded = read_file("changed.xlsx", content, catalogue)
    refused = {c.cell for c in loaded.cells if c.kind is CellKind.REFUSED}
    told = " ".join(f.where for f in loaded.findings)
    assert {"D9", "I10", "D11", "A12", "H13"} <= refused
    assert all(ref in told for ref in ("D9", "I10", "D11", "A12", "H13"))


def test_an_observation_cell_holds_the_figure_it_gave(catalogue: Catalogue) -> None:
    """What was printed, read back by Decimal alone, is the figure kept: no cell gave another cell's number."""
    loaded = read_file("bury.xlsx", SAMPLE.read_bytes(), catalogue)
    for o in loaded.observations:
        if o.value is not None and o.measure == "figure":
            digits = o.raw.partition("(")[0].strip().removesuffix("%").replace(",", "").replace("−", "-")
            assert float(Decimal(digits)) == o.value, o.source
