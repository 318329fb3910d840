"""The health of a home: every check in turn, and each repair by its name."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path
from typing import Any

from data.home import home_checks, place_checks
from data.home.health_finding import HealthFinding, Repair
from data.home.home import HomeReader, HomeWriter
from data.model.finding import Refused
from data.store.kept_builds import Progress
from data.store.stored_figures import StoreFault

Check = Callable[[HomeReader], Iterator[HealthFinding]]
CHECKS: tuple[Check, ...] = (
    home_checks.identity, home_checks.ledger, home_checks.figures, home_checks.files, home_checks.records, home_checks.clock,
    home_checks.removals, place_checks.leftovers, place_checks.room, place_checks.names, place_checks.access,
    place_checks.place,
)  # fmt: skip
WHOLE = "Nothing is amiss"


def check(home: HomeReader, progress: Progress = lambda done, of, words: None) -> list[HealthFinding]:
    """Every finding, the grave ones first. Nothing is changed."""
    found: list[HealthFinding] = []
    for done, one in enumerate(CHECKS):
        progress(done, len(CHECKS), (one.__doc__ or "").rstrip("."))
        found += _tried(one, home)
    return sorted(found, key=lambda one: not one.grave)


def _tried(one: Check, home: HomeReader) -> list[HealthFinding]:
    """What a check finds; where it cannot look at all, that is what it finds."""
    try:
        return list(one(home))
    except (OSError, StoreFault, Refused) as why:
        what = f"{home.folder} cannot be looked through: {getattr(why, 'strerror', None) or why}."
        return [HealthFinding(one.__name__, True, what, "Everybody who looks at these figures", "See that you may open that folder.")]


def mend(
    home: HomeWriter, repair: Repair, *, file: Path | None = None, content: bytes = b"", progress: Progress = lambda done, of, words: None
) -> str:
    """Does one repair; what was done, in words. ``file`` or ``content`` is a file received that is given again.

    Raises:
        Refused: it cannot be done. Nothing was changed.
        StoreFault: the home cannot be read or written to.
    """
    match repair:
        case Repair.FIGURES:
            made = home.make_again(progress)
            return f"Made again from what was loaded: {', '.join(made)}." if made else "The figures are as they were loaded."
        case Repair.LEDGER:
            done = home.mend_ledger(progress)
            lost = f" Lost: {_numbers(done.lost)}. Load their files again." if done.lost else " Nothing is lost."
            return f"The list of loads is whole: {done.kept} kept, {done.from_build} entered again from the figures.{lost}"
        case Repair.WORDS:
            saved = home.mend_records()
            return f"The journal is whole: {saved.whole} entries kept, {saved.lost or 'none'} lost."
        case Repair.FILE:
            return _give(home, file, content)
        case Repair.RESTORE:
            return place_checks.finish_restore(home.reader)
        case Repair.REMOVAL:
            gone = home.finish_removal()
            return f"Removed for good: {gone}." if gone else "There is no removal to finish."
        case Repair.LEFTOVERS:
            return place_checks.sweep(home.reader)
        case Repair.ANEW:
            try:
                home.reader.identity.start_anew()
            except OSError as why:
                raise Refused(f"{home.reader.folder} cannot be written to: {why.strerror or why}. Nothing was changed.") from why
            return f"{home.reader.folder} is used as it is now, from today on."


def _give(home: HomeWriter, file: Path | None, content: bytes) -> str:
    """Puts a file received back, known by its SHA-256."""
    if file is not None:
        try:
            content = file.read_bytes()
        except OSError as why:
            raise Refused(f"{file} cannot be read: {why.strerror or why}. Nothing was changed.") from why
    if not content:
        raise Refused("Give the file with --file PATH. Nothing was changed.")
    digest = sha256(content).hexdigest()
    for load, name, kept in home_checks.named_files(home.reader):
        if kept.partition(".")[0] == digest:
            home.keep_file(kept, digest, content)
            return f"{name} of load {load} is back: raw/{kept}."
    raise Refused(f"No load names a file with the SHA-256 {digest[:12]}… Nothing was changed. Give the file just as it was received.")


def _numbers(lost: tuple[int, ...]) -> str:
    return f"entr{'y' if len(lost) == 1 else 'ies'} {', '.join(map(str, lost))}"


def as_record(found: list[HealthFinding]) -> dict[str, Any]:
    """Findings as plain values."""
    return {"whole": not found, "findings": [asdict(one) for one in found]}


def as_text(found: list[HealthFinding], folder: Path) -> str:
    """Findings in words, a few lines each, with the command that mends each."""
    lines = [f"{folder}: {len(found)} finding{'s' * (len(found) != 1)}." if found else f"{folder}: {WHOLE[0].lower()}{WHOLE[1:]}."]
    for one in found:
        how = f"  Mend it with: python cli.py repair {one.repair}" + (" --file PATH" if one.repair is Repair.FILE else "")
        lines += [f"{'Grave' if one.grave else 'Note'}: {one.what}", f"  For: {one.whom}", f"  {one.hint}", *([how] if one.repair else [])]
    return "\n".join(lines)


def as_json(found: list[HealthFinding]) -> str:
    """The same as JSON."""
    return json.dumps(as_record(found), ensure_ascii=False, indent=1)
