"""A damaged or lost ledger made whole again: of its good lines and contents, and of the newest whole build for what they lack."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb

from data.store import earlier_forms
from data.store.ledger import NAMED, Ledger, LedgerChange, LedgerEntry, LedgerFault
from data.store.release_schema import sound_release
from data.store.sealed_lines import FoundLines
from data.store.sql import SCHEMA_VERSION

DAMAGED = "damaged"  # in ledger/: contents that a mended ledger does not name


@dataclass(frozen=True, slots=True)
class MendedLedger:
    """How many entries stood in good lines, how many were entered again from a build, and the numbers of those that are lost."""

    kept: int
    from_build: int
    lost: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Held:
    """What one entry is made of again: its moment and contents, whether anything came from a build, and whether anything is lost."""

    moment: str
    contents: tuple[str, ...]
    entered: bool = False
    lacks: bool = False


def look(ledger: Ledger, builds: Path) -> MendedLedger:
    """What mending would keep, without writing anything.

    Raises:
        LedgerFault: the file cannot be opened, or is of a newer form.
    """
    found = ledger.lines.found()
    with _trusted(ledger, found):
        return _looked(ledger, builds, found)


def _looked(ledger: Ledger, builds: Path, found: FoundLines) -> MendedLedger:
    by_number, held = _by_number(found), _newest_whole(builds, found)
    by_number |= _from_broken(ledger, found, {*by_number, *held})
    kept = {number for number, line in by_number.items() if not _hurt_contents(ledger, line)}
    given = set(held) - kept
    every = range(1, max([found.highest, *held]) + 1)
    return MendedLedger(len(kept), len(given), tuple(number for number in every if number not in kept | given))


def mend(ledger: Ledger, builds: Path) -> MendedLedger:
    """Begins the ledger again, under the lock; the damaged file is kept beside it.

    Raises:
        LedgerFault: the file cannot be opened or written to, or is of a newer form. Nothing was changed.
    """
    found = ledger.lines.found()
    with _trusted(ledger, found):
        return _mended(ledger, builds, found)


@contextmanager
def _trusted(ledger: Ledger, found: FoundLines) -> Iterator[None]:
    """While the chain is damaged, its whole lines say what was taken away for good, so that nothing of it is taken for lost."""
    ledger.trust([line for _, line in found.whole])
    try:
        yield
    finally:
        ledger.trust(None)


def _mended(ledger: Ledger, builds: Path, found: FoundLines) -> MendedLedger:
    by_number = _by_number(found)
    held = _newest_whole(builds, found)
    by_number |= _from_broken(ledger, found, {*by_number, *held})
    kept = given = 0
    lost: list[int] = []
    lines: list[dict[str, Any]] = []
    for number in range(1, max([found.highest, *held]) + 1):
        entry = _entry(ledger, builds, by_number.get(number), held.get(number, []))
        if not entry.contents or entry.lacks:
            lost.append(number)
        kept += not entry.entered and not entry.lacks and bool(entry.contents)
        given += entry.entered
        if entry.contents:
            line = by_number.get(number, {})
            lines.append({**line, "recorded_at": entry.moment, "contents": list(entry.contents)})
    ledger.lines.replace(found, lines)
    _aside(ledger, {ledger.standing(digest)[:NAMED] for line in lines for digest in line["contents"]})
    return MendedLedger(kept, given, tuple(lost))


def _entry(ledger: Ledger, builds: Path, line: Mapping[str, Any] | None, held: list[LedgerChange]) -> _Held:
    """One entry: its line's own contents where they are whole, else what a build holds of it, else those of them that are."""
    if line is not None:
        good = [digest for digest in line["contents"] if _readable(ledger, line, digest)]
        if len(good) == len(line["contents"]):
            contents = [_with_figures(ledger, builds, line, digest) for digest in good]
            return _Held(line["recorded_at"], tuple(contents), entered=contents != good)
        if not held:
            return _Held(line["recorded_at"], tuple(good), lacks=True)
    if not held:
        return _Held("", ())
    made = tuple(ledger.keep(_figures_of(ledger, builds, change)) for change in held)
    return _Held(held[0].recorded_at.isoformat(timespec="microseconds"), made, entered=True)


