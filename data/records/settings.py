"""What a partnership set for its folder: its own area, whom it compares with, its meetings' rhythm, and its name, logo, colour, contact."""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from data.model.finding import Refused
from data.records.journal import ReadableJournal

KIND, AREA, KEY = "settings", "-", "partnership"  # of no one area
PNG = b"\x89PNG\r\n\x1a\n"
DRAWN = (b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND")  # all that a picture needs; anything else may say more than it shows
MOST_BYTES, MOST_SIDE = 200_000, 2000
LEAST_CONTRAST = 4.5  # WCAG 2.2, 1.4.3, for text
PAPER = "#FFFFFF"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything that was set; empty where nothing was. ``area`` is a code, ``neighbours`` the name of a list or group.

    ``backups`` is the folder of the home's backups.
    ``logo`` is a PNG picture's bytes, ``accent`` a colour such as #1D70B8 that stands out on white.
    """

    area: str = ""
    neighbours: str = ""
    rhythm: str = ""
    name: str = ""
    logo: bytes = b""
    accent: str = ""
    contact: str = ""
    backups: str = ""


def settings(journal: ReadableJournal) -> Settings:
    """What stands in a home; nothing where its journal is damaged, which the pages of typed words say."""
    try:
        return _settings(journal, journal.version())
    except Refused:
        return Settings()


@lru_cache(maxsize=8)
def _settings(journal: ReadableJournal, _version: str) -> Settings:
    entry = journal.latest(KIND, AREA).get(KEY)
    body = (entry.body if entry else None) or {}
    said = {name: str(body.get(name) or "") for name in ("area", "neighbours", "rhythm", "name", "accent", "contact", "backups")}
    return Settings(**said, logo=_logo(journal, str(body.get("logo") or "")))


def _logo(journal: ReadableJournal, digest: str) -> bytes:
    try:
        return journal.file(digest) if digest else b""
    except Refused:
        return b""


def picture(name: str, content: bytes) -> bytes:
    """A logo with everything taken out of it that is not drawn: words, places, profiles, anything after its end.

    Raises:
        Refused: it is no PNG picture, damaged, or too large.
    """
    if not content.startswith(PNG):
        raise Refused(f"{name} was not kept: a logo is a PNG picture. Save it as a PNG in the program that made it.")
    if len(content) > MOST_BYTES:
        raise Refused(f"{name} was not kept: it has {len(content):,} bytes and may have {MOST_BYTES:,}. Make it smaller.")
    kept, at = [PNG], len(PNG)
    while at + 12 <= len(content):
        long = int.from_bytes(content[at : at + 4])
        kind, whole = content[at + 4 : at + 8], content[at : at + 12 + long]
        if len(whole) < 12 + long or zlib.crc32(whole[4:-4]) != int.from_bytes(whole[-4:]):
            break
        if kind == b"IHDR" and not (long == 13 and all(0 < side <= MOST_SIDE for side in _sides(whole))):
            raise Refused(f"{name} was not kept: it is {'×'.join(map(str, _sides(whole)))} dots and may have {MOST_SIDE} each way.")
        if kind in DRAWN:
            kept.append(whole)
        if kind == b"IEND" and kept[1][4:8] == b"IHDR" and any(one[4:8] == b"IDAT" for one in kept[1:]):
            return b"".join(kept)
        at += 12 + long
    raise Refused(f"{name} was not kept: the picture is damaged. Save it again in the program that made it.")


def no_place(folder: str) -> str:
    """What is wrong with a folder for backups as it was typed, or nothing."""
    path = Path(folder)
    if not path.is_absolute():
        return "The folder for backups should be written whole, such as /mnt/backups/send or D:\\backups\\send."
    if not path.is_dir() and not path.parent.is_dir():
        return f"{path.parent} is not there. Make it, or connect its disk, and save again."
    return ""


def contrast(one: str, other: str) -> float:
    """How far two colours written #RRGGBB stand apart, from 1 to 21, as WCAG 2 works it."""
    low, high = sorted(_light(colour) for colour in (one, other))
    return (high + 0.05) / (low + 0.05)


def faint(accent: str) -> str:
    """What is wrong with a colour for marks and words on white, or nothing."""
    if not re.fullmatch(r"#[0-9A-Fa-f]{6}", accent):
        return "The colour should be written # and six figures or letters A to F, such as #1D70B8."
    found = contrast(accent, PAPER)
    if found >= LEAST_CONTRAST:
        return ""
    shown = int(found * 10) / 10  # never up to the limit it misses
    least = f"{shown:g} to 1 and must be at least {LEAST_CONTRAST:g}"
    return f"{accent} is too pale to be read on white: its contrast is {least}. Take a darker one."


def _sides(chunk: bytes) -> tuple[int, int]:
    return int.from_bytes(chunk[8:12]), int.from_bytes(chunk[12:16])


def _light(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
