"""Files as they were given, kept apart until a named person keeps or deletes them: never in a backup, and given to no reader.

Each bears its SHA-256 as its name, and is readable by the account that keeps the home alone (where the system knows such a thing).
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from data.store.atomic_file import keep_whole
from data.store.private_files import close_to_others

QUARANTINE = "quarantine"  # the folder in a home


class Quarantine:
    """The quarantine of one home."""

    def __init__(self, home: Path) -> None:
        self.folder = home / QUARANTINE

    def names(self) -> dict[str, Path]:
        """Every file in it by its SHA-256."""
        found = sorted(self.folder.glob("*")) if self.folder.is_dir() else []
        return {path.name.partition(".")[0]: path for path in found if path.is_file() and not path.name.startswith("unfinished-")}

    def take(self, name: str, digest: str, content: bytes, made: list[Path]) -> str:
        """Puts a file into it, unless it is there; its name there. What was put down is added to ``made``."""
        suffix = Path(name).suffix.lower()
        path = self.folder / f"{digest}{suffix if suffix.isascii() and suffix[1:].isalnum() else ''}"
        self.folder.mkdir(exist_ok=True)
        close_to_others([self.folder])
        for left in self.folder.glob("unfinished-*"):  # of a writer that was killed; whoever takes a file holds the lock
            left.unlink(missing_ok=True)
        if not path.exists():
            keep_whole(path, content)
            close_to_others([path])
            made.append(path)
        return path.name

    def let_go(self) -> None:
        """Takes its folder away where nothing is in it."""
        with suppress(OSError):
            self.folder.rmdir()

    def delete(self, digest: str) -> None:
        """Deletes a file for good; one that is not there is deleted already.

        Raises:
            OSError: somebody holds it open, or it may not be deleted.
        """
        if (path := self.names().get(digest)) is not None:
            path.unlink(missing_ok=True)
