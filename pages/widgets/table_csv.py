"""A table of a page as CSV: every row and cell as the page words it, with the area, day, build, marks and licence beside each row."""

from __future__ import annotations

from collections.abc import Sequence
from html.parser import HTMLParser

from kpis.exports.tidy.standing_export import to_csv

BESIDE = ("area", "as_at", "build", "notice", "licence", "source")


def content(table: str, beside: Sequence[str]) -> bytes:
    """The rows as CSV; text that a spreadsheet would run is made plain, and without
    ``beside`` (area, day, build, notice, licence, source) only the cells are given. A table under another keeps its own row of headings."""
    read = _TableCells()
    read.feed(table)
    heads, *rows = read.rows or [[]]
    return to_csv((*heads, *BESIDE[: len(beside)]), [(*row, *[""] * (len(heads) - len(row)), *beside) for row in rows])


class _TableCells(HTMLParser):
    """Cells by row, each as a reader by ear meets it: its words, and the names of marks that have no words. Pictures are left out."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self._cell: list[str] | None = None
        self._beyond = 0  # how many further columns the cell covers

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            self._cell = []
            self._beyond = int(dict(attrs).get("colspan") or 1) - 1
        elif self._cell is not None and tag in ("br", "p", "div", "li"):
            self._cell.append(" ")
        elif self._cell is not None and tag == "i" and (named := dict(attrs).get("aria-label")):
            self._cell.append(f" {named} ")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th") and self._cell is not None and self.rows:
            self.rows[-1] += [" ".join("".join(self._cell).split()), *[""] * self._beyond]
            self._cell = None

    def handle_data(self, data: str) -> None:
        if self._cell is not None:
            self._cell.append(data)
