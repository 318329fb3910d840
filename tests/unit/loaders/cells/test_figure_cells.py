"""One cell to a number or a named reason: a table of cases, and properties over numbers and texts at large."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.catalogue.catalogue import Catalogue
from data.model.indicator import Unit
from data.model.observation import Missing
from loaders.cells.figure_cells import CellValue, number_or_reason
from loaders.spreadsheet.sheet import GridCell

NBSP, MINUS = "\u00a0", "\u2212"
REASONS: Mapping[str, Missing] = {"tbc": Missing.TO_BE_CONFIRMED, "c": Missing.SUPPRESSED, "n/a": Missing.NOT_APPLICABLE}


def read(text: str, unit: Unit = Unit.SCORE) -> CellValue:
    return number_or_reason(GridCell(1, 1, text), unit, REASONS)


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("0", Unit.COUNT, 0.0),
        ("78", Unit.COUNT, 78.0),
        ("1,136,905", Unit.COUNT, 1136905.0),
        ("1136905 (NW)", Unit.COUNT, 1136905.0),
        ("15.80%", Unit.PERCENT, 15.8),
        ("15.8 %", Unit.PERCENT, 15.8),
        ("15.8", Unit.PERCENT, 15.8),
        (".5", Unit.SCORE, 0.5),
        ("+0.12", Unit.SCORE, 0.12),
        ("-0.68", Unit.SCORE, -0.68),
        (f"{MINUS}0.68", Unit.SCORE, -0.68),
        (f"{NBSP}5.0{NBSP}%{NBSP}", Unit.PERCENT, 5.0),
        ("14.4% (NW)", Unit.PERCENT, 14.4),
    ],
)
def test_a_number_as_people_write_it_is_read(text: str, unit: Unit, value: float) -> None:
    figure = read(text, unit)
    assert (figure.value, figure.missing, figure.fault) == (value, None, "")


@pytest.mark.parametrize(("text", "value", "share"), [("58 (4.0%)", 58.0, 4.0), ("603(41.1 %)", 603.0, 41.1), ("1,200 (5%)", 1200.0, 5.0)])
def test_a_count_with_a_share_gives_both(text: str, value: float, share: float) -> None:
    assert read(text, Unit.COUNT) == CellValue(value, share=share)


@pytest.mark.parametrize(("text", "tag"), [("1136905 (NW)", "NW"), ("8669080 (North West)", "North West"), ("5", "")])
def test_a_tag_in_brackets_is_kept_beside_the_number(text: str, tag: str) -> None:
    assert read(text).tag == tag


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("TBC", Missing.TO_BE_CONFIRMED),
        (" tbc ", Missing.TO_BE_CONFIRMED),
        ("c", Missing.SUPPRESSED),
        ("N/A", Missing.NOT_APPLICABLE),
    ],
)
def test_a_reason_is_a_reason_and_no_number(text: str, missing: Missing) -> None:
    assert read(text) == CellValue(missing=missing)


def test_no_cell_is_blank_and_zero_is_not() -> None:
    assert number_or_reason(None, Unit.COUNT, REASONS) == CellValue(missing=Missing.BLANK)
    assert read("0", Unit.COUNT).value == 0.0


NOT_NUMBERS = (
    """
