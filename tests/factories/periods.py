"""Periods of any kind, months by number."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from data.model.period import Period, PeriodKind
from tests.factories.standings import row


def period(kind: PeriodKind, first: date, last: date) -> Period:
    return Period(f"{first} to {last}", kind, first, last)


def month(number: int, of: int) -> Period:
    after = date(number + of // 12, of % 12 + 1, 1)
    return period(PeriodKind.MONTH, date(number, of, 1), after - timedelta(days=1))


def monthly(*figures: tuple[int, int, float | None], code: str = "S5") -> list[dict[str, Any]]:
    return [row(code, value, month(number, of)) for number, of, value in figures]
