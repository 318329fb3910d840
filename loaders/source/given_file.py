"""One file as it was given: its bytes, opened once however many sources are asked about it."""

from __future__ import annotations

from functools import cached_property

from data.model.finding import Refused
from loaders.spreadsheet.sheet import Sheet
from loaders.spreadsheet.spreadsheet import Progress, open_file


class GivenFile:
    """The name and the bytes of one file. ``progress`` is told how far its opening and reading are, whoever asks first."""

    def __init__(self, name: str, content: bytes, progress: Progress = lambda share, words: None) -> None:
        self.name, self.content, self.progress = name, content, progress

    @property
    def sheets(self) -> list[Sheet]:
        """Its sheets as plain cells.

        Raises:
            Refused: empty, too large, or not a spreadsheet.
        """
        if isinstance(self._opened, Refused):
            raise self._opened
        return self._opened

    @property
    def readable_sheets(self) -> list[Sheet]:
        """Its sheets, or none where it cannot be opened: whoever reads the file says why."""
        return [] if isinstance(self._opened, Refused) else self._opened

    @cached_property
    def _opened(self) -> list[Sheet] | Refused:
        try:
            return open_file(self.name, self.content, self.progress)
        except Refused as why:
            return why
