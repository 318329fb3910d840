"""Text that any office file and any web page can hold."""

from __future__ import annotations

import re

_UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff\ud800-\udfff]")


def clean(text: str) -> str:
    """Text without the control characters that no office file can hold."""
    return _UNWRITABLE.sub("", text)


def shortened(text: str, most: int) -> str:
    """Text on one line, cut at a word with … where it is longer than ``most`` characters."""
    line = " ".join(clean(text).split())
    if len(line) <= most:
        return line
    kept = line[: most - 1]
    return f"{kept.rpartition(' ')[0] or kept}…"


def sentence(text: str) -> str:
    """Text with a full stop where it ends without a mark of its own."""
    return text if not text or text[-1] in ".!?…:" else f"{text}."
