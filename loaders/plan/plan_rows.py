"""One row of a plan: the facts of an action, column by column; what cannot be read is refused with a finding, never guessed."""

from __future__ import annotations

import re
from collections.abc import Callable

from data.model.loaded_file import CellKind
from data.model.plan import ActionStatus
from data.text import plain
from loaders.cells.due_dates import read_due, revisions
from loaders.cells.owners import read_owners, resolved
from loaders.plan.plan_draft import Draft, PlanReading
from loaders.plan.plan_tables import PlanColumn, PlanTable, read_priority
from loaders.spreadsheet.sheet import GridCell, Sheet

CODE = r"\d{1,2}(?:\.\d{1,2}){1,3}[a-z]?"
_LEADING = re.compile(rf"\s*(?P<code>{CODE})[.):]?\s+(?P<rest>\S.*)", re.DOTALL)
_MARKED = re.compile(r"^\W*(?P<word>[A-Za-z ]{3,20}?)(?:\s*[:\]\)]\s*|\s+[-–]\s+)(?P<rest>\S.*)$", re.DOTALL)
_MARKED_AFTER = re.compile(r"[\(\[](?P<word>new|added)\b[^)\]]*[\)\]]\s*$", re.IGNORECASE)
_SHOWN = 80


def code_and_text(code: GridCell | None, action: GridCell) -> tuple[str, str]:
    """An action's code, from its own cell or before its text, and the text without it; the code is empty where none is printed."""
    if code is not None and not code.dated and not code.fault and len(code.text) <= 20:
        return code.text.strip().rstrip(".:)"), action.text
    found = _LEADING.fullmatch(action.text)
    return (found["code"], found["rest"]) if found else ("", action.text)


def read_facts(reading: PlanReading, table: PlanTable, sheet: Sheet, row: int, draft: Draft) -> None:
    """Every cell of the row that belongs to a column of the table, read into the draft and settled."""
    for at, column in sorted(table.columns.items()):
        cell = sheet.seen_at(row, at)
        if cell is None or cell.column != at or column.role in ("code", "action"):
            continue
        if cell.fault:
            reading.find(sheet, cell.ref, "cell", f"‘{cell.text[:_SHOWN]}’ is {cell.fault}.", "Type what it should say.")
            reading.settle(sheet, cell, CellKind.REFUSED)
            continue
        read = _READ.get(column.role)
        if read is None:
            reading.settle(sheet, cell, CellKind.LABEL)
        elif column.role not in ("due", "revised") and reading.missing(cell):
            reading.settle(sheet, cell, CellKind.MISSING)
        else:
            reading.settle(sheet, cell, read(reading, sheet, column, cell, draft))


def _due(reading: PlanReading, sheet: Sheet, column: PlanColumn, cell: GridCell, draft: Draft) -> CellKind:
    """A date, or one revised after it: the last that is printed is the one in force, and every one stays in ``due_printed``."""
    before = draft.due_printed
    text = " ".join(cell.text.split())
    draft.due_printed = text if not before else before if text == before else f"{before}; revised: {text}"
    if cell.text == before:
        return CellKind.OBSERVATION
    if cell.number is not None and not cell.dated:
        return _undated(reading, sheet, cell, draft, "is a number, not a date. Give the cell a date format")
    if reading.missing(cell) or plain(text) in reading.words.sets["no_date"]:
        hint = f"The earlier date, {draft.due.isoformat()}, was kept." if draft.due else "No date was taken. Agree one and type it."
        reading.find(sheet, cell.ref, "due date", f"{draft.code}: ‘{text}’ names no day.", hint)
        return CellKind.MISSING
    read = [read_due(part) for part in revisions(text)]
    if any(due is None for due in read):
        return _undated(reading, sheet, cell, draft, "cannot be read as one day. Write it as 31/03/2018 or 31 March 2018")
    last = read[-1]
    if last is not None:
        if draft.due is not None and draft.due != last.day:
            what = f"{draft.code}: due {draft.due.isoformat()} at first, {last.day.isoformat()} since."
            reading.find(
                sheet, cell.ref, "revised due date", what, "The revised date is in force; the first is kept as printed.", note=True
            )
        draft.due = last.day
        if last.note:
            what = f"{draft.code}: ‘{text}’ was read as {last.day.isoformat()}: {last.note}."
            reading.find(sheet, cell.ref, "due date", what, "Type a day if another is meant.", note=True)
    return CellKind.OBSERVATION


def _undated(reading: PlanReading, sheet: Sheet, cell: GridCell, draft: Draft, why: str) -> CellKind:
    what, _, hint = why.partition(". ")
    kept = f" The earlier date, {draft.due.isoformat()}, was kept." if draft.due else " No date was taken."
    reading.find(sheet, cell.ref, "due date", f"{draft.code}: ‘{cell.text[:_SHOWN]}’ {what}.{kept}", f"{hint}.")
    return CellKind.REFUSED


def _owner(reading: PlanReading, sheet: Sheet, column: PlanColumn, cell: GridCell, draft: Draft) -> CellKind:
    owners = (resolved(owner, reading.people) for owner in read_owners(cell.text, column.layer, reading.words))
    draft.owners += [owner for owner in owners if owner not in draft.owners]
    return CellKind.OBSERVATION


