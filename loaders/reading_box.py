"""Files read in a box: a process of its own, so that a file which breaks its reader, or costs too much, is refused and no more than that.

A box is made for one load, however many files it has, and ends with it. What it reads is what ``loaders`` itself reads.
"""

from __future__ import annotations

import contextlib
import pickle
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from data.catalogue.catalogue import Catalogue
from data.model.child_sign import ChildSign
from data.model.clean_copy import CleanCopy
from data.model.finding import Refused
from data.model.loaded_file import Loaded, QuestionsOpen
from data.model.plan import PlanVersion
from data.model.publication import Release
from data.model.questions import Answers
from loaders.box.limits import RELEASE, SPREADSHEET, CostLimits
from loaders.box.worker import RefusedOpen, Worker, WorkerFailed
from loaders.registry import SOURCES, ReleaseFiles, SortedFiles
from loaders.source.source import ReadsRelease, ReleaseSource
from loaders.spreadsheet.sheet import UNTOUCHED, Sheet
from loaders.spreadsheet.spreadsheet import Progress

WORKER = "loaders.reading_worker"
ALLOWED = ("data.model.", "loaders.spreadsheet.sheet", "loaders.spreadsheet.transposition")
CELL = "Write that cell otherwise and load the file again, and tell whoever looks after the dashboard."
ANEW = "Copy what matters into a new workbook, save it as .xlsx and load that, and tell whoever looks after the dashboard."


class ReadingBox:
    """How files are opened and read, by one worker that is started at once. It ends when it is closed, or when nobody holds it."""

    def __init__(self, worker: str = WORKER) -> None:
        self._worker = Worker(worker, ALLOWED)
        with contextlib.suppress(WorkerFailed):  # the first file says so
            self._worker.start()

    def close(self) -> None:
        """Ends the worker."""
        self._worker.end()

    def sort_out(self, paths: Sequence[Path]) -> SortedFiles:
        """Files sorted as ``loaders.sort_out`` does. One that breaks whoever looks at it is left among the others, which are read alone."""
        try:
            return self._sorted(paths)
        except WorkerFailed:
            broken = [path for path in paths if len(paths) == 1 or self._breaks(path)]
        sound = [path for path in paths if path not in broken]
        with contextlib.suppress(WorkerFailed):
            found = self._sorted(sound)
            return SortedFiles(found.releases, (*found.others, *broken))
        return SortedFiles((), tuple(paths))

    def open_given(self, name: str, content: bytes, catalogue: Catalogue, progress: Progress = lambda share, words: None) -> BoxedFile:
        """One file as it is recognised by what it holds; one that cannot be opened is refused when it is read."""
        given: dict[str, Any] = {"name": name, "content": content, "catalogue": pickle.dumps(catalogue)}
        try:
            return BoxedFile(self, given, progress, is_plan=self.ask(name, "is_plan", SPREADSHEET, progress, **given))
        except Refused as why:
            return BoxedFile(self, given, progress, refused=str(why))

    def read_plan(self, name: str, content: bytes, catalogue: Catalogue, *, area: str | None = None) -> PlanVersion:
        """The improvement plan one file holds; see ``loaders.read_plan``."""
        given = {"name": name, "content": content, "catalogue": pickle.dumps(catalogue), "area": area}
        found: PlanVersion = self.ask(name, "read_plan", SPREADSHEET, **given)
        return found

    def open_file(self, name: str, content: bytes) -> list[Sheet]:
        """The sheets of a file as plain cells; see ``loaders.open_file``."""
        found: list[Sheet] = self.ask(name, "sheets", SPREADSHEET, name=name, content=content)
        return found

    def look_through(self, name: str, content: bytes) -> list[ChildSign]:
        """Every sign of children's data in a file of any type; see ``loaders.look_through``."""
        found: list[ChildSign] = self.ask(name, "look_through", SPREADSHEET, name=name, content=content)
        return found

    def ask(self, names: str, job: str, limits: CostLimits, progress: Progress = lambda share, words: None, /, **asked: Any) -> Any:
        """What a job of the worker gives.

        Raises:
            QuestionsOpen: nothing can be read before its questions are answered.
            Refused: with what is wrong and what to do; also where the worker broke, which is said of ``names``.
        """
        try:
            return self._worker.ask(job, limits, progress, **asked)
        except RefusedOpen as why:
            raise QuestionsOpen(str(why), why.carried) from None
        except WorkerFailed as why:
            hint = why.hint or (CELL if "cell" in why.place else ANEW)
            place = f": {why.place}, because" if why.place else ", because"
            raise Refused(f"{names} was refused{place} {why}. {hint} {UNTOUCHED}") from None

    def _sorted(self, paths: Sequence[Path]) -> SortedFiles:
        given = {path.absolute(): path for path in paths}

        def as_given(path: Path) -> Path:
            return given.get(path) or given[path.parent] / path.name  # a file, or one of a folder's

        releases, others = self._worker.ask("sort_out", SPREADSHEET, paths=list(given))
        return SortedFiles(
            tuple(ReleaseFiles(self._boxed(place), tuple(map(as_given, files))) for place, files in releases),
            tuple(map(as_given, others)),
        )

    def _breaks(self, path: Path) -> bool:
        """Whether a file alone breaks whoever looks at what it is."""
        try:
            self._sorted([path])
        except WorkerFailed:
            return True
        return False

    def _boxed(self, place: int) -> ReleaseSource:
        """A source of releases that is read in this box."""
        source = SOURCES[place]
        assert isinstance(source, ReleaseSource)
        return replace(source, read=_BoxedRelease(self, place))


