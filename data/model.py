"""The words of the domain as frozen types. No pandas, no files, no clock."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from data.asking import Answers, Question


class Polarity(StrEnum):
    """Which way is better. A neutral indicator is never coloured."""

    HIGHER = "higher"
    LOWER = "lower"
    NEUTRAL = "neutral"


class Unit(StrEnum):
    """What one of an indicator's figures is counted in. A difference between percentages is in points."""

    PERCENT = "%"
    COUNT = "count"
    POINTS = "points"
    SCORE = "score"
    RATE = "rate"


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


class Series(StrEnum):
    """Whose figure a number is, as a scorecard's columns give it. A milestone is a target for one date on the way."""

    OWN = "own"
    TARGET = "target"
    MILESTONE = "milestone"
    BASELINE = "baseline"
    NEIGHBOURS = "statistical neighbours"
    REGION = "region"
    ENGLAND = "england"
    OTHER = "another area"


COMPARATORS = (Series.NEIGHBOURS, Series.REGION, Series.ENGLAND)


class Measure(StrEnum):
    """A cell such as ``58 (4.0%)`` holds two measures: the figure and its share of a whole. Some sheets print a figure's parts too."""

    FIGURE = "figure"
    SHARE = "share"
    NUMERATOR = "numerator"
    DENOMINATOR = "denominator"


class CellKind(StrEnum):
    """What became of one non-empty cell of a loaded sheet: exactly one of these."""

    HEADING = "heading"
    LABEL = "label"
    OBSERVATION = "observation"
    MISSING = "missing"
    REFUSED = "refused"


class Status(StrEnum):
    """How firm a figure is, as its source says."""

    AS_REPORTED = "as reported"
    PROVISIONAL = "provisional"
    REVISED = "revised"
    ESTIMATED = "estimated"
    PROJECTED = "projected"
    FINAL = "final"


class Severity(StrEnum):
    """How much a finding matters: a check may be wrong, a note is for information."""

    CHECK = "check"
    NOTE = "note"


