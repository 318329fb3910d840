"""Whoever reads or writes a home."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever reads or writes a home. ``name`` is what the ledger and the journal say of who did it."""

    name: str
