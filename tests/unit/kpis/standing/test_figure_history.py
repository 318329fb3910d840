"""Every figure ever given: what stands, what superseded the rest, and what was given again."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import pytest

from data.catalogue.catalogue import Catalogue
from data.model.figure_key import FigureKey
from data.model.period import Period
from data.store.store import Store
from kpis.standing.figure_history import FigureVersion, given
from loaders import read_file
from tests.conftest import BURY, publish, sheet_bytes
from tests.factories.periods import month
from tests.factories.standings import NOT_STATED, row

KEY = FigureKey(BURY, "S5")
JAN, FEB = month(2024, 1), month(2024, 2)


def history(*figures: tuple[Period, float | None, int, date]) -> pd.DataFrame:
    """Figures as the store gives them: by period, then by receipt."""
    rows: list[dict[str, Any]] = [row("S5", value, when, load=load, received=received) for when, value, load, received in figures]
    return pd.DataFrame(rows, dtype=object)


def told(found: list[FigureVersion]) -> list[tuple[str, float | None, int, str]]:
    return [(one.value.period.label, one.value.value, one.value.load, one.words) for one in found]


CORRECTED = history(
    (JAN, 60.0, 1, date(2024, 2, 10)), (JAN, 61.0, 2, date(2024, 3, 10)), (JAN, 62.0, 3, date(2024, 4, 10)),
    (FEB, 70.0, 2, date(2024, 3, 10)),
)  # fmt: skip


def test_a_figure_names_the_load_that_superseded_it_newest_first() -> None:
    assert told(given(CORRECTED, KEY, set())) == [
        (FEB.label, 70.0, 2, "in force"),
        (JAN.label, 62.0, 3, "in force"),
        (JAN.label, 61.0, 2, "superseded by load 3"),
        (JAN.label, 60.0, 1, "superseded by load 2"),
    ]


def test_a_withdrawn_load_superseded_nothing() -> None:
    found = told(given(CORRECTED, KEY, {2}))
    assert (JAN.label, 60.0, 1, "superseded by load 3") in found
    assert (JAN.label, 61.0, 2, "load withdrawn") in found
    assert told(given(CORRECTED, KEY, {3}))[1] == (JAN.label, 62.0, 3, "load withdrawn")
    assert told(given(CORRECTED, KEY, {3}))[2] == (JAN.label, 61.0, 2, "in force")


def test_a_past_day_knows_no_later_load() -> None:
    assert told(given(CORRECTED, KEY, set(), date(2024, 3, 9))) == [(JAN.label, 60.0, 1, "in force")]
    assert given(CORRECTED, KEY, set(), date(2020, 1, 1)) == []


def test_the_same_figure_again_is_told_once() -> None:
    again = history(*((JAN, 60.0, load, date(2024, load, 10)) for load in (1, 2, 3)), (JAN, 61.0, 4, date(2024, 4, 10)))
    assert told(given(again, KEY, set())) == [
        (JAN.label, 61.0, 4, "in force"),
        (JAN.label, 60.0, 1, "superseded by load 4; given again by 2 later loads"),
    ]


def test_a_blank_cell_and_a_period_not_stated_are_figures_given_too() -> None:
    other = Period("Some term", NOT_STATED.kind, None, None)
    found = given(
        history((NOT_STATED, None, 1, date(2024, 1, 1)), (NOT_STATED, 5.0, 2, date(2024, 2, 1)), (other, 6.0, 2, date(2024, 2, 1))),
        KEY,
        set(),
    )
    assert {(one.value.period.label, one.value.value, one.words) for one in found} == {
        ("Not stated", 5.0, "in force"), ("Not stated", None, "superseded by load 2"), ("Some term", 6.0, "in force"),
    }  # fmt: skip


def test_nothing_given_is_an_empty_list() -> None:
    assert given(pd.DataFrame(), KEY, set()) == []


@pytest.mark.parametrize("as_at", [None, date(2018, 4, 30)])
def test_what_stands_is_what_the_store_has_in_force(as_at: date | None, home: Any, catalogue: Catalogue) -> None:
    store = Store(home)
    content = sheet_bytes([["Bury"], ["Ref", "Indicator", "2016"], ["S5", "20 weeks", 93.5]])
    publish(store, read_file("corrected.xlsx", content, catalogue), content, received=date(2018, 5, 1))
    build = store.current()
    for code in catalogue.indicators:
        frame = store.in_force(build, reporter=BURY, indicator=code, as_at=as_at)
        frame = frame[(frame["series"] == "own") & (frame["measure"] == "figure")]
        stands = [
            one.value.source
            for one in given(store.history(build, BURY, code), FigureKey(BURY, code), set(), as_at)
            if one.words == "in force"
        ]
        assert sorted(stands) == sorted(frame["file"] + "!" + frame["sheet"] + "!" + frame["cell"])
