"""A KPI that turns red opens an exception for its accountable lead; which words belong to which figure. Pure."""

from __future__ import annotations

from data.model import Period
from kpis import show


def commentary_key(code: str, period: Period) -> str:
    """The key under which commentary on one figure is kept: the KPI and its period as readers write it, as ``S5/2016``."""
    return f"{code}/{show.period(period)}"
