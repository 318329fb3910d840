"""A promise answered by its figure: what was wanted as people type it, and when a figure answers and when it does not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from data.catalogue.catalogue import Catalogue
from data.model.counting_basis import marked
from data.model.observation import FigureRole
from data.model.period import PeriodKind
from kpis.governance.meetings import PromisedMeasure
from kpis.governance.promise_answer import PromiseState, WantedValue, answer, wanted
from kpis.standing.doubt import FigureDoubt
from kpis.standing.kpi_standing import Standing
from tests.factories.changes import all_of
from tests.factories.periods import month, period
from tests.factories.standings import row, year

DAY = date(2024, 9, 30)


def promise(what: str, by_when: date | None = None, kpi: str = "S5") -> PromisedMeasure:
    return PromisedMeasure(text="Faster plans", kpi=kpi, action="1.1.4", wanted=what, by_when=by_when, came_to="")


@pytest.mark.parametrize(
    ("text", "code", "found"),
    [
        ("80%", "S5", WantedValue(low=80.0)),
        ("80", "S5", WantedValue(low=80.0)),
        ("80 per cent", "S5", WantedValue(low=80.0)),
        ("at least 80%", "S5", WantedValue(low=80.0)),
        ("90% by 31/3/2027", "S5", WantedValue(low=90.0)),
        ("90% by Mar 25", "S5", WantedValue(low=90.0)),
        ("90% by the end of March 2027", "S5", WantedValue(low=90.0)),
        ("90% in time", "S5", WantedValue(low=90.0)),
        ("above 80%", "S5", WantedValue(low=80.0, strict=True)),
        ("50-60", "S5", WantedValue(low=50.0, high=60.0)),
        ("between 50% and 60%", "S5", WantedValue(low=50.0, high=60.0)),
        ("2,500", "L1", WantedValue(low=2500.0)),
        ("2,500 users", "L1", WantedValue(low=2500.0)),
        ("8 or fewer", "E8", WantedValue(high=8.0)),
        ("8 or fewer exclusions", "E8", WantedValue(high=8.0)),
        ("8", "E8", WantedValue(high=8.0)),
        ("≤ 3", "S12", WantedValue(high=3.0)),
        ("<40", "S12", WantedValue(high=40.0, strict=True)),
        ("down to 8", "E8", WantedValue(high=8.0)),
        ("8 or better", "E8", WantedValue(high=8.0)),
        ("80% or better", "S5", WantedValue(low=80.0)),
        ("up by 5 points", "S5", None),
        ("5 points more", "S5", None),
        ("80% of England’s", "S5", None),
        ("from 70 to 80", "S5", None),
        ("10% fewer", "S12", None),
        ("80%", "S12", None),
        ("0.8", "S5", None),
        ("8 a month", "S12", WantedValue(high=8.0, per=PeriodKind.MONTH)),
        ("2,500 in a month", "L1", WantedValue(low=2500.0, per=PeriodKind.MONTH)),
        ("8 or fewer in a term", "E8", WantedValue(high=8.0, per=PeriodKind.TERM)),
        ("5 fewer a month", "S12", None),
        ("8 a year", "S12", None),
        ("2 more than last year", "S12", None),
        ("8 by 5 or more", "S12", None),
        ("faster", "S5", None),
        ("80-90", "S9", WantedValue(low=80.0, high=90.0)),
        ("80 and 90", "S9", None),
        ("70 to 80", "S5", None),
        ("5", "S9", None),
    ],
)
def test_what_was_wanted_is_read_only_where_it_is_one_plain_number(
    text: str, code: str, found: WantedValue | None, catalogue: Catalogue
) -> None:
    assert wanted(text, catalogue.indicators[code]) == found


def of(catalogue: Catalogue, *rows: dict[str, object], code: str = "S5") -> Standing:
    return next(s for s in all_of(catalogue, list(rows)) if s.indicator.code == code)


JAN = row("S5", 70.0, month(2024, 1))


@pytest.mark.parametrize(
    ("now", "by_when", "state", "words"),
    [
        (81.0, None, "met", "Met: 81.0% for Aug 2024; at least 80.0% was wanted."),
        (80.0, None, "met", "Met: 80.0% for Aug 2024; at least 80.0% was wanted."),
        (74.3, None, "not met", "Not met: 74.3% for Aug 2024; at least 80.0% was wanted, 5.7 points away."),
        (79.96, None, "not met", "Not met: 80.0% for Aug 2024; at least 80.0% was wanted, 0.04 points away."),
        (74.3, date(2024, 12, 31), "not met yet", "Not met yet: 74.3% for Aug 2024; at least 80.0% was wanted, 5.7 points away."),
        (81.0, date(2024, 12, 31), "met", "Met: 81.0% for Aug 2024; at least 80.0% was wanted."),
    ],
)
def test_a_newer_figure_answers_by_its_value(now: float, by_when: date | None, state: str, words: str, catalogue: Catalogue) -> None:
    found = answer(promise("80%", by_when), of(catalogue, JAN), of(catalogue, JAN, row("S5", now, month(2024, 8))), DAY)
    assert found is not None
    assert (found.state, found.words) == (state, words)


def test_a_promise_whose_day_has_passed_is_answered_by_the_figure_of_that_day(catalogue: Catalogue) -> None:
    now = of(catalogue, JAN, row("S5", 74.3, month(2024, 5)), row("S5", 85.0, month(2024, 8)))
    found = answer(promise("80%", date(2024, 6, 30)), of(catalogue, JAN), now, DAY)
    assert found is not None
    assert (found.state, found.words.partition(";")[0]) == (PromiseState.NOT_MET, "Not met: 74.3% for May 2024")
    found = answer(promise("80%", date(2024, 2, 1)), of(catalogue, JAN), now, DAY)
    assert found is not None
    assert found.words == "No newer figure by 1 Feb 2024: still 70.0% for Jan 2024; at least 80.0% was wanted."


def test_no_newer_figure_is_no_answer_even_where_the_last_known_would_meet_it(catalogue: Catalogue) -> None:
    held = of(catalogue, JAN, row("S5", None, month(2024, 8), missing="to be confirmed"))
    found = answer(promise("60%"), of(catalogue, JAN), held, DAY)
    assert found is not None
    assert found.words == "No newer figure: still 70.0% for Jan 2024; at least 60.0% was wanted."


@pytest.mark.parametrize(
    ("now", "why"),
    [
        (row("S5", 84.0, month(2024, 8), origin="published"), "the figure is now DfE’s, and was not then"),
        (row("S5", 84.0, month(2024, 8), received=date(2024, 8, 20)), "Aug 2024 was not over when the figure was received"),
        (row("S5", 84.0, year(2024)), "the figure was for a month then and is for a year now"),
    ],
)
def test_only_a_figure_of_the_same_measure_answers(now: dict[str, object], why: str, catalogue: Catalogue) -> None:
    found = answer(promise("80%"), of(catalogue, JAN), of(catalogue, now), DAY)
    assert found is not None
    assert (found.state, found.words) == (PromiseState.CANNOT_SAY, f"Cannot say: {why}.")


def test_a_figure_counted_another_way_answers_nothing(catalogue: Catalogue) -> None:
    now = row("S5", 84.0, month(2024, 8), basis=marked("", "excluding exceptions"))
    found = answer(promise("80%"), of(catalogue, JAN), of(catalogue, now), DAY)
    assert found is not None
    assert found.words == "Cannot say: the figure is counted on another basis than then."


def test_part_of_a_year_or_a_questioned_figure_answers_nothing(catalogue: Catalogue) -> None:
    part = of(catalogue, JAN, row("S5", 84.0, period(PeriodKind.YEAR_TO_DATE, date(2024, 1, 1), date(2024, 8, 31))))
    found = answer(promise("80%"), None, part, DAY)
    assert found is not None
    assert found.words == "Cannot say: the figure is for part of a year."
    now = of(catalogue, JAN, row("S5", 84.0, month(2024, 8)))
    doubt = FigureDoubt(of=FigureRole.OWN, what="It may have slipped a decimal.", hint="", check="slip", where="a.xlsx")
    found = answer(promise("80%"), of(catalogue, JAN), replace(now, doubts=(doubt,)), DAY)
    assert found is not None
    assert found.words == "Cannot say: a check questions the figure."


def test_words_that_are_no_number_are_not_guessed_at_and_a_promise_without_them_has_no_answer(catalogue: Catalogue) -> None:
    now = of(catalogue, JAN, row("S5", 84.0, month(2024, 8)))
    found = answer(promise("much faster"), of(catalogue, JAN), now, DAY)
    assert found is not None
    assert found.words == "Cannot say: ‘much faster’ is not one plain number to set the figure against."
    assert answer(promise(""), of(catalogue, JAN), now, DAY) is None
    assert answer(promise("80%", kpi=""), None, None, DAY) is None


def test_what_was_wanted_for_a_month_is_answered_by_a_month_and_by_nothing_else(catalogue: Catalogue) -> None:
    held = of(catalogue, row("S12", 9.0, month(2024, 8)), code="S12")
    found = answer(promise("8 a month", kpi="S12"), None, held, DAY)
    assert found is not None
    assert found.words == "Not met: 9 for Aug 2024; at most 8 was wanted, 1 away."
    found = answer(promise("8 a term", kpi="S12"), None, held, DAY)
    assert found is not None
    assert found.words == "Cannot say: 8 a term was wanted, and the figure is for a month."


def test_a_first_figure_answers_a_promise_made_before_there_was_one(catalogue: Catalogue) -> None:
    found = answer(promise("80%"), None, of(catalogue, JAN), DAY)
    assert found is not None
    assert found.state is PromiseState.NOT_MET
