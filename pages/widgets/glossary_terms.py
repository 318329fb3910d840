"""A glossary's terms inside words of ours: said in full on hover and on keyboard focus. Never given words that people typed."""

from __future__ import annotations

import re
from functools import lru_cache

from data.catalogue.glossary import Term, read_glossary
from kpis.markup import Markup, escaped, html


@lru_cache(maxsize=2048)
def explained(words: str) -> Markup:
    """Our own words as HTML, escaped; the first time a term stands there, it carries what it stands for and its sentence.

    A term is met as it is written, also with an s; never inside another word.
    """
    seen: set[str] = set()
    made, end = Markup(), 0
    for found in _pattern().finditer(words):
        term = _terms()[found["term"]]
        if term.term not in seen:
            seen.add(term.term)
            made += escaped(words[end : found.start()]) + _marked(found[0], term)
            end = found.end()
    return made + escaped(words[end:])


def _marked(words: str, term: Term) -> Markup:
    said = f"{term.stands_for}. {term.sentence}"
    return html("<abbr class='term' tabindex='0' data-says='{}' aria-description='{}'>{}</abbr>", said, said, words)


@lru_cache(maxsize=1)
def _terms() -> dict[str, Term]:
    """The terms by how they are written: their own name, and other short forms in capitals."""
    every = read_glossary().values()
    return {name: one for one in every for name in (one.term, *(other for other in one.also if any(map(str.isupper, other[1:]))))}


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    names = sorted(map(re.escape, _terms()), key=len, reverse=True)
    return re.compile(rf"(?<![\w-])(?P<term>{'|'.join(names)})s?(?![\w-])")
