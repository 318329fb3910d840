"""Part of a year is below a whole year's figure whatever happens: the mark that a figure for the year so far carries everywhere. Pure."""

from __future__ import annotations

from data.model.observation import COMPARATORS
from data.model.period import PeriodKind
from kpis.figures.figure import Value
from kpis.standing.kpi_standing import Standing

PART = "part of a year"
APART = "part of a year, not compared with whole years"
PRINTED_BESIDE = "part of a year; are the comparators of the same months?"
WHOLE = (PeriodKind.CALENDAR_YEAR, PeriodKind.ACADEMIC_YEAR, PeriodKind.FINANCIAL_YEAR, PeriodKind.ROLLING_YEAR)


def mark(standing: Standing) -> str:
    """What stands beside a figure for the year so far, empty for any other.

    A comparator for a whole year never stands beside it, since only figures of the very same dates do; one that the sheet prints for
    the same part of a year does, and is asked about.
    """
    own = standing.own
    if own is None or own.value is None or own.period.kind is not PeriodKind.YEAR_TO_DATE:
        return ""
    if any(v.value is not None for v in standing.comparators.values()):
        return PRINTED_BESIDE
    others = [v for series in COMPARATORS for v in standing.others.get(series, ())]
    return APART if any(map(_whole, (*others, *standing.alongside))) else PART


def _whole(value: Value) -> bool:
    return value.value is not None and value.period.kind in WHOLE
