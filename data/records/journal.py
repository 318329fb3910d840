"""Typed words, kept for good: one journal a home, to which lines are only ever added.

A line counts once it is on the disk. Each carries the SHA-256 of itself and of the line before, and a seal beside the journal
names the last one, so that a line damaged or lost is noticed. A line that a killed writer left half is set aside, never deleted.
"""

from __future__ import annotations

import json
import os
import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from hashlib import sha256
from io import FileIO
from pathlib import Path
from typing import Any, Protocol

from filelock import FileLock, Timeout

from data.model.finding import Finding, Refused, Severity
from data.model.record import Record, RecordFault
from data.records.evidence_file import neutral
from data.records.record_schemas import KINDS, changed_fields, check, one_line
from data.store.atomic_file import flush, keep_whole

WORDS, LOCK, WAIT = "words", "writing.lock", 30
MOST_BYTES = 4_000_000  # of one line
SEALED = b',"sha256":"%s"}'
SEAL_LONG = len(SEALED % (b"0" * 64))


class JournalFault(Refused):
    """The journal or a file of evidence cannot be read or written. The message says what to do."""


class ChangedMeanwhile(Refused):
    """Someone else changed the same thing since the writer looked. Nothing was overwritten.

    ``entry`` is what stands now, ``saw`` what the writer saw, None where there was nothing; ``body`` is what they typed.
    """

    def __init__(self, entry: Record | None, saw: Record | None, body: Mapping[str, Any] | None) -> None:
        super().__init__(_changed_words(entry, saw))
        self.entry, self.saw, self.body = entry, saw, None if body is None else dict(body)


@dataclass(frozen=True, slots=True)
class _JournalState:
    """The journal up to one place: its entries and their hashes, and where the last whole line ends."""

    entries: tuple[Record, ...] = ()
    digests: tuple[str, ...] = ()
    end: int = 0

    @property
    def digest(self) -> str:
        return self.digests[-1] if self.digests else ""


class ReadableJournal(Protocol):
    """What a journal gives to whoever may only read; ``Journal`` says what each method does."""

    files: Path

    def __hash__(self) -> int: ...
    def entries(
        self, *, kind: str | None = None, area: str | None = None, key: str | None = None, until: date | None = None
    ) -> tuple[Record, ...]: ...
    def latest(self, kind: str, area: str, *, until: date | None = None) -> dict[str, Record]: ...
    def version(self) -> str: ...
    def file(self, digest: str) -> bytes: ...


