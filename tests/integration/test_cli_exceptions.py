"""``cli.py exceptions``, ``show`` and ``pack`` with commentary: as recorded by the day asked for."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

import cli
from data.catalogue.catalogue import Catalogue
from data.records.journal import Journal
from tests.conftest import BURY
from tests.factories.kpi_counts import KPIS
from tests.factories.red_kpis import publish_reds

Captured = pytest.CaptureFixture[str]
ON = ("--as-at", "2018-03-31")


@pytest.fixture
def spoken(home: Path, catalogue: Catalogue) -> Path:
    """Bury's sample and two red KPIs, with words on S12 typed in March 2018, and on S5, which is not red."""
    publish_reds(home, catalogue)
    journal = Journal(home)
    for key, body in (("S12/Jan 2018", {"what": "Slow", "lead": "KD"}), ("S5/2016", {"what": "All within 20 weeks"})):
        at = datetime(2018, 3, 1, 10, tzinfo=UTC)
        journal.append("commentary", BURY, key, body, who="Clerk", recorded_at=at, seen=None)
    journal.append("judgement", BURY, "2017-11-02/3", {"rag": "red"}, who="Clerk", recorded_at=datetime(2017, 11, 2, tzinfo=UTC), seen=None)
    return home


def said(capsys: Captured, *words: str) -> Any:
    assert cli.main([*words, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_exceptions_are_the_kpis_that_show_calls_red(spoken: Path, capsys: Captured) -> None:
    shown = said(capsys, "show", "--home", str(spoken), *ON)["kpis"]
    red = [kpi["code"] for kpi in shown if kpi["rag"]["status"] == "red"]
    found = said(capsys, "exceptions", "--home", str(spoken), "--area", "Bury", *ON)
    assert [one["code"] for one in found["exceptions"]] == red == ["S11", "S12"]
    s11, s12 = found["exceptions"]
    assert (s12["value"], s12["target"], s12["off_target"], s12["opened"]) == (90, 40, 50, "2018-02-09")
    assert (s12["state"], s12["missing"], s12["lead"]) == ("in part", ["why", "so_what", "next", "by_when"], "KD")
    assert (s11["state"], s11["lead"], s11["lead_named_by"], s11["commentary"]) == ("no commentary yet", "SEN Team", "catalogue", None)
    assert {one["code"]: one["verdict"] for one in found["exceptions"]} == {
        kpi["code"]: kpi["verdict"]["words"] for kpi in shown if kpi["code"] in red
    }
    assert found["chase"] == [{"lead": "KD", "codes": ["S12"]}, {"lead": "SEN Team", "codes": ["S11"]}]
    assert [(one["code"], one["what"]) for one in found["commentary_on_other_figures"]] == [("S5", "All within 20 weeks")]
    assert found["agreed_red"] == [{"priority": 3, "visit": "2017-11-02", "agreed": "red", "by": None}]


def test_as_at_leaves_out_words_recorded_later(spoken: Path, capsys: Captured) -> None:
    found = said(capsys, "exceptions", "--home", str(spoken), "--as-at", "2018-02-20")
    assert [(one["code"], one["state"], one["days_open"]) for one in found["exceptions"]] == [
        ("S11", "no commentary yet", 11), ("S12", "no commentary yet", 11),
    ]  # fmt: skip
    assert said(capsys, "exceptions", "--home", str(spoken), "--as-at", "2018-02-01")["exceptions"] == []


def test_a_figure_long_out_of_date_is_no_exception(spoken: Path, capsys: Captured) -> None:
    """Nobody is chased in 2026 for figures of January 2018, nor for measures that ended in March 2018."""
    found = said(capsys, "exceptions", "--home", str(spoken), "--as-at", "2026-11-30")
    assert (found["red"], found["exceptions"], found["chase"]) == (0, [], [])


def test_show_and_pack_carry_the_words_of_exactly_their_figure(spoken: Path, tmp_path: Path, capsys: Captured) -> None:
    shown = {kpi["code"]: kpi["commentary"] for kpi in said(capsys, "show", "--home", str(spoken))["kpis"]}
    assert {code for code, one in shown.items() if one} == {"S5", "S12"}
    assert (shown["S12"]["what"], shown["S12"]["who"], shown["S12"]["period"]) == ("Slow", "Clerk", "Jan 2018")
    out = tmp_path / "pack.xlsx"
    made = said(capsys, "pack", "--home", str(spoken), "--format", "xlsx", "--out", str(out))
    assert made["commentary"] == ["S5", "S12"]
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
    assert cli.main(["exceptions", "--home", str(spoken), "--as-at", "2018-03-31"]) == 0
    first, _, s12, *_ = capsys.readouterr().out.splitlines()
    assert first == "Bury, as at 31 Mar 2018. 2 KPIs are red: 1 has no commentary yet."
    assert "50 above the target of 40" in s12
    assert "Off target, " in s12
    assert s12.endswith("known for 50 days. Lead: KD. In part: no why, so what, what next or by when.")
