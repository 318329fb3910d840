"""What a source is: its name, how it recognises a file by what the file holds, how it reads it. Its type says what it yields."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from data.catalogue.catalogue import Catalogue
from data.model.loaded_file import Loaded
from data.model.plan import PlanVersion
from data.model.publication import Release
from data.model.questions import Answers
from loaders.source.given_file import GivenFile
from loaders.spreadsheet.spreadsheet import Progress


@dataclass(frozen=True, slots=True)
class ReadRequest:
    """What a file is read with. ``area`` (name or code) overrides the area that the file names.

    Of the ``remembered`` answers those of the file's shape are used; ``answers`` given now come before them.
    """

    catalogue: Catalogue
    area: str | None = None
    remembered: Sequence[Answers] = ()
    answers: Answers | None = None


@dataclass(frozen=True, slots=True)
class FigureSource:
    """A source of a partnership's own figures, one file at a time. ``read`` raises ``Refused``, or ``QuestionsOpen``, and keeps nothing."""

    name: str
    recognises: Callable[[GivenFile, Catalogue], bool]
    read: Callable[[GivenFile, ReadRequest], Loaded]


@dataclass(frozen=True, slots=True)
class PlanSource:
    """A source of improvement plans, one file at a time. ``read`` raises ``Refused`` and keeps nothing."""

    name: str
    recognises: Callable[[GivenFile, Catalogue], bool]
    read: Callable[[GivenFile, ReadRequest], PlanVersion]


class ReadsRelease(Protocol):
    """Reads the files of one release; its figures go into the database file ``into``. Raises ``Refused``, and then keeps nothing."""

    def __call__(self, paths: Sequence[Path], catalogue: Catalogue, into: Path, *, progress: Progress) -> Release: ...


@dataclass(frozen=True, slots=True)
class ReleaseSource:
    """A source of published figures, in files on disk that may be large and are streamed.

    ``recognises`` looks at headings alone and never raises. ``groups`` takes the files recognised and those that no source knows, and
    gives the files of each release; ``describes`` tells a file that holds no figures and only describes another.
    """

    name: str
    recognises: Callable[[Path], bool]
    groups: Callable[[Sequence[Path], Sequence[Path]], list[tuple[Path, ...]]]
    read: ReadsRelease
    describes: Callable[[Path], bool] = lambda path: False


Source = FigureSource | PlanSource | ReleaseSource
