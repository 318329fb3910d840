"""An open check on one value of a standing."""

from __future__ import annotations

from dataclasses import dataclass

from data.model.observation import FigureRole
from kpis.standing.kpi_records import CheckAnswer


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureDoubt:
    """A check on one value of a standing: whose value, what the check says, what to do, its name, and where the value stands.

    ``key`` is what an answer to it is kept by: the KPI, the check, and a digest of the value, its period and what the check says, so
    that another figure is asked about again. ``answer`` is what a person said; None while it is open.
    """

    of: FigureRole
    what: str
    hint: str
    check: str
    where: str
    key: str = ""
    answer: CheckAnswer | None = None
