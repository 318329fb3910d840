"""Writing to a store: the ledger first and last, and the builds and releases that are made of it.

A build is a DuckDB file of its own and a pointer, ``build/current``, names the one in force. Publishing copies the build in force,
adds a load to the copy, seals the load in the ledger, and moves the pointer last: whoever reads sees the old build or the new one,
never half. What is sealed counts; builds and releases are made again from it whenever one is missing, damaged or of another form.
"""

from __future__ import annotations

import hashlib
import shutil
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal, Protocol

from data.model.clean_copy import CleanCopy
from data.model.loaded_file import Loaded
from data.model.publication import Release
from data.model.questions import Answers
from data.store import earlier_forms, ledger_mending, sql
from data.store.atomic_file import flush, flush_folder, keep_whole, move, move_folder
from data.store.build_rows import Receipt, answers_body, load_body, release_body
from data.store.kept_builds import KeptBuilds, remove_leftover
from data.store.ledger import NAMED, LedgerChange, LedgerEntry, LedgerFault, utc
from data.store.quarantine import Quarantine
from data.store.sealed_lines import SealedState
from data.store.stored_figures import StoreFault

NO_ROOM = "There is not enough room on the disk of {home}: a load needs {need:.0f} MB and {free:.0f} MB are free. Nothing was changed."


@dataclass(frozen=True)
class PublishedLoad:
    """What publishing did: ``published`` is False when the same file already stands as load ``id``."""

    id: int
    published: bool
    build: str


@dataclass(frozen=True)
class ReceivedFile:
    """A file as it was read, its content, and the day it was received. ``rereads`` is the load whose file was read again.

    Where there is a clean ``copy``, that is kept, and the content goes into quarantine; without one the content is kept.
    """

    loaded: Loaded
    content: bytes
    received: date
    rereads: int | None = None
    copy: CleanCopy | None = None


@dataclass(frozen=True)
class ReceivedRelease:
    """A release of published figures as it was read, its files, and the day it was received."""

    release: Release
    files: Sequence[Path]
    received: date


class ContentCut(Protocol):
    """What is to be read in the place of what is taken away for good."""

    def look(self, changes: Iterable[LedgerChange]) -> None:
        """Learns from everything in the ledger what that is."""

    def instead(self, changes: Sequence[LedgerChange]) -> Sequence[LedgerChange | None]:
        """What is read in the place of each change of one entry; None where it stands."""

    def beside(self, withdrawn: frozenset[int]) -> list[LedgerChange]:
        """What is entered with the removal, where these loads are withdrawn by now."""


