"""Every source of files, in the order they are asked; which source a file is of is asked here and nowhere else."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

from data.catalogue.catalogue import Catalogue
from data.model.child_sign import ChildSign
from data.model.clean_copy import CleanCopy
from data.model.loaded_file import Loaded
from data.model.plan import PlanVersion
from data.model.publication import Release
from data.model.questions import Answers
from loaders import tidy
from loaders.ees.ees_source import SOURCE as EES
from loaders.lait.lait_source import SOURCE as LAIT
from loaders.package.clean_copy import clean_copy, left_out
from loaders.package.looked_through import in_file
from loaders.plan.action_plan import SOURCE as IMPROVEMENT_PLAN
from loaders.scorecard.scorecard_source import SOURCE as SCORECARD
from loaders.source.given_file import GivenFile
from loaders.source.source import FigureSource, PlanSource, ReadRequest, ReleaseSource, Source
from loaders.spreadsheet.spreadsheet import Progress


def _tidy_sources() -> tuple[FigureSource, ...]:
    """The ``SOURCE`` of each module of ``loaders/tidy``, by the modules' names: a new one is asked as soon as it lies there."""
    names = sorted(module.name for module in pkgutil.iter_modules(tidy.__path__))
    return tuple(importlib.import_module(f"{tidy.__name__}.{name}").SOURCE for name in names)


# Published files first, since they may be large and are told by their headings; a scorecard last, which takes whatever is left.
SOURCES: tuple[Source, ...] = (LAIT, EES, *_tidy_sources(), IMPROVEMENT_PLAN, SCORECARD)
_RELEASES = tuple(source for source in SOURCES if isinstance(source, ReleaseSource))
_SINGLE = tuple(source for source in SOURCES if not isinstance(source, ReleaseSource))
_FIGURES = tuple(source for source in _SINGLE if isinstance(source, FigureSource))


@dataclass(frozen=True, slots=True)
class ReleaseFiles:
    """The published files of one release, and the source that reads them."""

    source: ReleaseSource
    paths: tuple[Path, ...]

    def read(self, catalogue: Catalogue, into: Path, *, progress: Progress = lambda share, words: None) -> Release:
        """What the release holds; its figures are written to ``into``.

        Raises:
            Refused: with what is wrong and what to do; nothing was kept.
        """
        return self.source.read(self.paths, catalogue, into, progress=progress)


@dataclass(frozen=True, slots=True)
class SortedFiles:
    """Files sorted by what they hold: published files, a release each, and all others, each to be asked about by itself."""

    releases: tuple[ReleaseFiles, ...]
    others: tuple[Path, ...]


def sort_out(paths: Sequence[Path]) -> SortedFiles:
    """Sorts files, and the files of folders, by their contents. A file that only describes another one goes with it, or is left out."""
    given = [file for path in paths for file in _within(path)]
    files = [file for file in given if file.is_file()]
    whose = {file: next((source for source in _RELEASES if source.recognises(file)), None) for file in files}
    left = [file for file in files if whose[file] is None]
    releases = [
        ReleaseFiles(source, group)
        for source in _RELEASES
        for group in source.groups([file for file in files if whose[file] is source], left)
    ]
    used = {file for release in releases for file in release.paths}
    used |= {file for file in left if any(source.describes(file) for source in _RELEASES)}
    return SortedFiles(tuple(releases), tuple(file for file in given if file not in used))


def _within(path: Path) -> list[Path]:
    """The files of a folder, but those hidden; a folder without any, and whatever is not there, is handed on to be refused by name."""
    files = sorted(p for p in path.iterdir() if p.is_file() and not p.name.startswith(".")) if path.is_dir() else []
    return files or [path]


@dataclass(frozen=True, slots=True)
class RecognisedFile:
    """One file of a partnership's own, opened once, with the source that knows it."""

    file: GivenFile
    source: FigureSource | PlanSource
    catalogue: Catalogue

    @property
    def is_plan(self) -> bool:
        """Whether it holds an improvement plan; any other holds figures."""
        return isinstance(self.source, PlanSource)

    def read(self, *, area: str | None = None, remembered: Sequence[Answers] = (), answers: Answers | None = None) -> Loaded | PlanVersion:
        """What it holds; nothing is kept. See ``ReadRequest``.

        Raises:
            QuestionsOpen: nothing can be read before its questions are answered.
            Refused: with what is wrong and what to do.
        """
        return self.source.read(self.file, ReadRequest(self.catalogue, area, remembered, answers))

    def left_out(self) -> list[ChildSign]:
        """What it holds about children beside its cells, which its clean copy does not."""
        return left_out(self.file.content)

    def clean_copy(self) -> CleanCopy:
        """What is kept of it.

        Raises:
            Refused: it cannot be opened, or the copy would not read as it does.
        """
        return clean_copy(self.file.name, self.file.content, self.file.sheets)


def open_given(name: str, content: bytes, catalogue: Catalogue, progress: Progress = lambda share, words: None) -> RecognisedFile:
    """One file of a partnership's own as it is recognised by what it holds; one that cannot be opened is refused when it is read."""
    file = GivenFile(name, content, progress)
    return RecognisedFile(file, recognise(file, catalogue), catalogue)


def recognise(file: GivenFile, catalogue: Catalogue) -> FigureSource | PlanSource:
    """The source that a file of a partnership's own is of: the first that knows it by what it holds."""
    return next(source for source in _SINGLE if source.recognises(file, catalogue))


def look_through(name: str, content: bytes) -> list[ChildSign]:
    """Every sign of children's data in a file of any type, such as a piece of evidence. Pictures are not looked into.

    Raises:
        Refused: it is damaged, or unpacks to far more than it weighs.
    """
    return in_file(name, content)


@cache
def rules_version() -> str:
    """The version of the rules by which files are read: what the readers and the reference they read by hash to, 12 letters."""
    root, digest = Path(__file__).parents[1], sha256()
    for path in sorted((*(root / "loaders").rglob("*.py"), *(root / "data" / "reference").rglob("*.*"))):
        if path.is_file():
            digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()[:12]


def read_file(
    name: str, content: bytes, catalogue: Catalogue, *, area: str | None = None, remembered: Sequence[Answers] = (),
    answers: Answers | None = None, progress: Progress = lambda share, words: None,
) -> Loaded:  # fmt: skip
    """The figures of one file, by the first source of figures that knows it; nothing is kept. See ``ReadRequest``.

    Raises:
        QuestionsOpen: nothing can be read before its questions are answered.
        Refused: with what is wrong and what to do.
    """
    file = GivenFile(name, content, progress)
    source = next(source for source in _FIGURES if source.recognises(file, catalogue))
    return source.read(file, ReadRequest(catalogue, area, remembered, answers))


def read_plan(name: str, content: bytes, catalogue: Catalogue, *, area: str | None = None) -> PlanVersion:
    """The improvement plan one file holds; nothing is kept. ``area`` (name or code) overrides the area the file names.

    Raises:
        Refused: not a spreadsheet, no table of actions, no single area, or rows about children.
    """
    return IMPROVEMENT_PLAN.read(GivenFile(name, content), ReadRequest(catalogue, area))
