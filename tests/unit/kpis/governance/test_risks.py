"""The rules of the risk register, by hand and as properties, and ``cli.py risks``."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import cli
from data.records.journal import Journal
from data.records.record_schemas import check
from kpis.governance import risks
from tests.conftest import BURY

FIVE = st.integers(1, 5)
DAY = date(2018, 7, 26)


def body(**given: Any) -> dict[str, Any]:
    return {"text": "Too few", "likelihood_before": 4, "impact_before": 4, "owner": "Lead"} | given


@st.composite
def bodies(draw: st.DrawFn) -> dict[str, dict[str, Any] | None]:
    """Up to eight risks that the journal would keep, some without a score after mitigation, some taken away."""
    made: dict[str, dict[str, Any] | None] = {}
    for number in draw(st.lists(st.integers(1, 30), unique=True, max_size=8)):
        after = draw(st.sampled_from(["none", "half", "both"]))
        one = body(likelihood_before=draw(FIVE), impact_before=draw(FIVE), status=draw(st.sampled_from(["open", "closed", None])))
        one |= {"likelihood_after": draw(FIVE)} if after != "none" else {}
        one |= {"impact_after": draw(FIVE)} if after == "both" else {}
        one |= {"trend": draw(st.sampled_from(["rising", "steady", "falling", None]))}
        check("risk", f"R{number}", one)
        made[f"R{number}"] = draw(st.sampled_from([one, one, one, None]))
    return made


@pytest.mark.parametrize(
    ("score", "name"),
    [(1, "low"), (4, "low"), (5, "moderate"), (9, "moderate"), (10, "high"), (12, "high"), (15, "very high"), (25, "very high")],
)
def test_the_bands_at_their_edges(score: int, name: str) -> None:
    assert risks.band(score) == name


def test_the_rule_in_words_is_the_rule_that_counts() -> None:
    for low, high, name in ((1, 4, "Low"), (5, 9, "moderate"), (10, 14, "high"), (15, 25, "very high")):
        assert f"{name} {low}–{high}" in risks.RULE
        assert {risks.band(n) for n in range(low, high + 1)} == {name.lower()}


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ([], "No risks recorded"),
        ([body(status="closed")], "No open risks; 1 closed"),
        ([body()], "1 open risk, none scored after mitigation"),
        ([body(), body(trend="rising")], "2 open risks, none scored after mitigation, 1 rising"),
        ([body(likelihood_after=5, impact_after=3), body()], "2 open risks, 1 very high after mitigation, 1 not scored after mitigation"),
        ([body(likelihood_after=1, impact_after=3)] * 2, "2 open risks, none very high after mitigation"),
        ([body(likelihood_after=5, impact_after=5, trend="rising", status="closed"), body(likelihood_after=2, impact_after=2)],
         "1 open risk, none very high after mitigation"),
    ],
)  # fmt: skip
def test_the_headline(given: list[dict[str, Any]], told: str) -> None:
    assert risks.headline(risks.risks({f"R{n}": one for n, one in enumerate(given, 1)})) == told


@given(bodies())
def test_every_standing_risk_is_there_once_worst_first_open_first(kept: dict[str, dict[str, Any] | None]) -> None:
    found = risks.risks(kept)
    assert {r.key for r in found} == {key for key, one in kept.items() if one}
    assert len(found) == sum(one is not None for one in kept.values())
    order = [(not r.open, -r.ranked.value) for r in found]
    assert order == sorted(order)
    for r in found:
        one = kept[r.key]
        assert one is not None
        assert (r.after is None) == (one.get("likelihood_after") is None or one.get("impact_after") is None)
        assert ("not scored" in risks.ranked_words(r)) == (r.after is None)


@given(bodies())
def test_counts_and_grids_hold_every_open_risk_once(kept: dict[str, dict[str, Any] | None]) -> None:
    found = risks.risks(kept)
    counted = risks.counts(found)
    assert counted["open"] + counted["closed"] == len(found)
    assert sum(counted[name] for name in (*risks.BAND_NAMES, risks.NOT_AFTER)) == counted["open"]
    before = [key for keys in risks.grid(found, after=False).values() for key in keys]
    after = [key for keys in risks.grid(found, after=True).values() for key in keys]
    assert sorted(before) == sorted(r.key for r in found if r.open)
    assert len(after) == counted["open"] - counted[risks.NOT_AFTER]


@given(bodies(), bodies())
def test_between_a_day_and_itself_nothing_changed_and_every_other_risk_is_told(
    then: dict[str, dict[str, Any] | None], now: dict[str, dict[str, Any] | None]
) -> None:
    assert risks.between(now, now) == ()
    told = {key for key, _ in risks.between(then, now)}
    assert {k for k, v in then.items() if v} ^ {k for k, v in now.items() if v} <= told


def test_between_says_what_moved() -> None:
    then = {"R1": body(), "R2": body(), "R10": body(status="closed")}
    now = {"R1": body(likelihood_after=2, impact_after=2, trend="falling"), "R2": None, "R10": body(), "R3": body()}
    assert risks.between(then, now) == (
        ("R1", "after mitigation not scored, now 4 low"), ("R1", "now falling"), ("R2", "taken away"),
        ("R3", "new, 16 very high before mitigation, not scored after mitigation"), ("R10", "reopened"),
    )  # fmt: skip


def test_a_history_says_what_each_entry_changed_and_how_the_score_moved() -> None:
    at = datetime(2018, 7, 1, tzinfo=UTC)
    scored = body(likelihood_after=2, impact_after=3)
    steps = risks.history(
        [(at, "A", body()), (at, "B", scored), (at, "C", scored | {"owner": "Other"}), (at, "D", None), (at, "E", scored)]
    )
    assert [s.words for s in steps] == [
        "recorded", "likelihood after mitigation not given → 2; impact after mitigation not given → 3", "owner Lead → Other", "taken away",
        "brought back",
    ]  # fmt: skip
    assert [s.score for s in steps] == [
        "16 very high before mitigation, not scored after mitigation", "6 moderate after mitigation", "", "", "6 moderate after mitigation",
    ]  # fmt: skip


def test_a_dependency_is_late_only_after_its_day_and_while_open() -> None:
    due = {"text": "x", "from": "a", "to": "b", "due": DAY.isoformat()}
    (one,) = risks.dependencies({"D1": due})
    assert not one.late(DAY)
    assert one.late(date(2018, 7, 27))
    (met,) = risks.dependencies({"D1": due | {"status": "met"}})
    assert not met.late(date(2030, 1, 1))
    assert risks.waiting_headline([one, met], date(2018, 7, 27)) == "1 open dependency, 1 overdue"
    assert risks.waiting_headline([one], DAY) == "1 open dependency, none overdue"


def test_said_without_done_is_told() -> None:
    said = {"date": "2018-01-01", "who": "Forum", "said": "x"}
    assert "nothing done is recorded yet for 1" in risks.said_headline(risks.you_said({"Y1": said, "Y2": said | {"did": "y"}}))


def test_cli_gives_the_same_facts_by_a_day(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def put(kind: str, key: str, one: dict[str, Any], month: int) -> None:
        Journal(home).append(kind, BURY, key, one, who="Clerk", recorded_at=datetime(2018, month, 1, tzinfo=UTC), seen=None)

    put("risk", "R1", body(text="=HYPERLINK <b>", likelihood_after=3, impact_after=4), 1)
    put("risk", "R2", body(), 3)
    put("dependency", "D1", {"text": "Offer", "from": "EHC", "to": "Health", "due": "2018-01-31"}, 1)
    put("you_said", "Y1", {"date": "2018-01-02", "who": "Forum", "said": "Letters"}, 1)
    assert cli.main(["risks", "--home", str(home), "--area", "Bury", "--as-at", "2018-02-01", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["area"], found["as_at"]) == ("Bury", "2018-02-01")
    (one,) = found["risks"]
    assert one["before"] == {"likelihood": 4, "impact": 4, "score": 16, "band": "very high"}
    assert one["after"]["band"] == "high"
    assert [d["overdue"] for d in found["dependencies"]] == [True]
    assert [y["did"] for y in found["you_said"]] == [None]
    assert cli.main(["risks", "--home", str(home)]) == 0
    words = capsys.readouterr().out
    assert "Bury, as at" in words
    assert "R1: =HYPERLINK <b> (16 very high before, 12 high after mitigation" in words
    assert "R2: Too few (16 very high before, not scored after mitigation" in words
    assert "nothing recorded yet" in words
