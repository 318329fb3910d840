"""Records that people type: a risk, a piece of evidence with its file; and Bury's plan."""

from __future__ import annotations

import struct
import zlib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from data.model.record import Record
from data.records.journal import Journal
from tests.conftest import BURY, ROOT

RISK = {"text": "Too few psychologists", "likelihood_before": 4, "impact_before": 4, "owner": "KLR", "priorities": [6]}


PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def png() -> bytes:
    """A picture of two by two points."""

    def chunk(kind: bytes, held: bytes) -> bytes:
        return struct.pack(">I", len(held)) + kind + held + struct.pack(">I", zlib.crc32(kind + held))

    rows = zlib.compress(b"\0\xff\0\0\xff\0\0" * 2)
    head = struct.pack(">IIBBBBB", 2, 2, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def kept(home: Path, key: str = "E1", *, name: str = "minutes.pdf", content: bytes = PDF, recorded_at: datetime | None = None,
         **more: Any) -> Record:  # fmt: skip
    """A piece of evidence in the journal, of a file unless ``link`` is given."""
    journal = Journal(home)
    body: dict[str, Any] = {"title": "Minutes", "date": "2026-05-01", "attached": [{"to": "kpi", "key": "S5"}]} | more
    if "link" not in body:
        body["file"], body["file_name"] = journal.keep(name, content)
    when = recorded_at or datetime.now(UTC)
    return journal.append("evidence", BURY, key, body, who="Clerk", recorded_at=when, seen=None)


PLAN = ROOT / "data" / "samples" / "bury_plan_2017.xlsx"