class Journal:
    """The typed words under one home folder. Safe to share between threads, and between processes that each have their own."""

    def __init__(self, home: Path) -> None:
        self.folder = home / WORDS
        self.path, self.seal, self.files = self.folder / "journal.jsonl", self.folder / "journal.seal", self.folder / "files"
        self._age, self._cached, self._tail = (0, 0, 0), _JournalState(), b""
        self._lock, self._mine = threading.Lock(), threading.local()

    def append(
        self, kind: str, area: str, key: str, body: Mapping[str, Any] | None, *, who: str, recorded_at: datetime, seen: int | None
    ) -> Record:
        """Keeps words; None takes them away, and what stood stays in the history. ``seen`` is the id of the entry the writer saw
        newest of this kind, area and key, None where there was none. Once this returns the entry is on the disk.

        Raises:
            Changed: the newest entry is another than ``seen``.
            WordsFault: a field cannot be kept as it is.
            JournalFault: the journal is damaged or cannot be written to.
        """
        check(kind, key, body)
        if kind == "plan_version" and body and body["area"] != area:
            raise RecordFault("plan.area", f"is {body['area']}, and the plan is to be kept for {area}.")
        return self._append((kind, area, key), body, who, recorded_at, seen)

    def undo(self, entry: Record, *, who: str, recorded_at: datetime) -> Record:
        """A new entry with what stood before ``entry``, which must be the newest of its kind, area and key. Undoing that brings it back."""
        before = next((one for one in self._read().entries if one.id == entry.follows), None)
        body = None if before is None else before.body
        return self._append((entry.kind, entry.area, entry.key), body, who, recorded_at, entry.id)

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
            one for one in self._read().entries
            if all(getattr(one, name) == value for name, value in wanted) and (until is None or one.recorded_at.date() <= until)
        )  # fmt: skip

    def version(self) -> str:
        """What changes with every entry and with nothing else; cheap to ask."""
        read = self._read()
        return f"{len(read.entries)}-{read.digest[:12]}"

    def findings(self) -> list[Finding]:
        """A finding for each half-written line that was set aside."""
        what = "A line of the journal was only half written when the program that wrote it was stopped."
        hint = "Whoever was typing then should see whether their words stand, and type them again if not. The file holds what was written."
        if self._look()[1]:  # left by a writer now killed, or one still writing: for that one this waits
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
            raise JournalFault(f"The file {digest[:12]}… is missing from {self.files} or is damaged. Restore it from a backup.")
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
                "id": len(read.entries) + 1, "kind": kind, "area": area, "key": key, "body": body, "who": who,
                "recorded_at": recorded_at.astimezone(UTC).isoformat(timespec="microseconds"), "follows": seen, "before": read.digest,
            }  # fmt: skip
            line, digest = _line(made)
            try:
                with self.path.open("ab", buffering=0) as file:
                    _write(file, line)
                flush(self.path)
                keep_whole(self.seal, f"{made['id']} {digest}\n".encode())
            except OSError as why:
                raise JournalFault(
                    f"{self.path} could not be written: {why.strerror or why}. See whether your words stand before typing them again."
                ) from why
        return _entry(json.loads(line))

    @contextmanager
    def writing(self) -> Iterator[None]:
        """One writer at a time, over all threads and processes; the lock falls with the process that held it. A thread that holds it
        may ask again."""
        if getattr(self._mine, "held", False):
            yield
            return
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            lock = FileLock(self.folder / LOCK, timeout=WAIT)
            lock.acquire()
        except Timeout as why:
            raise JournalFault("Someone else is saving, and has been for half a minute. Nothing was changed. Try again.") from why
        except OSError as why:
            raise JournalFault(f"{self.folder} cannot be written to: {why.strerror or why}. Nothing was changed.") from why
        self._mine.held = True
        try:
            yield
        finally:
            self._mine.held = False
            lock.release()

    def _mend(self) -> _JournalState:
        """The whole journal, read under the lock; a half-written line is set aside, and a seal left behind is brought up."""
        read, tail, sealed = self._look(afresh=True)
        self._judge(read, tail, sealed, alone=True)
        try:
            if tail:
                aside = self.folder / f"set-aside-{sha256(tail).hexdigest()[:16]}.txt"
                keep_whole(aside, tail)
                with self.path.open("rb+") as file:
                    file.truncate(read.end)
                flush(self.path)
            if read.entries and sealed != (len(read.entries), read.digest):
                keep_whole(self.seal, f"{len(read.entries)} {read.digest}\n".encode())
            for left in (*self.folder.glob("unfinished-*"), *self.files.glob("unfinished-*")):
                left.unlink(missing_ok=True)
        except OSError as why:
            raise JournalFault(f"{self.folder} cannot be written to: {why.strerror or why}. Nothing was changed.") from why
        return read

    def _read(self) -> _JournalState:
        """Every whole line. Reading needs no lock, so what looks wrong is looked at again with nobody writing."""
        read, tail, sealed = self._look()
        try:
            self._judge(read, tail, sealed, alone=False)
        except JournalFault:
            with self.writing():
                read, tail, sealed = self._look(afresh=True)
                self._judge(read, tail, sealed, alone=True)
        return read

    def _look(self, *, afresh: bool = False) -> tuple[_JournalState, bytes, tuple[int, str]]:
        """The whole lines, what comes after them, and the seal: read first, so that what it names is in the journal by then.

        A file that is the size and age it was when last read is not read again, unless ``afresh``.
        """
        try:
            number, _, digest = self.seal.read_text(encoding="ascii").strip().partition(" ")
            sealed = (int(number), digest)
        except FileNotFoundError:
            sealed = (0, "")
        except (OSError, ValueError) as why:
            raise JournalFault(f"{self.seal} cannot be read. Restore the folder from a backup.") from why
        with self._lock:
            try:
                with self.path.open("rb") as file:
                    found = os.fstat(file.fileno())
                    age = (found.st_size, found.st_mtime_ns, found.st_ino)
                    if afresh or age != self._age:
                        content = file.read()
                        self._cached = _whole_lines(content, self._cached)
                        self._age, self._tail = age, content[self._cached.end :]
            except FileNotFoundError:
                self._age, self._cached, self._tail = (0, 0, 0), _JournalState(), b""
            except OSError as why:
                raise JournalFault(f"{self.path} cannot be read: {why.strerror or why}. Check that you may open that file.") from why
            return self._cached, self._tail, sealed

    def _judge(self, read: _JournalState, tail: bytes, sealed: tuple[int, str], *, alone: bool) -> None:
        """Raises where the lines are not what they and the seal say; ``alone`` is whether nobody can be writing.

        A killed writer leaves at most one line that is not whole, and a seal that is at most one line behind.
        """
        number, digest = sealed
        count = len(read.entries)
        if number > count:
            fault = f"entry {count + 1} and those after it are damaged or lost"
        elif number and read.digests[number - 1] != digest:
            fault = f"entry {number} is not the one that was sealed"
        elif b"\n" in tail[:-1]:
            fault = f"entry {count + 1} is damaged"
        elif alone and number < count - 1:
            fault = f"{self.seal.name} is missing or old"
        else:
            return
        raise JournalFault(f"{self.path} is damaged: {fault}. Nothing was changed. Keep that file, and restore the folder from a backup.")


