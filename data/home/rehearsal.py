"""A home as it would be with more releases published: tried in a copy that is gone at the end, so that nothing of it is kept."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from data.home.home import Home, HomeReader
from data.store.store import ReceivedRelease

LEFT = ("raw", "quarantine", "words", "tmp")  # what no figure is worked from


@contextmanager
def rehearsed(home: HomeReader, releases: Sequence[ReceivedRelease], *, reader: str) -> Iterator[HomeReader]:
    """What may be read of the home with ``releases`` published in it; ``reader`` is the version of the rules that read them.

    Raises:
        StoreFault: there is no room for the copy.
    """
    with TemporaryDirectory(prefix="rehearsal-") as folder:
        there = Path(folder) / "home"
        if home.folder.is_dir():
            shutil.copytree(home.folder, there, ignore=lambda _, names: [name for name in names if name in LEFT])
        tried = [replace(one, release=replace(one.release, database=_apart(one.release.database, Path(folder)))) for one in releases]
        made = Home(there)
        try:
            made.write(home.actor).load((), tried, reader=reader)
            yield made.read(home.actor)
        finally:
            made.close()


def _apart(database: Path | None, folder: Path) -> Path | None:
    """A copy of a release's database, since publishing moves it."""
    return None if database is None else Path(shutil.copy2(database, folder / f"{len(list(folder.iterdir()))}-{database.name}"))
