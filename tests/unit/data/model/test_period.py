"""The day so many months on."""

from __future__ import annotations

from datetime import date

import pytest

from data.model.period import months_on


@pytest.mark.parametrize(
    ("day", "months", "wanted"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)), (date(2028, 1, 31), 1, date(2028, 2, 29)), (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2026, 12, 15), 2, date(2027, 2, 15)), (date(2026, 1, 31), -11, date(2025, 2, 28)), (date(2026, 3, 1), 0, date(2026, 3, 1)),
    ],
)  # fmt: skip
def test_a_month_on_is_the_same_day_or_the_last(day: date, months: int, wanted: date) -> None:
    assert months_on(day, months) == wanted
