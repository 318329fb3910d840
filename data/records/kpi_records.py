"""Typed words that take part in a KPI's figures and pictures (targets, limits, events, answered checks): what stands on a day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from data.model.finding import Refused
from data.records.journal import ReadableJournal

TARGET, PROCESS, EVENT, ANSWER = KINDS = ("target", "process", "annotation", "check_answer")
Recorded = tuple[Mapping[str, Any], str, date]  # the words, who recorded them, and when


def token(journal: ReadableJournal, area: str) -> str:
    """What changes with every such entry of an area and with nothing else; empty before any, a word of its own where it is damaged."""
    return _token(journal, area, journal.version()) if readable(journal) else "damaged"


def recorded(journal: ReadableJournal, kind: str, area: str, as_at: date | None = None) -> dict[str, Recorded]:
    """What stands of one kind by key, as recorded by a day (UTC); what was taken away is left out."""
    found = journal.latest(kind, area, until=as_at)
    return {key: (one.body, one.who, one.recorded_at.date()) for key, one in found.items() if one.body is not None}


def everything(journal: ReadableJournal, area: str, as_at: date | None = None) -> dict[str, dict[str, Recorded]]:
    """The same of every kind, by kind."""
    return {kind: recorded(journal, kind, area, as_at) for kind in KINDS}


def readable(journal: ReadableJournal) -> bool:
    """Whether the journal can be read; where it is damaged, figures are still given, and whoever shows them says so."""
    try:
        journal.version()
    except Refused:
        return False
    return True


@lru_cache(maxsize=64)
def _token(journal: ReadableJournal, area: str, _version: str) -> str:
    newest = [one.id for kind in KINDS for one in journal.entries(kind=kind, area=area)]
    return str(max(newest, default=""))
