"""Typed words that take part in a KPI's figures and pictures (targets, limits, events): what stands on a day, and their token."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from data.model.finding import Refused
from data.records.journal import Journal

TARGET, PROCESS, EVENT = KINDS = ("target", "process", "annotation")
Recorded = tuple[Mapping[str, Any], str, date]  # the words, who recorded them, and when


def token(home: Path, area: str) -> str:
    """What changes with every such entry of an area and with nothing else; empty before any, a word of its own where it is damaged."""
    return _token(home, area, _journal(home).version()) if readable(home) else "damaged"


def recorded(home: Path, kind: str, area: str, as_at: date | None = None) -> dict[str, Recorded]:
    """What stands of one kind by key, as recorded by a day (UTC); what was taken away is left out."""
    found = _journal(home).latest(kind, area, until=as_at)
    return {key: (one.body, one.who, one.recorded_at.date()) for key, one in found.items() if one.body is not None}


def everything(home: Path, area: str, as_at: date | None = None) -> dict[str, dict[str, Recorded]]:
    """The same of every kind, by kind."""
    return {kind: recorded(home, kind, area, as_at) for kind in KINDS}


def readable(home: Path) -> bool:
    """Whether the journal can be read; where it is damaged, figures are still given, and whoever shows them says so."""
    try:
        _journal(home).version()
    except Refused:
        return False
    return True


@lru_cache(maxsize=64)
def _token(home: Path, area: str, _version: str) -> str:
    newest = [one.id for kind in KINDS for one in _journal(home).entries(kind=kind, area=area)]
    return str(max(newest, default=""))


@lru_cache(maxsize=8)
def _journal(home: Path) -> Journal:
    return Journal(home)
