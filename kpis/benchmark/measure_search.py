"""Published measures found by topic and words, best match first. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from data.text import plain

Measure = Mapping[Any, Any]  # a row of the store's measures
_NOWHERE = 9


def topics_of(measure: Measure) -> tuple[str, ...]:
    """The topics that a publisher files a measure under: LAIT joins two with a stroke."""
    return tuple(dict.fromkeys(part.strip() for part in str(measure["topic"]).split(" / ") if part.strip()))


def topics(measures: Sequence[Measure]) -> dict[str, int]:
    """How many measures each topic holds, by name; a measure of two topics counts in both."""
    counts = Counter(topic for measure in measures for topic in topics_of(measure))
    return dict(sorted(counts.items(), key=lambda pair: plain(pair[0])))


def search(measures: Sequence[Measure], words: str, topic: str = "") -> list[Measure]:
    """The measures of a topic in which every word stands, those with the words in the title first, then by name, then description.

    A word matches where a word begins with it, in a short name anywhere. Case, accents and punctuation do not matter. No words find all.
    """
    wanted = plain(words).split()
    found = []
    for measure in measures:
        if topic and topic not in topics_of(measure):
            continue
        places = [_place(measure, word) for word in wanted]
        if _NOWHERE in places:
            continue
        whole = 0 if wanted and f" {' '.join(wanted)}" in f" {plain(measure['title'])}" else 1
        found.append(((max(places, default=0), sum(places), whole, plain(measure["title"]), measure["id"]), measure))
    return [measure for _, measure in sorted(found, key=lambda pair: pair[0])]


def _place(measure: Measure, word: str) -> int:
    """0 in the title, 1 in the short name, 2 in the description."""
    if f" {word}" in f" {plain(measure['title'])}":
        return 0
    if word in plain(measure["id"]):
        return 1
    return 2 if f" {word}" in f" {plain(measure['description'])}" else _NOWHERE
