"""PNG pictures of a few points, chunk by chunk."""

from __future__ import annotations

import zlib

from data.records.settings import PNG


def chunk(kind: bytes, content: bytes) -> bytes:
    return len(content).to_bytes(4) + kind + content + zlib.crc32(kind + content).to_bytes(4)


def png(wide: int = 2, high: int = 1, more: bytes = b"") -> bytes:
    head = wide.to_bytes(4) + high.to_bytes(4) + bytes((8, 2, 0, 0, 0))
    rows = zlib.compress((b"\x00" + b"\x10\x20\x30" * wide) * high)
    return PNG + chunk(b"IHDR", head) + more + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
