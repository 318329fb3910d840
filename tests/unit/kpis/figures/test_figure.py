"""One figure in force: every fact of its row is taken by name."""

from __future__ import annotations

from datetime import date

from hypothesis import given

from data.model.observation import Observation
from data.store.stored_tables import OBSERVATION
from kpis.figures.figure import value_of
from tests.factories.observations import OBSERVATIONS

# Whose figure and which part it is are what values are grouped by, and no part of one.
OF_BOTH = ("value", "missing", "period", "raw", "file", "sheet", "cell", "basis", "area", "status", "origin", "data_source")


@given(OBSERVATIONS)
def test_a_stored_figure_is_the_value_of_the_same_names(one: Observation) -> None:
    (row,) = OBSERVATION.frame([(7, [one])]).to_dict("records")
    found = value_of(row | {"received": date(2024, 2, 1), "notice": "made up"})
    assert {name: getattr(found, name) for name in OF_BOTH} == {name: getattr(one, name) for name in OF_BOTH}
    assert (found.load, found.received, found.notice) == (7, date(2024, 2, 1), "made up")
