"""The pack as a web page and as a Word file, read back: every number is the screen's, every chart's data the figures themselves."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest
from docx import Document
from openpyxl import load_workbook

import cli
from data.model.observation import COMPARATORS, FigureRole
from data.store.store import Store
from kpis import formats
from kpis.charts.style.palette import RATING_WORDS
from kpis.charts.style.picture import dated
from kpis.charts.svg.page_trend import svg_trend
from kpis.exports.document.pack_marks import comparator_words, marks
from kpis.exports.slides.kpi_slide import comparisons
from kpis.exports.slides.native_chart import trend_of
from kpis.narrative.kpi_sentence import sentence
from kpis.standing.kpi_standing import Standing
from kpis.verdict.verdict import verdict
from tests.factories.packs import packed

HOMES = {"home": "Bury", "borough": "Westmere"}
VOID = {"meta", "col", "br", "img", "path", "circle", "polygon", "rect"}


class Page(HTMLParser):
    """The headings in order, the tables by caption, and which elements the page holds."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.headings: list[tuple[int, str]] = []
        self.tables: dict[str, list[list[str]]] = {}
        self.tags: set[str] = set()
        self.labels: list[str] = []
        self._text: list[str] | None = None
        self._caption = ""
        self.feed(markup)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        if tag in ("h1", "h2", "h3", "td", "th", "caption"):
            self._text = []
        if tag == "tr" and self._caption:
            self.tables[self._caption].append([])
        if tag == "svg":
            self.labels.append(dict(attrs).get("aria-label") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("h1", "h2", "h3", "td", "th", "caption") and self._text is not None:
            text = "".join(self._text)
            self._text = None
            if tag[0] == "h":
                self.headings.append((int(tag[1]), text))
            elif tag == "caption":
                self._caption = text
                self.tables[text] = []
            else:
                self.tables[self._caption][-1].append(text)

    def handle_data(self, data: str) -> None:
        if self._text is not None:
            self._text.append(data)


@pytest.fixture(params=HOMES)
def sample(request: pytest.FixtureRequest) -> tuple[Path, list[Standing]]:
    home: Path = request.getfixturevalue(request.param)
    return home, list(packed(home)[0])


def written(home: Path, form: str, into: Path, *more: str) -> bytes:
    """A pack made by the command line."""
    out = into / f"pack.{form}"
    assert cli.main(["pack", "--home", str(home), "--format", form, "--out", str(out), *more]) == 0
    return out.read_bytes()


def row_of(s: Standing) -> list[str]:
    own, i = s.own, s.indicator
    beside = [formats.share(own.share)] if own and own.share is not None else []
    beside += [own.firmness] if own and own.firmness else []
    figure = formats.figure(s.value, i, s.missing) if own else "Nothing loaded"
    others = [comparator_words(s, x, both=False) for x in COMPARATORS]
    shown = figure + "".join(f" ({one})" for one in beside) + marks(s, FigureRole.OWN, own, both=False)
    found = verdict(s)
    return [
        f"{i.code} {i.short}", formats.period(own.period) if own else formats.DASH, shown, f"{found.shape} {found.brief}",
        s.target_words + marks(s, FigureRole.TARGET, None, both=False), *others, RATING_WORDS[s.rating.status][1],
    ]  # fmt: skip


def test_the_web_page_holds_every_number_as_the_screen_shows_it(sample: tuple[Path, list[Standing]], tmp_path: Path) -> None:
    home, standings = sample
    text = written(home, "html", tmp_path).decode("utf-8")
    page = Page(text)
    assert page.tables["Every KPI of this pack"][1:] == [row_of(s) for s in standings]
    for s in standings:
        assert f"{sentence(s)}.".replace("&", "&amp;").replace("<", "&lt;") in text
        found = [list(row) for row in comparisons(s)]
        assert page.tables.get(f"{s.indicator.code} compared", [[]])[1:] == (found if s.own else [])
        if s.own:
            assert s.own.place in text
    assert len(page.labels) == sum(len(dated(s)) > 1 for s in standings)
    assert all(page.labels)
    assert not page.tags & {"script", "link", "iframe", "img"}
    assert "http" not in re.sub(r"xmlns='[^']+'", "", text.replace("https://example.org", ""))
    levels = [level for level, _ in page.headings]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_the_word_file_holds_every_number_and_charts_that_can_be_edited(sample: tuple[Path, list[Standing]], tmp_path: Path) -> None:
    home, standings = sample
    content = written(home, "docx", tmp_path)
    made = Document(BytesIO(content))
    tables = [[[cell.text for cell in row.cells] for row in table.rows] for table in made.tables]
    assert [row_of(s) for s in standings] in [table[1:] for table in tables]
    words = "\n".join(paragraph.text for paragraph in made.paragraphs)
    for s in standings:
        assert f"{sentence(s)}." in words
        if s.own and comparisons(s):
            assert [list(row) for row in comparisons(s)] in [table[1:] for table in tables]
    drawn = [s for s in standings if len(dated(s)) > 1]
    with ZipFile(BytesIO(content)) as parts:
        names = parts.namelist()
        charts = sorted((n for n in names if re.fullmatch(r"word/charts/chart\d+\.xml", n)), key=lambda n: int(re.findall(r"\d+", n)[0]))
        assert len(charts) == len(drawn)
        held: list[list[list[Any]]] = []
        for chart in charts:
            assert ElementTree.fromstring(parts.read(chart)).tag.endswith("chartSpace")
            rels = parts.read(chart.replace("charts/", "charts/_rels/") + ".rels").decode()
            book = re.search(r'Target="[^"]*(embeddings/[^"]+)"', rels)
            assert book is not None
            sheet = load_workbook(BytesIO(parts.read(f"word/{book[1]}"))).active
            columns = list(sheet.columns)[1:]
            held.append([[None if c.value is None else float(c.value) for c in column[1:]] for column in columns])
    area = "Bury" if "Bury" in words else "Westmere"
    wanted = [[[v.value if v else None for v in line.values] for line in trend_of(s, area).lines] for s in drawn]
    assert sorted(map(repr, held)) == sorted(map(repr, wanted))


def test_marks_of_made_up_figures_survive_and_are_of_all_of_them(borough: Path, tmp_path: Path) -> None:
    text = written(borough, "html", tmp_path).decode("utf-8")
    assert "Illustrative data: not a real area" in text
    assert "Some figures: Illustrative" not in text
    record_of = Document(BytesIO(written(borough, "docx", tmp_path)))
    assert "Illustrative data: not a real area" in record_of.sections[0].header.paragraphs[0].text


def test_only_the_kpis_of_the_priorities_asked_for(borough: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "one.html"
    asked = ["pack", "--home", str(borough), "--format", "html", "--out", str(out), "--priority", "1", "--json"]
    assert cli.main(asked) == 0
    assert json.loads(capsys.readouterr().out)["kpis"] == ["S5", "S6", "S7", "S8", "S9", "S10"]
    assert cli.main([*asked[:-2], "99"]) == 2
    assert "There is no priority 99" in capsys.readouterr().err


def test_a_trend_is_cut_where_it_is_on_the_screen(borough: Path) -> None:
    store = Store(borough)
    assert store.current()
    s5 = next(s for s in packed(borough)[0] if s.indicator.code == "S5")
    root = ElementTree.fromstring(svg_trend(s5, "Westmere", "What it shows"))
    texts = ["".join(node.itertext()) for node in root.iter() if node.tag.endswith("text")]
    assert f"Westmere {formats.figure(s5.value, s5.indicator)}" in texts
    assert f"Target {s5.target_words}" in texts
    own = [node for node in root.iter() if node.get("stroke-width") == "2.6"]
    assert len(own) == 2, "the break of January 2022 cuts the line in two"
