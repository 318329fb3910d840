"""Single cells of a drawn scorecard: what is a figure, what is a reason, and what is refused and said aloud."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from data.model.loaded_file import CellKind
from data.model.observation import FigureRole, Missing
from tests.conftest import drawn
from tests.factories.drawn_scorecards import CATALOGUE, PLAIN, figures, found, kind_of, load


@pytest.mark.parametrize(("code", "like"), [("S6", "S1"), ("S11", "S12"), ("E1", "E2"), ("E6", "E5"), ("P4", "P5")])
def test_a_name_that_belongs_to_another_code_is_found(code: str, like: str) -> None:
    """The code decides and the finding says whose name it is, also where two KPIs differ by a word."""
    loaded = load([["Bury"], ["Ref", "Indicator", "2016"], [code, CATALOGUE.indicators[like].printed, 4]])
    (finding,) = found(loaded, "name and code")
    assert (finding.indicator, finding.where) == (code, "drawn.xlsx!Scorecard!B3")
    assert like in finding.what
    assert figures(loaded) == {(code, "own"): 4.0}


@pytest.mark.parametrize("code", CATALOGUE.indicators)
def test_no_kpis_own_name_is_taken_for_anothers(code: str) -> None:
    indicator = CATALOGUE.indicators[code]
    for name in (indicator.printed, indicator.title):
        loaded = load([["Bury"], ["Ref", "Indicator", "2016"], [code, name, 4]])
        assert found(loaded, "name and code") == []


def test_a_percentage_in_the_row_of_a_count_is_unreadable_and_said() -> None:
    loaded = load([["Bury"], ["Ref", "Indicator", "2016"], ["S6", "Plans maintained", 0.158]], formats={"C3": "0.0%"})
    (one,) = loaded.observations
    assert (one.value, one.missing, one.raw) == (None, Missing.UNREADABLE, "15.8%")
    assert kind_of(loaded, "C3") is CellKind.REFUSED
    assert "‘15.8%’ is a percentage, where a count belongs." in found(loaded, "unreadable")[0].what


def test_a_formula_without_a_stored_result_is_refused_and_said() -> None:
    loaded = load([["Bury"], ["Ref", "Indicator", "2016"], ["S6", "Plans maintained", "=1000+428"]])
    assert kind_of(loaded, "C3") is CellKind.REFUSED
    assert loaded.observations[0].missing is Missing.UNREADABLE
    assert "a formula whose result is not stored" in found(loaded, "unreadable")[0].what


@pytest.mark.parametrize("value", [True, "about 40", "1.2.3", "#REF!"])
def test_what_is_not_a_figure_is_refused_and_never_guessed(value: Any) -> None:
    loaded = load([["Bury"], ["Ref", "Indicator", "2016"], ["S6", "Plans maintained", value]])
    assert kind_of(loaded, "C3") is CellKind.REFUSED
    assert loaded.observations[0].missing is Missing.UNREADABLE
    assert len(found(loaded, "unreadable")) == 1


def test_a_date_where_a_figure_belongs_is_refused() -> None:
    loaded = load([["Bury"], ["Ref", "Indicator", "2016"], ["S6", "Plans maintained", datetime(2016, 1, 4)]])
    assert loaded.observations[0].missing is Missing.UNREADABLE


@pytest.mark.parametrize("column", range(9))
def test_tbc_anywhere_in_a_row_without_a_figure_means_to_be_confirmed(column: int) -> None:
    row: list[Any] = ["L1", "Number of people access the SEND local offer", *[None] * 7]
    if column in (0, 3):
        row[3] = "TBC"
    else:
        row[column] = "TBC"
    title, head, *_ = drawn(PLAIN)
    loaded = load([title, head, row])
    own = [o for o in loaded.observations if o.series is FigureRole.OWN]
    assert [(o.indicator, o.value, o.missing) for o in own] == [("L1", None, Missing.TO_BE_CONFIRMED)]


def test_tbc_beside_a_figure_leaves_the_figure_standing() -> None:
    loaded = load(PLAIN.replace("SEN Team", "TBC"))
    assert figures(loaded)["S6", "own"] == 1428.0


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        (None, Missing.BLANK),
        ("   ", Missing.BLANK),
        ("TBC", Missing.TO_BE_CONFIRMED),
        ("n/a", Missing.NOT_APPLICABLE),
        ("c", Missing.SUPPRESSED),
        ("<5", Missing.SUPPRESSED),
        ("[illegible]", Missing.ILLEGIBLE),
        ("x", Missing.NOT_AVAILABLE),
    ],
)
def test_each_reason_for_having_no_figure_is_its_own_thing(text: str | None, missing: Missing) -> None:
    loaded = load([["Bury"], ["Ref", "Indicator", "2016", "ENG"], ["S6", "Plans maintained", text, 5]])
    own = next(o for o in loaded.observations if o.series is FigureRole.OWN)
    assert (own.value, own.missing) == (None, missing)


def test_a_zero_is_a_figure_and_not_a_blank() -> None:
    loaded = load([["Bury"], ["Ref", "Indicator", "2016"], ["S12", "Disputes into Tribunal", 0]])
    assert (loaded.observations[0].value, loaded.observations[0].missing) == (0.0, None)


def test_a_number_too_long_for_its_format_is_still_read() -> None:
    loaded = load([["Bury"], ["Ref", "Indicator", "2016"], ["S6", "Plans maintained", 1e40]], formats={"C3": "#,##0.00"})
    assert loaded.observations[0].value == 1e40


def test_a_value_column_without_a_period_says_that_none_is_stated() -> None:
    loaded = load("""
        Bury
        Ref | Indicator | Actual
        S5 | Assessments within 20 weeks | 100
    """)
    (one,) = loaded.observations
    assert (one.period.kind.value, one.period.first, one.period.last) == ("not stated", None, None)
    assert "S5: the figure’s column states no period." in found(loaded, "period")[0].what


def test_priorities_that_are_none_are_refused_and_said() -> None:
    loaded = load(PLAIN.replace("LAIT | P6", "LAIT | soon"))
    assert kind_of(loaded, "I3") is CellKind.REFUSED
    assert len(found(loaded, "priority")) == 1
    assert [(k.indicator, k.priority) for k in loaded.links] == [("S6", 6)]


def test_findings_say_where_what_and_what_to_do() -> None:
    loaded = load(PLAIN.replace("1428", "about 40").replace("| 100 |", "| 1000 |"))
    assert len(loaded.findings) >= 2
    for finding in loaded.findings:
        assert finding.where.startswith("drawn.xlsx!Scorecard!")
        assert finding.what.endswith((".", "’"))
        assert finding.hint
