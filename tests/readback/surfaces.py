"""The surfaces of one area on one day, read back as words: pages, slides, Word, web page, workbook and CSV."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from io import BytesIO, StringIO
from pathlib import Path

import docx
import openpyxl
import pytest
from pptx import Presentation

from tests.factories.screens import html, opened
from tests.readback.made_states import AREA, MadeState

PAGES = ("overview", "moved", "exceptions", "signals", "meetings", "present")
APART = "¶"  # between pieces of a surface that do not follow each other in one sentence
FORMS = ("pptx", "docx", "html", "xlsx")


@dataclass
class ReadBack:
    """One surface: everything it says in one line, and the cells of its tables, row by row."""

    name: str
    text: str
    tables: list[list[str]] = field(default_factory=list)


class _Words(HTMLParser):
    """The words of a page, and its tables' rows."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.rows: list[list[str]] = []
        self._cell: list[str] | None = None
        self._row: list[str] | None = None
        self._mute = 0

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        self._mute += tag in ("style", "script")
        if tag == "tr":
            self._row = []
        if tag in ("td", "th"):
            self._cell = []
        self.words += [words for name, words in attrs if name in ("title", "alt", "aria-label") and words]

    def handle_endtag(self, tag: str) -> None:
        self._mute -= tag in ("style", "script")
        if tag in ("td", "th") and self._cell is not None and self._row is not None:
            self._row.append(" ".join(" ".join(self._cell).split()))
            self._cell = None
        if tag == "tr" and self._row:
            self.rows.append(self._row)
            self._row = None

    def handle_data(self, data: str) -> None:
        if self._mute:
            return
        self.words.append(data)
        if self._cell is not None:
            self._cell.append(data)


def of_html(name: str, page: str) -> ReadBack:
    found = _Words()
    found.feed(page)
    return ReadBack(name, _one_line(found.words), found.rows)


def pages(home: Path, state: MadeState, monkeypatch: pytest.MonkeyPatch, codes: Sequence[str]) -> Iterator[ReadBack]:
    """The pages that speak of many KPIs, and the page of each of ``codes``."""
    ids = {"area": AREA, "as_at": state.looked_at.isoformat()}
    for page in PAGES:
        at = opened(page, home, monkeypatch, **ids)
        assert not at.exception, (state.seed, page)
        yield of_html(page, html(at))
    for code in codes:
        at = opened("kpi", home, monkeypatch, kpi=code, **ids)
        assert not at.exception, (state.seed, code)
        charts = " ".join(one.proto.alt for one in at.get("plotly_chart"))
        yield of_html(f"kpi {code}", f"{html(at)}<p>{charts}</p>")


def packs(made: dict[str, Path]) -> Iterator[ReadBack]:
    """The packs that commands wrote, by their form."""
    for form, path in made.items():
        content = path.read_bytes()
        yield {"pptx": _slides, "docx": _document, "html": _web, "xlsx": _workbook}[form](content)


def _slides(content: bytes) -> ReadBack:
    words, rows = [], []
    for slide in Presentation(BytesIO(content)).slides:
        for shape in slide.shapes:
            if shape.has_text_frame:
                words.append(shape.text_frame.text)
            if shape.has_table:
                rows += [[cell.text for cell in row.cells] for row in shape.table.rows]
        if slide.has_notes_slide:
            words.append(slide.notes_slide.notes_text_frame.text)
    return ReadBack("pptx", _one_line([*words, *(" ".join(row) for row in rows)]), rows)


def _document(content: bytes) -> ReadBack:
    found = docx.Document(BytesIO(content))
    rows = [[cell.text for cell in row.cells] for table in found.tables for row in table.rows]
    return ReadBack("docx", _one_line([*(p.text for p in found.paragraphs), *(" ".join(row) for row in rows)]), rows)


def _web(content: bytes) -> ReadBack:
    return of_html("html", content.decode("utf-8"))


def _workbook(content: bytes) -> ReadBack:
    book = openpyxl.load_workbook(BytesIO(content))
    rows = [[str(cell) for cell in row if cell is not None] for sheet in book for row in sheet.iter_rows(values_only=True)]
    return ReadBack("xlsx", _one_line(" ".join(row) for row in rows), rows)


def of_csv(name: str, content: bytes) -> ReadBack:
    rows = list(csv.reader(StringIO(content.decode("utf-8-sig"))))
    return ReadBack(name, _one_line(" ".join(row) for row in rows), rows)


def _one_line(parts: Iterable[str]) -> str:
    return f" {APART} ".join(" ".join(one.split()) for one in parts if one.strip())
