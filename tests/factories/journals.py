"""Entries of a journal, all of one moment unless another is given."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from data.model.record import Record
from data.records.journal import Journal
from tests.conftest import BURY

NOON = datetime(2018, 7, 26, 12, tzinfo=UTC)


def edit(
    journal: Journal, key: str, body: Mapping[str, Any] | None, *, seen: int | None = None, who: str = "Kay", at: datetime = NOON
) -> Record:
    return journal.append("action_edit", BURY, key, body, who=who, recorded_at=at, seen=seen)
