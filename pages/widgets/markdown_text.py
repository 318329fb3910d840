"""Text that Streamlit draws as Markdown, as a type of its own: fixed words of ours with fields, in which people's words stay as typed.

Labels, captions, help, folds, toasts and the like are Markdown to Streamlit, and more: pictures, links, colours, icons, emoji, formulas,
arrows. What people typed, or a file held, goes through ``markdown`` or ``as_typed``; ``tests/arch/test_markdown_text.py`` holds it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from string import Formatter
from typing import TypeVar

One = TypeVar("One")

# Marks by which Markdown begins something: a backslash before each. An underscore inside a word and ``<5`` begin nothing.
MARKS = re.compile(r"[\\`*~$\[\]{}]|(?<![^\W_])_|_(?![^\W_])|<(?=[a-z/!?]|$)|&(?=#?\w+;|$)")
# Where a mark says something only at the beginning of a line (headings, lists, quotes, rules): before it a backslash.
BEGINS = re.compile(r"\A( ?\d+(?=[.)](?:\s|$))| ?(?=[#+=>-]))")
# What is made of the words once Markdown is read, where a backslash helps no more: links of addresses and of names with an @, icons, emoji,
# colours, arrows and dashes of two or three marks. Each such mark gets a span of its own, which shows nothing and takes them apart.
APART = re.compile(r":(?!\s)|@|(?<=www)\.|(?<=[-<>~])[-=>]", re.IGNORECASE)
TOKEN = re.compile(f"(?P<apart>{APART.pattern})|(?P<mark>{MARKS.pattern})", re.IGNORECASE)


class Markdown(str):
    """Text that may be drawn as Markdown: nothing that people typed does anything in it."""

    __slots__ = ()


def markdown(words: str, /, *values: object) -> Markdown:
    """Words written out, Markdown of ours among them, with values in the places of their fields: ``markdown("Load {}", name)``.

    A value that is no ``Markdown`` is shown as typed, on one line. ValueError where values and fields differ.
    """
    if sum(name is not None for _, name, _, _ in Formatter().parse(words)) != len(values):
        raise ValueError(f"{len(values)} values do not fill the fields of {words!r}")
    return Markdown(words.format(*(as_typed(value) for value in values)))


def as_typed(words: object) -> Markdown:
    """Words as they were typed, on one line; what is ``Markdown`` already stays."""
    if isinstance(words, Markdown):
        return words
    line = re.sub(r"\s+", " ", str(words))
    return Markdown(BEGINS.sub(r"\1\\", TOKEN.sub(_shown, line)))


def each_as_typed(words: Callable[[One], object]) -> Callable[[One], Markdown]:
    """A function that says options in words, for the buttons that draw them as Markdown."""
    return lambda one: as_typed(words(one))


def _shown(found: re.Match[str]) -> str:
    return f":color[\\{found[0]}]" if found["apart"] else f"\\{found[0]}"
