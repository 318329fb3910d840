"""One figure of a source with whose it is, or the named reason for its absence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
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


END_TARGET = "an end target: no period is printed for it"  # stands in the basis of a target without a period of its own


class CellPart(StrEnum):
    """A cell such as ``58 (4.0%)`` holds two measures: the figure and its share of a whole. Some sheets print a figure's parts too.

    A target's cell may say more than its figure: ``≤ 3`` and ``<40`` are bounds, ``50-60`` has two of them and no figure, ``90% by Mar 25``
    is due on a day (kept as the number 20250331).
    """

    FIGURE = "figure"
    SHARE = "share"
    NUMERATOR = "numerator"
    DENOMINATOR = "denominator"
    AT_LEAST = "at least"
    AT_MOST = "at most"
    ABOVE = "above"
    BELOW = "below"
    DUE = "due"


BOUNDS = (CellPart.AT_LEAST, CellPart.AT_MOST, CellPart.ABOVE, CellPart.BELOW)


def due_number(day: date) -> float:
    """The day by which a target is due as it is kept: 31 March 2025 is 20250331."""
    return float(day.year * 10_000 + day.month * 100 + day.day)


def due_day(number: float) -> date:
    """The day that is kept as a number.

    >>> due_day(20250331.0)
    datetime.date(2025, 3, 31)
    """
    whole = int(number)
    return date(whole // 10_000, whole // 100 % 100, whole % 100)


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """One figure of a source, or the named reason for its absence; never both, never neither.

    ``area`` is whose figure it is; ``reporter`` is the partnership whose file gave it. ``raw`` is the printed text. ``basis`` says in
    words how it came about, first how it is counted where that is not the usual way: see ``counting_basis``.
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
