"""``cli.py exceptions``, ``show`` and ``pack`` with commentary: as recorded by the day asked for."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

import cli
from data.records.journal import Journal
from tests.conftest import BURY
from tests.factories.kpi_counts import KPIS

Captured = pytest.CaptureFixture[str]


@pytest.fixture
def spoken(home: Path) -> Path:
    """Bury's sample with words on S7 typed in December 2017, and on S5, which is not red."""
    journal = Journal(home)
    for key, body in (("S7/Jan 2017", {"what": "Slow", "lead": "KD"}), ("S5/2016", {"what": "All within 20 weeks"})):
        at = datetime(2017, 12, 1, 10, tzinfo=UTC)
        journal.append("commentary", BURY, key, body, who="Clerk", recorded_at=at, seen=None)
    journal.append("judgement", BURY, "2017-11-02/3", {"rag": "red"}, who="Clerk", recorded_at=datetime(2017, 11, 2, tzinfo=UTC), seen=None)
    return home


def said(capsys: Captured, *words: str) -> Any:
    assert cli.main([*words, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_exceptions_are_the_kpis_that_show_calls_red(spoken: Path, capsys: Captured) -> None:
    shown = said(capsys, "show", "--home", str(spoken))["kpis"]
    red = [kpi["code"] for kpi in shown if kpi["rag"]["status"] == "red"]
    found = said(capsys, "exceptions", "--home", str(spoken), "--area", "Bury")
    assert [one["code"] for one in found["exceptions"]] == red == ["S7", "S8"]  # printed: 676 of 929, and 523 left of 0
    s7, s8 = found["exceptions"]
    assert (s7["value"], s7["target"], s7["off_target"], s7["opened"]) == (676, 929, -253, "2017-10-27")
    assert (s7["state"], s7["missing"], s7["lead"]) == ("in part", ["why", "so_what", "next", "by_when"], "KD")
    assert (s8["state"], s8["lead"], s8["lead_named_by"], s8["commentary"]) == ("no words yet", "SEN Team", "catalogue", None)
    assert found["chase"] == [{"lead": "KD", "codes": ["S7"]}, {"lead": "SEN Team", "codes": ["S8"]}]
    assert [(one["code"], one["what"]) for one in found["commentary_on_other_figures"]] == [("S5", "All within 20 weeks")]
    assert found["agreed_red"] == [{"priority": 3, "visit": "2017-11-02", "agreed": "red", "by": None}]


def test_as_at_leaves_out_words_recorded_later(spoken: Path, capsys: Captured) -> None:
    found = said(capsys, "exceptions", "--home", str(spoken), "--as-at", "2017-11-20")
    assert [(one["code"], one["state"], one["days_open"]) for one in found["exceptions"]] == [
        ("S7", "no words yet", 24), ("S8", "no words yet", 24),
    ]  # fmt: skip
    assert said(capsys, "exceptions", "--home", str(spoken), "--as-at", "2017-10-01")["exceptions"] == []


def test_show_and_pack_carry_the_words_of_exactly_their_figure(spoken: Path, tmp_path: Path, capsys: Captured) -> None:
    shown = {kpi["code"]: kpi["commentary"] for kpi in said(capsys, "show", "--home", str(spoken))["kpis"]}
    assert {code for code, one in shown.items() if one} == {"S5", "S7"}
    assert (shown["S7"]["what"], shown["S7"]["who"], shown["S7"]["period"]) == ("Slow", "Clerk", "Jan 2017")
    out = tmp_path / "pack.xlsx"
    made = said(capsys, "pack", "--home", str(spoken), "--format", "xlsx", "--out", str(out))
    assert made["commentary"] == ["S5", "S7"]
    assert [row[3].value for row in list(load_workbook(out)["Commentary"].rows)[1:]] == ["All within 20 weeks", "Slow"]
    assert said(capsys, "pack", "--home", str(spoken), "--format", "xlsx", "--out", str(out), "--as-at", "2017-11-20")["commentary"] == []


def test_a_damaged_journal_stops_exceptions_and_not_figures(spoken: Path, capsys: Captured) -> None:
    path = Journal(spoken).path
    path.write_bytes(path.read_bytes().replace(b"Slow", b"Fast"))
    assert cli.main(["exceptions", "--home", str(spoken), "--json"]) == 1
    assert "error" in json.loads(capsys.readouterr().out)
    assert cli.main(["show", "--home", str(spoken), "--json"]) == 0
    told = capsys.readouterr()
    assert "No commentary: " in told.err
    assert len(json.loads(told.out)["kpis"]) == KPIS


def test_in_words_each_exception_is_a_line(spoken: Path, capsys: Captured) -> None:
    assert cli.main(["exceptions", "--home", str(spoken), "--as-at", "2017-12-24"]) == 0
    first, s7, *_ = capsys.readouterr().out.splitlines()
    assert first == "Bury, as at 24 Dec 2017. 2 KPIs are red: 1 has no words yet."
    assert "253 below the target of 929" in s7
    assert s7.endswith("known for 58 days. Lead: KD. In part: no why, so what, what next or by when.")
