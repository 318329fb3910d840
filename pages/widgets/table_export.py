"""Every table of a page, to be taken away whole: copied as an image, kept as PNG, SVG or CSV, each with what it needs to stand alone.

A table says which it is as it is written; the row at the page's end offers them all, so no page needs to know of it.
"""

from __future__ import annotations

import re
import threading
from functools import partial
from html import unescape

import streamlit as st

from kpis import formats
from kpis.charts.style.palette import Palette
from kpis.markup import Markup, html
from kpis.standing.area_view import AreaView
from pages.queries.session import OGL, licence, today
from pages.widgets import image_export, page_markup, table_csv

TABLE = re.compile(r"<table([^>]*)>(.*?)</table>", re.DOTALL)
HEADING = re.compile(r"<h([1-3])[^>]*>(.*?)</h\1>", re.DOTALL)
FOOT = re.compile(r"<div class='foot'><span>(.*?)</span>(<span class='notice'>.*?</span>)?</div>", re.DOTALL)
ROW = re.compile(r"<tr")
MARKED = re.compile(r"<table|<h")
LABEL = re.compile(r"aria-label='([^']*)'")


class _Written(threading.local):
    """The tables that this run has written so far, each with its name, the heading written last, and the page's own foot, (source, mark):
    a run is a thread.
    """

    def __init__(self) -> None:
        self.tables: list[tuple[str, str]] = []
        self.heading = ""
        self.foot: tuple[str, str] | None = None


_WRITTEN = _Written()


def start() -> None:
    """Before a page is drawn: no table is written yet."""
    _WRITTEN.tables, _WRITTEN.heading, _WRITTEN.foot = [], "", None


def numbered(piece: Markup) -> Markup:
    """The same HTML with a number on each table, by which the row at the page's end finds it."""
    for found in FOOT.finditer(piece):
        _WRITTEN.foot = _plain(found[1]), _plain(found[2] or "")
    if not MARKED.search(piece):
        return piece
    made, at = Markup(), 0
    for found in TABLE.finditer(piece):
        _head(piece[at : found.start()])
        label = LABEL.search(found[1])
        _WRITTEN.tables.append((_plain(label[1]) if label else _WRITTEN.heading or "Table", found[0]))
        made += piece[at : found.end(1)] + html(" data-table='{}'", len(_WRITTEN.tables)) + piece[found.end(1) : found.end()]
        at = found.end()
    _head(piece[at:])
    return made + piece[at:]


def offer(palette: Palette, page: str, held: AreaView | None) -> None:
    """The row under a page: which table, and the ways to take it; nothing where the page has none with a row."""
    found = {n: name for n, (name, table) in enumerate(_WRITTEN.tables, 1) if len(ROW.findall(table)) > 1}
    if not found:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="take_table"):
        if len(found) > 1:
            longest = max(found, key=lambda n: len(ROW.findall(_WRITTEN.tables[n - 1][1])))
            n = st.selectbox(
                "Table to take", list(found), list(found).index(longest), format_func=found.__getitem__, key=f"take_{page}", width=340,
                label_visibility="collapsed",
            )  # fmt: skip
        else:
            n = next(iter(found))
            page_markup.put(html("<div class='sd choice'>Table: {}</div>", found[n]), width="content")
        day = (held.as_at if held else None) or today()
        whose = held.area.name if held else ""
        name = " ".join(filter(None, (whose, found[n], day.isoformat())))
        source, mark, terms = _from(held)
        terms = terms or (OGL if OGL in source else "")
        foot = source if terms in source else f"{source} {terms}"
        words = {"title": found[n], "lines": [_whose(held), foot], "notice": mark}
        image_export.buttons(f"take_image_{page}", name, palette, table={"number": n, **words})
        st.download_button(
            "Table as CSV", partial(_csv, _WRITTEN.tables[n - 1][1], held, day.isoformat(), (mark, terms, source)),
            f"{image_export.file_name(name)}.csv", "text/csv", on_click="ignore", key=f"take_csv_{page}",
        )  # fmt: skip


def _csv(table: str, held: AreaView | None, day: str, beside: tuple[str, str, str]) -> bytes:
    if held is None:
        return table_csv.content(table, ())
    return table_csv.content(table, (held.area.name, day, held.build, *beside))


def _whose(held: AreaView | None) -> str:
    """What stands under the table's title in its picture."""
    if held is None:
        return ""
    return f"{held.area.name} · {f'as it stood on {formats.day(held.as_at)}' if held.as_at else f'as at {formats.day(today())}'}"


def _from(held: AreaView | None) -> tuple[str, str, str]:
    """(source, mark, licence) of a page's tables: what its own foot says, since typed words and published figures come from elsewhere
    than a scorecard's; of the scorecard where the page has no foot."""
    if held is None:
        return "", "", ""
    source, mark = _WRITTEN.foot or (f"Source: {held.source}. {held.received}", held.notice)
    return source, mark, licence(held.standings)


def _head(piece: str) -> None:
    for found in HEADING.finditer(piece):
        _WRITTEN.heading = _plain(found[2])


def _plain(piece: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", "", piece)).split())
