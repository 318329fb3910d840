"""How wide words are in Arial and how they break into lines, so that nothing on a slide runs over its box."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

# Advance widths of Arial's printable ASCII, in thousandths of the type size (Adobe's Helvetica metrics, which Arial shares).
_WIDTHS = dict(zip(map(chr, range(32, 127)), (
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278,
    278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722,
    667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556,
    556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
), strict=True))  # fmt: skip
_OTHER, _BOLD, _ROOM = 700, 1.08, 1.03
LEADING = 1.2


@lru_cache(maxsize=16384)
def width_of(text: str, size: float, *, bold: bool = False) -> float:
    """The width of one line in points."""
    return sum(_WIDTHS.get(c, _OTHER) for c in text) / 1000 * size * (_BOLD if bold else 1) * _ROOM


def lines_of(text: str, size: float, width: float, *, bold: bool = False) -> list[str]:
    """The text broken at spaces into lines no wider than ``width`` points; a longer word is broken inside."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for whole in paragraph.split(" "):
            word = whole
            longer = f"{line} {word}" if line else word
            if width_of(longer, size, bold=bold) <= width:
                line = longer
                continue
            lines += [line] if line else []
            while width_of(word, size, bold=bold) > width and len(word) > 1:
                cut = next(n for n in range(len(word) - 1, 0, -1) if n == 1 or width_of(word[:n], size, bold=bold) <= width)
                lines.append(word[:cut])
                word = word[cut:]
            line = word
        lines.append(line)
    return lines


def height_of(text: str, size: float, width: float, *, bold: bool = False) -> float:
    """The height in points of text in a column of ``width`` points."""
    return len(lines_of(text, size, width, bold=bold)) * size * LEADING


def fitted(text: str, sizes: Sequence[float], width: float, most: int, *, bold: bool = False) -> tuple[float, str]:
    """(size, text): the largest size at which the text takes no more than ``most`` lines; cut with … where the last still takes more."""
    for size in sizes:
        if len(lines_of(text, size, width, bold=bold)) <= most:
            return size, text
    kept = lines_of(text, sizes[-1], width, bold=bold)[:most]
    last = kept[-1]
    while last and width_of(f"{last}…", sizes[-1], bold=bold) > width:
        last = last[:-1]
    return sizes[-1], " ".join([*kept[:-1], f"{last.rstrip(' ,;')}…"])
