"""Which files may be kept as evidence, told by their name and by their first bytes, and a name made safe. Nothing is opened or run."""

from __future__ import annotations

import re
import unicodedata
import zipfile
from io import BytesIO

from data.model.finding import Refused

MOST_BYTES, MOST_NAME = 20_000_000, 120
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# What a file of each type begins with; None: plain text. Anything else is not taken.
BEGINS: dict[str, tuple[bytes, ...] | None] = {
    ".pdf": (b"%PDF-",), ".png": (b"\x89PNG\r\n\x1a\n",), ".jpg": (b"\xff\xd8\xff",), ".jpeg": (b"\xff\xd8\xff",),
    ".gif": (b"GIF87a", b"GIF89a"), ".tif": (b"II*\x00", b"MM\x00*"), ".tiff": (b"II*\x00", b"MM\x00*"), ".webp": (b"RIFF",),
    ".docx": (ZIP,), ".xlsx": (ZIP,), ".pptx": (ZIP,), ".odt": (ZIP,), ".ods": (ZIP,), ".odp": (ZIP,),
    ".doc": (OLE,), ".xls": (OLE,), ".ppt": (OLE,), ".txt": None, ".csv": None,
}  # fmt: skip
PART = {
    ".docx": "word/", ".xlsx": "xl/", ".pptx": "ppt/", ".odt": "content.xml", ".ods": "content.xml", ".odp": "content.xml",
}  # fmt: skip
MARKUP = re.compile(rb"<\s*(!doctype|html|head|body|script|svg|iframe|style|\?xml|\?php|x:|img|meta)|^\s*#!|<%", re.IGNORECASE)
MACROS = ("vbaproject", "basic/", "scripts/", "activex", "embeddings/oleobject")
RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9]) *(\.|$)", re.IGNORECASE)


def neutral(name: str, content: bytes) -> tuple[str, str]:
    """The file's name made safe to print and to save, and its ending in small letters.

    Raises:
        Refused: the type is not taken, the content is not of that type, or it is empty or too large.
    """
    kept = _safe_name(name)
    suffix = f".{kept.rpartition('.')[2].lower()}" if "." in kept else ""
    if suffix not in BEGINS:
        raise Refused(f"{kept} was not kept: files may end in {', '.join(BEGINS)}. Save it as one of these, a PDF for instance.")
    if not content:
        raise Refused(f"{kept} was not kept: it is empty.")
    if len(content) > MOST_BYTES:
        raise Refused(f"{kept} was not kept: it has {len(content):,} bytes and may have {MOST_BYTES:,}. Make it smaller, or give a link.")
    if not _is(suffix, content):
        raise Refused(f"{kept} was not kept: what it holds is not a {suffix} file. Open it in its own program and save it again.")
    if _has_macros(suffix, content):
        raise Refused(f"{kept} was not kept: it holds macros or programs. Save it without them, or as a PDF.")
    return kept, suffix


def _safe_name(name: str) -> str:
    """The last part of a path, without what cannot be seen or a file's name may not hold."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    seen = "".join(" " if c.isspace() else c for c in last if c.isspace() or unicodedata.category(c)[0] != "C")
    plain = re.sub(r"\s+", " ", re.sub(r'[<>:"|?*&%\'`$;{}]', "_", seen)).rstrip(" .")
    stem, dot, ending = plain.rpartition(".")
    if not dot or len(ending) > 10:
        stem, dot, ending = plain, "", ""
    stem = stem.strip(" .")[: MOST_NAME - len(dot + ending)].rstrip(" .") or "evidence"
    return f"{'_' if RESERVED.match(stem) else ''}{stem}{dot}{ending}"


def _is(suffix: str, content: bytes) -> bool:
    begins = BEGINS[suffix]
    if begins is None:
        return _is_text(content)
    if not content.startswith(begins):
        return False
    if suffix == ".webp":
        return content[8:12] == b"WEBP"
    return suffix not in PART or any(name.startswith(PART[suffix]) for name in _names(content))


def _is_text(content: bytes) -> bool:
    """Whether it is text that no program takes for a page or a script."""
    text = content.removeprefix(b"\xef\xbb\xbf")
    return not any(byte < 9 or 13 < byte < 32 for byte in text) and not MARKUP.search(text[:4096])


def _has_macros(suffix: str, content: bytes) -> bool:
    if suffix in PART:
        return any(mark in name.lower() for name in _names(content) for mark in MACROS)
    if BEGINS[suffix] == (OLE,):
        return any(mark.encode("utf-16-le") in content for mark in ("_VBA_PROJECT", "Macros", "Ole10Native"))
    return False


def _names(content: bytes) -> list[str]:
    """What a zipped document lists; nothing is unpacked."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as found:
            return found.namelist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):
        return []