def _own(entry: Record) -> Record:
    """An entry with a body of its own: of all it holds, only that could be changed by who is handed it."""
    return replace(entry, body=_copied(entry.body))


def _copied(body: Any) -> Any:
    """What JSON gives, copied; many times faster than a general deep copy."""
    if isinstance(body, dict):
        return {key: _copied(value) for key, value in body.items()}
    return [_copied(value) for value in body] if isinstance(body, list) else body


def _line(made: Mapping[str, Any]) -> tuple[bytes, str]:
    """An entry as its line of the journal, and the line's hash."""
    try:
        text = json.dumps(made, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
    except (TypeError, ValueError) as why:
        raise RecordFault("body", "holds something that cannot be kept as text.") from why
    if len(text) > MOST_BYTES:
        raise RecordFault("body", f"has {len(text):,} bytes and may have {MOST_BYTES:,}.")
    digest = sha256(text).hexdigest()
    return text[:-1] + SEALED % digest.encode() + b"\n", digest


def _whole_lines(content: bytes, before: _JournalState) -> _JournalState:
    """Every line up to the first that is not as it was written. All are hashed; one that ``before`` holds is not parsed again."""
    entries: list[Record] = []
    digests: list[str] = []
    end = 0
    while (stop := content.find(b"\n", end)) >= 0:
        line = content[end:stop]
        digest = sha256(line[:-SEAL_LONG] + b"}").hexdigest()
        if line[-SEAL_LONG:] != SEALED % digest.encode():
            break
        at = len(entries)
        if before.digests[at : at + 1] == (digest,):
            entries.append(before.entries[at])
        else:
            made = json.loads(line)
            if made["before"] != (digests[-1] if digests else "") or made["id"] != at + 1:
                break
            entries.append(_entry(made))
        digests.append(digest)
        end = stop + 1
    return _JournalState(tuple(entries), tuple(digests), end)


def _entry(made: Mapping[str, Any]) -> Record:
    moment = datetime.fromisoformat(made["recorded_at"])
    return Record(
        id=made["id"], kind=made["kind"], area=made["area"], key=made["key"], body=made["body"], who=made["who"], recorded_at=moment,
        follows=made["follows"],
    )  # fmt: skip


def _write(file: FileIO, line: bytes) -> None:
    """All of the bytes: the system may take fewer at once."""
    left = memoryview(line)
    while left:
        left = left[file.write(left) :]


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