def _status(reading: PlanReading, sheet: Sheet, column: PlanColumn, cell: GridCell, draft: Draft) -> CellKind:
    found = _status_of(reading, cell.text)
    if found is None:
        what = f"{draft.code}: ‘{cell.text[:_SHOWN]}’ is no status that is known."
        hint = "Write not started, behind or at risk, on target, complete or overdue; or print a key above the table."
        reading.find(sheet, cell.ref, "status", what, hint)
        return CellKind.REFUSED
    if draft.status not in (ActionStatus.NOT_STATED, found):
        what = f"{draft.code}: two columns give its status, ‘{draft.status}’ and ‘{found}’; neither was taken."
        reading.find(sheet, cell.ref, "status", what, "Leave one column of status in the plan, the newest.")
        draft.status = ActionStatus.NOT_STATED
        return CellKind.REFUSED
    draft.status = found
    return CellKind.OBSERVATION


def _status_of(reading: PlanReading, text: str) -> ActionStatus | None:
    """A status by its words, or by parts that say the same: "Green - on target". The file's own key comes before the usual meaning."""
    known = {**reading.words.statuses, **reading.key}
    forms = [plain(text)] if plain(text) in known else [plain(part) for part in re.split(r"[-–—/:;,()\n]+", text) if plain(part)]
    means = {known.get(form) for form in forms}
    if len(means) != 1 or None in means:
        return None
    found = means.pop()
    if found is not None:
        reading.colours |= {form: found for form in forms if form in reading.words.sets["colours"] and form not in reading.key}
    return found


def _measures(reading: PlanReading, sheet: Sheet, column: PlanColumn, cell: GridCell, draft: Draft) -> CellKind:
    if cell.text not in draft.measures:
        draft.measures.append(cell.text)
    return CellKind.OBSERVATION


def _kpis(reading: PlanReading, sheet: Sheet, column: PlanColumn, cell: GridCell, draft: Draft) -> CellKind:
    if cell.text not in draft.kpi_cells:
        draft.kpi_cells.append(cell.text)
    return CellKind.OBSERVATION


def _progress(reading: PlanReading, sheet: Sheet, column: PlanColumn, cell: GridCell, draft: Draft) -> CellKind:
    if cell.text not in draft.progress:
        draft.progress.append(cell.text)
    return CellKind.OBSERVATION


def _priority(reading: PlanReading, sheet: Sheet, column: PlanColumn, cell: GridCell, draft: Draft) -> CellKind:
    numbers, title = read_priority(cell.text, reading.words)
    if not numbers:
        numbers = tuple(n for n, known in reading.priorities.items() if plain(known) == plain(title))[:1]
    if not numbers:
        numbers = (max(reading.priorities, default=0) + 1,)
        what = f"‘{title[:_SHOWN]}’ is printed without a number; it was called priority {numbers[0]}, in the order of the sheet."
        reading.find(sheet, cell.ref, "priority", what, "Number the priorities in the plan if another order is meant.", note=True)
    if len(numbers) > 1:
        what = f"{draft.code} stands under priorities {', '.join(map(str, numbers))}; it was put under priority {numbers[0]}."
        reading.find(sheet, cell.ref, "priority", what, "Name one priority for each action.")
    draft.priority, draft.by_column = numbers[0], True
    reading.name(numbers[0], title)
    return CellKind.OBSERVATION


def _sub(reading: PlanReading, sheet: Sheet, column: PlanColumn, cell: GridCell, draft: Draft) -> CellKind:
    found = re.match(r"\D*(\d{1,2}\.\d{1,2})(?![\d.])", cell.text)
    draft.sub = found[1] if found else " ".join(cell.text.split())
    return CellKind.OBSERVATION


def _added(reading: PlanReading, sheet: Sheet, column: PlanColumn, cell: GridCell, draft: Draft) -> CellKind:
    word = plain(cell.text)
    if word not in reading.words.sets["added"] and word not in reading.words.sets["original"]:
        what = f"{draft.code}: ‘{cell.text[:_SHOWN]}’ does not say whether the action is new."
        reading.find(sheet, cell.ref, "new action", what, "Write new or original.")
        return CellKind.REFUSED
    draft.added = draft.added or word in reading.words.sets["added"]
    return CellKind.OBSERVATION


def marked_new(text: str, reading: PlanReading) -> tuple[bool, str]:
    """Whether an action's text marks it as new, before it ("NEW: …") or after it ("… (added March 2018)"); the text without the first."""
    before = _MARKED.match(text)
    if before is not None and plain(before["word"]) in reading.words.sets["added"] - {"yes"}:
        return True, before["rest"]
    return _MARKED_AFTER.search(text) is not None, text


_Reader = Callable[[PlanReading, Sheet, PlanColumn, GridCell, Draft], CellKind]
_READ: dict[str, _Reader] = {
    "due": _due, "revised": _due, "owner": _owner, "status": _status, "progress": _progress, "measures": _measures, "kpis": _kpis,
    "priority": _priority, "sub_priority": _sub, "added": _added,
}  # fmt: skip
