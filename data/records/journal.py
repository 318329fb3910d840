"""Typed words, kept for good: one journal a home, to which lines are only ever added.

A line counts once it is on the disk. Each carries the SHA-256 of itself and of the line before, and a seal beside the journal
names the last one, so that a line damaged or lost is noticed. A line that a killed writer left half is set aside, never deleted.

Words that must go for good are taken out of their lines, which then say by whom and when, and an entry of the kind ``removal`` vouches
for them; the chain is begun again with the same entries under the same numbers.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Protocol

from data.model.finding import Finding, Refused, Severity
from data.model.record import Record, RecordFault
from data.records.childrens_words import MayNameChild, refuse_words
from data.records.evidence_file import neutral
from data.records.record_schemas import KINDS, changed_fields, check, kept_through, one_line
from data.store.atomic_file import keep_whole
from data.store.sealed_lines import MOST_BYTES, FoundLines, LineFault, LineTooLong, SealedLines, SealedState

WORDS = "words"
FORM = 2  # of a line; lines of form 1 carry no number
REMOVING = 3  # the form of a line whose words were removed, and of the entry that says so: an earlier version must not write after it
REMOVAL = "removal"  # the kind of entry that vouches for lines whose words were removed, under the key that they name


class JournalFault(LineFault):
    """The journal or a file of evidence cannot be read or written. The message says what to do."""


class ChangedMeanwhile(Refused):
    """Someone else changed the same thing since the writer looked. Nothing was overwritten.

    ``entry`` is what stands now, ``saw`` what the writer saw, None where there was nothing; ``body`` is what they typed.
    """

    def __init__(self, entry: Record | None, saw: Record | None, body: Mapping[str, Any] | None) -> None:
        super().__init__(_changed_words(entry, saw))
        self.entry, self.saw, self.body = entry, saw, None if body is None else dict(body)


@dataclass(frozen=True, slots=True)
class SavedRecords:
    """How many entries of a damaged journal are whole, and how many are lost."""

    whole: int
    lost: int


class ReadableJournal(Protocol):
    """What a journal gives to whoever may only read; ``Journal`` says what each method does."""

    @property
    def files(self) -> Path: ...
    def __hash__(self) -> int: ...
    def entries(
        self, *, kind: str | None = None, area: str | None = None, key: str | None = None, until: date | None = None
    ) -> tuple[Record, ...]: ...
    def latest(self, kind: str, area: str, *, until: date | None = None) -> dict[str, Record]: ...
    def version(self) -> str: ...
    def damage(self) -> str: ...
    def salvageable(self) -> SavedRecords: ...
    def file(self, digest: str) -> bytes: ...


class Journal:
    """The typed words under one home folder. Safe to share between threads, and between processes that each have their own."""

    def __init__(self, home: Path) -> None:
        self.folder = home / WORDS
        self.files = self.folder / "files"
        self._lines = _lines_in(self.folder)
        self.path, self.seal = self._lines.path, self._lines.seal

    def append(
        self, kind: str, area: str, key: str, body: Mapping[str, Any] | None, *, who: str, recorded_at: datetime, seen: int | None
    ) -> Record:
        """Keeps words; None takes them away, and what stood stays in the history. ``seen`` is the id of the entry the writer saw
        newest of this kind, area and key, None where there was none. Once this returns the entry is on the disk.

        Raises:
            ChangedMeanwhile: the newest entry is another than ``seen``.
            RecordFault: a field cannot be kept as it is.
            JournalFault: the journal is damaged or cannot be written to.
        """
        _no_removal(kind)
        entries = self._lines.read().entries if seen is not None else ()
        stood = entries[seen - 1] if seen is not None and 0 < seen <= len(entries) else None
        saw = stood.body if stood is not None and (stood.kind, stood.area, stood.key) == (kind, area, key) else None
        check(kind, key, body, saw)
        refuse_words(kind, key, body, saw)
        body = body if body is None else kept_through(kind, body, saw)
        if kind == "plan_version" and body and body["area"] != area:
            raise RecordFault("plan.area", f"is {body['area']}, and the plan is to be kept for {area}.")
        return self._append((kind, area, key), body, who, recorded_at, seen)

    def undo(self, entry: Record, *, who: str, recorded_at: datetime) -> Record:
        """A new entry with what stood before ``entry``, which must be the newest of its kind, area and key. Undoing that brings it back."""
        _no_removal(entry.kind)
        before = next((one for one in self._lines.read().entries if one.id == entry.follows), None)
        body = None if before is None else before.body
        with suppress(MayNameChild):  # a doubt was answered, or nobody doubted, when that was typed
            refuse_words(entry.kind, entry.key, body)
        return self._append((entry.kind, entry.area, entry.key), body, who, recorded_at, entry.id)

    def take_out(
        self, key: str, cut: Callable[[Mapping[str, Any]], Mapping[str, Any] | None], body: Mapping[str, Any], *, who: str,
        recorded_at: datetime,
    ) -> None:  # fmt: skip
        """Takes words out of their lines for good, and enters under ``key`` that this was done. ``cut`` gives a line's ``area``, ``key``,
        ``body`` and ``who`` as they are from then on, or None where it stands. Where that entry stands already, nothing is done.

        Raises:
            JournalFault: the journal is damaged or cannot be written to.
        """
        words = {"by": key, "who": who, "at": recorded_at.date().isoformat()}

        def changed(line: Mapping[str, Any]) -> Mapping[str, Any]:
            left = cut(line)
            return line if left is None else {**line, **left, "form": REMOVING, "removed": words}

        with self.writing():
            if not any(one.kind == REMOVAL and one.key == key for one in self._lines.read().entries):
                moment = recorded_at.astimezone(UTC).isoformat(timespec="microseconds")
                told = {"kind": REMOVAL, "area": "-", "key": key, "body": dict(body), "who": who, "recorded_at": moment, "follows": None}
                self._lines.rewrite(changed, {"form": REMOVING, **told})
            broken = [path for form in ("set-aside-*", "damaged-*") for path in self.folder.glob(form)]  # nobody can say what they hold
            for path in (*broken, *self.files.glob("unfinished-*")):
                path.unlink(missing_ok=True)

    def seal_anew(self) -> None:
        """Writes the seal of a whole chain again, where a removal was stopped between the chain and its seal."""
        with self.writing():
            self._lines.seal_anew()

    def entries(
        self, *, kind: str | None = None, area: str | None = None, key: str | None = None, until: date | None = None
    ) -> tuple[Record, ...]:
        """The history, oldest first; ``until`` leaves out what was recorded after that day (UTC)."""
        return tuple(_own(one) for one in self._held(kind, area, key, until))

    def latest(self, kind: str, area: str, *, until: date | None = None) -> dict[str, Record]:
        """What stands, by key, in the order in which each was first written; a key taken away is there, with ``body`` None,
        because the next writer must have seen that too."""
        newest = {one.key: one for one in self._held(kind, area, None, until)}
        return {key: _own(one) for key, one in newest.items()}

    def _held(self, kind: str | None, area: str | None, key: str | None, until: date | None) -> Iterator[Record]:
        """The entries themselves, oldest first, which no caller may be handed: they are shared by all who read."""
        wanted = [(name, value) for name, value in (("kind", kind), ("area", area), ("key", key)) if value is not None]
        return (
            one for one in self._lines.read().entries
            if all(getattr(one, name) == value for name, value in wanted) and (until is None or one.recorded_at.date() <= until)
        )  # fmt: skip

    def version(self) -> str:
        """What changes with every entry and with nothing else; cheap to ask."""
        return _version(self._lines.read())

    def findings(self) -> list[Finding]:
        """A finding for each half-written line that was set aside."""
        what = "A line of the journal was only half written when the program that wrote it was stopped."
        hint = "Whoever was typing then should see whether their words stand, and type them again if not. The file holds what was written."
        if self._lines.look()[1]:  # left by a writer now killed, or one still writing: for that one this waits
            with self.writing():
                self._mend()
        found = sorted(self.folder.glob("set-aside-*.txt"))
        return [Finding(Severity.CHECK, f"{WORDS}/{path.name}", what, hint, "half-written") for path in found]

    def keep(self, name: str, content: bytes) -> tuple[str, str]:
        """Keeps a file of evidence: its SHA-256, and its name made safe. The same content is kept once.

        Raises:
            Refused: the file is of a type that is not taken, too large, empty, or not what its name says.
        """
        kept, suffix = neutral(name, content)
        digest = sha256(content).hexdigest()
        with self.writing():
            try:
                self.files.mkdir(exist_ok=True)
                if self._file(digest) is None:
                    keep_whole(self.files / f"{digest}{suffix}", content)
            except OSError as why:
                raise JournalFault(f"{kept} could not be kept: {why.strerror or why}. Nothing was changed.") from why
        return digest, kept

    def file(self, digest: str) -> bytes:
        """The content of a kept file, checked against its hash."""
        content = self._file(digest) if re.fullmatch(r"[0-9a-f]{64}", digest) else None
        if content is None:
            raise JournalFault(f"The file {digest[:12]}… is missing from {self.files} or is damaged. Add the file again.")
        return content

    def _file(self, digest: str) -> bytes | None:
        for path in sorted(self.files.glob(f"{digest}.*")):
            content = path.read_bytes()
            if sha256(content).hexdigest() == digest:
                return content
        return None

    def _append(
        self, where: tuple[str, str, str], body: Mapping[str, Any] | None, who: str, recorded_at: datetime, seen: int | None
    ) -> Record:
        kind, area, key = where
        one_line("area", area, 40)
        one_line("who", who, 120)
        if recorded_at.tzinfo is None:
            raise RecordFault("recorded_at", "needs its time zone.")
        if kind == "evidence" and body and body.get("file") and self._file(body["file"]) is None:
            raise RecordFault("file", "is not kept here yet. Keep the file first.")
        with self.writing():
            read = self._mend()
            newest = next((one for one in reversed(read.entries) if (one.kind, one.area, one.key) == where), None)
            if (newest.id if newest else None) != seen:
                saw = next((one for one in read.entries if one.id == seen and (one.kind, one.area, one.key) == where), None)
                raise ChangedMeanwhile(newest and _own(newest), saw and _own(saw), body)
            made = {
                "kind": kind, "area": area, "key": key, "body": body, "who": who,
                "recorded_at": recorded_at.astimezone(UTC).isoformat(timespec="microseconds"), "follows": seen,
            }  # fmt: skip
            try:
                line = self._lines.draft(read, made)
            except LineTooLong as why:
                if why.size is None:
                    raise RecordFault("body", "holds something that cannot be kept as text.") from why
                raise RecordFault("body", f"has {why.size:,} bytes and may have {MOST_BYTES:,}.") from why
            return self._lines.add(read, line)

    def salvage(self) -> SavedRecords:
        """Makes a damaged journal whole again of its good lines; the damaged file is kept beside it. A seal alone is written anew.

        Raises:
            JournalFault: it cannot be read or written to at all. Nothing was changed.
        """
        with self.writing():
            if self._lines.seal_anew() and not _unvouched(self._lines.read().entries):
                return SavedRecords(len(self._lines.read().entries), 0)
            found = self._lines.found()
            self._lines.replace(found, _chained_anew([line for _, line in found.whole]))
            return _saved(found)

    def damage(self) -> str:
        """What is wrong with the journal, in words; empty where nothing is."""
        try:
            entries = self._lines.read().entries
            behind = self._lines.unsealed() is not None
        except LineFault as why:
            return str(why)
        if bare := _unvouched(entries):
            return f"{self.path} is damaged: entry {bare[0]} says that its words were removed, and no later entry says who removed them."
        return f"{self.path} is damaged: {self.seal.name} is missing or old." if behind else ""

    def salvageable(self) -> SavedRecords:
        """How many entries of a damaged journal can be saved, and how many are lost; nothing is changed.

        Raises:
            JournalFault: it cannot be opened, or is of a newer form.
        """
        if (read := self._lines.unsealed()) is not None:
            return SavedRecords(len(read.entries), 0)
        return _saved(self._lines.found())

    @contextmanager
    def writing(self) -> Iterator[None]:
        """One writer at a time, over all threads and processes; the lock falls with the process that held it. A thread that holds it
        may ask again."""
        with self._lines.writing():
            yield

    def _mend(self) -> SealedState[Record]:
        """The whole journal, read under the lock, and what a killed writer of evidence left is swept."""
        read = self._lines.mend()
        try:
            for left in self.files.glob("unfinished-*"):
                left.unlink(missing_ok=True)
        except OSError as why:
            raise JournalFault(f"{self.folder} cannot be written to: {why.strerror or why}. Nothing was changed.") from why
        return read


def words_of(lines: bytes, seal: bytes) -> tuple[tuple[Record, ...], str]:
    """The entries and the version of a journal that is given as bytes, with its seal.

    Raises:
        JournalFault: it is damaged.
    """
    read = _lines_in(Path(WORDS)).examine(lines, seal)
    return read.entries, _version(read)


def _lines_in(folder: Path) -> SealedLines[Record]:
    return SealedLines(
        folder / "journal.jsonl", _entry, form=FORM, rewritten=REMOVING, fault=JournalFault,
        busy="Someone else is saving, and has been for half a minute. Nothing was changed. Try again.",
        unsure="See whether your words stand before typing them again.",
    )  # fmt: skip


def _no_removal(kind: str) -> None:
    if kind == REMOVAL:
        raise RecordFault("kind", "of a removal cannot be typed or taken back: what was removed is gone.")


def _unvouched(entries: Sequence[Record]) -> list[int]:
    """The numbers of entries whose words are said to be removed, where no later entry says so too."""
    vouched, found = set[str](), []
    for one in reversed(entries):
        if one.kind == REMOVAL:
            vouched.add(one.key)
        elif one.removal and one.removal not in vouched:
            found.append(one.id)
    return found[::-1]


def _version(read: SealedState[Record]) -> str:
    return f"{len(read.entries)}-{read.digest[:12]}"


def _saved(found: FoundLines) -> SavedRecords:
    return SavedRecords(len(found.whole), found.highest - len({line["id"] for _, line in found.whole}))


def _chained_anew(lines: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Good lines under new numbers, each following the new number of what it followed; where that is lost, the newest that is left of the
    same thing."""
    removals = {line["key"] for line in lines if line["kind"] == REMOVAL}
    numbers: dict[int, int] = {}
    newest: dict[tuple[str, str, str], int] = {}
    made: list[dict[str, Any]] = []
    for number, line in enumerate(lines, 1):
        where = (line["kind"], line["area"], line["key"])
        follows = numbers.get(line["follows"], newest.get(where)) if line["follows"] is not None else None
        lost = line.get("removed") and line["removed"]["by"] not in removals  # who removed its words is lost: they stay away
        made.append({"form": 1, **line, "follows": follows} | ({"removed": None} if lost else {}))
        numbers[line["id"]] = newest[where] = number
    return made


