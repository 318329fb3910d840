"""Explore education statistics as a source: each download is a release, with the metadata that lies beside it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from data.catalogue.catalogue import Catalogue
from data.model.publication import Release
from loaders.ees.ees import is_ees, read_ees
from loaders.source.source import ReleaseSource
from loaders.spreadsheet.spreadsheet import Progress

_META = ".meta.csv"


def _describes(path: Path) -> bool:
    return path.name.lower().endswith(_META)


def _groups(mine: Sequence[Path], left: Sequence[Path]) -> list[tuple[Path, ...]]:
    metas = [path for path in left if _describes(path)]
    return [(path, *(m for m in metas if m.name.lower() == path.name.lower().removesuffix(".csv") + _META)) for path in mine]


def _read(paths: Sequence[Path], catalogue: Catalogue, into: Path, *, progress: Progress) -> Release:
    return read_ees(paths[0], catalogue, into, progress=progress)


SOURCE = ReleaseSource("explore education statistics", lambda path: not _describes(path) and is_ees(path), _groups, _read, _describes)