about 40|1.2.3|1,23|12,34,567|4-5|4/5|--4|4-|%|-|+|.|,|()|(NW)|1 234|58 (4.0)|58 (4.0%) (NW)|5%%|£5|1e5|0x10|nan|inf|Infinity
1_000|five|12 (7)|12 (NW) 3|2016/17
""".strip()
    .replace("\n", "|")
    .split("|")
)


@pytest.mark.parametrize("text", NOT_NUMBERS)
def test_what_is_neither_a_number_nor_a_reason_is_a_fault(text: str) -> None:
    figure = read(text, Unit.COUNT)
    assert figure.fault
    assert (figure.value, figure.missing, figure.share) == (None, None, None)


@pytest.mark.parametrize(("text", "unit"), [("5%", Unit.COUNT), ("5%", Unit.SCORE), ("5.0 % (NW)", Unit.COUNT)])
def test_a_percentage_is_a_fault_where_a_count_or_a_score_belongs(text: str, unit: Unit) -> None:
    assert "is a percentage" in read(text, unit).fault


def test_a_fraction_shown_as_a_percentage_is_read_in_per_cent_exactly() -> None:
    cell = GridCell(1, 1, "15.80%", Decimal("0.158"), percent=True)
    assert number_or_reason(cell, Unit.PERCENT, REASONS).value == 15.8
    assert number_or_reason(cell, Unit.COUNT, REASONS).fault


def test_a_fraction_not_shown_as_a_percentage_is_left_as_it_stands() -> None:
    assert number_or_reason(GridCell(1, 1, "0.158", Decimal("0.158")), Unit.PERCENT, REASONS).value == 0.158


def test_a_faulty_cell_says_what_is_wrong_with_it() -> None:
    cell = GridCell(1, 1, "=A1", fault="a formula whose result is not stored in the file")
    assert number_or_reason(cell, Unit.COUNT, REASONS) == CellValue(fault="is a formula whose result is not stored in the file")


numbers = st.decimals(min_value=Decimal("-999999999"), max_value=Decimal("999999999"), places=2, allow_nan=False, allow_infinity=False)


@given(
    numbers,
    st.booleans(),
    st.sampled_from(["-", MINUS]),
    st.sampled_from(["", "%", " %", f"{NBSP}%"]),
    st.sampled_from(["", " ", NBSP]),
)
def test_any_number_reads_back_equal_however_it_is_written(number: Decimal, commas: bool, minus: str, sign: str, edge: str) -> None:
    text = f"{abs(number):,}" if commas else f"{abs(number)}"
    if number < 0:
        text = minus + text
    figure = read(f"{edge}{text}{sign}{edge}", Unit.PERCENT)
    assert (figure.value, figure.fault) == (float(number), "")


@given(numbers, st.decimals(min_value=0, max_value=100, places=1))
def test_any_count_with_any_share_reads_back_both(number: Decimal, share: Decimal) -> None:
    figure = read(f"{number} ({share}%)", Unit.COUNT)
    assert (figure.value, figure.share) == (float(number), float(share))


@given(st.text())
def test_any_text_ends_as_exactly_one_of_number_reason_and_fault(text: str) -> None:
    figure = read(text)
    assert sum([figure.value is not None, figure.missing is not None, bool(figure.fault)]) == 1


@given(st.text(alphabet=st.characters(exclude_categories=["Nd", "No", "Nl"])))
def test_a_text_without_a_digit_is_never_a_number(text: str) -> None:
    assert read(text).value is None


@given(st.text(alphabet="0123456789.,-+% ()", min_size=1, max_size=12))
def test_no_jumble_of_number_signs_is_read_as_anything_but_the_number_it_writes(text: str) -> None:
    """Oracle: strip what may stand around a number, drop thousands commas that stand right, and let Decimal read the rest."""
    figure = read(text, Unit.PERCENT)
    if figure.value is None:
        return
    head = text.partition("(")[0].strip().removesuffix("%").strip()
    assert figure.value == float(Decimal(head.replace(",", "")))


def test_the_words_for_a_reason_are_the_catalogues(catalogue: Catalogue) -> None:
    reasons = catalogue.reading.reasons
    expected = {
        "TBC": "to be confirmed", "[illegible]": "illegible", "c": "suppressed", "z": "not applicable", "x": "not available",
        "low": "low", "u": "low reliability", "<5": "suppressed", "..": "not available",
    }  # fmt: skip
    read_as = {text: number_or_reason(GridCell(1, 1, text), Unit.COUNT, reasons).missing for text in expected}
    assert read_as == expected


@pytest.mark.parametrize(
    ("text", "unit", "value", "note", "status"),
    [
        ("1.17% (projected end of year)", Unit.PERCENT, 1.17, "projected end of year", "projected"),  # Devon's published KPI page
        ("30.8% (national SEN2 2022)", Unit.PERCENT, 30.8, "national SEN2 2022", "as reported"),
        ("10.9% (academic year 21/22)", Unit.PERCENT, 10.9, "academic year 21/22", "as reported"),
        ("45.2p", Unit.PERCENT, 45.2, "", "provisional"),
        ("45.2% (p)", Unit.PERCENT, 45.2, "p", "provisional"),
        ("612 r", Unit.COUNT, 612.0, "", "revised"),
        ("45.2*", Unit.POINTS, 45.2, "*", "as reported"),
        ("45.2 [1]", Unit.POINTS, 45.2, "[1]", "as reported"),
        ("45.2¹", Unit.POINTS, 45.2, "¹", "as reported"),
        ("1.2m", Unit.COUNT, 1_200_000.0, "", "as reported"),
        ("4.0% (58)", Unit.PERCENT, 4.0, "58", "as reported"),
        ("(0.35)", Unit.SCORE, -0.35, "", "as reported"),
    ],
)
def test_notes_marks_and_firmness_are_kept_beside_the_number(text: str, unit: Unit, value: float, note: str, status: str) -> None:
    found = number_or_reason(GridCell(1, 1, text), unit, {})
    assert (found.value, found.note, found.status.value, found.fault) == (value, note, status, "")


def test_a_share_may_stand_before_its_count() -> None:
    found = number_or_reason(GridCell(1, 1, "4.0% (58)"), Unit.COUNT, {})
    assert (found.value, found.share) == (58.0, 4.0)


@pytest.mark.parametrize(
    ("text", "unit", "words"),
    [
        ("5 0%", Unit.PERCENT, "has a space inside the number"),
        ("(4)", Unit.COUNT, "stands in brackets"),
        ("£3.4m", Unit.COUNT, "is an amount of money"),
        ("10.9 (12)", Unit.PERCENT, "holds two numbers of one kind"),
        ("58 (4.0%)", Unit.PERCENT, "is a count, where a percentage belongs"),
        ("13.02%", Unit.RATE, "is a percentage, where a rate belongs"),
        ("13.02%", Unit.SCORE, "is a percentage, where a score belongs"),
        ("1.2m", Unit.PERCENT, "is not a number"),
    ],
)
def test_what_could_be_read_two_ways_is_a_fault_in_words(text: str, unit: Unit, words: str) -> None:
    assert words in number_or_reason(GridCell(1, 1, text), unit, {}).fault


def test_a_date_is_never_read_as_a_figure() -> None:
    assert "a date" in number_or_reason(GridCell(1, 1, "04-Mar-26", dated=True), Unit.COUNT, {}).fault


@pytest.mark.parametrize("unit", [Unit.PERCENT, Unit.COUNT, Unit.RATE])
def test_a_year_in_brackets_is_a_note_and_never_a_second_number(unit: Unit) -> None:
    found = number_or_reason(GridCell(1, 1, "30.8 (2022)"), unit, {})
    assert (found.value, found.note, found.share, found.fault) == (30.8, "2022", None, "")
