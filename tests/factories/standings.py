"""Observations in force drawn by hand, and the standing that they make."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pandas as pd

from data.catalogue.catalogue import Catalogue
from data.model.period import Break, Period, PeriodKind
from kpis.standing import kpi_standing
from kpis.standing.kpi_standing import Standing

OWN = "E08000002"
COLUMNS = {
    "own": OWN, "target": OWN, "statistical neighbours": f"SN-{OWN}", "region": "E12000002", "england": "E92000001",
}  # fmt: skip


def year(number: int, kind: PeriodKind = PeriodKind.CALENDAR_YEAR) -> Period:
    if kind is PeriodKind.ACADEMIC_YEAR:
        return Period(f"{number - 1}/{number % 100:02d}", kind, date(number - 1, 9, 1), date(number, 8, 31))
    if kind is PeriodKind.MONTH:
        return Period(f"Jan {number}", kind, date(number, 1, 1), date(number, 1, 31))
    return Period(str(number), kind, date(number, 1, 1), date(number, 12, 31))


NOT_STATED = Period("Not stated", PeriodKind.NOT_STATED, None, None)


def row(code: str, value: float | None, period: Period, series: str = "own", **more: Any) -> dict[str, Any]:
    """One observation in force, as the store gives it."""
    return {
        "load": 1, "indicator": code, "reporter": OWN, "area": COLUMNS[series], "series": series, "measure": "figure",
        "period": period.label, "period_kind": period.kind.value, "first": period.first, "last": period.last,
        "period_doubt": period.doubt, "value": value, "missing": None if value is not None else "blank", "raw": str(value),
        "file": "a.xlsx", "sheet": "Sheet", "cell": "D9", "basis": "", "status": "as reported", "data_source": "",
        "origin": "local", "received": max(date(2026, 1, 5), (period.last or date.min) + timedelta(1)), "notice": "", **more,
    }  # fmt: skip


def standing(catalogue: Catalogue, rows: list[dict[str, Any]], code: str = "S5", breaks: tuple[Break, ...] = ()) -> Standing:
    found = kpi_standing.standings(pd.DataFrame(rows, dtype=object), catalogue.indicators, {code: [6]}, breaks, place=OWN)
    return next(s for s in found if s.indicator.code == code)