def _own(entry: Record) -> Record:
    """An entry with a body of its own: of all it holds, only that could be changed by who is handed it."""
    return replace(entry, body=_copied(entry.body))


def _copied(body: Any) -> Any:
    """What JSON gives, copied; many times faster than a general deep copy."""
    if isinstance(body, dict):
        return {key: _copied(value) for key, value in body.items()}
    return [_copied(value) for value in body] if isinstance(body, list) else body


def _entry(made: Mapping[str, Any]) -> Record:
    moment = datetime.fromisoformat(made["recorded_at"])
    gone = made.get("removed")
    day = date.fromisoformat(gone["at"]) if gone else None
    return Record(
        id=made["id"], kind=made["kind"], area=made["area"], key=made["key"], body=made["body"], who=made["who"], recorded_at=moment,
        follows=made["follows"], removed=f"removed on {day.day} {day:%B %Y} by {gone['who']}" if gone and day else "",
        removal=gone["by"] if gone else "",
    )  # fmt: skip


def _changed_words(entry: Record | None, saw: Record | None) -> str:
    if entry is None:
        return "What you changed is not in the journal. Nothing was saved. Look at it again."
    when = f"{entry.recorded_at.day} {entry.recorded_at:%B %Y at %H:%M} UTC"
    called = KINDS[entry.kind].called if entry.kind in KINDS else entry.kind
    changes = changed_fields(saw.body if saw else None, entry.body)
    told = "; ".join(f"{name} is now {_said(after)}, was {_said(before)}" for name, before, after in changes)
    return (
        f"{entry.who} changed {called} {entry.key} on {when}, after you opened it{': ' + told if told else ''}. "
        "Your words are not saved yet and nothing was overwritten. See what changed, then save again."
    )


def _said(value: Any) -> str:
    if value is None or value == "":
        return "not given"
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return f"‘{text if len(text) <= 80 else text[:79] + '…'}’"
