"""``cli.py judgements``: the same facts as the page, in JSON and in words."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

import cli
from data.records.journal import Journal
from tests.conftest import BURY

Captured = pytest.CaptureFixture[str]


@pytest.fixture
def judged(home: Path) -> Path:
    """Bury's sample with two judgements of priority 6, one recorded in November and one in December 2017."""
    for month, rag in ((11, "amber/green"), (12, "not recorded")):
        when = datetime(2017, month, 20, 10, tzinfo=UTC)
        body = {"rag": rag, "by": "DfE", "reason": "Heard"}
        Journal(home).append("judgement", BURY, f"2017-{month}-20/6", body, who="Clerk", recorded_at=when, seen=None)
    return home


def said(capsys: Captured, *words: str) -> str:
    assert cli.main(["judgements", *words]) == 0
    return capsys.readouterr().out


def test_json_gives_each_visit_beside_its_kpis(judged: Path, capsys: Captured) -> None:
    found = json.loads(said(capsys, "--home", str(judged), "--area", "Bury", "--json"))
    first, second = found["judgements"]
    assert (first["visit"], first["priority"], first["agreed"], first["by"], first["reason"]) == (
        "2017-11-20",
        6,
        "amber/green",
        "DfE",
        "Heard",
    )
    counts = first["counts"]
    assert sum(counts.values()) == 30  # Bury's plan maps 30 KPIs to priority 6
    assert first["differs"] is (first["calculated"] != "amber/green" if first["calculated"] else None)
    assert (second["agreed"], second["differs"]) == ("not recorded", None)
    assert set(found) == {"area", "as_at", "rule", "judgements"}


def test_counts_are_those_that_show_gives(judged: Path, capsys: Captured) -> None:
    (first, _) = json.loads(said(capsys, "--home", str(judged), "--json"))["judgements"]
    assert first["counts"] == {"red": 0, "amber": 0, "green": 0, "not_rated": 30}, "checks question both figures that are off target"
    assert (first["calculated"], first["differs"], first["too_few"]) == (None, None, False)
    plan = [f"S{n}" for n in range(1, 14)] + [f"E{n}" for n in range(1, 11)] + [f"P{n}" for n in range(4, 11)]
    assert cli.main(["show", "--home", str(judged), "--json", "--as-at", "2017-11-20", "--code", *plan]) == 0
    ratings = [kpi["rag"]["status"] if isinstance(kpi["rag"], dict) else kpi["rag"] for kpi in json.loads(capsys.readouterr().out)["kpis"]]
    assert [first["counts"][step] for step in ("red", "amber", "green")] == [ratings.count(step) for step in ("red", "amber", "green")]


def test_as_at_leaves_out_what_was_recorded_later(judged: Path, capsys: Captured) -> None:
    assert len(json.loads(said(capsys, "--home", str(judged), "--as-at", "2017-11-30", "--json"))["judgements"]) == 1
    assert json.loads(said(capsys, "--home", str(judged), "--as-at", "2017-11-19", "--json"))["judgements"] == []


def test_in_words_and_where_there_is_none(judged: Path, capsys: Captured) -> None:
    out = said(capsys, "--home", str(judged))
    assert "Bury, priority 6, 20 Nov 2017: Amber/Green was agreed" in out
    assert (
        said(capsys, "--home", str(judged), "--area", "Oldham") == "No rating is recorded for Oldham. Record one on the Priorities page.\n"
    )
