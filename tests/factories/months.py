"""Rows of months counted through from January of a year."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from data.model.period import Period, PeriodKind
from tests.factories.standings import row


def month(number: int, of: int) -> Period:
    first = date(number + (of - 1) // 12, (of - 1) % 12 + 1, 1)
    after = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return Period(f"{first:%b %Y}", PeriodKind.MONTH, first, after - timedelta(days=1))


def months(code: str, values: dict[int, float | None], since: int = 2024, **more: Any) -> list[dict[str, Any]]:
    """One row a month, counted from January of ``since``."""
    return [row(code, value, month(since, of), **more) for of, value in values.items()]
