"""A deck read back with python-pptx: every figure in a chart or table is the screen's, and nothing runs over its box."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from pptx import Presentation
from pptx.oxml.ns import qn

from data.model.observation import COMPARATORS, FigureRole
from kpis import formats
from kpis.charts.style.palette import RATING_WORDS
from kpis.charts.style.picture import dated, picture_of
from kpis.exports.document.pack_marks import comparator_words, marks
from kpis.exports.document.provenance import PackWords
from kpis.exports.pack.pack import pack
from kpis.exports.slides.deck import deck, overview_pages
from kpis.exports.slides.native_chart import bars_of, trend_of
from kpis.narrative.kpi_sentence import sentence
from kpis.standing import figure_sources
from kpis.standing.kpi_standing import Standing, of_one_kind
from kpis.verdict.verdict import verdict
from tests.factories.packs import packed
from tests.factories.slides import none_overlap

HOMES = ("home", "borough")
Read = tuple[Any, list[Standing], PackWords]


@pytest.fixture(scope="module")
def decks() -> dict[str, Read]:
    return {}


@pytest.fixture
def read(request: pytest.FixtureRequest, decks: dict[str, Read]) -> Read:
    """The deck of one home, made once: Bury's as it stood on a day, the borough's of today."""
    if request.param not in decks:
        standings, words, _ = packed(request.getfixturevalue(request.param), date(2017, 12, 1) if request.param == "home" else None)
        decks[request.param] = Presentation(BytesIO(deck(standings, words))), standings, words
    return decks[request.param]


both = pytest.mark.parametrize("read", HOMES, indirect=True)


def _slides(read: Read) -> list[tuple[Any, Standing]]:
    made, standings, _ = read
    return list(zip(list(made.slides)[-len(standings) :], standings, strict=True))


def _texts(slide: Any) -> list[str]:
    return [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]


def _chart(slide: Any) -> Any:
    return next((shape.chart for shape in slide.shapes if shape.has_chart), None)


def _tables(slide: Any) -> list[list[list[str]]]:
    return [[[cell.text for cell in row.cells] for row in shape.table.rows] for shape in slide.shapes if shape.has_table]


@both
def test_the_tables_hold_every_kpi_as_the_overview_shows_it(read: Read) -> None:
    made, standings, words = read
    pages = list(made.slides)[1 : 1 + overview_pages(standings, words)]
    rows = {row[0]: row for slide in pages for table in _tables(slide) for row in table[1:] if row[1]}
    assert list(rows) == [s.indicator.code for s in standings]
    for s in standings:
        row, own, i = rows[s.indicator.code], s.own, s.indicator
        assert own is not None
        assert row[1] == i.short
        assert row[2].startswith(formats.figure(s.value, i, s.missing))
        assert (own.share is None) or formats.share(own.share) in row[2]
        assert (own.firmness in row[2], row[3]) == (True, formats.period(own.period))
        assert row[4] == s.target_words + marks(s, FigureRole.TARGET, None, both=figure_sources.mixed(standings))
        assert row[5:8] == [comparator_words(s, x, both=figure_sources.mixed(standings)) for x in COMPARATORS]
        assert row[8] == f"{verdict(s).shape} {verdict(s).brief}"
        assert row[9] == " ".join(RATING_WORDS[s.rating.status])


@both
def test_each_kpi_has_its_finding_its_figure_and_its_rating_in_words(read: Read) -> None:
    for slide, s in _slides(read):
        texts = " | ".join(_texts(slide))
        assert slide.shapes.title.text_frame.text == sentence(s)
        assert formats.figure(s.value, s.indicator, s.missing) in texts
        letter, word = RATING_WORDS[s.rating.status]
        assert letter in _texts(slide)
        assert word in _texts(slide)
        table = {row[0]: row[1:] for one in _tables(slide) for row in one[1:]}
        for x, v in s.comparators.items() if s.like_for_like else ():
            assert table[s.named(x)] == [formats.figure(v.value, s.indicator, v.missing), formats.difference(s.gap(x), s.indicator)]
        if s.target:
            shown = formats.figure(s.target.value, s.indicator, s.target.missing)
            assert table["Target"] == [shown, formats.difference(s.gap(FigureRole.TARGET), s.indicator)]
        if s.change:
            assert table["Period before"][0] == formats.figure(s.change.before.value, s.indicator)


@both
def test_charts_hold_the_figures_unrounded_and_a_gap_for_each_absence(read: Read) -> None:
    drawn = 0
    for slide, s in _slides(read):
        chart, area = _chart(slide), read[2].area
        if len(dated(s)) > 1:
            kept = of_one_kind(s)
            series = {one.name: list(one.values) for one in chart.plots[0].series}
            wanted = {area: kept.points, "Target": kept.others[FigureRole.TARGET]}
            wanted |= {s.named(x): kept.others[x] for x in COMPARATORS} if s.like_for_like else {}
            for name, values in wanted.items():
                known = [v.value for v in values if v.value is not None and v.period.last]
                assert [v for v in series.get(name, []) if v is not None] == known, (s.indicator.code, name)
            assert set(series) <= set(wanted)
            drawn += 1
        elif chart is not None:
            assert [v for v in chart.plots[0].series[0].values if v is not None] == [
                b.value for b in bars_of(s, area) if b.value is not None
            ]
            drawn += 1
        else:
            assert s.value is None
    assert drawn > 15


@both
def test_no_line_joins_what_the_screen_leaves_apart(read: Read) -> None:
    for _, s in _slides(read):
        if len(dated(s)) < 2:
            continue
        trend = trend_of(s, "own")
        own = next(d for d in trend.lines if d.series is FigureRole.OWN)
        joined = set()
        for before, after in zip(own.values, own.values[1:], strict=False):
            if trend.joined and before and after:
                joined.add((before.period.first, after.period.first))
        screen = {(a.period.first, b.period.first) for run in picture_of(s).own.runs for a, b in pairwise(run)}
        assert joined == screen, s.indicator.code


@both
def test_a_count_is_set_beside_nobody_and_says_why(read: Read) -> None:
    for slide, s in _slides(read):
        if s.like_for_like or not s.comparators:
            continue
        chart = _chart(slide)
        names = [*chart.plots[0].categories, *(one.name for one in chart.plots[0].series)]
        assert not {s.named(x) for x in COMPARATORS} & set(names)
        assert any("A count is not set beside another place’s" in text for text in _texts(slide))
        assert not {s.named(x) for x in COMPARATORS} & {row[0] for one in _tables(slide) for row in one}


@both
def test_every_slide_carries_its_marks_and_licence_and_every_picture_its_words(read: Read) -> None:
    made, _, words = read
    for slide in made.slides:
        texts = "\n".join(_texts(slide))
        assert "Source: " in texts
        assert words.licence in texts
        for mark in (*words.marks, words.replayed):
            assert mark in texts
        assert slide.notes_slide.notes_text_frame.text
        for shape in slide.shapes:
            if shape.has_chart or shape.has_table:
                assert shape._element.xpath(".//p:cNvPr")[0].get("descr")
            assert shape.shape_type != 13  # no pictures


@both
def test_notes_say_what_is_counted_and_name_the_cell_of_every_figure(read: Read) -> None:
    for slide, s in _slides(read):
        told, i = slide.notes_slide.notes_text_frame.text, s.indicator
        for words in (i.definition, i.numerator, i.denominator, i.caveats, s.rating.why):
            assert words in told
        shown = [s.own, s.target, *(s.comparators.values() if s.like_for_like else ()), s.change.before if s.change else None]
        for v in shown:
            assert v is None or (v.cell if v.origin == "agreed" else v.source) in told
        if len(dated(s)) > 1:
            assert all(p.source in told for p in of_one_kind(s).points)


@both
def test_type_is_arial_and_at_least_12_points_and_every_box_stays_on_its_slide(read: Read) -> None:
    made = read[0]
    for n, slide in enumerate(made.slides):
        sizes = [int(e.get("sz")) for e in slide._element.iter(qn("a:rPr"), qn("a:defRPr")) if e.get("sz")]
        sizes += [int(e.get("sz")) for e in _chart(slide)._chartSpace.iter(qn("a:defRPr")) if e.get("sz")] if _chart(slide) else []
        assert min(sizes) >= 1200
        assert {e.get("typeface") for e in slide._element.iter(qn("a:latin"))} == {"Arial"}
        for shape in slide.shapes:
            assert shape.left >= 0
            assert shape.top >= 0
            assert shape.left + shape.width <= made.slide_width
            assert shape.top + shape.height <= made.slide_height, (n, shape.name)
        none_overlap(slide)


def test_a_comparators_basis_and_origin_stand_in_the_notes(home: Path) -> None:
    standings, words, _ = packed(home)
    s = next(s for s in standings if s.indicator.code == "S3")
    mean = replace(
        s.comparators[FigureRole.NEIGHBOURS], basis="mean of 9 of 10, Nottinghamshire missing; May 2025 list", origin="published"
    )
    made = Presentation(BytesIO(deck([replace(s, comparators={**s.comparators, FigureRole.NEIGHBOURS: mean})], words)))
    told = list(made.slides)[-1].notes_slide.notes_text_frame.text
    assert "mean of 9 of 10, Nottinghamshire missing; May 2025 list, published" in told


def test_a_pack_of_one_kpi_says_how_many_slides_it_has(home: Path) -> None:
    standings, words, _ = packed(home)
    made = pack("pptx", standings[4:5], words)
    assert made.kpis == ("S5",)
    assert made.slides == len(Presentation(BytesIO(made.content)).slides) == 3


def test_text_that_no_file_can_hold_is_left_out(home: Path) -> None:
    standings, words, _ = packed(home)
    own = standings[4].own
    assert own is not None
    odd = replace(standings[4], own=replace(own, raw="a\x00b\x0bc", basis="\x1b"), points=(replace(own, raw="a\x00b\x0bc"),))
    made = Presentation(BytesIO(deck([odd], replace(words, area="Bury\x07"))))
    assert "printed ‘abc’" in list(made.slides)[-1].notes_slide.notes_text_frame.text
