"""What is understood so far of one plan, while it is read: cells settled, findings, priorities and actions in the making."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, field
from datetime import date

from data.catalogue.catalogue import Catalogue
from data.catalogue.plan_format import PlanDictionary
from data.model.finding import Finding, Severity
from data.model.loaded_file import CellKind
from data.model.plan import ActionStatus, Owner
from loaders.cells.kpi_codes import CitedKpis
from loaders.spreadsheet.sheet import GridCell, Sheet


@dataclass(kw_only=True)
class Draft:
    """One action in the making; ``measures`` may come over several rows."""

    code: str
    text: str
    sheet: Sheet
    ref: str
    priority: int = 0
    sub: str = ""
    due: date | None = None
    due_printed: str = ""
    owners: list[Owner] = field(default_factory=list)
    status: ActionStatus = ActionStatus.NOT_STATED
    progress: list[str] = field(default_factory=list)
    measures: list[str] = field(default_factory=list)
    kpi_cells: list[str] = field(default_factory=list)
    added: bool = False
    by_column: bool = False
    cited: CitedKpis = field(default=CitedKpis((), (), ()))


@dataclass
class PlanReading:
    """One plan file while it is read. ``key`` is what the file's own key says its colours mean; ``people`` who its initials are."""

    file: str
    catalogue: Catalogue
    words: PlanDictionary
    codes: Sequence[str]
    _: KW_ONLY
    key: Mapping[str, ActionStatus] = field(default_factory=dict)
    people: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    cells: dict[tuple[str, str], CellKind] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    priorities: dict[int, str] = field(default_factory=dict)
    drafts: list[Draft] = field(default_factory=list)
    colours: dict[str, ActionStatus] = field(default_factory=dict)

    def settle(self, sheet: Sheet, cell: GridCell, kind: CellKind) -> None:
        """A cell that several actions share through a merge is settled once; refusal stands over anything said later."""
        place = (sheet.name, cell.ref)
        if self.cells.get(place) is not CellKind.REFUSED:
            self.cells[place] = kind

    def find(self, sheet: Sheet, ref: str, check: str, what: str, hint: str, *, note: bool = False) -> None:
        severity = Severity.NOTE if note else Severity.CHECK
        found = Finding(severity, f"{self.file}!{sheet.name}!{ref}", what, hint, check)
        if found not in self.findings:
            self.findings.append(found)

    def missing(self, cell: GridCell) -> bool:
        """Whether a cell says that nothing stands there yet: TBC, n/a, a dash."""
        word = cell.text.strip().casefold()
        return word in self.catalogue.reading.reasons and (len(word) > 1 or not word.isalnum())

    def name(self, number: int, title: str) -> None:
        if number not in self.priorities or (title and not self.priorities[number]):
            self.priorities[number] = title
