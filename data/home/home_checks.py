"""Whether what a home holds is whole: its identity, the list of loads, the figures, the files received, and the typed words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta

from data.catalogue.reference_entry import CatalogueFault
from data.home import removal
from data.home.health_finding import HealthFinding, Repair
from data.home.home import HomeReader
from data.home.quarantined import clean_copies
from data.model.finding import Refused
from data.records.record_schemas import KINDS
from data.store import ledger_mending
from data.store.ledger import LedgerFault, file_digest
from data.store.stored_figures import StoreFault
from data.text import first_capital

EVERYBODY = "Everybody who looks at these figures"
TYPING = "Everybody who types or reads judgements, plans and comments"
SLACK = timedelta(minutes=10)  # by which two computers' clocks may differ


def identity(home: HomeReader) -> Iterator[HealthFinding]:
    """The folder holds the home that it held, and this version may write to it."""
    if (absent := home.identity.absence()) and home.identity.half_restored() is None:
        what, _, hint = absent.partition(" Nothing was changed. ")
        stopped = home.identity.restoring()
        yield HealthFinding("identity", True, what, EVERYBODY, hint, repair=None if stopped else Repair.ANEW)
    if newer := home.identity.newer():
        what, _, _ = newer.partition(" It can be read here")
        yield HealthFinding("identity", True, what, "Whoever loads or types", "Use the newer version; this one only reads here.")


def ledger(home: HomeReader) -> Iterator[HealthFinding]:
    """The chain of the list of loads, its seal, and every content that it seals."""
    held = home.figures.ledger
    try:
        if not held.exists() and not any(home.figures.builds.glob("[0-9]*.duckdb")) and not held.lines.seal.exists():
            return
        fault = _ledger_fault(home)
    except LedgerFault as why:
        fault = str(why)
    if not fault:
        return
    what = fault.partition(" Nothing was changed.")[0].partition(" Health and python")[0]
    if held.lines.unsealed() is not None:
        hint = "Every line is whole, so the seal is written again. Nothing is lost."
    else:
        try:
            found = ledger_mending.look(held, home.figures.builds)
        except LedgerFault as why:
            yield HealthFinding("ledger", True, what, EVERYBODY, str(why))
            return
        hint = f"{_entries(found.kept)} whole"
        hint += f", {_entries(found.from_build, is_are=False)} can be entered again from the figures that stand" if found.from_build else ""
        hint += f"; {_entries(len(found.lost))} lost, whose files must be loaded again." if found.lost else ". Nothing is lost."
        hint += " The damaged file is kept beside the new one." * held.lines.path.exists()
    yield HealthFinding("ledger", True, what, EVERYBODY, hint, repair=Repair.LEDGER)


def _ledger_fault(home: HomeReader) -> str:
    held = home.figures.ledger
    if not held.exists():
        return f"{held.lines.path} is missing, though figures that were loaded are there."
    if held.lines.unsealed() is not None:
        return f"{held.lines.path} is damaged: {held.lines.seal.name} is missing or old."
    lost: list[str] = []
    for entry in held.read().entries:
        for change in held.changes(entry):
            if change.kind == "load" and (published := change.body.get("published")) and not held.whole_figures(published):
                database = home.figures.builds / change.body["row"]["database"]
                lost += [f"The published figures of load {change.body['load']}, as sealed, are missing or damaged."] * database.is_file()
    return lost[0] if lost else ""


def figures(home: HomeReader) -> Iterator[HealthFinding]:
    """Every table of the figures in force and of the published figures beside them."""
    if home.identity.absence() or home.identity.newer():
        return
    try:
        amiss = home.figures.amiss(whole=True)
    except (StoreFault, Refused):
        return  # told by the check of the ledger
    for one in amiss:
        what = f"{first_capital(one)} are missing, damaged or of another version."
        if one in _not_to_be_made(home):
            hint = "What was sealed of them is lost too. Load the publisher’s files again: Load a file, or python cli.py load FILE."
            yield HealthFinding("figures", True, what, EVERYBODY, hint)
        else:
            yield HealthFinding("figures", True, what, EVERYBODY, "They are made again from what was loaded, equal.", repair=Repair.FIGURES)
    try:
        home.catalogue(home.figures.current())
    except CatalogueFault as why:
        yield HealthFinding("additions", True, str(why), EVERYBODY, "Mend that file in a text editor, or take it out of additions/.")
    except StoreFault:
        return


def _not_to_be_made(home: HomeReader) -> set[str]:
    """Published figures of which neither the database nor what was sealed is whole, as ``amiss`` names them."""
    held, found = home.figures.ledger, set[str]()
    with suppress(LedgerFault):
        for entry in held.read().entries:
            for change in held.changes(entry):
                if change.kind == "load" and change.body["row"]["database"] and not held.whole_figures(change.body.get("published", {})):
                    found.add(f"the published figures of load {change.body['load']}")
    return found


def files(home: HomeReader) -> Iterator[HealthFinding]:
    """Every file received is there under its SHA-256."""
    copies = {one.kept_as for one in clean_copies(home)}
    for load, name, kept in named_files(home):
        path = home.figures.raw / kept
        if path.is_file() and file_digest(path) == kept.partition(".")[0]:
            continue
        state = "is damaged" if path.is_file() else "is missing"
        which = f"the clean copy of {name} of load {load}" if kept in copies else f"the file {name} of load {load} as it was received"
        what = f"raw/{kept}, {which}, {state}. Its figures stand; it cannot be read again."
        again = "Give the clean copy again, out of a backup" if kept in copies else "Give the file again"
        hint = f"{again}: here, or python cli.py repair file --file PATH. It is known by its SHA-256, {kept[:12]}…"
        yield HealthFinding("files", False, what, "Whoever follows a figure to its file, or reads it again", hint, repair=Repair.FILE)


def named_files(home: HomeReader) -> list[tuple[int, str, str]]:
    """Every file received that a load names: the load, the file's own name, and its name in raw/."""
    try:
        build = home.figures.current()
        rows = home.figures.loads(build).to_dict("records") if build else []
    except (StoreFault, Refused):
        return []
    return [(int(row["id"]), str(row["file"]), kept) for row in rows for kept in str(row["kept_as"]).split(", ") if kept]


