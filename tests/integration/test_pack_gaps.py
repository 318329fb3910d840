"""The workbook's live formulas: what they come to is the screen's, as written and after a change; none holds typed text."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from data.model.indicator import Polarity
from data.model.observation import FigureRole
from data.model.rating_rule import RatingRule, RuleKind
from data.model.target_kind import TargetKind
from kpis.charts.style.palette import RATING_WORDS
from kpis.exports.workbook.cells import stored
from kpis.exports.workbook.formulas import LiveFormulas, with_results
from kpis.exports.workbook.gaps_sheet import GAPS, OFF, RAG, ROOM, SHOWN, WHY
from kpis.exports.workbook.workbook import workbook
from kpis.standing.kpi_standing import Standing
from kpis.targets import rag
from kpis.targets.kpi_target import TargetVersion
from kpis.targets.rag import RagStatus, rate
from tests.factories.formulas import result
from tests.factories.packs import packed

HOMES = ("home", "borough", "own")
REFERENCES = re.compile(r"(?:Scorecard!|Data!)?\$?[A-Z]+\$?\d+")
KNOWN = re.compile(r'IF|AND|NOT|ISNUMBER|ROUND|ABS|MAX|"(?:Red|Amber|Green|Not rated|No data|)"|[-+*/(),<=]|\d+(?:\.\d+)?(?:e-\d+)?')


def _books(home: Path) -> tuple[list[Standing], Workbook, Workbook]:
    """(the standings, the workbook of formulas, the same of the results that stand in the file)."""
    standings, words, _ = packed(home)
    content = workbook(standings, words)
    return standings, load_workbook(BytesIO(content)), load_workbook(BytesIO(content), data_only=True)


@pytest.mark.parametrize("which", HOMES)
def test_gaps_and_ratings_are_the_screens_as_formulas_and_as_results(which: str, request: pytest.FixtureRequest) -> None:
    standings, book, held = _books(request.getfixturevalue(which))
    rated = set()
    for row, s in enumerate(standings, 2):
        if s.own is None:
            assert book["Gaps"].cell(row, RAG).value is None
            continue
        for series, column in SHOWN.items():
            value = {FigureRole.OWN: s.own, FigureRole.TARGET: s.target}.get(series, s.comparators.get(series))
            if series is FigureRole.TARGET and s.aim and s.aim.banded:
                continue
            beside = s.like_for_like or series in (FigureRole.OWN, FigureRole.TARGET)  # a count is set beside nobody's
            number = stored(value.value, s.indicator) if value and value.value is not None and beside else None
            for found in (held["Gaps"].cell(row, column).value, result(book, "Gaps", book["Gaps"].cell(row, column).coordinate)):
                assert (found if isinstance(found, (int, float)) else None) == (pytest.approx(number) if number is not None else None)
        for series, column in GAPS.items():
            gap = s.gap(series)
            for found in (held["Gaps"].cell(row, column).value, result(book, "Gaps", book["Gaps"].cell(row, column).coordinate)):
                if gap is None:
                    assert not isinstance(found, (int, float)), (s.indicator.code, series)
                else:
                    assert found == pytest.approx(gap, abs=1e-9), (s.indicator.code, series)
        at = book["Gaps"].cell(row, RAG)
        word = RATING_WORDS[s.rating.status][1]
        assert (held["Gaps"].cell(row, RAG).value, result(book, "Gaps", at.coordinate)) == (word, word), s.indicator.code
        rated.add(s.rating.status)
    assert RagStatus.NOT_RATED in rated
    assert {RagStatus.GREEN, RagStatus.RED} & rated or which in ("own", "home")  # what Bury printed in 2017 is rated no more


@pytest.mark.parametrize("which", HOMES)
def test_a_formula_is_made_of_references_and_numbers_alone(which: str, request: pytest.FixtureRequest) -> None:
    _, book, _ = _books(request.getfixturevalue(which))
    formulas = [cell.value for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    assert len(formulas) > 40
    for formula in formulas:
        assert KNOWN.sub("", REFERENCES.sub("", formula[1:])) == "", formula


@given(st.data())
def test_after_a_change_the_rating_is_what_the_rule_says(data: st.DataObject) -> None:
    """Own figure and target typed anew on the scorecard: the sheet's rating and gap are the rule's for those numbers."""
    code = data.draw(st.sampled_from(["S5", "P2", "E3", "E9", "S4", "P3"]))
    book, standing = _CHANGED[code]
    indicator, tenths = standing.indicator, st.decimals(0, 100, places=1, allow_nan=False).map(float)
    value, target = data.draw(tenths), data.draw(tenths | st.none())
    at = {name: _reference(book, code, SHOWN[name]) for name in (FigureRole.OWN, FigureRole.TARGET)}
    book["Scorecard"][at[FigureRole.OWN]].value = stored(value, indicator)
    book["Scorecard"][at[FigureRole.TARGET]].value = stored(target, indicator) if target is not None else None
    row = _row(book, code)
    assert standing.own is not None
    expected = rate(value, target, indicator, standing.own.period)
    assert result(book, "Gaps", book["Gaps"].cell(row, RAG).coordinate) == RATING_WORDS[expected.status][1]
    if target is not None:
        assert result(book, "Gaps", book["Gaps"].cell(row, GAPS[FigureRole.TARGET]).coordinate) == pytest.approx(value - target, abs=1e-8)


def test_a_reason_typed_for_a_figure_takes_its_gap_and_rating_away() -> None:
    book, _ = _CHANGED["S5"]
    kept = book["Scorecard"][_reference(book, "S5", SHOWN[FigureRole.OWN])]
    was, kept.value = kept.value, "c"
    row = _row(book, "S5")
    found = [result(book, "Gaps", book["Gaps"].cell(row, column).coordinate) for column in (*GAPS.values(), OFF, RAG)]
    kept.value = was
    assert found == ["", "", "", "", "", "No data"]


def test_every_polarity_and_kind_of_tolerance_was_tried() -> None:
    tried = [s.indicator for _, s in _CHANGED.values()]
    assert {i.polarity for i in tried} >= {Polarity.HIGHER, Polarity.LOWER}
    assert {i.rule.kind for i in tried} == set(RuleKind)


def _row(book: Workbook, code: str) -> int:
    return next(row[0].row for row in book["Gaps"].iter_rows() if row[0].value == code)


def _reference(book: Workbook, code: str, column: int) -> str:
    found = re.search(r"Scorecard!\$([A-Z]+)\$(\d+)", str(book["Gaps"].cell(_row(book, code), column).value))
    assert found is not None
    return found[1] + found[2]


def test_a_formula_without_a_result_is_refused() -> None:
    book, out = Workbook(), BytesIO()
    live = LiveFormulas(book.worksheets[0])
    live.put(1, 1, "1+1", 2)
    live.put(2, 1, 'IF(A1=2,"a","")', "a & <b>")
    book.save(out)
    held: Any = load_workbook(BytesIO(with_results(out.getvalue(), live)), data_only=True).worksheets[0]
    assert (held["A1"].value, held["A2"].value) == (2, "a & <b>")
    del live.results["A2"]
    with pytest.raises((ValueError, KeyError)):
        with_results(out.getvalue(), live)


@pytest.fixture(scope="module", autouse=True)
def changed(borough: Path) -> None:
    standings, book, _ = _books(borough)
    _CHANGED.update({s.indicator.code: (book, s) for s in standings})


_CHANGED: dict[str, tuple[Workbook, Standing]] = {}


@pytest.mark.parametrize("tolerance", [None, 0.5])
@pytest.mark.parametrize(("low", "high"), [(0, 1), (40, 50), (90, 99.5)])
@pytest.mark.parametrize("code", ["S5", "E3", "S1"])
def test_an_agreed_range_is_rated_by_its_ends_even_where_neither_way_is_better(
    borough: Path, code: str, low: float, high: float, tolerance: float | None
) -> None:
    standings, words, _ = packed(borough)
    before = next(s for s in standings if s.indicator.code == code)
    assert before.own is not None
    aim = TargetVersion(
        code=code, since=date(2000, 1, 1), kind=TargetKind.BAND, who="tester", recorded=date(2020, 1, 1), low=low, high=high,
        tolerance=tolerance,
    )  # fmt: skip
    asked = replace(before, target=None, agreed=(aim,))
    rated = replace(asked, rating=asked.rate(before.own))
    content = workbook([rated], words)
    book, held = load_workbook(BytesIO(content)), load_workbook(BytesIO(content), data_only=True)
    at = book["Gaps"].cell(2, RAG).coordinate
    word = RATING_WORDS[rated.rating.status][1]
    assert word in ("Red", "Amber", "Green")
    assert (result(book, "Gaps", at), held["Gaps"][at].value) == (word, word)
    assert book["Gaps"].cell(2, SHOWN[FigureRole.TARGET]).value == rated.target_words


@pytest.mark.parametrize("kind", RuleKind)
@pytest.mark.parametrize("banded", [False, True])
@pytest.mark.parametrize(("day", "tolerance"), [(date(2026, 11, 30), 0.0), (date(2026, 12, 1), 150.0)])
def test_the_workbook_works_by_the_rule_of_the_day_it_was_made_for(
    borough: Path, kind: RuleKind, day: date, tolerance: float, banded: bool
) -> None:
    found, book = _by_rules(borough, day, banded, (RatingRule(kind, 0.0), RatingRule(kind, 150.0, date(2026, 12, 1), "agreed")))
    assert found.rule.tolerance == tolerance
    assert found.rating.status is (RagStatus.RED if tolerance == 0 else RagStatus.AMBER)
    assert result(book, "Gaps", book["Gaps"].cell(2, RAG).coordinate) == RATING_WORDS[found.rating.status][1]
    assert ("in force from 1 Dec 2026" in book["Gaps"].cell(2, WHY).value) is (day == date(2026, 12, 1))


@pytest.mark.parametrize("banded", [False, True])
def test_another_kind_of_rule_is_one_entry_of_the_kinds(borough: Path, monkeypatch: pytest.MonkeyPatch, banded: bool) -> None:
    """Amber within so many per cent, and never by less than 200 points: rating, words and workbook follow from the entry alone."""
    planted: Any = "per cent, at least 200"
    monkeypatch.setitem(rag.KINDS, planted, rag.ToleranceKind(  # type: ignore[arg-type]
        room=lambda tolerance, size: max(size * tolerance / 100, Decimal(200)),
        formula=lambda tolerance, size: f"MAX({size}*{tolerance!r}/100,200)",
        words=lambda indicator: "per cent, and at least 200",
    ))  # fmt: skip
    found, book = _by_rules(borough, date(2026, 12, 1), banded, (RatingRule(planted, 0.0),))
    assert found.rating.status is RagStatus.AMBER
    assert "within the tolerance of 200.0 points." in found.rating.why
    assert rag.tolerance_words(found.indicator) == "0 per cent, and at least 200"
    assert [result(book, "Gaps", book["Gaps"].cell(2, column).coordinate) for column in (ROOM, RAG)] == [200.0, "Amber"]


def _by_rules(borough: Path, day: date, banded: bool, rules: tuple[RatingRule, ...]) -> tuple[Standing, Workbook]:
    """S5 of the borough against a figure or a range that it misses, rated on a day by these rules, and its workbook."""
    standings, words, _ = packed(borough)
    before = next(s for s in standings if s.indicator.code == "S5")
    assert before.own is not None
    ends = {"low": 99.0, "high": 99.5} if banded else {"value": 99.0}
    kind = TargetKind.BAND if banded else TargetKind.FIXED
    aim = TargetVersion(code="S5", since=date(2000, 1, 1), kind=kind, who="tester", recorded=date(2020, 1, 1), **ends)
    target = None if banded else replace(before.own, value=99.0)
    asked = replace(before, indicator=replace(before.indicator, rules=rules).on(day), target=target, agreed=(aim,))
    rated = replace(asked, rating=asked.rate(before.own))
    return rated, load_workbook(BytesIO(workbook([rated], words)))


def test_a_measure_that_ended_is_not_rated(borough: Path) -> None:
    standings, words, _ = packed(borough)
    s = next(s for s in standings if s.indicator.code == "S5")
    ended = replace(s, indicator=replace(s.indicator, retired=date(2001, 1, 1)))
    ended = replace(ended, rating=ended.rate(s.own)) if s.own else ended
    book = load_workbook(BytesIO(workbook([ended], words)))
    assert result(book, "Gaps", book["Gaps"].cell(2, RAG).coordinate) == RATING_WORDS[ended.rating.status][1] == "Not rated"
