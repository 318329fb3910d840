"""Targets as councils print them in a cell: bounds, ranges, a day by which they are due. What is none of these is left alone."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.model.indicator import Unit
from loaders.cells.figure_cells import CellValue, number_or_reason
from loaders.cells.target_cells import read_target
from loaders.spreadsheet.sheet import GridCell

BOUNDS = [
    ("≤ 3", "at most", 3), ("≤3", "at most", 3), ("<= 3", "at most", 3), ("=< 3", "at most", 3), ("at most 3", "at most", 3),
    ("no more than 3", "at most", 3), ("not more than 3", "at most", 3), ("up to 3", "at most", 3), ("max 3", "at most", 3),
    ("Maximum of 3", "at most", 3), ("3 or fewer", "at most", 3), ("3 or less", "at most", 3), ("3 and under", "at most", 3),
    ("3 max", "at most", 3), ("no higher than 3", "at most", 3), ("within 3", "at most", 3),
    ("<40", "below", 40), ("< 40", "below", 40), ("under 40", "below", 40), ("below 40", "below", 40), ("less than 40", "below", 40),
    ("Fewer than 40", "below", 40), ("lower than 40", "below", 40),
    ("≥ 90%", "at least", 90), (">= 90%", "at least", 90), ("=> 90%", "at least", 90), ("at least 90%", "at least", 90),
    ("At least 90 %", "at least", 90), ("90% or more", "at least", 90), ("90% or above", "at least", 90), ("90% or higher", "at least", 90),
    ("90% and over", "at least", 90), ("90%+", "at least", 90), ("min 90%", "at least", 90), ("minimum of 90%", "at least", 90),
    ("no less than 90 per cent", "at least", 90), ("not less than 90%", "at least", 90), ("not lower than 90%", "at least", 90),
    (">95", "above", 95), ("> 95", "above", 95), ("over 95", "above", 95), ("above 95", "above", 95), ("more than 95", "above", 95),
    ("greater than 1,200", "above", 1200), ("exceeding 95", "above", 95),
]  # fmt: skip
RANGES = [
    ("50-60", 50, 60), ("50 - 60", 50, 60), ("50–60", 50, 60), ("50 to 60", 50, 60), ("between 50 and 60", 50, 60),
    ("Between 50% and 60%", 50, 60), ("50-60%", 50, 60), ("50%-60%", 50, 60), ("from 1,000 to 1,200", 1000, 1200), ("0.5-1.5", 0.5, 1.5),
    ("1-4", 1, 4),
]  # fmt: skip
DATED = [
    ("90% by Mar 25", "", 90, date(2025, 3, 31)), ("90% by March 2025", "", 90, date(2025, 3, 31)),
    ("90% by 31 March 2025", "", 90, date(2025, 3, 31)), ("90% by 31st March 2025", "", 90, date(2025, 3, 31)),
    ("90% by 31/03/2025", "", 90, date(2025, 3, 31)), ("90% (by Mar 25)", "", 90, date(2025, 3, 31)),
    ("90%, by Mar 25", "", 90, date(2025, 3, 31)),
    ("80% by the end of 2025/26", "", 80, date(2026, 8, 31)), ("80% by end of March 2026", "", 80, date(2026, 3, 31)),
    ("80% by end March 2026", "", 80, date(2026, 3, 31)), ("40 by Q4 2024/25", "", 40, date(2025, 3, 31)),
    ("80% by Summer 2025/26", "", 80, date(2026, 8, 31)), ("≥ 90% by Mar 25", "at least", 90, date(2025, 3, 31)),
    ("at least 90% by 2026", "at least", 90, date(2026, 12, 31)), ("<40 by Mar 25", "below", 40, date(2025, 3, 31)),
    ("80% before April 2026", "", 80, date(2026, 3, 31)),
]  # fmt: skip
NONE = [
    "90%", "40", "2025/26", "2024-25", "2025-2026", "Mar 25", "as agreed", "improve by 5%", "top quartile", "TBC", "58 (4.0%)",
    "England + 5", "",
    "5 0%", "about 40", "better than 90", "see plan by Mar 25", "Q1 2025", "<", "between", "£40-50", "12 weeks",
]  # fmt: skip


@pytest.mark.parametrize(("text", "bound", "number"), BOUNDS)
def test_a_bound_is_read_as_it_is_said(text: str, bound: str, number: int) -> None:
    found = read_target(text, "calendar year")
    assert found is not None
    assert (found.bound, found.number, found.fault, found.due) == (bound, Decimal(number), "", None)
    assert found.percent == ("%" in text or "cent" in text)


@pytest.mark.parametrize(("text", "low", "high"), RANGES)
def test_a_range_has_both_ends(text: str, low: float, high: float) -> None:
    found = read_target(text, "calendar year")
    assert found is not None
    assert (found.number, found.low, found.high, found.fault) == (None, Decimal(str(low)), Decimal(str(high)), "")
    assert found.percent == ("%" in text)


@pytest.mark.parametrize(("text", "bound", "number", "due"), DATED)
def test_a_dated_target_is_due_on_the_last_day_of_what_it_names(text: str, bound: str, number: int, due: date) -> None:
    found = read_target(text, "calendar year")
    assert found is not None
    assert (found.bound, found.number, found.due, found.fault) == (bound, Decimal(number), due, "")


@pytest.mark.parametrize("text", NONE)
def test_what_states_no_bound_no_range_and_no_day_is_left_alone(text: str) -> None:
    assert read_target(text, "calendar year") is None


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("90% by year end", "names a day that cannot be read, ‘year end’"),
        ("90% by 31/02/2025", "names a day that cannot be read, ‘31/02/2025’"),
        ("60-50", "is a range whose floor is above its ceiling"),
    ],
)  # fmt: skip
def test_a_day_that_cannot_be_read_and_a_range_upside_down_are_faults(text: str, fault: str) -> None:
    found = read_target(text, "calendar year")
    assert found is not None
    assert found.fault == fault
    assert number_or_reason(GridCell(1, 1, text), Unit.PERCENT, {}, target=True) == CellValue(fault=fault)


def test_only_a_targets_cell_reads_bounds_and_ranges() -> None:
    for text in ("≤ 3", "<40", "50-60", "90% by Mar 25", "at least 90%"):
        assert number_or_reason(GridCell(1, 1, text), Unit.PERCENT, {}).fault
        assert not number_or_reason(GridCell(1, 1, text), Unit.PERCENT, {}, target=True).fault


@pytest.mark.parametrize("text", ["≤ 3%", "50-60%", "at least 90%", "90% by Mar 25"])
def test_a_percentage_is_no_target_of_a_count(text: str) -> None:
    assert number_or_reason(GridCell(1, 1, text), Unit.COUNT, {}, target=True).fault == "is a percentage, where a count belongs"


@given(st.text(max_size=70))
def test_no_text_stops_a_file(text: str) -> None:
    found = read_target(text, "academic year")
    assert found is None or isinstance(found.fault, str)


@given(st.integers(0, 10**6), st.sampled_from(["≤ {}", "<{}", "at least {}", "{} or more", "{}-{}", "{} by Mar 25"]))
def test_the_number_that_stands_in_the_cell_is_the_number_that_is_read(number: int, shape: str) -> None:
    found = read_target(shape.format(number, number), "calendar year")
    assert found is not None
    assert found.number == number or (found.low, found.high) == (number, number)
