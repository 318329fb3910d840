"""Known misprints of named sources."""

from __future__ import annotations

from collections.abc import Sequence

from data.catalogue import Catalogue
from data.model import Finding, Observation


def correct(observations: Sequence[Observation], file: str, catalogue: Catalogue) -> tuple[list[Observation], list[Finding]]:
    """The observations with known misprints set right, and a finding for each."""
    return list(observations), []
