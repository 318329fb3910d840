"""An improvement plan in any of its layouts: priorities, actions, owners, dates, success measures and the KPIs they cite."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Sequence
from datetime import date

from data.catalogue.catalogue import Catalogue
from data.catalogue.plan_format import PlanDictionary, read_plan_words
from data.model.area import Area
from data.model.finding import Refused, Severity
from data.model.loaded_file import CellKind
from data.model.plan import Action, ActionStatus, Owner, PlanVersion
from data.text import plain
from loaders.cells.child_level_data import refuse_child_level
from loaders.cells.due_dates import read_due
from loaders.cells.kpi_codes import CitedKpis, offered, phrases, read_cited
from loaders.cells.owners import read_owners, resolved
from loaders.plan.plan_draft import Draft, PlanReading
from loaders.plan.plan_rows import CODE, code_and_text, marked_new, read_facts
from loaders.plan.plan_tables import PlanTable, PriorityBand, heading, plan_tables, read_band
from loaders.source.given_answers import area_asked_for
from loaders.source.given_file import GivenFile
from loaders.source.source import PlanSource, ReadRequest
from loaders.spreadsheet.sheet import UNTOUCHED, GridCell, Sheet

_VERSION = re.compile(r"\b(?:version|final|draft|approved|amended|republished|re-published|updated|dated|published)\b", re.IGNORECASE)
_DATED = re.compile(r"\b(?:\d{1,2}(?:st|nd|rd|th)?\s+[A-Z][a-z]+\s+\d{4}|\d{1,2}/\d{1,2}/\d{4}|\d{4}-\d{2}-\d{2}|[A-Z][a-z]+\s+\d{4})\b")
_SAME = re.compile(rf"\b(?:also|same as|repeats?|repeat of|duplicate of)\s+(?P<codes>{CODE}(?:\s*(?:/|,|&|and)\s*{CODE})*)", re.IGNORECASE)
_REFERS = re.compile(rf"\((?:see|see also|also|same as|repeat of|duplicate of)\b[^)]*{CODE}[^)]*\)", re.IGNORECASE)


def is_action_plan(sheets: Sequence[Sheet]) -> bool:
    """Whether a visible sheet holds a table of actions; one that heads figures too is a scorecard, not a plan."""
    words = read_plan_words()
    return any(plan_tables(sheet, words) for sheet in sheets if not sheet.hidden and sheet.cells)


def read_plan(file: GivenFile, request: ReadRequest) -> PlanVersion:
    """The plan one file holds; nothing is kept.

    Raises:
        Refused: not a spreadsheet, no table of actions, no single area, or rows about children.
    """
    name, catalogue, sheets = file.name, request.catalogue, file.sheets
    refuse_child_level(name, sheets, catalogue.reading)
    words = read_plan_words()
    tables = {sheet.name: found for sheet in sheets if sheet.cells and not sheet.hidden and (found := plan_tables(sheet, words))}
    if not tables:
        raise Refused(
            f"{name} holds no table of actions. A plan needs a heading row with ‘Action’ and at least two of code, due date, lead, status "
            f"and success measure. {UNTOUCHED}"
        )
    whose = area_asked_for(request) or _area(name, sheets, tables, catalogue)
    reading = PlanReading(name, catalogue, words, list(catalogue.indicators_of(whose.code)))
    reading.key, reading.people = _key(sheets, tables, words), _people(reading, sheets)
    for sheet in sheets:
        if sheet.name in tables:
            _read_sheet(reading, sheet, tables[sheet.name])
        else:
            _tell_unread(reading, sheet)
    if not reading.drafts:
        raise Refused(f"{name} holds the headings of a plan but no action under them. {UNTOUCHED}")
    return _version(reading, sheets, tables, whose, hashlib.sha256(file.content).hexdigest())


def _area(file: str, sheets: Sequence[Sheet], tables: dict[str, list[PlanTable]], catalogue: Catalogue) -> Area:
    above = [text for sheet in sheets if sheet.name in tables for text in _above(sheet, tables[sheet.name])]
    named = catalogue.narrowest(area for text in above for area in catalogue.reporters_named_in(text))
    if len(named) != 1:
        names = " and ".join(area.name for area in named.values())
        what = f"names {names}" if named else f"names no {catalogue.reporters}"
        raise Refused(f"{file} {what} above its table. Choose one under ‘Local area’, or give --area, and load again. {UNTOUCHED}")
    return next(iter(named.values()))


def _above(sheet: Sheet, tables: list[PlanTable]) -> list[str]:
    return [cell.text for row, cells in sheet.by_row().items() if row < tables[0].header[0] for cell in cells]


def _key(sheets: Sequence[Sheet], tables: dict[str, list[PlanTable]], words: PlanDictionary) -> dict[str, ActionStatus]:
    """What the file's own key says its colours mean: "Green" beside "Complete", or "Amber: at risk" in one cell, outside the tables."""
    found: dict[str, ActionStatus] = {}
    for sheet in (sheet for sheet in sheets if not sheet.hidden):
        until = tables[sheet.name][0].header[0] if sheet.name in tables else None
        for row, cells in sheet.by_row().items():
            if until is not None and row >= until:
                continue
            parts = [cell.text for cell in cells] if len(cells) == 2 else re.split(r"\s*[:=–-]\s*", cells[0].text, maxsplit=1)
            colour, means = (plain(parts[0]), plain(parts[-1])) if len(parts) == 2 else ("", "")
            if colour in words.sets["colours"] and means in words.statuses and means not in words.sets["colours"]:
                found |= {colour: words.statuses[means], colour[:1]: words.statuses[means]}
    return found


