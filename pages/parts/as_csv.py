"""A table of a page as CSV: every row and cell as the page words it, with the area, day, build, marks and licence beside each row."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from html.parser import HTMLParser

import streamlit as st

from kpis.exports.records import to_csv
from pages.parts import session
from pages.parts.images import file_name
from pages.parts.session import Held

BESIDE = ("area", "as_at", "build", "notice", "licence")


def button(table: str, what: str, held: Held, key: str) -> None:
    """A button that downloads the tables within ``table``, HTML as ``cards.table`` makes it; nothing is drawn where it holds none."""
    if "<table" not in table:
        return
    day = (held.as_at or session.today()).isoformat()
    beside = (held.area.name, day, held.build, held.notice, session.licence(held.standings))
    name = f"{file_name(f'{held.area.name} {what}')}-{day}.csv"
    st.download_button("CSV", partial(content, table, beside), name, "text/csv", on_click="ignore", key=key)


def content(table: str, beside: Sequence[str]) -> bytes:
    """The rows as CSV; text that a spreadsheet would run is made plain. A table under another keeps its own row of headings."""
    read = _Read()
    read.feed(table)
    heads, *rows = read.rows or [[]]
    return to_csv((*heads, *BESIDE), [(*row, *[""] * (len(heads) - len(row)), *beside) for row in rows])


class _Read(HTMLParser):
    """Cells by row, each as a reader by ear meets it: its words, and the names of marks that have no words. Pictures are left out."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self._cell: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            self._cell = []
        elif self._cell is not None and tag in ("br", "p", "div", "li"):
            self._cell.append(" ")
        elif self._cell is not None and tag == "i" and (named := dict(attrs).get("aria-label")):
            self._cell.append(f" {named} ")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th") and self._cell is not None and self.rows:
            self.rows[-1].append(" ".join("".join(self._cell).split()))
            self._cell = None

    def handle_data(self, data: str) -> None:
        if self._cell is not None:
            self._cell.append(data)
