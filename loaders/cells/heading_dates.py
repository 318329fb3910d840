"""The period inside a heading, and the heading without it: “Target 2024” is a target of 2024."""

from __future__ import annotations

import re
from collections.abc import Iterator

from data.text import plain
from loaders.cells.period_headings import read_period

LONGEST = 80  # letters of a heading
LONGEST = 80  # letters of a heading
_PERIOD_WORDS = 16  # "position at 12 months rolling to 31st March 2024 (provisional)" has nine
_MARKS = re.compile(r"[()\[\]:;,]+")
_FILLER = ("as at", "as of", "position at", "at", "by", "for", "in", "of", "to", "end of", "ending", "during", "-", "–")


def tidy(text: str) -> str:
    """A heading without the marks around it: “2016*”, “Jan-17:”, “(2015/16)”."""
    text = text.strip(" \t\n\u00a0.:;,*†")
    return text[1:-1].strip() if text[:1] == "(" and text.find(")") == len(text) - 1 else text


def dated(text: str) -> Iterator[tuple[str, str]]:
    """Ways to cut a heading in two of which one names a period: (the rest, the period). "Target 2024" is a target of 2024."""
    words = _MARKS.sub(" ", text).split() if any(c.isdigit() for c in text) else []
    for cut in _cuts(len(words)):
        for rest, period in ((words[:cut], words[cut:]), (words[cut:], words[:cut])):
            if len(period) > _PERIOD_WORDS:
                continue
            if (named := _without_filler(" ".join(period))) and read_period(named, "calendar year"):
                left = " ".join(rest).strip(" -–")
                if not read_period(left, "calendar year"):
                    yield _without_end_filler(left), named


def _cuts(words: int) -> Iterator[int]:
    """Where so many words can be cut, in turn, so that a part may be a period: near either end of a long text."""
    yield from range(1, min(words, _PERIOD_WORDS + 1))
    yield from range(max(_PERIOD_WORDS + 1, words - _PERIOD_WORDS), words)


def bare(text: str) -> str:
    """A heading in plain words without the period it names; empty when it is a period and no more."""
    if read_period(tidy(text), "calendar year"):
        return ""
    return plain(next((rest for rest, _ in dated(text)), text))


def _without_filler(text: str) -> str:
    folded = text.casefold()
    return next((text[len(word) + 1 :] for word in _FILLER if folded.startswith(f"{word} ")), text)


def _without_end_filler(text: str) -> str:
    folded = text.casefold()
    return next((text[: -len(word) - 1] for word in _FILLER if folded.endswith(f" {word}")), text)
