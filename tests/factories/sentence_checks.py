"""That a KPI's sentence says what its standing does."""

from __future__ import annotations

import re

from data.model.indicator import Polarity
from data.model.observation import FigureRole
from kpis import formats
from kpis.narrative.kpi_sentence import CHANCE, compared_with, named
from kpis.signals.signals import signal
from kpis.standing.kpi_standing import Standing


def the_change_agrees(one: Standing, told: str) -> None:
    change = compared_with(one)
    if change is None:
        assert not re.search(r", (up|down|level with) ", told.partition(";")[0])
        return
    shown = formats.moved(change.value, one.indicator)
    way = {"▲": "up", "▼": "down"}.get(shown[0], "level with")
    assert f", {way} " in told.partition(";")[0]
    assert ("(right direction)" in told) is (change.word == "better" and way != "level with")
    assert ("(wrong direction)" in told) is (change.word == "worse" and way != "level with")
    assert "(right direction)" not in told or one.indicator.polarity is not Polarity.NEUTRAL


def the_sides_agree(one: Standing, told: str) -> None:
    for series in (FigureRole.TARGET, FigureRole.NEIGHBOURS, FigureRole.REGION, FigureRole.ENGLAND):
        off, other = one.gap(series), one.target if series is FigureRole.TARGET else one.comparators.get(series)
        name = named(one, series)
        if off is None or other is None or other.value is None:
            assert f"{name} (" not in told
            continue
        shown = formats.difference(off, one.indicator)
        way = "level with" if shown == "Level" else "above" if shown.startswith("+") else "below"
        figure = formats.figure(other.value, one.indicator)
        facts = told.partition(". ")[2]  # after the verdict
        clause = next(
            part for part in re.split(r"; |, (?=[\d.]+ points |above|below|level)", facts) if f"{name}" in part and figure in part
        )
        assert re.search(rf"\b{way}\b", clause), (way, name, clause, told)


def chance_agrees(one: Standing, told: str) -> None:
    found = signal(one)
    said = [words for words in CHANCE.values() if words in told.partition(". ")[2]]  # after the verdict
    if one.seasonal:  # limits know no season, so chance is not said
        assert said == []
        return
    assert said == ([CHANCE[found.variation]] if found.variation and found.newest is one.own else [])
