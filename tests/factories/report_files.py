"""A report's web page walked by its tags, and its Word file opened."""

from __future__ import annotations

from html.parser import HTMLParser
from io import BytesIO
from typing import Any

from docx import Document

from kpis.exports.document.document import Report
from kpis.exports.pack.word import docx


class Page(HTMLParser):
    """The parts of a web page that a screen reader walks through."""

    def __init__(self, content: bytes) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[str, str]] = []
        self.tables: list[list[list[str]]] = []
        self.feed(content.decode("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in ("meta", "col"):
            self.open.append(tag)
        if tag == "table":
            self.tables.append([])
        if tag == "tr":
            self.tables[-1].append([])
        if tag in ("th", "td"):
            self.tables[-1][-1].append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append((self.open[-1] if self.open else "", data))
        if self.open and self.open[-1] in ("th", "td"):
            self.tables[-1][-1][-1] += data

    @property
    def text(self) -> str:
        return " ".join(text for tag, text in self.texts if tag != "style")

    @property
    def headings(self) -> list[tuple[int, str]]:
        return [(int(tag[1]), text) for tag, text in self.texts if tag in ("h1", "h2", "h3")]


def word_of(report: Report) -> Any:
    return Document(BytesIO(docx(report)))
