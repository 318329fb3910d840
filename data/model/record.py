"""The types of typed words: an entry of the journal, a visit's judgement, a meeting, a recommendation. No files, no clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from data.model.finding import Refused


class RecordFault(Refused):
    """Typed words that cannot be kept as they are. ``field`` is where; ``str()`` says what is wanted. Nothing was changed."""

    def __init__(self, field: str, wanted: str) -> None:
        super().__init__(f"{field}: {wanted}")
        self.field, self.wanted = field, wanted


class AgreedRating(StrEnum):
    """The rating agreed for a priority at a visit, with half steps; worst first. ``NOT_RECORDED`` where no source prints one."""

    RED = "red"
    AMBER_RED = "amber/red"
    AMBER = "amber"
    AMBER_GREEN = "amber/green"
    GREEN = "green"
    NOT_RECORDED = "not recorded"


class MeetingKind(StrEnum):
    """A board meets of its own accord; a visit is made by those who oversee."""

    BOARD = "board"
    VISIT = "visit"


class Rhythm(StrEnum):
    """How often a meeting comes round."""

    MONTHLY = "monthly"
    BI_MONTHLY = "bi-monthly"
    QUARTERLY = "quarterly"


class RiskTrend(StrEnum):
    """Where a risk is going."""

    RISING = "rising"
    STEADY = "steady"
    FALLING = "falling"


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One line of the journal. ``body`` is None where something was taken away; ``follows`` is the id of the entry it replaces.

    ``removed`` says who removed its words for good and when, and ``removal`` is the key of the entry of that; both are empty else.
    """

    id: int
    kind: str
    area: str
    key: str
    body: dict[str, Any] | None
    who: str
    recorded_at: datetime
    follows: int | None
    removed: str = ""
    removal: str = ""


@dataclass(frozen=True, slots=True)
class Visit:
    """A monitoring visit as a document prints it; ``when`` is a day or, where no day is printed, a month."""

    when: str
    printed: str
    held: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """The rating of one priority at one visit, by whom and where it is written; ``elsewhere`` is what another source says."""

    visit: Visit
    priority: int
    title: str
    rag: AgreedRating
    by: str
    written: str
    elsewhere: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Recommendation:
    """A numbered recommendation and the response to it, each as a paraphrase of one line; ``place`` is its paragraph."""

    number: int
    text: str
    response: str
    issued_by: str
    place: str
    source: str
