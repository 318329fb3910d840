"""Small numbers: what can be worked back is told exactly where linear algebra says so, and nothing small or had is left when hidden."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.catalogue.catalogue import Catalogue
from data.model.observation import WITHHELD
from data.model.period import Period, PeriodKind
from data.model.reading_rules import SumRule
from kpis.figures.small_numbers import MARK, CountedFigure, SmallNumbers, controlled, found, worked_back
from kpis.figures.stored_rows import records
from tests.conftest import BURY

STARTS = [date(2023, month, 1) for month in range(4, 13)]
SUM = SumRule(parts=("S3", "S4"), whole="S2", of_target=False, tolerance=0.1, hint="")


def period(first: int, last: int) -> Period:
    """From one month to another, by their places in ``STARTS``."""
    end = (STARTS[last].replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    kind = PeriodKind.MONTH if first == last else PeriodKind.YEAR_TO_DATE if first == 0 else PeriodKind.QUARTER
    return Period(f"{STARTS[first]:%b %y} to {STARTS[last]:%b %y}", kind, STARTS[first], end)


def figure(first: int, last: int, value: float | None = 9.0, code: str = "S10", *, additive: bool = True) -> CountedFigure:
    return CountedFigure(code, period(first, last), value, value is None, additive)


def row(code: str, first: int, last: int, value: float | None, measure: str = "figure") -> dict[str, Any]:
    at = period(first, last)
    return {
        "indicator": code, "reporter": BURY, "area": BURY, "series": "own", "measure": measure, "period": at.label,
        "period_kind": at.kind.value, "first": at.first, "last": at.last, "value": value,
        "missing": None if value is not None else "suppressed", "raw": "printed", "origin": "local", "notice": "",
    }  # fmt: skip


def test_a_year_to_date_less_its_other_months_gives_the_hidden_one() -> None:
    shown = [figure(n, n) for n in range(6) if n != 2] + [figure(2, 2, None), figure(0, 5, 68.0)]
    (way,) = worked_back(shown, ())
    assert way.how == "Apr 23 to Sep 23 less Apr 23 to Apr 23, May 23 to May 23, Jul 23 to Jul 23, Aug 23 to Aug 23, Sep 23 to Sep 23"
    assert len(way.of) == 6
    assert list(worked_back(shown[:-1], ())) == []


def test_months_that_fill_a_quarter_are_added_and_nothing_is_taken_away() -> None:
    (way,) = worked_back([figure(0, 2, None), *(figure(n, n) for n in range(3))], ())
    assert way.how == "Apr 23 to Apr 23 plus May 23 to May 23 plus Jun 23 to Jun 23"
    assert not way.less


def test_a_share_is_the_whole_less_the_other_part_and_the_whole_their_sum() -> None:
    parts = [figure(0, 0, 16.0, "S2", additive=False), figure(0, 0, None, "S3", additive=False), figure(0, 0, 3.2, "S4", additive=False)]
    assert [way.how for way in worked_back(parts, [SUM])] == ["S2 less S4"]
    whole = [figure(0, 0, None, "S2", additive=False), figure(0, 0, 12.8, "S3", additive=False), figure(0, 0, 3.2, "S4", additive=False)]
    assert [way.how for way in worked_back(whole, [SUM])] == ["S3 plus S4"]
    assert list(worked_back([parts[1], parts[2]], [SUM])) == []


def test_counts_of_1_to_4_are_counted_and_percentages_are_not() -> None:
    told = found([figure(n, n, float(n)) for n in range(7)] + [figure(0, 0, 3.0, "S4", additive=False)], ())
    assert [one.value for one in told.small] == [1.0, 2.0, 3.0, 4.0]
    assert not found([figure(0, 0, 0.0), figure(1, 1, 5.0)], ())


spans = st.tuples(st.integers(0, 8), st.integers(0, 8)).filter(lambda one: one[0] <= one[1])


def had(hidden: tuple[int, int], shown: Sequence[tuple[int, int]]) -> bool:
    """Whether a sum of months is a linear combination of sums that are known: by the rank of the matrix."""
    if not shown:
        return False
    rows = np.array([[first <= month <= last for month in range(9)] for first, last in shown], dtype=float)
    asked = np.array([hidden[0] <= month <= hidden[1] for month in range(9)], dtype=float)
    return bool(np.linalg.matrix_rank(rows) == np.linalg.matrix_rank(np.vstack([rows, asked])))


@given(spans, st.lists(spans, max_size=9, unique=True))
def test_what_can_be_had_is_told_exactly_where_linear_algebra_says_so(hidden: tuple[int, int], shown: list[tuple[int, int]]) -> None:
    shown = [one for one in shown if one != hidden]
    figures = [figure(*hidden, None), *(figure(*one) for one in shown)]
    assert bool(list(worked_back(figures, ()))) == had(hidden, shown)


@given(st.lists(st.integers(0, 500), min_size=9, max_size=9), spans, st.lists(spans, max_size=9, unique=True))
def test_what_is_said_to_give_it_gives_it(months: list[int], hidden: tuple[int, int], shown: list[tuple[int, int]]) -> None:
    figures = [figure(first, last, float(sum(months[first : last + 1]))) for first, last in shown if (first, last) != hidden]
    for way in worked_back([figure(*hidden, None), *figures], ()):
        assert sum(one.value or 0 for one in way.plus) - sum(one.value or 0 for one in way.less) == sum(months[hidden[0] : hidden[1] + 1])


@given(st.dictionaries(spans, st.integers(0, 12) | st.none(), max_size=10))
def test_hidden_nothing_small_is_left_and_nothing_withheld_can_be_had(
    catalogue: Catalogue, values: Mapping[tuple[int, int], int | None]
) -> None:
    frame = pd.DataFrame([row("S10", *span, None if value is None else float(value)) for span, value in values.items()], dtype=object)
    frame = frame if len(frame) else pd.DataFrame(columns=list(row("S10", 0, 0, 1.0)))
    left = list(records(controlled(frame, SmallNumbers.HIDE, place=BURY, known=catalogue.indicators, sums=catalogue.sums)))
    shown = [span for span, one in zip(values, left, strict=True) if one["value"] is not None]
    assert not any(one["value"] is not None and 1 <= one["value"] <= 4 for one in left)
    assert not any(had(span, shown) for span, one in zip(values, left, strict=True) if one["missing"] in WITHHELD)
    assert all(one["notice"] == MARK[SmallNumbers.HIDE] for one in left)


@given(st.lists(st.integers(0, 500), min_size=1, max_size=9))
def test_rounded_every_count_is_a_multiple_of_5_within_2_and_parts_are_gone(catalogue: Catalogue, values: list[int]) -> None:
    rows = [row("E9", n, n, float(value)) for n, value in enumerate(values)] + [row("E9", n, n, 0.9, "share") for n in range(len(values))]
    frame = pd.DataFrame(rows, dtype=object)
    left = list(records(controlled(frame, SmallNumbers.ROUND, place=BURY, known=catalogue.indicators, sums=catalogue.sums)))
    for was, now in zip(values, left, strict=False):
        assert now["value"] % 5 == 0
        assert abs(now["value"] - was) <= 2
        assert now["raw"] == "rounded"
    assert all(one["value"] is None for one in left if one["measure"] == "share")


def test_hidden_the_share_and_the_parts_of_a_small_count_go_with_it(catalogue: Catalogue) -> None:
    rows = [row("E9", 0, 0, 2.0), row("E9", 0, 0, 0.4, "share"), row("E9", 0, 0, 2.0, "numerator"), row("E9", 1, 1, 58.0)]
    left = list(records(controlled(pd.DataFrame(rows, dtype=object), SmallNumbers.HIDE, place=BURY, known=catalogue.indicators, sums=())))
    assert [one["value"] for one in left] == [None, None, None, 58.0]
    assert {one["raw"] for one in left[:3]} == {"hidden"}


@pytest.mark.parametrize("how", [SmallNumbers.HIDE, SmallNumbers.ROUND])
def test_a_share_that_would_give_a_withheld_one_away_is_hidden_too(catalogue: Catalogue, how: SmallNumbers) -> None:
    frame = pd.DataFrame([row("S2", 0, 0, 16.0), row("S3", 0, 0, None), row("S4", 0, 0, 3.2)], dtype=object)
    left = list(records(controlled(frame, how, place=BURY, known=catalogue.indicators, sums=[SUM])))
    assert [one["value"] for one in left] == [16.0, None, None]


def test_as_given_the_very_rows_are_handed_on(catalogue: Catalogue) -> None:
    frame = pd.DataFrame([row("S10", 0, 0, 2.0)], dtype=object)
    assert controlled(frame, SmallNumbers.AS_GIVEN, place=BURY, known=catalogue.indicators, sums=()) is frame
