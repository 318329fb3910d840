"""Every series of NHSRplotthedots 0.2.2's own answers, judged again; where that package is wrong, what is done instead."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

import cli
from kpis.exports.tidy.spc_export import series_of, spc_answer, spc_record
from kpis.stats import spc, spc_rules
from kpis.stats.spc import MDC, judge
from tests.conftest import SHARED, shared

VECTORS = SHARED / "reference" / "spc_vectors.json"
CASES: list[dict[str, Any]] = json.loads(VECTORS.read_text(encoding="utf-8"))["cases"] if VECTORS.is_file() else []

# Where a series departs from the package: the answer given instead, whole or by its rows; every row that is not named is the package's.
WHOLE = dict.fromkeys  # of a key of 14 rows: the same in each
DEPARTS: dict[str, dict[str, Any]] = {
    "constant": {  # Q1: a mean without limits; it does against the target what it always did
        "assurance_type": "consistent_pass", "assurance_icon": "pass", "warnings": [spc_rules.ALL_ALIKE],
    },
    "zeros_then_one": {  # Q2: limits that screening makes one with the mean are none
        **{key: WHOLE(range(14)) for key in ("lpl", "upl", "outside_limits", "close_to_limits")},
        "special_cause_type": WHOLE(range(14), "Common Cause"), "special_cause_flag": WHOLE(range(14), False),
        "point_type": WHOLE(range(14), "common_cause"), "variation_icon": None, "warnings": [spc_rules.SCREENED_AWAY],
        "summary_by_group": {0: {
            "lpl": None, "upl": None, "common_cause": 14, "special_cause_improvement": 0, "special_cause_concern": 0,
            "variation_type": "common_cause",
        }},
    },
    "trend_tie_between_two_trends": {  # Q3: the last point of the first rise is of that rise
        "special_cause_type": {14: "7 Point Trend (Increasing)"}, "point_type": {14: "special_cause_improvement"},
        "summary_by_group": {0: {"special_cause_improvement": 15, "special_cause_concern": 0}},
    },
    "na_last": {},  # Q4: the last value that is there is common cause, so here the answers are one
    "rebase_on_last_point": {  # Q7: one value has no limits, so no icons
        "variation_icon": None, "assurance_type": None, "assurance_icon": None, "warnings": [spc.SHORT, spc_rules.ONE_VALUE],
    },
    "n1": {  # Q7
        "variation_icon": None, "assurance_type": None, "assurance_icon": None, "warnings": [spc.SHORT, spc_rules.ONE_VALUE],
    },
}  # fmt: skip
STOPS = "na_in_monotone_error"  # Q5: the package stops; a missing value ends the trend


def alike(found: Any, wanted: Any) -> bool:
    """Numbers to a relative 1e-9, the rest exactly."""
    if isinstance(wanted, dict):
        return isinstance(found, dict) and set(found) == set(wanted) and all(alike(found[k], wanted[k]) for k in wanted)
    if isinstance(wanted, list):
        return isinstance(found, list) and len(found) == len(wanted) and all(map(alike, found, wanted))
    if isinstance(wanted, int | float) and not isinstance(wanted, bool):
        return isinstance(found, int | float) and not isinstance(found, bool) and found == pytest.approx(wanted, rel=1e-9, abs=1e-12)
    return type(found) is type(wanted) and found == wanted


def decided(wanted: Any, instead: Any) -> Any:
    """The package's answer with what is given instead of it: all of it, or the rows and fields that are named."""
    if isinstance(instead, dict) and isinstance(wanted, list):
        return [decided(one, instead[n]) if n in instead else one for n, one in enumerate(wanted)]
    return {**wanted, **instead} if isinstance(instead, dict) else instead


def hold(case: dict[str, Any], found: dict[str, Any]) -> None:
    expected, departs = case["expected"], DEPARTS.get(case["id"], {})
    if "error" in expected:
        assert case["id"] == STOPS
        assert "error" not in found
        return
    assert list(found) == list(expected)
    for key, package in expected.items():
        wanted = decided(package, departs[key]) if key in departs else package
        assert alike(found[key], wanted), (case["id"], key, found[key], wanted)


def test_all_forty_nine_are_there_and_every_quirk_is_decided() -> None:
    shared(truths=49)
    assert len(CASES) == 49
    quirks = {case["id"] for case in CASES if case["quirk"]}
    assert quirks == {*DEPARTS, STOPS}


def test_what_is_given_instead_is_never_what_the_package_gives() -> None:
    shared()
    for case in CASES:
        for key, instead in DEPARTS.get(case["id"], {}).items():
            package = case["expected"][key]
            pairs = [(package[n], decided(package[n], one)) for n, one in instead.items()] if isinstance(instead, dict) else []
            assert all(not alike(new, old) for old, new in pairs or [(package, instead)]), (case["id"], key)


def given(case: str, **more: Any) -> dict[str, Any]:
    return next(one["input"] for one in CASES if one["id"] == case) | more