def _by_number(found: FoundLines) -> dict[int, Mapping[str, Any]]:
    """The good lines by number; of two with one number, as where a folder was kept in step by something else, the first."""
    lines: dict[int, Mapping[str, Any]] = {}
    for _, line in found.whole:
        lines.setdefault(line["id"], line)
    return lines


def _from_broken(ledger: Ledger, found: FoundLines, known: set[int]) -> dict[int, Mapping[str, Any]]:
    """What broken lines still name, where no line and no build holds their entry: each content proves itself by its own hash."""
    lines: dict[int, Mapping[str, Any]] = {}
    for raw in found.broken:
        number, digests = re.search(rb'"id":(\d+)', raw), re.findall(rb'[\["]([0-9a-f]{64})"[,\]]', raw)
        if number is None or int(number[1]) in {*known, *lines} or int(number[1]) > found.highest:
            continue
        line: dict[str, Any] = {
            "id": int(number[1]),
            "recorded_at": datetime.min.isoformat(),
            "contents": [digest.decode() for digest in digests],
        }
        good = [digest for digest in line["contents"] if _readable(ledger, line, digest)]
        if good:
            moment = _change(ledger, line, good[0]).recorded_at.isoformat(timespec="microseconds")
            lines[line["id"]] = {**line, "recorded_at": moment, "contents": good}
    return lines


def _aside(ledger: Ledger, named: set[str]) -> None:
    """Puts contents that no line names any more beside the others, where no sweep takes them away; what was taken away for good goes."""
    gone = {digest[:NAMED] for digest in ledger.forgotten()}
    for path in ledger.contents.glob("*.json.gz"):
        if path.name.partition(".")[0] in gone:
            path.unlink()
        elif path.name.partition(".")[0] not in named:
            folder = ledger.folder / DAMAGED
            folder.mkdir(exist_ok=True)
            path.replace(folder / path.name)


def _newest_whole(builds: Path, found: FoundLines) -> dict[int, list[LedgerChange]]:
    """What the newest build that can be read from end to end holds, by entry; a build of another chain is none."""
    digests = {line["id"]: digest for digest, line in found.whole}
    for path in sorted(builds.glob("[0-9]*.duckdb"), reverse=True):
        number, _, digest = path.stem.partition("-")
        if not number.isdecimal() or digests.get(int(number), digest)[:8] != digest or earlier_forms.form_of(path) != SCHEMA_VERSION:
            continue
        with suppress(duckdb.Error, KeyError, ValueError):
            return earlier_forms.by_entry(path)
    return {}


def _readable(ledger: Ledger, line: Mapping[str, Any], digest: str) -> bool:
    try:
        _change(ledger, line, digest)
    except LedgerFault:
        return False
    return True


def _hurt_contents(ledger: Ledger, line: Mapping[str, Any]) -> bool:
    return not all(_readable(ledger, line, digest) for digest in line["contents"])


def _change(ledger: Ledger, line: Mapping[str, Any], digest: str) -> LedgerChange:
    return ledger.changes(replace(_NONE, id=line["id"], contents=(digest,)))[0]


def _with_figures(ledger: Ledger, builds: Path, line: Mapping[str, Any], digest: str) -> str:
    """A content whose published figures are whole; where they are not and the release's database is, one that names them anew."""
    change = _change(ledger, line, digest)
    if change.kind != "load" or not change.body["row"]["database"] or ledger.whole_figures(change.body.get("published", {})):
        return digest
    made = _figures_of(ledger, builds, change)
    return ledger.keep(made) if made.body["published"] else digest


def _figures_of(ledger: Ledger, builds: Path, change: LedgerChange) -> LedgerChange:
    """The change of a release with the files that hold its figures, made of its database; without any where that is lost too."""
    if change.kind != "load" or not (database := change.body["row"]["database"]):
        return change
    published: dict[str, Any] = {}
    if sound_release(builds / database, whole=True):
        published = dict(ledger.keep_published(builds / database))
    return replace(change, body={**change.body, "published": published})


_NONE = LedgerEntry(0, datetime.min, ())
