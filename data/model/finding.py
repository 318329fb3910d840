"""Something to know about one place of a source, and a file that was refused whole."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a finding matters: a check may be wrong, a note is for information."""

    CHECK = "check"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to know about one place of a source: where, what, what to do. ``indicator`` may be empty."""

    severity: Severity
    where: str
    what: str
    hint: str
    check: str
    _: KW_ONLY
    indicator: str = ""


class Refused(Exception):
    """A whole file was refused. ``str()`` says why and what to do; nothing was changed."""
