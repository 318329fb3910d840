"""What the surfaces of a few made states say is read back and judged; and each kind of breach, planted, is found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.readback.judging import SHORTS, judged, read_back
from tests.readback.made_states import KPIS, MadeState, made
from tests.readback.surfaces import ReadBack

SEED, WITH_PAGES = 41, 43  # states with several verdicts; more are drawn by python -m tests.readback.run


@pytest.fixture(scope="module")
def one_state(tmp_path_factory: pytest.TempPathFactory) -> tuple[MadeState, list[ReadBack]]:
    state = made(SEED)
    with pytest.MonkeyPatch.context() as patch:
        return state, list(read_back(state, tmp_path_factory.mktemp("made"), patch, pages=False))


def test_a_state_is_the_same_on_every_machine() -> None:
    assert made(SEED) == made(SEED) and made(SEED) != made(SEED + 1)
    assert set(SHORTS) == set(KPIS)


def test_nothing_is_wrong_with_the_packs(one_state: tuple[MadeState, list[ReadBack]]) -> None:
    found = judged(*one_state)
    assert found.faults == []
    assert found.verdicts >= 4 * found.kpis  # each KPI on each of the four papers


def test_nothing_is_wrong_with_pages_and_packs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    state = made(WITH_PAGES)
    found = judged(state, list(read_back(state, tmp_path, monkeypatch)))
    assert found.faults == []
    assert found.verdicts >= 5 * found.kpis


def _turned(text: str) -> str:
    for phrase, other in (
        ("cannot say", "on target and holding"), ("on target", "off target"), ("off target", "on target"), ("higher than", "lower than"),
        ("lower than", "higher than"), ("level with", "higher than"), ("mproving", "orsening"), ("orsening", "mproving"),
        ("no change beyond chance", "higher beyond chance"),
    ):  # fmt: skip
        if phrase in text:
            return text.replace(phrase, other)
    return text.replace(": ", ": worsening, off target ", 1)


BREACHES: dict[str, Callable[[str], str]] = {
    "an opposite verdict on one surface": _turned,
    "a change called better": lambda text: text.replace("direction)", "direction) (better)", 1) + " This KPI is worse.",
    "the wrong direction": lambda text: text.replace("(right direction)", "(#)").replace("(wrong direction)", "(right direction)").replace(
        "(#)", "(wrong direction)"
    ),
    "a size that no figures have": lambda text: text.replace(" up ", " up 999").replace(" down ", " down 999"),
}  # fmt: skip


@pytest.mark.parametrize("breach", BREACHES)
def test_a_planted_breach_is_found(breach: str, one_state: tuple[MadeState, list[ReadBack]]) -> None:
    state, found = one_state
    web = next(one for one in found if one.name == "html")
    changed = replace(web, text=BREACHES[breach](web.text))
    assert changed.text != web.text
    assert judged(state, [changed if one is web else one for one in found]).faults


def test_a_verdict_that_the_figures_do_not_bear_is_found(one_state: tuple[MadeState, list[ReadBack]]) -> None:
    """The same papers beside figures that are the other way round."""
    state, found = one_state
    low = [
        replace(kpi, target=None if kpi.target is None else kpi.newest[2] + (1 if kpi.target <= kpi.newest[2] else -1))
        for kpi in state.kpis
    ]
    assert judged(replace(state, kpis=tuple(low)), found).faults
