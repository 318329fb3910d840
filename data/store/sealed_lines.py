"""A file to which lines are only ever added, each with the SHA-256 of itself and of the line before; a seal beside it names the last.

A line counts once it is on the disk. A line damaged or lost is noticed; one that a killed writer left half is set aside, never deleted.
A small file keeps room, so that a line can be added when the disk is full.
"""

from __future__ import annotations

import errno
import json
import os
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from io import FileIO
from pathlib import Path
from typing import Any, Generic, TypeVar

from filelock import FileLock, Timeout

from data.model.finding import Refused
from data.store.atomic_file import flush, keep_whole

Entry = TypeVar("Entry")
LOCK, WAIT = "writing.lock", 30  # in the folder of the lines: who holds it may write
MOST_BYTES = 4_000_000  # of one line
RESERVE, RESERVED = "room.reserve", 1 << 18  # bytes kept for lines that must be written on a full disk
SEALED = b',"sha256":"%s"}'
SEAL_LONG = len(SEALED % (b"0" * 64))
BOM = b"\xef\xbb\xbf"  # what some editors put at the beginning of a file
OF_THE_CHAIN = ("id", "before", "sha256")  # fields that a line has from its place
MENDED = "Health and python cli.py check say what can be saved; python cli.py repair saves it and keeps the damaged file."


class LineFault(Refused):
    """A file of sealed lines that cannot be read or written. The message says what to do."""


class LineTooLong(ValueError):
    """A line that cannot be kept as text; ``size`` is its length in bytes where that is why."""

    def __init__(self, size: int | None = None) -> None:
        super().__init__(size)
        self.size = size


@dataclass(frozen=True, slots=True)
class SealedState(Generic[Entry]):
    """The file up to one place: its entries and their hashes, where the last whole line ends, and the highest form of a line."""

    entries: tuple[Entry, ...] = ()
    digests: tuple[str, ...] = ()
    end: int = 0
    form: int = 1

    @property
    def digest(self) -> str:
        return self.digests[-1] if self.digests else ""


@dataclass(frozen=True, slots=True)
class DraftLine:
    """A line as it is to be written, and its hash."""

    text: bytes
    digest: str


@dataclass(frozen=True, slots=True)
class FoundLines:
    """What a damaged file still holds: its whole lines in the order of their numbers, each with its hash, the bytes that are no whole line,
    and the highest number that was ever given, as far as the lines and the seal tell."""

    whole: tuple[tuple[str, Mapping[str, Any]], ...]
    broken: tuple[bytes, ...]
    highest: int
    content: bytes = b""


class SealedLines(Generic[Entry]):
    """One such file. ``parse`` makes an entry of a line's fields. Safe to share between threads, and between processes with one each.

    ``form`` is the form of the lines written here, ``rewritten`` that of lines by which something was taken away for good; a file that
    holds lines of a newer form is read and never written to.
    ``fault`` is raised where it is damaged or cannot be written to; ``busy`` is what is said where somebody else writes for too long,
    and ``unsure`` what is said where nobody can tell whether a line is on the disk.
    """

    def __init__(
        self, path: Path, parse: Callable[[Mapping[str, Any]], Entry], *, form: int, rewritten: int, fault: type[LineFault], busy: str,
        unsure: str,
    ) -> None:  # fmt: skip
        self.path, self.folder, self.seal, self.form, self.rewritten = path, path.parent, path.with_suffix(".seal"), form, rewritten
        self._parse, self._fault, self._busy, self._unsure = parse, fault, busy, unsure
        self._empty: SealedState[Entry] = SealedState()
        self._age, self._cached, self._tail = (0, 0, 0), self._empty, b""
        self._lock, self._mine = threading.Lock(), threading.local()

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
            raise self._fault(self._busy) from why
        except OSError as why:
            raise self._fault(f"{self.folder} cannot be written to: {why.strerror or why}. Nothing was changed.") from why
        self._mine.held = True
        try:
            yield
        finally:
            self._mine.held = False
            lock.release()

    def draft(self, read: SealedState[Entry], made: Mapping[str, Any]) -> DraftLine:
        """The line that follows what was read.

        Raises:
            LineTooLong: it is more than a line may hold, or holds what cannot be text.
        """
        whole = {"id": len(read.entries) + 1, "form": self.form, **made, "before": read.digest}
        try:
            text = json.dumps(whole, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
        except (TypeError, ValueError) as why:
            raise LineTooLong from why
        if len(text) > MOST_BYTES:
            raise LineTooLong(len(text))
        digest = sha256(text).hexdigest()
        return DraftLine(text[:-1] + SEALED % digest.encode() + b"\n", digest)

    def add(self, read: SealedState[Entry], line: DraftLine) -> Entry:
        """Puts a drafted line on the disk, under the lock. Once this returns it is there; where it raises it is not, unless the message
        says that nobody can tell. A seal that cannot be written is brought up by the next writer."""
        try:
            self._put(read, line)
        except OSError as why:
            if why.errno != errno.ENOSPC or not self._take_reserve():
                raise self._fault(self._not_written(read, why)) from why
            try:
                self._put(read, line)
            except OSError as again:
                raise self._fault(self._not_written(read, again)) from again
        with suppress(OSError):
            keep_whole(self.seal, f"{len(read.entries) + 1} {line.digest}\n".encode())
        self._keep_reserve()
        return self._parse(json.loads(line.text))

    def start(self, lines: Sequence[Mapping[str, Any]]) -> None:
        """Begins the file with lines, whole or not at all, under the lock. Nothing may stand there yet but a seal."""
        content, read = self._chained(lines)
        keep_whole(self.seal, f"{len(lines)} {read.digest}\n".encode())
        keep_whole(self.path, content)

    def _chained(self, lines: Sequence[Mapping[str, Any]]) -> tuple[bytes, SealedState[Entry]]:
        """Lines as a whole file, and what it then holds."""
        parts: list[bytes] = []
        entries: list[Entry] = []
        digests: list[str] = []
        for made in lines:
            line = self.draft(SealedState(tuple(entries[-1:]), tuple(digests[-1:])), {**made, "id": len(entries) + 1})
            parts.append(line.text)
            entries.append(self._parse({**made, "id": len(entries) + 1}))
            digests.append(line.digest)
        content = b"".join(parts)
        return content, SealedState(tuple(entries), tuple(digests), len(content))

    def found(self) -> FoundLines:
        """Every line that is whole in itself, whatever stands before or after it: other line ends, a mark at the beginning, a line lost
        or changed between them.

        Raises:
            LineFault: the file cannot be opened, or holds lines of a newer form.
        """
        try:
            content = self.path.read_bytes() if self.path.exists() else b""
        except OSError as why:
            raise self._fault(f"{self.path} cannot be read: {why.strerror or why}. Check that you may open that file.") from why
        whole: dict[str, Mapping[str, Any]] = {}
        broken: list[bytes] = []
        for raw in content.removeprefix(BOM).split(b"\n"):
            line = raw.rstrip(b"\r")
            digest = line_digest(line)
            if digest is not None:
                whole[digest] = json.loads(line)
            elif line:
                broken.append(raw)
        if any(line.get("form", 1) > max(self.form, self.rewritten) for line in whole.values()):
            raise self._fault(f"{self.path} was written by a newer version of the dashboard. Use that one.")
        try:
            sealed = int(self.seal.read_text(encoding="ascii").partition(" ")[0])
        except (OSError, ValueError):
            sealed = 0
        ordered = sorted(whole.items(), key=lambda one: one[1]["id"])
        highest = max([sealed, *(line["id"] for _, line in ordered)])
        return FoundLines(tuple(ordered), tuple(broken), highest, content)

    def replace(self, found: FoundLines, lines: Sequence[Mapping[str, Any]]) -> None:
        """Begins a new chain with lines, under the lock, and keeps the damaged file and what no line could be made of aside."""
        try:
            for name, content in (("damaged-{}.jsonl", found.content), ("damaged-lines-{}.txt", b"\n".join(found.broken))):
                if content:
                    keep_whole(self.folder / name.format(sha256(content).hexdigest()[:16]), content)
            self.start([{key: value for key, value in line.items() if key not in OF_THE_CHAIN} for line in lines])
        except OSError as why:
            raise self._fault(f"{self.folder} cannot be written to: {why.strerror or why}. Nothing was changed.") from why

    def rewrite(self, change: Callable[[Mapping[str, Any]], Mapping[str, Any]], added: Mapping[str, Any]) -> None:
        """Puts other words in the place of some lines, adds one, and chains all anew, under the lock: the whole file in one step, so that
        it holds all of the old or all of the new. Whoever is stopped between that and the seal left a chain that is whole, whose seal
        ``seal_anew`` writes. Where no line changes, the one is only added.

        The chain is begun again because the digest of a line of few words would let a guess of them be confirmed, and every later line
        carries it on. So no digest of what stood is kept anywhere.

        Raises:
            LineFault: the file is damaged or cannot be written to. Nothing was changed.
        """
        read = self.mend()
        try:
            held = [json.loads(line) for line in self.path.read_bytes().split(b"\n")[:-1]] if self.path.exists() else []
            changed = [change(line) for line in held]
            if changed == held:
                self.add(read, self.draft(read, added))
                return
            bare = [{"form": 1} | {key: value for key, value in line.items() if key not in OF_THE_CHAIN} for line in (*changed, added)]
            content, read = self._chained(bare)
            keep_whole(self.path, content)
            keep_whole(self.seal, f"{len(bare)} {read.digest}\n".encode())
        except OSError as why:
            raise self._fault(f"{self.folder} cannot be written to: {why.strerror or why}. Try again; nothing is lost.") from why

    def seal_anew(self) -> bool:
        """Writes the seal of a chain that is whole, under the lock; False where the chain is not, and then nothing is changed."""
        if (lines := self.unsealed()) is None:
            return False
        keep_whole(self.seal, f"{len(lines.entries)} {lines.digest}\n".encode())
        return True

    def unsealed(self) -> SealedState[Entry] | None:
        """The lines, where they follow one another whole from the first to the last and only the seal is amiss; else None."""
        try:
            read, tail, (number, digest) = self.look(afresh=True)
        except LineFault:  # the seal cannot be read
            content = self.path.read_bytes() if self.path.exists() else b""
            read, number, digest = self._whole_lines(content, self._empty), -1, ""
            tail = content[read.end :]
        if not read.entries or tail or number > len(read.entries):
            return None
        other = number > 0 and read.digests[number - 1] != digest
        return read if other or number < len(read.entries) - 1 else None

    def _put(self, read: SealedState[Entry], line: DraftLine) -> None:
        with self.path.open("ab", buffering=0) as file:
            file.truncate(read.end)  # what a first try left on a full disk
            _write(file, line.text)
        flush(self.path)

    def _not_written(self, read: SealedState[Entry], why: OSError) -> str:
        """What is said of a line that could not be written, which is taken away again where that can be done."""
        try:
            if self.path.exists():
                with self.path.open("rb+") as file:
                    file.truncate(read.end)
                flush(self.path)
        except OSError:
            return f"{self.path} could not be written: {why.strerror or why}. {self._unsure}"
        return f"{self.path} could not be written: {why.strerror or why}. Nothing was saved. Make room, or ask whoever keeps the disk."

    def _take_reserve(self) -> bool:
        try:
            (self.folder / RESERVE).unlink()
        except OSError:
            return False
        return True

    def _keep_reserve(self) -> None:
        reserve = self.folder / RESERVE
        if not reserve.exists():
            with suppress(OSError):
                keep_whole(reserve, os.urandom(RESERVED))

    def mend(self) -> SealedState[Entry]:
        """The whole file, read under the lock; a half-written line is set aside, and a seal left behind is brought up."""
        read, tail, sealed = self.look(afresh=True)
        self._judge(read, tail, sealed, alone=True)
        if read.form > max(self.form, self.rewritten):
            raise self._fault(
                f"{self.path} was written by a newer version of the dashboard (form {read.form}; this version writes form {self.form}). "
                "It can be read here and not written to. Nothing was saved. Use the newer version."
            )
        try:
            if tail:
                aside = self.folder / f"set-aside-{sha256(tail).hexdigest()[:16]}.txt"
                keep_whole(aside, tail)
                with self.path.open("rb+") as file:
                    file.truncate(read.end)
                flush(self.path)
            if read.entries and sealed != (len(read.entries), read.digest):
                keep_whole(self.seal, f"{len(read.entries)} {read.digest}\n".encode())
            for left in self.folder.glob("unfinished-*"):
                left.unlink(missing_ok=True)
        except OSError as why:
            if why.errno == errno.ENOSPC and self._take_reserve():
                return self.mend()
            raise self._fault(f"{self.folder} cannot be written to: {why.strerror or why}. Nothing was changed.") from why
        return read

    def read(self) -> SealedState[Entry]:
        """Every whole line. Reading needs no lock, so what looks wrong is looked at again with nobody writing."""
        read, tail, sealed = self.look()
        try:
            self._judge(read, tail, sealed, alone=False)
        except LineFault as damaged:
            try:
                with self.writing():
                    read, tail, sealed = self.look(afresh=True)
                    self._judge(read, tail, sealed, alone=True)
            except LineFault as why:
                raise (damaged if "cannot be written" in str(why) else why) from why
        return read

    def examine(self, content: bytes, seal: bytes) -> SealedState[Entry]:
        """What such a file and its seal hold, given as bytes.

        Raises:
            LineFault: they are damaged.
        """
        try:
            number, _, digest = seal.decode("ascii").strip().partition(" ")
            sealed = (int(number), digest) if number else (0, "")
        except ValueError as why:
            raise self._fault(f"{self.seal} cannot be read. {MENDED}") from why
        read = self._whole_lines(content, self._empty)
        self._judge(read, content[read.end :], sealed, alone=True)
        return read

    def look(self, *, afresh: bool = False) -> tuple[SealedState[Entry], bytes, tuple[int, str]]:
        """The whole lines, what comes after them, and the seal: read first, so that what it names is in the file by then.

        A file that is the size and age it was when last read is not read again, unless ``afresh``.
        """
        try:
            number, _, digest = self.seal.read_text(encoding="ascii").strip().partition(" ")
            sealed = (int(number), digest)
        except FileNotFoundError:
            sealed = (0, "")
        except (OSError, ValueError) as why:
            raise self._fault(f"{self.seal} cannot be read or is damaged. {MENDED}") from why
        with self._lock:
            try:
                with self.path.open("rb") as file:
                    found = os.fstat(file.fileno())
                    age = (found.st_size, found.st_mtime_ns, found.st_ino)
                    if afresh or age != self._age:
                        content = file.read()
                        self._cached = self._whole_lines(content, self._cached)
                        self._age, self._tail = age, content[self._cached.end :]
            except FileNotFoundError:
                self._age, self._cached, self._tail = (0, 0, 0), self._empty, b""
            except OSError as why:
                raise self._fault(f"{self.path} cannot be read: {why.strerror or why}. Check that you may open that file.") from why
            return self._cached, self._tail, sealed

    def _judge(self, read: SealedState[Entry], tail: bytes, sealed: tuple[int, str], *, alone: bool) -> None:
        """Raises where the lines are not what they and the seal say; ``alone`` is whether nobody can be writing.

        A killed writer leaves at most one line that is not whole, and a seal that is at most one line behind.
        """
        number, digest = sealed
        count = len(read.entries)
        if number > count:
            fault = f"it is whole up to entry {count} of {number}" if count else f"its first entry of {number} is damaged or lost"
        elif number and read.digests[number - 1] != digest:
            fault = f"entry {number} is not the one that was sealed"
        elif b"\n" in tail[:-1]:
            fault = f"entry {count + 1} is damaged"
        elif alone and number < count - 1:
            fault = f"{self.seal.name} is missing or old"
        else:
            return
        raise self._fault(f"{self.path} is damaged: {fault}. Nothing was changed. {MENDED}")

    def _whole_lines(self, content: bytes, before: SealedState[Entry]) -> SealedState[Entry]:
        """Every line up to the first that is not as it was written. All are hashed; one that ``before`` holds is not parsed again."""
        entries: list[Entry] = []
        digests: list[str] = []
        end, form = 0, 1
        while (stop := content.find(b"\n", end)) >= 0:
            line = content[end:stop]
            digest = line_digest(line)
            if digest is None:
                break
            at = len(entries)
            if before.digests[at : at + 1] == (digest,):
                entries.append(before.entries[at])
                form = max(form, before.form)
            else:
                made = json.loads(line)
                form = max(form, made.get("form", 1))
                if made["before"] != (digests[-1] if digests else "") or made["id"] != at + 1:
                    break
                entries.append(self._parse(made))
            digests.append(digest)
            end = stop + 1
        return SealedState(tuple(entries), tuple(digests), end, form)


def line_digest(line: bytes) -> str | None:
    """The hash that a line carries, None where it is not the line's own."""
    digest = sha256(line[:-SEAL_LONG] + b"}").hexdigest()
    return digest if line[-SEAL_LONG:] == SEALED % digest.encode() else None


def _write(file: FileIO, line: bytes) -> None:
    """All of the bytes: the system may take fewer at once."""
    left = memoryview(line)
    while left:
        left = left[file.write(left) :]
