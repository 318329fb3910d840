"""HTML as a tree of lines: attributes in order of their names, classes too, and the white space between tags made one."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

VOID = frozenset(("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"))
AS_IT_IS = frozenset(("pre", "style", "script", "textarea"))
EDGE = "␠"  # a blank that stands beside words, where its being there can be seen


class _Node:
    """A tag, its attributes in words, and what stands in it."""

    def __init__(self, tag: str, words: str = "") -> None:
        self.tag, self.words = tag, words
        self.children: list[_Node | str] = []


class _Reader(HTMLParser):
    """Reads a text into nodes; an end tag without its start is left out, a start without its end lasts as long as what holds it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.top = _Node("")
        self.open = [self.top]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = _Node(tag, "".join(f' {name}="{_value(name, value)}"' for name, value in sorted(attrs, key=lambda one: one[0])))
        self.open[-1].children.append(node)
        if tag not in VOID:
            self.open.append(node)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        for back in range(len(self.open) - 1, 0, -1):
            if self.open[back].tag == tag:
                del self.open[back:]
                return

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)

    def handle_decl(self, decl: str) -> None:
        self.open[-1].children.append(_Node(f"!{decl}"))


def lines(html: str, indent: int = 0) -> list[str]:
    """A piece of HTML as lines, one a tag or a text, each below what holds it."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return _lines(reader.top.children, indent, whole=False)


def _lines(children: list[Any], indent: int, *, whole: bool) -> list[str]:
    found: list[str] = []
    for child in children:
        if isinstance(child, str):
            said = child.strip("\n").splitlines() if whole else _said(child)
            found += [f"{' ' * indent}{line}" for line in said]
            continue
        head = f"{' ' * indent}<{child.tag}{child.words}>"
        kept = child.tag in AS_IT_IS
        if len(child.children) == 1 and isinstance(child.children[0], str) and not kept:
            found.append(" ".join((head, *_said(child.children[0]))))
        else:
            found += [head, *_lines(child.children, indent + 1, whole=kept)]
    return found


def _said(text: str) -> list[str]:
    """A text on one line with its edges marked; nothing where only a new line parts two tags."""
    if not text.strip():
        return [] if "\n" in text or not text else [EDGE]
    said = re.sub(r"\s+", " ", text)
    return [f"{EDGE if said[0] == ' ' else ''}{said.strip()}{EDGE if said[-1] == ' ' else ''}"]


def _value(name: str, value: str | None) -> str:
    """An attribute's value; the order of classes says nothing."""
    if value is None:
        return ""
    said = re.sub(r"\s+", " ", value)
    return " ".join(sorted(said.split())) if name == "class" else said
