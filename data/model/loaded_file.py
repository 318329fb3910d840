"""What a loader understood of one file: its cells, links, remarks, meetings and figures, before anything is kept."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from data.model.finding import Finding, Refused
from data.model.observation import Observation
from data.model.period import Period
from data.model.questions import Answers, Question


class CellKind(StrEnum):
    """What became of one non-empty cell of a loaded sheet: exactly one of these."""

    HEADING = "heading"
    LABEL = "label"
    OBSERVATION = "observation"
    MISSING = "missing"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
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


@dataclass(frozen=True, slots=True, kw_only=True)
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


@dataclass(frozen=True, slots=True, kw_only=True)
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


class QuestionsOpen(Refused):
    """No figure can be read until its questions are answered; ``loaded`` holds the questions."""

    def __init__(self, why: str, loaded: Loaded) -> None:
        super().__init__(why)
        self.loaded = loaded
