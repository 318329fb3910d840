"""What a printed target says besides its figure: that it is a bound or a range, by when it is due, that no period was given for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetTerms:
    """``low`` and ``high`` are the ends of what meets the target, in the KPI's unit; a ``strict`` end does not meet it itself.

    ``due`` is the day by which it is to be reached; ``undated`` is an end target that stands in no period's column.
    """

    low: float | None = None
    high: float | None = None
    strict: bool = False
    due: date | None = None
    undated: bool = False

    @property
    def banded(self) -> bool:
        """Whether it names a range instead of one figure."""
        return self.low is not None and self.high is not None
