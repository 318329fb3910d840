"""One verdict a KPI: each phrase of the list is reached, from figures drawn by hand, and nothing else is ever said."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.catalogue.catalogue import read
from data.model.observation import FigureRole
from data.model.period import Period, PeriodKind
from kpis.narrative.kpi_sentence import sentence
from kpis.standing import kpi_standing
from kpis.standing.doubt import FigureDoubt
from kpis.standing.kpi_standing import Standing
from kpis.targets.rag import RagStatus
from kpis.verdict.verdict import SHAPES, SIGNS, VerdictPhrase, VerdictSign, verdict
from kpis.verdict.verdict_text import counted, direction_words, headline
from tests.factories.periods import month
from tests.factories.standings import OWN, row, standing, year

KNOWN = read()
P = VerdictPhrase
FLAT = [50.0, 52.0, 51.0, 49.0] * 5


def monthly(figures: list[float], target: float | None = None, code: str = "S5") -> Standing:
    rows = [row(code, v, month(2023 + n // 12, n % 12 + 1)) for n, v in enumerate(figures)]
    if target is not None:
        last = len(figures) - 1
        rows.append(row(code, target, month(2023 + last // 12, last % 12 + 1), "target"))
    return standing(KNOWN, rows, code)


def yearly(figures: dict[int, float | None], target: float | None = None, code: str = "S5") -> Standing:
    rows = [row(code, v, year(n)) for n, v in figures.items()]
    rows += [row(code, target, year(max(figures)), "target")] if target is not None else []
    return standing(KNOWN, rows, code)


CASES: dict[VerdictPhrase, Standing] = {
    P.ON_TARGET_IMPROVING: monthly([*FLAT, 70.0], 60.0),
    P.ON_TARGET_HOLDING: monthly([*FLAT, 50.0], 40.0),
    P.ON_TARGET_WORSENING: monthly([*FLAT, 30.0], 20.0),
    P.ON_TARGET: yearly({2023: 80.0, 2024: 85.0}, 80.0),
    P.IMPROVING_OFF_TARGET: monthly([*FLAT, 70.0], 90.0),
    P.OFF_TARGET_HOLDING: monthly([*FLAT, 50.0], 90.0),
    P.OFF_TARGET: yearly({2023: 80.0, 2024: 75.0}, 80.0),
    P.WORSENING_OFF_TARGET: monthly([*FLAT, 30.0], 90.0),
    P.IMPROVING: monthly([*FLAT, 70.0]),
    P.HOLDING: monthly([*FLAT, 50.0]),
    P.WORSENING: monthly([*FLAT, 30.0]),
    P.RISEN: monthly([*FLAT, 70.0], code="S9"),
    P.FALLEN: monthly([*FLAT, 30.0], code="S9"),
    P.HIGHER_YEAR: yearly({2023: 80.0, 2024: 85.0}),
    P.LOWER_YEAR: yearly({2023: 80.0, 2024: 75.0}),
    P.LEVEL_YEAR: yearly({2023: 45.64, 2024: 45.60}),  # truth.md W6: a title counted it as worse, its own page said level
    P.HIGHER: monthly([50.0, 55.0]),
    P.LOWER: monthly([50.0, 45.0]),
    P.LEVEL: monthly([50.0, 50.0]),
    P.CANNOT_SAY: standing(KNOWN, [row("S5", 50.0, year(2024))]),
}
# A band round a neutral KPI is the only way to these, so that they are reached where bands are tested.
BANDED = {P.ON_TARGET_CHANGED, P.OFF_TARGET_CHANGED}


@pytest.mark.parametrize("phrase", list(CASES), ids=str)
def test_every_phrase_is_reached(phrase: VerdictPhrase) -> None:
    assert verdict(CASES[phrase]).phrase is phrase
    assert sentence(CASES[phrase]).startswith(f"{CASES[phrase].indicator.short}: {phrase[:1].lower()}{phrase[1:]}")


def test_the_list_is_closed_and_each_phrase_has_a_shape_of_its_sign() -> None:
    assert set(CASES) | BANDED == set(P) == set(SIGNS)
    assert len(set(SHAPES.values())) == len(VerdictSign)


def test_a_band_of_a_neutral_kpi_is_on_or_off_and_changed() -> None:
    one = CASES[P.RISEN]
    for status, phrase in ((RagStatus.GREEN, P.ON_TARGET_CHANGED), (RagStatus.RED, P.OFF_TARGET_CHANGED)):
        assert verdict(replace(one, rating=replace(one.rating, status=status))).phrase is phrase


@pytest.mark.parametrize(
    ("one", "kind", "words"),
    [
        (standing(KNOWN, []), "nothing loaded", "Cannot say: nothing is loaded"),
        (standing(KNOWN, [row("S5", None, year(2024)) | {"missing": "suppressed"}]), "suppressed", "Cannot say: suppressed for 2024"),
        (
            standing(KNOWN, [row("S5", 45.0, year(2023)), row("S5", None, year(2024)) | {"missing": "to be confirmed"}]),
            "to be confirmed", "Cannot say: to be confirmed for 2024; last known 45.0%, 2023",
        ),
        (
            standing(KNOWN, [row("S5", 45.0, Period("x", PeriodKind.YEAR_TO_DATE, date(2024, 1, 1), date(2024, 3, 31)))]),
            "part of a year", "Cannot say: the figure is for part of a year",
        ),
    ],
)  # fmt: skip
def test_what_cannot_speak_for_today_says_why(one: Standing, kind: str, words: str) -> None:
    found = verdict(one)
    assert (found.kind, found.words, found.said) == (kind, words, False)


def test_a_doubted_figure_is_not_judged_and_a_doubted_comparator_is_no_doubt_of_it() -> None:
    one = CASES[P.ON_TARGET_IMPROVING]
    doubt = FigureDoubt(of=FigureRole.OWN, what="Far off.", hint="Check it.", check="range", where="a.xlsx!Sheet!D9")
    assert verdict(replace(one, doubts=(doubt,))).words == "Cannot say: a check questions the figure"
    assert verdict(replace(one, doubts=(replace(doubt, of=FigureRole.ENGLAND),))).phrase is P.ON_TARGET_IMPROVING


def test_yearly_figures_are_judged_by_their_intervals_where_the_parts_are_printed() -> None:
    """Wilson: 30 of 60 is 37.7% to 62.3%, 55 of 60 is 81.9% to 96.4%: apart. 33 of 60 is 42.5% to 66.9%: they overlap."""

    def two(top: float) -> Standing:
        rows = []
        for n, part in ((2023, 30.0), (2024, top)):
            rows.append(row("S5", 100 * part / 60, year(n)))
            rows += [row("S5", v, year(n)) | {"measure": m} for v, m in ((part, "numerator"), (60.0, "denominator"))]
        found = kpi_standing.standings(pd.DataFrame(rows, dtype=object), KNOWN.indicators, {}, place=OWN)
        return next(s for s in found if s.indicator.code == "S5")

    assert verdict(two(55.0)).phrase is P.IMPROVING
    assert (verdict(two(33.0)).phrase, verdict(two(33.0)).base) == (P.HOLDING, "2023")


@given(st.lists(st.floats(0, 100, width=32), min_size=1, max_size=30), st.one_of(st.none(), st.floats(0, 100, width=32)))
def test_no_verdict_is_the_opposite_of_the_rating_or_of_the_figures(figures: list[float], target: float | None) -> None:
    one = monthly(figures, target)
    found = verdict(one)
    on = one.rating.status is RagStatus.GREEN
    off = one.rating.status in (RagStatus.AMBER, RagStatus.RED)
    assert found.phrase.startswith("On target") is on
    assert ("off target" in found.phrase.lower() or "not yet at target" in found.phrase) is off
    if "mproving" in found.phrase:
        assert figures[-1] > min(figures)
    if "orsening" in found.phrase:
        assert figures[-1] < max(figures)
    assert not any(word in sentence(one) for word in ("better", "worse "))


def test_a_title_counts_each_kpi_once() -> None:
    told = counted([verdict(one) for one in CASES.values()])
    assert told == ("4 of 20 KPIs are on target, 4 off target; 3 improving and 3 worsening beyond chance; of 1 nothing can be said today")
    assert headline([CASES[P.CANNOT_SAY]]) == "Of 1 KPI nothing can be said today: 1 with nothing to set it against"
    assert counted([]) == "No KPI"


def test_a_change_says_its_direction_and_no_verdict() -> None:
    assert [direction_words(one) for one in ("better", "worse", "same", "higher")] == ["right direction", "wrong direction", "", ""]
