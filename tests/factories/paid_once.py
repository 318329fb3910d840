"""What every test would pay for again and no test is about: kept for a whole run, or left out."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path

from data.catalogue import catalogue as catalogue_of
from data.catalogue.catalogue import Catalogue

SHIPPED = catalogue_of.REFERENCE
_read = catalogue_of.read
Additions = tuple[tuple[str, bytes], ...]


def begin() -> None:
    """From now on the shipped catalogue is read once, with each home's additions once, and no write waits for the disk.

    A catalogue never changes once it is read. Nobody cuts the power in a test, which is all that waiting is for;
    ``WAIT_FOR_DISK=1 python -m pytest`` waits.
    """
    catalogue_of.read = read_once
    if not os.environ.get("WAIT_FOR_DISK"):
        os.fsync = lambda number: None


def read_once(folder: Path = SHIPPED, overlay: Path | None = None) -> Catalogue:
    """A catalogue as ``data/catalogue`` reads it: the same one again where every file that is read is the same."""
    if folder != SHIPPED:
        return _read(folder, overlay)
    facts = ((path, path.stat()) for path in folder.rglob("*") if path.is_file())
    added = sorted((path for path in overlay.rglob("*")) if overlay else ())
    return _kept(
        tuple(sorted((path.name, fact.st_size, fact.st_mtime_ns) for path, fact in facts)),
        overlay, tuple((path.relative_to(overlay or path).as_posix(), path.read_bytes() if path.is_file() else b"") for path in added),
    )  # fmt: skip


@lru_cache(maxsize=64)
def _kept(shipped: tuple[tuple[str, int, int], ...], overlay: Path | None, added: Additions) -> Catalogue:
    return _read(SHIPPED, overlay)
