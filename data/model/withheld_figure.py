"""A figure that a later file withholds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from data.model.period import Period


@dataclass(frozen=True, slots=True)
class WithheldFigure:
    """A figure of an area that is withheld, and when the mark that withholds it was recorded (UTC, no zone)."""

    area: str
    indicator: str
    period: Period
    recorded_at: datetime
