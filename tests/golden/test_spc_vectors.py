"""Every series of NHSRplotthedots 0.2.2's own answers, judged again; where that package is wrong, what is done instead."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import cli
from kpis.exports.spc_records import spc_answer
from tests.conftest import SHARED, shared

VECTORS = SHARED / "reference" / "spc_vectors.json"
CASES: list[dict[str, Any]] = json.loads(VECTORS.read_text(encoding="utf-8"))["cases"] if VECTORS.is_file() else []

# Keys in which a series departs from the package, by id, with the quirk and what is given instead: the whole value, or of a list
# only the rows in which it differs (every other row is the package's), or of a group only its fields that do.
DEPARTS: dict[str, dict[str, Any]] = {
    "constant": {"assurance_type": None, "assurance_icon": None, "warnings": 1},  # Q1
    "zeros_then_one": {  # Q2
        "lpl": [None] * 14, "upl": [None] * 14, "outside_limits": [None] * 14, "close_to_limits": [None] * 14,
        "special_cause_type": ["Common Cause"] * 14, "special_cause_flag": [False] * 14, "point_type": ["common_cause"] * 14,
        "variation_icon": None, "warnings": 1,
        "summary_by_group": {0: {"lpl": None, "upl": None, "common_cause": 14, "special_cause_improvement": 0, "special_cause_concern": 0,
                                 "variation_type": "common_cause"}},
    },
    "trend_tie_between_two_trends": {  # Q3
        "special_cause_type": {14: "7 Point Trend (Increasing)"}, "point_type": {14: "special_cause_improvement"},
        "summary_by_group": {0: {"special_cause_improvement": 15, "special_cause_concern": 0}},
    },
    "na_last": {},  # Q4: the icon is that of the last value; here both say common cause
    "rebase_on_last_point": {"variation_icon": None, "assurance_type": None, "assurance_icon": None, "warnings": 2},  # Q7
    "n1": {"variation_icon": None, "assurance_type": None, "assurance_icon": None, "warnings": 2},  # Q7
}  # fmt: skip


def alike(found: Any, wanted: Any) -> bool:
    """Numbers to a relative 1e-9, the rest exactly."""
    if isinstance(wanted, dict):
        return isinstance(found, dict) and set(found) == set(wanted) and all(alike(found[k], wanted[k]) for k in wanted)
    if isinstance(wanted, list):
        return isinstance(found, list) and len(found) == len(wanted) and all(map(alike, found, wanted))
    if isinstance(wanted, int | float) and not isinstance(wanted, bool):
        return isinstance(found, int | float) and not isinstance(found, bool) and found == pytest.approx(wanted, rel=1e-9, abs=1e-12)
    return type(found) is type(wanted) and found == wanted


def hold(case: dict[str, Any], found: dict[str, Any]) -> None:
    expected, departs = case["expected"], DEPARTS.get(case["id"], {})
    if "error" in expected:  # Q5: the package stops; a missing value breaks the trend
        assert "error" not in found
        assert found["relative_to_mean"] == [-1, -1, -1, None, 1, 1, 1, 1, -1, -1, -1, 1, 1, -1]
        assert found["special_cause_type"] == ["2 in 3 Below CL"] * 2 + ["Common Cause"] * 5 + ["Above UCL"] + ["Common Cause"] * 6
        return
    assert list(found) == list(expected)
    for key, wanted in expected.items():
        if key not in departs:
            assert alike(found[key], wanted), (case["id"], key, found[key], wanted)
        elif isinstance(departs[key], dict):
            rows = [
                (wanted[n] | one if isinstance(one, dict) else one) if (one := departs[key].get(n)) is not None else wanted[n]
                for n in range(len(wanted))
            ]
            assert alike(found[key], rows), (case["id"], key)
        else:
            assert (len(found[key]) if key == "warnings" else found[key]) == departs[key], (case["id"], key)


def test_all_forty_nine_are_there_and_every_quirk_is_decided() -> None:
    shared()
    assert len(CASES) == 49
    quirks = {case["id"] for case in CASES if case["quirk"]}
    assert quirks == {*DEPARTS, "na_in_monotone_error"}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_a_series_is_judged_as_the_package_does_or_as_decided(case: dict[str, Any]) -> None:
    hold(case, spc_answer(case["input"]))


def test_the_command_prints_the_same_for_a_list_and_for_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shared()
    file = tmp_path / "series.json"
    file.write_text(json.dumps([case["input"] for case in CASES]), encoding="utf-8")
    assert cli.main(["spc", str(file)]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert len(printed) == len(CASES)
    for case, found in zip(CASES, printed, strict=True):
        hold(case, found)
    file.write_text(json.dumps(CASES[0]["input"]), encoding="utf-8")
    assert cli.main(["spc", str(file), "--preset", "nhsr"]) == 0
    assert alike(json.loads(capsys.readouterr().out), CASES[0]["expected"])
