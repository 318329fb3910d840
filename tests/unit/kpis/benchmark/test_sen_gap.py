"""The gap between pupils with and without SEN: its size, its sign by polarity, and how it moved."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.catalogue.catalogue import Catalogue, read
from data.model.indicator import Polarity
from data.model.period import Break
from kpis.benchmark.sen_gap import GapRow, gap, gaps, sentence
from kpis.figures.figure import Value, value_of
from tests.factories.standings import row, year

figures = st.integers(-1000, 1000).map(lambda n: n / 10)


def values(figures: dict[int, float | None]) -> list[Value]:
    return [value_of(row("E1", figure, year(y))) for y, figure in figures.items()]


def rows(
    catalogue: Catalogue, own: dict[int, float | None], other: dict[int, float | None], code: str = "E1", *,
    breaks: tuple[Break, ...] = (), polarity: Polarity | None = None,
) -> tuple[GapRow, ...]:  # fmt: skip
    indicator = catalogue.indicators[code]
    indicator = replace(indicator, polarity=polarity) if polarity else indicator
    return gaps((values(own), values(other)), (values({}), values({})), indicator, breaks)


@given(figures, figures)
def test_it_changes_sign_with_the_groups_and_with_the_polarity(own: float, other: float) -> None:
    found = gap(own, other, Polarity.HIGHER)
    assert found is not None
    assert found == pytest.approx(other - own)
    assert gap(other, own, Polarity.HIGHER) == -found
    assert gap(own, other, Polarity.LOWER) == -found
    assert gap(own, other, Polarity.NEUTRAL) is None


def test_oldhams_words_come_to_the_same_sum(catalogue: Catalogue) -> None:
    """Oldham's report of 25 September 2018: absence of pupils with SEND down by 2.7, of others by 0.7, so the gap is down by 2.0."""
    found = rows(catalogue, {2017: 12.7, 2018: 10.0}, {2017: 5.7, 2018: 5.0}, polarity=Polarity.LOWER)[-1]
    assert (found.own_change, found.other_change, found.gap_change) == (-2.7, -0.7, -2.0)
    assert (found.gap,) == (5.0,)
    indicator = replace(catalogue.indicators["E1"], polarity=Polarity.LOWER)
    told = sentence([found], indicator, "SEND", "non-SEND", "Oldham")
    assert "The gap is 2.0 percentage points narrower than the year before: SEND −2.7 pts, faster than non-SEND at −0.7 pts." in told
    level = rows(catalogue, {2017: 20, 2018: 22}, {2017: 60, 2018: 62})
    assert "no wider or narrower than the year before: a +2.0 pts, b +2.0 pts." in sentence(
        level, catalogue.indicators["E1"], "a", "b", "Z"
    )


def test_a_gap_in_the_years_or_a_break_gives_no_change(catalogue: Catalogue) -> None:
    assert rows(catalogue, {2016: 20, 2018: 24}, {2016: 60, 2018: 62})[-1].gap_change is None
    cut = Break(("E1",), date(2018, 1, 1), "New tests", "")
    assert rows(catalogue, {2017: 20, 2018: 24}, {2017: 60, 2018: 62}, breaks=(cut,))[-1].gap_change is None
    assert rows(catalogue, {2017: 20, 2018: 24}, {2017: 60, 2018: 62})[-1].gap_change == -2.0


def test_progress_8_has_a_gap_and_no_change(catalogue: Catalogue) -> None:
    found = rows(catalogue, {2018: -0.4, 2019: -0.5}, {2018: 0.1, 2019: 0.2}, "E5")[-1]
    assert (found.gap, found.gap_change) == (0.7, None)


def test_the_sentence_says_narrower_and_never_per_cent(catalogue: Catalogue) -> None:
    indicator = catalogue.indicators["E1"]
    found = rows(catalogue, {2017: 20, 2018: 24}, {2017: 60, 2018: 62})
    told = sentence(found, indicator, "SEN support", "no identified SEN", "Bury")
    assert told.startswith("Gap in Bury, 2018: 38.0 percentage points (SEN support 24.0%, no identified SEN 62.0%).")
    assert (
        "The gap is 2.0 percentage points narrower than the year before: SEN support +4.0 pts, faster than no identified SEN at +2.0 pts."
        in told
    )
    better = rows(catalogue, {2018: 70}, {2018: 62})
    assert "SEN support (70.0%) did better than no identified SEN (62.0%) by 8.0 percentage points." in sentence(
        better, indicator, "SEN support", "no identified SEN", "Bury"
    )
    assert sentence(rows(catalogue, {2018: None}, {2018: 62}), indicator, "a", "b", "Bury") == ""


@given(st.lists(st.tuples(figures, figures), min_size=2, max_size=6))
def test_the_changes_add_up_to_the_whole_move(pairs: list[tuple[float, float]]) -> None:
    found = rows(read(), {2010 + n: a for n, (a, _) in enumerate(pairs)}, {2010 + n: b for n, (_, b) in enumerate(pairs)})
    first, last = found[0].gap, found[-1].gap
    assert first is not None
    assert last is not None
    assert sum(one.gap_change or 0 for one in found) == pytest.approx(last - first, abs=1e-9)
