"""One home folder whole, as one object: its figures and its typed words, to be read by somebody or written by somebody."""

from __future__ import annotations

import shutil
import weakref
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, Literal, Protocol, TypeVar

import pandas as pd
from filelock import FileLock

from data.catalogue import catalogue as catalogue_of
from data.catalogue.catalogue import Catalogue, own_indicator
from data.catalogue.reference_entry import CatalogueFault
from data.home import removal
from data.home.identity import HomeIdentity, own_places
from data.home.removal import FoundPlaces, RemovalTarget
from data.model.actor import Actor
from data.model.clean_copy import CleanCopy
from data.model.finding import Refused
from data.model.plan import PlanVersion
from data.model.questions import Answers
from data.model.record import Record
from data.records.childrens_words import LookThrough, refuse_file
from data.records.evidence_file import neutral
from data.records.journal import WORDS, Journal, ReadableJournal, SavedRecords
from data.records.plan_versions import keep_plan
from data.store.kept_builds import LOCK, Progress
from data.store.ledger_mending import MendedLedger
from data.store.private_files import close_to_others, keep_private
from data.store.store import PublishedLoad, ReceivedFile, ReceivedRelease, Store
from data.store.stored_figures import NotWritable, StoredFigures

ADDITIONS = "additions"  # a folder in the home, of the same form as data/reference
Body = Mapping[str, Any]
Done = TypeVar("Done")


class HomeWatcher(Protocol):
    """Who hears that a home was written to, after it was; it never raises."""

    def loaded(self) -> None:
        """What was loaded changed."""

    def typed(self) -> None:
        """Words were typed."""


class Home:
    """One home folder, with its one store and its one journal. Safe to share between threads."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        keep_private()
        close_to_others(own_places(folder))
        self.identity = HomeIdentity(folder)
        self._aside: weakref.finalize[Any, Any] | None = None  # where figures are made that the home may not hold
        self._store, self._journal = Store(folder), Journal(folder)
        self._watchers: list[HomeWatcher] = []

    def watch(self, watcher: HomeWatcher) -> None:
        """Tells somebody of everything written from now on."""
        self._watchers.append(watcher)

    def read(self, actor: Actor) -> HomeReader:
        """What an actor may read."""
        return HomeReader(actor, self.folder, self._store, self._journal, self.identity)

    def write(self, actor: Actor) -> HomeWriter:
        """The only way to write; all that is written through it carries the actor's name."""
        return HomeWriter(self.read(actor), self._store, self._journal, self._watchers)

    def heal(self, progress: Progress = lambda done, of, words: None, *, whole: bool = False) -> list[str]:
        """Makes builds and releases again where they are missing, damaged or of another form: what was made again, in words.

        Raises:
            StoreFault: it cannot be mended here; the message says what to do.

        Where the home may only be read, because a newer version wrote it or the system says so, they are made in a folder of this process.
        """
        if self.identity.absence() or self._aside is not None:
            return []
        if not self.identity.newer():
            with suppress(NotWritable):
                removal.finish(self.folder, self._store, self._journal)
                return self._store.heal(progress, whole=whole)
        if amiss := self._store.amiss(whole=whole):
            folder = Path(mkdtemp(prefix="send-figures-"))
            self._aside = weakref.finalize(self._store, shutil.rmtree, folder, ignore_errors=True)
            self._store.make_apart(folder, progress)
        return amiss

    def amiss(self, *, whole: bool = False) -> list[str]:
        """What of the builds and releases is not as the ledger says, in words; ``whole`` reads every table too.

        Raises:
            StoreFault: the ledger cannot be read.
        """
        unfinished = ["a removal that was stopped half way"] if removal.begun(self.folder) else []
        return unfinished + self._store.amiss(whole=whole)

    def close(self) -> None:
        """Lets go of every file held open; nothing can be asked afterwards."""
        self._store.close()
        if self._aside is not None:
            self._aside()


@dataclass(frozen=True)
class HomeReader:
    """What one actor may read of a home: all of it. ``figures`` are what was loaded, ``records`` what was typed."""

    actor: Actor
    folder: Path
    figures: StoredFigures
    records: ReadableJournal
    identity: HomeIdentity

    def catalogue(self, build: str) -> Catalogue:
        """The shipped catalogue, what ``additions/`` in the home adds to it, and the areas' own KPIs of a build."""
        shipped = catalogue_of.read(overlay=self.folder / ADDITIONS)
        own = self.figures.own_indicators(build) if build else []
        for entry in own:
            file = Path(ADDITIONS, "indicators", f"{entry['code']}.toml")
            if (self.folder / file).exists():
                raise CatalogueFault(
                    f"{file.as_posix()}: {entry['code']}: is the code of an area’s own KPI, which is changed on the Load page. "
                    "Give this file another code"
                )
        return shipped.with_own([own_indicator(entry, shipped.sections) for entry in own]) if own else shipped

    def answers(self, build: str) -> tuple[Answers, ...]:
        """The answers that the home remembers; none before its first build."""
        return self.figures.answers(build) if build else ()

    def in_force_by(self, build: str, reporter: str, received: date) -> pd.DataFrame:
        """The figures of one partnership in force by the day a file was received: those it may change."""
        return self.figures.in_force(build, reporter=reporter, as_at=received) if build else pd.DataFrame()


