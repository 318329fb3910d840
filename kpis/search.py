"""Finding anything by a few words: KPIs, pages, actions, measures, terms. An index is made once; asking it takes a few milliseconds.

Every word that is asked must be met by one of the thing's own words: whole, as its beginning, or, of letters and five or longer, with a
slip of the keys. Where no thing meets every word, those that meet most of them are given. A number is met whole only: 20 is not 2016.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import KW_ONLY, dataclass, field
from difflib import SequenceMatcher

from data.text import plain

WHOLE, STEM, BEGINS, SLIP = 1.0, 0.95, 0.8, 0.55  # how well a word is met
CODE, NAME, MORE = 12.0, 8.0, 2.0  # what meeting a code, a name or a further word is worth
SAME, STARTS = 100.0, 12.0  # all that was asked is the thing's code or whole name, or its name's beginning
SLIP_FROM, SLIP_ALIKE = 5, 0.78
LITTLE = frozenset({"a", "an", "and", "at", "by", "for", "from", "in", "is", "of", "on", "or", "the", "to", "with", "what", "how"})


@dataclass(frozen=True, slots=True)
class SearchItem:
    """What may be found: its kind, its title, a line of words, and the page with the ids that show it.

    ``codes`` and ``names`` are what people call it, ``more`` further words; ``worth`` breaks ties between kinds, more first.
    """

    kind: str
    title: str
    line: str
    page: str
    _: KW_ONLY
    ids: tuple[tuple[str, str], ...] = ()
    codes: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    more: str = ""
    worth: float = 0.0


@dataclass(frozen=True, slots=True)
class SearchIndex:
    """Things, and by each word where it stands: the thing's place and what meeting it is worth. ``words`` are sorted."""

    things: tuple[SearchItem, ...]
    places: Mapping[str, Mapping[int, float]] = field(repr=False)
    words: tuple[str, ...] = field(repr=False)
    whole: Mapping[str, tuple[int, ...]] = field(repr=False)


def index(things: Iterable[SearchItem]) -> SearchIndex:
    """What ``find`` asks, made once of the things."""
    every = tuple(things)
    places: dict[str, dict[int, float]] = {}
    whole: dict[str, list[int]] = {}
    for at, thing in enumerate(every):
        for texts, worth in (((thing.line, thing.more), MORE), ((thing.title, *thing.names), NAME), (thing.codes, CODE)):
            for text in texts:
                for word in plain(text).split():
                    found = places.setdefault(word, {})
                    found[at] = max(found.get(at, 0.0), worth)
        for text in (*thing.codes, thing.title, *thing.names):
            whole.setdefault(plain(text), []).append(at)
    return SearchIndex(every, places, tuple(sorted(places)), {name: tuple(dict.fromkeys(at)) for name, at in whole.items()})


def find(index: SearchIndex, asked: str, most: int = 12) -> list[SearchItem]:
    """The things that answer best, best first; none where nothing was asked or nothing is near."""
    return [thing for thing, _ in ranked([index], asked)[:most]]


def ranked(indexes: Iterable[SearchIndex], asked: str) -> list[tuple[SearchItem, float]]:
    """The same over several indexes, with what each is worth. Ties go by kind, then in the order of the index."""
    question = plain(asked)
    words = [word for word in question.split() if word not in LITTLE] or question.split()
    found = [(thing, met, worth) for one in indexes for thing, met, worth in _asked(one, question, words)]
    best = max((met for _, met, _ in found), default=0)
    if not best or (best < len(words) and best * 2 <= len(words)):
        return []
    return sorted(((thing, worth) for thing, met, worth in found if met == best), key=lambda pair: -pair[1])


def _asked(index: SearchIndex, question: str, words: list[str]) -> Iterator[tuple[SearchItem, int, float]]:
    """Each thing that meets any word: (it, how many words it meets, what it is worth)."""
    worth: dict[int, float] = {}
    met: dict[int, int] = {}
    for word in words:
        here: dict[int, float] = {}
        for other, how in _near(index, word):
            for at, standing in index.places[other].items():
                here[at] = max(here.get(at, 0.0), how * standing)
        for at, score in here.items():
            worth[at] = worth.get(at, 0.0) + score
            met[at] = met.get(at, 0) + 1
    for at in index.whole.get(question, ()):
        worth[at] = worth.get(at, 0.0) + SAME
        met[at] = len(words)
    for at, score in worth.items():
        thing = index.things[at]
        starts = any(f"{plain(name)} ".startswith(f"{question} ") for name in (thing.title, *thing.names))
        yield thing, met[at], score + STARTS * starts + thing.worth


def _near(index: SearchIndex, word: str) -> list[tuple[str, float]]:
    """The words of the index that meet one that was asked, and how well; a slip of the keys only where nothing else does."""
    if any(letter.isdigit() for letter in word):
        return [(word, WHOLE)] if word in index.places else []
    found = []
    for other in _beginning(index, word.removesuffix("s") or word):
        if other == word:
            found.append((other, WHOLE))
        elif other.removesuffix("s") == word.removesuffix("s"):
            found.append((other, STEM))
        elif other.startswith(word):
            found.append((other, BEGINS))
    return found or [(other, SLIP) for other in _slips(index, word)]


def _beginning(index: SearchIndex, start: str) -> Iterator[str]:
    for at in range(bisect_left(index.words, start), len(index.words)):
        if not index.words[at].startswith(start):
            return
        yield index.words[at]


def _slips(index: SearchIndex, word: str) -> list[str]:
    """The words most like one of five letters or more, or whose beginning is: of about its length and with one of its first two letters."""
    if len(word) < SLIP_FROM:
        return []
    alike = SequenceMatcher(autojunk=False)
    alike.set_seq2(word)
    found: list[tuple[float, str]] = []
    for other in index.words:
        if len(other) < SLIP_FROM - 1 or (other[0] != word[0] and other[1] != word[1]) or len(other) < len(word) - 2:
            continue
        alike.set_seq1(other if len(other) <= len(word) + 2 else other[: len(word)])
        if alike.real_quick_ratio() >= SLIP_ALIKE and alike.quick_ratio() >= SLIP_ALIKE and (near := alike.ratio()) >= SLIP_ALIKE:
            found.append((near, other))
    best = max((near for near, _ in found), default=0.0)
    return [other for near, other in found if near >= best - 0.05]
