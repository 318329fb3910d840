"""A KPI's one sentence: worked examples, and that it never says otherwise than the figures, the table or the chart do."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from data.catalogue.catalogue import Catalogue, read
from data.model.indicator import Polarity
from data.model.period import Break, PeriodKind
from kpis import formats
from kpis.narrative.kpi_sentence import CHANCE, compared_with, sentence
from kpis.signals.signals import signal
from kpis.targets.rag import RagStatus
from tests.factories.periods import month, monthly
from tests.factories.sentence_checks import chance_agrees, the_change_agrees, the_sides_agree
from tests.factories.standings import row, standing, year

KNOWN = read()
POLARITIES = {"higher": "S5", "lower": "P1", "neutral": "S2"}
SPARSE = st.one_of(st.none(), st.integers(0, 1000).map(lambda tenths: tenths / 10), st.floats(0, 100, allow_nan=False, width=32))


def test_the_example_of_a_published_year(catalogue: Catalogue) -> None:
    """Bury's 74.1% in 2023 after 51.0% and England's 49.1%: DfE, Education, health and care plans, 2025 release, exceptions left out."""
    rows = [row("S5", 51.0, year(2022)), row("S5", 74.1, year(2023)), row("S5", 49.1, year(2023), "england")]
    one = standing(catalogue, rows)
    assert sentence(one) == (
        f"{one.indicator.short}: higher than a year before, chance not tested. 74.1% in 2023, up 23.1 points on 2022 (right direction); "
        "above England (49.1%); below the legal standard (100.0%)"
    )


def test_a_target_that_is_the_legal_standard_is_said_once(catalogue: Catalogue) -> None:
    one = standing(catalogue, [row("S5", 95.0, year(2016)), row("S5", 100.0, year(2016), "target")])
    assert sentence(one).endswith("; amber, 5.0 points below target and legal standard (100.0%)")
    assert sentence(one).count("legal standard") == 1


def test_the_legal_standard_met_is_said_to_be_met(catalogue: Catalogue) -> None:
    assert sentence(standing(catalogue, [row("S5", 100.0, year(2016))])).endswith("; meets the legal standard (100.0%)")


def test_a_figure_that_rounds_to_the_legal_standard_does_not_meet_it(catalogue: Catalogue) -> None:
    assert sentence(standing(catalogue, [row("S5", 99.98, year(2016))])).endswith("100.0% in 2016; just below the legal standard (100.0%)")


def test_figures_that_print_alike_but_differ_say_by_how_much(catalogue: Catalogue) -> None:
    rows = [row("S2", 15.449, year(2016)), row("S2", 15.35, year(2016), "england")]
    assert sentence(standing(catalogue, rows, "S2")).endswith(". 15.4% in 2016; 0.1 points above England (15.4%)")


def test_special_cause_that_seems_to_disagree_with_the_change_names_its_rule(catalogue: Catalogue) -> None:
    figures = [50.0, 52.0, 51.0, 53.0] * 4 + [10.0, 71.0, 72.0, 73.0, 74.0, 75.0, 76.0, 77.0, 78.0, 70.0]
    rows = monthly(*((2020 + n // 12, n % 12 + 1, v) for n, v in enumerate([*figures[:16], *figures[16:]])))
    one = standing(catalogue, rows)
    found, change = signal(one), compared_with(one)
    assert found.variation is not None
    assert change is not None
    told = CHANCE[found.variation]
    named_rule = (found.variation.name, change.word) in (("IMPROVEMENT", "worse"), ("CONCERN", "better"))
    assert (f"{told} ({found.rule})" in sentence(one)) is named_rule
    worse = replace(one, year_ago=replace(change, word="worse"))
    assert f"special-cause improvement ({found.rule})" in sentence(worse)


@given(
    st.sampled_from(sorted(POLARITIES)), st.lists(SPARSE, min_size=1, max_size=30), st.lists(SPARSE, min_size=4, max_size=4), st.booleans()
)
def test_no_clause_says_otherwise_than_the_standing(
    polarity: str, own: list[float | None], others: list[float | None], broken: bool
) -> None:
    code = POLARITIES[polarity]
    months = [month(2020 + n // 12, n % 12 + 1) for n in range(len(own))]
    rows = [row(code, value, when) for value, when in zip(own, months, strict=True)]
    rows += [row(code, v, months[-1], s) for v, s in zip(others, ("target", "statistical neighbours", "region", "england"), strict=True)]
    breaks = (Break((code,), months[len(months) // 2].first or date.min, "a new method", "test"),) if broken else ()
    one = standing(KNOWN, rows, code, breaks)
    told = sentence(one)
    assert told.startswith(f"{one.indicator.short}: ")
    assert one.own is not None
    if one.value is None:
        assert formats.figure(None, one.indicator, one.missing).lower() in told
        assert not any(word in told for word in (" up ", " down ", "above", "below", "special"))
        return
    assert f". {formats.figure(one.value, one.indicator)} in {formats.period(one.own.period)}" in told
    the_change_agrees(one, told)
    the_sides_agree(one, told)
    chance_agrees(one, told)
    assert len(re.findall(r"\b(red|amber|green), ", told)) == (one.rating.status in (RagStatus.RED, RagStatus.AMBER, RagStatus.GREEN))
    if one.rating.status in (RagStatus.RED, RagStatus.AMBER, RagStatus.GREEN):
        assert f"; {one.rating.status}, " in told


@given(st.integers(0, 1000), st.integers(0, 1000), st.integers(0, 1000))
def test_the_mirrored_kpi_has_the_mirrored_judgement(own: int, before: int, target: int) -> None:
    rows = [row("S5", before / 10, year(2015)), row("S5", own / 10, year(2016)), row("S5", target / 10, year(2016), "target")]
    one = standing(KNOWN, rows)
    down = replace(KNOWN.indicators["S5"], polarity=Polarity.LOWER)
    other = standing(replace(KNOWN, indicators=dict(KNOWN.indicators) | {"S5": down}), rows)
    swapped = sentence(one)
    for a, b in (("right", "wrong"), ("on target", "off target")):
        swapped = swapped.replace(a, "#").replace(b, a).replace("#", b)
    if own == target:  # on it either way
        swapped = swapped.replace("off target", "on target")
    assert swapped.partition(";")[0] == sentence(other).partition(";")[0]


def test_totals_are_not_compared(catalogue: Catalogue) -> None:
    one = standing(catalogue, [row("S1", 30000.0, year(2016)), row("S1", 8e6, year(2016), "england")], "S1")
    assert "England" not in sentence(one)


def test_a_year_to_date_is_said_to_be_one(catalogue: Catalogue) -> None:
    first = month(2023, 9).first
    assert first is not None
    so_far = replace(month(2023, 10), kind=PeriodKind.YEAR_TO_DATE, first=first)
    assert "in Sept to Oct 2023 so far" in sentence(standing(catalogue, [row("S5", 45.0, so_far)]))
