"""Whose file it is: the properties of an Office file and of the workbooks within it, which say nothing of who wrote a library.

What makes Word files and slides begins from a file of its author's, with that person's name, program and picture in it.
"""

from __future__ import annotations

import re
from io import BytesIO
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

CORE, APP, RELATIONS = "docProps/core.xml", "docProps/app.xml", "_rels/.rels"
PROGRAM = "SEND performance dashboard"
MADE_BY = r"(?<=>)(generated|created) (using|by) python-[^<]*(?=<)"  # a library's own description
THUMBNAIL = rb'<Relationship\s[^>]*/metadata/thumbnail"[^>]*/>'


def owned(content: bytes, whose: str) -> bytes:
    """An Office file under the name of whose it is: who made it and changed it last, and the company; workbooks within it too. The picture
    of the first page that a library brings goes."""
    out = BytesIO()
    with ZipFile(BytesIO(content)) as read, ZipFile(out, "w", ZIP_DEFLATED) as made:
        for one in read.infolist():
            held = read.read(one)
            if one.filename.startswith("docProps/thumbnail."):
                continue
            if one.filename == CORE:
                held = _core(held, whose)
            elif one.filename == APP:
                held = _app(held, whose)
            elif one.filename == RELATIONS:
                held = re.sub(THUMBNAIL, b"", held)
            elif held.startswith(b"PK") and one.filename.endswith(".xlsx"):
                held = owned(held, whose)
            made.writestr(one, held)
    return out.getvalue()


def _core(content: bytes, whose: str) -> bytes:
    text = _set(_set(content.decode(), "creator", whose, "dc:"), "lastModifiedBy", whose, "cp:")
    return re.sub(MADE_BY, "", text).encode()


def _app(content: bytes, whose: str) -> bytes:
    text = _set(_set(content.decode(), "Application", PROGRAM), "Company", whose)
    for name in ("Manager", "Template"):
        text = _set(text, name, "", only=True)
    return text.encode()


def _set(text: str, name: str, value: str, prefix: str = "", *, only: bool = False) -> str:
    """Properties with another value for one, which is added as ``prefix`` and its name where it is not there, unless ``only``."""
    safe = escape(value)
    found = re.compile(rf"<((?:\w+:)?{name})(\s[^>]*?)?(/>|>.*?</\1>)", re.DOTALL)
    if found.search(text) or only:
        return found.sub(lambda one: f"<{one[1]}{one[2] or ''}>{safe}</{one[1]}>", text)
    end = text.rindex("</")
    return f"{text[:end]}<{prefix}{name}>{safe}</{prefix}{name}>{text[end:]}"
