"""Which figures speak for today: by hand-worked days, a rule a row."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.catalogue.catalogue import read
from data.model.period import Period, PeriodKind
from kpis.figures.figure import Value, value_of
from kpis.standing import kpi_standing
from kpis.standing.kpi_standing import Standing, change_between
from kpis.standing.timeliness import Timeliness, figure_age, next_due, unfinished
from kpis.targets.rag import RagStatus
from tests.factories.periods import month
from tests.factories.standings import OWN, row, year

KNOWN = read()
RULES = KNOWN.timeliness
assert RULES is not None
MONTHS = {"S9": [month(2026, n) for n in range(1, 7)]}


def value(code: str, period: Period, received: date, figure: float | None = 50.0, **more: object) -> Value:
    return value_of(row(code, figure, period, received=received, **more))


def standing(code: str, *rows: dict[str, object], on: date) -> Standing:
    found = kpi_standing.standings(pd.DataFrame(rows, dtype=object), KNOWN.indicators, {}, place=OWN, on=on, rules=RULES)
    return next(s for s in found if s.indicator.code == code)


@pytest.mark.parametrize(
    ("code", "period", "due"),
    [
        ("S9", month(2026, 6), date(2026, 10, 31)),  # July ends, and three months to report it
        ("S9", year(2025), date(2027, 6, 30)),  # 2026 ends, and six
        ("S2", month(2026, 1), date(2027, 7, 31)),  # a January census: the next, and six months
        ("E1", year(2025, PeriodKind.ACADEMIC_YEAR), date(2027, 4, 30)),  # 2025/26 ends in August, and eight
        ("E5", year(2024, PeriodKind.ACADEMIC_YEAR), date(2028, 4, 30)),  # none for 2024/25 and 2025/26
    ],
)
def test_the_next_figure_is_due_when_its_period_is_over_and_reported(code: str, period: Period, due: date) -> None:
    one = value(code, period, date(2026, 7, 1) if period.last and period.last < date(2026, 7, 1) else date(2026, 12, 1))
    assert next_due(one, [one], KNOWN.indicators[code], RULES) == due
    grace = timedelta(RULES.grace_days)
    assert figure_age(one, [one], KNOWN.indicators[code], due + grace, RULES).state is Timeliness.CURRENT
    late = figure_age(one, [one], KNOWN.indicators[code], due + grace + timedelta(1), RULES)
    assert late.state is Timeliness.STALE and late.due == due and f"{due.year}" in late.why


def test_what_dfe_publishes_is_awaited_by_its_own_calendar() -> None:
    """DfE's statistics of EHC plans come out in June of the year after (explore education statistics, release calendar)."""
    one = value("S5", year(2024), date(2026, 5, 2), origin="published")
    assert next_due(one, [one], KNOWN.indicators["S5"], RULES) == date(2026, 6, 30)


def test_a_line_that_comes_less_often_keeps_its_own_distance() -> None:
    quarters = [value("S9", month(2026, n), date(2026, 9, 1)) for n in (1, 4, 7)]  # a month each quarter
    assert next_due(quarters[-1], quarters, KNOWN.indicators["S9"], RULES) == date(2027, 1, 31)


def test_a_figure_of_no_stated_period_counts_from_its_receipt() -> None:
    undated = Period("Not stated", PeriodKind.NOT_STATED, None, None)
    one = value("S9", undated, date(2026, 3, 31))
    assert next_due(one, [one], KNOWN.indicators["S9"], RULES) == date(2026, 9, 30)


@pytest.mark.parametrize(
    ("period", "received", "told"),
    [
        (year(2026), date(2026, 3, 20), True),  # truth.md W3: a sheet headed 2026, received in March
        (year(2026, PeriodKind.ACADEMIC_YEAR), date(2026, 3, 20), True),
        (month(2027, 4), date(2026, 3, 20), True),
        (month(2026, 2), date(2026, 3, 20), False),
        (replace(month(2026, 3), kind=PeriodKind.YEAR_TO_DATE), date(2026, 3, 20), False),  # said to be part of a year
    ],
)
def test_a_period_that_was_not_over_when_received_is_never_rated_or_compared(period: Period, received: date, told: bool) -> None:
    one = value("S5", period, received)
    assert unfinished(one) is told
    assert not unfinished(value("S5", period, received, origin="published"))
    before = value("S5", replace(period, first=date(2020, 1, 1), last=date(2020, 12, 31)), date(2021, 2, 1), 70.0)
    assert (change_between(before, one, KNOWN.indicators["S5"], ()) is None) is told
    found = standing("S5", row("S5", 50.0, period, received=received), row("S5", 40.0, period, "target", received=received), on=received)
    if told:
        assert found.rating.status is RagStatus.NOT_RATED and "was not over when the figure was received" in found.rating.why
        assert found.rate(one).status is RagStatus.NOT_RATED and not found.counted


def test_a_measure_that_ended_is_rated_on_no_day_after_and_as_before_on_a_day_before() -> None:
    """S8 ended on 31 March 2018 (truth.md W5: it was red in November 2026)."""
    rows = [
        row("S8", 90.0, month(2018, 1), received=date(2018, 2, 20)),
        row("S8", 0.0, month(2018, 1), "target", received=date(2018, 2, 20)),
    ]
    assert standing("S8", *rows, on=date(2018, 3, 1)).rating.status is RagStatus.RED
    after = standing("S8", *rows, on=date(2026, 11, 30))
    assert (after.rating.status, after.age.state) == (RagStatus.NOT_RATED, Timeliness.ENDED)


@given(st.integers(0, 3000), st.integers(0, 3000))
def test_a_figure_never_grows_younger(first: int, more: int) -> None:
    one = value("S9", month(2020, 5), date(2020, 6, 20))
    days = [date(2020, 6, 20) + timedelta(first), date(2020, 6, 20) + timedelta(first + more)]
    early, late = (figure_age(one, [one], KNOWN.indicators["S9"], day, RULES) for day in days)
    assert early.current or not late.current
    assert early.due == late.due


def test_the_last_known_figure_stands_beside_a_newest_that_is_to_be_confirmed() -> None:
    rows = [row("S9", 31.0, month(2026, 5)), row("S9", None, month(2026, 6)) | {"missing": "to be confirmed"}]
    found = standing("S9", *rows, on=date(2026, 8, 1))
    assert found.value is None and found.last_known is not None and found.last_known.value == 31.0
