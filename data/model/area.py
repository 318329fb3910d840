"""A place whose figures are told: an authority, a region or England."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Area:
    """A place: an authority, a region or England. ``code`` is the nine-digit code in force."""

    code: str
    code3: str
    name: str
    level: str
    region: str
    part: str
    abbreviation: str
    aliases: tuple[str, ...]
    former_codes: tuple[str, ...]
    opened: date | None
    closed: date | None
    predecessors: tuple[str, ...]