def _people(reading: PlanReading, sheets: Sequence[Sheet]) -> dict[str, tuple[str, str]]:
    """Initials, role and organisation, from a table headed so; its rows end at the first without initials."""
    found: dict[str, tuple[str, str]] = {}
    for sheet in (sheet for sheet in sheets if not sheet.hidden):
        heads: dict[str, int] = {}
        for cells in sheet.by_row().values():
            named = {
                kind: c.column for c in cells for kind in ("initials", "role", "organisation") if plain(c.text) in reading.words.sets[kind]
            }
            if "initials" in named and len(named) > 1:
                heads = named
                kind = CellKind.HEADING
            elif heads and any(c.column == heads["initials"] and len(c.text) <= 6 for c in cells):
                at = {c.column: c.text for c in cells}
                found[at[heads["initials"]]] = (at.get(heads.get("role", 0), ""), at.get(heads.get("organisation", 0), ""))
                kind = CellKind.LABEL
            else:
                heads = {}
                continue
            for cell in cells:
                reading.settle(sheet, cell, kind)
    return found


def _tell_unread(reading: PlanReading, sheet: Sheet) -> None:
    if sheet.cells and not any(name == sheet.name for name, _ in reading.cells):
        why = "This sheet is hidden" if sheet.hidden else "This sheet holds no table of actions"
        reading.find(sheet, "A1", "sheet", f"{why} and was not loaded.", "Nothing to do if it is no part of the plan.", note=True)


class _PlanPosition:
    """Where on a sheet the reading stands: the band above, the owners it names, the action that a further row would carry on."""

    def __init__(self, band: PriorityBand | None) -> None:
        self.priority, self.sub = (band.priority, band.sub) if band else (0, "")
        self.owners: list[Owner] = []
        self.draft: Draft | None = None


def _read_sheet(reading: PlanReading, sheet: Sheet, tables: list[PlanTable]) -> None:
    cell_of_name = GridCell(1, 1, sheet.name)
    band = read_band([cell_of_name], reading.words)
    place = _PlanPosition(band)
    if band is not None:
        reading.name(band.priority, band.title)
    by_header = {row: table for table in tables for row in table.header}
    table: PlanTable | None = None
    for row, cells in sheet.by_row().items():
        if row in by_header:
            table = by_header[row]
            for cell in cells:
                reading.settle(sheet, cell, CellKind.HEADING)
            _tell_columns(reading, sheet, table, row)
        elif not any((sheet.name, cell.ref) in reading.cells for cell in cells) or table is not None:
            _read_row(reading, sheet, table, row, place)
    for cell in sheet.cells.values():
        reading.cells.setdefault((sheet.name, cell.ref), CellKind.LABEL)


