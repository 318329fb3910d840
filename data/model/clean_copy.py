"""What is kept in place of a file that was given: a clean copy of its cells."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CleanCopy:
    """The content that is kept and its ending, such as ``.xlsx``; without an ending the file holds its cells alone and is kept as it is."""

    content: bytes
    suffix: str