@dataclass(frozen=True)
class BoxedFile:
    """One file of a partnership's own that is read in a box. ``given`` is what it is opened with; ``refused`` says why it could not be."""

    box: ReadingBox
    given: dict[str, Any]
    progress: Progress
    is_plan: bool = False
    refused: str = ""

    def read(self, *, area: str | None = None, remembered: Sequence[Answers] = (), answers: Answers | None = None) -> Loaded | PlanVersion:
        """What it holds; nothing is kept. See ``ReadRequest``.

        Raises:
            QuestionsOpen: nothing can be read before its questions are answered.
            Refused: with what is wrong and what to do.
        """
        if self.refused:
            raise Refused(self.refused)
        asked = {"area": area, "remembered": tuple(remembered), "answers": answers}
        found: Loaded | PlanVersion = self.box.ask(self.given["name"], "read", SPREADSHEET, self.progress, **self.given, **asked)
        return found

    def left_out(self) -> list[ChildSign]:
        """What it holds about children beside its cells, which its clean copy does not."""
        found: list[ChildSign] = self.box.ask(self.given["name"], "left_out", SPREADSHEET, self.progress, **self.given)
        return found

    def clean_copy(self) -> CleanCopy:
        """What is kept of it.

        Raises:
            Refused: it cannot be opened, or the copy would not read as it does.
        """
        found: CleanCopy = self.box.ask(self.given["name"], "clean_copy", SPREADSHEET, self.progress, **self.given)
        return found


@dataclass(frozen=True)
class _BoxedRelease(ReadsRelease):
    """Reads the files of one release in a box; where that breaks, nothing of its database stays.

    The worker ends with it: what a large release leaves in memory would count against the next scorecard.
    """

    box: ReadingBox
    place: int

    def __call__(self, paths: Sequence[Path], catalogue: Catalogue, into: Path, *, progress: Progress) -> Release:
        given = {"source": self.place, "paths": [path.absolute() for path in paths], "catalogue": pickle.dumps(catalogue)}
        before = set(into.parent.iterdir())
        try:
            found: Release = self.box.ask(
                ", ".join(path.name for path in paths), "release", RELEASE, progress, **given, into=into.absolute()
            )
        except BaseException:
            for left in set(into.parent.iterdir()) - before:
                shutil.rmtree(left, ignore_errors=True) if left.is_dir() else left.unlink(missing_ok=True)
            raise
        finally:
            self.box.close()
        return found