def _tell_columns(reading: PlanReading, sheet: Sheet, table: PlanTable, row: int) -> None:
    for column in (c for c in table.columns.values() if not c.role and row == table.header[0]):
        what = f"The column ‘{column.heading[:80]}’ was kept as printed and not read."
        reading.find(sheet, sheet.ref(row, column.at), "column", what, "Nothing to do if it is no fact of an action.", note=True)


def _read_row(reading: PlanReading, sheet: Sheet, table: PlanTable | None, row: int, place: _PlanPosition) -> None:
    cells = sheet.row(row)
    if (band := _band(reading, table, cells)) is not None:
        if not band.sub:
            reading.name(band.priority, band.title)
        if band.priority != place.priority:
            place.owners = []
        place.priority, place.sub, place.draft = band.priority, band.sub, None
        return
    layer = heading(cells[0].text, reading.words)
    if len(cells) == 2 and layer.startswith("owner:"):
        found = read_owners(cells[1].text, layer.partition(":")[2], reading.words)
        place.owners += [resolved(owner, reading.people) for owner in found]
        reading.settle(sheet, cells[1], CellKind.OBSERVATION)
        return
    if table is None:
        return
    _read_action(reading, sheet, table, row, place)


def _band(reading: PlanReading, table: PlanTable | None, cells: list[GridCell]) -> PriorityBand | None:
    """The band a row is. A number and words in two cells are one only where later codes of the table begin with that number."""
    band = read_band(cells, reading.words)
    if band is None or table is None or len(cells) == 1:
        return band if len(cells) == 1 or table is None else None
    code, action = table.all("code"), table.all("action")
    if not code or not action or [c.column for c in cells] != [code[0].at, action[0].at]:
        return None
    return None if re.fullmatch(CODE, cells[0].text.strip()) and not band.sub else band


def _read_action(reading: PlanReading, sheet: Sheet, table: PlanTable, row: int, place: _PlanPosition) -> None:
    code_at, action_at = table.all("code"), table.all("action")[0].at
    code = sheet.seen_at(row, code_at[0].at) if code_at else None
    action = sheet.seen_at(row, action_at)
    draft = place.draft
    facts = [c for c in sheet.row(row) if c.column in table.columns and table.columns[c.column].role not in ("code", "action", "")]
    carried = draft is not None and (action is None or f"{action.ref}" == draft.ref) and (code is None or code.row < row or not code.text)
    if draft is None or not carried:
        if action is None or (code is None and not facts):
            for cell in [*facts, *([action] if action and not facts and code_at else [])]:
                reading.settle(sheet, cell, CellKind.REFUSED)
                what = f"‘{cell.text[:80]}’ stands in a row without an action and was not read."
                reading.find(sheet, cell.ref, "row", what, "Give the row a code and an action, or leave it out of the table.")
            return
        draft = _begin(reading, sheet, code, action, place)
    if draft is not None:
        read_facts(reading, table, sheet, row, draft)
    for cell in sheet.row(row):
        if cell.column not in table.columns:
            reading.find(
                sheet,
                cell.ref,
                "column",
                f"‘{cell.text[:80]}’ stands under no heading; it was kept as printed.",
                "Head the column.",
                note=True,
            )


def _begin(reading: PlanReading, sheet: Sheet, code: GridCell | None, action: GridCell, place: _PlanPosition) -> Draft:
    printed, text = code_and_text(code, action)
    added, text = marked_new(text, reading)
    if code is not None:
        reading.settle(sheet, code, CellKind.OBSERVATION if printed and printed == code.text.strip().rstrip(".:)") else CellKind.REFUSED)
    reading.settle(sheet, action, CellKind.OBSERVATION)
    draft = Draft(
        code=_own_code(reading, sheet, printed, action), text=text, sheet=sheet, ref=action.ref, priority=place.priority, sub=place.sub,
        added=added,
    )  # fmt: skip
    reading.drafts.append(draft)
    draft.owners += place.owners
    place.draft = draft
    return draft