class Store(KeptBuilds):
    """The figures under one home folder (``SEND_HOME``), to be read and written."""

    @property
    def quarantine(self) -> Quarantine:
        """Where files as they were given wait, of which a clean copy is kept."""
        return Quarantine(self.home)

    def remove_figures(self) -> None:
        """Takes away everything kept here, or nothing. Only for figures that are made, never for a partnership's own.

        All is moved aside before any of it is deleted: builds first, which are made again where this is stopped, then the ledger in
        one step, then the files.

        Raises:
            StoreFault: something is held open elsewhere. Nothing was changed.
        """
        with self._writing(ledger=False):
            aside = self.builds / f"unfinished-{uuid.uuid4().hex[:8]}"
            aside.mkdir()
            builds = [*self.builds.glob("[0-9]*.duckdb"), *self.builds.glob("release-*.duckdb"), *self.builds.glob("current")]
            moved: list[tuple[Path, Path]] = []
            try:
                for path in (*builds, *([self.ledger.folder] if self.ledger.folder.exists() else []), *self.raw.glob("*")):
                    self._let_go(path.name)
                    move_folder(path, aside / f"{len(moved)}")
                    moved.append((path, aside / f"{len(moved)}"))
            except OSError:
                for path, there in reversed(moved):
                    move_folder(there, path)
                shutil.rmtree(aside, ignore_errors=True)
                raise
            shutil.rmtree(aside, ignore_errors=True)

    def publish_loads(
        self, files: Sequence[ReceivedFile] = (), releases: Sequence[ReceivedRelease] = (), *, who: str, recorded_at: datetime,
        reader: str = "",
    ) -> list[PublishedLoad]:  # fmt: skip
        """Keeps releases and files, writes one new build with all of them, and moves the pointer: what became of each release, then of
        each file. All are published or none. ``reader`` is the version of the rules that read them.

        A file that is there already, or is given twice, changes nothing. A release's database is moved, or removed where nothing is new.

        Raises:
            StoreFault: another load is being written, there is no room, or the folder cannot be written to.
        """
        with self._writing():
            before = self._in_step()
            self._room(before, files, releases)
            moment, number = utc(recorded_at), int(self._one(sql.COUNT_LOADS, before) or 0) if before else 0
            changes: list[LedgerChange] = []
            done: list[tuple[int, bool]] = []
            with self._or_nothing() as made:
                for release in releases:
                    number, body = self._release(before, number, release, reader, made)
                    done.append((number, True) if body["row"] else (body["load"], False))
                    changes += [LedgerChange("load", who, moment, body)] if body["row"] else []
                given: dict[tuple[Any, ...], int] = {}
                for file in files:
                    same, key = self._same(before, given, file)
                    if same is not None:
                        done.append((same, False))
                        continue
                    number += 1
                    given[key] = number
                    changes += self._file(number, file, Receipt(file.received, "", reader), made, (who, moment))
                    done.append((number, True))
                build = self._enter(before, self._numbered(before, changes), moment) if changes else before
            return [PublishedLoad(id, new, build) for id, new in done]

    def _same(self, before: str, given: Mapping[tuple[Any, ...], int], file: ReceivedFile) -> tuple[int | None, tuple[Any, ...]]:
        """The load that holds the same file read the same way, and what tells."""
        with_value = sum(o.value is not None for o in file.loaded.observations)
        key = (file.loaded.sha256, file.loaded.reporter, with_value, len(file.loaded.observations) - with_value)
        if file.rereads is not None:
            return None, (*key, file.rereads)
        same = given.get(key) or (self._one(sql.SAME_FILE, before, list(key)) if before else None)
        return (None if same is None else int(same)), key

    def _file(
        self, number: int, file: ReceivedFile, receipt: Receipt, made: list[Path], signed: tuple[str, datetime]
    ) -> list[LedgerChange]:  # fmt: skip
        """A file's load, and the answers that it leaves to the next of its shape."""
        loaded, (who, moment) = file.loaded, signed
        copy = CleanCopy(file.content, "") if file.copy is None else file.copy
        digest = hashlib.sha256(copy.content).hexdigest() if copy.suffix else loaded.sha256
        kept_as = f"{digest}{copy.suffix or _suffix(loaded.file)}"
        self._put(self.raw / kept_as, copy.content, made)
        if digest != loaded.sha256 and file.rereads is None:
            receipt = replace(receipt, quarantined=self.quarantine.take(loaded.file, loaded.sha256, file.content, made))
        receipt = replace(receipt, kept_as=kept_as)
        if file.rereads is not None:
            receipt = replace(receipt, rereads=file.rereads, since=moment.date())
        changes = [LedgerChange("load", who, moment, load_body(number, loaded, receipt))]
        if loaded.answers.any and file.rereads is None:
            changes.append(LedgerChange("answers", who, moment, _answers(loaded.answers, loaded.file)))
        return changes

    def _release(
        self, before: str, number: int, given: ReceivedRelease, reader: str, made: list[Path]
    ) -> tuple[int, dict[str, Any]]:  # fmt: skip
        """A release's body for the ledger under the next number; without a row where the same stands already, as ``load``."""
        release = given.release
        same = self._one(sql.SAME_FILE, before, [release.sha256, sql.NOBODY, *_sizes(release)]) if before else None
        if same is not None and (not (held := self._one(sql.DATABASE, before, [same])) or self._opens(held)):
            if release.database is not None:
                release.database.unlink(missing_ok=True)
            return number, {"load": int(same), "row": {}}
        number += 1
        kept = ", ".join(self._keep(path, made) for path in _in_order(given.files, release))
        database, published = "", {}
        if release.database is not None:
            database = f"release-{release.sha256[:16]}-{number}.duckdb"
            published = self.ledger.keep_published(release.database)
            made += [path for one in published.values() if (path := self.ledger.published / one["file"])]
            self._take(release.database, self.builds / database)
            made.append(self.builds / database)
        return number, release_body(number, release, Receipt(given.received, kept, reader), database, published)

    def remember(self, answers: Answers, *, file: str, who: str, recorded_at: datetime) -> str:
        """Keeps answers for the next file of their shape, in place of those with the same id. Returns the build."""
        return self._change("answers", _answers(answers, file), who, recorded_at)

    def forget(self, id: int, *, who: str, recorded_at: datetime) -> str:
        """Takes remembered answers out of use; who did so is kept. Returns the build."""
        return self._change("answers", {"id": id, "area": "", "body": None, "file": ""}, who, recorded_at)

    def add_indicator(self, asked: Mapping[str, Any], *, who: str, recorded_at: datetime) -> str:
        """Keeps an area's own KPI, or its newest wording; ``asked`` is what ``catalogue.own_indicator`` checked. Returns the build."""
        body = {"area": asked["area"], "code": asked["code"], "body": dict(asked)}
        return self._change("own_indicator", body, who, recorded_at)

    def keep_file(self, name: str, digest: str, content: bytes) -> None:
        """Keeps a file that is no load, such as a plan, in raw/ by its hash."""
        with self._writing():
            keep_whole(self.raw / f"{digest}{_suffix(name)}", content)

    def keep_copy(self, name: str, content: bytes, copy: CleanCopy) -> str:
        """Keeps the clean copy of a file that is no load in raw/, and the file itself in quarantine: the copy's SHA-256."""
        digest = hashlib.sha256(copy.content).hexdigest()
        with self._writing():
            keep_whole(self.raw / f"{digest}{copy.suffix or _suffix(name)}", copy.content)
            if copy.content != content:
                self.quarantine.take(name, hashlib.sha256(content).hexdigest(), content, [])
        return digest

    def decide(self, load: int, action: Literal["withdraw", "reinstate"], *, who: str, recorded_at: datetime, why: str) -> str:
        """Withdraws a load from use, or puts it back, in a new build; nothing is deleted. Returns the build.

        Raises:
            StoreFault: there is no such load, it stands so already, or another load is being written.
        """
        with self._writing():
            before = self._in_step()
            loads = {int(row["id"]): bool(row["withdrawn"]) for row in self.loads(before).to_dict("records")} if before else {}
            if load not in loads:
                raise StoreFault(f"There is no load {load}. See them with: python cli.py loads")
            if loads[load] == (action == "withdraw"):
                raise StoreFault(f"Load {load} is {'already withdrawn' if loads[load] else 'not withdrawn'}. Nothing was changed.")
            moment = utc(recorded_at)
            with self._or_nothing():
                change = LedgerChange("decision", who, moment, {"load": load, "action": action, "why": why})
                return self._enter(before, [change], moment)

    def replace_readings(
        self, files: Sequence[ReceivedFile], *, who: str, recorded_at: datetime, reader: str, why: str
    ) -> list[PublishedLoad]:
        """Puts newer readings of files in place of the loads they reread, from today on: past days keep the readings they had.

        Raises:
            StoreFault: another load is being written, or the folder cannot be written to. Nothing was changed.
        """
        with self._writing():
            before = self._in_step()
            moment, number = utc(recorded_at), int(self._one(sql.COUNT_LOADS, before) or 0)
            first = {int(row["id"]): row["rereads"] for row in self.loads(before).to_dict("records")}
            changes: list[LedgerChange] = []
            done: list[int] = []
            with self._or_nothing() as made:
                for file in files:
                    assert file.rereads is not None
                    number += 1
                    old, root = file.rereads, file.rereads if first[file.rereads] is None else int(first[file.rereads])
                    receipt = Receipt(file.received, "", reader)
                    changes += self._file(number, replace(file, rereads=root), receipt, made, (who, moment))
                    words = f"{why} as load {number}".strip()
                    changes.append(LedgerChange("decision", who, moment, {"load": old, "action": "withdraw", "why": words}))
                    done.append(number)
                build = self._enter(before, changes, moment)
            return [PublishedLoad(id, True, build) for id in done]

    def take_away(self, removal: LedgerChange, cut: ContentCut) -> None:
        """Takes contents away for good, under the lock: ``cut`` gives what is read in the place of each, or None where one stands.

        ``removal`` says who did so and why, and has an ``id``; where its line stands already, what a stopped writer left is finished.
        The builds and releases of before go, those set aside too, and are made again.

        Raises:
            StoreFault: files are held open elsewhere, or cannot be taken away. What stands is finished by the next try.
        """
        with self._writing():
            if not self._in_step():
                return
            read = self.ledger.lines.mend()
            if not self._taken_away(read, removal.body["id"]):
                forgets, more = self._instead(read, cut)
                if not forgets:
                    return
                with self._or_nothing():
                    digests = [self.ledger.keep(one) for one in (removal, *more)]
                    kept = {digest: self.ledger.keep(one) for digest, one in forgets.items()}
                    self.ledger.lines.add(read, self.ledger.draft(read, digests, removal.recorded_at, kept))
            self._make_without()

    def _taken_away(self, read: SealedState[LedgerEntry], id: str) -> bool:
        """Whether the line of a removal stands in the ledger."""
        return any(change.body.get("id") == id for entry in read.entries if entry.forgets for change in self.ledger.changes(entry))

    def _instead(self, read: SealedState[LedgerEntry], cut: ContentCut) -> tuple[dict[str, LedgerChange], list[LedgerChange]]:
        """(what is read in the place of each content that goes, what is entered beside that)."""
        cut.look(change for entry in read.entries for change in self.ledger.changes(entry))
        forgets: dict[str, LedgerChange] = {}
        for entry in read.entries:
            held = self.ledger.contents_of(entry)
            for (digest, _), new in zip(held, cut.instead([change for _, change in held]), strict=True):
                if new is not None:
                    forgets[digest] = new
        return forgets, cut.beside(self.withdrawn(self.name_of(read)))

    def _make_without(self) -> None:
        """Builds and releases again of what stands, with nothing left of those before."""
        read = self.ledger.read()
        named = {f"{digest[:NAMED]}.json.gz" for digest in self.ledger.forgotten()}
        old = [path for path in self.ledger.contents.glob("*.json.gz") if path.name in named]
        old += [*self.builds.glob("[0-9]*.duckdb"), self.builds / earlier_forms.EARLIER, self.ledger.folder / ledger_mending.DAMAGED]
        old += self.ledger.folder.glob("damaged-*")
        for path in old:
            self._let_go(path.name)
        _gone(old)
        now = self._remake(read, lambda done, of, words: None)
        releases = {database for _, _, database in self._releases_of(now)}
        left = [path for path in self.builds.glob("release-*.duckdb") if path.name not in releases]
        for path in left:
            self._let_go(path.name)
        _gone(left)
        self.ledger.sweep(read)

    def _change(self, kind: str, body: dict[str, Any], who: str, recorded_at: datetime) -> str:
        with self._writing():
            before, moment = self._in_step(), utc(recorded_at)
            with self._or_nothing():
                changes = self._numbered(before, [LedgerChange(kind, who, moment, body)])
                return self._enter(before, changes, moment) if changes else before

    def _numbered(self, before: str, changes: Sequence[LedgerChange]) -> list[LedgerChange]:
        """The changes with an id for each set of new answers; answers that are remembered just so are left out."""
        if not any(change.kind == "answers" for change in changes):
            return list(changes)
        free = int(self._one(sql.NEXT_ANSWERS, before) or 1) if before else 1
        found: list[LedgerChange] = []
        for change in changes:
            if change.kind != "answers":
                found.append(change)
                continue
            id, body = change.body["id"], change.body["body"]
            if id and body is not None and before and self._remembers(before, id, change.body["area"], body):
                continue
            if not id:
                id, free = free, free + 1
            found.append(replace(change, body={**change.body, "id": id}))
        return found

    @contextmanager
    def _or_nothing(self) -> Iterator[list[Path]]:
        """The files that a change puts down; where it fails, those and what it left half are taken away again."""
        made: list[Path] = []
        try:
            yield made
        except BaseException:
            with suppress(OSError, LedgerFault, StoreFault):
                self._litter(made)
            raise

    def _litter(self, made: Sequence[Path]) -> None:
        """Takes away what a change that failed put down, unless its line is in the ledger after all."""
        for folder in (self.builds, self.raw, self.quarantine.folder):
            for path in folder.glob("unfinished-*"):
                remove_leftover(path)
        read = self.ledger.read()
        named = self.name_of(read)
        if named and self._points_to() != named:  # sealed, and only the pointer is behind: the next reader brings it up
            return
        half = [path for path in self.builds.glob("[0-9]*.duckdb") if int(path.stem.partition("-")[0]) > len(read.entries)]
        for path in (*made, *half):
            path.unlink(missing_ok=True)
        self.quarantine.let_go()
        self.ledger.sweep(read)

    def _room(self, before: str, files: Sequence[ReceivedFile], releases: Sequence[ReceivedRelease]) -> None:
        """Refuses a load that the disk has no room for: the build twice, the files, and what is made of them."""
        build = self._path(before).stat().st_size if before else 1 << 20
        given = sum(len(one.content) for one in files)
        for one in releases:
            given += sum(path.stat().st_size for path in one.files)
            given += 2 * one.release.database.stat().st_size if one.release.database is not None else 0
        need, free = 2 * build + 2 * given, shutil.disk_usage(self.builds).free
        if need > free:
            raise StoreFault(NO_ROOM.format(home=self.home, need=max(1, need / 1e6), free=free / 1e6))

    def _put(self, path: Path, content: bytes, made: list[Path]) -> None:
        """Keeps a file by its hash; one that is there and is not what its name says is put down again."""
        if path.exists() and path.stat().st_size == len(content) and path.read_bytes() == content:
            return
        if not path.exists():
            made.append(path)
        keep_whole(path, content)

    def _enter(self, before: str, changes: Sequence[LedgerChange], moment: datetime) -> str:
        """Enters changes as one: on disk, into a copy of the build in force, into the ledger; the pointer moves last."""
        read = self.ledger.lines.mend()
        line = self.ledger.draft(read, [self.ledger.keep(change) for change in changes], moment)
        entry = len(read.entries) + 1
        name = f"{entry:06d}-{line.digest[:8]}"
        unfinished = self.builds / f"unfinished-{uuid.uuid4().hex}.duckdb"
        if before:
            shutil.copyfile(self._path(before), unfinished)
        self._fill(unfinished, name, entry, moment, [(entry, change) for change in changes], fresh=not before)
        self.ledger.lines.add(read, line)
        keep_whole(self.builds / "current", name.encode())
        self._sweep(name)
        return name

    def _keep(self, path: Path, made: list[Path]) -> str:
        digest = hashlib.sha256()
        with path.open("rb") as file:
            while block := file.read(1 << 20):
                digest.update(block)
        kept = f"{digest.hexdigest()}{path.suffix.lower()}"
        if not (self.raw / kept).exists() or (self.raw / kept).stat().st_size != path.stat().st_size:
            unfinished = self.raw / f"unfinished-{kept}"
            shutil.copyfile(path, unfinished)
            flush(unfinished)
            move(unfinished, self.raw / kept)
            flush_folder(self.raw)
            made.append(self.raw / kept)
        return kept

    def _take(self, source: Path, target: Path) -> None:
        """Moves a file from wherever it was made, by way of a copy beside its place where that is another disk."""
        unfinished = target.with_name(f"unfinished-{target.name}")
        shutil.move(source, unfinished)
        flush(unfinished)
        move(unfinished, target)
        flush_folder(target.parent)


def _gone(paths: Sequence[Path]) -> None:
    """Takes files and folders away.

    Raises:
        StoreFault: one of them cannot be.
    """
    for path in paths:
        try:
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)
        except OSError as why:
            raise StoreFault(
                f"{path} could not be taken away: {why.strerror or why}. Close the dashboard wherever it is open on this folder; the "
                "removal is finished when it is started again."
            ) from why


def _answers(answers: Answers, file: str) -> dict[str, Any]:
    held = answers_body(answers)
    body = {key: held[key] for key in ("headings", "columns", "kpis", "scales") if key in held}
    return {"id": answers.id, "area": answers.area, "body": body, "file": file}


def _in_order(files: Sequence[Path], release: Release) -> list[Path]:
    """The files that the release is read from in the order in which it names them, then those it left aside."""
    named = list(dict.fromkeys(name.partition("/")[0] for name in release.files))
    return sorted(files, key=lambda path: named.index(path.name) if path.name in named else len(named))


def _sizes(release: Release) -> tuple[int, int]:
    return release.counts.get("figures", 0), release.counts.get("missing", 0)


def _suffix(file: str) -> str:
    suffix = Path(file).suffix.lower()
    return suffix if suffix.isascii() and suffix[1:].isalnum() else ""
