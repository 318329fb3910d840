"""The ledger: every change of what was loaded, sealed in the order in which it was made. Builds and releases are made of it.

A line of the chain names its contents by their digests; each content is a file of its own, with a salt in it, so that one content
can be forgotten while the chain stays whole, and nobody can guess what it held from its digest. A later line says which contents are
forgotten, and which is read in the place of each. Order is the line's number, never a clock.
"""

from __future__ import annotations

import gzip
import json
import secrets
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import duckdb

from data.store.atomic_file import flush_folder, keep_whole, move
from data.store.release_schema import quoted, release_database
from data.store.sealed_lines import MENDED, DraftLine, LineFault, SealedLines, SealedState

LEDGER = "ledger"  # the folder in a home
FORM = 1  # of a content, and of a line that takes nothing away
FORGETTING = 2  # the form of a line that takes contents away, which an earlier version must not write after
INSTEAD = ">"  # in a line: the content that is forgotten, this, and the content that is read in its place
NAMED = 32  # letters of a digest that name its file, so that paths stay short
RELEASE_TABLES = ("measure", "figure")


class LedgerFault(LineFault):
    """The ledger or something it seals is damaged, missing or cannot be written. The message says what to do."""


@dataclass(frozen=True, slots=True)
class LedgerChange:
    """One change of what was loaded: ``load``, ``decision``, ``answers`` or ``own_indicator``, by whom and when (UTC, no zone).

    ``body`` is plain JSON. That of a load holds its ``row`` of the ledger of loads and its reading: ``tables`` by name, each with its
    ``columns`` and ``rows``; that of a release also ``published``, the files that hold its figures, with their hashes.
    """

    kind: str
    who: str
    recorded_at: datetime
    body: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One line of the ledger: its number and the digests of its contents, which were published together."""

    id: int
    recorded_at: datetime
    contents: tuple[str, ...]
    forgets: tuple[tuple[str, str], ...] = ()  # contents taken away for good, each with the one read in its place


class Ledger:
    """The ledger of one home folder."""

    def __init__(self, home: Path) -> None:
        self.folder = home / LEDGER
        self.contents, self.published = self.folder / "contents", self.folder / "published"
        self.lines: SealedLines[LedgerEntry] = SealedLines(
            self.folder / "ledger.jsonl", _entry, form=FORM, rewritten=FORGETTING, fault=LedgerFault,
            busy="Another load is being written. Nothing was changed. Try again in a minute.",
            unsure="Look at the list of loads before you load again.",
        )  # fmt: skip
        self._instead: tuple[str, Mapping[str, str]] = "", {}
        self._told: Mapping[str, str] | None = None

    def exists(self) -> bool:
        """Whether anything was ever entered."""
        return self.lines.path.exists()

    def read(self) -> SealedState[LedgerEntry]:
        """Every entry.

        Raises:
            LedgerFault: the chain is damaged.
        """
        return self.lines.read()

    def changes(self, entry: LedgerEntry) -> tuple[LedgerChange, ...]:
        """What one entry changed.

        Raises:
            LedgerFault: a content is missing or is not what was sealed.
        """
        return tuple(change for _, change in self.contents_of(entry))

    def contents_of(self, entry: LedgerEntry) -> tuple[tuple[str, LedgerChange], ...]:
        """The same, each with the digest under which it is kept; of what was taken away for good, what stands in its place.

        Raises:
            LedgerFault: a content is missing or is not what was sealed.
        """
        return tuple((digest, self._content(entry, digest)) for digest in map(self.standing, entry.contents))

    def standing(self, digest: str) -> str:
        """The content that is read for one that a line names: its own, or what stands in its place since it was taken away."""
        instead = self._taken_away()
        while digest in instead:
            digest = instead[digest]
        return digest

    def forgotten(self) -> frozenset[str]:
        """The digests of every content that was taken away for good."""
        return frozenset(self._taken_away())

    def trust(self, lines: Sequence[Mapping[str, Any]] | None) -> None:
        """Takes what was taken away from lines of a damaged chain, each whole in itself; None: from the chain again."""
        self._told = None if lines is None else dict(pair for line in lines for pair in _pairs(line))

    def _taken_away(self) -> Mapping[str, str]:
        if self._told is not None:
            return self._told
        read = self.lines.look()[0]
        if self._instead[0] != read.digest:
            self._instead = read.digest, dict(pair for entry in read.entries for pair in entry.forgets)
        return self._instead[1]

    def keep(self, change: LedgerChange) -> str:
        """Puts a change on the disk, to be sealed by a line; its digest."""
        held = {
            "form": FORM, "salt": secrets.token_hex(16), "kind": change.kind, "who": change.who,
            "recorded_at": change.recorded_at.isoformat(timespec="microseconds"), "body": change.body,
        }  # fmt: skip
        text = as_json(held)
        digest = sha256(text).hexdigest()
        self.contents.mkdir(parents=True, exist_ok=True)
        keep_whole(self._path(digest), gzip.compress(text, 6, mtime=0))
        return digest

    def draft(
        self, read: SealedState[LedgerEntry], digests: Sequence[str], recorded_at: datetime, forgets: Mapping[str, str] | None = None
    ) -> DraftLine:
        """The line that seals contents as one entry, after what was read under the lock. ``forgets`` are contents that it takes away
        for good, each with the one that is read in its place from then on."""
        made: dict[str, Any] = {"recorded_at": recorded_at.isoformat(timespec="microseconds"), "contents": list(digests)}
        if forgets:
            made = {"form": FORGETTING, **made, "forgets": [f"{old}{INSTEAD}{new}" for old, new in forgets.items()]}
        return self.lines.draft(read, made)

    def start(self, changes: Sequence[LedgerChange]) -> None:
        """Begins a ledger with changes that were made elsewhere, an entry each: all of them or none."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.lines.start([
            {"recorded_at": change.recorded_at.isoformat(timespec="microseconds"), "contents": [self.keep(change)]} for change in changes
        ])  # fmt: skip

    def keep_published(self, database: Path) -> dict[str, dict[str, str]]:
        """Puts the tables of a release's database on the disk in a form that no version of the database changes: name and SHA-256."""
        self.published.mkdir(parents=True, exist_ok=True)
        found: dict[str, dict[str, str]] = {}
        with duckdb.connect(":memory:", config=_NO_EXTENSIONS) as db:
            db.execute(f"attach '{quoted(database)}' as r (read_only)")
            for table in RELEASE_TABLES:
                beside = self.published / f"unfinished-{secrets.token_hex(8)}"
                try:
                    db.execute(f"copy (select * from r.{table}) to '{quoted(beside)}' (format parquet, compression zstd)")
                    digest = file_digest(beside)
                    name = f"{digest[:NAMED]}.parquet"
                    move(beside, self.published / name)
                finally:
                    beside.unlink(missing_ok=True)
                found[table] = {"file": name, "sha256": digest}
        flush_folder(self.published)
        return found

    def make_release(self, published: Mapping[str, Mapping[str, str]], into: Path) -> None:
        """Makes a release's database of the figures that an entry sealed.

        Raises:
            LedgerFault: they are missing or are not what was sealed.
        """
        if not published:
            raise LedgerFault("These published figures were lost in an earlier version, and were not kept. Load the published files again.")
        for table in RELEASE_TABLES:
            path = self.published / published[table]["file"]
            if not path.is_file():
                raise LedgerFault(f"{path}, which holds published figures, is missing. {MENDED}")
            if file_digest(path) != published[table]["sha256"]:
                raise LedgerFault(f"{path} is damaged: its SHA-256 is not the one that was sealed. {MENDED}")
        with release_database(into) as db:
            for table in RELEASE_TABLES:
                path = self.published / published[table]["file"]
                db.execute(f"insert into r.{table} by name select * from read_parquet('{quoted(path)}')")

    def whole_figures(self, published: Mapping[str, Mapping[str, str]]) -> bool:
        """Whether the files that hold a release's figures are there and are what was sealed."""
        found = [(self.published / one["file"], one["sha256"]) for one in published.values()]
        return bool(found) and all(path.is_file() and file_digest(path) == digest for path, digest in found)

    def sweep(self, read: SealedState[LedgerEntry], releases: int | None = None) -> None:
        """Takes away contents and figures that no entry names, or that one took away for good: what a stopped writer left. ``releases``
        is how many releases are known to have figures: where as many stand there, each is taken to be named."""
        named = {self.standing(digest)[:NAMED] for entry in read.entries for digest in entry.contents}
        stray = [path for path in self.contents.glob("*.json.gz") if path.name.partition(".")[0] not in named]
        published = list(self.published.glob("*.parquet"))
        if len(published) != (-1 if releases is None else releases * len(RELEASE_TABLES)):
            held = self._published_names(read) if published else set()
            stray += [path for path in published if path.name not in held]
        for path in (*stray, *self.contents.glob("unfinished-*"), *self.published.glob("unfinished-*")):
            path.unlink(missing_ok=True)

    def _published_names(self, read: SealedState[LedgerEntry]) -> set[str]:
        found: set[str] = set()
        for entry in read.entries:
            try:
                changes = self.changes(entry)
            except LedgerFault:
                return {path.name for path in self.published.glob("*.parquet")}  # what a lost content named, nobody can say
            found |= {one["file"] for change in changes for one in change.body.get("published", {}).values()}
        return found

    def _path(self, digest: str) -> Path:
        return self.contents / f"{digest[:NAMED]}.json.gz"

    def _content(self, entry: LedgerEntry, digest: str) -> LedgerChange:
        path = self._path(digest)
        advice = f"Entry {entry.id} of the ledger cannot be read without it. {MENDED}"
        try:
            text = gzip.decompress(path.read_bytes())
        except FileNotFoundError as why:
            raise LedgerFault(f"{path} is missing. {advice}") from why
        except (OSError, EOFError, zlib.error) as why:
            raise LedgerFault(f"{path} cannot be read or is damaged. {advice}") from why
        if sha256(text).hexdigest() != digest:
            raise LedgerFault(f"{path} is damaged: it is not what was sealed. {advice}")
        held = json.loads(text)
        return LedgerChange(held["kind"], held["who"], datetime.fromisoformat(held["recorded_at"]), held["body"])


_NO_EXTENSIONS: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}


def as_json(held: Mapping[str, Any]) -> bytes:
    """Plain values as text; days as ISO."""
    return json.dumps(held, ensure_ascii=False, allow_nan=False, separators=(",", ":"), default=_plain).encode()


def file_digest(path: Path) -> str:
    """The SHA-256 of a file."""
    digest = sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def _plain(value: object) -> str:
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise TypeError(type(value).__name__)


def _entry(made: Mapping[str, Any]) -> LedgerEntry:
    return LedgerEntry(made["id"], datetime.fromisoformat(made["recorded_at"]), tuple(made["contents"]), tuple(_pairs(made)))


def _pairs(line: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What a line takes away, each with what is read in its place."""
    return [(old, new) for old, _, new in (one.partition(INSTEAD) for one in line.get("forgets", ()))]


def utc(moment: datetime) -> datetime:
    """A moment in UTC, without its zone, as the store keeps it."""
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment
