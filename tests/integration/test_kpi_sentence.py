"""The sentence of every KPI of the illustrative borough says what its standing and its signal do."""

from __future__ import annotations

from pathlib import Path

import pytest

from kpis.narrative.kpi_sentence import sentence
from kpis.standing.kpi_standing import Standing
from tests.factories.area_views import view_of
from tests.factories.sentence_checks import chance_agrees, the_change_agrees, the_sides_agree


def test_special_words_of_chance_are_those_of_the_signal_for_every_kpi_of_the_borough(borough_standings: list[Standing]) -> None:
    told = [sentence(one) for one in borough_standings]
    assert sum("special-cause" in words for words in told) >= 3
    for one in borough_standings:
        chance_agrees(one, sentence(one))
        if one.value is not None:
            the_sides_agree(one, sentence(one))
            the_change_agrees(one, sentence(one))


@pytest.fixture(scope="module")
def borough_standings(borough: Path) -> list[Standing]:
    return list(view_of(borough, "X06000001").standings)
