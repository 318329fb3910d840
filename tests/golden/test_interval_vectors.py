"""Every answer of OHID's PHEindicatormethods 2.1.0 and of Fingertips' own code on intervals and comparisons, worked again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import cli
from kpis.exports.tidy.interval_export import KINDS, interval_answer
from kpis.stats.intervals import fifth_words, fifths
from tests.conftest import shared
from tests.factories.interval_vectors import HELD

CASES = [(kind, one) for kind in KINDS for one in HELD.get(kind, ())]
# The package finds the drawn limits of a funnel by bisection, so they agree to a ten-thousandth.
BISECTED = "limit_table_rows"


def alike(found: Any, wanted: Any, within: float = 1e-9) -> bool:
    if isinstance(wanted, dict):
        same = isinstance(found, dict) and set(found) == set(wanted)
        return same and all(alike(found[key], wanted[key], 1e-4 if key == BISECTED else within) for key in wanted)
    if isinstance(wanted, list):
        return (
            isinstance(found, list) and len(found) == len(wanted) and all(alike(a, b, within) for a, b in zip(found, wanted, strict=True))
        )
    if isinstance(wanted, int | float) and not isinstance(wanted, bool):
        return isinstance(found, int | float) and not isinstance(found, bool) and found == pytest.approx(wanted, rel=within, abs=1e-12)
    return type(found) is type(wanted) and found == wanted


def hold(kind: str, case: dict[str, Any], found: dict[str, Any]) -> None:
    wanted = {key: one for key, one in case["expected"].items() if not key.startswith("legacy")}
    assert set(found) == set(wanted)
    for key, one in wanted.items():
        assert alike({key: found[key]}, {key: one}), (case["id"], key, found[key], one)


def test_all_the_vectors_are_there() -> None:
    shared(truths=128)
    assert len(CASES) + len(HELD["quintile_ntile_next"]) + len(HELD["quintile_bounds_legacy"]) == 128


@pytest.mark.parametrize(("kind", "case"), CASES, ids=[case["id"] for _, case in CASES])
def test_a_vector_is_worked_again(kind: str, case: dict[str, Any]) -> None:
    hold(kind, case, interval_answer({"kind": kind, "input": case["input"]}))


@pytest.mark.parametrize("case", HELD.get("quintile_ntile_next", ()), ids=lambda case: case["id"])
def test_fifths_are_fingertips_fifths(case: dict[str, Any]) -> None:
    found = fifths(case["input"]["values"])
    assert found == case["expected"]["quintile"]
    for polarity, words in case["expected"]["outcome"].items():
        assert [fifth_words(one, len(found), polarity) for one in found] == words


def test_the_command_prints_the_same(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shared()
    file = tmp_path / "intervals.json"
    file.write_text(json.dumps([{"kind": kind, "input": case["input"]} for kind, case in CASES]), encoding="utf-8")
    assert cli.main(["interval", str(file)]) == 0
    for (kind, case), found in zip(CASES, json.loads(capsys.readouterr().out), strict=True):
        hold(kind, case, found)


@pytest.mark.parametrize(
    "asked",
    [
        7, {}, {"kind": "guess", "input": {}}, {"kind": "rates", "input": {"x": 1}}, {"kind": "means", "input": {"values": 3}},
        {"kind": "funnels", "input": {"statistic": "rate", "rows": [{"numerator": 0, "denominator": 9}]}},
        {"kind": "recent_trend", "input": {"rows": [1]}}, {"kind": "proportions", "input": {"x": True, "n": 3}},
        {"kind": "proportions", "input": {"x": 1, "n": 3, "confidence": 0.5}},
    ],
)  # fmt: skip
def test_what_cannot_be_worked_says_why(asked: Any) -> None:
    assert set(interval_answer(asked)) == {"error"}
