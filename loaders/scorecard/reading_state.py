"""What is understood so far of one file, while it is read."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass, field, replace

from data.catalogue.catalogue import Catalogue
from data.model.area import Area
from data.model.finding import Finding, Severity
from data.model.loaded_file import CellKind, PrintedLink, Remark, SheetCell
from data.model.observation import Observation
from data.model.questions import Question
from data.model.reading_rules import SourceMapping
from data.text import shortened
from loaders.scorecard.headings import HeadingDictionary
from loaders.spreadsheet.sheet import GridCell, Sheet

SAMPLES = 3
_LONGEST_FINDING = 800  # letters of what one finding says
_LONGEST_SAMPLE = 300  # letters of a heading or a cell that is asked about


@dataclass
class Reader:
    """What is understood so far of one file."""

    file: str
    catalogue: Catalogue
    area: Area
    mapping: SourceMapping | None
    words: HeadingDictionary
    _: KW_ONLY
    observations: list[Observation] = field(default_factory=list)
    cells: dict[tuple[str, str], SheetCell] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    links: list[PrintedLink] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    questions: dict[tuple[str, str], Question] = field(default_factory=dict)
    scaled: set[str] = field(default_factory=set)  # places whose scale was asked or answered
    in_doubt: set[str] = field(default_factory=set)  # KPIs whose scale is open

    def settle(self, sheet: Sheet, cell: GridCell, kind: CellKind, read_as: str = "", indicator: str = "") -> None:
        self.cells[sheet.name, cell.ref] = SheetCell(
            sheet=sheet.name, cell=cell.ref, text=cell.text, kind=kind, read_as=read_as, indicator=indicator
        )

    def find(self, sheet: Sheet, ref: str, check: str, what: str, hint: str, *, code: str = "", note: bool = False) -> None:
        severity = Severity.NOTE if note else Severity.CHECK
        self.findings.append(
            Finding(severity, f"{self.file}!{sheet.name}!{ref}", shortened(what, _LONGEST_FINDING), hint, check, indicator=code)
        )

    def ask(self, question: Question) -> None:
        """Asks once; the same question again adds what is seen there."""
        place = (question.kind, question.key)
        before = self.questions.get(place, replace(question, printed=shortened(question.printed, _LONGEST_SAMPLE), seen=()))
        seen = (*before.seen, *(shortened(text, _LONGEST_SAMPLE) for text in question.seen))
        self.questions[place] = replace(before, seen=tuple(dict.fromkeys(seen))[:SAMPLES])
