"""What does not meet the accessibility standard, as data/reference/accessibility.toml lists it."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

LIST = Path(__file__).parents[1] / "reference" / "accessibility.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessibilityGap:
    """One thing that does not meet the standard: axe-core's rule (empty where a person found it), the element, why, what was done."""

    rule: str
    selector: str
    criterion: str
    pages: tuple[str, ...]
    what: str
    done: str


@dataclass(frozen=True, slots=True)
class Statement:
    """The list, when it was last held against the pages, and by what."""

    tested: date
    prepared: date
    engine: str
    known: tuple[AccessibilityGap, ...]


@cache
def read(path: Path = LIST) -> Statement:
    """The list as it stands in the file."""
    found = tomllib.loads(path.read_text(encoding="utf-8"))
    known = tuple(AccessibilityGap(**{**one, "pages": tuple(one["pages"])}) for one in found["known"])
    return Statement(found["tested"], found["prepared"], found["engine"], known)