def records(home: HomeReader) -> Iterator[HealthFinding]:
    """The journal's chain and seal, the kept evidence, and entries of kinds that this version does not know."""
    if fault := home.records.damage():
        what = fault.partition(" Nothing was changed.")[0].partition(" Health and python")[0]
        try:
            found = home.records.salvageable()
        except Refused as why:
            yield HealthFinding("words", True, what, TYPING, str(why))
            return
        hint = f"{_entries(found.whole)} whole"
        hint += f", {_entries(found.lost)} lost" if found.lost else ". Nothing is lost"
        yield HealthFinding("words", True, what, TYPING, f"{hint}. The damaged file is kept beside the new one.", repair=Repair.WORDS)
        return
    entries = home.records.entries()
    for body in (one.body for one in entries if one.kind == "evidence" and one.body and one.body.get("file")):
        try:
            home.records.file(body["file"])
        except Refused as why:
            yield HealthFinding(
                "evidence", False, str(why).partition(" Add the file")[0], TYPING, f"Add it again to “{body['title']}”, on Evidence."
            )
    if unknown := [one for one in entries if one.kind not in KINDS]:
        kinds = ", ".join(sorted({one.kind for one in unknown}))
        what = f"{_entries(len(unknown), is_are=False)} of kinds that this version does not know: {kinds}."
        yield HealthFinding("words", False, what, TYPING, "They are kept and not shown. Use the newer version to see them.")


def removals(home: HomeReader) -> Iterator[HealthFinding]:
    """No removal was stopped half way."""
    if removal.begun(home.folder):
        what = "A removal was begun and stopped half way: some of what was to be removed for good is still here."
        yield HealthFinding("removal", True, what, EVERYBODY, "It is gone on with, here or at the next start.", repair=Repair.REMOVAL)


def clock(home: HomeReader) -> Iterator[HealthFinding]:
    """No entry is from the future, and no load was received on a day that is still to come."""
    now, newest = datetime.now(UTC), []
    with suppress(LedgerFault, Refused):
        newest += [one.recorded_at.replace(tzinfo=UTC) for one in home.figures.ledger.read().entries]
    with suppress(Refused):
        newest += [one.recorded_at for one in home.records.entries()]
    if newest and max(newest) > now + SLACK:
        last = max(newest)
        what = (
            f"The newest entry is of {last.day} {last:%B %Y at %H:%M} UTC, and this computer’s clock says {now.day} {now:%B %Y at %H:%M}."
        )
        yield HealthFinding("clock", False, what, "Whoever looks at past days", "Set the clock of this computer right.")
    try:
        build = home.figures.current()
        loads = home.figures.loads(build).to_dict("records") if build else []
    except (StoreFault, Refused):
        return
    for row in loads:
        if row["received"] > date.today() and not row["withdrawn"]:
            day = f"{row['received'].day} {row['received']:%B %Y}"
            what = f"Load {row['id']}, {row['file']}, counts as received on {day}, which is still to come."
            hint = f"Withdraw it and load it again: python cli.py withdraw {row['id']} --why “wrong day”"
            yield HealthFinding("clock", True, f"{what} Its figures stand before every later correction.", EVERYBODY, hint)


def _entries(number: int, *, is_are: bool = True) -> str:
    words = "1 entry" if number == 1 else f"{number} entries"
    return f"{words} {'is' if number == 1 else 'are'}" if is_are else words