class HomeWriter:
    """All that can be written to a home, under one actor's name. Where ``at`` is not given, it is recorded as of now.

    Each method raises what the store or the journal raises where the home cannot be written to, and then nothing was changed.
    """

    def __init__(self, reader: HomeReader, store: Store, journal: Journal, watchers: Sequence[HomeWatcher] = ()) -> None:
        self.reader, self._watchers = reader, watchers
        self._who, self._store, self._journal = reader.actor.name, store, journal

    def load(
        self, files: Sequence[ReceivedFile] = (), releases: Sequence[ReceivedRelease] = (), *, reader: str = "", at: datetime | None = None
    ) -> list[PublishedLoad]:  # fmt: skip
        """Publishes releases of published figures and files in one build, all or none: what became of each release, then of each file.

        What is there already changes nothing. ``reader`` is the version of the rules that read them.
        """
        with self._signed():
            return self._loaded(self._store.publish_loads(files, releases, who=self._who, recorded_at=_moment(at), reader=reader))

    def reread(self, files: Sequence[ReceivedFile], *, reader: str, why: str) -> list[PublishedLoad]:
        """Puts newer readings in place of the loads they reread, from today on; past days keep theirs."""
        with self._signed():
            return self._loaded(self._store.replace_readings(files, who=self._who, recorded_at=_moment(), reader=reader, why=why))

    def decide_load(self, load: int, action: Literal["withdraw", "reinstate"], *, why: str) -> str:
        """Withdraws a load from use, or puts it back; nothing is deleted. Returns the build.

        Raises:
            StoreFault: there is no such load, or it stands so already.
        """
        with self._signed():
            return self._loaded(self._store.decide(load, action, who=self._who, recorded_at=_moment(), why=why))

    def remember_answers(self, answers: Answers, *, file: str) -> str:
        """Keeps answers for the next file of their shape, in place of those with the same id. Returns the build."""
        with self._signed():
            return self._loaded(self._store.remember(answers, file=file, who=self._who, recorded_at=_moment()))

    def forget_answers(self, id: int) -> str:
        """Takes remembered answers out of use. Returns the build."""
        with self._signed():
            return self._loaded(self._store.forget(id, who=self._who, recorded_at=_moment()))

    def add_kpi(self, entry: Mapping[str, Any]) -> str:
        """Keeps an area's own KPI, or its newest wording; ``entry`` is what ``own_indicator`` checked. Returns the build."""
        with self._signed():
            return self._loaded(self._store.add_indicator(entry, who=self._who, recorded_at=_moment()))

    def remove_loads(self) -> None:
        """Takes away every load and file received. Only for figures that are made, never for a partnership's own."""
        self._store.remove_figures()
        self.reader.identity.forget_loads()

    def record(self, kind: str, area: str, key: str, body: Body | None, *, seen: int | None, at: datetime | None = None) -> Record:
        """Keeps what was typed, or takes it away with None, if nobody else changed it since ``seen``; settings are a kind of record.

        Raises:
            ChangedMeanwhile: somebody did. Nothing was overwritten.
            RecordFault: a field cannot be kept as it is.
        """
        with self._signed():
            return self._typed(self._journal.append(kind, area, key, body, who=self._who, recorded_at=_moment(at), seen=seen))

    def undo_record(self, entry: Record) -> Record:
        """A new entry with what stood before ``entry``, which must be the newest of its kind, area and key."""
        with self._signed():
            return self._typed(self._journal.undo(entry, who=self._who, recorded_at=_moment()))

    def keep_evidence(self, name: str, content: bytes, look: LookThrough, *, no_child: str = "") -> tuple[str, str]:
        """Keeps a file of evidence: its SHA-256, and its name made safe. ``look`` looks it through for children's data; ``no_child`` is
        why a name or a day of birth in it is no child's, which its record is to hold too.

        Raises:
            Refused: the file is of a type that is not taken, too large, empty, or not what its name says; or it is about single children.
            MayNameChild: it may name a child, and nobody said why it does not.
        """
        kept, _ = neutral(name, content)
        refuse_file(kept, look(kept, content), no_child)
        with self._signed():
            return self._journal.keep(name, content)

    def decide_original(self, digest: str, action: Literal["keep", "delete"], *, why: str, area: str = "-", file: str = "") -> Record:
        """Keeps a file in quarantine, or deletes it for good, with the reason, under the actor's name.

        Raises:
            Refused: it is not there, no reason is given, or it cannot be deleted.
        """
        waits = self._store.quarantine
        if digest not in waits.names():
            raise Refused(f"No file with the SHA-256 {digest[:12]}… is in quarantine. Nothing was changed.")
        with self._signed():
            held = self._journal.latest("original", area).get(digest)
            body = {"action": action, "why": why, "file": file or "unnamed"}
            seen = held.id if held is not None else None
            done = self._typed(self._journal.append("original", area, digest, body, who=self._who, recorded_at=_moment(), seen=seen))
            if action == "delete":
                try:
                    waits.delete(digest)
                except OSError as fault:
                    raise Refused(
                        f"{file or digest[:12]} was not deleted: {fault.strerror or fault}. Close it where it is open, and delete it again."
                    ) from fault
            return done

    def keep_plan(
        self, version: PlanVersion, content: bytes, *, received: date, copy: CleanCopy | None = None, at: datetime | None = None
    ) -> tuple[Record, bool]:
        """Keeps a plan version and its file: (its entry, whether it is new). The same file again changes nothing. Where there is a clean
        copy, that is kept, and the file itself goes into quarantine."""
        with self._signed():
            return self._typed(
                keep_plan(
                    self._store, self._journal, version, content, who=self._who, recorded_at=_moment(at), received=received, copy=copy
                )
            )

    def keep_file(self, name: str, digest: str, content: bytes) -> None:
        """Keeps a file that is no load in raw/, by its SHA-256."""
        with self._signed():
            self._store.keep_file(name, digest, content)

    def rebuild(self, progress: Progress = lambda done, of, words: None) -> list[str]:
        """Makes builds and releases again from the ledger alone: every difference from what stood before, in words.

        Raises:
            StoreFault: nothing was loaded yet, or the ledger cannot be read. What stood before stands.
        """
        self.reader.identity.refuse_newer()
        return self._store.rebuild(progress)

    def held_places(self, target: RemovalTarget) -> FoundPlaces:
        """Every place where something is held that could be removed for good. Nothing is changed.

        Raises:
            Refused: it cannot be looked for as asked.
        """
        return removal.look(self.reader.folder, self._store, self._journal, target)

    def remove_for_good(self, target: RemovalTarget, *, why: str, at: datetime | None = None) -> FoundPlaces:
        """Removes something for good wherever it is held here; where that was. Who did so, when and why stays. Backups still hold it:
        ``removed_backups`` removes it from those too.

        Raises:
            Refused: it is held nowhere, or why it goes is not said. Nothing was changed.
            StoreFault: it was begun and could not be finished; the next start goes on.
        """
        with self._signed():
            return removal.begin(self.reader.folder, self._store, self._journal, target, who=self._who, at=_moment(at), why=why)

    def finish_removal(self) -> str:
        """Goes on with a removal that was stopped half way; what was removed, empty where none was begun.

        Raises:
            StoreFault, Refused: it could not be finished.
        """
        self.reader.identity.refuse_newer()
        return removal.finish(self.reader.folder, self._store, self._journal)

    def mend_ledger(self, progress: Progress = lambda done, of, words: None) -> MendedLedger:
        """Makes a damaged or lost ledger whole again of its good lines and of the figures that stand; the damaged file is kept.

        Raises:
            StoreFault: it cannot be read or written to at all. Nothing was changed.
        """
        self.reader.identity.refuse_newer()
        return self._store.mend_ledger(progress)

    def mend_records(self) -> SavedRecords:
        """Makes a damaged journal of typed words whole again of its good lines; the damaged file is kept.

        Raises:
            JournalFault: it cannot be read or written to at all. Nothing was changed.
        """
        self.reader.identity.refuse_newer()
        return self._journal.salvage()

    def make_again(self, progress: Progress = lambda done, of, words: None) -> list[str]:
        """Makes again what is missing or damaged of builds and releases, every table looked at; what was made, in words."""
        self.reader.identity.refuse_newer()
        return self._store.heal(progress, whole=True)

    def workspace(self) -> AbstractContextManager[Path]:
        """A folder in the home for what is made before it is published; gone at the end, or with the next load where that was killed."""
        return self._store.workspace()

    def _loaded(self, done: Done) -> Done:
        for one in self._watchers:
            one.loaded()
        return done

    def _typed(self, done: Done) -> Done:
        for one in self._watchers:
            one.typed()
        return done

    @contextmanager
    def still(self) -> Iterator[None]:
        """The home while nobody loads and nobody types.

        Raises:
            Timeout: a load is being written, and has been for half a minute.
            JournalFault: the same of typed words.
        """
        folder = self.reader.folder
        with ExitStack() as held:
            if (folder / "build").is_dir():
                held.enter_context(FileLock(folder / "build" / LOCK, timeout=30))
            if (folder / WORDS).is_dir():
                held.enter_context(self._journal.writing())
            yield

    @contextmanager
    def _signed(self) -> Iterator[None]:
        """Around whatever is written: only into the home that stood here before, which then says what it holds."""
        self.reader.identity.refuse()
        removal.finish(self.reader.folder, self._store, self._journal)
        yield
        self.reader.identity.mark()


def _moment(at: datetime | None = None) -> datetime:
    return datetime.now(UTC) if at is None else at