def _own_code(reading: PlanReading, sheet: Sheet, printed: str, action: GridCell) -> str:
    """The code an action is known by: as printed; by its place where none is printed or another action has it, with a finding."""
    if not printed:
        what = f"‘{action.text[:80]}’ has no code that can be read; it is known as {sheet.name} {action.ref}."
        reading.find(sheet, action.ref, "action code", what, "Give each action a code of its own.")
        return f"{sheet.name} {action.ref}"
    if any(draft.code == printed for draft in reading.drafts):
        what = f"Code {printed} stands twice; the second is known as {printed} ({action.ref})."
        reading.find(sheet, action.ref, "action code", what, "Give each action a code of its own.")
        return f"{printed} ({action.ref})"
    return printed


def _version(reading: PlanReading, sheets: Sequence[Sheet], tables: dict[str, list[PlanTable]], area: Area, sha256: str) -> PlanVersion:
    for before, draft in zip([None, *reading.drafts], reading.drafts, strict=False):
        _settle_priority(reading, draft, before)
        draft.cited = _cited(reading, draft)
        _tell_gaps(reading, draft)
    known = phrases(draft.cited for draft in reading.drafts)
    also = _also(reading)
    actions = tuple(_action(reading, draft, offered("\n".join(draft.measures), draft.cited, known, reading.codes), also[draft.code])
                    for draft in reading.drafts)  # fmt: skip
    _tell_offered(reading, actions)
    for colour, means in reading.colours.items():
        what = f"‘{colour.capitalize()}’ was read as {means}, as is usual; the file prints no key that says so."
        reading.find(reading.drafts[0].sheet, "A1", "status", what, "Print a key above the table if it means something else.", note=True)
    top = [text for sheet in sheets if sheet.name in tables for text in _above(sheet, tables[sheet.name])]
    title, version, dated = _title(top)
    counts = Counter(reading.cells.values())
    order = {Severity.CHECK: 0, Severity.NOTE: 1}
    return PlanVersion(
        area=area.code, title=title or reading.file, version=version, dated=dated, file=reading.file, sha256=sha256,
        priorities=tuple(sorted(reading.priorities.items())), actions=actions,
        counts={"non_empty": sum(counts.values()), **{kind.value: counts[kind] for kind in CellKind}},
        findings=tuple(sorted(reading.findings, key=lambda f: order[f.severity])),
    )  # fmt: skip


def _title(top: list[str]) -> tuple[str, str, date | None]:
    """The plan's title, its version in words and the day that the version's line names; empty where no line says."""
    version = next((" ".join(text.split()) for text in top if _VERSION.search(text) and len(text) < 120), "")
    days = [due.day for found in _DATED.findall(version) if (due := read_due(found)) is not None and not due.note]
    return (" ".join(top[0].split()) if top else ""), version, days[0] if len(days) == 1 else None


def _settle_priority(reading: PlanReading, draft: Draft, before: Draft | None) -> None:
    """By column, else by band, else by the code's own first number; a code that says otherwise is a finding.

    Below a priority printed once in its column, a blank is read as the same again, with a note.
    """
    own = re.match(r"(\d{1,2})\.(\d{1,2})(\.)?", draft.code)
    if own is not None:
        if draft.priority and int(own[1]) != draft.priority:
            what = f"{draft.code} stands under priority {draft.priority}, though its code begins with {own[1]}."
            reading.find(draft.sheet, draft.ref, "priority", what, "Read by where it stands. Move it or change its code.")
        draft.priority = draft.priority or int(own[1])
        if own[3] and int(own[1]) == draft.priority:
            by_code = f"{own[1]}.{own[2]}"
            if draft.sub and draft.sub != by_code and re.fullmatch(r"\d+\.\d+", draft.sub):
                what = f"{draft.code} stands under sub-priority {draft.sub}."
                reading.find(draft.sheet, draft.ref, "priority", what, "Read by where it stands. Move it or change its code.")
            draft.sub = draft.sub or by_code
    if not draft.priority and before is not None and before.by_column and before.sheet is draft.sheet:
        draft.priority, draft.by_column = before.priority, True
        what = f"{draft.code}: its cell in the column of priorities is blank; read as priority {before.priority}, like the row above."
        reading.find(draft.sheet, draft.ref, "priority", what, "Fill in the priority if it is another.", note=True)
    if not draft.priority:
        what = f"{draft.code}: no band, column or code says which priority it serves; it was put under 0."
        reading.find(draft.sheet, draft.ref, "priority", what, "Name its priority in the plan.")
    reading.name(draft.priority, "")


