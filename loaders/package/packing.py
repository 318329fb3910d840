"""Parts packed into one file, the same bytes for the same parts on every day and every system."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from io import BytesIO
from xml.sax.saxutils import escape, quoteattr

FIRST_DAY = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip can say
STORED = "mimetype"  # of an OpenDocument file: first, and not packed


def packed(parts: Mapping[str, str]) -> bytes:
    """A zip of the parts, in their order."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, text in parts.items():
            info = zipfile.ZipInfo(name, FIRST_DAY)
            info.create_system = 0
            info.compress_type = zipfile.ZIP_STORED if name == STORED else zipfile.ZIP_DEFLATED
            file.writestr(info, text.encode())
    return out.getvalue()


def written(text: str) -> str:
    """A text as it stands between the tags of XML."""
    return escape(text)


def quoted(text: str) -> str:
    """A text as it stands in an attribute of XML, with its quotes."""
    return quoteattr(text)
