"""The command line: what each command prints, in words and as JSON, and its exit code: 0 done, 1 refused, 2 wrong usage."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import cli
from data.store.store import Store
from tests.conftest import HEADER, ROOT, SAMPLE, TITLE, sheet_bytes
from tests.factories.commands import CaptureFixture, asked
from tests.factories.kpi_counts import KPIS

# The keys that issue 2, point 5, promises. More may stand beside them, none may be missing.
LOAD = {"id", "file", "format", "published", "cells", "observations", "missing", "findings"}
FINDING = {"severity", "where", "what", "hint"}
KPI = {
    "code", "section", "title", "unit", "polarity", "priorities", "period", "value", "share", "missing", "raw", "status", "origin",
    "source", "load", "target", "standard", "statistical_neighbours", "region", "england", "change", "year_ago",
    "rag",
}  # fmt: skip
NESTED = {
    "period": {"label", "kind", "first", "last"},
    "target": {"value", "basis"},
    "standard": {"value", "basis"},
    "statistical_neighbours": {"value", "missing", "used", "of", "edition", "basis"},
    "region": {"value", "missing", "basis"},
    "england": {"value", "missing", "basis"},
    "change": {"value", "from"},
    "year_ago": {"value", "change", "word", "period"},
    "rag": {"status", "why"},
}


@pytest.fixture
def small(tmp_path: Path) -> str:
    """A file with one KPI and no area in its title."""
    path = tmp_path / "small.xlsx"
    path.write_bytes(sheet_bytes([["Scorecard"], HEADER, ["S5", "Within 20 weeks", 90, 95, None, None, 55.65, "LAIT", "P6"]]))
    return str(path)


def test_load_prints_what_the_issue_promises(empty: str, capsys: CaptureFixture) -> None:
    (load,) = asked(capsys, "load", str(SAMPLE), "--home", empty)["loads"]
    assert set(load) >= LOAD
    assert (load["id"], load["file"], load["format"], load["published"]) == (1, "bury_2017.xlsx", "scorecard workbook", True)
    assert load["cells"] == {"non_empty": 221, "heading": 32, "label": 141, "observation": 45, "missing": 3, "refused": 0}
    assert (load["observations"], load["missing"]) == (49, 14)
    assert all(set(finding) >= FINDING for finding in load["findings"])
    assert {finding["severity"] for finding in load["findings"]} == {"check", "note"}


def test_load_in_words_counts_every_kind_of_cell_and_tells_each_finding(empty: str, capsys: CaptureFixture) -> None:
    assert cli.main(["load", str(SAMPLE), "--home", empty]) == 0
    out = capsys.readouterr().out
    assert "bury_2017.xlsx: Published as load 1." in out
    assert "221 cells: 32 heading, 141 label, 45 observation, 3 missing, 0 refused." in out
    assert "check: bury_2017.xlsx!Scorecard!D13, D12: Does not add up as printed" in out


def test_the_same_file_again_says_that_nothing_changed(home: Path, capsys: CaptureFixture) -> None:
    (load,) = asked(capsys, "load", str(SAMPLE), "--home", str(home))["loads"]
    assert (load["id"], load["published"]) == (1, False)
    assert "already loaded" in load["unchanged"]
    assert len(asked(capsys, "loads", "--home", str(home))["loads"]) == 1


def test_a_dry_run_tells_all_and_keeps_nothing(empty: str, capsys: CaptureFixture) -> None:
    (load,) = asked(capsys, "load", str(SAMPLE), "--home", empty, "--dry-run")["loads"]
    assert (load["id"], load["published"]) == (None, False)
    assert load["observations"] == 49
    assert not Path(empty).exists()


@pytest.mark.parametrize("area", ["Oldham", "353", "E08000004"])
def test_an_area_may_be_given_by_name_or_either_code(small: str, empty: str, capsys: CaptureFixture, area: str) -> None:
    asked(capsys, "load", small, "--home", empty, "--area", area)
    assert asked(capsys, "loads", "--home", empty)["loads"][0]["area"] == "Oldham"


def test_without_an_area_in_file_or_command_nothing_is_loaded(small: str, empty: str, capsys: CaptureFixture) -> None:
    assert cli.main(["load", small, "--home", empty]) == 1
    assert "names no local authority" in capsys.readouterr().err
    assert Store(Path(empty)).current() == ""


def test_the_day_received_is_kept(empty: str, capsys: CaptureFixture) -> None:
    asked(capsys, "load", str(SAMPLE), "--home", empty, "--received", "2017-10-27")
    (load,) = asked(capsys, "loads", "--home", empty)["loads"]
    assert load["received"] == "2017-10-27"
    assert load["recorded_at"].endswith("Z")
    assert {"id", "file", "format", "sha256", "who", "recorded_at", "received", "cells", "observations", "missing"} <= set(load)


def test_one_bad_file_among_three_leaves_the_others_loaded_and_exits_1(tmp_path: Path, empty: str, capsys: CaptureFixture) -> None:
    for name, value in (("a.xlsx", 90), ("c.xlsx", 95)):
        (tmp_path / name).write_bytes(sheet_bytes([[TITLE], HEADER, ["S5", "Within 20 weeks", None, value]]))
    (tmp_path / "b.xlsx").write_bytes(b"no workbook")
    paths = [str(tmp_path / name) for name in ("a.xlsx", "b.xlsx", "c.xlsx")]
    assert cli.main(["load", *paths, "--home", empty, "--json"]) == 1
    loads = json.loads(capsys.readouterr().out)["loads"]
    assert [(load["file"], load["published"]) for load in loads] == [("a.xlsx", True), ("b.xlsx", False), ("c.xlsx", True)]
    assert "is not a spreadsheet" in loads[1]["refused"]
    assert [load["file"] for load in asked(capsys, "loads", "--home", empty)["loads"]] == ["a.xlsx", "c.xlsx"]


def test_a_refused_load_has_the_same_keys_as_any_other(tmp_path: Path, empty: str, capsys: CaptureFixture) -> None:
    """A scheduled task reads ``cells`` and ``findings`` of every load, refused ones too."""
    (tmp_path / "b.xlsx").write_bytes(b"no workbook")
    assert cli.main(["load", str(tmp_path / "b.xlsx"), "--home", empty, "--json"]) == 1
    (load,) = json.loads(capsys.readouterr().out)["loads"]
    assert set(load) >= LOAD


def test_a_file_that_is_not_there_is_refused_by_name(tmp_path: Path, empty: str, capsys: CaptureFixture) -> None:
    assert cli.main(["load", str(tmp_path / "gone.xlsx"), "--home", empty]) == 1
    assert "gone.xlsx: cannot be opened" in capsys.readouterr().err


def test_a_folder_is_refused_as_a_file(tmp_path: Path, empty: str, capsys: CaptureFixture) -> None:
    assert cli.main(["load", str(tmp_path), "--home", empty]) == 1
    assert "cannot be opened" in capsys.readouterr().err


def test_loads_of_an_empty_home_say_how_to_start(empty: str, capsys: CaptureFixture) -> None:
    assert asked(capsys, "loads", "--home", empty) == {"build": None, "loads": []}
    assert cli.main(["loads", "--home", empty]) == 0
    assert "Nothing is loaded yet" in capsys.readouterr().out


def test_loads_in_words_is_a_line_a_load(home: Path, capsys: CaptureFixture) -> None:
    assert cli.main(["loads", "--home", str(home)]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert said == "1 received 2017-10-27 Bury bury_2017.xlsx 49 figures, 14 without, by tester"


def test_show_prints_what_the_issue_promises(home: Path, capsys: CaptureFixture) -> None:
    shown = asked(capsys, "show", "--area", "Bury", "--home", str(home))
    assert set(shown) >= {"area", "as_at", "build", "kpis"}
    assert (shown["area"], shown["build"]) == ("Bury", Store(home).current())
    assert len(shown["kpis"]) == KPIS
    for kpi in shown["kpis"]:
        assert set(kpi) >= KPI, kpi["code"]
        for key, names in NESTED.items():
            assert set(kpi[key]) >= names, (kpi["code"], key)


def test_show_follows_a_figure_to_its_cell_and_load(home: Path, capsys: CaptureFixture) -> None:
    (kpi,) = asked(capsys, "show", "--area", "Bury", "--code", "s5", "--home", str(home))["kpis"]
    assert (kpi["source"], kpi["load"], kpi["raw"], kpi["status"]) == ("bury_2017.xlsx!Scorecard!D10", 1, "100%", "as reported")


@pytest.mark.parametrize("area", ["Bury", "bury", "351", "E08000002"])
def test_show_takes_a_name_or_either_code(home: Path, capsys: CaptureFixture, area: str) -> None:
    assert asked(capsys, "show", "--area", area, "--home", str(home))["area"] == "Bury"


def test_show_without_an_area_shows_the_only_one(home: Path, capsys: CaptureFixture) -> None:
    assert asked(capsys, "show", "--home", str(home))["area"] == "Bury"


def test_show_without_an_area_among_several_is_wrong_usage(home: Path, small: str, capsys: CaptureFixture) -> None:
    asked(capsys, "load", small, "--home", str(home), "--area", "Oldham")
    assert cli.main(["show", "--home", str(home)]) == 2
    assert "Name one with --area: Bury, Oldham" in capsys.readouterr().err


def test_show_of_an_area_without_a_load_gives_a_reason_a_kpi(home: Path, capsys: CaptureFixture) -> None:
    shown = asked(capsys, "show", "--area", "Camden", "--home", str(home))
    assert [kpi["missing"] for kpi in shown["kpis"]] == ["not given"] * KPIS


def test_show_chooses_codes_in_the_catalogues_order(home: Path, capsys: CaptureFixture) -> None:
    shown = asked(capsys, "show", "--code", "E6", "S5", "--home", str(home))
    assert [kpi["code"] for kpi in shown["kpis"]] == ["S5", "E6"]


def test_show_as_at_a_day_leaves_out_what_came_later(home: Path, capsys: CaptureFixture) -> None:
    before = asked(capsys, "show", "--area", "Bury", "--as-at", "2017-10-26", "--home", str(home))
    on_the_day = asked(capsys, "show", "--area", "Bury", "--as-at", "2017-10-27", "--home", str(home))
    assert (before["as_at"], on_the_day["as_at"]) == ("2017-10-26", "2017-10-27")
    assert [sum(k["value"] is not None for k in shown["kpis"]) for shown in (before, on_the_day)] == [0, 21]


def test_show_in_words_has_the_notice_and_a_line_a_kpi(home: Path, capsys: CaptureFixture) -> None:
    assert cli.main(["show", "--area", "Bury", "--home", str(home)]) == 0
    head, *lines = capsys.readouterr().out.splitlines()
    assert "Historic: as printed October 2017; not current; not endorsed" in head
    assert [line.split()[0] for line in lines][:3] == ["S1", "S2", "S3"]
    assert len(lines) == KPIS
    assert "100.0%" in lines[4]
    assert "neighbours 78.2%" in lines[4]


def test_series_prints_a_row_an_area_and_period(home: Path, small: str, capsys: CaptureFixture) -> None:
    asked(capsys, "load", small, "--home", str(home), "--area", "Oldham")
    series = asked(capsys, "series", "s5", "--areas", "Bury", "353", "E92000001", "--home", str(home))
    assert (series["code"], series["unit"]) == ("S5", "%")
    own = {row["area"]: (row["value"], row["period"]["first"], row["period"]["last"]) for row in series["rows"] if row["series"] == "own"}
    assert own == {"Bury": (100.0, "2016-01-01", "2016-12-31"), "Oldham": (95.0, "2016-01-01", "2016-12-31")}
    assert all(row["measure"] == "figure" for row in series["rows"])


def test_series_has_one_row_an_area_and_period(home: Path, small: str, capsys: CaptureFixture) -> None:
    """England's 55.65 for 2016 is printed on two areas' scorecards; it is one figure of one area and period."""
    asked(capsys, "load", small, "--home", str(home), "--area", "Oldham")
    rows = asked(capsys, "series", "S5", "--areas", "Bury", "Oldham", "England", "--home", str(home))["rows"]
    keys = [(row["area_code"], row["period"]["first"], row["period"]["last"]) for row in rows]
    assert len(keys) == len(set(keys)) == 3


def test_series_of_all_areas_holds_neighbours_by_name_and_no_targets(home: Path, capsys: CaptureFixture) -> None:
    rows = asked(capsys, "series", "S5", "--home", str(home))["rows"]
    assert {row["area"]: row["value"] for row in rows} == {"Bury": 100.0, "Bury: statistical neighbours": 78.18, "England": 55.65}
    assert "target" not in {row["series"] for row in asked(capsys, "series", "S7", "--home", str(home))["rows"]}


def test_series_keeps_shares_out(home: Path, capsys: CaptureFixture) -> None:
    rows = asked(capsys, "series", "E7", "--home", str(home))["rows"]
    assert [(row["value"], row["raw"]) for row in rows if row["series"] == "own"] == [(58.0, "58 (4.0%)")]


def test_series_in_words_gives_the_reason_where_there_is_no_figure(home: Path, capsys: CaptureFixture) -> None:
    assert cli.main(["series", "E5", "--areas", "Bury", "--home", str(home)]) == 0
    assert "(illegible)" in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments",
    [
        ["show", "--area", "Atlantis"],
        ["show", "--area", "Bury", "--code", "S99"],
        ["series", "S99"],
        ["series", "S5", "--areas", "Bury", "Atlantis"],
    ],
)
def test_what_is_not_in_the_catalogue_is_wrong_usage(home: Path, capsys: CaptureFixture, arguments: list[str]) -> None:
    assert cli.main([*arguments, "--home", str(home)]) == 2
    assert arguments[-1] in capsys.readouterr().err
    assert cli.main([*arguments, "--home", str(home), "--json"]) == 2
    assert arguments[-1] in json.loads(capsys.readouterr().out)["error"]


@pytest.mark.parametrize("arguments", [["show", "--area", "Bury"], ["series", "S5"]])
def test_where_nothing_is_loaded_it_says_how_to_start(empty: str, capsys: CaptureFixture, arguments: list[str]) -> None:
    assert cli.main([*arguments, "--home", empty]) == 1
    assert "Start with: python cli.py load FILE" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["unload"],
        ["load"],
        ["load", "a.xlsx", "--received", "27/10/2017"],
        ["load", "a.xlsx", "--received", "2017-13-01"],
        ["show", "--as-at", "yesterday"],
        ["series"],
        ["show", "--colour"],
    ],
)
def test_a_command_that_cannot_be_understood_exits_2(arguments: list[str], capsys: CaptureFixture) -> None:
    assert cli.main(arguments) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert f"python cli.py{f' {arguments[0]}' if arguments and arguments[0] != 'unload' else ''} " in said.err


def test_a_store_without_its_ledger_is_told_in_words_and_exits_1(home: Path, capsys: CaptureFixture) -> None:
    (home / "build" / "current").write_text("x", encoding="utf-8")
    shutil.rmtree(home / "ledger")
    assert cli.main(["show", "--area", "Bury", "--home", str(home)]) == 1
    assert "python cli.py repair" in capsys.readouterr().err


def test_the_home_is_the_option_then_the_environment(
    home: Path, tmp_path: Path, capsys: CaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SEND_HOME", str(home))
    assert asked(capsys, "show", "--area", "Bury")["build"] == Store(home).current()
    assert asked(capsys, "loads", "--home", str(tmp_path / "other"))["loads"] == []


def test_without_either_the_home_is_the_projects_data_folder(monkeypatch: pytest.MonkeyPatch, home: Path, capsys: CaptureFixture) -> None:
    monkeypatch.delenv("SEND_HOME", raising=False)
    assert cli.HOME.name == "data"
    monkeypatch.setattr(cli, "HOME", home)
    assert len(asked(capsys, "loads")["loads"]) == 1


def test_json_is_utf_8_with_its_signs(home: Path, capsys: CaptureFixture) -> None:
    assert cli.main(["show", "--code", "E6", "--home", str(home), "--json"]) == 0
    assert "−0.68" in capsys.readouterr().out


def test_what_is_printed_is_utf_8_whatever_the_console_would_take() -> None:
    for words, stream in ((["--help"], "stdout"), (["show", "--as-at", "“soon”"], "stderr")):
        plain = {**os.environ, "PYTHONIOENCODING": "ascii"}
        done = subprocess.run([sys.executable, str(ROOT / "cli.py"), *words], capture_output=True, env=plain, check=False)
        assert "“" in getattr(done, stream).decode("utf-8")


def test_withdraw_and_reinstate_are_kept_in_the_ledger(home: Path, capsys: CaptureFixture) -> None:
    assert asked(capsys, "withdraw", "1", "--why", "Wrong month", "--home", str(home))["action"] == "withdraw"
    load = asked(capsys, "loads", "--home", str(home))["loads"][0]
    assert (load["withdrawn"], load["decided_why"]) == (True, "Wrong month")
    assert cli.main(["withdraw", "1", "--why", "again", "--home", str(home)]) == 1
    assert cli.main(["withdraw", "1", "--why", " ", "--home", str(home)]) == 2
    capsys.readouterr()
    assert asked(capsys, "reinstate", "1", "--home", str(home))["action"] == "reinstate"
    assert asked(capsys, "loads", "--home", str(home))["loads"][0]["withdrawn"] is False


def test_a_file_is_never_received_tomorrow(tmp_path: Path, capsys: CaptureFixture) -> None:
    assert cli.main(["load", str(SAMPLE), "--received", "2999-01-01", "--home", str(tmp_path / "none")]) == 2
    assert "still to come" in capsys.readouterr().err


def test_show_gives_the_findings_of_a_figure_by_its_kpi_and_by_its_cell(home: Path, capsys: CaptureFixture) -> None:
    kpis = {k["code"]: k for k in asked(capsys, "show", "--home", str(home))["kpis"]}
    for code in ("S7", "S8"):  # either may be the wrong one
        assert any("Does not add up as printed" in f["what"] for f in kpis[code]["findings"])
    assert any("tagged (NW)" in f["what"] for f in kpis["S1"]["findings"])
    assert kpis["S1"]["notice"].startswith("Historic")


def test_a_load_says_which_figures_in_force_it_changes(home: Path, tmp_path: Path, capsys: CaptureFixture) -> None:
    rows = [["Bury"], ["Ref", "Indicator", "Target", "2016", "SN"], ["S5", "20 weeks", 90, 93.5, "78.18%"]]
    (tmp_path / "corrected.xlsx").write_bytes(sheet_bytes(rows))
    arguments = ["load", str(tmp_path / "corrected.xlsx"), "--home", str(home)]
    told = asked(capsys, *arguments, "--dry-run")["loads"][0]["changes"]
    assert [(c["code"], c["series"], c["period"]["label"], c["was"], c["now"], c["was_load"]) for c in told] == [
        ("S5", "own", "2016", 100.0, 93.5, 1)
    ]
    assert cli.main(arguments) == 0
    assert "changes: S5 own, 2016: 100.0 in load 1, now 93.5" in capsys.readouterr().out