def _cited(reading: PlanReading, draft: Draft) -> CitedKpis:
    text = "\n".join((*draft.measures, *draft.kpi_cells))
    cited = read_cited(text, reading.codes)
    for fault in cited.faults:
        reading.find(draft.sheet, draft.ref, "KPI code", f"{draft.code}: {fault}.", "Correct the success measure in the plan.")
    return cited


def _tell_gaps(reading: PlanReading, draft: Draft) -> None:
    if not draft.due_printed:
        reading.find(draft.sheet, draft.ref, "due date", f"{draft.code} prints no due date.", "Agree one and type it.")
    if not any(owner.layer == "lead" for owner in draft.owners):
        reading.find(draft.sheet, draft.ref, "lead", f"{draft.code} prints no lead.", "Name who leads it.")


def _also(reading: PlanReading) -> dict[str, tuple[str, ...]]:
    """For each code the other codes of the same action: told by the plan ("also 1.3.1", "same as 1.3.1") or by the same words."""
    codes = {draft.code: draft for draft in reading.drafts}
    same: dict[str, set[str]] = {code: set() for code in codes}
    by_words: dict[str, str] = {}
    for draft in reading.drafts:
        told = [code for found in _SAME.finditer(draft.text) for code in re.findall(CODE, found["codes"])]
        for code in (code for code in told if code not in codes):
            what = f"{draft.code} is said to be the same as {code}, which the plan does not hold."
            reading.find(draft.sheet, draft.ref, "same action", what, "Correct the reference in the plan.")
        words = plain(_REFERS.sub(" ", draft.text))
        twin = by_words.setdefault(words, draft.code)
        for other in {code for code in (*told, twin) if code in codes and code != draft.code}:
            if other not in same[draft.code]:
                same[draft.code].add(other)
                same[other].add(draft.code)
                _tell_unlike(reading, *sorted((codes[other], draft), key=reading.drafts.index))
    return {code: tuple(other for other in codes if other in others) for code, others in same.items()}


def _tell_unlike(reading: PlanReading, one: Draft, other: Draft) -> None:
    hint = "It is one action: settle which is right and print it in both places."
    first, second = ("/".join(o.printed for o in draft.owners if o.layer == "lead") or "none" for draft in (one, other))
    if {o.printed for o in one.owners if o.layer == "lead"} != {o.printed for o in other.owners if o.layer == "lead"}:
        what = f"{one.code} and {other.code} are the same action under different leads: {first}, and {second}."
        reading.find(other.sheet, other.ref, "same action", what, hint)
    if one.due != other.due:
        due = [draft.due.isoformat() if draft.due else "no date" for draft in (one, other)]
        what = f"{one.code} and {other.code} are the same action with different due dates: {due[0]}, and {due[1]}."
        reading.find(other.sheet, other.ref, "same action", what, hint)


def _tell_offered(reading: PlanReading, actions: Sequence[Action]) -> None:
    for draft, action in zip(reading.drafts, actions, strict=True):
        if action.offered:
            what = f"{action.code}: its words suggest {', '.join(action.offered)}, which is not printed there; no link was made."
            reading.find(draft.sheet, draft.ref, "KPI offered", what, "Add the code to the success measure if it is meant.", note=True)


def _action(reading: PlanReading, draft: Draft, suggested: tuple[str, ...], also: tuple[str, ...]) -> Action:
    return Action(
        code=draft.code, priority=draft.priority, sub_priority=draft.sub, text=" ".join(draft.text.split()), due=draft.due,
        due_printed=draft.due_printed, owners=tuple(draft.owners), status=draft.status, progress="\n".join(draft.progress),
        success_measures="\n".join(draft.measures), kpis=draft.cited.kpis, offered=suggested, also=also, added=draft.added,
        place=f"{reading.file}!{draft.sheet.name}!{draft.ref}",
    )  # fmt: skip


SOURCE = PlanSource("an improvement plan", lambda file, catalogue: is_action_plan(file.readable_sheets), read_plan)
