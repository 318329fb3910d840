"""Two ways of counting one KPI are read from a row's name, kept with its figures, never merged; a count is no percentage."""

from __future__ import annotations

import pytest

from data.model.counting_basis import counted_of, marked
from data.model.observation import FigureRole
from loaders.scorecard import counting_words
from tests.factories.drawn_scorecards import CATALOGUE, found, load

BASES = [feed.basis for feed in CATALOGUE.feeds_of("S5")]
OUT, IN = "excluding exceptions", "including exceptions"


@pytest.mark.parametrize(
    ("words", "basis"),
    [
        ("New EHC plans issued within 20 weeks (excluding exceptions)", OUT), ("20 weeks (excl. exceptions)", OUT),
        ("% EHCPs in 20 wks exc exceptions", OUT), ("20 weeks without exceptional cases", OUT),
        ("Timeliness, not including exceptions", OUT),
        ("Plans in 20 weeks - exceptions excluded", OUT),
        ("Plans in 20 weeks, excluding any statutory exceptions", OUT),
        ("20 weeks (incl. exceptions)", IN), ("20 weeks including exception cases", IN), ("20 weeks, exceptions included", IN),
        ("New EHC plans issued within 20 weeks", ""), ("Plans in 20 weeks", ""), ("including or excluding exceptions", ""),
        ("Exceptional performance in 20 weeks", ""),
    ],
)  # fmt: skip
def test_what_a_rows_words_say(words: str, basis: str) -> None:
    assert counting_words.said([words], BASES) == basis
    assert counting_words.said([words], ["number"]) == "", "a KPI without such bases has none"


def test_the_basis_is_kept_in_the_figures_own_words() -> None:
    assert counted_of(marked("under ‘Jan-24’", OUT)) == OUT and marked(marked("x", OUT), OUT) == marked("x", OUT)
    assert counted_of("under ‘Jan-24’") == "" and marked("x", "") == "x" and counted_of(marked("", OUT)) == OUT


BOTH = """
Bury
Ref | Indicator | Jan-24 | Feb-24 | Target | England
S5 | EHC plans within 20 weeks (including exceptions) | 40% | 41% | 60% | 50%
S5 | EHC plans within 20 weeks (excl. exceptions) | 55% | 57% | 70% | 52%
"""


def test_a_sheet_with_both_rows_is_read_and_each_figure_keeps_its_basis() -> None:
    loaded = load(BOTH)
    told = {(o.series.value, counted_of(o.basis), o.period.label): o.value for o in loaded.observations}
    assert told["own", "", "Feb-24"] == 41.0 and told["own", OUT, "Feb-24"] == 57.0
    assert told["target", OUT, "Feb-24"] == 70.0 and told["england", OUT, "Feb-24"] == 52.0
    (note,) = found(loaded, "counted otherwise")
    assert note.what == f"S5 is counted {OUT} here, as the row says; the usual way is {IN}."
    assert not found(loaded, "same figure") and not found(loaded, "duplicate period")


def test_the_same_basis_twice_is_still_a_contradiction() -> None:
    from loaders import Refused

    with pytest.raises(Refused, match="contradicts itself"):
        load(BOTH.replace("including", "excluding"))


@pytest.mark.parametrize(
    ("title", "figure"),
    [("Number of young people on supported internships", "31"), ("No. of YP on supported internships", "31"),
     ("Total number of internships", "31"), ("How many young people are on internships?", "31"), ("Supported internships: number", "31")],
)  # fmt: skip
def test_a_count_is_no_percentage(title: str, figure: str) -> None:
    loaded = load(f"Bury\nRef | Indicator | Jan-24 | Target\nP3 | {title} | {figure} | 45\nS6 | Plans | 900 | ")
    assert [o for o in loaded.observations if o.indicator == "P3"] == []
    (told,) = found(loaded, "row unlike its KPI")
    assert "P3 is a percentage" in told.what and "was not loaded" in told.what


@pytest.mark.parametrize(
    ("title", "figure"), [("Number of plans in 20 weeks", "45%"), ("% of the number on roll", "4.5"), ("Internships", "4")]
)
def test_a_percentage_stays_one(title: str, figure: str) -> None:
    loaded = load(f"Bury\nRef | Indicator | Jan-24\nP3 | {title} | {figure}")
    assert [o.value for o in loaded.observations if o.series is FigureRole.OWN] == [float(figure.rstrip("%"))]
