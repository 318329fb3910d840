"""What a reading worker does, asked by ``loaders/reading_box``: sort files out, read one, read a release. It keeps nothing.

A program of its own: nobody imports it.
"""

from __future__ import annotations

import pickle
import traceback
from collections.abc import Sequence
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
from loaders import registry
from loaders.box import serving
from loaders.box.serving import Job, Progress
from loaders.registry import RecognisedFile
from loaders.source.source import ReleaseSource
from loaders.spreadsheet.sheet import GridCell, Sheet
from loaders.spreadsheet.spreadsheet import open_file


class _Desk:
    """The jobs, and what was opened last: one file, and the catalogue it was read with."""

    def __init__(self) -> None:
        self._packed = b""
        self._catalogue: Catalogue | None = None
        self._given: tuple[object, ...] = ()
        self._file: RecognisedFile | None = None
        self._progress: Progress = lambda share, words: None

    def sort_out(self, paths: Sequence[Path], progress: Progress) -> tuple[list[tuple[int, tuple[Path, ...]]], tuple[Path, ...]]:
        """(each release as the place of its source among all and its files, all other files)."""
        found = registry.sort_out(paths)
        return [(registry.SOURCES.index(files.source), files.paths) for files in found.releases], found.others

    def is_plan(self, name: str, content: bytes, catalogue: bytes, progress: Progress) -> bool:
        """Whether a file holds a plan; it stays open."""
        return self._opened(name, content, catalogue, progress).is_plan

    def read(
        self, *, name: str, content: bytes, catalogue: bytes, area: str | None, remembered: Sequence[Answers], answers: Answers | None,
        progress: Progress,
    ) -> Loaded | PlanVersion:  # fmt: skip
        """What a file holds, opened only if another one was opened since."""
        return self._opened(name, content, catalogue, progress).read(area=area, remembered=remembered, answers=answers)

    def read_plan(self, name: str, content: bytes, catalogue: bytes, area: str | None, progress: Progress) -> PlanVersion:
        return registry.read_plan(name, content, self._known(catalogue), area=area)

    def left_out(self, name: str, content: bytes, catalogue: bytes, progress: Progress) -> list[ChildSign]:
        """What a file holds about children beside its cells."""
        return self._opened(name, content, catalogue, progress).left_out()

    def clean_copy(self, name: str, content: bytes, catalogue: bytes, progress: Progress) -> CleanCopy:
        """What is kept of a file, opened only if another one was opened since."""
        return self._opened(name, content, catalogue, progress).clean_copy()

    def look_through(self, name: str, content: bytes, progress: Progress) -> list[ChildSign]:
        """Every sign of children's data in a file of any type."""
        return registry.look_through(name, content)

    def sheets(self, name: str, content: bytes, progress: Progress) -> list[Sheet]:
        return open_file(name, content, progress)

    def release(self, source: int, paths: Sequence[Path], catalogue: bytes, into: Path, progress: Progress) -> Release:
        """What a release holds; its figures are written to ``into``."""
        wanted = registry.SOURCES[source]
        assert isinstance(wanted, ReleaseSource)
        return wanted.read(paths, self._known(catalogue), into, progress=progress)

    def _opened(self, name: str, content: bytes, catalogue: bytes, progress: Progress) -> RecognisedFile:
        self._progress = progress
        if self._file is None or self._given != (name, content, catalogue):
            self._file, self._given = None, ()
            self._file = registry.open_given(name, content, self._known(catalogue), self._tell)
            self._given = (name, content, catalogue)
        return self._file

    def _tell(self, share: float, words: str) -> None:
        """A file that stays open tells whoever asks now, not who opened it."""
        self._progress(share, words)

    def _known(self, catalogue: bytes) -> Catalogue:
        """A catalogue out of its pickle; the same one again where it is the same."""
        if self._catalogue is None or catalogue != self._packed:
            self._packed, self._catalogue = catalogue, pickle.loads(catalogue)
        return self._catalogue


def where(fault: Exception) -> tuple[str, str]:
    """(the sheet and cell that were being read, as far as that is known, what went wrong and where in the program)."""
    frames = list(traceback.walk_tb(fault.__traceback__))
    last = traceback.extract_tb(fault.__traceback__)[-1]
    values = [value for frame, _ in reversed(frames) for value in frame.f_locals.values()]
    sheet = next((value for value in values if isinstance(value, Sheet)), None)
    cell = next((value for value in values if isinstance(value, GridCell)), None)
    place = ", ".join(filter(None, (f"sheet {sheet.name}" if sheet else "", f"cell {cell.ref}" if cell else "")))
    return place, f"reading it met a fault of the program ({type(fault).__name__}, {Path(last.filename).name}, line {last.lineno})"


def _open_questions(why: Refused) -> Any:
    return why.loaded if isinstance(why, QuestionsOpen) else None


def main(*more: Job) -> None:
    """Does these jobs, and ``more`` of them, until nobody asks any more."""
    desk = _Desk()
    looking: tuple[Job, ...] = (desk.left_out, desk.clean_copy, desk.look_through)
    jobs: tuple[Job, ...] = (desk.sort_out, desk.is_plan, desk.read, desk.read_plan, desk.sheets, desk.release, *looking, *more)
    serving.serve({job.__name__: job for job in jobs}, where, _open_questions)


if __name__ == "__main__":
    main()
