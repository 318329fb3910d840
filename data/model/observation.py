"""One figure of a source with whose it is, or the named reason for its absence."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from data.model.period import Firmness, Period


class Missing(StrEnum):
    """Why there is no number. A true zero is a number and has no reason."""

    BLANK = "blank"
    TO_BE_CONFIRMED = "to be confirmed"
    ILLEGIBLE = "illegible"
    UNREADABLE = "unreadable"
    NOT_APPLICABLE = "not applicable"
    NOT_AVAILABLE = "not available"
    SUPPRESSED = "suppressed"
    LOW = "low"
    UNRELIABLE = "low reliability"
    NOT_GIVEN = "not given"
    REMOVED = "removed"  # for good, by somebody and on a day that its printed text says


# The reasons that protect small numbers: whoever gives one takes back what was given before of the same period.
WITHHELD = frozenset({Missing.SUPPRESSED, Missing.LOW})


class FigureRole(StrEnum):
    """Whose figure a number is, as a scorecard's columns give it. A milestone is a target for one date on the way."""

    OWN = "own"
    TARGET = "target"
    MILESTONE = "milestone"
    BASELINE = "baseline"
    NEIGHBOURS = "statistical neighbours"
    REGION = "region"
    ENGLAND = "england"
    OTHER = "another area"


COMPARATORS = (FigureRole.NEIGHBOURS, FigureRole.REGION, FigureRole.ENGLAND)


class CellPart(StrEnum):
    """A cell such as ``58 (4.0%)`` holds two measures: the figure and its share of a whole. Some sheets print a figure's parts too."""

    FIGURE = "figure"
    SHARE = "share"
    NUMERATOR = "numerator"
    DENOMINATOR = "denominator"


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """One figure of a source, or the named reason for its absence; never both, never neither.

    ``area`` is whose figure it is; ``reporter`` is the partnership whose file gave it. ``raw`` is the printed text.
    """

    indicator: str
    reporter: str
    area: str
    series: FigureRole
    measure: CellPart
    period: Period
    value: float | None
    missing: Missing | None
    raw: str
    file: str
    sheet: str
    cell: str
    basis: str = ""
    status: Firmness = Firmness.AS_REPORTED
    data_source: str = ""
    origin: str = "local"

    def __post_init__(self) -> None:
        if (self.value is None) == (self.missing is None):
            raise ValueError(f"{self.source}: an observation holds a value or a reason, never both or neither")

    @property
    def source(self) -> str:
        """The cell the figure came from, as ``file!sheet!cell``."""
        return f"{self.file}!{self.sheet}!{self.cell}"
