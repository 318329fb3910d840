"""HTML as a type of its own: fixed tags with fields, each escaped unless it is HTML already. No other module builds a tag.

``Markup`` is text that is HTML; a function that gives HTML says so, and what puts HTML on a page or into a file takes nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from html import escape
from string import Formatter
from urllib.parse import quote

from markupsafe import Markup

__all__ = ["Markup", "chart_lines", "chart_words", "data_address", "escaped", "html", "joined", "style"]

SAFE_ANYWHERE = (Markup, int, float)  # what may stand in a tag outside quotes, where a blank in words would begin another attribute


@dataclass(frozen=True, kw_only=True, slots=True)
class TagPattern:
    """Fixed tags taken apart at their fields."""

    texts: tuple[str, ...]  # every other one empty, a field's place
    keys: tuple[int | str, ...]  # of each field, its number or its name
    places: int  # how many are numbered
    names: frozenset[str]
    forms: tuple[str, ...]  # of each field, the format of its value; no form at all where none has one
    bare: tuple[int | str, ...]  # the fields that stand in a tag outside quotes


def html(tags: str, /, *values: object, **named: object) -> Markup:
    """Tags written out, with values in the places of their fields: ``html("<td>{}</td>", words)``, ``html("<b>{name}</b>", name=…)``.

    A value that is no ``Markup`` is escaped. Fields may carry a format (``{x:.1f}``). ValueError where values and fields differ, and
    where a field in a tag but outside quotes (``<td{}>``) is given words.
    """
    pattern = _pattern(tags)
    if len(values) != pattern.places or named.keys() != pattern.names:
        raise ValueError(f"{len(values)} values and {sorted(named)} do not fill the fields of {tags!r}")
    given = [values[key] if isinstance(key, int) else named[key] for key in pattern.keys] if named else values
    if pattern.bare and not all(isinstance(values[key] if isinstance(key, int) else named[key], SAFE_ANYWHERE) for key in pattern.bare):
        raise ValueError(f"a tag takes words only between quotes: {given} in {tags!r}")
    if pattern.forms:
        given = [format(value, form) if form else value for value, form in zip(given, pattern.forms, strict=True)]
    made = list(pattern.texts)
    made[1::2] = map(_safe, given)
    return Markup("".join(made))


def escaped(words: object) -> Markup:
    """Words as HTML, where a function must give HTML and has only words."""
    return html("{}", words)


def joined(pieces: Iterable[Markup], between: str = "") -> Markup:
    """Pieces one after another; a piece that is no HTML, and what stands ``between``, is escaped."""
    return Markup(_safe(between).join(map(_safe, pieces)))


def data_address(svg: Markup, width: float, height: float) -> Markup:
    """A picture's inside as the address of the whole picture, for ``<img src="…">`` and for a stylesheet; in px, quoted twice."""
    whole = html("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {} {}'>{}</svg>", width, height, svg)
    return Markup("data:image/svg+xml," + quote(whole, safe="/:=' ,;()"))


def chart_words(words: str) -> str:
    """Words for a text that Plotly draws, which takes ``<b>`` and ``<br>`` for what they are in HTML: none of these words is taken so."""
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def chart_lines(lines: Iterable[str]) -> str:
    """Lines of such a text one under another, those that are empty left out."""
    return "<br>".join(filter(None, lines))


def style(rules: str) -> Markup:
    """Style rules as an element. Inside one nothing is escaped, so ValueError where anything could end it."""
    if "<" in rules:
        raise ValueError("style rules may hold no ‘<’")
    return Markup(f"<style>{rules}</style>")


def _safe(value: object) -> str:
    return value if isinstance(value, Markup) else escape(str(value))


@cache
def _pattern(tags: str) -> TagPattern:
    texts: list[str] = [""]
    keys: list[int | str] = []
    forms: list[str] = []
    bare: list[int | str] = []
    at, places = "", 0
    for text, name, form, conversion in Formatter().parse(tags):
        at = _within(at, text)
        texts[-1] += text
        if name is None:
            continue
        if conversion or (name and not name.isidentifier()):
            raise ValueError(f"‘{name}’ is no name of a field in {tags!r}")
        keys.append(name or places)
        forms.append(form or "")
        bare += keys[-1:] if at == "<" else []
        places += not name
        texts += ("", "")
    names = frozenset(key for key in keys if isinstance(key, str))
    return TagPattern(
        texts=tuple(texts), keys=tuple(keys), places=places, names=names, forms=tuple(forms) if any(forms) else (), bare=tuple(bare)
    )  # fmt: skip


def _within(at: str, text: str) -> str:
    """What a text ends within, begun within ``at``: a tag (``<``), a quoted value in a tag (its quote), or neither (empty)."""
    for letter in text:
        if not at:
            at = "<" if letter == "<" else ""
        elif at == "<":
            at = letter if letter in "'\"" else "" if letter == ">" else at
        elif letter == at:
            at = "<"
    return at
