"""Whether a name stands anywhere in a file: in its plain text, or in the parts of an Excel, Word, OpenDocument or zip file."""

from __future__ import annotations

import gzip
import html
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from io import BytesIO

from data.store.content_cuts import name_in

DEEP, MOST = 3, 200_000_000  # packages within packages, and bytes of one part, that are looked into
TAG = re.compile(r"<[^>]*>")


def holds(content: bytes, name: str) -> bool:
    """Whether a file's content holds a name as words of its own, whatever their case."""
    return any(name_in(name, text) for text in _texts(content, DEEP))


def _texts(content: bytes, deep: int) -> Iterator[str]:
    """Every text that a file may be read as, those of its parts included; XML with and without its tags."""
    if content.startswith(b"\x1f\x8b") and deep:
        with suppress(OSError, EOFError, zlib.error):
            yield from _texts(gzip.decompress(content), deep - 1)
    if content.startswith(b"PK") and deep:
        with suppress(zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError), zipfile.ZipFile(BytesIO(content)) as packed:
            for one in packed.infolist():
                yield one.filename
                if one.file_size <= MOST:
                    yield from _texts(packed.read(one), deep - 1)
        return
    encodings = ("utf-16",) if content.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8", "cp1252")
    for encoding in encodings:
        text = content.decode(encoding, "replace")
        yield text
        if "<" in text:
            yield html.unescape(TAG.sub(" ", text))
            yield html.unescape(TAG.sub("", text))