def test_icons_speak_of_the_last_value_that_is_there() -> None:
    """Q4, where it decides: the last value is far out and a missing one follows it. The package looks at the missing one."""
    shared()
    asked = given("na_last")
    wild = [*asked["values"][:-2], 90.0, None]
    found = spc_answer({**asked, "values": wild})
    assert found["special_cause_type"][-2:] == ["Above UCL", "Common Cause"]
    assert (found["variation_icon"], found["assurance_icon"]) == ("improvement_high", "inconsistent")
    assert found["summary_by_group"][0]["variation_type"] == "special_cause_improvement"


def test_a_missing_value_ends_a_trend_where_the_package_stops() -> None:
    """Q5. By hand: the 13 values make 56; eleven steps make 19, of which the 6 is over 3.267 times their mean; ten make 13."""
    shared()
    found = spc_answer(given(STOPS))
    assert found["mean"] == pytest.approx([56 / 13] * 14, rel=1e-12)
    assert found["upl"] == pytest.approx([56 / 13 + 2.66 * 1.3] * 14, rel=1e-12)
    assert found["lpl"] == pytest.approx([56 / 13 - 2.66 * 1.3] * 14, rel=1e-12)
    marked = {n: label for n, label in enumerate(found["special_cause_type"]) if label != "Common Cause"}
    assert marked == {0: "2 in 3 Below CL", 1: "2 in 3 Below CL", 7: "Above UCL"}
    assert [found[key][3] for key in ("outside_limits", "relative_to_mean", "close_to_limits")] == [None] * 3


def test_without_a_target_no_assurance_is_given() -> None:
    """Q6: the package gives ``inconsistent`` to a chart without a target beside one that has it."""
    shared()
    assert spc_answer(given("na_last", target=None))["assurance_icon"] is None


def test_both_widths_are_the_constants_of_two_neighbouring_values() -> None:
    """The mean and the spread of the step between two values from one normal process, and three of each: from statistics, not from us."""
    mean_step, spread = 2 / math.sqrt(math.pi), math.sqrt(2 - 4 / math.pi)
    assert round(3 / mean_step, 2) == spc_rules.WIDTH
    assert round(1 + 3 * spread / mean_step, 3) == spc_rules.SCREEN


RISE, ABOVE = "7 Point Trend (Increasing)", "7 Points Above CL"
MARKED_OTHERWISE: dict[str, dict[int, str]] = {
    "trend_up_below_mean_conflict": dict.fromkeys(range(7, 11), RISE),  # low and rising: the improvement counts
    "trend_peak_shared": dict.fromkeys(range(14, 18), ABOVE),  # high and falling: the improvement counts
    "n7_monotone": {0: RISE},
    "send_seasonal_requests": {34: "2 in 3 Below CL"},  # beside a point beyond the limit, which counts here
    "trend_tie_between_two_trends": {14: RISE},  # Q3, by either rules
}


def unscreened(asked: dict[str, Any]) -> bool:
    """Whether screening is off, or would leave nothing out: then the package's limits are those of anyone who never screens."""
    values = asked["values"]
    if len(values) < 2 or None in values or asked["rebase"] or asked["fix_after_n_points"]:
        return False
    steps = [abs(b - a) for a, b in pairwise(values)]
    return not asked["screen_outliers"] or max(steps) < 3.267 * sum(steps) / len(steps)


def test_making_data_count_s_limits_and_marks_are_the_package_s_where_it_screens_nothing() -> None:
    """``mdc`` has no answers of its own from outside. Marks may differ where its rules do: two in three beside a point outside, and which
    of two rules counts."""
    shared()
    alone = [case for case in CASES if unscreened(case["input"])]
    assert len(alone) >= 20
    for case in alone:
        found = spc_record(judge(series_of(case["input"]), replace(MDC, least=1)))
        for key in ("mean", "lpl", "upl", "outside_limits", "relative_to_mean"):
            assert alike(found[key], case["expected"][key]), (case["id"], key)
        labels = decided(case["expected"]["special_cause_type"], MARKED_OTHERWISE.get(case["id"], {}))
        assert found["special_cause_type"] == labels, case["id"]
    assert set(MARKED_OTHERWISE) <= {case["id"] for case in alone}


def test_making_data_count_s_icons_differ_only_where_limits_are_none_or_touched() -> None:
    """The notes' own trial of Making Data Count's SQL: other icons than the package's only at equality or degenerate limits."""
    shared()
    other = {
        case["id"]: [found[key] for key in ("variation_icon", "assurance_icon")]
        for case in CASES if "error" not in case["expected"]
        for found in [spc_record(judge(series_of(case["input"]), replace(MDC, least=1)))]
        if [found[key] for key in ("variation_icon", "assurance_icon")]
        != [case["expected"][key] for key in ("variation_icon", "assurance_icon")]
    }  # fmt: skip
    assert other == {
        "target_equal_upl_inc": ["common_cause", "fail"],  # a target on the upper limit, higher is better
        "constant": ["common_cause", "pass"], "zeros_then_one": [None, None], "n1": [None, None], "rebase_on_last_point": [None, None],
    }  # fmt: skip


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