class PeriodKind(StrEnum):
    """The shape of a period. Only periods of one kind can adjoin."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    TERM = "term"
    QUARTER = "quarter"
    CALENDAR_YEAR = "calendar year"
    ACADEMIC_YEAR = "academic year"
    FINANCIAL_YEAR = "financial year"
    THREE_YEARS = "three years"
    ROLLING_YEAR = "rolling year"
    YEAR_TO_DATE = "year to date"
    NOT_STATED = "not stated"


@dataclass(frozen=True, slots=True)
class Period:
    """Two dates and the label the source printed; dates are absent only where the source states none."""

    label: str
    kind: PeriodKind
    first: date | None
    last: date | None
    doubt: str = ""
    status: Status = Status.AS_REPORTED


@dataclass(frozen=True, slots=True)
class Section:
    """A group of KPIs on the scorecard: S, E, P or L."""

    code: str
    title: str
    printed: tuple[str, ...]
    summary: str


@dataclass(frozen=True, slots=True)
class Standard:
    """A legal standard: what the law asks, never what a partnership agreed."""

    value: float
    basis: str


@dataclass(frozen=True, slots=True)
class Indicator:
    """One KPI of the catalogue. ``tolerance`` is in the KPI's unit, or in per cent of the target (``tolerance_of``).

    ``over_time`` is False where a figure is relative to its own year, so that no change between years means anything.
    ``area`` is the area whose own KPI it is; empty for one of the shipped catalogue. ``whole`` is the KPI whose figure of the same
    period is the denominator of this one; a rate is ``per`` so many.
    """

    code: str
    section: str
    printed: str
    title: str
    short: str
    unit: Unit
    noun: str
    decimals: int
    polarity: Polarity
    numerator: str
    denominator: str
    data_source: str
    owner: str
    frequency: str
    period_basis: str
    definition: str
    caveats: str
    changed: str
    plausible: tuple[float, float]
    tolerance: float
    tolerance_of: str
    share_of: str = ""
    retired: date | None = None
    standard: Standard | None = None
    over_time: bool = True
    area: str = ""
    whole: str = ""
    per: float = 100.0


@dataclass(frozen=True, slots=True)
class Area:
    """A place: an authority, a region or England. ``code`` is the nine-digit code in force."""

    code: str
    code3: str
    name: str
    level: str
    region: str
    part: str
    abbreviation: str
    aliases: tuple[str, ...]
    former_codes: tuple[str, ...]
    opened: date | None
    closed: date | None
    predecessors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Break:
    """A change of method: figures before ``first`` do not compare with figures from it on."""

    indicators: tuple[str, ...]
    first: date
    words: str
    source: str


@dataclass(frozen=True, slots=True)
class Priority:
    """One priority of a plan. Its number is a number, so that Priority 6 is never taken for KPI P6."""

    number: int
    title: str
    indicators: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """An area's improvement plan in one version, with its own links from priorities to KPIs."""

    id: str
    area: str
    title: str
    version: str
    dated: date
    source: str
    note: str
    priorities: tuple[Priority, ...]

    def numbers_of(self, code: str) -> tuple[int, ...]:
        """The priorities that a KPI belongs to in this plan."""
        return tuple(p.number for p in self.priorities if code in p.indicators)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to know about one place of a source: where, what, what to do. ``indicator`` may be empty."""

    severity: Severity
    where: str
    what: str
    hint: str
    check: str
    indicator: str = ""


@dataclass(frozen=True, slots=True)
class Observation:
    """One figure of a source, or the named reason for its absence; never both, never neither.

    ``area`` is whose figure it is; ``reporter`` is the partnership whose file gave it. ``raw`` is the printed text.
    """

    indicator: str
    reporter: str
    area: str
    series: Series
    measure: Measure
    period: Period
    value: float | None
    missing: Missing | None
    raw: str
    file: str
    sheet: str
    cell: str
    basis: str = ""
    status: Status = Status.AS_REPORTED
    data_source: str = ""
    origin: str = "local"

    def __post_init__(self) -> None:
        if (self.value is None) == (self.missing is None):
            raise ValueError(f"{self.source}: an observation holds a value or a reason, never both or neither")

    @property
    def source(self) -> str:
        """The cell the figure came from, as ``file!sheet!cell``."""
        return f"{self.file}!{self.sheet}!{self.cell}"


@dataclass(frozen=True, slots=True)
class SheetCell:
    """One non-empty cell of a loaded sheet and what became of it."""

    sheet: str
    cell: str
    text: str
    kind: CellKind
    read_as: str = ""
    indicator: str = ""


@dataclass(frozen=True, slots=True)
class PrintedLink:
    """A priority printed beside a KPI on the scorecard."""

    indicator: str
    priority: int


class RemarkKind(StrEnum):
    """What a sheet prints beside a figure, kept as printed."""

    RAG = "rag"
    DIRECTION = "direction"
    POLARITY = "polarity"
    BASIS = "data period"
    OWNER = "owner"
    COMMENT = "comment"


@dataclass(frozen=True, slots=True)
class Remark:
    """One printed judgement, owner or comment beside a KPI's figure of ``period``; ``means`` is a judgement's plain meaning, if known."""

    indicator: str
    kind: RemarkKind
    text: str
    means: str
    period: Period
    sheet: str
    cell: str


@dataclass(frozen=True, slots=True)
class Meeting:
    """One meeting of a calendar: a day and a name."""

    day: date
    name: str


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a loader understood of one file, before anything is kept."""

    file: str
    format: str
    sha256: str
    reporter: str
    notice: str
    observations: tuple[Observation, ...]
    cells: tuple[SheetCell, ...]
    findings: tuple[Finding, ...]
    links: tuple[PrintedLink, ...] = field(default=())
    remarks: tuple[Remark, ...] = field(default=())
    meetings: tuple[Meeting, ...] = field(default=())
    questions: tuple[Question, ...] = field(default=())
    answers: Answers = field(default=Answers())

    def counts(self) -> dict[str, int]:
        """Non-empty cells by what became of them; the kinds always sum to ``non_empty``."""
        kinds = {kind.value: sum(c.kind is kind for c in self.cells) for kind in CellKind}
        return {"non_empty": len(self.cells), **kinds}


class Refused(Exception):
    """A whole file was refused. ``str()`` says why and what to do; nothing was changed."""


@dataclass(frozen=True, slots=True)
class Yearly:
    """How a KPI's months, terms or quarters make a year. ``starts`` is the month its year begins with.

    ``adds`` is False where periods do not add up to a year, for the reason ``why``; of a percentage its numerators and denominators
    are meant. ``seasonal`` says why some months always differ, empty where nobody has said so.
    """

    starts: int
    adds: bool
    why: str = ""
    seasonal: str = ""


@dataclass(frozen=True, slots=True)
class WhatIf:
    """A KPI that a backlog can be tried on, and the KPIs whose figures fill in its numbers. ``plans_of_100`` are requests that end in
    a plan, from ``source``."""

    kpi: str
    requests: str
    issued: str
    plans_of_100: int
    source: str
